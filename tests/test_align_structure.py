"""Paragraph numbers, headings, footnotes and kinds: they help where both sides have them, and never force a wrong pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from align.alignment.aligner import align
from align.types import Bitext, Document, Paragraph, Segment

ZH = [
    "工发组织秘书处在本报告中说明了上一年的技术合作活动。",
    "理事会第二十届会议通过了关于能源的决议。",
    "方案和预算委员会建议增加对非洲国家的援助。",
    "总干事访问了五个成员国并会见了各国部长。",
    "妇女和青年参加了关于农业企业的培训。",
    "各国政府为工业发展基金提供了自愿捐款。",
    "这些项目的评价报告已于三月印发。",
    "大会不妨注意本文件所载的资料。",
]
EN = [
    "In the present report the secretariat of UNIDO describes the technical cooperation activities of the past year.",
    "At its twentieth session the Board adopted a resolution on energy.",
    "The Programme and Budget Committee recommended that assistance to African countries be increased.",
    "The Director General visited five Member States and met with their ministers.",
    "Women and young people took part in training on agribusiness.",
    "Governments made voluntary contributions to the Industrial Development Fund.",
    "The evaluation reports of these projects were issued in March.",
    "The Conference may wish to take note of the information contained in this document.",
]


def numbered(texts: Sequence[str], numbers: Sequence[str | None] | None = None) -> list[Segment]:
    """A paragraph a text, numbered from 1 unless told otherwise."""
    if numbers is None:
        numbers = [str(k) for k in range(1, len(texts) + 1)]
    return [Segment(text, paragraph=k, number=n) for k, (text, n) in enumerate(zip(texts, numbers, strict=True))]


def pairs(bitext: Bitext) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.src, bead.tgt) for bead in bitext.beads]


def aligned(src: Sequence[Segment], tgt: Sequence[Segment]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The beads, the same whichever side comes first."""
    one, other = align(src, tgt, src_lang="zh", tgt_lang="en"), align(tgt, src, src_lang="en", tgt_lang="zh")
    assert pairs(one) == [(bead.tgt, bead.src) for bead in other.beads]
    return pairs(one)


def without(place: int, count: int, *, src: bool) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """One to one, but for one paragraph that the other side lacks."""
    beads: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for k in range(count):
        here = k - (k > place)
        if k == place:
            beads.append(((k,), ()) if src else ((), (k,)))
        else:
            beads.append(((k,), (here,)) if src else ((here,), (k,)))
    return beads


ONE_TO_ONE = [((k,), (k,)) for k in range(len(ZH))]


def test_paragraphs_of_the_same_number_meet() -> None:
    assert aligned(numbered(ZH), numbered(EN)) == ONE_TO_ONE


def test_numbers_tell_which_of_two_like_paragraphs_is_missing() -> None:
    # nothing but the number says which of the two has no partner
    zh, en = [*ZH[:4], *ZH[3:]], list(EN)
    for place in (3, 4):
        numbers = [str(k) for k in range(1, 10) if k != place + 1]
        assert aligned(numbered(zh), numbered(en, numbers)) == without(place, 9, src=True)


@pytest.mark.parametrize("place", [0, 3, 7])
def test_a_paragraph_that_one_side_lacks_is_left_out(place: int) -> None:
    numbers = [str(k) for k in range(1, 9) if k != place + 1]
    less = [text for k, text in enumerate(EN) if k != place]
    assert aligned(numbered(ZH), numbered(less, numbers)) == without(place, 8, src=True)


@pytest.mark.parametrize("place", [0, 3, 7])
def test_numbers_that_go_on_without_the_missing_paragraph_force_nothing(place: int) -> None:
    # from there on every number is one less than its partner's
    less = [text for k, text in enumerate(ZH) if k != place]
    assert aligned(numbered(less), numbered(EN)) == without(place, 8, src=False)


@pytest.mark.parametrize("shift", [1, -1, 3])
def test_numbers_shifted_all_along_force_nothing(shift: int) -> None:
    numbers = [str(k + shift) for k in range(1, 9)]
    assert aligned(numbered(ZH), numbered(EN, numbers)) == ONE_TO_ONE


def test_another_way_of_numbering_forces_nothing() -> None:
    assert aligned(numbered(ZH), numbered(EN, list("abcdefgh"))) == ONE_TO_ONE
    assert aligned(numbered(ZH), numbered(EN, [str(k) for k in range(8, 0, -1)])) == ONE_TO_ONE


def test_numbers_on_one_side_only_force_nothing() -> None:
    plain = [replace(segment, number=None) for segment in numbered(EN)]
    assert aligned(numbered(ZH), plain) == ONE_TO_ONE


def test_one_wrong_number_among_right_ones_forces_nothing() -> None:
    numbers = ["1", "2", "3", "5", "5", "6", "7", "8"]
    assert aligned(numbered(ZH), numbered(EN, numbers)) == ONE_TO_ONE


def test_a_table_of_contents_on_one_side_is_left_out() -> None:
    titles = ["技术合作活动", "能源", "援助非洲国家", "自愿捐款"]
    english = ["Technical cooperation activities", "Energy", "Assistance to African countries", "Contributions"]
    places = [0, 1, 2, 5]
    zh: list[Segment] = []
    en: list[Segment] = []
    for number, title in enumerate(english):
        en.append(Segment(title, paragraph=len(en), kind="list item", number=str(number + 1)))
    for k in range(8):
        if k in places:
            number = places.index(k)
            for side, names in ((zh, titles), (en, english)):
                side.append(
                    Segment(names[number], paragraph=len(side), kind="heading", number=str(number + 1), level=1)
                )
        zh.append(Segment(ZH[k], paragraph=len(zh)))
        en.append(Segment(EN[k], paragraph=len(en)))
    contents = [((), (k,)) for k in range(4)]
    assert aligned(zh, en) == contents + [((k,), (k + 4,)) for k in range(len(zh))]


