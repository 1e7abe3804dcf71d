"""The most common words of a few languages, written by hand, with which two languages without a dictionary start.

`resources/core.tsv` has a row for each notion and a column for each language, with the words for it. A word that ends
in a hyphen stands for all that begin so, since these languages inflect; the others are taken as they are.
`resources/core_un.tsv` adds Arabic to most of them, and the words that are frequent in documents of the United Nations;
its cells may be empty.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from align.resources import FOLDER
from align.words import TokenizedText, normalized

__all__ = ["COLUMNS", "LANGUAGES", "STRENGTH", "core_pairs", "notions"]

LANGUAGES = ("en", "fr", "de", "es", "ru", "zh")
"""The columns of the table."""
COLUMNS = (*LANGUAGES, "ar")
"""The columns of `resources/core_un.tsv`."""
STRENGTH = 0.75
"""Strength of every pair: most of these words have several meanings, but the rarer ones must serve as anchors."""


def _rows() -> Iterator[list[str]]:
    for name in ("core.tsv", "core_un.tsv"):
        with (FOLDER / name).open(encoding="utf-8") as file:
            yield from (line.rstrip("\n").split("\t") for line in itertools.islice(file, 1, None))


@lru_cache(maxsize=len(COLUMNS))
def _table(language: str) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """The notions (numbers of rows) of whole words and of beginnings."""
    column = COLUMNS.index(language)
    whole: dict[str, list[int]] = defaultdict(list)
    begun: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(_rows()):
        for entry in row[column].split() if column < len(row) else ():
            place = begun if entry.endswith("-") else whole
            place[normalized(entry.rstrip("-"), language)].append(number)
    return {word: tuple(rows) for word, rows in whole.items()}, {word: tuple(rows) for word, rows in begun.items()}


def notions(word: str, language: str) -> set[int]:
    """The rows of the table that a normalized word (see `align.words`) stands in.

    >>> notions("gletschers", "de") & notions("glacier", "fr") != set()
    True
    """
    whole, begun = _table(language)
    found = set(whole.get(word, ()))
    for end in range(2, len(word) + 1):
        found.update(begun.get(word[:end], ()))
    return found


def core_pairs(src: TokenizedText, tgt: TokenizedText) -> Iterator[tuple[int, int, float]]:
    """Types of two texts that can express the same notion, with STRENGTH; none for a language that is not in the table.

    >>> from align.words import index
    >>> de, fr = index(["und nicht das Wasser"], "de"), index(["et l'eau"], "fr")
    >>> sorted((de.types[i], fr.types[j]) for i, j, _ in core_pairs(de, fr))
    [('und', 'et'), ('wasser', 'eau')]
    """
    if src.language == tgt.language or not {src.language, tgt.language} <= set(COLUMNS):
        return
    places: dict[int, list[int]] = defaultdict(list)
    for k, word in enumerate(tgt.types):
        for number in notions(word, tgt.language):
            places[number].append(k)
    for k, word in enumerate(src.types):
        for other in {other for number in notions(word, src.language) for other in places.get(number, ())}:
            yield k, other, STRENGTH
