"""The glossary that a request works on, and the user who sent it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import quote, unquote

from fastapi import Request
from starlette.requests import HTTPConnection

from glossary.people.accounts import Account
from glossary.people.roles import Right, may
from glossary.store.glossary import Glossary
from glossary.store.users import current_user

__all__ = [
    "Reader",
    "allowed",
    "author",
    "candidates_cookie",
    "document_address",
    "person",
    "reading",
    "readings",
    "shows_candidates",
    "writing",
]

T = TypeVar("T")
LONGEST_NAME = 80
NAMES_SECONDS = 5.0


class Reader:
    """The last version of a glossary, opened once for all threads and again when somebody has changed it.

    What it gives is looked at by several threads at once, so nobody may `refresh` it or change entries through it.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._latest: tuple[int, Glossary] | None = None
        self._kept: dict[Callable[[Glossary], object], tuple[Glossary, object]] = {}
        self._working: dict[Callable[[Glossary], object], threading.RLock] = {}

    def glossary(self) -> Glossary:
        # Every commit puts a file into the log, which changes the folder's time: one look at it, no reading.
        seen = (self._path / "_delta_log").stat().st_mtime_ns if (self._path / "_delta_log").is_dir() else 0
        found = self._latest
        if found is None or found[0] != seen:
            with self._lock:
                found = self._latest
                if found is None or found[0] != seen:
                    self._latest = found = (seen, Glossary.open(self._path))
        return found[1]

    def once(self, work: Callable[[Glossary], T]) -> T:
        """What `work` makes of the glossary, done once for a version; who asks meanwhile waits for it."""
        glossary = self.glossary()

        def kept() -> tuple[Glossary, object] | None:
            found = self._kept.get(work)
            return found if found is not None and found[0].version >= glossary.version else None

        found = kept()
        if found is None:
            with self._working.setdefault(work, threading.RLock()):
                found = kept()
                if found is None:
                    self._kept[work] = found = (glossary, work(glossary))
        return cast(T, found[1])


def reading(request: Request) -> Glossary:
    """The glossary to read from: shared between requests, as of the last version."""
    reader: Reader = request.app.state.reader
    return reader.glossary()


def readings(request: Request) -> list[Glossary]:
    """All glossaries to read from, in order of priority; the first is the one that is changed."""
    return [reading(request), *(one.glossary() for one in request.app.state.others)]


def writing(request: Request) -> Glossary:
    """The glossary to change: this request's own, and changed once only where the request has a key."""
    glossary = Glossary.open(request.app.state.settings.glossary)
    asked = getattr(request.state, "once", None)
    return glossary if asked is None else glossary.once(asked[0], since=asked[1])


def document_address(request: Request) -> Callable[[str, int | None], str | None]:
    """A function from a document's name in the glossary, and a bead, to the page that shows it; None without one."""
    state = request.app.state
    kept: tuple[float, dict[str, str]] = getattr(state, "document_names", (0.0, {}))
    if state.bitexts is not None and time.monotonic() - kept[0] > NAMES_SECONDS:
        names = {entry.document: entry.name for entry in state.bitexts.entries() if entry.damage is None}
        state.document_names = kept = (time.monotonic(), names)

    def address(document: str, bead: int | None = None) -> str | None:
        name = kept[1].get(document)
        if name is None:
            return None
        return f"/documents/{quote(name)}" + ("" if bead is None else f"#bead-{bead}")

    return address


def author(request: Request, claimed: str | None = None) -> str:
    """Who is at work: who has signed in with an account of their own, whatever `claimed` says.

    Without accounts, who the request says it is, else the name in the reader's preferences, else the account of the
    operating system that the workbench runs under.
    """
    account = person(request)
    return account.name if account else claimed or name_of(request) or current_user()


def person(request: HTTPConnection) -> Account | None:
    """The account that the request was let in by; None where there are no accounts, or nobody has signed in."""
    found: Account | None = request.scope.get("state", {}).get("person")
    return found


def allowed(request: HTTPConnection, right: Right) -> bool:
    """Whether the user has a right; without accounts, everybody who is let in has them all."""
    account = person(request)
    return account is None or may(account.role, right)


def name_of(request: Request) -> str | None:
    """The name in the reader's preferences."""
    return clean_name(unquote(request.cookies.get("name", ""))) or None


def candidates_cookie(request: HTTPConnection) -> str:
    """Name of the cookie that says whether candidates are shown: one for each account that signs in here."""
    account = person(request)
    return f"candidates-{account.id}" if account else "candidates"


def shows_candidates(request: HTTPConnection) -> bool:
    """Whether the reader wants to see the entries below the glossary's cut in look-up and review."""
    return request.cookies.get(candidates_cookie(request)) == "yes"


def clean_name(name: str) -> str:
    """A name on one line, and not too long.

    >>> clean_name("  Li\\n Wei ")
    'Li Wei'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:LONGEST_NAME]


def cookie_name(name: str) -> str:
    """A name as a cookie can hold it."""
    return quote(clean_name(name), safe="")
