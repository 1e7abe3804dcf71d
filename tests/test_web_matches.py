"""What was translated before, in the workbench: sentence by sentence, and taken away."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from align.types import Bead, Bitext, Segment
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings

ZH = ("工发组织支持发展中国家。", "第十九届会议于2021年<开幕>。")
EN = ("UNIDO supports developing countries.", "The nineteenth session <opened> in 2021.")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("matches") / "g"
    glossary = Glossary.open(folder, create=True)
    beads = (Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.9))
    sides = tuple(map(Segment, ZH)), tuple(map(Segment, EN))
    glossary.add_segments([Bitext(*sides, beads, "zh", "en", metadata={"symbol": "GC.19/5"})])
    glossary.add([Concept("unido", (Term("工发组织", "zh"), Term("UNIDO", "en")), status="approved")], by="t")
    app = create_app(Settings(glossary=folder))
    return TestClient(app, base_url="http://127.0.0.1:8765", headers={"accept": "text/html"})


@pytest.fixture(scope="module")
def address(page):
    text = f"{ZH[0]}\n\n第二十届会议于2023年<开幕>。\n\n从未译过的一句话。"
    return str(page.post("/reading", data={"text": text}).url)


@pytest.mark.parametrize(("language", "wanted"), [("en", "2 of 3 sentences"), ("zh", "3 句中有 2 句")])
def test_sentences_stand_beside_their_matches_and_terms(page, address, language, wanted):
    shown = page.get(f"{address}/matches", headers={"accept-language": language}).text
    assert wanted in shown
    assert "UNIDO supports developing countries." in shown
    assert 'href="/entry/unido"' in shown
    assert "GC.19/5" in shown


def test_what_was_carried_over_is_marked_and_everything_is_escaped(page, address):
    shown = page.get(f"{address}/matches").text
    assert "The <mark>twentieth</mark> session &lt;opened&gt; in <mark>2023</mark>." in shown
    assert 'data-copy="The twentieth session &lt;opened&gt; in 2023."' in shown


def test_the_page_of_terms_leads_there_where_there_is_a_memory(page, address, tmp_path):
    assert f'href="{address.removeprefix("http://127.0.0.1:8765")}/matches"' in page.get(address).text
    Glossary.open(tmp_path / "g", create=True)
    app = create_app(Settings(glossary=tmp_path / "g"))
    empty = TestClient(app, base_url="http://127.0.0.1:8765", headers={"accept": "text/html"})
    answer = empty.post("/reading", data={"text": "A text that nobody has read."})
    assert "/matches" not in answer.text
    refused = empty.get(f"{answer.url}/matches", headers={"accept-language": "zh"})
    assert 400 <= refused.status_code < 500
    assert "这里没有保存可供参考的已译句子" in refused.text


@pytest.mark.parametrize(
    ("format", "begins"),
    [("xliff", b"<?xml"), ("xliff12", b"<?xml"), ("tmx", b"<?xml"), ("docx", b"PK"), ("html", b"<!DOCTYPE")],
)
def test_it_is_taken_away(page, address, format, begins):
    got = page.get(f"{address}/matches/download?format={format}")
    assert got.status_code == 200
    assert got.content.startswith(begins)
    assert "pretranslated" in got.headers["content-disposition"]


def test_an_unknown_format_and_a_text_that_is_gone_are_said(page, address):
    assert 400 <= page.get(f"{address}/matches/download?format=odt").status_code < 500
    assert page.get("/reading/none/matches").status_code == 404
