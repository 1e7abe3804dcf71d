"""The search: a semi-Markov model over beads, summed and maximized within a band, compiled by Numba.

A node (i, j) stands between sentences: i source and j target sentences lie before it. A bead is an edge from
(i, j) to (i + a, j + b). The band gives for every i the nodes `lo[i] <= j <= hi[i]`; both arrays never decrease.
Rows of the band lie one after the other (`row[i] + j - lo[i]`), so that memory follows its area.
"""

from __future__ import annotations

import numpy as np

from align.compiled import jit

__all__ = ["MOST", "TYPES", "best_path", "rows", "score_band", "sum_band", "sum_edges"]

MOST = 6
"""Most sentences of one side in a bead (with one on the other side); 4 where both sides have several."""

TYPES = np.array(
    [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (2, 3), (3, 2), (3, 3), (2, 4), (4, 2), (3, 4),
     (4, 3), (4, 4), (1, 5), (5, 1), (1, 6), (6, 1)],
    dtype=np.int32,
)  # fmt: skip
"""Sizes of the beads that are searched, besides omissions."""


def rows(lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
    """Where each row of the band begins; the last element is the number of nodes."""
    return np.concatenate([[0], np.cumsum(hi.astype(np.int64) - lo + 1)])


@jit("float32(int64,int64,int64,int64,float32[:],float32[:],float32[:])")
def length_score(i, j, a, b, ends, other_ends, shape):
    """log density of the ratio of lengths; `shape` is (log of the expected ratio, variance, variance of one character)."""
    x = ends[i + a] - ends[i] + 4
    y = other_ends[j + b] - other_ends[j] + 4
    ratio = np.log(y / x) - shape[0]
    variance = shape[1] + shape[2] / min(x, y)
    return -np.log(1 + ratio * ratio / (4 * variance)) * 2.5 - 0.5 * np.log(variance)


@jit(
    "float32[:,:](int32[:,:],float32[:],int64[:],int32[:],int32[:],float32[:],int64[:],int32[:],int32[:],int64[:],float32[:],float32[:],float32[:],float32[:],float32[:],int64)"
)
def score_band(
    types,
    fore,
    fore_start,
    lo,
    hi,
    back,
    back_start,
    left,
    right,
    row,
    ends,
    other_ends,
    shape,
    weights,
    priors,
    most,
):
    """Score of every bead that begins at a node and ends in the band; -inf for the others. Rows nodes, columns types.

    The last two columns are the omission of a source and of a target sentence.
    """
    n, m = len(ends) - 1, len(other_ends) - 1
    out = np.full((row[n + 1], len(types) + 2), -1e38, dtype=np.float32)
    for i in range(n + 1):
        for j in range(lo[i], hi[i] + 1):
            node = row[i] + j - lo[i]
            if i < n and lo[i + 1] <= j <= hi[i + 1]:
                out[node, len(types)] = priors[len(types)]
            if j < hi[i]:
                out[node, len(types) + 1] = priors[len(types) + 1]
            for t in range(len(types)):
                a, b = types[t, 0], types[t, 1]
                if i + a > n or j + b > m or j + b > hi[i + a] or j + b < lo[i + a]:
                    continue
                base = fore_start[i] + (a - 1) * (hi[min(i + most, n)] - lo[i] + 1) - lo[i]
                score = priors[t] + weights[0] * (fore[base + j + b] - fore[base + j])
                base = back_start[j] + (b - 1) * (right[min(j + most, m)] - left[j] + 1) - left[j]
                score += weights[1] * (back[base + i + a] - back[base + i])
                score += weights[2] * length_score(i, j, a, b, ends, other_ends, shape)
                out[node, t] = score
    return out


@jit("float64(float64,float64)")
def add_logs(x, y):
    if x < y:
        x, y = y, x
    if y < -1e30:
        return x
    return x + np.log(1 + np.exp(y - x))


@jit("Tuple((int32[:,:],float32[:],int64))(int32[:,:],float32[:,:],int32[:],int32[:],int64[:],float64,float64,float64)")
def sum_band(types, scores, lo, hi, row, opening, following, least):
    """Posterior probability of every bead by the forward-backward algorithm; those of at least `least` are returned.

    An omission costs `opening` after a bead and `following` after another omission. The result is (i, j, a, b) of
    each bead, in falling order of i and j, its probability, and how many there are.
    """
    n = len(lo) - 1
    size = row[n + 1]
    none = -1e38
    after = np.full((size, 2), none)
    ahead = np.full((size, 2), none)
    after[0, 0] = 0
    count = len(types)
    for i in range(n + 1):
        for j in range(lo[i], hi[i] + 1):
            node = row[i] + j - lo[i]
            both = add_logs(after[node, 0], after[node, 1])
            if both < -1e30:
                continue
            gap = add_logs(after[node, 0] + opening, after[node, 1] + following)
            for t in range(count + 2):
                score = scores[node, t]
                if score < -1e30:
                    continue
                if t < count:
                    a, b = types[t, 0], types[t, 1]
                    end = row[i + a] + j + b - lo[i + a]
                    after[end, 0] = add_logs(after[end, 0], both + score)
                else:
                    a = count + 1 - t
                    end = row[i + a] + j + 1 - a - lo[i + a]
                    after[end, 1] = add_logs(after[end, 1], gap + score)
    total = add_logs(after[size - 1, 0], after[size - 1, 1])
    ahead[size - 1, 0] = 0
    ahead[size - 1, 1] = 0
    found = 0
    beads = np.zeros((1024, 4), dtype=np.int32)
    chances = np.zeros(1024, dtype=np.float32)
    for i in range(n, -1, -1):
        for j in range(hi[i], lo[i] - 1, -1):
            node = row[i] + j - lo[i]
            both = add_logs(after[node, 0], after[node, 1])
            if both < -1e30:
                continue
            gap = add_logs(after[node, 0] + opening, after[node, 1] + following)
            for t in range(count + 2):
                score = scores[node, t]
                if score < -1e30:
                    continue
                if t < count:
                    a, b = types[t, 0], types[t, 1]
                    rest = score + ahead[row[i + a] + j + b - lo[i + a], 0]
                    chance = both + rest - total
                    ahead[node, 0] = add_logs(ahead[node, 0], rest)
                    ahead[node, 1] = add_logs(ahead[node, 1], rest)
                else:
                    a = count + 1 - t
                    b = 1 - a
                    rest = score + ahead[row[i + a] + j + b - lo[i + a], 1]
                    chance = gap + rest - total
                    ahead[node, 0] = add_logs(ahead[node, 0], rest + opening)
                    ahead[node, 1] = add_logs(ahead[node, 1], rest + following)
                if chance > least:
                    if found == len(chances):
                        wider = np.zeros((2 * found, 4), dtype=np.int32)
                        longer = np.zeros(2 * found, dtype=np.float32)
                        for k in range(found):
                            for c in range(4):
                                wider[k, c] = beads[k, c]
                            longer[k] = chances[k]
                        beads = wider
                        chances = longer
                    beads[found, 0] = i
                    beads[found, 1] = j
                    beads[found, 2] = a
                    beads[found, 3] = b
                    chances[found] = np.exp(min(chance, 0.0))
                    found += 1
    return beads, chances, found


@jit("int64[:](int32[:,:],float32[:],int64,int64)")
def best_path(beads, gains, n, m):
    """Indices of the beads of the path from (0, 0) to (n, m) whose gains sum to the most; -1 alone where there is none.

    `beads` are ordered by i, then j. Nodes are found through the edges alone, so any sparse set of beads will do.
    """
    width = np.int64(m + 1)
    keys = np.empty(len(beads), dtype=np.int64)
    for e in range(len(beads)):
        keys[e] = beads[e, 0] * width + beads[e, 1]
    best = np.full(len(beads), -1e38, dtype=np.float64)
    choice = np.full(len(beads), -1, dtype=np.int64)
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
    path = np.empty(n + m + 1, dtype=np.int64)
    size = 0
    while first >= 0:
        path[size] = first
        size += 1
        first = choice[first]
    if size == 0:
        path[0] = -1
        size = 1
    return path[:size]


@jit("Tuple((float32[:],float32[:],float64))(int32[:],int32[:],boolean[:],float32[:],int64,float64,float64)")
def sum_edges(starts, stops, gaps, scores, count, opening, following):
    """Posterior of every edge of a sparse lattice, that part of it which follows no omission, and the log of the sum.

    Nodes are numbered in order from 0 to count - 1, edges ordered by the node they start from.
    """
    none = -1e300
    after = np.full((count, 2), none)
    ahead = np.full((count, 2), none)
    after[0, 0] = 0.0
    ahead[count - 1, 0] = 0.0
    ahead[count - 1, 1] = 0.0
    for e in range(len(scores)):
        s, t = starts[e], stops[e]
        if gaps[e]:
            x, y, k = after[s, 0] + opening + scores[e], after[s, 1] + following + scores[e], 1
        else:
            x, y, k = after[s, 0] + scores[e], after[s, 1] + scores[e], 0
        x, y = max(x, y), min(x, y)
        z = after[t, k]
        if x > none / 2:
            x += np.log1p(np.exp(y - x))
            after[t, k] = max(x, z) + np.log1p(np.exp(min(x, z) - max(x, z)))
    x, y = max(after[count - 1, 0], after[count - 1, 1]), min(after[count - 1, 0], after[count - 1, 1])
    total = x + np.log1p(np.exp(y - x)) if x > none / 2 else none
    chances = np.zeros(len(scores), dtype=np.float32)
    first = np.zeros(len(scores), dtype=np.float32)
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
        chances[e] = min(1.0, p + q)
        z = ahead[s, 0]
        ahead[s, 0] = max(one, z) + np.log1p(np.exp(min(one, z) - max(one, z)))
        z = ahead[s, 1]
        ahead[s, 1] = max(two, z) + np.log1p(np.exp(min(two, z) - max(two, z)))
    return chances, first, total
