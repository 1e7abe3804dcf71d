"""An entry's page without a script: forms, conflicts, taking back, addresses that last."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from test_web_api import LOCAL, made

from glossary.store.glossary import Glossary
from glossary.web.app import create_app
from glossary.web.settings import Settings

PAGE = {"accept": "text/html"}


@pytest.fixture
def client(tmp_path):
    app = create_app(Settings(glossary=made(tmp_path / "g")))
    return TestClient(app, base_url=LOCAL, headers=PAGE, follow_redirects=False)


def form(concept, **changes):
    """The form of an entry as a browser sends it."""
    return {
        "expected": concept.modified.isoformat(),
        "term_text": [term.text for term in concept.terms],
        "term_language": [term.language for term in concept.terms],
        "term_type": [term.type for term in concept.terms],
        "term_status": [term.status or "" for term in concept.terms],
        "term_was": [str(n) for n in range(len(concept.terms))],
        "subject": concept.subject or "",
        "definition": concept.definition or "",
        "note": list(concept.notes),
    } | changes


def test_saving_leads_back_to_the_entry(client, tmp_path):
    concept = Glossary.open(tmp_path / "g").get("h2")
    answer = client.post("/entry/h2/edit", data=form(concept, subject="energy", why="asked for"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/entry/h2")
    glossary = Glossary.open(tmp_path / "g")
    assert glossary.get("h2").subject == "energy"
    assert glossary.history("h2")[0].commit.note == "asked for"
    assert "energy" in client.get("/entry/h2").text


def test_what_was_changed_meanwhile_is_shown_and_not_overwritten(client, tmp_path):
    glossary = Glossary.open(tmp_path / "g")
    concept = glossary.get("h2")
    glossary.edit("h2", definition="Theirs", by="Wang")
    answer = client.post("/entry/h2/edit", data=form(concept, definition="Mine"))
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert "Wang" in answer.text
    assert Glossary.open(tmp_path / "g").get("h2").definition == "Theirs"


@pytest.mark.parametrize("action", ["approve", "reject", "propose"])
def test_a_decision_on_what_has_changed_is_refused(client, tmp_path, action):
    glossary = Glossary.open(tmp_path / "g")
    expected = glossary.get("h2").modified.isoformat()
    glossary.edit("h2", definition="Theirs", by="Wang")
    assert client.post(f"/entry/h2/{action}", data={"expected": expected}).status_code == 409


def test_an_invalid_entry_comes_back_as_it_was_written(client, tmp_path):
    concept = Glossary.open(tmp_path / "g").get("h2")
    answer = client.post("/entry/h2/edit", data=form(concept, term_text=["", ""], definition="Kept"))
    assert answer.status_code == 400
    assert "Kept" in answer.text
    assert 'role="alert"' in answer.text


def test_lists_that_do_not_fit_and_times_that_are_none_are_refused(client, tmp_path):
    concept = Glossary.open(tmp_path / "g").get("h2")
    assert client.post("/entry/h2/edit", data=form(concept, term_type=["fullForm"])).status_code == 422
    assert client.post("/entry/h2/edit", data=form(concept, expected="yesterday")).status_code == 422


def test_the_address_of_a_merged_entry_leads_on_and_the_merge_is_undone_whole(client, tmp_path):
    client.post("/entry/unido/merge", data={"other": "h2"})
    assert client.get("/entry/h2").headers["location"] == "/entry/unido"
    version = Glossary.open(tmp_path / "g").history("unido")[0].commit.version
    assert client.post("/entry/unido/undo", data={"version": version}).status_code == 303
    assert client.get("/entry/h2").status_code == 200


def test_terms_are_split_off_into_an_entry_of_their_own(client, tmp_path):
    client.post("/entry/unido/merge", data={"other": "h2"})
    terms = [term.text for term in Glossary.open(tmp_path / "g").get("unido").terms]
    chosen = [str(terms.index(text)) for text in ("绿色氢", "green hydrogen")]
    assert client.post("/entry/unido/split", data={"term": chosen}).status_code == 303
    assert {"绿色氢", "green hydrogen"}.isdisjoint(
        term.text for term in Glossary.open(tmp_path / "g").get("unido").terms
    )


def test_markup_and_odd_ids_are_text(client):
    page = client.get(f"/entry/{quote('odd/id?#é')}")
    assert page.status_code == 200
    assert "<b>粗体" not in page.text
    assert f"/entry/{quote('odd/id?#é')}/approve" in page.text


def test_an_entry_that_is_not_there_is_a_page_that_says_so(client):
    answer = client.get("/entry/nope")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_what_contradicts_or_doubles_another_entry_is_told_before_it_is_saved(client, tmp_path):
    glossary = Glossary.open(tmp_path / "g")
    concept = glossary.get("h2")
    rival = form(concept, term_text=["工发组织", "green hydrogen"])
    told = client.post("/entry/h2/edit", data=rival)
    assert told.status_code == 409
    assert "/entry/unido" in told.text
    assert Glossary.open(tmp_path / "g").get("h2") == concept
    seen = re.search(r'name="warned" value="(\w+)"', told.text)[1]
    assert client.post("/entry/h2/edit", data=rival | {"warned": seen}).status_code == 303
    assert Glossary.open(tmp_path / "g").get("h2").terms[0].text == "工发组织"
    new = {"term_text": ["工发组织", "UNIDO"], "term_language": ["zh", "en"], "term_type": [""] * 2}
    again = client.post("/new", data=new | {"term_status": [""] * 2, "term_was": [""] * 2})
    assert (again.status_code, "Duplicate" in again.text) == (409, True)


def test_chinese_in_the_english_field_is_told_once_and_saved_all_the_same(client, tmp_path):
    concept = Glossary.open(tmp_path / "g").get("h2")
    odd = form(concept, term_text=[concept.terms[0].text, "绿氢 hydrogen"], definition="Kept")
    told = client.post("/entry/h2/edit", data=odd)
    assert (told.status_code, "Kept" in told.text) == (409, True)
    seen = re.search(r'name="warned" value="(\w+)"', told.text)[1]
    assert client.post("/entry/h2/edit", data=odd | {"warned": seen}).status_code == 303
    later = form(Glossary.open(tmp_path / "g").get("h2"), subject="Energy")
    assert client.post("/entry/h2/edit", data=later).status_code == 303, "what was saved knowingly is not asked again"


def test_source_note_and_region_of_a_term_and_the_source_of_the_definition_are_edited(client, tmp_path):
    concept = Glossary.open(tmp_path / "g").get("h2")
    more = {"term_source": ["", "ISO 14687"], "term_region": ["", "Canada"], "term_note": ["", "Since 2019."]}
    more |= {"definition": "Made by renewables.", "definition_source": "GC.20/14 [annex]", "subject_other": "Gases"}
    assert client.post("/entry/h2/edit", data=form(concept, **more)).status_code == 303
    now = Glossary.open(tmp_path / "g").get("h2")
    assert (now.terms[1].source, now.terms[1].note) == ("ISO 14687", "Since 2019.\ngeographicalUsage: Canada")
    assert (now.definition, now.subject) == ("Made by renewables. [source: GC.20/14 (annex)]", "Gases")
    page = client.get("/entry/h2?part=edit").text
    assert 'value="Canada"' in page
    assert 'value="GC.20/14 (annex)"' in page
    history = client.get("/entry/h2?part=history").text
    assert "used in none → Canada" in history
    assert "source of the definition: none → GC.20/14 (annex)" in history
    client.post("/entry/h2/edit", data=form(now, definition=now.definition, subject="Energy"))
    assert Glossary.open(tmp_path / "g").get("h2").terms[1].note == now.terms[1].note, "what is not sent stays"


def test_undo_goes_back_step_by_step(client, tmp_path):
    for text in ("one", "two", "three"):
        concept = Glossary.open(tmp_path / "g").get("h2")
        client.post("/entry/h2/edit", data=form(concept, definition=text))
    for left in ("two", "one", Glossary.open(tmp_path / "g").history("h2")[2].before.definition):
        page = client.get("/entry/h2?part=history").text
        version = re.search(r'id="undo-top">.*?value="(\d+)"', page, re.DOTALL)[1]
        assert client.post("/entry/h2/undo", data={"version": version}).status_code == 303
        assert Glossary.open(tmp_path / "g").get("h2").definition == left
    assert 'data-key="u"' not in client.get("/entry/h2?part=history").text, "the change that made it is not undone"


def test_the_subjects_offered_are_those_of_the_glossary_where_it_has_a_list(client, tmp_path):
    assert '<option value="Energy"' in client.get("/new").text
    (tmp_path / "g" / "_subjects.tsv").write_text("Hydrology\t水文\n", encoding="utf-8")
    page = client.get("/new").text
    assert '<option value="Hydrology"' in page
    assert '<option value="Human rights"' not in page


def test_a_context_that_stands_twice_is_shown_once(client, tmp_path):
    from glossary.types import Context

    twice = [Context("工发组织的报告", "Report of UNIDO", document="GC.20/1", bead=n) for n in (0, 9)]
    Glossary.open(tmp_path / "g").edit("unido", contexts=tuple(twice))
    assert client.get("/entry/unido").text.count('class="line"') == 1
