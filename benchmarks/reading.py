"""Reading: paragraphs put back together, encodings told apart, pages a second."""

from __future__ import annotations

import csv
import json
import random
import re
import resource
import shutil
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pypdfium2

from align.errors import AlignError
from align.readers import read, read_bytes
from align.readers.decoding import decode
from align.readers.office import program
from align.readers.pdf import paragraphs as read_pdf
from align.segmenter import segment
from align.types import Paragraph
from benchmarks import Row

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
LABEL = re.compile(r"^(\d+\.(?=\D)|\d(?=\D)|[一二三四五六七八九十]+[.、]|[IVX]+\.(?=[A-Z]))")


def rows(data: Path) -> Iterator[Row]:
    yield from gold_sentences()
    yield from layouts()
    yield from encodings(data)
    yield from speed(data)


def close(text: str) -> str:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<=[.。)])\d$", "", LABEL.sub("", text))


def gold_sentences() -> Iterator[Row]:
    gold = json.loads((SEEDS / "gc20-item22.gold-alignment.json").read_text(encoding="utf-8"))["beads"]
    for language in ("zh", "en"):
        found = {close(s.text) for s in segment(read(SEEDS / f"gc20-item22.{language}.txt"))}
        wanted = [close(s) for bead in gold for s in bead[language]]
        yield Row(
            f"gold sentences of the report read and split exactly, {language}",
            f"{sum(w in found for w in wanted)} of {len(wanted)}",
            aim="all",
        )


def layouts() -> Iterator[Row]:
    """The report set anew in many ways; a paragraph counts when it comes back letter for letter, white space aside."""
    settings: dict[str, Callable[[list[list[str]]], str]] = {
        "no empty lines": lambda paragraphs: "\n".join("\n".join(lines) for lines in paragraphs),
        "empty lines between paragraphs": lambda paragraphs: "\n\n".join("\n".join(lines) for lines in paragraphs),
        "an empty line after every line": lambda paragraphs: " \n\n".join(" \n\n".join(lines) for lines in paragraphs),
        "pages with head, number and job number": pages,
    }
    for name, setting in settings.items():
        right = total = 0
        for language in ("zh", "en"):
            report = [
                p
                for p in read(SEEDS / f"gc20-item22.{language}.txt").paragraphs
                if p.kind not in ("furniture", "footnote")
            ]
            for columns in range(56, 116, 4):
                text = setting([wrapped(printed(p), columns) for p in report])
                found = {close(p.text) for p in read_bytes(text.encode(), "a.txt", language=language).paragraphs}
                right += sum(close(p.text) in found for p in report)
                total += len(report)
        yield Row(f"paragraphs put together, 15 widths from 56 to 112 columns, {name}", 100 * right / total, "%", "98")


def printed(paragraph: Paragraph) -> str:
    return f"{paragraph.label} {paragraph.text}" if paragraph.label else paragraph.text


def pages(paragraphs: list[list[str]]) -> str:
    lines = [line for paragraph in paragraphs for line in [*paragraph, ""]]
    parts = [lines[n : n + 30] for n in range(0, len(lines), 30)]
    return "\n".join(
        "GC.20/14\n\n" + "\n".join(part) + f"\n\nV.23-19212 {n}/{len(parts)}" for n, part in enumerate(parts, 1)
    )


def wrapped(text: str, columns: int) -> list[str]:
    lines = [""]
    for unit in re.findall(r"[\u2e80-\uffff][，。、；：？！）》”]*|[^\s\u2e80-\uffff]+|\s", text):
        width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in lines[-1] + unit)
        if width > columns and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        if unit != " " or lines[-1]:
            lines[-1] += unit
    return lines


