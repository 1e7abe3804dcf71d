"""The most common words of a few languages, written by hand, with which two languages without a dictionary start.

`resources/core.tsv` has a row for each notion and a column for each language, with the words for it. A word that ends
in a hyphen stands for all that begin so, since these languages inflect; the others are taken as they are.
`resources/core_un.tsv` adds Arabic to most of them, and the words that are frequent in documents of the United Nations;
its cells may be empty. `resources/core_more.tsv` has more of those. It is used to align texts, but not to judge whether
they are translations of each other, because the weights for that were learned without it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from align.resources import FOLDER
from align.words import TokenizedText, normalized

if TYPE_CHECKING:
    from align.lexicon.link_table import Strengths

__all__ = ["COLUMNS", "LANGUAGES", "STRENGTH", "core_links", "core_pairs", "notions"]

LANGUAGES = ("en", "fr", "de", "es", "ru", "zh")
"""The columns of the table."""
COLUMNS = (*LANGUAGES, "ar")
"""The columns of `resources/core_un.tsv`."""
STRENGTH = 0.75
"""Strength of every pair: most of these words have several meanings, but the rarer ones must serve as anchors."""


def _rows(*, more: bool) -> Iterator[list[str]]:
    for name in ("core.tsv", "core_un.tsv", "core_more.tsv") if more else ("core.tsv", "core_un.tsv"):
        with (FOLDER / name).open(encoding="utf-8") as file:
            yield from (line.rstrip("\n").split("\t") for line in itertools.islice(file, 1, None))


@lru_cache(maxsize=2 * len(COLUMNS))
def _table(language: str, *, more: bool) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """The notions (numbers of rows) of whole words and of beginnings."""
    column = COLUMNS.index(language)
    whole: dict[str, list[int]] = defaultdict(list)
    begun: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(_rows(more=more)):
        for entry in row[column].split() if column < len(row) else ():
            place = begun if entry.endswith("-") else whole
            place[normalized(entry.rstrip("-"), language)].append(number)
    return {word: tuple(rows) for word, rows in whole.items()}, {word: tuple(rows) for word, rows in begun.items()}


def notions(word: str, language: str, *, more: bool = False) -> set[int]:
    """The rows of the table that a normalized word (see `align.words`) stands in, with `more` those of all three files.

    >>> notions("gletschers", "de") & notions("glacier", "fr") != set()
    True
    """
    whole, begun = _table(language, more=more)
    found = set(whole.get(word, ()))
    for end in range(2, len(word) + 1):
        found.update(begun.get(word[:end], ()))
    return found


def core_pairs(src: TokenizedText, tgt: TokenizedText, *, more: bool = False) -> Iterator[tuple[int, int, float]]:
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
        for number in notions(word, tgt.language, more=more):
            places[number].append(k)
    for k, word in enumerate(src.types):
        for other in {other for number in notions(word, src.language, more=more) for other in places.get(number, ())}:
            yield k, other, STRENGTH


def core_links(src: TokenizedText, tgt: TokenizedText) -> Strengths:
    """The pairs of `core_pairs` by all three files, as a table of links.

    >>> from align.words import index
    >>> zh, fr = index(["拘留"], "zh"), index(["la détention"], "fr")
    >>> rows, columns, _ = core_links(zh, fr)
    >>> [(zh.types[i], fr.types[j]) for i, j in zip(rows, columns)], list(core_pairs(zh, fr))
    ([('拘留', 'detention')], [])
    """
    import numpy as np

    from align.lexicon.link_table import strongest

    pairs = np.array(list(core_pairs(src, tgt, more=True)), dtype=np.float64).reshape(-1, 3)
    return strongest(
        pairs[:, 0].astype(np.int64) * len(tgt.types) + pairs[:, 1].astype(np.int64), pairs[:, 2], len(tgt.types)
    )
