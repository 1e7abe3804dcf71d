"""The review queue: its order while others decide, what a decision answers, and taking it back."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from test_web_api import LOCAL

from glossary.review.queue import next_proposals
from glossary.store.glossary import Glossary
from glossary.types import Concept, Scores, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings


@pytest.fixture
def folder(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add(
        [
            Concept(
                f"c{n:02}",
                (Term(f"术语{chr(0x4E00 + n * 7)}", "zh"), Term(f"term{chr(97 + n)}", "en")),
                scores=Scores(round(0.9 - n // 2 / 50, 3)),
                subject="Energy" if n % 2 else None,
            )
            for n in range(20)
        ]
    )
    return tmp_path / "g"


@pytest.fixture
def client(folder):
    return TestClient(create_app(Settings(glossary=folder)), base_url=LOCAL)


def cards(html):
    return re.findall(r'class="review-card"[^>]*data-id="([^"]+)"', html)


def test_the_queue_comes_in_parts_without_a_gap_or_a_repeat(client, folder):
    seen = cards(client.get("/review").text)
    assert seen == [f"c{n:02}" for n in range(12)]
    for id in seen[:7]:
        Glossary.open(folder).approve(id)
    last = Glossary.open(folder).get(seen[-1])
    more = cards(client.get("/review/more", params={"score": last.scores.total, "id": last.id}).text)
    assert more == [f"c{n:02}" for n in range(12, 20)]


def decision(folder, id, action):
    """The form of a decision on the entry as it is now."""
    return {"id": id, "action": action, "expected": Glossary.open(folder).get(id).modified.isoformat()}


def test_a_decision_without_the_state_that_was_seen_is_refused(client, folder):
    assert client.post("/review/decide", data={"id": "c00", "action": "approve"}).status_code == 422
    assert Glossary.open(folder).get("c00").status == "proposed"


def test_the_answer_names_the_state_that_the_next_decision_has_seen(client, folder):
    first = client.post("/review/decide", data=decision(folder, "c00", "approve")).json()
    undone = client.post("/review/undo", data={"id": "c00", "version": first["version"]}).json()
    data = {"id": "c00", "action": "reject", "expected": undone["expected"]}
    assert client.post("/review/decide", data=data).status_code == 200
    assert Glossary.open(folder).get("c00").status == "rejected"


def test_undoing_what_somebody_has_changed_since_is_a_conflict(client, folder):
    version = client.post("/review/decide", data=decision(folder, "c00", "approve")).json()["version"]
    Glossary.open(folder).reject("c00", by="Wang")
    answer = client.post("/review/undo", data={"id": "c00", "version": version})
    assert (answer.status_code, answer.json()["now"]["status"]) == (409, "rejected")


def test_a_decision_names_its_version_by_which_it_is_taken_back(client, folder):
    answer = client.post("/review/decide", data=decision(folder, "c03", "reject"))
    assert Glossary.open(folder).get("c03").status == "rejected"
    client.post("/review/decide", data=decision(folder, "c04", "approve"))
    undone = client.post("/review/undo", data={"id": "c03", "version": answer.json()["version"]})
    assert undone.status_code == 200
    assert [Glossary.open(folder).get(id).status for id in ("c03", "c04")] == ["proposed", "approved"]


def test_a_decision_on_an_entry_that_has_changed_is_a_conflict(client, folder):
    expected = Glossary.open(folder).get("c00").modified.isoformat()
    Glossary.open(folder).edit("c00", definition="Theirs", by="Wang")
    answer = client.post("/review/decide", data={"id": "c00", "action": "approve", "expected": expected})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "conflict"
    now = answer.json()["now"]
    assert (now["status"], now["by"]) == ("proposed", "Wang")
    assert now["expected"] == Glossary.open(folder).get("c00").modified.isoformat()
    assert "Theirs" in client.get("/review/card/c00").text


def test_filters_by_subject_and_score(client, folder):
    assert next_proposals(Glossary.open(folder), subject="energy").left == 10
    assert cards(client.get("/review", params={"minimum": 0.89}).text) == ["c00", "c01"]
    assert client.get("/review", params={"minimum": 2}).status_code == 422


def test_when_all_is_decided_the_export_is_offered(client, folder):
    Glossary.open(folder).approve(*(f"c{n:02}" for n in range(20)))
    page = client.get("/review").text
    assert not cards(page)
    assert "/api/export?format=tbx&amp;status=approved" in page
