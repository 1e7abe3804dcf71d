"""The glossary on disk: a Delta table of concept entries that opens, grows and is looked up without reading it whole.

`GLOSSARY` itself is the table; `GLOSSARY/_segments` holds the aligned sentences for the concordance, `GLOSSARY/_changes`
what each change replaced (see `glossary.store.history`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import NoGlossary, UnknownConcept
from glossary.store.curation import Curation
from glossary.store.delta_table import Change, KeyRangeTable
from glossary.store.entry_rules import check_readable
from glossary.store.history import Log, record
from glossary.store.merging import Origin, Rules, merge_concepts
from glossary.store.rows import SCHEMA_VERSION, Row, concept_of, frame_of, pair_keys, schema
from glossary.store.segments import SegmentTable
from glossary.store.users import current_user
from glossary.types import Concept, ReviewStatus

if TYPE_CHECKING:
    import polars as pl

    from align.types import Bitext

__all__ = ["Added", "Glossary"]

BATCH = 100_000
"""Entries that are put in order at a time when all are asked for, best first."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `Glossary.add` did: entries by outcome, and the version it made, None when nothing was new."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    removed: int = 0
    version: int | None = None
    changes: Mapping[str, tuple[Row | None, Row | None]] = field(default_factory=dict)
    """The rows before and after of what was written, or would be."""


