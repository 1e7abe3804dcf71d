"""A file of terms into the glossary: all of it or nothing, and what became of every entry."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from glossary.errors import InvalidExchange, InvalidOption
from glossary.exchange import Losses, TableOptions, read
from glossary.folding import concept_id, fold
from glossary.import_changes import Contents, ImportRules, is_derived, prepared
from glossary.store.history import differences
from glossary.types import Concept, ReviewStatus

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary
    from glossary.store.rows import Row

__all__ = ["Imported", "import_file"]

SHOWN = 1000
"""Changed entries that a report names one by one."""
BATCH = 10_000
"""Entries that are held at a time. Twice as many take 120 MB more."""


@dataclass(slots=True)
class Imported:
    """What became of the entries of a file."""

    new: int = 0
    merged: int = 0
    """Entries of the glossary that the file has changed."""
    removed_terms: int = 0
    """Terms that are no longer in the file, and so were taken from their entries."""
    unchanged: int = 0
    rejected: int = 0
    """Entries that stay out: a person has rejected all of their pairs of terms."""
    renamed: int = 0
    """Entries whose id belongs to another concept of the glossary; they have a new one."""
    versions: list[int] = field(default_factory=list)
    changes: list[tuple[str, list[str]]] = field(default_factory=list)
    """Of the first entries that the file changes, each with its differences as lines of text."""
    clashes: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Entries that somebody has changed here since the file was exported, and that the file changes in the same place:
    the field, what the glossary had, and what the file says and is taken."""
    losses: Losses = field(default_factory=Losses)


def import_file(
    glossary: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    status: ReviewStatus | None = None,
    by: str | None = None,
    table: TableOptions | None = None,
    add: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Import a file into the glossary in the folder `glossary`, which is made where there is none.

    The file is read through before anything is written, so that a fault at its end changes nothing; a large one is
    read twice rather than held. Whatever its size, it is one commit, and one `undo` takes it back. An entry meets
    the glossary's own by its id, then by any pair of its terms (see `Glossary.add`); an id that the glossary has
    for another concept is not taken for the same. What differs from an export of the glossary into such a file is
    changed, by id also what was taken out of it; with `add`, and where entries are matched by their terms, nothing is taken
    away. `dry_run` tells what would be changed, and writes nothing. `status` sets the review status of all; without it each keeps
    its own. Raises what `read` and `Glossary.open` raise, and InvalidExchange where the file holds no entry.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "terms.csv")
    >>> _ = file.write_text("zh,en\\n工发组织,UNIDO\\n", encoding="utf-8")
    >>> done = import_file(file.parent / "g", file)
    >>> done.new, import_file(file.parent / "g", file).unchanged
    (1, 1)
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

    def entries(losses: Losses) -> Iterator[Concept]:
        return prepared(read(path, format=format, losses=losses, table=table), status, losses)

    looked = _look_through(entries(result.losses), store)
    if not result.losses.entries:
        raise InvalidExchange("there is no entry in it", where=path, remedy="look whether it is the right file")
    result.renamed = len(looked.renamed)
    if store is None:
        if dry_run:
            result.new = sum(1 for _ in (entries(Losses()) if looked.held is None else looked.held))
            return result
        store = Glossary.open(folder, create=True)
    rules = ImportRules(looked.contents, result.losses, add=add, log=store.log)

    def parts() -> Iterator[list[Concept]]:
        result.changes.clear()
        rules.clashes.clear()
        result.removed_terms = 0
        again = entries(Losses()) if looked.held is None else iter(looked.held)
        while batch := list(islice(again, BATCH)):
            yield [_under(concept, looked.renamed) for concept in batch]

    done = store.add_parts(
        parts,
        by=by,
        origin="import",
        note=f"import {Path(path).name}",
        rules=rules,
        preview=dry_run,
        watch=lambda changes: _name_changes(result, changes),
    )
    result.clashes = rules.clashes
    result.new, result.merged = done.new, done.changed
    result.unchanged, result.rejected = done.unchanged, done.rejected
    if done.version is not None:
        result.versions.append(done.version)
    return result


@dataclass(slots=True)
class _LookedThrough:
    """What is known of a file when it was read through once."""

    contents: Contents = field(default_factory=Contents)
    renamed: dict[str, str] = field(default_factory=dict)
    """New ids of entries whose own the glossary has for other concepts."""
    held: list[Concept] | None = field(default_factory=list)
    """Its entries, where they are few enough to be kept."""


def _look_through(entries: Iterator[Concept], store: Glossary | None) -> _LookedThrough:
    found = _LookedThrough()
    while batch := list(islice(entries, BATCH)):
        for concept in batch:
            found.contents.see(concept)
        if store is not None:
            found.renamed.update(_strangers(batch, store))
        held = found.held
        found.held = [*held, *batch] if held is not None and len(held) + len(batch) <= BATCH else None
    return found


def _name_changes(result: Imported, changes: Mapping[str, tuple[Row | None, Row | None]]) -> None:
    """Add what changes in some entries to the result of an import."""
    for key, (before, after) in changes.items():
        if before is None or after is None:
            continue
        had, has = ({(term["language"], term["text"]) for term in row["terms"]} for row in (before, after))
        result.removed_terms += max(0, len(had - has))
        if len(result.changes) < SHOWN:
            result.changes.append((key, list(differences(before, after))))


def _strangers(batch: list[Concept], store: Glossary) -> dict[str, str]:
    """New ids for the entries whose id the glossary has for a concept that shares no term with them.

    Many termbases number their entries, and `c1` of one is not `c1` of another.
    """
    found = {}
    known = {concept.id: concept for concept in store.get_many([entry.id for entry in batch])}
    for entry in batch:
        own = known.get(entry.id)
        if own is None or _keys(own) & _keys(entry):
            continue
        # An id that we made, or an entry made at the very moment when ours was, is the same, however it was changed.
        same = entry.created is not None and entry.created == own.created and entry.created.microsecond
        if not same and not is_derived(entry.id):
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
