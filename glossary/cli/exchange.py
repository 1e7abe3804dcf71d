"""`glossary export` and `glossary import`: the glossary to and from CAT tools, spreadsheets and programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from align.cli.options import Locales
from glossary.cli.options import By, GlossaryFolder, NewGlossaryFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from glossary.exchange import Losses
    from glossary.import_terms import Imported
    from glossary.store.glossary import Glossary
    from glossary.types import Concept

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("export")(export)
    app.command("import")(import_)


def export(
    glossary: GlossaryFolder,
    to: Annotated[
        str,
        typer.Option(
            "--to", "--format", help="Format: tbx, tbx-min, tbx2, csv, xlsx, omegat, multiterm, skos, json or parquet."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="File to write; - for standard output (text formats); for omegat also the folder of a project.",
        ),
    ],
    status: Annotated[str | None, typer.Option(help="Only entries that are proposed, approved or rejected.")] = None,
    style: Annotated[str, typer.Option(help="Style of TBX 3: dca or dct.")] = "dca",
    subject: Annotated[str | None, typer.Option(help="Only entries of this subject field.")] = None,
    script: Annotated[str | None, typer.Option(help="Only Chinese terms in this script: Hans or Hant.")] = None,
    min_score: Annotated[
        float | None, typer.Option(help="Only entries of at least this score, 0 to 1; approved ones always.")
    ] = None,
    src_lang: Annotated[str, typer.Option(help="Source language of two-column formats (omegat): zh or en.")] = "zh",
    locale: Locales = None,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="Also the entries below the glossary's cut, which are not shown else.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and write the file again whenever the glossary has changed.")
    ] = False,
) -> None:
    """Write the glossary for a CAT tool, spreadsheet or program."""
    import sys
    import tempfile
    from contextlib import suppress
    from itertools import chain

    from align.locales import read_locales
    from glossary.errors import InvalidOption
    from glossary.exchange import FORMATS, Losses, check, write
    from glossary.exchange.filters import select
    from glossary.exchange.tags import with_locales

    direction = ("zh", "en") if src_lang == "zh" else (src_lang, "zh")
    check(to, style=style, direction=direction)
    _check_choice(status, script, min_score)
    locales = read_locales(locale or ())
    to_stdout = str(output) == "-"
    if to_stdout and not FORMATS[to].text:
        raise InvalidOption("{to} is no text for standard output", remedy="name a file with -o", to=to)
    project = to == "omegat" and (output / "omegat.project").is_file()
    if not to_stdout and output.is_dir() and not project:
        raise InvalidOption("is a folder", where=output, remedy="name a file in it", code="is_a_folder")

    from glossary.store.glossary import Glossary

    store = Glossary.open(glossary)
    if project:
        with suppress(KeyboardInterrupt):
            _keep_project(store, output, frozenset({status} if status else ()), watch=watch)
        return
    if watch:
        if to_stdout:
            raise InvalidOption("a file is watched, not standard output", remedy="name a file with -o")
        choice: dict[str, Any] = {"status": status, "subject": subject, "script": script, "min_score": min_score}
        with suppress(KeyboardInterrupt):  # whenever it comes, also while something is written
            _watch(
                store,
                lambda: write(
                    with_locales(select(store.concepts(), **choice, candidates=candidates), locales),
                    output,
                    format=to,
                    style=style,
                    direction=direction,
                ),
                output,
            )
        return
    chosen = select(
        store.concepts(), status=status, subject=subject, script=script, min_score=min_score, candidates=candidates
    )
    entries: Iterator[Concept] = with_locales(chosen, locales)
    first = next(entries, None)
    if first is None and to == "tbx2":  # TBX 2 has no empty files
        raise _nothing(store, Losses(), status, subject, script, min_score)
    entries = chain([first] if first is not None else [], entries)
    if not to_stdout:
        losses = write(entries, output, format=to, style=style, direction=direction)
        print(f"{output}: {losses.entries:,} entries as {FORMATS[to].purpose}; {losses}", file=sys.stderr)
        if not losses.entries:
            raise _nothing(store, losses, status, subject, script, min_score)
        return
    # Whole or not at all, on a pipe as well.
    with tempfile.TemporaryFile() as spool:
        losses = write(entries, spool, format=to, style=style, direction=direction)
        spool.seek(0)
        while block := spool.read(1 << 20):
            sys.stdout.buffer.write(block)
    sys.stdout.buffer.flush()
    print(f"{losses.entries:,} entries as {FORMATS[to].purpose}; {losses}", file=sys.stderr)
    if not losses.entries:
        raise _nothing(store, losses, status, subject, script, min_score)


def _keep_project(store: Glossary, folder: Path, statuses: frozenset[str], *, watch: bool) -> None:
    """The terms and memories of an OmegaT project, once or whenever the glossary or the project's documents change."""
    import sys
    import time

    from glossary.memory.omegat_project import refresh

    seen: object = None
    while True:
        store.refresh()
        sources = [(path, path.stat().st_mtime_ns) for path in sorted((folder / "source").rglob("*")) if path.is_file()]
        now = (store.version, store.segments_version, sources)
        if now != seen:
            pairs, terms = refresh(folder, store, statuses=statuses)
            seen = now
            print(
                f"{folder}: {terms:,} terms and {pairs:,} matches of version {store.version}",
                file=sys.stderr,
                flush=True,
            )
        if not watch:
            return
        time.sleep(1)


