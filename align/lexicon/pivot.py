"""Chinese words linked with those of a language that no dictionary is shipped for, by way of English.

The shipped dictionary says what a Chinese word is in English; a word of the other language stands for an English one if
they are cognates (développement, development) or express the same notion (réunion, meeting). Such a link is weaker than
one of the dictionary, but there are many: half of the words of French and Spanish prose about public affairs are cognates
of English ones.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from align.lexicon.cognates import SHORTEST, cognates
from align.lexicon.core_vocabulary import COLUMNS, STRENGTH, notions
from align.lexicon.dictionary import translations
from align.words import TokenizedText

if TYPE_CHECKING:
    from align.lexicon.link_table import Strengths

__all__ = ["meets_by_english", "through_english"]

_LANGUAGES = frozenset({*COLUMNS, "it", "pt", "ca", "gl", "ro", "nl", "da", "sv", "nb"}) - {"en", "zh"}
"""The languages of the table of common words, and others that have many cognates with English."""

SHARE = 0.6
"""Minimum share of their letters that an English word and its cognate have in common, counted from the first letter."""
COGNATE = 0.7
"""Factor for the strength of the dictionary's link where the cognate has all letters in common."""


def meets_by_english(src_lang: str, tgt_lang: str) -> bool:
    """Whether words of Chinese, the first language, are linked with those of the second by way of English.

    >>> [meets_by_english("zh", code) for code in ("fr", "ru", "en", "ja")], meets_by_english("fr", "zh")
    ([True, True, False, False], False)
    """
    return src_lang == "zh" and tgt_lang in _LANGUAGES


def through_english(src: TokenizedText, tgt: TokenizedText) -> Strengths:
    """Types of a Chinese text and of one in a third language that may translate each other, with strengths of 0 to 1.

    >>> from align.words import index
    >>> zh, fr = index(["秘书处的工业发展会议"], "zh"), index(["la réunion du secrétariat sur le développement industriel"], "fr")
    >>> rows, columns, _ = through_english(zh, fr)
    >>> sorted({(zh.types[i], fr.types[j]) for i, j in zip(rows, columns)} - {("的", "la")})
    [('会议', 'reunion'), ('发展', 'developpement'), ('工业', 'industriel'), ('秘书处', 'secretariat')]
    """
    import numpy as np

    from align.lexicon.link_table import strongest
    from align.lexicon.runs import run_positions

    rows, stems, columns, values = translations(src, characters=False)
    met, place = np.unique(columns, return_inverse=True)
    words = [stems[k] for k in met.tolist()]
    places = {word: j for j, word in enumerate(tgt.types) if len(word) >= SHORTEST}
    pairs = [(k, places[word], COGNATE) for k, word in enumerate(words) if word in places]
    pairs += [(k, j, COGNATE * share) for k, j, share in cognates(words, tgt.types, SHARE)]
    if tgt.language in COLUMNS:
        expressed = defaultdict(list)
        for j, word in enumerate(tgt.types):
            for number in notions(word, tgt.language, more=True):
                expressed[number].append(j)
        pairs += [
            (k, j, COGNATE * STRENGTH)
            for k, word in enumerate(words)
            for number in notions(word, "en", more=True)
            for j in expressed.get(number, ())
        ]
    ways = np.array(pairs, dtype=np.float64).reshape(-1, 3)
    ways = ways[np.argsort(ways[:, 0], kind="stable")]
    counts = np.bincount(ways[:, 0].astype(np.int64), minlength=len(met))
    link, step = run_positions(counts[place])
    way = (np.cumsum(counts) - counts)[place][link] + step
    keys = rows[link] * len(tgt.types) + ways[way, 1].astype(np.int64)
    return strongest(keys, values[link] * ways[way, 2], len(tgt.types))
