"""Aligned documents in the workbench: listed, shown side by side, corrected, taken away, taken in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

import align
from align.types import Bead, Bitext, Judgement, Segment
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings


def report(**changes) -> Bitext:
    src = tuple(
        Segment(text, paragraph=n // 2) for n, text in enumerate(["工发组织编写了工作计划。", "理事会通过了。", "完。"])
    )
    tgt = tuple(
        Segment(text, paragraph=n // 2)
        for n, text in enumerate(["UNIDO prepared the workplan.", "<b>The Board</b> adopted it.", "End."])
    )
    beads = (Bead((0,), (0,), 0.95), Bead((1, 2), (1,), 0.3), Bead((), (2,), 0.2))
    return Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": "GC.20/14", "title": "报告"})


@pytest.fixture
def place(tmp_path):
    shelf = tmp_path / "bitext"
    align.write([report()], shelf / "gc20-14.parquet")
    (shelf / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([Concept("c1", (Term("工作计划", "zh"), Term("workplan", "en")), status="approved")])
    return tmp_path


@pytest.fixture
def page(place):
    app = create_app(Settings(glossary=place / "g", bitext=place / "bitext"))
    return TestClient(app, base_url="http://127.0.0.1:8765", headers={"accept": "text/html"}, follow_redirects=False)


def token(page) -> str:
    return page.get("/documents/gc20-14").text.split('data-token="')[1].split('"')[0]


def correct(page, action, **more):
    body = {"document": "gc20-14", "token": token(page), "action": action, **more}
    return page.post("/document-corrections", json=body, headers={"accept": "application/json"})


def beads(place):
    (bitext,) = align.read_bitext(place / "bitext" / "gc20-14.parquet")
    return [(bead.src, bead.tgt, bead.confirmed) for bead in bitext.beads]


def test_the_list_names_each_document_and_says_which_is_damaged(page):
    text = page.get("/documents").text
    assert "GC.20/14" in text
    assert "broken" in text
    assert "damaged or no Parquet" in text
    assert page.get("/documents?q=nothing+like+it").status_code == 200


@pytest.mark.parametrize("sort", ["document", "beads", "confidence", "doubtful", "confirmed", "no such column"])
def test_the_list_is_sorted_as_one_likes(page, sort):
    assert page.get("/documents", params={"sort": sort, "down": True}).status_code == 200


def test_without_documents_the_page_says_how_to_get_some(place):
    client = TestClient(create_app(Settings(glossary=place / "g")), base_url="http://127.0.0.1:8765")
    assert "align batch" in client.get("/documents").text


def test_a_document_shows_both_sides_and_what_is_doubtful_and_runs_none_of_its_markup(page):
    text = page.get("/documents/gc20-14").text
    assert "工发组织编写了工作计划。" in text
    assert "&lt;b&gt;The Board&lt;/b&gt;" in text
    assert text.count('class="bead doubt') == 2
    assert "worth a look" in text


def test_known_terms_are_marked_where_asked(page):
    assert 'class="term"' not in page.get("/documents/gc20-14").text
    marked = page.get("/documents/gc20-14?terms=true").text
    assert '<a class="term" href="/entry/c1" title="workplan">工作计划</a>' in marked
    assert '<a class="term" href="/entry/c1" title="工作计划">workplan</a>' in marked


def test_a_correction_is_saved_at_once_and_only_its_beads_come_back(page, place):
    told = correct(page, "move", bead=1, side="src", direction="down").json()
    assert (told["at"], told["removed"], told["html"].count("<li")) == (1, 2, 2)
    assert beads(place) == [((0,), (0,), False), ((1,), (1,), True), ((2,), (2,), True)]
    assert told["confirmed"] == 2
    undone = correct(page, "undo").json()
    assert (undone["at"], undone["removed"], undone["can_redo"]) == (1, 2, True)
    assert beads(place)[1] == ((1, 2), (1,), False)


@pytest.mark.parametrize(
    ("step", "shapes"),
    [
        ({"action": "join", "bead": 1}, [((0,), (0,)), ((1, 2), (1, 2))]),
        ({"action": "split", "bead": 1, "src": 1, "tgt": 1}, [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((), (2,))]),
        ({"action": "omit", "bead": 0}, [((0,), ()), ((), (0,)), ((1, 2), (1,)), ((), (2,))]),
        ({"action": "confirm", "bead": 0}, [((0,), (0,)), ((1, 2), (1,)), ((), (2,))]),
    ],
)
def test_each_correction_does_what_it_says(page, place, step, shapes):
    assert correct(page, **step).status_code == 200
    assert [(src, tgt) for src, tgt, _ in beads(place)] == shapes


def test_a_cut_gives_the_sentences_after_it_new_numbers_and_what_was_seen_before_is_told_so(page, place):
    old = token(page)
    told = correct(page, "cut", bead=1, side="src", sentence=0, offset=2).json()
    assert (told["at"], told["renumbered"], told["whole"]) == (1, True, False)
    assert beads(place)[1] == ((1, 2, 3), (1,), True)
    late = {"document": "gc20-14", "token": old, "action": "confirm", "bead": 2, "sees": [{"src": [], "tgt": [2]}]}
    assert page.post("/document-corrections", json=late, headers={"accept": "application/json"}).status_code == 409
    assert correct(page, "cut", bead=1, side="src", sentence=0, offset=99).status_code == 400
    assert correct(page, "undo").json()["renumbered"]
    assert beads(place)[1] == ((1, 2), (1,), False)
    assert correct(page, "redo").json()["renumbered"]
    assert beads(place)[1][0] == (1, 2, 3)


def test_comments_stay_with_their_sentences_when_one_before_them_is_cut(page, place):
    page.post("/comments/bead/gc20-14?src=&tgt=2", data={"text": "Why?"})
    shown = 'class="chip discuss" href="/comments/bead/gc20-14?src=&amp;tgt={}"'
    assert shown.format(2) in page.get("/documents/gc20-14").text
    correct(page, "cut", bead=1, side="tgt", sentence=0, offset=5)
    assert shown.format(3) in page.get("/documents/gc20-14").text
    correct(page, "undo")
    assert shown.format(2) in page.get("/documents/gc20-14").text


def test_words_and_numbers_are_found(page):
    accept = {"accept": "application/json"}
    assert page.get("/document-find/gc20-14?q=工作計劃", headers=accept).json()["found"] == [0]
    assert page.get("/document-find/gc20-14?q=3", headers=accept).json()["found"] == [2]
    assert page.get("/document-find/gc20-14?q=%233", follow_redirects=False).headers["location"].endswith("#bead-2")
    assert page.get("/document-find/gc20-14", headers=accept).json() == {"found": [], "count": 0}


def test_a_page_that_shows_old_beads_is_told_so_and_changes_nothing(page, place):
    old = token(page)
    correct(page, "confirm", bead=0)
    answer = page.post(
        "/document-corrections",
        json={"document": "gc20-14", "token": old, "action": "omit", "bead": 0},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 409
    assert beads(place)[0] == ((0,), (0,), True)


def test_what_cannot_be_done_is_said_and_changes_nothing(page, place):
    before = beads(place)
    assert correct(page, "join", bead=99).status_code == 400
    assert correct(page, "explode", bead=0).status_code == 422
    assert beads(place) == before


@pytest.mark.parametrize("name", ["../g", "..%2Fg", "%2e%2e/secret", "/etc/passwd", "gc20-14.parquet", "", "a\\b"])
def test_no_name_leads_out_of_the_folder(page, place, name):
    align.write([report()], place / "secret.parquet")
    assert page.get(f"/documents/{name}").status_code in (400, 404, 415, 200 if name == "" else 404)
    assert correct(page, "confirm", bead=0).status_code == 200
    body = {"document": "../secret", "token": "x", "action": "confirm", "bead": 0}
    assert page.post("/document-corrections", json=body).status_code in (400, 404, 415)


@pytest.mark.parametrize(
    ("format", "sign"),
    [("tmx", b"<tmx"), ("xliff", b"<xliff"), ("tsv", "工发组织".encode()), ("html", b"<html"), ("jsonl", b'{"id"')],
)
def test_the_reviewed_text_can_be_taken_away(page, format, sign):
    answer = page.get(f"/document-export/gc20-14?format={format}")
    assert sign in answer.content
    assert answer.headers["content-disposition"].startswith("attachment")


def test_an_unknown_download_is_refused(page):
    assert page.get("/document-export/gc20-14?format=exe").status_code == 415


def test_the_rest_is_aligned_again_and_what_was_checked_stays(page, place):
    correct(page, "split", bead=1, src=1, tgt=1)
    kept = [bead for bead in beads(place) if bead[2]]
    assert page.post(f"/document-rest/gc20-14?token={token(page)}").status_code == 303
    assert [bead for bead in beads(place) if bead[2]] == kept
    assert (place / "bitext" / "lexicon.parquet").exists()


def test_a_long_document_is_paged_and_a_bead_keeps_its_address(place):
    many = 3200
    segments = [tuple(Segment(f"{letter}{n}", paragraph=n) for n in range(many)) for letter in "甲a"]
    align.write(
        [Bitext(*segments, tuple(Bead((n,), (n,)) for n in range(many)), "zh", "en")], place / "bitext" / "long.parquet"
    )
    client = TestClient(
        create_app(Settings(glossary=place / "g", bitext=place / "bitext")), base_url="http://127.0.0.1:8765"
    )
    first = client.get("/documents/long").text
    assert first.count('<li class="bead') == 1000
    second = client.get("/documents/long?bead=3100").text
    assert 'id="bead-3100"' in second
    assert second.count('<li class="bead') == 200


@pytest.mark.parametrize(
    ("judgement", "told"),
    [
        (Judgement("unrelated", 0.01), "The two texts are not translations of each other."),
        (Judgement("unrelated", 0.01, forced=True), "(aligned all the same)"),
        (Judgement("same language", 0.0), "Both texts are in the same language."),
        (Judgement("translation", 0.6), "It is not certain that the two texts are translations of each other (60%)."),
        (Judgement("translation", 0.99), None),
        (None, None),
    ],
)
def test_a_doubtful_pair_is_marked_in_the_list_and_on_its_page(page, place, judgement, told):
    align.write([replace(report(), judgement=judgement)], place / "bitext" / "gc20-14.parquet")
    for address in ("/documents", "/documents/gc20-14"):
        text = page.get(address).text
        assert text.count("judgement") == (told is not None)
        assert told is None or told in text
    if told and "certain" in told:
        assert "不能确定两份文本互为译文" in page.get("/documents", headers={"accept-language": "zh"}).text
