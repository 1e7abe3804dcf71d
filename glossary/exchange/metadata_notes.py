"""What the glossary knows of an entry and the exchange formats have no place for, as one line of text.

A format with notes carries it in a note: `duizhao: status approved; frequency 12; score 0.9; document GC.20/CRP.4`.
People can read it, and an import takes it apart again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

from glossary.types import Concept, Context, Relation, ReviewStatus, Scores

__all__ = [
    "MARK",
    "RELATIONS",
    "facts_of",
    "fraction",
    "join",
    "parse_stamp",
    "source_of",
    "split",
    "stamp",
    "with_facts",
]

MARK = "duizhao: "
"""How a line of facts begins."""

_STATUSES = get_args(ReviewStatus)
RELATIONS = ("broader", "narrower", "related", "conflict")


def join(pairs: Iterable[tuple[str, object]]) -> str:
    r"""A line of facts; a semicolon or a backslash within a value is escaped.

    >>> join([("status", "approved"), ("document", "a; b")])
    'duizhao: status approved; document a\\; b'
    """
    return MARK + "; ".join(f"{key} {_escape(str(value))}" for key, value in pairs)


def split(line: str) -> list[tuple[str, str]]:
    r"""The facts of a line that `join` wrote; an empty list for any other line.

    >>> split('duizhao: status approved; document a\\; b')
    [('status', 'approved'), ('document', 'a; b')]
    >>> split("see the duizhao: manual")
    []
    """
    if not line.startswith(MARK):
        return []
    pairs = []
    for piece in _pieces(line[len(MARK) :]):
        key, found, value = piece.partition(" ")
        if not found or not key.isalpha():
            return []
        pairs.append((key, value))
    return pairs


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;")


def _pieces(text: str) -> list[str]:
    if "\\" not in text:
        return text.split("; ")
    pieces, now, position = [], "", 0
    while position < len(text):
        letter = text[position]
        if letter == "\\" and position + 1 < len(text):
            now += text[position + 1]
            position += 2
        elif letter == ";":
            pieces.append(now)
            now = ""
            position += 2  # the space after it
        else:
            now += letter
            position += 1
    return [*pieces, now]


def facts_of(
    concept: Concept, *, relations: Iterable[Relation] = (), identifier: bool = False
) -> list[tuple[str, str]]:
    """Review status, counts, scores and documents of an entry as pairs of names and texts, what is not known left out.

    >>> from glossary.types import Term
    >>> facts_of(Concept("c1", (Term("UNIDO", "en"),), frequency=3), identifier=True)
    [('id', 'c1'), ('status', 'proposed'), ('frequency', '3')]
    """
    pairs: list[tuple[str, Any]] = [("id", concept.id)] if identifier else []
    pairs.append(("status", concept.status))
    if concept.frequency:
        pairs.append(("frequency", concept.frequency))
    if concept.scores != Scores():
        scores = concept.scores
        pairs += [("score", scores.total), ("termhood", scores.termhood)]
        pairs += [("pairing", scores.pairing), ("evidence", scores.evidence)]
    pairs += [("document", document) for document in concept.documents]
    pairs += [(relation.type, relation.target) for relation in relations]
    return [(key, repr(value) if isinstance(value, float) else str(value)) for key, value in pairs]


def with_facts(concept: Concept, pairs: Iterable[tuple[str, str]]) -> Concept:
    """The entry with the facts set; one that makes no sense is passed over.

    >>> from glossary.types import Term
    >>> with_facts(Concept("c1", (Term("UNIDO", "en"),)), [("status", "approved"), ("score", "0.5")]).scores.total
    0.5
    """
    scores: dict[str, float] = {}
    documents, relations = list(concept.documents), list(concept.relations)
    changes: dict[str, Any] = {}
    for key, value in pairs:
        if key == "id":
            changes["id"] = value
        elif key == "status" and value in _STATUSES:
            changes["status"] = value
        elif key == "frequency" and value.isascii() and value.isdigit():
            changes["frequency"] = int(value[:18])
        elif key in ("score", "termhood", "pairing", "evidence"):
            number = fraction(value)
            if number is not None:
                scores["total" if key == "score" else key] = number
        elif key == "document":
            documents.append(value)
        elif key in RELATIONS:
            relations.append(Relation(key, value))  # type: ignore[arg-type]
    if scores:
        changes["scores"] = Scores(**scores)
    return replace(concept, documents=tuple(documents), relations=tuple(relations), **changes)


def fraction(text: str) -> float | None:
    """A number from a file, where it is one and not infinite; otherwise None.

    >>> fraction("0,5"), fraction("nan"), fraction("x")
    (0.5, None, None)
    """
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e300 else None


def source_of(context: Context) -> str:
    """Document and paragraph of a context as one reads them in print.

    >>> source_of(Context("", "", document="GC.20/CRP.4", paragraph="12"))
    'GC.20/CRP.4, para. 12'
    """
    if context.paragraph or ", para. " in context.document:
        return f"{context.document}, para. {context.paragraph}"
    return context.document


def stamp(moment: datetime | None) -> str | None:
    """A moment as `xs:dateTime` in UTC, as `xs:date` at midnight; a moment without a zone is taken as UTC.

    >>> stamp(datetime(2026, 11, 23, 9, 30)), stamp(datetime(2026, 11, 23)), stamp(None)
    ('2026-11-23T09:30:00Z', '2026-11-23', None)
    """
    if moment is None:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    plain = moment.replace(tzinfo=None)
    if plain == plain.replace(hour=0, minute=0, second=0, microsecond=0):
        return plain.date().isoformat()
    return plain.isoformat() + "Z"


def parse_stamp(text: str) -> datetime | None:
    """The moment, in UTC, that a date or a date and time of ISO 8601 names; None where the text is neither.

    >>> parse_stamp("2010-04-17"), parse_stamp("last year")
    (datetime.datetime(2010, 4, 17, 0, 0, tzinfo=datetime.timezone.utc), None)
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
