"""`glossary export` and `glossary import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("export")(export)


def export(
    glossary: Annotated[Path, typer.Option("--glossary", "-g", help="The glossary's folder.")],
    to: Annotated[
        str,
        typer.Option(help="Format: tbx, tbx-min, tbx2, csv, xlsx, omegat, multiterm, skos, json or parquet."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write; - for standard output (text formats).")
    ],
    status: Annotated[str | None, typer.Option(help="Only entries that are proposed, approved or rejected.")] = None,
    style: Annotated[str, typer.Option(help="Style of TBX 3: dca or dct.")] = "dca",
    subject: Annotated[str | None, typer.Option(help="Only entries of this subject field.")] = None,
    script: Annotated[str | None, typer.Option(help="Only Chinese terms in this script: Hans or Hant.")] = None,
    min_score: Annotated[
        float | None, typer.Option(help="Only entries of at least this score, 0 to 1; approved ones always.")
    ] = None,
    source_lang: Annotated[str, typer.Option(help="Source language of two-column formats (omegat): zh or en.")] = "zh",
) -> None:
    """Write the glossary to a file for a CAT tool, a spreadsheet or a program."""
    import sys
    import tempfile
    from typing import get_args

    from glossary.errors import InvalidOption
    from glossary.exchange import FORMATS, check, write
    from glossary.exchange.selecting import select
    from glossary.types import ReviewStatus

    direction = ("zh", "en") if source_lang == "zh" else (source_lang, "zh")
    check(to, style=style, direction=direction)
    if status is not None and status not in get_args(ReviewStatus):
        raise InvalidOption(f"no status {status!r}", remedy=f"choose from {', '.join(get_args(ReviewStatus))}")
    if script not in (None, "Hans", "Hant"):
        raise InvalidOption(f"no script {script!r}", remedy="choose Hans or Hant")
    if min_score is not None and not 0 <= min_score <= 1:
        raise InvalidOption(f"score {min_score} is not from 0 to 1", remedy="give a number such as 0.5")
    to_stdout = str(output) == "-"
    if to_stdout and not FORMATS[to].text:
        raise InvalidOption(f"{to} is no text for standard output", remedy="name a file with -o")
    if not to_stdout and output.is_dir():
        raise InvalidOption("is a folder", where=output, remedy="name a file in it")

    from glossary.store import Glossary

    entries = select(
        Glossary.open(glossary).concepts(), status=status, subject=subject, script=script, min_score=min_score
    )
    if not to_stdout:
        losses = write(entries, output, format=to, style=style, direction=direction)
        print(f"{output}: {losses.entries:,} entries as {FORMATS[to].purpose}; {losses}", file=sys.stderr)
        return
    # Whole or not at all, on a pipe as well.
    with tempfile.TemporaryFile() as spool:
        losses = write(entries, spool, format=to, style=style, direction=direction)
        spool.seek(0)
        while block := spool.read(1 << 20):
            sys.stdout.buffer.write(block)
    sys.stdout.buffer.flush()
    print(f"{losses.entries:,} entries as {FORMATS[to].purpose}; {losses}", file=sys.stderr)
