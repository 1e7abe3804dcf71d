"""`glossary backup|restore`: a copy of everything in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glossary.cli.options import GlossaryFolder, NewGlossaryFolder

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    glossary: GlossaryFolder,
    output: Annotated[Path, typer.Option("--output", "-o", help="Archive to write: .tar, or .tar.gz to pack it.")],
    bitext: Annotated[Path | None, typer.Option(help="A folder of aligned documents to copy as well.")] = None,
) -> None:
    """Copy the glossary into one file.

    The copy has the history, accounts and comments as well. Others can go on working while it is made. Its files are
    checked as by glossary verify. If one is damaged, its copy is damaged too, and the exit status is 1.
    """
    from align.cli.run import FAULTS
    from align.errors import UnreadableInput
    from glossary.store import backup as store
    from glossary.store.verify import verify

    if bitext is not None and not bitext.is_dir():
        raise UnreadableInput("no such folder", where=bitext)
    made = store.backup(glossary, output, bitext=bitext)
    typer.echo(f"Copied version {made.version}: {made.files:,} files, {made.size / 1e6:,.1f} MB in {output}")
    faults = verify(glossary)
    for fault in faults:
        typer.echo(f"{fault}; keep the last copy that was whole", err=True)
    if faults:
        raise typer.Exit(FAULTS)


def restore(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="A file that glossary backup wrote.")],
    glossary: NewGlossaryFolder,
    bitext: Annotated[Path | None, typer.Option(help="Folder to put the aligned documents of the copy in.")] = None,
) -> None:
    """Restore a copy into a new folder and check its files. The exit status is 1 if something is wrong."""
    from align.cli.run import FAULTS
    from glossary.store import backup as store

    faults = store.restore(archive, glossary, bitext=bitext)
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"Restored {glossary}" + ("" if faults else "; its files and their checksums are in order"))
    if faults:
        raise typer.Exit(FAULTS)
