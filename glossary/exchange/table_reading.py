"""Tables in: rows of cells become entries, one a row, whoever wrote the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice

from glossary.errors import InvalidExchange
from glossary.exchange.columns import guessed_columns, named_columns, script_of_term
from glossary.exchange.losses import Column, Losses
from glossary.exchange.metadata_notes import fraction, parse_stamp
from glossary.exchange.table import AVOIDED, restore_formula, split_cell
from glossary.exchange.tags import parse_tag
from glossary.folding import concept_id
from glossary.types import Concept, Context, Scores, Term

__all__ = ["read_table"]

Meaning = str | tuple[str, str | None] | None

_SAMPLE = 200
_AVOID = re.compile(r"(?P<status>[a-z]+) (?P<tag>[A-Za-z-]+): (?P<text>.+)", re.DOTALL)
_STATUSES = {
    "proposed": "proposed",
    "approved": "approved",
    "rejected": "rejected",
    "new": "proposed",
    "final": "approved",
}


def read_table(
    rows: Iterable[Sequence[str]],
    losses: Losses,
    *,
    where: object,
    languages: Sequence[str] | None = None,
    header: bool | None = None,
    literal: bool = False,
) -> Iterator[Concept]:
    """The entries of a table, in its order.

    The columns are named by a header in any of the usual ways, or guessed where there is none (`header=False` says
    there is none). Several terms in a cell are separated by `|`, and an apostrophe before a formula is taken away, unless
    cells are `literal` (OmegaT). Raises InvalidExchange where no column holds terms.
    """
    stream = iter(rows)
    first = list(islice(stream, _SAMPLE))
    start = next((n for n, row in enumerate(first) if any(cell.strip() for cell in row)), None)
    if start is None:
        raise InvalidExchange("the table is empty", where=where, remedy="export it again")
    columns: list[Meaning] | None = None if header is False else named_columns(first[start])
    if columns is None:
        columns = guessed_columns(first[start:], languages)
        start -= 1
    if columns is None:
        remedy = "write a header with the languages' names, such as zh and en"
        raise InvalidExchange("cannot tell which columns hold the terms", where=where, remedy=remedy)
    unknown = sum(
        1 for n, column in enumerate(columns) if column is None and any(row[n : n + 1] != [""] for row in first)
    )
    losses.add("column of no known meaning", unknown)
    losses.identified = "concept_id" in columns
    names = first[start] if start >= 0 else []
    losses.columns = tuple(
        Column(names[n] if n < len(names) else "", "term", *column)
        if isinstance(column, tuple)
        else Column(names[n] if n < len(names) else "", column or "")
        for n, column in enumerate(columns)
    )
    reader = _Rows(columns, losses, literal=literal)
    for number, row in enumerate(chain(first[start + 1 :], stream), start + 2):
        concept = reader.concept(row, number)
        if concept is not None:
            losses.entries += 1
            yield concept


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, columns: list[Meaning], losses: Losses, *, literal: bool):
        self.split = _whole if literal else split_cell
        self.arm = str if literal else restore_formula
        self.columns = columns
        self.losses = losses
        self.ids: set[str] = set()

    def concept(self, row: Sequence[str], number: int) -> Concept | None:
        terms: list[Term] = []
        fields: dict[str, str] = {}
        for column, cell in zip(self.columns, row, strict=False):
            cell = self.arm(cell)
            if isinstance(column, tuple):
                language, script = column
                terms += [Term(text, language, script_of_term(text, language, script)) for text in self.split(cell)]
            elif column is not None and cell.strip() and column not in fields:
                fields[column] = cell
        terms += self._avoided(fields.get("avoid", ""), number)
        if not terms:
            if any(cell.strip() for cell in row):
                self.losses.add("row without a term")
            return None
        terms = list(dict.fromkeys(terms))
        concept = Concept(
            id=fields.get("concept_id", "") or self._made_id(terms),
            terms=tuple(terms),
            subject=fields.get("subject"),
            definition=fields.get("definition"),
            notes=tuple(self.split(fields.get("notes", ""))),
            documents=tuple(split_cell(fields.get("documents", ""))),
            created=self._moment(fields.get("created"), number),
            created_by=fields.get("created_by"),
            modified=self._moment(fields.get("modified"), number),
            modified_by=fields.get("modified_by"),
        )
        concept = self._with_numbers(concept, fields, number)
        if concept.id in self.ids:
            self.losses.fault(f"a second row has the id {concept.id[:60]!r}; the rows meet in one entry", number)
        self.ids.add(concept.id)
        return concept

    def _made_id(self, terms: list[Term]) -> str:
        made = concept_id(terms)
        if self.losses.identified:
            self.losses.made_ids.add(made)
        return made

    def _with_numbers(self, concept: Concept, fields: dict[str, str], number: int) -> Concept:
        status = fields.get("status", "proposed").strip().lower()
        if status not in _STATUSES:
            self.losses.fault(f"{status[:40]!r} is no review status; taken as proposed", number)
        score = fraction(fields.get("score", "0").strip())
        if score is None or not 0 <= score <= 1:
            self.losses.fault(f"{fields['score'][:40]!r} is no score from 0 to 1; left out", number)
            score = 0.0
        count = fields.get("frequency", "0").strip().removesuffix(".0")
        if not (count.isascii() and count.isdigit() and len(count) < 18):
            self.losses.fault(f"{count[:40]!r} is no count; left out", number)
            count = "0"
        return replace(
            concept,
            status=_STATUSES.get(status, "proposed"),  # type: ignore[arg-type]
            scores=Scores(total=score),
            frequency=int(count),
            contexts=_contexts(fields),
        )

    def _avoided(self, cell: str, number: int) -> list[Term]:
        terms = []
        for part in split_cell(cell):
            found = _AVOID.fullmatch(part)
            try:
                if not found or found["status"] not in AVOIDED:
                    raise ValueError(part)
                language, script = parse_tag(found["tag"])
            except ValueError:
                self.losses.fault("a cell of terms to avoid that is not of the form: forbidden en: term", number)
                self.losses.add("term to avoid")
                continue
            script = script_of_term(found["text"], language, script)
            terms.append(Term(found["text"], language, script, status=found["status"]))  # type: ignore[arg-type]
        return terms

    def _moment(self, text: str | None, number: int) -> datetime | None:
        moment = parse_stamp(text) if text else None
        if text and moment is None:
            self.losses.fault(f"{text[:40]!r} is no date; left out", number)
        return moment


def _contexts(fields: dict[str, str]) -> tuple[Context, ...]:
    src, tgt = fields.get("zh_context", ""), fields.get("en_context", "")
    if not (src or tgt):
        return ()
    source = fields.get("context_source", "")
    document, found, paragraph = source.rpartition(", para. ")
    return (Context(src, tgt, document=document if found else source, paragraph=paragraph if found else ""),)


def _whole(cell: str) -> list[str]:
    return [cell.strip()] if cell.strip() else []
