"""Writes out what a coordination shortens: “South-South and triangular cooperation” has South-South cooperation too."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.extraction.candidates.english_sentence import MODIFIER, NOUN, English

__all__ = ["spell_out"]

_ADJECTIVE = frozenset({"JJ", "JJR", "JJS", "VBN"})
_PARTICIPLE = _ADJECTIVE | {"VBG"}
_FAR = 8
"""How many words before the conjunction are searched for modifiers."""


def spell_out(sentence: English) -> None:
    """Write out the phrases of every coordination after the sentence: “South-South cooperation”.

    A semicolon comes before each, so that no phrase can extend across it; `origins` tells which words are repeated.

    >>> from glossary.extraction.candidates.english_tagging import annotate
    >>> (sentence,) = annotate(["South-South and triangular cooperation"])  # calls spell_out
    >>> sentence.text, sentence.size, sentence.origins[sentence.size :]
    ('South-South and triangular cooperation ; South-South cooperation', 6, [-1, 0, 1, 2, 5])
    """
    for n in range(1, sentence.size - 2):
        if sentence.tags[n] == "CC" and sentence.lower[n] in ("and", "or") and (head := _shared_head(sentence, n)):
            for modifiers in _modifiers_before(sentence, n):
                sentence.repeat([*modifiers, *head])


def _shared_head(s: English, conjunction: int) -> range:
    """The nouns that all members share, if any: “cooperation” in “South-South and triangular cooperation”."""
    first = start = conjunction + 1
    while start < s.size and _modifies(s, start, _PARTICIPLE):
        start += 1
    end = start
    while end < s.size and s.tags[end] in NOUN:
        end += 1
    if start == first and end - start == 2:
        start += 1  # social and climate justice: the last noun is shared, the one before it is a modifier
    return range(start, end if first < start and end - start <= 3 else start)


def _modifiers_before(s: English, conjunction: int) -> Iterator[range]:
    """The modifiers of the members before a conjunction, nearest member first; commas separate the members."""
    right = conjunction
    while right > 0 and conjunction - right < _FAR:
        stop = right - 1 if s.words[right - 1] == "," and right == conjunction else right
        left = stop
        while left > 0 and _modifies(s, left - 1, _ADJECTIVE):
            left -= 1
        if left == stop or s.tags[left] == "HYPH":
            return
        if left and s.tags[left - 1] == "RB":
            left -= 1
        yield range(left, stop)
        if left == 0 or s.words[left - 1] != ",":
            return
        right = left - 1


def _modifies(s: English, n: int, tags: frozenset[str]) -> bool:
    """Whether a word has one of these tags, or belongs to a hyphenated modifier."""
    return s.tags[n] in tags or s.tags[n] == "HYPH" or (s.tags[n] in MODIFIER and _beside_hyphen(s, n))


def _beside_hyphen(s: English, n: int) -> bool:
    return (n + 1 < s.size and s.tags[n + 1] == "HYPH") or (n > 0 and s.tags[n - 1] == "HYPH")
