"""Columns and tables: in which order the pieces of a page are read, and which of them are cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from align.un_documents.labels import leading_label

__all__ = ["Piece", "arrange", "gutter", "joined"]


@dataclass(slots=True)
class Piece:
    """A stretch of text on one line of a page; lengths in points, heights counted from the foot of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    raised: tuple[tuple[int, int], ...] = ()
    """Spans of `text` that stand raised, or smaller than the rest: footnote marks."""
    raised_start: bool = False
    """Whether it opens with a raised mark: a footnote."""
    top: float = 0.0
    bottom: float = 0.0
    cell: int | None = None
    """Number of the table cell that it belongs to."""
    column: tuple[float, float] | None = None
    """Left and right edge of its column."""
    side: int = 0
    """1 in the left column of a page, 2 in the right one."""
    box: int = 0
    """Number of the text box on the page that it stands in, from 1; 0 in none."""
    span: tuple[int, int] = (0, 0)
    """Its characters, as the page counts them."""


_LEADER = re.compile(r"(?:[.…·‥・]\s?){4,}\s*(?:[\divxlc]{1,7})?$")
_HAN_CHARACTER = re.compile("[\u3400-\u9fff]")


_LETTER_BULLETS = ("o", "§")
"""Letters of other fonts that look like a circle and a square there."""


class Ruled(Protocol):
    """A table whose cells are known: where it begins, and its pieces in order."""

    @property
    def top(self) -> float: ...
    @property
    def pieces(self) -> tuple[Piece, ...]: ...


def arrange(pieces: Sequence[Piece], ruled: Sequence[Ruled] = ()) -> list[Piece]:
    """The pieces in reading order, labels joined to what they open, table cells numbered.

    Tables that are `ruled` are put in whole, before the first piece that stands below their top.
    """
    pieces = _with_spread_characters(pieces)
    listed = _contents_list(pieces)
    ordered = listed if listed is not None else _columns(_with_labels(pieces))
    _number_cells(ordered, 1 + max((piece.cell or 0 for table in ruled for piece in table.pieces), default=0))
    for table in sorted(ruled, key=lambda table: table.top):
        at = next((n for n, piece in enumerate(ordered) if piece.base < table.top and piece.cell is None), len(ordered))
        ordered[at:at] = table.pieces
    return ordered


def _same_row(a: Piece, b: Piece) -> bool:
    return abs(a.base - b.base) < 0.45 * max(a.size, b.size, 1)


def joined(a: Piece, b: Piece, glue: str) -> Piece:
    """One piece of two, with `glue` between their texts."""
    shift = len(a.text) + len(glue)
    return Piece(
        text=a.text + glue + b.text,
        left=a.left,
        right=b.right,
        base=b.base,
        size=max(a.size, b.size),
        bold=a.bold and b.bold,
        raised=(*a.raised, *((low + shift, high + shift) for low, high in b.raised)),
        raised_start=a.raised_start or (a.size < 0.8 * b.size and len(a.text) < 4),
        top=max(a.top, b.top),
        bottom=min(a.bottom, b.bottom),
        column=a.column or b.column,
    )


_ENTRY = re.compile(r"(?:[.…·‥・]\s?){4,}\s*[\divxlc]{1,7}$")
_ENTRIES = 2
"""Lines with a leader and a number that make a page one of a contents list, if they are a tenth of its lines."""


