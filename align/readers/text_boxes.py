"""Text boxes of a PDF page, beside which a paragraph goes on: separates their lines from those of the text.

A box with a frame is known by its rulings. One without is known by the text: lines that end, or begin, before the box,
above or below lines of the same paragraph that go over its whole width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from align.readers.lines import ends_sentence, width
from align.readers.page_columns import Piece, gutter, joined
from align.readers.ruled_tables import Ruling, is_within

__all__ = ["part_text_boxes", "with_boxes"]

_MOST = 12
"""Boxes of a page that are looked for."""
_MOST_PIECES = 2000
"""Pieces of a page that is searched; no page of text has more."""
_MOST_FRAMES = 40
"""Frames of a page that may be those of text boxes; with more they are those of a form or a drawing."""
_WIDEST = 0.72
"""Largest share of the text's width that a box takes."""
_CHANNEL = 0.45
"""Smallest distance of a box from the text beside it, in heights of the font."""
_MARGIN = 1.6
"""Usual distance of a box from the text beside it, in heights of the font."""
_RAGGED = 7.0
"""Largest room that a full line of words leaves at its end, in heights of the font."""
_WIDE_SPACE = 4.0
"""Largest space between two words of a line in a box, in heights of the font."""
_SAME_SIZE = 0.3
"""Points between two sizes of one font."""

Cut = Callable[[Piece, float], tuple[Piece, Piece] | None]


@dataclass(frozen=True, slots=True)
class _Box:
    """The lines of a box from the top down, the lines of the text beside it, and the box's edges."""

    inside: list[Piece]
    beside: list[Piece]
    left: float
    right: float


def part_text_boxes(
    pieces: Sequence[Piece], frames: Sequence[Ruling], cut: Cut
) -> tuple[list[Piece], list[list[Piece]]]:
    """The pieces of a page without those of its text boxes, and the pieces of each box, from the top down.

    Lines of the text beside a box get the room that it leaves as their `column`, and lines of a box the room within it.
    `frames` are drawn on the page; `cut` is that of `align.readers.ruled_tables.tables`.
    """
    rest = list(pieces)
    boxes: list[_Box] = []
    if len(rest) > _MOST_PIECES:
        return rest, []
    edges = _text_edges(rest)
    frames = frames if len(frames) <= _MOST_FRAMES else ()
    for frame in sorted(frames, key=lambda frame: -frame.top):
        rest = [part for piece in rest for part in _cut_at(piece, frame, cut)]
        box = _framed(rest, frame, edges) if len(boxes) < _MOST else None
        if box is not None:
            boxes.append(box)
            rest = _without(rest, box.inside)
    while len(boxes) < _MOST and gutter(rest) is None:
        box = _unframed(rest, edges)
        if box is None:
            break
        boxes.append(box)
        rest = _without(rest, box.inside)
    for box in boxes:
        _give_room(box)
    return rest, [_whole_lines(box.inside) for box in sorted(boxes, key=lambda box: -box.inside[0].base)]


def with_boxes(ordered: Sequence[Piece], boxes: Sequence[Sequence[Piece]]) -> list[Piece]:
    """The pieces of a page in reading order with those of each box put in, where the text beside it begins."""
    out = list(ordered)
    for number, box in enumerate(boxes, 1):
        level = box[0].base - 0.4 * box[0].size
        lower = [n for n, piece in enumerate(out) if not piece.box and piece.cell is None and piece.base <= level]
        at = lower[0] if lower else len(out)
        # After the line that stands at the height of the box's first one: the paragraph's own first line, often.
        at = max((n + 1 for n in range(at) if not out[n].box), default=at)
        while at < len(out) and out[at].box:
            at += 1
        for piece in box:
            piece.box = number
        out[at:at] = box
    return out


def _without(pieces: Sequence[Piece], taken: Sequence[Piece]) -> list[Piece]:
    gone = {id(piece) for piece in taken}
    return [piece for piece in pieces if id(piece) not in gone]


