"""The glossary on disk: a Delta table of concept entries that opens, grows and is looked up without reading it whole.

`GLOSSARY` itself is the table; `GLOSSARY/_segments` holds the aligned sentences for the concordance, `GLOSSARY/_changes`
what each change replaced (see `glossary.store.history`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import InvalidOption, NoGlossary
from glossary.store.batches import ConceptBatch, MergedBatch, as_batch, with_new_ids
from glossary.store.curation import Curation
from glossary.store.delta_table import Change, Draft, KeyRangeTable, Snapshot
from glossary.store.entry_rules import check_readable
from glossary.store.entry_writer import rows_changed
from glossary.store.forgetting import FOLDER, Forgotten, Leaving, bring_back, close_names, take_out
from glossary.store.merging import (
    MergeResult,
    Origin,
    Rules,
    merge_concepts,
)
from glossary.store.rows import SCHEMA_VERSION, Row, pair_keys, schema
from glossary.store.segments import SegmentTable
from glossary.store.users import current_user
from glossary.types import Concept

if TYPE_CHECKING:
    import polars as pl

    from align.types import Bitext

__all__ = ["Added", "Glossary"]

FLOOR = 1.0
"""Hours for which replaced files stay unless the owner insists."""


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


_Changes = Mapping[str, tuple[Row | None, Row | None]]


@dataclass(frozen=True, slots=True)
class _Adding:
    """How concepts are added: who does it, and what is known of them."""

    author: str
    origin: Origin
    apart: bool
    documents: Sequence[str]
    rules: Rules | None


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
        super().__init__(table, path)
        self._segments: SegmentTable | None = None

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
                raise NoGlossary("this folder has other files in it", where=where, remedy="name a new folder with -g")
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
                remedy="upgrade duizhao here to the version that wrote it, or a newer one",
                code="newer_glossary",
                written=written,
                supported=SCHEMA_VERSION,
            )

    def compact(self, *, keep_hours: float = 24, force: bool = False) -> tuple[int, int]:
        """Delete files that later versions replaced more than `keep_hours` ago; how many, and their bytes.

        So go records of changes, and forgotten sentences, that no commit names: those of writers that were killed.

        History and undo do not need them. Readers that began before and are still at work may, hence the hours:
        less than FLOOR only with `force`. Raises InvalidOption.
        """
        if keep_hours < FLOOR and not force:
            raise InvalidOption(
                "who is reading needs the files replaced in the last hour",
                where="--keep-hours",
                remedy="when nobody is at work with the glossary, add --force",
            )
        tables = [self._table]
        segments = self._segment_table()
        if segments.exists:
            tables.append(segments.table)
        swept = [table.sweep(keep_hours=keep_hours) for table in tables]
        swept.append(self._table.sweep_beside(("_changes", FOLDER), keep_hours=keep_hours))
        return sum(count for count, _ in swept), sum(size for _, size in swept)

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
        sources: Iterable[str] = (),
        forget: Sequence[str] = (),
    ) -> Added:
        """Add concepts, or merge them into the entries they belong to, in one commit.

        An entry is found by its id, then by any of its folded pairs of terms. What a person has rejected stays out,
        also under another id; what a person has approved or edited only gains evidence. With `origin="import"` the
        concepts are a person's: their terms lead, and an approved one is approved. `counts` gives the beads of a
        concept by document; `documents` names documents that were read anew and whole, whose older evidence is
        replaced. `sources` are the marks of what was read, for `Log.undone_sources`. `forget` names documents that are
        taken out in the same change (see `Glossary.forget`). Adding the same again changes nothing and makes no version.
        `rules` decide how imported concepts change their entries; without them they are merged into them. `preview`
        tells what would be done, and writes nothing.
        """
        incoming = list(concepts)
        changes: dict[str, tuple[Row | None, Row | None]] = {}

        def once() -> list[ConceptBatch]:
            changes.clear()
            return [ConceptBatch(incoming, counts)]

        added = self.add_parts(
            once,
            by=by,
            origin=origin,
            documents=list(documents),
            note=note,
            rules=rules,
            preview=preview,
            watch=changes.update,
            forget=forget,
            sources=list(sources) or None,
        )
        return replace(added, changes=changes)

    def add_parts(
        self,
        parts: Callable[[], Iterable[Sequence[Concept] | ConceptBatch | MergedBatch]],
        *,
        by: str | None = None,
        origin: Origin = "extraction",
        apart: bool = False,
        documents: Sequence[str] = (),
        note: str | None = None,
        rules: Rules | None = None,
        preview: bool = False,
        watch: Callable[[_Changes], None] | None = None,
        forget: Sequence[str] = (),
        **details: Any,
    ) -> Added:
        """Like `add`, for more concepts than are to be held at once: they come part by part, and go in as one commit.

        `documents` have lost their older evidence when the first part has gone in. With `apart`, no two concepts of
        different parts share an id, a pair of terms or an entry that they belong to.
        What was merged elsewhere, for a glossary without entries, goes in as it is, unless it has got entries meanwhile.
        `parts` is asked again when a program that does not wait for its turn was first. `watch` is told the rows that
        a part changes, before and after, as it goes in.
        """
        author = by or current_user()
        added = Added()
        adding = _Adding(author, origin, apart, [*documents, *forget], rules)
        leaving = Leaving(forget, self._segment_table(), self.path) if forget and not preview else None

        def work(draft: Draft) -> Mapping[str, Any] | None:
            nonlocal added
            added, changed = Added(), False
            if leaving is not None and leaving.put_aside().documents:
                changed = True
            told = details if leaving is None else {**details, **leaving.details()}
            change = self._record("import" if origin == "import" else "add", author, note=note, **told)
            try:
                now, renamed = adding, dict[str, str]()
                for part in parts():
                    if isinstance(part, MergedBatch) and draft.began_empty:
                        change.add(dict.fromkeys(part.ids))
                        draft.apply(Change(part.ids, part.frame))
                        added = replace(added, new=added.new + part.new, rejected=added.rejected + part.rejected)
                        renamed |= part.renamed
                        changed = True
                        continue
                    outcome, changes = self._merged_with(draft, as_batch(part), now)
                    now = replace(now, documents=())
                    if outcome.rows:
                        change.add({key: before for key, (before, _) in changes.items()})
                        draft.apply(rows_changed(outcome.rows))
                        changed = True
                    if watch is not None:
                        watch(changes)
                    if apart:
                        renamed |= outcome.renamed
                    added = Added(
                        added.new + outcome.new,
                        added.changed + outcome.changed,
                        added.unchanged + outcome.unchanged,
                        added.rejected + outcome.rejected,
                        added.removed + outcome.removed,
                    )
                for changes in with_new_ids(draft, renamed, author):
                    change.add({key: before for key, (before, _) in changes.items()})
                    draft.apply(rows_changed({key: row for key, (_, row) in changes.items()}))
                if changed and not preview:
                    return change.metadata()
            except BaseException:
                change.discard()
                raise
            change.discard()
            return None

        with leaving or nullcontext():
            version = self._commit_parts(work)
        return replace(added, version=version)

    def _merged_with(self, draft: Draft, batch: ConceptBatch, adding: _Adding) -> tuple[MergeResult, _Changes]:
        """What happens to concepts that are added, and the rows that change, before and after."""
        part = batch.concepts
        for concept in part:
            check_readable(concept)
        pairs = [pair_keys(concept.terms) for concept in part] if batch.pairs is None else batch.pairs
        known: dict[str, Row] = {}
        if not (adding.apart and draft.began_empty):
            known = self._met(draft, {concept.id for concept in part}, pairs, adding.documents)
        if adding.rules is not None:
            adding.rules.prepare(known, part)
        outcome = merge_concepts(
            part,
            known,
            by=adding.author,
            at=datetime.now(UTC),
            origin=adding.origin,
            counts=batch.counts,
            documents=adding.documents,
            pairs=pairs,
            rules=adding.rules,
        )
        return outcome, {key: (known.get(key), row) for key, row in outcome.rows.items()}

    def _met(
        self, table: Snapshot, ids: set[str], pairs: Sequence[list[int]], documents: Sequence[str]
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

    def forget(self, *documents: str, by: str | None = None, note: str | None = None) -> Forgotten:
        """Take documents out again: their sentences, their evidence, and entries that only they supported.

        Entries that a person has approved, edited or rejected stay. It is one change, and `undo` brings everything
        back. Raises InvalidOption where no sentence and no entry is from one of them.
        """
        author = by or current_user()
        leaving = Leaving(documents, self._segment_table(), self.path)
        outcome = MergeResult()

        def work(draft: Draft) -> Mapping[str, Any] | None:
            nonlocal outcome
            aside = leaving.put_aside()
            known = self._met(draft, set(), [], documents)
            shown = {item["document"] for row in known.values() for item in row["evidence"]}
            for document in documents:
                if document not in shown | aside.documents:
                    raise self._nothing_from(document)
            outcome = merge_concepts([], known, by=author, at=datetime.now(UTC), documents=documents)
            change = self._record("forget", author, note=note, **leaving.details())
            change.add({key: known.get(key) for key in outcome.rows})
            draft.apply(rows_changed(outcome.rows))
            return change.metadata()

        with leaving:
            version = self._commit_parts(work)
        return Forgotten(outcome.removed, outcome.changed, leaving.aside.count, version)

    def _nothing_from(self, document: str) -> InvalidOption:
        known = sorted(self.sources())
        if near := close_names(document, known):
            remedy = "did you mean {names}?"
        elif near := known[:5]:
            remedy = "it has {names}; glossary serve lists all on its page of documents"
        else:
            remedy = "it holds no documents yet; add some with: glossary build"
        return InvalidOption(
            "the glossary has nothing from a document {document}",
            document=document,
            where=self.path,
            remedy=remedy,
            names=", ".join(near),
        )

    def undo(self, *, version: int | None = None, by: str | None = None, note: str | None = None) -> int | None:
        """Undo a change, by default the last one that is not undone yet; a forgotten document's sentences come back.

        Raises Conflict, and changes nothing, when an entry of the change has been changed again since.
        """
        target = self.log.last_to_undo() if version is None else self.log.commit(version)
        made = super().undo(version=target.version, by=by, note=note)
        undone = self.log.commit(target.undoes) if target.undoes is not None else None
        if made is not None and (name := (target.details or {}).get("segments")):
            # The log names a file, which cannot lie elsewhere.
            bring_back(self._segment_table(create=True), self.path / FOLDER / Path(str(name)).name)
        elif made is not None and undone is not None and (again := (undone.details or {}).get("forgotten")):
            take_out(self._segment_table(), again)
        return made

    # -- the aligned sentences ----------------------------------------------------------------------------------

    def add_segments(self, bitexts: Iterable[Bitext], *, digests: Mapping[str, str] | None = None) -> int | None:
        """Keep the sentence pairs of bitexts for the concordance; those of the same documents are replaced.

        `digests` tells the content hash of a document, so that a later build can see what has changed. Returns the
        version made, None when nothing was new.
        """
        return self._segment_table(create=True).add(bitexts, digests=digests)

    def add_segment_pieces(
        self,
        pieces: Callable[[], Iterable[Bitext]],
        languages: Sequence[tuple[str, str, str]],
        digests: Mapping[str, str],
    ) -> int | None:
        """Like `add_segments`, for documents too large to be held; see `SegmentTable.add_pieces`."""
        return self._segment_table(create=True).add_pieces(pieces, languages, digests)

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
