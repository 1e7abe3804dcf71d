"""The search: a semi-Markov model over beads, summed within a band; compiled by Numba.

A node (i, j) stands between sentences: i source and j target sentences lie before it. A bead is an edge from
(i, j) to (i + a, j + b). The band gives for every i the nodes `lo[i] <= j <= hi[i]`; both arrays never decrease.
Rows of the band lie one after the other (`row[i] + j - lo[i]`), so that memory follows its area.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from align.alignment.sparse_lattice import log_add
from align.kernels import (
    Float32s,
    Float32Stack,
    Float32Table,
    Float64s,
    Float64Table,
    Int32s,
    Int32Table,
    Int64s,
    at,
    kernel,
)

__all__ = [
    "MOST",
    "REACH",
    "TYPES",
    "Band",
    "Coverage",
    "LengthModel",
    "OmissionScores",
    "pick",
    "score_band",
    "sum_band",
]

MOST = 6
"""Maximum number of sentences on one side of a bead that has one on the other side; 4 where both have several."""

TYPES = np.array(
    [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (2, 3), (3, 2), (3, 3), (2, 4), (4, 2), (3, 4),
     (4, 3), (4, 4), (1, 5), (5, 1), (1, 6), (6, 1)],
    dtype=np.int32,
)  # fmt: skip
"""Sizes of the beads that are searched, besides omissions."""

REACH = np.array([max(b for a, b in TYPES.tolist() if a == size) for size in range(1, MOST + 1)], dtype=np.int32)
"""Maximum number of sentences on one side of a bead that has 1, 2 ... on the other."""

NONE = -1e30
"""Stands for log 0; finite, so that several can be summed in either float type."""


class Band(NamedTuple):
    """The nodes that are searched: row i holds `lo[i] <= j <= hi[i]`, beginning at `row[i]`.

    `cells` is where row i of a table begins that has a place for each number of sentences from i, 1 to MOST, and each
    node of the other side that these can reach: `cells[i] + (a - 1) * width[i] + j - lo[i]`.
    """

    lo: Int32s
    hi: Int32s
    row: Int64s
    cells: Int64s
    width: Int64s

    @classmethod
    def between(cls, lo: Int32s, hi: Int32s) -> Band:
        """The band of all nodes from `lo[i]` to `hi[i]`, which is in it.

        >>> Band.between(np.array([0, 0, 1], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)).row
        array([0, 2, 5, 7])
        """
        n = len(lo) - 1
        row = np.concatenate([[0], np.cumsum(hi.astype(np.int64) - lo + 1)])
        width = hi[np.minimum(np.arange(n) + MOST, n)].astype(np.int64) - lo[:n] + 1
        return cls(lo, hi, row, np.concatenate([[0], np.cumsum(MOST * width)]), width)

    def turned(self) -> Band:
        """The same nodes, in rows of the other side."""
        j = np.arange(self.hi[-1] + 1)
        first = np.searchsorted(self.hi, j, side="left")
        last = np.searchsorted(self.lo, j, side="right") - 1
        return Band.between(first.astype(np.int32), last.astype(np.int32))


class Coverage(NamedTuple):
    """What the words of either side explain of the other, in cells of the band and of the band turned."""

    fore: Float32s
    back: Float32s


class LengthModel(NamedTuple):
    """What lengths are expected: `spans[a - 1, i]` is the length of a source sentences from i, `other_spans` the target's.

    `shape` is (log of the expected ratio of lengths, variance, variance of one character).
    """

    spans: Float32Table
    other_spans: Float32Table
    shape: Float32s


class OmissionScores(NamedTuple):
    """Scores of leaving out a source or a target sentence, and what is added after another omission."""

    source: float
    target: float
    opening: float
    following: float


class _BeadScores(NamedTuple):
    types: Int32Table
    priors: Float32s
    """A value for each type of bead."""
    weights: Float32s
    """Weights of what the source explains, of what the target explains, and of lengths."""
    lengths: Float32Stack
    """log of the length, its variance and the log of the variance, for each number of sentences and each first
    sentence.
    """
    other_lengths: Float32Stack


class _NodeSums(NamedTuple):
    """For each node: the sum up to it after a bead, after an omission, after both, and with what an omission costs now;
    and the sum from it to the end, before which came a bead or an omission."""

    after: Float64s
    after_gap: Float64s
    both: Float64s
    begun: Float64s
    ahead: Float64s
    ahead_gap: Float64s


class _RowTerms(NamedTuple):
    """Working space for one row of the band: a term for each type of bead, and the greatest."""

    terms: Float64Table
    top: Float64s


def score_band(
    band: Band, other: Band, coverage: Coverage, lengths: LengthModel, weights: Float32s, priors: Float32s
) -> Float32Table:
    """Score of every bead that begins at a node and ends in the band, under -1e30 for the others; a row for each of TYPES.

    `other` is the band turned; `weights` are those of what the source explains, of what the target explains, and of
    lengths; `priors` one for each type.
    """
    shape = lengths.shape
    expected = []
    for span in (lengths.spans, lengths.other_spans):
        variance = shape[1] + shape[2] / span
        expected.append(np.stack([np.log(span), variance, np.log(variance)]))
    expected[0][0] += shape[0]
    out = np.full((len(TYPES), band.row[-1]), 3 * NONE, dtype=np.float32)
    _score_band(band, other, coverage, _BeadScores(TYPES, priors, weights, *expected), out)
    return out


@kernel
def _score_band(band: Band, other: Band, coverage: Coverage, parts: _BeadScores, out: Float32Table) -> None:
    lo, hi, row, cells, width = band.lo, band.hi, band.row, band.cells, band.width
    left, other_cells, other_width = other.lo, other.cells, other.width
    fore, back = coverage.fore, coverage.back
    types, priors, weights = parts.types, parts.priors, parts.weights
    lengths, other_lengths = parts.lengths, parts.other_lengths
    n = len(lo) - 1
    for i in range(n):
        for t in range(len(types)):
            a, b = types[t, 0], types[t, 1]
            if i + a > n:
                continue
            base = cells[i] + (a - 1) * width[i] - lo[i]
            node = row[i] - lo[i]
            ratio, variance, spread = lengths[0, a - 1, i], lengths[1, a - 1, i], lengths[2, a - 1, i]
            for j in range(max(lo[i], lo[i + a] - b), min(hi[i], hi[i + a] - b) + 1):
                score = priors[t] + weights[0] * (fore[at(base + j + b)] - fore[at(base + j)])
                cell = other_cells[at(j)] + (b - 1) * other_width[at(j)] - left[at(j)] + i
                score += weights[1] * (back[at(cell + a)] - back[at(cell)])
                # log density of the ratio of lengths, of the shorter side's variance
                off = other_lengths[0, at(b - 1), at(j)] - ratio
                score += weights[2] * (
                    -2.5 * np.log(1 + off * off / (4 * max(variance, other_lengths[1, at(b - 1), at(j)])))
                    - 0.5 * max(spread, other_lengths[2, at(b - 1), at(j)])
                )
                out[t, at(node + j)] = score


def sum_band(band: Band, scores: Float32Table, omissions: OmissionScores) -> Float32Table:
    """log of the posterior probability of every bead by the forward-backward algorithm.

    Rows as in `scores`, whose place they take, and two more for the omission of a source and of a target sentence.
    """
    size = band.row[-1]
    wide = int((band.hi - band.lo).max()) + 1
    sums = _NodeSums(*(np.full(size, NONE) for _ in range(6)))
    terms = _RowTerms(np.empty((len(TYPES), wide)), np.empty(wide))
    omitted = np.full((2, size), 3 * NONE, dtype=np.float32)
    _sum_forward(TYPES, scores, band, omissions, sums, terms)
    _sum_backward(TYPES, scores, band, omissions, sums, terms, omitted)
    return np.concatenate([scores, omitted])


@kernel
def _sum_forward(
    types: Int32Table, scores: Float32Table, band: Band, omissions: OmissionScores, sums: _NodeSums, work: _RowTerms
) -> None:
    lo, hi, row = band.lo, band.hi, band.row
    gap, other_gap, opening, following = omissions
    after, after_gap, both, begun = sums.after, sums.after_gap, sums.both, sums.begun
    terms, top = work.terms, work.top
    n = len(lo) - 1
    count = len(types)
    for i in range(n + 1):
        wide = hi[i] - lo[i] + 1
        for k in range(wide):
            top[k] = NONE
            for t in range(count):
                terms[t, k] = NONE
        if i > 0:
            for t in range(count):
                a, b = types[t, 0], types[t, 1]
                if a > i:
                    continue
                base = row[i - a] - lo[i - a] - b
                for j in range(max(lo[i], lo[i - a] + b), min(hi[i], hi[i - a] + b) + 1):
                    term = both[at(base + j)] + scores[t, at(base + j)]
                    terms[t, at(j - lo[i])] = term
                    top[at(j - lo[i])] = max(top[at(j - lo[i])], term)
        for k in range(wide):
            j = lo[i] + k
            node = row[i] + k
            if i > 0:
                total = 0.0
                for t in range(count):
                    # a term so much smaller than the greatest does not change the sum
                    if terms[t, k] > top[k] - 30:
                        total += np.exp(terms[t, k] - top[k])
                after[node] = top[k] + np.log(total)
            elif j == 0:
                after[node] = 0
            skipped = NONE
            if i > 0 and lo[i - 1] <= j <= hi[i - 1]:
                skipped = begun[row[i - 1] + j - lo[i - 1]] + gap
            if j > lo[i]:
                skipped = log_add(skipped, begun[node - 1] + other_gap)
            after_gap[node] = skipped
            both[node] = log_add(after[node], skipped)
            begun[node] = log_add(after[node] + opening, skipped + following)


@kernel
def _sum_backward(
    types: Int32Table, scores: Float32Table, band: Band, omissions: OmissionScores, sums: _NodeSums, work: _RowTerms,
    omitted: Float32Table,
) -> None:  # fmt: skip
    lo, hi, row = band.lo, band.hi, band.row
    gap, other_gap, opening, following = omissions
    both, begun, ahead, ahead_gap = sums.both, sums.begun, sums.ahead, sums.ahead_gap
    terms, top = work.terms, work.top
    n = len(lo) - 1
    count = len(types)
    whole = both[len(both) - 1]
    for i in range(n, -1, -1):
        wide = hi[i] - lo[i] + 1
        for k in range(wide):
            top[k] = NONE
            for t in range(count):
                terms[t, k] = NONE
        for t in range(count):
            a, b = types[t, 0], types[t, 1]
            if i + a > n:
                continue
            node = row[i] - lo[i]
            base = row[i + a] - lo[i + a] + b
            for j in range(max(lo[i], lo[i + a] - b), min(hi[i], hi[i + a] - b) + 1):
                term = ahead[at(base + j)] + scores[t, at(node + j)]
                terms[t, at(j - lo[i])] = term
                top[at(j - lo[i])] = max(top[at(j - lo[i])], term)
                scores[t, at(node + j)] = both[at(node + j)] + term - whole
        for k in range(wide - 1, -1, -1):
            j = lo[i] + k
            node = row[i] + k
            total = 0.0
            for t in range(count):
                if terms[t, k] > top[k] - 30:
                    total += np.exp(terms[t, k] - top[k])
            linked = top[k] + np.log(total)
            if node == len(both) - 1:
                ahead[node] = ahead_gap[node] = 0
                continue
            skipped = NONE
            if i < n and lo[i + 1] <= j <= hi[i + 1]:
                skipped = ahead_gap[row[i + 1] + j - lo[i + 1]] + gap
                omitted[0, node] = begun[node] + skipped - whole
            if j < hi[i]:
                omitted[1, node] = begun[node] + ahead_gap[node + 1] + other_gap - whole
                skipped = log_add(skipped, ahead_gap[node + 1] + other_gap)
            ahead[node] = log_add(linked, skipped + opening)
            ahead_gap[node] = log_add(linked, skipped + following)


def pick(band: Band, log_probabilities: Float32Table, least: float) -> tuple[Int32Table, Float32s]:
    """The beads (i, j, a, b) whose log of probability is over `least`, ordered, and their probabilities."""
    sizes = np.concatenate([TYPES, np.array([[1, 0], [0, 1]], dtype=np.int32)])
    # a path that the band cannot hold has no probability, whatever `least` is
    count = int(np.count_nonzero(log_probabilities > max(least, NONE / 2)))
    beads, kept = np.empty((count, 4), dtype=np.int32), np.empty(count, dtype=np.float32)
    _pick(sizes, log_probabilities, band, max(least, NONE / 2), beads, kept)
    return beads, kept


@kernel
def _pick(
    sizes: Int32Table, log_probabilities: Float32Table, band: Band, least: float, beads: Int32Table, kept: Float32s
) -> None:
    lo, hi, row = band.lo, band.hi, band.row
    found = 0
    for i in range(len(lo)):
        for j in range(lo[i], hi[i] + 1):
            node = row[i] + j - lo[i]
            for t in range(len(sizes) - 1, -1, -1):
                if log_probabilities[t, node] > least:
                    beads[found, 0], beads[found, 1] = i, j
                    beads[found, 2], beads[found, 3] = sizes[t, 0], sizes[t, 1]
                    kept[found] = np.exp(min(log_probabilities[t, node], np.float32(0)))
                    found += 1
