"""Word pairs learned from the text itself, for two languages without a dictionary.

Words that stand in the probable beads are tied together by IBM model 1 (Brown et al., 1993) in both directions, the
two agreeing on every pair of tokens (Liang, Taskar and Klein, 2006, “Alignment by Agreement”). Words with the same
beginning share what they teach: nothing is known of the inflection of these languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from align.lexicon.runs import run_positions
from align.words import TokenizedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from align.lexicon.link_table import Strengths

__all__ = ["association"]

BEGINNING = 5
"""Number of first letters by which the forms of a word are grouped."""
PROBABLE = 0.1
"""Minimum probability of a bead from which word pairs are learned."""
DISCOUNT = 0.5
"""Subtracted from the expected number of times that two words translate each other, since once may be chance."""
LEAST = 0.05
"""Minimum strength of a pair; weaker pairs are dropped."""
NOTHING = 0.1
"""Weight of the empty word, which stands for having no translation."""
STEPS = 5
MOST = 600_000
"""Maximum number of token pairs to learn from, in beads taken evenly from the whole text."""


def association(
    beads: NDArray[np.int32],
    probabilities: NDArray[np.float32],
    left: TokenizedText,
    right: TokenizedText,
    *,
    most: int = MOST,
) -> Strengths:
    """Pairs of types of two texts that translate each other in the probable beads (i, j, a, b), strengths of 0 to 1.

    A strength is the geometric mean of t(target|source) and t(source|target). Pairs are ordered, each once.

    >>> from align.words import index
    >>> left, right = index(["a b", "a", "a c"] * 3, "de"), index(["x y", "x", "x"] * 3, "fr")
    >>> beads = np.array([(n, n, 1, 1) for n in range(9)], dtype=np.int32)
    >>> rows, columns, strengths = association(beads, np.ones(9, dtype=np.float32), left, right)
    >>> [(left.types[i], right.types[j]) for i, j, s in zip(rows, columns, strengths) if s > 0.5]
    [('a', 'x'), ('b', 'y')]
    """
    kept = (probabilities > PROBABLE) & (beads[:, 2] > 0) & (beads[:, 3] > 0)
    i, j, a, b = beads[kept].T.astype(np.int64)
    starts, other_starts = left.offsets[i].astype(np.int64), right.offsets[j].astype(np.int64)
    sizes, other_sizes = left.offsets[i + a] - starts, right.offsets[j + b] - other_starts
    weights = probabilities[kept].astype(np.float64)
    every = max(1, -(-int((sizes * other_sizes).sum()) // most))
    chosen = np.flatnonzero((sizes > 0) & (other_sizes > 0))[::every]
    starts, other_starts, sizes, other_sizes, weights = (
        column[chosen] for column in (starts, other_starts, sizes, other_sizes, weights)
    )
    # every token of the one side with every token of the other
    squares = sizes * other_sizes
    bead, step = run_positions(squares)
    row, column = step // other_sizes[bead], step % other_sizes[bead]
    token, other_token = (np.cumsum(sizes) - sizes)[bead] + row, (np.cumsum(other_sizes) - other_sizes)[bead] + column
    beginnings, other_beginnings = _beginnings(left.types), _beginnings(right.types)
    width = len(right.types) + 1
    word, other_word = (
        beginnings[left.ids[starts[bead] + row]],
        other_beginnings[right.ids[other_starts[bead] + column]],
    )
    keys, pair = np.unique(word * width + other_word, return_inverse=True)
    first, second = keys // width, keys % width
    weight = weights[bead]
    count = np.bincount(word, weights=weight / other_sizes[bead], minlength=width)
    other_count = np.bincount(other_word, weights=weight / sizes[bead], minlength=width)
    count, other_count = count[first] + 1e-9, other_count[second] + 1e-9
    forth = back = np.minimum(1.0, np.bincount(pair, weights=weight) / np.sqrt(count * other_count)) ** 2
    for _ in range(STEPS):
        x, y = forth[pair], back[pair]
        x /= np.bincount(other_token, weights=x)[other_token] + NOTHING
        y /= np.bincount(token, weights=y)[token] + NOTHING
        expected = np.maximum(np.bincount(pair, weights=np.sqrt(x * y) * weight) - DISCOUNT, 0.0)
        forth, back = expected / count, expected / other_count
    strength = np.sqrt(np.minimum(forth, 1.0) * np.minimum(back, 1.0))
    good = strength >= LEAST
    return _spelled_out(first[good], second[good], strength[good], beginnings, other_beginnings)


def _beginnings(types: Sequence[str]) -> NDArray[np.int64]:
    """A number for each type, the same for types that begin with the same letters. Numerals are not grouped."""
    known: dict[str, int] = {}
    return np.array(
        [known.setdefault(word if word[0].isdigit() else word[:BEGINNING], len(known)) for word in types],
        dtype=np.int64,
    )


def _spelled_out(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    strength: NDArray[np.float64],
    beginnings: NDArray[np.int64],
    other_beginnings: NDArray[np.int64],
) -> Strengths:
    """Expand pairs of word beginnings into pairs of all types that begin with them."""
    types, other_types = np.argsort(beginnings, kind="stable"), np.argsort(other_beginnings, kind="stable")
    counts, other_counts = np.bincount(beginnings), np.bincount(other_beginnings)
    heads, other_heads = np.cumsum(counts) - counts, np.cumsum(other_counts) - other_counts
    squares = counts[first] * other_counts[second]
    pair, step = run_positions(squares)
    size = other_counts[second][pair]
    rows = types[heads[first][pair] + step // size]
    columns = other_types[other_heads[second][pair] + step % size]
    order = np.lexsort((columns, rows))
    return rows[order].astype(np.int32), columns[order].astype(np.int32), strength[pair][order].astype(np.float32)
