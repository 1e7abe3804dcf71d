"""Queries with operators, wildcards and quotation marks; sentences page by page, counted by their equivalents."""

from __future__ import annotations

import pytest

from align.types import Bead, Bitext, Segment
from glossary.errors import InvalidOption
from glossary.search import search
from glossary.search.concordance_pages import Filters, around, concordance_page
from glossary.search.several import concordance_in, known_terms_in, search_in
from glossary.store.glossary import Glossary
from glossary.types import Concept, Scores, Term


def concept(id, zh, *english, **fields):
    return Concept(id, (Term(zh, "zh"), *(Term(one, "en") for one in english)), **fields)


@pytest.fixture(scope="module")
def glossary(tmp_path_factory):
    made = Glossary.open(tmp_path_factory.mktemp("expressions") / "g", create=True)
    made.add(
        [
            concept("unido", "工发组织", "United Nations Industrial Development Organization", "UNIDO"),
            concept("jobs", "就业", "employment"),
            concept("jobless", "失业", "unemployment"),
            concept("deploy", "部署", "deployment"),
            concept("ssc", "南南合作", "South-South cooperation"),
            concept("za", "南非", "South Africa"),
            concept("mic", "中等收入国家", "middle-income country", "MIC"),
            concept("green", "绿色氢", "green hydrogen"),
            concept("greener", "绿色能源", "greener hydrogen economy"),
        ],
        by="t",
        origin="import",
    )
    said = [
        ("工发组织通过了预算。", "UNIDO adopted the budget."),
        ("工发组织通过了预算。", "UNIDO adopted the budget."),
        ("工发组织审议了报告。", "The Organization considered the report."),
        ("大会感谢工发组织。", "The Conference thanked UNIDO."),
        ("别的句子。", "Another sentence."),
    ]
    for name, date, pairs in (("GC.20/1", "2023-11-27", said), ("GC.19/1", "2021-11-29", said[2:])):
        left, right = (tuple(Segment(pair[side]) for pair in pairs) for side in (0, 1))
        beads = tuple(Bead((n,), (n,)) for n in range(len(pairs)))
        made.add_segments(
            [Bitext(left, right, beads, "zh", "en", metadata={"symbol": name, "date": date, "body": "GC"})]
        )
    return made


def ids(glossary, query):
    return {hit.concept.id for hit in search(glossary, query)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("*ployment", {"jobs", "jobless", "deploy"}),
        ("*employment", {"jobs", "jobless"}),
        ("employment OR hydrogen", {"jobs", "green", "greener"}),
        ("hydrogen AND economy", {"greener"}),
        ("hydrogen NOT economy", {"green"}),
        ("hydrogen AND (economy OR employment)", {"greener"}),
        ('"green hydrogen"', {"green"}),
        ("工发组织 UNIDO", {"unido"}),
        ("MICs", {"mic"}),
        ("employment AND", {"jobs"}),
        ("South-South", {"ssc"}),
        ("绿色*", {"green", "greener"}),
    ],
)
def test_a_query_is_answered_as_it_was_asked(glossary, query, expected):
    assert ids(glossary, query) == expected


@pytest.mark.parametrize("query", ["NOT hydrogen", "(hydrogen AND gas", "hydrogen AND )", "NOT AND gas"])
def test_an_expression_that_cannot_be_read_says_so(glossary, query):
    with pytest.raises(InvalidOption, match="cannot read the query"):
        search(glossary, query)


def test_all_sentences_are_paged_and_counted_by_equivalent(glossary):
    page = concordance_page(glossary, "工发组织", limit=2)
    assert (page.total, len(page.lines)) == (3, 2)
    assert dict(page.counts) == {"UNIDO": 4, "the Organization": 2}
    later = concordance_page(glossary, "工发组织", limit=2, page=2)
    assert len(later.lines) == 1
    assert {line.src for line in (*page.lines, *later.lines)} == {
        "工发组织通过了预算。", "工发组织审议了报告。", "大会感谢工发组织。"
    }  # fmt: skip
    assert sorted((*page.repeated, *later.repeated)) == [2, 2, 2]


def test_sentences_are_filtered_by_document_body_and_year(glossary):
    def total(**filters):
        return concordance_page(glossary, "工发组织", filters=Filters(**filters)).total

    assert total(document="GC.19/1") == 2
    assert total(year="2023") == 3
    assert total(year="2015-2021") == 2
    assert (total(body="gc"), total(body="IDB")) == (3, 0)
    with pytest.raises(InvalidOption, match="no year"):
        total(year="soon")


def test_the_sentences_around_are_shown_on_demand(glossary):
    line = concordance_page(glossary, "工发组织", filters=Filters(document="GC.20/1")).lines[-1]
    assert line.src in [one.src for one in around(glossary, line, sentences=1)]
    assert len(around(glossary, line, sentences=1)) == 3


def test_several_glossaries_are_asked_in_order_of_priority(glossary, tmp_path):
    other = Glossary.open(tmp_path / "other", create=True)
    other.add(
        [
            concept("x", "工发组织", "Industrial Organization", scores=Scores(0.9)),
            concept("y", "预算", "budget", scores=Scores(0.9)),
        ],
        by="t",
    )
    both = [glossary, other]
    assert [hit.concept.id for hit in search_in(both, "工发组织")][:2] == ["unido", "x"]
    assert [hit.concept.id for hit in search_in(both[::-1], "工发组织")][:2] == ["x", "unido"]
    known = known_terms_in(both, "工发组织的预算", language="zh")
    assert [one.concept.id for one in known] == ["unido", "y"]
    assert len(concordance_in(both, "工发组织")) == 3
