"""Texts that repeat themselves are judged by what they say once."""

import numpy as np
import pytest

from align.alignment.aligner import align
from align.alignment.repetition import without_copies
from align.words import index

ZH = (
    "工业发展是重点。", "秘书长提交了报告。", "委员会通过了决议。", "会议于2015年在日内瓦举行。", "水和卫生十分重要。", "妇女参加选举。",
    "儿童有受教育的权利。", "和平与安全是共同目标。", "难民需要保护。", "气候变化影响农业。", "能源价格上涨了百分之三十。", "法院作出了判决。",
)  # fmt: skip
EN = (
    "Industrial development is a priority.", "The Secretary-General submitted a report.", "The Committee adopted a resolution.",
    "The meeting was held in Geneva in 2015.", "Water and sanitation are very important.", "Women take part in elections.",
    "Children have a right to education.", "Peace and security are common goals.", "Refugees need protection.",
    "Climate change affects agriculture.", "Energy prices rose by 30 per cent.", "The court passed judgment.",
)  # fmt: skip


@pytest.mark.parametrize("copies", [1, 60])
def test_a_text_copied_many_times_is_a_translation_as_it_was_once(copies: int) -> None:
    assert align(ZH * copies, EN * copies, src_lang="zh", tgt_lang="en").judgement.verdict == "translation"


def test_the_copies_of_texts_that_are_no_translations_of_each_other_are_refused() -> None:
    other = [
        "The ship left the harbour at dawn.", "He had never seen her brother.", "Nobody opened the window.", "The soup was cold.",
        "Two dogs slept under the table.", "She wrote long letters to her aunt.", "Snow fell all night.", "The train was late again.",
        "They sold the piano last spring.", "My knee hurts when it rains.", "Grandfather lost his hat.", "The cat is on the roof.",
    ]  # fmt: skip
    assert align(ZH * 60, other * 60, src_lang="zh", tgt_lang="en").judgement.verdict == "unrelated"


def test_a_text_with_a_few_repeated_headings_stays_as_it_is() -> None:
    left, right = index([*ZH, ZH[0]], "zh"), index([*EN, EN[0]], "en")
    path = np.array([(n, n, 1, 1) for n in range(13)])
    assert without_copies(path, left, right)[0] is path


def test_what_would_leave_too_little_to_judge_stays_as_it_is() -> None:
    left, right = index(ZH[:3] * 9, "zh"), index(EN[:3] * 9, "en")
    path = np.array([(n, n, 1, 1) for n in range(27)])
    assert without_copies(path, left, right, least=8)[0] is path
    assert len(without_copies(path, left, right, least=3)[0]) == 3


def test_words_and_clauses_stay_with_their_sentences() -> None:
    zh, en = ["甲，乙乙，丙丙。", "工业，发展。"], ["Here, at last, we are.", "Industry, and development."]
    left, right = index(zh * 3, "zh"), index(en * 3, "en")
    path = np.array([(0, 0, 1, 1), (1, 1, 1, 0), (2, 1, 1, 0), (3, 1, 1, 1), (4, 2, 1, 1), (5, 3, 1, 1)])
    path = np.vstack([path, [(6, 4, 0, 1), (6, 5, 0, 1)]])
    doubled = np.vstack([path, path + np.array([6, 6, 0, 0])])
    beads, shorter, _ = without_copies(doubled, index(zh * 6, "zh"), index(en * 6, "en"))
    assert beads[:, 0].tolist() == np.cumsum([0, *beads[:-1, 2]]).tolist()
    assert shorter.texts[0] == zh[0]
    for k, text in enumerate(shorter.texts):
        alone = index([text], "zh")
        begin, end = shorter.offsets[k : k + 2]
        assert [shorter.types[t] for t in shorter.ids[begin:end]] == [alone.types[t] for t in alone.ids]
        assert (shorter.heads[k] - begin, shorter.tails[k] - begin) == (alone.heads[0], alone.tails[0])
    assert left.counts.sum() == 3 * (index(zh, "zh").counts.sum())
    assert len(right) == 6
