"""Errors of `align`.

AlignError                 what, where, what to do about it
├── UnreadableInput        a file is missing, empty, binary, damaged or too large
│   └── UnknownEncoding    its bytes are no text in any encoding we read
├── UnsupportedFormat      no reader or writer for this kind of file, or its program is not installed
├── InvalidExchange        a bitext or ladder file breaks its format, at a line
├── UnknownLanguage        a language code we cannot use, or a language we cannot recognize
├── MissingExtra           an optional package is not installed
└── InvalidOption          a value that an option does not take
"""

from __future__ import annotations

__all__ = [
    "AlignError",
    "InvalidExchange",
    "InvalidOption",
    "MissingExtra",
    "UnknownEncoding",
    "UnknownLanguage",
    "UnreadableInput",
    "UnsupportedFormat",
]


class AlignError(Exception):
    """What went wrong, where, and what to do about it, on one line.

    >>> str(AlignError("file is empty", where="a.txt", remedy="export the document again"))
    'a.txt: file is empty; export the document again'
    """

    def __init__(self, what: str, *, where: object = None, line: int | None = None, remedy: str | None = None):
        self.what, self.where, self.line, self.remedy = what, where, line, remedy
        place = "" if where is None else f"{where}: " if line is None else f"{where}:{line}: "
        super().__init__(place + what + (f"; {remedy}" if remedy else ""))


class UnreadableInput(AlignError):
    """A file is missing, empty, binary, damaged or too large."""


class UnknownEncoding(UnreadableInput):
    """The bytes of a file are no text in any encoding we read."""


class UnsupportedFormat(AlignError):
    """There is no reader or writer for this kind of file, or the program it needs is not installed."""


class InvalidExchange(AlignError):
    """A bitext or ladder file breaks its format."""


class UnknownLanguage(AlignError):
    """A language code that we cannot use, or a language that we cannot recognize."""


class MissingExtra(AlignError):
    """An optional package is not installed; the remedy is the pip command."""


class InvalidOption(AlignError):
    """A value that an option does not take."""
