"""Pieces of a page put in their place on the line, where a program has drawn them in another order.

LibreOffice draws the quotation marks of a Chinese line from a second font, after or before the rest of the line;
PDFium then gives them as lines of their own, or a line with holes. What fits into such a hole belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from align.readers.page_columns import Piece

__all__ = ["Characters", "in_place"]

Characters = Callable[[Piece], list[tuple[float, float, str]]]
"""The characters of a piece, without spaces: left edge, right edge and the character."""

_TOUCH = 0.6
"""Largest distance of two pieces of one run of text, in heights of their font."""
_LEVEL = 0.2
"""Largest difference of height within a line, in heights of the smaller font."""
_SPACE = 0.2
"""Smallest distance of two characters that is a space, in heights of their font."""
_SPACE_OF_LATIN = 0.28
"""The same of two letters or digits of ASCII, which leave more room beside them (1 in a row of figures)."""
_STRUCK = 0.4
"""Smallest share of a character that lies on another where one was printed over the other."""
_TWICE = 0.15
"""Smallest distance of two equal characters that are two, in heights of their font."""


def in_place(pieces: Sequence[Piece], characters: Characters) -> list[Piece]:
    """The pieces, with those that were drawn out of turn put between or into the pieces around them."""
    rows: list[list[int]] = []
    for n in sorted(range(len(pieces)), key=lambda n: -pieces[n].base):
        first = pieces[rows[-1][0]] if rows else None
        if first is not None and first.base - pieces[n].base < _LEVEL * min(first.size, pieces[n].size):
            rows[-1].append(n)
        else:
            rows.append([n])
    out = [_in_order(piece, characters) for piece in pieces]
    order: list[float] = [float(n) for n in range(len(pieces))]
    merged: set[int] = set()
    for row in rows:
        if len(row) > 1 and _is_mixed(pieces, sorted(row)):
            _mend(out, order, merged, row, characters)
    return [out[n] for n in sorted(range(len(out)), key=lambda n: order[n]) if n not in merged]


_MARK_APART = re.compile("[\u3001-\u9fff\uff00-\uffef] ?[“”‘’] |[“”‘’]? [“”‘’](?:[\u3001-\u9fff\uff00-\uffef]|$)")
"""A Chinese quotation mark with a space beside it, which print has only where the mark was drawn out of turn."""


def _in_order(piece: Piece, characters: Characters) -> Piece:
    """The piece, its characters from left to right where a quotation mark of the line was drawn before or after them."""
    if not _MARK_APART.search(piece.text):
        return piece
    lefts = [left for left, _, _ in characters(piece)]
    if all(b > a - 0.3 * piece.size for a, b in pairwise(lefts)):
        return piece
    return _woven([piece], characters)


def _is_latin(signs: str) -> bool:
    return signs.isascii() and signs.isalnum()


def _is_mixed(pieces: Sequence[Piece], row: Sequence[int]) -> bool:
    """Whether the pieces of a row come from right to left, or not one after the other."""
    return any(b - a > 1 or pieces[b].left < pieces[a].right - 1 for a, b in pairwise(row))


def _mend(out: list[Piece], order: list[float], merged: set[int], row: Sequence[int], characters: Characters) -> None:
    by_left = sorted(row, key=lambda n: out[n].left)
    group = [by_left[0]]
    groups = [group]
    for n in by_left[1:]:
        last = max(group, key=lambda m: out[m].right)
        if out[n].left - out[last].right < _TOUCH * min(out[n].size, out[last].size):
            group.append(n)
        else:
            group = [n]
            groups.append(group)
    for group in groups:
        if len(group) < 2:
            continue
        overlaps = any(
            out[b].left < out[a].right - 0.25 * out[a].size for k, a in enumerate(group) for b in group[k + 1 :]
        )
        first = min(group)
        if overlaps and _is_over_print([out[n] for n in group], characters):
            continue
        if overlaps:
            out[first] = _woven([out[n] for n in group], characters)
            merged.update(n for n in group if n != first)
        elif group != sorted(group) or group[-1] - group[0] >= len(group):
            for k, n in enumerate(group):
                order[n] = first + k / (len(group) + 1)


def _is_over_print(pieces: Sequence[Piece], characters: Characters) -> bool:
    """Whether the ink of some pieces lies on that of others: what was too wide for its cell, and the cell beside it."""
    signs = sorted((*sign, k) for k, piece in enumerate(pieces) for sign in characters(piece))
    struck = sum(
        a[3] != b[3] and a[2] != b[2] and a[1] - b[0] > _STRUCK * min(a[1] - a[0], b[1] - b[0])
        for a, b in pairwise(signs)
    )
    return struck > 1


def _woven(pieces: Sequence[Piece], characters: Characters) -> Piece:
    """One piece of the characters of several, from left to right."""
    signs = sorted((sign for piece in pieces for sign in characters(piece)), key=lambda sign: sign[0])
    main = max(pieces, key=lambda piece: len(piece.text))
    text = ""
    right: float | None = None
    before = (0.0, "")
    for left, end, sign in signs:
        if sign == before[1] and left - before[0] < _TWICE * main.size:
            continue  # drawn twice, to look bold
        before = (left, sign)
        if right is not None and left - right > (_SPACE_OF_LATIN if _is_latin(text[-1] + sign) else _SPACE) * main.size:
            text += " "
        text += sign
        right = end if right is None else max(right, end)
    return replace(
        main,
        text=text,
        left=min(piece.left for piece in pieces),
        right=max(piece.right for piece in pieces),
        raised=(),
        raised_start=False,
    )
