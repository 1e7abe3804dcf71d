"""Taking a document into the glossary: the preview changes nothing, what it says comes true, and all of it can be taken back."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from types import SimpleNamespace

import forked
import pytest
from fastapi.testclient import TestClient

from glossary.build import build
from glossary.store.glossary import Glossary
from glossary.web import aligning_jobs
from glossary.web.app import create_app
from glossary.web.settings import Settings
from glossary.web.taking_jobs import Takings

pytestmark = pytest.mark.slow


@pytest.fixture
def place(seed_glossary, tmp_path):
    (tmp_path / "bitext").mkdir()
    [aligned] = (seed_glossary / "bitext").rglob("*.parquet")
    shutil.copy(aligned, tmp_path / "bitext" / "gc20-item22.parquet")
    Glossary.open(tmp_path / "g", create=True)
    return tmp_path


@pytest.fixture(autouse=True)
def _jobs_are_forked(monkeypatch):
    """A process that starts loads for two seconds; tests/browser/test_a_day.py starts real ones."""
    monkeypatch.setattr(aligning_jobs, "subprocess", SimpleNamespace(Popen=forked.Job, PIPE=subprocess.PIPE))


@pytest.fixture
def client(place):
    app = create_app(Settings(glossary=place / "g", bitext=place / "bitext"))
    with TestClient(
        app, base_url="http://127.0.0.1:8765", headers={"accept": "text/html"}, follow_redirects=False
    ) as made:
        yield made


def at_rest(jobs: Takings, id: str) -> dict:
    deadline = time.monotonic() + 600
    while (job := jobs.get(id))["state"] in ("waiting", "working"):
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    return job


def test_the_preview_changes_nothing_and_comes_true_and_is_taken_back(client, place):
    sent = client.post("/document-take-in/gc20-item22")
    where = sent.headers["location"]
    id = where.rpartition("/")[2]
    job = at_rest(client.app.state.takings, id)
    assert job["state"] == "proposed"
    assert Glossary.open(place / "g").version == 0
    assert Glossary.open(place / "g").sources() == {}
    page = client.get(where).text
    assert job["found"]["new"] > 100
    assert f"{job['found']['new']:,}" in page
    assert client.post(f"{where}/take").status_code == 303
    done = at_rest(client.app.state.takings, id)
    assert done["state"] == "done"
    glossary = Glossary.open(place / "g")
    assert done["took"]["new"] == job["found"]["new"] == len(list(glossary.concepts()))
    assert {one["id"] for one in job["found"]["entries"]["new"]} <= {one.id for one in glossary.concepts()}
    assert done["version"] == glossary.version
    assert client.post(f"{where}/take").status_code == 400, "once only"
    again = client.post("/document-take-in/gc20-item22").headers["location"]
    at_rest(client.app.state.takings, again.rpartition("/")[2])
    assert "nothing would be new" in client.get(again).text
    assert client.post(f"{again}/take").status_code == 400
    approved = next(iter(glossary.concepts())).id
    glossary.approve(approved, by="Wang")
    assert client.post(f"{where}/undo").status_code == 303
    glossary = Glossary.open(place / "g")
    assert [one.id for one in glossary.concepts()] == [approved], "what somebody has approved stays"
    assert glossary.sources() == {}
    assert "Taken back" in client.get(where).text
    assert client.post(f"{where}/undo").status_code == 400


def test_a_document_taken_in_again_goes_back_to_what_it_had_brought(client, place):
    from align.correction import journal

    file = place / "bitext" / "gc20-item22.parquet"
    build([file], place / "g", by="builder")
    before = {one.id: one.frequency for one in Glossary.open(place / "g").concepts()}
    journal.revise(file, lambda revision: revision.omit(3))
    where = client.post("/document-take-in/gc20-item22").headers["location"]
    id = where.rpartition("/")[2]
    job = at_rest(client.app.state.takings, id)
    assert job["again"]
    assert job["found"]["changed"] + job["found"]["removed"] > 0
    client.post(f"{where}/take")
    assert at_rest(client.app.state.takings, id)["version"]
    assert {one.id: one.frequency for one in Glossary.open(place / "g").concepts()} != before
    assert client.post(f"{where}/undo").status_code == 303
    assert {one.id: one.frequency for one in Glossary.open(place / "g").concepts()} == before


def test_a_server_killed_after_the_change_finds_what_it_has_done(place):
    jobs = Takings(place / "g")
    id = jobs.preview("gc20-item22", place / "bitext" / "gc20-item22.parquet", by="Li")
    assert at_rest(jobs, id)["state"] == "proposed"
    jobs.close()
    jobs.take(id, by="Li")  # nothing is begun, as when the server is killed at once
    build([place / "bitext" / "gc20-item22.parquet"], place / "g", by="Li")
    version = Glossary.open(place / "g").version
    file = place / "g" / "_taking" / id / "job.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"state": "working"}))
    second = Takings(place / "g")
    second.resume()
    job = at_rest(second, id)
    second.close()
    assert (job["state"], job["version"]) == ("done", version)


def test_a_program_does_the_same(client, place):
    sent = client.post("/api/taking", json={"document": "gc20-item22"})
    assert sent.status_code == 202
    id = sent.json()["id"]
    assert client.post("/api/taking", json={"document": "gc20-item22"}).json()["id"] == id, "one job for a document"
    at_rest(client.app.state.takings, id)
    found = client.get(f"/api/taking/{id}").json()
    assert found["state"] == "proposed"
    assert found["entries"][0]["zh"]
    assert client.post(f"/api/taking/{id}/leave").json()["state"] == "left"
    assert client.post(f"/api/taking/{id}/take").status_code == 400
    assert client.post("/api/taking", json={"document": "nothing"}).status_code == 404
    assert Glossary.open(place / "g").version == 0
