"""Adapts the weights of the features to the decisions that people have made in a glossary.

This is a logistic regression with a Gaussian prior around the shipped weights; docs/lab/extracting.md tells what it
gains. Cross-validation on the decisions shows whether the new weights are better.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.extraction.weights import WEIGHTS
from glossary.types import CUT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LEAST_OF_ALL", "LEAST_OF_A_KIND", "Decision", "Trial", "digest", "refit", "try_out"]

LEAST_OF_ALL, LEAST_OF_A_KIND = 30, 10
"""Minimum number of decisions, and of right and of wrong ones: fewer are not enough for some hundred weights."""
VARIANCE = 0.03
"""Variance of the prior of each weight, with features in units of their spread; the best of the values tried."""
VARIANCE_OF_CONSTANT = 1.0
FOLDS = 5
FURTHEST = 3.0
"""Maximum distance of a feature from its mean, in units of spread; otherwise a rare feature would weigh too much."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided on a pair of terms."""

    id: str
    """Id of the entry."""
    features: Features
    right: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """How well decisions that were left out are predicted by the shipped weights, and by weights fitted to the rest."""

    log_loss: tuple[float, float]
    """Before and after; lower is better. The shipped weights too are shifted and scaled to fit the other decisions, so
    that only the order of the pairs is compared."""
    auc: tuple[float, float]
    """How often a right pair comes before a wrong one, from 0 to 1: before and after."""
    pays: bool
    """Whether the loss falls by more than its standard error, and right pairs come before wrong ones more often."""


def digest(weights: Features = WEIGHTS) -> str:
    """A short hash of the weights, which changes if any of them does.

    >>> digest({"a": 1.0}) == digest({"a": 1.0}), digest({"a": 1.0}) == digest({"a": 2.0})
    (True, False)
    """
    return hashlib.blake2b(json.dumps(weights, sort_keys=True).encode(), digest_size=8).hexdigest()


def refit(decisions: Sequence[Decision], found: Sequence[Features], *, start: Features = WEIGHTS) -> dict[str, float]:
    """The weights `start`, refitted to decisions on some of the pairs `found`.

    The constant is chosen so that as many of the pairs found are above the glossary's cut as before. Decisions are
    mostly on the best pairs: they tell in which order pairs should come, but not how many should be shown.

    >>> few = [Decision("c1", {"a": 1.0}, True), Decision("c2", {"b": 1.0}, False)]
    >>> weights = refit(few, [d.features for d in few], start={"": 0.0, "a": 0.0, "b": 0.0})
    >>> weights["a"] > 0 > weights["b"]
    True
    """
    import numpy as np

    space = _Space.of(found, start)
    _, moved = space.fit(decisions)
    weights = {name: start[name] + float(move) for name, move in zip(space.names, moved / space.spread, strict=True)}
    before, after = space.sums(found), space.sums(found, weights)
    above = int((before + start.get("", 0.0) > _log_odds(CUT)).sum())
    ranked = np.sort(after)[::-1]
    # Halfway between the last pair above the cut and the first one below it.
    edge = float(ranked[max(0, above - 1) : above + 1].mean()) if 0 < above < len(ranked) else None
    constant = start.get("", 0.0) if edge is None else _log_odds(CUT) - edge
    return {"": round(constant, 6), **{name: round(weight, 6) for name, weight in weights.items()}}


def try_out(decisions: Sequence[Decision], found: Sequence[Features], *, start: Features = WEIGHTS) -> Trial:
    """Leave out a fifth of the decisions at a time, and measure how well weights fitted to the others predict them."""
    import numpy as np

    space = _Space.of(found, start)
    ordered = sorted(decisions, key=lambda one: (one.right, hashlib.blake2b(one.id.encode()).digest()))
    right = np.array([one.right for one in ordered])
    sums = np.zeros((2, len(ordered)))
    for fold in range(FOLDS):
        out = np.arange(len(ordered)) % FOLDS == fold
        others = [one for one, left in zip(ordered, out, strict=True) if not left]
        left_out = [one for one, left in zip(ordered, out, strict=True) if left]
        offsets = space.offsets(left_out)
        constant, factor = space.leveled(others)
        sums[0, out] = offsets * (1 + factor) + constant
        constant, moved = space.fit(others)
        sums[1, out] = offsets + constant + space.standard(left_out) @ moved
    losses = np.logaddexp(0.0, np.where(right, -sums, sums))
    gain = losses[0] - losses[1]
    error = float(gain.std(ddof=1)) / len(gain) ** 0.5
    before, after = losses.mean(axis=1).tolist()
    auc = _auc(sums[0], right), _auc(sums[1], right)
    return Trial((before, after), auc, float(gain.mean()) > error and auc[1] > auc[0])


