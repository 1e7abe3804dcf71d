"""`align pair`: align a document with its translation."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import EncoderName, Force, LearnLexicon, LexiconFile, Locales, MinConfidence, Ocr, known_region
from align.cli.run import FAULTS
from align.formats import FORMATS

if TYPE_CHECKING:
    from align.align_files import PairOptions
    from align.types import Bitext

__all__ = ["register"]


class Split(StrEnum):
    auto = "auto"
    lines = "lines"
    pairs = "pairs"


FormatName = StrEnum("FormatName", {name: name for name in FORMATS})  # type: ignore[misc]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("pair")(pair)


def pair(
    src: Annotated[Path, typer.Argument(metavar="SRC", help="The document; - is standard input.")],
    tgt: Annotated[
        Path | None,
        typer.Argument(
            metavar="TGT",
            help="Its translation; - is standard input. Leave it out if SRC is one file in two languages.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="File to write; its suffix tells the format. Without it, a table is printed.",
        ),
    ] = None,
    format: Annotated[
        FormatName | None, typer.Option(help="Format of the output, whatever its suffix.", show_default=False)
    ] = None,
    split: Annotated[
        Split,
        typer.Option(
            help="auto: find the sentences. lines: each line is one sentence. "
            "pairs: each line of SRC belongs to the same line of TGT, and nothing is aligned."
        ),
    ] = Split.auto,
    src_lang: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", callback=known_region, help="Language of SRC, such as zh; recognized when not given."
        ),
    ] = None,
    tgt_lang: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", callback=known_region, help="Language of TGT, such as en; recognized when not given."
        ),
    ] = None,
    locale: Locales = None,
    encoder: EncoderName = None,
    min_confidence: MinConfidence = 0.0,
    lexicon: LexiconFile = None,
    learn_lexicon: LearnLexicon = None,
    force: Force = False,
    ocr: Ocr = False,
) -> None:
    """Align a document with its translation and write the bitext.

    A summary goes to standard error: the number of beads and omissions, the mean confidence, and how many beads are
    worth a look. If the two texts are not translations of each other, it says so: the bitext is still written, but it
    is marked, and the exit status is 1.
    """
    from align.align_files import PairOptions
    from align.align_files import pair as align_pair
    from align.locales import read_locales

    target = _format(out, format)  # what is wrong with the output is said before the work is done
    _say_when_compiling()
    options = PairOptions(
        split=split.value,
        src_lang=src_lang,
        tgt_lang=tgt_lang,
        locales=read_locales(locale or ()),
        encoder=encoder,
        lexicon=lexicon,
        learn_lexicon=learn_lexicon,
        force=force,
        ocr=ocr,
    )
    bitext = align_pair(src, tgt, options)
    lost = _write(bitext, out, target, min_confidence)
    if tgt is not None and split is Split.auto:
        _offer_pairs(src, tgt)
    _summarize(bitext, lost, options)
    if not _accepted(bitext):
        if learn_lexicon is not None:
            print(f"align: {learn_lexicon}: not written, nothing can be learned from them", file=sys.stderr)
        raise typer.Exit(FAULTS)


def _format(out: Path | None, format: FormatName | None) -> str | None:
    """Name of the format of the output; None for a table on a terminal."""
    from align.formats import format_of

    if out is None and format is None and sys.stdout.isatty():
        return None
    name = format_of(out or "-", format or ("tsv" if out is None else None)).name
    if name == "parquet" and out is None and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal; name a file with -o")
    return name


def _say_when_compiling() -> None:
    if sys.stderr.isatty():
        from align.kernels import when_compiling

        when_compiling(lambda: print("align: compiling, once; this takes ten to twenty seconds", file=sys.stderr))


def _write(bitext: Bitext, out: Path | None, format: str | None, min_confidence: float) -> str:
    """Show or write the bitext; what the format could not hold, in words."""
    from align.formats import write

    if format is None:
        _show(bitext, min_confidence)
        return ""
    return str(write(bitext, out or "-", format=format, min_confidence=min_confidence))


def _offer_pairs(src: Path, tgt: Path) -> None:
    """Say where both files have as many lines: then each line may belong to the same line of the other."""
    from align.line_pairs import as_many_lines

    if count := as_many_lines(src, tgt):
        print(f"align: both files have {count} lines; --split pairs takes them as they stand", file=sys.stderr)


def _summarize(bitext: Bitext, lost: str, options: PairOptions) -> None:
    from align.locales import locales, unused_locales
    from align.summary import summarize

    line = f"align: {summarize(bitext)}"
    print(f"{line}; left out: {lost}" if lost else line, file=sys.stderr)
    for tag in unused_locales(options.locales, bitext):
        known = " and ".join(dict.fromkeys(locales(bitext)))
        why = f"no text is in this language and script; the texts go out as {known}: name a region of these, or none"
        print(f"align: --locale {tag}: {why}", file=sys.stderr)


def _accepted(bitext: Bitext) -> bool:
    """Say what is wrong with the pair of texts; whether they can be translations of each other."""
    from align.judgement import contradictions, refusal

    for line in contradictions(bitext):
        print(f"align: {line}", file=sys.stderr)
    judgement = bitext.judgement
    if judgement is None or not judgement.refused:
        return True
    paths = [str(path or "standard input") for path in (bitext.src_path, bitext.tgt_path)]
    names = " and ".join(paths)
    if bitext.src_path and paths[0] == paths[1]:  # one file in two languages
        names = f"{paths[0]}, its text in {_language(bitext.src_lang)} and in {_language(bitext.tgt_lang)}"
    print(f"align: {names}: {refusal(judgement)}; --force takes them all the same", file=sys.stderr)
    return False


def _language(code: str) -> str:
    from align.languages import NAMES

    return NAMES.get(code, code)


def _show(bitext: Bitext, min_confidence: float) -> None:
    """The beads as a person reads them on a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from align.summary import is_doubtful

    table = Table(box=None, pad_edge=False, expand=True, header_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(bitext.src_lang, ratio=1, overflow="fold")
    table.add_column(bitext.tgt_lang, ratio=1, overflow="fold")
    for bead, src, tgt in bitext:
        if bead.confidence < min_confidence:
            continue
        style = "yellow" if is_doubtful(bead) else "dim"
        mark = f"{bead.confidence:.2f}{'?' if is_doubtful(bead) else ' '}"
        sides = [Text(_printable(" ".join(side))) if side else Text("—", style="dim") for side in (src, tgt)]
        table.add_row(Text(mark, style=style), *sides)
    Console().print(table)


def _printable(text: str) -> str:
    """The text without control characters, which could take the terminal over."""
    return "".join(char if char.isprintable() else " " for char in text)
