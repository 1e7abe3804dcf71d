"""Tables of a PDF page by their rulings: which lines are drawn, and in which cell each piece of text stands."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium

from align.readers.page_columns import Piece

__all__ = ["Ruling", "Table", "connected", "frames", "is_within", "rulings", "tables"]

OBJECTS = 4000
"""Drawn objects of a page that is searched for rulings; a drawing with more is a picture."""
_THIN = 2.5
"""Points of the thickest ruling."""
_SHORT = 6.0
"""Points of the shortest ruling."""
_NEAR = 3.0
"""Points between two rulings that meet."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def upright(self) -> bool:
        return self.top - self.bottom > self.right - self.left


@dataclass(frozen=True, slots=True)
class Table:
    """The pieces of a table, cell after cell, and the height at which it begins."""

    top: float
    pieces: tuple[Piece, ...]


def rulings(page: object) -> list[Ruling]:
    """The straight lines that are drawn on a page of PDFium, and the edges of drawn frames."""
    count = pdfium.FPDFPage_CountObjects(page)
    if not 0 < count <= OBJECTS:
        return []
    values = [ctypes.c_float() for _ in range(4)]
    refs = [ctypes.byref(value) for value in values]
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    out: list[Ruling] = []
    for n in range(count):
        item = pdfium.FPDFPage_GetObject(page, n)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(item, *refs):
            continue
        left, bottom, right, top = (value.value for value in values)
        wide, high = right - left, top - bottom
        if min(wide, high) <= _THIN:
            if max(wide, high) >= _SHORT:
                out.append(Ruling(left, bottom, right, top))
        elif pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke)) and stroke.value:
            out += [Ruling(left, bottom, left, top), Ruling(right, bottom, right, top)]
            out += [Ruling(left, bottom, right, bottom), Ruling(left, top, right, top)]
    return out


def tables(
    pieces: Sequence[Piece],
    groups: Sequence[Sequence[Ruling]],
    cut: Callable[[Piece, float], tuple[Piece, Piece] | None],
) -> tuple[list[Table], list[Piece]]:
    """The ruled tables of a page that `groups` of rulings make, and the pieces that stand in none.

    `cut` parts a piece at a place from the left edge of the page, between two of its characters; a piece that goes
    over a ruling is parted there. Cells are numbered over the page, from 1.
    """
    found: list[Table] = []
    rest = list(pieces)
    number = 0
    for group in groups:
        upright = [line for line in group if line.upright]
        level = [line for line in group if not line.upright]
        if len(level) < 2 or not upright:
            continue
        box = _around(group)
        inside = [piece for piece in rest if is_within(piece, box)]
        cells: dict[tuple[float, float, float, float], list[Piece]] = {}
        for piece in inside:
            for part in _parts(piece, upright, cut):
                cells.setdefault(_cell(part, upright, level, box), []).append(part)
        if len({key[0] for key in cells}) < 2:
            continue  # a frame around a paragraph, or rules above and below it
        ordered: list[Piece] = []
        for key in sorted(cells, key=lambda key: (-round(key[3]), key[0])):
            number += 1
            for part in sorted(cells[key], key=lambda part: (-round(part.base), part.left)):
                ordered.append(replace(part, cell=number))
        found.append(Table(box.top, tuple(ordered)))
        taken = {id(piece) for piece in inside}
        rest = [piece for piece in rest if id(piece) not in taken]
    return found, rest


def frames(groups: Sequence[Sequence[Ruling]]) -> list[Ruling]:
    """The rectangles that groups of rulings enclose.

    >>> level, upright = [Ruling(0, y, 90, y) for y in (0, 50)], [Ruling(x, 0, x, 50) for x in (0, 90)]
    >>> frames(connected([*level, *upright, Ruling(200, 0, 290, 0)]))
    [Ruling(left=0, bottom=0, right=90, top=50)]
    """
    out = []
    for group in groups:
        box = _around(group)
        upright = [line for line in group if line.upright and line.top - line.bottom > 0.9 * (box.top - box.bottom)]
        level = [line for line in group if not line.upright and line.right - line.left > 0.9 * (box.right - box.left)]
        sides = [any(abs(line.left - edge) <= _NEAR for line in upright) for edge in (box.left, box.right)]
        ends = [any(abs(line.top - edge) <= _NEAR for line in level) for edge in (box.bottom, box.top)]
        if all((*sides, *ends)):
            out.append(box)
    return out


def _around(group: Sequence[Ruling]) -> Ruling:
    return Ruling(
        min(line.left for line in group),
        min(line.bottom for line in group),
        max(line.right for line in group),
        max(line.top for line in group),
    )


def connected(lines: Sequence[Ruling]) -> list[list[Ruling]]:
    """The rulings in groups of those that meet."""
    active: list[tuple[int, Ruling, list[Ruling]]] = []
    done: list[tuple[int, Ruling, list[Ruling]]] = []
    for number, line in enumerate(sorted(lines, key=lambda line: -line.top)):
        box, members = line, [line]
        rest: list[tuple[int, Ruling, list[Ruling]]] = []
        for group in active:
            _, around, inner = group
            if around.bottom > line.top + _NEAR:
                done.append(group)  # whatever comes now stands below it
            elif _touch(around, line):
                box = Ruling(
                    min(box.left, around.left),
                    min(box.bottom, around.bottom),
                    max(box.right, around.right),
                    max(box.top, around.top),
                )
                members = [*inner, *members]
            else:
                rest.append(group)
        active = [*rest, (number, box, members)]
    return [members for _, _, members in sorted((*done, *active), key=lambda group: group[0])]


def _touch(one: Ruling, other: Ruling) -> bool:
    return (
        one.left <= other.right + _NEAR
        and other.left <= one.right + _NEAR
        and one.bottom <= other.top + _NEAR
        and other.bottom <= one.top + _NEAR
    )


def _middle(piece: Piece) -> float:
    return piece.base + 0.3 * piece.size


def is_within(piece: Piece, box: Ruling) -> bool:
    """Whether a piece stands within a frame, but for what goes over its edges."""
    return (
        box.bottom <= _middle(piece) <= box.top
        and piece.left < box.right
        and piece.right > box.left
        and box.left - _NEAR <= (piece.left + piece.right) / 2 <= box.right + _NEAR
    )


def _parts(
    piece: Piece, upright: Sequence[Ruling], cut: Callable[[Piece, float], tuple[Piece, Piece] | None]
) -> list[Piece]:
    at = _middle(piece)
    places = sorted(
        line.left for line in upright if line.bottom <= at <= line.top and piece.left + 1 < line.left < piece.right - 1
    )
    parts = [piece]
    for place in places:
        halves = cut(parts[-1], place)
        if halves is not None:
            parts[-1:] = halves
    return parts


def _cell(
    piece: Piece, upright: Sequence[Ruling], level: Sequence[Ruling], box: Ruling
) -> tuple[float, float, float, float]:
    """The edges of the cell around a piece: left, bottom, right, top."""
    x, y = (piece.left + piece.right) / 2, _middle(piece)
    sides = [line.left for line in upright if line.bottom - 1 <= y <= line.top + 1]
    heights = [line.bottom for line in level if line.left - 1 <= x <= line.right + 1]
    return (
        round(max((s for s in sides if s <= x), default=box.left)),
        round(max((h for h in heights if h <= y), default=box.bottom)),
        round(min((s for s in sides if s > x), default=box.right)),
        round(min((h for h in heights if h > y), default=box.top)),
    )
