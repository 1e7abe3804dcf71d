"""Markdown: headings, lists, tables, quotations and footnotes of CommonMark and its usual extensions.

What each line is, markdown-it says. The text stays the document's text, so that spans are spans of the file; only the
marks of the markup are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from align.readers.gathering import gather
from align.readers.line_joining import WritingConventions
from align.readers.line_layout import Layout
from align.readers.lines import Block, Line, lines_of
from align.readers.paragraphs import build
from align.types import Paragraph
from align.un_documents.labels import leading_label

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = ["paragraphs"]

_HEADING = re.compile(r"[^#]*#{1,6}[ \t]*")
_BULLET = re.compile(r"([-*+])[ \t]+(?=\S)")
_ROW = re.compile(r"\|.*\|$")
_RULE_ROW = re.compile(r"\|?[\s:|-]+\|?$")
_CELL = re.compile(r"(?:[^|\\]|\\.?)+")
_NOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:[ \t]*")
_MARK = re.compile(r"\[\^([^\]\s]{1,20})\]")
_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?=[\w-]+:)(?:(?:[\w-]+:|[ \t#-]).*\r?\n|\r?\n){1,200}?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)"
)
"""Facts about a page for the program that makes it, between two rules at its head."""
_ADDRESS = re.compile(r"[a-zA-Z][\w+.-]*:|[/#.]|[^/]*\.\w")
# Markup within a line whose signs are not text: emphasis, code, links (their text stays), images, comments. Each has a
# bound: without one, a line of openings that nothing closes is searched to its end from every one of them.
_INLINE = re.compile(
    r"(?P<image>!\[[^\]\[]{0,999}\]\([^)]{0,1999}\))|(?P<comment><!--.{0,1999}?-->)"
    r"|\[(?P<text>[^\]\[^][^\]\[]{0,999})\]\((?P<link>[^)\s\[]{0,1999}(?:\s{1,9}\"[^\"]{0,999}\")?)\)"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<bold>.{1,1999}?)(?<=\S)(?P=strong)|(?<!\*)\*(?=[^\s*])(?P<italic>[^*\n]{1,1999}?)(?<=\S)\*(?!\*)"
    r"|`(?P<code>[^`]{1,1999})`|<(?P<auto>https?://[^>\s]{1,1999})>"
)


@dataclass(frozen=True, slots=True)
class _Role:
    """What markdown-it makes of a line: a heading, a row of a table, or nothing that is read."""

    kind: str
    level: int = 0
    text: str = ""
    """The words of a heading of one line, without its signs."""
    first: int = 0
    """Number of the line with which the heading begins."""


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a Markdown text; their runs are spans of `text`.

    >>> [(p.kind, p.level, p.label, p.text) for p in paragraphs("# 一. 导言\\n\\n- **发展**中国家\\n")]
    [('heading', 1, '一.', '导言'), ('list item', 1, '-', '发展中国家')]
    """
    blocks: list[Block] = []
    loose: list[Line] = []
    headings: dict[int, Block] = {}
    layout = Layout(True, 80, 1)

    def flush() -> None:
        for line in loose:
            line.full = True
        blocks.extend(gather(loose, layout) if loose else ())
        loose.clear()

    for line, role in _with_roles(text):
        note = _NOTE.match(line.text)
        if role is not None or line.gap or note or _ROW.match(line.text) or _BULLET.match(line.text):
            flush()
        if role is not None and role.kind == "heading":
            part = _heading_part(line, role)
            if role.first in headings:
                headings[role.first].lines.append(part)
                continue
            headings[role.first] = Block([part], leading_label(part.text), "heading", role.level)
            blocks.append(headings[role.first])
        elif role is not None and role.kind == "furniture":
            blocks.append(Block([line], kind="furniture"))
        elif role is not None or _ROW.match(line.text):
            blocks.extend(_cells(line))
        elif note:
            block = Block([_part(line, note.end(), line.text[note.end() :])], kind="footnote")
            block.given = note[1]
            blocks.append(block)
        else:
            if line.text.startswith(">"):
                line = _unquoted(line)
            if line.text:
                loose.append(line)
    flush()
    for block in blocks:
        _without_markup(block)
    return build(text, [b for b in blocks if b.lines], WritingConventions.of(text))


@cache
def _parser() -> MarkdownIt:
    """The block structure of CommonMark, with tables. Lines that are set in stay text: who converts a page sets them in."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable(["code", "html_block"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _with_roles(text: str) -> Iterator[tuple[Line, _Role | None]]:
    """The lines of a text that are not empty, each with its role; None where it is text."""
    environment: dict[str, Any] = {}
    roles = _roles(_parser().parse(text, environment))
    for definition in (*environment.get("references", {}).values(), *environment.get("duplicate_refs", ())):
        # The addresses of links, named below the text. A note of one word without blanks has the same form.
        if _ADDRESS.match(definition["href"]):
            roles.update(dict.fromkeys(range(*definition["map"]), _Role("furniture")))
    front = _FRONT_MATTER.match(text)
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    for line in lines_of(text):
        if front and line.start < front.end():
            yield line, _Role("furniture")
        else:
            yield line, roles.get(bisect_right(starts, line.start) - 1)


def _roles(tokens: Sequence[Any]) -> dict[int, _Role]:
    roles: dict[int, _Role] = {}
    for place, token in enumerate(tokens):
        if token.map is None:
            continue
        first, end = token.map
        if token.type in ("fence", "hr"):
            roles.update(dict.fromkeys(range(first, end), _Role("furniture")))
        elif token.type == "table_open":
            roles.update(dict.fromkeys(range(first, end), _Role("row")))
        elif token.type == "heading_open":
            level, words = int(token.tag[1:]), tokens[place + 1].content
            if token.markup.startswith("#"):
                roles[first] = _Role("heading", level, words, first) if words else _Role("furniture")
                continue
            roles.update(dict.fromkeys(range(first, end - 1), _Role("heading", level, "", first)))
            roles[end - 1] = _Role("furniture")
    return roles


def _heading_part(line: Line, role: _Role) -> Line:
    """The words of a heading on this line, without the signs before and after them."""
    if not role.text:
        return _unquoted(line)
    signs = _HEADING.match(line.text)
    at = line.text.find(role.text, signs.end() if signs else 0)
    return _part(line, at, role.text) if at >= 0 else line


def _part(line: Line, at: int, text: str) -> Line:
    start = line.start + at
    return Line(start, start + len(text), text)


def _unquoted(line: Line) -> Line:
    """The line without the signs of a quotation before it."""
    head = len(line.text) - len(line.text.lstrip("> \t"))
    line.start, line.text = line.start + head, line.text[head:]
    return line


def _cells(line: Line) -> list[Block]:
    line = _unquoted(line)
    if _RULE_ROW.match(line.text):
        return []
    found: list[Block] = []
    for cell in _CELL.finditer(line.text):
        if stripped := cell[0].strip():
            found.append(Block([_part(line, cell.start() + cell[0].index(stripped), stripped)], kind="cell"))
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