def _text_edges(pieces: Sequence[Piece]) -> tuple[float, float]:
    long = [piece for piece in pieces if width(piece.text) > 20] or list(pieces)
    if not long:
        return 0.0, 0.0
    lefts, rights = sorted(piece.left for piece in long), sorted(piece.right for piece in long)
    return lefts[len(lefts) // 20], rights[len(rights) - 1 - len(rights) // 20]


def _cut_at(piece: Piece, frame: Ruling, cut: Cut) -> list[Piece]:
    """The parts of a piece that was drawn in one go over the edges of a frame."""
    parts = [piece]
    if frame.bottom <= piece.base + 0.3 * piece.size <= frame.top:
        for place in (frame.left, frame.right):
            if parts[-1].left + 1 < place < parts[-1].right - 1:
                parts[-1:] = cut(parts[-1], place) or parts[-1:]
    return parts


def _level(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand beside each other, if not on one line."""
    return abs(one.base - other.base) < 0.8 * max(one.size, other.size)


def _framed(pieces: Sequence[Piece], frame: Ruling, edges: tuple[float, float]) -> _Box | None:
    """The box within a frame, if a text goes on beside it."""
    if frame.right - frame.left > _WIDEST * (edges[1] - edges[0]):
        return None
    inside = [piece for piece in pieces if is_within(piece, frame)]
    others = _without(pieces, inside)
    if not inside or any(
        frame.left + 1 < piece.left < frame.right - 1 or frame.left + 1 < piece.right < frame.right - 1
        for piece in others
        if frame.bottom < piece.base < frame.top
    ):
        return None
    beside = [
        piece
        for piece in others
        if frame.bottom - 0.9 * piece.size < piece.base < frame.top + 0.2 * piece.size
        and (piece.right <= frame.left + 1 or piece.left >= frame.right - 1)
    ]
    prose = [piece for piece in beside if width(piece.text) > 12]
    if len(prose) < 2 or not any(_level(one, other) for one in prose for other in inside):
        return None
    beside = _with_neighbours(beside, others, frame)
    pad = max(0.0, min(piece.left for piece in inside) - frame.left)
    return _Box(_downwards(inside), _downwards(beside), frame.left, frame.right - pad)


def _downwards(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces from the top down, those of one line from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        if rows and rows[-1][0].base - piece.base < 0.3 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.left)]


def _whole_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """The lines of a box, those joined that are set in full with spaces as wide as those between cells."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if (
            last is not None
            and abs(last.base - piece.base) < 0.1 * piece.size
            and piece.left - last.right < _WIDE_SPACE * piece.size
        ):
            out[-1] = joined(last, piece, " ")
        else:
            out.append(piece)
    return out


def _unframed(pieces: Sequence[Piece], edges: tuple[float, float]) -> _Box | None:
    """The box that nothing but its distance parts from the text, the first one found."""
    order = sorted(pieces, key=lambda piece: -piece.base)
    for place in _places(order):
        for above, run, below in _runs(order, place):
            sides = [piece for piece in run if piece.left < place], [piece for piece in run if piece.left >= place]
            for text, box in (sides, sides[::-1]):
                found = _box_of(text, box, edges)
                if found is None:
                    continue
                if not _is_drawn_at_once(found.inside, pieces):
                    continue
                if _goes_past(found, order) or _is_set_apart(found, pieces, (above, below), edges):
                    return found
    return None


def _places(order: Sequence[Piece]) -> list[float]:
    """Where at least two pieces begin that have others to their left: from the commonest place on."""
    lefts: list[float] = []
    for n, piece in enumerate(order):
        for other in order[n + 1 :]:
            if piece.base - other.base >= 0.8 * max(piece.size, other.size):
                break
            one, two = (piece, other) if piece.left < other.left else (other, piece)
            if one.right + _CHANNEL * two.size <= two.left:
                lefts.append(two.left)
    counts: dict[float, int] = {}
    for left in sorted(lefts):
        near = next((place for place in counts if abs(place + 1.5 - left) < 2), None)
        counts[left - 1.5 if near is None else near] = counts.get(left - 1.5 if near is None else near, 0) + 1
    return sorted((place for place, count in counts.items() if count >= 2), key=lambda place: -counts[place])


def _runs(order: Sequence[Piece], place: float) -> Iterator[tuple[Piece | None, list[Piece], Piece | None]]:
    """The pieces left and right of a place, between two that go over it: the one above, the run, the one below."""
    above: Piece | None = None
    run: list[Piece] = []
    for piece in order:
        if piece.left >= place or piece.right <= place + 1.5 - _CHANNEL * piece.size:
            run.append(piece)
            continue
        if len(run) > 3:
            yield above, run, piece
        above, run = piece, []
    if len(run) > 3:
        yield above, run, None


def _box_of(text: Sequence[Piece], box: Sequence[Piece], edges: tuple[float, float]) -> _Box | None:
    """The box that these pieces make, if those of the `text` on the other side are prose that fills its room."""
    inside = _block([piece for piece in box if any(_level(piece, other) for other in text)], box)
    beside = [piece for piece in text if any(_level(piece, other) for other in inside)]
    if len(inside) < 2 or len(beside) < 2 or any(_level(a, b) for a, b in pairwise(inside)):
        return None
    left, right = min(piece.left for piece in inside), max(piece.right for piece in inside)
    if right - left > _WIDEST * (edges[1] - edges[0]) or sum(width(piece.text) for piece in inside) < 12 * len(inside):
        return None
    on_right = inside[0].left > beside[0].left
    if not _is_prose(beside, left if on_right else edges[1]):
        return None
    frame = Ruling(left, inside[-1].base, right, inside[0].base)
    beside = _with_neighbours(beside, text, frame)
    return _Box(inside, beside, left, max(right, edges[1]) if on_right else right)


def _with_neighbours(beside: Sequence[Piece], text: Sequence[Piece], box: Ruling) -> list[Piece]:
    """The lines beside a box with those directly above and below them that leave its room free too."""
    lines = list(beside)
    others = _without(text, beside)
    leading = _leading(lines)
    reach = {
        on_right: max((p.right for p in lines if (p.left < box.left) == on_right), default=0)
        for on_right in (True, False)
    }

    def keeps_room(piece: Piece) -> bool:
        if piece.left >= box.right:
            return True
        return piece.right <= box.left and reach[True] - piece.right < _MARGIN * piece.size

    for piece in sorted(others, key=lambda piece: -piece.base):
        if keeps_room(piece) and _next(lines[-1], piece, leading):
            lines.append(piece)
    for piece in sorted(others, key=lambda piece: piece.base):
        if keeps_room(piece) and _next(piece, lines[0], leading):
            lines.insert(0, piece)
    return lines


def _goes_past(box: _Box, order: Sequence[Piece]) -> bool:
    """Whether the lines beside a box go on above or below it in a line that takes its room as well."""
    first, last = box.beside[0], box.beside[-1]
    own = {id(piece) for piece in (*box.inside, *box.beside)}
    others = [piece for piece in order if id(piece) not in own and piece.left < box.right and piece.right > box.left]
    above = next((piece for piece in reversed(others) if piece.base > first.base), None)
    below = next((piece for piece in others if piece.base < last.base), None)
    leading = _leading(box.beside)
    reach = max(piece.right for piece in box.beside)
    full = reach - last.right < _MARGIN * last.size
    return (above is not None and _follows(above, first, leading)) or (
        below is not None and (full or not ends_sentence(last.text)) and _follows(last, below, leading)
    )


def _is_set_apart(
    box: _Box, pieces: Sequence[Piece], around: tuple[Piece | None, Piece | None], edges: tuple[float, float]
) -> bool:
    """Whether a box that stands beside whole paragraphs is one by its looks: in other print, or narrower, on the right."""
    whole = edges[1] - edges[0]
    if not any(piece is not None and piece.right - piece.left > 0.8 * whole for piece in around):
        return False
    text = max(piece.right for piece in box.beside) - min(piece.left for piece in box.beside)
    inner = max(piece.right for piece in box.inside) - min(piece.left for piece in box.inside)
    if len(box.beside) < 3 or inner > 0.85 * text:
        return False
    other = abs(box.inside[0].size - box.beside[0].size) > _SAME_SIZE
    if not other and (len(box.inside) < 3 or box.inside[0].left < box.beside[0].left):
        return False
    return _is_drawn_at_once(box.beside, pieces)


def _is_drawn_at_once(some: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether nothing else was drawn between these pieces, as it is between the cells of a row."""
    wanted = {id(piece) for piece in some}
    numbers = [n for n, piece in enumerate(pieces) if id(piece) in wanted]
    return numbers[-1] - numbers[0] < len(numbers)


def _block(level: Sequence[Piece], side: Sequence[Piece]) -> list[Piece]:
    """The pieces of a side that have text beside them, and those that go on below."""
    if not level:
        return []
    first, end = side.index(level[0]), side.index(level[-1]) + 1
    inside = list(side[first:end])
    for piece in side[end:]:
        last = inside[-1]
        if (
            abs(piece.size - last.size) > _SAME_SIZE
            or last.base - piece.base > 1.8 * last.size
            or abs(piece.left - min(p.left for p in inside)) > 2 * piece.size
        ):
            break
        inside.append(piece)
    return inside


def _is_prose(lines: Sequence[Piece], edge: float) -> bool:
    """Whether most lines go as far as there is room."""
    reach = max(piece.right for piece in lines)
    if edge - reach > _RAGGED * lines[0].size:
        return False
    full = sum(reach - piece.right < _RAGGED * piece.size for piece in lines)
    return full >= 0.5 * len(lines) and sum(width(piece.text) for piece in lines) >= 16 * len(lines)


def _leading(lines: Sequence[Piece]) -> float:
    drops = sorted(a.base - b.base for a, b in pairwise(lines) if a.base - b.base > 0.8 * a.size)
    return drops[len(drops) // 4] if drops else 1.3 * lines[0].size


def _next(one: Piece, other: Piece, leading: float) -> bool:
    """Whether a line stands below another one, as the next one of a paragraph does."""
    return one.left < other.right and other.left < one.right and _follows(one, other, leading)


def _follows(one: Piece, other: Piece, leading: float) -> bool:
    return abs(one.size - other.size) < _SAME_SIZE and 0.8 * one.size < one.base - other.base < 1.25 * leading


def _give_room(box: _Box) -> None:
    """Set the `column` of the lines beside a box and within it."""
    for on_right in (True, False):
        lines = [piece for piece in box.beside if (piece.right <= box.left + 1) == on_right]
        if not lines:
            continue
        left = min(piece.left for piece in lines)
        right = max(piece.right for piece in lines)
        for piece in lines:
            low, high = piece.column or (left, right)
            if on_right:
                room = max(right, box.left - _MARGIN * piece.size)
                piece.column = low, min(high, room) if piece.column else room
            else:
                piece.column = max(low, left), high
    left = min(piece.left for piece in box.inside)
    reach = max(piece.right for piece in box.inside)
    for piece in box.inside:
        piece.column = left, max(reach, box.right if box.right - reach < 3 * piece.size else reach)
