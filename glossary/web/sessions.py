"""Sessions of those who signed in: one place for how they begin and end, and for the cookie that carries them.

The cookie is signed, so it cannot be made up, but whoever holds a copy could go on using it: therefore every session
has an id, and the ids of those that were ended are kept until their cookies are too old anyway. The key that signs is
made of the secret and of the password and the token, so a new password ends all sessions that began with the old one.
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
"""Within the glossary's folder."""
LASTS = 12 * 3600
"""Seconds after its last change that a session's cookie is taken."""

Session = MutableMapping[str, Any]


class Sessions:
    """Begins and ends sessions, and knows those that were ended.

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
        # Without a secret of the operator no session outlives this process, and nothing need be written down.
        self._file = settings.glossary / FILE if settings.secret else None
        secret = settings.secret or secrets.token_urlsafe(32)
        words = json.dumps([settings.password, settings.token])
        self.key = hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()
        self._lock = threading.Lock()
        self._ended: dict[str, float] = {}
        if self._file is not None:
            with suppress(OSError, ValueError, AttributeError, TypeError):  # none yet, or damaged
                kept = json.loads(self._file.read_text(encoding="utf-8"))
                self._ended = {str(id): float(at) for id, at in kept.items()}

    def begin(self, session: Session) -> None:
        """Let `session` be that of somebody who has just signed in; what was in it before goes."""
        session.clear()
        session["signed_in"] = True
        session["id"] = secrets.token_urlsafe(16)

    def signed_in(self, session: Session) -> bool:
        """Whether it is the session of somebody who signed in and has not signed out."""
        return (
            bool(session.get("signed_in")) and isinstance(session.get("id"), str) and session["id"] not in self._ended
        )

    def end(self, session: Session) -> None:
        """Sign out: no copy of the cookie opens the workbench any more."""
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
    """ASGI middleware: puts the session into the scope and its cookie into the answer, `Secure` on https.

    Behind a proxy, https is what the proxy says (X-Forwarded-Proto, taken from this machine only). The session of
    somebody who has signed out is empty to everything behind this.
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
