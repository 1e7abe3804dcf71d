"""The proposals as a table: sorted and filtered, families of proposals folded into one row, contradictions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from glossary.errors import InvalidOption
from glossary.review.families import Proposal, families
from glossary.store.rows import below_cut, has_subject
from glossary.types import Concept

if TYPE_CHECKING:
    import polars as pl

    from glossary.store.glossary import Glossary

__all__ = [
    "SORTS",
    "Contradiction",
    "Gathered",
    "Listing",
    "Row",
    "Sort",
    "contradictions",
    "folds",
    "gathered",
    "listing",
]

Sort = Literal["score", "zh", "en", "frequency", "documents", "subject", "modified"]
SORTS: tuple[Sort, ...] = ("score", "zh", "en", "frequency", "documents", "subject", "modified")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, and those that are decided with it."""

    concept: Concept
    fragments: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Some rows of the table, how many there are in all, and how many entries these hold."""

    rows: tuple[Row, ...]
    total: int
    entries: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two entries that give one term rival equivalents."""

    first: Concept
    second: Concept


@dataclass(frozen=True, slots=True)
class Gathered:
    """The proposals that pass some filters, put into families: what all pages of a table are made from."""

    entries: pl.DataFrame
    rows: pl.DataFrame


def gathered(
    glossary: Glossary,
    *,
    subject: str | None = None,
    document: str | None = None,
    minimum_score: float | None = None,
    folded: Mapping[str, str] | None = None,
    candidates: bool = False,
) -> Gathered:
    """The proposals that pass the filters, those below the cut only with `candidates`. `folded` as in `listing`."""
    import polars as pl

    frame = _lean(glossary, candidates=candidates)
    if subject:
        frame = frame.filter(has_subject(subject))
    if document:
        frame = frame.filter(pl.col("names").list.contains(document))
    if minimum_score:
        frame = frame.filter(pl.col("score") >= minimum_score)
    lean = frame.drop("names").collect()
    of = [(folded or {}).get(id, id) for id in lean["id"].to_list()]
    lean = lean.with_columns(pl.Series("family", of, dtype=pl.String), pl.col("zh").str.len_chars().alias("letters"))
    order = ["letters", "score", "id"]
    heads = lean.sort(order, descending=[True, True, False], nulls_last=True).group_by("family", maintain_order=True)
    rows = heads.agg(
        pl.col("id", "zh", "en", "subject", "modified").first(), pl.col("score", "frequency", "documents").max()
    )
    return Gathered(lean.select("id", "family", "score"), rows)


def listing(
    glossary: Glossary,
    *,
    subject: str | None = None,
    document: str | None = None,
    minimum_score: float | None = None,
    sort: Sort = "score",
    down: bool = True,
    start: int = 0,
    limit: int = 100,
    folded: Mapping[str, str] | None = None,
    among: Gathered | None = None,
) -> Listing:
    """The proposals that pass the filters, from row `start`; those below the glossary's cut are left out.

    `folded` (see `folds`) names the family of an entry: a family is one row, headed by the longest of its terms that pass
    the filters, the others under it, best first; it stands where its best entry, or its most frequent one, would. `among`
    are the proposals that `gathered` gave for the same filters, so that the next page costs little.

    >>> import tempfile; from glossary import Glossary; from glossary.types import Scores, Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> whole = Concept("c1", (Term("工作计划", "zh"), Term("work plan", "en")), scores=Scores(0.5))
    >>> part = Concept("c2", (Term("计划", "zh"), Term("plan", "en")), scores=Scores(0.9))
    >>> _ = glossary.add([whole, part])
    >>> found = listing(glossary, folded=folds(glossary))
    >>> [(row.concept.id, [one.id for one in row.fragments]) for row in found.rows], found.entries
    ([('c1', ['c2'])], 2)
    """
    import polars as pl

    if sort not in SORTS:
        raise InvalidOption("the table cannot be sorted by {sort}", sort=sort)
    if among is None:
        among = gathered(glossary, subject=subject, document=document, minimum_score=minimum_score, folded=folded)
    keys = [sort, *(["score"] if sort != "score" else []), "id"]
    falling = [down, *([True] if sort != "score" else []), False]
    shown = among.rows.sort(keys, descending=falling, nulls_last=True).slice(start, limit)
    inside = among.entries.filter(pl.col("family").is_in(shown["family"].implode()))
    by_family: dict[str, list[str]] = {}
    for id, family in inside.sort("score", "id", descending=[True, False]).select("id", "family").iter_rows():
        by_family.setdefault(family, []).append(id)
    concepts = {one.id: one for one in glossary.get_many([id for ids in by_family.values() for id in ids])}
    found = [
        Row(concepts[id], tuple(concepts[one] for one in by_family[family] if one != id and one in concepts))
        for id, family in shown.select("id", "family").iter_rows()
        if id in concepts
    ]
    return Listing(tuple(found), len(among.rows), len(among.entries))


