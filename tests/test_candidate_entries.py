"""The cut: entries below it are candidates, kept and shown only where somebody asks for them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glossary import Glossary
from glossary.cli import app
from glossary.exchange import FORMATS
from glossary.types import CUT, Concept, Context, Scores, Term

WEAK = "绿色墙"


def entry(id: str, zh: str, en: str, **more: object) -> Concept:
    return Concept(id, (Term(zh, "zh"), Term(en, "en")), **more)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A glossary of which one entry is a candidate: not what somebody approved or made, whatever its score."""
    store = Glossary.open(tmp_path / "g", create=True)
    store.add(
        [
            entry("good", "绿色氢", "green hydrogen", scores=Scores(CUT)),
            entry("weak", WEAK, "green wall", scores=Scores(CUT / 2), contexts=(Context("绿色墙。", "Green wall."),)),
            entry("mine", "绿色屋", "green house", scores=Scores(CUT / 2), status="approved"),
            entry("made", "绿色路", "green road"),
        ]
    )
    return tmp_path / "g"


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    return done.stdout


def test_entries_below_the_cut_are_shown_where_asked_for(folder: Path) -> None:
    from glossary.review.queue import next_proposals
    from glossary.search import search

    store = Glossary.open(folder)
    assert {hit.concept.id for hit in search(store, "green")} == {"good", "mine", "made"}
    assert {hit.concept.id for hit in search(store, "green", candidates=True)} == {"good", "weak", "mine", "made"}
    assert [one.id for one in next_proposals(store).concepts] == ["good", "made"]
    assert [one.id for one in next_proposals(store, candidates=True).concepts] == ["good", "weak", "made"]
    for more, wanted in ((), {"good", "mine", "made"}), (("--candidates",), {"good", "weak", "mine", "made"}):
        printed = run("export", "-g", folder, "--to", "csv", "-o", "-", *more)
        assert {row["concept_id"] for row in csv.DictReader(io.StringIO(printed.lstrip("\ufeff")))} == wanted


