"""From two texts to the beads worth a closer look: the first, wide pass of the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from align import coverage, search
from align.anchors import band
from align.association import association
from align.lexicon import Links, Strengths, conditional, merged
from align.scoring import Marks, marks
from align.words import Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Lattice", "first_pass"]

SHARE = 0.5
"""How much of a sentence is taken to be translated word by word; the rest is explained by chance alone."""
LEARNED = 0.5
"""Least share of two words' occurrences that must be common for the text to teach them."""


@dataclass(slots=True)
class Lattice:
    """The beads (i, j, a, b) that the first pass left, ordered, with their probability there."""

    left: Side
    right: Side
    strengths: Strengths
    links: Links
    left_marks: Marks
    right_marks: Marks
    beads: NDArray[np.int32]
    chances: NDArray[np.float32]
    shape: NDArray[np.float32]
    """log of the ratio of lengths, its variance for long and for short texts."""
    given: Strengths
    """The strengths of the links before the text itself taught any."""

    def nodes(self) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
        """Numbers of the nodes where each bead begins and ends, in order from 0, and how many there are."""
        width = len(self.right) + 1
        i, j, a, b = self.beads.T.astype(np.int64)
        starts, stops = i * width + j, (i + a) * width + j + b
        known = np.unique(np.concatenate([starts, stops, [0, len(self.left) * width + len(self.right)]]))
        return (
            np.searchsorted(known, starts).astype(np.int32),
            np.searchsorted(known, stops).astype(np.int32),
            len(known),
        )

    def learn(self, chances: NDArray[np.float32]) -> None:
        """Add to what translates what the words that meet in the probable beads of this text."""
        clear = (chances > 0.3) & (self.beads[:, 2] > 0) & (self.beads[:, 3] > 0)
        rows, columns, values = coverage.cooccurrence(
            np.ascontiguousarray(self.beads[clear]), chances[clear], self.left.ids, self.left.offsets,
            self.right.ids, self.right.offsets, self.left.counts, self.right.counts,
            np.float32(max(20, 0.6 * clear.sum())), np.float32(LEARNED),
        )  # fmt: skip
        self._link(merged(self.strengths, (rows, columns, values), len(self.right.types)))

    def associate(self, chances: NDArray[np.float32]) -> None:
        """Learn as much as can be had from this text alone, for languages without a dictionary; not added up."""
        self._link(merged(self.given, association(self.beads, chances, self.left, self.right), len(self.right.types)))

    def _link(self, strengths: Strengths) -> None:
        self.strengths = strengths
        self.links = conditional(strengths, len(self.left.types), len(self.right.types))


def rarity(side: Side) -> NDArray[np.float32]:
    """1 / p of every type."""
    return ((side.counts.sum() + len(side.counts)) / (side.counts + 1.0)).astype(np.float32)


def ends(side: Side) -> NDArray[np.float32]:
    """Code points before each sentence, and in all."""
    return np.concatenate([[0], np.cumsum(side.lengths, dtype=np.float64)]).astype(np.float32)


_PRIORS = {(1, 1): 0.0, (1, 2): -1.2, (2, 1): -1.5, (1, 3): -2.5, (2, 2): -3.0, (3, 1): -3.0, (1, 4): -3.5}


def first_pass(left: Side, right: Side, strengths: Strengths, *, least: float = 1e-4) -> Lattice:
    """Sum over all alignments within the band by coverage, lengths and sizes; keep the beads of at least `least`."""
    links = conditional(strengths, len(left.types), len(right.types))
    lo, hi = band(left, right, strengths, links, rarity(right))
    n, m = len(left), len(right)
    most = search.MOST
    row = search.rows(lo, hi)
    fore_start = np.zeros(n + 1, dtype=np.int64)
    fore_start[1:] = np.cumsum(most * (hi[np.minimum(np.arange(n) + most, n)].astype(np.int64) - lo[:n] + 1))
    j = np.arange(m + 1)
    first = np.searchsorted(hi, j, side="left").astype(np.int32)
    last = (np.searchsorted(lo, j, side="right") - 1).astype(np.int32)
    back_start = np.zeros(m + 1, dtype=np.int64)
    back_start[1:] = np.cumsum(most * (last[np.minimum(np.arange(m) + most, m)].astype(np.int64) - first[:m] + 1))
    fore, back = coverage.coverage(
        left.ids, left.offsets, right.ids, right.offsets, *links, rarity(left), rarity(right),
        lo, hi, first, last, fore_start, back_start, most, SHARE,
        _known(left, np.diff(links[0]) > 0), _known(right, np.bincount(links[1], minlength=len(right.types)) > 0),
    )  # fmt: skip
    x, y = ends(left), ends(right)
    priors = [_PRIORS.get((a, b), -1.5 - 0.8 * (a + b - 2)) for a, b in search.TYPES.tolist()]
    ratio = float(np.log((y[-1] + 4) / (x[-1] + 4)))
    for _ in range(3):
        shape = np.array([ratio, 0.04, 1.0], dtype=np.float32)
        scores = search.score_band(
            search.TYPES, fore, fore_start, lo, hi, back, back_start, first, last, row, x, y, shape,
            np.array([0.25, 0.25, 0.5], dtype=np.float32),
            np.array([*priors, -1.2, -1.2], dtype=np.float32), most,
        )  # fmt: skip
        # In a text that says little every bead is improbable: keep more until a way through is left.
        for floor in (least, 1e-8, 0.0):
            limit = float(np.log(floor)) if floor else -1e30
            beads, chances, found = search.sum_band(search.TYPES, scores, lo, hi, row, -2.5, 0.0, limit)
            beads, chances = beads[:found][::-1].copy(), chances[:found][::-1].copy()
            if search.best_path(beads, chances, n, m)[0] >= 0:
                break
        i, j, a, b = beads.T
        # where a part is missing on one side, the whole texts do not tell the ratio of lengths
        linked = (a > 0) & (b > 0)
        weights = chances[linked]
        one = (x[i + a] - x[i])[linked] @ weights
        other = (y[j + b] - y[j])[linked] @ weights
        new = float(np.log((other + 4) / (one + 4)))
        if abs(new - ratio) < 0.05:
            break
        ratio = new
    return Lattice(
        left, right, strengths, links, marks(left.texts), marks(right.texts), beads, chances, shape, strengths
    )


def _known(side: Side, linked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many words with a link stand before each sentence, and in all."""
    return np.concatenate([[0], np.cumsum(linked[side.ids])]).astype(np.int64)[side.offsets]


def word_features(lattice: Lattice) -> NDArray[np.float32]:
    """The columns of `align.scoring.features` that come from words."""
    rare = rarity(lattice.left), rarity(lattice.right)
    weights = [(np.log(r) / np.log(max(2.0, float(r.max(initial=2.0))))).astype(np.float32) for r in rare]
    left, right = lattice.left, lattice.right
    return coverage.match(
        lattice.beads,
        left.ids,
        left.offsets,
        right.ids,
        right.offsets,
        *lattice.links,
        *weights,
        *rare,
        SHARE,
        np.bincount(lattice.links[1], minlength=len(right.types)) > 0,
    )
