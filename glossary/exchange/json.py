"""JSON, without loss: `{"format": "duizhao glossary", "version": 1, "concepts": [ ... ]}`, one entry a line.

An entry is an object whose keys are the fields of `glossary.types.Concept`; null and empty values are left out, and
times are ISO 8601 in UTC. JSON Lines (one entry a line, nothing around) is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from glossary.errors import InvalidExchange
from glossary.exchange.losses import Losses
from glossary.exchange.records import concept_from, plain, sound
from glossary.types import Concept

__all__ = ["read_json", "write_json"]

_LINE = 1 << 25
"""Longest line that is read, in characters."""

_WHOLE = 1 << 28
"""Largest file that is read at once, in bytes."""

_HEAD = '{"format": "duizhao glossary", "version": 1, "concepts": [\n'


def write_json(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> None:
    """Write the entries as JSON, one a line; equal entries give equal bytes.

    >>> import io; from glossary.types import Term
    >>> out = io.BytesIO(); write_json([Concept("c1", (Term("UNIDO", "en"),))], out, Losses())
    >>> json.loads(out.getvalue())["concepts"][0]["id"]
    'c1'
    """
    out.write(_HEAD.encode())
    for concept in concepts:
        out.write((",\n" if losses.entries else "").encode() + _line(concept, losses).encode())
        losses.entries += 1
    out.write(b"\n]}\n" if losses.entries else b"]}\n")


def _line(concept: Concept, losses: Losses) -> str:
    return json.dumps(_short(sound(plain(concept), losses)), ensure_ascii=False, default=_iso, allow_nan=False)


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items() if item is not None and item != [] and item != {}}
    if isinstance(value, list):
        return [_short(item) for item in value]
    return value


def _iso(moment: object) -> str:
    if not isinstance(moment, datetime):
        raise TypeError(f"{type(moment)} is no moment")
    return moment.isoformat()


def read_json(path: Path, losses: Losses) -> Iterator[Concept]:
    """The entries of a file that `write_json` wrote, or of JSON Lines, a line at a time; of any other JSON at once.

    Raises InvalidExchange with the line where it is no JSON or no entry.
    """
    with path.open(encoding="utf-8-sig") as lines:
        try:
            first = lines.readline(_LINE)
            if first.strip() == _HEAD.strip() or _entry_line(first):
                if first.strip() != _HEAD.strip():
                    lines.seek(0)
                yield from _by_line(lines, 0 if _entry_line(first) else 1, path, losses)
                return
        except UnicodeDecodeError as error:
            raise InvalidExchange("its bytes are no UTF-8 text", where=path, remedy="save it as UTF-8") from error
    if path.stat().st_size > _WHOLE:
        raise InvalidExchange("is too large to be read at once", where=path, remedy="write one entry a line")
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidExchange(
            "is no JSON: {reason}", where=path, line=getattr(error, "lineno", None), reason=error
        ) from error
    entries = document.get("concepts") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise InvalidExchange("holds no list of concepts", where=path, remedy="see docs/exchange.md")
    for number, entry in enumerate(entries, 1):
        try:
            concept = concept_from(_mended(entry, losses, f"concept {number}"))
        except ValueError as error:
            raise InvalidExchange("concept {number}: {reason}", where=path, number=number, reason=error) from error
        losses.entries += 1
        yield concept


def _by_line(lines: IO[str], start: int, path: Path, losses: Losses) -> Iterator[Concept]:
    number = start
    while line := lines.readline(_LINE):
        number += 1
        text = line.strip().removesuffix(",")
        if not text or text == "]}":
            continue
        try:
            concept = concept_from(_mended(json.loads(text), losses, "an entry", number))
        except (ValueError, RecursionError) as error:
            raise InvalidExchange("{reason}", where=path, line=number, reason=error) from error
        losses.entries += 1
        yield concept


def _mended(entry: Any, losses: Losses, which: str, line: int | None = None) -> Any:
    """The entry without halves of surrogate pairs; a text of which a character is lost is a fault, and named."""
    before = losses.lost.total()
    whole = sound(entry, losses)
    if losses.lost.total() > before:
        losses.fault(f"{which} holds halves of characters (surrogates); they were taken out", line)
    return whole


def _entry_line(line: str) -> bool:
    """Whether a line is an entry by itself."""
    try:
        return isinstance(entry := json.loads(line), dict) and "terms" in entry
    except (ValueError, RecursionError):
        return False
