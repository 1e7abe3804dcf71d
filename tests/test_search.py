"""Looking terms up by whatever one remembers of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import InvalidOption
from glossary.search import pinyin
from glossary.search.lookup import find
from glossary.search.terms_index import TermIndex
from glossary.types import Concept, Scores, Term


def concept(id, *terms, **fields):
    return Concept(id, tuple(Term(text, language) for language, text in terms), **fields)


CONCEPTS = [
    concept(
        "unido",
        ("zh", "联合国工业发展组织"),
        ("zh", "工发组织"),
        ("en", "United Nations Industrial Development Organization"),
        status="approved",
        frequency=50,
    ),
    concept(
        "fao",
        ("zh", "联合国粮食及农业组织"),
        ("en", "Food and Agriculture Organization of the United Nations"),
        frequency=3,
    ),
    concept("isid", ("zh", "包容及可持续工业发展"), ("en", "inclusive and sustainable industrial development")),
    concept("mic", ("zh", "中等收入國家"), ("en", "middle-income country"), subject="Economy"),
    concept("green", ("zh", "绿色氢"), ("en", "green hydrogen"), scores=Scores(0.9)),
    concept("chain", ("zh", "绿色氢价值链"), ("en", "green hydrogen value chain"), scores=Scores(0.4)),
    concept("chains", ("zh", "绿色氢价值"), ("en", "green hydrogen value"), status="approved", scores=Scores(0.1)),
    concept("software", ("zh", "軟體"), ("en", "software programme")),
    concept("chongqing", ("zh", "重庆"), ("en", "a municipality")),
    concept("labour", ("zh", "劳动组织"), ("en", "organisation of labour")),
    concept("cooperation", ("zh", "政府合作"), ("en", "Government co-operation")),
    concept("refused", ("zh", "政府"), ("en", "government"), status="rejected"),
    concept("conseil", ("fr", "conseil économique et social"), ("ru", "Экономический и Социальный Совет")),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return TermIndex.of(CONCEPTS, tmp_path_factory.mktemp("index"))


def first(index, query, **options):
    hits = find(index, query, **options)
    return (hits[0].concept.id, hits[0].kind) if hits else None


@pytest.mark.parametrize(
    ("query", "id", "kind"),
    [
        ("工发组织", "unido", "exact"),
        ("工發組織", "unido", "exact"),
        ("中等收入国家", "mic", "exact"),
        ("中等收入國家", "mic", "exact"),
        ("软件", "software", "exact"),
        ("軟體", "software", "exact"),
        ("UNIDO", "unido", "acronym"),
        ("unido", "unido", "acronym"),
        ("FAO", "fao", "acronym"),
        ("联合国粮食", "fao", "prefix"),
        ("工业发展", "unido", "inside"),
        ("氢", "chains", "inside"),
        ("middle income countries", "mic", "exact"),
        ("MIDDLE-INCOME COUNTRY", "mic", "exact"),
        ("organization of labor", "labour", "exact"),
        ("government cooperation", "cooperation", "exact"),
        ("software program", "software", "exact"),
        ("sustainable development", "isid", "all words"),
        ("developed sustainably", "isid", "all words"),
        ("sust dev", "isid", "inside"),
        ("green hydr", "chains", "prefix"),
        ("gongfa zuzhi", "unido", "pinyin"),
        ("gongfazuzhi", "unido", "pinyin"),
        ("gōngfā zǔzhī", "unido", "pinyin"),
        ("gong1fa1 zu3zhi1", "unido", "pinyin"),
        ("zhong qing", "chongqing", "pinyin"),
        ("chong qing", "chongqing", "pinyin"),
        ("lüse qing", "green", "pinyin"),
        ("lvse qing", "green", "pinyin"),
        ("gfzz", "unido", "initials"),
        ("lhggyfzzz", "unido", "initials"),
        ("fzzz", "unido", "initials"),
        ("中等收人国家", "mic", "fuzzy"),
        ("联合国工也发展组织", "unido", "fuzzy"),
        ("goverment cooperation", "cooperation", "fuzzy"),
        ("grene hydrogen", "green", "fuzzy"),
        ("gonfa zuzhi", "unido", "fuzzy"),
        ("劳动 组织", "labour", "exact"),
        ("组织 劳动", "labour", "all words"),
        ("conseil economique", "conseil", "prefix"),
        ("conseil économique", "conseil", "prefix"),
        ("economique social", "conseil", "all words"),
        ("социальный совет", "conseil", "all words"),
    ],
)
def test_a_query_finds_what_was_meant(index, query, id, kind):
    assert first(index, query) == (id, kind)


@pytest.mark.parametrize(
    "query", ["", " ", "(", "a.*", "%", "\x00", "^", "'", "\\", "—", "?" * 500, "发" * 500, "zz" * 300]
)
def test_a_query_without_sense_finds_nothing_and_harms_nothing(index, query):
    assert find(index, query) == []


def test_kinds_of_match_come_in_order_and_approved_entries_first(index):
    hits = find(index, "绿色氢")
    assert [(hit.concept.id, hit.kind) for hit in hits] == [
        ("green", "exact"),
        ("chains", "prefix"),
        ("chain", "prefix"),
    ]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_pinyin_of_a_whole_term_comes_before_that_of_its_beginning_and_of_a_part(index):
    assert [hit.concept.id for hit in find(index, "lvse qing")] == ["green", "chains", "chain"]
    assert [hit.concept.id for hit in find(index, "gongye fazhan")] == ["unido", "isid"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("c++ pro", {"c"}),
        ("netw", {"net", *(f"n{n}" for n in range(100))}),
        ("networking", {f"n{n}" for n in range(100)}),
        ("networking node 9", {"n9", *(f"n{n}" for n in range(90, 100))}),
        ("networkingnode 99", {"n99"}),
        ("net worker", {"net"}),
    ],
)
def test_the_beginning_of_few_terms_and_of_many_is_looked_up_alike(query, found, tmp_path):
    many = [concept(f"n{n}", ("en", f"networking-node {n}")) for n in range(100)]
    other = [concept("c", ("en", "C++ program")), concept("net", ("en", "net worker"))]
    index = TermIndex.of([*many, *other], tmp_path / "index")
    hits = find(index, query, limit=200, slips=False)
    assert {hit.concept.id for hit in hits if hit.kind in ("exact", "prefix")} == found


def test_a_concept_comes_once_however_many_of_its_terms_match(index):
    assert [hit.concept.id for hit in find(index, "组织")].count("unido") == 1


def test_rejected_entries_come_only_when_asked_for(index):
    assert "refused" not in {hit.concept.id for hit in find(index, "政府")}
    assert first(index, "政府", status="rejected") == ("refused", "exact")
    assert first(index, "government", status=("approved", "proposed", "rejected")) == ("refused", "exact")


def test_a_subject_and_a_language_limit_what_matches(index):
    assert first(index, "中等收入国家", subject="economy") == ("mic", "exact")
    assert find(index, "工发组织", subject="economy") == []
    assert {hit.term.language for hit in find(index, "green", languages=["en"])} == {"en"}
    assert find(index, "green", languages=["zh"]) == []


def test_the_limit_holds_and_must_be_sensible(index):
    assert len(find(index, "绿色氢", limit=2)) == 2
    with pytest.raises(InvalidOption, match="limit"):
        find(index, "绿色氢", limit=0)
    with pytest.raises(InvalidOption, match="no status"):
        find(index, "绿色氢", status="good")


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("工业发展", ["工业发展"]),
        ("工業發展", ["工业发展"]),
        ("sustainable development", ["sustainable", "development"]),
        ("developed sustainably", ["sustainable", "development"]),
        ("UNIDO", ["U", "N", "I", "D", "O"]),
        ("green hydr", ["green hydr"]),
        ("gfzz", ["工发组织"]),
        ("chong qing", ["重庆"]),
        ("中等收人国家", ["中等收", "國家"]),
        ("goverment cooperation", ["Government co-operation"]),
        ("软件", ["軟體"]),
    ],
)
def test_what_matched_is_marked_on_the_term_as_it_is_written(index, query, marked):
    hit = find(index, query)[0]
    assert [hit.term.text[start:end] for start, end in hit.spans] == marked


@given(st.text(max_size=12) | st.text("工发组织联合國gfzu ê-'1", max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_query_answers_with_spans_inside_their_terms(index, query):
    for hit in find(index, query):
        last = 0
        for start, end in hit.spans:
            assert last <= start < end <= len(hit.term.text)
            last = end


@given(st.sampled_from(CONCEPTS), st.data())
@settings(max_examples=60, deadline=None)
def test_every_term_is_found_by_itself(index, entry, data):
    term = data.draw(st.sampled_from(entry.terms))
    hits = find(index, term.text, status=("approved", "proposed", "rejected"))
    assert entry.id in {hit.concept.id for hit in hits if hit.kind == "exact"}


def test_a_concept_comes_back_from_the_index_whole(index):
    for entry in CONCEPTS:
        found = index.concept(entry.id)
        assert (found.id, found.terms, found.status, found.subject) == (
            entry.id,
            entry.terms,
            entry.status,
            entry.subject,
        )


@pytest.mark.parametrize("query", ["xian", "xi'an", "XIAN", "xī ān"])
def test_pinyin_is_divided_in_every_way_it_can_be(query):
    assert ("xi", "an") in pinyin.spellings(query)


@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=80))
@settings(max_examples=100, deadline=None)
def test_reading_any_letters_as_pinyin_gives_syllables_that_make_them_up(query):
    for way in pinyin.spellings(query):
        assert "".join(way) == "".join(query.split())
        assert set(way) <= pinyin.syllables()


@pytest.mark.parametrize("query", ["", "  "])
def test_a_search_for_nothing_is_wrong_use(tmp_path, query):
    from typer.testing import CliRunner

    from glossary.cli import app
    from glossary.errors import InvalidOption
    from glossary.store.glossary import Glossary

    Glossary.open(tmp_path / "g", create=True)
    done = CliRunner().invoke(app, ["search", query, "-g", str(tmp_path / "g")])
    assert isinstance(done.exception, InvalidOption)
