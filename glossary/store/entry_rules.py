"""What an entry must be before it is stored: an id, a term, codes that mean something, no two terms alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from glossary.errors import InvalidEntry
from glossary.types import AdministrativeStatus, Concept, ReviewStatus, TermType

__all__ = ["check", "check_readable"]


def check(concept: Concept) -> None:
    """Raise InvalidEntry where an entry breaks a rule of the glossary.

    >>> check(Concept("c1", (Term("UNIDO", "en"),)))
    """

    def wrong(what: str, remedy: str) -> InvalidEntry:
        return InvalidEntry(what, where=concept.id or "entry", remedy=remedy)

    if not concept.id or any(ord(letter) < 32 for letter in concept.id):
        raise wrong("the id is empty or holds control characters", "give it another")
    if not concept.terms:
        raise wrong("an entry needs a term", "give it one, or reject the entry")
    seen: set[tuple[str, str]] = set()
    for term in concept.terms:
        if not term.text.strip() or any(ord(letter) < 32 for letter in term.text):
            raise wrong(f"{term.text!r} is no term", "write it on one line")
        if not term.language.isalpha() or not term.language.islower():
            raise wrong(f"{term.language!r} is no language code", "write a code such as zh or en")
        if (term.language, term.text) in seen:
            raise wrong(f"the term {term.language} {term.text} stands there twice", "leave one out")
        seen.add((term.language, term.text))
        _one_of(wrong, "term type", term.type, get_args(TermType))
        if term.status is not None:
            _one_of(wrong, "administrative status", term.status, get_args(AdministrativeStatus))
    _one_of(wrong, "review status", concept.status, get_args(ReviewStatus))


def check_readable(concept: Concept) -> None:
    """Raise InvalidEntry where an entry cannot be stored at all: no id, no term, or half characters (surrogates)."""
    if not concept.id.strip() or not any(term.text.strip() for term in concept.terms):
        raise InvalidEntry("an entry needs an id and a term", where=concept.id or "entry", remedy="give it both")
    for text in (concept.id, *(term.text for term in concept.terms)):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InvalidEntry(f"{text!r} is no text", where=ascii(concept.id), remedy="export it as UTF-8") from error


def _one_of(wrong: Callable[[str, str], InvalidEntry], what: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise wrong(f"{value!r} is no {what}", f"one of: {', '.join(allowed)}")
