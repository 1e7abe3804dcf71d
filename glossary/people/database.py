"""The small SQLite files beside a glossary: opened so that what is committed outlasts a power cut, changed all or nothing."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from glossary.errors import NoGlossary

__all__ = ["Database", "open_database", "raise_refusal", "require_folder", "transaction"]

_PROBE = 1 << 18
"""Bytes that are tried to be written where SQLite says only that something went wrong with the disk."""


class Database:
    """A file that is opened when it is first asked, by one thread at a time; made for its owner's eyes only.

    `unreadable` makes the error of the file and SQLite's reason for it.

    >>> database = Database(Path(":memory:"), "CREATE TABLE IF NOT EXISTS t (a UNIQUE)", lambda file, reason: OSError(reason))
    >>> with database.writing() as connection:
    ...     _ = connection.execute("INSERT INTO t VALUES (1)")
    >>> with database.reading() as connection:
    ...     connection.execute("SELECT a FROM t").fetchall()
    [(1,)]
    >>> with database.reading() as connection:
    ...     connection.execute("SELECT b FROM t")
    Traceback (most recent call last):
        ...
    OSError: no such column: b
    """

    def __init__(
        self, file: Path, tables: str, unreadable: Callable[[Path, str], Exception], *, foreign_keys: bool = False
    ) -> None:
        self.file = file
        self._tables, self._unreadable, self._foreign_keys = tables, unreadable, foreign_keys
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    @property
    def exists(self) -> bool:
        """Whether the file exists, or is open."""
        return self._connection is not None or self.file.exists()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The open file. SQLite's errors become those of `unreadable`, but for broken constraints, which the caller knows."""
        with self._lock:
            try:
                yield self._opened()
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise_refusal(self.file, error)
                raise self._unreadable(self.file, str(error)) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The open file, in a transaction."""
        with self.reading() as connection, transaction(connection):
            yield connection

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            if str(self.file) != ":memory:" and not self.file.exists():
                require_folder(self.file)
                self.file.touch(mode=0o600)
            self._connection = open_database(self.file, self._tables, foreign_keys=self._foreign_keys)
        return self._connection


def open_database(file: Path, tables: str, *, foreign_keys: bool = False) -> sqlite3.Connection:
    """Open `file`, make the tables that `tables` creates, and return a connection that any thread may use.

    Every commit is synced to the disk. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(file, timeout=10, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if foreign_keys:
            connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(tables)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A transaction that holds the file for writing from its start; rolled back where anything is raised.

    >>> connection = open_database(Path(":memory:"), "CREATE TABLE t (a)")
    >>> with transaction(connection):
    ...     _ = connection.execute("INSERT INTO t VALUES (1)")
    >>> connection.execute("SELECT a FROM t").fetchall()
    [(1,)]
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def require_folder(file: Path) -> None:
    """Raise NoGlossary where the folder of a file beside a glossary has gone: moved, or on a disk that was taken away."""
    if not file.parent.is_dir():
        raise NoGlossary(
            "the folder of the glossary is no longer there",
            where=file.parent,
            remedy="put it back, or open another glossary",
        )


def raise_refusal(file: Path, error: sqlite3.Error) -> None:
    """Raise OSError where an error of SQLite is the system's refusal to write: a full disk, or a folder for reading only.

    The file itself is sound then, and needs no backup. SQLite's own words tell neither case from damage. Raises NoGlossary
    where the folder has gone.
    """
    name = getattr(error, "sqlite_errorname", "") or ""
    if not name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return
    require_folder(file)
    if not os.access(file.parent, os.W_OK):
        try:
            (file.parent / f".{file.name}.probe").touch()
        except OSError as refused:
            raise OSError(refused.errno, refused.strerror, str(file)) from error
    if name.startswith("SQLITE_FULL"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file)) from error
    try:
        with tempfile.TemporaryFile(dir=file.parent) as probe:
            probe.write(bytes(_PROBE))
            probe.flush()
    except OSError as refused:
        raise OSError(refused.errno, refused.strerror, str(file)) from error
