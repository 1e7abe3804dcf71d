"""English candidates: noun phrases, which can have prepositions and conjunctions inside as names and terms do."""

from __future__ import annotations

from collections.abc import Callable

from align.numerals import MONTHS
from glossary.extraction.candidates.english_forms import form
from glossary.extraction.candidates.english_names import capitals_in_doubt, cut, is_name, is_of_a_place
from glossary.extraction.candidates.english_roots import root
from glossary.extraction.candidates.english_sentence import MODIFIER, NOUN, START, English
from glossary.extraction.candidates.english_tagging import annotate
from glossary.extraction.candidates.word_lists import GENERIC_EN, word_set

__all__ = [
    "LONGEST",
    "English",
    "annotate",
    "bounded",
    "capitals_in_doubt",
    "coordination",
    "cut",
    "form",
    "head",
    "is_name",
    "is_of_a_place",
    "is_phrase",
    "root",
    "spans",
]

LONGEST = 14
"""Longest candidate in words."""

_HEAD = NOUN | {"VBG", "FW"}
_PREPOSITION = word_set("of for on in to with against from by at under among between per as through")
_MONTHS = frozenset(MONTHS)


def is_phrase(s: English, i: int, j: int) -> bool:
    """Whether words [i, j) could be a term by their parts of speech: a noun phrase, or one adjective.

    >>> (sentence,) = annotate(["The Board approved the green hydrogen strategy."])
    >>> is_phrase(sentence, 4, 7), is_phrase(sentence, 2, 5)
    (True, False)
    """
    if i >= j or j - i > LONGEST or (j - i == 1 and len(s.lower[i]) == 1):
        return False  # also the letter of an item: (c)
    if s.lower[i] in ("capita", "cent") or (s.lower[i] in GENERIC_EN and not _opens_a_name(s, i, j)):
        return False
    if not _can_begin(s, i, j) or _is_part_of_a_word(s, i, j) or _is_date(s, i, j):
        return False
    if not _can_end(s, i, j):
        return j - i == 1 and s.tags[i] == "JJ" and len(s.lower[i]) > 6
    if j - i == 1 and s.tags[i] == "VBG" and len(s.lower[i]) < 5:
        return False
    return _can_stand_between(s, i, j)


def _opens_a_name(s: English, i: int, j: int) -> bool:
    """Whether a word with which no term begins is the first word of a name here: Major General, Other Place."""
    return j - i > 1 and s.tags[i] == "NNP" and s.words[i][0].isupper() and s.words[i + 1][0].isupper()


def _can_begin(s: English, i: int, j: int) -> bool:
    """Whether word i is a modifier or noun, a number as in 2-tier or 2030 Agenda, or an adverb before an adjective."""
    tag = s.tags[i]
    if tag in START:
        return True
    if tag == "CD":
        year = s.words[i].isdigit() and len(s.words[i]) == 4
        return j - i > 1 and (s.words[i + 1] == "-" or (year and s.words[i + 1][0].isupper()))
    return tag == "RB" and j - i > 2 and s.tags[i + 1] in ("JJ", "VBN", "VBG")


def _can_end(s: English, i: int, j: int) -> bool:
    """Whether the last word is a noun or gerund, or a number after a name or a hyphen (Agenda 2030, COVID-19)."""
    if s.tags[j - 1] in _HEAD:
        return True
    return s.tags[j - 1] == "CD" and j - i > 1 and (s.words[j - 2][0].isupper() or s.words[j - 2] == "-")


def _is_part_of_a_word(s: English, i: int, j: int) -> bool:
    """Whether a hyphen stands before or after the span."""
    return (i > 0 and s.tags[i - 1] == "HYPH") or (j < len(s.tags) and s.tags[j] == "HYPH")


def _is_date(s: English, i: int, j: int) -> bool:
    return "CD" in s.tags[i:j] and any(word in _MONTHS for word in s.words[i:j])


def _can_stand_between(s: English, i: int, j: int) -> bool:
    """Whether the words between the first and the last can be part of a phrase; it has at most three prepositions."""
    prepositions = 0
    for n in range(i + 1, j - 1):
        tag = s.tags[n]
        if tag in _ANYWHERE:
            continue
        if not _INNER.get(tag, _is_slash)(s, n, j):
            return False
        prepositions += tag in ("IN", "TO")
    return prepositions <= 3


def _inner_preposition(s: English, n: int, j: int) -> bool:
    """Whether a preposition comes after a noun or number, and before a phrase with or without an article."""
    if s.lower[n] not in _PREPOSITION or (s.tags[n - 1] not in _HEAD and s.tags[n - 1] != "CD"):
        return False
    following = s.tags[n + 1]
    if following == "DT":
        return s.lower[n + 1] == "the" and n + 2 < j
    return following in START or following in ("CD", "RB")


