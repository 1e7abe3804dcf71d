"""Two languages beside each other in a table without rulings, printed to PDF: rows that come back as they were."""

from __future__ import annotations

import csv
import html
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx

from align.align_files import pair
from align.types import Bitext
from benchmarks import Row

ROWS = 150
"""Rows of a table, in their order in the text."""
_LABEL = re.compile(r"\W*\w{1,4}[.)、]|\d+(?:\.\d+)* ")
_PADDINGS = (4, 8, 16)
"""Room within a cell beside its text, in pixels."""


def rows(data: Path) -> Iterator[Row]:
    if not all(shutil.which(program) for program in ("chromium", "soffice")):
        yield Row("tables printed to PDF", "cannot be measured: chromium or LibreOffice is not installed")
        return
    shares: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        for number, cells in enumerate(_tables(data)):
            folder = Path(name, str(number))
            folder.mkdir()
            # A label, “51.” or “(a)”, is read as one and is not in the text of a bead.
            wanted = [(_bare([zh]), _bare([en])) for zh, en in cells if not (_LABEL.match(zh) or _LABEL.match(en))]
            for way, file in _printed(cells, folder):
                found = _runs(pair(file))
                shares.setdefault(way, []).append(sum(row in found for row in wanted) / len(wanted))
    for way, values in shares.items():
        what = f"{len(values)} tables of {ROWS} rows printed to PDF, {way}: share of the rows without a label that come back as one bead or several"
        yield Row(what, f"{sum(values) / len(values):.3f}", aim="0.95", published=f"least of a table {min(values):.3f}")


def _tables(data: Path) -> Iterator[list[tuple[str, str]]]:
    """Rows of news and of documents of the United Nations, Chinese in the left cell."""
    with (data / "ntrex" / "ntrex.tsv").open(encoding="utf-8", newline="") as file:
        news = [(row["zh-Hans"], row["en"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    sides = ((data / f"real/unpc-dev/unpc.{code}").read_text(encoding="utf-8").splitlines() for code in ("zh", "en"))
    chance = random.Random(5)
    for pairs in (news, list(zip(*sides, strict=True))):
        for start in sorted(chance.sample(range(len(pairs) - ROWS), 3)):
            yield pairs[start : start + ROWS]


def _page(cells: Sequence[tuple[str, str]], padding: int) -> str:
    lines = "".join(f"<tr><td>{html.escape(zh)}</td><td>{html.escape(en)}</td></tr>" for zh, en in cells)
    style = f"td{{width:50%;padding:{padding}px;vertical-align:top}}"
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><table>{lines}</table>"


def _printed(cells: Sequence[tuple[str, str]], folder: Path) -> Iterator[tuple[str, Path]]:
    """The ways of printing, and the PDF of each."""
    for padding in _PADDINGS:
        page, out = folder / "page.html", folder / f"{padding}.pdf"
        page.write_text(_page(cells, padding), encoding="utf-8")
        browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(
            [*browser, f"--print-to-pdf={out}", page.as_uri()], capture_output=True, check=False, timeout=300
        )
        yield f"Chromium, {padding} pixels beside the text", out
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for row in cells:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(folder / "word.docx"))
    office = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*office, "--outdir", str(folder), str(folder / "word.docx")], capture_output=True, check=False, timeout=300
    )
    yield "LibreOffice, a table of Word", folder / "word.pdf"


def _runs(bitext: Bitext) -> set[tuple[str, str]]:
    """What some beads in a row hold on both sides."""
    beads = [(_bare(src), _bare(tgt)) for _, src, tgt in bitext]
    found, most = set(), 8
    for start in range(len(beads)):
        src = tgt = ""
        for one, other in beads[start : start + most]:
            src, tgt = src + one, tgt + other
            found.add((src, tgt))
    return found


def _bare(texts: Sequence[str]) -> str:
    return re.sub(r"\W+", "", "".join(texts))
