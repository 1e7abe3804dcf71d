"""XLSX: one row an entry, a column a language under the name that Trados and memoQ know it by, synonyms by `|`.

Every cell but score and frequency is text, so nothing in it runs as a formula. In: the first sheet, after its unpacked size was measured.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO

from align.errors import UnreadableInput
from glossary.errors import InvalidExchange
from glossary.exchange.columns import header_of
from glossary.exchange.csv import rows_of
from glossary.exchange.losses import Losses
from glossary.exchange.table import COLUMNS, defuse
from glossary.exchange.table_columns import TableOptions
from glossary.exchange.table_reading import read_table
from glossary.exchange.workbook_size import check_workbook
from glossary.types import Concept

__all__ = ["read_xlsx", "write_xlsx"]

_ROWS = 1_048_576
_LETTERS = 32_767
"""Limits of the format: rows of a sheet, UTF-16 units of a cell."""

_UNPACKED = 1 << 30
"""Largest unpacked size that is opened, in bytes; a million entries take about a quarter."""

_TITLES = {
    "concept_id": "Concept ID",
    "status": "Status",
    "score": "Score",
    "frequency": "Frequency",
    "subject": "Subject",
    "definition": "Definition",
    "notes": "Notes",
    "avoid": "Avoid",
    "zh_context": "Chinese context",
    "en_context": "English context",
    "context_source": "Context source",
    "documents": "Documents",
    "created": "Created",
    "created_by": "Created by",
    "modified": "Modified",
    "modified_by": "Modified by",
}
_UNREAD = frozenset(("concept_id", "status", "score", "frequency", "created", "created_by", "modified", "modified_by"))
_NUMBERS = frozenset({"score", "frequency"})
_STATUS_WORDS = ["proposed", "approved", "rejected", "建议", "批准", "否决"]
"""What the drop-down of the column of review statuses offers; each is read back."""
_WIDTHS = {"concept_id": 14, "definition": 50, "notes": 40, "zh_context": 50, "en_context": 50, "documents": 30}


def write_xlsx(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> None:
    """Write the entries to a workbook, a row at a time; beyond the rows of one sheet they go on in the next."""
    import xlsxwriter

    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as spool:
        columns = rows_of(concepts, spool, losses)
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            # Without a fixed date the same glossary would not give the same bytes.
            book.set_properties({"title": "Glossary", "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
            bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
            plain = book.add_format({"valign": "top", "num_format": "@"})
            wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
            number_form = book.add_format({"valign": "top"})
            sheet, line = None, _ROWS
            for cells in columns.rows():
                if line == _ROWS:
                    if sheet is not None:
                        sheet.autofilter(0, 0, line - 1, len(columns.names) - 1)
                    sheet, line = book.add_worksheet(), 1
                    sheet.freeze_panes(1, 0)
                    choices = {"validate": "list", "source": _STATUS_WORDS, "error_type": "warning"}
                    place = columns.names.index("status")
                    sheet.data_validation(1, place, _ROWS - 1, place, choices)
                    for number, name in enumerate(columns.names):
                        sheet.set_column(number, number, _WIDTHS.get(name, 12 if name in COLUMNS else 36))
                        sheet.write_string(0, number, _TITLES.get(name) or header_of(name), bold)
                for number, cell in enumerate(cells):
                    if cell and columns.names[number] in _NUMBERS:
                        sheet.write_number(line, number, float(cell), number_form)  # type: ignore[union-attr]
                    elif cell:
                        # Columns that are rarely read (id, date) must not make the row higher than its terms.
                        form = plain if columns.names[number] in _UNREAD else wrap
                        sheet.write_string(line, number, _fitting(cell, losses), form)  # type: ignore[union-attr]
                line += 1
            if sheet is None:
                sheet, line = book.add_worksheet(), 1
                for number, name in enumerate(columns.names):
                    sheet.write_string(0, number, _TITLES.get(name) or header_of(name), bold)
            sheet.autofilter(0, 0, line - 1, len(columns.names) - 1)


def _fitting(cell: str, losses: Losses) -> str:
    # A spreadsheet knows one line end, and its readers differ on what a carriage return within a cell is.
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    # The cell is text and needs no apostrophe. One that it has itself must not be taken for that of a CSV, which stays
    # in the cell when Excel or Calc saves a CSV as a workbook.
    text = defuse(text) if text.startswith("'") else text
    if len(text) * 2 > _LETTERS and len(text.encode("utf-16-le")) // 2 > _LETTERS:
        losses.add(f"cell longer than the {_LETTERS:,} characters of a spreadsheet, cut")
        text = text.encode("utf-16-le")[: _LETTERS * 2].decode("utf-16-le", "ignore")
    return text


def read_xlsx(
    path: str | os.PathLike[str], losses: Losses, *, options: TableOptions, header: bool | None = None
) -> Iterator[Concept]:
    """The entries of a workbook's sheets; of the others than the first, those with the same header.

    Raises UnreadableInput where it is no workbook or unpacks to more than a gigabyte, InvalidExchange where no
    column holds terms.
    """
    import fastexcel

    check_workbook(path, unpacked=_UNPACKED)
    try:
        book = fastexcel.read_excel(os.fspath(path))
        names = book.sheet_names
        sheets = (book.load_sheet(name, header_row=None, dtypes="string") for name in names[:1])
        first = next(sheets, None)
        if first is None:
            raise InvalidExchange("the workbook has no sheet", where=path)
        rows = list(_cells(first))
        for name in names[1:]:
            more = list(_cells(book.load_sheet(name, header_row=None, dtypes="string")))
            if more and rows and more[0] == rows[0]:
                rows += more[1:]
            elif more:
                losses.add(f"row of the sheet {name[:40]!r}", len(more))
    except (fastexcel.FastExcelError, ValueError, OSError) as error:
        raise UnreadableInput("is no workbook we can read: {reason}", where=path, reason=_line(error)) from error
    except BaseException as error:
        # A panic of the Rust library below is no Exception; a damaged file must not look like a crash.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableInput("is a damaged workbook", where=path, remedy="save it again") from error
    yield from read_table(rows, losses, where=path, options=options, header=header)


def _cells(sheet: object) -> Iterator[list[str]]:
    frame = sheet.to_polars()  # type: ignore[attr-defined]
    for row in frame.iter_rows():
        yield ["" if cell is None else str(cell) for cell in row]


def _line(error: BaseException) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
