"""Rows of a table in a text file, with quotation marks that may be the text's own.

RFC 4180 quotes a field by `"` at its head and its end. Tables of sentences are often written without quoting, so that a
field may begin with a quotation mark of its own: `"Yes," he said.` A mark at the head of a field quotes it only where
another one closes the field, before the separator or the end of the line. A field that goes on over lines is quoted where the
line by itself has not the columns of the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import IO

__all__ = ["delimiter_of", "records"]

_LONGEST = 1000
"""Maximum number of lines of one field."""


def delimiter_of(header: str) -> str:
    """The separator of the columns: a tab where the header has one, else the more frequent of comma and semicolon.

    >>> delimiter_of("zh\\ten"), delimiter_of("src;tgt"), delimiter_of("src,tgt")
    ('\\t', ';', ',')
    """
    if "\t" in header:
        return "\t"
    return ";" if header.count(";") > header.count(",") else "," if "," in header else "\t"


def records(stream: IO[str], delimiter: str, columns: int, before: int) -> Iterator[tuple[int, list[str]]]:
    """Number of the line, after `before`, and cells of each row of a table that should have this many columns.

    >>> import io
    >>> table = io.StringIO('"Yes," he said.\\t是。\\n"a\\tb"\\t甲\\n"one\\ntwo"\\t乙\\n')
    >>> [cells for _, cells in records(table, "\\t", 2, 1)]
    [['"Yes," he said.', '是。'], ['a\\tb', '甲'], ['one\\ntwo', '乙']]
    """
    number = before
    waiting: list[str] = []  # lines that were looked at and belong to no row yet
    while True:
        line = waiting.pop(0) if waiting else stream.readline()
        if not line:
            return
        number += 1
        cells = _cells(line.rstrip("\r\n"), delimiter)
        if '"' not in line or (len(cells) == columns and not _may_go_on(cells, line, delimiter)):
            yield number, cells
            continue
        taken = [line]
        found: list[str] | None = None
        while len(taken) < _LONGEST:
            following = waiting[len(taken) - 1] if len(waiting) >= len(taken) else stream.readline()
            if not following:
                break
            if len(waiting) < len(taken):
                waiting.append(following)
            taken.append(following)
            more = _cells("".join(taken).rstrip("\r\n"), delimiter)
            if len(more) == columns and any("\n" in cell or "\r" in cell for cell in more):
                found = more
                break
            if len(more) > columns or (
                len(taken) == 2 and len(cells) == len(_cells(following.rstrip("\r\n"), delimiter)) == columns
            ):
                break
        if found is None:
            yield number, cells
        else:
            del waiting[: len(taken) - 1]
            number += len(taken) - 1
            yield number, found


def _may_go_on(cells: list[str], line: str, delimiter: str) -> bool:
    """Whether the last field opens with a mark that the line does not close."""
    last = cells[-1]
    return last.startswith('"') and line.rstrip("\r\n").endswith(delimiter + last if len(cells) > 1 else last)


@cache
def _pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'"((?:[^"]|"")*+)"(?={mark}|$)|([^{mark}]*)', re.DOTALL)


def _cells(text: str, delimiter: str) -> list[str]:
    cells = []
    at = 0
    pattern = _pattern(delimiter)
    while True:
        match = pattern.match(text, at)
        assert match is not None  # the second form matches nothing as well
        cells.append(match[1].replace('""', '"') if match[1] is not None else match[2])
        at = match.end() + 1
        if match.end() >= len(text):
            return cells
