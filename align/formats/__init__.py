"""Bitext in and out: one module a format, found by name or by the suffix of the file.

    write(bitext, "report.tmx")            # says what the format could not carry
    for bitext in read("report.tmx"): ...

A format's module is imported when it is used, so that writing a ladder loads no table library and no XML parser.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, Protocol, TypeVar

from align.errors import InvalidOption, UnreadableInput, UnsupportedFormat
from align.files import replacing
from align.formats.rows import Losses
from align.types import Bitext

__all__ = ["FORMATS", "Format", "Losses", "chosen_format", "format_of", "parse", "read", "read_own", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """A bitext format: its name, what it is for, the suffixes of its files, and whether it can be read back."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str
    reads: bool = True


FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("tmx", "TMX 1.4b, translation memory", (".tmx",), "tmx"),
        Format("xliff", "XLIFF 2.0", (".xliff", ".xlf"), "xliff2"),
        Format("xliff12", "XLIFF 1.2", (), "xliff12"),
        Format("tsv", "tab-separated table with a header", (".tsv",), "tsv"),
        Format("csv", "comma-separated table with a header", (".csv",), "csv_table"),
        Format("jsonl", "JSON Lines, one bead a line", (".jsonl", ".ndjson"), "jsonl"),
        Format("html", "a page to look through", (".html", ".htm"), "html", reads=False),
        Format("parquet", "Parquet, one row a bead; keeps everything", (".parquet",), "parquet"),
        Format("ladder", "bead numbers only: [0,1]:[2]", (".ladder",), "ladder", reads=False),
    )
}


_ONLY_READ = Format("po", "gettext messages", (".po", ".pot"), "po")


def format_of(path: str | os.PathLike[str], format: str | None = None) -> Format:
    """The format named, or the one that the suffix of `path` stands for.

    Raises InvalidOption for a name, UnsupportedFormat for a suffix, that no format has.

    >>> format_of("out/report.TMX").name
    'tmx'
    """
    return chosen_format(FORMATS, path, format)


class _HasSuffixes(Protocol):
    @property
    def suffixes(self) -> tuple[str, ...]: ...


F = TypeVar("F", bound=_HasSuffixes)


def chosen_format(formats: Mapping[str, F], path: str | os.PathLike[str], format: str | None) -> F:
    """The format among `formats` that is named, or else the first whose suffixes have that of `path`.

    Raises InvalidOption for a name, UnsupportedFormat for a suffix, that none has.

    >>> chosen_format(FORMATS, "a.TSV", None).name, chosen_format(FORMATS, "a.tsv", "csv").name
    ('tsv', 'csv')
    """
    if format is not None:
        if format not in formats:
            raise InvalidOption(
                "no format {format!r}", remedy="there are: {formats}", format=format, formats=", ".join(formats)
            )
        return formats[format]
    suffix = Path(path).suffix.lower()
    for known in formats.values():
        if suffix in known.suffixes:
            return known
    raise UnsupportedFormat(
        "the suffix {suffix!r} is not that of a known format" if suffix else "no suffix says which format it is",
        where=path,
        remedy="name one with --format: {formats}",
        suffix=suffix,
        formats=", ".join(formats),
    )


def write(
    bitexts: Bitext | Iterable[Bitext],
    path: str | os.PathLike[str] | IO[bytes],
    *,
    format: str | None = None,
    min_confidence: float = 0.0,
) -> Losses:
    """Write one or more bitexts to a file, whole or not at all, and return what did not go in.

    `path` is a path, "-" for standard output (name the format then), or a binary stream. Beads with a confidence
    below `min_confidence` are left out and counted. Raises InvalidOption, UnsupportedFormat, OSError.

    >>> from align.types import Bead, Bitext, Segment
    >>> bitext = Bitext((Segment("你好。"),), (Segment("Hello."),), (Bead((0,), (0,), 0.98),), "zh", "en")
    >>> out = io.BytesIO()
    >>> write(bitext, out, format="ladder").written
    1
    >>> out.getvalue()
    b'[0]:[0]\\n'
    """
    if not 0 <= min_confidence <= 1:
        raise InvalidOption(
            "a confidence is from 0 to 1, not {min_confidence}", where="--min-confidence", min_confidence=min_confidence
        )
    if isinstance(bitexts, Bitext):
        bitexts = (bitexts,)
    if not isinstance(path, str | os.PathLike):
        losses: Losses = _module(format_of("", format)).write(bitexts, path, min_confidence=min_confidence)
        return losses
    writer = _module(format_of(path, format))
    if os.fspath(path) == "-":
        losses = writer.write(bitexts, sys.stdout.buffer, min_confidence=min_confidence)
        sys.stdout.buffer.flush()
        return losses
    with replacing(path) as beside, beside.open("wb") as stream:
        done: Losses = writer.write(bitexts, stream, min_confidence=min_confidence)
        return done