def _inner_article(s: English, n: int, _j: int) -> bool:
    """Whether an article is “the”, after a preposition or conjunction."""
    return s.lower[n] == "the" and (s.tags[n - 1] in ("IN", "TO") or s.lower[n - 1] in ("and", "or"))


def _inner_conjunction(s: English, n: int, _j: int) -> bool:
    return s.lower[n] in ("and", "or", "&")


def _inner_comma(s: English, n: int, j: int) -> bool:
    """Whether a comma is inside a list of modifiers that ends with “and” or “or”; or whether it is a slash."""
    return s.words[n] == "/" or "CC" in s.tags[n + 1 : j - 1]


def _is_slash(s: English, n: int, _j: int) -> bool:
    return s.words[n] == "/"


_ANYWHERE = MODIFIER | {"HYPH", "POS", "CD"}
"""Tags of words that can stand anywhere inside a phrase."""

_INNER: dict[str, Callable[[English, int, int], bool]] = {
    "IN": _inner_preposition,
    "TO": _inner_preposition,
    "DT": _inner_article,
    "CC": _inner_conjunction,
    ",": _inner_comma,
}
"""For each other tag inside a phrase, a test whether word n can stand there in a phrase that ends before word j."""


def coordination(s: English, k: int, m: int) -> int:
    """What an “and” or “or” inside the span joins, as a number.

    0: there is none. 1: modifiers of one head (social and climate justice). 2: two single words (norms and standards).
    3: a noun and a compound, which may or may not share a head (information and communications technology).
    4: two phrases.

    >>> (sentence,) = annotate(["They discussed norms and standards for social and climate justice."])
    >>> coordination(sentence, 2, 5), coordination(sentence, 6, 10)
    (2, 1)
    """
    worst = 0
    for n in range(k + 1, m - 1):
        if s.tags[n] != "CC":
            continue
        before = n - 1 if s.words[n - 1] != "," else n - 2
        left = before
        while left > k and s.tags[left - 1] in MODIFIER:
            left -= 1
        right = n + 1
        while right < m and (s.tags[right] in MODIFIER or s.tags[right] == "HYPH"):
            right += 1
        one, other = before + 1 - left, right - n - 1
        if s.tags[before] not in NOUN:
            kind = 1
        elif one == 1 and other == 1:
            kind = 2
        elif one == 1 and s.tags[before] in ("NN", "NNP"):
            kind = 3
        else:
            kind = 4
        worst = max(worst, kind)
    return worst


def head(s: English, k: int, m: int) -> int:
    """The head of the phrase [k, m): its last word, or the last one before its first preposition.

    >>> (sentence,) = annotate(["They discussed access to energy."])
    >>> sentence.words[head(sentence, 2, 5)], sentence.words[head(sentence, 4, 5)]
    ('access', 'energy')
    """
    return next((n for n, tag in enumerate(s.tags[k + 1 : m], k) if tag in ("IN", "TO")), m - 1)


_BEFORE = MODIFIER | {"POS"}
"""Tags of words that belong to what follows them."""


def bounded(s: English, k: int, m: int) -> tuple[bool, bool]:
    """Whether the phrase [k, m) is complete to the left and to the right: no modifier before it, no noun after it."""
    before = s.tags[k - 1] if k else "."
    left = before not in _BEFORE or s.lower[k - 1] in GENERIC_EN
    if before == "VBG" and (k < 2 or s.tags[k - 2] in ("IN", "TO", "CC", ",", ".", "``")):
        left = True  # of accelerating | industrial development: a verb, not a modifier
    right = m == len(s) or s.tags[m] not in NOUN
    if right and m + 1 < len(s) and s.tags[m] == "JJ" and s.tags[m + 1] in NOUN and "HYPH" in s.tags[k:m]:
        right = False  # high-level | political forum
    return left, right


def spans(s: English) -> list[tuple[int, int]]:
    """Candidates of a sentence without a translation, as half-open spans of words; none has a conjunction inside.

    >>> (sentence,) = annotate(["Green hydrogen needs new standards."])
    >>> [" ".join(sentence.words[i:j]) for i, j in spans(sentence)]
    ['Green hydrogen', 'hydrogen', 'standards']
    """
    found = []
    for i in range(len(s)):
        if not s.weights[i]:
            continue
        for j in range(i + 1, min(len(s), i + 8) + 1):
            tag = s.tags[j - 1]
            if tag in ("CC", ",", ".", ":", "VB", "VBZ", "VBP", "VBD", "MD", "PRP", "WDT"):
                break
            if is_phrase(s, i, j):
                found.append((i, j))
    return found
