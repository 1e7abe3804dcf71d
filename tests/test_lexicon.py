"""The lexicon: numbers in all their forms, cognates, what a text teaches, and the file it is kept in."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.alignment.aligner import align
from align.errors import AlignError
from align.lexicon.learned import Lexicon
from align.lexicon.lexicon_file import LexiconFile
from align.lexicon.links import links
from align.lexicon.pivot import through_english
from align.numerals import han_number, number_of
from align.resources import FOLDER
from align.stemming import stem
from align.words import index, words

ZH = ["陈清扬来了。", "陈清扬笑了。", "他走了。", "陈清扬说。"]
EN = ["Qingyang came.", "Qingyang laughed.", "He left.", "Qingyang spoke."]


def strengths(zh: str, en: str) -> dict[tuple[str, str], float]:
    left, right = index([zh], "zh"), index([en], "en")
    rows, columns, values = links(left, right)
    return {(left.types[i], right.types[j]): float(v) for i, j, v in zip(rows, columns, values, strict=True)}


@pytest.mark.parametrize(
    ("zh", "value"),
    [
        ("十二", 12),
        ("二〇二二", 2022),
        ("三百零五", 305),
        ("一万二千", 12000),
        ("两亿", 200_000_000),
        ("组织", None),
        ("", None),
    ],
)
def test_chinese_numerals_have_a_value(zh: str, value: int | None) -> None:
    assert han_number(zh) == value


@pytest.mark.parametrize(
    ("word", "language", "value"),
    [
        ("第二十", "zh", "20"),
        ("twelfth", "en", "12"),
        ("53.9", "zh", "53.9"),
        ("octobe", "en", None),
        ("report", "en", None),
    ],
)
def test_a_number_is_the_same_however_it_is_written(word: str, language: str, value: str | None) -> None:
    assert number_of(word, language) == value


def test_dictionary_numbers_and_names_link_words() -> None:
    found = strengths(
        "工发组织第二十届会议通过了GC.20号决议", "At its twentieth session UNIDO adopted resolution GC.20"
    )
    assert found["决议", stem("resolution")] > 0.5
    assert any(target == stem("twentieth") for _, target in found)
    assert any(target == "20" for _, target in found)


def test_cognates_of_two_languages_are_linked_and_other_words_are_not() -> None:
    left = index(["La Organización de las Naciones Unidas, Viena"], "es")
    right = index(["L'Organisation des Nations Unies, Vienne"], "fr")
    rows, columns, values = links(left, right)
    found = {(left.types[i], right.types[j]): float(v) for i, j, v in zip(rows, columns, values, strict=True)}
    cognates = {("organizacion", "organisation"), ("naciones", "nations"), ("unidas", "unies"), ("viena", "vienne")}
    assert set(found) == cognates
    same = links(index(["Genf 1999"], "de"), index(["Genf, le 1999"], "fr"))[2]
    assert all(value < min(same) for value in found.values()), "the same word is a better link than one that is alike"


def test_words_of_each_kind_of_script() -> None:
    assert words("促进工业发展", "zh") == ["促进", "工业", "发展"]
    assert words("Die Straße, 3,5 km", "de") == ["Die", "Straße", "3,5", "km"]
    assert words("カタカナ", "ja") == ["カタ", "タカ", "カナ"]
    assert words("", "zh") == []


def test_inflections_meet() -> None:
    assert stem("studies") == stem("studied") == stem("study") == stem("studying")
    assert stem("children") == stem("child")


def test_what_a_text_teaches_is_kept_and_read_again(tmp_path: Path) -> None:
    lexicon = Lexicon.learn([align(ZH * 3, EN * 3, src_lang="zh", tgt_lang="en")])
    assert any(target.lower() == "qingyang" for _, target in lexicon.entries)
    lexicon.write(tmp_path / "a.parquet")
    again = Lexicon.read(tmp_path / "a.parquet")
    assert again.entries == lexicon.entries
    assert (again.src_lang, again.tgt_lang) == ("zh", "en")


def test_merging_adds_counts() -> None:
    one = Lexicon("zh", "en", {("甲", "a"): (0.5, 2), ("乙", "b"): (1.0, 1)})
    other = Lexicon("zh", "en", {("甲", "a"): (0.8, 4)})
    assert one.merge(other).entries == {("甲", "a"): (pytest.approx(0.7), 6), ("乙", "b"): (1.0, 1)}
    assert one.entries["甲", "a"] == (0.5, 2)


def test_lexicons_of_different_languages_do_not_merge() -> None:
    with pytest.raises(AlignError, match="different languages"):
        Lexicon("zh", "en").merge(Lexicon("fr", "en"))


def test_a_lexicon_serves_both_directions() -> None:
    lexicon = Lexicon("zh", "en", {("会议", "Kaka"): (0.9, 5)})
    for one, other in (("zh", "en"), ("en", "zh")):
        texts = {"zh": ["会议"], "en": ["Kaka"]}
        pairs = list(lexicon.pairs(index(texts[one], one), index(texts[other], other)))
        assert len(pairs) == 1


@pytest.mark.parametrize("content", [b"", b"PAR1 nonsense", b"source,target\n"])
def test_a_file_that_is_no_lexicon_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(AlignError, match=r"a\.parquet"):
        Lexicon.read(tmp_path / "a.parquet")


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    import polars as pl

    pl.DataFrame({"source": ["a"]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(AlignError, match="no column"):
        Lexicon.read(tmp_path / "a.parquet")


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(AlignError, match="no bitext"):
        Lexicon.learn([])


def test_one_file_holds_the_lexicons_of_several_languages(tmp_path) -> None:
    path = tmp_path / "lexicon"
    chinese = Lexicon("zh", "en", {("甲", "a"): (0.5, 2)})
    LexiconFile([chinese, Lexicon("fr", "en", {("chat", "cat"): (1.0, 3)})]).write(path)
    found = LexiconFile.read(path)
    assert sorted(found.lexicons) == [("fr", "en"), ("zh", "en")]
    found.add(chinese)
    assert found.lexicons["zh", "en"].entries == {("甲", "a"): (0.5, 4)}
    texts = index(["chat"], "fr"), index(["cat"], "en")
    assert [pair[:2] for pair in found.pairs(*texts)] == [(0, 0)]


def test_chinese_meets_french_by_way_of_english() -> None:
    zh, fr = (
        index(["秘书处评估工业发展，世卫组织开会。"], "zh"),
        index(["Le secrétariat de l'OMS évalue le développement."], "fr"),
    )
    rows, columns, strengths = through_english(zh, fr)
    found = {(zh.types[i], fr.types[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)}
    assert {("秘书处", "secretariat"), ("评估", "evalue"), ("发展", "developpement")} <= found
    assert ("秘书处", "developpement") not in found
    assert 0 < strengths.min() <= strengths.max() < 1


def test_a_language_that_is_not_in_the_table_of_common_words_has_its_cognates_still() -> None:
    zh, it = index(["秘书处"], "zh"), index(["il segretario e la secretaria"], "it")
    _, columns, _ = through_english(zh, it)
    assert {it.types[j] for j in columns.tolist()} == {"secretaria"}
    nothing = through_english(index([], "zh"), index(["日本"], "ja"))
    assert [len(part) for part in nothing] == [0, 0, 0]


def test_every_row_of_the_common_words_has_a_cell_for_each_language() -> None:
    for name, columns in (("core.tsv", 6), ("core_un.tsv", 7), ("core_more.tsv", 7)):
        rows = [line.split("\t") for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
        assert {len(row) for row in rows} == {columns}
