"""jieba and rjieba cut Chinese alike, so that either can stand in for the other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from align import chinese_words
from align.chinese_words import JiebaCutter, new_cutter


@pytest.fixture(scope="module")
def lines(seeds: Path) -> list[str]:
    return (seeds / "gc20-item22.zh.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("part", ["cut", "tag"])
def test_both_give_the_same_words_and_parts_of_speech(lines: list[str], part: str) -> None:
    jieba, rjieba = JiebaCutter(), new_cutter()
    assert type(rjieba) is not JiebaCutter
    for line in lines:
        expected = [tuple(one) for one in getattr(rjieba, part)(line, False)]
        assert [tuple(one) for one in getattr(jieba, part)(line, False)] == expected
        assert "".join(one if part == "cut" else one[0] for one in getattr(jieba, part)(line)) == line


def test_both_learn_a_word_with_its_part_of_speech() -> None:
    for cutter in (JiebaCutter(), new_cutter()):
        assert not cutter.has_word("能力建设")
        cutter.add_word("能力建设", 1000, "nz")
        assert cutter.has_word("能力建设")
        assert [tuple(one) for one in cutter.tag("促进能力建设", False)] == [("促进", "v"), ("能力建设", "nz")]


def test_jieba_takes_over_where_rjieba_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    assert isinstance(new_cutter(), JiebaCutter)
    chinese_words._untaught.cache_clear()
    try:
        assert chinese_words.cut("工业发展组织的任务", False) == ["工业", "发展", "组织", "的", "任务"]
    finally:
        chinese_words._untaught.cache_clear()
