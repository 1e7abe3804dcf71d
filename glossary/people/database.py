"""The small SQLite files beside a glossary: opened so that what is committed outlasts a power cut, changed all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["open_database", "transaction"]


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
