"""The small SQLite files beside a glossary: opened so that what is committed outlasts a power cut, changed all or nothing."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["open_database", "raise_refusal", "transaction"]

_PROBE = 1 << 18
"""Bytes that are tried to be written where SQLite says only that something went wrong with the disk."""


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


def raise_refusal(file: Path, error: sqlite3.Error) -> None:
    """Raise OSError where an error of SQLite is the system's refusal to write: a full disk, or a folder for reading only.

    The file itself is sound then, and needs no backup. SQLite's own words tell neither case from damage.
    """
    name = getattr(error, "sqlite_errorname", "") or ""
    if not name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return
    if not file.parent.is_dir():
        return
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
