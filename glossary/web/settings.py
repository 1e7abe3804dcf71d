"""The settings of `glossary serve`: where the data are, and who may use it."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from glossary.errors import InvalidOption
from glossary.people.accounts import FILE
from glossary.web.proxied import check_proxies, clean_root

__all__ = ["Oidc", "Settings", "is_loopback"]

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Oidc:
    """An organization's own sign-in (OpenID Connect)."""

    issuer: str
    client_id: str
    secret: str | None = None
    """Without one the workbench is a public client, which PKCE alone protects."""
    claim: str | None = None
    """Claim that names a person; by default `sub`, or `email` where the provider has verified it."""
    create: bool = False
    """Whether somebody without an account gets one, as a reader."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one running workbench.

    Raises InvalidOption where it would be open to others without a password or token.

    >>> Settings(glossary=Path("g"), host="0.0.0.0")
    Traceback (most recent call last):
    ...
    glossary.errors.InvalidOption: --host 0.0.0.0: others could reach the workbench and change the glossary; ...
    """

    glossary: Path
    others: tuple[Path, ...] = ()
    """Further glossaries, in order of priority, which are only read."""
    bitext: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    password: str | None = None
    """Password that the browser asks for."""
    token: str | None = None
    """Token that programs send, as `Authorization: Bearer TOKEN`."""
    accounts: Path | None = None
    """File of the named accounts; by default `_accounts.sqlite` within the glossary. Without accounts, none are asked for."""
    secret: str | None = None
    """Signs the session cookies; a new one is made at every start where none is given."""
    names: tuple[str, ...] = ()
    """Further names that the server is reached by, such as `terms.unit.local` behind a proxy."""
    oidc: Oidc | None = None
    root_path: str = ""
    """Path under which a proxy shows it, such as `/duizhao`."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses and networks of proxies whose word is taken for the browser's name, scheme and address."""
    upload_limit: int = 32 * MEGABYTE
    """Bytes of one request."""
    documents_limit: int = 513 * MEGABYTE
    """Bytes of a request that brings documents to align: two of the largest that are read."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "root_path", clean_root(self.root_path))
        check_proxies(self.proxies)
        if not is_loopback(self.host) and not (self.password or self.token or self.accounts_file.exists()):
            raise InvalidOption(
                "others could reach the workbench and change the glossary",
                where=f"--host {self.host}",
                remedy="add people with glossary user add, or set DUIZHAO_PASSWORD or DUIZHAO_TOKEN in the environment, "
                "or leave --host out",
            )
        if self.oidc is not None:
            where = urlsplit(self.oidc.issuer)
            if where.scheme != "https" and not (where.scheme == "http" and is_loopback(where.hostname or "")):
                raise InvalidOption(
                    "the issuer is an address that begins with https://", where=f"--oidc-issuer {self.oidc.issuer}"
                )
        for name, value in (("password", self.password), ("token", self.token)):
            if value is not None and len(value) < 8:
                raise InvalidOption("the {name} is too short", remedy="use at least 8 characters", name=name)

    @property
    def glossary_names(self) -> list[str]:
        """What the glossaries are called, the first one first."""
        from glossary.search.several import names_of

        return names_of([self.glossary, *self.others])

    @property
    def accounts_file(self) -> Path:
        """Where the named accounts are kept."""
        return self.accounts or self.glossary / FILE

    @property
    def closed(self) -> bool:
        """Whether one has to sign in, where there are no accounts: never open to others than those at this machine."""
        return bool(self.password or self.token) or not is_loopback(self.host)

    @property
    def hosts(self) -> frozenset[str]:
        """Names in a Host header that mean this server; a page of another name cannot drive it (DNS rebinding)."""
        own = self.own_names if self.everywhere else {self.host.strip("[]")}
        return frozenset({"127.0.0.1", "localhost", "::1", *own, *self.names})

    @property
    def everywhere(self) -> bool:
        """Whether it listens on every address of this machine."""
        return self.host in ("0.0.0.0", "::")  # noqa: S104  compared, not bound

    @property
    def own_names(self) -> frozenset[str]:
        """The name of this machine and its address in the network, as far as it knows them."""
        found = {socket.gethostname().lower(), socket.getfqdn().lower()}
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(("192.0.2.1", 9))  # chooses the way out; nothing is sent
            found.add(asking.getsockname()[0])
        return frozenset(found)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("10.0.0.8")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
