"""The known terms of a text, and `glossary terms` and `glossary search` that show them."""

from __future__ import annotations

import csv
import functools
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import command

from align.readers import read
from glossary import term_list
from glossary.search.term_recognition import known_in, known_terms
from glossary.search.terms_index import TermIndex
from glossary.store.glossary import Glossary
from glossary.types import Concept, Scores, Term


def concept(id, *terms, **fields):
    return Concept(id, tuple(Term(text, language) for text, language in terms), **fields)


CONCEPTS = [
    concept("unido", ("联合国工业发展组织", "zh"), ("工发组织", "zh"), ("UNIDO", "en")),
    concept("green", ("绿色氢", "zh"), ("green hydrogen", "en"), status="approved"),
    concept("chain", ("绿色氢价值链", "zh"), ("green hydrogen value chain", "en")),
    concept("owned", ("国有", "zh"), ("State-owned", "en")),
    concept("who", ("世卫组织", "zh"), ("WHO", "en")),
    concept("micro", ("微型企业", "zh"), ("micro-enterprise", "en")),
    concept("peace", ("妇女、和平与安全", "zh"), ("women, peace and security", "en")),
    concept("energy", ("能源政策", "zh"), ("energy policy", "en")),
    concept("goal", ("可持续发展目标9", "zh"), ("Sustainable Development Goal 9", "en")),
    concept("bank1", ("银行", "zh"), ("bank", "en"), status="approved"),
    concept("bank2", ("河岸", "zh"), ("bank", "en")),
    concept("junk", ("工发组织与绿色氢", "zh"), ("UNIDO and green hydrogen", "en"), scores=Scores(0.06)),
    concept("refused", ("政府", "zh"), ("government", "en"), status="rejected"),
    concept("formula", ("=1+1", "en"), ("等于号", "zh")),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return TermIndex.of([one for one in CONCEPTS if one.id != "junk"], tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    glossary = Glossary.open(tmp_path_factory.mktemp("terms") / "g", create=True)
    glossary.add(CONCEPTS, by="t", origin="import")
    return glossary


def found(index, text, **options):
    return [(known.concept.id, known.text) for known in known_in(index, text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工发组织支持绿色氢价值链。", [("unido", "工发组织"), ("chain", "绿色氢价值链")]),
        ("工發組織支持綠色氫。", [("unido", "工發組織"), ("green", "綠色氫")]),
        ("工 发 组 织", [("unido", "工 发 组 织")]),
        ("工发\n组织", [("unido", "工发\n组织")]),
        ("工发\n\n组织", []),
        ("中国有工业", []),
        ("国有企业", [("owned", "国有")]),
        ("政府", []),
        ("可持续发展目标 9 很重要", [("goal", "可持续发展目标 9")]),
        ("可持续发展目标 91", []),
        ("UNIDO支持。", [("unido", "UNIDO")]),
        (
            "Green-hydrogen value chains and green hydrogen",
            [("chain", "Green-hydrogen value chains"), ("green", "green hydrogen")],
        ),
        ("evergreen hydrogen", []),
        ("those who came; the WHO said", [("who", "WHO")]),
        ("micro enterprises, micro-enterprises, microenterprises", [("micro", "micro enterprises")]),
        ("energy, policy and more", []),
        ("It is about energy. Policy follows", []),
        ("women, peace and security", [("peace", "women, peace and security")]),
        ("a bank", [("bank1", "bank"), ("bank2", "bank")]),
    ],
)
def test_terms_are_found_whole_longest_first_and_on_borders(index, text, expected):
    assert found(index, text) == expected


def test_every_place_of_a_term_is_told_and_the_first_orders_the_list(index):
    text = "绿色氢与工发组织，綠色氫。"
    green, unido = known_in(index, text)
    assert [text[start:end] for start, end in green.spans] == ["绿色氢", "綠色氫"]
    assert (green.count, unido.count) == (2, 1)
    assert [term.text for term in unido.equivalents] == ["UNIDO"]


def test_overlapping_terms_come_when_asked_for(index):
    assert {id for id, _ in found(index, "绿色氢价值链", overlapping=True)} == {"green", "chain"}


def test_a_weak_proposal_does_not_hide_the_good_terms_within_it(table):
    text = "工发组织与绿色氢"
    assert [known.concept.id for known in known_terms(table, text)] == ["junk"]
    assert [known.concept.id for known in known_terms(table, text, minimum_score=0.01)] == ["junk"]
    assert [known.concept.id for known in known_terms(table, text, minimum_score=0.3)] == ["green"]


def test_spans_of_a_document_are_places_in_its_file(table, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("1. 第一段说的是绿色\n\n氢价值链，很长很长。\n\n2. 工发组织编写了一份报告。\n", encoding="utf-8")
    document = read(file)
    for known in known_terms(table, document):
        for start, end in known.spans:
            assert "".join(document.text[start:end].split()) == known.text


@given(st.text("工发组织绿色氢价值链國有 ,.\nUNIDOgreen hydrogenbank-", max_size=60))
@settings(max_examples=150, deadline=None)
def test_spans_never_overlap_and_lie_in_the_text(index, text):
    spans = {span for known in known_in(index, text) for span in known.spans}
    last = 0
    for start, end in sorted(spans):
        assert last <= start < end <= len(text)
        last = end


run = functools.partial(command, "glossary")


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    file = tmp_path_factory.mktemp("document") / "报告.txt"
    file.write_text("工发组织支持绿色氢价值链。工发组织在等于号银行。\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def known(table, document):
    return known_terms(table, read(document))


def test_a_table_in_a_pipe_is_plain(table, document):
    done = run("terms", document, "-g", table.path, "--min-score", 0)
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert lines[0] == list(term_list.HEADER)
    assert [(line[0], line[1], line[3]) for line in lines[1:3]] == [
        ("工发组织", "UNIDO", "2"),
        ("绿色氢价值链", "green hydrogen value chain", "1"),
    ]


def test_approved_terms_alone_come_without_being_asked_for_a_score(table, document):
    done = run("terms", document, "-g", table.path)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()[1:]] == ["绿色氢", "银行"]


def test_a_spreadsheet_holds_text_and_no_formula(known, tmp_path):
    import fastexcel

    term_list.write(known, tmp_path / "list.xlsx")
    sheet = fastexcel.read_excel(tmp_path / "list.xlsx").load_sheet(0).to_polars()
    assert sheet.columns == list(term_list.HEADER)
    assert "=1+1" in sheet["equivalents"].to_list()
    assert sheet["count"].to_list()[0] == 2


def test_csv_defuses_formulas_and_tsv_and_json_keep_the_text(known):
    table = list(csv.reader(term_list.text(known, "csv").splitlines()))
    assert "'=1+1" in {row[1] for row in table}
    assert "=1+1" in {row[1] for row in csv.reader(term_list.text(known, "tsv").splitlines(), delimiter="\t")}
    records = json.loads(term_list.text(known, "json"))
    assert len(records[0]["spans"]) == records[0]["count"] == 2
    assert records[0]["equivalents"][0]["text"] == "UNIDO"


def test_a_page_is_self_contained_and_escaped(known):
    page = term_list.text(known, "html", title="<script>alert(1)</script>")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "工发组织" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["terms", "{document}", "-g", "{g}", "--format", "xlsx"], "name a file with -o"),
        (["terms", "{document}", "-g", "{g}", "-o", "x.odt"], "no format 'odt'"),
        (["terms", "{document}", "-g", "{g}", "--status", "good"], "no status"),
        (["terms", "missing.txt", "-g", "{g}"], "missing.txt"),
        (["terms", "{document}", "-g", "nowhere"], "no glossary here"),
        (["search", "x", "-g", "nowhere"], "no glossary here"),
        (["search", "x", "-g", "{g}", "--limit", "0"], "limit"),
        (["search", "x", "-g", "{g}", "--status", "good"], "no status"),
        (["search", "x", "-g", "{g}", "--language", "xx9"], "language"),
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(table, document, arguments, message):
    done = run(*(one.format(document=document, g=table.path) for one in arguments))
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_search_prints_an_entry_a_line_and_json_for_programs(table):
    done = run("search", "gfzz", "-g", table.path)
    assert done.returncode == 0, done.stderr
    assert {"工发组织", "UNIDO", "initials"} <= set(re.split(r"[\t| ]+", done.stdout))
    answer = json.loads(run("search", "绿色氢", "-g", table.path, "--json", "--concordance").stdout)
    assert [hit["id"] for hit in answer["hits"]][:2] == ["green", "chain"]
    assert answer["hits"][0]["spans"] == [[0, 3]]
    assert answer["lines"] == []


def test_a_search_without_a_hit_says_so_and_suggests(table):
    done = run("search", "hydrogen storage", "-g", table.path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "no term matches" in done.stderr
    assert "green hydrogen" in done.stderr
    assert "--status rejected" in run("search", "政府", "-g", table.path).stderr
