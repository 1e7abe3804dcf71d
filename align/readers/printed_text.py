"""A PDF that a plain text was printed to: its lines as they were before the page broke them once more.

A browser or an office program that prints a text file keeps the file's own line ends, and breaks what is wider than the
page a second time, so that a short rest follows a full line. Here the rests go back to their lines; what comes out is
read like the text itself. Such a PDF is known by its looks: one font size, nothing bold or raised, nothing drawn, and
every line that goes on begins at the left margin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from align.readers.gathering import INLINE, follows_inline
from align.readers.line_joining import HAN, PUNCTUATION, WritingConventions
from align.readers.lines import Line, ends_sentence, width
from align.readers.page_columns import Piece
from align.un_documents.labels import leading_label

__all__ = ["Sheet", "printed_lines"]

_FEWEST = 12
"""Rows of the shortest text that can be told."""
_CHINESE = re.compile(f"[{HAN}{PUNCTUATION}]")
_BORDERS = tuple("|+│┃║├┤┼┌┐└┘┬┴╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋")
_STOP = re.compile(r"[。！？；](?=.)|[a-z)][.!?] +(?=[A-Z“])")
_LINK = re.compile(r"(?:https?://|www\.)\S+$")
_USUAL_WORD = 3
"""Columns, by which a long word at the head of a row counts against a sentence that goes on in it."""
_OPENING, _CLOSING = "（《〈「『【〔“‘", "。，、；：？！）》〉」』】〕”’"
_SLIM = re.compile(r"[iljtfrI.,;:'() -]")
_BROAD = re.compile(r"[mwMWA-HJ-Z]")
_FIRST = re.compile(
    rf"[（《“‘「『〈【]*[{HAN}](?:[“‘][^\s{HAN}]*[{HAN}]?|[，。、；：？！）》”]+)?|[^\s{HAN}]*?-(?=\w)|[^\s{HAN}]+"
)
"""What stands at the head of a row without a place to break it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its pieces as they were drawn, the rows that come again on other pages, and its width in points."""

    number: int
    pieces: Sequence[Piece]
    running: frozenset[int]
    """Heights, rounded, of running heads and feet."""
    width: float


@dataclass(slots=True)
class _Row:
    """A line of a page, in points, and the empty lines above it."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int
    gap: int = 0
    furniture: bool = False
    opens_page: bool = False


