"""What the rules of one language are made of."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NO_RULES", "Rules", "folded", "words"]


def words(text: str) -> frozenset[str]:
    """The words of a text, as the rules compare them.

    >>> sorted(words("No. paras. S."))
    ['S.', 'no.', 'paras.']
    """
    return frozenset(map(folded, text.split()))


def folded(word: str) -> str:
    """A word without regard to case, except for one letter with a stop: “p.” is a page, “P.” an initial.

    >>> folded("Art."), folded("P."), folded("p.")
    ('art.', 'P.', 'p.')
    """
    return word if len(word) == 2 else word.casefold()


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of a language, as sets of words (see `words`); abbreviations with their final stop.

    The engine asks about each full stop that is followed by white space, in this order of trust.
    """

    language: str
    joining: frozenset[str] = frozenset()
    """Abbreviations that never end a sentence: titles, “e.g.”, “cf.”."""
    numbered: frozenset[str] = frozenset()
    """Abbreviations that a number, a Roman numeral or a letter belongs to: “No. 5”, “vol. II”, “art. B”."""
    doubtful: frozenset[str] = frozenset()
    """Abbreviations that end a sentence only before one of the `openers`: “U.S.”, “Inc.”, “Jr.”."""
    after_number: frozenset[str] = frozenset()
    """Abbreviations that end a sentence before a capital when a number stands before them, otherwise never: “2022 г.”."""
    openers: frozenset[str] = frozenset()
    """Words that open a sentence and hardly ever follow an abbreviation or an initial in its middle."""
    within: frozenset[str] = frozenset()
    """Capitalized words that continue a sentence after a `doubtful` or ordinary abbreviation: time zones, months."""
    lettered: frozenset[str] = frozenset()
    """Words that a letter or Roman numeral follows, so that it is no initial: “See annex I. Table 2 …”."""
    speech: frozenset[str] = frozenset()
    """Verbs that, after a name, say who spoke: “Why?” Wang asked. The quotation does not end the sentence."""
    ordinals: bool = False
    """Numbers with a full stop are ordinals: “am 3. Oktober”."""
    cased: bool = True
    """The script has capitals, and a sentence does not begin with a small letter."""
    han: bool = False
    """Chinese sentence ends: see align.segmenter.han."""
    closers: str = ")]}»”’\"'›"
    """Characters after a stop that still belong to the sentence."""


NO_RULES = Rules("")
