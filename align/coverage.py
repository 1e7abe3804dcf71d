"""How well the words of two sides explain each other: counting by sparse links between types, compiled by Numba.

Links are rows of a sparse matrix: the source type w has `columns[pointers[w]:pointers[w + 1]]` with t(target|source)
in `values` and t(source|target) in `reverse`.
"""

from __future__ import annotations

import numpy as np

from align.compiled import jit

__all__ = ["cooccurrence", "coverage", "match"]


@jit(
    "Tuple((float32[:],float32[:]))(int32[:],int32[:],int32[:],int32[:],int32[:],int32[:],float32[:],float32[:],"
    "float32[:],float32[:],int32[:],int32[:],int32[:],int32[:],int64[:],int64[:],int64,float64,int64[:],int64[:])"
)
def coverage(
    ids, offsets, other, other_offsets, pointers, columns, values, reverse, rarity, other_rarity,
    lo, hi, left, right, start, other_start, most, share, known, other_known,
):  # fmt: skip
    """How much better 1 to `most` sentences of one side explain the words of the other than chance does; both ways.

    First result: for sentence i, a sentences from there and node j of the other side, at
    `start[i] + (a - 1) * width + j - lo[i]`, the sum over the words v of the other side's sentences before j (from
    lo[i]) of log(1 - share + share * mean over the words w of t(v|w) / p(v)): IBM model 1 against the unigram,
    Brown et al. (1993), eq. 16. The second result is the same with the sides exchanged, by `left` and `right`, the
    band seen from the other side. `rarity` is 1 / p. Words without any link say nothing either way; `known` and
    `other_known` count, before each sentence, the words that have one.
    """
    n, m = len(offsets) - 1, len(other_offsets) - 1
    out = np.zeros(start[n], dtype=np.float32)
    back = np.zeros(other_start[m], dtype=np.float32)
    sums = np.zeros(len(other_rarity), dtype=np.float32)
    touched = np.zeros(len(other_rarity), dtype=np.int32)
    low = np.log(1 - share)
    for i in range(n):
        width = hi[min(i + most, n)] - lo[i] + 1
        size = 0
        for a in range(min(most, n - i)):
            for k in range(offsets[i + a], offsets[i + a + 1]):
                w = ids[k]
                for c in range(pointers[w], pointers[w + 1]):
                    v = columns[c]
                    if sums[v] == 0:
                        touched[size] = v
                        size += 1
                    sums[v] += values[c]
            scale = share / max(1, offsets[i + a + 1] - offsets[i])
            total = 0.0
            base = start[i] + a * width
            for j in range(lo[i], hi[i + a + 1]):
                product = 1.0
                for k in range(other_offsets[j], other_offsets[j + 1]):
                    v = other[k]
                    if sums[v] > 0:
                        product *= 1 + scale * sums[v] * other_rarity[v] / (1 - share)
                        if product > 1e200:
                            total += np.log(product)
                            product = 1.0
                total += np.log(product) + low * (other_known[j + 1] - other_known[j])
                out[base + j + 1 - lo[i]] = total
        for k in range(size):
            sums[touched[k]] = 0
    # where each word of the other side stands
    heads = np.zeros(len(other_rarity) + 1, dtype=np.int64)
    for k in range(len(other)):
        heads[other[k] + 1] += 1
    for v in range(len(other_rarity)):
        heads[v + 1] += heads[v]
    fill = np.empty(len(other_rarity), dtype=np.int64)
    for v in range(len(other_rarity)):
        fill[v] = heads[v]
    places = np.empty(len(other), dtype=np.int32)
    for j in range(m):
        for k in range(other_offsets[j], other_offsets[j + 1]):
            places[fill[other[k]]] = j
            fill[other[k]] += 1
    for i in range(n):
        # nodes j of groups that can cover sentence i: they begin at lo[i] and end by hi[i + 1]
        first, last = lo[i], hi[i + 1]
        cells = last - first
        parts = np.zeros((offsets[i + 1] - offsets[i], cells), dtype=np.float32)
        some = np.zeros(offsets[i + 1] - offsets[i], dtype=np.bool_)
        for k in range(offsets[i], offsets[i + 1]):
            w = ids[k]
            for c in range(pointers[w], pointers[w + 1]):
                v = columns[c]
                at = heads[v]
                end = heads[v + 1]
                if at == end or places[end - 1] < first or places[at] >= last:
                    continue
                stop = end
                while at < stop:
                    middle = (at + stop) // 2
                    if places[middle] < first:
                        at = middle + 1
                    else:
                        stop = middle
                while at < end and places[at] < last:
                    parts[k - offsets[i], places[at] - first] += reverse[c]
                    some[k - offsets[i]] = True
                    at += 1
        whole = low * (known[i + 1] - known[i])
        gathered = np.zeros(len(parts), dtype=np.float32)
        for j in range(first, last):
            for k in range(len(parts)):
                gathered[k] = 0
            for b in range(min(most, last - j)):
                scale = share / max(1, other_offsets[j + b + 1] - other_offsets[j]) / (1 - share)
                product = 1.0
                total = whole
                for k in range(len(parts)):
                    if some[k]:
                        gathered[k] += parts[k, j + b - first]
                        if gathered[k] > 0:
                            product *= 1 + scale * gathered[k] * rarity[ids[offsets[i] + k]]
                            if product > 1e200:
                                total += np.log(product)
                                product = 1.0
                if i >= left[j] and i < right[min(j + b + 1, m)]:
                    base = other_start[j] + b * (right[min(j + most, m)] - left[j] + 1)
                    back[base + i + 1 - left[j]] = total + np.log(product)
    for j in range(m):
        width = right[min(j + most, m)] - left[j] + 1
        for b in range(min(most, m - j)):
            base = other_start[j] + b * width
            for k in range(1, right[j + b + 1] - left[j] + 1):
                back[base + k] += back[base + k - 1]
    return out, back


