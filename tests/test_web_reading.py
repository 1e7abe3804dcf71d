"""Reading a new text in the workbench: its terms marked, its word list taken away."""

from __future__ import annotations

import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from glossary.search import KnownTerm
from glossary.store.glossary import Glossary
from glossary.types import Concept, Scores, Term
from glossary.web.app import create_app
from glossary.web.reading import runs
from glossary.web.settings import Settings

GREEN = Concept("c1", (Term("绿色氢", "zh"), Term("green hydrogen", "en")), status="approved")
EVIL = Concept("c2", (Term("<script>alert(1)</script>", "en"), Term("=HYPERLINK(1)", "zh")), status="approved")
UNSURE = Concept("c3", (Term("产业", "zh"), Term("industry", "en")), scores=Scores(total=0.1))


@pytest.fixture
def page(tmp_path):
    Glossary.open(tmp_path / "g", create=True).add([GREEN, EVIL, UNSURE])
    app = create_app(Settings(glossary=tmp_path / "g"))
    return TestClient(app, base_url="http://127.0.0.1:8765", headers={"accept": "text/html"})


def test_a_pasted_text_shows_its_terms_with_equivalents(page):
    text = page.post("/reading", data={"text": "We need green hydrogen. Green hydrogen is dear."}).text
    assert text.count('class="known"') == 2
    assert "绿色氢" in text
    assert "Terms: 1, places: 2" in text


def test_no_forbidden_term_heads_a_row_and_the_longest_form_does(page, tmp_path):
    old = Term("工业组织", "zh", status="forbidden")
    terms = (old, Term("工发组织", "zh"), Term("联合国工业发展组织", "zh"), Term("UNIDO", "en"))
    Glossary.open(tmp_path / "g").add([Concept("u", terms, status="approved")])
    text = page.post("/reading", data={"text": "工业组织举行会议。"}).text
    row = text.partition("<tbody>")[2]
    assert row.index(">工发组织</a>") < row.index("工业组织</span>") < row.index("forbidden")
    text = page.post("/reading", data={"text": "工发组织（联合国工业发展组织）举行会议。"}).text
    row = text.partition("<tbody>")[2]
    assert row.index(">联合国工业发展组织</a>") < row.index(">工发组织</span>")


def test_an_uploaded_document_is_read_by_its_kind(page):
    upload = {"file": ("报告.html", "<html><body><p>发展绿色氢。</p></body></html>".encode(), "text/html")}
    text = page.post("/reading", files=upload).text
    assert "报告.html" in text
    assert ">绿色氢</a>" in text


def test_entries_that_are_not_sure_are_shown_only_where_asked(page):
    answer = page.post(
        "/reading", data={"text": "The industry grows, as industry does in every one of these countries."}
    )
    assert 'class="known"' not in answer.text
    assert 'class="known"' in page.get(f"{answer.url}?all=true").text


def test_markup_in_text_and_in_terms_stays_text(page):
    text = page.post("/reading", data={"text": "Look: <script>alert(1)</script> and <img src=x onerror=y> here."}).text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "&lt;img src=x onerror=y&gt;" in text


@pytest.mark.parametrize("format", ["xlsx", "tbx", "csv", "html"])
def test_the_word_list_can_be_taken_away(page, format):
    answer = page.post("/reading", data={"text": "We need green hydrogen for the whole of the industry."})
    got = page.get(f"{answer.url}/words?format={format}")
    assert got.status_code == 200
    content = got.content
    if format == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = book.read("xl/sharedStrings.xml")
    assert "绿色氢".encode() in content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 cut off"),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.exe", b"MZ\x00\x01"),
        ("a.txt", b""),
        ("../../etc/x.txt", b"\x00\x01\x02\xff"),
    ],
)
def test_what_cannot_be_read_is_said_in_the_page(page, name, content):
    answer = page.post("/reading", files={"file": (name, content)})
    assert answer.status_code in (400, 415)
    assert 'role="alert"' in answer.text
    assert "Traceback" not in answer.text


def test_nothing_given_is_said_in_the_page(page):
    assert page.post("/reading", data={"text": "  "}).status_code == 415


def test_a_text_that_is_no_longer_kept_says_so(page):
    answer = page.get("/reading/nosuchtext")
    assert answer.status_code == 404
    assert "no longer kept" in answer.text


@given(st.text(alphabet="ab \n\r", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=5))
def test_the_runs_of_a_text_are_the_text(text, places):
    spans = tuple((at, min(len(text), at + length)) for at, length in places if at < len(text))
    known = [KnownTerm(GREEN, GREEN.terms[1], "x", (span,)) for span in spans]
    lines = ["".join(run for run, _ in line) for line in runs(text, known)]
    assert [line.strip() for line in lines] == [line.strip() for line in text.splitlines() if line.strip()]
