"""Names in English sentences: which capitals mark a name, and where the border of a span would cut one."""

from __future__ import annotations

from functools import lru_cache

from glossary.extraction.candidates.english_sentence import English
from glossary.extraction.candidates.word_lists import word_set
from glossary.extraction.vocabulary import places

__all__ = ["OPENERS", "capitals_in_doubt", "cut", "is_name", "is_of_a_place", "is_subject_of_a_body"]

OPENERS = frozenset({".", "“", '"', "(", ":", "'", "‘", "”", "*", "•", ")", "I.", "II.", "III.", "IV.", "V.", "VI."})
"""What can stand before the first word of a sentence, heading or quotation."""


def cut(s: English, k: int, m: int) -> tuple[bool, bool]:
    """Whether the left and the right border of words [k, m) cut a name: capitals stand on both sides of the border."""
    left = s.words[k][:1].isupper() and _name_goes_on(s, k, -1)
    last = m - 1
    right = (s.words[last][:1].isupper() or s.tags[last] == "CD") and _name_goes_on(s, last, 1)
    return left, right


def _name_goes_on(s: English, at: int, step: int) -> bool:
    n = at + step
    joined = False
    while 0 <= n < len(s):
        word, tag = s.words[n], s.tags[n]
        if tag == "HYPH" or (tag == "CD" and step < 0):
            n += step
            continue
        if word == "and" and step < 0 and n == at - 1 and n and _is_capital_adjective(s, n - 1):
            return True  # Latin American and | Caribbean region
        if word in ("of", "for", "on", "in", "the", "to") and abs(n - at) <= 3:
            joined = True
            n += step
            continue
        if not word[:1].isupper() or tag in ("CD", "LS"):
            return False
        if word.isupper() and len(word) > 1 and len(word) < 9:
            return False  # an acronym stands before names without being part of them
        if n == 0 and tag not in ("NNP", "NNPS") and not joined:
            return False
        return tag in ("NN", "NNS", "NNP", "NNPS", "JJ", "VBN", "VBG", "FW") and not (joined and n == 0)
    return False


def _is_capital_adjective(s: English, n: int) -> bool:
    word = s.words[n]
    if not word[:1].isupper() or word in places():
        return False
    return s.tags[n] == "JJ" or (s.tags[n] == "NNP" and word.endswith(("ic", "al", "an", "ive", "ary")))


def is_name(s: English, i: int, j: int) -> bool:
    """Whether the span is written as a name: its content words have capitals, and not because they begin a sentence.

    >>> from glossary.extraction.candidates.english_tagging import annotate
    >>> (sentence,) = annotate(["The Industrial Development Board met in Vienna with many experts."])
    >>> is_name(sentence, 1, 4), is_name(sentence, 8, 10)
    (True, False)
    """
    name = s.names.get((i, j))
    if name is None:
        name = s.names[i, j] = _is_name(s, i, j)
    return name


def _is_name(s: English, i: int, j: int) -> bool:
    if not s.words[i][0].isupper() and s.weights[i] and s.tags[i] != "CD":
        return False
    content = [n for n in range(i, j) if s.weights[n] and s.tags[n] != "CD" and not (n > i and s.words[n - 1] == "-")]
    if not content:
        return False
    if not all(s.words[n][0].isupper() for n in content):
        return False
    if i > 0 and s.words[i - 1] not in ".“\"(:'‘":
        return True
    return len(content) > 1 or s.tags[content[0]] in ("NNP", "NNPS") or s.words[content[0]].isupper()


def capitals_in_doubt(s: English, i: int, j: int) -> bool:
    """Whether words [i, j) may have their capitals only because of where they stand.

    They begin the sentence, the sentence is a title, or they are a piece of a longer name: Maputo | Plan of Action.
    """
    if not s.words[i][:1].isupper():
        return False
    if is_subject_of_a_body(s, i) or (j - i > 1 and any(cut(s, i, j))):
        return True
    return i == 0 or s.words[i - 1] in OPENERS or s.tags[i - 1] == "LS" or s.in_title_case


def is_subject_of_a_body(s: English, i: int) -> bool:
    """Whether a preposition stands before word i, and before it a body or document with a capital."""
    before = i - 1
    if before > 0 and s.lower[before] == "the":
        before -= 1
    return before > 0 and s.tags[before] == "IN" and s.words[before - 1][0].isupper() and s.lower[before - 1] in _ABOUT


_ABOUT = word_set("""
    act affairs agreement centre code commission committee compensation conference congress convention council day decade declaration
    department development division elimination forum framework fund guidelines institute law ministry network office panel
    plan principles programme promotion protection protocol report rights rules strategy treaty unit year
""")
"""Bodies and documents that are named after what they are about."""


@lru_cache(maxsize=10_000)
def is_of_a_place(word: str) -> bool:
    """Whether a word with a capital names a place or is derived from one, as African is."""
    return len(word) > 3 and word[:1].isupper() and word[:4] in _places()


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(word[:4] for name in places() for word in name.split() if word[0].isupper() and len(word) > 3)
