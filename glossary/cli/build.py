"""`glossary build`: documents and bitext in, a richer glossary out."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import Engine, EngineAddress, EngineName, Force, known_region
from align.cli.run import FAULTS
from glossary.cli.options import By, NewGlossaryFolder
from glossary.cli.outcome import entry_count

if TYPE_CHECKING:
    from glossary.build import Built
    from glossary.store.glossary import Added, Glossary
    from glossary.store.weights_file import LearnedWeights

BEST = 15
"""Entries that the report shows."""
CONTRADICTIONS = 5
"""Contradictions, and names of documents, that it shows."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("build")(build)


def build(
    inputs: Annotated[
        list[str], typer.Argument(metavar="IN...", help="Bitext files, documents in pairs, or folders of them.")
    ],
    glossary: NewGlossaryFolder,
    bitext: Annotated[
        Path | None, typer.Option(help="Folder for the aligned bitext and its report: Parquet, TMX and HTML.")
    ] = None,
    jobs: Annotated[
        int,
        typer.Option("-j", "--jobs", min=0, help="How many processes align and extract; 0: one for each processor."),
    ] = 1,
    engine: EngineName = Engine.local,
    address: EngineAddress = None,
    by: By = None,
    redo: Annotated[bool, typer.Option("--redo", help="Add everything again, even what has not changed.")] = False,
    src_lang: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", callback=known_region, help="Source language, if a bitext file has more than two languages."
        ),
    ] = None,
    tgt_lang: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", callback=known_region, help="Target language, if a bitext file has more than two languages."
        ),
    ] = None,
    force: Force = False,
    forget_missing: Annotated[
        bool,
        typer.Option(
            "--forget-missing", help="Forget documents that an earlier build found here and this one does not."
        ),
    ] = False,
    report: Annotated[bool, typer.Option(help="Show the best entries at the end.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Add the terms of documents and bitexts to the glossary. Run it again to add what is new or has changed.

    Documents that an earlier build found in the same folders or files, and that are gone or paired differently now,
    are listed with the command that forgets them. --forget-missing forgets them at once, and undo brings them back.
    """
    from glossary.build import build as build_glossary
    from glossary.building.refusal import nothing_read
    from glossary.cli.progress import bar

    with bar() as progress:
        built = build_glossary(
            inputs,
            glossary,
            bitext=bitext,
            jobs=jobs,
            engine=engine.value,
            address=address,
            by=by,
            redo=redo,
            languages=(src_lang, tgt_lang),
            force=force,
            forget_missing=forget_missing,
            progress=progress,
        )
    if built.nothing_read and not built.forgotten:
        raise nothing_read([*built.faults, *built.without_partner])
    if as_json:
        typer.echo(json.dumps(_record(built), ensure_ascii=False))
    else:
        _render(built, report=report)
    if built.interrupted:
        raise KeyboardInterrupt
    if built.faults:
        raise typer.Exit(FAULTS)


def _record(built: Built) -> dict[str, object]:
    """What a build did, for programs."""
    added, store = built.added, built.glossary
    candidates = store.candidate_count()
    names = ("new", "changed", "unchanged", "rejected", "removed")
    return {
        "documents": built.documents,
        "known": built.known,
        "resumed": built.resumed,
        "beads": built.beads,
        "entries": len(store),
        "entries_above_cut": len(store) - candidates,
        "candidates": candidates,
        "version": store.version,
        "added": {name: getattr(added, name) for name in names},
        "sentences_only": built.sentences_only,
        "contradictions": built.contradictions,
        "forced": built.forced,
        "missing": built.missing,
        "forgotten": built.forgotten,
        "without_partner": built.without_partner,
        "learned": None if built.learned is None else _learned(built.learned),
        "faults": built.faults,
        "bitext": None if built.bitext is None else str(built.bitext),
    }


def _learned(learned: LearnedWeights) -> dict[str, object]:
    return {"right": learned.right, "wrong": learned.wrong, "date": learned.date}


def _render(built: Built, *, report: bool) -> None:
    for line in (*built.without_partner, *built.faults):
        typer.echo(line, err=True)
    if built.sentences_only:
        names = ", ".join(built.sentences_only[:3]) + (" ..." if len(built.sentences_only) > 3 else "")
        typer.echo(f"{names}: only the sentences were taken in; terms are extracted from Chinese and English", err=True)
    for name in built.forced:
        typer.echo(f"{name}: taken in by --force, though the two texts seem to be no translations", err=True)
    store = built.glossary
    if built.documents:
        count = len(built.documents)
        named = ": " + ", ".join(built.documents) if count <= 3 else ""
        typer.echo(f"Taken in      {_number(count, 'document')}{named}, {_number(built.beads, 'bead')}")
    if (learned := built.learned) is not None:
        number = _number(learned.right + learned.wrong, "decision")
        typer.echo(f"Learned       {number} of {learned.date} ordered the terms (glossary learn --forget to stop that)")
    if built.resumed:
        typer.echo(f"Resumed       {_number(built.resumed, 'part')} done by a build that was stopped")
    if built.known:
        typer.echo(f"Nothing new   in {_number(built.known, 'document')} taken in before")
    if built.forgotten:
        typer.echo(
            f"Forgotten     {_number(len(built.forgotten), 'document')} no longer there: {_some(built.forgotten)}"
        )
    if built.missing:
        command = shlex.join(["glossary", "forget", "-g", str(store.path), "--", *built.missing])
        typer.echo(f"Not there     {_number(len(built.missing), 'document')} taken in before: {_some(built.missing)}")
        typer.echo(f"              to take out what came from there: {command}")
    if built.bitext is not None:
        typer.echo(f"Bitext        {built.bitext} (look through {built.bitext / 'report.html'})")
    typer.echo(f"Glossary      {store.path}, {_size(store)}{_changes(built.added)}")
    _render_contradictions(built.contradictions)
    if report and len(store):
        from glossary.cli.tables import entries_table

        typer.echo("\nBest entries:")
        entries_table(store.concepts(status=("approved", "proposed"), limit=BEST))


def _changes(added: Added) -> str:
    """What a build changed in the entries, in brackets; nothing where it changed none."""
    parts = [
        text
        for number, text in (
            (added.new, f"{added.new:,} new"),
            (added.changed, f"{added.changed:,} with new evidence"),
            (added.rejected, f"{added.rejected:,} rejected before"),
            (added.removed, f"{added.removed:,} gone"),
        )
        if number
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _render_contradictions(contradictions: Sequence[str]) -> None:
    if not contradictions:
        return
    count = len(contradictions)
    typer.echo(f"To review     {_number(count, 'contradiction')}, related as conflict:")
    for line in contradictions[:CONTRADICTIONS]:
        typer.echo(f"              {line}")
    if count > CONTRADICTIONS:
        typer.echo(f"              and {count - CONTRADICTIONS:,} more")


def _size(store: Glossary) -> str:
    """How many entries the workbench and an export show, and how many more lie below the glossary's cut."""
    candidates = store.candidate_count()
    entries = entry_count(len(store) - candidates)
    return f"{entries} and {_number(candidates, 'candidate')}" if candidates else entries


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:CONTRADICTIONS]) + (
        f" and {len(names) - CONTRADICTIONS:,} more" * (len(names) > CONTRADICTIONS)
    )


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
