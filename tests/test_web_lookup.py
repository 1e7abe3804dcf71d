"""Looking up: the page and its parts, addresses, filters, hostile text."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from test_web_api import LOCAL, made

from glossary.search import session_of
from glossary.store.glossary import Glossary
from glossary.web.app import create_app
from glossary.web.settings import Settings

PAGE = {"accept": "text/html"}
PART = {**PAGE, "hx-request": "true"}


@pytest.fixture
def client(tmp_path):
    return TestClient(create_app(Settings(glossary=made(tmp_path / "g"))), base_url=LOCAL, headers=PAGE)


def test_a_query_has_a_page_with_terms_and_sentences(client):
    page = client.get("/", params={"q": "绿色氢"}).text
    assert "<html" in page
    assert "<mark>绿色氢</mark>" in page
    assert "<mark>green hydrogen</mark>" in page
    assert 'data-equivalent="green hydrogen"' in page
    assert 'href="/entry/h2"' in page


def test_a_part_answers_with_the_address_of_the_query(client):
    typed = client.get("/", params={"q": "unido", "status": ""}, headers=PART | {"hx-trigger-name": "q"})
    assert "<html" not in typed.text
    assert typed.headers["hx-replace-url"] == "/?q=unido"
    chosen = client.get("/", params={"q": "unido", "status": "any"}, headers=PART | {"hx-trigger-name": "status"})
    assert chosen.headers["hx-push-url"] == "/?q=unido&status=any"


def test_going_back_gets_the_whole_page(client):
    assert "<html" in client.get("/?q=unido", headers=PART | {"hx-history-restore-request": "true"}).text


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "proposed"}, True),
        ({"status": "approved"}, False),
        ({"document": "GC.20/14"}, True),
        ({"session": "GC.20"}, True),
        ({"session": "GC.19"}, False),
        ({"subject": "none such"}, False),
    ],
)
def test_filters_narrow_terms_and_sentences(client, filters, found):
    page = client.get("/", params={"q": "unido", **filters}, headers=PART).text
    assert ('href="/entry/unido"' in page) is found


def test_markup_in_terms_and_queries_is_text(client):
    page = client.get("/", params={"q": '"bold" & more'}, headers=PART).text
    assert "<b>" not in page
    assert "&lt;b&gt;粗体&lt;/b&gt;" in page
    assert "<script>" not in client.get("/", params={"q": "<script>alert(1)</script>"}).text


def test_nothing_found_suggests_and_leads_on(client):
    page = client.get("/", params={"q": "green zebra"}, headers=PART).text
    assert "green hydrogen" in page
    assert "/new?q=green%20zebra" in page


def test_rejected_entries_are_told_of_when_nothing_else_is_found(client, tmp_path):
    Glossary.open(tmp_path / "g").reject("h2")
    assert "status=rejected" in client.get("/", params={"q": "绿色氢"}, headers=PART).text


def test_an_empty_glossary_says_how_to_fill_it(tmp_path):
    Glossary.open(tmp_path / "empty", create=True)
    empty = TestClient(create_app(Settings(glossary=tmp_path / "empty")), base_url=LOCAL, headers=PAGE)
    assert "glossary build" in empty.get("/").text
    assert empty.get("/", params={"q": "a"}).status_code == 200
    assert empty.get("/review").status_code == 200


def test_a_change_by_another_program_is_seen_at_once(client, tmp_path):
    assert "approved" not in client.get("/entry/h2").text.split("actions")[0]
    Glossary.open(tmp_path / "g").approve("h2", by="Wang")
    assert 'class="chip approved"' in client.get("/entry/h2").text


def test_static_files_are_kept_by_the_version_in_their_address(client):
    page = client.get("/").text
    address = page.partition('href="/static/style.css')[2].partition('"')[0]
    assert "immutable" in client.get("/static/style.css" + address).headers["cache-control"]
    assert client.get("/static/style.css").headers["cache-control"] == "no-cache"
    assert client.get("/").headers["cache-control"] == "no-store"


def test_the_name_in_the_preferences_signs_changes(client, tmp_path):
    client.post("/preferences?back=/", data={"name": "李 Wei"}, follow_redirects=False)
    assert "李 Wei" in client.get("/preferences").text
    client.post("/entry/h2/approve", follow_redirects=False)
    assert Glossary.open(tmp_path / "g").get("h2").modified_by == "李 Wei"


def test_sessions_are_told_by_symbols():
    assert [session_of(one) for one in ("GC.20/14", "IDB.51/20/Add.1", "A/RES/78/1", "report.docx")] == [
        "GC.20",
        "IDB.51",
        "A/78",
        None,
    ]


def test_results_name_definition_and_source_and_set_weak_proposals_apart(tmp_path):
    from glossary.types import Concept, Scores, Term

    sure = Concept(
        "c1",
        (
            Term("循环经济", "zh", status="forbidden"),
            Term("循环型经济", "zh"),
            Term("circular economy", "en", source="ISO 59004"),
        ),
        definition="Keeps materials in use. [source: UNEP 2021]",
        status="approved",
    )
    weak = Concept("c2", (Term("循环经济方案", "zh"), Term("economy scheme", "en")), scores=Scores(0.1))
    Glossary.open(tmp_path / "g", create=True).add([weak, sure])
    client = TestClient(create_app(Settings(glossary=tmp_path / "g")), base_url=LOCAL)
    page = client.get("/", params={"q": "循环"}).text
    assert "Keeps materials in use." in page
    assert "UNEP 2021" in page
    assert "ISO 59004" in page
    assert page.index("/entry/c1") < page.index('class="apart"') < page.index("/entry/c2")
    assert page.index("循环</mark>型经济") < page.index("循环</mark>经济"), "what is forbidden comes last"
