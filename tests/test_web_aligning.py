"""Uploading and aligning in the browser: jobs in the background, proposed pairs, refusals, what survives a restart."""

from __future__ import annotations

import io
import json
import time

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from test_batch_run import document

from align.batch import batch
from glossary.store.glossary import Glossary
from glossary.web.aligning import sources
from glossary.web.aligning_jobs import LONGEST_NAME, Jobs, clean_file_name
from glossary.web.app import create_app
from glossary.web.settings import Settings

LOCAL = "http://127.0.0.1:8765"


@pytest.fixture
def client(tmp_path):
    (tmp_path / "bitext").mkdir()
    Glossary.open(tmp_path / "g", create=True)
    app = create_app(Settings(glossary=tmp_path / "g", bitext=tmp_path / "bitext"))
    with TestClient(app, base_url=LOCAL, headers={"accept": "text/html"}, follow_redirects=False) as made:
        yield made


def ended(client, place, *states):
    """The job when it has come to rest."""
    jobs, deadline = client.app.state.jobs, time.monotonic() + 6000
    while (job := jobs.get(place.rpartition("/")[2]))["state"] in ("waiting", "working"):
        assert time.monotonic() < deadline, job
        time.sleep(0.1)
    assert job["state"] in (states or ("done",)), job
    return job


def seed(seeds, language):
    return (f"gc20-item22.{language}.txt", (seeds / f"gc20-item22.{language}.txt").read_bytes())


@pytest.mark.slow
def test_many_files_are_paired_confirmed_aligned_and_stand_among_the_documents(client, seeds):
    files = [seed(seeds, "zh"), seed(seeds, "en"), ("../../fake.docx", b"no archive"), ("notes.xyz", b"?")]
    sent = client.post("/aligning", data={"kind": "many"}, files=[("files", file) for file in files])
    assert sent.status_code == 303
    place = sent.headers["location"]
    job = ended(client, place, "proposed")
    assert [(pair["src"]["name"], pair["how"]) for pair in job["pairs"]] == [("gc20-item22.zh.txt", "name")]
    proposed = client.get(place, headers={"accept-language": "zh"}).text
    assert "fake.docx" in proposed
    assert "notes.xyz: .xyz 不是可读的文件类型" in proposed
    assert client.post(f"{place}/align", data={}).status_code == 400, "none was chosen"
    assert client.post(f"{place}/align", data={"pair": "0"}).status_code == 303
    (pair,) = ended(client, place)["pairs"]
    assert pair["done"]["name"] == "uploads/gc20-item22.zh-en"
    assert pair["done"]["beads"] > 40
    assert "工发组织" in client.get("/documents/uploads/gc20-item22.zh-en").text
    assert "gc20-item22" in client.get("/documents").text
    assert client.post(f"{place}/forget").status_code == 303
    assert client.get(place).status_code == 404
    assert client.get("/documents/uploads/gc20-item22.zh-en").status_code == 200, "what was aligned stays"


@pytest.mark.slow
def test_texts_that_are_no_translations_are_refused_until_somebody_insists(client, seeds):
    other = "\n\n".join(f"The cat number {n} sat quietly on its own warm blue mat." for n in range(30))
    files = {"src": seed(seeds, "zh"), "tgt": ("cats.txt", other.encode())}
    place = client.post("/aligning", data={"kind": "pair"}, files=files).headers["location"]
    (pair,) = ended(client, place)["pairs"]
    assert pair["failure"]["kind"] == "unrelated"
    assert "not translations of each other" in client.get(place).text
    assert client.app.state.bitexts.entries() == []
    assert client.post(f"{place}/force", data={"number": "0"}).status_code == 303
    (pair,) = ended(client, place)["pairs"]
    assert pair["done"]["forced"]
    assert [entry.name for entry in client.app.state.bitexts.entries()] == [pair["done"]["name"]]


def test_what_cannot_be_used_is_refused_in_words(client):
    assert "No file was chosen" in client.post("/aligning", data={"kind": "pair"}).text
    assert client.get("/aligning/../../etc/passwd").status_code == 404
    assert client.get("/aligning/20260101-000000-000000-0000").status_code == 404
    assert client.get("/aligning").status_code == 200