class Glossary(Curation):
    """A glossary as of one version; `refresh` goes on to the last one. Writing always starts from the last one.

    >>> import tempfile
    >>> from glossary.types import Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> added = glossary.add([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))], by="Li")
    >>> added.new, len(glossary), glossary.get("c1").texts("en")
    (1, 1, ('UNIDO',))
    """

    def __init__(self, table: KeyRangeTable, path: Path):
        self._table, self.path = table, path
        self._segments: SegmentTable | None = None
        self._request: tuple[str, int] | None = None

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, create: bool = False) -> Glossary:
        """Open the glossary in a folder, or make an empty one there when `create` is given.

        Reads the log, no entries. Raises NoGlossary when there is none, when it was written by a newer version, or
        when its log is damaged.
        """
        where = Path(path)
        # A log without an entry is that of a process killed while it made the glossary.
        if create and next((where / "_delta_log").glob("*.json"), None) is None:
            if where.exists() and not where.is_dir():
                raise NoGlossary("this is a file", where=where, remedy="name a folder with -g")
            if where.exists() and any(not path.name.startswith((".", "_")) for path in where.iterdir()):
                raise NoGlossary("this folder holds other files", where=where, remedy="name a new folder with -g")
            table = KeyRangeTable.create(where, schema(), key="id", properties={"duizhao.schema": str(SCHEMA_VERSION)})
        else:
            table = KeyRangeTable.open(where, schema(), key="id")
        glossary = cls(table, where)
        glossary._check_schema()
        return glossary

    def _check_schema(self) -> None:
        written = self._table.properties.get("duizhao.schema")
        if written is None or not written.isdecimal():
            raise NoGlossary("this Delta table is no glossary", where=self.path, remedy="name another folder with -g")
        if int(written) > SCHEMA_VERSION:
            raise NoGlossary(
                "written by a newer duizhao (schema {written}, this one reads up to {supported})",
                where=self.path,
                remedy="upgrade with: pip install --upgrade duizhao",
                code="newer_glossary",
                written=written,
                supported=SCHEMA_VERSION,
            )

    def __len__(self) -> int:
        """Number of entries, the rejected ones included; from the log, no file is read."""
        return self._table.count()

    @property
    def version(self) -> int:
        """Version that is looked at; 0 is the empty glossary."""
        return self._table.version

    def refresh(self) -> bool:
        """Go on to the last version; tells whether there was a newer one."""
        return self._table.refresh()

    def get(self, id: str) -> Concept:
        """The entry with this id. Raises UnknownConcept."""
        return concept_of(self._row(self._table, id))

    def get_many(self, ids: Sequence[str]) -> list[Concept]:
        """The entries with these ids, in this order; ids that no entry has are passed over."""
        found = {row["id"]: concept_of(row) for row in self._table.read(ids).iter_rows(named=True)}
        return [found[id] for id in ids if id in found]

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._table.read([id]).height > 0

    def resolve(self, entry: str, *, gone: bool = False) -> str:
        """Id of the entry that an id or a term names; with `gone`, an id the glossary no longer has may stand as it is.

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
        if gone:
            return entry
        raise self._unknown(entry)

    def compact(self, *, keep_hours: float = 24) -> tuple[int, int]:
        """Delete files that later versions have replaced, older than `keep_hours`; how many, and their bytes.

        History and undo do not need them. Readers that began before and are still at work may, hence the hours.
        """
        tables = [self._table]
        segments = self._segment_table()
        if segments.exists:
            tables.append(segments.table)
        swept = [table.sweep(keep_hours=keep_hours) for table in tables]
        return sum(count for count, _ in swept), sum(size for _, size in swept)

    def _repr_html_(self) -> str:
        """What a notebook shows: the best entries, with status and score."""
        from align.notebook import ROWS, html_table

        best = self.concepts(limit=ROWS)
        rows = ((", ".join(c.texts("zh")), ", ".join(c.texts("en")), c.status, f"{c.scores.total:.2f}") for c in best)
        caption = f"{self.path}, version {self.version}, {len(self):,} entries"
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
        order: str = "score",
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[Concept]:
        """The entries that pass all filters, best first, or by id (`order="id"`, which streams).

        Without filters every entry comes, the rejected ones included. Memory is bounded in either order.
        """
        import polars as pl

        frame = self._filtered(status, subject, document, minimum_score)
        if order == "id":
            leaves = self._table.leaves()
            frames = (self._filtered(status, subject, document, minimum_score, [leaf]) for leaf in leaves)
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
            yield from self.get_many(ids[start : start + BATCH])

    def count(self, *, status: ReviewStatus | Iterable[ReviewStatus] | None = None) -> int:
        """Number of entries with a review status."""
        import polars as pl

        return int(self._table.collect(self._filtered(status, None, None, None).select(pl.len())).item())

    def _filtered(
        self,
        status: ReviewStatus | Iterable[ReviewStatus] | None,
        subject: str | None,
        document: str | None,
        minimum_score: float | None,
        leaves: Any = None,
    ) -> pl.LazyFrame:
        import polars as pl

        frame = self._table.scan(leaves)
        if status is not None:
            frame = frame.filter(pl.col("status").is_in([status] if isinstance(status, str) else list(status)))
        if subject is not None:
            frame = frame.filter(pl.col("subject") == subject)
        if document is not None:
            frame = frame.filter(pl.col("documents").list.contains(document))
        if minimum_score is not None:
            frame = frame.filter(pl.col("scores").struct.field("total") >= minimum_score)
        return frame

    def add(
        self,
        concepts: Iterable[Concept],
        *,
        by: str | None = None,
        origin: Origin = "extraction",
        counts: Mapping[str, Mapping[str, int]] | None = None,
        documents: Iterable[str] = (),
        note: str | None = None,
        rules: Rules | None = None,
        preview: bool = False,
    ) -> Added:
        """Add concepts, or let them meet the entries they belong to, in one commit.

        An entry is found by its id, then by any of its folded pairs of terms. What a person has rejected stays out,
        also under another id; what a person has approved or edited only gains evidence. With `origin="import"` the
        concepts are a person's: their terms lead, and an approved one is approved. `counts` gives the beads of a
        concept by document; `documents` names documents that were read anew and whole, whose older evidence is
        replaced. Adding the same again changes nothing and makes no version. `rules` decide how imported concepts
        change their entries; without them they are merged into them. `preview` tells what would be done, and writes
        nothing.
        """
        incoming = list(concepts)
        for concept in incoming:
            check_readable(concept)
        author = by or current_user()
        read = list(documents)
        pairs = [pair_keys(concept.terms) for concept in incoming]
        outcome = None
        changes: dict[str, tuple[Row | None, Row | None]] = {}

        def work(table: KeyRangeTable) -> Change | None:
            nonlocal outcome
            at = datetime.now(UTC)
            known = self._met(table, {concept.id for concept in incoming}, pairs, read)
            if rules is not None:
                rules.prepare(known, incoming)
            outcome = merge_concepts(
                incoming,
                known,
                by=author,
                at=at,
                origin=origin,
                counts=counts,
                documents=read,
                pairs=pairs,
                rules=rules,
            )
            changes.clear()
            changes.update((key, (known.get(key), row)) for key, row in outcome.rows.items())
            if preview:
                return None
            before = {key: known.get(key) for key in outcome.rows}
            return self._change("import" if origin == "import" else "add", author, before, outcome.rows, note=note)

        version = self._commit(work)
        if outcome is None:  # this request was done before
            return Added(version=version)
        return Added(
            outcome.new, outcome.changed, outcome.unchanged, outcome.rejected, outcome.removed, version, changes
        )

    def _met(
        self, table: KeyRangeTable, ids: set[str], pairs: Sequence[list[int]], documents: Sequence[str]
    ) -> dict[str, Row]:
        """Rows that concepts may touch: with their ids, with any of their pairs, or shown by the documents."""
        import polars as pl

        if not table.leaves():
            return {}
        lean = table.scan().select("id", "pairs", "documents")
        wanted = pl.DataFrame({"pairs": sorted({pair for some in pairs for pair in some})}, schema={"pairs": pl.Int64})
        hits = lean.select("id", "pairs").explode("pairs").join(wanted.lazy(), on="pairs", how="semi").select("id")
        ids = ids | set(table.collect(hits.unique())["id"].to_list())
        if documents:
            shown = pl.col("documents").list.eval(pl.element().is_in(list(documents))).list.any()
            ids.update(table.collect(lean.filter(shown).select("id"))["id"].to_list())
        return {row["id"]: row for row in table.read(list(ids)).iter_rows(named=True)}

    def _row(self, table: KeyRangeTable, id: str) -> Row:
        found = table.read([id])
        if not found.height:
            raise self._unknown(id)
        return found.row(0, named=True)

    def _unknown(self, id: str) -> UnknownConcept:
        return UnknownConcept(
            "no entry is or has {id}", where=self.path, remedy="find it with: glossary search QUERY -g GLOSSARY", id=id
        )

    def _change(
        self,
        operation: str,
        by: str,
        before: Mapping[str, Row | None],
        after: Mapping[str, Row | None],
        *,
        note: str | None = None,
        **details: Any,
    ) -> Change | None:
        if not after:
            return None
        request = self._request[0] if self._request else None
        metadata = record(self.path, operation, by, before, after, note=note, request=request, **details)
        return Change(list(after), frame_of(row for row in after.values() if row is not None), metadata)

    @property
    def log(self) -> Log:
        """The changes made so far."""
        return Log(self._table, self.path)

    def once(self, request: str, *, since: int) -> Glossary:
        """This glossary, for one request with a key: a change with this key made after version `since` is not made again.

        The method that would make it returns the version of the first time. The key stands in the change's own commit.

        >>> import tempfile
        >>> from glossary.types import Term
        >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
        >>> _ = glossary.add([Concept("c1", (Term("工发组织", "zh"),))])
        >>> [glossary.once("key", since=1).edit("c1", subject=name) for name in ("one", "two")], glossary.get("c1").subject
        ([2, 2], 'one')
        """
        self._request = request, since
        return self

    def _commit(self, work: Callable[[KeyRangeTable], Change | None]) -> int | None:
        if self._request is None:
            return self._table.commit(work)
        request, since = self._request
        done: int | None = None

        def work_once(table: KeyRangeTable) -> Change | None:
            nonlocal done
            later = Log(table, self.path).commits(limit=table.version - since) if table.version > since else []
            done = next((one.version for one in later if (one.details or {}).get("request") == request), None)
            return work(table) if done is None else None

        version = self._table.commit(work_once)
        return version if done is None else done

    # -- the aligned sentences ----------------------------------------------------------------------------------

    def add_segments(self, bitexts: Iterable[Bitext], *, digests: Mapping[str, str] | None = None) -> int | None:
        """Keep the sentence pairs of bitexts for the concordance; those of the same documents are replaced.

        `digests` tells the content hash of a document, so that a later build can see what has changed. Returns the
        version made, None when nothing was new.
        """
        return self._segment_table(create=True).add(bitexts, digests=digests)

    def segments(self) -> pl.LazyFrame:
        """The sentence pairs: document, paragraph, bead, src, tgt, src_lang, tgt_lang, confidence; unread."""
        return self._segment_table().scan()

    @property
    def segments_version(self) -> int:
        """Number that grows with each change of the sentence pairs; -1 when there are none yet."""
        table = self._segment_table()
        table.refresh()
        return table.version

    def sources(self) -> dict[str, str]:
        """Documents whose sentence pairs are kept, each with its content hash."""
        return self._segment_table().digests()

    def _segment_table(self, *, create: bool = False) -> SegmentTable:
        if self._segments is None or (create and not self._segments.exists):
            self._segments = SegmentTable.open(self.path / "_segments", create=create)
        return self._segments
