"""Errors of `glossary`.

GlossaryError              what, where, what to do about it
├── NoGlossary             the folder holds no glossary, or one written by a newer version
├── UnknownConcept         no entry has this id
├── Conflict               somebody else changed the entry or the glossary meanwhile
├── InvalidEntry           an entry that breaks a rule of the glossary
├── InvalidExchange        a file to import breaks its format, at a line
├── UnsupportedFormat      no reader or writer for this kind of file
└── InvalidOption          a value that an option does not take
"""

from __future__ import annotations

__all__ = [
    "Conflict",
    "GlossaryError",
    "InvalidEntry",
    "InvalidExchange",
    "InvalidOption",
    "NoGlossary",
    "UnknownConcept",
    "UnsupportedFormat",
]


class GlossaryError(Exception):
    """What went wrong, where, and what to do about it, on one line.

    >>> str(GlossaryError("no glossary here", where="g", remedy="make one with: glossary build"))
    'g: no glossary here; make one with: glossary build'
    """

    def __init__(self, what: str, *, where: object = None, line: int | None = None, remedy: str | None = None):
        self.what, self.where, self.line, self.remedy = what, where, line, remedy
        place = "" if where is None else f"{where}: " if line is None else f"{where}:{line}: "
        super().__init__(place + what + (f"; {remedy}" if remedy else ""))


class NoGlossary(GlossaryError):
    """The folder holds no glossary, or one written by a newer version."""


class UnknownConcept(GlossaryError):
    """No entry has this id."""


class Conflict(GlossaryError):
    """Somebody else changed the entry or the glossary meanwhile; read it again and repeat the change."""


class InvalidEntry(GlossaryError):
    """An entry that breaks a rule of the glossary, such as one without a term."""


class InvalidExchange(GlossaryError):
    """A file to import breaks its format."""


class UnsupportedFormat(GlossaryError):
    """There is no reader or writer for this kind of file."""


class InvalidOption(GlossaryError):
    """A value that an option does not take."""
