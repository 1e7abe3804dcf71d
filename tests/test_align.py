"""The aligner: what it finds, what it survives, and the floors under its accuracy."""

from __future__ import annotations

import functools
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.alignment.aligner import align
from align.errors import AlignError
from align.types import Bitext, Document, Paragraph, Segment
from benchmarks.training import Beads, chapter, ladder, lines, strict, without

TEXT = st.text(alphabet="我们的项目。，？！“”ab cd.,?! \"'1２", max_size=12)


def covers(bitext: Bitext) -> bool:
    """Whether the beads take every segment once and in order."""
    src = [k for bead in bitext.beads for k in bead.src]
    tgt = [k for bead in bitext.beads for k in bead.tgt]
    return src == list(range(len(bitext.src))) and tgt == list(range(len(bitext.tgt)))


def found(bitext: Bitext) -> Beads:
    return [(bead.src, bead.tgt) for bead in bitext.beads]


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, max_size=9), st.lists(TEXT, max_size=9))
def test_every_segment_is_in_one_bead_in_order(src: list[str], tgt: list[str]) -> None:
    bitext = align(src, tgt, src_lang="zh", tgt_lang="en")
    assert covers(bitext)
    assert all(0 <= bead.confidence <= 1 for bead in bitext.beads)
    assert all(bead.src or bead.tgt for bead in bitext.beads)


def test_a_side_without_sentences_leaves_omissions() -> None:
    assert found(align([], [], src_lang="zh", tgt_lang="en")) == []
    assert found(align(["一"], [], src_lang="zh", tgt_lang="en")) == [((0,), ())]
    assert found(align([], ["a", "b"], src_lang="zh", tgt_lang="en")) == [((), (0,)), ((), (1,))]


def test_one_sentence_goes_with_one() -> None:
    assert found(align(["你好。"], ["Hello."], src_lang="zh", tgt_lang="en")) == [((0,), (0,))]


def test_the_sides_can_be_exchanged() -> None:
    zh = ["秘书处编写了本报告。", "会议于3月5日举行。", "请理事会注意。", "谢谢！"]
    en = ["The Secretariat prepared this report.", "The session was held on 5 March.", "Board, take note. Thanks!"]
    one = align(zh, en, src_lang="zh", tgt_lang="en")
    other = align(en, zh, src_lang="en", tgt_lang="zh")
    assert [(b.tgt, b.src) for b in other.beads] == found(one) == [((0,), (0,)), ((1,), (1,)), ((2, 3), (2,))]


def test_traditional_text_is_aligned_as_simplified_is_and_kept_as_it_is() -> None:
    hant = ["秘書處編寫了本報告。", "會議於3月5日舉行。", "請理事會注意。"]
    en = ["The Secretariat prepared this report.", "The session was held on 5 March.", "The Board takes note."]
    bitext = align(hant, en, src_lang="zh", tgt_lang="en")
    assert found(bitext) == [((k,), (k,)) for k in range(3)]
    assert bitext.src[0].text == hant[0]


def test_the_same_text_twice_is_aligned_line_by_line() -> None:
    text = [f"Paragraph {k} speaks of the matter {k * 7}." for k in range(40)]
    bitext = align(text, text, src_lang="fr", tgt_lang="fr")
    assert found(bitext) == [((k,), (k,)) for k in range(40)]


def test_a_line_repeated_many_times_is_aligned_one_to_one() -> None:
    bitext = align(["目录"] * 300, ["Contents"] * 300, src_lang="zh", tgt_lang="en")
    assert covers(bitext)
    assert sum(bead.src == bead.tgt for bead in bitext.beads) >= 290


def test_many_sentences_against_three_stay_bounded() -> None:
    src = [f"第{k}章 关于事项的说明。" for k in range(3000)]
    bitext = align(
        src, ["Chapter 7 explains the matter.", "Chapter 1999 explains.", "The end."], src_lang="zh", tgt_lang="en"
    )
    assert covers(bitext)
    assert sum(bool(bead.src and bead.tgt) for bead in bitext.beads) <= 3


def test_a_sentence_of_a_megabyte_is_survived() -> None:
    bitext = align(["我们" * 250_000, "好。"], ["We " * 200_000, "Good."], src_lang="zh", tgt_lang="en")
    assert covers(bitext)


def test_segments_and_their_languages_come_back() -> None:
    segments = [Segment("你好。", start=3, end=6, paragraph=2, kind="heading")]
    bitext = align(segments, ["Hello."], src_lang="zh-CN", tgt_lang="eng")
    assert (bitext.src[0], bitext.src_lang, bitext.tgt_lang) == (segments[0], "zh", "en")


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(AlignError, match="klingonese"):
        align(["a"], ["b"], src_lang="klingonese", tgt_lang="en")


def test_an_unknown_encoder_is_refused() -> None:
    with pytest.raises(AlignError, match="no encoder word2vec"):
        align(["你"], ["you"], src_lang="zh", tgt_lang="en", encoder="word2vec")


