"""Tables drawn with characters in a plain text: bars between cells, rules between rows.

What a cell holds may take several lines, and each line then holds a part of every cell beside it; here each cell's
parts come together again, row by row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from align.readers.lines import Line, width

__all__ = ["mark_drawn_tables"]

_JOINTS = "┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╒╕╘╛╞╡╤╧╪╓╖╙╜╟╢╥╨╫╭╮╯╰┏┓┗┛┣┫┳┻╋"
_BARS = "│┃║"
_RULES = "─━═╌╍┄┅┈┉"
_DRAWN = re.compile(f"[{_JOINTS}{_BARS}{_RULES}]")
_SPLIT = re.compile(f"[{_JOINTS}{_BARS}]")
_RULE = re.compile(rf"[{_RULES}\-=:\s]*[{_RULES}\-=][{_RULES}\-=:\s]*")
# +-----+-----+ and |-----|-----|, between which a plain bar is a border.
_TYPED_RULE = re.compile(r"[+|](?:[-=:\s]*[-=]{2}[-=:\s]*[+|])+$")
_TYPED_SPLIT = re.compile(r"[+|]")
_TYPED_BAR = re.compile(r"\|")
_SMALLEST = 2
"""Lines of the smallest table."""


@dataclass(slots=True)
class _Cell:
    first: int
    """Number of the line below its upper border: what it holds may stand lower, in the middle of its height."""
    left: int
    """Columns from the line's start to its left border."""
    spans: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Field:
    """What stands between two borders on one line."""

    left: int
    text: str
    start: int
    """Its start in the document's text."""

    @property
    def is_rule(self) -> bool:
        return bool(_RULE.fullmatch(self.text))


def mark_drawn_tables(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the rules of drawn tables as `furniture` and the parts of their cells as `cell`, cell after cell.

    >>> from align.readers.lines import lines_of
    >>> text = "┌──┬──┐\\n│目 │數 │\\n│的 │   │\\n└──┴──┘"
    >>> [(line.text, line.opens) for line in mark_drawn_tables(lines_of(text)) if line.kind == "cell"]
    [('目', True), ('的', False), ('數', True)]
    """
    out: list[Line] = []
    n = 0
    while n < len(lines):
        end, typed = _table(lines, n)
        if end - n < _SMALLEST:
            out.append(lines[n])
            n += 1
            continue
        out += _cells(lines[n:end], typed)
        n = end
    return out


def _table(lines: Sequence[Line], start: int) -> tuple[int, bool]:
    """The line after the table that begins at `start`, and whether it is drawn with typed signs; `start` for none."""
    text = lines[start].text
    if lines[start].kind is not None:
        return start, False
    if _DRAWN.search(text) and _is_drawn(text):
        end = start
        while end < len(lines) and lines[end].kind is None and _is_drawn(lines[end].text):
            end += 1
        return end, False
    if _TYPED_RULE.match(text) or (
        text[0] == "|" and start + 1 < len(lines) and _TYPED_RULE.match(lines[start + 1].text)
    ):
        end = start
        while end < len(lines) and lines[end].kind is None and _is_typed(lines[end].text):
            end += 1
        return end, True
    return start, False


def _is_drawn(text: str) -> bool:
    bars = sum(text.count(bar) for bar in _BARS)
    return bars >= 2 or bool(re.match(f"[{_JOINTS}{_BARS}{_RULES}]", text) and _DRAWN.findall(text)[1:2]) or bars == 1


def _is_typed(text: str) -> bool:
    return bool(_TYPED_RULE.match(text)) or (text[0] == "|" and text[-1] == "|" and len(text) > 2)


def _cells(lines: Sequence[Line], typed: bool) -> Iterator[Line]:
    double = any(re.search("[\u3400-\u9fff]", line.text) for line in lines) and not typed
    done: list[_Cell] = []
    rows: list[list[_Field]] = []
    begin = 0
    # Markdown parts its rows by line ends; a grid by rules.
    by_line = typed and not any(line.text[0] == "+" for line in lines)
    for n, line in enumerate(lines):
        fields = list(_fields(line, typed, double))
        is_rule = all(f.is_rule for f in fields if f.text.strip())
        if is_rule or by_line:
            done += _row(rows, begin)
            rows, begin = [], n + is_rule
        if is_rule:
            yield Line(line.start, line.end, line.text, page=line.page, kind="furniture")
        else:
            rows.append(fields)
    done += _row(rows, begin)
    starts = [line.start for line in lines]
    for cell in sorted(done, key=lambda cell: (cell.first, cell.left)):
        for k, (start, end) in enumerate(cell.spans):
            line = lines[bisect_right(starts, start) - 1]
            text = line.text[start - line.start : end - line.start]
            yield Line(start, end, text, page=line.page, kind="cell", opens=k == 0)


def _fields(line: Line, typed: bool, double: bool) -> Iterator[_Field]:
    split = (_TYPED_SPLIT if _TYPED_RULE.match(line.text) else _TYPED_BAR) if typed else _SPLIT
    at = left = 0
    borders = [*split.finditer(line.text)]
    for border in borders:
        text = line.text[at : border.start()]
        if at or text.strip():
            yield _Field(left, text, line.start + at)
        # A border takes two columns where the text is Chinese.
        left += width(text) + text.count("─") * double + 1 + double
        at = border.end()
    if line.text[at:].strip():
        yield _Field(left, line.text[at:], line.start + at)


def _row(rows: Sequence[Sequence[_Field]], first: int) -> list[_Cell]:
    """The cells of the lines between two rules: one row of the table, or a row each line where every cell is filled."""
    if len(rows) >= 3 and all(len(fields) == len(rows[0]) and all(f.text.strip() for f in fields) for fields in rows):
        return [cell for n, fields in enumerate(rows) for cell in _joined([fields], first + n)]
    return _joined(rows, first)


def _joined(rows: Sequence[Sequence[_Field]], first: int) -> list[_Cell]:
    done: list[_Cell] = []
    running: list[_Cell] = []
    for n, fields in enumerate(rows, first):
        by_place = len(fields) == len(running)
        left_over = list(running)
        following: list[_Cell] = []
        for k, part in enumerate(fields):
            cell = running[k] if by_place else next((c for c in left_over if abs(c.left - part.left) <= 2), None)
            if cell is not None and cell in left_over:
                left_over.remove(cell)
            if cell is None or part.is_rule:
                if cell is not None:
                    done.append(cell)
                cell = _Cell(n, part.left)
            content = part.text.strip()
            if content and not part.is_rule:
                start = part.start + part.text.index(content)
                cell.spans.append((start, start + len(content)))
            following.append(cell)
        running = sorted([*following, *left_over], key=lambda cell: cell.left)
    return [cell for cell in (*done, *running) if cell.spans]
