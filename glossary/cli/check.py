"""`glossary check`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from glossary.cli.options import VARIABLE

__all__ = ["register"]


class Format(StrEnum):
    table = "table"
    json = "json"
    html = "html"


class Split(StrEnum):
    auto = "auto"
    lines = "lines"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("check")(check)


def check(
    src: Annotated[Path, typer.Argument(metavar="SRC", help="The document.")],
    tgt: Annotated[Path, typer.Argument(metavar="TGT", help="Its translation.")],
    glossary: Annotated[
        Path | None,
        typer.Option(
            "--glossary",
            "-g",
            metavar="FOLDER",
            envvar=VARIABLE,
            help="Folder of the glossary; without it terms are not checked.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the report here.")] = None,
    format: Annotated[
        Format | None, typer.Option(help="Format of the report; by default what the suffix of -o tells, or a table.")
    ] = None,
    split: Annotated[
        Split, typer.Option(help="auto: find the sentences. lines: each line is a sentence, and stays so.")
    ] = Split.auto,
    src_lang: Annotated[str | None, typer.Option(metavar="CODE", help="Language of SRC, such as zh.")] = None,
    tgt_lang: Annotated[str | None, typer.Option(metavar="CODE", help="Language of TGT, such as en.")] = None,
    approved: Annotated[
        bool, typer.Option("--approved", help="Check the terms of approved entries only, not of proposed ones.")
    ] = False,
) -> None:
    """Check a translation: terms, numbers, dates, document symbols, omissions.

    The exit status is 1 when something was found.
    """
    import sys

    from align.align_files import pair
    from align.cli.run import FAULTS
    from align.files import replacing
    from glossary.quality import report
    from glossary.quality.check import check_bitext
    from glossary.store.glossary import Glossary

    chosen = report.format_of(out, format and format.value)
    entries = Glossary.open(glossary) if glossary else None
    bitext = pair(src, tgt, split=split.value, src_lang=src_lang, tgt_lang=tgt_lang)
    findings = check_bitext(bitext, entries, proposed=not approved)
    if out is not None and str(out) != "-":
        with replacing(out) as beside:
            beside.write_text(report.text(findings, bitext, chosen), encoding="utf-8")
    elif chosen == "table" and sys.stdout.isatty():
        report.show(findings)
    else:
        sys.stdout.write(report.text(findings, bitext, chosen))
    print(report.summary(findings, bitext), file=sys.stderr)
    if findings:
        raise typer.Exit(FAULTS)
