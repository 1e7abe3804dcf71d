"""`align segment`: the sentences of a document, one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import Ocr, known_region

if TYPE_CHECKING:
    from align.types import Document, Segment

__all__ = ["Layout", "register"]


class Layout(StrEnum):
    text = "text"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Define the command and register it."""

    @app.command("segment")
    def segment_command(
        file: Annotated[
            str,
            typer.Argument(metavar="FILE", help="Document to split: PDF, Word, HTML, text ...; - is standard input."),
        ],
        lang: Annotated[
            str | None,
            typer.Option(
                "--lang",
                "-l",
                callback=known_region,
                help="Language of the document (zh, en ...); recognized when not given.",
            ),
        ] = None,
        output: Annotated[str, typer.Option("--output", "-o", help="File to write; - is standard output.")] = "-",
        layout: Annotated[
            Layout,
            typer.Option("--format", "-f", help="Each line is a sentence, or a JSON object with a sentence's place."),
        ] = Layout.text,
        ocr: Ocr = False,
    ) -> None:
        """Print the sentences of a document, one per line. Each heading and each table cell is a line of its own."""
        from align.files import replacing
        from align.languages import normalize_code
        from align.readers import read, read_bytes
        from align.segmenter import segment

        language = normalize_code(lang) if lang else None
        if file == "-":
            document = read_bytes(sys.stdin.buffer.read(), "standard input", language=language, ocr=ocr)
        else:
            document = read(file, language=language, ocr=ocr)
        segments = segment(document)
        lines = _json_lines(segments) if layout is Layout.jsonl else (_line(s.text) for s in segments)
        if output != "-":
            with replacing(output) as beside, beside.open("w", encoding="utf-8", newline="\n") as out:
                out.writelines(line + "\n" for line in lines)
            typer.echo(f"{len(segments)} segments written to {Path(output)}", err=True)
        elif layout is Layout.text and sys.stdout.isatty():
            _show(document, segments)
        else:
            sys.stdout.writelines(line + "\n" for line in lines)


def _line(text: str) -> str:
    # One segment is one line, whatever its paragraph kept.
    return " ".join(text.split("\n")).replace("\r", " ")


def _json_lines(segments: tuple[Segment, ...]) -> Iterator[str]:
    for s in segments:
        fields = {
            "text": s.text,
            "start": s.start,
            "end": s.end,
            "paragraph": s.paragraph,
            "kind": s.kind,
            "number": s.number,
        }
        yield json.dumps(fields, ensure_ascii=False)


def _show(document: Document, segments: tuple[Segment, ...]) -> None:
    """On a terminal: the label and kind of each paragraph, dimmed, before its first sentence."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    before = -1
    for s in segments:
        prefix = ""
        if s.paragraph != before:
            prefix = f"{document.paragraphs[s.paragraph].label or ''} {s.kind}".strip()
            before = s.paragraph
        console.print(Text.assemble((f"{prefix[:16]:>16}  ", "dim"), _line(s.text)), soft_wrap=True)
