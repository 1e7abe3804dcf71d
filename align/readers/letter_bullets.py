"""Bullets that are a letter: Word prints the circle of its second level as “o”, and so do browsers without graphics."""

from __future__ import annotations

import re
from collections.abc import Sequence

from align.readers.lines import Line
from align.un_documents.labels import Label

__all__ = ["LETTER_BULLET", "mark_letter_bullets"]

LETTER_BULLET = Label("o", None, "bullet", 0, 2)
"""The label of such a line; one space follows it in the reading text."""

_OPENING = re.compile(r"o(?=[ \t\u3000]+\S)")
_FEWEST = 2
_SHARE = 0.8
"""Share of the lines that open with the letter and stand like an item of a list; “o” is a word in Spanish."""


def mark_letter_bullets(lines: Sequence[Line]) -> None:
    """Mark the lines that open with a bullet “o”, if those that open with the letter stand like items of a list.

    >>> from align.readers.lines import lines_of
    >>> lines = lines_of("Aims:\\n\\n  o one\\n\\n  o two\\n    and more\\n")
    >>> mark_letter_bullets(lines)
    >>> [line.letter_bullet for line in lines]
    [False, True, True, False]
    """
    opening = [n for n, line in enumerate(lines) if line.kind is None and _OPENING.match(line.text)]
    items = [n for n in opening if _stands_like_an_item(lines, n)]
    if len(items) >= max(_FEWEST, _SHARE * len(opening)):
        for n in items:
            lines[n].letter_bullet = True


def _stands_like_an_item(lines: Sequence[Line], n: int) -> bool:
    """Whether a line stands apart from the one before it, further in than it, or back from the text of an item."""
    line = lines[n]
    if n == 0 or not line.indent:
        return False
    before = lines[n - 1]
    return line.gap > 0 or line.indent != before.indent or bool(_OPENING.match(before.text)) or before.full is False
