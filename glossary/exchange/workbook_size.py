"""Checks, before a library opens a workbook, whether it can be opened without filling the memory.

A few hundred bytes of XLSX can ask for gigabytes: a cell at the far corner of a sheet, a table of texts that says it has
billions, one long text that every cell refers to.
"""

from __future__ import annotations

import os
import re
import zipfile
import zlib

from align.errors import UnreadableInput

__all__ = ["CELLS", "check_workbook"]

CELLS = 30_000_000
"""Cells of the rectangle from a sheet's first cell to its last, filled or not."""
_TEXT = 512 << 20
"""Bytes of text in the cells of a sheet, shared texts counted wherever they stand."""

_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,20})([0-9]{1,20})["']""")
_SHARED = re.compile(rb"""\bt=["']s["'][^>]{0,200}>\s{0,20}<(?:\w{1,20}:)?v>\s{0,20}([0-9]{1,9})""")
_TEXT_START = re.compile(rb"<(?:\w{1,20}:)?si[\s>/]")
_COUNT = re.compile(rb"""<(?:\w{1,20}:)?sst\b[^>]{0,2000}?(?:[cC]ount=["']([0-9]{1,30})["'])(?:[^>]{0,2000}?[cC]ount=["']([0-9]{1,30})["'])?""")  # fmt: skip


def check_workbook(path: str | os.PathLike[str], *, unpacked: int) -> None:
    """Raise UnreadableInput where it is damaged, unpacks to more than `unpacked` bytes, or would take too much memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > unpacked:
                raise UnreadableInput(
                    "unpacks to more than {megabytes:,} MB",
                    where=path,
                    remedy="save it with fewer entries",
                    code="too_large",
                    megabytes=unpacked >> 20,
                )
            lengths = _shared_texts(archive, path)
            for info in archive.infolist():
                # zipfile gives no more than the size that the archive states, and says so where there is more.
                content = archive.read(info)
                if "worksheets/" in info.filename and info.filename.endswith(".xml"):
                    _check_sheet(content, lengths, path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise UnreadableInput(
            "is a damaged workbook: {reason}", where=path, remedy="save it again", reason=reason
        ) from error
    except OSError as error:
        # A directory that points before the file's beginning; what fails in the file system names the file.
        if error.filename is not None:
            raise
        raise UnreadableInput("is a damaged workbook", where=path, remedy="save it again") from error


def _shared_texts(archive: zipfile.ZipFile, path: object) -> list[int]:
    """Lengths of the shared texts, with their markup."""
    name = next((name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml")), None)
    if name is None:
        return []
    content = archive.read(name)
    starts = [match.start() for match in _TEXT_START.finditer(content)]
    stated = _COUNT.search(content)
    # The count of uses may be larger than that of texts, but nobody uses a text a million times.
    for count in stated.groups() if stated else ():
        if count is not None and int(count) > 1_000_000 + 1000 * len(starts):
            raise UnreadableInput(
                "says that it has {count} texts, and has {actual}",
                where=path,
                remedy="do not trust it, or save it again",
                count=count.decode(),
                actual=len(starts),
            )
    return [end - start for start, end in zip(starts, [*starts[1:], len(content)], strict=True)]


def _check_sheet(content: bytes, lengths: list[int], path: object) -> None:
    columns, rows = set(), set()
    for column, row in _REFERENCE.findall(content):
        columns.add(column)
        rows.add(row)
    if columns:
        across, down = {_number(column) for column in columns}, {int(row) for row in rows}
        width, height = max(across) - min(across) + 1, max(down) - min(down) + 1
        if width * height > CELLS:
            raise UnreadableInput(
                "has a sheet of {rows:,} rows and {columns:,} columns, most of them empty",
                where=path,
                remedy="delete the cells far from the table, and save it again",
                code="too_large",
                rows=height,
                columns=width,
            )
    total = sum(lengths[int(number)] for number in _SHARED.findall(content) if int(number) < len(lengths))
    if total + len(content) > _TEXT:
        raise UnreadableInput(
            "has a sheet with more than {megabytes:,} MB of text",
            where=path,
            remedy="split it",
            code="too_large",
            megabytes=_TEXT >> 20,
        )


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
