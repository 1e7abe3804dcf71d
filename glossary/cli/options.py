"""Options that more than one command takes, under one name and with one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "VARIABLE",
    "AccountsFile",
    "By",
    "Candidates",
    "GlossaryFolder",
    "GlossaryFolders",
    "Message",
    "NewGlossaryFolder",
]

VARIABLE = "DUIZHAO_GLOSSARY"
"""Environment variable that stands in for -g."""

GlossaryFolder = Annotated[
    Path, typer.Option("--glossary", "-g", metavar="FOLDER", envvar=VARIABLE, help="Folder of the glossary.")
]
GlossaryFolders = Annotated[
    list[Path],
    typer.Option(
        "--glossary",
        "-g",
        metavar="FOLDER",
        envvar=VARIABLE,
        help="Folder of the glossary. May be given more than once, in order of priority.",
    ),
]
NewGlossaryFolder = Annotated[
    Path,
    typer.Option(
        "--glossary", "-g", metavar="FOLDER", envvar=VARIABLE, help="Folder of the glossary; made when missing."
    ),
]
AccountsFile = Annotated[
    Path | None,
    typer.Option(
        "--accounts",
        envvar="DUIZHAO_ACCOUNTS",
        help="File of the accounts; by default _accounts.sqlite in the glossary.",
    ),
]
By = Annotated[str | None, typer.Option(help="Who does it; by default the account's name.")]
Message = Annotated[str | None, typer.Option("-m", "--message", help="Why; kept in the history.")]
Candidates = Annotated[
    bool, typer.Option("--candidates", help="Include the weak proposals, which are left out by default.")
]
