"""A file of terms into the glossary: all of it or nothing, and what became of every entry."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from glossary.errors import InvalidExchange, InvalidOption
from glossary.exchange import Losses, read
from glossary.folding import concept_id, fold
from glossary.types import Concept, ReviewStatus, Term

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Imported", "import_file"]

BATCH = 10_000
"""Entries of one commit; a file of no more is one change of the history. Twice as many take 120 MB more."""

_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(slots=True)
class Imported:
    """What became of the entries of a file."""

    new: int = 0
    merged: int = 0
    unchanged: int = 0
    rejected: int = 0
    """Entries that stay out: a person has rejected all of their pairs of terms."""
    renamed: int = 0
    """Entries whose id belongs to another concept of the glossary; they have a new one."""
    versions: list[int] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)


def import_file(
    glossary: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    status: ReviewStatus | None = None,
    by: str | None = None,
    languages: tuple[str, str] | None = None,
) -> Imported:
    """Import a file into the glossary in the folder `glossary`, which is made where there is none.

    The file is read through before anything is written, so that a fault at its end changes nothing; a large one is
    read twice rather than held, and added in several commits, which are undone when one of them fails. An entry meets
    the glossary's own by its id, then by any pair of its terms (see `Glossary.add`); an id that the glossary has
    for another concept is not taken for the same. `status` sets the review status of all; without it each keeps
    its own. Raises what `read` and `Glossary.open` raise, and InvalidExchange where the file holds no entry.
    """
    from glossary.store.glossary import Glossary

    if status is not None and status not in get_args(ReviewStatus):
        raise InvalidOption(
            "no status {status!r}",
            remedy="choose from {statuses}",
            status=status,
            statuses=", ".join(get_args(ReviewStatus)),
        )
    result = Imported()
    folder = Path(glossary)
    store = Glossary.open(folder) if (folder / "_delta_log").is_dir() else None
    held: list[Concept] | None = []
    renamed: dict[str, str] = {}
    stream = _prepared(read(path, format=format, losses=result.losses, languages=languages), status, result.losses)
    while batch := list(islice(stream, BATCH)):
        if store is not None:
            renamed.update(_strangers(batch, store))
        held = [*held, *batch] if held is not None and len(held) + len(batch) <= BATCH else None
    if not result.losses.entries:
        raise InvalidExchange("there is no entry in it", where=path, remedy="look whether it is the right file")
    result.renamed = len(renamed)
    if store is None:
        store = Glossary.open(folder, create=True)
    again = iter(held) if held is not None else None
    if again is None:
        again = _prepared(read(path, format=format, losses=Losses(), languages=languages), status, Losses())
    note = f"import {Path(path).name}"
    try:
        while batch := list(islice(again, BATCH)):
            done = store.add([_under(concept, renamed) for concept in batch], by=by, origin="import", note=note)
            result.new += done.new
            result.merged += done.changed
            result.unchanged += done.unchanged
            result.rejected += done.rejected
            if done.version is not None:
                result.versions.append(done.version)
    except BaseException:
        for version in reversed(result.versions):
            store.undo(version=version, by=by, note=f"{note} failed")
        raise
    return result


def _prepared(concepts: Iterable[Concept], status: ReviewStatus | None, losses: Losses) -> Iterator[Concept]:
    """The entries by the rules of the glossary: a term is one line, and stands once."""
    for concept in concepts:
        terms: dict[tuple[str, str], Term] = {}
        for term in concept.terms:
            text = _BREAK.sub(" ", term.text).strip()
            if not text:
                losses.add("term without text")
                continue
            if (term.language, text) in terms:
                losses.add("term that stands there twice", int(terms[term.language, text] != replace(term, text=text)))
                continue
            terms[term.language, text] = term if text == term.text else replace(term, text=text)
        if not terms:
            losses.add("entry without a term")
            losses.entries -= 1
            continue
        identifier = _BREAK.sub(" ", concept.id).strip() or concept_id(tuple(terms.values()))
        yield replace(concept, id=identifier, terms=tuple(terms.values()), status=status or concept.status)


def _strangers(batch: list[Concept], store: Glossary) -> dict[str, str]:
    """New ids for the entries whose id the glossary has for a concept that shares no term with them.

    Many termbases number their entries, and `c1` of one is not `c1` of another.
    """
    found = {}
    known = {concept.id: concept for concept in store.get_many([entry.id for entry in batch])}
    for entry in batch:
        own = known.get(entry.id)
        if own is not None and not _keys(own) & _keys(entry):
            found[entry.id] = concept_id(entry.terms)
    return found


def _keys(concept: Concept) -> set[tuple[str, str]]:
    return {(term.language, fold(term.text, term.language)) for term in concept.terms}


def _under(concept: Concept, renamed: dict[str, str]) -> Concept:
    """The entry and its relations under their new ids."""
    if not renamed:
        return concept
    relations = tuple(
        replace(relation, target=renamed.get(relation.target, relation.target)) for relation in concept.relations
    )
    return replace(concept, id=renamed.get(concept.id, concept.id), relations=relations)
