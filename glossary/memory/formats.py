"""The formats in which a pretranslation is written, one module each."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass

from align.files import replacing
from align.formats import chosen_format
from align.formats.rows import Losses
from glossary.memory.types import Pretranslation

__all__ = ["FORMATS", "Format", "format_of", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the suffixes of its files (the first is given to files that we name), its module."""

    name: str
    suffixes: tuple[str, ...]
    module: str


FORMATS = {
    one.name: one
    for one in (
        Format("xliff", (".xlf", ".xliff"), "xliff2"),
        Format("xliff12", (".xlf",), "xliff12"),
        Format("tmx", (".tmx",), "tmx"),
        Format("docx", (".docx",), "docx"),
        Format("html", (".html", ".htm"), "html"),
    )
}


def format_of(path: str | os.PathLike[str], format: str | None = None) -> Format:
    """The format named, or the one that the suffix stands for. Raises InvalidOption, UnsupportedFormat.

    >>> format_of("out.tmx").name, format_of("out.xlf", "xliff12").name
    ('tmx', 'xliff12')
    """
    return chosen_format(FORMATS, path, format)


def write(made: Pretranslation, path: str | os.PathLike[str], *, format: str | None = None) -> Losses:
    """Write a pretranslation to a file, whole or not at all; - is standard output. What could not go in comes back."""
    module = importlib.import_module(f"glossary.memory.{format_of(path, format).module}")
    if os.fspath(path) == "-":
        losses: Losses = module.write(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return losses
    with replacing(path) as beside, beside.open("wb") as stream:
        written: Losses = module.write(made, stream)
        return written
