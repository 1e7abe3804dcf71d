"""Limits the number of connections to the workbench, and the time that a connection may take to send its request.

Every open connection costs a file descriptor, even if it sends nothing. If the descriptors run out, no request is
answered, and the log fills with the same line. So only as many connections are kept as the process can afford. When all
places are taken, the connection that has been idle longest is closed; if all are busy, the new one is answered 503.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

__all__ = ["BACKLOG", "Bounded", "most_connections"]

HEAD_SECONDS = 10.0
"""Time within which the head of a request has to arrive, from the opening of its connection."""
BACKLOG = 64
"""Connections that the operating system queues until the server accepts them."""
QUIET_SECONDS = 60.0
"""Minimum time between two lines of the log that say that connections were turned away."""

_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\n"
    b"content-length: 36\r\nconnection: close\r\n\r\nThe workbench is busy; try it again\n"
)


def most_connections() -> int:
    """The number of connections that this process can afford. Raises its limit of open files as far as is allowed."""
    try:
        import resource
    except ImportError:  # Windows
        return 200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    files = 4096 if soft == resource.RLIM_INFINITY else soft
    # The glossary and its index keep files open too, and the whole backlog may be accepted at once.
    return max(16, min(500, (files - BACKLOG) // 2))


class Bounded(H11Protocol):
    """A connection of uvicorn within the limits of this module. `glossary serve` sets `most`, the number of places."""

    most = 200
    _quiet_until = 0.0
    _turned_away = 0

    _head_timer: asyncio.TimerHandle | None = None
    _since = 0.0

    def connection_made(self, transport: Any) -> None:
        """Take a place, if need be from an idle connection."""
        super().connection_made(transport)
        self._since = time.monotonic()
        if len(self.connections) > self.most:
            idle = [c for c in self.connections if isinstance(c, Bounded) and c is not self and c._is_idle()]
            self._log()
            if idle:
                min(idle, key=lambda c: c._since)._close()
            else:
                transport.write(_BUSY)
                self._close()
                return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Read on. For a further request on the same connection, the time limit starts with the first byte."""
        if self._head_timer is None and self._is_idle():
            self._await_head()
        super().data_received(data)
        if not self._is_idle():
            self._stop_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Free the place."""
        self._stop_timer()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _await_head(self) -> None:
        self._since = time.monotonic()
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_timed_out)

    def _head_timed_out(self) -> None:
        self._head_timer = None
        if self._is_idle():
            self._close()

    def _close(self) -> None:
        self._stop_timer()
        self.connections.discard(self)
        self.transport.close()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _log(self) -> None:
        kind, now = Bounded, time.monotonic()
        kind._turned_away += 1
        if now >= kind._quiet_until:
            kind._quiet_until = now + QUIET_SECONDS
            logging.getLogger("uvicorn.error").warning(
                "all %d connections are taken; %d turned away since the last such line", self.most, kind._turned_away
            )
            kind._turned_away = 0
