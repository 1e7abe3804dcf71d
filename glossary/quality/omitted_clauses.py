"""Finds what a translation leaves out: it is too short for its source, and a part of the source has no translation in
it.

For each part of the source, two explanations are compared. Either all is translated; then its words have translations as
often as elsewhere in the text, and the length is the usual one. Or the part was left out; then its words have
translations only by chance, and its length is missing. The score is the logarithm of how much better the second
explanation fits both. Lengths spread with the square root of what is expected (Gale and Church 1993).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from align.words import TokenizedText

__all__ = ["SHORT", "OmittedClause", "omitted_clauses", "size", "usual_ratio"]

SHORT = 12
"""Length, as `size` counts, below which nothing is said of a segment."""
SIZES = {"zh": 1.0, "ja": 1.0, "en": 1.09, "fr": 1.3, "es": 1.25, "ru": 1.0, "ar": 0.96, "de": 1.05}
"""How long the same text is in other languages, as `size` counts, for texts that are too short to show it."""
LEAST, LEAST_WITHOUT = 6.0, 8.5
"""Score from which a stretch is reported, with the shipped dictionary and in other pairs of languages, where less is known of
the words: about 5 of 1,000 sentences of the United Nations are above it, a good part of them with a real omission."""
SPREAD = 1.1
"""Usual standard deviation of the missing length, relative to the square root of the expected length."""
LACKING = 1.4
"""Missing length, relative to the square root of the expected length, from which on the words are examined."""
STRONG = 0.3
"""Minimum strength of a link from which one word counts as a translation of another."""
TRANSLATED, WEIGHT = 0.55, 6
"""Assumed share of a word's occurrences that are translated, and how many observed occurrences this counts for."""
_SAMPLE = 300
_TOKENS = 300
_UNIT = re.compile("[\u3400-\u9fff\u3040-\u30ff]|[^\\W_\u3400-\u9fff\u3040-\u30ff]+")
_CLAUSE = re.compile(r"[^,;:，；：、。！？!?]+[,;:，；：、。！？!?]*")


@dataclass(frozen=True, slots=True)
class OmittedClause:
    """A stretch of a source, as a half-open span of code points, that seems to have been left out; how sure that is."""

    start: int
    end: int
    score: float


def size(text: str) -> float:
    """Length in Chinese characters, of which a word or number of another script is worth about 1.7, and an acronym as
    much as what it stands for; links aside.

    >>> round(size("绿色氢 2030"), 1), round(size("green hydrogen 2030"), 1), round(size("UNODC"), 1)
    (4.7, 5.1, 6.0)
    """
    units = _UNIT.findall(re.sub(r"(?:https?://|www\.)\S+", " ", text))
    return sum(_worth(unit) for unit in units)


def _worth(unit: str) -> float:
    if unit > "\u3040":
        return 1.0
    return max(1.7, 1.2 * len(unit)) if unit.isascii() and unit.isalpha() and unit.isupper() else 1.7


def usual_ratio(pairs: Sequence[tuple[str, str] | None], src_lang: str, tgt_lang: str) -> float:
    """Length of a translation against its source, in the middle of this text's longer pairs."""
    ratios = []
    for pair in pairs:
        if pair is not None and (length := size(pair[0])) >= SHORT:
            ratios.append(size(pair[1]) / length)
    return median(ratios) if len(ratios) >= 5 else SIZES.get(tgt_lang, 1.0) / SIZES.get(src_lang, 1.0)


def omitted_clauses(pairs: Sequence[tuple[str, str] | None], src_lang: str, tgt_lang: str) -> dict[int, OmittedClause]:
    """The stretch of its source that each translation seems to lack, by the number of the pair; a None is passed over.

    >>> whole = ("委员会审议了报告，并注意到执行主任提供的有关预算和工作人员的补充资料。", "The Committee considered the report.")
    >>> found = omitted_clauses([whole], "zh", "en")[0]
    >>> whole[0][found.start : found.end]
    '并注意到执行主任提供的有关预算和工作人员的补充资料。'
    """
    import numpy as np

    from align.lexicon.dictionary import has_dictionary

    usual = usual_ratio(pairs, src_lang, tgt_lang)
    sizes = [(size(pair[0]) * usual, size(pair[1])) if pair else (0.0, 0.0) for pair in pairs]
    lacking = np.array([(one - two) / max(one, 1.0) ** 0.5 for one, two in sizes])
    long = np.array([one > SHORT for one, _ in sizes])
    if not (long & (lacking > LACKING)).any():
        return {}
    # where many sentences tell it, the spread of this text and pair of languages
    spread = max(SPREAD, 1.4826 * float(np.median(np.abs(lacking[long])))) if long.sum() >= 100 else SPREAD
    words = _Words([pair or ("", "") for pair in pairs], src_lang, tgt_lang, long & (lacking < 1))
    known = has_dictionary(src_lang, tgt_lang) or has_dictionary(tgt_lang, src_lang)
    found = {}
    for number in np.flatnonzero(long & (lacking > LACKING)).tolist():
        expected, actual = sizes[number]
        stretch = _best(words.evidence(number), expected, actual, spread)
        if stretch is not None and stretch[2] >= (LEAST if known else LEAST_WITHOUT):
            start, end = words.span(number, stretch[0], stretch[1])
            found[number] = OmittedClause(start, end, stretch[2])
    return found


