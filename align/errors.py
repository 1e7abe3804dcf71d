"""Errors of both packages: one tree.

DuizhaoError               what, where, what to do about it, and a code for programs
├── AlignError             errors of `align`
│   ├── UnreadableInput        a file is missing, empty, binary, damaged or too large
│   │   └── UnknownEncoding    its bytes are no text in any encoding we read
│   ├── UnsupportedFormat      no reader or writer for this kind of file, or its program is not installed
│   ├── InvalidExchange        a bitext or ladder file breaks its format, at a line
│   ├── UnknownLanguage        a language code we cannot use, or a language we cannot recognize
│   ├── MissingExtra           an optional package is not installed
│   └── InvalidOption          a value that an option does not take
└── GlossaryError          errors of `glossary`, see glossary.errors
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = [
    "AlignError",
    "DuizhaoError",
    "InvalidExchange",
    "InvalidOption",
    "Message",
    "MissingExtra",
    "UnknownEncoding",
    "UnknownLanguage",
    "UnreadableInput",
    "UnsupportedFormat",
]


class Message(str):
    """A sentence in English that remembers its template and parameters, so that it can be said in other languages.

    The template is filled by `str.format` where there are parameters. It is the msgid of the catalogues
    (glossary/web/locale), so it is written out in the code and never put together. A parameter that is a Message
    is translated as well.

    >>> message = Message("has {pages} pages, more than {limit}", pages=3, limit=2)
    >>> message, message.template
    ('has 3 pages, more than 2', 'has {pages} pages, more than {limit}')
    """

    template: str
    values: dict[str, str | int | float]

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Fill the template; what is neither text nor a number becomes text."""
        if isinstance(template, Message):
            return template  # it has its own parameters
        kept = {name: _plain(value) for name, value in values.items()}
        message = super().__new__(cls, template.format(**kept) if kept else template)
        message.template, message.values = str(template), kept
        return message

    @classmethod
    def of(cls, template: str, values: Mapping[str, object]) -> Message:
        """A message again, from the template and the parameters of one that was kept."""
        return cls(template, **values)


def _on_one_line(value: object) -> object:
    if isinstance(value, Message | int | float):
        return value
    text = str(value)
    return " ".join(text.split()) if len(text.splitlines()) > 1 else value


def _plain(value: object) -> str | int | float:
    # Errors travel between processes, so they carry nothing that might not.
    return value if isinstance(value, Message) or type(value) in (str, int, float, bool) else str(value)  # type: ignore[return-value]


class DuizhaoError(Exception):
    """What went wrong, where, and what to do about it, on one line, with a code for programs.

    `what` and `remedy` are templates in English, filled with the named parameters. The code is the class's own, or a
    finer one where a program would want to tell cases apart; it never changes once released.

    >>> error = UnreadableInput("has {pages} pages", pages=3, where="a.pdf", remedy="split it", code="too_many_pages")
    >>> str(error), error.code, error.values
    ('a.pdf: has 3 pages; split it', 'too_many_pages', {'pages': 3})
    """

    code: str = "error"
    where: object
    line: int | None
    what: Message
    remedy: Message | None

    def __init__(
        self,
        what: str,
        /,
        *,
        where: object = None,
        line: int | None = None,
        remedy: str | None = None,
        code: str | None = None,
        **values: object,
    ):
        # Reasons come from libraries; an error is printed on one line.
        values = {name: _on_one_line(value) for name, value in values.items()}
        self.what = Message(what, **values)
        self.remedy = Message(remedy, **values) if remedy else None
        self.where, self.line = where, line
        if code is not None:
            self.code = code
        place = "" if where is None else f"{where}: " if line is None else f"{where}:{line}: "
        super().__init__(place + self.what + (f"; {self.remedy}" if self.remedy else ""))

    @property
    def values(self) -> dict[str, str | int | float]:
        """The named parameters of `what`."""
        return self.what.values

    def as_json(self) -> dict[str, dict[str, Any]]:
        """The one JSON shape of an error, of the commands' `--json` and of the API.

        >>> AlignError("the file is empty", where="a.txt").as_json()["error"]["where"]
        'a.txt'
        """
        return error_json(self.code, self.what, remedy=self.remedy, where=self.where, line=self.line)


def error_json(
    code: str, message: str, *, remedy: str | None = None, where: object = None, line: int | None = None
) -> dict[str, dict[str, Any]]:
    """The JSON shape of an error.

    >>> error_json("not_found", "There is no such page.")
    {'error': {'code': 'not_found', 'message': 'There is no such page.', 'remedy': None, 'where': None, 'line': None}}
    """
    place = None if where is None else str(where)
    plain_remedy = None if remedy is None else str(remedy)
    return {"error": {"code": code, "message": str(message), "remedy": plain_remedy, "where": place, "line": line}}


class AlignError(DuizhaoError):
    """What went wrong in `align`.

    >>> str(AlignError("file is empty", where="a.txt", remedy="export the document again"))
    'a.txt: file is empty; export the document again'
    """


class UnreadableInput(AlignError):
    """A file is missing, empty, binary, damaged or too large."""

    code = "unreadable_input"


class UnknownEncoding(UnreadableInput):
    """The bytes of a file are not text in any encoding that we read."""

    code = "unknown_encoding"


class UnsupportedFormat(AlignError):
    """There is no reader or writer for this kind of file, or the program it needs is not installed."""

    code = "unsupported_format"


class InvalidExchange(AlignError):
    """A bitext or ladder file breaks its format."""

    code = "invalid_exchange"


class UnknownLanguage(AlignError):
    """A language code that we cannot use, or a language that we cannot recognize."""

    code = "unknown_language"


class MissingExtra(AlignError):
    """An optional package is not installed; the remedy is the pip command."""

    code = "missing_extra"


class InvalidOption(AlignError):
    """A value that an option does not take."""

    code = "invalid_option"
