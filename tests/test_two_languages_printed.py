"""Files in two languages as Word and LibreOffice make them, in the ways in which the two lie beside each other."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from align.align_files import pair
from align.batch import batch
from align.cli import app

LAYOUTS = {
    "table": "in the cells of a table",
    "under": "paragraph under paragraph",
    "after": "one after the other",
    "facing": "on facing pages",
    "columns": "in columns side by side",
    "cells": "in columns side by side",
}
Rows = Sequence[tuple[str, str]]


@pytest.fixture(scope="module")
def rows(seeds: Path) -> Rows:
    """The sentences of the seed report and their translations."""
    bitext = pair(seeds / "gc20-item22.zh.txt", seeds / "gc20-item22.en.txt")
    return [("".join(src), " ".join(tgt)) for _, src, tgt in bitext if src and tgt]


def written(layout: str, rows: Rows, path: Path) -> None:
    import docx
    from docx.enum.text import WD_BREAK
    from docx.oxml.ns import qn

    made = docx.Document()
    if layout == "table":
        table: Any = made.add_table(0, 2)
        table.style = "Table Grid"
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif layout == "cells":  # long cells without borders, which go on on the next page
        table = made.add_table(0, 2)
        for first in range(0, len(rows), 6):
            for side, cell in enumerate(table.add_row().cells):
                cell.text = rows[first][side]
                for row in rows[first + 1 : first + 6]:
                    cell.add_paragraph(row[side])
    elif layout == "under":
        for row in rows:
            for text in row:
                made.add_paragraph(text)
    elif layout == "after":
        for side in (0, 1):
            for row in rows:
                made.add_paragraph(row[side])
    else:
        step = 8 if layout == "facing" else 5
        if layout == "columns":
            columns = made.sections[0]._sectPr.find(qn("w:cols"))
            columns.set(qn("w:num"), "2")
            columns.set(qn("w:space"), "500")
        for first in range(0, len(rows), step):
            for side in (0, 1):
                for row in rows[first : first + step]:
                    last = made.add_paragraph(row[side])
                last.add_run().add_break(WD_BREAK.PAGE if layout == "facing" else WD_BREAK.COLUMN)
    made.save(str(path))


def right(path: Path, rows: Rows) -> int:
    """How many of the sentences stand with their translation and nothing else."""
    bitext = pair(path)
    found = {(_bare("".join(src)), _bare("".join(tgt))) for _, src, tgt in bitext}
    return sum((_bare(src), _bare(tgt)) in found for src, tgt in rows)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_languages_of_a_word_file_are_told_apart_and_aligned(layout: str, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / f"{layout}.docx"
    written(layout, rows, path)
    assert right(path, rows) == len(rows)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice: apt-get install libreoffice-writer")
def test_both_languages_of_a_printed_file_are_told_apart_and_aligned(rows: Rows, tmp_path: Path) -> None:
    for layout in LAYOUTS:
        written(layout, rows, tmp_path / f"{layout}.docx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=180)
    shown = {layout: CliRunner().invoke(app, ["inspect", str(tmp_path / f"{layout}.pdf")]).output for layout in LAYOUTS}
    assert {layout: words for layout, words in LAYOUTS.items() if words not in shown[layout]} == {}
    found = {layout: right(tmp_path / f"{layout}.pdf", rows) for layout in LAYOUTS}
    least = dict.fromkeys(LAYOUTS, 0.9) | {"cells": 0.6}
    assert {layout: count for layout, count in found.items() if count < least[layout] * len(rows)} == {}, found
    (tmp_path / "in").mkdir()
    for path in tmp_path.glob("*.pdf"):
        shutil.move(path, tmp_path / "in" / path.name)
    run = batch([tmp_path / "in"], tmp_path / "out", formats=())
    assert sorted(note["src"] for note in run.documents) == sorted(f"{layout}.pdf" for layout in LAYOUTS)
    assert {note["how"] for note in run.documents} == {"one file"}
