"""How changes go into the glossary: each as one commit that names its author, and once where its request comes twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from glossary.store.delta_table import Change, Draft, KeyRangeTable
from glossary.store.entry_reader import EntryReader
from glossary.store.history import Log, Record
from glossary.store.rows import Row, frame_of

__all__ = ["EntryWriter", "rows_changed"]


class EntryWriter(EntryReader):
    """The part of a Glossary that commits changes of entries and keeps their record. Writing starts from the last version."""

    def __init__(self, table: KeyRangeTable, path: Path):
        super().__init__(table, path)
        self._request: tuple[str, int] | None = None

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
        change = self._record(operation, by, note=note, **details)
        change.add(before)
        return rows_changed(after, change.metadata())

    @property
    def log(self) -> Log:
        """The changes made so far."""
        return Log(self._table, self.path)

    def once(self, request: str, *, since: int) -> Self:
        """This glossary, for one request with a key: a change with this key made after version `since` is not made again.

        The method that would make it returns the version of the first time. The key stands in the change's own commit.

        >>> import tempfile
        >>> from glossary.store.glossary import Glossary
        >>> from glossary.types import Concept, Term
        >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
        >>> _ = glossary.add([Concept("c1", (Term("工发组织", "zh"),))])
        >>> [glossary.once("key", since=1).edit("c1", subject=name) for name in ("one", "two")], glossary.get("c1").subject
        ([2, 2], 'one')
        """
        self._request = request, since
        return self

    def _record(self, operation: str, by: str, *, note: str | None = None, **details: Any) -> Record:
        request = self._request[0] if self._request else None
        return Record(self.path, operation, by, note=note, request=request, **details)

    def _commit(self, work: Callable[[Draft], Change | None]) -> int | None:
        return self._commit_parts(lambda draft: draft.applied(work(draft)))

    def _commit_parts(self, work: Callable[[Draft], Mapping[str, Any] | None]) -> int | None:
        if self._request is None:
            return self._table.commit_parts(work)
        request, since = self._request
        done: int | None = None

        def work_once(draft: Draft) -> Mapping[str, Any] | None:
            nonlocal done
            table = self._table
            later = Log(table, self.path).commits(limit=table.version - since) if table.version > since else []
            done = next((one.version for one in later if (one.details or {}).get("request") == request), None)
            return work(draft) if done is None else None

        version = self._table.commit_parts(work_once)
        return version if done is None else done


def rows_changed(after: Mapping[str, Row | None], metadata: Mapping[str, Any] | None = None) -> Change:
    """The change of the table that writes rows by id, and deletes those that are None.

    >>> change = rows_changed({"gone": None})
    >>> change.keys, change.frame.height
    (['gone'], 0)
    """
    return Change(list(after), frame_of(row for row in after.values() if row is not None), metadata or {})
