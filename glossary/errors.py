"""Errors of `glossary`, a branch of the tree in align.errors.

DuizhaoError
└── GlossaryError          what, where, what to do about it, and a code for programs
    ├── NoGlossary             the folder holds no glossary, or one written by a newer version
    ├── UnknownConcept         no entry has this id
    ├── Conflict               somebody else changed the entry or the glossary meanwhile
    ├── InvalidEntry           an entry that breaks a rule of the glossary
    ├── InvalidExchange        a file to import breaks its format, at a line (also align.errors.InvalidExchange)
    ├── UnsupportedFormat      no reader or writer for this kind of file (also align.errors.UnsupportedFormat)
    └── InvalidOption          a value that an option does not take (also align.errors.InvalidOption)
"""

from __future__ import annotations

from align import errors
from align.errors import DuizhaoError, Message

__all__ = [
    "Conflict",
    "DuizhaoError",
    "GlossaryError",
    "InvalidEntry",
    "InvalidExchange",
    "InvalidOption",
    "Message",
    "NoGlossary",
    "UnknownConcept",
    "UnsupportedFormat",
]


class GlossaryError(DuizhaoError):
    """What went wrong in `glossary`.

    >>> str(GlossaryError("no glossary here", where="g", remedy="make one with: glossary build"))
    'g: no glossary here; make one with: glossary build'
    """


class NoGlossary(GlossaryError):
    """The folder holds no glossary, or one written by a newer version."""

    code = "no_glossary"


class UnknownConcept(GlossaryError):
    """No entry has this id."""

    code = "unknown_concept"


class Conflict(GlossaryError):
    """Somebody else changed the entry or the glossary meanwhile; read it again and repeat the change."""

    code = "conflict"


class InvalidEntry(GlossaryError):
    """An entry that breaks a rule of the glossary, such as one without a term."""

    code = "invalid_entry"


class InvalidExchange(errors.InvalidExchange, GlossaryError):
    """A file to import breaks its format."""


class UnsupportedFormat(errors.UnsupportedFormat, GlossaryError):
    """There is no reader or writer for this kind of file."""


class InvalidOption(errors.InvalidOption, GlossaryError):
    """A value that an option does not take."""
