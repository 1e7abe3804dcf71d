"""The proposals as a table: sorted, filtered, folded, decided many at once; contradictions side by side."""

from __future__ import annotations

import re
import shutil

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from test_web_api import LOCAL

from glossary.review.families import Proposal, families
from glossary.review.table import contradictions, folds, listing
from glossary.store.glossary import Glossary
from glossary.types import Concept, Relation, Scores, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings

PAIRS = [
    ("c0", "可持续工作计划", "sustainable work plan", 0.5, ()),
    ("c1", "工作计划", "work plan", 0.9, (Relation("narrower", "c0"),)),
    ("c2", "计划", "plan", 0.7, (Relation("narrower", "c1"), Relation("narrower", "c0"))),
    ("c3", "方案", "programme", 0.8, (Relation("conflict", "c4"),)),
    ("c4", "方案", "scheme", 0.3, ()),
    ("c5", "工作", "labour", 0.2, (Relation("narrower", "c1"),)),  # its English is not in the longer one's
]


@pytest.fixture
def folder(tmp_path):
    entries = [
        Concept(
            id,
            (Term(zh, "zh"), Term(en, "en")),
            scores=Scores(score),
            relations=relations,
            subject="Energy" if id in ("c3", "c4") else None,
            documents=("GC.20/1",) if id == "c3" else (),
        )
        for id, zh, en, score, relations in PAIRS
    ]
    Glossary.open(tmp_path / "g", create=True).add(entries)
    return tmp_path / "g"


@pytest.fixture
def client(folder):
    return TestClient(create_app(Settings(glossary=folder)), base_url=LOCAL)


def seen(folder, *ids):
    return [{"id": one.id, "expected": one.modified.isoformat()} for one in Glossary.open(folder).get_many(list(ids))]


def statuses(folder):
    return {one.id: one.status for one in Glossary.open(folder).concepts()}


def test_fragments_stand_under_their_longest_term_and_two_readings_side_by_side(folder):
    glossary = Glossary.open(folder)
    found = folds(glossary)
    assert (found["c0"], found["c1"], found["c2"]) == ("c0",) * 3
    assert found["c3"] == found["c4"] == "c3"
    assert found["c5"] == "c5", "its English is not in the longer one's"
    rows = listing(glossary, folded=found)
    assert [(row.concept.id, [one.id for one in row.fragments]) for row in rows.rows] == [
        ("c0", ["c1", "c2"]),
        ("c3", ["c4"]),
        ("c5", []),
    ], "a family stands where its best entry would"
    assert (rows.total, rows.entries) == (3, 6)
    best = listing(glossary, folded=found, minimum_score=0.6)
    assert [(row.concept.id, [one.id for one in row.fragments]) for row in best.rows] == [("c1", ["c2"]), ("c3", [])]


def test_families_stay_as_they_are_while_entries_are_decided(folder):
    glossary = Glossary.open(folder)
    known = folds(glossary)
    glossary.approve("c0")
    assert folds(glossary, known) == known
    glossary.add([Concept("c9", (Term("总方案", "zh"), Term("master programme", "en")), scores=Scores(0.1))])
    assert "c9" in folds(glossary, known)


@given(
    st.lists(st.tuples(st.text("工作计划", max_size=6), st.sampled_from(["work plan", "plans", "plan of work", ""])))
)
def test_every_proposal_is_in_one_family_whose_name_is_one_of_its_members(pairs):
    proposals = [Proposal(f"p{n}", zh, en, n % 7 / 7) for n, (zh, en) in enumerate(pairs)]
    found = families(proposals)
    assert found.keys() == {one.id for one in proposals}
    assert all(found[family] == family for family in found.values())
    assert found == families(proposals[::-1])


def test_the_proposals_of_the_seed_report_are_about_eighty_decisions(seed_glossary, tmp_path):
    glossary = Glossary.open(shutil.copytree(seed_glossary / "glossary", tmp_path / "g"))
    found = listing(glossary, folded=folds(glossary))
    assert found.entries >= 350
    assert found.total <= 95


