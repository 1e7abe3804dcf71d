"""Words of two languages that begin alike: names and words of one origin."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

__all__ = ["SHORTEST", "cognates"]

SHORTEST = 4
"""Number of letters from which two words can be cognates."""


def cognates(words: Sequence[str], others: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Indices of words that begin with the same letters, and the share of the longer word's letters that these are.

    Both sides are normalized (see `align.words`). Pairs with a share under `least` are left out, words of fewer than
    SHORTEST letters and equal words too.

    >>> list(cognates(["industri", "as"], ["industriel", "as", "induit"], 0.55))
    [(0, 0, 0.8)]
    """
    # under as many letters as a word must share with it at least
    begins = defaultdict(list)
    for j, form in enumerate(others):
        if len(form) >= SHORTEST and form[0].isalpha():
            begins[form[: max(3, math.ceil(least * len(form)))]].append((form, j))
    for i, word in enumerate(words):
        if len(word) < SHORTEST:
            continue
        for size in range(3, len(word) + 1):
            for form, j in begins.get(word[:size], ()):
                most = min(len(word), len(form))
                common = next((n for n in range(size, most) if word[n] != form[n]), most)
                share = common / max(len(word), len(form))
                if share >= least and form != word:
                    yield i, j, share
