"""Lets the workbench run behind a reverse proxy, under a path and a name of the proxy's.

The code writes every path from the root, such as "/review". If the proxy shows the workbench under a path such as
"/duizhao", this module removes that path from the requests, unless the proxy has done so. It adds the path to the
addresses of redirects and to the path of cookies; `pages.render` adds it to the addresses within pages. The headers
X-Forwarded-Host, -Proto and -For are believed only if they come from a proxy that the settings name.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from glossary.errors import InvalidOption

__all__ = ["Proxied", "check_proxies", "clean_root", "trusted", "under"]

MOVES = ("location", "hx-redirect", "hx-replace-url", "hx-push-url", "hx-location")
"""Headers of an answer that contain an address."""
_ATTRIBUTE = re.compile(
    rb'(\s(?:href|src|action|formaction|data-address|hx-(?:get|post|push-url|replace-url))=")/(?!/)'
)
_ROOT = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def clean_root(path: str) -> str:
    """The path under which the proxy shows the workbench, without a slash at the end; empty for the root itself.

    >>> clean_root("/duizhao/"), clean_root("/"), clean_root("")
    ('/duizhao', '', '')
    """
    clean = path.rstrip("/")
    if clean and (not _ROOT.fullmatch(clean) or ".." in clean):
        raise InvalidOption(
            "no path to stand under", where=f"--root-path {path}", remedy="write it like this: --root-path /duizhao"
        )
    return clean


def under(root: str, html: bytes) -> bytes:
    """A page in which `root` is put before every address of a link or form that begins with a slash.

    Text is never mistaken for an attribute, because quotation marks in text are escaped.

    >>> under("/duizhao", b'<a href="/review"> href=&#34;/ <a href="https://un.org/"> <a href="?page=2">')
    b'<a href="/duizhao/review"> href=&#34;/ <a href="https://un.org/"> <a href="?page=2">'
    """
    return _ATTRIBUTE.sub(rb"\1" + root.encode() + b"/", html) if root else html


def trusted(addresses: Sequence[str], client: str) -> bool:
    """Whether `client` is one of the proxies, which are given as addresses or networks; "*" stands for every address.

    >>> trusted(("127.0.0.1", "10.0.0.0/8"), "10.1.2.3"), trusted(("127.0.0.1",), "10.1.2.3"), trusted(("*",), "::1")
    (True, False, True)
    """
    if "*" in addresses:
        return True
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client in addresses
    return any(address in network for one in addresses for network in _networks(one))


def _networks(written: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(written, strict=False)]
    except ValueError:
        return []


class Proxied:
    """The outermost ASGI middleware, which handles the path under the proxy and the name that the browser uses."""

    def __init__(self, app: ASGIApp, *, root: str, proxies: Sequence[str]) -> None:
        self.app, self.root, self.proxies = app, root, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = dict(scope)
        if trusted(self.proxies, str((scope.get("client") or ("", 0))[0])):
            self._take_host(scope)
        root = self.root
        if not root:
            await self.app(scope, receive, send)
            return
        if scope["path"] == root or scope["path"].startswith(f"{root}/"):
            scope["path"] = scope["path"].removeprefix(root) or "/"
            scope["raw_path"] = scope.get("raw_path", b"").removeprefix(root.encode()) or b"/"

        async def send_placed(message: Event) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in MOVES:
                    address = headers.get(name)
                    if address and address.startswith("/") and not address.startswith("//"):
                        headers[name] = root + address
                message["headers"] = [
                    (
                        name,
                        re.sub(rb"(?i)(;\s*path=)/(?=;|$)", rb"\1" + root.encode(), value)
                        if name == b"set-cookie"
                        else value,
                    )
                    for name, value in message["headers"]
                ]
            await send(message)

        await self.app(scope, receive, send_placed)

    def _take_host(self, scope: Scope) -> None:
        """Set the Host header to the name that the browser used, if the proxy has sent that separately."""
        given = Headers(scope=scope).get("x-forwarded-host", "").rpartition(",")[2].strip()
        if given:
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [(b"host", given.encode("latin-1", "replace")), *kept]


def check_proxies(addresses: Sequence[str]) -> None:
    """Raise InvalidOption if one of them is neither an address nor a network."""
    for one in addresses:
        if one != "*" and not _networks(one):
            raise InvalidOption(
                "{address!r} is no address of a proxy",
                where="--forwarded-allow-ips",
                remedy="give addresses or networks with commas between, such as 10.0.0.5,10.1.0.0/16",
                address=one[:80],
            )
