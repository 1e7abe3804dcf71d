"""The dashboard of the workbench."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import align
from align.types import Bead, Bitext, Segment
from glossary.statistics import overview
from glossary.store.glossary import Glossary
from glossary.types import Concept, Scores, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings


@pytest.fixture
def place(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    made = [
        Concept(f"c{n}", (Term(f"术语{n}", "zh"), Term(f"term {n}", "en")), documents=("GC.20/14",), frequency=1)
        for n in range(5)
    ]
    glossary.add(made, by="Li Wei")
    glossary.approve("c1", "c2", by="<b>Wang</b>")
    glossary.reject("c3", by="Li Wei")
    beads = (Bead((0,), (0,), 0.1), Bead((1,), (1,), 0.9))
    bitext = Bitext(
        (Segment("甲。"), Segment("乙。")),
        (Segment("A."), Segment("B.")),
        beads,
        "zh",
        "en",
        metadata={"symbol": "GC.20/14"},
    )
    glossary.add_segments([bitext])
    align.write([bitext], tmp_path / "bitext" / "gc20-14.parquet")
    return tmp_path


def test_the_figures_are_those_of_the_glossary(place):
    figures = overview(Glossary.open(place / "g"))
    assert figures.statuses == {"proposed": 2, "approved": 2, "rejected": 1}
    assert (figures.entries, figures.documents, figures.sentences) == (5, 1, 2)
    assert [(day.entries, day.approved) for day in figures.growth] == [(4, 2)]
    assert [(s.name, s.documents, s.sentences, s.entries) for s in figures.sessions] == [("GC.20", 1, 2, 4)]
    assert [(s.approved, s.rejected) for s in figures.sessions] == [(2, 1)]


def test_decisions_are_held_against_the_scores(tmp_path):
    scores = {"a": 0.95, "b": 0.5, "c": 0.2, "d": 0.7, "e": 0.0, "f": 1.0}
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([Concept(id, (Term(f"t {id}", "en"),), scores=Scores(score)) for id, score in scores.items()])
    assert overview(glossary).agreement is None
    glossary.approve("a", "b", "c", "e", "f")
    glossary.reject("d")
    found = overview(glossary)
    assert {one.low: (one.approved, one.rejected) for one in found.decided if one.approved or one.rejected} == {
        0.2: (1, 0), 0.5: (1, 0), 0.7: (0, 1), 0.9: (2, 0),
    }  # fmt: skip
    assert found.agreement == 3 / 5


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_figures_doubtful_documents_and_last_changes(place, language):
    client = TestClient(
        create_app(Settings(glossary=place / "g", bitext=place / "bitext")), base_url="http://127.0.0.1:8765"
    )
    text = client.get("/dashboard", headers={"accept-language": language}).text
    assert "/documents/gc20-14#doubt" in text
    assert "GC.20" in text
    assert "Li Wei" in text
    assert "&lt;b&gt;Wang&lt;/b&gt;" in text
    assert ("已批准" in text) == (language == "zh")


def test_the_figures_follow_a_change(place):
    client = TestClient(create_app(Settings(glossary=place / "g")), base_url="http://127.0.0.1:8765")
    before = client.get("/dashboard").text
    Glossary.open(place / "g").approve("c0", by="Zhao")
    assert client.get("/dashboard").text != before
    assert "Zhao" in client.get("/dashboard").text


def test_an_empty_glossary_has_a_dashboard(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    client = TestClient(create_app(Settings(glossary=tmp_path / "g")), base_url="http://127.0.0.1:8765")
    assert client.get("/dashboard").status_code == 200
