"""Training of the weights that order terms, and how they fare on texts that they were not learned from.

`python -m benchmarks.training_terms` learns them anew and writes glossary/extraction/weights.py: regularized logistic
regression on the texts of benchmarks/term_lists.py, each with the whole vocabulary and with half of it,
so that the weights do not lean on a vocabulary that other documents will be poorer in. A score is a probability: how
far it is one is stated as the calibration error, over texts that taught nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import Row
from benchmarks.__main__ import DATA
from benchmarks.extracting import ROOT
from benchmarks.term_lists import Example, found_with, half_of, labelled, term_lists, words_without
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.weights import WEIGHTS as SHIPPED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STRENGTH = 0.05
"""Inverse of the regularization."""
STEPS = 30
"""Most steps of Newton's method; ten are usually enough."""
TOP = {"seed report": (110, 250), "SDG targets": (221, 400), "UDHR": (82, 148)}
"""How many entries are looked at; elsewhere as many as the list has terms and twice as many, of laws 5 and 20 times."""
SHARE = {"laws": 0.5, "UDHR": 0.5, "seed report": 2.0, "SDG targets": 1.5}
"""How much a text counts beside the others, which count alike whatever their size."""
WEIGHTS = ROOT / "glossary" / "extraction" / "weights.py"


def _examples(data: Path) -> list[tuple[str, Example]]:
    """Every text with the whole vocabulary and with half of it; all laws with the whole, a third of them with half."""
    from glossary.extraction.vocabulary import shipped

    out = []
    known: dict[tuple[int, str, frozenset[str]], tuple[Sentences, list[CandidatePair]]] = {}
    for text in term_lists(data):
        modes = {"whole": dict(shipped()), "half": half_of(shipped(), 1)}
        if text.part == "laws":
            modes.pop("half" if text.name == "laws" else "whole")
        for mode, vocabulary in modes.items():
            key = id(text.sentences), mode, text.documents
            if key not in known:
                words = words_without(data, text.documents)
                known[key] = text.sentences, found_with(text.sentences, vocabulary, words)
            out.append((mode, labelled(text, known[key][1], data)))
    return out


def _names(examples: Sequence[Example]) -> list[str]:
    return sorted({name for example in examples for item in example.found for name in item.features})


def _matrix(example: Example, names: Sequence[str]) -> NDArray[np.float64]:
    import numpy as np

    return np.array([[item.features.get(name, 0.0) for name in names] for item in example.found])


def fit(examples: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """Weights by name; that of the empty name is the constant. Newton's method, a few steps from zero."""
    import numpy as np

    x = np.vstack([_matrix(example, names) for example in examples])
    y = np.concatenate([np.array(example.labels, float) for example in examples])
    share = np.concatenate([np.full(len(e.found), SHARE.get(e.part, 1.0) * 1000 / len(e.found)) for e in examples])
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = np.hstack([np.ones((len(x), 1)), (x - middle) / spread])
    hold = np.full(scaled.shape[1], 1 / STRENGTH)
    hold[0] = 0.0
    found = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-scaled @ found))
        slope = scaled.T @ (share * (p - y)) + hold * found
        bend = (scaled.T * (share * p * (1 - p))) @ scaled + np.diag(hold)
        step = np.linalg.solve(bend, slope)
        found -= step
        if abs(step).max() < 1e-5:
            break
    weights = found[1:] / spread
    constant = float(found[0] - (weights * middle).sum())
    return {"": round(constant, 3), **{n: round(float(w), 3) for n, w in zip(names, weights, strict=True)}}


def _scores(example: Example, weights: dict[str, float]) -> NDArray[np.float64]:
    import numpy as np

    from glossary.extraction.termhood import probability

    return np.array([probability(item.features, weights) for item in example.found])


def _shares(example: Example, scores: NDArray[np.float64]) -> list[float]:
    """Share of the list among the first pairs, for both numbers of pairs that are looked at."""
    times = (5, 20) if example.part == "laws" else (1, 2)
    tops = TOP.get(example.name) or tuple(n * example.size for n in times)
    order = scores.argsort(kind="stable")[::-1]
    return [100 * sum(example.labels[n] for n in order[:top]) / example.size for top in tops]


def calibration_error(scores: NDArray[np.float64], labels: NDArray[np.float64], bins: int = 10) -> float:
    """Expected calibration error: mean distance of score and share of terms, over bins of equal width."""
    import numpy as np

    place = np.minimum((scores * bins).astype(int), bins - 1)
    total = 0.0
    for one in range(bins):
        inside = place == one
        if inside.any():
            total += float(inside.mean() * abs(scores[inside].mean() - labels[inside].mean()))
    return total


def _written(weights: dict[str, float]) -> str:
    lines = "".join(f'    "{name}": {weight:.3f},\n' for name, weight in weights.items())
    return (
        '"""Weights of the features of a term pair; learned by benchmarks/training_terms.py, see docs/lab/extracting.md."""\n\n'
        "from __future__ import annotations\n\n"
        f'__all__ = ["WEIGHTS"]\n\nWEIGHTS: dict[str, float] = {{\n{lines}}}\n'
    )


def rows(data: Path) -> Iterator[Row]:
    yield from _held_out(_examples(data))


def _held_out(examples: Sequence[tuple[str, Example]]) -> Iterator[Row]:
    """How each text fares with the weights that the others teach."""
    import numpy as np

    every = [example for _, example in examples]
    names = _names(every)
    learned = fit(every, names)
    apart = max(abs(learned.get(name, 0.0) - SHIPPED.get(name, 0.0)) for name in learned.keys() | SHIPPED.keys())
    yield Row("largest difference of a shipped weight from what these texts teach now", apart)
    parts = {part: fit([e for e in every if e.part != part], names) for part in dict.fromkeys(e.part for e in every)}
    held_out: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for mode, example in examples:
        scores = _scores(example, parts[example.part])
        first, second = _shares(example, scores)
        held_out.append((scores, np.array(example.labels, float)))
        what = f"{example.name}, {mode} vocabulary, weights of other texts"
        yield Row(f"{what}: pairs in the first ones, and further down", f"{first:.1f}; {second:.1f}", "%")
        yield Row(f"{what}: found at all", 100 * sum(example.labels) / example.size, "%")
    errors = [calibration_error(scores, labels) for scores, labels in held_out]
    yield Row("calibration error over texts that taught nothing, mean", float(np.mean(errors)), "", "0.05")
    yield Row("calibration error over texts that taught nothing, worst", float(np.max(errors)), "")


def main() -> None:
    examples = _examples(DATA)
    for row in _held_out(examples):
        print(f"{row.what}: {row.value} {row.unit}")
    every = [example for _, example in examples]
    WEIGHTS.write_text(_written(fit(every, _names(every))), encoding="utf-8")


if __name__ == "__main__":
    main()
