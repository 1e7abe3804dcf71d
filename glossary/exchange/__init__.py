"""Glossaries in and out of the formats of terminology and CAT tools.

`write` and `read` are the ways in and out; a module here knows one format and nothing of the store. Both stream:
no format is held in memory as a whole. What does not fit is counted in `Losses`, never dropped in silence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from glossary.exchange.losses import Losses

if TYPE_CHECKING:
    from glossary.types import Concept

__all__ = ["FORMATS", "Format", "Losses", "check", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its usual suffix, whether it is text, and what it is for, in a line."""

    suffix: str
    text: bool
    purpose: str


FORMATS = {
    "tbx": Format(".tbx", True, "TBX-Basic 3 (ISO 30042:2019)"),
    "tbx-min": Format(".tbx", True, "TBX-Min 3"),
    "tbx2": Format(".tbx", True, "TBX 2 (martif), as OmegaT and older tools read it"),
    "csv": Format(".csv", True, "a table for people and spreadsheets"),
    "json": Format(".json", True, "everything, for programs"),
    "parquet": Format(".parquet", False, "everything, for data tools"),
}
"""The formats that `write` knows, by the name that `--to` takes."""

STYLES = ("dca", "dct")


def write(
    concepts: Iterable[Concept],
    path: str | os.PathLike[str] | IO[bytes],
    *,
    format: str,
    style: str = "dca",
    direction: tuple[str, str] = ("zh", "en"),
) -> Losses:
    """Write entries to a file, whole or not at all, and tell what the format could not hold.

    `style` is for TBX 3: `dca` or `dct`. `direction` is for formats of two columns: source and target language. An
    open binary file is written to as it is. The same entries give the same bytes. Raises UnsupportedFormat and
    InvalidOption before anything is opened.

    >>> import tempfile; from pathlib import Path; from glossary.types import Concept, Term
    >>> file = Path(tempfile.mkdtemp(), "a.csv")
    >>> print(write([Concept("c1", (Term("UNIDO", "en", type="acronym"),))], file, format="csv"))
    lost: 1 term type
    """
    from align.files import replacing

    check(format, style=style, direction=direction)
    losses = Losses()
    writer = _writer(format, style, direction)
    if hasattr(path, "write"):
        writer(concepts, path, losses)  # type: ignore[arg-type]
        return losses
    with replacing(path) as beside, beside.open("wb") as out:
        writer(concepts, out, losses)
    return losses


def check(format: str, *, style: str = "dca", direction: tuple[str, str] = ("zh", "en")) -> None:
    """Raise UnsupportedFormat or InvalidOption where `write` would not take these."""
    from glossary.errors import InvalidOption, UnsupportedFormat

    if format not in FORMATS:
        raise UnsupportedFormat(f"no format {format!r}", remedy=f"choose from {', '.join(FORMATS)}")
    if style not in STYLES:
        raise InvalidOption(f"no style {style!r}", remedy="choose dca or dct")
    if style != "dca" and format not in ("tbx", "tbx-min"):
        raise InvalidOption(f"style {style} is of TBX 3 only, not of {format}", remedy="leave --style out")
    if len(set(direction)) != 2:
        raise InvalidOption("source and target are one language", remedy="name two languages")


def _writer(
    format: str, style: str, direction: tuple[str, str]
) -> Callable[[Iterable[Concept], IO[bytes], Losses], None]:
    if format.startswith("tbx"):
        from functools import partial

        from glossary.exchange.tbx import write_tbx

        return partial(write_tbx, dialect={"tbx": "basic", "tbx-min": "min", "tbx2": "v2"}[format], style=style)
    if format == "csv":
        from glossary.exchange.csv import write_csv

        return write_csv
    if format == "json":
        from glossary.exchange.json import write_json

        return write_json
    from glossary.exchange.parquet import write_parquet

    return write_parquet