def encodings(data: Path) -> Iterator[Row]:
    with (data / "ntrex" / "ntrex.tsv").open(encoding="utf-8", newline="") as file:
        sentences = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    from_bytes: Callable[..., Any] | None
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        from_bytes = None
    source = random.Random(1)
    for encoding, column in (("gb18030", "zh-Hans"), ("big5hkscs", "zh-Hant"), ("utf-16-le", "zh-Hans")):
        for length in (4, 16, 200):
            right = theirs = total = 0
            for row in source.sample(sentences, 300):
                text = row[column].strip()[:length]
                try:
                    packed = text.encode(encoding)
                except UnicodeEncodeError:
                    continue
                if not re.search(r"[\u4e00-\u9fff]", text):
                    continue
                total += 1
                with suppress(AlignError):
                    right += decode(packed, "a.txt")[0] == text
                if from_bytes is not None:
                    theirs += str(from_bytes(packed).best()) == text
            other = f"charset-normalizer {100 * theirs / total:.1f} %" if from_bytes is not None else ""
            yield Row(
                f"texts of up to {length} characters decoded right, {encoding}",
                100 * right / total,
                "%",
                "99 from 16 on",
                other,
            )


def speed(data: Path) -> Iterator[Row]:
    text = (SEEDS / "gc20-item22.zh.txt").read_text(encoding="utf-8") * 60
    start = time.perf_counter()
    read_bytes(text.encode(), "a.txt", language="zh")
    yield Row(
        "plain text, Chinese, every line broken",
        len(text) / (time.perf_counter() - start) / 1e6,
        "million characters a second",
    )
    command = program()
    if command is None:
        yield Row("PDF pages", "LibreOffice, which makes the file, is not installed", "", "100 a second")
        return
    with tempfile.TemporaryDirectory() as folder:
        for language in ("zh", "en"):
            source = Path(folder, f"{language}.fodt")
            source.write_text(flat(language), encoding="utf-8")
            profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
            arguments = [command, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
            subprocess.run(arguments, check=True, capture_output=True, timeout=300)
            yield pages_a_second(source.with_suffix(".pdf"), f"the report 40 times over, {language}")
    for file in sorted(data.glob("real/pdf/*.pdf")):
        yield pages_a_second(file, file.name)
    for place in DENSE:
        if Path(place).is_file():
            yield pages_a_second(Path(place), Path(place).name)


DENSE = (
    "/usr/share/debian-reference/debian-reference.en.pdf",
    "/usr/share/debian-reference/debian-reference.zh-cn.pdf",
    "/usr/share/doc/debmake-doc/debmake-doc.ru.pdf",
)
"""Books of Debian with many rulings, tables and listings on a page."""


def pages_a_second(file: Path, name: str) -> Row:
    """Pages read in a second of processor time, beside what PDFium alone and pdftotext take for the same text."""
    packed = file.read_bytes()
    what = f"PDF pages, {name}"
    try:
        read_pdf(packed, name)
    except AlignError as error:
        return Row(what, f"no text to read ({error.what})")
    ours = min(processor_time(lambda: read_pdf(packed, name)) for _ in range(3))
    alone = min(processor_time(lambda: pdfium_alone(packed)) for _ in range(3))
    count = pdfium_alone(packed)
    others = f"PDFium alone {count / alone:.0f} a second"
    if shutil.which("pdftotext"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["pdftotext", "-layout", str(file), "/dev/null"], check=False, capture_output=True, timeout=300)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        others += f", pdftotext {count / max(used, 1e-3):.0f}"
    return Row(f"{what} ({count} pages)", count / ours, "a second of one core", "100", others)


def processor_time(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def pdfium_alone(packed: bytes) -> int:
    """Take the text of all pages as PDFium gives it; the number of pages."""
    with closing(pypdfium2.PdfDocument(packed)) as document:
        for n in range(len(document)):
            page = document[n]
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        return len(document)


def flat(language: str) -> str:
    paragraphs = [
        p for p in read(SEEDS / f"gc20-item22.{language}.txt").paragraphs if p.kind not in ("furniture", "footnote")
    ]
    body = "".join(f"<text:p>{printed(p).replace('&', '&amp;')}</text:p>" for p in paragraphs) * 40
    font = 'style:font-name-asian="Noto Serif CJK SC" style:font-family-asian="Noto Serif CJK SC"'
    space = "urn:oasis:names:tc:opendocument:xmlns"
    return (
        # Without the declaration LibreOffice takes the file for plain text, and prints its tags.
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0" xmlns:style="{space}:style:1.0" '
        f'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:styles><style:default-style style:family="paragraph">'
        f"<style:text-properties {font}/></style:default-style></office:styles><office:body><office:text>{body}</office:text></office:body></office:document>"
    )
