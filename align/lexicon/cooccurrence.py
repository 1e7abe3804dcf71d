"""Words that occur together in the beads of a text more often than by chance; counted by a function that Numba compiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from align.kernels import Float32s, Int32s, Int32Table, Int64s, kernel
from align.lexicon.link_table import Strengths
from align.words import TokenizedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["cooccurrence"]


class _CountedWords(NamedTuple):
    ids: Int32s
    offsets: Int32s
    counts: Int32s


class _Limits(NamedTuple):
    common: float
    least: float


class _CooccurrenceWork(NamedTuple):
    pointers: Int64s
    """The beads in which each source type stands, as in a concordance: `places[pointers[w - 1]:pointers[w]]`."""
    places: Int32s
    sums: Float32s
    """For each target type: the sum for one source type, and the last bead in which it was seen."""
    seen: Int32s
    touched: Int32s
    """The target types that have a sum."""


class _PairsFound(NamedTuple):
    rows: Int32s
    columns: Int32s
    values: Float32s


def cooccurrence(
    beads: NDArray[np.int32],
    probabilities: NDArray[np.float32],
    side: TokenizedText,
    other: TokenizedText,
    common: float,
    least: float,
) -> Strengths:
    """Words that occur together in probable beads more often than by chance: types, and share of their occurrences.

    The share is (c - 0.7) / sqrt(count * count), c the expected number of beads in which both stand; words of a count
    over `common` and shares under `least` are left out. The beads are ordered by their source.

    >>> from align.words import index
    >>> left, right = index(["a b", "a", "a c"] * 3, "de"), index(["x y", "x", "x"] * 3, "fr")
    >>> beads = np.array([(n, n, 1, 1) for n in range(9)], dtype=np.int32)
    >>> rows, columns, shares = cooccurrence(beads, np.ones(9, dtype=np.float32), left, right, 20, 0.5)
    >>> [(left.types[i], right.types[j], round(float(s), 2)) for i, j, s in zip(rows, columns, shares)]
    [('a', 'x', 0.92), ('b', 'y', 0.77)]
    """
    words = int((side.offsets[beads[:, 0] + beads[:, 2]] - side.offsets[beads[:, 0]]).sum())
    room = 1 << 16
    while True:
        rows, columns = np.empty((2, room), dtype=np.int32)
        values = np.empty(room, dtype=np.float32)
        found = _cooccurrence(
            beads,
            probabilities,
            _CountedWords(side.ids, side.offsets, side.counts),
            _CountedWords(other.ids, other.offsets, other.counts),
            _Limits(common, least),
            _CooccurrenceWork(
                np.zeros(len(side.types) + 1, dtype=np.int64),
                np.empty(words, dtype=np.int32),
                np.zeros(len(other.types), dtype=np.float32),
                np.full(len(other.types), -1, dtype=np.int32),
                np.empty(len(other.types), dtype=np.int32),
            ),
            _PairsFound(rows, columns, values),
        )
        if found <= room:
            return rows[:found], columns[:found], values[:found]
        room = found


@kernel
def _cooccurrence(
    beads: Int32Table, probabilities: Float32s, side: _CountedWords, other: _CountedWords, limits: _Limits,
    work: _CooccurrenceWork, out: _PairsFound,
) -> int:  # fmt: skip
    ids, offsets, counts = side
    others, other_offsets, other_counts = other
    common, least = limits
    pointers, places, sums, seen, touched = work
    rows, columns, values = out
    # places of every source type, as in a concordance: `pointers` run from the beginning of each to its end
    for e in range(len(beads)):
        for k in range(offsets[beads[e, 0]], offsets[beads[e, 0] + beads[e, 2]]):
            pointers[ids[k] + 1] += 1
    for w in range(len(counts)):
        pointers[w + 1] += pointers[w]
    for e in range(len(beads)):
        for k in range(offsets[beads[e, 0]], offsets[beads[e, 0] + beads[e, 2]]):
            places[pointers[ids[k]]] = e
            pointers[ids[k]] += 1
    found = 0
    for w in range(len(counts)):
        if counts[w] < 2 or counts[w] > common:
            continue
        number = 0
        start = pointers[w - 1] if w else 0
        for p in range(start, pointers[w]):
            e = places[p]
            if p > start and places[p - 1] == e:
                continue
            j, b = beads[e, 1], beads[e, 3]
            for k in range(other_offsets[j], other_offsets[j + b]):
                v = others[k]
                if other_counts[v] < 2 or other_counts[v] > common or seen[v] == e:
                    continue
                seen[v] = e
                if sums[v] == 0:
                    touched[number] = v
                    number += 1
                sums[v] += probabilities[e]
        for k in range(number):
            v = touched[k]
            share = (sums[v] - np.float32(0.7)) / np.sqrt(np.float32(counts[w]) * np.float32(other_counts[v]))
            sums[v] = 0
            seen[v] = -1
            if share >= least:
                if found < len(rows):
                    rows[found], columns[found], values[found] = w, v, min(share, np.float32(1))
                found += 1
    return found
