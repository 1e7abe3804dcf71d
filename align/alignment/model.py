"""The learned model: weights over the features of a bead, and the probability they give to each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from align.alignment import clause_features, dynamic_programming, vector_features
from align.alignment.features import FEATURES, features
from align.alignment.lattice import Lattice, ends, word_features
from align.lexicon.dictionary import has_dictionary
from align.resources import FOLDER

__all__ = ["FLOOR", "ROUNDS", "Look", "Model", "rescore", "table"]

Look = Literal["first", "second", "third"]
Extra = NDArray[np.float32] | None

FLOOR = 1e-3
"""Beads less probable than this at the first look are not looked at again."""
ROUNDS = 2
"""How often a text in languages without a dictionary teaches its words, and is looked at again with them."""


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))
    return weights


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of FEATURES, and what it costs to begin and to continue a run of omissions."""

    weights: NDArray[np.float32]
    opening: float
    following: float

    @classmethod
    def load(cls, src_lang: str, tgt_lang: str, look: Look = "second") -> Model:
        """The model of two languages that have a dictionary; for others that of any language.

        The first look has the weights of FEATURES, the second those of `clause_features.FEATURES` as well (not in the model
        of any language), the third also those of `vector_features.FEATURES`.
        """
        known, own = _weights(), has_dictionary(src_lang, tgt_lang)
        name = f"{src_lang}-{tgt_lang}" if own else "any"
        found = known[f"{name} first" if own and look == "first" else name]
        names: tuple[str, ...] = FEATURES + clause_features.FEATURES if own and look != "first" else FEATURES
        if look == "third":
            names += vector_features.FEATURES
            found = known.get(f"{name}+vectors") or found | {
                k: known["zh-en+vectors"][k] for k in vector_features.FEATURES
            }
        return cls(
            np.array([found.get(name, 0.0) for name in names], dtype=np.float32),
            found["opening"],
            found["following"],
        )

    def posterior(self, lattice: Lattice, rows: NDArray[np.float32], extra: Extra = None) -> NDArray[np.float32]:
        """Probability of every bead of the lattice; `rows` are their features, `extra` is added to the scores."""
        starts, stops, count = lattice.nodes()
        gaps = (lattice.beads[:, 2] == 0) | (lattice.beads[:, 3] == 0)
        scores = (rows @ self.weights).astype(np.float32)
        if extra is not None:
            scores += extra
        chances: NDArray[np.float32] = dynamic_programming.sum_edges(
            starts, stops, gaps, scores, count, self.opening, self.following
        )[0]
        return chances


def rescore(
    lattice: Lattice,
    src_lang: str,
    tgt_lang: str,
    *,
    learn: bool = True,
    evidence: Callable[[NDArray[np.int32], NDArray[np.float32]], Extra] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32], Extra]:
    """Look at all beads, then at those that are left once more, and with `learn` with the words of the text itself.

    Without a dictionary there is nothing but the first look, repeated with those words. `evidence` gives for beads
    and their probabilities what to add to their scores. The lattice is narrowed; the result is the probability, the
    features and what was added, of each bead that stayed.
    """
    first, rows = Model.load(src_lang, tgt_lang, "first"), table(lattice, "first")
    chances = first.posterior(lattice, rows)
    extra = evidence(lattice.beads, chances) if evidence else None
    if extra is not None:
        chances = first.posterior(lattice, rows, extra)
    if not has_dictionary(src_lang, tgt_lang):
        for _ in range(ROUNDS if learn else 0):
            lattice.associate(chances)
            rows = table(lattice, "first")
            chances = first.posterior(lattice, rows, extra)
        return chances, rows, extra
    kept = lattice.narrow(chances, FLOOR)
    if learn:
        lattice.learn(chances[kept])
    rows, extra = table(lattice), None if extra is None else extra[kept]
    return Model.load(src_lang, tgt_lang).posterior(lattice, rows, extra), rows, extra


def table(lattice: Lattice, look: Look = "second") -> NDArray[np.float32]:
    """The features of every bead of a lattice, a column for each name; those of vectors are not among them."""
    left, right = lattice.left, lattice.right
    rows = features(
        lattice.beads,
        lattice.left_marks,
        lattice.right_marks,
        ends(left),
        ends(right),
        lattice.shape,
        word_features(lattice),
    )
    return rows if look == "first" else np.hstack([rows, clause_features.boundary_features(lattice)])
