"""CSV: UTF-8 with a byte order mark (Excel then reads Chinese rightly), header, `|` between synonyms (RFC 4180)."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from glossary.exchange.losses import Losses
from glossary.exchange.table import COLUMNS, defuse, row_of
from glossary.types import Concept

__all__ = ["write_csv"]

_FIRST = ("concept_id", "zh", "en")


def write_csv(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> None:
    """Write the entries as a table; languages beyond Chinese and English get a column where they turn up.

    Which languages there are is known at the end only: the rows go to a temporary file first.
    """
    others: dict[str, None] = {}
    with tempfile.TemporaryFile() as spool:
        rows = _Rows(spool)
        for concept in concepts:
            row = row_of(concept, losses)
            others.update(dict.fromkeys(sorted(row.keys() - {*_FIRST, *COLUMNS})))
            # The cells of the other languages stand at the row's end until their columns are known.
            cells = [row.get(column, "") for column in (*_FIRST, *COLUMNS)]
            rows.writerow([defuse(cell) for cell in cells + [row.get(column, "") for column in others]])
            losses.entries += 1
        rows.flush()
        spool.seek(0)
        out.write(b"\xef\xbb\xbf")
        table = _Rows(out)
        table.writerow([*_FIRST, *others, *COLUMNS])
        width = len(_FIRST) + len(COLUMNS)
        for cells in _rows(spool):
            late = cells[width:] + [""] * (len(others) + width - len(cells))
            table.writerow(cells[: len(_FIRST)] + late + cells[len(_FIRST) : width])
        table.flush()


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


def _rows(spool: IO[bytes]) -> Iterator[list[str]]:
    csv.field_size_limit(1 << 30)
    text = io.TextIOWrapper(spool, encoding="utf-8", newline="")
    yield from csv.reader(text)
    text.detach()
