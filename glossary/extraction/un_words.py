"""How common words are in documents of the United Nations: fraud and legitimacy are, rain and slope are not.

`python -m glossary.extraction.build_un_words FOLDER` makes the table from sentences of the UN Parallel Corpus.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from glossary.extraction.vocabulary import general_words
from glossary.folding import singular

__all__ = [
    "UNWords",
    "chinese_un_features",
    "count_words",
    "english_un_features",
    "un_words",
]

FILE = "un_words.tsv"
LEAST = 2
"""How often a word must occur in the documents to be listed."""
RARE = 2.5
"""Frequency, on the Zipf scale, that is assumed for a word that general language hardly has."""
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class UNWords:
    """How often, and in how many documents, each Chinese or English word occurs; and the total for each language."""

    words: dict[str, tuple[int, int]]
    totals: dict[str, int]
    _known: dict[str, dict[str, tuple[float, float]]] = field(
        default_factory=lambda: {"zh": {}, "en": {}}, repr=False, compare=False
    )

    def of(self, word: str, language: str) -> tuple[float, float]:
        """The keyness of a word, from -1.5 to 2, and how many documents it is in, as features have them; kept."""
        known = self._known[language]
        if word not in known:
            known[word] = _bounded(self.keyness(word, language)), self.dispersion(word) / 8
        return known[word]

    def keyness(self, word: str, language: str) -> float:
        """How much more common a word is in these documents than in general language, as a logarithm to the base 2."""
        seen = self.words.get(word, (0, 0))[0]
        expected = self.totals[language] * 10 ** (general_words(language).get(word, RARE) - 9)
        return math.log2((seen + 0.7) / (expected + 0.7))

    def dispersion(self, word: str) -> float:
        """In how many documents a word occurs, as log2(1 + number)."""
        return math.log2(1 + self.words.get(word, (0, 0))[1])


@lru_cache(maxsize=1)
def un_words() -> UNWords:
    """The shipped table.

    >>> un_words().keyness("resolution", "en") > 0 > un_words().keyness("rain", "en")
    True
    """
    lines = (resources.files("glossary") / "resources" / FILE).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    totals = {word: int(count) for word, count, documents in rows if not int(documents)}
    return UNWords({word: (int(count), int(docs)) for word, count, docs in rows if int(docs)}, totals)


def count_words(sentences: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> UNWords:
    """Make the table from sentences: the name of the document, the Chinese pieces and the lower-case English words."""
    seen: Counter[str] = Counter()
    documents: dict[str, set[str]] = {}
    totals = {"zh": 0, "en": 0}
    for document, pieces, words in sentences:
        chinese = [piece for piece in pieces if _is_han(piece)]
        english = [singular(word) for word in words if _WORD.fullmatch(word)]
        totals["zh"] += len(chinese)
        totals["en"] += len(english)
        seen.update((*chinese, *english))
        for word in (*chinese, *english):
            documents.setdefault(word, set()).add(document)
    return UNWords({word: (n, len(documents[word])) for word, n in seen.items() if n >= LEAST}, totals)


def _is_han(piece: str) -> bool:
    return "\u4e00" <= piece[0] <= "\u9fff"


def english_un_features(words: Sequence[str], table: UNWords) -> dict[str, float]:
    """The features of the English side."""
    english = [singular(word) for word in words if _WORD.fullmatch(word)]
    both = [table.of(word, "en") for word in english] or [(0.0, 0.0)]
    keys, spread = [key for key, _ in both], [documents for _, documents in both]
    alone = float(len(english) == 1)
    return {
        "en UN keyness": sum(keys) / len(keys),
        "en least UN keyness": min(keys),
        "en most UN keyness": max(keys),
        "en head UN keyness": keys[-1],
        "en single UN keyness": alone * keys[0],
        "en UN spread": sum(spread) / len(spread),
        "en least UN spread": min(spread),
        "en single UN spread": alone * spread[0],
    }


def chinese_un_features(pieces: Sequence[str], table: UNWords) -> dict[str, float]:
    """The features of the Chinese side."""
    both = [table.of(piece, "zh") for piece in pieces if _is_han(piece)] or [(0.0, 0.0)]
    keys, spread = [key for key, _ in both], [documents for _, documents in both]
    return {
        "zh UN keyness": sum(keys) / len(keys),
        "zh least UN keyness": min(keys),
        "zh most UN keyness": max(keys),
        "zh UN spread": sum(spread) / len(spread),
        "zh least UN spread": min(spread),
    }


def _bounded(ratio: float) -> float:
    return max(-1.5, min(2.0, ratio / 4))
