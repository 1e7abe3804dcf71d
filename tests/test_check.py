"""Checking a translation: what is wrong is found, what is a matter of wording is left alone."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import command

from align.types import Bead, Bitext, Segment
from glossary.quality.check import _length, check_bitext
from glossary.quality.numbers import MONTH, figures, unmatched
from glossary.quality.omitted_clauses import OmittedClause
from glossary.quality.report import text as report
from glossary.store.glossary import Glossary
from glossary.types import Concept, Scores, Term


def bitext(*pairs, src="zh", tgt="en"):
    left, right, beads = [], [], []
    for one, other in pairs:
        bead = ((len(left),) if one else (), (len(right),) if other else ())
        left += [Segment(one)] if one else []
        right += [Segment(other)] if other else []
        beads.append(Bead(*bead))
    return Bitext(tuple(left), tuple(right), tuple(beads), src, tgt)


def faults(pair, glossary=None, **options):
    return [
        (fault.kind, fault.message)
        for finding in check_bitext(bitext(pair), glossary, **options)
        for fault in finding.faults
    ]


SAME = [
    ("占投资的 45%，拥有世界四分之三的人口", "45 per cent of investment and three quarters of the world’s population"),
    ("三分之一", "one third"),
    ("三分之二的国家", "two-thirds of the countries"),
    ("占53.9%", "53.9 per cent"),
    ("百分之五十三点九", "53.9%"),
    ("3.2亿人", "320 million people"),
    ("1.05万亿美元", "$1.05 trillion"),
    ("10 500 名", "10,500 people"),
    ("1050万", "10.5 million"),
    ("2023 年 7 月 12 日", "12 July 2023"),
    ("2023年7月10日至19日", "from 10 to 19 July 2023"),
    ("二〇二三年七月十二日", "July 12, 2023"),
    ("第五十一届会议", "fifty-first session"),
    ("第51届会议", "the 51st session"),
    ("二十一世纪", "the twenty-first century"),
    ("20世纪90年代", "the 1990s"),
    ("105个成员国", "one hundred and five Member States"),
    ("附件一", "annex I"),
    ("附件 4", "Annex IV"),
    ("增加3倍", "a threefold increase"),
    ("50%", "half of them"),
    ("五分之一的儿童", "one in five children"),
    ("过去20年", "over the past two decades"),
    ("上午9时30分", "9.30 a.m."),
    ("下午3时", "3 p.m."),
    ("1 个小时", "an hour"),
    ("2019冠状病毒病大流行", "the COVID-19 pandemic"),
    ("千万不要十分紧张", "do not be too tense"),
    ("一些国家一致认为，统一是第一位的", "some countries agree that unity comes first"),
    ("㈠第一；㈡第二", "(i) the first; (ii) the second"),
    ("见 https://un.org/2023/45", "see https://un.org/2023/45"),
    ("根据 GC.18/Res.9 号决议", "in resolution GC.18/Res.9"),
    ("截至12月31日", "as at 31 December"),
    ("可能在三月份", "it may be in March"),
    ("价值1100万英镑", "£11million"),
    ("24 国集团", "the Group of Twenty-four"),
]


@pytest.mark.parametrize(("zh", "en"), SAME)
def test_the_same_figure_written_otherwise_is_no_fault(zh, en):
    assert faults((zh, en)) == []


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("占 45%", "54 per cent", ["45 is not in the translation", "54 is not in the source"]),
        ("三分之一", "one quarter", ["三分之一 is not in the translation", "one quarter is not in the source"]),
        ("2023 年 7 月 12 日", "13 July 2023", ["12 is not in the translation", "13 is not in the source"]),
        ("2023 年 7 月 12 日", "12 June 2023", ["7 月 is not in the translation", "June is not in the source"]),
        ("2023 年 7 月", "July 2022", ["2023 is not in the translation", "2022 is not in the source"]),
        ("3.2亿", "32 million", ["3.2亿 is not in the translation", "32 million is not in the source"]),
        ("1.05万", "1,050", ["1.05万 is not in the translation", "1,050 is not in the source"]),
        (
            "第五十一届会议",
            "the fiftieth session",
            ["第五十一 is not in the translation", "fiftieth is not in the source"],
        ),
        ("105 个成员国", "the Member States", ["105 is not in the translation"]),
        ("成员国", "the 105 Member States", ["105 is not in the source"]),
    ],
)
def test_a_figure_that_differs_is_found_on_both_sides(zh, en, expected):
    assert [message for kind, message in faults((zh, en)) if kind == "number"] == expected


def test_a_figure_is_marked_where_it_stands():
    (finding,) = check_bitext(bitext(("占投资的 45%。", "54 per cent of investment.")))
    assert [finding.src[start:end] for fault in finding.faults for start, end in fault.src_spans] == ["45"]
    assert [finding.tgt[start:end] for fault in finding.faults for start, end in fault.tgt_spans] == ["54"]


@given(st.integers(13, 10**13))
@settings(max_examples=200, deadline=None)
def test_a_whole_number_is_read_from_digits_commas_and_chinese_units(number):
    ways = [str(number), f"{number:,}"]
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number % unit == 0:
            ways.append(f"{number // unit}{name}")
    for way in ways:
        values = {value for figure in figures(f"有 {way} 个", "zh") for value in figure.values}
        assert values == {number}


@given(st.text("一二三十百千万亿0123456789.,%点分之第月年 twentyonehundredJuly-/()", max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_answers_itself(text):
    for language in ("zh", "en"):
        found = figures(text, language)
        assert unmatched(found, found) == []
        assert all(0 <= one.start < one.end <= len(text) for one in found)


def test_a_month_is_no_number():
    (july,) = figures("July", "en")
    assert july.values == {MONTH + 7}
    assert [one.strong for one in figures("they may march", "en")] == []


def test_a_document_symbol_that_differs_or_lacks_is_found():
    assert faults(("根据 IDB.50/Dec.6 号决定", "in decision IDB.50/Dec.7")) == [
        ("symbol", "IDB.50/Dec.6 is not in the translation"),
        ("symbol", "IDB.50/Dec.7 is not in the source"),
    ]


def test_an_omission_is_found_unless_it_is_next_to_nothing():
    long = "中等收入国家在全球发展中继续发挥重要作用，这一点毋庸置疑。"
    pairs = [
        ("第一。", "First."),
        (long, ""),
        ("", "An addition of the translator, who had something to say here."),
        ("注", ""),
    ]
    kinds = [fault.kind for finding in check_bitext(bitext(*pairs)) for fault in finding.faults]
    assert kinds == ["omission", "addition"]


def test_a_translation_cut_short_is_found():
    zh = "工发组织与成员国和支持中等收入国家的观点一致国家集团密切协作，在高级别政治论坛期间组织了一次会外活动，并取得了成功。"
    en = "UNIDO organized, in close collaboration with Member States and the Like-Minded Group of Countries Supporters of Middle-Income Countries, a successful side event during the high-level political forum."
    whole = [(zh, en)] * 6
    assert check_bitext(bitext(*whole)) == []
    cut = check_bitext(bitext(*whole, (zh, "UNIDO organized a side event.")))
    assert [(finding.bead, finding.faults[0].kind) for finding in cut] == [(6, "length")]


def test_a_clause_that_is_left_out_is_quoted_without_the_comma_that_would_stand_before_a_stop():
    zh, en = (
        "一种先进的管理工具将提升管理水平，包括与中等收入国家的关系。",
        "It will enhance management with those countries, too.",
    )
    (fault,) = _length(zh, en, 1.0, OmittedClause(0, zh.index("，") + 1, 1.0))
    assert str(fault.message).endswith("has nothing for this: 一种先进的管理工具将提升管理水平")


def concept(id, zh, *english, **fields):
    terms = [Term(zh, "zh")]
    terms += [Term(one, "en") if isinstance(one, str) else Term(one[0], "en", status=one[1]) for one in english]
    return Concept(id, tuple(terms), **{"status": "approved", **fields})


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    glossary = Glossary.open(tmp_path_factory.mktemp("check") / "g", create=True)
    glossary.add(
        [
            concept("mic", "中等收入国家", "middle-income country"),
            concept("idb", "工业发展理事会", "Industrial Development Board"),
            concept("unido", "工发组织", "UNIDO", ("U.N.I.D.O", "deprecated")),
            concept("aim", "目标", "goal", ("objective", "deprecated")),
            concept("ldc", "最不发达国家", ("least developed country", "preferred"), ("poor country", "forbidden")),
            concept("weak", "合作", "partnership", status="proposed", scores=Scores(0.1), frequency=9),
            concept("good", "工作计划", "workplan", status="proposed", scores=Scores(0.8), frequency=3),
            concept("once", "座右铭", "motto", status="proposed", scores=Scores(0.9), frequency=1),
            concept("bank", "银行", "bank"),
            concept("shore", "银行", "shore"),
            concept("green", "绿色氢价值链", "green hydrogen value chain"),
        ],
        by="t",
        origin="import",
    )
    return glossary


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("中等收入国家", "Middle-income countries"),
        ("中等收入國家", "countries of middle income"),
        ("工业发展理事会通过了", "the Board adopted"),
        ("工业发展理事会通过了", "The Industrial Development Board adopted"),
        ("绿色氢价值链", "value chains of green hydrogen"),
        ("银行", "on the shore"),
        ("银行", "in a bank"),
        ("合作", "cooperation"),
        ("工业发展", "the objective is a poor man’s country"),
        ("最不发达国家", "the least developed countries"),
    ],
)
def test_a_term_that_is_said_in_other_words_is_no_fault(table, zh, en):
    assert faults((zh, en), table) == []


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        (
            "中等收入国家",
            "developing States",
            [("term missing", "中等收入国家: the translation has no middle-income country")],
        ),
        ("工作计划", "the programme", [("term missing", "工作计划: the translation has no workplan")]),
        ("目标", "the objective", [("term to avoid", "objective is deprecated; better: goal")]),
        (
            "最不发达国家",
            "poor countries",
            [("term to avoid", "poor countries is forbidden; better: least developed country")],
        ),
        ("别的", "poor countries", [("term to avoid", "poor countries is forbidden; better: least developed country")]),
        ("座右铭", "the slogan", [("term missing", "座右铭: the translation has no motto")]),
        ("别的", "the objective", []),
        ("目标", "the goal is an objective", [("term to avoid", "objective is deprecated; better: goal")]),
    ],
)
def test_a_missing_term_and_a_term_to_avoid_are_found(table, zh, en, expected):
    assert faults((zh, en), table) == expected


def test_proposed_entries_can_be_left_out(table):
    assert faults(("工作计划", "the programme"), table, proposed=False) == []


@pytest.fixture(scope="module")
def built(seeds, tmp_path_factory):
    """The bitext of the seed report, and a glossary of its gold terms, approved."""
    from align.align_files import pair

    glossary = Glossary.open(tmp_path_factory.mktemp("seeds") / "g", create=True)
    with (seeds / "gc20-item22.gold-terms.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    glossary.add(
        [concept(f"g{n}", row["zh"], *row["en"].split("|")) for n, row in enumerate(rows)], by="t", origin="import"
    )
    return pair(seeds / "gc20-item22.zh.txt", seeds / "gc20-item22.en.txt"), glossary


def test_the_seed_report_has_hardly_anything_to_look_at(built):
    pairs, glossary = built
    found = [(finding.bead, fault.message) for finding in check_bitext(pairs, glossary) for fault in finding.faults]
    assert len(found) <= 2, found


def test_errors_put_into_the_seed_report_are_found(built):
    pairs, _ = built
    missed, count = [], 0
    for number, (bead, _, _) in enumerate(pairs):
        for place in bead.tgt:
            text = pairs.tgt[place].text
            for figure in figures(text, "en"):
                digits = text[figure.start : figure.end]
                if not (figure.strong and digits.isdigit()):
                    continue
                changed = text[: figure.start] + str(int(digits) + 7) + text[figure.end :]
                tgt = list(pairs.tgt)
                tgt[place] = replace(tgt[place], text=changed)
                count += 1
                if number not in {finding.bead for finding in check_bitext(replace(pairs, tgt=tuple(tgt)))}:
                    missed.append(changed)
    assert count > 15
    assert len(missed) <= count * 0.1, missed


def test_a_report_can_be_read_by_programs_and_by_people():
    pairs = bitext(("占 45%<b>", "54 per cent"))
    findings = check_bitext(pairs)
    record = json.loads(report(findings, pairs, "json"))
    assert record["findings"][0]["faults"][0]["kind"] == "number"
    page = report(findings, pairs, "html")
    assert "<mark>45</mark>" in page
    assert "&lt;b&gt;" in page
    assert "<script" not in page
    table = report(findings, pairs, "table").splitlines()
    assert len({line.count("\t") for line in table}) == 1


def run(*arguments):
    done = command("glossary", *arguments)
    return done.returncode, done.stdout, done.stderr


def test_the_command_ends_with_1_when_it_found_something_and_0_when_not(tmp_path, table):
    zh, en, bad = (tmp_path / name for name in ("a.zh.txt", "a.en.txt", "b.en.txt"))
    zh.write_text("工发组织有 105 个成员国。\n中等收入国家占 45%。\n", encoding="utf-8")
    en.write_text("UNIDO has 105 Member States.\nMiddle-income countries account for 45 per cent.\n", encoding="utf-8")
    bad.write_text("UNIDO has 150 Member States.\nMiddle-income countries account for 45 per cent.\n", encoding="utf-8")
    options = ("-g", table.path, "--split", "lines")
    status, shown, said = run("check", zh, en, *options)
    assert (status, shown.splitlines()[1:]) == (0, [])
    assert "nothing found in 2 beads" in said
    status, shown, said = run("check", zh, bad, *options)
    assert status == 1
    assert [line.split("\t")[2] for line in shown.splitlines()[1:]] == [
        "105 is not in the translation",
        "150 is not in the source",
    ]
    status, _, _ = run("check", zh, bad, *options, "-o", tmp_path / "report.html")
    assert status == 1
    assert re.search("<mark>105</mark>", (tmp_path / "report.html").read_text(encoding="utf-8"))
    status, _, said = run("check", zh, tmp_path / "none.txt", *options)
    assert (status, len(said.splitlines())) == (2, 1)
