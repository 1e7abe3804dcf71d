"""The queue of proposed entries, best first, that stays in order while others are decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.errors import InvalidOption
from glossary.store.rows import below_cut
from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["NextProposals", "next_proposals"]


@dataclass(frozen=True, slots=True)
class NextProposals:
    """The next proposals, best first, and how many proposals wait in all."""

    concepts: tuple[Concept, ...]
    left: int


def next_proposals(
    glossary: Glossary,
    *,
    subject: str | None = None,
    document: str | None = None,
    minimum_score: float | None = None,
    after: tuple[float, str] | None = None,
    limit: int = 20,
    candidates: bool = False,
) -> NextProposals:
    """Proposed entries that pass the filters, by score, then id. `after` is the score and id of the last one seen.

    Entries below the glossary's cut wait only with `candidates`. A place in the queue is a score and an id, not a number: it means the same whatever was decided meanwhile.

    >>> import tempfile; from glossary import Glossary; from glossary.types import Scores, Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> entries = [Concept(f"c{n}", (Term(f"word{'abc'[n]}", "en"),), scores=Scores(n / 10)) for n in range(3)]
    >>> _ = glossary.add(entries)
    >>> first = next_proposals(glossary, limit=1)
    >>> first.concepts[0].id, first.left, [one.id for one in next_proposals(glossary, after=(0.2, "c2")).concepts]
    ('c2', 3, ['c1', 'c0'])
    """
    import polars as pl

    if limit < 1:
        raise InvalidOption("a limit of {limit}", remedy="give 1 or more", limit=limit)
    score = pl.col("scores").struct.field("total").fill_null(0.0).alias("score")
    frame = glossary.frame().filter(pl.col("status") == "proposed")
    if subject:
        frame = frame.filter(pl.col("subject").str.to_lowercase() == subject.lower())
    if document:
        frame = frame.filter(pl.col("documents").list.contains(document))
    if not candidates:
        frame = frame.filter(~below_cut())
    lean = frame.select("id", score)
    if minimum_score:
        lean = lean.filter(pl.col("score") >= minimum_score)
    found = lean.collect()
    rest = found
    if after is not None:
        behind = (pl.col("score") < after[0]) | ((pl.col("score") == after[0]) & (pl.col("id") > after[1]))
        rest = found.filter(behind)
    ids = rest.sort(["score", "id"], descending=[True, False])["id"].head(limit).to_list()
    return NextProposals(tuple(glossary.get_many(ids)), found.height)
