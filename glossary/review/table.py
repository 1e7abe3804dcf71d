"""The proposals as a table: sorted and filtered, fragments folded under their longest term, contradictions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from glossary.errors import InvalidOption
from glossary.types import CUT, Concept

if TYPE_CHECKING:
    import polars as pl

    from glossary.store.glossary import Glossary

__all__ = ["SORTS", "Contradiction", "Listing", "Row", "Sort", "contradictions", "folds", "listing"]

Sort = Literal["score", "zh", "en", "frequency", "documents", "subject", "modified"]
SORTS: tuple[Sort, ...] = ("score", "zh", "en", "frequency", "documents", "subject", "modified")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, and the fragments of it that are proposed as well."""

    concept: Concept
    fragments: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Some rows of the table, how many there are in all, and how many entries these hold with their fragments."""

    rows: tuple[Row, ...]
    total: int
    entries: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two entries that give one term rival equivalents."""

    one: Concept
    other: Concept


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
) -> Listing:
    """The proposals that pass the filters, from row `start`; those below the glossary's cut are left out. `folded` (see `folds`) names the longest term of a fragment.

    A fragment stands under its longest term where that passes the filters too, else in a row of its own.

    >>> import tempfile; from glossary import Glossary; from glossary.types import Relation, Scores, Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> whole = Concept("c1", (Term("工作计划", "zh"), Term("work plan", "en")), scores=Scores(0.5))
    >>> part = Concept("c2", (Term("计划", "zh"), Term("plan", "en")), relations=(Relation("narrower", "c1"),))
    >>> _ = glossary.add([whole, part])
    >>> found = listing(glossary, folded=folds(glossary))
    >>> [(row.concept.id, [one.id for one in row.fragments]) for row in found.rows], found.entries
    ([('c1', ['c2'])], 2)
    """
    import polars as pl

    if sort not in SORTS:
        raise InvalidOption("the table cannot be sorted by {sort}", sort=sort)
    frame = _lean(glossary)
    if subject:
        frame = frame.filter(pl.col("subject").str.to_lowercase() == subject.lower())
    if document:
        frame = frame.filter(pl.col("names").list.contains(document))
    if minimum_score:
        frame = frame.filter(pl.col("score") >= minimum_score)
    keys = [sort, *(["score"] if sort != "score" else []), "id"]
    falling = [down, *([True] if sort != "score" else []), False]
    order: list[str] = frame.sort(keys, descending=falling, nulls_last=True).collect()["id"].to_list()
    there = set(order)
    under: dict[str, list[str]] = {}
    for id in order:
        whole = (folded or {}).get(id)
        if whole in there:
            under.setdefault(whole, []).append(id)
    held = {id for some in under.values() for id in some}
    heads = [id for id in order if id not in held]
    shown = heads[start : start + limit]
    concepts = {one.id: one for one in glossary.get_many([*shown, *(f for id in shown for f in under.get(id, ()))])}
    rows = [
        Row(concepts[id], tuple(concepts[f] for f in under.get(id, ()) if f in concepts))
        for id in shown
        if id in concepts
    ]
    return Listing(tuple(rows), len(heads), len(order))


def folds(glossary: Glossary) -> dict[str, str]:
    """Of each proposed fragment the longest proposed term that holds it, in Chinese and in English; ids.

    Only entries that extraction has related are compared.
    """
    import polars as pl

    lean = _lean(glossary).select("id", "zh", "en", "longer").collect()
    names = {id: (zh or "", f" {(en or '').casefold()} ") for id, zh, en in lean.select("id", "zh", "en").iter_rows()}
    parent: dict[str, str] = {}
    for id, targets in lean.filter(pl.col("longer").list.len() > 0).select("id", "longer").iter_rows():
        zh, en = names[id]
        holds = [
            one
            for one in targets
            if one in names
            and zh
            and len(names[one][0]) > len(zh)
            and zh in names[one][0]
            and en.strip() in names[one][1]
        ]
        if holds:
            parent[id] = max(holds, key=lambda one: (len(names[one][0]), one))
    found = {}
    for id in parent:
        whole = parent[id]
        while whole in parent:  # each is longer than the one before: no circle
            whole = parent[whole]
        found[id] = whole
    return found


def contradictions(glossary: Glossary) -> list[tuple[str, str]]:
    """Pairs of entries that contradict each other and of which neither is rejected, the best scored first; ids."""
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


def _lean(glossary: Glossary) -> pl.LazyFrame:
    """What sorting and folding need of the proposed entries."""
    import polars as pl

    def lead(language: str) -> pl.Expr:
        of = pl.element().filter(pl.element().struct.field("language") == language).struct.field("text")
        return pl.col("terms").list.eval(of).list.first().alias(language)

    kinds = pl.element().struct.field("type").is_in(["narrower", "related"])
    longer = pl.col("relations").list.eval(pl.element().filter(kinds).struct.field("target")).alias("longer")
    total = pl.col("scores").struct.field("total").fill_null(0.0)
    return (
        glossary.frame()
        .filter((pl.col("status") == "proposed") & ((total <= 0.0) | (total >= CUT)))
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
            longer,
        )
    )
