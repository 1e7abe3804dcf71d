"""Links between the words of two texts: from the shipped dictionary, numbers, names, cognates and learned lexicons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from align.lexicon.cognates import cognates
from align.lexicon.core_vocabulary import core_pairs
from align.lexicon.dictionary import has_dictionary, look_up
from align.lexicon.link_table import Strengths, strongest
from align.numerals import number_of
from align.words import TokenizedText

if TYPE_CHECKING:
    from align.lexicon.learned import Lexicon
    from align.lexicon.lexicon_file import LexiconFile

__all__ = ["COGNATE", "links"]

COGNATE = 0.55
"""Minimum share of a word's letters that two cognates have in common, counted from the first letter."""


def _numbers(src: TokenizedText, tgt: TokenizedText) -> Iterator[tuple[int, int, float]]:
    values = defaultdict(list)
    for k, word in enumerate(tgt.types):
        if value := number_of(word, tgt.language):
            values[value].append(k)
    for k, word in enumerate(src.types):
        if value := number_of(word, src.language):
            for other in values.get(value, ()):
                yield k, other, 0.9


def _cognates(src: TokenizedText, tgt: TokenizedText) -> Iterator[tuple[int, int, float]]:
    """The same word on both sides, and words of one script that begin alike: names, numbers, cognates."""
    place = {word: k for k, word in enumerate(tgt.types)}
    for k, word in enumerate(src.types):
        if (other := place.get(word)) is not None:
            # short words of two languages are often the same by chance: die, on, a
            yield k, other, 0.9 if len(word) > 3 or word[0].isdigit() else 0.5
    if "zh" not in (src.language, tgt.language):
        for k, other, share in cognates(src.types, tgt.types, COGNATE):
            yield k, other, 0.85 * share


def links(
    src: TokenizedText, tgt: TokenizedText, lexicon: Lexicon | LexiconFile | None = None, *, dictionary: bool = True
) -> Strengths:
    """Which types of one text can translate which of the other, with a strength of 0 to 1.

    `dictionary` is for measuring what the aligner does without the shipped one.

    >>> from align.words import index
    >>> zh, en = index(["工业发展，2019年"], "zh"), index(["industrial development, 2019"], "en")
    >>> sources, targets, strengths = links(zh, en)
    >>> sorted({(zh.types[i], en.types[j]) for i, j in zip(sources, targets)})
    [('2019', '2019'), ('发展', 'development')]
    """
    import numpy as np

    sources = [_numbers(src, tgt), _cognates(src, tgt)]
    if not has_dictionary(src.language, tgt.language):
        sources.append(core_pairs(src, tgt))
    if lexicon is not None:
        sources.append(lexicon.pairs(src, tgt))
    pairs = np.array([pair for source in sources for pair in source], dtype=np.float64).reshape(-1, 3)
    rows, columns, values = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64), pairs[:, 2]
    if dictionary and has_dictionary(src.language, tgt.language):
        looked_up = look_up(src, tgt)
        rows, columns, values = (np.concatenate(both) for both in zip((rows, columns, values), looked_up, strict=True))
    return strongest(rows * len(tgt.types) + columns, values, len(tgt.types))
