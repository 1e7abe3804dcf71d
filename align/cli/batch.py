"""`align batch`: align the documents of a session."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from align.cli.options import (
    EncoderName,
    Engine,
    EngineAddress,
    EngineName,
    Force,
    LearnLexicon,
    LexiconFile,
    Locales,
    MinConfidence,
    Ocr,
    known_region,
)
from align.cli.run import FAULTS
from align.formats import FORMATS

if TYPE_CHECKING:
    from align.batch.run import Run

__all__ = ["register"]


_NAMED = 20
"""Files of a sort that are named on the terminal."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("batch")(batch_command)


def batch_command(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="IN...",
            help="Folders, documents or .zip archives; or a manifest (.csv or .toml) that lists the pairs (src, tgt).",
        ),
    ],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUTDIR", help="Folder of the results.")],
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", min=0, help="How many documents to align at a time; 0: one for each processor."),
    ] = 1,
    engine: EngineName = Engine.local,
    address: EngineAddress = None,
    languages: Annotated[
        list[str] | None,
        typer.Option(
            "--languages",
            metavar="zh-en",
            help="Pair of languages to align, source first. May be given more than once. Without it, each language is "
            "aligned with English.",
        ),
    ] = None,
    src_lang: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", callback=known_region, help="With --tgt-lang: the only pair of languages to align."
        ),
    ] = None,
    tgt_lang: Annotated[str | None, typer.Option(metavar="CODE", callback=known_region, help="See --src-lang.")] = None,
    locale: Locales = None,
    formats: Annotated[
        str,
        typer.Option("--format", help=f"Formats of each bitext besides Parquet: {', '.join(FORMATS)}; or none."),
    ] = "html,tmx",
    encoder: EncoderName = None,
    min_confidence: MinConfidence = 0.0,
    lexicon: LexiconFile = None,
    learn_lexicon: LearnLexicon = None,
    redo: Annotated[
        bool, typer.Option("--redo", help="Align everything again, even documents that have not changed.")
    ] = False,
    force: Force = False,
    ocr: Ocr = False,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="NAME",
            help="Leave this document out, now and in later runs with the same OUTDIR: its name as in the report, or "
            "a pattern such as 'drafts/*'. May be given more than once.",
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="NAME", help="Include again what an earlier --exclude left out."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=1, help="Give a document up after this many seconds (local engine only).")
    ] = 3600.0,
) -> None:
    """Align whole folders of documents and their translations.

    The results in OUTDIR are bitext/ (a Parquet data set), documents/ (each bitext as a page and as TMX), report.html
    and report.json. After an interruption, or when documents have changed, run the same command again: it aligns only
    what is new or has changed.
    """
    from align.batch.runner import batch
    from align.locales import locales_asked

    with _progress() as progress:
        run = batch(
            inputs,
            out,
            jobs=jobs,
            engine=engine.value,
            address=address,
            pairs=_pairs(languages or (), src_lang, tgt_lang),
            locales=locales_asked(locale or (), src_lang, tgt_lang),
            formats=[name.strip() for name in formats.split(",") if name.strip() not in ("", "none")],
            encoder=encoder,
            lexicon=lexicon,
            learn_lexicon=learn_lexicon,
            min_confidence=min_confidence,
            redo=redo,
            force=force,
            ocr=ocr,
            exclude=exclude or (),
            include=include or (),
            timeout=timeout,
            progress=progress,
        )
    _render(run)
    if run.interrupted:
        raise KeyboardInterrupt
    if run.failures or not run.documents:
        raise typer.Exit(FAULTS)


def _pairs(languages: Sequence[str], src_lang: str | None, tgt_lang: str | None) -> list[tuple[str, str]]:
    from align.errors import InvalidOption
    from align.languages import normalize_code

    if (src_lang is None) != (tgt_lang is None):
        raise InvalidOption("--src-lang and --tgt-lang go together", remedy="give both, or neither")
    pairs = [_pair(text) for text in languages]
    if src_lang is not None and tgt_lang is not None:
        pairs.append((normalize_code(src_lang), normalize_code(tgt_lang)))
    return pairs


def _pair(text: str) -> tuple[str, str]:
    from align.errors import InvalidOption
    from align.languages import normalize_code

    parts = text.split("-")
    if len(parts) != 2:
        raise InvalidOption(
            "{text!r} is no pair of languages", where="--languages", remedy="write one as zh-en", text=text
        )
    return normalize_code(parts[0]), normalize_code(parts[1])


def _render(run: Run) -> None:
    from align.batch.report import done

    for failed in run.failures:
        named = failed.reason.startswith(failed.name)
        print(f"align: {failed.reason if named else f'{failed.name}: {failed.reason}'}", file=sys.stderr)
    for note in run.documents:
        for line in note.get("contradictions", ()):
            print(f"align: {note['name']}: {line}", file=sys.stderr)
        if note.get("set_aside"):
            lost = f"{note['lost']} of {note['lost'] + note['kept']} corrected passages are no longer in the documents"
            places = ", ".join(str(run.out / name) for name in note["set_aside"])
            print(f"align: {note['name']}: {lost}; the corrected bitext is kept as {places}", file=sys.stderr)
    if not run.documents:
        print("align: no document was aligned", file=sys.stderr)
    documents = "document" if len(run.documents) == 1 else "documents"
    parts = [f"{len(run.documents)} {documents} ({done(run)}), {run.beads} beads"]
    if run.orphans:
        parts.append(f"{len(run.orphans)} without a partner")
    if run.duplicates:
        one = len(run.duplicates) == 1
        parts.append(
            "1 further file of the same document"
            if one
            else f"{len(run.duplicates)} further files of the same documents"
        )
    apart = sum(failed.kind != "error" for failed in run.failures)
    if apart:
        parts.append(f"{apart} pair{'s' * (apart > 1)} that {'are' if apart > 1 else 'is'} no translation")
    if len(run.failures) > apart:
        parts.append(f"{len(run.failures) - apart} failed")
    if run.interrupted:
        parts.append(f"interrupted with {run.remaining} to do; the same command goes on")
    if run.unread:
        parts.append(f"{len(run.unread)} not read")
    typer.echo("; ".join(parts))
    _name("not read", run.unread)
    _name("without a partner", [(orphan.source.name, orphan.explanation) for orphan in run.orphans])
    typer.echo(run.out / "report.html")


def _name(what: str, files: Sequence[tuple[str, str]]) -> None:
    """Name files with the reason why nothing came of them; of many the first, the report has all."""
    for name, reason in files[:_NAMED]:
        typer.echo(f"{name}: {what}: {reason}")
    if len(files) > _NAMED:
        typer.echo(f"{len(files) - _NAMED} more files: {what}; report.json names them")


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar with rate and time left on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total, rate="")
            speed = bar.tasks[tasks[what]].speed
            bar.update(tasks[what], completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

        yield report
