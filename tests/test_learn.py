"""Learning from review: weights that follow the decisions of a glossary, kept where it pays, and given up again."""

from __future__ import annotations

import json
import math
import pickle
import random
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from glossary import build as building
from glossary.building.parts import Parts
from glossary.cli import app
from glossary.errors import InvalidOption
from glossary.extraction.review_weights import Decision, digest, refit, try_out
from glossary.extraction.termhood import probability
from glossary.extraction.weights import WEIGHTS
from glossary.learning import own_weights
from glossary.store.backup import backup, restore
from glossary.store.glossary import Glossary
from glossary.store.verify import verify
from glossary.store.weights_file import NAME, LearnedWeights, read_weights, write_weights
from glossary.types import CUT

START = {"": -2.0, "long": 1.0, "name": 0.5, "noise": 0.0}


def _pairs(many: int, *, seed: int = 1) -> list[dict[str, float]]:
    draw = random.Random(seed)
    return [{"long": draw.random(), "name": float(draw.random() < 0.5), "noise": draw.random()} for _ in range(many)]


def _decided(pairs: list[dict[str, float]], rule: Any) -> list[Decision]:
    return [Decision(f"c{number}", features, rule(features)) for number, features in enumerate(pairs)]


def test_the_weights_move_towards_the_decisions() -> None:
    decisions = _decided(_pairs(80), lambda pair: pair["long"] < 0.5)  # the other way round than the weights have it
    weights = refit(decisions, _pairs(300), start=START)
    assert weights["long"] < START["long"] - 1
    assert abs(weights["noise"]) < 0.5


def test_a_few_decisions_move_them_little() -> None:
    def moved(many: int) -> float:
        decisions = _decided(_pairs(many), lambda pair: pair["long"] < 0.5)
        return START["long"] - refit(decisions, _pairs(300), start=START)["long"]

    assert 0 < moved(4) < 0.5 < moved(200)


def test_as_many_pairs_are_shown_as_before() -> None:
    start = START | {"": math.log(CUT / (1 - CUT)) - 0.8}  # about half of the pairs stand above the cut
    found = _pairs(300)
    weights = refit(_decided(_pairs(80), lambda pair: pair["name"] == 1), found, start=start)
    before, after = (sum(probability(pair, some) > CUT for pair in found) for some in (start, weights))
    assert 50 < before < 250
    assert before == after


def test_it_pays_where_decisions_follow_a_rule_that_the_weights_do_not_know() -> None:
    trial = try_out(_decided(_pairs(80), lambda pair: pair["long"] < 0.5), _pairs(300), start=START)
    assert trial.pays
    assert trial.log_loss[1] < trial.log_loss[0]
    assert trial.auc[0] < 0.6 < 0.8 < trial.auc[1]


def test_it_does_not_pay_where_decisions_are_tossed() -> None:
    draw = random.Random(7)
    assert not try_out(_decided(_pairs(80), lambda _: draw.random() < 0.5), _pairs(300), start=START).pays


# -- the command ------------------------------------------------------------------------------------------------------


def run(*words: str | Path, status: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == status, done.output + done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def articles() -> Path:
    return Path(__file__).parent / "data" / "udhr.tsv"


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory, articles: Path) -> Path:
    """A glossary whose reviser takes only terms of several English words: more than that knows no shipped weight."""
    folder = tmp_path_factory.mktemp("reviewed")
    lines = [line.split("\t") for line in articles.read_text("utf-8").splitlines()[1:60]]
    file = folder / "articles.tsv"
    file.write_text(
        "".join(f"{zh}\t{en}\n" for zh, en in [("zh", "en"), *((row[0], row[1]) for row in lines)]), "utf-8"
    )
    building.build([file], folder / "g", by="t")
    glossary = Glossary.open(folder / "g")
    several = {concept.id: " " in concept.texts("en")[0] for concept in glossary.concepts(limit=90)}
    decide(glossary, several)
    return folder


def decide(glossary: Glossary, taken: dict[str, bool]) -> None:
    """Approve entries, and reject the others, in two versions."""
    glossary.approve(*(id for id, good in taken.items() if good), by="Li")
    glossary.reject(*(id for id, good in taken.items() if not good), by="Li")


