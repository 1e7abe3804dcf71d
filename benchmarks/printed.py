"""Documents as they are printed: laws with articles, PDFs as published, the same text as PDF and as text."""

from __future__ import annotations

import gzip
import html
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from align.align_files import PairOptions, pair
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
    yield from printed_texts(data)


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
    yield from laws_by_headings(data)


LEFT_OUT = "the full content of the articles cannot be displayed here"
"""What the printer of the laws writes where tables and formulas were left out of a translation."""
_ARTICLE = {
    "src": re.compile(r"第\s*(\d+)\s*(?:-\s*(\d+)\s*條|條(?:\s*之\s*(\d+))?)$"),
    "tgt": re.compile(r"Article\s*(\d+)(?:\s*-\s*(\d+))?$"),
}


def laws_by_headings(data: Path) -> Iterator[Row]:
    """The same by the headings that the text itself has: real.py loses its place in long tables and where sentences come twice.

    Then the sentences without partner in the laws whose English is whole: one says itself that passages are left out.
    """
    beads = kept = whole = alone = 0
    for file in sorted(data.glob("real/laws/*.zh.txt")):
        bitext = pair(
            file, file.with_name(file.name.replace(".zh.", ".en.")), PairOptions(src_lang="zh", tgt_lang="en")
        )
        if not any(LEFT_OUT in sentence.text for sentence in bitext.tgt):
            whole += len(bitext.src) + len(bitext.tgt)
            alone += sum(len(bead.src) + len(bead.tgt) for bead in bitext.beads if bead.is_omission)
        article = {"src": "", "tgt": ""}
        for bead, src, tgt in bitext:
            held = {"src": set[str](), "tgt": set[str]()}
            for side, texts in (("src", src), ("tgt", tgt)):
                for text in texts:
                    if match := _ARTICLE[side].match(text.strip()):
                        article[side] = "-".join(number for number in match.groups() if number)
                    held[side].add(article[side])
            beads += not bead.is_omission
            kept += not bead.is_omission and held["src"] == held["tgt"]
    if beads:
        what = f"laws: share of {beads} beads whose sentences stand under the same article's heading"
        yield Row(what, f"{kept / beads:.4f}", aim="0.9995")
        what = f"laws whose English leaves no passages out: share of {whole} sentences without partner"
        yield Row(what, f"{alone / max(1, whole):.4f}", aim="0.008")


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
        plain = pair(texts[0], texts[1])
        printed = pair(Path(f"{names[0]}.pdf"), Path(f"{names[1]}.pdf"))
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


PAGES = {
    "A4, letters of different width": ("A4", "2.5cm", '11pt "DejaVu Serif","Noto Serif CJK SC"'),
    "A5, letters of one width": ("A5", "1.5cm", '10pt "Noto Sans Mono CJK SC"'),
    "A4 lying, small print": ("A4 landscape", "2cm", '10pt "Nimbus Roman","Noto Serif CJK TC"'),
}
"""Pages that the texts are printed to: paper, margin, font as CSS has it."""
_LAWS = ("A0030154", "D0120029", "K0060111")
_LONGEST = 60_000
"""Characters of a text that are printed."""


def printed_texts(data: Path) -> Iterator[Row]:
    """Plain texts printed by Chromium and by LibreOffice: their beads from the PDFs against those from the texts."""
    if not all(shutil.which(program) for program in ("chromium", "soffice")):
        yield Row("texts printed to PDF", "cannot be measured: chromium or LibreOffice is not installed")
        return
    shares: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, *texts in _texts(data):
            files = [folder / f"{title}.{code}.txt" for code in ("zh", "en")]
            for file, text in zip(files, texts, strict=True):
                file.write_text(text, encoding="utf-8")
            wanted = _beads(pair(files[0], files[1], PairOptions(src_lang="zh", tgt_lang="en")))
            for way, pdfs in _prints(files, folder):
                found = _beads(pair(pdfs[0], pdfs[1], PairOptions(src_lang="zh", tgt_lang="en")))
                shares.setdefault(way, []).append(len(wanted & found) / max(1, len(wanted)))
    for way, values in shares.items():
        what = f"{len(values)} texts printed to PDF, {way}: share of the text's beads that the PDF gives as well"
        yield Row(what, f"{sum(values) / len(values):.3f}", aim="0.95", published=f"least of a text {min(values):.3f}")


def _texts(data: Path) -> Iterator[tuple[str, str, str]]:
    """Name, Chinese and English: a report with lines broken by hand, laws and a novel without, and a manual."""
    seeds = Path(__file__).resolve().parent.parent / "seeds"
    sources = {"report": [seeds / f"gc20-item22.{code}.txt" for code in ("zh", "en")]}
    sources |= {law: [data / f"real/laws/{law}.{code}.txt" for code in ("zh", "en")] for law in _LAWS}
    sources["novel"] = [data / f"mac-dev/001.{code}" for code in ("zh", "en")]
    for name, files in sources.items():
        if all(file.is_file() for file in files):
            zh, en = (file.read_text(encoding="utf-8")[:_LONGEST] for file in files)
            yield name, zh, en
    books = [Path(f"{BOOK}/debian-reference.{code}.txt.gz") for code in ("zh-cn", "en")]
    if all(book.is_file() for book in books):
        texts = [gzip.decompress(book.read_bytes()).decode() for book in books]
        # The first chapter, where it stands and not where the contents list names it.
        parts = [max(re.findall(r"(?ms)^1\.1\.\s.*?(?=^2\.1\.\s|\Z)", text), key=len)[:_LONGEST] for text in texts]
        yield "manual", parts[0], parts[1]


def _prints(files: list[Path], folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """The PDFs of both languages by each way of printing."""
    office = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", str(folder), *map(str, files)], capture_output=True, check=False, timeout=300)
    yield "LibreOffice", [file.with_suffix(".pdf") for file in files]
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
    for way, (paper, margin, font) in PAGES.items():
        made: list[Path] = []
        for file in files:
            page, out = folder / "page.html", folder / f"{file.stem}.{len(made)}.pdf"
            style = f"@page{{size:{paper};margin:{margin}}}pre{{white-space:pre-wrap;font:{font};margin:0}}"
            text = html.escape(file.read_text(encoding="utf-8"))
            page.write_text(f"<meta charset=utf-8><style>{style}</style><pre>{text}</pre>", encoding="utf-8")
            command = [*browser, "--no-pdf-header-footer", f"--print-to-pdf={out}", page.as_uri()]
            subprocess.run(command, capture_output=True, check=False, timeout=300)
            made.append(out)
        yield f"Chromium, {way}", made
    made = [folder / f"{file.stem}.browser.pdf" for file in files]
    for file, out in zip(files, made, strict=True):
        command = [*browser, f"--print-to-pdf={out}", file.as_uri()]
        subprocess.run(command, capture_output=True, check=False, timeout=300)
    yield "Chromium as it comes, with its heads and feet", made


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
