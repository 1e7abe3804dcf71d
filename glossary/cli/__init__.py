"""The command `glossary`: parse, call, render; nothing is decided here.

Each command is a module of this package and imports what it needs when it runs, so that `glossary --help` answers
at once.
"""

from __future__ import annotations

from align.cli.group import application
from align.cli.run import run
from glossary.cli import backup, build, check, curate, exchange, mcp, people, pretranslate, search, serve, terms

__all__ = ["app", "main"]

app = application("glossary", "Build, search, curate and exchange a glossary of terms.")


backup.register(app)
build.register(app)
check.register(app)
curate.register(app)
exchange.register(app)
mcp.register(app)
people.register(app)
pretranslate.register(app)
search.register(app)
serve.register(app)
terms.register(app)


def main() -> None:
    """Entry point of the command `glossary`."""
    run(app, "glossary")
