"""The route /mcp: the glossary for AI assistants over HTTP (Model Context Protocol).

It is protected by the same guard and tokens as the pages.
"""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from glossary.web.dependencies import Reader

__all__ = ["Assistants"]


class Assistants:
    """The MCP server at /mcp. The libraries that it needs are loaded with the first request.

    Each request is answered independently: there are no sessions that a restart could lose.
    """

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = readers
        self._manager: Any = None
        self._task: asyncio.Task[None] | None = None
        self._lock, self._stop = asyncio.Lock(), asyncio.Event()

    @property
    def route(self) -> Route:
        return Route("/mcp", self, methods=["POST"], include_in_schema=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if importlib.util.find_spec("mcp") is None:
            answer = JSONResponse({"error": "pip install 'duizhao[mcp]'"}, status_code=501)
            await answer(scope, receive, send)
            return
        async with self._lock:
            if self._task is None or self._task.done():
                await self._start()
        await self._manager.handle_request(scope, receive, send)

    async def _start(self) -> None:
        from mcp.server.transport_security import TransportSecuritySettings

        from glossary.assistants import make_server

        server = make_server(lambda: [one.glossary() for one in self._readers])
        # The guard has checked the Host header and the user already.
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        server.streamable_http_app(stateless_http=True, json_response=True, transport_security=security)
        self._manager, self._stop = server.session_manager, asyncio.Event()
        ready = asyncio.Event()

        async def run() -> None:
            async with self._manager.run():
                ready.set()
                await self._stop.wait()

        self._task = asyncio.create_task(run())
        await ready.wait()

    async def stop(self) -> None:
        """Close the MCP server, because the workbench is shutting down."""
        if self._task is not None:
            self._stop.set()
            await self._task
            self._task = None
