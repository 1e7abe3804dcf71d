"""Anchors: pairs of sentences that rare words tie together, and the band that the search keeps to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align.lexicon import Links
from align.words import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["band"]

MARGIN = 8
"""Sentences to either side of an anchor that the band takes in."""
BOX = 24
"""Sentences between two anchors, on the shorter side, up to which everything between them is searched."""


def votes(src: Side, tgt: Side, forward: Links, limit: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Pairs of sentences (i, j), ordered, that share translations occurring at most `limit` times, with their weights."""
    import numpy as np

    pointers, columns, values = forward
    rows = np.repeat(np.arange(len(pointers) - 1), np.diff(pointers))
    rare = (src.counts[rows] <= limit) & (tgt.counts[columns] <= limit) & (values > 0.1)
    rows, columns, values = rows[rare], columns[rare], values[rare]
    if not len(rows):
        return np.zeros((0, 2), dtype=np.int32), np.zeros(0)
    places = [_places(side) for side in (src, tgt)]
    found = []
    for r, c, v in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
        left = places[0][1][places[0][0][r] : places[0][0][r + 1]]
        right = places[1][1][places[1][0][c] : places[1][0][c + 1]]
        weight = v / (len(left) * len(right))
        found += [(i, j, weight) for i in left.tolist() for j in right.tolist()]
    table = np.array(found)
    keys = table[:, 0].astype(np.int64) * (len(tgt) + 1) + table[:, 1].astype(np.int64)
    unique, inverse = np.unique(keys, return_inverse=True)
    weights = np.bincount(inverse, weights=table[:, 2])
    return np.stack([unique // (len(tgt) + 1), unique % (len(tgt) + 1)], axis=1).astype(np.int32), weights


def _places(side: Side) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sentences in which each type occurs: pointers and sentence numbers."""
    import numpy as np

    sentence = np.repeat(np.arange(len(side)), np.diff(side.offsets))
    order = np.argsort(side.ids, kind="stable")
    pointers = np.zeros(len(side.types) + 1, dtype=np.int64)
    pointers[1:] = np.cumsum(side.counts)
    return pointers, sentence[order]


def chain(pairs: NDArray[np.int32], weights: NDArray[np.float64], m: int) -> list[int]:
    """The rising chain of pairs that weighs the most: a longest increasing subsequence, by a Fenwick tree."""
    best = [0.0] * (m + 2)
    holder = [-1] * (m + 2)
    before = [-1] * len(pairs)
    for k, ((_, j), weight) in enumerate(zip(pairs.tolist(), weights.tolist(), strict=True)):
        top, at, x = 0.0, -1, j + 1
        while x > 0:
            if best[x] > top:
                top, at = best[x], holder[x]
            x &= x - 1
        before[k], top, x = at, top + weight, j + 1
        while x <= m + 1:
            if top > best[x]:
                best[x], holder[x] = top, k
            x += x & -x
    top, at = max(zip(best, holder, strict=True))
    path = []
    while at >= 0:
        path.append(at)
        at = before[at]
    return path[::-1]


def band(src: Side, tgt: Side, forward: Links) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """For each number of source sentences, the least and the greatest number of target sentences searched."""
    import numpy as np

    n, m = len(src), len(tgt)
    lo, hi = np.full(n + 1, m, dtype=np.int64), np.zeros(n + 1, dtype=np.int64)

    def take(i0: int, i1: int, j0: int, j1: int) -> None:
        i0, i1, j0, j1 = max(0, i0), min(n, i1), max(0, j0), min(m, j1)
        lo[i0 : i1 + 1] = np.minimum(lo[i0 : i1 + 1], j0)
        hi[i0 : i1 + 1] = np.maximum(hi[i0 : i1 + 1], j1)

    if n * m <= 250_000:
        return np.zeros(n + 1, dtype=np.int32), np.full(n + 1, m, dtype=np.int32)
    pairs, weights = votes(src, tgt, forward, 8)
    path = [tuple(pairs[k].tolist()) for k in chain(pairs, weights, m)]
    path = _supported(path)
    corners = [(0, 0), *path, (n, m)]
    for (i0, j0), (i1, j1) in zip(corners, corners[1:], strict=False):
        di, dj = i1 - i0, j1 - j0
        if min(di, dj) <= BOX or di * dj < 20_000:
            take(i0 - MARGIN, i1 + MARGIN, j0 - MARGIN, j1 + MARGIN)
            continue
        reach = max(BOX, min(di, dj) // 5)
        for k in range(di + 1):
            j = j0 + round(dj * k / di)
            take(i0 + k, i0 + k, j - reach, j + reach)
    # a path must exist: both borders rise, and each row meets the one before
    lo = np.minimum.accumulate(lo[::-1])[::-1]
    hi = np.maximum.accumulate(hi)
    lo[0], hi[n] = 0, m
    return np.minimum(lo, hi).astype(np.int32), hi.astype(np.int32)


def _supported(path: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs that lie near the diagonal of some neighbour in the chain; a pair alone is chance."""
    kept = []
    for k, (i, j) in enumerate(path):
        near = path[max(0, k - 4) : k] + path[k + 1 : k + 5]
        support = sum(abs((i - x) - (j - y)) <= 6 + abs(i - x) // 3 and abs(i - x) <= 40 for x, y in near)
        if support >= 2:
            kept.append((i, j))
    return kept