def _best(
    evidence: NDArray[np.float64], expected: float, actual: float, deviation: float
) -> tuple[int, int, float] | None:
    """The stretch of words, half-open, that has most likely been left out, and its score."""
    import numpy as np

    n = len(evidence)
    if not 5 <= n <= _TOKENS:
        return None
    sums = np.concatenate([[0.0], np.cumsum(evidence)])
    places = np.arange(n + 1)
    share = (places[None, :] - places[:, None]) / n

    def likely(length: Any) -> Any:
        length = np.maximum(length, 3.0)
        return -0.5 * np.log(length) - 0.5 * (actual - length) ** 2 / (length * deviation**2)

    score = sums[None, :] - sums[:, None] + likely(expected * (1 - share)) - likely(np.array(expected))
    score = np.where((share > 0.08) & (share < 0.95), score, -np.inf)
    first, last = divmod(int(score.argmax()), n + 1)
    return first, last, float(score[first, last])


class _Words:
    """The words of all pairs, and which words of a source have a translation in its target."""

    def __init__(self, pairs: Sequence[tuple[str, str]], src_lang: str, tgt_lang: str, whole: NDArray[np.bool_]):
        import numpy as np

        from align.words import index

        self._clauses = [list(_CLAUSE.finditer(src)) for src, _ in pairs]
        self._firsts = np.cumsum([0, *map(len, self._clauses)])
        source = index([one[0] for clauses in self._clauses for one in clauses], src_lang)
        target = index([tgt for _, tgt in pairs], tgt_lang)
        self._source = source
        self._target_words = [
            Counter(target.ids[target.offsets[n] : target.offsets[n + 1]].tolist()) for n in range(len(pairs))
        ]
        self._translations = _translations(source, target)
        entries = _in_dictionary(source, tgt_lang)
        self._known = np.array(
            [word in self._translations or word in entries for word in range(len(source.types))], dtype=bool
        )
        times, hits = np.zeros(len(source.types)), np.zeros(len(source.types))
        complete = np.flatnonzero(whole).tolist()
        for n in complete:
            np.add.at(times, self._ids(n), 1)
            np.add.at(hits, self._ids(n), self._shares_translated(n))
        sample = complete[:: max(1, len(complete) // _SAMPLE)]
        sampled = [self._target_words[n].keys() for n in sample]
        by_chance = np.zeros(len(source.types))
        for word, translations in self._translations.items():
            by_chance[word] = sum(not translations.isdisjoint(words) for words in sampled)
        self._chance = np.clip((by_chance + 0.4) / (len(sample) + 4), 0.03, 0.9)
        usual = np.clip(np.maximum(TRANSLATED, self._chance), 0.05, 0.95)
        self._usual = np.maximum(np.clip((hits + WEIGHT * usual) / (times + WEIGHT), 0.05, 0.95), self._chance)

    def _ids(self, number: int) -> NDArray[np.int32]:
        offsets = self._source.offsets
        return self._source.ids[offsets[self._firsts[number]] : offsets[self._firsts[number + 1]]]

    def _shares_translated(self, number: int) -> NDArray[np.float64]:
        """The share of each source word that is translated: a half if the word occurs twice and its translation once."""
        import numpy as np

        words, ids = self._target_words[number], self._ids(number).tolist()
        times = Counter(ids)
        share = {
            word: sum(words[one] for one in self._translations.get(word, ()) if one in words) / times[word]
            for word in times
        }
        return np.array([min(1.0, share[word]) for word in ids])

    def evidence(self, number: int) -> NDArray[np.float64]:
        """How strongly each word of a source suggests that it was left out; 0 for words without a known translation."""
        import numpy as np

        ids = self._ids(number)
        chance, usual = self._chance[ids], self._usual[ids]
        translated = self._shares_translated(number)
        spoken = translated * np.log(chance / usual) + (1 - translated) * np.log((1 - chance) / (1 - usual))
        return np.where(self._known[ids], spoken, 0.0)

    def span(self, number: int, first: int, last: int) -> tuple[int, int]:
        """The clauses most of whose words are in a stretch; where there are none, those that it touches."""
        base = self._source.offsets[self._firsts[number]]
        chosen, touched = [], []
        for place, clause in enumerate(self._clauses[number], int(self._firsts[number])):
            start, end = (int(self._source.offsets[place + more] - base) for more in (0, 1))
            shared = min(end, last) - max(start, first)
            if shared > 0:
                touched.append(clause.span())
                if shared * 2 > end - start:
                    chosen.append(clause.span())
        spans = chosen or touched or [(0, 0)]
        return spans[0][0], spans[-1][1]


def _translations(source: TokenizedText, target: TokenizedText) -> dict[int, set[int]]:
    """For each word of the source, those of the target that may translate it."""
    from align.lexicon.dictionary import has_dictionary
    from align.lexicon.links import links

    if has_dictionary(target.language, source.language):
        columns, rows, values = links(target, source)
    else:
        rows, columns, values = links(source, target)
    found: dict[int, set[int]] = {}
    strong = values >= STRONG
    for row, column in zip(rows[strong].tolist(), columns[strong].tolist(), strict=True):
        found.setdefault(row, set()).add(column)
    return found


def _in_dictionary(source: TokenizedText, other: str) -> set[int]:
    """The words of the source whose translations are known, whether or not one of them stands in the text."""
    from align.lexicon.core_vocabulary import notions
    from align.lexicon.dictionary import has_dictionary
    from align.resources import FOLDER, read_lexicon

    if has_dictionary(source.language, other) or has_dictionary(other, source.language):
        words, stems, *_ = read_lexicon(FOLDER / "zh-en.lexicon")
        known = words if source.language == "zh" else frozenset(stems)
        return {number for number, word in enumerate(source.types) if word in known}
    try:
        return {number for number, word in enumerate(source.types) if notions(word, source.language)}
    except ValueError:  # a language that the shipped vocabulary does not have
        return set()
