"""What people say to each other about an entry or a sentence pair: comments, whom they name, who is to answer, what is settled.

In a small SQLite file of its own beside the glossary, since it is talk about the work and no part of what is exported.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from glossary.errors import GlossaryError, InvalidOption
from glossary.people.database import Database

__all__ = ["FILE", "About", "Comment", "Discussion", "Thread"]

FILE = "_discussion.sqlite"
"""Within the glossary's folder."""
LONGEST = 10_000
LISTED = 200

_TABLES = """
CREATE TABLE IF NOT EXISTS threads (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, src TEXT NOT NULL, tgt TEXT NOT NULL,
    title TEXT NOT NULL, discuss INTEGER NOT NULL, assigned TEXT, resolved_by TEXT, resolved REAL);
CREATE INDEX IF NOT EXISTS about ON threads (kind, about);
CREATE TABLE IF NOT EXISTS comments (
    id INTEGER PRIMARY KEY, thread INTEGER NOT NULL REFERENCES threads(id), by TEXT NOT NULL, at REAL NOT NULL,
    text TEXT NOT NULL, named TEXT NOT NULL, request TEXT UNIQUE);
CREATE INDEX IF NOT EXISTS of_thread ON comments (thread);
"""

Kind = Literal["entry", "bead"]


@dataclass(frozen=True, slots=True)
class About:
    """What is talked about: an entry by its id, or a sentence pair of a document by the numbers of its sentences."""

    kind: Kind
    id: str
    """Id of the entry, or name of the document."""
    title: str = ""
    """What it is called in a list."""
    src: tuple[int, ...] = ()
    tgt: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of one person."""

    by: str
    at: datetime
    text: str
    named: tuple[str, ...]
    """The people whom it names with @."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the answers to it."""

    id: int
    about: About
    discuss: bool
    """Whether it says that its entry needs discussion."""
    assigned: str | None
    resolved_by: str | None
    comments: tuple[Comment, ...] = field(default=())

    @property
    def open(self) -> bool:
        """Whether it is not settled yet."""
        return self.resolved_by is None

    def waits_for(self, name: str) -> bool:
        """Whether this person is the next to act: the thread is assigned to them, names them or answers them."""
        if not self.open:
            return False
        if self.assigned is not None:
            return self.assigned == name
        if self.comments[-1].by == name:
            return False
        spoken = max((n for n, one in enumerate(self.comments) if one.by == name), default=-1)
        return spoken >= 0 or any(name in one.named for one in self.comments[spoken + 1 :])


