"""Plain text: as it comes out of a PDF, out of Word, hard-wrapped, or with a paragraph or a sentence a line."""

from __future__ import annotations

from collections.abc import Sequence

from align.readers.drawn_tables import mark_drawn_tables
from align.readers.furniture import mark_footnotes, mark_furniture, mark_printing_note
from align.readers.gathering import gather
from align.readers.letter_bullets import mark_letter_bullets
from align.readers.line_joining import WritingConventions
from align.readers.line_layout import Layout
from align.readers.lines import Line, lines_of
from align.readers.paragraphs import build
from align.types import Paragraph

__all__ = ["paragraphs", "paragraphs_from_lines"]


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a plain text; their runs are spans of `text`.

    >>> [(p.kind, p.number, p.text) for p in paragraphs("一. 导言\\n\\n1. 根据分类。\\n2. 大会")]
    [('heading', '1', '导言'), ('paragraph', '1', '根据分类。'), ('paragraph', '2', '大会')]
    """
    return paragraphs_from_lines(text, lines_of(text))


def paragraphs_from_lines(text: str, lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """The paragraphs that these lines of `text` make."""
    lines = mark_drawn_tables(lines)
    mark_furniture(lines)
    mark_letter_bullets(lines)
    layout = Layout.of(lines)
    mark_footnotes(lines, layout)
    mark_printing_note(lines)
    return build(text, list(gather(lines, layout)), WritingConventions.of(text))
