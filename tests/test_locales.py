"""Script and region of the sides of a bitext, from reading to writing; names of files in what is written."""

from __future__ import annotations

import pytest

from align.align_files import PairOptions, pair
from align.batch.discovery import find
from align.batch.matching import match
from align.formats import read, write
from align.locales import locales
from align.types import Bead, Bitext, Segment

TRADITIONAL = "工業發展理事會通過了決議。\n會議閉幕。\n聯合國工業發展組織支持會員國。\n"
SIMPLIFIED = "工业发展理事会通过了决议。\n会议闭幕。\n联合国工业发展组织支持会员国。\n"
ENGLISH = (
    "The Industrial Development Board adopted the resolution.\nThe meeting closed.\nUNIDO supports the Member States.\n"
)


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
    ],
)
@pytest.mark.parametrize("suffix", ["tmx", "xliff", "parquet", "jsonl"])
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


@pytest.mark.parametrize("suffix", ["tmx", "xliff"])
def test_what_is_written_for_others_names_files_and_no_folders_of_ours(aligned, tmp_path, suffix):
    write(aligned(SIMPLIFIED), tmp_path / f"out.{suffix}")
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
    matched = match(find([tmp_path]).documents, looking=lambda sources: {})
    assert sorted((p.src.name, p.tgt.name) for p in matched.pairs) == [
        ("GC20_14_C.txt", "GC20_14_E.txt"),
        ("plan.zh.txt", "plan.en.txt"),
    ]
    assert {o.source.name: o.reason for o in matched.duplicates} == {
        "GC20_14_C (1).txt": "is a copy, by its name, of GC20_14_C.txt, which is used",
        "plan.en - Copy.txt": "is a copy, by its name, of plan.en.txt, which is used",
    }
