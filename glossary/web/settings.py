"""The settings of `glossary serve`: where the data is, and who may use the workbench."""

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
    """The client secret. Without one, the workbench is a public client, protected by PKCE only."""
    claim: str | None = None
    """Claim that identifies a person; by default `sub`, or `email` if the provider has verified it."""
    create: bool = False
    """Whether a person without an account gets one, with the role of a reader."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one running workbench.

    Raises InvalidOption if other machines could reach the workbench without an account, a password or a token.

    >>> Settings(glossary=Path("g"), host="0.0.0.0")
    Traceback (most recent call last):
    ...
    glossary.errors.InvalidOption: --host 0.0.0.0: others could reach the workbench and change the glossary; ...
    """

    glossary: Path
    others: tuple[Path, ...] = ()
    """Further glossaries, in order of priority, which can only be read."""
    bitext: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    password: str | None = None
    """Password that people type on the sign-in page if there are no accounts."""
    token: str | None = None
    """Token that programs send, as `Authorization: Bearer TOKEN`."""
    accounts: Path | None = None
    """File of the accounts; by default `_accounts.sqlite` in the glossary's folder. It need not have any accounts."""
    secret: str | None = None
    """Secret that signs the session cookies; if it is not given, each start makes a new one."""
    names: tuple[str, ...] = ()
    """Further names under which browsers reach the server, such as `terms.unit.local` behind a proxy."""
    oidc: Oidc | None = None
    root_path: str = ""
    """Path under which a proxy shows the workbench, such as `/duizhao`."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses and networks of proxies whose headers are believed (see glossary.web.proxied)."""
    upload_limit: int = 32 * MEGABYTE
    """Maximum size of a request in bytes."""
    documents_limit: int = 513 * MEGABYTE
    """Maximum size in bytes of a request that uploads documents for aligning: two of the largest that can be read."""

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
        """The names of the glossaries; the first one is the one that can be changed."""
        from glossary.search.several import names_of

        return names_of([self.glossary, *self.others])

    @property
    def accounts_file(self) -> Path:
        """The file in which the accounts are kept."""
        return self.accounts or self.glossary / FILE

    @property
    def closed(self) -> bool:
        """Whether users must sign in even if there are no accounts: always, if other machines can reach the server."""
        return bool(self.password or self.token) or not is_loopback(self.host)

    @property
    def hosts(self) -> frozenset[str]:
        """The host names of this server. Requests for other names are refused, as they may come from DNS rebinding."""
        own = self.own_names if self.everywhere else {self.host.strip("[]")}
        return frozenset({"127.0.0.1", "localhost", "::1", *own, *self.names})

    @property
    def everywhere(self) -> bool:
        """Whether the server listens on every address of this machine."""
        return self.host in ("0.0.0.0", "::")  # noqa: S104  compared, not bound

    @property
    def own_names(self) -> frozenset[str]:
        """The name of this machine and its network address, as far as they can be found out."""
        found = {socket.gethostname().lower(), socket.getfqdn().lower()}
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(("192.0.2.1", 9))  # only chooses the network interface; nothing is sent
            found.add(asking.getsockname()[0])
        return frozenset(found)


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("10.0.0.8")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
