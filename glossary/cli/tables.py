"""Entries as a table: ruled and in colour on a terminal, aligned plain text in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import typer

from glossary.cli.outcome import plain
from glossary.types import Concept

__all__ = ["entries_table", "table"]

SHOWN = 3
"""Terms of a language that a line shows."""


def entries_table(concepts: Iterable[Concept]) -> None:
    """Print entries, one a line: terms by language, score, frequency, status."""
    rows = []
    for concept in concepts:
        languages = sorted({term.language for term in concept.terms}, key=_rank)
        cells = {language: " | ".join(concept.texts(language)[:SHOWN]) for language in languages}
        rows.append((cells, f"{concept.scores.total:.2f}", str(concept.frequency), concept.status, concept.id))
    languages = sorted({language for row in rows for language in row[0]}, key=_rank)
    table(
        (*languages, "score", "beads", "status", "id"),
        [(*(cells.get(language, "") for language in languages), *rest) for cells, *rest in rows],
        right=("score", "beads"),
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """Print rows of text under a header; columns named in `right` are set flush right."""
    if sys.stdout.isatty():
        _ruled(header, rows, right)
        return
    from rich.cells import cell_len

    lines = [list(header), *([plain(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(line[n]) for line in lines) for n in range(len(header))]
    for line in lines:
        cells = []
        for n, cell in enumerate(line):
            space = " " * (widths[n] - cell_len(cell))
            cells.append(space + cell if header[n] in right else cell + space)
        typer.echo("  ".join(cells).rstrip())


def _ruled(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in header:
        shown.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    Console().print(shown)


def _rank(language: str) -> tuple[int, str]:
    return (("zh", "en").index(language) if language in ("zh", "en") else 2), language
