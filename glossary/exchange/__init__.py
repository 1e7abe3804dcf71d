"""Glossaries in and out of the formats of terminology and CAT tools.

`write` and `read` are the ways in and out; a module here knows one format and nothing of the store. Both stream:
no format is held in memory as a whole. What does not fit is counted in `Losses`, never dropped in silence.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING

from glossary.exchange.losses import Losses
from glossary.exchange.table_columns import TableOptions

if TYPE_CHECKING:
    from pathlib import Path

    from glossary.types import Concept

__all__ = ["FORMATS", "READABLE", "Format", "Losses", "TableOptions", "check", "read", "write"]


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
    "xlsx": Format(".xlsx", False, "a workbook for Excel, Trados and memoQ"),
    "omegat": Format(".utf8", True, "an OmegaT glossary"),
    "multiterm": Format(".xml", True, "MultiTerm XML with its termbase definition (.xdt)"),
    "skos": Format(".ttl", True, "SKOS (Turtle)"),
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
    from pathlib import Path

    from align.files import replacing

    check(format, style=style, direction=direction)
    losses = Losses()
    writer = _writer(format, style, direction)
    if hasattr(path, "write"):
        writer(concepts, path, losses)
        return losses
    with replacing(path) as beside, beside.open("wb") as out:
        extra = writer(concepts, out, losses)
        if format == "multiterm":
            from glossary.exchange.multiterm_definition import write_definition

            with replacing(Path(path).with_suffix(".xdt")) as definition, definition.open("wb") as xdt:
                write_definition(extra or (), xdt)
    return losses


def read(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    losses: Losses | None = None,
    languages: tuple[str, str] | None = None,
    table: TableOptions | None = None,
) -> Iterator[Concept]:
    """The entries of a file, one at a time, in its order.

    `format` is one of READABLE, told by the content when it is not given. `languages` are those of the first two
    columns of a table without a header; `table` says more of a table. `losses` counts what the glossary cannot hold and what had to be repaired.
    Raises an AlignError or a GlossaryError, with the line where there is one, when it comes to what cannot be read.

    >>> import tempfile; from pathlib import Path
    >>> file = Path(tempfile.mkdtemp(), "a.csv")
    >>> _ = file.write_text("zh,en\\n工发组织,UNIDO\\n", encoding="utf-8")
    >>> [concept.texts("en") for concept in read(file)]
    [('UNIDO',)]
    """
    from pathlib import Path

    from align import sandbox
    from glossary.errors import UnsupportedFormat
    from glossary.exchange.format_detection import format_of

    file = Path(path)
    size = file.stat().st_size if file.is_file() else 0
    found = sandbox.call(format_of, file, where=file, size=size) if format is None else _READ_AS.get(format, format)
    if found not in READABLE:
        raise UnsupportedFormat(
            "no format {format!r} to read", remedy="choose from {formats}", format=format, formats=", ".join(READABLE)
        )
    losses = losses if losses is not None else Losses()
    losses.dialect = found if found in FORMATS else ""
    return _guarded(found, file, losses, table or TableOptions(languages), size)


MOST_TERMS = 1000
"""Terms of the largest entry that is read: no concept has so many, and merging takes the square of their number."""
_AT_ONCE = 200
"""Entries that come from the reading process together."""


def _guarded(format: str, path: Path, losses: Losses, options: TableOptions, size: int) -> Iterator[Concept]:
    """The entries from a reading process; `losses` tells of all entries up to those that were handed out last."""
    from align import sandbox

    before = dataclasses.replace(losses, lost=losses.lost.copy())
    for entries, state in sandbox.iterate(parse, format, path, losses.dialect, options, where=path, size=size):
        losses.follow(before, state)
        yield from entries


def parse(format: str, path: Path, dialect: str, options: TableOptions) -> Iterator[tuple[list[Concept], Losses]]:
    """The entries of a file in groups, each with the losses so far; read in this very process, without limits."""
    losses = Losses(dialect=dialect)
    group: list[Concept] = []
    try:
        for concept in _reader(format, path, losses, options):
            if len(concept.terms) > MOST_TERMS:
                losses.entries -= 1
                losses.add(f"entry of more than {MOST_TERMS:,} terms")
                continue
            group.append(concept)
            if len(group) >= _AT_ONCE:
                yield group, losses.news()
                group = []
    except Exception:
        yield group, losses.news()  # what stands before the fault is read
        raise
    yield group, losses.news()


READABLE = ("tbx", "csv", "xlsx", "omegat", "multiterm", "tmx", "skos", "json", "parquet")
"""The formats that `read` knows; tbx is every version and dialect, csv every table of text."""

_READ_AS = {"tbx2": "tbx", "tbx-min": "tbx", "tsv": "csv", "jsonl": "json"}


def _reader(format: str, path: Path, losses: Losses, options: TableOptions) -> Iterator[Concept]:
    if format == "tbx":
        from glossary.exchange.tbx_reading import read_tbx

        return read_tbx(path, losses)
    if format in ("csv", "omegat"):
        from glossary.exchange.csv import read_csv

        omegat = format == "omegat"
        return read_csv(path, losses, options=options, header=False if omegat else None, literal=omegat)
    if format == "xlsx":
        from glossary.exchange.xlsx import read_xlsx

        return read_xlsx(path, losses, options=options)
    if format == "multiterm":
        from glossary.exchange.multiterm_reading import read_multiterm

        return read_multiterm(path, losses)
    if format == "tmx":
        from glossary.exchange.tmx import read_tmx

        return read_tmx(path, losses)
    if format == "skos":
        from glossary.exchange.skos import read_skos

        return read_skos(path, losses)
    if format == "json":
        from glossary.exchange.json import read_json

        return read_json(path, losses)
    from glossary.exchange.parquet import read_parquet

    return read_parquet(path, losses)


def check(format: str, *, style: str = "dca", direction: tuple[str, str] = ("zh", "en")) -> None:
    """Raise UnsupportedFormat or InvalidOption where `write` would not take these."""
    from glossary.errors import InvalidOption, UnsupportedFormat

    if format not in FORMATS:
        raise UnsupportedFormat(
            "no format {format!r}", remedy="choose from {formats}", format=format, formats=", ".join(FORMATS)
        )
    if style not in STYLES:
        raise InvalidOption("no style {style!r}", remedy="choose dca or dct", style=style)
    if style != "dca" and format not in ("tbx", "tbx-min"):
        raise InvalidOption(
            "style {style} is of TBX 3 only, not of {format}", remedy="leave --style out", style=style, format=format
        )
    if len(set(direction)) != 2:
        raise InvalidOption("source and target are one language", remedy="name two languages")


def _writer(format: str, style: str, direction: tuple[str, str]) -> Callable[..., list[str] | None]:
    """A function of the entries, an open file and the losses; that of MultiTerm gives the languages."""
    if format.startswith("tbx"):
        from glossary.exchange.tbx import write_tbx

        dialect = {"tbx": "basic", "tbx-min": "min", "tbx2": "v2"}[format]
        return partial(write_tbx, dialect=dialect, style=style)
    if format == "csv":
        from glossary.exchange.csv import write_csv

        return write_csv
    if format == "xlsx":
        from glossary.exchange.xlsx import write_xlsx

        return write_xlsx
    if format == "omegat":
        from glossary.exchange.omegat import write_omegat

        return partial(write_omegat, direction=direction)
    if format == "multiterm":
        from glossary.exchange.multiterm import write_multiterm

        return write_multiterm
    if format == "skos":
        from glossary.exchange.skos import write_skos

        return write_skos
    if format == "json":
        from glossary.exchange.json import write_json

        return write_json
    from glossary.exchange.parquet import write_parquet

    return write_parquet
