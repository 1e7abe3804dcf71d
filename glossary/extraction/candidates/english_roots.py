"""Roots of English words, which related words such as “sustainable” and “sustainability” have in common."""

from __future__ import annotations

from functools import lru_cache

from glossary.folding import singular

__all__ = ["root"]

_SUFFIX_LIST = (
    "izational:iz ization:iz isation:iz ational:at ability:abl ibility:ibl iveness:iv fulness:ful ation:at "
    "ments: ment: ness: ities: ity: ship: atically: atic: ical:ic ally:al ates:at ated:at ating:at izing:iz "
    "ized:iz izes:iz ises:iz ised:iz ising:iz ions: ion: ings: ing: ances:anc ance:anc ences:enc ence:enc ies: "
    "ied: ers: ors: er: or: ed: es: ive: ate:at ize:iz ise:iz al: ly: ous: ful: y: e: s:"
)
_SUFFIXES = [(suffix, instead) for suffix, _, instead in (item.partition(":") for item in _SUFFIX_LIST.split())]
"""Endings and their replacements; of two endings that fit, the longer comes first."""
_SPELLING = (("our", "or"), ("programme", "program"), ("centre", "center"), ("defence", "defense"))


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """A crude stem of a lower-case word, in common with related words; used to find translations, and never shown.

    >>> root("sustainability") == root("sustainable"), root("industries") == root("industry")
    (True, True)
    """
    for old, new in _SPELLING:
        if old in word:
            word = word.replace(old, new)
    if len(word) < 4 or not word.isalpha():
        return word
    word = singular(word)
    for _ in range(2):
        for suffix, instead in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4:
                word = word[: len(word) - len(suffix)] + instead
                break
        else:
            break
    return word
