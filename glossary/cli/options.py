"""Options that more than one command takes, under one name and with one help text."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from align.cli.run import GLOSSARY

__all__ = [
    "AccountsFile",
    "By",
    "Candidates",
    "GlossaryFolder",
    "GlossaryFolders",
    "Message",
    "NewGlossaryFolder",
    "choosing",
]


def choosing(*values: str) -> Callable[[str], list[str]]:
    """What the shell completes a value by, for `autocompletion` of an option that takes one of `values`.

    >>> choosing("tbx", "tbx2", "csv")("tb")
    ['tbx', 'tbx2']
    """

    def complete(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


def first_folder(context: typer.Context, parameter: typer.CallbackParam, value: Path) -> Path:
    """The glossary that a command changes where the environment names several, as it does for look-up: the first."""
    source = context.get_parameter_source(parameter.name or "")
    if source is None or source.name != "ENVIRONMENT" or value.exists():
        return value
    return Path(next((one for one in str(value).split(os.pathsep) if one), str(value)))


def _folder(help: str, callback: Callable[..., Path] | None = None) -> Any:
    return typer.Option("--glossary", "-g", metavar="FOLDER", envvar=GLOSSARY, help=help, callback=callback)


GlossaryFolder = Annotated[Path, _folder("Folder of the glossary.", first_folder)]
GlossaryFolders = Annotated[
    list[Path], _folder("Folder of the glossary. May be given more than once, in order of priority.")
]
NewGlossaryFolder = Annotated[Path, _folder("Folder of the glossary; made if it does not exist.", first_folder)]
AccountsFile = Annotated[
    Path | None,
    typer.Option(
        "--accounts",
        envvar="DUIZHAO_ACCOUNTS",
        help="File of the accounts; by default _accounts.sqlite in the glossary.",
    ),
]
By = Annotated[
    str | None, typer.Option(help="Your name for the history; by default that of your account on this machine.")
]
Message = Annotated[str | None, typer.Option("-m", "--message", help="Your reason, for the history.")]
Candidates = Annotated[
    bool, typer.Option("--candidates", help="Include the weak proposals, which are left out by default.")
]
