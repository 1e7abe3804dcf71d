"""Anchors: pairs of sentences that rare words tie together, and the band that the search keeps to.

Three steps, each of linear time: a chain through the votes of rare words, which may leap over a part that one side
lacks; a wide band along it, in which the path that gathers the most shared words is found; a narrow band along that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from align.alignment.dynamic_programming import Band
from align.alignment.word_arrays import LinkRows, WordIds
from align.kernels import Float32s, Float64s, Int8s, Int32s, Int32Table, Int64s, kernel
from align.lexicon.link_table import Links, Strengths
from align.words import TokenizedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["band"]

MARGIN = 8
"""Sentences on either side of the path that the narrow band includes."""
WIDE = 15
"""Sentences to either side of the chain of anchors that are searched for the path."""
RARE = 16
"""Maximum number of occurrences of a word that votes for anchors."""
SURE = 0.75
"""Minimum link strength for an anchor vote."""
HEAVY = 0.8
"""Minimum weight of the votes along a diagonal for them to be more than chance."""
SMALL = 160_000
"""Maximum number of sentence pairs for which the whole table is searched, without a band."""


class _Chains(NamedTuple):
    """For each pair: the weight of the best chain that ends with it, and the pair before it in that chain."""

    best: Float64s
    before: Int64s


class _FenwickTree(NamedTuple):
    """Greatest weight of a chain that ends at or before a target sentence, and the pair that it ends with."""

    weights: Float64s
    holders: Int64s


class _PathWork(NamedTuple):
    best: Float32s
    """The most that a path to each node gathers."""
    move: Int8s
    """The last step of that path: 1 forward in the source, 2 in the target, 3 in both, 0 none."""
    sums: Float32s


def votes(
    src: TokenizedText, tgt: TokenizedText, strengths: Strengths
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Pairs of sentences (i, j), ordered, that share translations of about equal rarity, with their weights."""
    rows, columns, values = strengths
    a, b = src.counts[rows], tgt.counts[columns]
    rare = (a <= RARE) & (b <= RARE) & (a <= 2 * b) & (b <= 2 * a) & (values >= SURE)
    rows, columns, values = rows[rare], columns[rare], values[rare]
    if not len(rows):
        return np.zeros((0, 2), dtype=np.int32), np.zeros(0)
    places = [_places(side) for side in (src, tgt)]
    # every occurrence of the one word with every occurrence of the other
    a, b = a[rare].astype(np.int64), b[rare].astype(np.int64)
    link = np.repeat(np.arange(len(rows)), a * b)
    step = np.arange(len(link)) - np.repeat(np.cumsum(a * b) - a * b, a * b)
    left = places[0][1][places[0][0][rows[link]] + step // b[link]]
    right = places[1][1][places[1][0][columns[link]] + step % b[link]]
    width = len(tgt) + 1
    unique, inverse = np.unique(left * width + right, return_inverse=True)
    weights = np.bincount(inverse, weights=(values / np.sqrt(a * b))[link]).astype(np.float64)
    return np.stack([unique // width, unique % width], axis=1).astype(np.int32), weights


def _places(side: TokenizedText) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sentences in which each type occurs: pointers and sentence numbers."""
    sentence = np.repeat(np.arange(len(side)), np.diff(side.offsets))
    order = np.argsort(side.ids, kind="stable")
    pointers = np.zeros(len(side.types) + 1, dtype=np.int64)
    pointers[1:] = np.cumsum(side.counts)
    return pointers, sentence[order]


def band(
    src: TokenizedText, tgt: TokenizedText, strengths: Strengths, links: Links, rarity: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """For each number of source sentences, the least and the greatest number of target sentences searched.

    `rarity` is 1 / p of each target type.

    >>> from align.alignment.lattice import rarity
    >>> from align.lexicon.link_table import conditional
    >>> from align.lexicon.links import links
    >>> from align.words import index
    >>> zh, en = index(["工业。", "发展。"], "zh"), index(["Industry.", "Development."], "en")
    >>> strengths = links(zh, en)
    >>> band(zh, en, strengths, conditional(strengths, len(zh.types), len(en.types)), rarity(en))
    (array([0, 0, 0], dtype=int32), array([2, 2, 2], dtype=int32))
    """
    n, m = len(src), len(tgt)
    if n * m <= SMALL:
        return np.zeros(n + 1, dtype=np.int32), np.full(n + 1, m, dtype=np.int32)
    pairs, weights = votes(src, tgt, strengths)
    slope = m / n
    if len(pairs):
        path = chain(pairs, weights, m, slope)
        pairs = _supported(pairs[path], weights[path], slope)
    lo, hi = around(pairs, n, m, WIDE)
    return around(gather(src, tgt, links, rarity, lo, hi), n, m, MARGIN)


def around(corners: NDArray[np.int32], n: int, m: int, margin: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The band of all nodes near a path from (0, 0) to (n, m) given by some of the nodes (i, j) between.

    Between two nodes that leave room for an omission everything is taken in; where both sides are long, only what
    lies along the diagonal.
    """
    ends = np.array([[0, 0], [n, m]], dtype=np.int32)
    lo, hi = np.full(n + 1, m, dtype=np.int32), np.zeros(n + 1, dtype=np.int32)
    _around(np.concatenate([ends[:1], corners, ends[1:]]), n, m, margin, lo, hi)
    # a path must exist: both borders rise, and each row meets the one before
    lo = np.minimum.accumulate(lo[::-1])[::-1]
    hi = np.maximum.accumulate(hi)
    lo[0], hi[n] = 0, m
    return np.minimum(lo, hi), hi


@kernel
def _around(corners: Int32Table, n: int, m: int, margin: int, lo: Int32s, hi: Int32s) -> None:
    for c in range(len(corners) - 1):
        i0, j0, i1, j1 = corners[c, 0], corners[c, 1], corners[c + 1, 0], corners[c + 1, 1]
        di, dj = i1 - i0, j1 - j0
        if min(di, dj) <= 2 * margin:
            for i in range(max(0, i0 - margin), min(n, i1 + margin) + 1):
                lo[i] = min(lo[i], max(0, j0 - margin))
                hi[i] = max(hi[i], min(m, j1 + margin))
            continue
        # the way between two anchors strays from the diagonal, the more the farther they are apart
        reach = margin + min(min(di, dj) // 4, 5 * margin)
        if abs(dj - di * m / n) > 4 * margin + 0.5 * di:
            reach = max(reach, min(di, dj, 2000))
        for k in range(di + 1):
            j = j0 + int(np.rint(dj * k / di))
            lo[i0 + k] = min(lo[i0 + k], max(0, j - reach))
            hi[i0 + k] = max(hi[i0 + k], min(m, j + reach))


def _supported(path: NDArray[np.int32], weights: NDArray[np.float64], slope: float) -> NDArray[np.int32]:
    """The pairs in runs along one diagonal that weigh enough together. A single pair counts as chance."""
    drift = path[:, 1] - slope * path[:, 0]
    leap = np.abs(np.diff(drift)) > 6 + 0.4 * np.diff(path[:, 0])
    run = np.concatenate([[0], np.cumsum(leap)])
    heavy = np.bincount(run, weights=weights) >= HEAVY
    taken: NDArray[np.int32] = path[heavy[run]]
    return taken


def chain(pairs: NDArray[np.int32], weights: NDArray[np.float64], m: int, slope: float) -> NDArray[np.int64]:
    """Indices of the rising chain of pairs (i, j) that weighs the most, less a fee for leaving its diagonal.

    The fee grows with the distance and ends at 1.5, so that a part missing on one side can be leapt over: the last
    400 pairs are tried one by one as predecessors, all others through a Fenwick tree at the full fee. `pairs` are
    ordered.
    """
    count = len(pairs)
    path = np.empty(count, dtype=np.int64)
    chains = _Chains(np.zeros(count), np.full(count, -1))
    size = _chain(pairs, weights, slope, _FenwickTree(np.zeros(m + 2), np.full(m + 2, -1)), chains, path)
    return path[:size][::-1]


@kernel
def _chain(
    pairs: Int32Table, weights: Float64s, slope: float, maxima: _FenwickTree, chains: _Chains, path: Int64s
) -> int:
    best, before = chains
    tree, holder = maxima
    m = len(tree) - 2
    count = len(pairs)
    for k in range(count):
        i, j = pairs[k, 0], pairs[k, 1]
        top = 0.0
        at = -1
        x = j + 1
        while x > 0:
            if tree[x] - 1.5 > top:
                top = tree[x] - 1.5
                at = holder[x]
            x &= x - 1
        for p in range(k - 1, max(-1, k - 400), -1):
            if pairs[p, 1] > j or best[p] <= top:
                continue
            drift = abs((j - pairs[p, 1]) - slope * (i - pairs[p, 0])) - 2.0 - 0.35 * (i - pairs[p, 0])
            value = best[p]
            if drift > 0:
                value -= min(1.5, 0.1 * drift)
            if value > top:
                top = value
                at = p
        best[k] = top + weights[k]
        before[k] = at
        x = j + 1
        while x <= m + 1:
            if best[k] > tree[x]:
                tree[x] = best[k]
                holder[x] = k
            x += x & -x
    at = 0
    for k in range(count):
        if best[k] > best[at]:
            at = k
    size = 0
    while at >= 0:
        path[size] = at
        size += 1
        at = before[at]
    return size


def gather(
    src: TokenizedText,
    tgt: TokenizedText,
    links: Links,
    rarity: NDArray[np.float32],
    lo: NDArray[np.int32],
    hi: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Pairs of sentences (i, j) along the path through the band that gathers the most words explained.

    A step forward on one side or on both collects what its pair of sentences shares: log(1 + t(v|w) / p(v) / length)
    over the words v, less 0.3 a word.
    """
    nodes = Band.between(lo, hi)
    size = nodes.row[-2]
    work = _PathWork(
        np.full(size, -1e30, dtype=np.float32),
        np.zeros(size, dtype=np.int8),
        np.zeros(len(tgt.types), dtype=np.float32),
    )
    steps = np.empty((len(src) + len(tgt), 2), dtype=np.int32)
    rows = LinkRows(links.pointers, links.columns, links.forward)
    count = _gather(WordIds.of(src), WordIds.of(tgt), rows, rarity, nodes, work, steps)
    return steps[:count][::-1]


@kernel
def _gather(
    side: WordIds, other: WordIds, links: LinkRows, rarity: Float32s, nodes: Band, work: _PathWork, steps: Int32Table
) -> int:
    ids, offsets = side
    others, other_offsets = other
    pointers, columns, values = links
    lo, hi, row = nodes.lo, nodes.hi, nodes.row
    best, move, sums = work
    n = len(offsets) - 1
    for i in range(n):
        for k in range(offsets[i], offsets[i + 1]):
            w = ids[k]
            for c in range(pointers[w], pointers[w + 1]):
                sums[columns[c]] += values[c]
        scale = np.float32(1.0 / max(1, offsets[i + 1] - offsets[i]))
        for j in range(lo[i], min(hi[i] + 1, len(other_offsets) - 1)):
            gain = -0.3 * (other_offsets[j + 1] - other_offsets[j])
            for q in range(other_offsets[j], other_offsets[j + 1], 32):
                # so few factors cannot overflow
                product = 1.0
                for k in range(q, min(q + 32, other_offsets[j + 1])):
                    product *= 1 + scale * sums[others[k]] * rarity[others[k]]
                gain += np.log(product)
            if gain < 0:
                gain = 0.0
            here = row[i] + j - lo[i]
            top = 0.0
            step = 0
            if i > 0:
                if lo[i - 1] <= j - 1 <= hi[i - 1]:
                    top = best[row[i - 1] + j - 1 - lo[i - 1]] + gain
                    step = 3
                if lo[i - 1] <= j <= hi[i - 1]:
                    value = best[row[i - 1] + j - lo[i - 1]] + 0.6 * gain
                    if value > top or step == 0:
                        top = value
                        step = 1
            if j > lo[i]:
                value = best[here - 1] + 0.6 * gain
                if value > top or step == 0:
                    top = value
                    step = 2
            if step == 0:
                top = gain
            best[here] = top
            move[here] = step
        for k in range(offsets[i], offsets[i + 1]):
            w = ids[k]
            for c in range(pointers[w], pointers[w + 1]):
                sums[columns[c]] = 0
    return trace_back(nodes, len(other_offsets) - 1, move, steps)


def trace_back(nodes: Band, m: int, move: Int8s, steps: Int32Table) -> int:
    """Write down the path from its end to its beginning; returns its length."""
    lo, hi, row = nodes.lo, nodes.hi, nodes.row
    i = len(lo) - 2
    j = min(hi[i], m - 1)
    size = 0
    while i >= 0 and j >= lo[i]:
        steps[size, 0] = i
        steps[size, 1] = j
        size += 1
        step = move[row[i] + j - lo[i]]
        if step == 0:
            break
        if step & 1:
            i -= 1
        if step & 2:
            j -= 1
    return size
