"""The guard that checks every request before it reaches the application, and decides who may do what.

The threats, and the protection against each:
- a page of another site that the user has open: the guard checks Origin and Sec-Fetch-Site of every request that
  changes something, and cookies are SameSite (OWASP, Cross-Site Request Forgery Prevention);
- a name of another site that is made to point here (DNS rebinding): the guard checks the Host header;
- a document that contains markup: the templates escape it, and the content security policy forbids inline scripts;
- guessing of passwords and tokens: after a few wrong ones, an address has to wait, twice as long each time;
- a huge upload: its bytes are counted as they arrive, whatever its Content-Length says;
- an upload that stalls: it is given up when no more bytes arrive;
- connections that never send a request: see connections.py.
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
"""The paths to which documents are uploaded for aligning."""
OPEN_PATHS = ("/static/", "/sign-in")
COOKIE = "duizhao-person"
"""Cookie with the secret of an account's session."""
ACCOUNT = "duizhao-account"
"""Header in which a page sends the id of the account that it was made for."""
STALLED = 20.0
"""Seconds within which the next piece of a request's body has to arrive."""


class _GuardedRequest:
    """The messages of one request: counts the bytes of its body, and adds the security headers to its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self._scope, self._receive, self._send, self._limit = scope, receive, send, limit
        self._seen = 0
        self._whole = False
        self.started = False
        """Whether the beginning of the answer has been sent."""
        self.broken: Problem | None = None
        """Why the body was not read to its end, if it was not."""

    async def receive(self) -> Event:
        """The next piece of the body. Raises _BrokenOff if it does not arrive in time, or the body is too large."""
        if self._whole:  # no time limit: the next message is the end of the connection, after the answer
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
        """Send a piece of the answer, and add the security headers to its head."""
        if self.broken and not self.started:
            return  # drops the application's answer to the incomplete body; the guard's own answer follows
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if not self._scope["path"].startswith("/static/"):
                headers.setdefault("cache-control", "no-store")
        await self._send(message)


class Guard:
    """ASGI middleware that refuses foreign hosts and origins, unknown users and huge requests; adds security headers."""

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
                # Starlette would answer outside of this guard, without the security headers.
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
        """Why a request is refused before the application sees it, or None."""
        try:
            problem = self._foreign_refusal(scope, headers) or self._sign_in_refusal(scope, headers)
        except Problem as refusal:
            return refusal
        length = headers.get("content-length", "0")
        limit = self._limit(scope)
        too_large = length.isdecimal() and length.isascii() and int(length[:20]) > limit
        return problem or (_too_large(limit) if too_large else None)

    def _limit(self, scope: Scope) -> int:
        """Maximum size of a request in bytes; larger for uploads of documents to align, which are kept on disk."""
        return self.settings.documents_limit if scope["path"] in DOCUMENTS else self.settings.upload_limit

    def _foreign_refusal(self, scope: Scope, headers: Headers) -> Problem | None:
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

    def _sign_in_refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        try:
            if self.accounts.exist() or self.settings.oidc:
                return self._account_refusal(scope, headers)
        except GlossaryError as error:
            logging.getLogger(__name__).error("%s", error)
            return Problem(503, error.code, "The accounts cannot be read.", "Tell an administrator.")
        if not self.settings.closed or signed_in(scope, self.settings, headers, self.attempts):
            return None
        # Language and theme can be chosen on the sign-in page as well; they are kept in the user's own cookies.
        choosing = scope["method"] == "POST" and scope["path"] == "/preferences"
        if choosing or scope["path"].startswith(OPEN_PATHS):
            return None
        return Problem(401, "sign_in", "Sign in first.")

    def _account_refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        """The refusal where there are accounts: nobody has signed in, or the account's role lacks the right needed."""
        right = needed(scope["method"], get_route_path(scope))
        account = self._account(scope, headers)
        scope.setdefault("state", {})["accounts"] = True
        if account is not None:
            scope["state"]["person"] = account
        if right == "open":
            return None
        if account is None:
            return Problem(401, "sign_in", "Sign in first.")
        # A page that somebody else left open in this browser must not act in the name of the user who signed in later.
        if headers.get(ACCOUNT, account.id) != account.id:
            return Problem(401, "sign_in", "Somebody else has signed in meanwhile; sign in again.")
        if right is None:  # unknown pages are left to the application, which answers 404
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
    """The host name in a Host header, without the port; empty if the header is not valid.

    >>> _host("127.0.0.1:8765"), _host("[::1]:8765"), _host("[")
    ('127.0.0.1', '::1', '')
    """
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def signed_in(scope: Scope, settings: Settings, headers: Headers, attempts: Attempts) -> bool:
    """Whether the request has the right token or a session that has signed in.

    Raises Problem if its address has sent too many wrong tokens.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if settings.token and scheme.lower() == "bearer":
        return attempts.check(address_of(scope), token, settings.token)
    return bool(scope.get("session", {}).get("signed_in"))


def address_of(scope: Scope) -> str:
    """The address that wrong passwords are counted for; for IPv6, the /64 network, which belongs to one household.

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
    """Slows down guessing: after `free` wrong passwords or tokens, an address has to wait, twice as long each time.

    Until the time is over, all its attempts are refused without being checked, even the right one: otherwise many could
    be tried at once. The refusal is sent at once, so that no connection stays open meanwhile.
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
        if len(self._wrong) > 10_000:  # attempts from very many addresses must not fill the memory
            self._wrong = {a: w for a, w in self._wrong.items() if now - w[1] < self.forget_after}
        count, last = self._wrong.get(address, (0, now))
        self._wrong[address] = (count + 1 if now - last < self.forget_after else 1, now)

    def check(self, address: str, given: str, secret: str | None) -> bool:
        """Whether the password or token is right. Raises Problem if the address has to wait."""
        self.admit(address)
        # Somebody may send a lone surrogate, which cannot be encoded; no password contains one.
        right = secret is not None and hmac.compare_digest(
            given.encode("utf-8", "surrogatepass"), secret.encode("utf-8", "surrogatepass")
        )
        self.note(address, right=right)
        return right

    def admit(self, address: str) -> None:
        """Raise Problem if this address has to wait before its next attempt."""
        seconds = self.wait(address)
        if seconds:
            message = Message("Too many wrong passwords or tokens; try again in {seconds} s.", seconds=ceil(seconds))
            raise Problem(429, "too_many_attempts", message, retry_after=ceil(seconds))

    def note(self, address: str, *, right: bool) -> None:
        """Count an attempt; a right one clears the count of wrong ones."""
        if right:
            self._wrong.pop(address, None)
        else:
            self.failed(address)
