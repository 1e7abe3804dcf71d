"""A line of a document's text, how wide it is, and whether it ends a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from align.types import Kind
from align.un_documents.labels import Label

__all__ = ["Block", "Line", "ends_sentence", "has_chinese", "is_rule", "lines_of", "width"]

_LINE = re.compile(r"([^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]*)(\r\n|[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]|$)")
_BLANK = " \t\u3000\u00a0\u200b\ufeff\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
# Wide and full-width characters (Unicode Standard Annex 11), as far as texts have them.
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001f64f\U00020000-\U0003fffd]"
)
_CLOSING = "”’\"'»）)】]」』》〉"
_STOPS = "。！？!?….؟۔"
_END = re.compile(rf"[{re.escape(_STOPS)}][{re.escape(_CLOSING)}]*[\s\u00a0]*(?:[\d¹²³⁰-⁹*]{{1,3}})?$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|No|Nos|para|paras|p|pp|vol|art|chap|sect|ed|cf|vs|e\.g|i\.e|al)\.$"
)
_SYMBOL_END = re.compile(r"[A-Z]\S*/[A-Z][A-Za-z]*\.\d{1,3}$")
"""GC.18/Res.9, whose number is no footnote's mark."""
_RULE = re.compile(r"[_—–―‾─━=*~\-]{5,}$|[-_—–] ?(?:[-_—–] ?){4,}$")


@dataclass(slots=True)
class Line:
    """A line of a document's text, without the space at its ends, and what is known of its looks."""

    start: int
    end: int
    text: str
    indent: int = 0
    """Columns of space before it."""
    gap: int = 0
    """Empty lines before it."""
    page: int | None = None
    breaks_page: bool = False
    """Whether a page begins with it."""
    kind: Kind | None = None
    """The kind, where the reader knows it for sure."""
    marks: tuple[tuple[int, int, str], ...] = ()
    """Raised marks: (start, end, label), a span of the document's text that is not read."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Spans of the document's text that are markup and not text."""
    raised: bool = False
    """Whether it opens with a raised mark."""
    full: bool | None = None
    """Whether it had no room for the next word, where the reader has measured it."""
    opens: bool = True
    """Whether a line of known kind begins a paragraph of it (a footnote's second line does not)."""
    size: float | None = None
    room: int | None = None
    """Columns that a full line takes beside or within a text box; None where it takes what the layout says."""
    bold: bool = False
    column: int = 0
    """Column of the page, from 1, where it has two."""
    box: int = 0
    """Number of the text box that it stands in, from 1 over the document; 0 in none. Its kind is `paragraph` then."""
    letter_bullet: bool = False
    """Whether it opens with a bullet that is a letter, “o”."""


@dataclass(slots=True)
class Block:
    """Lines that make one paragraph."""

    lines: list[Line]
    label: Label | None = None
    kind: Kind | None = None
    level: int = 0
    given: str | None = None
    """A label that does not stand in the text of its lines, as it is shown."""
    depth: int = 0
    """Level of a list item, from 1, where the format says it."""

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """Columns that `text` takes: two for a Chinese character or full-width mark, one for any other.

    >>> width("占 45%")
    6
    """
    return len(text) if text.isascii() else 2 * len(text) - len(_WIDE.sub("", text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence does.

    >>> [ends_sentence(t) for t in ("通过。”", "adopted.1", "Mr.", "一级进行的")]
    [True, True, False, False]
    """
    text = text.rstrip()[-80:]
    return bool(_END.search(text)) and not _ABBREVIATION.search(text) and not _SYMBOL_END.search(text)


_HAN_CHARACTER = re.compile("[\u3400-\u9fff]")


def has_chinese(text: str) -> bool:
    """Whether a Chinese character stands in a line.

    >>> has_chinese("2023 年"), has_chinese("2023")
    (True, False)
    """
    return bool(_HAN_CHARACTER.search(text))


def is_rule(text: str) -> bool:
    return len(text) <= 300 and bool(_RULE.match(text))


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not empty.

    >>> [(line.text, line.gap) for line in lines_of("一\\n\\n  二 \\r\\n三")]
    [('一', 0), ('二', 1), ('三', 0)]
    """
    out: list[Line] = []
    gap, page, fresh = 0, 1, False
    for match in _LINE.finditer(text):
        raw, end = match.group(1), match.group(2)
        stripped = raw.strip(_BLANK)
        if stripped:
            head = len(raw) - len(raw.lstrip(_BLANK))
            start = match.start() + head
            out.append(Line(start, start + len(stripped), stripped, width(raw[:head].expandtabs(4)), gap, page, fresh))
            gap, fresh = 0, False
        elif end:
            gap += 1
        if end == "\f":
            page, fresh = page + 1, True
        if not end:
            break
    if page == 1:
        for line in out:
            line.page = None
    return out
