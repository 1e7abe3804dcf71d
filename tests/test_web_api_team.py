"""The API does what the pages do: split, restore, back to proposed, many at once, comments, changes, forgetting, aligning again."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import align
from align.types import Bead, Bitext, Segment
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings


@pytest.fixture
def client(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    terms = (Term("成员", "zh"), Term("member", "en"), Term("会员", "zh"), Term("affiliate", "en"))
    glossary.add([Concept("member", terms), Concept("un", (Term("联合国", "zh"), Term("UN", "en")))], by="builder")
    src = tuple(Segment(text) for text in ("联合国通过了决议。", "会议闭幕。"))
    tgt = tuple(Segment(text) for text in ("The United Nations adopted the resolution.", "The meeting closed."))
    bitext = Bitext(src, tgt, (Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.3)), "zh", "en", metadata={"symbol": "A/1"})
    glossary.add_segments([bitext], digests={"A/1": "x"})
    (tmp_path / "bitext").mkdir()
    align.write([bitext], tmp_path / "bitext" / "a1.parquet")
    app = create_app(Settings(glossary=tmp_path / "g", bitext=tmp_path / "bitext"))
    return TestClient(app, base_url="http://127.0.0.1:8765")


def done(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json()


def test_split_restore_and_back_to_proposed(client):
    named = [{"text": "会员", "language": "zh"}, {"text": "affiliate", "language": "en"}]
    parts = done(client.post("/api/entries/member/split", json={"terms": named, "by": "Li"}))
    assert [term["text"] for term in parts["made"]["terms"]] == ["会员", "affiliate"]
    assert [term["text"] for term in parts["entry"]["terms"]] == ["成员", "member"]
    assert (
        done(client.post("/api/entries/member/split", json={"terms": named}), 400)["error"]["code"] == "invalid_entry"
    )
    versions = [one["version"] for one in done(client.get("/api/history/member"))["changes"]]
    restored = done(client.post("/api/entries/member/restore", json={"version": versions[-1]}))
    assert len(restored["terms"]) == 4
    done(client.post("/api/entries/un/approve", json={}))
    assert done(client.post("/api/entries/un/propose", json={}))["status"] == "proposed"


def test_many_are_decided_in_one_change_and_what_has_changed_since_is_named(client):
    seen = {id: done(client.get(f"/api/entries/{id}"))["modified"] for id in ("member", "un")}
    done(client.post("/api/entries/un/edit", json={"definition": "Since 1945", "by": "Wang"}))
    entries = [{"id": id, "expected": at} for id, at in seen.items()]
    made = done(client.post("/api/decisions", json={"action": "approve", "entries": entries}))
    assert made["decided"] == ["member"]
    assert [(one["id"], one["modified_by"]) for one in made["conflicts"]] == [("un", "Wang")]
    assert done(client.get("/api/entries/member"))["status"] == "approved"
    latest = done(client.get("/api/changes"))["changes"][0]
    assert (latest["operation"], latest["version"], latest["entries"]) == ("approve", made["version"], ["member"])
    done(client.post("/api/changes/undo", json={"version": made["version"]}))
    assert done(client.get("/api/entries/member"))["status"] == "proposed"
    nobody = {"action": "reject", "entries": [{"id": "nobody"}]}
    assert client.post("/api/decisions", json=nobody).status_code == 404


def test_a_question_is_asked_answered_and_settled_by_programs(client):
    key = {"idempotency-key": "q1"}
    asked = {"entry": "un", "text": "The full name?", "by": "Li", "discuss": True}
    thread = done(client.post("/api/comments", json=asked, headers=key), 201)
    assert done(client.post("/api/comments", json=asked, headers=key), 201)["id"] == thread["id"]
    done(client.post(f"/api/comments/{thread['id']}/reply", json={"text": "Yes.", "by": "Ana"}))
    waits = done(client.get("/api/waiting"))
    assert waits["threads"] == [], "it waits for Li, who is not asking"
    assert done(client.post(f"/api/comments/{thread['id']}/resolve"))["settled_by"]
    assert done(client.post(f"/api/comments/{thread['id']}/reopen"))["settled_by"] is None
    (found,) = done(client.get("/api/comments", params={"entry": "un"}))["threads"]
    assert [one["text"] for one in found["comments"]] == ["The full name?", "Yes."]
    about = {"document": "a1", "src": [1], "tgt": [1], "text": "A word is missing"}
    done(client.post("/api/comments", json=about), 201)
    assert len(done(client.get("/api/comments", params={"document": "a1", "src": "1"}))["threads"]) == 1
    assert done(client.get("/api/comments", params={"document": "a1", "src": "0"}))["threads"] == []
    assert client.post("/api/comments", json={"text": "?"}).status_code == 422
    assert client.post("/api/comments/99/resolve").status_code == 404


def test_a_document_is_aligned_again_and_taken_away(client):
    token = done(client.get("/api/bitext/beads", params={"document": "a1"}))["token"]
    again = done(client.post("/api/bitext/realign", json={"document": "a1", "token": token}))
    assert again["total"] == 2
    assert client.post("/api/bitext/realign", json={"document": "a1", "token": "old"}).status_code == 409
    file = client.get("/api/bitext/export", params={"document": "a1", "format": "tmx"})
    assert file.content.startswith(b"<?xml")
    assert client.get("/api/bitext/export", params={"document": "a1", "format": "exe"}).status_code == 422


def test_a_document_is_forgotten(client):
    gone = done(client.post("/api/forget", json={"document": "A/1"}))
    assert gone["sentences"] == 2
    assert client.post("/api/forget", json={"document": "A/1"}).status_code == 400
    assert done(client.get("/api/contradictions")) == {"pairs": [], "total": 0}
