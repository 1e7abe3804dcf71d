"""`glossary compact|verify`: the files of a glossary, tidied and checked."""

from __future__ import annotations

from typing import Annotated

import typer

from glossary.cli.options import GlossaryFolder
from glossary.cli.outcome import open_glossary


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (compact, verify):
        app.command(command.__name__)(command)


def compact(
    glossary: GlossaryFolder,
    keep_hours: Annotated[
        float,
        typer.Option(
            min=0, help="Keep files replaced less than this many hours ago: others may still be reading them."
        ),
    ] = 24,
    force: Annotated[
        bool, typer.Option("--force", help="Allow less than an hour; only while nobody uses the glossary.")
    ] = False,
) -> None:
    """Delete files that later versions have replaced. The history stays complete, and undo still works."""
    files, size = open_glossary(glossary).compact(keep_hours=keep_hours, force=force)
    typer.echo(f"Removed {files:,} replaced files, {size / 1e6:,.1f} MB")


def verify(
    glossary: GlossaryFolder,
    repair: Annotated[bool, typer.Option("--repair", help="Repair what can be repaired.")] = False,
) -> None:
    """Check the files of the glossary on the disk. The exit status is 1 if the log or a checksum is wrong."""
    from align.cli.run import FAULTS
    from glossary.store.verify import verify as check

    faults = check(glossary, repair=repair)
    for fault in faults:
        typer.echo(str(fault))
    left = sum(fault.mended is None for fault in faults)
    if not faults:
        typer.echo("The log, its files and their checksums are in order")
    else:
        typer.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}, {len(faults) - left} mended")
    if left:
        raise typer.Exit(FAULTS)
