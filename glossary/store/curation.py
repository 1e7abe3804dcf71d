"""Approves, rejects, edits, merges, splits and restores entries; each change has its author.

The functions on rows know the rules; `Curation` gives them to `glossary.store.glossary.Glossary`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from glossary.errors import Conflict, InvalidEntry, InvalidOption, UnknownConcept
from glossary.folding import concept_id
from glossary.store.delta_table import Change
from glossary.store.entry_writer import EntryWriter, rows_changed
from glossary.store.row_changes import merged_row, moved_row, redirected, remaining_row, revised_row, same_content
from glossary.store.rows import Row, concept_of
from glossary.types import ReviewStatus, Term

if TYPE_CHECKING:
    from glossary.store.delta_table import Draft, Snapshot
    from glossary.store.history import EntryChange

__all__ = ["EDITABLE", "Curation"]

Expected = datetime | Mapping[str, datetime | None] | None
"""The moment of change that the caller has seen: of the entry, or of each of several by its id."""
_PART = 10_000
"""Number of entries that are restored at a time."""
EDITABLE = ("terms", "subject", "definition", "notes", "contexts", "relations", "status")


class Curation(EntryWriter):
    """The part of a Glossary by which people change entries; each method makes one version and returns its number.

    `by` is who does it, by default the account's name. `expected` is the entry's `modified` as the caller read it (of
    several entries, by id): Conflict is raised when somebody has changed the entry since.
    """

    def approve(
        self, *ids: str, by: str | None = None, note: str | None = None, expected: Expected = None
    ) -> int | None:
        """Approve entries. From then on extraction only adds evidence to them. Returns None when all were approved already."""
        return self._set_status("approve", ids, "approved", by, note, expected)

    def reject(
        self, *ids: str, by: str | None = None, note: str | None = None, expected: Expected = None
    ) -> int | None:
        """Reject entries. Their pairs of terms are not proposed again."""
        return self._set_status("reject", ids, "rejected", by, note, expected)

    def propose(
        self, *ids: str, by: str | None = None, note: str | None = None, expected: Expected = None
    ) -> int | None:
        """Put entries back among the proposals. Returns None when all were proposed already."""
        return self._set_status("edit", ids, "proposed", by, note, expected)

    def _set_status(
        self,
        operation: str,
        ids: Sequence[str],
        status: ReviewStatus,
        by: str | None,
        note: str | None,
        expected: Expected,
    ) -> int | None:
        def revise(rows: Mapping[str, Row]) -> dict[str, Row | None]:
            return {key: {**row, "status": status} for key, row in rows.items() if row["status"] != status}

        return self._revise(operation, ids, revise, by=by, note=note, expected=expected)

    def edit(
        self,
        id: str,
        /,
        *,
        by: str | None = None,
        expected: datetime | None = None,
        note: str | None = None,
        **fields: Any,
    ) -> int | None:
        """Change fields of an entry: terms, subject, definition, notes, contexts, relations, status.

        Extraction then leaves the entry's terms alone. A pair of terms that is taken away is remembered as this
        entry's, and does not come back by itself. Raises InvalidEntry, UnknownConcept, Conflict, InvalidOption.
        """
        unknown = sorted(set(fields) - set(EDITABLE))
        if unknown:
            raise InvalidOption(
                "an entry has no field {fields} to edit",
                remedy="one of: {editable}",
                fields=", ".join(unknown),
                editable=", ".join(EDITABLE),
            )

        def revise(rows: Mapping[str, Row]) -> dict[str, Row | None]:
            row = rows[id]
            edited = revised_row(row, replace(concept_of(row), **{n: _frozen(value) for n, value in fields.items()}))
            return {} if all(edited[name] == row[name] for name in EDITABLE) else {id: edited}

        return self._revise("edit", [id], revise, by=by, note=note, expected=expected)

    def merge(self, target: str, *others: str, by: str | None = None, note: str | None = None) -> int | None:
        """Merge entries into `target`: it takes their terms, contexts and evidence, and they go.

        Relations of other entries that pointed at them point at the target.
        """
        if target in others or not others:
            raise InvalidOption("name one entry to keep and others to merge into it", where=self.path)

        def revise(rows: Mapping[str, Row]) -> dict[str, Row | None]:
            kept = rows[target]
            gone = [rows[key] for key in others]
            after: dict[str, Row | None] = dict.fromkeys(others)
            after[target] = merged_row(kept, gone)
            for key, row in rows.items():
                if key not in after:
                    after[key] = {**row, "relations": redirected(row["relations"], set(others), target)}
            return after

        return self._revise("merge", [target, *others], revise, by=by, note=note, related=others, into=target)

    def split(
        self, id: str, terms: Iterable[Term], *, by: str | None = None, note: str | None = None
    ) -> tuple[str, int | None]:
        """Move terms of an entry, named by text and language, to a new entry; its id, and the version made.

        A context goes to the entry whose terms it contains, or to both.
        """
        named = {(term.language, term.text) for term in terms}
        made = ""

        def revise(rows: Mapping[str, Row]) -> dict[str, Row | None]:
            nonlocal made
            row = rows[id]
            moved = [term for term in concept_of(row).terms if (term.language, term.text) in named]
            missing = sorted(named - {(term.language, term.text) for term in moved})
            if missing:
                raise InvalidEntry("it has no term {term}", where=id, term=" ".join(missing[0]))
            if not moved or len(moved) == len(row["terms"]):
                raise InvalidEntry("a split leaves terms on both sides", where=id, remedy="name some of its terms")
            made = self._free_id(concept_id(moved))
            return {id: remaining_row(row, moved), made: moved_row(row, moved, made)}

        version = self._revise("split", [id], revise, by=by, note=note)
        if not made and version is not None:  # this request was done before
            made = next(key for key in self.log.commit(version).ids if key != id)
        return made, version

    def undo(self, *, version: int | None = None, by: str | None = None, note: str | None = None) -> int | None:
        """Undo a change, by default the last one that has not been undone; undoing is a change itself.

        Raises Conflict, and changes nothing, when an entry of the change has been changed again since.
        """

        author = _author(by)

        def work(draft: Draft) -> Mapping[str, Any] | None:
            log = self.log
            target = log.last_to_undo() if version is None else log.commit(version)
            keys = sorted(set(log.keys(target.version)))
            change = self._record("undo", author, note=note, undoes=target.version)
            others: list[str] = []
            # Documents may be forgotten of which no entry is left: there is something to bring back all the same.
            changed = bool((log.commit(target.version).details or {}).get("segments"))
            try:
                # Part by part: an import may have brought more entries than are to be held at once.
                for start in range(0, len(keys), _PART):
                    part = keys[start : start + _PART]
                    now, then = log.rows_at(log.version, part), log.rows_at(target.version, part)
                    others += [key for key in part if not same_content(now[key], then[key])]
                    after = _stamped(log.before(target.version, part), now, author)
                    if after and not others:
                        change.add({key: now[key] for key in after})
                        draft.apply(rows_changed(after))
                        changed = True
                if others:
                    raise Conflict(
                        "{count} of the {total} entries have been changed since, such as {example}",
                        where=self.path,
                        remedy="undo the later changes first, or one entry: glossary undo --entry ID --to VERSION",
                        count=len(others),
                        total=len(keys),
                        example=others[0],
                    )
                return change.metadata() if changed else None
            except BaseException:
                change.discard()
                raise

        return self._commit_parts(work)

    def restore(self, id: str, *, to: int, by: str | None = None, note: str | None = None) -> int | None:
        """Restore an entry to its state in version `to`. Returns None when nothing differs."""

        def work(_draft: Draft) -> Change | None:
            log = self.log
            then = log.rows_at(to, [id])
            now = log.rows_at(log.version, [id])
            if then[id] is None and now[id] is None:
                raise UnknownConcept("no entry has the id {id}", where=self.path, id=id)
            return self._restored("restore", now, then, by, note, to=to)

        return self._commit(work)

    def history(self, id: str) -> list[EntryChange]:
        """Changes of an entry, latest first; those of the whole glossary are `log.commits()`. Raises UnknownConcept."""
        self.refresh()
        found = self.log.of(id)
        if not found:
            raise UnknownConcept("no entry has or had the id {id}", where=self.path, id=id)
        return found

    def _restored(
        self,
        operation: str,
        now: Mapping[str, Row | None],
        then: Mapping[str, Row | None],
        by: str | None,
        note: str | None,
        **details: Any,
    ) -> Change | None:
        author = _author(by)
        after = _stamped(then, now, author)
        return self._change(operation, author, {key: now[key] for key in after}, after, note=note, **details)

    def _revise(
        self,
        operation: str,
        ids: Sequence[str],
        revise: Callable[[Mapping[str, Row]], dict[str, Row | None]],
        *,
        by: str | None,
        note: str | None,
        expected: Expected = None,
        related: Sequence[str] = (),
        **details: Any,
    ) -> int | None:
        """Read entries from the last version, revise them, stamp what came out of it and commit."""
        author = _author(by)

        def work(table: Draft) -> Change | None:
            rows = {id: self._row(table, id) for id in dict.fromkeys(ids)}
            for key, row in rows.items():
                seen = expected.get(key) if isinstance(expected, Mapping) else expected
                if seen is not None and row["modified"] != seen:
                    raise Conflict(
                        "{by} changed this entry at {at} UTC",
                        where=key,
                        remedy="read it again and repeat your change",
                        by=row["modified_by"],
                        at=f"{row['modified']:%Y-%m-%d %H:%M:%S}",
                    )
            at = datetime.now(UTC)
            after: dict[str, Row | None] = {}
            before: dict[str, Row | None] = {}
            for key, changed in revise({**rows, **self._pointing_at(table, related, rows)}).items():
                before[key] = rows.get(key) or self._row_or_none(table, key)
                after[key] = None if changed is None else {**changed, "modified": at, "modified_by": author}
            return self._change(operation, author, before, after, note=note, **details)

        return self._commit(work)

    def _pointing_at(self, table: Snapshot, ids: Sequence[str], known: Mapping[str, Row]) -> dict[str, Row]:
        """Rows with a relation to any of these entries."""
        import polars as pl

        if not ids:
            return {}
        pointing = pl.col("relations").list.eval(pl.element().struct.field("target").is_in(list(ids))).list.any()
        found = table.collect(table.scan().filter(pointing))
        return {row["id"]: row for row in found.iter_rows(named=True) if row["id"] not in known}

    def _free_id(self, id: str) -> str:
        free, number = id, 1
        while self._table.read([free]).height:
            number += 1
            free = f"{id}-{number}"
        return free


def _author(by: str | None) -> str:
    from glossary.store.users import current_user

    return by or current_user()


def _stamped(then: Mapping[str, Row | None], now: Mapping[str, Row | None], by: str) -> dict[str, Row | None]:
    """The rows of `then` that differ from those of `now`, as changed by somebody at this moment."""
    at = datetime.now(UTC)
    return {
        key: None if row is None else {**row, "modified": at, "modified_by": by}
        for key, row in then.items()
        if not same_content(row, now[key])
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
