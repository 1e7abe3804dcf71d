"""A document's text composed paragraph by paragraph, for formats that know their paragraphs: Word, HTML, Markdown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from align.readers.furniture import mark_furniture
from align.readers.line_joining import WritingConventions
from align.readers.lines import Block, Line
from align.readers.paragraphs import build
from align.types import Kind, Paragraph
from align.un_documents.labels import Label, leading_label

__all__ = ["Composer"]


class Composer:
    """Collects paragraphs and gives the text that they make, a line each, with a tab between label and text.

    >>> composer = Composer()
    >>> composer.add("导言", label="一.", kind="heading", level=1)
    >>> composer.add("大会通过了决议。")
    >>> composer.text, [(p.kind, p.label, p.runs) for p in composer.paragraphs()]
    ('一.\\t导言\\n大会通过了决议。\\n', [('heading', '一.', ((0, 3, 2),)), ('paragraph', None, ((0, 6, 8),))])
    """

    def __init__(self) -> None:
        self._out: list[str] = []
        self._at = 0
        self._blocks: list[Block] = []
        self._series: dict[str, int] = {}
        self._places: list[tuple[int, str | None, int]] = []

    @property
    def text(self) -> str:
        return "".join(self._out)

    def add(
        self,
        text: str,
        *,
        label: str = "",
        kind: Kind | None = None,
        level: int = 0,
        depth: int = 0,
        marks: Sequence[tuple[int, int, str]] = (),
        page: int | None = None,
        place: str | None = None,
        column: int = 0,
    ) -> None:
        """Add a paragraph.

        `label` is one that the format shows and does not hold in the text. `marks` are spans of `text` that are raised
        footnote marks. `depth` is the level of a list item, from 1. `place` and `column` are those of Paragraph.
        """
        start = len(text) - len(text.lstrip())
        content = text.strip()
        if not content:
            return
        label = label.strip()
        head = f"{label}\t" if label else ""
        at = self._at + len(head)
        line = Line(at, at + len(content), content, page=page)
        line.marks = tuple(
            (at + low - start, at + high - start, mark)
            for low, high, mark in marks
            if low >= start and high - start <= len(content)
        )
        block = Block([line], kind=kind, level=level)
        if label:
            block.given = label
            block.label = leading_label(f"{label} 文", self._series) if kind != "footnote" else None
            if block.label is None and kind != "footnote":
                block.label = Label(label, None, "bullet", 0, 0)
            block.depth = depth
        elif kind != "footnote":
            block.label = leading_label(content, self._series)
            if block.label is None and kind is None and self._awaits_text(place, column):
                self._blocks[-1].lines.append(line)
                self._out += [content, "\n"]
                self._at = at + len(content) + 1
                return
        if block.label is not None and kind not in ("furniture", "cell"):
            self._series[block.label.style] = block.label.value
        self._blocks.append(block)
        self._places.append((self._at, place, column))
        self._out += [head, content, "\n"]
        self._at = at + len(content) + 1

    def _awaits_text(self, place: str | None, column: int) -> bool:
        """Whether the paragraph before is nothing but a number, “(1)” or “2.”, which belongs to the one that follows."""
        if not self._blocks or self._places[-1][1:] != (place, column):
            return False
        block = self._blocks[-1]
        label, lines = block.label, block.lines
        plain = block.kind is None and block.given is None and len(lines) == 1
        return plain and label is not None and label.number is not None and label.length == len(lines[0].text)

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs so far."""
        text = self.text
        free = [block.lines[0] for block in self._blocks if block.kind is None]
        mark_furniture(free)
        for block in self._blocks:
            block.kind = block.kind or block.lines[0].kind
        return tuple(map(self._placed, build(text, self._blocks, WritingConventions.of(text))))

    def _placed(self, paragraph: Paragraph) -> Paragraph:
        if not paragraph.runs:
            return paragraph
        at = bisect_right(self._places, paragraph.runs[0][1], key=lambda known: known[0]) - 1
        _, place, column = self._places[at]
        return replace(paragraph, place=place, column=column) if place or column else paragraph