@jit(
    "float32[:,:](int32[:,:],int32[:],int32[:],int32[:],int32[:],int32[:],int32[:],float32[:],float32[:],"
    "float32[:],float32[:],float32[:],float32[:],float64,boolean[:])"
)
def match(
    beads, ids, offsets, other, other_offsets, pointers, columns, values, reverse,
    weight, other_weight, rarity, other_rarity, share, linked,
):  # fmt: skip
    """What the words of each bead say, each word matched at most once, the strongest links first.

    Columns: words of the second side explained by the first (see `coverage`), the reverse, weight matched, weight
    matched of rare words, weight unmatched on either side, the share of the weight that is matched, and the weight
    that chance would match. `weight` is log(1 / p), scaled to 1 for a word that occurs once.
    """
    out = np.zeros((len(beads), 8), dtype=np.float32)
    sums = np.zeros(len(other_weight), dtype=np.float32)
    free = np.zeros(len(other_weight), dtype=np.int32)
    low = np.log(1 - share)
    room = 4096
    tokens = np.empty(room, dtype=np.int32)
    targets = np.empty(room, dtype=np.int32)
    strengths = np.empty(room, dtype=np.float32)
    for e in range(len(beads)):
        i, j, a, b = beads[e, 0], beads[e, 1], beads[e, 2], beads[e, 3]
        if a == 0 or b == 0:
            continue
        s0, s1, t0, t1 = offsets[i], offsets[i + a], other_offsets[j], other_offsets[j + b]
        other_total = 0.0
        for k in range(t0, t1):
            free[other[k]] += 1
            other_total += other_weight[other[k]]
        total = expected = back_explained = 0.0
        found = 0
        scale = share / max(1, t1 - t0) / (1 - share)
        for k in range(s0, s1):
            w = ids[k]
            total += weight[w]
            chance = reached = 0.0
            for c in range(pointers[w], pointers[w + 1]):
                v = columns[c]
                chance += 1 / other_rarity[v]
                if free[v] > 0:
                    reached += free[v] * reverse[c]
                    sums[v] += values[c]
                    if found < room:
                        tokens[found], targets[found], strengths[found] = k, v, values[c]
                        found += 1
            if pointers[w + 1] > pointers[w]:
                back_explained += low
            if reached > 0:
                back_explained += np.log(1 + scale * reached * rarity[w])
            expected += weight[w] * min(1.0, chance * (t1 - t0))
        explained = 0.0
        scale = share / max(1, s1 - s0) / (1 - share)
        for k in range(t0, t1):
            v = other[k]
            if linked[v]:
                explained += low
            if sums[v] > 0:
                explained += np.log(1 + scale * sums[v] * other_rarity[v])
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
    return out


@jit(
    "Tuple((int32[:],int32[:],float32[:]))(int32[:,:],float32[:],int32[:],int32[:],int32[:],int32[:],int32[:],int32[:],float32,float32)"
)
def cooccurrence(beads, chances, ids, offsets, other, other_offsets, counts, other_counts, common, least):
    """Words that meet in probable beads more than by chance: types of both sides, and the share of their occurrences.

    The share is (c - 0.7) / sqrt(count * count), c the expected number of beads in which both stand; words of a count
    over `common` and shares under `least` are left out. The beads are ordered by their source.
    """
    size = 0
    for e in range(len(beads)):
        size += offsets[beads[e, 0] + beads[e, 2]] - offsets[beads[e, 0]]
    # places of every source type, as in a concordance
    pointers = np.zeros(len(counts) + 1, dtype=np.int64)
    for e in range(len(beads)):
        for k in range(offsets[beads[e, 0]], offsets[beads[e, 0] + beads[e, 2]]):
            pointers[ids[k] + 1] += 1
    for w in range(len(counts)):
        pointers[w + 1] += pointers[w]
    fill = np.empty(len(counts), dtype=np.int64)
    for w in range(len(counts)):
        fill[w] = pointers[w]
    places = np.empty(size, dtype=np.int32)
    for e in range(len(beads)):
        for k in range(offsets[beads[e, 0]], offsets[beads[e, 0] + beads[e, 2]]):
            places[fill[ids[k]]] = e
            fill[ids[k]] += 1
    sums = np.zeros(len(other_counts), dtype=np.float32)
    seen = np.full(len(other_counts), -1, dtype=np.int32)
    touched = np.empty(len(other_counts), dtype=np.int32)
    found = 0
    rows = np.empty(1024, dtype=np.int32)
    columns = np.empty(1024, dtype=np.int32)
    values = np.empty(1024, dtype=np.float32)
    for w in range(len(counts)):
        if counts[w] < 2 or counts[w] > common:
            continue
        number = 0
        for p in range(pointers[w], pointers[w + 1]):
            e = places[p]
            if p > pointers[w] and places[p - 1] == e:
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
                if found == len(rows):
                    wide = np.empty(2 * found, dtype=np.int32)
                    tall = np.empty(2 * found, dtype=np.int32)
                    deep = np.empty(2 * found, dtype=np.float32)
                    for d in range(found):
                        wide[d] = rows[d]
                        tall[d] = columns[d]
                        deep[d] = values[d]
                    rows = wide
                    columns = tall
                    values = deep
                rows[found], columns[found], values[found] = w, v, min(share, np.float32(1))
                found += 1
    return rows[:found], columns[:found], values[:found]
