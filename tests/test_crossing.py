"""Borders in different places on the two sides: clauses at the ends of a bead that belong beyond it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from align.alignment.aligner import align
from align.alignment.clause_features import boundary_features
from align.alignment.lattice import Lattice, first_pass
from align.lexicon.links import links
from align.words import index

ZH = ["奶奶已经长大了，她走路时双臂挥舞。", "她非常美丽，腰很细。", "战争在三月结束。"]
EN = [
    "Grandma had grown up.",
    "When she walked her arms waved, she was beautiful, her waist thin.",
    "The war ended in March.",
]


def lattice(zh: list[str], en: list[str]) -> Lattice:
    left, right = index(zh, "zh"), index(en, "en")
    made = first_pass(left, right, links(left, right))
    wanted = [(0, 0, 1, 1), (0, 0, 2, 2), (1, 1, 1, 1), (2, 2, 1, 1), (2, 2, 1, 0), (3, 2, 0, 1)]
    return replace(made, beads=np.array(wanted, dtype=np.int32))


def test_a_clause_that_its_own_bead_does_not_translate_is_drawn_to_the_next_sentence() -> None:
    one, both, second, last, *gaps = boundary_features(lattice(ZH, EN)).tolist()
    assert one[0] > both[0] + 1
    assert one[1] > both[1] + 1
    assert second[0] > last[0]
    assert gaps == [[0, 0], [0, 0]]


def test_nothing_is_drawn_beyond_the_ends_of_the_texts() -> None:
    left, right = index(ZH[:1], "zh"), index(EN[:1], "en")
    made = first_pass(left, right, links(left, right))
    assert not boundary_features(made).any()


def test_the_sides_can_be_exchanged() -> None:
    here = lattice(ZH, EN)
    rows, columns, values = here.strengths
    order = np.lexsort((rows, columns))
    left, right = here.right, here.left
    there = first_pass(left, right, (columns[order], rows[order], values[order]))
    there = replace(there, beads=np.ascontiguousarray(here.beads[:, [1, 0, 3, 2]]))
    assert np.allclose(boundary_features(here), boundary_features(there), atol=1e-4)


def test_two_sentences_that_share_a_clause_are_one_bead() -> None:
    beads = align(ZH, EN, src_lang="zh", tgt_lang="en").beads
    assert [(bead.src, bead.tgt) for bead in beads] == [((0, 1), (0, 1)), ((2,), (2,))]


def test_a_sentence_begins_and_ends_with_a_clause_of_two_words() -> None:
    side = index(["Yes, but he went away, singing, so.", "", "No"], "en")
    assert side.heads.tolist() == [5, 7, 8]
    assert side.tails.tolist() == [5, 7, 7]


@given(st.lists(st.text(alphabet="ab ,.;我们，。1", max_size=20), max_size=4), st.sampled_from(["zh", "en", "fr"]))
def test_clauses_lie_within_their_sentences(texts: list[str], language: str) -> None:
    side = index(texts, language)
    assert (side.offsets[:-1] <= side.tails).all()
    assert (side.tails <= side.offsets[1:]).all()
    assert (side.offsets[:-1] <= side.heads).all()
    assert (side.heads <= side.offsets[1:]).all()
