"""`glossary pretranslate`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from align.cli.options import Locales
from glossary.cli.options import GlossaryFolders

if TYPE_CHECKING:
    from glossary.memory.analysis import Analysis
    from glossary.memory.types import Pretranslation

__all__ = ["register"]


class Format(StrEnum):
    xliff = "xliff"
    xliff12 = "xliff12"
    tmx = "tmx"
    docx = "docx"
    html = "html"
    omegat = "omegat"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("pretranslate")(pretranslate)


def pretranslate(
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The new document, or a folder of them.")],
    glossary: GlossaryFolders,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="File to write, or a folder if NEW is one. Without it, only the analysis is made.",
        ),
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            help="Format of OUT, whatever its suffix. xliff is 2.1 with the matches module.", show_default=False
        ),
    ] = None,
    least: Annotated[int, typer.Option(min=50, max=100, help="Propose only matches of at least this percentage.")] = 70,
    analysis: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File of the analysis: .csv, .json or .html."),
    ] = None,
    in_place: Annotated[
        bool,
        typer.Option("--in-place", help="Write the .docx itself, with the sentences that are certain translated."),
    ] = False,
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="Of equally good matches, prefer those of a body, a year, years (2015-2019) or a subject.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="WHAT", help="Leave out matches of a body, a year, years or a subject.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="CODE", help="Language of NEW; recognized when not given.")
    ] = None,
    tgt_lang: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Language to translate into; by default the memory's other language."),
    ] = None,
    locale: Locales = None,
) -> None:
    """Propose earlier translations for a new document.

    The translation memory is made of all documents from which the glossary was built. Each sentence gets its best
    matches, with numbers, dates and symbols adapted where that is safe. The analysis counts words by match percentage.
    The exit status is 1 if a document in a folder could not be read.
    """
    import sys

    from align.cli.run import FAULTS
    from align.files import replacing
    from align.locales import locales_asked
    from glossary.memory import analysis as counting
    from glossary.memory.pretranslate import Options
    from glossary.store.glossary import Glossary

    chosen = _checked(new, out, format, in_place=in_place, analysis=analysis)
    entries = [Glossary.open(one) for one in glossary]
    options = Options(
        least=50,
        tgt_lang=tgt_lang,
        locales=locales_asked(locale or (), lang, tgt_lang),
        prefer=tuple(prefer or ()),
        without=tuple(without or ()),
        terms=out is not None,
    )
    counted: list[Any] = []
    faults = 0
    for path in _documents(new, out):
        made = _made(path, new, entries, options, lang)
        if made is None:
            faults += 1
            continue
        counted.append(made)
        if out is not None:
            _write(made.above(least), path, _place(out, path, new, chosen), chosen, in_place=in_place)
    analyses = counting.analyse(counted)
    if analysis is not None:
        with replacing(analysis) as beside:
            beside.write_text(counting.text_of(analyses, analysis), encoding="utf-8", newline="\n")
    if str(out) != "-":
        _show(analyses)
    if faults:
        print(f"{faults} documents could not be read", file=sys.stderr)
        raise typer.Exit(FAULTS)


def _checked(
    new: Path, out: Path | None, format: Format | None, *, in_place: bool, analysis: Path | None
) -> str | None:
    """The name of the output's format, where there is one; what does not fit together is refused before any work."""
    from align.errors import UnreadableInput
    from glossary.errors import InvalidOption
    from glossary.memory import analysis as counting
    from glossary.memory.formats import format_of

    if str(new) != "-" and not new.exists():
        raise UnreadableInput("there is no such file", where=new)
    if analysis is not None:
        counting.text_of((), analysis)
    if in_place:
        if out is None or new.suffix.lower() != ".docx" or out.suffix.lower() != ".docx":
            raise InvalidOption("--in-place takes a .docx and writes a .docx", remedy="name both with this suffix")
        return "docx"
    if out is None:
        return None
    if format is Format.omegat:
        if new.is_dir() or str(out) == "-":
            raise InvalidOption("an OmegaT project is made of one document, in a folder", remedy="name both")
        return format.value
    if new.is_dir():
        if out.exists() and not out.is_dir():
            raise InvalidOption("NEW is a folder and this is a file", where=out, remedy="name a folder with -o")
        return format.value if format else "xliff"
    if out.is_dir():
        raise InvalidOption("this is a folder", where=out, remedy="name a file with -o")
    if str(out) == "-" and format is None:
        return "xliff"
    return format_of(out, format and format.value).name


def _documents(new: Path, out: Path | None) -> list[Path]:
    from align.batch.file_names import is_document
    from align.errors import UnreadableInput
    from align.readers import FORMATS

    if not new.is_dir():
        return [new]
    suffixes = frozenset(suffix for suffix in FORMATS if suffix)
    documents = [
        path
        for path in sorted(new.rglob("*"))
        if path.is_file()
        and is_document(path.relative_to(new).as_posix(), suffixes)
        and (out is None or out.resolve() not in path.resolve().parents)
    ]
    if not documents:
        raise UnreadableInput("no documents in this folder", where=new)
    return documents


def _made(path: Path, new: Path, entries: Any, options: Any, lang: str | None) -> Pretranslation | None:
    """The pretranslation of a document; None, with a line on standard error, where one of a folder cannot be read."""
    import sys

    from align.errors import AlignError
    from align.languages import normalize_code
    from align.readers import read
    from glossary.cli.progress import bar
    from glossary.memory.pretranslate import pretranslate

    name = path.relative_to(new).as_posix() if new.is_dir() else path.name
    try:
        document = read(path, language=normalize_code(lang) if lang else None)
        with bar() as show:
            progress = None if show is None else lambda done, total: show(name, done, total)
            return pretranslate(document, entries, options=options, name=name, progress=progress)
    except AlignError as error:
        if not new.is_dir():
            raise
        print(f"glossary pretranslate: {error}", file=sys.stderr)
        return None


def _place(out: Path, path: Path, new: Path, format: str | None) -> Path:
    from glossary.memory.formats import FORMATS

    if not new.is_dir():
        return out
    inside = path.relative_to(new)
    suffix = FORMATS[format or "xliff"].suffixes[0]
    target = out / inside.with_name(inside.name + suffix)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _write(made: Pretranslation, path: Path, out: Path, format: str | None, *, in_place: bool) -> None:
    import sys

    from align.files import replacing
    from glossary.memory import docx_in_place, formats, omegat_project

    if in_place:
        with replacing(out) as beside, beside.open("wb") as stream:
            losses = docx_in_place.write(made, path, stream)
        print(f"{out}: {losses.written} sentences in place", file=sys.stderr)
        return
    if format == Format.omegat.value:
        losses = omegat_project.write(made, path if path.is_file() else None, out)
    else:
        losses = formats.write(made, out, format=format)
    if str(out) != "-":
        found = sum(bool(one.matches) for one in made.sentences)
        lost = f"; left out: {losses}" if losses.lost else ""
        print(f"{out}: {found} of {len(made.sentences)} sentences with a match{lost}", file=sys.stderr)


def _show(analyses: list[Analysis]) -> None:
    from glossary.cli.tables import table
    from glossary.memory.analysis import rows

    for one in analyses:
        print(one.name)
        shown = [(row["band"], str(row["segments"]), str(row[one.unit]), f"{row['share']:.1f}") for row in rows([one])]
        table(("band", "segments", one.unit, "%"), shown, right=("segments", one.unit, "%"))
