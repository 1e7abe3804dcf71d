"""How many of the gold terms of a list are among the first entries: a rule of our own, which a clone without ../shared has too."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from glossary.folding import fold
from glossary.types import Concept

__all__ = ["share"]


def share(gold: Path, concepts: Sequence[Concept], top: int) -> float:
    """Share of the terms of `gold` (columns zh, en; forms parted by |) that one of the first `top` entries has in both languages.

    Variants of writing, number and case do not count, as `glossary.folding` has it.
    """
    known = {
        (fold(zh, "zh"), fold(en, "en")) for one in concepts[:top] for zh in one.texts("zh") for en in one.texts("en")
    }
    with gold.open(encoding="utf-8", newline="") as lines:
        terms = list(csv.DictReader(lines, delimiter="\t"))
    assert terms
    return sum(
        any((fold(one["zh"], "zh"), fold(en, "en")) in known for en in one["en"].split("|")) for one in terms
    ) / len(terms)
