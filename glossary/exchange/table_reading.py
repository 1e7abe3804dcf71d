"""Reads tables: rows of cells become entries, whichever program wrote the table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice

from glossary.errors import InvalidExchange
from glossary.exchange.columns import Meaning, review_status, script_of_term
from glossary.exchange.labels import Label, write_label
from glossary.exchange.losses import Column, Losses
from glossary.exchange.metadata_notes import fraction, parse_stamp
from glossary.exchange.table import AVOIDED, restore_formula, split_cell
from glossary.exchange.table_columns import Layout, TableOptions, layout_of
from glossary.exchange.tags import parse_tag
from glossary.exchange.tbx_rules import PARTS_OF_SPEECH
from glossary.folding import concept_id
from glossary.types import Concept, Context, Scores, Term

__all__ = ["read_table"]

_SAMPLE = 200
_EXAMPLES = 3
_AVOID = re.compile(r"(?P<status>[a-z]+) (?P<tag>[A-Za-z-]+): (?P<text>.+)", re.DOTALL)


def read_table(
    rows: Iterable[Sequence[str]],
    losses: Losses,
    *,
    where: object,
    options: TableOptions,
    header: bool | None = None,
    literal: bool = False,
) -> Iterator[Concept]:
    """The entries of a table, in its order.

    The columns are as `options` say, named by a header in any of the usual ways, or told by the cells where there is
    none (`header=False` says there is none). Several terms in a cell are separated by `|`, and an apostrophe before a
    formula is taken away, unless cells are `literal` (OmegaT). Raises InvalidExchange where it is not sure which columns
    hold the terms.
    """
    stream = iter(rows)
    first = list(islice(stream, _SAMPLE))
    start = next((n for n, row in enumerate(first) if any(cell.strip() for cell in row)), None)
    if start is None:
        raise InvalidExchange("the table is empty", where=where, remedy="export it again")
    layout = layout_of(first[start:], options, header=header, where=where)
    start += layout.header
    losses.identified = layout.has("concept_id")
    losses.columns = _columns(layout, first[start:])
    reader = _Rows(layout, losses, literal=literal)
    read = reader.entries if layout.long else reader.wide
    for concept in read(enumerate(chain(first[start:], stream), start + 1)):
        losses.entries += 1
        yield concept
    for place, count in reader.lost.items():
        name = layout.names[place][:40] if place < len(layout.names) else ""
        losses.add(f"cell of the column {name or f'number {place + 1}'!r}", count)


def _columns(layout: Layout, rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns as a report shows them, each with some of its cells."""
    shown = [row for row in rows if any(cell.strip() for cell in row)][:_EXAMPLES]
    return tuple(
        Column(layout.names[n], *(meaning or Meaning("")), tuple(row[n] if n < len(row) else "" for row in shown))
        for n, meaning in enumerate(layout.meanings)
    )


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, layout: Layout, losses: Losses, *, literal: bool):
        self.split = _whole if literal else split_cell
        self.restore = str if literal else restore_formula
        self.columns = layout.meanings
        self.has_status = layout.has("status")
        self.losses = losses
        self.ids: set[str] = set()
        self.lost: Counter[int] = Counter()
        """Filled cells of the columns that are left out, by their place."""

    def wide(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Concept]:
        """The entries of a table of one entry a row."""
        for number, row in rows:
            concept = self.concept(row, number)
            if concept is not None:
                yield concept

    def entries(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Concept]:
        """The entries of a table of one term a row: the rows of one id, wherever they stand."""
        place = next(n for n, meaning in enumerate(self.columns) if meaning and meaning.field == "language")
        key = next(n for n, meaning in enumerate(self.columns) if meaning and meaning.field == "concept_id")
        groups: dict[str, list[tuple[int, Sequence[str], str]]] = {}
        last = ""
        for number, row in rows:
            if not any(cell.strip() for cell in row):
                continue
            cell = row[place].strip() if place < len(row) else ""
            # A merged cell of a spreadsheet holds its text in the first row only.
            last = (row[key].strip() if key < len(row) else "") or last
            groups.setdefault(last, []).append((number, row, cell))
        columns = self.columns
        for group in groups.values():
            cells: list[str] = []
            self.columns = []
            for number, row, cell in group:
                tag = self._tag(cell, number)
                for column, text in zip(columns, row, strict=False):
                    if column is not None and column.field == "language":
                        continue
                    meaning = column
                    if column is not None and column.field in ("term", "definition", "context", "abbreviation"):
                        meaning = None if tag is None else Meaning(column.field, *tag)
                    self.columns.append(meaning)
                    cells.append(text)
                if tag is None:
                    self.losses.add("row in an unknown language")
            concept = self.concept(cells, group[0][0])
            if concept is not None:
                yield concept

    def _tag(self, cell: str, number: int) -> tuple[str, str | None] | None:
        from glossary.exchange.columns import language_of_header

        found = language_of_header(cell)
        if found is None:
            self.losses.fault(f"{cell[:40]!r} is no language; its row is passed over", number)
        return found

    def concept(self, row: Sequence[str], number: int) -> Concept | None:
        """The entry of a row of cells, None where there is no term in it."""
        terms: list[Term] = []
        fields: dict[str, str] = {}
        parts: list[tuple[Meaning, str]] = []
        for place, (column, cell) in enumerate(zip(self.columns, row, strict=False)):
            if not cell.strip():
                continue
            cell = self.restore(cell)
            if column is None:
                self.lost[place] += 1
            elif column.field in ("term", "abbreviation") and column.language is not None:
                kind = "abbreviation" if column.field == "abbreviation" else "fullForm"
                terms += [
                    Term(text, column.language, script_of_term(text, column.language, column.script), type=kind)  # type: ignore[arg-type]
                    for text in self.split(cell)
                ]
            elif column.language is not None or column.field in ("definition", "notes", "context"):
                parts.append((column, cell))
            elif column.field not in fields:
                fields[column.field] = cell
        terms += self._avoided(fields.get("avoid", ""), number)
        if not terms:
            if any(cell.strip() for cell in row):
                self.losses.add("row without a term")
            return None
        terms = list(dict.fromkeys(self._with_details(terms, fields, parts)))
        definition, notes = self._texts(parts)
        concept = Concept(
            id=fields.get("concept_id", "") or self._made_id(terms),
            terms=tuple(terms),
            subject=fields.get("subject") or next((cell for column, cell in parts if column.field == "subject"), None),
            definition=definition,
            notes=tuple(notes),
            documents=tuple(split_cell(fields.get("documents", ""))),
            created=self._moment(fields.get("created"), number),
            created_by=fields.get("created_by"),
            modified=self._moment(fields.get("modified"), number),
            modified_by=fields.get("modified_by"),
            contexts=_contexts(parts, fields.get("context_source", "")),
        )
        concept = self._with_numbers(concept, fields, number)
        if concept.id in self.ids and self.losses.identified:
            self.losses.fault(f"a second row has the id {concept.id[:60]!r}; the rows meet in one entry", number)
        self.ids.add(concept.id)
        return concept

    def _with_details(
        self, terms: list[Term], fields: dict[str, str], parts: list[tuple[Meaning, str]]
    ) -> Iterator[Term]:
        """The terms with what the row says of them: where they come from, and their part of speech."""
        sources = {column.language: cell for column, cell in parts if column.field == "source"}
        part = PARTS_OF_SPEECH.get(fields.get("part_of_speech", "").strip())
        for term in terms:
            source = sources.get(term.language) or fields.get("source")
            yield replace(term, source=source, part_of_speech=part) if source or part else term

    def _texts(self, parts: list[tuple[Meaning, str]]) -> tuple[str | None, list[str]]:
        """The definition, and the notes; further definitions become labelled notes."""
        definition: str | None = None
        notes: list[str] = []
        for column, cell in dict.fromkeys(parts):
            tag = f"{column.language}-{column.script}" if column.script else column.language
            if column.field == "definition" and definition is None:
                definition = f"({tag}) {cell}" if tag else cell
            elif column.field == "definition" and cell != definition:
                notes.append(write_label(Label("definition", cell, tag)))
            elif column.field == "notes":
                notes += [write_label(Label("note", text, tag)) if tag else text for text in self.split(cell)]
        return definition, notes

    def _made_id(self, terms: list[Term]) -> str:
        made = concept_id(terms)
        if self.losses.identified:
            self.losses.made_ids.add(made)
        return made

    def _with_numbers(self, concept: Concept, fields: dict[str, str], number: int) -> Concept:
        word = fields.get("status", "").strip()
        status = review_status(word) if word else "proposed"
        if status is None:
            self.losses.fault(f"{word[:40]!r} is no review status; left as it is, proposed where it is new", number)
        if self.has_status and (not word or status is None):
            self.losses.without_status.add(concept.id)
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
            status=status or "proposed",  # type: ignore[arg-type]
            scores=Scores(total=score),
            frequency=int(count),
        )

    def _avoided(self, cell: str, number: int) -> list[Term]:
        terms = []
        for part in split_cell(cell):
            match = _AVOID.fullmatch(part)
            try:
                if not match or match["status"] not in AVOIDED:
                    raise ValueError(part)
                language, script = parse_tag(match["tag"])
            except ValueError:
                self.losses.fault("a cell of terms to avoid that is not of the form: forbidden en: term", number)
                self.losses.add("term to avoid")
                continue
            script = script_of_term(match["text"], language, script)
            terms.append(Term(match["text"], language, script, status=match["status"]))  # type: ignore[arg-type]
        return terms

    def _moment(self, text: str | None, number: int) -> datetime | None:
        moment = parse_stamp(text) if text else None
        if text and moment is None:
            self.losses.fault(f"{text[:40]!r} is no date; left out", number)
        return moment


def _contexts(parts: list[tuple[Meaning, str]], source: str) -> tuple[Context, ...]:
    """The context that a row shows: Chinese and English, or the first two languages that it has one in."""
    sides: dict[str, str] = {}
    for column, cell in parts:
        if column.field == "context":
            sides.setdefault(column.language or "", cell)
    if not sides:
        return ()
    codes = ["zh", "en"] if sides.keys() <= {"zh", "en"} else [*sides, ""][:2]
    document, found, paragraph = source.rpartition(", para. ")
    return (
        Context(
            sides.get(codes[0], ""),
            sides.get(codes[1], "") if codes[1] else "",
            codes[0],
            codes[1],
            document=document if found else source,
            paragraph=paragraph if found else "",
        ),
    )


def _whole(cell: str) -> list[str]:
    return [cell.strip()] if cell.strip() else []