def read(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    src_lang: str | None = None,
    tgt_lang: str | None = None,
) -> Iterator[Bitext]:
    """The bitexts of a file, one after the other; of a folder, those of the Parquet files in it and below.

    `src_lang` and `tgt_lang` (codes such as zh or zh-CN) choose a pair where a file holds several languages, and
    turn the pair round where it is the other way; for a table without languages they name them. A file that does not
    say which document its beads are from comes in parts of at most 20,000 beads. Raises UnreadableInput,
    UnsupportedFormat, and InvalidExchange with the line of the fault.

    >>> import tempfile
    >>> from align.types import Bead, Segment
    >>> file = Path(tempfile.mkdtemp(), "a.tmx")
    >>> bitext = Bitext((Segment("工发组织。"),), (Segment("UNIDO."),), (Bead((0,), (0,)),), "zh", "en")
    >>> _ = write([bitext], file)
    >>> [(src, tgt) for one in read(file) for _, src, tgt in one]
    [(('工发组织。',), ('UNIDO.',))]
    """
    if os.fspath(path) != "-" and Path(path).is_dir() and format in (None, "parquet"):
        files = sorted(file for file in Path(path).rglob("*.parquet") if not file.name.startswith("."))
        if not files:
            raise UnreadableInput("no Parquet files in this folder", where=path)
    else:
        files = [Path(path)]
    for file in files:
        known = _ONLY_READ if format is None and file.suffix.lower() in _ONLY_READ.suffixes else format_of(file, format)
        if not known.reads:
            remedy = "align eval reads ladders" if known.name == "ladder" else "read the bitext that it was made from"
            raise UnsupportedFormat("{name} cannot be read as a bitext", where=path, remedy=remedy, name=known.name)
        yield from _guarded(known.name, file, src_lang, tgt_lang)


def read_own(path: str | os.PathLike[str]) -> Iterator[Bitext]:
    """The bitexts of a Parquet file that this program has written itself: read here, without the limits of `read`."""
    yield from parse("parquet", Path(path), str(path), None, None)


def _guarded(format: str, file: Path, src_lang: str | None, tgt_lang: str | None) -> Iterator[Bitext]:
    """The bitexts of a file from a reading process."""
    from align import sandbox

    content: Path | bytes = file
    if str(file) == "-":
        content = sys.stdin.buffer.read()
        size = len(content)
    else:
        size = file.stat().st_size if file.is_file() else 0
    yield from sandbox.iterate(parse, format, content, str(file), src_lang, tgt_lang, where=file, size=size)


def parse(
    format: str, content: Path | bytes, where: str, src_lang: str | None, tgt_lang: str | None
) -> Iterator[Bitext]:
    """The bitexts of a file, or of the bytes of one, read in this very process: what `read` does within limits."""
    with _opened(content) as stream:
        known = _ONLY_READ if format == _ONLY_READ.name else FORMATS[format]
        yield from _module(known).read(stream, where, src_lang=src_lang, tgt_lang=tgt_lang)


@contextmanager
def _opened(path: Path | bytes) -> Iterator[IO[bytes]]:
    if isinstance(path, bytes):
        yield io.BytesIO(path)
        return
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise UnreadableInput("there is no such file", where=path, code="no_such_file") from error
    except OSError as error:
        raise UnreadableInput("cannot be read: {reason}", where=path, reason=error.strerror) from error
    with stream:
        if not stream.read(1):
            raise UnreadableInput("the file is empty", where=path, remedy="export it again", code="empty")
        stream.seek(0)
        yield stream


def _module(format: Format) -> ModuleType:
    return importlib.import_module(f"align.formats.{format.module}")
