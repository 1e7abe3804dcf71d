"""Pages whose lines PDFium takes for vertical: one object for every letter, and white between columns."""

from __future__ import annotations

import pypdfium2
from test_read_pdf import Word, pdf

from align.readers import read_bytes
from align.readers.pdf_characters import characters_of

WORDS = ("bond", "pond", "young", "hobby", "pony", "hound", "bound", "dog")
"""Of letters that are all half as wide as they are high in Times."""


def letters(x: float, y: float, text: str) -> list[Word]:
    return [(x + 5 * n, y, 10, letter) for n, letter in enumerate(text) if letter != " "]


def page() -> list[Word]:
    out = []
    for n, word in enumerate(WORDS):
        out += letters(72, 700 - 12 * n, f"{word} up")
        out += letters(250, 700 - 12 * n, f"{1000 + n}")
        out += letters(420, 700 - 12 * n, f"{word} do you dodo")
    return out


def test_the_page_is_one_that_pdfium_takes_to_pieces():
    document = pypdfium2.PdfDocument(pdf(page()))
    drawn = document[0]
    text = drawn.get_textpage()
    assert characters_of(text.raw).startswith("b\r\no\r\nn\r\nd")
    text.close()
    drawn.close()
    document.close()


def test_its_lines_come_back_whole():
    found = " ".join(p.text for p in read_bytes(pdf(page()), "a.pdf", language="en").paragraphs)
    for n, word in enumerate(WORDS):
        assert f"{word} up" in found
        assert f"{1000 + n}" in found
        assert f"{word} do you dodo" in found


def test_vertical_writing_is_left_to_pdfium():
    column = [(300.0, 700.0 - 12 * n, 10.0, letter) for n, letter in enumerate("bondpondyoung")]
    found = "".join(p.text for p in read_bytes(pdf(column), "a.pdf", language="en").paragraphs)
    assert found.replace(" ", "") == "bondpondyoung"