def printed_lines(sheets: Sequence[Sheet]) -> tuple[str, list[Line]] | None:
    """The text that was printed on these pages and its lines; None where they hold anything but a plain text."""
    rows = [row for sheet in sheets for row in _rows(sheet)]
    prose = [row for row in rows if not row.furniture]
    if len(prose) < _FEWEST or not _of_one_look(sheets):
        return None
    pitch = _pitch(prose)
    if pitch is None:
        return None
    _count_gaps(prose, pitch)
    # A row in a hundred may stand further to the left: a rule of underscores, a mark whose ink begins before its room.
    margin = sorted(row.left for row in prose)[len(prose) // 100]
    edge = _edge(prose, margin, max(sheet.width for sheet in sheets))
    if edge is not None and not _goes_on_at_margin(prose, margin, edge):
        if _crowds_at(prose, edge):
            return None
        edge = None  # lines that the text breaks itself, and that happen to reach the right margin
    groups = list(_whole(prose, margin, edge))
    return _composed(rows, groups, margin)


def _rows(sheet: Sheet) -> list[_Row]:
    """The lines of a page from the top down, the pieces of each put together with as many spaces as fit between them."""
    rows: list[list[Piece]] = []
    for piece in sorted(sheet.pieces, key=lambda piece: (-piece.base, piece.left)):
        if rows and abs(rows[-1][0].base - piece.base) < 0.35 * max(piece.size, 1):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    out = []
    for row in rows:
        row.sort(key=lambda piece: piece.left)
        text = row[0].text
        for before, piece in pairwise(row):
            gap = piece.left - before.right
            text += " " * (0 if gap < 0.15 * piece.size else max(1, round(gap / (0.5 * piece.size)))) + piece.text
        first = row[0]
        # Boxes are those of the ink; a Chinese mark has half of its room without any.
        left = first.left - (0.5 * first.size if text[0] in _OPENING else 0)
        right = row[-1].right + (0.5 * first.size if text[-1] in _CLOSING else 0)
        furniture = all(round(piece.base) in sheet.running for piece in row)
        out.append(_Row(text, left, right, first.base, first.size, sheet.number, furniture=furniture))
    fresh = next((row for row in out if not row.furniture), None)
    if fresh is not None:
        fresh.opens_page = sheet.number > 1
    return out


def _of_one_look(sheets: Sequence[Sheet]) -> bool:
    running = {(sheet.number, base) for sheet in sheets for base in sheet.running}
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for piece in sheet.pieces:
            if (sheet.number, round(piece.base)) in running:
                continue
            if piece.bold or piece.raised_start:
                return False
            sizes[round(piece.size * 2) / 2] += len(piece.text)
    return bool(sizes) and sizes.most_common(1)[0][1] >= 0.995 * sizes.total()


def _pitch(rows: Sequence[_Row]) -> float | None:
    """The distance of two lines in points: the smallest that is common."""
    drops = Counter(
        round(a.base - b.base, 1) for a, b in pairwise(rows) if a.page == b.page and a.base - b.base > 0.8 * a.size
    )
    if not drops:
        return None
    near = {drop: sum(n for d, n in drops.items() if abs(d - drop) <= 0.06 * drop) for drop in drops}
    often = max(2, 0.05 * drops.total())
    return min((drop for drop, count in near.items() if count >= often), default=None)


def _count_gaps(rows: Sequence[_Row], pitch: float) -> None:
    top = max(row.base for row in rows)
    for before, row in pairwise(rows):
        if before.page == row.page:
            row.gap = max(0, round((before.base - row.base) / pitch) - 1)
        else:
            # Empty lines at the foot of a page cannot be told from a page that is not full.
            row.gap = max(0, round((top - row.base) / pitch))


def _edge(rows: Sequence[_Row], margin: float, page_width: float) -> float | None:
    """Where the page breaks lines, in points from its left; None where no line comes near the right margin."""
    rights = sorted(row.right for row in rows if not (row.text.startswith(_BORDERS) or row.text.endswith(_BORDERS)))
    if not rights:
        return None
    # One row in a hundred may go over the edge: an address without a place to break it.
    edge = rights[-1 - len(rights) // 100]
    symmetrical = page_width - margin
    if edge < symmetrical - 0.12 * (symmetrical - margin):
        return None
    # Where no row was broken, the longest says little of the edge.
    size = rows[0].size
    return edge if sum(edge - size < right for right in rights) >= 5 else max(edge, symmetrical - 0.5 * size)


def _is_full(row: _Row, following: _Row, edge: float | None) -> bool:
    """Whether the beginning of the following row would have gone over the edge."""
    if edge is None:
        return False
    first = _FIRST.match(following.text)
    glued = _CHINESE.match(following.text) or _CHINESE.match(row.text[-1]) or row.text[-1] in "-/"
    begin = ("" if glued else " ") + (first.group() if first else following.text[:1])
    # Letters are as wide as in the row that they stand in; a tenth of the font is left for what that does not tell.
    scale = (following.right - following.left) / max(1.0, _estimate(following.text))
    return row.right + _estimate(begin) * scale > edge - (0.1 if ends_sentence(row.text) else 0.5) * row.size


def _estimate(text: str) -> float:
    """About how wide a text is in a font with letters of different width, in half heights of the font."""
    return width(text) - 0.45 * len(_SLIM.findall(text)) + 0.4 * len(_BROAD.findall(text))


def _whole(rows: Sequence[_Row], margin: float, edge: float | None) -> Iterator[list[_Row]]:
    """The rows of each line of the text."""
    probability = _probability_of_end(rows, edge)
    group: list[_Row] = []
    for row in rows:
        if group and not _continues(group, row, margin, edge, probability):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _probability_of_end(rows: Sequence[_Row], edge: float | None) -> float:
    """How many paragraphs end without a gap for each sentence that ends within a row.

    By this a full row that ends a sentence ends a paragraph too, or goes on in the next row: both are accidents.
    """
    ends = sum(
        not b.gap and ends_sentence(a.text) and not _is_full(a, b, edge) and leading_label(b.text) is None
        for a, b in pairwise(rows)
    )
    within = sum(len(_STOP.findall(row.text)) for row in rows)
    return ends / max(within, 1)


def _continues(group: Sequence[_Row], row: _Row, margin: float, edge: float | None, probability: float) -> bool:
    last, first = group[-1], group[0].text
    if row.gap or row.left > margin + 0.6 * row.size or (_LINK.match(row.text) and _LINK.match(first)):
        return False
    if first[0] in _BORDERS and len(group) == 1 and row.text in _BORDERS and _is_short_of_border(last, edge):
        return True
    if first[0] in _BORDERS and not last.text.endswith(_BORDERS) and row.text.endswith(_BORDERS):
        return edge is not None  # the end of a row of a drawn table
    if (first[0] in _BORDERS) != (row.text[0] in _BORDERS):
        return False
    if not _is_full(last, row, edge) and not _is_broken(last, row, margin, edge):
        return False
    if first[0] in _BORDERS:
        return not last.text.endswith(_BORDERS)
    if _is_next_item(first, row.text):
        return False
    if not (ends_sentence(last.text) or last.text[-1] in ":：;；"):
        return not (row.opens_page and leading_label(row.text) is not None)
    if row.opens_page or _LINK.match(row.text):
        return False
    label = leading_label(row.text)
    if label is not None:
        return label.style in INLINE and follows_inline(label, " ".join(part.text for part in group[-12:]))
    if row.text[0].islower() or last.text[-1] in ";；":
        return True
    need = _FIRST.match(row.text)
    return probability * (width(need.group()) if need else 2) <= _USUAL_WORD


def _is_next_item(first: str, text: str) -> bool:
    """Whether a row opens with the number after the one that its paragraph opens with: “1.”, “2.”."""
    label = leading_label(text)
    if label is None or label.style not in ("decimal", "han"):
        return False
    own = leading_label(first)
    return own is not None and own.style == label.style and own.value + 1 == label.value


def _is_short_of_border(last: _Row, edge: float | None) -> bool:
    """Whether a row of a drawn table may have lost its last border: the space before it went over the edge."""
    return edge is not None and last.text[-1] in _BORDERS and last.right < edge - last.size and len(last.text) > 1


def _is_broken(last: _Row, row: _Row, margin: float, edge: float | None) -> bool:
    """Whether a row that is nearly full ends within a sentence, for whatever reason the rest did not go in."""
    if edge is None or last.right < margin + 0.8 * (edge - margin) or ends_sentence(last.text):
        return False
    label = leading_label(row.text)
    if label is not None:
        return label.style in INLINE
    return (
        row.text[0].islower() or row.text[0] == "(" or bool(_CHINESE.match(row.text) or _CHINESE.match(last.text[-1]))
    )


def _goes_on_at_margin(rows: Sequence[_Row], margin: float, edge: float | None) -> bool:
    """Whether what follows a full row without a gap stands at the left margin, as where a program breaks lines."""
    after = [b for a, b in pairwise(rows) if not b.gap and _is_full(a, b, edge)]
    return sum(row.left <= margin + 0.6 * row.size for row in after) >= 0.5 * len(after)


def _crowds_at(rows: Sequence[_Row], edge: float) -> bool:
    """Whether lines end at one place, to a point, as those that are set in full do."""
    return sum(abs(row.right - edge) < 1.5 for row in rows) >= 0.25 * len(rows)


def _composed(rows: Sequence[_Row], groups: Sequence[list[_Row]], margin: float) -> tuple[str, list[Line]]:
    habits = WritingConventions.of("\n".join(row.text for row in rows))
    first = {id(group[0]): group for group in groups}
    inner = {id(row) for group in groups for row in group[1:]}
    out: list[str] = []
    lines: list[Line] = []
    at, page = 0, 1
    for row in rows:
        if id(row) in inner:
            continue
        while page < row.page:
            out.append("\f")
            at, page = at + 1, page + 1
        group = first.get(id(row), [row])
        text = group[0].text
        for part in group[1:]:
            text += _between(text, part.text, habits) + part.text
        line = Line(at, at + len(text), text, gap=row.gap, page=row.page, size=None)
        line.indent = max(0, round((row.left - margin) / (0.5 * row.size)))
        if row.furniture:
            line.kind = "furniture"
        lines.append(line)
        out += [text, "\n"]
        at += len(text) + 1
    return "".join(out), lines


def _between(before: str, after: str, habits: WritingConventions) -> str:
    """What stood where the page broke a line: nothing after a hyphen and within Chinese, else a space."""
    a, b = before[-1], after[0]
    if a in "-─=" and b in "-─=+|":
        return ""
    if a in "-\u2010/" and before[-2:-1].isalnum():
        return ""
    chinese = [bool(_CHINESE.match(sign)) for sign in (a, b)]
    if all(chinese):
        return ""
    if any(chinese):
        other = b if chinese[0] else a
        han = re.match(f"[{HAN}]", a if chinese[0] else b)
        return " " if han and habits.spaced and (other.isalnum() or other == "%") else ""
    return " "
