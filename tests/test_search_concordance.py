"""Sentences with the query on one side and its equivalents on the other."""

from __future__ import annotations

import sys

import pytest

from align.types import Bead, Bitext, Segment
from glossary.search import concordance, search
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term

ZH = [
    "联合国工业发展组织支持发展中国家的包容及可持续工业发展。",
    "工發組織關注綠色氫。",
    "中等收入国家需要软件。",
    "中国有绿色氢价值链。",
]
EN = [
    "UNIDO supports the inclusive and sustainable industrial development of developing countries.",
    "UNIDO pays attention to green hydrogen.",
    "Middle-income countries need software programs.",
    "China has green-hydrogen value chains.",
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    glossary = Glossary.open(tmp_path_factory.mktemp("concordance") / "g", create=True)
    zh, en = tuple(map(Segment, ZH)), tuple(map(Segment, EN))
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(zh)))
    glossary.add_segments([Bitext(zh, en, beads, "zh", "en", metadata={"symbol": "GC.20/14"})])
    names = (("联合国工业发展组织", "zh"), ("工发组织", "zh"), ("UNIDO", "en"))
    glossary.add(
        [
            Concept("unido", tuple(Term(text, language) for text, language in names)),
            Concept("green", (Term("绿色氢", "zh"), Term("green hydrogen", "en"))),
            Concept("mic", (Term("中等收入国家", "zh"), Term("middle-income country", "en"))),
        ],
        by="t",
    )
    return glossary


def shown(table, query):
    return [
        (
            [line.src[start:end] for start, end in line.src_spans],
            [line.tgt[start:end] for start, end in line.tgt_spans],
        )
        for line in concordance(table, query)
    ]


def test_the_query_is_marked_on_its_side_and_its_equivalents_on_the_other(table):
    assert sorted(shown(table, "绿色氢")) == [(["綠色氫"], ["green hydrogen"]), (["绿色氢"], ["green-hydrogen"])]


@pytest.mark.parametrize("query", ["绿色氢", "UNIDO", "green hydrogen", "lvse qing", "nothing"])
def test_hits_that_are_known_already_are_not_looked_up_again(table, query, monkeypatch):
    expected, hits = concordance(table, query), search(table, query)
    module = sys.modules["glossary.search.concordance"]  # the package has the function of this name
    monkeypatch.setattr(module, "find", lambda *_, **__: pytest.fail("looked up again"))
    assert concordance(table, query, hits=hits) == expected


def test_an_english_query_is_found_in_any_inflection(table):
    assert shown(table, "middle income country") == [(["中等收入国家"], ["Middle-income countries"])]


def test_an_acronym_is_marked_with_the_full_form_and_the_short_form(table):
    assert sorted(shown(table, "UNIDO")) == [(["工發組織"], ["UNIDO"]), (["联合国工业发展组织"], ["UNIDO"])]


def test_pinyin_and_initials_are_read_as_the_term_they_find(table):
    assert shown(table, "gfzz") == [(["工發組織"], ["UNIDO"])]
    assert sorted(shown(table, "lüse qing")) == sorted(shown(table, "绿色氢"))


def test_a_word_the_glossary_does_not_know_is_found_in_the_sentences_all_the_same(table):
    assert shown(table, "软件") == [(["软件"], [])]
    assert shown(table, "氢")
    assert shown(table, "pay attention") == [([], ["pays attention"])]


def test_a_line_tells_where_it_stands(table):
    line = concordance(table, "软件")[0]
    assert (line.document, line.src, line.tgt, line.src_lang, line.tgt_lang) == ("GC.20/14", ZH[2], EN[2], "zh", "en")


@pytest.mark.parametrize("query", ["", " ", "，", "\x00", "不存在的词", "nothing of the kind", "发" * 300])
def test_a_query_without_a_hit_gives_no_line(table, query):
    assert concordance(table, query) == []
