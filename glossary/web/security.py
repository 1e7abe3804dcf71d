"""The guard before every request, which decides who may ask for what; and signing in.

The threats, and what stands against each:
- a page of another site that the user has open: the Origin and Sec-Fetch-Site of every request that changes
  something, SameSite cookies (OWASP, Cross-Site Request Forgery Prevention);
- a name of another site that is made to point here (DNS rebinding): the Host header;
- a document with markup in it: escaping in the templates, and a content security policy without inline script;
- guessing passwords and tokens: after a few wrong ones an address has to wait, twice as long each time;
- a huge upload: counted while it comes in, whatever its Content-Length says;
- an upload that never ends: given up when nothing more comes; half-open connections: see connections.py.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
import time
from math import ceil
from urllib.parse import urlsplit

from starlette._utils import get_route_path
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from align.errors import Message
from glossary.errors import GlossaryError
from glossary.people.accounts import Account, Accounts
from glossary.people.roles import may
from glossary.web.problems import Problem, answer, from_system, not_allowed
from glossary.web.rights import needed
from glossary.web.settings import Settings

__all__ = ["COOKIE", "Attempts", "Guard", "address_of", "signed_in"]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
DOCUMENTS = frozenset({"/aligning", "/api/aligning"})
"""Where documents to align are sent."""
OPEN_PATHS = ("/static/", "/sign-in")
COOKIE = "duizhao-person"
"""Holds the secret of an account's session."""
ACCOUNT = "duizhao-account"
"""Header by which a page says whose it is."""
STALLED = 20.0
"""Seconds that the next piece of a request's body may take."""


class _GuardedRequest:
    """What one request receives and sends: the bytes of its body are counted, its answer gets the security headers."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self._scope, self._receive, self._send, self._limit = scope, receive, send, limit
        self._seen = 0
        self._whole = False
        self.started = False
        """Whether the answer has begun."""
        self.broken: Problem | None = None
        """Why the body was not read to its end."""

    async def receive(self) -> Event:
        """The next piece of the body. Raises _BrokenOff where it does not come, or is too much."""
        if self._whole:  # what is waited for now is the end of the connection, which comes when the answer has gone
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), STALLED)
        except TimeoutError:
            self.broken = Problem(408, "stalled", "The rest of the request did not come; send it again.")
            raise _BrokenOff from None
        self._whole = not message.get("more_body", False)
        self._seen += len(message.get("body", b""))
        if self._seen > self._limit:
            self.broken = _too_large(self._limit)
            raise _BrokenOff
        return message

    async def send(self, message: Event) -> None:
        """Send a piece of the answer, the head of it with the security headers."""
        if self.broken and not self.started:
            return  # what the application makes of the broken-off body; our own answer follows
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if not self._scope["path"].startswith("/static/"):
                headers.setdefault("cache-control", "no-store")
        await self._send(message)


class Guard:
    """ASGI middleware: refuses foreign hosts and origins, strangers and floods; adds the security headers."""

    def __init__(self, app: ASGIApp, *, settings: Settings, attempts: Attempts, accounts: Accounts) -> None:
        self.app = app
        self.settings = settings
        self.attempts = attempts
        self.accounts = accounts
        self.hosts = settings.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # no websockets here
        guarded = _GuardedRequest(scope, receive, send, self._limit(scope))
        problem = self._refusal(scope, Headers(scope=scope))
        if problem is None:
            try:
                await self.app(scope, guarded.receive, guarded.send)
            except _BrokenOff:
                pass  # answered below
            except Exception as error:
                # Starlette would answer outside of this guard, without its headers.
                logging.getLogger(__name__).exception("%s %s", scope["method"], scope["path"])
                if guarded.started:
                    raise
                fault = Problem(500, "fault", "The workbench has a fault; what you saved is kept.")
                problem = from_system(error) if isinstance(error, OSError) else fault
            if guarded.broken and not guarded.started:
                problem = guarded.broken
            if problem is None:
                return
        guarded.broken = None
        await answer(scope, problem)(scope, receive, guarded.send)

    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        """Why a request is not even looked at, or None."""
        try:
            problem = self._foreign(scope, headers) or self._stranger(scope, headers)
        except Problem as refusal:
            return refusal
        length = headers.get("content-length", "0")
        limit = self._limit(scope)
        too_large = length.isdecimal() and length.isascii() and int(length[:20]) > limit
        return problem or (_too_large(limit) if too_large else None)

    def _limit(self, scope: Scope) -> int:
        """Bytes of a request: documents to align come two or many at once, and are kept on disk as they come."""
        return self.settings.documents_limit if scope["path"] in DOCUMENTS else self.settings.upload_limit

    def _foreign(self, scope: Scope, headers: Headers) -> Problem | None:
        host = _host(headers.get("host", ""))
        if host not in self.hosts:
            remedy = Message(
                "If this is the server's own name, tell whoever runs it to start it with: glossary serve --name {host}",
                host=host or "NAME",
            )
            return Problem(421, "foreign_host", Message("This server is not called {host!r}.", host=host), remedy)
        if scope["method"] not in UNSAFE:
            return None
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return Problem(403, "foreign_origin", "Another site tried to send this request.")
        origin = headers.get("origin")
        if origin is not None and origin.lower().partition("://")[2] != headers.get("host", "").lower():
            return Problem(403, "foreign_origin", "Another site tried to send this request.")
        return None

    def _stranger(self, scope: Scope, headers: Headers) -> Problem | None:
        try:
            if self.accounts.exist() or self.settings.oidc:
                return self._unnamed(scope, headers)
        except GlossaryError as error:
            logging.getLogger(__name__).error("%s", error)
            return Problem(503, error.code, "The accounts cannot be read.", "Tell an administrator.")
        if not self.settings.closed or signed_in(scope, self.settings, headers, self.attempts):
            return None
        # Language and theme are chosen on the page on which one signs in as well: cookies of the stranger's own.
        choosing = scope["method"] == "POST" and scope["path"] == "/preferences"
        if choosing or scope["path"].startswith(OPEN_PATHS):
            return None
        return Problem(401, "sign_in", "Sign in first.")

    def _unnamed(self, scope: Scope, headers: Headers) -> Problem | None:
        """Where there are accounts: who asks, by session or token, and whether their role has the right that it needs."""
        right = needed(scope["method"], get_route_path(scope))
        account = self._account(scope, headers)
        scope.setdefault("state", {})["accounts"] = True
        if account is not None:
            scope["state"]["person"] = account
        if right == "open":
            return None
        if account is None:
            return Problem(401, "sign_in", "Sign in first.")
        # A page that somebody else left open in this browser must not act under the name of who has signed in since.
        if headers.get(ACCOUNT, account.id) != account.id:
            return Problem(401, "sign_in", "Somebody else has signed in meanwhile; sign in again.")
        if right is None:  # the application says that there is no such page; what it does not know of, it cannot do
            return None if scope["method"] in ("GET", "HEAD") and not self._routed(scope) else not_allowed()
        return None if may(account.role, right) else not_allowed()

    def _account(self, scope: Scope, headers: Headers) -> Account | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            address = address_of(scope)
            self.attempts.admit(address)
            found = self.accounts.of_token(token)
            self.attempts.note(address, right=found is not None)
            return found
        secret = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        return self.accounts.of_session(secret) if secret else None

    def _routed(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is not Match.NONE for route in scope["app"].routes)


def _too_large(limit: int) -> Problem:
    megabytes = limit >> 20
    return Problem(
        413,
        "too_large",
        Message("The file is larger than {megabytes} MB; split it, or use the command line.", megabytes=megabytes),
    )


class _BrokenOff(Exception):
    """The body of a request was not read to its end."""


def _host(header: str) -> str:
    """The name in a Host header; empty where it is none at all.

    >>> _host("127.0.0.1:8765"), _host("[::1]:8765"), _host("[")
    ('127.0.0.1', '::1', '')
    """
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def signed_in(scope: Scope, settings: Settings, headers: Headers, attempts: Attempts) -> bool:
    """Whether the request carries the token, or a session that signed in; raises Problem for one wrong token too many."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if settings.token and scheme.lower() == "bearer":
        return attempts.check(address_of(scope), token, settings.token)
    return bool(scope.get("session", {}).get("signed_in"))


