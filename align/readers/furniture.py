"""What stands on the pages of a document and is not its text: rules, page numbers, headers, links, job numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from align.readers.layout import Layout, Line, ends_sentence, is_rule, width
from align.undocument.labels import leading_label

__all__ = ["footnote_label", "mark_footnotes", "mark_furniture"]

_LINK = re.compile(r"[<(]?(?:https?://|www\.)\S+[>)]?$", re.I)
_LINK_TAIL = re.compile(r"[\w./%?=&#~+-]*[./%?=&#~_-][\w./%?=&#~+-]*$")
_PAGE = re.compile(
    r"[-–—]\s*\d{1,4}\s*[-–—]$|\d{1,4}\s*/\s*\d{1,4}$|(?:Page|page|PAGE|Página|Стр\.|стр\.|صفحة)\s*\d{1,4}(?:\s*(?:of|de|/|из)\s*\d{1,4})?$"
    r"|第\s*\d{1,4}\s*[页頁](?:[，,]?\s*共\s*\d{1,4}\s*[页頁])?$|\d{1,4}\s*[页頁]$"
)
_NUMBER = re.compile(r"\d{1,4}$|[ivxl]{1,6}$")
_JOB = re.compile(
    r"(?:V|GE|N|A|E|K|NA|ID)\.?\s?\d{2}[-–]\d{4,6}(?:\s*(?:\*?\d{6,7}\*?|\([A-Z]{1,3}\)|\d{6,8}|[-–—]\s*\d{1,4}\s*[-–—]?))*$"
    r"|\*\s?[A-Z]?\d{6,8}\s?\*$|\d{2}-\d{5}(?:\s*(?:\([A-Z]\)|\*\d{7}\*|\d{6}))+$"
)
_COVER = re.compile(
    r"Distr\.?\s*:|(?:Original|原件|原文|ORIGINAL)\s*[:：]\s*\S+$|(?:General|Limited|Restricted)$"
    r"|(?:Please recycle|请回收|请循环再用).{0,4}$|\[?Start\d?\]?$",
    re.I,
)
_MARK = re.compile(
    r"(?P<digits>\d{1,3})(?P<stop>[.)）]?)(?=[\s\u00a0]|[^\W\d_]|[“\"‘《(（])|(?P<raised>[¹²³⁰⁴-⁹]{1,3})|(?P<sign>[*†‡§]{1,4}|[a-z](?=[\s\u00a0]+[A-Z\u3400-\u9fff“]))"
)
_RAISED = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")


def footnote_label(text: str) -> tuple[str, int] | None:
    """The mark that opens a footnote, and the code points it takes with the space after it.

    >>> footnote_label("1 请参阅"), footnote_label("¹² See"), footnote_label("* In English")
    (('1', 2), ('12', 3), ('*', 2))
    """
    match = _MARK.match(text)
    if match is None:
        return None
    label = match["digits"] or (match["raised"] or "").translate(_RAISED) or match["sign"]
    rest = text[match.end() :]
    return label, match.end() + len(rest) - len(rest.lstrip())


def mark_furniture(lines: Sequence[Line]) -> None:
    """Give the lines that are not text the kind `furniture`."""
    repeated = _repeated(lines)
    for n, line in enumerate(lines):
        text = line.text
        if line.kind is not None:
            continue
        if _LINK.match(text) and n and _leads_to_link(lines[n - 1], line):
            continue
        if is_rule(text) or _LINK.match(text) or _PAGE.match(text) or _JOB.match(text) or n in repeated:
            line.kind = "furniture"
        elif _COVER.match(text) and n < 30:
            line.kind = "furniture"
        elif _NUMBER.match(text) and (line.breaks_page or (n + 1 < len(lines) and lines[n + 1].breaks_page)):
            line.kind = "furniture"
        elif (
            n
            and lines[n - 1].kind == "furniture"
            and _LINK.match(lines[n - 1].text)
            and line.gap == 0
            and _LINK_TAIL.match(text)
        ):
            line.kind = "furniture"


def _leads_to_link(before: Line, line: Line) -> bool:
    """Whether the link that is all of `line` belongs to the sentence before it."""
    if before.kind == "furniture" or line.gap > before.gap + 1 or ends_sentence(before.text):
        return False
    return width(before.text) > 40 or before.text[-1] in ":：,，(（"


def _repeated(lines: Sequence[Line]) -> set[int]:
    """Lines beside a page break that come again and again, their numbers aside: running heads and feet."""
    edges = [n for n, line in enumerate(lines) for edge in (0, -1) if _at_edge(lines, n, edge)]
    shapes = Counter(re.sub(r"\d+", "0", lines[n].text) for n in edges)
    return {n for n in edges if shapes[re.sub(r"\d+", "0", lines[n].text)] >= 3 and len(lines[n].text) < 80}


def _at_edge(lines: Sequence[Line], n: int, edge: int) -> bool:
    window = range(n, max(-1, n - 3), -1) if edge == 0 else range(n + 1, min(len(lines), n + 4))
    return any(lines[m].breaks_page for m in window)


def mark_footnotes(lines: Sequence[Line], layout: Layout) -> None:
    """Give the lines under a rule that open with a mark, and those that go on from them, the kind `footnote`."""
    n = 0
    while n < len(lines):
        if is_rule(lines[n].text) and set(lines[n].text) <= set("_—–―‾─-- ") and n + 1 < len(lines):
            n = _footnotes_from(lines, n + 1, layout)
        else:
            n += 1


def _footnotes_from(lines: Sequence[Line], n: int, layout: Layout) -> int:
    """Mark the footnotes that begin at line `n`; the first line after them."""
    last: Line | None = None
    expected: int | None = None
    while n < len(lines):
        line = lines[n]
        if line.kind == "furniture":
            if last is not None and line.breaks_page:
                break
            n += 1
            continue
        found = footnote_label(line.text)
        opens = (
            found is not None
            and _is_next(found[0], expected)
            and not (found[0].isdigit() and line.text[len(found[0])] in ".)）" and last is not None)
        )
        if last is None and not opens:
            return n
        if last is not None and not opens:
            done = ends_sentence(last.text) and not (layout.is_full(last, line) and line.gap < layout.apart)
            label = leading_label(line.text)
            if (
                line.breaks_page
                or done
                or line.gap > layout.apart
                or (label and label.style in ("decimal", "han", "roman"))
            ):
                return n
        line.kind, line.opens = "footnote", opens
        if opens and found and found[0].isdigit():
            expected = int(found[0]) + 1
        last = line
        n += 1
    return n


def _is_next(label: str, expected: int | None) -> bool:
    return not label.isdigit() or expected is None or int(label) == expected
