"""`glossary user add|list|remove|password|role|token`: who may sign in to the workbench, and what each may do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.group import Commands
from glossary.cli.options import AccountsFile, GlossaryFolder

if TYPE_CHECKING:
    from glossary.people.accounts import Accounts

__all__ = ["register"]

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name that the person signs in with and that others see.")]
Roles = "reader, translator, reviser, terminologist or administrator"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    user = typer.Typer(
        name="user",
        cls=Commands,
        help="Manage who may sign in to the workbench. Commands: add, list, remove, password, role, token.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for name, command in (
        ("add", add),
        ("list", listed),
        ("remove", remove),
        ("password", password),
        ("role", role),
        ("token", token),
    ):
        user.command(name)(command)
    app.add_typer(user)


def add(
    name: Name,
    glossary: GlossaryFolder,
    role: Annotated[
        str | None, typer.Option(help=f"{Roles}. By default reader, but administrator for the first account.")
    ] = None,
    identity: Annotated[
        str | None, typer.Option(help="Address or subject by which the organization's own sign-in names them.")
    ] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="No password: they sign in by --identity, or only use programs.")
    ] = False,
    accounts: AccountsFile = None,
) -> None:
    """Add a person. The password is asked for, or read as a line from standard input."""
    people = _open(glossary, accounts)
    chosen = role or ("reader" if people.exist() else "administrator")
    _known(chosen)
    secret = None if no_password else _password()
    made = people.add(name, role=chosen, password=secret, identity=identity)  # type: ignore[arg-type]
    typer.echo(f"Added {made.name} ({made.role})")


def listed(
    glossary: GlossaryFolder,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    accounts: AccountsFile = None,
) -> None:
    """List the people, with their roles."""
    import json
    from datetime import UTC, datetime

    found = _open(glossary, accounts).all()
    if as_json:
        rows = [
            {
                "name": one.name,
                "role": one.role,
                "password": one.has_password,
                "identity": one.identity,
                "added": datetime.fromtimestamp(one.added, UTC).isoformat(),
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not found:
        typer.echo("No accounts: the workbench is open to whoever sits at this machine")
    for one in found:
        ways = [*(["password"] if one.has_password else []), *([one.identity] if one.identity else [])]
        typer.echo(f"{one.name}  {one.role}  {datetime.fromtimestamp(one.added):%Y-%m-%d}  {', '.join(ways)}".rstrip())


def remove(name: Name, glossary: GlossaryFolder, accounts: AccountsFile = None) -> None:
    """Remove a person: their sessions end, their tokens stop working, and the history keeps their name."""
    people = _open(glossary, accounts)
    found = people.find(name)
    people.remove(found)
    left = "" if people.exist() else "; no account is left, so nobody has to sign in any more"
    typer.echo(f"Removed {found.name}{left}")


def password(name: Name, glossary: GlossaryFolder, accounts: AccountsFile = None) -> None:
    """Give a person another password, which is asked for or read from standard input. Their sessions end."""
    people = _open(glossary, accounts)
    found = people.find(name)
    people.set_password(found, _password())
    typer.echo(f"{found.name} has a new password, and has to sign in again")


def role(
    name: Name,
    to: Annotated[str, typer.Argument(metavar="ROLE", help=f"{Roles}.")],
    glossary: GlossaryFolder,
    accounts: AccountsFile = None,
) -> None:
    """Give a person another role, from their next request on."""
    people = _open(glossary, accounts)
    found = people.find(name)
    _known(to)
    people.set_role(found, to)  # type: ignore[arg-type]
    typer.echo(f"{found.name} is {to} now")


def token(
    name: Name,
    glossary: GlossaryFolder,
    label: Annotated[str, typer.Option(help="What it is for, such as a plug-in's name.")] = "",
    show: Annotated[bool, typer.Option("--list", help="List the tokens instead, without their secrets.")] = False,
    revoke: Annotated[str | None, typer.Option(metavar="ID", help="Revoke the token with this id instead.")] = None,
    accounts: AccountsFile = None,
) -> None:
    """Make a token for a person's programs (Authorization: Bearer TOKEN), with the person's role; it is shown once."""
    from datetime import datetime

    from glossary.errors import InvalidOption

    people = _open(glossary, accounts)
    found = people.find(name)
    if revoke is not None:
        if not people.revoke(found, revoke):
            raise InvalidOption("{name} has no token {id!r}", remedy="see them with --list", name=found.name, id=revoke)
        typer.echo(f"Revoked {revoke}")
    elif show:
        for one in people.tokens(found):
            typer.echo(f"{one.id}  {datetime.fromtimestamp(one.made):%Y-%m-%d}  {one.label}".rstrip())
    else:
        typer.echo(people.make_token(found, label))


def _open(glossary: Path, accounts: Path | None) -> Accounts:
    from align.extras import require
    from glossary.people.accounts import FILE, Accounts
    from glossary.store.glossary import Glossary

    require("argon2", "workbench", "glossary user")
    Glossary.open(glossary)  # a wrong folder is reported, and no file is made in it
    return Accounts(accounts or glossary / FILE)


def _known(role: str) -> None:
    from glossary.errors import InvalidOption
    from glossary.people.roles import ROLES

    if role not in ROLES:
        raise InvalidOption(
            "there is no role {role!r}", remedy="choose one of {roles}", role=role, roles=", ".join(ROLES)
        )


def _password() -> str:
    from glossary.errors import InvalidOption

    if sys.stdin.isatty():
        given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return given
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise InvalidOption(
            "no password was given", remedy="write it as a line to standard input, or use --no-password"
        )
    return line
