"""Files of a table by ranges of their key, read as of one version, and a draft of the next version."""

from __future__ import annotations

import json
import os
import time
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.files import raise_if_full, sync_file, sync_folder
from glossary.errors import NoGlossary
from glossary.store.writers import DRAFTS

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Change", "Draft", "Leaf", "Snapshot", "collected"]


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
    """A change: the rows with these keys are removed, those of the frame are added; and what the log says about it."""

    keys: Sequence[str]
    frame: pl.DataFrame
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Snapshot:
    """The files of one version of a table, in the order of their keys: what is read of it is of that version."""

    def __init__(self, path: str, key: str, schema: pl.Schema, leaves: Sequence[Leaf]):
        self.path, self._key, self._schema = path, key, schema
        self._files: Sequence[Leaf] = leaves

    def leaves(self) -> Sequence[Leaf]:
        """The files, in the order of their keys."""
        return self._files

    def count(self) -> int:
        """Number of rows, from the log."""
        return sum(leaf.rows for leaf in self.leaves())

    def scan(self, leaves: Iterable[Leaf] | None = None, *, schema: pl.Schema | None = None) -> pl.LazyFrame:
        """Rows of the files, all by default, unread."""
        import polars as pl

        schema = schema or self._schema
        paths = [f"{self.path}/{leaf.path}" for leaf in (self.leaves() if leaves is None else leaves)]
        if not paths:
            return pl.LazyFrame(schema=schema)
        return pl.scan_parquet(paths, missing_columns="insert", extra_columns="ignore", schema=schema)

    def read(self, keys: Sequence[str]) -> pl.DataFrame:
        """The existing rows with these keys, in the order of keys."""
        import polars as pl

        wanted = sorted(set(keys))
        leaves = list(self._holding(wanted))
        if not leaves:
            return pl.DataFrame(schema=self._schema)
        return self.collect(self.scan(leaves).filter(pl.col(self._key).is_in(wanted)).sort(self._key))

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """Result of a frame made of `scan`. Raises NoGlossary where a file of the table is missing or damaged."""
        return collected(frame, self.path)

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


def collected(frame: pl.LazyFrame, where: str | os.PathLike[str]) -> pl.DataFrame:
    """Result of a frame over files of the table at `where`. Raises NoGlossary where one of them is missing or damaged."""
    import polars as pl

    try:
        return frame.collect()
    except (FileNotFoundError, pl.exceptions.ComputeError, pl.exceptions.PanicException) as error:
        raise NoGlossary(
            "a file of the glossary cannot be read ({reason})",
            where=where,
            remedy="open it again; if this stays: glossary verify --repair -g GLOSSARY",
            code="damaged_glossary",
            reason=first_line(error),
        ) from error


