"""Paragraphs that go around text boxes, printed to PDF: whether they and the text of the boxes come back whole."""

from __future__ import annotations

import csv
import html
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.readers import read
from benchmarks import Row

PAGES = 6
"""Pages of a document, one or two boxes on each."""
_BORDERS = {
    "frame": ("1px solid black", "0.5pt solid #000000"),
    "no frame": ("none", "none"),
}
_LOOKS = (("serif", 10.5, True), ("sans-serif", 11.5, False))
"""Font, size in points, and whether lines are set in full."""
_FONTS = {"serif": "Noto Serif CJK SC", "sans-serif": "Noto Sans CJK SC"}


@dataclass(frozen=True, slots=True)
class Box:
    """A text box: its paragraphs, where it stands, how wide it is, and its border."""

    paragraphs: tuple[str, ...]
    side: str
    share: int
    border: str
    scale: float
    before: int
    """Number of the paragraph at which it begins."""
    within: bool
    """Whether that paragraph begins above it."""


def rows(data: Path) -> Iterator[Row]:
    if not all(shutil.which(program) for program in ("chromium", "soffice")):
        yield Row("text boxes printed to PDF", "cannot be measured: chromium or LibreOffice is not installed")
        return
    counts: dict[str, list[int]] = {}
    for title in TEXTS:
        with tempfile.TemporaryDirectory() as name:
            for way, paragraphs, boxes, file in printed(data, Path(name), title):
                found = {bare(paragraph.text) for paragraph in read(file).paragraphs}
                for what, wanted in (("around boxes", paragraphs), ("of boxes", boxes)):
                    count = counts.setdefault(f"{title}, by {way}: paragraphs {what}", [0, 0])
                    count[0] += sum(bare(text) in found for text in wanted)
                    count[1] += len(wanted)
    for what, (right, total) in sorted(counts.items()):
        yield Row(f"{what} that come back whole from the PDF, of {total}", f"{right / total:.3f}", aim="0.95")


def bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def printed(data: Path, folder: Path, title: str) -> Iterator[tuple[str, list[str], list[str], Path]]:
    """The way of printing, the paragraphs around the boxes, those of the boxes, and the PDF."""
    made = []
    for code in ("zh", "en"):
        known = TEXTS[title](data, code)
        for border in _BORDERS:
            for number, look in enumerate(_LOOKS):
                source = random.Random(f"{title} {code} {border} {number}")
                pages = [page(source, known, border, code) for _ in range(PAGES)]
                stem = f"{code}.{border.replace(' ', '-')}.{number}"
                for kind, write in (("html", as_html), ("fodt", as_office)):
                    file = folder / f"{stem}.{kind}"
                    file.write_text(write(pages, look), encoding="utf-8")
                    made.append((border, pages, file))
    office = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    sources = [str(file) for *_, file in made if file.suffix == ".fodt"]
    target = folder / "office"
    subprocess.run([*office, "--outdir", str(target), *sources], capture_output=True, check=False, timeout=300)
    for border, pages, file in made:
        if file.suffix == ".html":
            out, way = file.with_suffix(".pdf"), "Chromium"
            command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
            command += [f"--print-to-pdf={out}", file.as_uri()]
            subprocess.run(command, capture_output=True, check=False, timeout=300)
        else:
            out, way = target / f"{file.stem}.pdf", "LibreOffice"
        body = [text for paragraphs, _ in pages for text in paragraphs]
        yield (
            f"{way}, {border}",
            body,
            [text for _, boxes in pages for box in boxes for text in box.paragraphs],
            out,
        )