def address_of(scope: Scope) -> str:
    """Whom wrong passwords are counted for: an address, or a network of IPv6, of which one household has all.

    >>> address_of({"client": ("10.0.0.9", 1)}), address_of({"client": ("2001:db8:1:2:3:4:5:6", 1)})
    ('10.0.0.9', '2001:db8:1:2::/64')
    """
    host = str((scope.get("client") or ("unknown", 0))[0])
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)


class Attempts:
    """Slows guessing down: after `free` wrong passwords or tokens, an address has to wait, twice as long each time.

    Until the time is over its attempts are refused unseen, the right one too: otherwise many at once could be tried.
    Nobody is kept waiting with a connection open.
    """

    def __init__(
        self, *, free: int = 3, first: float = 1.0, longest: float = 60.0, forget_after: float = 900.0
    ) -> None:
        self.free, self.first, self.longest, self.forget_after = free, first, longest, forget_after
        self._wrong: dict[str, tuple[int, float]] = {}

    def wait(self, address: str) -> float:
        """Seconds until this address may try again.

        >>> attempts = Attempts()
        >>> for _ in range(5): attempts.failed("10.0.0.9")
        >>> round(attempts.wait("10.0.0.9")), attempts.wait("10.0.0.8")
        (4, 0.0)
        """
        count, last = self._wrong.get(address, (0, 0.0))
        if count < self.free:
            return 0.0
        pause = min(self.longest, self.first * 2.0 ** min(count - self.free, 30))
        return max(0.0, last + pause - time.monotonic())

    def failed(self, address: str) -> None:
        """Count a wrong password or token."""
        now = time.monotonic()
        if len(self._wrong) > 10_000:  # a flood of addresses must not fill the memory
            self._wrong = {a: w for a, w in self._wrong.items() if now - w[1] < self.forget_after}
        count, last = self._wrong.get(address, (0, now))
        self._wrong[address] = (count + 1 if now - last < self.forget_after else 1, now)

    def check(self, address: str, given: str, secret: str | None) -> bool:
        """Whether the password or token is right. Raises Problem where the address has to wait."""
        self.admit(address)
        # A lone surrogate is in no password, but may be in what somebody sends.
        right = secret is not None and hmac.compare_digest(
            given.encode("utf-8", "surrogatepass"), secret.encode("utf-8", "surrogatepass")
        )
        self.note(address, right=right)
        return right

    def admit(self, address: str) -> None:
        """Raise Problem where this address has to wait before it tries again."""
        seconds = self.wait(address)
        if seconds:
            message = Message("Too many wrong passwords or tokens; try again in {seconds} s.", seconds=ceil(seconds))
            raise Problem(429, "too_many_attempts", message, retry_after=ceil(seconds))

    def note(self, address: str, *, right: bool) -> None:
        """Count an attempt: a right one takes back the wrong ones before it."""
        if right:
            self._wrong.pop(address, None)
        else:
            self.failed(address)