def test_footnotes_pair_with_footnotes_and_not_with_the_text_that_reads_alike() -> None:
    # the English footnote stands where the Chinese has first a paragraph, then a footnote of the same words
    zh = [*numbered(ZH[:3], ["1", None, None]), *(Segment("见大会文件。", paragraph=k) for k in (3, 4)), Segment(ZH[3])]
    en = [*numbered(EN[:3], ["1", None, None]), Segment("See the document of the Conference.", paragraph=3)]
    en.append(Segment(EN[3], paragraph=4))
    for note in (3, 4):
        src = [replace(s, kind="footnote" if k == note else s.kind, paragraph=k) for k, s in enumerate(zh)]
        tgt = [replace(s, kind="footnote" if k == 3 else s.kind) for k, s in enumerate(en)]
        assert aligned(src, tgt) == without(7 - note, 6, src=True)


def test_a_footnote_that_one_side_lacks_takes_no_sentence_of_the_text() -> None:
    note = Segment("见关于能源的决议。", paragraph=2, kind="footnote", number="1")
    zh = [*numbered(ZH)[:2], note, *(replace(s, paragraph=s.paragraph + 1) for s in numbered(ZH)[2:])]
    assert aligned(zh, numbered(EN)) == without(2, 9, src=True)


def test_a_heading_does_not_join_the_paragraph_under_it() -> None:
    zh = [Segment("导言", kind="heading", level=1)]
    en = [Segment("Introduction", kind="heading", level=1)]
    zh += [replace(s, paragraph=s.paragraph + 1) for s in numbered(ZH)]
    en += [replace(s, paragraph=s.paragraph + 1) for s in numbered(EN)]
    assert aligned(zh, en) == [((k,), (k,)) for k in range(9)]
    assert aligned(zh, en[1:]) == [((0,), ())] + [((k + 1,), (k,)) for k in range(8)]


def test_kinds_that_the_sides_see_differently_force_nothing() -> None:
    # one reader has taken short paragraphs for headings, or every row of a table for cells
    zh = [Segment(text, paragraph=k, kind="cell") for k, text in enumerate(ZH)]
    en = [Segment(text, paragraph=k, kind="paragraph", number=str(k + 1)) for k, text in enumerate(EN)]
    assert aligned(zh, en) == ONE_TO_ONE


def test_paragraphs_broken_elsewhere_force_nothing() -> None:
    # the Chinese has two paragraphs, the English one for each sentence
    zh = [Segment(text, paragraph=k // 4, number=str(k // 4 + 1) if k % 4 == 0 else None) for k, text in enumerate(ZH)]
    assert aligned(zh, numbered(EN)) == ONE_TO_ONE


def test_a_border_that_both_sides_have_keeps_sentences_apart() -> None:
    # two Chinese sentences of paragraph 1 are one in English; the words alone would share the third among both
    zh = ["该项目已获核准。", "资金由各国政府提供。", "资金由各国政府提供。"]
    en = ["The project was approved and Governments provided the funds.", "Governments provided the funds."]
    src = [
        Segment(zh[0], paragraph=0, number="1"),
        Segment(zh[1], paragraph=0),
        Segment(zh[2], paragraph=1, number="2"),
    ]
    assert aligned(src, numbered(en)) == [((0, 1), (0,)), ((2,), (1,))]


def test_documents_with_labels_and_footnotes_are_aligned_paragraph_by_paragraph() -> None:
    def document(texts: Sequence[str], note: str, language: str) -> Document:
        body = [Paragraph(text, label=f"{k}.", number=str(k)) for k, text in enumerate(texts, 1)]
        body.insert(2, Paragraph(note, kind="footnote", label="1", number="1"))
        return Document("", tuple(body), language)

    zh = document(ZH, "见IDB.20/5号文件。", "zh")
    en = document(EN[:4] + EN[5:], "See document IDB.20/5.", "en")
    bitext = align(zh, en)
    assert pairs(bitext) == without(5, 9, src=True)
    assert bitext.src[2].kind == bitext.tgt[2].kind == "footnote"


def test_an_article_may_be_called_a_rule_in_the_translation():
    from align.alignment.structure_features import structure_scores

    def side(*numbers: str) -> list[Segment]:
        return [Segment("一", paragraph=k, kind="heading", number=number) for k, number in enumerate(numbers)]

    beads = np.array([[0, 0, 1, 1], [1, 1, 1, 1], [2, 2, 1, 1]], dtype=np.int32)
    probabilities = np.ones(3, dtype=np.float32)
    numbered = side("article 5", "article 6", "article 7")
    alike = structure_scores(beads, numbered, side("article 5", "article 6", "article 7"), probabilities)
    renamed = structure_scores(beads, numbered, side("article 5", "rule 6", "article 7"), probabilities)
    other = structure_scores(beads, numbered, side("article 5", "rule 9", "article 7"), probabilities)
    assert alike[1] > renamed[1] > other[1]
