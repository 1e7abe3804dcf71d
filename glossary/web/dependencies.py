"""What the routes need to know of a request: the glossary that it works on, and the user who sent it."""

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
    """The latest version of a glossary, opened once for all threads, and again when somebody has changed it.

    Several threads read the same `Glossary` object at once, so it must not be refreshed or used for changes.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._latest: tuple[int, Glossary] | None = None
        self._kept: dict[Callable[[Glossary], object], tuple[Glossary, object]] = {}
        self._working: dict[Callable[[Glossary], object], threading.RLock] = {}

    def glossary(self) -> Glossary:
        # Every commit adds a file to the log, which changes the folder's modification time; checking that is cheap.
        seen = (self._path / "_delta_log").stat().st_mtime_ns if (self._path / "_delta_log").is_dir() else 0
        found = self._latest
        if found is None or found[0] != seen:
            with self._lock:
                found = self._latest
                if found is None or found[0] != seen:
                    self._latest = found = (seen, Glossary.open(self._path))
        return found[1]

    def once(self, work: Callable[[Glossary], T]) -> T:
        """The result of `work`, computed once for each version of the glossary; other threads wait for it."""
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
    """The latest version of the glossary for reading, shared between requests."""
    reader: Reader = request.app.state.reader
    return reader.glossary()


def readings(request: Request) -> list[Glossary]:
    """All glossaries for reading, in order of priority; only the first one can be changed."""
    return [reading(request), *(one.glossary() for one in request.app.state.others)]


def writing(request: Request) -> Glossary:
    """The glossary for changing, opened for this request. If the request has a key, its change is made only once."""
    glossary = Glossary.open(request.app.state.settings.glossary)
    asked = getattr(request.state, "once", None)
    return glossary if asked is None else glossary.once(asked[0], since=asked[1])


def document_address(request: Request) -> Callable[[str, int | None], str | None]:
    """Return a function that gives the address of a document's page, for its name in the glossary and perhaps a bead.

    It returns None for documents that the workbench has no page for.
    """
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
    """The name that a change is signed with: that of the account that has signed in, whatever `claimed` says.

    Without accounts it is `claimed`, else the name in the reader's preferences, else that of the operating system's
    user that the workbench runs under.
    """
    account = person(request)
    return account.name if account else claimed or name_of(request) or current_user()


def person(request: HTTPConnection) -> Account | None:
    """The account that sent the request; None if the workbench has no accounts, or nobody has signed in."""
    found: Account | None = request.scope.get("state", {}).get("person")
    return found


def allowed(request: HTTPConnection, right: Right) -> bool:
    """Whether the user has a right. Without accounts, every user has all rights."""
    account = person(request)
    return account is None or may(account.role, right)


def name_of(request: Request) -> str | None:
    """The name in the reader's preferences."""
    return clean_name(unquote(request.cookies.get("name", ""))) or None


def candidates_cookie(request: HTTPConnection) -> str:
    """The name of the cookie that says whether candidates are shown; each account has its own cookie."""
    account = person(request)
    return f"candidates-{account.id}" if account else "candidates"


def shows_candidates(request: HTTPConnection) -> bool:
    """Whether look-up and review show the user candidates, which are the entries below the glossary's cut."""
    return request.cookies.get(candidates_cookie(request)) == "yes"


def clean_name(name: str) -> str:
    """A name put on one line and shortened to LONGEST_NAME characters.

    >>> clean_name("  Li\\n Wei ")
    'Li Wei'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:LONGEST_NAME]


def cookie_name(name: str) -> str:
    """A name, encoded for a cookie."""
    return quote(clean_name(name), safe="")
