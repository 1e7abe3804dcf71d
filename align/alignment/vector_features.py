"""Features from sentence vectors, for the beads that words leave in doubt: how similar their two sides are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from align.alignment.lattice import Lattice
from align.encoders import Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DOUBT", "FEATURES", "KEPT", "WIDE_DOUBT", "similarity_features"]

FEATURES = ("similarity", "read")
"""Names of the columns that `similarity_features` returns: the similarity of the beads that were encoded, and whether
they were.
"""

KEPT = 0.01
"""Beads less probable than this are dropped before sentences are encoded."""
DOUBT = (0.25, 0.75)
"""The sentences of beads between these probabilities are encoded: 503 of the 3,391 of MAC-Dev."""
WIDE_DOUBT = (0.03, 0.97)
"""The same for two languages without a dictionary, where words can be relied on less."""
CENTRE = 20
"""Minimum number of sentences for the mean of a side; if fewer are in doubt, others of the text are encoded too."""


def similarity_features(
    lattice: Lattice, probabilities: NDArray[np.float32], encoder: Encoder, doubt: tuple[float, float] = DOUBT
) -> tuple[NDArray[np.float32], int]:
    """How similar the two sides of each bead are, times its sentences, and the number of texts that were encoded for it.

    Each sentence of a doubtful bead is encoded by itself, so that all beads that compete for it are compared without
    any text more; the vector of several sentences is their sum, by length. The mean of each side is taken off: some
    encoders put all texts close together, and a mean of very few would take off what they say. A bead with a sentence that was not encoded has a row of zeros.
    """
    beads = lattice.beads
    table = np.zeros((len(beads), len(FEATURES)), dtype=np.float32)
    linked = (beads[:, 2] > 0) & (beads[:, 3] > 0)
    doubtful = beads[linked & (probabilities >= doubt[0]) & (probabilities <= doubt[1])]
    if not len(doubtful):
        return table, 0
    sums, places, texts = [], [], 0
    for side, at in ((lattice.left, 0), (lattice.right, 1)):
        wanted = np.zeros(len(side) + 1, dtype=np.int64)
        np.add.at(wanted, doubtful[:, at], 1)
        np.add.at(wanted, doubtful[:, at] + doubtful[:, at + 2], -1)
        read = np.flatnonzero(np.cumsum(wanted)[:-1])
        others = np.setdiff1d(np.linspace(0, len(side) - 1, CENTRE).astype(np.int64), read)
        others = others[: max(0, CENTRE - len(read))]
        rows = encoder.encode([side.texts[k] for k in [*read.tolist(), *others.tolist()]])
        rows = rows[: len(read)] - rows.mean(0)
        rows *= side.lengths[read, None] / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
        sums.append(np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)]))
        # the place of each bead's sentences among those that were encoded
        place = np.searchsorted(read, np.stack([beads[:, at], beads[:, at] + beads[:, at + 2]]))
        linked &= place[1] - place[0] == beads[:, at + 2]
        places.append(place)
        texts += len(read) + len(others)
    left, right = (total[place[1][linked]] - total[place[0][linked]] for total, place in zip(sums, places, strict=True))
    norms = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    cosine = np.einsum("ed,ed->e", left, right) / np.maximum(norms, 1e-6)
    sizes = beads[linked, 2] + beads[linked, 3]
    table[linked] = np.stack([cosine * sizes, sizes], axis=1)
    return table, texts
