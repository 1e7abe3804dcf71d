"""The command `glossary`: parse, call, render; nothing is decided here.

Each command is a module of this package and imports what it needs when it runs, so that `glossary --help` answers
at once.
"""

from __future__ import annotations

import typer

from align.cli.run import run
from glossary.cli import build, check, curate, exchange, search, serve, terms
from glossary.errors import GlossaryError

__all__ = ["app", "main"]

app = typer.Typer(
    name="glossary",
    help="Build, search, curate and exchange a glossary of terms.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


build.register(app)
check.register(app)
curate.register(app)
exchange.register(app)
search.register(app)
serve.register(app)
terms.register(app)


def main() -> None:
    """Entry point of the command `glossary`."""
    run(app, "glossary", GlossaryError)
