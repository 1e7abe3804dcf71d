"""Describes what a change did to an entry, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.exchange.labels import split_definition, split_region
from glossary.types import Concept, Term
from glossary.web.messages import has, say

__all__ = ["changes"]


def changes(before: Concept | None, after: Concept | None, language: str) -> list[str]:
    """The differences between two states of an entry, each a short line.

    >>> from glossary.types import Term
    >>> one = Concept("c", (Term("UNIDO", "en"),))
    >>> two = Concept("c", (Term("UNIDO", "en", status="preferred"), Term("工发组织", "zh")), status="approved")
    >>> changes(one, two, "en")
    ['new term: 工发组织', 'UNIDO: standing none → preferred', 'status: proposed → approved']
    """

    if before is None or after is None:
        there = after or before
        key = "made" if before is None else "gone"
        return [_words(language, key, terms=_names(there))] if there else []
    return [*_of_terms(before, after, language), *_of_fields(before, after, language)]


def _of_terms(before: Concept, after: Concept, language: str) -> Iterator[str]:
    was = {(term.language, term.text): term for term in before.terms}
    now = {(term.language, term.text): term for term in after.terms}
    for key, term in now.items():
        if key not in was:
            yield _words(language, "term_new", term=term.text)
    for key, term in was.items():
        if key not in now:
            yield _words(language, "term_gone", term=term.text)
    for key, term in now.items():
        if key in was:
            yield from _of_term(was[key], term, language)
    if list(was) != list(now) and was.keys() == now.keys():
        yield _words(language, "order", terms=_names(after))


def _of_term(old: Term, new: Term, language: str) -> Iterator[str]:
    (old_note, old_region), (note, region) = split_region(old.note), split_region(new.note)
    for key, area, one, two in (
        ("standing", "term_status", old.status, new.status),
        ("type", "term_type", old.type, new.type),
        ("source", "", old.source, new.source),
        ("region", "", old_region, region),
        ("term_note", "", old_note, note),
    ):
        if (one or "") != (two or ""):
            yield _words(language, key, term=new.text, old=_named(language, area, one), new=_named(language, area, two))


def _of_fields(before: Concept, after: Concept, language: str) -> Iterator[str]:
    was_said, is_said = split_definition(before.definition or ""), split_definition(after.definition or "")
    for key, area, one, two in (
        ("status", "status", before.status, after.status),
        ("subject", "", before.subject, after.subject),
        ("definition", "", was_said.text, is_said.text),
        ("definition_source", "", was_said.source, is_said.source),
    ):
        if (one or "") != (two or ""):
            yield _words(language, key, old=_named(language, area, one), new=_named(language, area, two))
    for note in after.notes:
        if note not in before.notes:
            yield _words(language, "note_new", note=note)
    for note in before.notes:
        if note not in after.notes:
            yield _words(language, "note_gone", note=note)
    if before.contexts != after.contexts:
        yield _words(language, "contexts", old=len(before.contexts), new=len(after.contexts))
    if before.relations != after.relations:
        yield _words(language, "relations", old=len(before.relations), new=len(after.relations))


def _words(language: str, key: str, **values: object) -> str:
    return say(f"entry.change.{key}", language, **values)


def _named(language: str, area: str, value: str | None) -> str:
    """A value in the reader's language, if the catalogue has a translation for it."""
    if not value:
        return _words(language, "none")
    key = f"{area}.{value}"
    return say(key, language) if area and has(key) else value


def _names(concept: Concept | None) -> str:
    return " = ".join(term.text for term in concept.terms) if concept else ""
