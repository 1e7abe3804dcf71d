"""The lines of PDF pages: their gaps and fullness by the boxes, running heads and feet, and footnotes in small print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from align.readers.furniture import come_together, footnote_label
from align.readers.lines import Line, has_chinese, width
from align.readers.page_columns import Piece
from align.readers.ruled_notes import RuledPage, mark_ruled_notes
from align.readers.ruled_tables import Ruling
from align.un_documents.labels import leading_label

__all__ = ["Page", "lines_of_pages", "mark_small_print", "running_lines"]

_GAP, _GAP_IN_BOX = 1.25, 1.18
"""Usual distances of lines from which on there is a gap between two; the lines of a box are regular."""
_RARE = 0.2
"""Share of the lines below which Chinese or other lines have no usual distance of their own."""
_WORDS = re.compile(r"\w")


@dataclass(slots=True)
class Page:
    number: int
    height: float
    pieces: list[Piece] = field(default_factory=list)
    width: float = 0.0
    as_drawn: list[Piece] = field(default_factory=list)
    """The pieces before columns and cells are made of them; empty where rulings are drawn on the page."""
    rules: list[Ruling] = field(default_factory=list)
    """Level rulings outside tables, from the top down."""


def lines_of_pages(pages: Sequence[Page]) -> tuple[str, list[Line]]:
    """The text of the pages and its lines, with gaps and fullness taken from the boxes."""
    out: list[str] = []
    lines: list[Line] = []
    at = 0
    leadings = _leadings(pages)
    boxes = 0
    heads = running_lines(pages)
    for page in pages:
        if page.number > 1:
            out.append("\f")
            at += 1
        left, right = _margins([piece for piece in page.pieces if not piece.box])
        neighbours = _neighbours(page.pieces)
        inner = {box: _leading_within([p for p in page.pieces if p.box == box]) for box in _boxes(page.pieces)}
        for n, piece in enumerate(page.pieces):
            before, following = neighbours[n]
            fresh = page.number > 1 and before is None and not piece.box
            line = Line(
                at,
                at + len(piece.text),
                piece.text,
                page=page.number,
                breaks_page=fresh,
                size=piece.size,
                bold=piece.bold,
                column=piece.side,
            )
            column_left, column_right = piece.column or (left, right)
            line.indent = max(0, round((piece.left - column_left) / (piece.size * 0.5))) if piece.size else 0
            line.gap = _gap(piece, before, inner.get(piece.box) or leadings[has_chinese(piece.text)], fresh)
            need = _first_width(following.text, piece.size) if following else piece.size
            line.full = piece.right + need > column_right - 0.5 * piece.size
            line.marks = tuple((at + low, at + high, piece.text[low:high]) for low, high in piece.raised)
            line.raised = piece.raised_start
            if piece.cell is not None:
                line.kind = "cell"
                line.opens = before is None or before.cell != piece.cell
            if piece.column and not piece.side and piece.size:
                line.room = round((column_right - column_left) / (piece.size * 0.5))
            if piece.box:
                line.kind, line.box = "paragraph", boxes + piece.box
            if n in heads.get(page.number, ()):
                line.kind, line.box = "furniture", 0
            lines.append(line)
            out += [piece.text, "\n"]
            at += len(piece.text) + 1
        boxes += max((piece.box for piece in page.pieces), default=0)
    _mark_notes(pages, lines)
    return "".join(out), lines


def _gap(piece: Piece, before: Piece | None, leading: float, fresh: bool) -> int:
    """1 where more than the usual distance, `leading` times the size, lies between a line and the one before; else 0."""
    if before is None or piece.cell != before.cell:
        return 0 if fresh else 1
    drop = before.base - piece.base
    usual = leading * max(piece.size, before.size)
    return 0 if 0 < drop < (_GAP_IN_BOX if piece.box else _GAP) * usual else 1


def _neighbours(pieces: Sequence[Piece]) -> list[tuple[Piece | None, Piece | None]]:
    """For each piece of a page the ones before and after it in the same text box, or in the text around boxes."""
    out: list[tuple[Piece | None, Piece | None]] = [(None, None)] * len(pieces)
    for box in (0, *_boxes(pieces)):
        own = [n for n, piece in enumerate(pieces) if piece.box == box]
        for before, n, following in zip([None, *own], own, [*own[1:], None], strict=False):
            out[n] = (
                None if before is None else pieces[before],
                None if following is None else pieces[following],
            )
    return out


def _boxes(pieces: Sequence[Piece]) -> set[int]:
    return {piece.box for piece in pieces if piece.box}


def _leading_within(pieces: Sequence[Piece]) -> float:
    """The smallest distance of two lines of a text box, in heights of their font; 0 where it has one line."""
    drops = [(a.base - b.base) / a.size for a, b in pairwise(pieces) if a.size]
    return min((drop for drop in drops if drop > 0.9), default=0.0)


def _mark_notes(pages: Sequence[Page], lines: Sequence[Line]) -> None:
    ruled, at = [], 0
    for page in pages:
        own = lines[at : at + len(page.pieces)]
        ruled.append(RuledPage(page.height, page.rules, page.pieces, own))
        at += len(own)
    mark_ruled_notes(ruled)


def _first_width(text: str, size: float) -> float:
    match = re.match(r"[\u2e80-\uffff][，。、；：？！）》”]?|[^\s\u2e80-\uffff]+", text)
    return (width(match.group()) if match else 1) * size * 0.5 + 0.25 * size


def _leadings(pages: Sequence[Page]) -> dict[bool, float]:
    """The usual distance of two Chinese lines (True) and of two other lines (False), in heights of their font.

    Where a document is in both, the fonts of Chinese are often set wider; where one is rare, they are not told apart.
    """
    drops: dict[bool, Counter[float]] = {True: Counter(), False: Counter()}
    for page in pages:
        for a, b in pairwise(page.pieces):
            if a.size and abs(a.size - b.size) < 0.5 and 0.9 < (drop := (a.base - b.base) / a.size) < 2.6:
                drops[has_chinese(b.text)][round(drop, 1)] += 1
    together = drops[True] + drops[False]
    if min(map(Counter.total, drops.values())) < _RARE * together.total():
        return dict.fromkeys(drops, _commonest(together))
    return {chinese: _commonest(found) for chinese, found in drops.items()}


def _commonest(drops: Counter[float]) -> float:
    if not drops:
        return 1.2
    # The commonest distance; of those nearly as common the smallest, which parts lines and not paragraphs.
    most = max(drops.values())
    return min(value for value, count in drops.items() if count >= 0.5 * most)


def _margins(pieces: Sequence[Piece]) -> tuple[float, float]:
    prose = [p for p in pieces if p.cell is None and len(p.text) > 20] or list(pieces)
    if not prose:
        return 0.0, 0.0
    rights = sorted(p.right for p in prose)
    return min(p.left for p in prose), rights[min(len(rights) - 1, int(len(rights) * 0.9))]


def running_lines(pages: Sequence[Page]) -> dict[int, set[int]]:
    """Numbers of the pieces that are running heads and feet, by page: at an edge, and again on other pages."""
    shapes: Counter[tuple[str, bool]] = Counter()
    edges: dict[int, list[tuple[int, tuple[str, bool]]]] = {}
    held: dict[tuple[str, bool], list[int]] = {}
    for page in pages:
        order = _downwards(page.pieces)
        ends = {n: page.pieces[n].base > 0.5 * page.height for n in (*order[:8], *order[-8:])}
        found = [(n, (_shape(page.pieces[n].text), top)) for n, top in ends.items() if _near_edge(page, n)]
        edges[page.number] = found
        shapes.update({shape for _, shape in found})
        for shape in {shape for _, shape in found}:
            held.setdefault(shape, []).append(page.number)
    often = max(2, min(4, round(len(pages) * 0.3)))
    running = {shape for shape, count in shapes.items() if count >= often and _may_run(shape[0], held[shape])}
    out = {}
    for page in pages:
        heads = {n: shape for n, shape in edges[page.number] if shape in running}
        sure = {n for n, shape in heads.items() if shapes[shape] >= 0.5 * len(pages)}
        out[page.number] = _apart(page, {n: top for n, (_, top) in heads.items()}, sure)
    return out


def _may_run(shape: str, pages: Sequence[int]) -> bool:
    return len(shape) < 120 and bool(_WORDS.search(shape)) and come_together(pages)


def _apart(page: Page, found: dict[int, bool], sure: set[int]) -> set[int]:
    """Those of the lines at the head (True) and foot of a page that stand apart from its text, and are no part of it.

    Which are `sure` stand on most pages. The same first line of the titles of a series of decisions is no running head.
    """
    order = _downwards(page.pieces)
    place = {n: k for k, n in enumerate(order)}
    out = dict(found)
    changed = True
    while changed:
        changed = False
        for n, top in sorted(out.items(), key=lambda item: abs(place[item[0]] - len(order) / 2)):
            piece, step = page.pieces[n], 1 if top else -1
            inwards = (page.pieces[m] for m in order[place[n] + step :: step] if m not in out)
            following = next((other for other in inwards if abs(other.base - piece.base) > 0.5 * piece.size), None)
            if n not in sure and following is not None and _is_next_line(piece, following):
                del out[n]
                changed = True
    return set(out)


def _is_next_line(one: Piece, other: Piece) -> bool:
    """Whether two pieces are lines of one block: of one size, one below the other at the distance of lines."""
    return (
        abs(one.size - other.size) < 0.3
        and abs(one.base - other.base) < 1.5 * one.size
        and one.left < other.right
        and other.left < one.right
    )


def _shape(text: str) -> str:
    """A running line without its page number, Arabic or Roman. “Article 4” at the head of a page is no such line."""
    if leading_label(text) is not None:
        return text
    return re.sub(r"\d+|(?<![^\W\d_])[ivxlc]{1,8}$|^[ivxlc]{1,8}(?![^\W\d_])", "0", text)


def _downwards(pieces: Sequence[Piece]) -> list[int]:
    return sorted(range(len(pieces)), key=lambda n: -pieces[n].base)


def _near_edge(page: Page, n: int) -> bool:
    base = page.pieces[n].base
    return not page.height or base > 0.86 * page.height or base < 0.14 * page.height


def mark_small_print(lines: Sequence[Line]) -> None:
    """Give the small print at the foot of each page, from its first mark on, the kind `footnote`."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size or 0, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0
    by_page: dict[int | None, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for page in by_page.values():
        free = [line for line in page if line.kind is None]
        # From the foot upwards while the print is small.
        foot = len(free)
        while foot and (free[foot - 1].size or body) < 0.94 * body:
            foot -= 1
        notes = free[foot:]
        first = next((n for n, line in enumerate(notes) if line.raised or footnote_label(line.text)), None)
        if first is None:
            continue
        last: int | None = None
        for n, line in enumerate(notes[first:]):
            found = footnote_label(line.text)
            opens = (
                n == 0
                or line.raised
                or (found is not None and found[0].isdecimal() and last is not None and int(found[0]) == last + 1)
            )
            if found and opens and found[0].isdecimal():
                last = int(found[0])
            line.kind, line.opens, line.marks = "footnote", opens, ()
