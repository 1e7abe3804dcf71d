"""An entry as plain lists and mappings, without loss: the shape of JSON and of Parquet.

The keys are the names of the fields in `glossary.types`; times are ISO 8601 in UTC.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar, get_args

from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import parse_stamp
from glossary.types import AdministrativeStatus, Concept, Context, Relation, ReviewStatus, Scores, Term, TermType

__all__ = ["concept_from", "plain", "sound"]

_SURROGATE = re.compile("[\ud800-\udfff]")

Part = TypeVar("Part", Term, Context, Relation, Scores)

_CHOICES: dict[tuple[type, str], tuple[object, ...]] = {
    (Term, "type"): get_args(TermType),
    (Term, "status"): (None, *get_args(AdministrativeStatus)),
    (Relation, "type"): ("broader", "narrower", "related", "conflict"),
}


def plain(concept: Concept) -> dict[str, Any]:
    """The entry as a mapping; terms, contexts and relations are lists of mappings, scores is a mapping.

    >>> plain(Concept("c1", (Term("UNIDO", "en"),)))["terms"][0]["text"]
    'UNIDO'
    """
    entry = {field.name: getattr(concept, field.name) for field in fields(Concept)}
    for name in ("terms", "contexts", "relations"):
        entry[name] = [_mapping(part) for part in entry[name]]
    entry["scores"] = _mapping(concept.scores)
    entry["notes"], entry["documents"] = list(concept.notes), list(concept.documents)
    for name in ("created", "modified"):
        if entry[name] is not None and entry[name].tzinfo is None:
            entry[name] = entry[name].replace(tzinfo=UTC)
    return entry


def concept_from(entry: object) -> Concept:
    """The entry that `plain` took apart; keys that are missing or null have their default.

    Raises ValueError, saying which key, where a value is not of its type or an entry has no id or term.

    >>> concept_from({"id": "c1", "terms": [{"text": "UNIDO", "language": "en"}]}).texts("en")
    ('UNIDO',)
    """
    values = _checked(entry, Concept, "entry")
    values["terms"] = _parts(values, "terms", Term)
    values["contexts"] = _parts(values, "contexts", Context)
    values["relations"] = _parts(values, "relations", Relation)
    if values.get("scores") is not None:
        values["scores"] = _part(values["scores"], Scores, "scores")
    for name in ("notes", "documents"):
        texts = values.get(name) or []
        if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
            raise ValueError(f"{name} is no list of texts")
        values[name] = tuple(texts)
    for name in ("created", "modified"):
        if values.get(name) is not None:
            values[name] = _moment(values[name], name)
    _require(values, "id", str, "entry")
    if not values["terms"]:
        raise ValueError(f"entry {values['id'][:40]!r} has no terms")
    for name in ("subject", "definition", "created_by", "modified_by"):
        if values.get(name) is not None:
            _require(values, name, str, "entry")
    if values.get("status", "proposed") not in get_args(ReviewStatus):
        raise ValueError(f"status is {values['status']!r}, not one of {', '.join(get_args(ReviewStatus))}")
    frequency = values.get("frequency", 0)
    if not isinstance(frequency, int) or isinstance(frequency, bool) or not 0 <= frequency < 2**63:
        raise ValueError("frequency is no count")
    return Concept(**values)


def sound(value: Any, losses: Losses) -> Any:
    """A plain value whose texts can be encoded: halves of surrogate pairs are taken out and counted.

    >>> sound({"text": "a\\ud800"}, Losses())
    {'text': 'a'}
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        kept, count = _SURROGATE.subn("", value)
        losses.add("half of a surrogate pair", count)
        return kept
    if isinstance(value, dict):
        return {key: sound(item, losses) for key, item in value.items()}
    if isinstance(value, list):
        return [sound(item, losses) for item in value]
    return value


def _mapping(part: object) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}  # type: ignore[arg-type]


def _checked(entry: object, kind: type, place: str) -> dict[str, Any]:
    if not isinstance(entry, Mapping):
        raise ValueError(f"{place} is no object")
    known = {field.name for field in fields(kind)}
    unknown = sorted(str(key) for key in entry if key not in known)
    if unknown:
        raise ValueError(f"{place} has an unknown key {unknown[0][:40]!r}")
    return {key: value for key, value in entry.items() if value is not None}


def _parts(values: dict[str, Any], name: str, kind: type[Part]) -> tuple[Part, ...]:
    parts = values.get(name) or []
    if not isinstance(parts, list | tuple):
        raise ValueError(f"{name} is no list")
    return tuple(_part(part, kind, f"{name}[{number}]") for number, part in enumerate(parts))


def _part(entry: object, kind: type[Part], place: str) -> Part:
    values = _checked(entry, kind, place)
    for field in fields(kind):
        if "float" in str(field.type) and field.name in values:
            if not isinstance(values[field.name], int | float) or isinstance(values[field.name], bool):
                raise ValueError(f"{place}.{field.name} is no number")
            values[field.name] = float(values[field.name])
            if not math.isfinite(values[field.name]):
                raise ValueError(f"{place}.{field.name} is no number")
        elif "int" in str(field.type) and field.name in values:
            if not isinstance(values[field.name], int) or isinstance(values[field.name], bool):
                raise ValueError(f"{place}.{field.name} is no number")
            if not 0 <= values[field.name] < 2**31:
                raise ValueError(f"{place}.{field.name} is {str(values[field.name])[:20]}, out of range")
        elif field.name in values and not isinstance(values[field.name], str):
            raise ValueError(f"{place}.{field.name} is no text")
        choices = _CHOICES.get((kind, field.name))
        if choices and field.name in values and values[field.name] not in choices:
            raise ValueError(f"{place}.{field.name} is {values[field.name][:40]!r}, which is unknown")
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"{place}: {str(error).rpartition('__init__() ')[2]}") from error


def _require(values: dict[str, Any], name: str, kind: type, place: str) -> None:
    if not isinstance(values.get(name), kind):
        raise ValueError(f"{place} has no {name}, or not as text")


def _moment(value: object, name: str) -> datetime:
    moment = value if isinstance(value, datetime) else parse_stamp(value) if isinstance(value, str) else None
    if moment is None:
        raise ValueError(f"{name} is no date and time")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