@pytest.fixture
def folder(reviewed: Path, tmp_path: Path) -> Path:
    shutil.copytree(reviewed, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_learn_says_what_it_learned_and_the_build_that_it_used_it(folder: Path) -> None:
    g = folder / "g"
    said, _ = run("learn", "-g", g)
    assert said.startswith("Learned from ")
    assert said.count("\n") == 1
    learned = read_weights(g)
    assert learned is not None
    assert learned.shipped == digest()
    assert learned.weights["en one word"] < WEIGHTS["en one word"]
    number = learned.right + learned.wrong
    assert f"{number} decisions" in said
    before = {one.id: one.scores.termhood for one in Glossary.open(g).concepts(status="proposed")}
    said, _ = run("build", folder / "articles.tsv", "-g", g, "--redo")
    assert f"Learned       {number} decisions of {learned.date}" in said
    after = {one.id: one.scores.termhood for one in Glossary.open(g).concepts(status="proposed")}
    assert any(abs(after[id] - before[id]) > 0.01 for id in before.keys() & after.keys())
    said, _ = run("build", folder / "articles.tsv", "-g", g, "--redo", "--json")
    assert json.loads(said)["learned"] == {"right": learned.right, "wrong": learned.wrong, "date": learned.date}


def test_what_was_learned_is_forgotten_on_demand(folder: Path) -> None:
    g = folder / "g"
    kept = json.loads(run("learn", "-g", g, "--json")[0])
    assert kept["kept"] is True
    assert kept["log_loss"][1] < kept["log_loss"][0]
    assert run("learn", "-g", g, "--forget")[0] == "Forgotten: builds use the shipped weights again\n"
    assert not (g / NAME).exists()
    assert run("learn", "-g", g, "--forget")[0] == "Nothing was learned here\n"


class Elsewhere:
    """Workers that get all they know in a parcel, as another process would."""

    def run(self, function: Any, items: Any) -> Iterator[tuple[Any, Any]]:
        for item in items:
            done, packed = pickle.loads(pickle.dumps((function, item)))
            yield item, done(packed)


def test_learned_weights_order_the_parts_of_a_build_alike_here_and_elsewhere(folder, monkeypatch) -> None:
    run("learn", "-g", folder / "g")
    monkeypatch.setattr(building, "BEADS", 10)
    monkeypatch.setattr(building, "Parts", partial(Parts, size=40))

    def scores(name: str) -> dict[str, Any]:
        new = Glossary.open(folder / name, create=True).path
        if name != "shipped":
            shutil.copy(folder / "g" / NAME, new)
        building.build([folder / "articles.tsv"], new, by="t")
        return {one.id: one.scores for one in Glossary.open(new).concepts()}

    shipped, here = scores("shipped"), scores("here")
    monkeypatch.setattr("glossary.extraction.workers.open_workers", lambda *_: nullcontext(Elsewhere()))
    assert scores("elsewhere") == here
    assert here != shipped


@pytest.mark.parametrize("kind", ["damaged", "a list", "no weights", "of a later version", "of another release"])
def test_weights_that_cannot_be_used_are_named_and_learned_anew(kind: str, tmp_path: Path) -> None:
    write_weights(tmp_path, LearnedWeights(WEIGHTS, digest(), 20, 20, "2026-11-26"))
    good = json.loads((tmp_path / NAME).read_text("utf-8"))
    bad = {
        "damaged": "{",
        "a list": "[1]",
        "no weights": json.dumps(good | {"weights": {"": "x"}}),
        "of a later version": json.dumps(good | {"version": 2}),
        "of another release": json.dumps(good | {"shipped": "0" * 16}),
    }
    assert own_weights(tmp_path) is not None
    (tmp_path / NAME).write_text(bad[kind], "utf-8")
    with pytest.raises(InvalidOption, match=r"_weights\.json: .*glossary learn --forget"):
        own_weights(tmp_path)


def test_a_build_says_that_damaged_weights_are_not_used(folder: Path) -> None:
    g = folder / "g"
    (g / NAME).write_text("{", "utf-8")
    said, warned = run("build", folder / "articles.tsv", "-g", g, "--redo", status=1)
    assert "Learned" not in said
    assert warned.count("\n") == 1
    assert NAME in warned
    assert "the shipped weights are used" in warned
    assert [fault.file for fault in verify(g)] == [NAME]
    run("learn", "-g", g, "--forget")
    assert verify(g) == []


def test_too_few_decisions_and_decisions_that_follow_no_rule_change_nothing(folder: Path) -> None:
    g = folder / "g"
    glossary = Glossary.open(g)
    draw = random.Random(3)
    decide(glossary, {one.id: draw.random() < 0.5 for one in glossary.concepts(status=("approved", "rejected"))})
    said, _ = run("learn", "-g", g)
    assert said.startswith("Nothing learned, since it does not pay: ")
    assert not (g / NAME).exists()
    write_weights(g, LearnedWeights(WEIGHTS, digest(), 20, 20, "2026-11-26"))
    before = (g / NAME).read_bytes()
    assert run("learn", "-g", g)[0].endswith("; what was learned before stays\n")
    assert (g / NAME).read_bytes() == before
    said, _ = run("learn", "-g", Glossary.open(folder / "new", create=True).path)
    assert said.startswith("Nothing learned: 0 decisions")
    assert not (folder / "new" / NAME).exists()


def test_a_copy_of_the_glossary_has_what_was_learned(tmp_path: Path) -> None:
    Glossary.open(tmp_path / "g", create=True)
    write_weights(tmp_path / "g", LearnedWeights(WEIGHTS, digest(), 20, 20, "2026-11-26"))
    backup(tmp_path / "g", tmp_path / "copy.tar")
    assert restore(tmp_path / "copy.tar", tmp_path / "again") == []
    assert read_weights(tmp_path / "again") == read_weights(tmp_path / "g")
