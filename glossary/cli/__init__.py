"""The command `glossary`: parse, call, render; nothing is decided here.

Each command is a module of this package and imports what it needs when it runs, so that `glossary --help` answers
at once.
"""

from __future__ import annotations

from align.cli.group import application
from align.cli.run import run
from glossary.cli import (
    backup,
    build,
    check,
    curate,
    export,
    history,
    import_,
    learn,
    mcp,
    people,
    pretranslate,
    search,
    serve,
    terms,
    upkeep,
)

__all__ = ["app", "main"]

app = application("glossary", "Build, search, curate and exchange a glossary of terms.")

# In the order of their use, which is that of the help.
for module in (
    build,
    search,
    terms,
    pretranslate,
    check,
    curate,
    learn,
    history,
    export,
    import_,
    serve,
    people,
    backup,
    upkeep,
    mcp,
):
    module.register(app)


def main() -> None:
    """Entry point of the command `glossary`."""
    run(app, "glossary")
