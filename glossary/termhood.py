"""Termhood: how much a stretch of words looks like a term, whatever it translates."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

__all__ = ["rarity"]


@lru_cache(maxsize=2)
def _frequencies(language: str) -> dict[str, float]:
    found: dict[str, float] = {}
    text = (resources.files("glossary") / "resources" / f"frequency.{language}.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        level, *words = line.split(" ")
        for word in words:
            found[word] = int(level) / 100
    return found


def zipf(word: str, language: str) -> float:
    """Frequency of a word in general language on the Zipf scale (log10 per billion words); 2.5 where it is rare."""
    return _frequencies(language).get(word, 2.5)


def rarity(word: str, language: str) -> float:
    """0 for the commonest words, 1 for words that general language hardly has."""
    return min(1.0, max(0.0, (6.0 - zipf(word, language)) / 3.5))
