"""Finds the documents of a batch: those in folders and archives, and the pairs that a manifest names."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from align.batch.file_names import is_document
from align.batch.sources import Source
from align.errors import AlignError, InvalidExchange, Message, UnreadableInput
from align.files import readable

__all__ = ["Discovered", "Listed", "find", "is_manifest"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A pair that a manifest names; languages and symbol where it says them."""

    src: Source
    tgt: Source
    src_lang: str | None = None
    tgt_lang: str | None = None
    symbol: str | None = None


@dataclass(slots=True)
class Discovered:
    """The documents of a batch's inputs, and what was passed over or cannot be read."""

    documents: list[Source] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    passed_over: int = 0
    """Files that are not read as documents: hidden ones, read-me files, gold files, and those of `unread`."""
    unread: list[tuple[str, str]] = field(default_factory=list)
    """Files of a kind that is not read here: name and reason."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Archives that cannot be read: name and reason."""
    ocr: bool = False
    """Whether pictures are read."""


def find(
    inputs: Iterable[str | os.PathLike[str] | Listed],
    *,
    but: str | os.PathLike[str] | None = None,
    ocr: bool = False,
) -> Discovered:
    """The documents among `inputs`: files, folders, .zip archives, manifests (.csv, .toml), and pairs that are named.

    A folder is looked through with all below it, except `but`, the folder of the results. Pictures are
    documents where `ocr` reads them. Raises UnreadableInput where an input is not there, InvalidExchange where a manifest is broken.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("a.zh.txt", "a.en.txt", "README.md"): _ = (folder / name).write_text("text", encoding="utf-8")
    >>> found = find([folder])
    >>> sorted(source.name for source in found.documents), found.passed_over
    (['a.en.txt', 'a.zh.txt'], 1)
    """
    found = Discovered(ocr=ocr)
    seen: set[tuple[str, str | None]] = set()
    for given in inputs:
        if isinstance(given, Listed):
            found.listed.append(given)
            continue
        path = Path(given)
        if not _exists(path):
            raise UnreadableInput(
                "there is no such file or folder", where=path, remedy="check the path", code="no_such_file"
            )
        if is_manifest(path):
            found.listed += _manifest(path)
            continue
        for source in _sources(path, None if but is None else Path(but).resolve(), found):
            if (source.path, source.member) not in seen:
                seen.add((source.path, source.member))
                found.documents.append(source)
    found.documents.sort()
    return found


