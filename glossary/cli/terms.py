"""`glossary terms`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from glossary.cli.options import GlossaryFolders

__all__ = ["register"]


class Format(StrEnum):
    table = "table"
    xlsx = "xlsx"
    html = "html"
    csv = "csv"
    tsv = "tsv"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("terms")(terms)


def terms(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document; - is standard input.")],
    glossary: GlossaryFolders,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write; its suffix tells the format.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="Format of the output, whatever its suffix.", show_default=False)
    ] = None,
    status: Annotated[
        str | None, typer.Option(help="Only entries that are proposed or approved; by default both.")
    ] = None,
    min_score: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, help="Only entries of at least this score; approved ones always."),
    ] = 0.3,
    candidates: Annotated[
        bool,
        typer.Option("--candidates", help="Include the weak proposals as well, whatever --min-score says."),
    ] = False,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="CODE", help="Language of FILE; recognized when not given.")
    ] = None,
) -> None:
    """List the terms of a document that are in the glossary.

    They come with their equivalents, in order of appearance.
    """
    import sys

    from align.languages import normalize_code
    from align.readers import read
    from glossary import term_list
    from glossary.cli.tables import table
    from glossary.errors import InvalidOption
    from glossary.search.several import known_terms_in
    from glossary.store.glossary import Glossary

    chosen = term_list.format_of(out, format and format.value)
    to_stdout = out is None or str(out) == "-"
    if to_stdout and chosen == "xlsx":
        raise InvalidOption("xlsx is no text for standard output", remedy="name a file with -o")
    if status not in (None, "proposed", "approved"):
        raise InvalidOption("no status {status!r}", remedy="take proposed or approved", status=status)
    entries = [Glossary.open(one) for one in glossary]
    document = read(file, language=normalize_code(lang) if lang else None)
    known = known_terms_in(
        entries,
        document,
        language=document.language,
        status=(status,) if status else ("approved", "proposed"),
        minimum_score=0.0 if candidates else min_score,
        candidates=candidates,
    )
    if not to_stdout:
        term_list.write(known, out, format=chosen, title=file.name)  # type: ignore[arg-type]
        print(f"{out}: {len(known)} terms", file=sys.stderr)
    elif chosen == "table" and sys.stdout.isatty():
        table(term_list.HEADER, term_list.rows(known), right=("count",))
    else:
        sys.stdout.write(term_list.text(known, chosen, title=file.name))