def test_progress_ends_at_one() -> None:
    shares: list[float] = []
    align(["你好。"], ["Hello."], src_lang="zh", tgt_lang="en", progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_questions_and_quotations_decide_where_a_bead_ends() -> None:
    zh = ["“你去吗？”", "“不去。”", "他走了。"]
    en = ['"Are you going?"', '"No," he said.', "Then off he went."]
    assert found(align(zh, en, src_lang="zh", tgt_lang="en")) == [((k,), (k,)) for k in range(3)]


def test_the_gold_sentences_of_the_report_are_aligned(seeds: Path) -> None:
    gold = json.loads((seeds / "gc20-item22.gold-alignment.json").read_text(encoding="utf-8"))["beads"]
    zh, en, beads = [], [], []
    for bead in gold:
        beads.append(
            (tuple(range(len(zh), len(zh) + len(bead["zh"]))), tuple(range(len(en), len(en) + len(bead["en"]))))
        )
        zh += bead["zh"]
        en += bead["en"]
    assert strict([(found(align(zh, en, src_lang="zh", tgt_lang="en")), beads)]) >= 0.96


@functools.cache
def aligned(data: Path, number: int) -> Beads:
    """The beads of a whole chapter."""
    zh, en, _ = chapter(data, number)
    return found(align(zh, en, src_lang="zh", tgt_lang="en"))


@pytest.mark.slow
def test_floor_of_mac_dev(shared: Path) -> None:
    data = shared / "data"
    assert strict([(aligned(data, number), chapter(data, number)[2]) for number in range(1, 7)]) >= 0.93


@pytest.mark.slow
def test_floor_of_the_bible(shared: Path, tmp_path: Path) -> None:
    sides = [lines(shared / "data" / "bible" / f"001.{side}") for side in ("en", "zh")]
    bitext = align(sides[0], sides[1], src_lang="en", tgt_lang="zh")
    verses = [(shared / "data" / "bible" / f"{side}.verse").read_text().split() for side in ("en", "zh")]
    assert by_verse(found(bitext), verses, [len(side) for side in sides]) >= 0.985


def by_verse(beads: Beads, verses: list[list[str]], counts: list[int]) -> float:
    from benchmarks.aligning import verse_f1

    return verse_f1(beads, verses, counts)


@pytest.mark.slow
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("share", [0.1, 0.33])
def test_a_part_missing_on_one_side_is_left_out_and_spoils_little(shared: Path, side: int, share: float) -> None:
    chance = random.Random(7)
    lost = []
    for number in (1, 4, 5):
        zh, en, gold = chapter(shared / "data", number)
        count = int(share * len(gold))
        start = chance.randrange(len(gold) - count)
        one, other, beads = without(zh, en, gold, side, start, count)
        whole = strict([(aligned(shared / "data", number), gold)])
        cut = found(align(one, other, src_lang="zh", tgt_lang="en"))
        linked = [b for b in beads if all(b)]
        lost.append(whole - strict([([b for b in cut if all(b)], linked)]))
    assert sum(lost) / len(lost) < 0.03


@pytest.mark.slow
def test_a_long_text_keeps_its_way() -> None:
    # sums over thousands of sentences: no path was left once
    count = 15_000
    zh = [f"第{k}条说明第{k * 3}号事项的情况。" for k in range(count)]
    en = [f"Article {k} explains the situation of matter {k * 3}." for k in range(count)]
    beads = found(align(zh, en, src_lang="zh", tgt_lang="en"))
    assert sum(bead == ((k,), (k,)) for k, bead in enumerate(beads)) >= 0.99 * count


def test_two_languages_without_a_dictionary_are_aligned_by_what_they_share() -> None:
    de = ["Die Sitzung war 1999 in Genf.", "Präsident Müller sprach.", "Die Organisation zählt 53 Staaten.", "Danke."]
    fr = ["La session eut lieu à Genève en 1999.", "Le président Müller parla. Il fut bref.", "Merci."]
    fr[2:2] = ["L'organisation compte 53 Etats."]
    assert found(align(de, fr, src_lang="de", tgt_lang="fr")) == [((k,), (k,)) for k in range(4)]


def test_documents_are_segmented_and_lose_their_furniture() -> None:
    zh = Document("", (Paragraph("你好。谢谢。"), Paragraph("第1页", kind="furniture")), "zh", path="a.txt")
    en = Document("", (Paragraph("Hello. Thank you."),), "en")
    bitext = align(zh, en)
    assert [s.text for s in bitext.src] == ["你好。", "谢谢。"]
    assert found(bitext) == [((0,), (0,)), ((1,), (1,))]
    assert bitext.src_path == "a.txt"


def test_ladders_read_as_the_tools_read_them(tmp_path: Path) -> None:
    (tmp_path / "a.gold").write_text("[0,1]:[0]\n[2]:[]\n")
    assert ladder(tmp_path / "a.gold") == [((0, 1), (0,)), ((2,), ())]
