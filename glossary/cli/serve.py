"""`glossary serve`."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli.options import AccountsFile, GlossaryFolders

if TYPE_CHECKING:
    from glossary.web.settings import Oidc, Settings

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("serve")(serve)


def serve(
    glossary: GlossaryFolders,
    bitext: Annotated[
        Path | None, typer.Option(help="A folder of aligned documents (Parquet) to read and correct.")
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but this machine's own needs a password or token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8765,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            help="Another host name under which the workbench is reached, behind a proxy. May be given more than once.",
        ),
    ] = None,
    root_path: Annotated[
        str, typer.Option(metavar="PATH", help="Path under which a proxy shows the workbench, such as /duizhao.")
    ] = "",
    forwarded_allow_ips: Annotated[
        str,
        typer.Option(
            metavar="ADDRESSES", help="Proxies whose X-Forwarded headers are trusted: addresses, networks, or *."
        ),
    ] = "127.0.0.1,::1",
    accounts: AccountsFile = None,
    oidc_issuer: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Let people sign in through this OpenID Connect service, such as https://login.example.org.",
        ),
    ] = None,
    oidc_client_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Name under which the workbench is registered there.")
    ] = None,
    oidc_secret_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File with its secret; or set DUIZHAO_OIDC_SECRET in the environment."),
    ] = None,
    oidc_claim: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Claim that identifies a person; by default sub, or a verified email."),
    ] = None,
    oidc_create: Annotated[
        bool, typer.Option("--oidc-create", help="Whoever signs in there without an account gets one, as a reader.")
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the workbench in the browser.")] = False,
) -> None:
    """Start the workbench, which opens in the browser.

    If there are several glossaries, only the first is changed; the others are for looking things up.

    With accounts (glossary user add), each person signs in with their own name and password. Without accounts, a
    password for the browser and a token for programs come from the environment variables DUIZHAO_PASSWORD and
    DUIZHAO_TOKEN; if either is set, everybody has to sign in. With DUIZHAO_SECRET set, people stay signed in when the
    workbench restarts.
    """
    _require_packages()
    settings = _settings(
        glossary=glossary[0],
        others=tuple(glossary[1:]),
        bitext=bitext,
        host=host,
        port=port,
        accounts=accounts,
        oidc=_oidc(oidc_issuer, oidc_client_id, oidc_secret_file, claim=oidc_claim, create=oidc_create),
        names=tuple(one.lower() for one in name or ()),
        root_path=root_path,
        proxies=tuple(one.strip() for one in forwarded_allow_ips.split(",") if one.strip()),
    )
    _check(settings)
    with _listening(host, port) as listening:
        address = _announce(settings, listening.getsockname()[1])
        if open_browser:
            webbrowser.open(address)
        _answer(settings, listening)


def _require_packages() -> None:
    from align.extras import require

    for package in ("babel", "fastapi", "uvicorn", "itsdangerous", "multipart", "argon2"):
        require(package, "workbench", "the workbench")


def _settings(**options: Any) -> Settings:
    """The settings that the options and the environment give."""
    from glossary.web.settings import Settings

    secrets: dict[str, Any] = {
        name: os.environ.get(f"DUIZHAO_{name.upper()}") or None for name in ("password", "token", "secret")
    }
    return Settings(**options, **secrets)


def _check(settings: Settings) -> None:
    """Raise an error for a folder or file that does not open, so that it shows here and not in the browser."""
    from align.errors import UnreadableInput
    from glossary.errors import InvalidOption
    from glossary.people.accounts import Accounts
    from glossary.store.glossary import Glossary

    if settings.bitext is not None and not settings.bitext.is_dir():
        raise UnreadableInput(
            "no such folder", where=settings.bitext, remedy="make one with: align batch, or glossary build --bitext"
        )
    for folder in (settings.glossary, *settings.others):
        Glossary.open(folder)
    accounts = Accounts(settings.accounts_file).all()
    if settings.oidc and not any(account.role == "administrator" for account in accounts):
        raise InvalidOption(
            "nobody could manage the people who sign in",
            where="--oidc-issuer",
            remedy='add an administrator first: glossary user add "NAME" --role administrator -g GLOSSARY',
        )


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens already: a browser that follows the address waits for the server and is not refused."""
    from glossary.errors import InvalidOption
    from glossary.web.connections import BACKLOG

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, or else asyncio lets the system hold each answer's last part back until the browser has confirmed the
    # first: 40 ms for every page and every file on it.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise InvalidOption(
                "cannot listen there: {reason}",
                where=f"--port {port}",
                remedy="is the workbench open already? otherwise choose another port, or --port 0 for a free one",
                code="port_in_use",
                reason=(error.strerror or str(error)).lower(),
            ) from error
        listening.listen(BACKLOG)
        yield listening


def _announce(settings: Settings, port: int) -> str:
    """Say under which addresses the workbench is open; the one for this machine's browser."""
    address = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{port}/"
    if settings.everywhere:  # one can listen on this address, but not go to it
        address = f"http://127.0.0.1:{port}/"
    print(f"The workbench is open at {address} (Ctrl-C closes it)", file=sys.stderr, flush=True)
    if settings.everywhere:
        others = ", ".join(f"http://{one}:{port}/" for one in sorted(settings.own_names | set(settings.names)))
        print(f"From other machines: {others}", file=sys.stderr, flush=True)
    if (settings.names or settings.root_path) and not settings.closed and not settings.accounts_file.exists():
        print(
            "Without accounts or a password, everybody who comes through the web server may change the glossary "
            "(glossary user add, or DUIZHAO_PASSWORD)",
            file=sys.stderr,
            flush=True,
        )
    if settings.accounts_file.exists() and (settings.password or settings.token):
        print("There are accounts, so DUIZHAO_PASSWORD and DUIZHAO_TOKEN open nothing", file=sys.stderr, flush=True)
    return address


def _answer(settings: Settings, listening: socket.socket) -> None:
    """Answer requests until Ctrl-C."""
    import uvicorn

    from glossary.web.app import create_app
    from glossary.web.connections import BACKLOG, Bounded, most_connections

    # The thread that reads and sends would wait the usual 5 ms for each thread that is at work on a page.
    sys.setswitchinterval(0.0005)
    Bounded.most = most_connections()
    config = uvicorn.Config(
        create_app(settings),
        http=Bounded,
        backlog=BACKLOG,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the application takes up what proxies say
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _oidc(
    issuer: str | None, client_id: str | None, secret_file: Path | None, *, claim: str | None, create: bool
) -> Oidc | None:
    """What the options say of the organization's sign-in; None without them. Raises InvalidOption, UnreadableInput."""
    from align.errors import UnreadableInput
    from align.extras import require
    from glossary.errors import InvalidOption
    from glossary.web.settings import Oidc

    if issuer is None and client_id is None:
        return None
    if not issuer or not client_id:
        raise InvalidOption(
            "the organization's sign-in needs its address and our name there",
            where="--oidc-issuer",
            remedy="give both --oidc-issuer and --oidc-client-id",
        )
    for package in ("authlib", "httpx", "joserfc"):
        require(package, "oidc", "signing in by OpenID Connect")
    secret = os.environ.get("DUIZHAO_OIDC_SECRET") or None
    if secret_file is not None:
        try:
            secret = secret_file.read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableInput("cannot be read", where=secret_file, remedy="write the secret into it") from error
    return Oidc(issuer, client_id, secret, claim, create)
