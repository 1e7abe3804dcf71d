"""Training of what sentence vectors weigh beside words: `python -m benchmarks.training vectors`.

The words' score of a chapter comes from weights learned without it, so that vectors are weighed against words as they
do on a text that nobody has seen: against weights that know the text by heart they would look superfluous.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from align.alignment import vector_features
from align.encoders import load
from benchmarks.training import SECOND, Example, examples, fitted, folds, named, train

PENALTY = 0.02


def stacked(data: Path) -> tuple[list[Example], np.ndarray]:
    """Documents with the words' score and the features of vectors, and the weights of words learned from all."""
    found = examples(data)
    _, second = fitted(found)
    cross = folds(found)
    encoder = load("e5")
    assert encoder is not None
    kept = []
    for e in found:
        if not e.gold or "cut" in e.name:
            continue
        weights = cross.get(e.name, second)
        probabilities = e.narrow(weights, vector_features.KEPT)
        e.refresh("second")
        more, _ = vector_features.similarity_features(e.lattice, probabilities, encoder)
        e.features = np.hstack([e.features @ weights[:-2, None], more]).astype(np.float32)
        kept.append(e)
    return kept, second


def combined(data: Path) -> dict[str, float]:
    """The weights of the third pass: those of words, scaled, and those of vectors."""
    found, words = stacked(data)
    few = train(found, PENALTY)
    return named(np.concatenate([few[0] * words[:-2], few[1:]]), [*SECOND, *vector_features.FEATURES])
