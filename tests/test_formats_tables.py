"""Bitext as tables: safe in a spreadsheet, at home in Polars and DuckDB, and other people's tables read as well."""

from __future__ import annotations

import csv

import pytest
from duck import rows

from align.errors import InvalidExchange
from align.formats import read, write
from align.types import Bead, Bitext, Segment


def one(src, tgt):
    return Bitext((Segment(src),), (Segment(tgt),), (Bead((0,), (0,), 0.9),), "zh", "en")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "＝1", "－1", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(tmp_path, text):
    write(one(text, text), tmp_path / "out.tsv")
    with (tmp_path / "out.tsv").open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream, delimiter="\t"))
    assert row["src"][0] in "'\\"
    assert [segment.text for segment in next(read(tmp_path / "out.tsv")).src] == [text]


def test_every_bead_is_one_line_even_with_line_breaks_in_its_text(tmp_path):
    write(one("甲\n乙", 'say "a\tb"'), tmp_path / "out.tsv")
    assert len((tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()) == 2


def test_a_table_with_language_codes_as_header_is_read(tmp_path):
    path = tmp_path / "other.tsv"
    path.write_text("note\tzh-CN\ten\nx\t你好\\n\tHello\n\t\tAlone\n", encoding="utf-8-sig")
    (bitext,) = read(path)
    assert (bitext.src_lang, bitext.tgt_lang) == ("zh", "en")
    assert [(src, tgt) for _, src, tgt in bitext] == [(("你好\\n",), ("Hello",)), ((), ("Alone",))]


def test_languages_that_nothing_names_are_recognized(tmp_path):
    path = tmp_path / "beads.jsonl"
    path.write_text(
        '{"src": ["本文件介绍了工发组织的活动。"], "tgt": "This document presents the work of UNIDO."}\n',
        encoding="utf-8",
    )
    (bitext,) = read(path)
    assert (bitext.src_lang, bitext.tgt_lang) == ("zh", "en")
    assert bitext.beads[0].confidence == 1.0


@pytest.mark.parametrize(
    ("suffix", "text", "line", "what"),
    [
        ("tsv", "src\ttgt\na\tb\nc\n", 3, "1 columns where the header has 2"),
        ("tsv", "a\tb\n", 1, "header names no two texts"),
        ("tsv", "id\tsrc\ttgt\tkind\tconfidence\n1\ta\tb\tparagraph\tsure\n", 2, "'sure' is not a number"),
        ("tsv", 'src\ttgt\n"a\n', 2, "1 columns where the header has 2"),
        ("jsonl", '{"src": [], "tgt": []}\n{"src": ["a"]\n', 2, "not JSON"),
        ("jsonl", '{"src": ["a"], "tgt": [1]}\n', 1, "tgt is not a list of sentences"),
        ("jsonl", '{"src": ["a"], "tgt": ["b"], "confidence": NaN}\n', 1, "confidence"),
        ("jsonl", '{"src": ["a"], "tgt": ["b"], "confidence": true}\n', 1, "confidence"),
        ("jsonl", "[1]\n", 1, "not an object"),
        ("jsonl", "[" * 100_000 + "\n", 1, "each line is"),
        ("jsonl", '{"src": ["a"], "tgt": ["b"], "metadata": {"symbol": 5}}\n', 1, "metadata"),
    ],
)
def test_a_broken_line_is_named_with_its_number(tmp_path, suffix, text, line, what):
    path = tmp_path / f"broken.{suffix}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidExchange, match=what) as caught:
        list(read(path, src_lang="zh", tgt_lang="en"))
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", ["tsv", "jsonl"])
def test_bytes_that_are_no_utf_8_are_named_with_their_line(tmp_path, suffix):
    path = tmp_path / f"latin.{suffix}"
    path.write_bytes(
        "src\ttgt\nd\xe9j\xe0\tvu\n".encode("latin-1") if suffix == "tsv" else b'{"src": ["\xff"], "tgt": []}\n'
    )
    with pytest.raises(InvalidExchange, match="not UTF-8"):
        list(read(path, src_lang="fr", tgt_lang="en"))


def test_parquet_opens_in_polars_and_duckdb(tmp_path):
    import polars as pl

    beads = (Bead((0, 1), (0,), 0.75), Bead((), (1,), 0.5))
    bitext = Bitext(
        (Segment("甲", 0, 1), Segment("乙", 1, 2)),
        (Segment("A"), Segment("B")),
        beads,
        "zh",
        "en",
        metadata={"symbol": "A/1"},
    )
    write(bitext, tmp_path / "out.parquet")
    assert pl.scan_parquet(tmp_path / "out.parquet").filter(pl.col("confidence") > 0.6).collect()["src"].to_list() == [
        ["甲", "乙"]
    ]
    query = f"select document, tgt[1], src_segments[2].start from '{tmp_path}/out.parquet' order by bead"
    assert rows(query) == [("A/1", "A", 1), ("A/1", "B", None)]


def test_a_folder_of_parquet_files_is_read_file_by_file(tmp_path):
    for name in ("b/2", "a/1"):
        write(one(name, name), tmp_path / f"{name}.parquet")
    assert [bitext.src[0].text for bitext in read(tmp_path)] == ["a/1", "b/2"]


def test_a_parquet_file_of_other_columns_says_which_are_missing(tmp_path):
    import polars as pl

    pl.DataFrame({"src": [["a"]], "x": [1]}).write_parquet(tmp_path / "other.parquet")
    with pytest.raises(InvalidExchange, match="no column tgt, src_lang, tgt_lang"):
        list(read(tmp_path / "other.parquet"))
