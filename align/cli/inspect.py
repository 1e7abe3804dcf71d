"""`align inspect`: what was recognized in a document."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from align.cli.options import Ocr, known_region

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["register"]

_FIELDS = {
    "symbol": "symbol",
    "body": "body",
    "session": "session",
    "agenda_item": "agenda item",
    "title": "title",
    "date": "date",
    "original_language": "original language",
    "ocr_confidence": "confidence of OCR",
}


_LAYOUTS = {
    "facing pages": "on facing pages",
    "columns": "in columns side by side",
    "table": "in the cells of a table",
    "paragraph under paragraph": "paragraph under paragraph",
    "one after the other": "one after the other",
    "pairs of segments": "in pairs of segments",
}


def register(app: typer.Typer) -> None:
    """Define the command and register it."""

    @app.command("inspect")
    def inspect_command(
        file: Annotated[
            str,
            typer.Argument(metavar="FILE", help="Document to inspect: PDF, Word, HTML, text ...; - is standard input."),
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
        format: Annotated[
            str | None,
            typer.Option(
                "--format", "-f", help="text, markdown, pdf, docx, html or office; recognized when not given."
            ),
        ] = None,
        convert: Annotated[
            str | None, typer.Option("--convert", help="Convert Chinese to this script: Hans or Hant.")
        ] = None,
        ocr: Ocr = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
    ) -> None:
        """Show what was recognized in a document.

        This is its symbol, session and language, and each paragraph with its kind and number.
        """
        from align.inspection import description
        from align.readers import read

        found = description(read(file, language=lang, format=format, convert=convert, ocr=ocr))
        if as_json:
            print(json.dumps(found, ensure_ascii=False, indent=2))
        elif sys.stdout.isatty():
            _show(found)
        else:
            sys.stdout.writelines(line + "\n" for line in _lines(found))


def _facts(found: dict[str, Any]) -> list[tuple[str, str]]:
    from align.languages import NAMES
    from align.un_documents import BODIES

    about = dict(found["metadata"])
    if about.get("body") in BODIES:
        about["body"] += f" ({', '.join(BODIES[about['body']])})"
    if about.get("original_language"):
        about["original_language"] = NAMES.get(about["original_language"], about["original_language"])
    language = NAMES.get(found["language"], found["language"])
    facts = [
        ("file", found["path"] or "-"),
        ("format", ", ".join(filter(None, (found["format"], found["encoding"], _pages(found["pages"]))))),
        ("language", language + (f", script {found['script']}" if found["script"] else "")),
        *_both(found["two_languages"]),
        *((name, about[key]) for key, name in _FIELDS.items() if key in about),
        ("paragraphs", ", ".join(f"{count} {kind}" for kind, count in found["counts"].items())),
    ]
    if found["symbols"]:
        facts.append(("names", ", ".join(s + (f" ({n})" if n > 1 else "") for s, n in found["symbols"].items())))
    return facts


def _both(both: dict[str, Any] | None) -> list[tuple[str, str]]:
    from align.languages import NAMES

    if both is None:
        return []
    sides = zip(both["languages"], both["paragraphs"], strict=True)
    named = " and ".join(f"{NAMES.get(code, code)} ({count} paragraphs)" for code, count in sides)
    return [("two languages", f"{named}, {_LAYOUTS[both['layout']]}")]


def _pages(count: int | None) -> str:
    return f"{count} page{'s' * (count > 1)}" if count else ""


def _lines(found: dict[str, Any]) -> list[str]:
    """For a pipe: facts, an empty line, then one line for each paragraph, with tabs: kind, number, label, text."""
    facts = [f"{name}: {value}" for name, value in _facts(found)]
    rows = [
        "\t".join((p["kind"], p["number"] or "", p["label"] or "", " ".join(p["text"].split())))
        for p in found["paragraphs"]
    ]
    return [*facts, "", *rows]


_STYLES = {
    "title": "bold magenta",
    "heading": "bold cyan",
    "furniture": "dim",
    "footnote": "yellow",
    "cell": "green",
    "list item": "blue",
}


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(found):
        facts.add_row(Text(name, "dim"), Text(value))
    console.print(facts)
    console.print()
    _print_paragraphs(console, found["paragraphs"])


def _print_paragraphs(console: Console, paragraphs: list[dict[str, Any]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    paged = any(p["page"] for p in paragraphs)
    for name in (*(["page"] if paged else []), "kind", "label", "number", "text"):
        table.add_column(name, no_wrap=name != "text", overflow="fold", justify="right" if name == "page" else "left")
    for p in paragraphs:
        style = _STYLES.get(p["kind"], "")
        text = Text(
            "  " * max(0, p["level"] - 1) + p["text"], style if p["kind"] in ("title", "heading", "furniture") else ""
        )
        for _, label in p["marks"]:
            text.append(f" [{label}]", "yellow")
        cells = [Text(p["kind"], style), Text(p["label"] or "", "dim"), Text(p["number"] or ""), text]
        table.add_row(*([Text(str(p["page"] or ""), "dim")] if paged else []), *cells)
    console.print(table)
