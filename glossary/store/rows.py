"""Concepts as rows of the glossary's table, and as the JSON of its change records.

This is version 1 of the schema. Only types that every reader of Delta and Parquet knows: strings, integers, floats,
booleans, timestamps in UTC, lists and structs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from glossary.folding import fold
from glossary.hashing import hash_of
from glossary.types import CUT, Concept, Context, Relation, Scores, Term

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "SCHEMA_VERSION",
    "below_cut",
    "concept_of",
    "dump",
    "frame_of",
    "has_subject",
    "load",
    "pair_keys",
    "row_of",
    "schema",
]

SCHEMA_VERSION = 1

Row = dict[str, Any]


def below_cut() -> pl.Expr:
    """Whether a row of the table is a candidate (see `Concept.is_candidate`).

    >>> import polars as pl
    >>> frame = pl.DataFrame({"status": ["proposed", "approved"], "scores": [{"total": 0.006}, {"total": 0.006}]})
    >>> frame.select(below_cut()).to_series().to_list()
    [True, False]
    """
    import polars as pl

    total = pl.col("scores").struct.field("total").fill_null(0.0)
    return (pl.col("status") == "proposed") & (total > 0.0) & (total < CUT)


def has_subject(subject: str) -> pl.Expr:
    """Whether a row of the table is of a subject field; case does not matter.

    >>> import polars as pl
    >>> pl.DataFrame({"subject": ["Energy", None]}).select(has_subject("energy")).to_series().to_list()
    [True, None]
    """
    import polars as pl

    return pl.col("subject").str.to_lowercase() == subject.lower()


_TERM = tuple(field.name for field in fields(Term))
_CONTEXT = tuple(field.name for field in fields(Context))
_SCORES = tuple(field.name for field in fields(Scores))
_of_term, _of_context = attrgetter(*_TERM), attrgetter(*_CONTEXT)  # quicker than one field after the other


@lru_cache(maxsize=1)
def schema() -> pl.Schema:
    """Columns of the glossary's table.

    Beyond what a Concept holds: `evidence` (beads that show the concept, by document; `frequency` is their sum),
    `curated` (a person has changed the entry, so extraction leaves its terms alone) and `pairs` (hashes of its
    folded term pairs, by which an entry is found again).
    """
    import polars as pl

    text, texts = pl.String(), pl.List(pl.String())
    stamp = pl.Datetime("us", "UTC")
    return pl.Schema(
        {
            "id": text,
            "status": text,
            "subject": text,
            "definition": text,
            "notes": texts,
            "terms": pl.List(pl.Struct(dict.fromkeys(_TERM, text))),
            "contexts": pl.List(
                pl.Struct({name: {"bead": pl.Int32(), "confidence": pl.Float64()}.get(name, text) for name in _CONTEXT})
            ),
            "relations": pl.List(pl.Struct({"type": text, "target": text})),
            "frequency": pl.Int64(),
            "documents": texts,
            "evidence": pl.List(pl.Struct({"document": text, "frequency": pl.Int64()})),
            "scores": pl.Struct(dict.fromkeys(_SCORES, pl.Float64())),
            "curated": pl.Boolean(),
            "pairs": pl.List(pl.Int64()),
            "created": stamp,
            "created_by": text,
            "modified": stamp,
            "modified_by": text,
        }
    )


def row_of(
    concept: Concept,
    *,
    evidence: Mapping[str, int] | None = None,
    curated: bool = False,
    pairs: list[int] | None = None,
) -> Row:
    """Row of a concept. `evidence` gives the beads by document; without it they are shared out among its documents.

    `pairs` saves working out the pairs of the concept's terms again.

    >>> row = row_of(Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")), frequency=3, documents=("A", "B")))
    >>> row["evidence"], len(row["pairs"])
    ([{'document': 'A', 'frequency': 2}, {'document': 'B', 'frequency': 1}], 1)
    """
    shared = dict(sorted((evidence if evidence is not None else _share_out(concept)).items()))
    return {
        "id": concept.id,
        "status": concept.status,
        "subject": concept.subject,
        "definition": concept.definition,
        "notes": list(concept.notes),
        "terms": [dict(zip(_TERM, _of_term(term), strict=True)) for term in concept.terms],
        "contexts": [dict(zip(_CONTEXT, _of_context(context), strict=True)) for context in concept.contexts],
        "relations": [{"type": relation.type, "target": relation.target} for relation in concept.relations],
        "frequency": sum(shared.values()),
        "documents": [document for document in shared if document],
        "evidence": [{"document": document, "frequency": count} for document, count in shared.items()],
        "scores": {name: getattr(concept.scores, name) for name in _SCORES},
        "curated": curated,
        "pairs": pair_keys(concept.terms) if pairs is None else pairs,
        "created": concept.created,
        "created_by": concept.created_by,
        "modified": concept.modified,
        "modified_by": concept.modified_by,
    }


def concept_of(row: Mapping[str, Any]) -> Concept:
    """Concept of a row.

    >>> concept = Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))
    >>> concept_of(row_of(concept)) == concept
    True
    """
    return Concept(
        id=row["id"],
        terms=tuple(Term(**term) for term in row["terms"] or ()),
        subject=row["subject"],
        definition=row["definition"],
        notes=tuple(row["notes"] or ()),
        contexts=tuple(Context(**context) for context in row["contexts"] or ()),
        relations=tuple(Relation(**relation) for relation in row["relations"] or ()),
        frequency=row["frequency"] or 0,
        documents=tuple(row["documents"] or ()),
        scores=Scores(**row["scores"]) if row["scores"] else Scores(),
        status=row["status"],
        created=row["created"],
        created_by=row["created_by"],
        modified=row["modified"],
        modified_by=row["modified_by"],
    )


def frame_of(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Table of rows, in the columns and types of `schema`."""
    import polars as pl

    known = list(rows)
    return pl.DataFrame([_column([row.get(name) for row in known], name, kind) for name, kind in schema().items()])


