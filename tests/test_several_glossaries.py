"""Several glossaries in order of priority: on the command line, in matches, in the workbench and its API."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from forked import command

from align.readers import read_bytes
from align.types import Bead, Bitext, Segment
from glossary.memory.pretranslate import Options, pretranslate
from glossary.search.concordance_pages import Filters
from glossary.search.several import concordance_page_in, known_terms_in, search_in
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings


def bitext(pairs, **metadata):
    zh, en = (tuple(Segment(pair[side]) for pair in pairs) for side in (0, 1))
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(pairs)))
    return Bitext(zh, en, beads, "zh", "en", metadata=metadata)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("several")
    house, system = root / "unido", root / "un-system"
    first = Glossary.open(house, create=True)
    first.add([Concept("h", (Term("绿色氢", "zh"), Term("green hydrogen", "en")), status="approved")], by="t")
    first.add_segments([bitext([("绿色氢很重要。", "Green hydrogen matters.")], symbol="GC.20/1", date="2023-11-27")])
    second = Glossary.open(system, create=True)
    second.add(
        [
            Concept("h2", (Term("绿色氢", "zh"), Term("renewable hydrogen", "en")), status="approved"),
            Concept("w", (Term("废物管理", "zh"), Term("waste management", "en")), status="approved"),
        ],
        by="t",
    )
    pairs = [
        ("绿色氢很重要。", "Renewable hydrogen is important."),
        ("废物管理得到改善。", "Waste management has improved."),
        ("绿色氢的成本下降。", "The cost of renewable hydrogen falls."),
    ]
    second.add_segments([bitext(pairs, symbol="A/78/5", date="2024-02-01")])
    return house, system


@pytest.fixture(scope="module")
def client(folders):
    app = create_app(Settings(glossary=folders[0], others=(folders[1],)))
    return TestClient(app, base_url="http://127.0.0.1:8765", headers={"accept": "text/html"})


@pytest.fixture
def both(folders):
    return [Glossary.open(one) for one in folders]


def test_an_entry_and_a_known_term_tell_their_glossary_and_the_first_comes_first(both):
    assert [(hit.glossary, hit.concept.id) for hit in search_in(both, "绿色氢")] == [
        ("unido", "h"),
        ("un-system", "h2"),
    ]
    known = known_terms_in(both, "绿色氢与废物管理", language="zh")
    assert [(one.text, one.glossary) for one in known] == [("绿色氢", "unido"), ("废物管理", "un-system")]


def test_matches_come_from_all_memories_and_the_first_is_preferred(both):
    made = pretranslate(read_bytes("废物管理得到改善。\n\n绿色氢很重要。".encode(), "a.txt"), both, options=Options())
    assert [(one.best.proposal, one.best.glossary) for one in made.sentences] == [
        ("Waste management has improved.", "un-system"),
        ("Green hydrogen matters.", "unido"),
    ]
    turned = pretranslate(read_bytes("绿色氢很重要。".encode(), "a.txt"), both[::-1])
    assert turned.sentences[0].best.proposal == "Renewable hydrogen is important."
    assert turned.sentences[0].best.rivals == 1


def test_a_glossary_without_sentences_is_no_hindrance(both, tmp_path):
    empty = Glossary.open(tmp_path / "empty", create=True)
    made = pretranslate(read_bytes("绿色氢很重要。".encode(), "a.txt"), [empty, *both])
    assert made.sentences[0].best.glossary == "unido"


def test_sentences_of_all_are_counted_together(both):
    found = concordance_page_in(both, "绿色氢", limit=2)
    assert found.total == 3
    assert dict(found.counts) == {"green hydrogen": 1, "renewable hydrogen": 2}
    assert [line.glossary for line in found.lines] == ["unido", "un-system"]
    one = concordance_page_in(both, "绿色氢", filters=Filters(equivalent="green hydrogen"))
    assert [line.tgt for line in one.lines] == ["Green hydrogen matters."]


def test_the_command_takes_several(folders, tmp_path):
    new = tmp_path / "new.txt"
    new.write_text("废物管理得到改善。\n\n绿色氢很重要。", encoding="utf-8")
    both = ("-g", folders[0], "-g", folders[1])
    assert command("glossary", "pretranslate", new, *both, "-o", tmp_path / "out.html").returncode == 0
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Green hydrogen matters." in page
    assert "Waste management has improved." in page
    assert "un-system" in page


def test_the_workbench_shows_which_glossary_an_entry_is_in_and_changes_the_first_only(client):
    page = client.get("/", params={"q": "废物管理"}).text
    assert ">un-system</span>" in page
    assert 'href="/entry/w?glossary=un-system"' in page
    entry = client.get("/entry/w?glossary=un-system").text
    assert "waste management" in entry
    assert "only read here" in entry
    assert "/approve" not in entry
    assert client.get("/entry/w").status_code == 404
    assert client.post("/entry/w/approve").status_code == 404
    assert client.get("/entry/w?glossary=nowhere").status_code == 404
    assert client.get("/entry/h?glossary=unido", follow_redirects=False).headers["location"] == "/entry/h"


def test_reading_checking_and_the_window_use_all(client):
    text = client.post("/reading", data={"text": "绿色氢与废物管理得到改善。"})
    assert "un-system" in text.text
    matches = client.get(f"{text.url}/matches").text
    assert "Waste management has improved." in matches
    checked = client.post(
        "/check", data={"src": "废物管理得到很大改善。", "tgt": "The garbage is much better treated."}
    )
    assert "waste management" in checked.text
    small = client.get("/window", params={"q": "废物管理得到改善。"}).text
    assert "waste management" in small
    assert "un-system" in small


def test_the_api_tells_the_glossary(client):
    hits = client.get("/api/search", params={"q": "废物管理"}).json()["hits"]
    assert [hit["glossary"] for hit in hits] == ["un-system"]
    paged = client.get("/api/concordance", params={"q": "绿色氢", "page": 1}).json()
    assert paged["total"] == 3
    assert paged["counts"][0] == {"text": "renewable hydrogen", "sentences": 2}
    assert client.post("/api/terms", json={"text": "废物管理"}).json()["terms"][0]["glossary"] == "un-system"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_sentences_have_a_page(client, language):
    answer = client.get("/sentences", params={"q": "绿色氢"}, headers={"accept-language": language})
    assert answer.status_code == 200
    assert "renewable hydrogen <b" in answer.text
    assert "<mark>renewable hydrogen</mark>" in answer.text
    assert ("共 3 句" if language == "zh" else "3 sentences, page 1 of 1") in answer.text
    narrowed = client.get("/sentences", params={"q": "绿色氢", "year": "2023"}).text
    assert "Green hydrogen matters." in narrowed.replace("<mark>", "").replace("</mark>", "")
    assert "A/78/5" not in narrowed.split('id="results"')[1]
    assert "A/78/5" in client.get("/sentences", params={"q": "绿色氢", "equivalent": "renewable hydrogen"}).text
    assert client.get("/sentences", params={"q": "绿色氢", "year": "soon"}).status_code == 400


def test_the_sentences_around_come_on_demand(client):
    part = client.get("/sentences/around", params={"document": "A/78/5", "bead": 1}).text
    assert part.count("<tr") == 3
    assert part.count('class="here"') == 1
    told = client.get("/api/around", params={"document": "A/78/5", "bead": 1, "sentences": 1}).json()
    assert [line["bead"] for line in told["lines"]] == [0, 1, 2]


def test_search_counts_for_programs(folders):
    both = ("-g", folders[0], "-g", folders[1])
    told = json.loads(command("glossary", "search", "绿色氢", "--page", 1, "--json", *both).stdout)
    assert told["total"] == 3
    assert told["counts"] == [["renewable hydrogen", 2], ["green hydrogen", 1]]
    assert told["repeated"] == [1, 1, 1]
