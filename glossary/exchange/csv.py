"""CSV and TSV. Out: UTF-8 with a byte order mark (Excel then reads Chinese rightly), header, `|` between synonyms (RFC 4180).

In: comma, semicolon or tab, UTF-8, UTF-16 or GB18030, with a header or without.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from align.errors import UnreadableInput
from glossary.errors import InvalidExchange
from glossary.exchange.losses import Losses
from glossary.exchange.table import COLUMNS, defuse, row_of
from glossary.exchange.table_columns import TableOptions
from glossary.exchange.table_reading import read_table
from glossary.types import Concept

__all__ = ["Table", "read_csv", "rows_of", "write_csv"]

_FIRST = ("concept_id", "zh", "en")


def write_csv(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> None:
    """Write the entries as a table; languages beyond Chinese and English get a column where they turn up.

    >>> import io
    >>> from glossary.types import Term
    >>> file = io.BytesIO()
    >>> write_csv([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))], file, Losses())
    >>> file.getvalue().decode("utf-8-sig").splitlines()[0][:40]
    'concept_id,zh,en,status,score,frequency,'
    """
    with tempfile.TemporaryFile() as spool:
        table = rows_of(concepts, spool, losses)
        out.write(b"\xef\xbb\xbf")
        rows = _Rows(out)
        rows.writerow(table.names)
        for cells in table.rows():
            rows.writerow([defuse(cell) for cell in cells])
        rows.flush()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table in a temporary file, and the names of its columns."""

    names: list[str]
    others: int
    """Languages beyond zh and en; their cells stand at the end of a row in the file."""
    spool: IO[bytes]

    def rows(self) -> Iterator[list[str]]:
        """The cells of each row, in the order of the columns."""
        csv.field_size_limit(1 << 30)
        width = len(self.names) - self.others
        self.spool.seek(0)
        text = io.TextIOWrapper(self.spool, encoding="utf-8", newline="")
        for cells in csv.reader(text):
            late = cells[width:] + [""] * (len(self.names) - len(cells))
            yield cells[: len(_FIRST)] + late + cells[len(_FIRST) : width]
        text.detach()


def rows_of(concepts: Iterable[Concept], spool: IO[bytes], losses: Losses) -> Table:
    """Put the rows of the entries into a temporary file: which languages there are is known at the end only."""
    others: dict[str, None] = {}
    rows = _Rows(spool)
    for concept in concepts:
        row = row_of(concept, losses)
        if row is None:
            continue
        others.update(dict.fromkeys(sorted(row.keys() - {*_FIRST, *COLUMNS})))
        cells = [row.get(column, "") for column in (*_FIRST, *COLUMNS)]
        rows.writerow(cells + [row.get(column, "") for column in others])
        losses.entries += 1
    rows.flush()
    return Table([*_FIRST, *others, *COLUMNS], len(others), spool)


class _Rows:
    """A CSV writer on a stream of bytes, which stays open."""

    def __init__(self, out: IO[bytes]):
        self._text = io.StringIO(newline="")
        self._rows = csv.writer(self._text, lineterminator="\r\n")
        self._out = out

    def writerow(self, cells: list[str]) -> None:
        self._rows.writerow(cells)
        if self._text.tell() > 1 << 20:
            self.flush()

    def flush(self) -> None:
        self._out.write(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()


_CELL = 1 << 20
"""Longest cell that is read, in characters."""


def read_csv(
    path: str | os.PathLike[str],
    losses: Losses,
    *,
    options: TableOptions,
    header: bool | None = None,
    literal: bool = False,
) -> Iterator[Concept]:
    """The entries of a file of comma-, semicolon- or tab-separated values, a row at a time.

    Raises InvalidExchange with the line where the file breaks off or a cell has more than a million characters.
    """
    encoding = encoding_of(path)
    with Path(path).open(encoding=encoding, newline="") as text:
        try:
            # The lines that OmegaT takes for comments say nothing of the columns.
            lines = (text.readline(1 << 16) for _ in range(100))
            head = next((line for line in lines if line.strip() and not line.startswith("#")), "")
            text.seek(0)
        except UnicodeDecodeError as error:
            raise UnreadableInput(
                "its bytes are no {encoding} text", where=path, remedy="save it as UTF-8", encoding=encoding
            ) from error
        delimiter = delimiter_of(head)
        # OmegaT and most tab-separated files know no quotes; in a CSV they are the rule.
        quoting: Literal[0, 3] = csv.QUOTE_NONE
        if not literal and (delimiter != "\t" or head.startswith('"')):
            quoting = csv.QUOTE_MINIMAL
        lines_of_row = _LinesOfRow(text)
        rows = csv.reader(lines_of_row, delimiter=delimiter, quoting=quoting, strict=False)
        try:
            csv.field_size_limit(_CELL)
            yield from read_table(
                _uncommented(lines_of_row.checked(rows, delimiter, quoting, where=path), delimiter),
                losses,
                where=path,
                options=options,
                header=header,
                literal=literal,
            )
        except csv.Error as error:
            raise InvalidExchange(
                "{reason}", where=path, line=rows.line_num, remedy="export it again", reason=error
            ) from error
        except UnicodeDecodeError as error:
            raise UnreadableInput(
                "its bytes are no {encoding} text", where=path, line=rows.line_num, encoding=encoding
            ) from error


class _LinesOfRow:
    """The lines of a file, of which those of the last row are kept."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._row: list[str] = []
        self._read = 0
        self._row_is_over = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if self._row_is_over:
            self._row.clear()
            self._row_is_over = False
        self._row.append(line)
        self._read += 1
        return line

    def checked(
        self, rows: Iterable[list[str]], delimiter: str, quoting: Literal[0, 3], *, where: str | os.PathLike[str]
    ) -> Iterator[list[str]]:
        """The rows, of which the last may not end within quotation marks: it would hold the rest of the file."""
        for row in rows:
            self._row_is_over = True
            yield row
        try:
            list(csv.reader(self._row, delimiter=delimiter, quoting=quoting, strict=True))
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise InvalidExchange(
                    "a quotation mark is never closed",
                    where=where,
                    line=self._read - len(self._row) + 1,
                    remedy="close it, or export the file again",
                ) from error


def _uncommented(rows: Iterable[list[str]], delimiter: str) -> Iterator[list[str]]:
    """The rows; of a tab-separated file without the lines that begin with #, which OmegaT takes for comments."""
    for row in rows:
        if not (delimiter == "\t" and row and row[0].startswith("#")):
            yield row


def delimiter_of(head: str) -> str:
    """The character that separates the cells of a first line.

    >>> delimiter_of("zh;en;note"), delimiter_of("zh\\ten, see note"), delimiter_of("zh")
    (';', '\\t', ',')
    """
    if "\t" in head:
        return "\t"
    return ";" if head.count(";") > head.count(",") else ","


def encoding_of(path: str | os.PathLike[str]) -> str:
    """Name of the encoding that a text file begins in: UTF-8, UTF-16 by its mark, otherwise GB18030.

    Looks at the first 64 KiB. Raises UnreadableInput for a file that is no text, and OSError.
    """
    with Path(path).open("rb") as file:
        start = file.read(1 << 16)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in start:
        raise UnreadableInput("is no text", where=path, remedy="give a file of terms")
    try:
        # The end may cut a character in two.
        start.decode("utf-8-sig") if len(start) < 1 << 16 else start[: start.rfind(b"\n") + 1].decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