def is_manifest(path: Path) -> bool:
    """Whether a file is a manifest: a TOML, or a CSV that names documents and holds no sentences."""
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".toml") or not path.is_file():
        return False
    if suffix == ".toml":
        return True
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        header, first = stream.readline(1 << 16), stream.readline(1 << 16)
    names = [name.strip().strip('"').lower() for name in header.split(",")]
    if not {"src", "tgt"} <= set(names):
        # With two languages in its header it is a table of sentences; without, a manifest with a fault.
        return sum(bool(re.fullmatch(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", name)) for name in names) != 2
    cells = next(csv.reader([first]), [])
    value = cells[names.index("src")].strip() if len(cells) > names.index("src") else ""
    return not value or bool(re.search(r"\.\w{1,8}$", value)) or (path.parent / value).exists()


def _sources(path: Path, but: Path | None, found: Discovered) -> Iterator[Source]:
    if path.is_dir():
        for root, folders, files in os.walk(path):
            here = Path(root)
            folders[:] = sorted(
                name for name in folders if not name.startswith((".", "_")) and (here / name).resolve() != but
            )
            for name in sorted(files):
                yield from _file(here / name, readable((here / name).relative_to(path).as_posix()), found)
    else:
        yield from _file(path, readable(path.name), found, named=True)


def _file(path: Path, name: str, found: Discovered, *, named: bool = False) -> Iterator[Source]:
    if path.suffix.lower() == ".zip":
        from align.batch.sources import members

        try:
            inside = members(path)
        except AlignError as error:
            found.faults.append((name, str(error)))
            return
        for member in inside:
            if _is_wanted(member, f"{name}/{member}", found):
                yield Source(f"{name}/{member}", str(path.absolute()), member)
    elif (named and path.suffix.lower() in _suffixes()) or _is_wanted(name, name, found):
        yield Source(name, str(path.absolute()))


def _is_wanted(name: str, shown: str, found: Discovered) -> bool:
    """Whether a file is a document to be aligned; others are counted, or named with the reason."""
    suffix = PurePosixPath(name).suffix.lower()
    if not is_document(name, frozenset({suffix})):
        found.passed_over += 1
        return False
    if suffix in _suffixes():
        from align.readers import FORMATS
        from align.readers.segment_pairs import SEGMENT_PAIRS

        kind = FORMATS.get(suffix)
        if kind not in SEGMENT_PAIRS and (kind != "picture" or found.ocr):
            return True
        reason = (
            Message("is a picture; --ocr reads the text that is on it")
            if kind == "picture"
            else Message(
                "holds segments with their translations already; name it alone to take it in, or use: glossary build"
            )
        )
    elif suffix:
        reason = Message("{suffix} is no kind of document that is read", suffix=suffix)
    else:
        reason = Message("its name has no suffix that tells its kind")
    found.passed_over += 1
    found.unread.append((shown, reason))
    return False


def _suffixes() -> frozenset[str]:
    from align.readers import FORMATS

    return frozenset({*FORMATS, ".xml"})


_LARGEST_MANIFEST = 32 << 20
"""Bytes; a pair takes about a hundred."""


def _manifest(path: Path) -> Iterator[Listed]:
    if path.stat().st_size > _LARGEST_MANIFEST:
        raise InvalidExchange(
            "is larger than {megabytes} MB", where=path, remedy="split it", megabytes=_LARGEST_MANIFEST >> 20
        )
    rows = _toml(path) if path.suffix.lower() == ".toml" else _csv(path)
    for line, row in rows:
        values = {str(key).strip().lower(): value for key, value in row.items() if key}
        sides = []
        for side in ("src", "tgt"):
            value = values.get(side)
            if not isinstance(value, str) or not value.strip():
                remedy = "give each document src and tgt, paths beside the manifest"
                raise InvalidExchange("no {side}", where=path, line=line, remedy=remedy, side=side)
            file = path.parent / value.strip()
            if not _is_file(file):
                raise InvalidExchange("there is no file {name}", where=path, line=line, name=_short(value))
            sides.append(Source(PurePosixPath(value.strip().replace("\\", "/")).as_posix(), str(file.absolute())))
        texts = [
            str(values[key]).strip() or None if values.get(key) else None for key in ("src_lang", "tgt_lang", "symbol")
        ]
        yield Listed(sides[0], sides[1], *texts)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or that no file can have
        return False


def _short(value: str) -> str:
    return " ".join(value.split())[:200]


def _csv(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream, strict=True)
            if not {"src", "tgt"} <= {(name or "").strip().lower() for name in table.fieldnames or ()}:
                remedy = "name its columns src,tgt and, if you like, src_lang,tgt_lang,symbol"
                raise InvalidExchange("the header names no src and tgt", where=path, line=1, remedy=remedy)
            for row in table:
                yield table.line_num, row
    except UnicodeDecodeError as error:
        raise InvalidExchange("not UTF-8", where=path, remedy="save it as CSV UTF-8") from error
    except csv.Error as error:
        raise InvalidExchange("not a table: {reason}", where=path, reason=error) from error


def _toml(path: Path) -> Iterator[tuple[int | None, dict[str, Any]]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError) as error:
        raise InvalidExchange("not TOML: {reason}", where=path, reason=_short(str(error))) from error
    except RecursionError as error:
        raise InvalidExchange("not TOML: {reason}", where=path, reason=Message("is nested too deeply")) from error
    rows = content.get("document")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        remedy = 'write one [[document]] with src = "…" and tgt = "…" for each pair'
        raise InvalidExchange("names no documents", where=path, remedy=remedy)
    yield from ((None, row) for row in rows)