def test_a_build_counts_candidates_apart_from_the_entries_that_are_shown(folder: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("zh\ten\n会议闭幕。\tThe meeting closed.\n", encoding="utf-8")
    report = json.loads(run("build", pairs, "-g", folder, "--json"))
    assert report["candidates"] == 1
    assert report["entries_above_cut"] == report["entries"] - 1
    assert f"{report['entries_above_cut']} entries and 1 candidate" in run("build", pairs, "-g", folder)


def test_an_export_says_how_many_proposals_it_leaves_out(folder: Path, tmp_path: Path) -> None:
    said = [
        CliRunner()
        .invoke(app, ["export", "-g", str(folder), "--to", "csv", "-o", str(tmp_path / "a.csv"), *more])
        .stderr
        for more in ((), ("--candidates",))
    ]
    assert "3 entries" in said[0]
    assert "left out: 1 weak proposal (--candidates includes it)" in said[0]
    assert "4 entries" in said[1]
    assert "left out" not in said[1]


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_no_format_holds_candidates_unless_asked_for(folder: Path, tmp_path: Path, format: str) -> None:
    held = []
    for more in ((), ("--candidates",)):
        file = tmp_path / f"out{len(more)}{FORMATS[format].suffix}"
        run("export", "-g", folder, "--to", format, "-o", file, *more)
        if format == "parquet":
            import polars as pl

            held.append("weak" in pl.read_parquet(file)["id"].to_list())
        elif format == "xlsx":
            import polars as pl

            held.append(WEAK in str(pl.read_excel(file).to_dicts()))
        else:
            held.append(WEAK in file.read_text("utf-8"))
    assert held == [False, True]


def test_the_terms_of_a_text_leave_candidates_out_unless_asked_for(folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "new.txt"
    text.write_text("绿色墙旁边有绿色屋和绿色路。\n", "utf-8")
    usual = json.loads(run("terms", text, "-g", folder, "--format", "json", "--min-score", "0"))
    every = json.loads(run("terms", text, "-g", folder, "--format", "json", "--candidates"))
    assert WEAK not in str(usual)
    assert "绿色屋" in str(usual)
    assert WEAK in str(every)


def test_a_translation_is_not_checked_against_candidates(folder: Path, tmp_path: Path) -> None:
    src, tgt = tmp_path / "new.zh.txt", tmp_path / "new.en.txt"
    src.write_text("绿色墙很高。\n绿色屋很高。\n", "utf-8")
    tgt.write_text("The fence is high.\nThe hut is high.\n", "utf-8")
    said = run("check", src, tgt, "-g", folder, "--split", "lines")
    assert "green house" in said
    assert "green wall" not in said


def test_pretranslation_notes_no_candidates(folder: Path, tmp_path: Path) -> None:
    new, memory = tmp_path / "new.zh.txt", tmp_path / "memory.tsv"
    memory.write_text("zh\ten\n绿色屋是好的。\tThe green house is good.\n", "utf-8")
    run("build", memory, "-g", folder)
    new.write_text("绿色墙旁边有绿色屋。\n", "utf-8")
    run("pretranslate", new, "-g", folder, "-o", tmp_path / "out.xlf", "--format", "xliff")
    written = (tmp_path / "out.xlf").read_text("utf-8")
    assert "green house" in written
    assert "green wall" not in written


def test_an_approved_candidate_is_an_entry_and_undone_a_candidate_again(folder: Path) -> None:
    from glossary.search import search

    Glossary.open(folder).approve("weak", by="t")
    assert "weak" in {hit.concept.id for hit in search(Glossary.open(folder), "green wall")}
    assert WEAK in run("export", "-g", folder, "--to", "csv", "-o", "-")
    Glossary.open(folder).undo(by="t")
    assert WEAK not in run("export", "-g", folder, "--to", "csv", "-o", "-")


def test_counts_leave_candidates_aside(folder: Path) -> None:
    from glossary.statistics import contents, overview

    found = contents(Glossary.open(folder))
    assert (found.entries, found.proposed, found.candidates) == (3, 2, 1)
    assert overview(Glossary.open(folder)).entries == 3


def test_the_workbench_shows_candidates_by_a_choice_that_it_remembers(folder: Path) -> None:
    from fastapi.testclient import TestClient

    from glossary.web.app import create_app
    from glossary.web.settings import Settings

    client = TestClient(
        create_app(Settings(glossary=folder)), base_url="http://127.0.0.1:8765", headers={"accept": "text/html"}
    )
    pages = ("/?q=green", "/review", "/review/table", "/review/table?fold=false")
    assert not any(WEAK in client.get(page).text for page in pages)
    assert "Show candidates that match: 1" in client.get("/?q=green+wall").text
    back = client.post("/preferences?back=/review&candidates=yes", follow_redirects=False)
    assert back.headers["location"] == "/review"
    assert all(WEAK in client.get(page).text for page in pages)
    assert "候选" in client.get("/?q=green", headers={"cookie": "lang=zh; candidates=yes"}).text
    client.post("/preferences?candidates=no")
    assert not any(WEAK in client.get(page).text for page in pages)
    assert client.post("/preferences?candidates=perhaps").status_code == 422


def test_the_interface_for_programs_gives_candidates_where_asked_for(folder: Path) -> None:
    from fastapi.testclient import TestClient

    from glossary.web.app import create_app
    from glossary.web.settings import Settings

    client = TestClient(create_app(Settings(glossary=folder)), base_url="http://127.0.0.1:8765")
    for address in ("/api/search?q=green", "/api/entries?limit=50", "/api/export?format=csv"):
        assert WEAK not in client.get(address).text
        assert WEAK in client.get(f"{address}&candidates=true").text
    state = client.get("/api/glossary").json()
    assert (state["proposed"], state["candidates"]) == (2, 1)