def _column(values: list[Any], name: str, kind: Any) -> pl.Series:
    """A column of values. Lists go flat: Polars takes three times as long over a list of lists, or of dictionaries."""
    import polars as pl

    if not isinstance(kind, pl.List):
        return pl.Series(name, values, dtype=kind)
    flat = [item for value in values if value for item in value]
    if isinstance(kind.inner, pl.Struct):
        fields = [pl.Series(f.name, [item.get(f.name) for item in flat], dtype=f.dtype) for f in kind.inner.fields]
        items = pl.DataFrame(fields).to_struct(name)
    else:
        items = pl.Series(name, flat, dtype=kind.inner)
    of = pl.Series("row", [row for row, value in enumerate(values) for _ in value or ()], dtype=pl.UInt32)
    lists = pl.DataFrame([of, items]).group_by("row", maintain_order=True).agg(pl.col(name))
    none = [value is None for value in values]
    every = pl.DataFrame({"row": range(len(values)), "none": none}, schema={"row": pl.UInt32, "none": pl.Boolean})
    joined = every.join(lists, on="row", how="left", maintain_order="left")
    empty = pl.when("none").then(None).otherwise(pl.lit([], dtype=kind))
    return joined.select(pl.coalesce(pl.col(name), empty).alias(name)).to_series()


def dump(row: Mapping[str, Any]) -> str:
    """Row as one line of JSON, for a change record."""
    return json.dumps(row, ensure_ascii=False, default=_stamp, separators=(",", ":"))


def load(line: str) -> Row:
    """Row from a line of JSON; columns that the line does not know are empty, others are left out.

    >>> row = row_of(Concept("c1", (Term("a", "en"),), created=datetime(2026, 1, 2, tzinfo=UTC)))
    >>> load(dump(row)) == row
    True
    """
    found = json.loads(line)
    row: Row = {name: found.get(name) for name in schema()}
    for name in ("created", "modified"):
        if row[name]:
            row[name] = datetime.fromisoformat(row[name])
    return row


def pair_keys(terms: Iterable[Term]) -> list[int]:
    """Hashes of the folded pairs of terms in two languages; of the folded terms where there is but one language.

    Two entries that share a hash name the same pair. 63 bits, so that a million pairs do not meet by chance.

    >>> pair_keys([Term("綠色氫", "zh"), Term("Green Hydrogen", "en")]) == pair_keys(
    ...     [Term("green hydrogens", "en"), Term("绿色氢", "zh")])
    True
    """
    keys = sorted({(term.language, fold(term.text, term.language)) for term in terms})
    pairs = [(one, other) for n, one in enumerate(keys) for other in keys[n + 1 :] if one[0] != other[0]]
    joined = [f"{a}\x1f{b}\x1e{c}\x1f{d}" for (a, b), (c, d) in pairs] or [f"{a}\x1f{b}" for a, b in keys]
    return sorted(hash_of(text) for text in joined)


def _stamp(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row")


def _share_out(concept: Concept) -> dict[str, int]:
    """Beads by document where the counts were not given: as the contexts show them, the rest to each in turn."""
    shown: dict[str, int] = {}
    for context in concept.contexts:
        shown[context.document] = shown.get(context.document, 0) + 1
    names = sorted({*concept.documents, *(shown if concept.frequency else ())}) or ([""] if concept.frequency else [])
    counts = dict.fromkeys(names, 0)
    left = max(0, concept.frequency)
    # Each document one, then what its contexts show, then the rest: the sum is the frequency, whatever it is.
    for most in (dict.fromkeys(names, 1), shown):
        for name in names:
            given = min(left, max(0, most.get(name, 0) - counts[name]))
            counts[name] += given
            left -= given
    if names:
        share, extra = divmod(left, len(names))
        for n, name in enumerate(names):
            counts[name] += share + (n < extra)
    return counts
