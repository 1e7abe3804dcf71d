"""A document into segments, each with its exact place in the document's text."""

from __future__ import annotations

from collections.abc import Iterator

from align.segmenter.engine import split
from align.types import Document, Segment

__all__ = ["WHOLE", "segment"]

WHOLE = frozenset({"title", "heading", "cell"})
"""Kinds of paragraph that are one segment each, whatever stops they hold: “1. Overview. Trends” is one heading."""


def segment(document: Document) -> tuple[Segment, ...]:
    """Segments of a document in order: sentences of its paragraphs, and its titles, headings and cells whole.

    Furniture (page headers, page numbers, bare links) gives none. `start` and `end` are the span of the document's
    text that the segment was read from, line breaks within included; None where the document keeps no places.
    `number` stands on the first segment of its paragraph. Raises UnknownLanguage.

    >>> from align.types import Paragraph
    >>> text = "1. 一句。\\n两句。"
    >>> paragraph = Paragraph("一句。两句。", runs=((0, 3, 3), (3, 7, 3)), label="1.", number="1")
    >>> for s in segment(Document(text, (paragraph,), "zh")):
    ...     print(s.text, s.start, s.end, s.number)
    一句。 3 6 1
    两句。 7 10 None
    """
    return tuple(_segments(document))


def _segments(document: Document) -> Iterator[Segment]:
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.kind == "furniture":
            continue
        if paragraph.kind in WHOLE:
            stripped = paragraph.text.strip()
            at = paragraph.text.find(stripped)
            spans = [(at, at + len(stripped))] if stripped else []
        else:
            spans = split(paragraph.text, document.language)
        for order, (start, end) in enumerate(spans):
            first, last = paragraph.locate(start, end) if paragraph.runs else (None, None)
            yield Segment(
                paragraph.text[start:end],
                first,
                last,
                paragraph=index,
                kind=paragraph.kind,
                number=paragraph.number if order == 0 else None,
                level=paragraph.level,
            )
