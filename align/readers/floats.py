"""Tables of books set by TeX, which stand wherever a page had room for them.

TeX lets a table with a caption float to the head or foot of a page, into the middle of a paragraph or past the next
heading; a translation of the book breaks its pages elsewhere and has the table elsewhere. Where both sides of a pair are
such books with the same numbered tables, both take theirs at the end of the chapter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from align.types import Document, Paragraph

__all__ = ["in_one_order", "is_set_by_tex"]

_TEX = re.compile(r"TeX|dvipdfm|dvips", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:Table|Tableau|Tabelle|Tabela|Cuadro|Tabla|Таблица|表)\s?(?P<number>(?:\d+[.-])*\d+)(?:\s?[:：.]|\s)",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"(?:chapter|appendix|annex|part)\b")
_FEWEST = 3
"""Minimum number of tables for their captions to be compared."""
_SHARE = 0.8
"""Share of the tables that both sides must have."""


def is_set_by_tex(*programs: str) -> bool:
    """Whether one of the programs that made a PDF is TeX or prints what TeX has set.

    >>> is_set_by_tex("DBLaTeX-0.3.12", "xdvipdfmx (20211117)"), is_set_by_tex("Writer", "LibreOffice 7.4")
    (True, False)
    """
    return any(_TEX.search(program) for program in programs)


def in_one_order(src: Document, tgt: Document) -> tuple[Document, Document]:
    """Both documents, their tables in one order where they are books set by TeX with the same numbered tables."""
    if any(document.metadata.get("typesetter") != "TeX" for document in (src, tgt)):
        return src, tgt
    numbers = [_numbers(document.paragraphs) for document in (src, tgt)]
    if len(numbers[0] & numbers[1]) < max(_FEWEST, _SHARE * max(map(len, numbers))):
        return src, tgt
    return _reordered(src), _reordered(tgt)


def _numbers(paragraphs: Sequence[Paragraph]) -> set[str]:
    found = (_float(paragraphs, n) for n in range(len(paragraphs)))
    return {number for _, number in found if number}


def _reordered(document: Document) -> Document:
    """The document with each captioned table at the end of its chapter."""
    paragraphs = document.paragraphs
    out: list[Paragraph] = []
    waiting: list[Paragraph] = []
    n = 0
    while n < len(paragraphs):
        end, number = _float(paragraphs, n)
        if number:
            waiting += paragraphs[n:end]
            n = end
            continue
        paragraph = paragraphs[n]
        if paragraph.kind == "footnote" or (
            paragraph.kind == "heading" and paragraph.number and _CHAPTER.match(paragraph.number)
        ):
            out += waiting
            waiting.clear()
        out.append(paragraph)
        n += 1
    return replace(document, paragraphs=(*out, *waiting))


def _float(paragraphs: Sequence[Paragraph], n: int) -> tuple[int, str]:
    """Where the table that begins at `n` ends, with its caption above or below it, and its number; "" where none begins."""
    above = _CAPTION.match(paragraphs[n].text) if paragraphs[n].kind != "cell" else None
    first = end = n + 1 if above else n
    while end < len(paragraphs) and paragraphs[end].kind in ("cell", "furniture"):
        end += 1
    if sum(p.kind == "cell" for p in paragraphs[first:end]) < 2 or (not above and paragraphs[n].kind != "cell"):
        return n, ""
    if above:
        return end, above["number"]
    below = _CAPTION.match(paragraphs[end].text) if end < len(paragraphs) else None
    return (end + 1, below["number"]) if below else (n, "")
