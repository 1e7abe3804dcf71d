"""The learned model: weights over the features of a bead, and the probability they give to each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from align.alignment import clause_features, sparse_lattice, vector_features
from align.alignment.features import FEATURES, features
from align.alignment.lattice import Lattice, ends, word_features
from align.lexicon.dictionary import has_dictionary
from align.lexicon.pivot import meets_by_english
from align.resources import FOLDER

__all__ = ["FLOOR", "ROUNDS", "Model", "Stage", "feature_matrix", "rescore"]

Stage = Literal["first", "second", "third"]
Extra = NDArray[np.float32] | None

FLOOR = 1e-3
"""Beads less probable than this after the first pass are dropped before the second."""
ROUNDS = 2
"""How often words are learned from a text in languages without a dictionary, and its beads scored again with them."""


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
    def load(cls, src_lang: str, tgt_lang: str, stage: Stage = "second") -> Model:
        """The model of two languages that have a dictionary; for others that of Chinese by way of English, or of any language.

        The first pass has the weights of FEATURES, the second those of `clause_features.FEATURES` as well (not in the model
        of any language), the third also those of `vector_features.FEATURES`.
        """
        known, own = _weights(), has_dictionary(src_lang, tgt_lang)
        name = f"{src_lang}-{tgt_lang}" if own else "zh-any" if meets_by_english(src_lang, tgt_lang) else "any"
        found = known[f"{name} first" if own and stage == "first" else name]
        names: tuple[str, ...] = FEATURES + clause_features.FEATURES if own and stage != "first" else FEATURES
        if stage == "third":
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
        edges = sparse_lattice.Edges(starts, stops, gaps, scores)
        return sparse_lattice.sum_edges(edges, count, self.opening, self.following)[0]


def rescore(
    lattice: Lattice,
    src_lang: str,
    tgt_lang: str,
    *,
    learn: bool = True,
    evidence: Callable[[NDArray[np.int32], NDArray[np.float32]], Extra] | None = None,
) -> tuple[Lattice, NDArray[np.float32], NDArray[np.float32], Extra]:
    """Score all beads, drop the improbable ones, learn pairs of words from this text (with `learn`), score again.

    Without a dictionary nothing is dropped: the first pass is repeated with the words learned. `evidence` gives for
    beads and their probabilities what to add to their scores. Returns the lattice of the beads kept and, for each of
    them, its probability, its row of features and what was added.

    >>> from align.alignment.lattice import first_pass
    >>> from align.lexicon.links import links
    >>> from align.words import index
    >>> zh, en = index(["工业。", "发展。"], "zh"), index(["Industry.", "Development."], "en")
    >>> lattice, probabilities, rows, _ = rescore(first_pass(zh, en, links(zh, en)), "zh", "en")
    >>> [bead for bead, chance in zip(lattice.beads.tolist(), probabilities) if chance > 0.5]
    [[0, 0, 1, 1], [1, 1, 1, 1]]
    """
    first, rows = Model.load(src_lang, tgt_lang, "first"), feature_matrix(lattice, "first")
    probabilities = first.posterior(lattice, rows)
    extra = evidence(lattice.beads, probabilities) if evidence else None
    if extra is not None:
        probabilities = first.posterior(lattice, rows, extra)
    if not has_dictionary(src_lang, tgt_lang):
        for _ in range(ROUNDS if learn else 0):
            lattice = lattice.associated(probabilities)
            rows = feature_matrix(lattice, "first")
            probabilities = first.posterior(lattice, rows, extra)
        return lattice, probabilities, rows, extra
    lattice, kept = lattice.narrow(probabilities, FLOOR)
    if learn:
        lattice = lattice.taught(probabilities[kept])
    rows, extra = feature_matrix(lattice), None if extra is None else extra[kept]
    return lattice, Model.load(src_lang, tgt_lang).posterior(lattice, rows, extra), rows, extra


def feature_matrix(lattice: Lattice, stage: Stage = "second") -> NDArray[np.float32]:
    """The features of every bead of a lattice, a column for each name; those of vectors are not among them.

    >>> from align.alignment.lattice import first_pass
    >>> from align.lexicon.links import links
    >>> from align.words import index
    >>> zh, en = index(["工业。", "发展。"], "zh"), index(["Industry.", "Development."], "en")
    >>> lattice = first_pass(zh, en, links(zh, en))
    >>> feature_matrix(lattice).shape == (len(lattice.beads), len(FEATURES) + 2)
    True
    """
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
    return rows if stage == "first" else np.hstack([rows, clause_features.boundary_features(lattice)])
