"""Clauses at the ends of a bead that fit better with the sentences beyond it than with the bead.

A clause that ends one sentence here may open the next one there. Two beads that are cut at such a border leave words
on either side of it that translate each other; one bead over both sentences leaves none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from align.alignment.lattice import Lattice, rarity
from align.alignment.word_arrays import LinkRows
from align.kernels import Bools, Float32s, Int32s, kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEATURES", "boundary_features"]

FEATURES = ("clause beyond", "sentence beyond")
"""Names of the columns that `boundary_features` returns."""

SHARE = 0.05
"""Share of a word's probability that comes from the words of the other side; the rest is chance."""
COMMON = 64
"""A word that makes up 1/64 of its text or more and occurs more than twice is left out: it says nothing and takes time."""


class _Spans(NamedTuple):
    """Begin and end of each span in the `ids` of its side."""

    start: Int32s
    stop: Int32s


class _Explanation(NamedTuple):
    """The words of two sides, and by which links the first is explained."""

    ids: Int32s
    """The words of the side that is explained."""
    other: Int32s
    source: bool
    """Whether the side that is explained is the source."""
    links: LinkRows
    """The links of the source words, whichever side is explained: a target word has many more of them."""
    rarity: Float32s
    """1 / p of each type that is explained."""
    share: float
    common: float
    """Types that are less rare than this are left out."""


class _Work(NamedTuple):
    reached: Float32s
    wanted: Bools
    present: Int32s


def boundary_features(lattice: Lattice) -> NDArray[np.float32]:
    """How much better each edge clause is explained across the bead boundary than within it; two columns.

    The sum, over the first and the last clause of both sides, of log(1 + q / p): p is how well the other side of the
    bead explains the words of the clause, q how well the clause beyond its end does (first column), or the whole
    sentence there (second column).
    """
    starts, stops, count = lattice.nodes()
    nodes = np.zeros((count, 2), dtype=np.int32)
    nodes[starts] = lattice.beads[:, :2]
    nodes[stops] = lattice.beads[:, :2] + lattice.beads[:, 2:]
    links = lattice.links
    out = np.zeros((len(lattice.beads), 2))
    for side, other, turn, values in (
        (lattice.left, lattice.right, [0, 1], links.backward),
        (lattice.right, lattice.left, [1, 0], links.forward),
    ):
        rare = rarity(side)
        # what occurs once has the greatest rarity, what occurs twice two thirds of it
        common = min(COMMON, 0.66 * float(rare.max(initial=0)))
        rows = LinkRows(links.pointers, links.columns, values)
        known = _Explanation(side.ids, other.ids, side is lattice.left, rows, rare, SHARE, common)
        i, j = nodes[:, turn].T
        beads, sizes = lattice.beads[:, turn].T, lattice.beads[:, 2:][:, turn].T
        inner = (i > 0) & (i < len(side)) & (j > 0) & (j < len(other))
        # sentences beyond the ends of the texts are never looked at, but need a number
        last, first = np.maximum(i - 1, 0), np.minimum(i, len(side) - 1)
        back, on = np.maximum(j - 1, 0), np.minimum(j, len(other) - 1)
        for at, clause, near, far in (
            (stops, _Spans(side.tails[last], side.offsets[i]), _Spans(other.offsets[on], other.heads[on]), on),
            (starts, _Spans(side.offsets[i], side.heads[first]), _Spans(other.tails[back], other.offsets[j]), back),
        ):
            own = _explained(
                _Spans(clause.start[at], clause.stop[at]),
                _Spans(other.offsets[beads[1]], other.offsets[beads[1] + sizes[1]]),
                known,
                len(other.types),
            )
            for k, span in enumerate((near, _Spans(other.offsets[far], other.offsets[far + 1]))):
                beyond = _explained(clause, span, known, len(other.types))
                out[:, k] += inner[at] * np.logaddexp(0, beyond[at] - own)
    linked = (lattice.beads[:, 2] > 0) & (lattice.beads[:, 3] > 0)
    return (linked[:, None] * out).astype(np.float32)


def _explained(spans: _Spans, others: _Spans, words: _Explanation, other_types: int) -> NDArray[np.float32]:
    """log of how much better than chance the words of the other side's spans explain those of the spans, row by row."""
    out = np.zeros(len(spans.start), dtype=np.float32)
    types = len(words.rarity)
    work = _Work(np.zeros(types, dtype=np.float32), np.zeros(types, dtype=bool), np.zeros(other_types, dtype=np.int32))
    _explain(spans, others, words, work, out)
    return out


@kernel
def _explain(spans: _Spans, others: _Spans, words: _Explanation, work: _Work, out: Float32s) -> None:
    start, stop = spans
    other_start, other_stop = others
    ids, other, source, rarity, share, common = (
        words.ids, words.other, words.source, words.rarity, words.share, words.common,
    )  # fmt: skip
    pointers, columns, values = words.links
    reached, wanted, present = work
    for e in range(len(start)):
        if source:
            for k in range(other_start[e], other_stop[e]):
                present[other[k]] += 1
            for k in range(start[e], stop[e]):
                w = ids[k]
                if rarity[w] < common or wanted[w]:
                    continue
                wanted[w] = True
                for c in range(pointers[w], pointers[w + 1]):
                    reached[w] += present[columns[c]] * values[c]
            for k in range(other_start[e], other_stop[e]):
                present[other[k]] = 0
        else:
            for k in range(start[e], stop[e]):
                wanted[ids[k]] = rarity[ids[k]] >= common
            for k in range(other_start[e], other_stop[e]):
                for c in range(pointers[other[k]], pointers[other[k] + 1]):
                    if wanted[columns[c]]:
                        reached[columns[c]] += values[c]
        product = 1.0
        total = 0.0
        for k in range(start[e], stop[e]):
            product *= 1 + share * reached[ids[k]] * rarity[ids[k]]
            if product > 1e200:
                total += np.log(product)
                product = 1.0
        for k in range(start[e], stop[e]):
            reached[ids[k]] = 0
            wanted[ids[k]] = False
        out[e] = total + np.log(product)
