"""Sentence vectors where words leave doubt: a third look at the beads that are neither clear nor out of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from align.encoders import Encoder
from align.lattice import Lattice
from align.words import Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DOUBT", "FEATURES", "WIDE_DOUBT", "alike", "narrow"]

FEATURES = ("alike", "alike size", "doubtful", "doubtful size")
"""Names of the columns that `alike` returns."""

KEPT = 0.01
"""Beads less probable than this are given up before vectors are asked for."""
DOUBT = (0.2, 0.8)
"""Between these probabilities a bead's texts are encoded: 617 texts for the 3,391 sentences of MAC-Dev. From 0.03 to
0.97 it would be 1,900, for the same F1."""

WIDE_DOUBT = (0.03, 0.97)
"""The same for two languages without a dictionary, where words are less to be relied on."""


def narrow(lattice: Lattice, chances: NDArray[np.float32], least: float = KEPT) -> NDArray[np.float32]:
    """Take the improbable beads out of the lattice; returns the probabilities of those that stay.

    Those of the best path stay in any case, so that there is one.
    """
    from align import search

    kept = chances >= least
    kept[search.best_path(lattice.beads, chances, len(lattice.left), len(lattice.right))] = True
    lattice.beads = np.ascontiguousarray(lattice.beads[kept])
    return chances[kept]


def alike(
    lattice: Lattice, chances: NDArray[np.float32], encoder: Encoder, doubt: tuple[float, float] = DOUBT
) -> tuple[NDArray[np.float32], int]:
    """How alike the two sides of each doubtful bead are, and the number of texts that this took.

    The sentences of a side are joined and encoded as one text, which tells more than the sum of their vectors. The
    similarity is what remains of the cosine after the mean of both texts with all others here, in standard
    deviations: some texts are near to everything.
    """
    beads = lattice.beads
    table = np.zeros((len(beads), len(FEATURES)), dtype=np.float32)
    doubtful = np.flatnonzero((chances >= doubt[0]) & (chances <= doubt[1]) & (beads[:, 2] > 0) & (beads[:, 3] > 0))
    if not len(doubtful):
        return table, 0
    sides, places = [], []
    for side, columns in ((lattice.left, [0, 2]), (lattice.right, [1, 3])):
        groups, place = np.unique(beads[doubtful][:, columns], axis=0, return_inverse=True)
        sides.append(encoder.encode([_joined(side, start, count) for start, count in groups.tolist()]))
        places.append(place.reshape(-1))
    left, right = sides
    means = left @ right.mean(0), right @ left.mean(0)
    cosine = np.einsum("ed,ed->e", left[places[0]], right[places[1]])
    # the spread of all pairs, from their second moment: no table of all pairs is needed
    second = np.einsum("ab,ab->", left.T @ left / len(left), right.T @ right / len(right))
    spread = np.sqrt(max(1e-6, float(second) - float(means[0].mean()) ** 2))
    over = (cosine - 0.5 * means[0][places[0]] - 0.5 * means[1][places[1]]) / spread
    sizes = beads[doubtful, 2] + beads[doubtful, 3]
    table[doubtful] = np.stack([over, over * sizes, np.ones(len(over)), sizes], axis=1)
    return table, len(left) + len(right)


def _joined(side: Side, start: int, count: int) -> str:
    return ("" if side.language in ("zh", "ja") else " ").join(side.texts[start : start + count])
