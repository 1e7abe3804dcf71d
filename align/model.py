"""The learned model: weights over the features of a bead, and the probability they give to each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from align import search, vectors
from align.lattice import Lattice, ends, word_features
from align.resources import FOLDER
from align.scoring import FEATURES, features

__all__ = ["Model", "table"]


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    return json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of FEATURES, and what it costs to begin and to continue a run of omissions."""

    weights: NDArray[np.float32]
    opening: float
    following: float

    @classmethod
    def load(cls, src_lang: str, tgt_lang: str, *, encoder: bool = False) -> Model:
        """The model shipped for two languages; the one of any language where there is none for these.

        With `encoder` it has weights for the features of sentence vectors as well.
        """
        known = _weights()
        name = f"{src_lang}-{tgt_lang}" if f"{src_lang}-{tgt_lang}" in known else "any"
        found = known[name]
        names: tuple[str, ...] = FEATURES
        if encoder:
            names += vectors.FEATURES
            found = known.get(f"{name}+vectors") or found | {k: known["zh-en+vectors"][k] for k in vectors.FEATURES}
        return cls(
            np.array([found.get(name, 0.0) for name in names], dtype=np.float32),
            found["opening"],
            found["following"],
        )

    def posterior(
        self,
        lattice: Lattice,
        *,
        more: NDArray[np.float32] | None = None,
        extra: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Probability of every bead of the lattice.

        `more` are the features of sentence vectors, `extra` is added to the scores.
        """
        starts, stops, count = lattice.nodes()
        gaps = (lattice.beads[:, 2] == 0) | (lattice.beads[:, 3] == 0)
        rows = table(lattice) if more is None else np.hstack([table(lattice), more])
        scores = (rows @ self.weights).astype(np.float32)
        if extra is not None:
            scores += extra
        chances: NDArray[np.float32] = search.sum_edges(
            starts, stops, gaps, scores, count, self.opening, self.following
        )[0]
        return chances


def table(lattice: Lattice) -> NDArray[np.float32]:
    """The features of every bead of a lattice, a column for each of FEATURES."""
    left, right = lattice.left, lattice.right
    return features(
        lattice.beads,
        lattice.left_marks,
        lattice.right_marks,
        ends(left),
        ends(right),
        lattice.shape,
        word_features(lattice),
    )
