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
    xlsx = "xlsx"


class Split(StrEnum):
    auto = "auto"
    lines = "lines"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("check")(check)


def check(
    src: Annotated[Path | None, typer.Argument(metavar="SRC", help="The document, or a folder of documents.")] = None,
    tgt: Annotated[Path | None, typer.Argument(metavar="TGT", help="Its translation; of a folder, the folder.")] = None,
    glossary: Annotated[
        list[Path] | None,
        typer.Option(
            "--glossary",
            "-g",
            metavar="FOLDER",
            envvar=VARIABLE,
            help="Folder of the glossary; more than once in order of priority; without it terms are not checked.",
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
    checklist: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Regular expressions of your own with messages; “un-style” is the example."),
    ] = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Compare with how the same sentences are translated in the glossary.")
    ] = False,
    accepted: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Findings that were accepted; by default those beside the glossary."),
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Accept the finding of this id, so that it is not reported.")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why it is accepted.")] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who accepts it.")] = "",
) -> None:
    """Check a translation against its source and the glossary.

    It compares terms, numbers, dates, names and links, and looks for omissions, faults of form and inconsistencies.
    The exit status is 1 when something was found.
    """
    import sys

    from align.align_files import PairOptions, pair
    from align.cli.run import FAULTS
    from align.files import replacing
    from glossary.errors import InvalidOption
    from glossary.quality import accepted as kept
    from glossary.quality import report
    from glossary.quality.check import Options, check_bitext
    from glossary.quality.checklist import example, read_checklist
    from glossary.quality.consistency import pairs_of
    from glossary.quality.pairing import paired_files
    from glossary.store.glossary import Glossary

    chosen = report.format_of(out, format and format.value)
    entries = [Glossary.open(one) for one in glossary or ()]
    file = kept.accepted_file(entries[0] if entries else None, accepted)
    if accept and file is None:
        raise InvalidOption("nowhere to write what is accepted", remedy="give -g FOLDER or --accepted FILE")
    if accept and not (reason or "").strip():
        raise InvalidOption("accepted without a reason", remedy="say why: --reason TEXT")
    if (src is None) != (tgt is None) or (src is None and not accept):
        raise InvalidOption("one text to check", remedy="give SRC and TGT, or --accept ID --reason TEXT")
    rules = read_checklist(example() if str(checklist) == "un-style" else checklist) if checklist else ()
    files = paired_files(src, tgt) if src is not None and tgt is not None else []
    reading = PairOptions(split=split.value, src_lang=src_lang, tgt_lang=tgt_lang)
    bitexts = [pair(one, other, reading) for one, other in files]
    known = kept.read_accepted(file)
    findings = []
    every = [list(pairs_of([bitext])) for bitext in bitexts]
    for number, bitext in enumerate(bitexts):
        others = [one for part in every[:number] for one in part]
        options = Options(
            proposed=not approved, checklist=rules, memory=memory, others=others, accepted=frozenset(known)
        )
        findings.append(check_bitext(bitext, entries, options=options))
    if accept and file is not None:
        fresh = kept.accept(file, accept, reason or "", by=by, findings=[one for part in findings for one in part])
        print(f"{len(fresh)} accepted in {file}", file=sys.stderr)
        findings = [list(kept.without(part, accept)) for part in findings]
        if not bitexts:
            return
    made = report.together(findings, bitexts, chosen)
    if out is not None and str(out) != "-":
        with replacing(out) as beside:
            beside.write_bytes(made)
    elif chosen == "table" and sys.stdout.isatty():
        for part in findings:
            report.show(part)
    elif chosen == "xlsx":
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(made.decode("utf-8"))
    for part, bitext in zip(findings, bitexts, strict=True):
        name = f"{Path(bitext.tgt_path).name}: " if len(bitexts) > 1 and bitext.tgt_path else ""
        print(name + report.summary(part, bitext), file=sys.stderr)
    if any(findings):
        raise typer.Exit(FAULTS)
