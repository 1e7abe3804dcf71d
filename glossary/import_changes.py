"""An import seen as changes: what of a file differs from what an export of the glossary into such a file would say.

`glossary.exchange.changes` compares three versions of one entry; here the versions are found: the glossary's own, what
the file's format holds of it (by writing it in that format and reading it again), and what the file says.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.languages import script_of
from glossary.exchange import Losses, read, write
from glossary.exchange.changes import Held, clashes, revised, signature
from glossary.folding import concept_id
from glossary.store.rows import Row, concept_of, pair_keys, row_of
from glossary.types import Concept, ReviewStatus, Term

if TYPE_CHECKING:
    from glossary.store.history import Log

__all__ = ["Contents", "ImportRules", "is_derived", "prepared"]

_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
_DERIVED = re.compile(r".*-[a-z2-7]{12}(-\d+)?")
_TABLES = frozenset({"csv", "xlsx", "omegat"})
_EXACT = frozenset({"json", "parquet"})
_STAMPS = frozenset({"created", "created_by", "modified", "modified_by", "pairs"})
_OF_COLUMN = {
    "score": "scores",
    "context": "contexts",
    "context_source": "contexts",
}


def is_derived(identifier: str) -> bool:
    """Whether an id is one that the glossary makes from a pair of terms, which no other termbase has by chance.

    >>> is_derived("annual-report-5v3cvfmxhwkn"), is_derived("c1")
    (True, False)
    """
    return bool(_DERIVED.fullmatch(identifier))


@dataclass(slots=True)
class Contents:
    """What a file holds at all, as seen when it was read through."""

    languages: set[str] = field(default_factory=set)
    scripts: set[str | None] = field(default_factory=set)
    """Scripts of the Chinese terms, by their characters."""

    def see(self, concept: Concept) -> None:
        """Note the languages and scripts of an entry."""
        for term in concept.terms:
            self.languages.add(term.language)
            if term.language == "zh" and len(self.scripts) < 3:
                self.scripts.add(script_of(term.text))

    def held(self, losses: Losses, *, add: bool) -> Held:
        """What the file is able to say of an entry."""
        languages, scripts, columns = set(self.languages), set(self.scripts), losses.columns
        names = None
        if columns is not None:
            languages |= {column.language for column in columns if column.language and column.meaning == "term"}
            scripts |= {column.script for column in columns if column.language == "zh" and column.script}
            names = frozenset(_OF_COLUMN.get(column.meaning, column.meaning) for column in columns if column.meaning)
        avoided = columns is None or "avoid" in (names or ())

        def term(term: Term) -> bool:
            if term.language not in languages or (
                not avoided and term.status in ("deprecated", "superseded", "forbidden")
            ):
                return False
            return term.language != "zh" or (script_of(term.text) or None) in (None, *scripts)

        return Held(names, term, removes=losses.identified and not add)


class ImportRules:
    """How the entries of one file are merged with those of the glossary: `prepare` for a batch, then `revise` for each."""

    def __init__(self, contents: Contents, losses: Losses, *, add: bool, log: Log | None = None):
        self.losses, self.log = losses, log
        self.held = contents.held(losses, add=add)
        self.merely_added = replace(self.held, removes=False)
        self._bases: dict[str, Concept] = {}
        self._lines: set[Concept] = set()
        self._named: set[str] = set()
        self._twice: set[str] = set()
        self._before: dict[str, Concept] = {}
        self.clashes: dict[str, list[tuple[str, str, str]]] = {}
        """Of entries that both the glossary and the file have changed since the export: field, ours, the file's."""

    def identifies(self, concept: Concept) -> bool:
        """Whether the entry's id is the file's own, and not made from its terms."""
        return self.losses.identified and concept.id not in self.losses.made_ids

    def prepare(self, rows: Mapping[str, Row], concepts: Sequence[Concept]) -> None:
        """Find what the file would say of the glossary's entries if nobody had changed it since it was exported."""
        counts = Counter(concept.id for concept in concepts)
        self._twice = {key for key, count in counts.items() if count > 1}
        stale = {c.id: c for c in concepts if self.identifies(c) and c.id in rows and c.modified is not None}
        stale = {key: c for key, c in stale.items() if c.modified != rows[key]["modified"]}
        before = _as_exported(stale, self.log) if stale and self.log is not None else {}
        self._before = {key: concept_of(row) for key, row in before.items()}
        identified = [c.id for c in concepts if self.identifies(c) and c.id in rows]
        entries = [concept_of(before.get(key) or rows[key]) for key in dict.fromkeys(identified)]
        self._bases = {concept.id: concept for concept in self._projected(entries)}
        self._named = set(identified)
        others = [concept_of(row) for key, row in rows.items() if key not in self._bases]
        lines = list(self._projected(others))
        if self.losses.identified:
            self._bases |= {concept.id: concept for concept in lines}
        self._lines = {signature(concept) for concept in lines}
        if self.losses.columns is not None:
            self._lines = {signature(self._restricted(concept)) for concept in lines}

    def unchanged(self, concept: Concept) -> bool:
        """Whether an entry that no id finds says just what some entry of the glossary would."""
        return concept.id not in self._named and signature(self._restricted(concept)) in self._lines

    def _restricted(self, concept: Concept) -> Concept:
        """The entry with only what the file's columns can say."""
        if self.losses.columns is None:
            return concept
        blank = Concept("", ())
        gone = {name: getattr(blank, name) for name in _FIELDS if not self.held.holds(name)}
        return replace(concept, terms=tuple(term for term in concept.terms if self.held.term(term)), **gone)

    def revise(self, row: Row, concept: Concept) -> Row:
        """The row of the glossary's entry with what the file has changed."""
        own = concept_of(row)
        if concept.id in self.losses.without_status:
            concept = replace(
                concept, status="proposed" if self._bases.get(own.id) is None else self._bases[own.id].status
            )
        # Rows of one id meet in one entry: none of them says what the whole entry has.
        whole = self.identifies(concept) and concept.id == own.id and own.id not in self._twice
        held = self.held if whole else self.merely_added
        base = self._bases.get(own.id)
        if base is None:
            # The format says less, or the file is no export of ours: nothing is taken for a change of the own entry.
            base = self._restricted(own)
        elif base.modified is not None and concept.modified is None and self.losses.columns is None:
            # We always write this date: what such a file leaves empty says nothing.
            held = replace(held, complete=False)
        if self.losses.dialect == "omegat":
            base, concept = _without_comments(own, base, concept)
        if whole and own.id in self._before:
            clashing = clashes(self._before[own.id], own, base, concept, held)
            if clashing:
                self.clashes[own.id] = clashing
        result = revised(own, base, concept, held)
        return row if result == own else _row(row, own, result)

    def _projected(self, concepts: Iterable[Concept]) -> Iterator[Concept]:
        """The entries as a file of this format holds them."""
        entries = list(concepts)
        format = self.losses.dialect
        if not entries or not format:
            return
        if format in _EXACT:
            yield from entries
            return
        options: dict[str, Any] = {}
        languages = None
        if format == "omegat":
            languages = _direction(self.losses)
            options["direction"] = languages
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "export")
            if write(entries, path, format=format, **options).entries:
                yield from prepared(read(path, format=format, languages=languages), None, Losses())


