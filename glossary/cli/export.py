"""`glossary export`: the glossary to CAT tools, spreadsheets and programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import Locales
from glossary.cli.options import Candidates, GlossaryFolder, choosing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from glossary.exchange import Losses
    from glossary.store.glossary import Glossary
    from glossary.types import Concept

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("export")(export)


def _formats(incomplete: str) -> list[str]:
    from glossary.exchange import FORMATS

    return choosing(*FORMATS)(incomplete)


def export(
    glossary: GlossaryFolder,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            "--format",
            help="Format: tbx, tbx-min, tbx2, csv, xlsx, omegat, multiterm, skos, json or parquet.",
            autocompletion=_formats,
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
    status: Annotated[
        str | None,
        typer.Option(
            help="Only entries that are proposed, approved or rejected.",
            autocompletion=choosing("proposed", "approved", "rejected"),
        ),
    ] = None,
    style: Annotated[
        str, typer.Option(help="Style of TBX 3: dca or dct.", autocompletion=choosing("dca", "dct"))
    ] = "dca",
    subject: Annotated[str | None, typer.Option(help="Only entries of this subject field.")] = None,
    script: Annotated[
        str | None,
        typer.Option(help="Only Chinese terms in this script: Hans or Hant.", autocompletion=choosing("Hans", "Hant")),
    ] = None,
    min_score: Annotated[
        float | None, typer.Option(help="Only entries of at least this score, 0 to 1; approved ones always.")
    ] = None,
    src_lang: Annotated[str, typer.Option(help="Source language of two-column formats (omegat): zh or en.")] = "zh",
    locale: Locales = None,
    candidates: Candidates = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and write the file again whenever the glossary changes.")
    ] = False,
) -> None:
    """Write the glossary for a CAT tool, spreadsheet or program."""
    from contextlib import nullcontext, suppress

    from align.locales import read_locales
    from glossary.store.glossary import Glossary

    target = _Target(output, to, style, ("zh", "en") if src_lang == "zh" else (src_lang, "zh"))
    choice = _Choice(status, subject, script, min_score, candidates, read_locales(locale or ()))
    target.check(watch=watch)
    choice.check()
    store = Glossary.open(glossary)
    # Ctrl-C may come at any time, even while something is written.
    with suppress(KeyboardInterrupt) if watch else nullcontext():
        if target.is_project:
            _keep_project(store, output, frozenset({status} if status else ()), watch=watch)
        elif watch:
            _watch(store, choice, target)
        else:
            _write_once(store, choice, target)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which entries are written."""

    status: str | None
    subject: str | None
    script: str | None
    min_score: float | None
    candidates: bool
    locales: tuple[str, ...]
    """The regions in which languages go out."""

    def check(self) -> None:
        """Raise InvalidOption for a value that there is not."""
        from typing import get_args

        from glossary.errors import InvalidOption
        from glossary.types import ReviewStatus

        statuses = get_args(ReviewStatus)
        if self.status is not None and self.status not in statuses:
            raise InvalidOption(
                "no status {status!r}",
                remedy="choose from {statuses}",
                status=self.status,
                statuses=", ".join(statuses),
            )
        if self.script not in (None, "Hans", "Hant"):
            raise InvalidOption("no script {script!r}", remedy="choose Hans or Hant", script=self.script)
        if self.min_score is not None and not 0 <= self.min_score <= 1:
            raise InvalidOption(
                "score {min_score} is not from 0 to 1", remedy="give a number such as 0.5", min_score=self.min_score
            )

    def of(self, store: Glossary, left_out: list[str] | None = None) -> Iterator[Concept]:
        """The chosen entries of a glossary, best first; the ids of candidates that stay behind go to `left_out`."""
        from glossary.exchange.filters import select
        from glossary.exchange.tags import with_locales

        chosen = select(
            store.concepts(),
            status=self.status,
            subject=self.subject,
            script=self.script,
            min_score=self.min_score,
        )
        if not self.candidates:
            chosen = _without_candidates(chosen, left_out)
        return with_locales(chosen, self.locales)

    def why_nothing(self, store: Glossary, losses: Losses) -> str:
        """Why no entry was written."""
        from typing import get_args

        from glossary.types import ReviewStatus

        counts = {name: store.count(status=name) for name in get_args(ReviewStatus)}
        there = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
        if not there:
            return f"{store.path} has no entries; take documents in with: glossary build"
        if self.status is not None and not counts[self.status]:
            other = next(name for name in get_args(ReviewStatus) if counts[name])
            return f"none is {self.status} ({there}); try --status {other}, or no --status for all"
        if losses.lost:
            return f"the format holds none of them ({losses})"
        given = {
            "--status": self.status,
            "--subject": self.subject,
            "--script": self.script,
            "--min-score": self.min_score,
        }
        filters = " ".join(f"{name} {value}" for name, value in given.items() if value is not None)
        return f"{filters} leaves none of the entries ({there})"


