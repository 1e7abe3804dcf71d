"""How well the words of a bead explain each other, each word matched at most once; compiled by Numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from align.alignment.dynamic_programming import MOST
from align.alignment.word_arrays import LinkRows, WordIds
from align.kernels import Float32s, Float32Table, Float64s, Int32s, Int32Table, Int64s, kernel
from align.lexicon.link_table import Links
from align.words import TokenizedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["match"]


class _TokenLinks(NamedTuple):
    """Links of the words of a text in their order: word k has those of `pointers[k]` up to `pointers[k + 1]`."""

    pointers: Int64s
    columns: Int32s
    values: Float32s
    reverse: Float32s


class _WeighedWords(NamedTuple):
    """The words of one side, see `WordIds`, with the weight and 1 / p of each type."""

    ids: Int32s
    offsets: Int32s
    weight: Float32s
    rarity: Float32s
    totals: Float64s
    """Sum of the weights before each sentence."""
    known: Float64s
    """Number of words with a link before each sentence."""


class _ChanceModel(NamedTuple):
    share: float
    chance: Float64s
    """For each type the share of the other side's words that it can translate."""


class _MatchWork(NamedTuple):
    sums: Float32s
    free: Int32s
    """How many of each of the other side's words in a bead are not matched yet."""
    tokens: Int32s
    """The links found within a bead: the place of the word, the type it leads to, and how strong it is."""
    targets: Int32s
    strengths: Float32s


class _Borders(NamedTuple):
    """Sentences of the other side, from and to, that can stand in a bead with each sentence; and the words among them."""

    first: Int32s
    last: Int32s
    around: Int32s


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
    rows = np.repeat(np.arange(len(side.types)), np.diff(links.pointers))
    # for each type the share of the other side's words that it can translate
    chance = np.bincount(rows, weights=1 / rarities[1][links.columns], minlength=len(side.types)).astype(np.float64)
    known = np.diff(links.pointers) > 0, np.bincount(links.columns, minlength=len(other.types)) > 0
    one, two = (
        _WeighedWords(text.ids, text.offsets, weight, rare, _summed(weight, text), _summed(linked, text))
        for text, weight, rare, linked in zip((side, other), weights, rarities, known, strict=True)
    )
    out = np.zeros((len(beads), 8), dtype=np.float32)
    room = 4096
    work = _MatchWork(
        np.zeros(len(other.types), dtype=np.float32),
        np.zeros(len(other.types), dtype=np.int32),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.float32),
    )
    _match(beads, one, two, nearby(beads, side, other, links), _ChanceModel(share, chance), work, out)
    return out


def _summed(column: NDArray[Any], text: TokenizedText) -> NDArray[np.float64]:
    """The sum of a type's value over all words before each sentence, and in all."""
    return np.concatenate([[0], np.cumsum(column[text.ids], dtype=np.float64)])[text.offsets]


@kernel
def _match(
    beads: Int32Table, side: _WeighedWords, other: _WeighedWords, links: _TokenLinks, model: _ChanceModel,
    work: _MatchWork, out: Float32Table,
) -> None:  # fmt: skip
    ids, offsets, weight, rarity, totals, known = side
    other_offsets, other_rarity, other_totals, other_known = other.offsets, other.rarity, other.totals, other.known
    pointers, columns, values, reverse = links
    sums, free, tokens, targets, strengths = work
    share, chance = model
    low = np.log(1 - share)
    room = len(tokens)
    for e in range(len(beads)):
        i, j, a, b = beads[e, 0], beads[e, 1], beads[e, 2], beads[e, 3]
        if a == 0 or b == 0:
            continue
        s0, s1, t0, t1 = offsets[i], offsets[i + a], other_offsets[j], other_offsets[j + b]
        for k in range(t0, t1):
            free[other.ids[k]] += 1
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
        scale = share / max(1, s1 - s0) / (1 - share)
        explained = _explained(low * (other_known[j + b] - other_known[j]), other.ids[t0:t1], sums, other_rarity, scale)
        matched, other_matched, rare = match_greedily(found, side, other, work)
        _clear(other.ids[t0:t1], free, sums)
        out[e, 0] = explained
        out[e, 1] = back_explained
        out[e, 2] = matched + other_matched
        out[e, 3] = rare
        out[e, 4] = total - matched
        out[e, 5] = other_total - other_matched
        out[e, 6] = (matched + other_matched) / (total + other_total + 1)
        out[e, 7] = expected