@dataclass(frozen=True, slots=True)
class _Space:
    """The features that have weights, each in units of its spread among the pairs found."""

    names: list[str]
    start: Features
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def of(cls, found: Sequence[Features], start: Features) -> _Space:
        import numpy as np

        names = [name for name in start if name]
        one = cls(names, start, np.zeros(len(names)), np.ones(len(names)))
        x = one.matrix(found)
        mean = x.mean(axis=0)
        # Values beyond FURTHEST are scaled down rather than clipped, so that the sum stays linear in the features.
        spread = np.maximum(x.std(axis=0), np.abs(x - mean).max(axis=0) / FURTHEST)
        # A feature that is the same in all pairs cannot distinguish them, and its weight stays as it is.
        return cls(names, start, mean, np.where(spread > 1e-9, spread, np.inf))

    def matrix(self, found: Sequence[Features]) -> NDArray[np.float64]:
        import numpy as np

        return np.array([[features.get(name, 0.0) for name in self.names] for features in found], dtype=float)

    def sums(self, found: Sequence[Features], weights: Features | None = None) -> NDArray[np.float64]:
        """Weighted sums without the constant."""
        import numpy as np

        by = self.start if weights is None else weights
        summed: NDArray[np.float64] = self.matrix(found) @ np.array([by[name] for name in self.names])
        return summed

    def offsets(self, decisions: Sequence[Decision]) -> NDArray[np.float64]:
        """The log odds of each decision by the weights `start`."""
        return self.sums([one.features for one in decisions]) + self.start.get("", 0.0)

    def standard(self, decisions: Sequence[Decision]) -> NDArray[np.float64]:
        return (self.matrix([one.features for one in decisions]) - self.mean) / self.spread

    def fit(self, decisions: Sequence[Decision]) -> tuple[float, NDArray[np.float64]]:
        """How far the constant and the weights of the standardized features move."""
        import numpy as np

        hold = np.full(1 + len(self.names), 1 / VARIANCE)
        hold[0] = 1 / VARIANCE_OF_CONSTANT
        moved = _newton(self.standard(decisions), self.offsets(decisions), _right(decisions), hold)
        return float(moved[0]), moved[1:]

    def leveled(self, decisions: Sequence[Decision]) -> tuple[float, float]:
        """How far a constant and a factor of the sums move, which leave the pairs in the same order."""
        import numpy as np

        offsets = self.offsets(decisions)
        moved = _newton(offsets[:, None], offsets, _right(decisions), np.full(2, 1 / VARIANCE_OF_CONSTANT))
        return float(moved[0]), max(-1.0, float(moved[1]))  # a negative factor would reverse the order


def _right(decisions: Sequence[Decision]) -> NDArray[np.float64]:
    import numpy as np

    return np.array([one.right for one in decisions], dtype=float)


def _newton(
    x: NDArray[np.float64], offsets: NDArray[np.float64], right: NDArray[np.float64], hold: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The constant and weights that predict `right` best when added to `offsets`; `hold` keeps each of them near 0."""
    import numpy as np

    x = np.hstack([np.ones((len(x), 1)), x])

    def cost(move: NDArray[np.float64]) -> float:
        sums = offsets + x @ move
        return float((np.logaddexp(0.0, sums) - right * sums).sum() + (hold * move**2).sum() / 2)

    moved = np.zeros(x.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(offsets + x @ moved, -30, 30)))
        slope = x.T @ (probability - right) + hold * moved
        step = np.linalg.solve((x.T * (probability * (1 - probability))) @ x + np.diag(hold), slope)
        while cost(moved - step) > cost(moved) and np.abs(step).max() > 1e-9:
            step = step / 2
        moved = moved - step
        if np.abs(step).max() < 1e-6:
            break
    return moved


def _log_odds(probability: float) -> float:
    import math

    return math.log(probability / (1 - probability))


def _auc(sums: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    import numpy as np

    apart = sums[right][:, None] - sums[~right][None, :]
    return float(np.mean((apart > 0) + 0.5 * (apart == 0)))
