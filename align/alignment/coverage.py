"""How well the words of one side's sentences explain those of the other within the band; compiled by Numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from align.alignment.dynamic_programming import MOST, REACH, Band
from align.alignment.word_arrays import LinkRows, WordIds
from align.kernels import Float32s, Float32Table, Int32s, Int32Table, Int64s, at, kernel
from align.lexicon.link_table import Links
from align.words import TokenizedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["cover"]


class _ExplainedWords(NamedTuple):
    """The words that are to be explained: see `WordIds`; `known` counts, before each sentence, those that have a link."""

    ids: Int32s
    offsets: Int32s
    rarity: Float32s
    known: Int64s


class _CoverSettings(NamedTuple):
    share: float
    back: bool
    reach: Int32s
    places: Int32Table
    """For each sentence of one side: the first and the last word of the other that a bead with it can take in."""


class _CoverWork(NamedTuple):
    sums: Float32s
    """For each type what the links of one sentence add up to; zero between two sentences."""
    explained: Float32Table
    """How well each of the last MOST sentences explains the words around it."""
    gathered: Float32s
    """The sum of that over the sentences of a bead."""


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
        WordIds.of(side),
        _ExplainedWords(other.ids, other.offsets, rarity, known),
        LinkRows(links.pointers, links.columns, links.backward if back else links.forward),
        band,
        _CoverSettings(share, back, REACH, places),
        _CoverWork(
            np.zeros(len(side.types if back else other.types), dtype=np.float32),
            np.empty((MOST, wide), dtype=np.float32),
            np.empty(wide, dtype=np.float32),
        ),
        out,
    )
    return out


@kernel
def _cover(
    side: WordIds, other: _ExplainedWords, links: LinkRows, band: Band, settings: _CoverSettings, work: _CoverWork,
    out: Float32s,
) -> None:  # fmt: skip
    offsets, other_offsets, known = side.offsets, other.offsets, other.known
    lo, hi, cells, width = band.lo, band.hi, band.cells, band.width
    share, back, reach, places = settings.share, settings.back, settings.reach, settings.places
    explained, gathered = work.explained, work.gathered
    n = len(offsets) - 1
    most = len(reach)
    low = np.log(1 - share)
    ready = 0
    for i in range(n):
        # how well each of the sentences to come explains the words around it: once, for all beads that it is in
        for s in range(ready, min(n, i + most)):
            if back:
                explain_by_target_links(s, side, other, links, settings, work)
            else:
                explain_by_source_links(s, side, other, links, settings, work)
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


def explain_by_source_links(
    s: int, side: WordIds, other: _ExplainedWords, links: LinkRows, settings: _CoverSettings, work: _CoverWork
) -> None:
    """How well sentence s explains the words around it, by the links that its own words have."""
    ids, offsets, pointers, columns, values = side.ids, side.offsets, links.pointers, links.columns, links.values
    places, sums, explained = settings.places, work.sums, work.explained
    most, base = len(settings.reach), places[0, s]
    for k in range(offsets[s], offsets[s + 1]):
        for c in range(pointers[ids[k]], pointers[ids[k] + 1]):
            sums[columns[c]] += values[c]
    for p in range(base, places[1, s]):
        explained[s % most, p - base] = sums[other.ids[p]] * other.rarity[other.ids[p]]
    for k in range(offsets[s], offsets[s + 1]):
        for c in range(pointers[ids[k]], pointers[ids[k] + 1]):
            sums[columns[c]] = 0


def explain_by_target_links(
    s: int, side: WordIds, other: _ExplainedWords, links: LinkRows, settings: _CoverSettings, work: _CoverWork
) -> None:
    """The same, but by the links of the words around, which are fewer where the side's own words have many links each."""
    ids, offsets, pointers, columns, values = side.ids, side.offsets, links.pointers, links.columns, links.values
    places, sums, explained = settings.places, work.sums, work.explained
    most, base = len(settings.reach), places[0, s]
    for k in range(offsets[s], offsets[s + 1]):
        sums[ids[k]] += 1
    for p in range(base, places[1, s]):
        total = 0.0
        for c in range(pointers[other.ids[p]], pointers[other.ids[p] + 1]):
            total += sums[columns[at(c)]] * values[at(c)]
        explained[s % most, p - base] = total * other.rarity[other.ids[p]]
    for k in range(offsets[s], offsets[s + 1]):
        sums[ids[k]] = 0
