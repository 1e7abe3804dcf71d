"""Script and region of the sides of a bitext, from reading to writing; names of files in what is written."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from align.align_files import PairOptions, pair
from align.batch import batch
from align.batch.discovery import find
from align.batch.matching import match
from align.cli import app
from align.errors import InvalidOption
from align.formats import read, write
from align.locales import locales, read_locales, with_known_region
from align.types import Bead, Bitext, Segment

TRADITIONAL = "工業發展理事會通過了決議。\n會議閉幕。\n聯合國工業發展組織支持會員國。\n"
SIMPLIFIED = "工业发展理事会通过了决议。\n会议闭幕。\n联合国工业发展组织支持会员国。\n"
ENGLISH = (
    "The Industrial Development Board adopted the resolution.\nThe meeting closed.\nUNIDO supports the Member States.\n"
)

WRITERS = ["tmx", "xliff", "parquet", "jsonl", "tsv", "csv"]


@pytest.fixture
def aligned(tmp_path):
    def make(chinese, **languages):
        (tmp_path / "a.zh.txt").write_text(chinese, encoding="utf-8")
        (tmp_path / "a.en.txt").write_text(ENGLISH, encoding="utf-8")
        return pair(tmp_path / "a.zh.txt", tmp_path / "a.en.txt", PairOptions(**languages))

    return make


@pytest.mark.parametrize(
    ("chinese", "asked", "tags"),
    [
        (TRADITIONAL, {}, ("zh-Hant", "en")),
        (SIMPLIFIED, {}, ("zh", "en")),
        (TRADITIONAL, {"src_lang": "zh_tw", "tgt_lang": "en-gb"}, ("zh-TW", "en-GB")),
        (SIMPLIFIED, {"src_lang": "zh-CN", "tgt_lang": "en-GB"}, ("zh-CN", "en-GB")),
        (SIMPLIFIED, {"src_lang": "zh-Hans"}, ("zh-Hans", "en")),
        (SIMPLIFIED, {"locales": ("zh-CN", "en-GB")}, ("zh-CN", "en-GB")),
        (TRADITIONAL, {"locales": ("zh-CN", "zh-HK", "en-US")}, ("zh-HK", "en-US")),
        (TRADITIONAL, {"locales": ("zh-CN",)}, ("zh-Hant", "en")),
        (SIMPLIFIED, {"src_lang": "zh-SG", "locales": ("zh-CN", "fr-FR")}, ("zh-SG", "en")),
    ],
)
@pytest.mark.parametrize("suffix", WRITERS)
def test_script_and_region_are_kept_from_reading_to_writing_and_back(aligned, tmp_path, chinese, asked, tags, suffix):
    bitext = aligned(chinese, **asked)
    assert locales(bitext) == tags
    assert (bitext.src_lang, bitext.tgt_lang) == ("zh", "en")
    write(bitext, tmp_path / f"out.{suffix}")
    (back,) = read(tmp_path / f"out.{suffix}")
    assert locales(back) == tags


def test_the_tags_of_a_memory_turn_with_its_languages(tmp_path):
    bitext = Bitext(
        (Segment("你好。"),), (Segment("Hello."),), (Bead((0,), (0,)),), "zh", "en", metadata={"src_locale": "zh-TW"}
    )
    write(bitext, tmp_path / "a.tmx")
    assert 'xml:lang="zh-TW"' in (tmp_path / "a.tmx").read_text(encoding="utf-8")
    (turned,) = read(tmp_path / "a.tmx", src_lang="en", tgt_lang="zh")
    assert locales(turned) == ("en", "zh-TW")


@pytest.mark.parametrize(
    ("options", "tags"),
    [
        (["--locale", "zh-CN,en-gb"], ("zh-CN", "en-GB")),
        (["--locale", "zh=zh-CN", "--locale", "en=en-GB"], ("zh-CN", "en-GB")),
        (["--src-lang", "zh-CN", "--tgt-lang", "en-GB"], ("zh-CN", "en-GB")),
        ([], ("zh", "en")),
    ],
)
@pytest.mark.parametrize("command", ["pair", "batch"])
def test_the_region_asked_for_goes_out_from_every_command(tmp_path, command, options, tags):
    (tmp_path / "in").mkdir()
    sides = [tmp_path / "in" / name for name in ("a.zh.txt", "a.en.txt")]
    for side, text in zip(sides, (SIMPLIFIED, ENGLISH), strict=True):
        side.write_text(text, encoding="utf-8")
    where = [str(path) for path in sides] if command == "pair" else [str(tmp_path / "in")]
    out = tmp_path / ("out.tmx" if command == "pair" else "out")
    done = CliRunner().invoke(app, [command, *where, "-o", str(out), *options])
    assert done.exit_code == 0, done.output
    found = [out] if command == "pair" else [*out.glob("documents/*.tmx"), *out.glob("bitext/*/*/*.parquet")]
    assert found
    assert [locales(bitext) for path in found for bitext in read(path)] == [tags] * len(found)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("zhx", "'zhx' is no language with a region"),
        ("zh-XX", "XX is no country or territory of ISO 3166"),
        ("Chinese", "'Chinese' is no language with a region"),
        ("fr=zh-CN", "'fr=zh-CN' is no language with a region"),
        ("en-GB,en-US", "en-GB and en-US cannot be told apart"),
    ],
)
def test_a_locale_that_is_none_is_refused(given, said):
    with pytest.raises(InvalidOption, match=said):
        read_locales([given])


def test_a_locale_that_no_text_is_in_is_named(tmp_path):
    (tmp_path / "a.txt").write_text(TRADITIONAL, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ENGLISH, encoding="utf-8")
    names = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    done = CliRunner().invoke(app, ["pair", *names, "-o", str(tmp_path / "o.tmx"), "--locale", "zh-CN,en-GB"])
    assert "--locale zh-CN: no text is in this language and script" in done.output
    assert "the texts go out as zh-Hant and en-GB: name a region of these" in done.output
    assert "--locale en-GB" not in done.output


def test_a_manifest_names_the_region_of_its_documents(tmp_path):
    (tmp_path / "x.txt").write_text(SIMPLIFIED, encoding="utf-8")
    (tmp_path / "y.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "list.csv").write_text("src,tgt,src_lang,tgt_lang\nx.txt,y.txt,zh-SG,en-GB\n", encoding="utf-8")
    batch([tmp_path / "list.csv"], tmp_path / "out")
    (memory,) = (tmp_path / "out").glob("documents/*.tmx")
    assert [locales(bitext) for bitext in read(memory)] == [("zh-SG", "en-GB")]


@pytest.mark.parametrize("suffix", [*WRITERS, "html"])
def test_what_is_written_for_others_names_files_and_no_folders_of_ours(aligned, tmp_path, suffix):
    write(aligned(SIMPLIFIED), tmp_path / f"out.{suffix}")
    if suffix == "parquet":
        (back,) = read(tmp_path / "out.parquet")
        assert (back.src_path, back.tgt_path) == ("a.zh.txt", "a.en.txt")
        return
    text = (tmp_path / f"out.{suffix}").read_text(encoding="utf-8")
    assert "a.zh.txt" in text
    assert "a.en.txt" in text
    assert str(tmp_path) not in text


def test_second_copies_of_a_file_are_named_as_copies(tmp_path):
    for name in (
        "GC20_14_C.txt",
        "GC20_14_C (1).txt",
        "GC20_14_E.txt",
        "plan.zh.txt",
        "plan.en.txt",
        "plan.en - Copy.txt",
    ):
        (tmp_path / name).write_text("x", encoding="utf-8")
    matched = match(find([tmp_path]).documents, read_profiles=lambda sources: {})
    assert sorted((p.src.name, p.tgt.name) for p in matched.pairs) == [
        ("GC20_14_C.txt", "GC20_14_E.txt"),
        ("plan.zh.txt", "plan.en.txt"),
    ]
    assert {o.source.name: o.reason for o in matched.duplicates} == {
        "GC20_14_C (1).txt": "is a copy, by its name, of GC20_14_C.txt, which is used",
        "plan.en - Copy.txt": "is a copy, by its name, of plan.en.txt, which is used",
    }


@pytest.mark.parametrize(
    ("command", "option"),
    [("pair", "--src-lang"), ("pair", "--tgt-lang"), ("segment", "--lang"), ("inspect", "--lang")],
)
def test_a_region_that_there_is_not_is_refused_in_one_line(command, option, tmp_path):
    file = tmp_path / "a.zh.txt"
    file.write_text("大会通过了决议。\n", encoding="utf-8")
    files = [str(file)] * (2 if command == "pair" else 1)
    with pytest.raises(InvalidOption, match="XX is no country or territory"):
        CliRunner().invoke(app, [command, *files, option, "zh-XX"], catch_exceptions=False, standalone_mode=False)


def test_regions_that_there_are_stay_accepted():
    for tag in ("zh-Hant-TW", "zh-TW", "es-419", "en-GB", "zh", "Chinese", None):
        assert with_known_region(tag, "--lang") == tag
