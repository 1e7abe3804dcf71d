"""An English sentence as term extraction needs it: cut into words, with their tags, roots, weights and places."""

from __future__ import annotations

from collections.abc import Iterable

from glossary.extraction.candidates.english_roots import root
from glossary.extraction.candidates.word_lists import STOP_EN, word_set

__all__ = ["MODIFIER", "NOUN", "START", "English"]

NOUN = frozenset({"NN", "NNS", "NNP", "NNPS"})
START = NOUN | {"JJ", "JJR", "JJS", "VBN", "VBG", "FW", "AFX"}
MODIFIER = START | {"RB", "VBD"}
_FUNCTION = word_set(
    "IN DT CC TO PRP PRP$ WDT WP WP$ WRB EX MD POS RP UH PDT HYPH , . : `` '' -LRB- -RRB- $ SYM NFP _SP XX LS ADD"
)


class English:
    """A sentence cut into words: parallel lists, with half-open offsets into `text` in code points."""

    __slots__ = (
        "ends",
        "features",
        "in_title_case",
        "lower",
        "names",
        "origins",
        "roots",
        "size",
        "starts",
        "tags",
        "text",
        "weights",
        "words",
    )

    def __init__(self, text: str, words: list[str], tags: list[str], starts: list[int]):
        self.text = text
        self.words = words
        self.tags = tags
        self.starts = starts
        self.features: dict[tuple[int, int], dict[str, float]] = {}
        """The features of each span that has been asked about."""
        self.names: dict[tuple[int, int], bool] = {}
        """For each span that has been asked about, whether it is written as a name."""
        self.ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
        self.lower = [word.lower() for word in words]
        self.roots = [root(word) for word in self.lower]
        self.weights = [_weight(word, tag) for word, tag in zip(self.lower, tags, strict=True)]
        long = [word for word, weight in zip(words, self.weights, strict=True) if weight and len(word) > 3]
        self.in_title_case = len(long) > 2 and sum(
            word[0].isupper() or not word.isalpha() for word in long
        ) >= 0.8 * len(long)
        """Whether nearly all words have capitals, so that a capital means nothing."""
        self.size = len(words)
        """Number of words of the sentence itself; the words after them repeat some, see `coordinations.spell_out`."""
        self.origins = list(range(len(words)))
        """For each word its number in the sentence; for a repeated word, that of the original; for a separator, -1."""

    def __len__(self) -> int:
        return len(self.words)

    def repeat(self, words: Iterable[int]) -> None:
        """Append some of its words to the text once more, after a semicolon."""
        self._append(";", ":", -1, " ")
        before = None
        for n in words:
            joined = before is not None and before == n - 1 and self.ends[before] == self.starts[n]
            self._append(self.words[n], self.tags[n], n, "" if joined else " ")
            before = n

    def _append(self, word: str, tag: str, origin: int, space: str) -> None:
        self.starts.append(len(self.text) + len(space))
        self.text += space + word
        self.ends.append(len(self.text))
        self.words.append(word)
        self.tags.append(tag)
        self.lower.append(self.lower[origin] if origin >= 0 else word)
        self.roots.append(self.roots[origin] if origin >= 0 else word)
        self.weights.append(self.weights[origin] if origin >= 0 else 0.0)
        self.origins.append(origin)


def _weight(word: str, tag: str) -> float:
    """1 for a content word, 0 for a function word or a sign."""
    return 0.0 if tag in _FUNCTION or word in STOP_EN or not any(c.isalnum() for c in word) else 1.0
