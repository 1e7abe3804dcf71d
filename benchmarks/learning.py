"""Learning from review: what a hundred decisions bring to the order of the pairs that are not decided yet.

Decisions are simulated with the lists of terms of three texts. The weights that they start from are the shipped ones,
which know such text, or those that texts of other kinds teach.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from benchmarks import Row
from benchmarks.term_lists import Example, labelled, term_lists
from benchmarks.training_terms import fit
from glossary.extraction.bilingual import find
from glossary.extraction.review_weights import LEAST_OF_A_KIND, Decision, refit, try_out
from glossary.extraction.termhood import probability
from glossary.extraction.weights import WEIGHTS

DECISIONS = 100
DRAWN_FROM = 400
DOUBTFUL = 0.35
"""The probability around which decisions are in doubt: about as many right as wrong."""
DECIDED = ("SDG targets", "UN sentences, half 1", "UN sentences, half 2")
"""The texts whose pairs are decided."""


def rows(data: Path) -> Iterator[Row]:
    texts = [text for text in takewhile(lambda text: text.part != "laws", term_lists(data)) if text.lines is None]
    examples = [labelled(text, find(text.sentences), data) for text in texts]
    means: dict[str, list[float]] = {}
    for example in (one for one in examples if one.name in DECIDED):
        others = [one for one in examples if _kind(one) != _kind(example)]
        for weights, start in (
            ("weights of other texts", fit(others, list(WEIGHTS)[1:])),
            ("shipped weights", WEIGHTS),
        ):
            for how, before, gains, kept in _tried(example, start):
                gain = sum(gains) / len(gains)
                told = f"{before:.3f}, {gain:+.3f}; {sum(kept)} of {len(kept)}"
                yield Row(f"{example.name}, {weights}, {how}: R of the rest, gain; kept", told)
                means.setdefault(weights, []).append(
                    sum(gain for gain, keep in zip(gains, kept, strict=True) if keep) / len(gains)
                )
    for weights, some in means.items():
        yield Row(f"mean gain of R, {weights}, where it is kept, else 0", f"{sum(some) / len(some):+.3f}")


def _kind(example: Example) -> str:
    return "UN sentences" if "UN sentences" in example.name else example.name


def _tried(example: Example, start: Mapping[str, float]) -> Iterator[tuple[str, float, list[float], list[bool]]]:
    """Each way of deciding: R before, and of each draw the gain and whether the command would keep it."""
    features = [item.features for item in example.found]
    first = _leading(example, start)
    for how, draws in _at_random(example, first, start).items():
        before, gains, kept = 0.0, [], []
        for chosen in draws:
            decisions = [Decision(str(n), features[n], example.labels[n]) for n in chosen]
            right = sum(one.right for one in decisions)
            enough = min(right, DECISIONS - right) >= LEAST_OF_A_KIND
            order = _leading(example, refit(decisions, features, start=start))
            shares = [_share(example, one, set(chosen)) for one in (first, order)]
            before += shares[0] / len(draws)
            gains.append(shares[1] - shares[0])
            kept.append(enough and try_out(decisions, features, start=start).pays)
        yield how, before, gains, kept


def _at_random(example: Example, first: Sequence[int], start: Mapping[str, float]) -> dict[str, list[list[int]]]:
    doubt = sorted(
        first[: 2 * example.size], key=lambda n: abs(probability(example.found[n].features, start) - DOUBTFUL)
    )
    some = [random.Random(seed).sample(first[:DRAWN_FROM], DECISIONS) for seed in range(5)]
    return {"drawn": some, "most doubtful": [doubt[:DECISIONS]], "the first": [list(first[:DECISIONS])]}


def _leading(example: Example, weights: Mapping[str, float]) -> list[int]:
    """The pairs, likeliest first, without those of which a term has stood before."""
    found = example.found
    scores = [probability(item.features, weights) for item in found]
    zh, en, out = set(), set(), []
    for n in sorted(range(len(found)), key=lambda n: (-scores[n], found[n].zh, found[n].en)):
        if found[n].zh not in zh and found[n].en not in en:
            out.append(n)
        zh.add(found[n].zh)
        en.add(found[n].en)
    return out


def _share(example: Example, order: Sequence[int], decided: set[int]) -> float:
    """Share of the list that is not decided yet, among as many pairs that are not either."""
    left = example.size - sum(example.labels[n] for n in decided)
    return sum(example.labels[n] for n in [n for n in order if n not in decided][:left]) / left
