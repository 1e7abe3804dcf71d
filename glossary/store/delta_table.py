"""The Delta table of the glossary: rows in files by ranges of their key, changed a file at a time, commit by commit.

Each file holds the rows of one range of keys, in order, as the leaves of a B+ tree do: a small glossary is one file,
a large one many, and a change rewrites only the files whose ranges it touches. Ranges stand in the log as column
statistics, so that every reader of Delta skips the files it does not need. Commits are optimistic: a commit that
finds another one in its place fails, and the change is worked out again on the new state.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import Conflict, NoGlossary

if TYPE_CHECKING:
    import polars as pl
    from deltalake import DeltaTable

__all__ = ["Change", "KeyRangeTable", "Leaf"]

ROWS = 2000
"""Rows of a full file; a file that has grown beyond is split."""
ATTEMPTS = 40
"""How often a change is worked out again because another writer was first."""
CHECKPOINT = 20
"""Versions between checkpoints of the log, from which it is read."""
PROPERTIES = {
    # The log is the glossary's history: it is never cleaned away behind the owner's back.
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.checkpointInterval": str(CHECKPOINT),
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file of the table, and the range of keys in it, both ends included."""

    path: str
    first: str
    last: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does: the rows of these keys go, and those of the frame come; and what the log says about it."""

    keys: Sequence[str]
    frame: pl.DataFrame
    metadata: Mapping[str, Any] = field(default_factory=dict)


class KeyRangeTable:
    """A Delta table in the folder `path`, with the string column `key`, as of one version.

    >>> import tempfile, polars as pl
    >>> rows = pl.DataFrame({"id": ["a", "b"], "n": [1, 2]})
    >>> table = KeyRangeTable.create(tempfile.mkdtemp(), rows.schema, key="id")
    >>> table.commit(lambda table: Change(["a", "b"], rows))
    1
    >>> table.read(["b"]).rows()
    [('b', 2)]
    """

    def __init__(self, table: DeltaTable, path: str, key: str, schema: pl.Schema, rows: int = ROWS):
        self._table, self.path, self._key, self._schema, self._rows = table, path, key, schema, rows
        self._leaves: list[Leaf] | None = None
        # A commit must go out from the very snapshot that it was worked out on; threads may share a table.
        self._lock = threading.RLock()

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        schema: pl.Schema,
        *,
        key: str,
        rows: int = ROWS,
        properties: Mapping[str, str] | None = None,
    ) -> KeyRangeTable:
        """Make an empty table; where another process has made it meanwhile, open that one."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        where = os.fspath(path)
        Path(where).mkdir(parents=True, exist_ok=True)
        try:
            table = DeltaTable.create(
                where,
                schema=schema,
                configuration={**PROPERTIES, **(properties or {})},
                raise_if_key_not_exists=False,
            )
        except DeltaError:
            if not DeltaTable.is_deltatable(where):
                raise
            return cls.open(path, schema, key=key, rows=rows)
        return cls(table, where, key, schema, rows)

    @classmethod
    def open(cls, path: str | os.PathLike[str], schema: pl.Schema, *, key: str, rows: int = ROWS) -> KeyRangeTable:
        """Open the last version. Reads the log, no rows. Raises NoGlossary where there is no table."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        where = os.fspath(path)
        try:
            table = DeltaTable(where)
        except TableNotFoundError as error:
            raise NoGlossary("no glossary here", where=where, remedy="make one with: glossary build") from error
        except (DeltaError, OSError, ValueError) as error:
            raise NoGlossary(
                "the glossary's log cannot be read ({reason})",
                where=where,
                remedy="put back the folder _delta_log from a backup",
                code="damaged_glossary",
                reason=_first_line(error),
            ) from error
        return cls(table, where, key, schema, rows)

    @property
    def version(self) -> int:
        return self._table.version()

    @property
    def properties(self) -> Mapping[str, str]:
        """Configuration that stands in the log."""
        return self._table.metadata().configuration

    @property
    def delta(self) -> DeltaTable:
        """The table as `deltalake` sees it."""
        return self._table

    def refresh(self) -> bool:
        """Go on to the last version; tells whether there was a newer one."""
        with self._lock:
            return self._refresh()

    def _refresh(self) -> bool:
        before = self.version
        try:
            self._table.update_incremental()
        except Exception as error:
            raise NoGlossary(
                "the glossary's log cannot be read ({reason})",
                where=self.path,
                remedy="put back the folder _delta_log from a backup",
                code="damaged_glossary",
                reason=_first_line(error),
            ) from error
        if self.version == before:
            return False
        self._leaves = None
        return True

    def leaves(self) -> list[Leaf]:
        """The files of this version, in the order of their keys."""
        if self._leaves is None:
            import polars as pl

            actions = pl.DataFrame(self._table.get_add_actions(flatten=True))
            low, high = f"min.{self._key}", f"max.{self._key}"
            found = []
            for row in actions.iter_rows(named=True):
                # A file that another program wrote may lack statistics: it can hold anything.
                first, last = row.get(low) or "", row.get(high) or "\U0010ffff"
                found.append(Leaf(row["path"], first, last, row.get("num_records") or 0, row["size_bytes"]))
            self._leaves = sorted(found, key=lambda leaf: (leaf.first, leaf.last))
        return self._leaves

    def count(self) -> int:
        """Number of rows, from the log."""
        return sum(leaf.rows for leaf in self.leaves())

    def scan(self, leaves: Iterable[Leaf] | None = None) -> pl.LazyFrame:
        """Rows of the files, all by default, unread."""
        import polars as pl

        paths = [f"{self.path}/{leaf.path}" for leaf in (self.leaves() if leaves is None else leaves)]
        if not paths:
            return pl.LazyFrame(schema=self._schema)
        return pl.scan_parquet(paths, missing_columns="insert", extra_columns="ignore", schema=self._schema)

    def read(self, keys: Sequence[str]) -> pl.DataFrame:
        """Rows with these keys, in the order of keys; those there are."""
        import polars as pl

        wanted = sorted(set(keys))
        leaves = list(self._holding(wanted))
        if not leaves:
            return pl.DataFrame(schema=self._schema)
        frame = self.scan(leaves).filter(pl.col(self._key).is_in(wanted)).sort(self._key)
        try:
            return self.collect(frame)
        except NoGlossary:
            # The files of an old version may have been swept away; then there is a newer one.
            if not self.refresh():
                raise
            return self.read(keys)

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """Result of a frame made of `scan`. Raises NoGlossary where a file of the table is missing or damaged."""
        from polars.exceptions import ComputeError

        try:
            return frame.collect()
        except (FileNotFoundError, ComputeError) as error:
            raise NoGlossary(
                "a file of the glossary cannot be read ({reason})",
                where=self.path,
                remedy="open it again; if this stays, put the file back from a backup",
                code="damaged_glossary",
                reason=_first_line(error),
            ) from error

    def commit(self, work: Callable[[KeyRangeTable], Change | None]) -> int | None:
        """Ask `work` for a change to the last version and commit it whole; the new version, None for no change.

        `work` is asked again, on the newer state, when another writer was first; so it must decide everything from
        the table it is given. What it raises ends the attempt. Raises Conflict when others are always first.
        """
        from deltalake.exceptions import CommitFailedError

        for attempt in range(ATTEMPTS):
            try:
                with self._lock:
                    self.refresh()
                    change = work(self)
                    if change is None or not change.keys:
                        return None
                    self._evolve()
                    return self._write(change)
            except CommitFailedError:
                time.sleep(random.uniform(0, 0.01 * min(attempt + 1, 20)))  # noqa: S311 (waiting, not secrets)
        raise Conflict(
            "other writers were first every time", where=self.path, remedy="nothing was changed; try again in a minute"
        )

    def _evolve(self) -> None:
        """Give a table of an older schema the columns it lacks; its files stay, and read as empty there."""
        from deltalake import Schema

        known = {field.name for field in self._table.schema().fields}
        if not known.issuperset(self._schema):
            wanted = Schema.from_arrow(self._schema)
            self._table.alter.add_columns([field for field in wanted.fields if field.name not in known])

    def _holding(self, keys: Sequence[str]) -> Iterable[Leaf]:
        """Files whose range holds any of the sorted keys."""
        for leaf in self.leaves():
            place = bisect_right(keys, leaf.last)
            if place and keys[place - 1] >= leaf.first:
                yield leaf

    def _touched(self, keys: Sequence[str]) -> list[Leaf]:
        """Files to rewrite for a change of the sorted keys: those that hold them, or stand before their gap."""
        leaves = self.leaves()
        touched = {leaf.path: leaf for leaf in self._holding(keys)}
        firsts = [leaf.first for leaf in leaves]
        for key in keys:
            if leaves:
                leaf = leaves[max(0, bisect_right(firsts, key) - 1)]
                touched[leaf.path] = leaf
        return sorted(touched.values(), key=lambda leaf: (leaf.first, leaf.last))

    def _write(self, change: Change) -> int:
        import polars as pl
        from deltalake import CommitProperties
        from deltalake.transaction import AddAction, RemoveAction

        keys, new = sorted(change.keys), change.frame.sort(self._key, maintain_order=True)
        old = self._touched(keys)
        now = int(time.time() * 1000)
        adds: list[AddAction] = []
        removes = [RemoveAction(leaf.path, True, now, leaf.size, {}) for leaf in old]
        for group, gone, part in _groups(old, keys, new, self._key):
            if group:
                kept = self.collect(self.scan(group).filter(~pl.col(self._key).is_in(gone)))
                part = pl.concat([kept, part]).sort(self._key, maintain_order=True)
            adds += [self._store(piece, now) for piece in _pieces(part, self._rows)]
        self._table.create_write_transaction(
            [*adds, *removes],
            mode="append",
            schema=self._table.schema(),
            commit_properties=CommitProperties(custom_metadata=dict(change.metadata), max_commit_retries=0),
        )
        version = self.version + 1  # no retries: it is the next version, or it is none
        self.refresh()
        return version

    def sweep(self, *, keep_hours: float) -> tuple[int, int]:
        """Delete data files that are not of the last version and are older; how many, and their bytes.

        These are files that later versions replaced, and those of writers that were killed before they committed.
        """
        self.refresh()
        used = {leaf.path for leaf in self.leaves()}
        limit, count, size = time.time() - keep_hours * 3600, 0, 0
        for file in Path(self.path).glob("part-*.parquet"):
            facts = file.stat()
            if file.name not in used and facts.st_mtime < limit:
                file.unlink(missing_ok=True)
                count, size = count + 1, size + facts.st_size
        return count, size

    def _store(self, rows: pl.DataFrame, now: int) -> Any:
        from deltalake.transaction import AddAction

        name = f"part-{uuid.uuid4()}.parquet"
        target = Path(self.path, name)
        rows.write_parquet(target, compression="zstd", statistics=True)
        with target.open("rb") as written:
            os.fsync(written.fileno())  # the log must never name a file that a power cut can still lose
        statistics = {
            "numRecords": rows.height,
            "minValues": {self._key: rows[self._key][0]},
            "maxValues": {self._key: rows[self._key][-1]},
            "nullCount": {self._key: 0},
        }
        return AddAction(name, target.stat().st_size, {}, now, True, json.dumps(statistics, ensure_ascii=False))


def _groups(
    leaves: Sequence[Leaf], keys: Sequence[str], new: pl.DataFrame, key: str
) -> Iterable[tuple[list[Leaf], Sequence[str], pl.DataFrame]]:
    """Files to rewrite, with the sorted keys and the sorted new rows that fall to them; overlapping files together."""
    groups: list[list[Leaf]] = []
    for leaf in leaves:
        if groups and leaf.first <= max(other.last for other in groups[-1]):
            groups[-1].append(leaf)
        else:
            groups.append([leaf])
    if not groups:
        yield [], keys, new
        return
    column = new[key].to_list()
    for n, group in enumerate(groups):
        # The first group takes what comes before it, the last one what comes after.
        low = group[0].first if n else ""
        high = groups[n + 1][0].first if n + 1 < len(groups) else None
        start, end = (bisect_left(column, low), len(column) if high is None else bisect_left(column, high))
        gone = keys[bisect_left(keys, low) : len(keys) if high is None else bisect_left(keys, high)]
        yield group, gone, new.slice(start, end - start)


def _pieces(rows: pl.DataFrame, most: int) -> Iterable[pl.DataFrame]:
    """Rows in files of at most `most`, and of about one size."""
    if rows.height:
        count = -(-rows.height // most)
        size = -(-rows.height // count)
        for start in range(0, rows.height, size):
            yield rows.slice(start, size)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
