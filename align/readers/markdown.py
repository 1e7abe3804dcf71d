"""Markdown: headings, lists, tables, quotations and footnotes of CommonMark and its usual extensions.

The text stays the document's text, so that spans are spans of the file; only the marks of the markup are left out.
"""

from __future__ import annotations

import re

from align.readers.gathering import gather
from align.readers.line_joining import WritingConventions
from align.readers.line_layout import Layout
from align.readers.lines import Block, Line, lines_of
from align.readers.paragraphs import build
from align.types import Paragraph
from align.un_documents.labels import Label, leading_label

__all__ = ["paragraphs"]

_HEADING = re.compile(r"(#{1,6})[ \t]+(?=[^ \t])(.*)$")
_BULLET = re.compile(r"([-*+])[ \t]+(?=\S)")
_ROW = re.compile(r"\|.*\|$")
_RULE_ROW = re.compile(r"\|?[\s:|-]+\|?$")
_FENCE = re.compile(r"(?:```|~~~)")
_NOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:[ \t]*")
_MARK = re.compile(r"\[\^([^\]\s]{1,20})\]")
# Markup within a line whose signs are not text: emphasis, code, links (their text stays), images, comments. Each has a
# bound: without one, a line of openings that nothing closes is searched to its end from every one of them.
_INLINE = re.compile(
    r"(?P<image>!\[[^\]\[]{0,999}\]\([^)]{0,1999}\))|(?P<comment><!--.{0,1999}?-->)"
    r"|\[(?P<text>[^\]\[^][^\]\[]{0,999})\]\((?P<link>[^)\s\[]{0,1999}(?:\s{1,9}\"[^\"]{0,999}\")?)\)"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<bold>.{1,1999}?)(?<=\S)(?P=strong)|(?<!\*)\*(?=[^\s*])(?P<italic>[^*\n]{1,1999}?)(?<=\S)\*(?!\*)"
    r"|`(?P<code>[^`]{1,1999})`|<(?P<auto>https?://[^>\s]{1,1999})>"
)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a Markdown text; their runs are spans of `text`.

    >>> [(p.kind, p.level, p.label, p.text) for p in paragraphs("# 一. 导言\\n\\n- **发展**中国家\\n")]
    [('heading', 1, '一.', '导言'), ('list item', 1, '-', '发展中国家')]
    """
    blocks: list[Block] = []
    loose: list[Line] = []
    layout = Layout(True, 80, 1)
    fenced = False

    def flush() -> None:
        if loose:
            for line in loose:
                line.full = True
            blocks.extend(gather(loose, layout))
            loose.clear()

    for line in lines_of(text):
        if _FENCE.match(line.text):
            fenced = not fenced
            line.kind = "furniture"
            flush()
            blocks.append(Block([line], kind="furniture"))
            continue
        if line.gap or fenced:
            flush()
        if fenced or re.fullmatch(r"(?:[-*_] ?){3,}|=+", line.text):
            flush()
            blocks.append(Block([line], kind="furniture"))
        elif (heading := _HEADING.match(line.text)) and (words := heading[2].rstrip("#").rstrip(" \t")):
            flush()
            blocks.append(_block(line.start + heading.start(2), words, kind="heading", level=len(heading[1])))
        elif _ROW.match(line.text):
            flush()
            blocks.extend(_cells(line))
        elif note := _NOTE.match(line.text):
            flush()
            block = _block(line.start + note.end(), line.text[note.end() :], kind="footnote")
            block.given = note[1]
            blocks.append(block)
        elif _BULLET.match(line.text):
            flush()
            loose.append(line)
        else:
            if line.text.startswith(">"):
                head = len(line.text) - len(line.text.lstrip("> \t"))
                line.start, line.text = line.start + head, line.text[head:]
            if line.text:
                loose.append(line)
    flush()
    for block in blocks:
        _without_markup(block)
    return build(text, [b for b in blocks if b.lines], WritingConventions.of(text))


def _block(start: int, text: str, *, kind: str, level: int = 0) -> Block:
    part = Line(start, start + len(text), text)
    label: Label | None = leading_label(text) if kind == "heading" else None
    return Block([part], label=label, kind=kind, level=level)  # type: ignore[arg-type]


def _cells(line: Line) -> list[Block]:
    if _RULE_ROW.match(line.text):
        return []
    found: list[Block] = []
    for cell in re.finditer(r"(?<=\|)[^|]+(?=\|)", line.text):
        stripped = cell.group().strip()
        if stripped:
            start = line.start + cell.start() + cell.group().index(stripped)
            found.append(Block([Line(start, start + len(stripped), stripped)], kind="cell"))
    return found


def _without_markup(block: Block) -> None:
    """Split the lines of a block so that the signs of markup fall between them; footnote marks stay as marks."""
    if block.kind == "furniture":
        return
    for line in block.lines:
        cuts: list[tuple[int, int]] = []
        marks = list(line.marks)
        for match in _INLINE.finditer(line.text):
            kept = next(
                (match.span(g) for g in ("text", "bold", "italic", "code", "auto") if match[g] is not None), None
            )
            if kept is None:
                cuts.append(match.span())
            else:
                cuts += [(match.start(), kept[0]), (kept[1], match.end())]
        line.cuts = tuple((line.start + a, line.start + b) for a, b in cuts if a < b)
        marks += [(line.start + m.start(), line.start + m.end(), m[1]) for m in _MARK.finditer(line.text)]
        line.marks = tuple(marks)
