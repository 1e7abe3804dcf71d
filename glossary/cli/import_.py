"""`glossary import`: terms from CAT tools, spreadsheets and programs into the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import known_region
from glossary.cli.options import By, NewGlossaryFolder, choosing

if TYPE_CHECKING:
    from glossary.exchange import Losses
    from glossary.import_terms import Imported

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("import")(import_)


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="TBX, MultiTerm XML, CSV, XLSX, OmegaT, SKOS, TMX, JSON or Parquet; - for standard input.",
        ),
    ],
    glossary: NewGlossaryFolder,
    format: Annotated[
        str | None,
        typer.Option(
            help="Format, if it is not recognized: tbx, csv, xlsx, omegat, multiterm, tmx, skos, json or parquet."
        ),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            help="Review status for all entries: proposed or approved; without it each keeps its own.",
            autocompletion=choosing("proposed", "approved"),
        ),
    ] = None,
    by: By = None,
    src_lang: Annotated[
        str | None,
        typer.Option(callback=known_region, help="Language of the first column of a table without a header."),
    ] = None,
    tgt_lang: Annotated[
        str | None,
        typer.Option(callback=known_region, help="Language of the second column of a table without a header."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=NAME",
            help="What a column of a table holds: zh=术语, en=Term, definition.en=Def, concept_id, notes, subject, source, "
            "none ...; name the column by its header or its number, from 1. May be given more than once.",
        ),
    ] = None,
    language_column: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Column with the language of each row, if each row of the table is one term."
        ),
    ] = None,
    add: Annotated[
        bool, typer.Option("--add", help="Only add: what the file no longer has stays in the glossary.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be changed, with old and new values, and write nothing.")
    ] = False,
) -> None:
    """Read a file of terms into the glossary.

    The file comes in as a whole or not at all. Entries are matched with those of the glossary by id, then by their
    terms. An export that comes back changes what was changed in it, and nothing else. What had to be repaired is
    listed, and the exit status is then 1.
    """
    import sys

    from align.cli.run import FAULTS
    from glossary.exchange import TableOptions
    from glossary.import_terms import import_file

    languages = _languages(src_lang, tgt_lang)
    _check(status, format)
    with _source(file) as source:
        done = import_file(
            glossary,
            source,
            format=format,
            status=status,  # type: ignore[arg-type]
            by=by,
            table=TableOptions(languages, _columns(column or ()), language_column),
            add=add,
            dry_run=dry_run,
        )
    if dry_run or sys.stdout.isatty():
        _show_columns(done.losses)
    _report(file, done, dry_run=dry_run)
    for line in (*done.losses.fault_lines(), *_clash_lines(done)):
        print(f"{file}: {line}", file=sys.stderr)
    if done.losses.fault_count or done.clashes:
        raise typer.Exit(FAULTS)


def _languages(source: str | None, target: str | None) -> tuple[str, str] | None:
    """The languages of a table without a header, where they are given. Raises InvalidOption."""
    from align.languages import normalize_code
    from glossary.errors import InvalidOption

    if (source is None) != (target is None):
        raise InvalidOption("one language is not enough", remedy="give --src-lang and --tgt-lang, or neither")
    if source is None or target is None:
        return None
    languages = normalize_code(source), normalize_code(target)
    if languages[0] == languages[1]:
        raise InvalidOption("source and target are one language", remedy="name two languages")
    return languages


def _check(status: str | None, format: str | None) -> None:
    """Raise InvalidOption for a status or format that cannot be imported."""
    from glossary.errors import InvalidOption
    from glossary.exchange import READABLE

    if status not in (None, "proposed", "approved"):
        raise InvalidOption("no status {status!r} to import as", remedy="choose proposed or approved", status=status)
    if format is not None and format not in (*READABLE, "tbx2", "tbx-min", "tsv", "jsonl"):
        raise InvalidOption(
            "no format {format!r}", remedy="choose from {formats}", format=format, formats=", ".join(READABLE)
        )


@contextmanager
def _source(file: Path) -> Iterator[Path]:
    """The file; for - a temporary one with what came on standard input."""
    import shutil
    import sys
    import tempfile

    if str(file) != "-":
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "standard input")
        with source.open("wb") as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
        yield source


_CLASHES = 20
"""Entries changed on both sides that are named one by one."""


def _clash_lines(done: Imported) -> Iterator[str]:
    """What was changed in the glossary after the file was exported, and in the file otherwise: the file's is taken."""
    for identifier, fields in list(done.clashes.items())[:_CLASHES]:
        told = "; ".join(f"{name}: here {ours!r}, in the file {theirs!r}" for name, ours, theirs in fields)
        yield f"{identifier} was changed here as well since the file was exported: {told}"
    if len(done.clashes) > _CLASHES:
        yield f"and {len(done.clashes) - _CLASHES:,} more entries that were changed here as well"
    if done.clashes:
        yield "what the file says is taken; to have the glossary's own again: glossary undo --entry ID --to VERSION"


def _columns(choices: Iterable[str]) -> dict[str, str]:
    """What the options --column say: the name of a column by what it holds."""
    from glossary.errors import InvalidOption

    found: dict[str, str] = {}
    for choice in choices:
        what, equals, name = choice.partition("=")
        if not (what.strip() and equals and name.strip()):
            raise InvalidOption("{choice!r} is no --column", choice=choice, remedy="write such as --column zh=术语")
        found[what.strip()] = name.strip()
    return found


def _show_columns(losses: Losses) -> None:
    """How the columns of a table were understood, each with some of its cells."""
    if losses.columns is None:
        return
    from align.languages import NAMES

    print("Its columns, as they were read (say otherwise with --column):")
    for column in losses.columns:
        language = NAMES.get(column.language or "", column.language or "")
        script = f" ({column.script})" if column.script else ""
        if column.meaning in ("term", "abbreviation"):
            what = f"{language}{script} {column.meaning}s" if language else f"{column.meaning}s"
        elif column.meaning:
            what = column.meaning.replace("_", " ") + (f" in {language}{script}" if language else "")
        else:
            what = "left out"
        cells = " | ".join(" ".join(cell.split())[:30] for cell in column.examples)
        print(f"  {column.name or '(no name)'}: {what}   {cells}")


def _report(file: Path, done: Imported, *, dry_run: bool) -> None:
    """What became of the entries of a file; of a dry run, every change with its old and new values."""
    from glossary.import_terms import SHOWN

    removed = f" ({done.removed_terms:,} of their terms removed)" if done.removed_terms else ""
    print(
        f"{file}: {done.losses.entries:,} {'entry' if done.losses.entries == 1 else 'entries'} read; {done.new:,} new, {done.merged:,} changed{removed}, "
        f"{done.unchanged:,} unchanged; {done.losses}"
    )
    repeated = done.losses.entries - done.new - done.merged - done.unchanged - done.rejected
    if repeated > 0:
        many = "1 repeats" if repeated == 1 else f"{repeated:,} repeat"
        print(f"{many} the terms of another entry of the file; what has the same terms is one entry")
    if done.rejected:
        print(f"{done.rejected:,} stay out: the glossary has rejected them")
    if done.renamed:
        print(f"{done.renamed:,} have a new id: the glossary has theirs for other concepts")
    if dry_run:
        for identifier, lines in done.changes:
            print(f"  {identifier}: {'; '.join(lines)}")
        if done.merged > SHOWN:
            print(f"  and {done.merged - SHOWN:,} more")
        print("Nothing was written: it was a dry run.")