def _without_candidates(entries: Iterable[Concept], left_out: list[str] | None) -> Iterator[Concept]:
    for entry in entries:
        if not entry.is_candidate:
            yield entry
        elif left_out is not None:
            left_out.append(entry.id)


@dataclass(frozen=True, slots=True)
class _Target:
    """What is written, and where."""

    output: Path
    format: str
    style: str
    direction: tuple[str, str]

    @property
    def is_stdout(self) -> bool:
        return str(self.output) == "-"

    @property
    def is_project(self) -> bool:
        """Whether it is the folder of an OmegaT project, which gets terms and memories of its own documents."""
        return self.format == "omegat" and (self.output / "omegat.project").is_file()

    def check(self, *, watch: bool) -> None:
        """Raise InvalidOption for what cannot be written so."""
        from glossary.errors import InvalidOption
        from glossary.exchange import FORMATS, check

        check(self.format, style=self.style, direction=self.direction)
        if self.is_stdout and not FORMATS[self.format].text:
            raise InvalidOption("{to} is no text for standard output", remedy="name a file with -o", to=self.format)
        if not self.is_stdout and self.output.is_dir() and not self.is_project:
            raise InvalidOption("is a folder", where=self.output, remedy="name a file in it", code="is_a_folder")
        if watch and self.is_stdout:
            raise InvalidOption("a file is watched, not standard output", remedy="name a file with -o")

    def write(self, entries: Iterable[Concept]) -> Losses:
        """Write entries, whole or not at all, on a pipe as well; what the format cannot hold."""
        import sys
        import tempfile

        from glossary.exchange import write

        if not self.is_stdout:
            return write(entries, self.output, format=self.format, style=self.style, direction=self.direction)
        with tempfile.TemporaryFile() as spool:
            losses = write(entries, spool, format=self.format, style=self.style, direction=self.direction)
            spool.seek(0)
            while block := spool.read(1 << 20):
                sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
        return losses


def _write_once(store: Glossary, choice: _Choice, target: _Target) -> None:
    """Write the entries and say so; without any the exit status is that of a fault."""
    import sys
    from itertools import chain

    from align.cli.run import FAULTS
    from glossary.exchange import FORMATS, Losses

    weak: list[str] = []
    entries = choice.of(store, weak)
    first = next(entries, None)
    losses = Losses()
    if first is not None or target.format != "tbx2":  # TBX 2 has no empty files
        losses = target.write(chain([first] if first is not None else [], entries))
        name = "" if target.is_stdout else f"{target.output}: "
        weak_ones = "1 weak proposal (--candidates includes it)"
        if len(weak) != 1:
            weak_ones = f"{len(weak):,} weak proposals (--candidates includes them)"
        behind = f"; left out: {weak_ones}" if weak else ""
        print(
            f"{name}{losses.entries:,} entries as {FORMATS[target.format].purpose}; {losses}{behind}", file=sys.stderr
        )
    if not losses.entries:
        print(f"glossary export: nothing to write: {choice.why_nothing(store, losses)}", file=sys.stderr)
        raise typer.Exit(FAULTS)


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


def _watch(store: Glossary, choice: _Choice, target: _Target) -> None:
    """Write now, and whenever the glossary has another version, until Ctrl-C; each time whole or not at all."""
    import sys
    import time

    written = None
    while True:
        store.refresh()
        if store.version != written:
            losses = target.write(choice.of(store))
            written = store.version
            print(f"{target.output}: {losses.entries:,} entries of version {written}", file=sys.stderr, flush=True)
        time.sleep(1)
