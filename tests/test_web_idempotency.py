"""A request that comes twice is done once: its key, its answer, and what a killed server leaves behind."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from test_web_api import LOCAL

import align
from align.types import Bead, Bitext, Segment
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.idempotency import FILE
from glossary.web.settings import Settings

KEY = {"idempotency-key": "k-1"}


@pytest.fixture
def folder(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([Concept(f"c{n}", (Term(f"术语{n}", "zh"), Term(f"term {'abc'[n]}", "en"))) for n in range(3)])
    return tmp_path / "g"


def opened(folder):
    return TestClient(create_app(Settings(glossary=folder)), base_url=LOCAL)


def version(folder):
    return Glossary.open(folder).version


def decision(folder, action="approve"):
    return {"id": "c0", "action": action, "expected": Glossary.open(folder).get("c0").modified.isoformat()}


def forget_the_answer(folder):
    """As if the server had been killed between the change and its answer."""
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("UPDATE requests SET status = NULL, headers = NULL, body = NULL")
    connection.close()


def test_the_second_time_nothing_is_done_and_the_answer_is_the_same(folder):
    client, data = opened(folder), decision(folder)
    first = client.post("/review/decide", data=data, headers=KEY)
    made = version(folder)
    second = client.post("/review/decide", data=data, headers=KEY)
    assert (second.status_code, second.json()) == (200, first.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert version(folder) == made


def test_also_after_the_server_was_started_anew(folder):
    data = decision(folder)
    first = opened(folder).post("/review/decide", data=data, headers=KEY)
    assert opened(folder).post("/review/decide", data=data, headers=KEY).json() == first.json()


def test_a_server_killed_before_it_answered_does_not_do_it_again(folder):
    data = decision(folder)
    first = opened(folder).post("/review/decide", data=data, headers=KEY)
    forget_the_answer(folder)
    made = version(folder)
    again = opened(folder).post("/review/decide", data=data, headers=KEY)
    assert (again.status_code, again.json()) == (200, first.json())
    assert version(folder) == made


def test_nor_when_somebody_has_changed_the_entry_since(folder):
    data = decision(folder)
    first = opened(folder).post("/review/decide", data=data, headers=KEY)
    forget_the_answer(folder)
    Glossary.open(folder).edit("c0", definition="Theirs", by="Wang")
    again = opened(folder).post("/review/decide", data=data, headers=KEY)
    assert (again.status_code, again.json()) == (200, first.json())
    concept = Glossary.open(folder).get("c0")
    assert (concept.definition, concept.status) == ("Theirs", "approved")


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/api/entries/c0/merge", {"others": ["c1"]}),
        ("/api/entries/c0/edit", {"definition": "Mine"}),
        ("/api/entries/c0/reject", {}),
        ("/api/entries", {"terms": [{"text": "绿氢", "language": "zh"}, {"text": "green hydrogen", "language": "en"}]}),
    ],
)
def test_every_change_of_the_api_is_made_once(folder, address, body):
    first = opened(folder).post(address, json=body, headers=KEY)
    assert first.status_code < 300
    made = version(folder)
    assert opened(folder).post(address, json=body, headers=KEY).json() == first.json()
    forget_the_answer(folder)
    again = opened(folder).post(address, json=body, headers=KEY)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert version(folder) == made


def test_two_of_one_key_at_once_are_one(folder):
    client, data = opened(folder), decision(folder)
    before = version(folder)
    with client, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/review/decide", data=data, headers=KEY), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert version(folder) == before + 1


def test_a_key_of_another_request_is_refused(folder):
    client = opened(folder)
    client.post("/review/decide", data=decision(folder), headers=KEY)
    answer = client.post("/review/decide", data={**decision(folder), "id": "c1"}, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "key_reused")
    assert Glossary.open(folder).get("c1").status == "proposed"


def test_a_refused_request_may_come_again_with_its_key(folder):
    client, data = opened(folder), decision(folder)
    Glossary.open(folder).edit("c0", definition="Theirs", by="Wang")
    refused = [client.post("/review/decide", data=data, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in refused] == [409, 409]
    assert refused[1].json()["now"]["by"] == "Wang"


@pytest.mark.parametrize(
    ("address", "body"), [("approve", {}), ("reject", {}), ("edit", {"definition": "Mine"}), ("undo", {"version": 1})]
)
def test_a_program_that_somebody_was_quicker_than_is_given_the_entry_as_it_is(folder, address, body):
    expected = Glossary.open(folder).get("c0").modified.isoformat()
    version = Glossary.open(folder).approve("c0", by="Li")
    Glossary.open(folder).edit("c0", definition="Theirs", by="Wang")
    body = {"version": version} if address == "undo" else {**body, "expected": expected}
    answer = opened(folder).post(f"/api/entries/c0/{address}", json=body)
    assert answer.status_code == 409
    entry = answer.json()["entry"]
    assert (entry["status"], entry["modified_by"], entry["definition"]) == ("approved", "Wang", "Theirs")


@pytest.mark.parametrize("key", ["", '""', "x" * 101, "a\tb"])
def test_what_is_no_key_is_refused(folder, key):
    answer = opened(folder).post("/review/decide", data=decision(folder), headers={"idempotency-key": key})
    assert answer.status_code == 422
    assert Glossary.open(folder).get("c0").status == "proposed"


def test_a_damaged_file_of_answers_stops_nobody(folder):
    (folder / FILE).write_bytes(b"no database" * 200)
    assert opened(folder).post("/review/decide", data=decision(folder), headers=KEY).status_code == 200
    assert (folder / FILE).with_suffix(".damaged").exists()


def corrected(client, key=KEY):
    token = client.get("/api/bitext/beads", params={"document": "one"}).json()["token"]
    body = {"document": "one", "token": token, "action": "confirm", "bead": 0}
    return client.post("/api/bitext/corrections", json=body, headers=key)


@pytest.fixture
def beside_documents(folder, tmp_path):
    sides = [(Segment(text),) for text in ("句", "A sentence.")]
    align.write([Bitext(*sides, (Bead((0,), (0,), 0.3),), "zh", "en")], tmp_path / "b/one.parquet")
    app = create_app(Settings(glossary=folder, bitext=tmp_path / "b"))
    return TestClient(app, base_url=LOCAL)


def test_without_the_folder_of_the_glossary_a_correction_is_refused_in_one_sentence(folder, beside_documents):
    folder.rename(folder.with_name("away"))
    answer = corrected(beside_documents)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "no_glossary")
    assert (error["message"], error["remedy"]) == (
        "The folder of the glossary is no longer there.",
        "put it back, or open another glossary",
    )
    folder.with_name("away").rename(folder)
    assert corrected(beside_documents).status_code == 200


def test_requests_that_cannot_be_noted_are_not_done(folder, beside_documents):
    (folder / FILE).mkdir()
    answer = corrected(beside_documents)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "requests_unreadable")
    (folder / FILE).rmdir()
    assert corrected(beside_documents).status_code == 200


def test_a_comment_is_refused_in_one_sentence_where_the_folder_has_gone(folder, beside_documents):
    folder.rename(folder.with_name("away"))
    answer = beside_documents.post("/api/comments", json={"text": "?", "document": "one", "src": [0], "tgt": [0]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_glossary")
