"""Lines that PDFium has taken to pieces, because it took the text of a page for vertical.

PDFium guesses from what a page covers whether its lines run across or down. On a page with a few lines of a wide table,
the last one of a document often, it guesses wrong: it ends the line after nearly every character, and not where it ends.
"""

from __future__ import annotations

import re
from itertools import pairwise

from align.readers.page_columns import Piece
from align.readers.pdf_characters import CharacterBoxes, plain

__all__ = ["pieces_across"]

_BREAK = re.compile(r"(?<=[^\s])\r\n(?=[^\s])")
_FEWEST = 8
"""Line ends of a page that are looked at."""
_SHARE = 0.4
"""Share of the line ends of such a page that stand between two characters of one line."""
_SPACE, _GAP = 0.15, 1.8
"""Smallest distances of two characters that are a space, and that part two pieces, in heights of their font."""
_LEVEL = 0.2
"""Largest difference of height within a line, in heights of the font."""


def pieces_across(text: str, boxes: CharacterBoxes) -> list[Piece] | None:
    """The pieces of a page by the places of its characters, from the top down; None where PDFium has its lines right."""
    breaks = list(_BREAK.finditer(text)) if text.count("\r\n") >= _FEWEST else []
    if len(breaks) < _FEWEST or sum(len(line) <= 2 for line in text.split("\r\n") if line) < _SHARE * len(breaks):
        return None
    if sum(_is_within_line(match.start() - 1, match.end(), boxes) for match in breaks) < _SHARE * len(breaks):
        return None
    rows: list[list[int]] = []
    base = 0.0
    places = {n: boxes.origin(n) for n, sign in enumerate(text) if not sign.isspace() and boxes.upright(n)}
    for n in sorted(places, key=lambda n: -places[n][1]):
        if rows and base - places[n][1] < _LEVEL * boxes.size(n):
            rows[-1].append(n)
        else:
            rows.append([n])
            base = places[n][1]
    return [
        _piece(part, text, boxes) for row in rows for part in _parts(sorted(row, key=lambda n: places[n][0]), boxes)
    ]


def _is_within_line(one: int, other: int, boxes: CharacterBoxes) -> bool:
    """Whether two characters stand beside each other."""
    size = boxes.size(one)
    drop = boxes.origin(one)[1] - boxes.origin(other)[1]
    gap = boxes.advance(other)[0] - boxes.advance(one)[1]
    return abs(drop) < _LEVEL * size and -0.5 * size < gap < _GAP * size


def _parts(row: list[int], boxes: CharacterBoxes) -> list[list[int]]:
    parts = [[row[0]]]
    for before, n in pairwise(row):
        if boxes.box(n)[0] - boxes.box(before)[1] > _GAP * boxes.size(n):
            parts.append([])
        parts[-1].append(n)
    return parts


def _piece(part: list[int], text: str, boxes: CharacterBoxes) -> Piece:
    size = max(boxes.size(n) for n in part)
    content = text[part[0]]
    for before, n in pairwise(part):
        content += " " * (boxes.advance(n)[0] - boxes.advance(before)[1] > _SPACE * size) + text[n]
    left, _, bottom, top = boxes.box(part[0])
    return Piece(
        text=plain(content),
        left=left,
        right=boxes.box(part[-1])[1],
        base=boxes.origin(part[len(part) // 2])[1],
        size=size,
        bold=boxes.bold(part[0]) and boxes.bold(part[-1]),
        top=top,
        bottom=bottom,
    )
