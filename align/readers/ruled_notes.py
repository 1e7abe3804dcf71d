"""Footnotes of a PDF page that stand below a short rule, whatever their size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from align.readers.furniture import carries_mark, footnote_label, is_page_number_or_job
from align.readers.lines import Line, ends_sentence
from align.readers.page_columns import Piece
from align.readers.ruled_tables import Ruling

__all__ = ["RuledPage", "mark_ruled_notes", "short_rules"]

_SHORTEST, _LONGEST = 30.0, 0.6
"""Points of the shortest rule, and share of a column of the longest one, above footnotes."""
_LOWER_PART = 0.7
"""Share of the page's height above which no rule parts footnotes from the text."""


@dataclass(frozen=True, slots=True)
class RuledPage:
    """A page, its pieces in reading order with the line that each became, and its rules, from the top down."""

    height: float
    rules: Sequence[Ruling]
    pieces: Sequence[Piece]
    lines: Sequence[Line]


@dataclass(slots=True)
class _Last:
    """The footnotes of the page before: their rule, their last line and its size, the last number."""

    rule: Ruling
    line: Line
    size: float
    number: int | None


def short_rules(rulings: Sequence[Ruling], tables: Sequence[Sequence[Piece]]) -> list[Ruling]:
    """The level rulings that may part footnotes from text, from the top down: those that no table has."""
    level = [rule for rule in rulings if not rule.upright and rule.right - rule.left >= _SHORTEST]
    inside = [(min(p.base for p in table) - 20, max(p.base for p in table) + 30) for table in tables if table]
    free = [rule for rule in level if not any(low <= rule.top <= high for low, high in inside)]
    return sorted(free, key=lambda rule: -rule.top)


def mark_ruled_notes(pages: Sequence[RuledPage]) -> None:
    """Give the lines below the rules of these pages the kind `footnote`; a note that goes on from the page before opens none."""
    last: dict[int, _Last] = {}
    for page in pages:
        found: dict[int, _Last] = {}
        for rule in page.rules:
            if rule.top > _LOWER_PART * page.height:
                continue
            side = _side(rule, page.pieces)
            if side in found:
                continue
            before = last.get(side) or (last[max(last)] if last else None)
            notes = _notes_below(rule, side, page, before)
            if notes:
                found[side] = _marked(rule, notes, page, before)
        last = found


def _side(rule: Ruling, pieces: Sequence[Piece]) -> int:
    """The column that a rule stands in; 0 where the page has none."""
    for piece in pieces:
        if piece.column is not None and piece.column[0] - 6 <= rule.left <= piece.column[1]:
            return piece.side
    return 0


def _notes_below(rule: Ruling, side: int, page: RuledPage, before: _Last | None) -> list[int]:
    """The numbers of the pieces below a rule, from the top down, if they are footnotes."""
    column = [n for n, p in enumerate(page.pieces) if p.side == side and page.lines[n].kind != "furniture"]
    below = [n for n in column if page.pieces[n].base < rule.bottom and not is_page_number_or_job(page.pieces[n].text)]
    above = [n for n in column if page.pieces[n].base >= rule.bottom]
    if not below or not above or _is_underline(rule, [page.pieces[n] for n in above]):
        return []
    if any(page.pieces[n].cell is not None and page.lines[n].kind == "cell" for n in below):
        return []
    below.sort(key=lambda n: -page.pieces[n].base)
    first = page.pieces[below[0]]
    left = min(page.pieces[n].left for n in column)
    right = max(page.pieces[n].right for n in column)
    # A rule of notes stands where the text begins, and what is below it begins there too.
    if rule.left > left + 0.08 * (right - left) + 6 or rule.bottom - first.base > 3 * first.size:
        return []
    last = page.pieces[below[-1]].base
    if any(last < other.top < rule.bottom - 1 and _over(other, rule) for other in page.rules):
        return []
    if before is not None and not ends_sentence(before.line.text) and abs(first.size - before.size) < 0.3:
        # Word draws a longer rule above notes that go on from the page before.
        return below
    if rule.right - rule.left > _LONGEST * (right - left):
        return []
    over = [page.pieces[n] for n in above]
    return below if _is_smaller(first, over) or _opens_notes(first, over) else []


def _over(one: Ruling, other: Ruling) -> bool:
    return one.left < other.right and other.left < one.right


def _is_underline(rule: Ruling, above: Sequence[Piece]) -> bool:
    return any(
        piece.base - rule.top < 0.22 * piece.size and piece.left < rule.right and rule.left < piece.right
        for piece in above
    )


def _is_smaller(first: Piece, above: Sequence[Piece]) -> bool:
    """Whether a piece is set smaller than most of the text above it."""
    sizes: Counter[float] = Counter()
    for piece in above:
        sizes[piece.size] += len(piece.text)
    return first.size < 0.94 * sizes.most_common(1)[0][0]


def _opens_notes(first: Piece, above: Sequence[Piece]) -> bool:
    """Whether what stands first below a rule opens with a mark that the text above it carries."""
    found = footnote_label(first.text)
    if found is None:
        return False
    label = found[0]
    if any(piece.text[low:high] == label for piece in above for low, high in piece.raised):
        return True
    if label.isdecimal():
        return first.raised_start or any(carries_mark(piece.text, int(label)) for piece in above)
    return any(re.search(rf"(?<=\S){re.escape(label)}(?!\w)", piece.text) for piece in above)


def _marked(rule: Ruling, notes: Sequence[int], page: RuledPage, before: _Last | None) -> _Last:
    number: int | None = None
    for k, n in enumerate(notes):
        line, piece = page.lines[n], page.pieces[n]
        found = footnote_label(line.text)
        value = int(found[0]) if found and found[0].isdecimal() else None
        due = number + 1 if number is not None else None
        if k == 0:
            due = before.number + 1 if before is not None and before.number is not None else value
            goes_on = before is not None and not ends_sentence(before.line.text)
            opens = found is not None and (not goes_on or piece.raised_start or value == due)
        elif number is None and before is not None and before.number is not None and value is not None:
            opens = piece.raised_start or value == before.number + 1
        else:
            sign = found is not None and found[0][0] in "*†‡§"
            opens = found is not None and (piece.raised_start or sign or (value is not None and value == due))
        if opens and value is not None:
            number = value
        line.kind, line.opens, line.marks = "footnote", opens, ()
    final = page.pieces[notes[-1]]
    if number is None and before is not None:
        number = before.number
    return _Last(rule, page.lines[notes[-1]], final.size, number)
