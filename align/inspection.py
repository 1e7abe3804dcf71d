"""What was recognized in a document, as plain values: for `align inspect` and for whoever wants to know."""

from __future__ import annotations

from collections import Counter
from typing import Any

from align.types import Document

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
    from align.two_languages import two_sides
    from align.un_documents import find_symbols

    own = document.metadata.get("symbol")
    named = Counter(
        symbol.text for p in document.paragraphs if p.kind != "furniture" for _, _, symbol in find_symbols(p.text)
    )
    if own:
        del named[own]
    both = two_sides(document)
    return {
        "path": document.path,
        "format": document.format,
        "encoding": document.encoding,
        "language": document.language,
        "script": document.script,
        "two_languages": both
        and {
            "layout": both.layout,
            "languages": [both.src.language, both.tgt.language],
            "paragraphs": [len(both.src.paragraphs), len(both.tgt.paragraphs)],
        },
        "metadata": dict(document.metadata),
        "characters": len(document.text),
        "pages": max((p.page or 0 for p in document.paragraphs), default=0) or None,
        "counts": dict(Counter(p.kind for p in document.paragraphs)),
        "symbols": dict(named.most_common()),
        "paragraphs": [
            {
                "kind": p.kind,
                "label": p.label,
                "number": p.number,
                "level": p.level,
                "page": p.page,
                "marks": [list(mark) for mark in p.marks],
                "text": p.text,
                "start": p.locate(0, len(p.text))[0] if p.runs else None,
                "end": p.locate(0, len(p.text))[1] if p.runs else None,
            }
            for p in document.paragraphs
        ],
    }
