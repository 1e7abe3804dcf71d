"""Sessions of users who have signed in: how they begin and end, and the cookie that contains them.

The cookie is signed, so nobody can forge one. But somebody with a copy of it could go on using it after the user has
signed out. Therefore every session has an id, and the ids of ended sessions are kept until their cookies have expired.
The signing key is made from the secret, the password and the token, so a new password ends all earlier sessions.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from align.files import replacing
from glossary.web.settings import Settings

__all__ = ["FILE", "SessionCookie", "Sessions"]

FILE = "_ended_sessions.json"
"""Name of the file with the ids of ended sessions, inside the glossary's folder."""
LASTS = 12 * 3600
"""Seconds after its last change for which a session's cookie is valid."""

Session = MutableMapping[str, Any]


class Sessions:
    """Begins and ends sessions, and remembers which have ended.

    >>> import tempfile
    >>> from pathlib import Path
    >>> sessions = Sessions(Settings(glossary=Path(tempfile.mkdtemp())))
    >>> cookie = {}
    >>> sessions.begin(cookie)
    >>> copied = dict(cookie)
    >>> sessions.signed_in(cookie), sessions.end(cookie), sessions.signed_in(copied)
    (True, None, False)
    """

    def __init__(self, settings: Settings) -> None:
        # If the operator has set no secret, no session outlives this process, and nothing needs to be saved.
        self._file = settings.glossary / FILE if settings.secret else None
        secret = settings.secret or secrets.token_urlsafe(32)
        words = json.dumps([settings.password, settings.token])
        self.key = hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()
        self._lock = threading.Lock()
        self._ended: dict[str, float] = {}
        if self._file is not None:
            with suppress(OSError, ValueError, AttributeError, TypeError):  # there is no file yet, or it is damaged
                kept = json.loads(self._file.read_text(encoding="utf-8"))
                self._ended = {str(id): float(at) for id, at in kept.items()}

    def begin(self, session: Session) -> None:
        """Clear `session`, and make it that of a user who has just signed in."""
        session.clear()
        session["signed_in"] = True
        session["id"] = secrets.token_urlsafe(16)

    def signed_in(self, session: Session) -> bool:
        """Whether `session` belongs to a user who has signed in and has not signed out."""
        return (
            bool(session.get("signed_in")) and isinstance(session.get("id"), str) and session["id"] not in self._ended
        )

    def end(self, session: Session) -> None:
        """Sign out, so that no copy of the cookie is valid any more."""
        ended = session.get("id")
        session.clear()
        if not isinstance(ended, str):
            return
        with self._lock:
            now = time.time()
            self._ended = {id: at for id, at in self._ended.items() if now - at < LASTS + 60} | {ended: now}
            if self._file is not None:
                with replacing(self._file) as beside:
                    beside.write_text(json.dumps(self._ended), encoding="utf-8", newline="\n")


class SessionCookie:
    """ASGI middleware that adds the session to the scope and its cookie to the answer, `Secure` on https.

    Behind a proxy, X-Forwarded-Proto tells whether the browser uses https; it is believed from the proxies in the
    settings only. The application sees an empty session if the user has signed out.
    """

    def __init__(self, app: ASGIApp, *, sessions: Sessions) -> None:
        async def without_ended(scope: Scope, receive: Receive, send: Send) -> None:
            session = scope.get("session")
            if session and session.get("signed_in") and not sessions.signed_in(session):
                session.clear()
            await app(scope, receive, send)

        self._by_scheme = {
            secure: SessionMiddleware(
                without_ended,
                secret_key=sessions.key,
                session_cookie="duizhao",
                same_site="strict",
                max_age=LASTS,
                https_only=secure,
            )
            for secure in (False, True)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._by_scheme[scope.get("scheme") == "https"](scope, receive, send)
