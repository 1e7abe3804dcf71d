"""Comments on entries and sentence pairs, what waits for whom, the feed of changes, and who is here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from glossary.people.accounts import FILE, Accounts
from glossary.people.discussion import FILE as DISCUSSION
from glossary.people.discussion import About, Discussion
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings

LOCAL = "http://127.0.0.1:8765"
WORDS = "four words are enough"
PEOPLE = {"Li Wei": "translator", "Li": "reviser", "Ana Ruiz": "terminologist"}


@pytest.fixture(scope="module")
def built(seed_glossary, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("talk")
    shutil.copytree(seed_glossary / "glossary", folder / "g")
    shutil.copytree(seed_glossary / "bitext", folder / "bitext")
    accounts = Accounts(folder / "g" / FILE)
    accounts.add("Boss", role="administrator", password=WORDS)
    for name, role in PEOPLE.items():
        accounts.add(name, role=role, password=WORDS)
    accounts.close()
    return folder


@pytest.fixture
def team(built, tmp_path):
    """Browsers of people who have signed in, over a copy of the seed report's glossary."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    app = create_app(Settings(glossary=tmp_path / "g", bitext=tmp_path / "bitext"))

    def browser(name: str) -> TestClient:
        made = TestClient(app, base_url=LOCAL, follow_redirects=False)
        assert made.post("/sign-in", data={"name": name, "password": WORDS}).status_code == 303
        return made

    return {name: browser(name) for name in PEOPLE}


def first(client: TestClient) -> str:
    return client.get("/api/entries?limit=1").json()["entries"][0]["id"]


def test_a_question_waits_for_whom_it_names_until_it_is_answered_and_then_for_who_asked(team):
    id = first(team["Li"])
    question = {"text": "Which one is it, @li wei?", "discuss": "true"}
    assert team["Li"].post(f"/comments/entry/{id}", data=question).status_code == 303
    assert "Which one is it" in team["Li Wei"].get("/waiting").text
    assert "Which one is it" not in team["Li"].get("/waiting").text
    assert "Which one is it" in team["Ana Ruiz"].get("/waiting").text, "who decides sees what needs discussion"
    assert "Needs discussion" in team["Ana Ruiz"].get(f"/entry/{id}").text
    assert "Needs discussion" in team["Ana Ruiz"].get("/review").text
    assert team["Li Wei"].post("/comment/1/reply", data={"text": "The first."}).status_code == 303
    assert "The first." not in team["Li Wei"].get("/waiting").text
    assert "The first." in team["Li"].get("/waiting").text
    team["Li"].post("/comment/1/assign", data={"assigned": "Ana Ruiz"})
    assert "The first." not in team["Li"].get("/waiting").text
    team["Ana Ruiz"].post("/comment/1/resolve")
    assert "The first." not in team["Ana Ruiz"].get("/waiting").text
    assert "settled by Ana Ruiz" in team["Li"].get(f"/comments/entry/{id}").text
    assert "Needs discussion" not in team["Li"].get(f"/entry/{id}").text


def test_comments_of_an_entry_go_with_it_when_it_is_merged(team, tmp_path):
    kept, gone = [one["id"] for one in team["Li"].get("/api/entries?limit=2").json()["entries"]]
    team["Li"].post(f"/comments/entry/{gone}", data={"text": "Keep this."})
    team["Ana Ruiz"].post(f"/entry/{kept}/merge", data={"other": gone})
    assert [one.comments[0].text for one in Discussion(tmp_path / "g" / DISCUSSION).of("entry", kept)] == ["Keep this."]


def test_a_comment_on_a_sentence_pair_stays_with_its_sentences_when_they_are_joined(team):
    document = team["Li"].get("/api/bitext").json()["documents"][0]["name"]
    beads = team["Li"].get("/api/bitext/beads", params={"document": document}).json()
    token = beads["token"]
    assert team["Li Wei"].post(f"/comments/bead/{document}?src=3&tgt=", data={"text": "A comma?"}).status_code == 303
    body = {"document": document, "token": token, "action": "join", "bead": 3}
    assert team["Li Wei"].post("/api/bitext/corrections", json=body).status_code == 403
    assert team["Li"].post("/api/bitext/corrections", json=body).status_code == 200
    page = team["Li"].get(f"/documents/{document}").text
    assert page.count("chip discuss") == 1
    assert "A comma?" in team["Li"].get(f"/comments/bead/{document}?src=3+4&tgt=").text
    assert team["Li"].get(f"/comments/bead/{document}?src=99999&tgt=").status_code == 404
    feed = team["Li"].get("/changes?by=Li").text
    assert "joined sentence pairs" in feed


def test_the_same_comment_sent_twice_is_made_once_whatever_happened_between(tmp_path):
    talk = Discussion(tmp_path / DISCUSSION)
    about = About("entry", "unido", "工发组织")
    assert talk.start(about, by="Li", text="Once", request="key") == talk.start(
        about, by="Li", text="Once", request="key"
    )
    assert len(talk.of("entry", "unido")) == 1


def test_markup_in_a_comment_is_text(team):
    id = first(team["Li"])
    team["Li"].post(f"/comments/entry/{id}", data={"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in team["Li"].get(f"/comments/entry/{id}").text


def test_nobody_comments_on_nothing_or_for_nobody(team):
    id = first(team["Li"])
    assert team["Li"].post(f"/comments/entry/{id}", data={"text": "  "}).status_code == 400
    assert team["Li"].post(f"/comments/entry/{id}", data={"text": "x", "assigned": "Nobody"}).status_code == 422
    assert team["Li"].post("/comments/entry/no-such", data={"text": "x"}).status_code == 404
    assert team["Li"].post("/comment/77/resolve").status_code == 404


def test_the_feed_shows_changes_by_person_and_entry_and_takes_them_back(team, tmp_path):
    id = first(team["Li"])
    expected = Glossary.open(tmp_path / "g").get(id).modified.isoformat()
    team["Ana Ruiz"].post(f"/entry/{id}/approve", data={"expected": expected})
    version = Glossary.open(tmp_path / "g").version
    assert id in team["Li"].get("/changes?by=ana+ruiz").text
    assert id not in team["Li"].get("/changes?by=Li").text
    assert f'value="{version}"' not in team["Li"].get(f"/changes?entry={id}").text, "a reviser does not undo decisions"
    assert f'value="{version}"' in team["Ana Ruiz"].get(f"/changes?entry={id}").text
    assert team["Ana Ruiz"].post("/changes/undo", data={"version": version}).status_code == 303
    assert Glossary.open(tmp_path / "g").get(id).status == "proposed"


def test_who_else_is_on_an_entry_is_told(team):
    assert team["Li"].post("/here/unido").json() == {"others": []}
    assert team["Ana Ruiz"].post("/here/unido").json() == {"others": ["Li"]}
    assert team["Ana Ruiz"].post("/here/other").json() == {"others": []}


def test_without_accounts_one_person_comments_as_well(tmp_path):
    Glossary.open(tmp_path / "g", create=True).add(
        [Concept("unido", (Term("工发组织", "zh"), Term("UNIDO", "en")))], by="x"
    )
    alone = TestClient(create_app(Settings(glossary=tmp_path / "g")), base_url=LOCAL, follow_redirects=False)
    alone.cookies.set("name", "Li")
    assert alone.post("/comments/entry/unido", data={"text": "Ask @Ana"}).status_code == 303
    alone.cookies.set("name", "Ana")
    assert "Ask @Ana" in alone.get("/waiting").text
