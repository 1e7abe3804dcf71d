"""Entries made fit for a format that cannot hold every character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from glossary.exchange.losses import Losses
from glossary.types import Concept, Context, Relation, Term

__all__ = ["TABLE", "XML", "Illegal", "clean", "cleaned", "cleaned_entries"]


@dataclass(frozen=True, slots=True)
class Illegal:
    """Characters that a format cannot hold, and how a report calls them."""

    pattern: re.Pattern[str]
    kind: str


# XML 1.0 (fifth edition), section 2.2, production Char: everything else is not well-formed, not even escaped.
XML = Illegal(re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"), "character that XML cannot hold")
TABLE = Illegal(re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"), "control character")
"""Characters that CSV and workbooks cannot hold; tabs and line ends are kept."""

_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Term, Context, Relation)}
_OPTIONAL = {(Term, name) for name in ("script", "part_of_speech", "status", "source", "note")}

Part = TypeVar("Part", Term, Context, Relation)


def clean(text: str, losses: Losses, what: Illegal) -> str:
    """The text without the characters that a format cannot hold; they are counted.

    >>> clean("a\\x00b", Losses(), XML)
    'ab'
    """
    kept, count = what.pattern.subn("", text)
    losses.add(what.kind, count)
    return kept


def cleaned_entries(concepts: Iterable[Concept], losses: Losses, what: Illegal) -> Iterator[Concept]:
    """The entries as `cleaned` leaves them, counted; those without a term are left out and counted as lost.

    >>> losses = Losses()
    >>> entries = [Concept("c", (Term("a", "en"),)), Concept("d", (Term("\\x00", "en"),))]
    >>> [entry.id for entry in cleaned_entries(entries, losses, XML)], losses.entries
    (['c'], 1)
    """
    for concept in concepts:
        entry = cleaned(concept, losses, what)
        if entry.terms:
            losses.entries += 1
            yield entry
        else:
            losses.add("entry without a term")


def cleaned(concept: Concept, losses: Losses, what: Illegal) -> Concept:
    """The entry as a format can hold it: no illegal characters, no empty texts; a term without text left is counted.

    >>> cleaned(Concept("c", (Term("a\\x00", "en"),), subject=""), Losses(), XML)
    Concept(id='c', terms=(Term(text='a', ...),), subject=None, ...)
    """
    changes: dict[str, Any] = {}
    for name in ("terms", "contexts", "relations"):
        parts = tuple(_cleaned(part, losses, what) for part in getattr(concept, name))
        if any(new is not old for new, old in zip(parts, getattr(concept, name), strict=True)):
            changes[name] = parts
    for name in ("notes", "documents"):
        texts = tuple(text for text in (clean(text, losses, what) for text in getattr(concept, name)) if text)
        if texts != getattr(concept, name):
            changes[name] = texts
    for name in ("id", "subject", "definition", "created_by", "modified_by"):
        text = getattr(concept, name)
        if text is not None and (not text or what.pattern.search(text)):
            changes[name] = clean(text, losses, what) or (None if name != "id" else "")
    terms = changes.get("terms", concept.terms)
    if not all(term.text for term in terms):
        losses.add("term without text", sum(not term.text for term in terms))
        changes["terms"] = tuple(term for term in terms if term.text)
    if terms and not changes.get("id", concept.id):
        from glossary.folding import concept_id

        changes["id"] = concept_id(changes.get("terms", terms))
    return replace(concept, **changes) if changes else concept


def _cleaned(part: Part, losses: Losses, what: Illegal) -> Part:
    changes: dict[str, Any] = {}
    for name in _NAMES[type(part)]:
        text = getattr(part, name)
        if isinstance(text, str) and (not text or what.pattern.search(text)):
            kept = clean(text, losses, what)
            if kept != text or (not kept and (type(part), name) in _OPTIONAL):
                changes[name] = kept or (None if (type(part), name) in _OPTIONAL else "")
    return replace(part, **changes) if changes else part
