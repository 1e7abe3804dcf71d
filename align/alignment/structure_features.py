"""What the structure of two documents tells about a bead: paragraph borders, numbers, and kinds of text. It is added to
the score of a bead; a paragraph that one side lacks, or another numbering, costs something but forbids nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from align.types import Segment
from align.un_documents.labels import leading_label

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["structure_scores"]

# In units of log odds; set by hand, since the texts with gold beads and paragraphs are one report.
SAME_NUMBER = 3.0
OTHER_NUMBER = -2.0
OTHER_KIND = -3.0
SAME_KIND = 1.0
BOTH_BEGIN = 1.0
"""Both sides of the bead begin a paragraph."""
ONE_BEGINS = -0.7
ACROSS = -2.0
"""For each paragraph border within a bead that the other side does not have."""
ACROSS_BOTH = -1.0
LABEL = 24
"""Maximum number of code points of a segment that is nothing but a number."""
AROUND = 3
"""Numbered segments to either side that show whether numbers can be trusted."""

_PARTS = frozenset(
    {"article", "section", "rule", "regulation", "principle", "paragraph", "subparagraph", "clause", "item"}
)
_CLASS = {"title": 1, "heading": 1, "footnote": 2, "cell": 3}


def structure_scores(
    beads: NDArray[np.int32], src: Sequence[Segment], tgt: Sequence[Segment], probabilities: NDArray[np.float32]
) -> NDArray[np.float32] | None:
    """What to add to the score of every bead (i, j, a, b); None where the sides are not both divided into paragraphs.

    `probabilities` are those of the beads so far: where the numbers of the probable beads around mostly differ, one
    side is numbered in another way, or has gone on counting without a paragraph, and numbers count for nothing there.

    >>> zh = [Segment("第一条", number="article 1"), Segment("第二条", number="article 2")]
    >>> en = [Segment("Article 1", number="article 1"), Segment("Article 2", number="article 2")]
    >>> beads = np.array([(0, 0, 1, 1), (0, 1, 1, 1)], dtype=np.int32)
    >>> scores = structure_scores(beads, zh, en, np.array([0.9, 0.1], dtype=np.float32))
    >>> scores
    array([ 4. , -2.7], dtype=float32)
    """
    sides = [_Paragraphing(src), _Paragraphing(tgt)]
    if not all(side.divided for side in sides):
        return None
    left, right = sides
    i, j, a, b = beads.T
    linked = (a > 0) & (b > 0)
    first, other = np.minimum(i, len(src) - 1), np.minimum(j, len(tgt) - 1)
    score = np.zeros(len(beads), dtype=np.float32)
    kinds, other_kinds = left.kinds[first], right.kinds[other]
    score += linked * (kinds != other_kinds) * np.float32(OTHER_KIND)
    score += linked * ((kinds == other_kinds) & (kinds > 0)) * np.float32(SAME_KIND)
    begins, other_begins = left.begins[first], right.begins[other]
    score += linked * (begins & other_begins) * np.float32(BOTH_BEGIN)
    score += linked * (begins ^ other_begins) * np.float32(ONE_BEGINS)
    borders, other_borders = left.within(i, a), right.within(j, b)
    shared = np.minimum(borders, other_borders)
    score += linked * (np.abs(borders - other_borders) * np.float32(ACROSS) + shared * np.float32(ACROSS_BOTH))
    # a run of omissions within one side is free; a bead of several sentences across a border is not
    numbers, other_numbers = left.numbers[first], right.numbers[other]
    both = linked & (numbers != "") & (other_numbers != "") & (kinds == other_kinds)
    same = both & (numbers == other_numbers)
    places, other_places = left.places[first], right.places[other]
    # 第五條 may be article 5, section 5 or rule 5: the name of the part says nothing against it.
    both &= same | (places == "") | (places != other_places)
    trust = _trust(first, probabilities * both, probabilities * same, len(src))
    score += trust * (same * np.float32(SAME_NUMBER) + (both & ~same) * np.float32(OTHER_NUMBER))
    return score


def _trust(
    first: NDArray[np.intp], numbered: NDArray[np.float32], agreed: NDArray[np.float32], count: int
) -> NDArray[np.float32]:
    """How far numbers can be relied on at each bead, 0 to 1: the share that agrees among the numbered ones around.

    `numbered` and `agreed` are the probabilities of the beads with two numbers and with twice the same, `first` their
    first source segments. A share of a half or less is worth 0, of three quarters or more 1.
    """
    totals, hits = (np.bincount(first, weights=weights, minlength=count) for weights in (numbered, agreed))
    places = np.flatnonzero(np.bincount(first, weights=numbered > 0, minlength=count))
    if not len(places):
        return np.zeros(len(first), dtype=np.float32)
    sums, hit_sums = (np.concatenate([[0.0], np.cumsum(column[places])]) for column in (totals, hits))
    nearest = np.searchsorted(places, np.arange(count))
    low, high = np.maximum(0, nearest - AROUND), np.minimum(len(places), nearest + AROUND + 1)
    share = (hit_sums[high] - hit_sums[low]) / np.maximum(sums[high] - sums[low], 1e-9)
    return np.asarray(np.clip(4 * share - 2, 0, 1)[first], dtype=np.float32)


def _place_in_law(number: str) -> str:
    """The number of an article, rule or paragraph without the name of the part; empty for any other number."""
    part, _, value = number.partition(" ")
    return value if part in _PARTS else ""


def _is_label(segment: Segment) -> bool:
    """Whether a segment is nothing but the number of what follows, such as “Annex III”."""
    if not segment.number or len(segment.text) > LABEL:
        return False
    label = leading_label(segment.text)
    return label is not None and len(label.text) >= len(segment.text.strip().rstrip(".:：．"))


class _Paragraphing:
    """Paragraph borders, kinds and numbers of one side, an element a segment."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        paragraphs = np.array([s.paragraph for s in segments])
        self.begins = np.append(True, paragraphs[1:] != paragraphs[:-1])[: len(segments)]
        # “Section IV” on a line of its own belongs to what follows: no border that the other side must have
        bare = np.array([_is_label(s) for s in segments], dtype=bool)
        self.begins[1:] &= ~bare[:-1]
        # a text with one sentence on each line does not show its paragraphs
        self.divided = bool(len(segments)) and (
            self.begins.sum() < len(segments) or any(s.kind != "paragraph" or s.number for s in segments)
        )
        self.kinds = np.array([_CLASS.get(s.kind, 0) for s in segments])
        self.numbers = np.array([s.number or "" for s in segments])
        self.places = np.array([_place_in_law(s.number or "") for s in segments])
        self._sums = np.concatenate([[0], np.cumsum(self.begins)])

    def within(self, start: NDArray[np.int32], count: NDArray[np.int32]) -> NDArray[np.float32]:
        """Paragraph borders between the segments of a bead."""
        end = start + count
        inner = self._sums[end] - self._sums[np.minimum(start + 1, end)]
        return np.asarray(inner, dtype=np.float32)