_FIELDS = ("subject", "definition", "notes", "contexts", "relations", "frequency", "documents", "scores", "status")


def _direction(losses: Losses) -> tuple[str, str]:
    tags = [column.language for column in losses.columns or () if column.meaning == "term" and column.language]
    return (tags[0], tags[1]) if len(tags) > 1 else ("zh", "en")


def prepared(concepts: Iterable[Concept], status: ReviewStatus | None, losses: Losses) -> Iterator[Concept]:
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


def _as_exported(entries: Mapping[str, Concept], log: Log) -> dict[str, Row]:
    """The rows of entries as they were when they had the date of change that the file says."""
    found: dict[str, Row] = {}
    for commit in log.commits():
        wanted = entries.keys() - found.keys()
        if not wanted:
            break
        for key, row in log.before(commit.version, wanted).items():
            if row is not None and row["modified"] == entries[key].modified:
                found[key] = row
    return found


def _without_comments(own: Concept, base: Concept, concept: Concept) -> tuple[Concept, Concept]:
    """OmegaT's comment is subject, definition and notes in one line: what of it the entry says already is nothing new."""
    flat = re.compile(r"\s+")
    known = {flat.sub(" ", text).strip() for text in (own.subject, own.definition, *own.notes) if text}
    comments = [part for note in concept.notes for part in note.split("; ") if part not in known]
    whole = {"; ".join(comments)} - {""}
    return replace(base, notes=(), subject=None, definition=None), replace(concept, notes=tuple(whole))


def _row(row: Row, own: Concept, result: Concept) -> Row:
    """The row of a changed entry; what the glossary knows of it beyond the entry stays."""
    evidence: dict[str, int] | None = {item["document"]: item["frequency"] for item in row["evidence"]}
    if (own.frequency, own.documents) != (result.frequency, result.documents):
        evidence = None
    decided = result.status == "approved" or any(
        getattr(own, name) != getattr(result, name) for name in ("terms", "subject", "definition", "notes")
    )
    new = row_of(result, evidence=evidence, curated=row["curated"] or decided)
    # Pairs that were taken away are remembered: a proposal of them meets this entry, not a new one.
    new["pairs"] = sorted({*row["pairs"], *pair_keys(result.terms)})
    return new