def _contents_list(pieces: Sequence[Piece]) -> list[Piece] | None:
    """The lines of a page of a contents list, each whole, from the top down; None for any other page."""
    if sum(bool(_LEADER.search(piece.text)) for piece in pieces) < _ENTRIES:
        return None
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        if rows and _same_row(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    out: list[Piece] = []
    for row in rows:
        row.sort(key=lambda piece: piece.left)
        line = row[0]
        for piece in row[1:]:
            line = joined(line, piece, "\t")
        out.append(line)
    entries = sum(bool(_ENTRY.search(line.text)) for line in out)
    return out if entries >= max(_ENTRIES, 0.1 * len(out)) else None


def _with_spread_characters(pieces: Sequence[Piece]) -> list[Piece]:
    """Chinese characters set far apart, 目　　錄, are one word: nothing else on the page stands below or above the second."""
    out: list[Piece] = []
    for n, piece in enumerate(pieces):
        last = out[-1] if out else None
        if (
            last is not None
            and len(piece.text) == 1
            and _HAN_CHARACTER.match(piece.text)
            and _HAN_CHARACTER.match(last.text[-1])
            and _same_row(last, piece)
            and 0 < piece.left - last.right < 9 * piece.size
            and not any(
                abs(other.left - piece.left) < 2 for other in (*pieces[max(0, n - 6) : n], *pieces[n + 1 : n + 7])
            )
        ):
            out[-1] = joined(last, piece, "")
            continue
        out.append(piece)
    return out


def _with_labels(pieces: Sequence[Piece]) -> list[Piece]:
    """A label set off by a tab is no cell: it goes to the text after it; so do the page numbers of a contents list."""
    out: list[Piece] = []
    for piece in pieces:
        if out and _same_row(out[-1], piece) and out[-1].right <= piece.left + 0.3 * piece.size:
            last = out[-1]
            gap = piece.left - last.right
            if -0.3 * piece.size < gap < 1.2 * max(piece.size, last.size):
                # One line that PDFium broke at a raised mark.
                out[-1] = joined(last, piece, " " if gap > 0.15 * piece.size else "")
                continue
            label = leading_label(last.text + " 文")
            only_label = last.text in _LETTER_BULLETS or (
                label is not None and label.style != "word" and len(last.text) <= len(label.text)
            )
            mark = bool(re.fullmatch(r"\d{1,3}|\*{1,3}", last.text)) and (
                last.size < 0.85 * piece.size or last.raised_start
            )
            leader = bool(_LEADER.search(last.text) or _LEADER.search(piece.text))
            # “Chapter II” with its title after a tab, in a contents list or a heading.
            titled = label is not None and label.style == "word" and len(last.text) <= len(label.text) + 1
            if (only_label and gap < 8 * piece.size) or mark or leader or (titled and gap < 8 * piece.size):
                out[-1] = joined(last, piece, "\t")
                continue
        out.append(piece)
    return out


def _columns(pieces: list[Piece]) -> list[Piece]:
    """Two or three columns of prose read one after the other, where the page draws them line by line."""
    middle = gutter(pieces)
    if middle is None:
        return pieces
    out: list[Piece] = []
    left: list[Piece] = []
    right: list[Piece] = []

    def flush() -> None:
        for number, side in enumerate((left, right), 1):
            if side:
                edges = (min(p.left for p in side), max(p.right for p in side))
                for piece in side:
                    piece.column, piece.side = edges, number
                out.extend(side)
        left.clear()
        right.clear()

    for piece in pieces:
        if piece.right <= middle + 2:
            left.append(piece)
        elif piece.left >= middle - 2:
            right.append(piece)
        else:
            flush()
            out.append(piece)
    flush()
    return out


def gutter(pieces: Sequence[Piece]) -> float | None:
    """Where the two columns of a page part, if most of its lines are prose on one side or the other of it."""
    long = [p for p in pieces if len(p.text) > 12]
    if len(long) < 8:
        return None
    low, high = min(p.left for p in long), max(p.right for p in long)
    for share in (0.5, 0.48, 0.52, 0.46, 0.54):
        at = low + (high - low) * share
        left = [p for p in long if p.right <= at + 2]
        right = [p for p in long if p.left >= at - 2]
        across = len(long) - len(left) - len(right)
        if min(len(left), len(right)) >= 4 and across <= 0.25 * len(long):
            reach = sorted(p.right - low for p in left)[len(left) // 2]
            if reach > 0.75 * (at - low):
                return at
    return None


def _number_cells(pieces: Sequence[Piece], first: int = 1) -> None:
    """Number from `first` the cells of tables: pieces side by side, on at least two rows that share a column edge."""
    rows: list[list[int]] = []
    for n, piece in enumerate(pieces):
        if piece.column is not None:
            continue
        if rows and _beside(pieces, rows[-1], piece):
            rows[-1].append(n)
            continue
        start = _first_cell(pieces, rows, piece)
        if start is None:
            rows.append([n])
        else:
            rows[start:] = [[m for row in rows[start:] for m in row] + [n]]
    wide = [row for row in rows if _has_columns(pieces, row)]
    number = first - 1
    for row in wide:
        kin = [other for other in wide if other is not row and _share_edge(pieces, row, other)]
        if not kin and len(row) < 3:
            continue
        for n in row:
            above = next((m for m in reversed(row) if m < n and _stacked(pieces[m], pieces[n])), None)
            if above is not None and pieces[above].cell is not None:
                pieces[n].cell = pieces[above].cell
            else:
                number += 1
                pieces[n].cell = number


def _beside(pieces: Sequence[Piece], row: Sequence[int], piece: Piece) -> bool:
    """Whether a piece belongs to the row: at the height of one of its pieces and right of it, or below such a one."""
    last = pieces[row[-1]]
    if _same_row(last, piece):
        return piece.left >= last.right - 1
    if piece.base > last.base + 0.45 * last.size:
        # The page has gone up again: the next cell of a row whose last cell had several lines.
        first = pieces[row[0]]
        return (
            piece.left >= max(pieces[n].right for n in row if _stacked(last, pieces[n]) or n == row[-1]) - 1
            and piece.base <= first.base + 0.45 * first.size
        )
    return (
        _has_columns(pieces, row)
        and _stacked(last, piece)
        and last.base - piece.base < 1.6 * last.size
        and last.left > pieces[row[0]].right
    )


def _first_cell(pieces: Sequence[Piece], rows: Sequence[Sequence[int]], piece: Piece) -> int | None:
    """The row at which a cell of several lines begins that `piece` stands to the right of."""
    if not rows or piece.base <= pieces[rows[-1][-1]].base + 0.45 * piece.size:
        return None
    for start in range(len(rows) - 1, max(-1, len(rows) - 9), -1):
        if any(pieces[n].right > piece.left + 1 for n in rows[start]):
            return None
        if pieces[rows[start][0]].base >= piece.base - 0.45 * piece.size:
            return start
    return None


def _stacked(above: Piece, below: Piece) -> bool:
    return above.left < below.right and below.left < above.right


def _has_columns(pieces: Sequence[Piece], row: Sequence[int]) -> bool:
    return any(pieces[n].left >= pieces[m].right - 1 for m in row for n in row if n > m)


def _share_edge(pieces: Sequence[Piece], row: Sequence[int], other: Sequence[int]) -> bool:
    def near(edge: str) -> int:
        return sum(any(abs(getattr(pieces[a], edge) - getattr(pieces[b], edge)) < 4 for b in other) for a in row)

    return max(near("left"), near("right")) >= 2
