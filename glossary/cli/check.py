"""`glossary check`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import known_region
from align.cli.run import FAULTS, GLOSSARY

if TYPE_CHECKING:
    from align.align_files import PairOptions
    from align.types import Bitext
    from glossary.quality.check import Finding, Options
    from glossary.quality.checklist import Rule
    from glossary.store.glossary import Glossary

__all__ = ["register"]


class Format(StrEnum):
    table = "table"
    json = "json"
    html = "html"
    xlsx = "xlsx"


class Split(StrEnum):
    auto = "auto"
    lines = "lines"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("check")(check)


def check(
    src: Annotated[Path | None, typer.Argument(metavar="SRC", help="The document, or a folder of documents.")] = None,
    tgt: Annotated[
        Path | None, typer.Argument(metavar="TGT", help="Its translation, or the folder of the translations.")
    ] = None,
    glossary: Annotated[
        list[Path] | None,
        typer.Option(
            "--glossary",
            "-g",
            metavar="FOLDER",
            envvar=GLOSSARY,
            help="Folder of the glossary; without it, terms are not checked. May be given more than once, in order of "
            "priority.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="File of the report.")] = None,
    format: Annotated[
        Format | None, typer.Option(help="Format of the report; by default that of the suffix of -o, or a table.")
    ] = None,
    split: Annotated[
        Split, typer.Option(help="auto: find the sentences. lines: each line is one sentence.")
    ] = Split.auto,
    src_lang: Annotated[
        str | None, typer.Option(metavar="CODE", callback=known_region, help="Language of SRC, such as zh.")
    ] = None,
    tgt_lang: Annotated[
        str | None, typer.Option(metavar="CODE", callback=known_region, help="Language of TGT, such as en.")
    ] = None,
    approved: Annotated[
        bool, typer.Option("--approved", help="Check only the terms of approved entries, not of proposed ones.")
    ] = False,
    checklist: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File with checks of your own; un-style is an example that is included."),
    ] = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Compare with earlier translations of the same sentences in the glossary.")
    ] = False,
    accepted: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File of the accepted findings; by default one in the glossary's folder."),
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Accept the finding with this id: it is not reported again.")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why it is accepted.")] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who accepts it.")] = "",
) -> None:
    """Check a translation against its source and the glossary.

    It compares terms, numbers, dates, names and links, and looks for omissions, formal mistakes and inconsistencies.
    The exit status is 1 if something was found.
    """
    from align.align_files import PairOptions
    from glossary.errors import InvalidOption
    from glossary.quality import report
    from glossary.quality.accepted import accepted_file, read_accepted
    from glossary.quality.check import Options
    from glossary.store.glossary import Glossary

    chosen = report.format_of(out, format and format.value)
    entries = [Glossary.open(one) for one in glossary or ()]
    file = accepted_file(entries[0] if entries else None, accepted)
    if accept and file is None:
        raise InvalidOption("nowhere to write what is accepted", remedy="give -g FOLDER or --accepted FILE")
    if accept and not (reason or "").strip():
        raise InvalidOption("accepted without a reason", remedy="say why: --reason TEXT")
    if (src is None) != (tgt is None) or (src is None and not accept):
        raise InvalidOption("one text to check", remedy="give SRC and TGT, or --accept ID --reason TEXT")
    options = Options(
        proposed=not approved, checklist=_rules(checklist), memory=memory, accepted=frozenset(read_accepted(file))
    )
    bitexts = _aligned(src, tgt, PairOptions(split=split.value, src_lang=src_lang, tgt_lang=tgt_lang))
    findings = _findings(bitexts, entries, options)
    if accept and file is not None:
        findings = _accept(file, accept, reason or "", by, findings)
        if not bitexts:
            return
    _write(report.together(findings, bitexts, chosen), out, chosen, findings)
    for part, bitext in zip(findings, bitexts, strict=True):
        name = f"{Path(bitext.tgt_path).name}: " if len(bitexts) > 1 and bitext.tgt_path else ""
        print(name + report.summary(part, bitext), file=sys.stderr)
    refused = _say_what_is_no_translation(bitexts)
    if refused or any(findings):
        raise typer.Exit(FAULTS)


def _say_what_is_no_translation(bitexts: Sequence[Bitext]) -> bool:
    """Name the pairs that are no translations of each other, whose findings say nothing; whether there are any."""
    from align.judgement import contradictions, refusal

    refused = False
    for bitext in bitexts:
        if bitext.judgement is None or not bitext.judgement.refused:
            continue
        refused = True
        names = " and ".join(path for path in (bitext.src_path, bitext.tgt_path) if path)
        for line in contradictions(bitext):
            print(f"glossary: {line}", file=sys.stderr)
        print(f"glossary: {names}: {refusal(bitext.judgement)}; check the names of the files", file=sys.stderr)
    return refused


def _rules(checklist: Path | None) -> Sequence[Rule]:
    """The rules of a checklist; `un-style` is the one that we ship."""
    from glossary.quality.checklist import example, read_checklist

    if checklist is None:
        return ()
    return read_checklist(example() if str(checklist) == "un-style" else checklist)


def _aligned(src: Path | None, tgt: Path | None, reading: PairOptions) -> list[Bitext]:
    """The document and its translation, or those of two folders, aligned."""
    from align.align_files import pair
    from glossary.quality.pairing import paired_files

    if src is None or tgt is None:
        return []
    return [pair(one, other, reading) for one, other in paired_files(src, tgt)]


def _findings(bitexts: Sequence[Bitext], entries: Sequence[Glossary], options: Options) -> list[list[Finding]]:
    """What was found in each bitext, which has to be consistent with those before it."""
    from glossary.quality.check import check_bitext
    from glossary.quality.consistency import pairs_of

    found, others = [], list(options.others)
    for bitext in bitexts:
        found.append(check_bitext(bitext, entries, options=replace(options, others=tuple(others))))
        others += pairs_of([bitext])
    return found


def _accept(
    file: Path, ids: Sequence[str], reason: str, by: str, findings: Sequence[Sequence[Finding]]
) -> list[list[Finding]]:
    """Write down that faults are accepted; the findings without them."""
    from glossary.quality import accepted

    fresh = accepted.accept(file, ids, reason, by=by, findings=[one for part in findings for one in part])
    print(f"{len(fresh)} accepted in {file}", file=sys.stderr)
    return [list(accepted.without(part, ids)) for part in findings]


def _write(made: bytes, out: Path | None, format: str, findings: Sequence[Sequence[Finding]]) -> None:
    """The report to its file, or to standard output: a table for a terminal, its text or bytes for a pipe."""
    from align.files import replacing
    from glossary.quality import report

    if out is not None and str(out) != "-":
        with replacing(out) as beside:
            beside.write_bytes(made)
    elif format == "table" and sys.stdout.isatty():
        for part in findings:
            report.show(part)
    elif format == "xlsx":
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(made.decode("utf-8"))
