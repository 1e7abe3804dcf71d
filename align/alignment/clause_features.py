"""Clauses at the ends of a bead that fit better with the sentences beyond it than with the bead.

A clause that ends one sentence here may open the next one there. Two beads that are cut at such a border leave words
on either side of it that translate each other; one bead over both sentences leaves none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from align.alignment.lattice import Lattice, rarity
from align.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Spans = tuple[NDArray[np.int32], NDArray[np.int32]]
    """Where in a side's `ids` each span begins and ends."""

__all__ = ["FEATURES", "boundary_features"]

FEATURES = ("drawn to clause", "drawn to sentence")
"""Names of the columns that `drawn` returns."""

SHARE = 0.05
"""Share of a word's probability that comes from the words of the other side; the rest is chance."""
COMMON = 64
"""A word that makes up 1/64 of its text or more and occurs more than twice is left out: it says nothing and takes time."""


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
    pointers, columns, forward, backward = lattice.links
    out = np.zeros((len(lattice.beads), 2))
    for side, other, turn, values in (
        (lattice.left, lattice.right, [0, 1], backward),
        (lattice.right, lattice.left, [1, 0], forward),
    ):
        links = pointers, columns, values
        known = side.ids, other.ids, side is lattice.left, len(other.types), links, rarity(side)
        i, j = nodes[:, turn].T
        beads, sizes = lattice.beads[:, turn].T, lattice.beads[:, 2:][:, turn].T
        inner = (i > 0) & (i < len(side)) & (j > 0) & (j < len(other))
        # sentences beyond the ends of the texts are never looked at, but need a number
        last, first = np.maximum(i - 1, 0), np.minimum(i, len(side) - 1)
        back, on = np.maximum(j - 1, 0), np.minimum(j, len(other) - 1)
        for at, clause, near, far in (
            (stops, (side.tails[last], side.offsets[i]), (other.offsets[on], other.heads[on]), on),
            (starts, (side.offsets[i], side.heads[first]), (other.tails[back], other.offsets[j]), back),
        ):
            own = _explained(
                (clause[0][at], clause[1][at]), (other.offsets[beads[1]], other.offsets[beads[1] + sizes[1]]), *known
            )
            for k, span in enumerate((near, (other.offsets[far], other.offsets[far + 1]))):
                beyond = _explained(clause, span, *known)
                out[:, k] += inner[at] * np.logaddexp(0, beyond[at] - own)
    linked = (lattice.beads[:, 2] > 0) & (lattice.beads[:, 3] > 0)
    return (linked[:, None] * out).astype(np.float32)


def _explained(
    spans: Spans, others: Spans, ids: NDArray[np.int32], other: NDArray[np.int32], source: bool, types: int,
    links: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]], rarity: NDArray[np.float32],
) -> NDArray[np.float32]:  # fmt: skip
    """log of how much better than chance the words of the other side's spans explain those of the spans, row by row.

    The links are those of the source words, whichever side is explained: a target word has many more of them.
    """
    out = np.zeros(len(spans[0]), dtype=np.float32)
    # what occurs once has the greatest rarity, what occurs twice two thirds of it
    common = min(COMMON, 0.66 * float(rarity.max(initial=0)))
    _explain(
        *spans, *others, ids, other, source, *links, rarity, SHARE, common, out, np.zeros(len(rarity), dtype=np.float32),
        np.zeros(len(rarity), dtype=bool), np.zeros(types, dtype=np.int32),
    )  # fmt: skip
    return out


@kernel(
    "void(int32[:],int32[:],int32[:],int32[:],int32[:],int32[:],int64,int32[:],int32[:],float32[:],float32[:],"
    "float64,float64,float32[:],float32[:],boolean[:],int32[:])"
)
def _explain(
    start, stop, other_start, other_stop, ids, other, source, pointers, columns, values, rarity, share, common, out,
    reached, wanted, here,
):  # fmt: skip
    for e in range(len(start)):
        if source:
            for k in range(other_start[e], other_stop[e]):
                here[other[k]] += 1
            for k in range(start[e], stop[e]):
                w = ids[k]
                if rarity[w] < common or wanted[w]:
                    continue
                wanted[w] = True
                for c in range(pointers[w], pointers[w + 1]):
                    reached[w] += here[columns[c]] * values[c]
            for k in range(other_start[e], other_stop[e]):
                here[other[k]] = 0
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
