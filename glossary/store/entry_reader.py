"""The entries of a glossary as of the version that is open: by id, by term, by filter, in order, as a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import UnknownConcept
from glossary.store.delta_table import KeyRangeTable, Snapshot
from glossary.store.rows import Row, below_cut, concept_of, has_subject
from glossary.types import Concept, ReviewStatus

if TYPE_CHECKING:
    import polars as pl

__all__ = ["EntryReader"]

BATCH = 100_000
"""Entries that are put in order at a time when all are asked for, best first."""


class EntryReader:
    """The part of a Glossary that reads entries; `refresh` goes on to the last version.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> from glossary.types import Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en"))), Concept("c2", (Term("UN", "en"),))])
    >>> len(glossary), "c1" in glossary, glossary.resolve("unido"), glossary.count(status="approved")
    (2, True, 'c1', 0)
    >>> [concept.id for concept in glossary.concepts(order="id")], glossary.frame().collect()["id"].to_list()
    (['c1', 'c2'], ['c1', 'c2'])
    """

    def __init__(self, table: KeyRangeTable, path: Path):
        self._table, self.path = table, path

    def __len__(self) -> int:
        """Number of entries, including rejected ones. It comes from the log, so no file is read."""
        return self._table.count()

    @property
    def version(self) -> int:
        """The version that is open; 0 is the empty glossary."""
        return self._table.version

    def refresh(self) -> bool:
        """Move to the latest version. Returns whether there was a newer one."""
        return self._table.refresh()

    def get(self, id: str) -> Concept:
        """The entry with this id. Raises UnknownConcept."""
        return concept_of(self._row(self._table, id))

    def get_many(self, ids: Sequence[str]) -> list[Concept]:
        """The entries with these ids, in this order; unknown ids are skipped."""
        return _in_order(self._table, ids)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._table.read([id]).height > 0

    def resolve(self, entry: str, *, deleted: bool = False) -> str:
        """Id of the entry that an id or a term names; with `deleted`, ids of deleted entries are returned unchanged.

        A term may be written in any case. Raises UnknownConcept when none, or more than one entry, has it.
        """
        import polars as pl

        if entry in self:
            return entry
        text = pl.element().struct.field("text").str.to_lowercase() == entry.lower()
        frame = self._table.scan().select("id", "status", "terms").filter(pl.col("terms").list.eval(text).list.any())
        found = self._table.collect(frame.select("id", "status"))
        ids = found.filter(pl.col("status") != "rejected")["id"].to_list() or found["id"].to_list()
        if len(ids) == 1:
            return str(ids[0])
        if ids:
            names = ", ".join(sorted(ids)[:5])
            raise UnknownConcept(
                "{count} entries have the term {entry}",
                where=self.path,
                remedy="say which: {names}",
                code="ambiguous_entry",
                count=len(ids),
                entry=entry,
                names=names,
            )
        if deleted:
            return entry
        raise self._unknown(entry)

    def _repr_html_(self) -> str:
        """What a notebook shows: the best entries, with status and score."""
        from align.notebook import ROWS, html_table

        best = self.concepts(limit=ROWS)
        rows = ((", ".join(c.texts("zh")), ", ".join(c.texts("en")), c.status, f"{c.scores.total:.2f}") for c in best)
        candidates = self.candidate_count()
        caption = f"{self.path}, version {self.version}, {len(self) - candidates:,} entries"
        caption += f", {candidates:,} candidates" if candidates else ""
        return html_table(caption, ("zh", "en", "status", "score"), rows, len(self))

    def frame(self) -> pl.LazyFrame:
        """All entries as a lazy Polars frame, in the columns of `glossary.store.rows.schema`."""
        return self._table.scan()

    def concepts(
        self,
        *,
        status: ReviewStatus | Iterable[ReviewStatus] | None = None,
        subject: str | None = None,
        document: str | None = None,
        minimum_score: float | None = None,
        candidates: bool = True,
        order: str = "score",
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[Concept]:
        """The entries that pass all filters, best first, or by id (`order="id"`, which streams).

        Without filters every entry comes, the rejected ones included, and those below the glossary's cut, which
        `candidates=False` leaves out. All are of one version, whatever others write
        meanwhile. Memory is bounded in either order.
        """
        import polars as pl

        version = self._table.snapshot()
        leaves = version.leaves()
        frame = self._filtered(status, subject, document, minimum_score, leaves, candidates=candidates)
        if order == "id":
            frames = (
                self._filtered(status, subject, document, minimum_score, [leaf], candidates=candidates)
                for leaf in leaves
            )
            rows = (row for part in frames for row in self._table.collect(part.sort("id")).iter_rows(named=True))
            for number, row in enumerate(rows):
                if limit is not None and number >= offset + limit:
                    return
                if number >= offset:
                    yield concept_of(row)
            return
        score = pl.col("scores").struct.field("total").fill_null(0.0)
        keys = frame.select("id", score.alias("score")).sort(["score", "id"], descending=[True, False])
        ids = self._table.collect(keys.slice(offset, limit))["id"].to_list()
        for start in range(0, len(ids), BATCH):
            yield from _in_order(version, ids[start : start + BATCH])

    def count(self, *, status: ReviewStatus | Iterable[ReviewStatus] | None = None) -> int:
        """Number of entries with a review status."""
        import polars as pl

        return int(self._table.collect(self._filtered(status, None, None, None).select(pl.len())).item())

    def candidate_count(self) -> int:
        """Number of entries below the glossary's cut, which `len` counts and pages and exports leave aside."""
        import polars as pl

        return int(self._table.collect(self._table.scan().filter(below_cut()).select(pl.len())).item())

    def _filtered(
        self,
        status: ReviewStatus | Iterable[ReviewStatus] | None,
        subject: str | None,
        document: str | None,
        minimum_score: float | None,
        leaves: Any = None,
        *,
        candidates: bool = True,
    ) -> pl.LazyFrame:
        import polars as pl

        frame = self._table.scan(leaves)
        if not candidates:
            frame = frame.filter(~below_cut())
        if status is not None:
            frame = frame.filter(pl.col("status").is_in([status] if isinstance(status, str) else list(status)))
        if subject is not None:
            frame = frame.filter(has_subject(subject))
        if document is not None:
            frame = frame.filter(pl.col("documents").list.contains(document))
        if minimum_score is not None:
            frame = frame.filter(pl.col("scores").struct.field("total") >= minimum_score)
        return frame

    def _row(self, table: Snapshot, id: str) -> Row:
        row = self._row_or_none(table, id)
        if row is None:
            raise self._unknown(id)
        return row

    def _row_or_none(self, table: Snapshot, id: str) -> Row | None:
        found = table.read([id])
        return found.row(0, named=True) if found.height else None

    def _unknown(self, id: str) -> UnknownConcept:
        return UnknownConcept(
            "no entry is or has {id}", where=self.path, remedy="find it with: glossary search QUERY -g GLOSSARY", id=id
        )


def _in_order(table: Snapshot, ids: Sequence[str]) -> list[Concept]:
    """The entries with these ids, in this order; unknown ids are skipped."""
    found = {row["id"]: concept_of(row) for row in table.read(ids).iter_rows(named=True)}
    return [found[id] for id in ids if id in found]
