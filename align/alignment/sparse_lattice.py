"""Sums and best paths over the beads that are left after the first pass: edges of a sparse lattice; compiled by Numba."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from align.kernels import Bools, Float32s, Float64s, Float64Table, Int32s, Int32Table, Int64s, kernel

__all__ = ["Edges", "best_path", "log_add", "sum_edges"]


class Edges(NamedTuple):
    """Edges of a sparse lattice, ordered by the node they start from. `gaps` tells which are omissions."""

    starts: Int32s
    stops: Int32s
    gaps: Bools
    scores: Float32s


class _PathWork(NamedTuple):
    """For each bead: the key of its first node, the most that can be gained from there on, and the bead that then
    follows.
    """

    keys: Int64s
    best: Float64s
    choice: Int64s


class _EdgeSums(NamedTuple):
    """For each node: the sums up to it and from it on, after a bead and after an omission."""

    after: Float64Table
    ahead: Float64Table


def log_add(x: float, y: float) -> float:
    """log(exp(x) + exp(y)).

    >>> round(float(np.exp(log_add(np.log(0.25), np.log(0.5)))), 4)
    0.75
    """
    total: float = max(x, y) + np.log1p(np.exp(min(x, y) - max(x, y)))
    return total


def best_path(beads: Int32Table, gains: Float32s, n: int, m: int) -> Int64s:
    """Indices of the beads of the path from (0, 0) to (n, m) whose gains sum to the most; -1 alone where there is none.

    `beads` are ordered by i, then j. Nodes are found through the edges alone, so any sparse set of beads can be given.

    >>> beads = np.array([(0, 0, 1, 1), (0, 0, 1, 2), (1, 1, 1, 1), (1, 2, 1, 0)], dtype=np.int32)
    >>> best_path(beads, np.array([0.9, 0.4, 0.8, 0.1], dtype=np.float32), 2, 2)
    array([0, 2])
    """
    count = len(beads)
    keys, choice = np.empty((2, count), dtype=np.int64)
    path = np.empty(n + m + 1, dtype=np.int64)
    return path[: _best_path(beads, gains, n, m, _PathWork(keys, np.empty(count), choice), path)]


@kernel
def _best_path(beads: Int32Table, gains: Float32s, n: int, m: int, work: _PathWork, path: Int64s) -> int:
    keys, best, choice = work.keys, work.best, work.choice
    width = np.int64(m + 1)
    for e in range(len(beads)):
        keys[e] = beads[e, 0] * width + beads[e, 1]
        best[e] = -1e38
        choice[e] = -1
    # gains to the end, from the last bead to the first: every follower has a greater key
    for e in range(len(beads) - 1, -1, -1):
        i, j = beads[e, 0] + beads[e, 2], beads[e, 1] + beads[e, 3]
        if i == n and j == m:
            best[e] = gains[e]
            continue
        key = i * width + j
        k = 0
        stop = len(keys)
        while k < stop:
            middle = (k + stop) // 2
            if keys[middle] < key:
                k = middle + 1
            else:
                stop = middle
        top = -1e38
        while k < len(keys) and keys[k] == key:
            if best[k] > top:
                top = best[k]
                choice[e] = k
            k += 1
        best[e] = gains[e] + top
    first = -1
    for e in range(len(beads)):
        if keys[e] != 0:
            break
        if best[e] > -1e38 and (first < 0 or best[e] > best[first]):
            first = e
    size = 0
    while first >= 0:
        path[size] = first
        size += 1
        first = choice[first]
    if size == 0:
        path[0] = -1
        size = 1
    return size


def sum_edges(edges: Edges, count: int, opening: float, following: float) -> tuple[Float32s, Float32s, float]:
    """Posterior of every edge of a sparse lattice, that part of it which follows no omission, and the log of the sum.

    Nodes are numbered in order from 0 to count - 1. An omission costs `opening` after a bead and `following` after
    another omission.

    >>> starts, stops = np.array([0, 1, 0], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
    >>> edges = Edges(starts, stops, np.zeros(3, dtype=bool), np.log(np.array([0.5, 0.5, 0.75], dtype=np.float32)))
    >>> probabilities, after_bead, total = sum_edges(edges, 3, -1.0, -1.0)
    >>> probabilities.round(2).tolist(), round(float(np.exp(total)), 2)
    ([0.25, 0.25, 0.75], 1.0)
    """
    probabilities, first = np.zeros((2, len(edges.scores)), dtype=np.float32)
    sums = _EdgeSums(*np.full((2, count, 2), -1e300))
    return probabilities, first, _sum_edges(edges, opening, following, sums, probabilities, first)


@kernel
def _sum_edges(
    edges: Edges, opening: float, following: float, sums: _EdgeSums, probabilities: Float32s, first: Float32s
) -> float:
    starts, stops, gaps, scores = edges.starts, edges.stops, edges.gaps, edges.scores
    after, ahead = sums.after, sums.ahead
    count = len(after)
    none = -1e300
    after[0, 0] = 0.0
    ahead[count - 1, 0] = 0.0
    ahead[count - 1, 1] = 0.0
    for e in range(len(scores)):
        s, t = starts[e], stops[e]
        if gaps[e]:
            x, y, k = after[s, 0] + opening + scores[e], after[s, 1] + following + scores[e], 1
        else:
            x, y, k = after[s, 0] + scores[e], after[s, 1] + scores[e], 0
        if max(x, y) > none / 2:
            after[t, k] = log_add(after[t, k], log_add(x, y))
    total = log_add(after[count - 1, 0], after[count - 1, 1])
    for e in range(len(scores) - 1, -1, -1):
        s, t = starts[e], stops[e]
        k = 1 if gaps[e] else 0
        rest = scores[e] + ahead[t, k]
        if rest < none / 2:
            continue
        one, two = rest, rest
        if gaps[e]:
            one += opening
            two += following
        p = np.exp(min(0.0, after[s, 0] + one - total))
        q = np.exp(min(0.0, after[s, 1] + two - total))
        first[e] = p
        probabilities[e] = min(1.0, p + q)
        ahead[s, 0] = log_add(ahead[s, 0], one)
        ahead[s, 1] = log_add(ahead[s, 1], two)
    return total