FOLDED = 20_000
"""Proposals that are folded, the best ones: more than a reviewer comes to before the glossary has changed."""


def folds(glossary: Glossary, known: Mapping[str, str] | None = None, *, candidates: bool = False) -> dict[str, str]:
    """The family that each proposal is decided with (see `glossary.review.families`), for the `FOLDED` best proposals.

    `known` are families worked out before: they stand as long as they name every proposal, so that a decision costs
    nothing and leaves the others where they are.
    """
    lean = (
        _lean(glossary, candidates=candidates)
        .select("id", "zh", "en", "score")
        .top_k(FOLDED, by=["score", "id"])
        .collect()
    )
    if known is not None and all(id in known for id in lean["id"].to_list()):
        return dict(known)
    return families([Proposal(id, zh or "", en or "", score) for id, zh, en, score in lean.iter_rows()])


def contradictions(glossary: Glossary) -> list[tuple[str, str]]:
    """Pairs of entries that contradict each other and of which neither is rejected, the best scored first; ids.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> from glossary.types import Concept, Relation, Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> one = Concept("c1", (Term("能力", "zh"), Term("capacity", "en")), relations=(Relation("conflict", "c2"),))
    >>> two = Concept("c2", (Term("能力", "zh"), Term("ability", "en")), relations=(Relation("conflict", "c1"),))
    >>> _ = glossary.add([one, two])
    >>> contradictions(glossary)
    [('c1', 'c2')]
    """
    import polars as pl

    frame = glossary.frame().filter(pl.col("status") != "rejected")
    conflict = pl.col("relations").list.eval(
        pl.element().filter(pl.element().struct.field("type") == "conflict").struct.field("target")
    )
    score = pl.col("scores").struct.field("total").fill_null(0.0).alias("score")
    lean = frame.select("id", score, conflict.alias("rivals"))
    pairs = lean.filter(pl.col("rivals").list.len() > 0).explode("rivals").collect()
    standing = set(lean.filter(pl.col("id").is_in(pairs["rivals"].implode())).select("id").collect()["id"].to_list())
    best: dict[tuple[str, str], float] = {}
    for id, worth, rival in pairs.iter_rows():
        if rival in standing and rival != id:
            pair = (min(id, rival), max(id, rival))
            best[pair] = max(best.get(pair, 0.0), worth)
    return sorted(best, key=lambda pair: (-best[pair], pair))


def _lean(glossary: Glossary, *, candidates: bool = False) -> pl.LazyFrame:
    """What sorting and folding need of the proposed entries, of those below the glossary's cut only with `candidates`."""
    import polars as pl

    def lead(language: str) -> pl.Expr:
        of = pl.element().filter(pl.element().struct.field("language") == language).struct.field("text")
        return pl.col("terms").list.eval(of).list.first().alias(language)

    total = pl.col("scores").struct.field("total").fill_null(0.0)
    wanted = pl.col("status") == "proposed"
    return (
        glossary.frame()
        .filter(wanted if candidates else wanted & ~below_cut())
        .select(
            "id",
            total.alias("score"),
            lead("zh"),
            lead("en"),
            "frequency",
            pl.col("documents").list.len().alias("documents"),
            pl.col("documents").alias("names"),
            "subject",
            "modified",
        )
    )