class Draft(Snapshot):
    """A version in the making: changes are applied to it one after the other, and are seen by what is read of it.

    New files lie in the folder DRAFTS of the table until `finish` gives them their names; a reader of the table sees
    nothing of them before the log names them.
    """

    def __init__(self, base: Snapshot, *, rows: int, columns: pl.Schema):
        super().__init__(base.path, base._key, base._schema, list(base.leaves()))
        self._rows, self._columns = rows, columns
        self._before = {leaf.path: leaf for leaf in self._files}
        self.made: set[str] = set()
        """New files, by their names in the table."""
        self.version: int | None = None
        """The version that it is to be, from when the log may name it."""

    @property
    def began_empty(self) -> bool:
        """Whether the version that it is made from has no rows."""
        return not self._before

    def applied(self, change: Change | None) -> Mapping[str, Any] | None:
        """Apply a change; what the log is to say of it, None for no change."""
        if change is None or not change.keys:
            return None
        self.apply(change)
        return change.metadata

    def apply(self, change: Change) -> None:
        """Remove the rows with the keys of the change, and add its rows."""
        import polars as pl

        if not change.keys:
            return
        keys, new = sorted(change.keys), change.frame.sort(self._key, maintain_order=True)
        old = self._touched(keys)
        made: list[Leaf] = []
        for group, gone, part in _groups(old, keys, new, self._key):
            if group:
                # Columns that others have added to the table stay.
                rows = self.collect(self.scan(group, schema=self._columns))
                is_gone = pl.col(self._key).is_in(gone)
                part = pl.concat([rows.filter(~is_gone), self._with_others(part, rows.filter(is_gone))])
                part = part.sort(self._key, maintain_order=True)
            else:
                part = self._with_others(part, None)
            made += [self._store(piece) for piece in _pieces(part, self._rows)]
        replaced = {leaf.path for leaf in old}
        self._files = sorted(
            [leaf for leaf in self._files if leaf.path not in replaced] + made, key=lambda leaf: (leaf.first, leaf.last)
        )
        for path in replaced & self.made:
            self._remove(path)

    def append(self, frame: pl.DataFrame) -> None:
        """Rows come in files of their own, beside those that are there: for many at a time."""
        rows = self._with_others(frame.sort(self._key, maintain_order=True), None)
        made = [self._store(piece) for piece in _pieces(rows, self._rows)]
        self._files = sorted([*self._files, *made], key=lambda leaf: (leaf.first, leaf.last))

    def _with_others(self, new: pl.DataFrame, old: pl.DataFrame | None) -> pl.DataFrame:
        """New rows with the columns of the table that are none of ours, as the rows of the same keys had them."""
        import polars as pl

        names = [name for name in self._columns if name not in self._schema]
        if names and old is not None and old[self._key].is_unique().all():
            new = new.join(old.select(self._key, *names), on=self._key, how="left", maintain_order="left")
        else:
            new = new.with_columns(pl.lit(None, dtype=self._columns[name]).alias(name) for name in names)
        return new.select(self._columns.names())

    def _store(self, rows: pl.DataFrame) -> Leaf:
        path = f"{DRAFTS}/{uuid.uuid4()}.part"
        target = Path(self.path, path)
        self.made.add(path)
        try:
            rows.write_parquet(target, compression="zstd", statistics=True)
        except Exception:
            raise_if_full(target)
            raise
        return Leaf(path, rows[self._key][0], rows[self._key][-1], rows.height, target.stat().st_size)

    def put_in_place(self, lost: Leaf, sources: Sequence[str]) -> None:
        """Instead of a file that cannot be read, the rows of its range in the files that it once replaced."""
        import polars as pl

        leaves = [Leaf(name, "", "", 0, 0) for name in sources]
        within = (pl.col(self._key) >= lost.first) & (pl.col(self._key) <= lost.last)
        rows = self.collect(self.scan(leaves, schema=self._columns).filter(within).sort(self._key))
        kept = [leaf for leaf in self._files if leaf.path != lost.path]
        made = [self._store(piece) for piece in _pieces(rows, self._rows)]
        self._files = sorted(kept + made, key=lambda leaf: (leaf.first, leaf.last))

    def finish(self) -> tuple[list[Any], list[Any], list[Path]]:
        """What the log is to say, AddActions and RemoveActions, and the new files, on the disk under their names."""
        from deltalake.transaction import AddAction, RemoveAction

        now = int(time.time() * 1000)
        adds, files = [], []
        current = {leaf.path for leaf in self._files}
        for leaf in self._files:
            if leaf.path not in self.made:
                continue
            source, name = Path(self.path, leaf.path), f"part-{uuid.uuid4()}.parquet"
            sync_file(source)  # the log must never name a file that a power cut can still lose
            source.rename(Path(self.path, name))
            self.made.discard(leaf.path)
            self.made.add(name)
            files.append(Path(self.path, name))
            statistics = {
                "numRecords": leaf.rows,
                "minValues": {self._key: leaf.first},
                "maxValues": {self._key: leaf.last},
                "nullCount": {self._key: 0},
            }
            adds.append(AddAction(name, leaf.size, {}, now, True, json.dumps(statistics, ensure_ascii=False)))
        if files:
            sync_folder(self.path)
        removes = [
            RemoveAction(leaf.path, True, now, leaf.size, {})
            for leaf in self._before.values()
            if leaf.path not in current
        ]
        return adds, removes, files

    def discard(self) -> None:
        """Delete the new files; only where no log entry names them."""
        for path in list(self.made):
            self._remove(path)

    def _remove(self, path: str) -> None:
        self.made.discard(path)
        with suppress(OSError):
            Path(self.path, path).unlink()


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


def first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
