"""The percentage of a fuzzy match, and what differs between two sentences.

The formula is that of the CAT tools: of two sentences with n and m tokens of which d must be changed, put in or taken
out (Levenshtein 1966), 100 · (max(n, m) − d) / max(n, m), rounded down. Tokens are words, in any case; numbers and marks
count where there are no words, since numbers are carried over or shown. Of Chinese, tokens are characters and marks.
Of the three figures that OmegaT shows, that is the second one for languages with words, and for Chinese the third
(benchmarks/reusing.py compares them in OmegaT itself).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from glossary.search.skeleton import plain

__all__ = ["differences", "percentage", "ratio", "spans", "tokens"]

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:['’.,](?=[^\W_])[^\W_]+)*|[^\w\s]|_")
"""A word, a number or a mark: what is shown to differ."""
_COUNTED = re.compile(r"[^\W_]+(?:['’.](?=[^\W_])[^\W_]+)*")
"""A word that counts, where no digit is in it."""
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"\S")
_SHOWN_LETTER = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\S")
"""A character of Chinese, or a whole number or Latin word in it."""


def tokens(text: str, language: str) -> tuple[str, ...]:
    """The tokens that are compared.

    >>> tokens("The Board’s 1,200 reports.", "en"), tokens("1.2", "en"), tokens("第 20 届", "zh")
    (('the', "board's", 'reports'), ('1.2',), ('第', '2', '0', '届'))
    """
    return _tokens(plain(text).casefold(), language in ("zh", "ja"))


@lru_cache(maxsize=100_000)
def _tokens(text: str, by_letter: bool) -> tuple[str, ...]:
    if by_letter:
        return tuple(_LETTER.findall(text))
    words = tuple(word for word in _COUNTED.findall(text) if not _DIGIT.search(word))
    return words or tuple(_WORD.findall(text))


def _pattern(by_letter: bool) -> re.Pattern[str]:
    return _SHOWN_LETTER if by_letter else _WORD


def spans(text: str, language: str) -> list[Span]:
    """Spans of the tokens of a text as it stands, code points.

    >>> spans("Yes, 2.", "en")
    [(0, 3), (3, 4), (5, 6), (6, 7)]
    """
    return [match.span() for match in _pattern(language in ("zh", "ja")).finditer(text)]


def ratio(one: Sequence[str], two: Sequence[str], *, least: float = 0.0) -> float:
    """Share, 0 to 1, of the longer of two token sequences that need not be changed; 0 where it is below `least`.

    >>> ratio(["a", "b", "c", "d"], ["a", "b", "x", "d"]), ratio(["a"], ["b"], least=0.5)
    (0.75, 0.0)
    """
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(one, two, score_cutoff=least)


def percentage(one: str, two: str, language: str) -> int:
    """Percentage of the match between two sentences of one language.

    >>> percentage("The Board took note of the report.", "The Board took note of this report!", "en")
    85
    >>> percentage("大会注意到该报告。", "大会注意到本报告。", "zh"), percentage("", "", "en")
    (88, 100)
    """
    return int(100 * ratio(tokens(one, language), tokens(two, language)) + 1e-9)


def differences(old: str, new: str, language: str) -> tuple[list[Span], list[Span]]:
    """Spans in which two texts differ: those removed from the old text, and those added in the new one.

    >>> differences("The first report", "The second report, revised", "en")
    ([(4, 9)], [(4, 10), (17, 18), (19, 26)])
    """
    from rapidfuzz.distance import Levenshtein

    sides = [spans(text, language) for text in (old, new)]
    written = [[plain(text[a:b]).casefold() for a, b in side] for text, side in zip((old, new), sides, strict=True)]
    removed: list[Span] = []
    added: list[Span] = []
    for step in Levenshtein.opcodes(*written):
        if step.tag != "equal":
            removed += sides[0][step.src_start : step.src_end]
            added += sides[1][step.dest_start : step.dest_end]
    return _run_together(removed), _run_together(added)


def _run_together(found: list[Span]) -> list[Span]:
    """The spans, with touching ones joined."""
    joined: list[Span] = []
    for start, end in found:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