class Discussion:
    """The threads about a glossary and its documents.

    >>> import tempfile
    >>> talk = Discussion(Path(tempfile.mkdtemp(), FILE))
    >>> id = talk.start(About("entry", "unido", "工发组织"), by="Li", text="Full name? @Ana Ruiz", people=["Ana", "Ana Ruiz"])
    >>> [thread.comments[0].named for thread in talk.waiting_for("Ana Ruiz")], talk.waiting_for("Li")
    ([('Ana Ruiz',)], [])
    >>> talk.reply(id, by="Ana Ruiz", text="Yes."); talk.resolve(id, by="Li"); talk.waiting_for("Li")
    []
    """

    def __init__(self, file: Path) -> None:
        self._database = Database(file, _TABLES, _unreadable)

    def start(
        self, about: About, *, by: str, text: str, people: Collection[str] = (), discuss: bool = False,
        assigned: str | None = None, request: str | None = None,
    ) -> int:  # fmt: skip
        """Begin a thread; returns its number. The same `request` again begins no second one. Raises InvalidOption."""
        text = _text(text)
        with self._database.writing() as connection:
            known = connection.execute("SELECT thread FROM comments WHERE request = ?", (request,)).fetchone()
            if request is not None and known:
                return int(known[0])
            row = (about.kind, about.id, _numbers(about.src), _numbers(about.tgt), about.title[:300], discuss, assigned)
            made = connection.execute(
                "INSERT INTO threads (kind, about, src, tgt, title, discuss, assigned) VALUES (?,?,?,?,?,?,?)", row
            ).lastrowid
            assert made is not None
            self._say(connection, made, by, text, people, request)
            return made

    def reply(
        self, thread: int, *, by: str, text: str, people: Collection[str] = (), request: str | None = None
    ) -> None:
        """Answer in a thread."""
        with self._database.writing() as connection:
            self._known(connection, thread)
            self._say(connection, thread, by, _text(text), people, request)

    def assign(self, thread: int, *, to: str | None) -> None:
        """Assign a thread to somebody; None for nobody in particular."""
        self._set(thread, "assigned = ?", to)

    def resolve(self, thread: int, *, by: str) -> None:
        """Settle a thread."""
        self._set(thread, "resolved_by = ?, resolved = ?", by, time.time())

    def reopen(self, thread: int) -> None:
        """Reopen a thread."""
        self._set(thread, "resolved_by = NULL, resolved = NULL")

    def move(self, old: str, new: str) -> None:
        """Take the threads of an entry along to the entry that it was merged into."""
        if self._database.file.exists():
            with self._database.writing() as connection:
                connection.execute("UPDATE threads SET about = ? WHERE kind = 'entry' AND about = ?", (new, old))

    def renumber(self, document: str, side: Literal["src", "tgt"], number: int, by: int) -> None:
        """A sentence of a document was cut in two (`by` 1) or made whole again (-1): the threads name it as before."""
        if not self._database.file.exists():
            return

        def turned(n: int) -> list[int]:
            if by > 0:
                return [n, n + 1] if n == number else [n + (n > number)]
            return [] if n == number + 1 else [n - (n > number)]

        with self._database.writing() as connection:
            asked = f"SELECT id, {side} FROM threads WHERE kind = 'bead' AND about = ?"  # noqa: S608 - one of two words
            for id, numbers in connection.execute(asked, (document,)).fetchall():
                known = json.loads(numbers)
                made = tuple(m for n in known for m in turned(n)) or ((number,) if known else ())
                connection.execute(f"UPDATE threads SET {side} = ? WHERE id = ?", (_numbers(made), id))  # noqa: S608

    def get(self, thread: int) -> Thread | None:
        """The thread with this number."""
        return next(iter(self._threads("id = ?", thread)), None)

    def of(self, kind: Kind, id: str) -> list[Thread]:
        """The threads about an entry or a document, open ones first, then the latest."""
        return sorted(self._threads("kind = ? AND about = ?", kind, id), key=lambda one: (not one.open, -one.id))

    def waiting_for(self, name: str) -> list[Thread]:
        """Open threads in which this person is the next to say or do something, oldest first."""
        return [one for one in self._threads("resolved_by IS NULL") if one.waits_for(name)]

    def to_discuss(self) -> list[Thread]:
        """Open threads that say that their entry needs discussion, oldest first."""
        return self._threads("resolved_by IS NULL AND discuss")[:LISTED]

    def discussed(self, ids: Collection[str]) -> set[str]:
        """The entries, among these, that need discussion."""
        if not ids or not self._database.file.exists():
            return set()
        with self._database.reading() as connection:
            marks = ",".join("?" * len(ids))
            asked = f"SELECT about FROM threads WHERE kind='entry' AND discuss AND resolved_by IS NULL AND about IN ({marks})"  # noqa: S608
            return {row[0] for row in connection.execute(asked, tuple(ids))}

    def _threads(self, where: str, *values: object) -> list[Thread]:
        if not self._database.file.exists():
            return []
        with self._database.reading() as connection:
            columns = "id, kind, about, src, tgt, title, discuss, assigned, resolved_by"
            rows = connection.execute(f"SELECT {columns} FROM threads WHERE {where} ORDER BY id", values).fetchall()  # noqa: S608
            said: dict[int, list[Comment]] = {}
            asked = f"SELECT thread, by, at, text, named FROM comments WHERE thread IN (SELECT id FROM threads WHERE {where}) ORDER BY id"  # noqa: S608
            for thread, by, at, text, named in connection.execute(asked, values):
                comment = Comment(by, datetime.fromtimestamp(at, UTC), text, tuple(json.loads(named)))
                said.setdefault(thread, []).append(comment)
        return [
            Thread(
                row[0],
                About(row[1], row[2], row[5], tuple(json.loads(row[3])), tuple(json.loads(row[4]))),
                bool(row[6]),
                row[7],
                row[8],
                tuple(said[row[0]]),
            )
            for row in rows
        ]

    def _say(
        self,
        connection: sqlite3.Connection,
        thread: int,
        by: str,
        text: str,
        people: Collection[str],
        request: str | None,
    ) -> None:
        row = (thread, by, time.time(), text, json.dumps(_named(text, people), ensure_ascii=False), request)
        connection.execute(
            "INSERT OR IGNORE INTO comments (thread, by, at, text, named, request) VALUES (?,?,?,?,?,?)", row
        )

    def _set(self, thread: int, what: str, *values: Any) -> None:
        with self._database.writing() as connection:
            self._known(connection, thread)
            connection.execute(f"UPDATE threads SET {what} WHERE id = ?", (*values, thread))  # noqa: S608

    def _known(self, connection: sqlite3.Connection, thread: int) -> None:
        if connection.execute("SELECT 1 FROM threads WHERE id = ?", (thread,)).fetchone() is None:
            raise InvalidOption("there is no such comment", code="no_comment")


def _unreadable(file: Path, reason: str) -> GlossaryError:
    return GlossaryError(
        "the comments cannot be read or written: {reason}",
        where=file,
        remedy="restore the file from a backup",
        code="comments_unreadable",
        reason=reason,
    )


def _text(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").strip()
    if not clean or len(clean) > LONGEST:
        raise InvalidOption("a comment has 1 to {most} characters", code="no_comment", most=LONGEST)
    return clean


def _numbers(numbers: tuple[int, ...]) -> str:
    return json.dumps(list(numbers))


def _named(text: str, people: Collection[str]) -> list[str]:
    """The people named with @ in a text, the longest name that fits; without accounts, any word after @."""
    if not people:
        return list(dict.fromkeys(re.findall(r"@(\w[\w.-]*)", text)))
    names = "|".join(re.escape(name) for name in sorted(people, key=len, reverse=True))
    by_folded = {name.casefold(): name for name in people}
    found = re.findall(rf"@({names})(?![a-z0-9])", text, flags=re.IGNORECASE)
    return list(dict.fromkeys(by_folded.get(one.casefold(), one) for one in found))
