"""Who may ask for what: the guard before every request, and signing in.

The threats, and what stands against each:
- a page of another site that the user has open: the Origin and Sec-Fetch-Site of every request that changes
  something, SameSite cookies (OWASP, Cross-Site Request Forgery Prevention);
- a name of another site that is made to point here (DNS rebinding): the Host header;
- a document with markup in it: escaping in the templates, and a content security policy without inline script;
- guessing passwords: each wrong one makes the next answer slower;
- a huge upload: counted while it comes in, whatever its Content-Length says.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from align.errors import Message
from glossary.web.problems import Problem, answer
from glossary.web.settings import Settings

__all__ = ["Attempts", "Guard", "signed_in"]

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
OPEN_PATHS = ("/static/", "/sign-in")


class Guard:
    """ASGI middleware: refuses foreign hosts and origins, strangers and floods; adds the security headers."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # no websockets here
        flooded = started = False
        seen = 0

        async def receive_counted() -> Event:
            nonlocal seen, flooded
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.settings.upload_limit:
                flooded = True
                raise _TooLarge
            return message

        async def send_guarded(message: Event) -> None:
            nonlocal started
            if flooded and not started:
                return  # what the application makes of the broken-off body; our own answer follows
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        problem = self._foreign(scope, headers) or self._stranger(scope, headers)
        length = headers.get("content-length", "0")
        if problem is None and length.isdigit() and int(length) > self.settings.upload_limit:
            problem = self._too_large()
        if problem is None:
            try:
                await self.app(scope, receive_counted, send_guarded)
            except _TooLarge:
                pass  # answered below
            except Exception:
                # Starlette would answer outside of this guard, without its headers.
                logging.getLogger(__name__).exception("%s %s", scope["method"], scope["path"])
                if started:
                    raise
                problem = Problem(500, "fault", "The workbench has a fault; what you saved is kept.")
            if flooded and not started:
                problem = self._too_large()
            if problem is None:
                return
        flooded = False
        await answer(scope, problem)(scope, receive, send_guarded)

    def _foreign(self, scope: Scope, headers: Headers) -> Problem | None:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if host not in self.settings.hosts:
            return Problem(421, "foreign_host", Message("This server is not called {host!r}.", host=host))
        if scope["method"] not in UNSAFE:
            return None
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return Problem(403, "foreign_origin", "Another site tried to send this request.")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
            return Problem(403, "foreign_origin", "Another site tried to send this request.")
        return None

    def _stranger(self, scope: Scope, headers: Headers) -> Problem | None:
        if not self.settings.closed or signed_in(scope, self.settings, headers):
            return None
        # Language and theme are chosen on the page on which one signs in as well: cookies of the stranger's own.
        choosing = scope["method"] == "POST" and scope["path"] == "/preferences"
        if choosing or scope["path"].startswith(OPEN_PATHS):
            return None
        return Problem(401, "sign_in", "Sign in first.")

    def _too_large(self) -> Problem:
        megabytes = self.settings.upload_limit >> 20
        return Problem(
            413,
            "too_large",
            Message("The file is larger than {megabytes} MB; split it, or use the command line.", megabytes=megabytes),
        )


class _TooLarge(Exception):
    pass


def signed_in(scope: Scope, settings: Settings, headers: Headers) -> bool:
    """Whether the request carries the token, or a session that signed in."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if settings.token and scheme.lower() == "bearer":
        return hmac.compare_digest(token.encode(), settings.token.encode())
    return bool(scope.get("session", {}).get("signed_in"))


class Attempts:
    """Slows guessing down: each wrong password from an address doubles the wait before its next answer, to 30 s."""

    def __init__(self, *, first: float = 0.5, longest: float = 30.0, forget_after: float = 900.0) -> None:
        self.first, self.longest, self.forget_after = first, longest, forget_after
        self._wrong: dict[str, tuple[int, float]] = {}

    def delay(self, address: str) -> float:
        """Seconds that the next answer to this address has to wait.

        >>> attempts = Attempts()
        >>> for _ in range(3): attempts.failed("10.0.0.9")
        >>> attempts.delay("10.0.0.9"), attempts.delay("10.0.0.8")
        (2.0, 0.0)
        """
        count, last = self._wrong.get(address, (0, 0.0))
        if not count or time.monotonic() - last > self.forget_after:
            return 0.0
        return float(min(self.longest, self.first * 2 ** (count - 1)))

    def failed(self, address: str) -> None:
        now = time.monotonic()
        if len(self._wrong) > 10_000:  # a flood of addresses must not fill the memory
            self._wrong = {a: w for a, w in self._wrong.items() if now - w[1] < self.forget_after}
        self._wrong[address] = (min(self._wrong.get(address, (0, 0.0))[0] + 1, 16), now)

    def succeeded(self, address: str) -> None:
        self._wrong.pop(address, None)

    async def check(self, address: str, given: str, password: str | None) -> bool:
        """Whether the password is right; waits first where the address has been wrong before."""
        await asyncio.sleep(self.delay(address))
        right = password is not None and hmac.compare_digest(given.encode(), password.encode())
        self.succeeded(address) if right else self.failed(address)
        return right
