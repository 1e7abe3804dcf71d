"""A concept as one compact value that the index stores, so that a hit needs no second look-up in the table."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from glossary.types import Concept, Context, Relation, Scores, Term

__all__ = ["LAYOUT", "pack", "unpack"]

_NAMES = {cls: [f.name for f in fields(cls)] for cls in (Concept, Term, Context, Relation, Scores)}
_CONCEPT, _TERM, _CONTEXT, _RELATION, _SCORES = (attrgetter(*names) for names in _NAMES.values())
_NESTED = {"terms": (_TERM, Term), "contexts": (_CONTEXT, Context), "relations": (_RELATION, Relation)}
_DATES = ("created", "modified")

LAYOUT = ";".join(f"{cls.__name__}({','.join(names)})" for cls, names in _NAMES.items())
"""Names the fields in their order: an index whose layout is another one is built anew."""


def pack(concept: Concept) -> bytes:
    """The concept as UTF-8 JSON, fields in the order of `LAYOUT`.

    >>> unpack(pack(Concept("c1", (Term("绿色氢", "zh"),), scores=Scores(0.5)))).scores.total
    0.5
    """
    row: list[Any] = list(_CONCEPT(concept))
    for place, name in enumerate(_NAMES[Concept]):
        if name in _NESTED:
            row[place] = [_NESTED[name][0](value) for value in row[place]]
        elif name in _DATES and row[place] is not None:
            row[place] = row[place].isoformat()
        elif name == "scores":
            row[place] = _SCORES(row[place])
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpack(body: bytes) -> Concept:
    """The concept that `pack` packed."""
    row = json.loads(body.decode("utf-8", "surrogatepass"))
    for place, name in enumerate(_NAMES[Concept]):
        if name in _NESTED:
            row[place] = tuple(_NESTED[name][1](*value) for value in row[place])
        elif name in _DATES and row[place] is not None:
            row[place] = datetime.fromisoformat(row[place])
        elif name == "scores":
            row[place] = Scores(*row[place])
        elif isinstance(row[place], list):
            row[place] = tuple(row[place])
    return Concept(*row)
