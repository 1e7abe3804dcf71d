"""`glossary build`: what is taken in, what is passed over, and what a second run does."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from align.errors import UnreadableInput
from align.formats import write
from align.types import Bead, Bitext, Segment
from glossary.build import Built, build
from glossary.building.parts import Parts
from glossary.cli import app
from glossary.extraction.frequency import count
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term

SENTENCES = (
    ("可持续发展目标是共同的目标。", "The Sustainable Development Goals are common goals."),
    ("中等收入国家需要技术合作。", "Middle-income countries need technical cooperation."),
    ("工发组织支持循环经济。", "UNIDO supports the circular economy."),
    ("循环经济有助于可持续发展目标。", "The circular economy contributes to the Sustainable Development Goals."),
)


def bitext(name: str = "GC.20/1", *, turns: int = 1) -> Bitext:
    pairs = SENTENCES * turns
    src, tgt = (tuple(Segment(text, paragraph=n) for n, text in enumerate(side)) for side in zip(*pairs, strict=True))
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(pairs)))
    return Bitext(src, tgt, beads, "zh", "en", "a.zh.txt", "a.en.txt", {"symbol": name})


@pytest.fixture
def tmx(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "memory.tmx"
    write(bitext(), path)
    return path


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Built]:
    def build_from(*inputs: Path, **options: object) -> Built:
        return build(inputs, tmp_path / "g", by="Li", **options)  # type: ignore[arg-type]

    return build_from


def state(glossary: Path) -> tuple[int, list[tuple]]:
    opened = Glossary.open(glossary)
    return opened.version, sorted((c.id, c.texts("zh"), c.frequency, c.documents, c.status) for c in opened.concepts())


def test_a_bitext_file_becomes_entries_with_evidence(take: Callable[..., Built], tmx: Path) -> None:
    built = take(tmx)
    assert built.documents == ["GC.20/1"]
    found = built.glossary.get(built.glossary.resolve("循环经济"))
    assert found.texts("en") == ("circular economy",)
    assert (found.frequency, found.documents) == (2, ("GC.20/1",))
    assert {context.document for context in found.contexts} == {"GC.20/1"}
    assert built.glossary.segments().collect().height == len(SENTENCES)


def test_the_report_names_contradictions_for_review(tmp_path: Path) -> None:
    pairs = (
        ("捐助方提供了资金。", "The donors provided funds."),
        ("捐助方增加了援助。", "The donors increased aid."),
        ("捐助方提供了贷款。", "The lenders provided loans."),
        ("捐助方批准了贷款。", "The lenders approved loans."),
    )
    path = tmp_path / "rivals.tmx"
    src, tgt = (tuple(Segment(text) for text in side) for side in zip(*pairs, strict=True))
    write(Bitext(src, tgt, tuple(Bead((n,), (n,)) for n in range(4)), "zh", "en", metadata={"symbol": "A/1"}), path)
    shown = CliRunner().invoke(app, ["build", str(path), "-g", str(tmp_path / "g")])
    assert shown.exit_code == 0, shown.output
    assert "1 contradiction" in shown.output
    assert "捐助方 = donor / 捐助方 = lender" in shown.output
    stored = [c for c in Glossary.open(tmp_path / "g").concepts() if "捐助方" in c.texts("zh")]
    assert all("conflict" in {relation.type for relation in c.relations} for c in stored)


def test_building_twice_from_the_same_input_changes_nothing(take: Callable[..., Built], tmx: Path) -> None:
    first = take(tmx)
    before = state(first.glossary.path)
    second = take(tmx)
    assert (second.known, second.documents, second.added.version) == (1, [], None)
    assert state(first.glossary.path) == before


def test_the_same_document_in_another_file_changes_nothing_either(
    take: Callable[..., Built], tmx: Path, tmp_path: Path
) -> None:
    before = state(take(tmx).glossary.path)
    other = tmp_path / "other.parquet"
    write(bitext(), other)
    again = take(other)
    assert again.documents == ["GC.20/1"]
    assert state(again.glossary.path) == before


def test_a_changed_document_replaces_its_evidence(take: Callable[..., Built], tmx: Path) -> None:
    take(tmx)
    write(bitext(turns=3), tmx)
    built = take(tmx)
    assert built.glossary.get(built.glossary.resolve("循环经济")).frequency == 6
    write(bitext(), tmx)
    built = take(tmx)
    assert built.glossary.get(built.glossary.resolve("循环经济")).frequency == 2


def test_another_document_adds_to_what_is_there_and_a_rejected_entry_stays_out(
    take: Callable[..., Built], tmx: Path
) -> None:
    glossary = take(tmx).glossary
    rejected, approved = glossary.resolve("中等收入国家"), glossary.resolve("循环经济")
    glossary.reject(rejected, by="Li")
    glossary.approve(approved, by="Li")
    write(bitext("GC.20/2"), tmx)
    built = take(tmx)
    assert built.added.rejected >= 1
    assert built.glossary.get(rejected).documents == ("GC.20/1",)
    assert built.glossary.get(approved).documents == ("GC.20/1", "GC.20/2")
    assert built.glossary.get(approved).status == "approved"


def test_a_folder_may_hold_bitext_and_what_is_none(take: Callable[..., Built], tmx: Path) -> None:
    (tmx.parent / "README.md").write_text("# read me")
    (tmx.parent / "memory.gold-terms.tsv").write_text("zh\ten\n氢\thydrogen\n")
    (tmx.parent / ".hidden.tmx").write_text("<no tmx")
    built = take(tmx.parent)
    assert (built.documents, built.faults, built.without_partner) == (["GC.20/1"], [], [])


def test_a_broken_file_is_named_and_does_not_stop_the_others(tmx: Path, tmp_path: Path) -> None:
    (tmx.parent / "broken.tmx").write_text("<tmx><header/>")
    result = CliRunner().invoke(app, ["build", str(tmx.parent), "-g", str(tmp_path / "g")])
    assert result.exit_code == 1
    assert "broken.tmx" in result.stderr
    assert "1 document: GC.20/1" in result.stdout
    assert len(Glossary.open(tmp_path / "g")) > 0


def test_an_empty_document_is_named_once(tmp_path: Path) -> None:
    empty, other = tmp_path / "report.zh.txt", tmp_path / "report.en.txt"
    empty.touch()
    other.write_text("Middle-income countries need technical cooperation.\n", encoding="utf-8")
    built = build([empty, other], tmp_path / "g")
    assert [fault.count("report.zh.txt") for fault in built.faults] == [1]


def test_nothing_to_build_from_is_wrong_use(take: Callable[..., Built], tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="there is no such file"):
        take(tmp_path / "nonesuch.tmx")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableInput, match="nothing to build from"):
        take(tmp_path / "empty")


@pytest.mark.parametrize("name", ["bin.docx", "bad.tmx"])
def test_of_unreadable_input_alone_nothing_is_made_and_the_status_is_2(tmp_path: Path, tmx: Path, name: str) -> None:
    bad, g = tmp_path / name, tmp_path / "g"
    bad.write_bytes(b"PK\x03\x04 no archive")
    refused = CliRunner().invoke(app, ["build", str(bad), "-g", str(g)])
    assert isinstance(refused.exception, UnreadableInput), refused.output
    assert str(refused.exception).startswith(str(bad) if name == "bad.tmx" else name)
    assert not g.exists()
    g.mkdir()
    with pytest.raises(UnreadableInput):
        build([bad], g)
    assert not list(g.iterdir())
    some = CliRunner().invoke(app, ["build", str(bad), str(tmx), "-g", str(g)])
    assert some.exit_code == 1, "the rest is taken in"
    again = CliRunner().invoke(app, ["build", str(bad), "-g", str(g)])
    assert isinstance(again.exception, UnreadableInput)
    assert Glossary.open(g).sources().keys() == {"GC.20/1"}


@pytest.mark.slow
def test_the_seeds_become_a_glossary_and_a_second_run_says_nothing_is_new(seeds: Path, tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(seeds, folder)
    arguments = ["build", str(folder), "-g", str(tmp_path / "g"), "--bitext", str(tmp_path / "b"), "--report"]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "Taken in      1 document" in result.stdout
    assert re.search("^[\u4e00-\u9fff]{2,} +[a-z ]+ 0\\.\\d\\d +\\d+  proposed", result.stdout, re.MULTILINE)
    kinds = {path.suffix for path in (tmp_path / "b").rglob("*") if path.is_file() and ".batch" not in path.parts}
    assert {".parquet", ".tmx", ".html", ".json"} <= kinds
    before = state(tmp_path / "g")
    again = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert "Nothing new   in 1 document" in again.stdout
    assert state(tmp_path / "g") == before
    # The folder of results is an input as well, and holds nothing that the glossary does not have.
    of_batch = build([tmp_path / "b"], tmp_path / "g")
    assert (of_batch.known, of_batch.documents) == (1, [])


@pytest.mark.slow
def test_two_files_named_together_are_a_pair_whatever_they_are_called(seeds: Path, tmp_path: Path) -> None:
    shutil.copy(seeds / "gc20-item22.zh.txt", tmp_path / "one.txt")
    shutil.copy(seeds / "gc20-item22.en.txt", tmp_path / "two.txt")
    built = build([tmp_path / "one.txt", tmp_path / "two.txt"], tmp_path / "g")
    assert (built.faults, len(built.documents)) == ([], 1)
    assert len(built.glossary) > 100


def test_the_counts_are_beads_that_show_a_pair() -> None:
    terms = Term("可持续发展目标", "zh"), Term("可持續發展目標", "zh"), Term("Sustainable Development Goal", "en")
    goal = Concept("c1", terms, documents=("Z",))
    part = Concept("c2", (Term("目标", "zh"), Term("goal", "en")))
    none = Concept("c3", (Term("氢", "zh"), Term("hydrogen", "en")))
    found = count([goal, part, none], [bitext("A"), bitext("B", turns=2)])
    assert found == {"c1": {"A": 2, "B": 4, "Z": 1}, "c2": {"A": 2, "B": 4}, "c3": {}}


def test_what_is_printed_holds_no_control_characters(tmp_path: Path) -> None:
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([Concept("c1", (Term("氢\x1b[31m", "zh"), Term("hydrogen", "en")))], by="x")
    write(bitext(), tmp_path / "a.tmx")
    result = CliRunner().invoke(app, ["build", str(tmp_path / "a.tmx"), "-g", str(tmp_path / "g")])
    assert "\x1b" not in result.stdout


def test_a_note_of_a_batch_cannot_name_a_file_outside(take: Callable[..., Built], tmp_path: Path) -> None:
    write(bitext(), tmp_path / "secret.parquet")
    notes = tmp_path / "b" / ".batch"
    notes.mkdir(parents=True)
    for name in ("../secret.parquet", str(tmp_path / "secret.parquet")):
        (notes / "x.json").write_text(json.dumps({"files": {name: 1}, "fingerprint": "f"}))
        with pytest.raises(UnreadableInput):
            take(tmp_path / "b")


def test_a_build_that_died_before_it_marked_the_document_ends_in_the_same_state(
    take: Callable[..., Built], tmx: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Glossary, "add_segments", die)
        with pytest.raises(KeyboardInterrupt):
            take(tmx)
    before = state(tmp_path / "g")
    built = take(tmx)
    assert (built.documents, built.added.version) == (["GC.20/1"], None)
    assert state(tmp_path / "g") == before
    assert take(tmx).known == 1


def test_what_was_taken_in_is_taken_in_again_on_request_and_after_an_undo(
    take: Callable[..., Built], tmx: Path
) -> None:
    glossary = take(tmx).glossary
    assert take(tmx).documents == []
    assert take(tmx, redo=True).documents == ["GC.20/1"]
    glossary.undo(by="Li")
    assert len(glossary) == 0
    assert len(take(tmx).glossary) > 0


def test_other_languages_serve_the_concordance_and_do_not_stop_the_rest(tmx: Path, tmp_path: Path) -> None:
    write(replace(bitext("GC.20/9"), src_lang="fr"), tmx.parent / "french.tmx")
    result = CliRunner().invoke(app, ["build", str(tmx.parent), "-g", str(tmp_path / "g")])
    assert result.exit_code == 0
    assert "GC.20/9 (fr-en)" in result.stderr
    glossary = Glossary.open(tmp_path / "g")
    assert len(glossary) > 0
    assert sorted(glossary.sources()) == ["GC.20/1", "GC.20/9"]
    assert {document for concept in glossary.concepts() for document in concept.documents} == {"GC.20/1"}


def test_two_languages_of_a_memory_of_three_are_chosen_by_options(tmp_path):
    units = "".join(
        f"<tu><tuv xml:lang='zh'><seg>绿色氢很贵{n}。</seg></tuv><tuv xml:lang='en'><seg>Green hydrogen is dear {n}.</seg></tuv>"
        f"<tuv xml:lang='fr'><seg>L'hydrogène vert est cher {n}.</seg></tuv></tu>"
        for n in range(3)
    )
    path = tmp_path / "six.tmx"
    path.write_text(f"<tmx version='1.4'><header srclang='*all*'/><body>{units}</body></tmx>", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="choose two with --src-lang and --tgt-lang"):
        build([path], tmp_path / "g")
    built = build([path], tmp_path / "g", languages=("zh", "en"))
    assert (built.faults, built.beads) == ([], 3)
    assert build([path], tmp_path / "g", languages=("zh", "en")).known == 1
    assert build([path], tmp_path / "g", languages=("fr", "en")).beads == 3


def test_a_document_of_many_beads_is_taken_in_parts_and_its_evidence_adds_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glossary import build as building
    from glossary.store.glossary import Glossary

    pairs = [
        ("工发组织支持绿色氢价值链。", "UNIDO supports the green hydrogen value chain."),
        ("绿色氢是重点。", "Green hydrogen is a focus."),
        ("各国生产绿色氢。", "Countries produce green hydrogen."),
    ]
    file = tmp_path / "pairs.tsv"
    file.write_text("".join(f"{zh}\t{en}\n" for zh, en in [("zh", "en"), *pairs]), "utf-8")
    monkeypatch.setattr(building, "BEADS", 1)
    monkeypatch.setattr(building, "Parts", partial(Parts, size=1))
    building.build([file], tmp_path / "g")
    counted = {c.texts("en")[0].lower(): c.frequency for c in Glossary.open(tmp_path / "g").concepts()}
    assert counted["green hydrogen"] == 3
