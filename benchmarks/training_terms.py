"""Training of the weights that order terms, and how they fare on lists they were not learned from.

`python -m benchmarks.training_terms` learns them anew and writes glossary/extraction/weights.py: logistic regression on three
hand-made term lists. Each is used three times: with all shipped vocabularies, with their single words only, and with
the places only, so that the weights do not lean on a vocabulary that other documents will be poorer in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks import Row
from benchmarks.__main__ import DATA
from benchmarks.extracting import ROOT, bitext_of_gold, bitext_of_pairs, scorer
from glossary.extraction.bilingual import find
from glossary.extraction.concept_assembly import lead
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.vocabulary import places_only, shipped, words_only

if TYPE_CHECKING:
    import numpy as np

RIDGE = 1.0
TOP = {"seed report": 250, "SDG targets": 400, "UDHR": 148}
"""How many entries are looked at; of the Universal Declaration of Human Rights as many for a term as of the targets."""
MODES = {"all": "", "words": ", of the vocabulary single words only", "places": ", without the vocabulary"}
WEIGHTS = ROOT / "glossary" / "weights.py"

Example = tuple["list[CandidatePair]", list[bool], int]
"""Pairs of terms, which of them are on the list, and the size of the list."""
Examples = dict[tuple[str, str], Example]
"""By list and mode."""


def _lists() -> dict[str, tuple[Sentences, Path]]:
    seed = bitext_of_gold(ROOT / "seeds" / "gc20-item22.gold-alignment.json")
    targets = bitext_of_pairs(DATA / "sdg-targets" / "sdg-targets.tsv", 1, 2)
    tests = ROOT / "tests" / "data"
    declaration = bitext_of_pairs(tests / "udhr.tsv", 0, 1)
    return {
        "seed report": (Sentences.of([seed]), ROOT / "seeds" / "gc20-item22.gold-terms.tsv"),
        "SDG targets": (Sentences.of([targets]), tests / "sdg-targets.gold-terms.tsv"),
        "UDHR": (Sentences.of([declaration]), tests / "udhr.gold-terms.tsv"),
    }


def _labelled(sentences: Sentences, gold: Path) -> Example:
    score = scorer(DATA.parent / "tools")
    wanted: dict[str, set[str]] = {}
    for line in gold.read_text("utf-8").splitlines()[1:]:
        zh, en = line.split("\t")
        wanted[score.chinese(zh)] = {score.english(form) for form in en.split("|")}
    found = [entry.lead for entry in lead(find(sentences))]
    labels = [score.english(f.en_form) in wanted.get(score.chinese(f.zh_form), ()) for f in found]
    return found, labels, len(wanted)


def _examples() -> Examples:
    from glossary.extraction import word_equivalents
    from glossary.extraction.candidates import chinese

    out: Examples = {}
    for mode, vocabulary in (("all", shipped()), ("words", words_only()), ("places", places_only())):
        caches = (word_equivalents.dictionary, chinese._cutter, chinese._open, chinese._is_word, chinese._tag)
        with (
            patch.object(word_equivalents, "shipped", lambda v=vocabulary: v),
            patch.object(chinese, "shipped", lambda v=vocabulary: v),
        ):
            for cache in caches:
                cache.cache_clear()
            for name, (sentences, gold) in _lists().items():
                out[name, mode] = _labelled(sentences, gold)
        for cache in caches:
            cache.cache_clear()
    return out


def _fit(examples: Sequence[Example]) -> dict[str, float]:
    """Ridge logistic regression by Newton's method."""
    import numpy as np

    names = sorted({name for found, _, _ in examples for item in found for name in item.features})
    x = np.vstack([_matrix(found, names) for found, _, _ in examples])
    y = np.concatenate([np.array(labels, float) for _, labels, _ in examples])
    ridge = np.eye(x.shape[1]) * RIDGE
    ridge[0, 0] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (p - y) + ridge @ weights)
        weights -= step
        if abs(step).max() < 1e-6:
            break
    return dict(zip(["", *names], (round(float(w), 2) for w in weights), strict=True))


def _matrix(found: Sequence[CandidatePair], names: Sequence[str]) -> np.ndarray:
    import numpy as np

    return np.array([[1.0, *(item.features.get(name, 0.0) for name in names)] for item in found])


def _found(example: Example, weights: Mapping[str, float], top: int) -> float:
    from glossary.extraction.termhood import chance

    found, labels, size = example
    order = sorted(range(len(found)), key=lambda n: -chance(found[n].features, weights))
    return sum(labels[n] for n in order[:top]) / size


def _written(weights: Mapping[str, float]) -> str:
    lines = "".join(f'    "{name}": {weight:.2f},\n' for name, weight in weights.items())
    return (
        '"""Weights of the features of a term pair; learned by benchmarks/training_terms.py, see docs/extracting.md."""\n\n'
        "from __future__ import annotations\n\n"
        f'__all__ = ["WEIGHTS"]\n\nWEIGHTS: dict[str, float] = {{\n{lines}}}\n'
    )


def rows(data: Path) -> Iterator[Row]:
    examples = _examples()
    same = _written(_fit(list(examples.values()))) == WEIGHTS.read_text("utf-8")
    yield Row("the shipped weights are those that are learned from the three lists", "yes" if same else "no")
    for name, top in TOP.items():
        others = [other for other in TOP if other != name]
        for names in (others, ["seed report"]) if name == "SDG targets" else (others,):
            weights = _fit([example for key, example in examples.items() if key[0] in names])
            for mode, said in MODES.items():
                found = 100 * _found(examples[name, mode], weights, top)
                yield Row(f"{name}{said}: in the first {top}, weights learned from {' and '.join(names)}", found, "%")
        for mode, said in MODES.items():
            _, labels, size = examples[name, mode]
            yield Row(f"{name}{said}: found at all", 100 * sum(labels) / size, "%")


def main() -> None:
    WEIGHTS.write_text(_written(_fit(list(_examples().values()))), encoding="utf-8")


if __name__ == "__main__":
    main()
