"""How glossary/weights.py was learned: logistic regression on two hand-made term lists.

`python -m benchmarks._extracting_weights` learns them anew and writes the file. Each list is used three times: with
all shipped vocabularies, with their single words only, and with the places only, so that the weights do not lean on
a vocabulary that other documents will be poorer in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.__main__ import DATA
from benchmarks.extracting import ROOT, bitext_of_gold, bitext_of_pairs, scorer
from glossary.concepts import lead
from glossary.extract import find
from glossary.found import Found, Sentences
from glossary.vocabulary import places_only, shipped, words_only

if TYPE_CHECKING:
    import numpy as np

RIDGE = 3.0
TOP = {"seed report": 250, "SDG targets": 400}


def _lists() -> dict[str, tuple[Sentences, Path]]:
    seed = bitext_of_gold(ROOT / "seeds" / "gc20-item22.gold-alignment.json")
    targets = bitext_of_pairs(DATA / "sdg-targets" / "sdg-targets.tsv", 1, 2)
    return {
        "seed report": (Sentences.of([seed]), ROOT / "seeds" / "gc20-item22.gold-terms.tsv"),
        "SDG targets": (Sentences.of([targets]), ROOT / "tests" / "data" / "sdg-targets.gold-terms.tsv"),
    }


def _labelled(sentences: Sentences, gold: Path) -> tuple[list[Found], list[bool], int]:
    score = scorer(DATA.parent / "tools")
    wanted: dict[str, set[str]] = {}
    for line in gold.read_text("utf-8").splitlines()[1:]:
        zh, en = line.split("\t")
        wanted[score.chinese(zh)] = {score.english(form) for form in en.split("|")}
    found = [entry.lead for entry in lead(find(sentences))]
    labels = [score.english(f.en_form) in wanted.get(score.chinese(f.zh_form), ()) for f in found]
    return found, labels, len(wanted)


def _examples() -> dict[tuple[str, str], tuple[list[Found], list[bool], int]]:
    from glossary import equivalents
    from glossary.candidates import chinese

    out = {}
    for mode, vocabulary in (("all", shipped()), ("words", words_only()), ("places", places_only())):
        caches = (equivalents.dictionary, chinese._cutter, chinese._open, chinese._is_word, chinese._tag)
        with (
            patch.object(equivalents, "shipped", lambda v=vocabulary: v),
            patch.object(chinese, "shipped", lambda v=vocabulary: v),
        ):
            for cache in caches:
                cache.cache_clear()
            for name, (sentences, gold) in _lists().items():
                out[name, mode] = _labelled(sentences, gold)
        for cache in caches:
            cache.cache_clear()
    return out


def _fit(examples: Sequence[tuple[list[Found], list[bool], int]]) -> dict[str, float]:
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


def _matrix(found: Sequence[Found], names: Sequence[str]) -> np.ndarray:
    import numpy as np

    return np.array([[1.0, *(item.features.get(name, 0.0) for name in names)] for item in found])


def _found(example: tuple[list[Found], list[bool], int], weights: Mapping[str, float], top: int) -> float:
    from glossary.termhood import chance

    found, labels, size = example
    order = sorted(range(len(found)), key=lambda n: -chance(found[n].features, weights))
    return sum(labels[n] for n in order[:top]) / size


def learned_apart() -> Iterator[tuple[str, float]]:
    """Share of each list found in its first entries, with weights learned from the other list."""
    examples = _examples()
    for name, top in TOP.items():
        weights = _fit([example for key, example in examples.items() if key[0] != name])
        for mode, said in (
            ("all", ""),
            ("words", ", of the vocabulary single words only"),
            ("places", ", without the vocabulary"),
        ):
            yield name + said, _found(examples[name, mode], weights, top)


def main() -> None:
    weights = _fit(list(_examples().values()))
    lines = "".join(f'    "{name}": {weight},\n' for name, weight in weights.items())
    (ROOT / "glossary" / "weights.py").write_text(
        '"""Weights of the features of a term pair; learned by benchmarks/_extracting_weights.py, see docs/extracting.md."""\n\n'
        "from __future__ import annotations\n\n"
        f'__all__ = ["WEIGHTS"]\n\nWEIGHTS: dict[str, float] = {{\n{lines}}}\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
