"""The Delta table of the glossary: rows in files by ranges of their key, changed a file at a time, commit by commit.

Each file holds the rows of one range of keys, in order, as the leaves of a B+ tree do: a small glossary is one file,
a large one many, and a change rewrites only the files whose ranges it touches. Ranges stand in the log as column
statistics, so that every reader of Delta skips the files it does not need. Writers queue (glossary.store.writers);
should a program that knows nothing of the queue be first, the commit fails and is worked out again on the new state. A
commit is reported when it is on the disk: its files, then its log entry (glossary.store.log_files).
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.files import make_folder, sync_folder
from glossary.errors import Conflict, NoGlossary
from glossary.store import log_files
from glossary.store.leaves import Change, Draft, Leaf, Snapshot, first_line
from glossary.store.writers import DRAFTS, writing

if TYPE_CHECKING:
    import polars as pl
    from deltalake import DeltaTable

__all__ = ["Change", "Draft", "KeyRangeTable", "Leaf", "Snapshot"]

ROWS = 2000
"""Maximum number of rows in a file; a larger file is split."""
ATTEMPTS = 40
"""Maximum number of times that a change is computed again because another writer was first."""
CHECKPOINT = 20
"""Versions between checkpoints of the log, from which it is read."""
PROPERTIES = {
    # The log is the glossary's history: it is never cleaned away behind the owner's back.
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.checkpointInterval": str(CHECKPOINT),
}


class KeyRangeTable(Snapshot):
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
        super().__init__(path, key, schema, ())
        self._table, self._rows = table, rows
        self._leaves: Sequence[Leaf] | None = None
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

        where = os.fspath(path)
        folder = Path(where)
        make_folder(folder)
        with writing(folder):
            if log_files.entries(folder):
                log_files.put_right(folder)  # what is left of a table whose making was cut short
            if not log_files.entries(folder):
                DeltaTable.create(
                    where,
                    schema=schema,
                    configuration={**PROPERTIES, **(properties or {})},
                    raise_if_key_not_exists=False,
                )
                log_files.sync_version(folder, 0)
                sync_folder(folder)
                with suppress(OSError):
                    log_files.note_checksums(folder, [log_files.version_file(folder, 0)])
        return cls.open(path, schema, key=key, rows=rows)

    @classmethod
    def open(cls, path: str | os.PathLike[str], schema: pl.Schema, *, key: str, rows: int = ROWS) -> KeyRangeTable:
        """Open the last version. Reads the log, no rows; puts right what a power cut has done to it, and says so.

        Raises NoGlossary where there is no table, or none that can be read.
        """
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        where = os.fspath(path)
        try:
            last = _last_whole(Path(where))
            try:
                table = DeltaTable(where, version=last)
            except TableNotFoundError:
                raise
            except (DeltaError, OSError, ValueError):
                if not _put_right(Path(where)):
                    raise
                table = DeltaTable(where)
        except TableNotFoundError as error:
            raise NoGlossary("no glossary here", where=where, remedy="make one with: glossary build") from error
        except (DeltaError, OSError, ValueError) as error:
            raise NoGlossary(
                "the glossary's log cannot be read ({reason})",
                where=where,
                remedy="see what can be mended: glossary verify -g GLOSSARY",
                code="damaged_glossary",
                reason=first_line(error),
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
        """Move to the latest version. Returns whether there was a newer one."""
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
                remedy="see what can be mended: glossary verify -g GLOSSARY",
                code="damaged_glossary",
                reason=first_line(error),
            ) from error
        if self.version == before:
            return False
        self._leaves = None
        return True

    def leaves(self) -> Sequence[Leaf]:
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

    def snapshot(self) -> Snapshot:
        """This version, which stays what it is when the table goes on to another."""
        return Snapshot(self.path, self._key, self._schema, list(self.leaves()))

    def read(self, keys: Sequence[str]) -> pl.DataFrame:
        """The existing rows with these keys, in the order of keys."""
        try:
            return super().read(keys)
        except NoGlossary:
            # The files of an old version may have been swept away; then there is a newer one.
            if not self.refresh():
                raise
            return self.read(keys)

    def commit(self, work: Callable[[Draft], Change | None]) -> int | None:
        """Ask `work` for a change to the last version and commit it whole; the new version, None for no change.

        Writers wait for each other, in the order in which they came. `work` is asked again, on the newer state, when
        a program that does not wait was first; so it must decide everything from the draft that it is given. What it
        raises ends the attempt. Raises Conflict when others are always first.
        """
        return self.commit_parts(lambda draft: draft.applied(work(draft)))

    def commit_parts(self, work: Callable[[Draft], Mapping[str, Any] | None]) -> int | None:
        """Like `commit`, for a change too large to be held: `work` applies it to the draft part by part.

        It returns what the log is to say; None, and nothing is committed.
        """
        from deltalake.exceptions import CommitFailedError

        with writing(Path(self.path)), self._lock:
            self._clear_away()
            for attempt in range(ATTEMPTS):
                self.refresh()
                draft = Draft(self.snapshot(), rows=self._rows, columns=self._evolved())
                try:
                    metadata = work(draft)
                    if metadata is None:
                        draft.discard()
                        return None
                    return self._write(draft, metadata)
                except CommitFailedError:
                    draft.discard()
                    time.sleep(random.uniform(0, 0.01 * min(attempt + 1, 20)))  # noqa: S311 (waiting, not secrets)
                except BaseException:
                    if not self._committed(draft):
                        draft.discard()
                    raise
        raise Conflict(
            "other writers were first every time", where=self.path, remedy="nothing was changed; try again in a minute"
        )

    def _clear_away(self) -> None:
        """Delete what killed writers have left behind. Only the writer that holds the lock may do this."""
        home = Path(self.path, DRAFTS)
        for path in home.glob("*.part"):
            with suppress(OSError):
                path.unlink()

    def _committed(self, draft: Draft) -> bool:
        """Whether the log names a file of the draft, though committing it has raised an error."""
        if draft.version is None:
            return False
        file = log_files.version_file(Path(self.path), draft.version)
        try:
            content = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        except (OSError, ValueError):
            return True
        return any(f'"{path}"' in content for path in draft.made)

    def _evolved(self) -> pl.Schema:
        """Columns of the table, those that others have added included; ours come last where they are lacking."""
        import polars as pl

        known = pl.Schema(self._table.schema())
        return pl.Schema({**known, **{name: kind for name, kind in self._schema.items() if name not in known}})

    def _evolve(self) -> None:
        """Give a table of an older schema the columns it lacks; its files stay, and read as empty there."""
        from deltalake import Schema

        known = {field.name for field in self._table.schema().fields}
        if not known.issuperset(self._schema):
            wanted = Schema.from_arrow(self._schema)
            self._table.alter.add_columns([field for field in wanted.fields if field.name not in known])

    def _write(self, draft: Draft, metadata: Mapping[str, Any]) -> int:
        from deltalake import CommitProperties, PostCommitHookProperties
        from deltalake.exceptions import DeltaError

        where = Path(self.path)
        self._evolve()
        adds, removes, files = draft.finish()
        # A writer that was killed may not have come to it: no entry is written on one that a power cut can lose.
        log_files.sync_version(where, self.version)
        with suppress(OSError):
            log_files.complete_checksums(where, self.version)
        version = draft.version = self.version + 1  # no retries: it becomes the next version or nothing
        self._table.create_write_transaction(
            [*adds, *removes],
            mode="append",
            schema=self._table.schema(),
            commit_properties=CommitProperties(custom_metadata=dict(metadata), max_commit_retries=0),
            post_commithook_properties=PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False),
        )
        log_files.sync_version(where, version)
        beside = changes_files(metadata.get("duizhao", {}))
        self.refresh()
        # Both are copies of what is safe by now, and can be made again.
        with suppress(OSError, DeltaError):
            files += (where / name for name in beside)
            if version % CHECKPOINT == 0:
                self._table.create_checkpoint()
                files += log_files.sync_checkpoint(where, version)
            log_files.note_checksums(where, [*files, log_files.version_file(where, version)])
        return version

    def sweep(self, *, keep_hours: float) -> tuple[int, int]:
        """Delete the data files that were replaced before `keep_hours`; how many, and their bytes.

        The log tells when a file was replaced. One that it never names is that of a writer that was killed before it
        committed: it goes when it is older than that. Other writers wait.
        """
        limit, count, size = time.time() - keep_hours * 3600, 0, 0
        where = Path(self.path)
        with writing(where), self._lock:
            self.refresh()
            used = {leaf.path for leaf in self.leaves()}
            replaced = log_files.replaced(where)
            unused = [file for file in where.glob("part-*.parquet") if file.name not in used]
            old = [file for file in unused if replaced.get(file.name, file.stat().st_mtime) <= limit]
            if old:
                # First the list: it must not name what is not there.
                swept = {file.name for file in old}
                known, _ = log_files.checksums(where)
                log_files.write_checksums(where, {name: mark for name, mark in known.items() if name not in swept})
            for file in old:
                count, size = count + 1, size + file.stat().st_size
                file.unlink(missing_ok=True)
        return count, size

    def sweep_beside(self, folders: Sequence[str], *, keep_hours: float) -> tuple[int, int]:
        """Delete the files in folders beside the log that no entry of it names, older than `keep_hours`; as `sweep`."""
        limit, count, size = time.time() - keep_hours * 3600, 0, 0
        where = Path(self.path)
        with writing(where), self._lock:
            self.refresh()
            found = [file for folder in folders for file in (where / folder).glob("*.parquet")]
            old = [file for file in found if file.stat().st_mtime <= limit]
            if old:
                logged = (info.get("duizhao") for info in self._table.history())
                named = {name for metadata in logged if isinstance(metadata, dict) for name in beside_files(metadata)}
                for file in old:
                    if file.name not in named:
                        count, size = count + 1, size + file.stat().st_size
                        file.unlink(missing_ok=True)
        return count, size


def beside_files(metadata: Mapping[str, Any]) -> list[str]:
    """Names of all files beside the log that an entry of it names: replaced rows, and sentences put aside."""
    aside = metadata.get("segments")
    return [Path(name).name for name in (*changes_files(metadata), *([str(aside)] if isinstance(aside, str) else []))]


def changes_files(metadata: Mapping[str, Any]) -> list[str]:
    """Files beside the log that an entry of it names, for the rows that a change replaced."""
    named = metadata.get("changes", [])
    # A name is only text: nothing outside the folder is read, whatever it says.
    return [f"_changes/{Path(str(name)).name}" for name in ([named] if isinstance(named, str) else named)]


def _last_whole(table: Path) -> int | None:
    """The version to open where the last entry of the log is torn and cannot be set aside, None for the last one.

    deltalake takes an empty entry for a change of nothing. Raises ValueError where there is more than one such.
    """
    if not log_files.is_torn(table):
        return None
    _put_right(table)
    if not log_files.is_torn(table):
        return None
    versions = log_files.entries(table)
    if log_files.is_torn(table, before=1) or os.access(table, os.W_OK):
        raise ValueError(f"the entry of version {versions[-1]} is damaged")
    return versions[-2]


def _put_right(table: Path) -> list[str]:
    """Put the log right, when the writer at work has ended; nothing where nothing can be written."""
    if not os.access(table, os.W_OK):
        return []
    with writing(table):
        return log_files.put_right(table)
