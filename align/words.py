"""Words of a text, and the forms under which words of two languages are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from align import chinese_words
from align.stemming import arabic_stem, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["TokenizedText", "index", "words"]

LONGEST = 1000
"""Number of words of a sentence that are compared; those after them are not."""

# A number keeps its separators; a word keeps an apostrophe inside it.
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
# Elsewhere thousands may stand apart, and in languages that elide, what stands before an apostrophe is another word.
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)"
_SPACED_WORD = re.compile(rf"(?<!\d){_GROUPED}|{_WORD.pattern}")
_ELIDED_WORD = re.compile(rf"(?<!\d){_GROUPED}|\d+(?:[.,]\d+)*|[^\W\d_]+")
_PATTERNS = {"en": _WORD, "zh": _WORD, "fr": _ELIDED_WORD, "it": _ELIDED_WORD, "ca": _ELIDED_WORD}
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\s'’]\d{3})+")
_PAUSE = frozenset(",，、;；:：—。．.!！?？…")
EDGE = 2
"""Words that the clause at an end of a sentence must have; a shorter one is taken together with the next."""
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0002ebef]")
_SPACELESS = re.compile(r"[㐀-䶿一-鿿豈-﫿぀-ヿ฀-๿\U00020000-\U0002ebef]+")


def words(text: str, language: str) -> list[str]:
    """Words of a text in their order, as they are written, without punctuation and space.

    Chinese is cut as jieba cuts it; other languages at whatever is neither letter nor digit; runs of a script
    without spaces (kana, Thai) into overlapping pairs of characters.

    >>> words("工发组织的53.9%", "zh")
    ['工发', '组织', '的', '53.9%']
    >>> words("UNIDO's 1,200 projects", "en")
    ["UNIDO's", '1,200', 'projects']
    >>> words("L’altitude d'environ 4 478 mètres", "fr")
    ['L', 'altitude', 'd', 'environ', '4 478', 'mètres']
    """
    if language == "zh":
        return [w for w in chinese_words.cut(text) if w[0].isalnum()]
    return [part for w in _pattern(language).findall(text) for part in _pieces(w)]


def _pattern(language: str) -> re.Pattern[str]:
    return _PATTERNS.get(language, _SPACED_WORD)


def _pieces(word: str) -> list[str]:
    if word.isascii() or not (match := _SPACELESS.search(word)):
        return [word]
    run = match.group()
    before, after = word[: match.start()], word[match.end() :]
    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return ([before] if before else []) + pairs + (_pieces(after) if after else [])


_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")


def normalized(word: str, language: str) -> str:
    """The form of a word under which it is looked up and compared: case, inflection (English), accents folded."""
    w = word if word.isascii() else unicodedata.normalize("NFKC", word)
    if w[0].isdigit() and language == "ar":
        w = w.translate(_ARABIC_DIGITS)
    if w[0].isdigit():
        if language in ("en", "zh"):
            return w.replace(",", "").rstrip(".")
        return re.sub(r"\D", "", w) if _THOUSANDS.fullmatch(w) else w.replace(",", ".")
    if language == "en":
        return stem(w)
    w = w.lower()
    if not w.isascii() and not _HAN.search(w):
        w = "".join(c for c in unicodedata.normalize("NFD", w) if not unicodedata.combining(c))
    return arabic_stem(w) if language == "ar" else w


@dataclass(slots=True)
class TokenizedText:
    """One text, its words as numbers: sentence `n` has the types `ids[offsets[n]:offsets[n + 1]]`.

    `types[k]` is the normalized form of type `k`, `counts[k]` how often it occurs; `lengths` are code points
    without white space, float32.
    """

    language: str
    texts: Sequence[str]
    types: list[str]
    ids: NDArray[np.int32]
    offsets: NDArray[np.int32]
    heads: NDArray[np.int32]
    """The end of the first clause of each sentence, in `ids`."""
    tails: NDArray[np.int32]
    """The start of its last clause, in `ids`."""
    lengths: NDArray[np.float32]
    counts: NDArray[np.int32]
    forms: dict[str, str] = field(default_factory=dict)
    """One written form of each type."""

    def __len__(self) -> int:
        return len(self.texts)


def index(texts: Sequence[str], language: str) -> TokenizedText:
    """Cut every text into words and number their normalized forms.

    >>> text = index(["绿色氢是重点。", "绿色氢。"], "zh")
    >>> text.types, text.ids.tolist(), text.offsets.tolist(), text.counts.tolist()
    (['绿色', '氢', '是', '重点'], [0, 1, 2, 3, 0, 1], [0, 4, 6], [2, 2, 1, 1])
    """
    import numpy as np

    lines = [" ".join(text.split("\n")) if "\n" in text else text for text in texts]
    types, forms, numbers = _numbered(_cut(lines, language), language)
    flat = np.array(numbers, dtype=np.int32)
    before = np.cumsum(flat >= 0)
    breaks = np.flatnonzero(flat == _BREAK)
    offsets = np.zeros(len(texts) + 1, dtype=np.int32)
    offsets[1:] = np.append(before[breaks], (flat >= 0).sum())[: len(texts)]
    marks = np.flatnonzero(flat == _MARK)
    sentence, pauses = np.searchsorted(breaks, marks), before[marks].astype(np.int32)
    flat = flat[flat >= 0]
    counts = np.diff(offsets)
    if len(counts) and counts.max() > LONGEST:
        # what is longer is no sentence; its beginning tells enough, and work stays bounded
        early = np.arange(len(flat)) - np.repeat(offsets[:-1], counts) < LONGEST
        left = np.append(0, np.cumsum(early)).astype(np.int32)
        flat, pauses, offsets[:] = flat[early], left[pauses], left[offsets]
    heads, tails = _clauses(offsets, pauses, sentence)
    lengths = np.array([sum(map(len, line.split())) for line in lines], dtype=np.float32)
    return TokenizedText(
        language, texts, types, flat, offsets, heads, tails, lengths,
        np.bincount(flat, minlength=len(types)).astype(np.int32), forms,
    )  # fmt: skip


def _cut(lines: Sequence[str], language: str) -> list[str]:
    """The words and marks of all lines, one after the other, with a line break after each line."""
    if language == "zh":
        from align.resources import simplified

        # One call for the whole text: a call for each sentence costs more than the cutting.
        return chinese_words.cut(simplified("\n".join(lines)))
    cut, tokens = [], re.compile(rf"{_pattern(language).pattern}|[{''.join(sorted(_PAUSE))}]")
    for line in lines:
        found = tokens.findall(line)
        if not line.isascii() and _SPACELESS.search(line):
            found = [part for w in found for part in _pieces(w)]
        cut += found
        cut.append("\n")
    return cut


_BREAK, _OTHER, _MARK = -1, -2, -3
"""Numbers of what is no word: a line break, a mark that parts no clauses, and one that does."""


def _numbered(cut: Sequence[str], language: str) -> tuple[list[str], dict[str, str], list[int]]:
    """The types, one written form of each, and the number of the type of every word."""
    number: dict[str, int] = {}
    known: dict[str, int] = {"\n": _BREAK}
    types: list[str] = []
    forms: dict[str, str] = {}
    numbers: list[int] = []
    for w in cut:
        k = known.get(w)
        if k is None:
            if not w[0].isalnum():
                # rjieba may leave a line's end glued to other white space
                known[w] = k = _BREAK if "\n" in w else _MARK if w[0] in _PAUSE else _OTHER
            else:
                form = normalized(w, language)
                k = number.get(form)
                if k is None:
                    k = number[form] = len(types)
                    types.append(form)
                    forms[form] = w
                known[w] = k
        numbers.append(k)
    return types, forms, numbers


def _clauses(
    offsets: NDArray[np.int32], pauses: NDArray[np.int32], sentence: NDArray[np.intp]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where the first clause of each sentence ends and the last begins, of EDGE words or more.

    `pauses` are the words before each mark that parts clauses, in order, `sentence` is where it stands.
    """
    heads, tails = offsets[1:].copy(), offsets[:-1].copy()
    early = pauses >= offsets[sentence] + EDGE
    late = pauses <= offsets[sentence + 1] - EDGE
    # of several values for a sentence the last one written stays
    heads[sentence[early][::-1]] = pauses[early][::-1]
    tails[sentence[late]] = pauses[late]
    return heads, tails
