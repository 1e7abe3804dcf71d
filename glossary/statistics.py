"""A glossary in figures: how much there is, what changed last, how it grew, session by session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from glossary.store.rows import below_cut
from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Contents", "Day", "Decided", "Overview", "Session", "contents", "documents_of", "overview"]

BANDS = 10
"""Bands of the score by which decisions are counted."""


@dataclass(frozen=True, slots=True)
class Day:
    """The glossary at the end of a day on which entries were made."""

    day: date
    entries: int
    """Entries made until then, of those that are there now."""
    approved: int
    """How many of them are approved now."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a session's documents brought. `name` is empty for documents whose symbol names no session."""

    name: str
    documents: int
    sentences: int
    entries: int
    """Entries that its documents show, rejected ones aside."""
    approved: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """What reviewers have decided about entries whose score is at least `low` and less than a tenth more."""

    low: float
    approved: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures of one version of a glossary."""

    version: int
    statuses: dict[str, int]
    documents: int
    sentences: int
    growth: tuple[Day, ...]
    sessions: tuple[Session, ...]
    decided: tuple[Decided, ...] = ()
    """Ten bands of the score, the lowest first; entries without a score, which people wrote, are left out."""

    @property
    def entries(self) -> int:
        return sum(self.statuses.values())

    @property
    def agreement(self) -> float | None:
        """Share of the decisions that a score of one half would have predicted; None where nothing was decided."""
        total = sum(one.approved + one.rejected for one in self.decided)
        right = sum(one.approved if one.low >= 0.5 else one.rejected for one in self.decided)
        return right / total if total else None


def overview(glossary: Glossary) -> Overview:
    """The figures of a glossary as of the version it is open at, candidates aside; reads five columns of the table.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> overview(Glossary.open(tempfile.mkdtemp(), create=True)).entries
    0
    """
    import polars as pl

    score = pl.col("scores").struct.field("total").fill_null(0.0).alias("score")
    frame = (
        glossary.frame()
        .filter(~below_cut())
        .select("status", pl.col("created").dt.date().alias("day"), "documents", score)
    )
    counted = frame.group_by("status").len().collect()
    statuses = {"proposed": 0, "approved": 0, "rejected": 0} | dict(counted.iter_rows())
    kept = frame.filter(pl.col("status") != "rejected")
    made = kept.group_by("day").agg(pl.len(), (pl.col("status") == "approved").sum().alias("approved"))
    growth, entries, approved = [], 0, 0
    for day, more, checked in made.drop_nulls("day").sort("day").collect().iter_rows():
        entries, approved = entries + more, approved + checked
        growth.append(Day(day, entries, approved))
    shown = dict(
        kept.select("documents").explode("documents").drop_nulls().group_by("documents").len().collect().iter_rows()
    )
    sentences: dict[str, int] = {}
    if glossary.segments_version >= 0:
        sentences = dict(glossary.segments().group_by("document").len().collect().iter_rows())
    entries_by_session = _by_session(frame)
    return Overview(
        version=glossary.version,
        statuses=statuses,
        documents=len(sentences.keys() | shown.keys()),
        sentences=sum(sentences.values()),
        growth=tuple(growth),
        sessions=_sessions(sentences, shown, entries_by_session),
        decided=_decided(frame),
    )


def _decided(frame: object) -> tuple[Decided, ...]:
    import polars as pl

    assert isinstance(frame, pl.LazyFrame)
    scored = frame.filter((pl.col("status") != "proposed") & (pl.col("score") > 0))
    band = (pl.col("score") * BANDS).floor().clip(0, BANDS - 1).cast(pl.Int64)
    counted = scored.group_by(band.alias("band"), "status").len().collect()
    found = {(at, status): count for at, status, count in counted.iter_rows()}
    return tuple(
        Decided(at / BANDS, found.get((at, "approved"), 0), found.get((at, "rejected"), 0)) for at in range(BANDS)
    )


def _by_session(kept: object) -> dict[tuple[str, str], int]:
    """Entries by session and status: an entry that several documents of a session show counts once."""
    import polars as pl

    from glossary.search.sessions import session_of

    assert isinstance(kept, pl.LazyFrame)
    pairs = kept.select("documents", "status").with_row_index("entry").explode("documents").drop_nulls().collect()
    names = {document: session_of(document) or "" for document in pairs["documents"].unique().to_list()}
    if not names:
        return {}
    by_session = pairs.select(
        "entry", "status", pl.col("documents").replace_strict(names, return_dtype=pl.String).alias("session")
    )
    counted = by_session.unique().group_by("session", "status").len().iter_rows()
    return {(session, status): count for session, status, count in counted}


def _sessions(
    sentences: dict[str, int], shown: dict[str, int], entries: dict[tuple[str, str], int]
) -> tuple[Session, ...]:
    from glossary.search.sessions import session_of

    documents: dict[str, set[str]] = {}
    for document in sentences.keys() | shown.keys():
        documents.setdefault(session_of(document) or "", set()).add(document)
    return tuple(
        Session(
            name,
            len(some),
            sum(sentences.get(one, 0) for one in some),
            entries.get((name, "proposed"), 0) + entries.get((name, "approved"), 0),
            entries.get((name, "approved"), 0),
            entries.get((name, "rejected"), 0),
        )
        for name, some in sorted(documents.items())
    )


RECENT = 8


@dataclass(frozen=True, slots=True)
class Contents:
    """Numbers of entries by review status, the subject fields in use, and the entries that were changed last."""

    proposed: int
    approved: int
    rejected: int
    subjects: tuple[str, ...]
    recent: tuple[Concept, ...]
    candidates: int = 0
    """Proposals below the glossary's cut, which the other numbers leave out."""

    @property
    def entries(self) -> int:
        """Number of entries that are looked up: all but the rejected ones."""
        return self.proposed + self.approved


def documents_of(glossary: Glossary) -> tuple[str, ...]:
    """Names of the documents that entries are from, sorted.

    >>> import tempfile; from glossary import Glossary; from glossary.types import Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("UNIDO", "en"),), documents=("GC.20/3", "GC.19/2"))])
    >>> documents_of(glossary)
    ('GC.19/2', 'GC.20/3')
    """
    import polars as pl

    from glossary.store.leaves import collected

    names = collected(glossary.frame().select(pl.col("documents").explode().unique()), glossary.path)["documents"]
    return tuple(sorted(name for name in names if name))


def contents(glossary: Glossary) -> Contents:
    """Read the columns that tell it; entries changed at once come best first.

    >>> import tempfile; from glossary import Glossary; from glossary.types import Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")), subject="industry")])
    >>> found = contents(glossary)
    >>> found.proposed, found.subjects, found.recent[0].id
    (1, ('industry',), 'c1')
    """
    import polars as pl

    frame = glossary.frame()
    score = pl.col("scores").struct.field("total").fill_null(0.0)
    every = frame.select(
        "id", "status", "subject", "modified", score.alias("score"), below_cut().alias("below")
    ).collect()
    lean = every.filter(~pl.col("below"))
    counts = dict(lean.group_by("status").len().iter_rows())
    shown = lean.filter(pl.col("status") != "rejected")
    recent = shown.top_k(RECENT, by=["modified", "score"])["id"].to_list()
    return Contents(
        counts.get("proposed", 0),
        counts.get("approved", 0),
        counts.get("rejected", 0),
        tuple(sorted(subject for subject in every["subject"].unique().to_list() if subject)),
        tuple(glossary.get_many(recent)),
        len(every) - len(lean),
    )
