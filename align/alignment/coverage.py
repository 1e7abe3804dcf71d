"""How well the words of two sides explain each other: counting by sparse links between types, compiled by Numba.

Links are rows of a sparse matrix: the source type w has `columns[pointers[w]:pointers[w + 1]]` with t(target|source)
in `values` and t(source|target) in `reverse`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from align.alignment.dynamic_programming import MOST, REACH, Band
from align.kernels import at, kernel
from align.lexicon.link_table import Links, Strengths
from align.words import TokenizedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["cooccurrence", "cover", "match"]


def cover(
    side: TokenizedText,
    other: TokenizedText,
    links: Links,
    rarity: NDArray[np.float32],
    known: NDArray[np.int64],
    band: Band,
    share: float,
    *,
    back: bool = False,
) -> NDArray[np.float32]:
    """How much better 1 to MOST sentences of `side` explain the words of the other than chance does, in cells of the band.

    For sentence i, a sentences from there and node j of the other side: the sum over the words v of the other side's
    sentences before j, from some node in the band on, of log(1 - share + share * mean over the words w of
    t(v|w) / p(v)): IBM model 1 against the unigram, Brown et al. (1993), eq. 16. `links` lead from this side to the
    other, or with `back` from the other to this; `rarity` is 1 / p of the other's types. Words without any link say
    nothing either way; `known` counts, before each of the other side's sentences, the words that have one.
    """
    n, m = len(side), len(other)
    near = np.arange(n)
    # the other side's sentences that a bead with sentence s can take in
    first = band.lo[np.maximum(near - MOST + 1, 0)]
    last = np.minimum(band.hi[near], m - MOST) + MOST
    places = other.offsets[np.stack([first, last])]
    out = np.zeros(band.cells[-1], dtype=np.float32)
    wide = int((places[1] - places[0]).max())
    _cover(
        side.ids, side.offsets, other.ids, other.offsets, links[0], links[1], links[3 if back else 2], back, rarity,
        band.lo, band.hi, band.cells, band.width, REACH, places, share, known, out,
        np.zeros(len(side.types if back else other.types), dtype=np.float32),
        np.empty((MOST, wide), dtype=np.float32), np.empty(wide, dtype=np.float32),
    )  # fmt: skip
    return out


@kernel(
    "void(int32[:],int32[:],int32[:],int32[:],int32[:],int32[:],float32[:],int64,float32[:],int32[:],int32[:],int64[:],"
    "int64[:],int32[:],int32[:,:],float64,int64[:],float32[:],float32[:],float32[:,:],float32[:])"
)
def _cover(
    ids, offsets, other, other_offsets, pointers, columns, values, back, rarity, lo, hi, cells, width, reach, places,
    share, known, out, sums, explained, gathered,
):  # fmt: skip
    n = len(offsets) - 1
    most = len(reach)
    low = np.log(1 - share)
    ready = 0
    for i in range(n):
        # how well each of the sentences to come explains the words around it: once, for all beads that it is in
        for s in range(ready, min(n, i + most)):
            base = places[0, s]
            if back:
                # the side's words have many links each: better to follow those of the words around
                for k in range(offsets[s], offsets[s + 1]):
                    sums[ids[k]] += 1
                for p in range(base, places[1, s]):
                    total = 0.0
                    for c in range(pointers[other[p]], pointers[other[p] + 1]):
                        total += sums[columns[at(c)]] * values[at(c)]
                    explained[s % most, p - base] = total * rarity[other[p]]
                for k in range(offsets[s], offsets[s + 1]):
                    sums[ids[k]] = 0
            else:
                for k in range(offsets[s], offsets[s + 1]):
                    for c in range(pointers[ids[k]], pointers[ids[k] + 1]):
                        sums[columns[c]] += values[c]
                for p in range(base, places[1, s]):
                    explained[s % most, p - base] = sums[other[p]] * rarity[other[p]]
                for k in range(offsets[s], offsets[s + 1]):
                    for c in range(pointers[ids[k]], pointers[ids[k] + 1]):
                        sums[columns[c]] = 0
        ready = min(n, i + most)
        start = other_offsets[lo[i]]
        end = places[1, i]
        for p in range(end - start):
            gathered[p] = 0
        for a in range(1, min(most, n - i) + 1):
            s = i + a - 1
            shift = start - places[0, s]
            for p in range(end - start):
                gathered[p] += explained[s % most, at(p + shift)]
            scale = share / max(1, offsets[s + 1] - offsets[i]) / (1 - share)
            begin = max(lo[i], lo[s + 1] - reach[a - 1])
            base = cells[i] + (a - 1) * width[i] - lo[i]
            total = 0.0
            for j in range(begin, min(hi[s + 1], hi[i] + reach[a - 1])):
                for q in range(other_offsets[j], other_offsets[j + 1], 32):
                    # so few factors cannot overflow
                    product = 1.0
                    for p in range(q - start, min(q + 32, other_offsets[j + 1]) - start):
                        product *= 1 + scale * gathered[at(p)]
                    total += np.log(product)
                total += low * (known[j + 1] - known[j])
                out[base + j + 1] = total


def match(
    beads: NDArray[np.int32],
    side: TokenizedText,
    other: TokenizedText,
    links: Links,
    weights: tuple[NDArray[np.float32], NDArray[np.float32]],
    rarities: tuple[NDArray[np.float32], NDArray[np.float32]],
    share: float,
) -> NDArray[np.float32]:
    """How well the words of each bead explain each other, each word matched at most once, strongest links first.

    Columns: words of the second side explained by the first (see `cover`), the reverse, weight matched, weight
    matched of rare words, weight unmatched on either side, the share of the weight that is matched, and the weight
    that chance would match. `weights` are log(1 / p) of the types of either side, scaled to 1 for a word that occurs
    once, `rarities` 1 / p.
    """
    rows = np.repeat(np.arange(len(side.types)), np.diff(links[0]))
    # for each type the share of the other side's words that it can translate
    chance = np.bincount(rows, weights=1 / rarities[1][links[1]], minlength=len(side.types)).astype(np.float64)
    known = np.diff(links[0]) > 0, np.bincount(links[1], minlength=len(other.types)) > 0
    sums = [
        np.concatenate([[0], np.cumsum(column[one.ids], dtype=np.float64)])[one.offsets]
        for one, columns in zip((side, other), zip(weights, known, strict=True), strict=True)
        for column in columns
    ]
    out = np.zeros((len(beads), 8), dtype=np.float32)
    room = 4096
    _match(
        beads, side.ids, side.offsets, other.ids, other.offsets, *nearby(beads, side, other, links), *weights, *rarities,
        share, chance, *sums, out, np.zeros(len(other.types), dtype=np.float32),
        np.zeros(len(other.types), dtype=np.int32), np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.float32),
    )  # fmt: skip
    return out


@kernel(
    "void(int32[:,:],int32[:],int32[:],int32[:],int32[:],int64[:],int32[:],float32[:],float32[:],float32[:],float32[:],"
    "float32[:],float32[:],float64,float64[:],float64[:],float64[:],float64[:],float64[:],float32[:,:],float32[:],"
    "int32[:],int32[:],int32[:],float32[:])"
)
def _match(
    beads, ids, offsets, other, other_offsets, pointers, columns, values, reverse, weight, other_weight, rarity,
    other_rarity, share, chance, totals, known, other_totals, other_known, out, sums, free, tokens, targets, strengths,
):  # fmt: skip
    low = np.log(1 - share)
    room = len(tokens)
    for e in range(len(beads)):
        i, j, a, b = beads[e, 0], beads[e, 1], beads[e, 2], beads[e, 3]
        if a == 0 or b == 0:
            continue
        s0, s1, t0, t1 = offsets[i], offsets[i + a], other_offsets[j], other_offsets[j + b]
        for k in range(t0, t1):
            free[other[k]] += 1
        total, other_total = totals[i + a] - totals[i], other_totals[j + b] - other_totals[j]
        expected = 0.0
        back_explained = low * (known[i + a] - known[i])
        found = 0
        scale = share / max(1, t1 - t0) / (1 - share)
        product = 1.0
        for k in range(s0, s1):
            w = ids[k]
            reached = 0.0
            for c in range(pointers[k], pointers[k + 1]):
                v = columns[c]
                if free[v] > 0:
                    reached += free[v] * reverse[c]
                    sums[v] += values[c]
                    if found < room:
                        tokens[found], targets[found], strengths[found] = k, v, values[c]
                        found += 1
            if reached > 0:
                product *= 1 + scale * reached * rarity[w]
                if product > 1e200:
                    back_explained += np.log(product)
                    product = 1.0
            expected += weight[w] * min(1.0, chance[w] * (t1 - t0))
        back_explained += np.log(product)
        explained = low * (other_known[j + b] - other_known[j])
        scale = share / max(1, s1 - s0) / (1 - share)
        product = 1.0
        for k in range(t0, t1):
            if sums[other[k]] > 0:
                product *= 1 + scale * sums[other[k]] * other_rarity[other[k]]
                if product > 1e200:
                    explained += np.log(product)
                    product = 1.0
        explained += np.log(product)
        matched = rare = other_matched = 0.0
        for step in range(3):
            threshold = 0.4 if step == 0 else 0.15 if step == 1 else 0.0
            taken = -1
            for c in range(found):
                k, v = tokens[c], targets[c]
                if k < 0 or k == taken or free[v] <= 0 or strengths[c] <= threshold:
                    continue
                # the best of this word's links comes first only by chance: look ahead among them
                best = c
                d = c + 1
                while d < found and tokens[d] == k:
                    if strengths[d] > strengths[best] and free[targets[d]] > 0:
                        best = d
                    d += 1
                v = targets[best]
                free[v] -= 1
                taken = k
                w = ids[k]
                matched += weight[w]
                other_matched += other_weight[v]
                if weight[w] > 0.55 and other_weight[v] > 0.55:
                    rare += min(weight[w], other_weight[v])
                d = c
                while d < found and tokens[d] == k:
                    tokens[d] = -1
                    d += 1
                d = c - 1
                while d >= 0 and tokens[d] == k:
                    tokens[d] = -1
                    d -= 1
        for k in range(t0, t1):
            free[other[k]] = 0
            sums[other[k]] = 0
        out[e, 0] = explained
        out[e, 1] = back_explained
        out[e, 2] = matched + other_matched
        out[e, 3] = rare
        out[e, 4] = total - matched
        out[e, 5] = other_total - other_matched
        out[e, 6] = (matched + other_matched) / (total + other_total + 1)
        out[e, 7] = expected


def nearby(
    beads: NDArray[np.int32], side: TokenizedText, other: TokenizedText, links: Links
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    """Of the links of every token of `side` those to words that stand around it, and perhaps in a bead with it.

    Pointers for each token, and the three arrays of links. The beads are ordered by their source.
    """
    first, last = np.full(len(side) + 1, len(other), dtype=np.int32), np.zeros(len(side) + 1, dtype=np.int32)
    np.minimum.at(first, beads[:, 0], beads[:, 1])
    np.maximum.at(last, beads[:, 0], beads[:, 1] + beads[:, 3])
    # borders that never decrease; a bead with a sentence may begin some sentences before
    first = np.minimum.accumulate(first[::-1])[::-1][np.maximum(np.arange(len(side)) - MOST + 1, 0)]
    last = np.maximum.accumulate(last)
    pointers = np.zeros(len(side.ids) + 1, dtype=np.int64)
    size = 0
    while True:
        columns = np.empty(size, dtype=np.int32)
        values, reverse = np.empty((2, size), dtype=np.float32)
        found = _nearby(
            side.ids, side.offsets, other.ids, other.offsets, *links, first, last,
            np.zeros(len(other.types), dtype=np.int32), pointers, columns, values, reverse,
        )  # fmt: skip
        if found <= size:
            return pointers, columns, values, reverse
        size = found


@kernel(
    "int64(int32[:],int32[:],int32[:],int32[:],int32[:],int32[:],float32[:],float32[:],int32[:],int32[:],int32[:],"
    "int64[:],int32[:],float32[:],float32[:])"
)
def _nearby(
    ids, offsets, other, other_offsets, all_pointers, all_columns, all_values, all_reverse, first, last, around,
    pointers, columns, values, reverse,
):  # fmt: skip
    found = begin = end = 0
    for s in range(len(offsets) - 1):
        # how often each word stands around this sentence
        while end < last[s]:
            for k in range(other_offsets[end], other_offsets[end + 1]):
                around[other[k]] += 1
            end += 1
        while begin < min(first[s], end):
            for k in range(other_offsets[begin], other_offsets[begin + 1]):
                around[other[k]] -= 1
            begin += 1
        for k in range(offsets[s], offsets[s + 1]):
            for c in range(all_pointers[ids[k]], all_pointers[ids[k] + 1]):
                if around[all_columns[c]] > 0:
                    if found < len(columns):
                        columns[found], values[found], reverse[found] = all_columns[c], all_values[c], all_reverse[c]
                    found += 1
            pointers[k + 1] = found
    return found


def cooccurrence(
    beads: NDArray[np.int32],
    chances: NDArray[np.float32],
    side: TokenizedText,
    other: TokenizedText,
    common: float,
    least: float,
) -> Strengths:
    """Words that occur together in probable beads more often than by chance: types, and share of their occurrences.

    The share is (c - 0.7) / sqrt(count * count), c the expected number of beads in which both stand; words of a count
    over `common` and shares under `least` are left out. The beads are ordered by their source.
    """
    words = int((side.offsets[beads[:, 0] + beads[:, 2]] - side.offsets[beads[:, 0]]).sum())
    room = 1 << 16
    while True:
        rows, columns = np.empty((2, room), dtype=np.int32)
        values = np.empty(room, dtype=np.float32)
        found = _cooccurrence(
            beads, chances, side.ids, side.offsets, other.ids, other.offsets, side.counts, other.counts, common, least,
            np.zeros(len(side.types) + 1, dtype=np.int64), np.empty(words, dtype=np.int32),
            np.zeros(len(other.types), dtype=np.float32), np.full(len(other.types), -1, dtype=np.int32),
            np.empty(len(other.types), dtype=np.int32), rows, columns, values,
        )  # fmt: skip
        if found <= room:
            return rows[:found], columns[:found], values[:found]
        room = found


@kernel(
    "int64(int32[:,:],float32[:],int32[:],int32[:],int32[:],int32[:],int32[:],int32[:],float64,float64,int64[:],int32[:],"
    "float32[:],int32[:],int32[:],int32[:],int32[:],float32[:])"
)
def _cooccurrence(
    beads, chances, ids, offsets, other, other_offsets, counts, other_counts, common, least, pointers, places, sums,
    seen, touched, rows, columns, values,
):  # fmt: skip
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
                v = other[k]
                if other_counts[v] < 2 or other_counts[v] > common or seen[v] == e:
                    continue
                seen[v] = e
                if sums[v] == 0:
                    touched[number] = v
                    number += 1
                sums[v] += chances[e]
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
