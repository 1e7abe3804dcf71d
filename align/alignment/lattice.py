"""The first, wide pass of the search: from two texts to the beads that the second pass scores."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from align.alignment import coverage, dynamic_programming, sparse_lattice, word_matching
from align.alignment.anchors import band
from align.alignment.features import PunctuationFeatures, punctuation_features
from align.kernels import beside
from align.lexicon.cooccurrence import cooccurrence
from align.lexicon.ibm_model1 import association
from align.lexicon.link_table import Links, Strengths, conditional, merged
from align.words import TokenizedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Lattice", "first_pass"]

SHARE = 0.5
"""How much of a sentence is taken to be translated word by word; the rest is explained by chance alone."""
LEARNED = 0.5
"""Minimum share of the occurrences of two words that must be common for the pair to be learned."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """The candidate beads (i, j, a, b), ordered. A lattice is immutable: narrowing it or learning from it makes
    another.
    """

    left: TokenizedText
    right: TokenizedText
    strengths: Strengths
    links: Links
    left_marks: PunctuationFeatures
    right_marks: PunctuationFeatures
    beads: NDArray[np.int32]
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

    def narrow(self, probabilities: NDArray[np.float32], least: float) -> tuple[Lattice, NDArray[np.intp]]:
        """Drop the beads less probable than `least`; returns the smaller lattice and the indices of the beads kept.

        The beads of the best path are kept in any case, so that there is one.
        """
        kept = probabilities >= least
        kept[sparse_lattice.best_path(self.beads, probabilities, len(self.left), len(self.right))] = True
        return replace(self, beads=np.ascontiguousarray(self.beads[kept])), np.flatnonzero(kept)

    def taught(self, probabilities: NDArray[np.float32]) -> Lattice:
        """The lattice with links added between words that occur together in the probable beads of this text."""
        clear = (probabilities > 0.3) & (self.beads[:, 2] > 0) & (self.beads[:, 3] > 0)
        taught = cooccurrence(
            np.ascontiguousarray(self.beads[clear]), probabilities[clear], self.left, self.right,
            max(20, 0.6 * float(clear.sum())), LEARNED,
        )  # fmt: skip
        return self._linked(merged(self.strengths, taught, len(self.right.types)))

    def associated(self, probabilities: NDArray[np.float32]) -> Lattice:
        """The lattice with all links that this text alone can teach, for languages without a dictionary.

        They are learned anew each time, and not added to those of an earlier round.
        """
        learned = association(self.beads, probabilities, self.left, self.right)
        return self._linked(merged(self.given, learned, len(self.right.types)))

    def _linked(self, strengths: Strengths) -> Lattice:
        links = conditional(strengths, len(self.left.types), len(self.right.types))
        return replace(self, strengths=strengths, links=links)


def rarity(side: TokenizedText) -> NDArray[np.float32]:
    """1 / p of every type."""
    inverse: NDArray[np.float32] = ((side.counts.sum() + len(side.counts)) / (side.counts + 1.0)).astype(np.float32)
    return inverse


def ends(side: TokenizedText) -> NDArray[np.float32]:
    """Code points before each sentence, and in all."""
    return np.concatenate([[0], np.cumsum(side.lengths, dtype=np.float64)]).astype(np.float32)


_PRIORS = {(1, 1): 0.0, (1, 2): -1.2, (2, 1): -1.5, (1, 3): -2.5, (2, 2): -3.0, (3, 1): -3.0, (1, 4): -3.5}


def first_pass(left: TokenizedText, right: TokenizedText, strengths: Strengths, *, least: float = 1e-4) -> Lattice:
    """Sum over all alignments within the band by coverage, lengths and sizes; keep the beads of at least `least`.

    >>> from align.lexicon.links import links
    >>> from align.words import index
    >>> zh, en = index(["工业。", "发展。"], "zh"), index(["Industry.", "Development."], "en")
    >>> lattice = first_pass(zh, en, links(zh, en))
    >>> [1, 1, 1, 1] in lattice.beads.tolist()
    True
    """
    links = conditional(strengths, len(left.types), len(right.types))
    rare = rarity(left), rarity(right)
    nodes = dynamic_programming.Band.between(*band(left, right, strengths, links, rare[1]))
    across = nodes.turned()
    n, m = len(left), len(right)
    known = (
        _known(left, np.diff(links.pointers) > 0),
        _known(right, np.bincount(links.columns, minlength=len(right.types)) > 0),
    )
    back_to_come = beside(lambda: coverage.cover(right, left, links, rare[0], known[0], across, SHARE, back=True))
    fore = coverage.cover(left, right, links, rare[1], known[1], nodes, SHARE)
    left_marks, right_marks = punctuation_features(left.texts), punctuation_features(right.texts)
    covered = dynamic_programming.Coverage(fore, back_to_come())
    x, y = ends(left), ends(right)
    spans = _spans(x), _spans(y)
    sizes = dynamic_programming.TYPES.tolist()
    priors = np.array([_PRIORS.get((a, b), -1.5 - 0.8 * (a + b - 2)) for a, b in sizes], dtype=np.float32)
    weights = np.array([0.25, 0.25, 0.5], dtype=np.float32)
    omissions = dynamic_programming.OmissionScores(-1.2, -1.2, -2.5, 0.0)
    ratio = float(np.log((y[-1] + 4) / (x[-1] + 4)))
    for _ in range(3):
        shape = np.array([ratio, 0.04, 1.0], dtype=np.float32)
        scores = dynamic_programming.score_band(
            nodes, across, covered, dynamic_programming.LengthModel(*spans, shape), weights, priors
        )
        summed = dynamic_programming.sum_band(nodes, scores, omissions)
        # In a text with few known words every bead is improbable: keep more until there is a path.
        for floor in (least, 1e-8, 0.0):
            beads, probabilities = dynamic_programming.pick(
                nodes, summed, float(np.log(floor)) if floor else dynamic_programming.NONE
            )
            if sparse_lattice.best_path(beads, probabilities, n, m)[0] >= 0:
                break
        i, j, a, b = beads.T
        # where a part is missing on one side, the whole texts do not tell the ratio of lengths
        linked = (a > 0) & (b > 0)
        one = (x[i + a] - x[i])[linked] @ probabilities[linked]
        other = (y[j + b] - y[j])[linked] @ probabilities[linked]
        new = float(np.log((other + 4) / (one + 4)))
        if abs(new - ratio) < 0.05:
            break
        ratio = new
    return Lattice(left, right, strengths, links, left_marks, right_marks, beads, shape, strengths)


def _spans(ends: NDArray[np.float32]) -> NDArray[np.float32]:
    """Smoothed length of 1 to MOST sentences from each sentence on, a row for each number."""
    out = np.ones((dynamic_programming.MOST, len(ends)), dtype=np.float32)
    for size in range(1, dynamic_programming.MOST + 1):
        count = max(0, len(ends) - size)
        out[size - 1, :count] = ends[size:] - ends[:count] + 4
    return out


def _known(side: TokenizedText, linked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many words with a link stand before each sentence, and in all."""
    return np.concatenate([[0], np.cumsum(linked[side.ids])]).astype(np.int64)[side.offsets]


def word_features(lattice: Lattice) -> NDArray[np.float32]:
    """The columns of `align.alignment.features.features` that come from words."""
    rare = rarity(lattice.left), rarity(lattice.right)
    weights = [(np.log(r) / np.log(max(2.0, float(r.max(initial=2.0))))).astype(np.float32) for r in rare]
    left, right = lattice.left, lattice.right
    return word_matching.match(lattice.beads, left, right, lattice.links, (weights[0], weights[1]), rare, SHARE)
