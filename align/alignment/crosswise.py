"""Words of the beads of two texts, and how much of each bead's words the links explain beside any other bead's.

A bead here is any run of segments on one side, such as a side of a bead or a segment by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from align.lexicon.runs import run_positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from align.words import TokenizedText

    Array = NDArray[np.float32]

__all__ = ["BeadWords", "crossed", "reached"]

AT_ONCE = 1_000_000
"""Number of links that are looked up at a time."""
LABEL = 3
"""Maximum number of digits of a paragraph number."""
AT = 2
"""Number of words at the beginning of a sentence among which a paragraph number can be."""


def _labels(side: TokenizedText) -> NDArray[np.bool_]:
    """Which words are the number of a paragraph or an article: any two texts that are counted alike share them."""
    short = np.array([word.isdigit() and len(word) <= LABEL for word in side.types], dtype=bool)
    found = np.zeros(len(side.ids), dtype=bool)
    for place in range(AT):
        here = side.offsets[:-1] + place
        here = here[here < side.offsets[1:]]
        found[here] = short[side.ids[here]]
    return found


class BeadWords:
    """The words of the chosen beads on one side: a bead and a type for each word, once, and how much the type tells."""

    def __init__(self, side: TokenizedText, start: NDArray[np.int64], count: NDArray[np.int64]) -> None:
        first = side.offsets[start].astype(np.int64)
        bead, place = run_positions(side.offsets[start + count] - first)
        self.size = len(start)
        self.width = len(side.types)
        said = first[bead] + place
        kept = ~_labels(side)[said]
        keys = np.unique(bead[kept] * self.width + side.ids[said[kept]])
        self.bead, self.type = keys // self.width, keys % self.width
        spread = np.bincount(self.type, minlength=self.width)
        # a word that stands in every bead does not distinguish them
        self.weight = np.log((self.size + 1) / np.maximum(spread, 1)) * (spread > 0)
        self.total: NDArray[np.float64] = np.bincount(
            self.bead, weights=self.weight[self.type], minlength=self.size
        ).astype(np.float64)

    def table(self, chosen: NDArray[np.bool_] | None = None) -> tuple[Array, NDArray[np.int64]]:
        """Weight of each of the `chosen` types in each bead, a column for each type; and which column is whose."""
        here = np.zeros(self.width, dtype=bool)
        here[self.type] = True
        if chosen is not None:
            here &= chosen
        column = np.cumsum(here) - 1
        column[~here] = -1
        out = np.zeros((self.size, int(here.sum())), dtype=np.float32)
        kept = column[self.type] >= 0
        out[self.bead[kept], column[self.type[kept]]] = self.weight[self.type[kept]]
        return out, column


def crossed(
    one: BeadWords, other: BeadWords, rows: NDArray[np.integer], columns: NDArray[np.integer], values: Array
) -> NDArray[np.float64]:
    """How much of the words the links explain between one side of each bead (row) and the other side of each (column),
    0 to 1.
    """
    table, place = one.table()
    other_table, other_place = other.table()
    kept = (place[rows] >= 0) & (other_place[columns] >= 0)
    r, c, v = place[rows[kept]], other_place[columns[kept]], np.asarray(values[kept], dtype=np.float64)
    total = one.total[:, None] + other.total[None, :] + 1.0
    fore = reached(table > 0, r, c, v, other_table.shape[1]) @ other_table.T
    back = table @ reached(other_table > 0, c, r, v, table.shape[1]).T
    return np.asarray((fore + back) / total, dtype=np.float64)


def reached(
    present: NDArray[np.bool_],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    values: NDArray[np.float64],
    width: int,
) -> Array:
    """For each bead, how strongly its words are linked to each type of the other side, at most 1."""
    order = np.argsort(rows, kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    counts = np.bincount(rows, minlength=present.shape[1])
    starts = np.cumsum(counts) - counts
    out = np.empty((len(present), width), dtype=np.float32)
    # Some beads at a time: all links of the words of a long text together would take a gigabyte.
    ends = np.cumsum((present * counts).sum(axis=1))
    first = 0
    while first < len(present):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + AT_ONCE, side="right")))
        bead, word = np.nonzero(present[first:last])
        entry, place = run_positions(counts[word])
        link = starts[word[entry]] + place
        summed = np.bincount(
            bead[entry] * width + columns[link], weights=values[link], minlength=(last - first) * width
        )
        out[first:last] = np.minimum(summed, 1.0).reshape(last - first, width)
        first = last
    return out