def news(data: Path, code: str) -> list[str]:
    with (data / "ntrex" / "ntrex.tsv").open(encoding="utf-8", newline="") as file:
        column = "zh-Hans" if code == "zh" else code
        listed = [row[column].strip() for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [text for text in listed if text[-1:] in ".。"]


def novel(data: Path, code: str) -> list[str]:
    parting = r"(?<=[。！？])" if code == "zh" else r"(?<=[.!?])\s+"
    text = "\n".join((data / f"mac-dev/00{n}.{code}").read_text(encoding="utf-8") for n in (2, 3, 4))
    found = [sentence.strip() for line in text.splitlines() for sentence in re.split(parting, line)]
    return [text for text in found if 20 < len(text) < 400 and text[-1] in ".。"]


TEXTS = {"news": news, "novel": novel}
"""Sentences of which the pages are made; the reader was made with pages of the news."""


def page(source: random.Random, sentences: Sequence[str], border: str, code: str) -> tuple[list[str], list[Box]]:
    """Four paragraphs of three to five sentences, and one or two boxes."""
    glue = " " if code == "en" else ""
    paragraphs = [glue.join(source.sample(sentences, source.randint(3, 5))) for _ in range(4)]
    boxes = []
    for before in (source.choice((0, 1)), *((3,) if source.random() < 0.3 else ())):
        held = tuple(glue.join(source.sample(sentences, source.randint(1, 2))) for _ in range(source.randint(1, 2)))
        side, scale = source.choice(("left", "right")), source.choice((0.85, 1.0))
        boxes.append(Box(held, side, source.randint(30, 46), border, scale, before, source.random() < 0.5))
    return paragraphs, boxes


def _halves(text: str) -> tuple[str, str]:
    at = next((m.end() for m in re.finditer(r"[.。] ?", text)), 0)
    return text[:at], text[at:]


def as_html(pages: Sequence[tuple[Sequence[str], Sequence[Box]]], look: tuple[str, float, bool]) -> str:
    font, size, full = look
    body = ""
    for paragraphs, boxes in pages:
        body += "<div class=page>"
        for number, paragraph in enumerate(paragraphs):
            floats = [box for box in boxes if box.before == number]
            inside = ""
            for box in floats:
                width = f"float:{box.side};width:{box.share}%;margin-{'left' if box.side == 'right' else 'right'}:1em"
                style = f"{width};border:{_BORDERS[box.border][0]};padding:4pt;box-sizing:border-box;font-size:{box.scale}em"
                inside += f'<span class=box style="{style}">'
                inside += "".join(f"<span class=p>{html.escape(text)}</span>" for text in box.paragraphs) + "</span>"
            first, second = _halves(paragraph) if any(box.within for box in floats) else ("", paragraph)
            body += f"<p>{html.escape(first)}{inside}{html.escape(second)}</p>"
        body += "</div>"
    style = (
        f"@page{{size:A4;margin:2.5cm}}body{{font:{size}pt '{'Liberation Serif' if font == 'serif' else 'Liberation Sans'}',"
        f"'{_FONTS[font]}';margin:0;line-height:1.3;text-align:{'justify' if full else 'left'}}}"
        ".page{break-after:page}.box{display:block}.p{display:block;margin:3pt 0}p{margin:0 0 8pt}"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{body}"


def as_office(pages: Sequence[tuple[Sequence[str], Sequence[Box]]], look: tuple[str, float, bool]) -> str:
    font, size, full = look
    styles, body = "", ""
    for place, (paragraphs, boxes) in enumerate(pages):
        for number, paragraph in enumerate(paragraphs):
            inside = ""
            for box in (box for box in boxes if box.before == number):
                name = f"f{place}.{number}"
                from_top = 0.0 if not box.within else 1.1
                styles += (
                    f'<style:style style:name="{name}" style:family="graphic"><style:graphic-properties style:wrap="parallel" '
                    f'style:horizontal-pos="{box.side}" style:horizontal-rel="paragraph" style:vertical-pos="from-top" '
                    f'style:vertical-rel="paragraph" fo:border="{_BORDERS[box.border][1]}" fo:padding="0.12cm" '
                    f'fo:margin-left="0.35cm" fo:margin-right="0.35cm" fo:margin-top="0.1cm" fo:margin-bottom="0.1cm"/></style:style>'
                    f'<style:style style:name="{name}p" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.1cm"/>'
                    f'<style:text-properties fo:font-size="{size * box.scale}pt" style:font-size-asian="{size * box.scale}pt"/></style:style>'
                )
                held = "".join(
                    f'<text:p text:style-name="{name}p">{html.escape(text)}</text:p>' for text in box.paragraphs
                )
                inside += (
                    f'<draw:frame draw:style-name="{name}" text:anchor-type="paragraph" svg:y="{from_top}cm" '
                    f'svg:width="{16 * box.share / 100:.2f}cm"><draw:text-box fo:min-height="0.5cm">{held}</draw:text-box></draw:frame>'
                )
            opening = "first" if place and not number else "body"
            body += f'<text:p text:style-name="{opening}">{inside}{html.escape(paragraph)}</text:p>'
    spaces = "".join(
        f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for key, name in {
            "office": "office",
            "text": "text",
            "style": "style",
            "draw": "drawing",
            "fo": "xsl-fo-compatible",
            "svg": "svg-compatible",
        }.items()
    )
    latin = "Liberation Serif" if font == "serif" else "Liberation Sans"
    text = (
        f'<style:text-properties style:font-name="{latin}" fo:font-family="\'{latin}\'" style:font-family-asian="\'{_FONTS[font]}\'" '
        f'fo:font-size="{size}pt" style:font-size-asian="{size}pt"/>'
    )
    align = "justify" if full else "start"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document{spaces} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.text"><office:styles><style:default-style style:family="paragraph">'
        f'<style:paragraph-properties fo:margin-bottom="0.28cm" fo:text-align="{align}"/>{text}</style:default-style></office:styles>'
        f'<office:automatic-styles>{styles}<style:style style:name="body" style:family="paragraph"/>'
        f'<style:style style:name="first" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document>"
    )
