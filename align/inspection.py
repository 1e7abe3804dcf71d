"""What was recognized in a document, as plain values that JSON can hold; `align inspect` prints them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from align.types import Document, Paragraph

__all__ = ["description"]


def description(document: Document) -> dict[str, Any]:
    """All that is known of a document, of values that JSON takes.

    Keys: path, format, encoding, language, script, two_languages (layout, languages and paragraphs of each, or null),
    metadata, characters, pages, counts (paragraphs by kind), symbols
    (of other documents that it names, with how often), paragraphs (each with kind, label, number, level, page, marks,
    text, and start and end, its span of the document's text in code points, or null).

    >>> from align.readers import read_bytes
    >>> found = description(read_bytes("1. 见 GC.19/18。".encode(), "gc20-14c.txt"))
    >>> found["language"], found["metadata"]["symbol"], found["counts"], found["symbols"]
    ('zh', 'GC.20/14', {'paragraph': 1}, {'GC.19/18': 1})
    """
    from align.un_documents import find_symbols

    own = document.metadata.get("symbol")
    named = Counter(
        symbol.text for p in document.paragraphs if p.kind != "furniture" for _, _, symbol in find_symbols(p.text)
    )
    if own:
        del named[own]
    return {
        "path": document.path,
        "format": document.format,
        "encoding": document.encoding,
        "language": document.language,
        "script": document.script,
        "two_languages": _sides(document),
        "metadata": dict(document.metadata),
        "characters": len(document.text),
        "pages": max((p.page or 0 for p in document.paragraphs), default=0) or None,
        "counts": dict(Counter(p.kind for p in document.paragraphs)),
        "symbols": dict(named.most_common()),
        "paragraphs": [_paragraph(p) for p in document.paragraphs],
    }


def _sides(document: Document) -> dict[str, Any] | None:
    """The two languages of a document that holds a text and its translation."""
    from align.two_languages import two_sides

    both = two_sides(document)
    if both is None:
        return None
    return {
        "layout": both.layout,
        "languages": [both.src.language, both.tgt.language],
        "paragraphs": [len(both.src.paragraphs), len(both.tgt.paragraphs)],
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    start, end = paragraph.locate(0, len(paragraph.text)) if paragraph.runs else (None, None)
    return {
        "kind": paragraph.kind,
        "label": paragraph.label,
        "number": paragraph.number,
        "level": paragraph.level,
        "page": paragraph.page,
        "marks": [list(mark) for mark in paragraph.marks],
        "text": paragraph.text,
        "start": start,
        "end": end,
    }
