"""A request that arrives twice is carried out once: its key and its answer are kept beside the glossary.

A browser that got no answer does not know whether its request arrived, and has to send it again. The header
`Idempotency-Key` makes that safe (draft-ietf-httpapi-idempotency-key-header): the second time nothing is done, and the
first answer is sent again. The key is also written to the glossary's own log, in the same commit as the change, so that
the change is not made again even if the server is killed between the change and its answer (`Glossary.once`).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glossary.errors import GlossaryError
from glossary.people.database import open_database, raise_refusal, transaction
from glossary.web.problems import Problem, answer, from_error

__all__ = ["FILE", "Answered", "Answers", "Once"]

FILE = "_requests.sqlite"
"""Name of the file, inside the glossary's folder."""
LONGEST_KEY = 100
KEPT_DAYS = 30
LARGEST = 1 << 20
"""Size in bytes of the largest answer that is kept; of larger ones, only the status and the headers are kept."""
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

_TABLE = """CREATE TABLE IF NOT EXISTS requests (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, since INTEGER NOT NULL, at REAL NOT NULL,
    status INTEGER, headers TEXT, body BLOB)"""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is known of a request: the glossary's version when it first arrived, and its answer, if there is one."""

    request: str
    since: int
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Answers:
    """The requests with a key of the last 30 days and their answers, in a small SQLite file.

    >>> import tempfile
    >>> answers = Answers(Path(tempfile.mkdtemp(), FILE))
    >>> answers.begin("k1", "approve c1", 7).status is None
    True
    >>> answers.finish("k1", 200, [("content-type", "application/json")], b"{}")
    >>> answers.begin("k1", "approve c1", 9).body
    b'{}'
    """

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def begin(self, key: str, request: str, since: int) -> Answered:
        """Record that a request has arrived, and return what is known of it if it has arrived before.

        Raises GlossaryError or OSError if it cannot be recorded.
        """
        with self._writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO requests (key, request, since, at) VALUES (?, ?, ?, ?)",
                (key, request, since, time.time()),
            )
            columns = "request, since, status, headers, body"
            row = connection.execute(f"SELECT {columns} FROM requests WHERE key = ?", (key,)).fetchone()  # noqa: S608
        headers = tuple((name, value) for name, value in json.loads(row[3] or "[]"))
        return Answered(row[0], row[1], row[2], headers, row[4] or b"")

    def finish(self, key: str, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Save the answer to a request."""
        kept = body if len(body) <= LARGEST else b""
        with self._writing() as connection:
            connection.execute(
                "UPDATE requests SET status = ?, headers = ?, body = ? WHERE key = ?",
                (status, json.dumps(headers), kept, key),
            )

    def forget(self, key: str) -> None:
        """Delete a request that was refused and changed nothing, so that it is carried out if it is sent again."""
        with self._writing() as connection:
            connection.execute("DELETE FROM requests WHERE key = ? AND status IS NULL", (key,))

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The open file, in a transaction. SQLite's errors become GlossaryErrors, which a browser can be shown."""
        with self._lock:
            try:
                with transaction(self._open()) as connection:
                    yield connection
            except sqlite3.Error as error:
                raise_refusal(self._file, error)
                raise GlossaryError(
                    "the requests cannot be recorded beside the glossary: {reason}",
                    where=self._file,
                    remedy="try it again; if this stays, tell an administrator",
                    code="requests_unreadable",
                    reason=str(error),
                ) from error

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = self._connected()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                # The file is no database. Its answers are lost, but it has to be replaced before anybody can work.
                self._file.replace(self._file.with_suffix(".damaged"))
                self._connection = self._connected()
        return self._connection

    def _connected(self) -> sqlite3.Connection:
        connection = open_database(self._file, _TABLE)
        try:
            connection.execute("DELETE FROM requests WHERE at < ?", (time.time() - KEPT_DAYS * 24 * 3600,))
        except BaseException:
            connection.close()
            raise
        return connection


class Once:
    """ASGI middleware that gives a request with a key that was answered before the same answer again."""

    def __init__(self, app: ASGIApp, *, answers: Answers, reader: Any) -> None:
        self.app, self._answers, self._reader = app, answers, reader
        # If two requests with the same key arrive at once, the second one waits for the answer to the first.
        self._running: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("idempotency-key") if scope["type"] == "http" else None
        if given is None or scope["method"] not in UNSAFE:
            await self.app(scope, receive, send)
            return
        key = given.strip().strip('"')
        if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
            problem = Problem(422, "invalid", "An Idempotency-Key has 1 to 100 letters and digits.")
            await answer(scope, problem)(scope, receive, send)
            return
        body = await _whole(receive)
        if body is None:
            return
        lock = self._running.get(key) or self._running.setdefault(key, asyncio.Lock())
        async with lock:
            await self._answer(key, body, scope, receive, send)

    async def _answer(self, key: str, body: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        digest = hashlib.sha256(body).hexdigest()
        account = scope.get("state", {}).get("person")
        request = f"{scope['method']} {scope['path']}?{scope.get('query_string', b'').decode('latin-1')} {digest}"
        if account is not None:  # nobody must get the answer to somebody else's request
            request = f"{account.id} {request}"
        try:
            known = await to_thread.run_sync(lambda: self._answers.begin(key, request, self._version()))
        except GlossaryError as error:
            await answer(scope, from_error(error))(scope, receive, send)
            return
        if known.request != request:
            problem = Problem(422, "key_reused", "This Idempotency-Key belongs to another request.", "Make a new one.")
            await answer(scope, problem)(scope, receive, send)
            return
        if known.status is not None:
            headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in known.headers]
            headers.append((b"idempotency-replayed", b"true"))
            await send({"type": "http.response.start", "status": known.status, "headers": headers})
            await send({"type": "http.response.body", "body": known.body})
            return
        scope.setdefault("state", {})["once"] = (key, known.since)
        messages = await self._asked(scope, body, receive)
        status, headers_out, content = _collected(messages)
        try:
            if status < 400:
                await to_thread.run_sync(lambda: self._answers.finish(key, status, headers_out, content))
            elif status < 500:
                await to_thread.run_sync(lambda: self._answers.forget(key))
        except (GlossaryError, OSError) as error:  # the change is made, and the log has its key
            logging.getLogger(__name__).error("%s", error)
        for message in messages:
            await send(message)

    async def _asked(self, scope: Scope, body: bytes, receive: Receive) -> list[Message]:
        messages: list[Message] = []
        given = False

        async def receive_again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive_again, keep)
        return messages

    def _version(self) -> int:
        with suppress(GlossaryError):
            return int(self._reader.glossary().version)
        return 0


async def _whole(receive: Receive) -> bytes | None:
    """The body of a request, or None if its sender has disconnected."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _collected(messages: list[Message]) -> tuple[int, list[tuple[str, str]], bytes]:
    status, headers = 500, []
    for message in messages:
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
    return status, headers, b"".join(message.get("body", b"") for message in messages)
