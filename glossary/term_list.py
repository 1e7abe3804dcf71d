"""A translator's word list: the known terms of a document as a table, a spreadsheet, a page or values for programs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from align.files import replacing
from glossary.errors import InvalidOption
from glossary.search.report import known_record
from glossary.search.types import KnownTerm

__all__ = ["FORMATS", "HEADER", "format_of", "rows", "text", "write"]

FORMATS = ("table", "xlsx", "html", "csv", "tsv", "json")
HEADER = ("term", "equivalents", "status", "count", "subject", "concept_id")
_COUNT = HEADER.index("count")
_CELL = 32_767
"""Characters that a cell of Excel holds."""


def rows(known: Sequence[KnownTerm]) -> list[tuple[str, ...]]:
    """One row for each term, in order of appearance: the columns of HEADER as text, with | between equivalents."""
    out = []
    for one in known:
        equivalents = list(dict.fromkeys(term.text for term in one.equivalents))
        columns = (one.text, " | ".join(equivalents), one.concept.status, str(one.count), one.concept.subject or "")
        out.append((*(" ".join(column.split()) for column in columns), one.concept.id))
    return out


def format_of(path: str | os.PathLike[str] | None, format: str | None) -> str:
    """The format asked for, or the one that the file's suffix tells; a table where there is neither.

    >>> format_of("list.xlsx", None), format_of(None, None)
    ('xlsx', 'table')
    """
    if format is None:
        suffix = "table" if path is None or os.fspath(path) == "-" else Path(path).suffix.lower().lstrip(".")
        format = {"htm": "html", "txt": "table"}.get(suffix, suffix)
    if format not in FORMATS:
        raise InvalidOption(
            "no format {format!r}", remedy="take one of {formats}", format=format, formats=", ".join(FORMATS)
        )
    return format


def write(
    known: Sequence[KnownTerm], path: str | os.PathLike[str], *, format: str | None = None, title: str = ""
) -> None:
    """Write the word list to a file, whole or not at all. Raises InvalidOption for a format that does not exist."""
    form = format_of(path, format)
    with replacing(path) as beside:
        if form == "xlsx":
            _xlsx(known, beside)
        else:
            # Excel takes CSV for UTF-8 only with the mark
            encoding = "utf-8-sig" if form == "csv" else "utf-8"
            beside.write_text(text(known, form, title=title), encoding=encoding, newline="")


def text(known: Sequence[KnownTerm], format: str, *, title: str = "") -> str:
    """The word list as text: html, csv, tsv, json or table (with tabs between columns).

    >>> import tempfile
    >>> from glossary.search import known_terms
    >>> from glossary.store.glossary import Glossary
    >>> from glossary.types import Concept, Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("green hydrogen", "en"), Term("绿色氢", "zh")))])
    >>> text(known_terms(glossary, "Green hydrogen.", language="en"), "csv").splitlines()
    ['term,equivalents,status,count,subject,concept_id', 'Green hydrogen,绿色氢,proposed,1,,c1']
    """
    if format == "json":
        return json.dumps([known_record(one) for one in known], ensure_ascii=False, indent=2) + "\n"
    if format == "html":
        from glossary.pages import page

        found = rows(known)
        told = f"{len(found)} terms of the glossary, in order of appearance"
        return page(
            "wordlist.html",
            title=title or "Terms",
            summary=told,
            language="en",
            header=HEADER,
            rows=found,
            count=_COUNT,
        )
    if format == "csv":
        from glossary.exchange.table import defuse

        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(HEADER)
        table.writerows([defuse(cell) for cell in row] for row in rows(known))
        return out.getvalue()
    if format in ("tsv", "table"):
        return "".join("\t".join(row) + "\n" for row in (HEADER, *rows(known)))
    raise InvalidOption("{format} is no text", remedy="name a file with -o", format=format)


def _xlsx(known: Sequence[KnownTerm], path: Any) -> None:
    import xlsxwriter

    # A term is never a formula or a link, whatever it begins with.
    with xlsxwriter.Workbook(os.fspath(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("terms")
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, width in enumerate((32, 48, 11, 7, 16, 24)):
            # a column with an id must not make the row higher than its terms
            sheet.set_column(column, column, width, wrap if column < len(HEADER) - 1 else None)
        for column, name in enumerate(HEADER):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows(known), 1):
            for column, cell in enumerate(row):
                if column == _COUNT:
                    sheet.write_number(line, column, int(cell))
                else:
                    sheet.write_string(line, column, cell[:_CELL])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(known)), len(HEADER) - 1)
