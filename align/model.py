"""The learned model: weights over the features of a bead, and the probability they give to each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from align import search
from align.lattice import Lattice, ends, word_features
from align.resources import FOLDER
from align.scoring import FEATURES, features

__all__ = ["Model"]


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    return json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of FEATURES, and what it costs to begin and to continue a run of omissions."""

    weights: NDArray[np.float32]
    opening: float
    following: float

    @classmethod
    def load(cls, src_lang: str, tgt_lang: str) -> Model:
        """The model shipped for two languages; the one of any language where there is none for these."""
        table = _weights()
        found = table.get(f"{src_lang}-{tgt_lang}", table.get("any", table["zh-en"]))
        return cls(
            np.array([found.get(name, 0.0) for name in FEATURES], dtype=np.float32),
            found["opening"],
            found["following"],
        )

    def posterior(self, lattice: Lattice) -> NDArray[np.float32]:
        """Probability of every bead of the lattice."""
        table = features(
            lattice.beads,
            lattice.left_marks,
            lattice.right_marks,
            ends(lattice.left),
            ends(lattice.right),
            lattice.shape,
            word_features(lattice),
        )
        starts, stops, count = lattice.nodes()
        gaps = (lattice.beads[:, 2] == 0) | (lattice.beads[:, 3] == 0)
        scores = (table @ self.weights).astype(np.float32)
        chances: NDArray[np.float32] = search.sum_edges(
            starts, stops, gaps, scores, count, self.opening, self.following
        )[0]
        return chances