def test_a_workbench_without_a_folder_says_how_to_get_one(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    bare = TestClient(create_app(Settings(glossary=tmp_path / "g")), base_url=LOCAL, headers={"accept": "text/html"})
    assert "--bitext" in bare.get("/aligning").text
    assert bare.post("/aligning", files={"src": ("a.txt", b"a")}).status_code == 404


def test_work_that_a_killed_server_left_is_done_after_the_next_start(tmp_path):
    first = Jobs(tmp_path)
    first.close()  # nothing is begun, as when the server is killed at once
    id = first.add([("a.txt", io.BytesIO(b""))], by="li", pair=True)
    file = tmp_path / "_aligning" / id / "job.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"state": "working"}))
    second = Jobs(tmp_path)
    second.resume()
    deadline = time.monotonic() + 600
    while (job := second.get(id))["state"] in ("waiting", "working") and time.monotonic() < deadline:
        time.sleep(0.05)
    second.close()
    assert job["state"] == "done"
    assert job["pairs"][0]["failure"]["kind"] == "error"


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_a_file_name_stays_within_its_folder_and_is_new(name, taken):
    clean = clean_file_name(name, taken)
    assert clean
    assert not set(clean) & set('/\\\0\n:*?"<>|')
    assert not clean.startswith((".", "~", "_"))
    assert len(clean.encode("utf-8", "surrogatepass")) <= LONGEST_NAME + 8
    assert clean.casefold() not in {one.casefold() for one in taken}


@pytest.mark.slow
def test_a_program_sends_two_documents_and_gets_the_name_of_the_bitext(client, seeds):
    files = [("files", seed(seeds, "zh")), ("files", seed(seeds, "en"))]
    sent = client.post("/api/aligning", files=files, headers={"accept": "application/json"})
    assert sent.status_code == 202
    id = sent.json()["id"]
    ended(client, f"/aligning/{id}")
    (pair,) = client.get(f"/api/aligning/{id}").json()["pairs"]
    assert client.get("/api/bitext/beads", params={"document": pair["document"]}).json()["total"] == pair["beads"]
    assert [one["id"] for one in client.get("/api/aligning").json()["jobs"]] == [id]
    assert client.post(f"/api/aligning/{id}/stop").json()["error"]["message"] == "The job has gone on meanwhile."
    assert client.post(f"/api/aligning/{id}/forget").json() == {"jobs": []}


@pytest.mark.slow
def test_what_is_decided_about_documents_that_were_sent_holds_when_they_are_sent_again(client, seeds):
    english = (seeds / "gc20-item22.en.txt").read_bytes()
    files = [
        ("plan.zh.txt", seed(seeds, "zh")[1]),
        ("b.txt", english.replace(b"UNIDO", b"Unido")),
        ("old.txt", english[:9000]),
    ]

    def send():
        sent = client.post("/aligning", data={"kind": "many"}, files=[("files", file) for file in files])
        place = sent.headers["location"]
        return place, ended(client, place, "proposed")

    place, job = send()
    documents = [one["name"] for one in sources(job)]
    by_hand = {"extra_src": [str(documents.index("plan.zh.txt"))], "extra_tgt": [str(documents.index("b.txt"))]}
    client.post(f"{place}/align", data={**by_hand, "leave_out": str(documents.index("old.txt"))})
    (pair,) = ended(client, place)["pairs"]
    assert (pair["src"]["name"], pair["tgt"]["name"]) == ("plan.zh.txt", "b.txt")
    shown = client.get("/pairing").text
    assert "plan.zh.txt" in shown
    assert "old.txt" in shown
    files.append(("b (1).txt", b"The cat sat on the mat.\n\nIt was a warm mat."))
    _, again = send()
    assert [(one["src"]["name"], one["tgt"]["name"], one["how"]) for one in again["pairs"]] == [
        ("plan.zh.txt", "b.txt", "manifest")
    ]
    assert [one["file"] for one in again["not_read"]] == ["old.txt"]
    assert [one["source"]["name"] for one in again["apart"]] == ["b (1).txt"]
    client.post("/pairing/take-back", data={"what": "excluded", "src": "old.txt"})
    client.post("/pairing/take-back", data={"what": "pair", "src": "plan.zh.txt", "tgt": "b.txt"})
    assert "Nothing is decided yet" in client.get("/pairing").text


def test_files_of_a_batch_without_a_partner_are_paired_left_out_and_taken_back(client, tmp_path):
    bitext, source = tmp_path / "bitext", tmp_path / "in"
    document(source, "GC20_1_C.txt", 1)
    document(source, "GC20_1_E.txt", 1)
    document(source, "GC20_9_C.txt", 7)
    document(source, "GC20_8_E.txt", 7)
    run = batch([source], bitext, formats=())
    assert {one.source.name for one in run.orphans} == {"GC20_9_C.txt", "GC20_8_E.txt"}
    page = client.get("/pairing").text
    assert page.count('name="src" value="GC20_9_C.txt"') == 1
    assert client.post("/pairing/pair", data={"src": "GC20_8_E.txt", "tgt": "GC20_9_C.txt"}).status_code == 303
    assert 'action="/pairing/leave-out"' not in client.get("/pairing").text, "both have a partner now"
    assert client.post("/pairing/leave-out", data={"name": "GC20_1_E.txt"}).status_code == 303
    assert client.post("/pairing/leave-out", data={"name": "../x"}).status_code == 400
    again = batch([source], bitext, formats=())
    assert [(note["src"], note["tgt"]) for note in again.documents] == [("GC20_9_C.txt", "GC20_8_E.txt")]
    kept = json.loads((bitext / "decisions.json").read_text(encoding="utf-8"))
    assert kept["excluded"][0]["digest"], "the run has noted the content"
    client.post("/pairing/take-back", data={"what": "excluded", "src": "GC20_1_E.txt"})
    client.post("/pairing/take-back", data={"what": "pair", "src": "GC20_9_C.txt", "tgt": "GC20_8_E.txt"})
    assert [note["src"] for note in batch([source], bitext, formats=()).documents] == ["GC20_1_C.txt"]
    # A program does the same.
    told = client.get("/api/pairing").json()
    alone = {one["file"]: one["likely"][0] for one in told["alone"]}
    assert (alone["GC20_9_C.txt"]["file"], alone["GC20_9_C.txt"]["by"]) == ("GC20_8_E.txt", "content")
    said = client.post("/api/pairing/pair", json={"src": "GC20_8_E.txt", "tgt": "GC20_9_C.txt"}).json()
    assert said["pairs"] == [{"src": "GC20_9_C.txt", "tgt": "GC20_8_E.txt", "uploaded": False}]
    assert said["alone"] == []
    said = client.post("/api/pairing/leave-out", json={"name": "GC20_1_E.txt"}).json()
    assert said["left_out"] == [{"name": "GC20_1_E.txt", "uploaded": False}]
    back = {"what": "excluded", "src": "GC20_1_E.txt"}
    assert client.post("/api/pairing/take-back", json=back).json()["left_out"] == []
