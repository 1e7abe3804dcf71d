"""The same report in every format gives the same paragraphs and sentences; docs/reading.md says what each format keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from libreoffice import office
from reports import REPORT, SYMBOL, TABLE, flat_odt
from test_read_plain import every_line_followed_by_an_empty_one

from align.readers import read
from align.readers.office import program
from align.segmenter import segment
from align.types import Document

FORMATS = ("pdf", "docx", "html")
OFFICE = (("odt", "zh"), ("doc", "en"), ("rtf", "zh"))
FILES = [*((format, language) for format in FORMATS for language in ("zh", "en")), *OFFICE]
APT = "apt-get install -y --no-install-recommends libreoffice-writer fonts-noto-cjk"


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Document]:
    """The report as read from files of each format and language, made by LibreOffice: idb52-6_zh.pdf and so on."""
    command = program()
    if command is None:
        pytest.skip(f"needs LibreOffice: {APT}")
    folder = tmp_path_factory.mktemp("reports")
    for language in ("zh", "en"):
        (folder / f"idb52-6_{language}.fodt").write_text(flat_odt(language), encoding="utf-8")
        text = every_line_followed_by_an_empty_one(language)
        (folder / f"idb52-6_{language}.txt").write_text(f"{SYMBOL}\n\n" + with_table(text, language), encoding="utf-8")
    with office(command, folder) as convert:
        for format in dict.fromkeys(format for format, _ in FILES):
            sources = [folder / f"idb52-6_{language}.fodt" for f, language in FILES if f == format]
            convert(format, *sources, into=folder)
    return {
        (f, language): read(folder / f"idb52-6_{language}.{f}")
        for f, language in [*FILES, ("txt", "zh"), ("txt", "en")]
    }


def close(text: str) -> str:
    return re.sub(r"\s+", "", text)


def expected(language: str) -> list[str]:
    parts = [close(part.text) for part in REPORT[language]]
    at = len(parts) - 5
    cells = [close(cell) for row in TABLE[language] for cell in row]
    return parts[:at] + cells + parts[at:] + [close(p.note) for p in REPORT[language] if p.note]


def features(document: Document, language: str) -> dict[str, bool]:
    """What of the report a document still has."""
    parts = REPORT[language]
    found = document.paragraphs
    text = [close(p.text) for p in found if p.kind != "furniture"]
    kinds = {close(p.text): p for p in found}

    def same(kind: str, attribute: str, of: str) -> bool:
        wanted = [(close(p.text), getattr(p, of)) for p in parts if p.kind == kind and getattr(p, of)]
        return all(w in kinds and getattr(kinds[w], attribute) == value for w, value in wanted)

    noted = [(close(p.text), n) for n, p in enumerate((p for p in parts if p.note), 1)]
    return {
        "paragraphs whole and in order": text == expected(language),
        "titles": all(kinds[close(p.text)].kind == "title" for p in parts if p.kind == "title"),
        "headings and their level": same("heading", "level", "level"),
        "labels of headings, paragraphs, list items": all(
            same(k, "label", "label") for k in ("heading", "paragraph", "list item")
        ),
        "table cells": [close(p.text) for p in found if p.kind == "cell"]
        == [close(c) for row in TABLE[language] for c in row],
        "footnotes": [p.number for p in found if p.kind == "footnote"] == ["1", "2"],
        "footnote marks, out of the flow": all(
            [m[1] for m in kinds[t].marks] == [str(n)] for t, n in noted if t in kinds
        ),
        "page heads and feet, set aside": any(p.kind == "furniture" and p.text == SYMBOL for p in found),
        "symbol, session, agenda item, title": document.metadata.get("symbol") == SYMBOL
        and document.metadata.get("session") == "52"
        and document.metadata.get("agenda_item") == "6"
        and document.metadata.get("title") == parts[4].text,
        "page numbers": {p.page for p in found if p.kind == "cell"} == {2},
        "spans in the file's own text": document.text.encode() == Path(document.path or "").read_bytes(),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("format", "language"), FILES)
def test_every_format_gives_the_same_paragraphs(reports, format, language):
    document = reports[format, language]
    assert [close(p.text) for p in document.paragraphs if p.kind != "furniture"] == expected(language)
    assert document.language == language


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_gives_the_same_sentences(reports, language):
    sentences = {
        f: [close(s.text) for s in segment(reports[f, language]) if s.kind != "furniture"]
        for f, of in FILES
        if of == language
    }
    assert all(found == sentences["docx"] for found in sentences.values())


@pytest.mark.slow
@pytest.mark.parametrize(("format", "language"), FILES)
def test_runs_say_where_the_text_of_a_paragraph_stands(reports, format, language):
    document = reports[format, language]
    for paragraph in document.paragraphs:
        for at, place, length in paragraph.runs:
            assert close(paragraph.text[at : at + length]) == close(document.text[place : place + length])


@pytest.mark.slow
def test_the_matrix_in_the_documentation_is_true(reports):
    page = Path(__file__).parent.parent.joinpath("docs", "reading.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    head = next(n for n, row in enumerate(rows) if row[0] == "what")
    told = {
        row[0]: dict(zip([f.lstrip(".") for f in rows[head][1:]], row[1:], strict=True))
        for row in rows[head + 2 :]
        if len(row) == len(rows[head])
    }
    kept: dict[str, dict[str, bool]] = {}
    for (format, language), document in reports.items():
        for name, has in features(document, language).items():
            kept.setdefault(name, {}).setdefault(format, True)
            kept[name][format] &= has
    assert told == {name: {f: "yes" if has else "no" for f, has in of.items()} for name, of in kept.items()}


def with_table(text: str, language: str) -> str:
    """The table as lines before the annex: all that is left of it in plain text."""
    annex = {"zh": "附件", "en": "Annex"}[language]
    cells = "".join(f"\t{cell} \n\n" for row in TABLE[language] for cell in row)
    return text.replace(f"\n{annex} ", f"\n{cells}\n\n{annex} ", 1)
