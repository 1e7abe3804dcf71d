"""JSON, without loss: `{"format": "duizhao glossary", "version": 1, "concepts": [ ... ]}`, one entry a line.

An entry is an object whose keys are the fields of `glossary.types.Concept`; null and empty values are left out, and
times are ISO 8601 in UTC. JSON Lines (one entry a line, nothing around) is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from glossary.exchange.losses import Losses
from glossary.exchange.plain import plain, sound
from glossary.types import Concept

__all__ = ["write_json"]

_HEAD = '{"format": "duizhao glossary", "version": 1, "concepts": [\n'


def write_json(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> None:
    """Write the entries, one a line."""
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
