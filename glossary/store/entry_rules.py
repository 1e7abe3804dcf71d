"""Rules that an entry must follow to be stored: an id, a term, known codes, no term twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from glossary.errors import InvalidEntry, Message
from glossary.types import AdministrativeStatus, Concept, ReviewStatus, TermType

__all__ = ["check", "check_readable"]


def check(concept: Concept) -> None:
    """Raise InvalidEntry where an entry breaks a rule of the glossary.

    >>> from glossary.types import Term
    >>> check(Concept("c1", (Term("UNIDO", "en"),)))
    """

    where = concept.id or "entry"
    if not concept.id or any(ord(letter) < 32 for letter in concept.id):
        raise InvalidEntry("the id is empty or holds control characters", where=where, remedy="give it another")
    if not concept.terms:
        raise InvalidEntry("an entry needs a term", where=where, remedy="give it one, or reject the entry")
    seen: set[tuple[str, str]] = set()
    for term in concept.terms:
        if not term.text.strip() or any(ord(letter) < 32 for letter in term.text):
            raise InvalidEntry("{term!r} is no term", where=where, remedy="write it on one line", term=term.text)
        if not term.language.isalpha() or not term.language.islower():
            raise InvalidEntry(
                "{language!r} is no language code",
                where=where,
                remedy="write a code such as zh or en",
                language=term.language,
            )
        if (term.language, term.text) in seen:
            raise InvalidEntry(
                "the term {language} {term} stands there twice",
                where=where,
                remedy="leave one out",
                code="term_twice",
                language=term.language,
                term=term.text,
            )
        seen.add((term.language, term.text))
        _one_of(where, Message("term type"), term.type, get_args(TermType))
        if term.status is not None:
            _one_of(where, Message("administrative status"), term.status, get_args(AdministrativeStatus))
    _one_of(where, Message("review status"), concept.status, get_args(ReviewStatus))


def check_readable(concept: Concept) -> None:
    """Raise InvalidEntry where an entry cannot be stored at all: no id, no term, or half characters (surrogates)."""
    if not concept.id.strip() or not any(term.text.strip() for term in concept.terms):
        raise InvalidEntry("an entry needs an id and a term", where=concept.id or "entry", remedy="give it both")
    for text in (concept.id, *(term.text for term in concept.terms)):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InvalidEntry(
                "{text!r} is no text", where=ascii(concept.id), remedy="export it as UTF-8", text=text
            ) from error


def _one_of(where: str, field: Message, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise InvalidEntry(
            "{value!r} is no {field}",
            where=where,
            remedy="one of: {allowed}",
            value=value,
            field=field,
            allowed=", ".join(allowed),
        )
