"""How the lines of a text are set, where they are all that is left of its pages.

Every line is broken by hand (a text out of a PDF, a hard-wrapped mail) or none is (a paragraph a line, a sentence a
line); `Layout.of` finds out which, and `align.readers.gathering` puts the lines together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from align.readers.line_joining import HAN
from align.readers.lines import Line, ends_sentence, is_rule, width
from align.un_documents.labels import leading_label

__all__ = ["Layout"]

_NARROW = 36
"""Columns below which a line tells nothing about where lines end."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a text are set."""

    wrapped: bool
    """Whether lines are broken within sentences."""
    right: int
    """Columns that a full line takes."""
    apart: int
    """Empty lines that part paragraphs: 1 where only paragraphs are parted, 2 where every line is followed by one."""
    indented: bool = False
    """Whether a paragraph's first line stands further in."""
    left: int = 0
    """Columns before the lines that stand furthest to the left, but for a few."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Layout:
        """The layout of these lines."""
        prose = [line for line in lines if line.kind is None and not is_rule(line.text)]
        widths = sorted(width(line.text) for line in prose)
        if len(prose) < 2:
            return cls(False, widths[-1] if widths else 0, 1)
        long = [w for w in widths if w >= _NARROW]
        right = _right_margin(long or widths)
        wide = [n for n in range(len(prose) - 1) if 0.8 * right <= width(prose[n].text) <= 1.3 * right]
        broken = [n for n in wide if not ends_sentence(prose[n].text) and not _starts_anew(prose[n + 1].text)]
        wrapped = _NARROW <= right <= 180 and _is_wrapped(prose, long, right, wide, broken)
        gaps = [line.gap for line in prose[1:]]
        spaced = False
        if wrapped:
            # An empty line between the halves of a sentence means that empty lines part nothing.
            within = [prose[n + 1].gap for n in wide if not ends_sentence(prose[n].text)]
            spaced = (
                bool(within)
                and sum(g >= 1 for g in within) >= 0.6 * len(within)
                and sum(g >= 1 for g in gaps) >= 0.6 * len(gaps)
            )
        apart = 2 if spaced else 1
        deeper = [n for n in range(1, len(prose)) if prose[n].indent >= prose[n - 1].indent + 2]
        indented = bool(deeper) and sum(ends_sentence(prose[n - 1].text) for n in deeper) >= 0.6 * len(deeper)
        indents = sorted(line.indent for line in prose if width(line.text) >= 0.8 * right)
        return cls(wrapped, right, apart, indented, indents[len(indents) // 20] if indents else 0)

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether `line` had no room for the beginning of `following`."""
        if line.full is not None:
            return line.full
        first = re.match(rf"[{HAN}](?:[，。、；：？！）》”])?|[^\s{HAN}]+", following.text)
        # Marks and a letter's width are not counted by us as by the printer: a tenth of the line is left for that.
        deeper = line.indent - self.left
        # An item of a list within a list stands further in; so does a title in the middle of the page.
        indent = max(min(line.indent, 4), deeper if deeper <= 0.4 * self.right else 0)
        return width(line.text) + (width(first.group()) if first else 1) + indent >= 0.9 * self.right


def _right_margin(widths: Sequence[int]) -> int:
    """Where most long lines end; a few longer ones (links, footnotes in small print) do not count."""
    longest = widths[-1]
    for candidate in sorted(set(widths), reverse=True):
        near = sum(0.88 * candidate <= w <= candidate for w in widths)
        if near >= max(2, 0.15 * len(widths)):
            return candidate
    return longest


def _is_wrapped(
    prose: Sequence[Line], long: Sequence[int], right: int, wide: Sequence[int], broken: Sequence[int]
) -> bool:
    if not wide or len(broken) < 0.4 * len(wide):
        return False
    # Verse and lists open each line with a capital; the lines of broken prose mostly go on in small letters.
    latin = [
        prose[n + 1].text
        for n in broken
        if re.match(r"[^\W\d_]", prose[n + 1].text) and prose[n + 1].text[0] < "\u2e80"
    ]
    cased = [text for text in latin if text[0].lower() != text[0].upper()]
    if len(cased) >= 3 and sum(text[0].islower() for text in cased) < 0.3 * len(cased):
        return False
    # Broken lines crowd at the right margin; lines that are one sentence each end anywhere.
    if sum(0.85 * right <= w <= 1.05 * right for w in long) >= 0.3 * len(long):
        return True
    # Few are long, but where empty lines part the paragraphs, the lines within one are broken.
    inner = [n for n in range(len(prose) - 1) if prose[n + 1].gap == 0 and width(prose[n].text) >= _NARROW]
    return any(line.gap for line in prose[1:]) and bool(inner) and len(set(inner) & set(broken)) >= 0.6 * len(inner)


def _starts_anew(text: str) -> bool:
    return leading_label(text) is not None
