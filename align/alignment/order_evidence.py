"""Whether what two texts share is in the same order in both, more than it would be by chance.

The beads play no part in this. Every segment is compared with every segment of the other side, and the heaviest chain
of pairs that go forward on both sides is found, in the true order and with the segments of one side shuffled. Shuffling
keeps the lengths and frequencies of everything, so it shows what chance would give for these very texts, in any
languages. A chain can skip what only one side has, so that a part of a text can be distinguished from another text.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from align.alignment.crosswise import BeadWords, crossed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from align.lexicon.link_table import Strengths
    from align.words import TokenizedText

    Floats = NDArray[np.float64]

__all__ = ["ORDER", "order_features"]

MOST = 192
"""Maximum number of parts that a side is compared in; a longer text is taken by several segments at a time."""
SHUFFLED = 12
"""Number of shuffled orders that stand for chance."""
CUT = 1.0
"""Number of standard deviations above chance from which two segments count as similar."""
WIDTH = 0.35
"""Standard deviation of the logarithm of the ratio between the lengths of translations."""

ORDER = (
    "word chain deviation", "word chain gain", "word chain share",
    "length chain deviation", "length chain gain", "length chain share",
    "best in order", "best in order share", "best in order of best",
)  # fmt: skip
"""Names of the figures."""


def order_features(left: TokenizedText, right: TokenizedText, strengths: Strengths) -> dict[str, float]:
    """The figures of ORDER for two texts; `strengths` are the links known before the texts taught any."""
    parts = [_parts(len(side)) for side in (left, right)]
    words = [BeadWords(side, *part) for side, part in zip((left, right), parts, strict=True)]
    lengths = [_lengths(side, *part) for side, part in zip((left, right), parts, strict=True)]
    ratio = lengths[1][None, :] - lengths[0][:, None]
    ratio -= np.median(lengths[1]) - np.median(lengths[0])
    shared = _beyond_chance(crossed(words[0], words[1], *strengths))
    alike = _beyond_chance(np.exp(-((ratio / WIDTH) ** 2) / 2))
    chance = np.random.default_rng(0)
    orders = [chance.permutation(shared.shape[1]) for _ in range(SHUFFLED)]
    found = [*_against_shuffled(shared, orders), *_against_shuffled(alike, orders), *_best_in_order(shared)]
    return dict(zip(ORDER, found, strict=True))


def _parts(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First segment and number of segments of each part."""
    ends = np.linspace(0, size, min(size, MOST) + 1).astype(np.int64)
    return ends[:-1], np.diff(ends)


def _lengths(side: TokenizedText, start: NDArray[np.int64], count: NDArray[np.int64]) -> Floats:
    ends = np.concatenate([[0.0], np.cumsum(side.lengths + 1.0)])
    return np.asarray(np.log(ends[start + count] - ends[start] + 4), dtype=np.float64)


def _beyond_chance(score: Floats) -> Floats:
    """How much more similar two parts are than the others of their row and column, in standard deviations above CUT; at
    least 0.

    >>> _beyond_chance(np.eye(4)).round(1)[0].tolist()
    [0.7, 0.0, 0.0, 0.0]
    """
    rest = score.mean(axis=1, keepdims=True) + score.mean(axis=0, keepdims=True) - score.mean()
    return np.asarray(np.maximum(0.0, (score - rest) / (score.std() + 0.02) - CUT), dtype=np.float64)


def _heaviest(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum of the heaviest chain that goes forward in rows and columns, for each of several tables.

    >>> _heaviest(np.array([[[1, 5], [2, 3]]], dtype=np.float32)).tolist()
    [5.0]
    """
    best = np.zeros((scores.shape[0], scores.shape[2] + 1), dtype=np.float32)
    for row in range(scores.shape[1]):
        longer = best.copy()
        np.maximum(longer[:, 1:], best[:, :-1] + scores[:, row], out=longer[:, 1:])
        best = np.maximum.accumulate(longer, axis=1)
    return np.asarray(best[:, -1])


def _against_shuffled(score: Floats, orders: Sequence[NDArray[np.int64]]) -> tuple[float, float, float]:
    """The heaviest chain beside those of shuffled texts: in deviations, as a ratio, by part of the shorter text."""
    plain = score.astype(np.float32)
    found = _heaviest(np.stack([plain, *(plain[:, order] for order in orders)]))
    own, mean, spread = float(found[0]), float(found[1:].mean()), float(found[1:].std())
    return (
        (own - mean) / (spread + 0.05 * mean + 0.5),
        float(np.log1p(own) - np.log1p(mean)),
        (own - mean) / min(score.shape),
    )


def _best_in_order(score: Floats) -> tuple[float, float, float]:
    """Pairs of parts that are each other's best: how many are in order, beyond chance and as a share of all."""
    best, back = score.argmax(axis=1), score.argmax(axis=0)
    mutual = [int(best[row]) for row in range(len(best)) if score[row, best[row]] > 0 and back[best[row]] == row]
    ends: list[int] = []
    for column in mutual:
        place = bisect_left(ends, column)
        ends[place : place + 1] = [column]
    count, chain = len(mutual), len(ends)
    # the longest increasing run in a random order of n is about 2 times the root of n, and less for a small n
    return (chain - 1.6 * count**0.5) / (count + 1) ** 0.5, chain / min(score.shape), chain / (count + 1)