@pytest.mark.parametrize("sort", ["score", "zh", "en", "frequency", "documents", "subject", "modified", "no such"])
@pytest.mark.parametrize("down", ["true", "false"])
def test_the_table_is_sorted_by_each_column(client, sort, down):
    answer = client.get("/review/table", params={"sort": sort, "down": down, "fold": "false"})
    assert len(re.findall(r'data-id="', answer.text)) == 6


def test_fields_that_are_left_empty_filter_nothing(client):
    for page in ("/review", "/review/table"):
        answer = client.get(page, params={"minimum": "", "subject": "", "document": "GC.20/1"})
        assert answer.status_code == 200
        assert re.findall(r'data-id="([^"]+)"', answer.text) == ["c3"]


def test_many_are_decided_in_one_change_and_taken_back_whole(client, folder):
    said = client.post("/review/many", json={"action": "approve", "entries": seen(folder, "c0", "c1", "c2")}).json()
    assert {id for id, status in statuses(folder).items() if status == "approved"} == {"c0", "c1", "c2"}
    assert Glossary.open(folder).log.commit(said["version"]).count == 3
    undone = client.post("/review/undo-many", json={"version": said["version"], "ids": ["c0", "c1", "c2"]}).json()
    assert set(statuses(folder).values()) == {"proposed"}
    again = {"action": "reject", "entries": [{"id": "c0", "expected": undone["expected"]["c0"]}]}
    assert client.post("/review/many", json=again).json()["conflicts"] == []


def test_what_a_colleague_has_changed_is_left_and_named(client, folder):
    before = seen(folder, "c0", "c1")
    Glossary.open(folder).reject("c1", by="Wang")
    said = client.post("/review/many", json={"action": "approve", "entries": before}).json()
    assert [(one["id"], one["status"], one["by"]) for one in said["conflicts"]] == [("c1", "rejected", "Wang")]
    assert (statuses(folder)["c0"], statuses(folder)["c1"]) == ("approved", "rejected")
    Glossary.open(folder).edit("c0", definition="…", by="Wang")
    assert client.post("/review/undo-many", json={"version": said["version"]}).status_code == 409


def test_of_a_contradiction_one_is_kept_or_they_become_one_or_each_has_its_subject(client, folder):
    assert contradictions(Glossary.open(folder)) == [("c3", "c4")]
    assert "scheme" in client.get("/review/contradictions").text
    one, other = seen(folder, "c3", "c4")
    told = client.post("/review/apart", json={"one": one, "other": "c4", "subject": " Law "}).json()
    assert Glossary.open(folder).get("c3").subject == "Law"
    assert contradictions(Glossary.open(folder)) == []
    client.post("/review/undo-many", json={"version": told["version"]})
    merged = client.post("/review/merge", json={"one": seen(folder, "c3")[0], "other": other}).json()
    assert Glossary.open(folder).get("c3").texts("en") == ("programme", "scheme")
    client.post("/review/undo-many", json={"version": merged["version"]})
    client.post("/review/many", json={"action": "reject", "entries": seen(folder, "c4")})
    assert contradictions(Glossary.open(folder)) == []
    stale = client.post("/review/merge", json={"one": seen(folder, "c3")[0], "other": other}).json()
    assert (stale["version"], [one["id"] for one in stale["conflicts"]]) == (None, ["c4"])


def test_a_filter_that_is_no_number_is_refused_in_the_readers_words(client):
    page = {"accept": "text/html", "accept-language": "zh"}
    answer = client.get("/review/table", params={"minimum": "viel"}, headers=page)
    assert (answer.status_code, "字段“minimum”不接受“viel”" in answer.text) == (422, True)
    assert "不得大于 1" in client.get("/review/table", params={"minimum": 7}, headers=page).text


def test_only_weak_names_of_places_stand_under_each_other_and_no_bodies():
    weak = [("印度尼西亚", "Indonesia"), ("哥伦比亚", "Colombia"), ("埃及", "Egypt"), ("世界银行", "World Bank")]
    proposals = [Proposal(en, zh, en, 0.2) for zh, en in weak] + [Proposal("Viet Nam", "越南", "Viet Nam", 0.6)]
    found = families(proposals)
    assert found["Indonesia"] == found["Colombia"] == found["Egypt"]
    assert found["World Bank"] == "World Bank"
    assert found["Viet Nam"] == "Viet Nam"
