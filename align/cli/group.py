"""What both commands, `align` and `glossary`, have as a whole: `--version`, completion, and the old names of options."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

__all__ = ["Commands", "application"]

FORMER = {
    "--out": "--output",
    "--formats": "--format",
    "--language": "--lang",
    "--source-lang": "--src-lang",
    "--target-lang": "--tgt-lang",
}
"""Options that had another name once. Scripts may use the old one; the help shows the new one only."""


VALUES = {
    "<str>": "TEXT",
    "<list[str]>": "TEXT",
    "<path>": "PATH",
    "<int>": "N",
    "<int range>": "N",
    "<float>": "NUMBER",
    "<float range>": "NUMBER",
}
"""What the help calls the value of an option that has no name of its own for it, in place of its type."""


class Commands(TyperGroup):
    """A group of commands that understands the former names of their options."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Find the command; its help is to speak of values, not of types."""
        command = super().get_command(ctx, cmd_name)
        for parameter in getattr(command, "params", ()):
            if parameter.param_type_name == "option" and parameter.metavar is None and not parameter.is_flag:
                parameter.metavar = VALUES.get(parameter.display_type(ctx))
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; its former options are given their names of today."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is None:
            return name, command, rest
        has = {option for parameter in command.params for option in getattr(parameter, "opts", ())}
        end = rest.index("--") if "--" in rest else len(rest)
        return name, command, [*(_today(word, has) for word in rest[:end]), *rest[end:]]


def _today(word: str, has: set[str]) -> str:
    option, equals, value = word.partition("=")
    new = FORMER.get(option)
    return new + equals + value if new in has and option not in has else word


def application(name: str, about: str) -> typer.Typer:
    """A Typer application for the command `name`, without commands yet."""
    app = typer.Typer(
        name=name,
        help=about,
        cls=Commands,
        no_args_is_help=True,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    app.callback()(_options)
    return app


def _show_version(context: typer.Context, wanted: bool) -> None:
    if wanted:
        typer.echo(f"{context.info_name} (duizhao) {_version()}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    pass


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("duizhao")
    except PackageNotFoundError:
        return "from a checkout that is not installed"
