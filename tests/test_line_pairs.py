"""Corpora as Moses has them: two files of as many lines, taken line by line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from align.cli import app
from align.errors import AlignError
from align.line_pairs import as_many_lines, line_pairs

ZH = ["大会第二十届会议。", "方案和预算委员会", "", "安全理事会通过了决议。"] * 3
EN = ["The General Conference at its twentieth session.", "", "", "The Security Council adopted the resolution."] * 3


@pytest.fixture
def corpus(tmp_path):
    for code, lines in (("zh", ZH), ("en", EN)):
        (tmp_path / f"corpus.{code}").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "corpus.zh", tmp_path / "corpus.en"


def test_each_line_keeps_to_the_same_line_of_the_other_file(corpus):
    bitext = line_pairs(*corpus)
    pairs = [(src, tgt) for _, src, tgt in bitext]
    assert pairs == [((zh,) if zh else (), (en,) if en else ()) for zh, en in zip(ZH, EN, strict=True) if zh or en]
    assert (bitext.src_lang, bitext.tgt_lang) == ("zh", "en")


def test_the_command_takes_pairs_when_asked_and_offers_it_otherwise(corpus, tmp_path):
    out = tmp_path / "out.jsonl"
    asked = CliRunner().invoke(app, ["pair", *map(str, corpus), "--split", "pairs", "-o", str(out)])
    assert asked.exit_code == 0
    assert "--split pairs" not in asked.stderr
    assert [json.loads(line)["src"] for line in out.read_text("utf-8").splitlines()] == [[zh] for zh in ZH if zh]
    offered = CliRunner().invoke(app, ["pair", *map(str, corpus), "-o", str(out)])
    assert "both files have 12 lines; --split pairs takes them as they stand" in offered.stderr


def test_a_tag_with_a_region_goes_out_with_the_pairs(corpus, tmp_path):
    out = tmp_path / "out.tmx"
    options = ["--split", "pairs", "--src-lang", "zh-CN", "--tgt-lang", "en-GB", "-o", str(out)]
    assert CliRunner().invoke(app, ["pair", *map(str, corpus), *options]).exit_code == 0
    assert 'xml:lang="zh-CN"' in out.read_text("utf-8")
    assert 'xml:lang="en-GB"' in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"one line\n", "has 12 lines, and .* has 1"),
        (b"", "is empty"),
        (b"\n" * 11, "is empty"),
        (b"\x00\xff\x81" * 99, "decoded|encoding|text"),
    ],
    ids=["fewer lines", "empty", "empty lines", "no text"],
)
def test_files_that_do_not_fit_are_refused_in_one_line_and_nothing_is_written(corpus, tmp_path, data, said):
    corpus[1].write_bytes(data)
    with pytest.raises(AlignError, match=said):
        line_pairs(*corpus)
    out = tmp_path / "out.tmx"
    result = CliRunner().invoke(app, ["pair", *map(str, corpus), "--split", "pairs", "-o", str(out)])
    assert result.exit_code == 2 or isinstance(result.exception, AlignError)
    assert not out.exists()


@pytest.mark.parametrize("names", [("a.zh", "b.en"), ("a.zh", "a.zh"), ("a.txt", "a.en"), ("a.zh", "a.qqq")])
def test_names_that_do_not_say_it_are_no_corpus(tmp_path, names):
    for name in names:
        (tmp_path / name).write_text("x\n" * 20, encoding="utf-8")
    assert as_many_lines(*(tmp_path / name for name in names)) is None


def test_a_glossary_is_built_from_such_a_corpus_once(corpus, tmp_path):
    from glossary.build import build

    built = build(corpus, tmp_path / "g")
    assert built.beads == 9
    assert built.documents == ["corpus.zh"]
    again = build(corpus, tmp_path / "g")
    assert (again.documents, again.known) == ([], 1)
