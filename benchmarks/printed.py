"""Documents as they are printed: laws with articles, PDFs as published, the same book as PDF and as text."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from align.align_files import pair
from align.types import Bitext
from benchmarks import Row

MEASURE = "tools/real.py"
"""Beside the data: the measure of the laws and of the published PDFs."""
BOOK = Path("/usr/share/debian-reference")
"""Where Debian's packages debian-reference-en and debian-reference-zh-cn put the book."""


def rows(data: Path) -> Iterator[Row]:
    yield from laws(data)
    yield from basic_law(data)
    yield from notice(data)
    yield from book()


def measured(data: Path, *words: str) -> str:
    command = [sys.executable, str(data.parent / MEASURE), *words, "--bin", str(Path(sys.executable).parent)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800).stdout


def laws(data: Path) -> Iterator[Row]:
    found = re.search(
        r"(\d+) faults; ([\d.]+) of (\d+) beads keep to their article; ([\d.]+) of", measured(data, "laws")
    )
    if found is None:
        yield Row("laws", "cannot be measured: no laws in the data")
        return
    yield Row("laws that could not be read or aligned", int(found[1]), aim="0")
    yield Row(f"laws: share of {found[3]} beads that keep to their article", found[2], aim="0.9995")
    yield Row("laws: share of sentences without partner", found[4], aim="0.008")


def basic_law(data: Path) -> Iterator[Row]:
    names = [str(data / f"real/pdf/basiclaw_full_text_{code}.pdf") for code in ("gb", "en")]
    found = re.search(r"beads; ([\d.]+) of (\d+) sentences", measured(data, "pdf", *names))
    if found is not None:
        yield Row(f"Basic Law, two PDFs: share of {found[2]} sentences without partner", found[1], aim="0.03")


def notice(data: Path) -> Iterator[Row]:
    file = data / "real/pdf/cs220202444136.pdf"
    if file.is_file():
        bitext = pair(file)
        single = sum(len(bead.src) + len(bead.tgt) for bead in bitext.beads if bead.is_omission)
        share = single / max(1, len(bitext.src) + len(bitext.tgt))
        what = "legal notice, one PDF with two columns: share of sentences without partner"
        yield Row(what, f"{share:.3f}", published=f"{bitext.src_lang} and {bitext.tgt_lang} told apart")


def book() -> Iterator[Row]:
    """The Debian Reference: its beads out of two PDFs against those out of two plain texts."""
    names = [BOOK / f"debian-reference.{code}" for code in ("zh-cn", "en")]
    if not all(Path(f"{name}{end}").is_file() for name in names for end in (".pdf", ".txt.gz")):
        yield Row("Debian Reference", "not installed (packages debian-reference-en, debian-reference-zh-cn)")
        return
    with tempfile.TemporaryDirectory() as folder:
        texts = []
        for name in names:
            texts.append(Path(folder, f"{name.name}.txt"))
            texts[-1].write_bytes(gzip.decompress(Path(f"{name}.txt.gz").read_bytes()))
        plain, printed = pair(*texts), pair(*(Path(f"{name}.pdf") for name in names))
    wanted, found = _beads(plain), _beads(printed)
    share = len(wanted & found) / max(1, len(wanted))
    yield Row(
        f"Debian Reference: share of {len(wanted)} beads of the text that the PDF gives as well", share, aim="0.95"
    )
    for side, language in enumerate(("zh", "en")):
        wanted_texts, found_texts = _sentences(plain, side), _sentences(printed, side)
        share = len(wanted_texts & found_texts) / max(1, len(wanted_texts))
        yield Row(
            f"Debian Reference: share of the text's sentences that the PDF has with the same letters and digits, {language}",
            share,
        )


# What the two editions of the book print differently: the text gives the titles of the sections that it refers to,
# footnote marks in brackets, and “Table 1.2.” before the title where the PDF has “Table 1.2:” after the table.
_TITLE = re.compile(r"(Section\s[\d.]*\d|第\s?[\d.]*\d\s?节),?\s*[“\"].*?[”\"]")
_NOTE = re.compile(r"\^?\s?\[\d+\]")
_NUMBER = re.compile(r"^(?:Chapter|Table|表|第)?\s*[\d.]+\d?\s*章?\.?\s*(?=\D)")


def _bare(texts: Iterable[str]) -> str:
    text = _NUMBER.sub("", _NOTE.sub("", _TITLE.sub(r"\1", " ".join(texts))))
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).lower()


def _beads(bitext: Bitext) -> set[tuple[str, str]]:
    return {(_bare(src), _bare(tgt)) for bead, src, tgt in bitext if not bead.is_omission}


def _sentences(bitext: Bitext, side: int) -> set[str]:
    return {_bare([segment.text]) for segment in (bitext.src, bitext.tgt)[side]}