def _clear(ids: Int32s, free: Int32s, sums: Float32s) -> None:
    """Set what was counted of the words of one bead to 0 again, for the next."""
    for k in range(len(ids)):
        free[ids[k]] = 0
        sums[ids[k]] = 0


def _explained(start: float, ids: Int32s, sums: Float32s, rarity: Float32s, scale: float) -> float:
    """Add to `start`, the log probability of the words by chance, what each linked word gains over chance."""
    total = start
    product = 1.0  # a logarithm is taken of many factors at once, before they overflow
    for k in range(len(ids)):
        if sums[ids[k]] > 0:
            product *= 1 + scale * sums[ids[k]] * rarity[ids[k]]
            if product > 1e200:
                total += np.log(product)
                product = 1.0
    return float(total + np.log(product))


def match_greedily(
    found: int, side: _WeighedWords, other: _WeighedWords, work: _MatchWork
) -> tuple[float, float, float]:
    """Match the words of a bead by the links found in it, each word once: strong links first, then weaker ones.

    Returns the weight matched on either side, and that of pairs of rare words.
    """
    ids, weight, other_weight = side.ids, side.weight, other.weight
    free, tokens, targets, strengths = work.free, work.tokens, work.targets, work.strengths
    matched = rare = other_matched = 0.0
    for step in range(3):
        threshold = 0.4 if step == 0 else 0.15 if step == 1 else 0.0
        taken = -1
        for c in range(found):
            k, v = tokens[c], targets[c]
            if k < 0 or k == taken or free[v] <= 0 or strengths[c] <= threshold:
                continue
            # a word's links are in no order of strength: look ahead for the best one
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
    return matched, other_matched, rare


def nearby(beads: NDArray[np.int32], side: TokenizedText, other: TokenizedText, links: Links) -> _TokenLinks:
    """The links of each token of `side` to words around it, with which it may share a bead.

    The beads are ordered by their source.
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
        values, reverse = np.empty((2, size), dtype=np.float32)
        out = _TokenLinks(pointers, np.empty(size, dtype=np.int32), values, reverse)
        borders = _Borders(first, last, np.zeros(len(other.types), dtype=np.int32))
        rows = LinkRows(links.pointers, links.columns, links.forward)
        found = _nearby(WordIds.of(side), WordIds.of(other), rows, links.backward, borders, out)
        if found <= size:
            return out
        size = found


@kernel
def _nearby(
    side: WordIds, other: WordIds, links: LinkRows, backward: Float32s, borders: _Borders, out: _TokenLinks
) -> int:
    ids, offsets = side
    others, other_offsets = other
    all_pointers, all_columns, all_values = links
    first, last, around = borders
    pointers, columns, values, reverse = out
    found = begin = end = 0
    for s in range(len(offsets) - 1):
        # how often each word occurs around this sentence
        while end < last[s]:
            for k in range(other_offsets[end], other_offsets[end + 1]):
                around[others[k]] += 1
            end += 1
        while begin < min(first[s], end):
            for k in range(other_offsets[begin], other_offsets[begin + 1]):
                around[others[k]] -= 1
            begin += 1
        for k in range(offsets[s], offsets[s + 1]):
            for c in range(all_pointers[ids[k]], all_pointers[ids[k] + 1]):
                if around[all_columns[c]] > 0:
                    if found < len(columns):
                        columns[found], values[found], reverse[found] = all_columns[c], all_values[c], backward[c]
                    found += 1
            pointers[k + 1] = found
    return found