def _check_choice(status: str | None, script: str | None, min_score: float | None) -> None:
    """Raise InvalidOption for a choice of entries that cannot be meant."""
    from typing import get_args

    from glossary.errors import InvalidOption
    from glossary.types import ReviewStatus

    if status is not None and status not in get_args(ReviewStatus):
        raise InvalidOption(
            "no status {status!r}",
            remedy="choose from {statuses}",
            status=status,
            statuses=", ".join(get_args(ReviewStatus)),
        )
    if script not in (None, "Hans", "Hant"):
        raise InvalidOption("no script {script!r}", remedy="choose Hans or Hant", script=script)
    if min_score is not None and not 0 <= min_score <= 1:
        raise InvalidOption(
            "score {min_score} is not from 0 to 1", remedy="give a number such as 0.5", min_score=min_score
        )


def _watch(store: Glossary, write: Callable[[], Losses], output: Path) -> None:
    """Write now, and whenever the glossary has another version, until Ctrl-C; each time whole or not at all."""
    import sys
    import time

    written = None
    while True:
        store.refresh()
        if store.version != written:
            losses = write()
            written = store.version
            print(f"{output}: {losses.entries:,} entries of version {written}", file=sys.stderr, flush=True)
        time.sleep(1)


def _nothing(
    store: Glossary,
    losses: Losses,
    status: str | None,
    subject: str | None,
    script: str | None,
    min_score: float | None,
) -> typer.Exit:
    """Say why nothing was written; the exit status of a fault."""
    import sys
    from typing import get_args

    from align.cli.run import FAULTS
    from glossary.types import ReviewStatus

    counts = {name: store.count(status=name) for name in get_args(ReviewStatus)}
    there = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    if not there:
        why = f"{store.path} has no entries; take documents in with: glossary build"
    elif status is not None and not counts[status]:
        other = next(name for name in get_args(ReviewStatus) if counts[name])
        why = f"none is {status} ({there}); try --status {other}, or no --status for all"
    elif losses.lost:
        why = f"the format holds none of them ({losses})"
    else:
        given = {"--status": status, "--subject": subject, "--script": script, "--min-score": min_score}
        filters = " ".join(f"{name} {value}" for name, value in given.items() if value is not None)
        why = f"{filters} leaves none of the entries ({there})"
    print(f"glossary export: nothing to write: {why}", file=sys.stderr)
    return typer.Exit(FAULTS)


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
            help="Format, where the content does not tell: tbx, csv, xlsx, omegat, multiterm, tmx, skos, json or parquet."
        ),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(help="Review status for all entries: proposed or approved; without it each keeps its own."),
    ] = None,
    by: By = None,
    src_lang: Annotated[
        str | None, typer.Option(help="Language of the first column of a table without a header.")
    ] = None,
    tgt_lang: Annotated[
        str | None, typer.Option(help="Language of the second column of a table without a header.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=NAME",
            help="What a column of a table holds: zh=术语, en=Term, definition.en=Def, concept_id, notes, subject, source, "
            "none ...; the column by name or by number from 1. May be given more than once.",
        ),
    ] = None,
    language_column: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Column that says the language of each row, in a table of one term a row."),
    ] = None,
    add: Annotated[
        bool, typer.Option("--add", help="Only add: what the file no longer has stays in the glossary.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be changed, with old and new values, and write nothing.")
    ] = False,
) -> None:
    """Read a file of terms into the glossary.

    The file comes in as a whole or not at all.
    Entries are matched with those of the glossary by id, then by their terms. An export that comes back changes what was changed
    in it, and nothing else. What had to be repaired is listed, and the exit status is then 1.
    """
    import shutil
    import sys
    import tempfile

    from align.cli.run import FAULTS
    from align.languages import normalize_code
    from glossary.errors import InvalidOption
    from glossary.exchange import READABLE, TableOptions
    from glossary.import_terms import import_file

    if (src_lang is None) != (tgt_lang is None):
        raise InvalidOption("one language is not enough", remedy="give --src-lang and --tgt-lang, or neither")
    languages = None
    if src_lang is not None and tgt_lang is not None:
        languages = (normalize_code(src_lang), normalize_code(tgt_lang))
        if languages[0] == languages[1]:
            raise InvalidOption("source and target are one language", remedy="name two languages")
    if status not in (None, "proposed", "approved"):
        raise InvalidOption("no status {status!r} to import as", remedy="choose proposed or approved", status=status)
    if format is not None and format not in (*READABLE, "tbx2", "tbx-min", "tsv", "jsonl"):
        raise InvalidOption(
            "no format {format!r}", remedy="choose from {formats}", format=format, formats=", ".join(READABLE)
        )
    with tempfile.TemporaryDirectory() as folder:
        source = file
        if str(file) == "-":
            source = Path(folder, "standard input")
            with source.open("wb") as spool:
                shutil.copyfileobj(sys.stdin.buffer, spool)
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
    losses = done.losses
    if dry_run or sys.stdout.isatty():
        _show_columns(losses)
    _report(file, done, dry_run=dry_run)
    for line in losses.fault_lines():
        print(f"{file}: {line}", file=sys.stderr)
    for line in _clash_lines(done):
        print(f"{file}: {line}", file=sys.stderr)
    if losses.fault_count or done.clashes:
        raise typer.Exit(FAULTS)


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
