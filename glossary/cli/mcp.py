"""`glossary mcp`."""

from __future__ import annotations

from typing import Annotated

import typer

from glossary.cli.options import GlossaryFolders

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("mcp")(mcp)


def mcp(
    glossary: GlossaryFolders,
    allow_changes: Annotated[
        bool, typer.Option("--allow-changes", help="Let the assistant propose terms; without it, it only reads.")
    ] = False,
) -> None:
    """Serve the glossary to an AI assistant.

    It speaks the Model Context Protocol (MCP), over standard input and output.
    """
    from align.extras import require
    from glossary.store.glossary import Glossary

    require("mcp", "mcp", "the server for assistants")
    from glossary.assistants import make_server

    opened = [Glossary.open(one) for one in glossary]

    def fresh() -> list[Glossary]:
        for one in opened:
            one.refresh()
        return opened

    make_server(fresh, allow_changes=allow_changes).run("stdio")
