"""The API of aligned documents: listed, read a page at a time, corrected with a token, one shape of error."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import align
from align.types import Bead, Bitext, Segment
from glossary.store.glossary import Glossary
from glossary.web.app import create_app
from glossary.web.settings import Settings


@pytest.fixture
def api(tmp_path):
    sides = [tuple(Segment(f"{name}{n}", paragraph=n) for n in range(4)) for name in ("句", "s")]
    beads = (Bead((0,), (0,), 0.95), Bead((1, 2), (1,), 0.3), Bead((), (2,), 0.2), Bead((3,), (3,), 0.9))
    align.write([Bitext(*sides, beads, "zh", "en", metadata={"symbol": "GC.20/14"})], tmp_path / "b/one.parquet")
    (tmp_path / "b/broken.parquet").write_bytes(b"PAR1 and then nothing")
    Glossary.open(tmp_path / "g", create=True)
    app = create_app(Settings(glossary=tmp_path / "g", bitext=tmp_path / "b"))
    return TestClient(app, base_url="http://127.0.0.1:8765")


def look(api, **more):
    return api.get("/api/bitext/beads", params={"document": "one", **more})


def correct(api, action, **more):
    token = look(api).json()["token"]
    return api.post("/api/bitext/corrections", json={"document": "one", "token": token, "action": action, **more})


def test_every_document_is_listed_the_damaged_one_with_the_reason(api):
    broken, one = api.get("/api/bitext").json()["documents"]
    assert broken["damage"]
    assert (one["name"], one["document"], one["beads"], one["doubtful"]) == ("one", "GC.20/14", 4, 2)


def test_beads_come_a_page_at_a_time_and_say_where_to_go_on(api):
    first = look(api, limit=3).json()
    assert [bead["src"] for bead in first["beads"]] == [["句0"], ["句1", "句2"], []]
    assert (first["total"], first["next"]) == (4, 3)
    rest = look(api, **{"from": 3}).json()
    assert [bead["number"] for bead in rest["beads"]] == [3]
    assert rest["next"] is None
    assert look(api, **{"from": 99}).json()["beads"] == []


@pytest.mark.parametrize(
    ("correction", "place"),
    [
        ({"action": "join", "bead": 0}, (0, 2, 1)),
        ({"action": "split", "bead": 1, "src": 1, "tgt": 0}, (1, 1, 2)),
        ({"action": "move", "bead": 2, "side": "tgt", "direction": "down"}, (2, 2, 1)),
        ({"action": "omit", "bead": 3}, (3, 1, 2)),
        ({"action": "confirm", "bead": 1}, (1, 1, 1)),
        ({"action": "unconfirm", "bead": 1}, (4, 0, 0)),
    ],
)
def test_a_correction_says_what_changed_so_that_a_client_can_follow(api, correction, place):
    before = look(api).json()["beads"]
    told = correct(api, **correction).json()
    assert (told["at"], told["removed"], len(told["beads"])) == place
    shown = [*before[: told["at"]], *told["beads"], *before[told["at"] + told["removed"] :]]
    after = look(api).json()
    assert [(b["src"], b["tgt"], b["confirmed"]) for b in shown] == [
        (b["src"], b["tgt"], b["confirmed"]) for b in after["beads"]
    ]
    assert told["token"] == after["token"]


def test_undo_and_redo(api):
    correct(api, "join", bead=0)
    undone = correct(api, "undo").json()
    assert (undone["total"], undone["can_undo"], undone["can_redo"]) == (4, False, True)
    assert correct(api, "redo").json()["total"] == 3


def test_an_old_token_is_a_conflict_and_changes_nothing(api):
    old = look(api).json()["token"]
    correct(api, "confirm", bead=0)
    body = {"document": "one", "token": old, "action": "omit", "bead": 0}
    answer = api.post("/api/bitext/corrections", json=body)
    assert answer.status_code == 409
    assert set(answer.json()["error"]) == {"code", "message", "remedy", "where", "line"}
    assert look(api).json()["total"] == 4


@pytest.mark.parametrize(
    "name", ["../g", "..", "no such", "/etc/passwd", "broken", "a\\b", "\0", "a" * 400, "x/" * 200]
)
def test_what_cannot_be_read_is_an_error_of_the_one_shape(api, name):
    answer = api.get("/api/bitext/beads", params={"document": name})
    assert 400 <= answer.status_code < 500
    assert set(answer.json()["error"]) == {"code", "message", "remedy", "where", "line"}


@pytest.mark.parametrize("params", [{"from": -1}, {"limit": 0}, {"limit": 3001}, {"limit": "x"}])
def test_parameters_out_of_range_are_said(api, params):
    answer = look(api, **params)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_it_is_described_with_examples(api):
    paths = api.get("/api/openapi.json").json()["paths"]
    assert set(paths) >= {"/api/bitext", "/api/bitext/beads", "/api/bitext/corrections"}
    assert api.get("/api", headers={"accept": "text/html"}).text.count("/api/bitext/corrections")


def test_without_a_folder_there_are_none(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    client = TestClient(create_app(Settings(glossary=tmp_path / "g")), base_url="http://127.0.0.1:8765")
    assert client.get("/api/bitext").json() == {"documents": []}
    assert client.get("/api/bitext/beads?document=x").status_code == 404
