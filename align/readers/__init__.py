"""Documents in: one module a format, all giving a Document of the same structure."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType

from align.errors import UnreadableInput, UnsupportedFormat
from align.types import Document, Segment

__all__ = ["FORMATS", "read", "read_bytes", "read_lines"]

LIMIT = 256 * 1024 * 1024
"""Bytes of the largest file that is read."""

FORMATS = {
    ".txt": "text", ".text": "text", "": "text", ".lst": "text", ".asc": "text",
}  # fmt: skip
"""Format by file extension; a file without one, or with one that is not known, is tried as text."""


def read(path: str | os.PathLike[str], *, language: str | None = None, format: str | None = None) -> Document:
    """The document in a file.

    `language` (a code such as zh) and `format` are found out where they are not given. Raises UnreadableInput,
    UnknownEncoding, UnsupportedFormat or UnknownLanguage.
    """
    return read_bytes(load(path), os.fspath(path), language=language, format=format)


def read_bytes(data: bytes, name: str, *, language: str | None = None, format: str | None = None) -> Document:
    """The document in the bytes of a file called `name`; see `read`."""
    format = format or FORMATS.get(Path(name).suffix.lower(), "text")
    if format != "text":
        raise UnsupportedFormat(f"there is no reader for {format!r}", where=name)
    from align.languages import detect, normalize_code, script_of
    from align.readers.decoding import decode
    from align.readers.plain import paragraphs
    from align.undocument.cover import metadata

    text, encoding = decode(data, name)
    found = paragraphs(text)
    code = normalize_code(language) if language else detect(text)
    script = script_of(text) if code == "zh" else None
    return Document(
        text,
        found,
        code,
        path=name,
        format=format,
        encoding=encoding,
        script=script,
        metadata=MappingProxyType(metadata(found, name)),
    )


def read_lines(path: str | os.PathLike[str], language: str | None = None) -> tuple[Segment, ...]:
    """The lines of a file as segments, one a line, as they stand; an empty line is an empty segment.

    `start` and `end` are positions in the decoded text. Only the line end is taken off.
    """
    from align.readers.decoding import decode

    text, _ = decode(load(path), os.fspath(path))
    out: list[Segment] = []
    start = 0
    for n, line in enumerate(text.removesuffix("\n").split("\n")):
        content = line.removesuffix("\r")
        out.append(Segment(content, start, start + len(content), n))
        start += len(line) + 1
    return tuple(out)


def load(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file, `-` for standard input, or an UnreadableInput that says what is wrong with it."""
    if os.fspath(path) == "-":
        import sys

        data = sys.stdin.buffer.read(LIMIT + 1)
    else:
        file = Path(path)
        try:
            if file.is_dir():
                raise UnreadableInput("is a folder", where=path, remedy="name a file, or use: align batch")
            if not file.is_file() and file.exists():
                raise UnreadableInput("is not an ordinary file", where=path)
            if file.stat().st_size > LIMIT:
                raise UnreadableInput(f"is larger than {LIMIT >> 20} MB", where=path, remedy="split it")
            data = file.read_bytes()
        except FileNotFoundError as error:
            raise UnreadableInput("there is no such file", where=path, remedy="check the path") from error
        except PermissionError as error:
            raise UnreadableInput("may not be read", where=path, remedy="give yourself read permission") from error
        except (OSError, ValueError) as error:
            raise UnreadableInput(f"cannot be read: {error}", where=path) from error
    if len(data) > LIMIT:
        raise UnreadableInput(f"is larger than {LIMIT >> 20} MB", where=path, remedy="split it")
    return data
