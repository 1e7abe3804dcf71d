"""What is on the pages of a document but not part of its text: rules, page numbers, headers, links, job numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from align.readers.line_layout import Layout
from align.readers.lines import Line, ends_sentence, is_rule, width
from align.un_documents.cover import is_cover_line, is_date_line, is_symbol_line
from align.un_documents.labels import leading_label

__all__ = [
    "carries_mark",
    "come_together",
    "footnote_label",
    "is_page_number_or_job",
    "mark_footnotes",
    "mark_furniture",
    "mark_printing_note",
]

_LONGEST = 300
"""Characters of the longest line that can be furniture or an entry of a contents list."""
_LEADER = re.compile(
    r"[\s\u3000]*(?:(?:[.·・‥…][\s\u3000]?){3,}|…{2,})[\s\u3000]*[\divxlcIVXLC–—-]{1,9}(?:\s+[\divxl–-]{1,7})?$"
)
_LINK = re.compile(r"[<(]?(?:https?://|www\.)\S+[>)]?$", re.IGNORECASE)
_TO_LINK = re.compile(r"(?:[:：,，(（]|\b(?:at|see|from|via|on|sur|à|en|на)|网址|参阅|见|访问|查阅)$", re.IGNORECASE)
_LINK_TAIL = re.compile(r"[\w./%?=&#~+-]*[./%?=&#~_-][\w./%?=&#~+-]*$")
_PAGE = re.compile(
    r"[-–—]\s*\d{1,4}\s*[-–—]$|\d{1,4}\s*/\s*\d{1,4}$|(?:Page|page|PAGE|Página|Стр\.|стр\.|صفحة)\s*\d{1,4}(?:\s*(?:of|de|/|из)\s*\d{1,4})?$"
    r"|第\s*\d{1,4}\s*[页頁](?:[，,]?\s*共\s*\d{1,4}\s*[页頁])?$|\d{1,4}\s*[页頁]$"
)
_NUMBER = re.compile(r"\d{1,4}$|[ivxlc]{1,8}$|[-–—]\s*[ivxlc]{1,8}\s*[-–—]$")
_PAGE_AT_JOB = r"(?:\d{1,4}\s?/\s?\d{1,4}|[-–—]?\s*\d{1,4}\s*[-–—]?)"
_JOB = re.compile(
    rf"(?:{_PAGE_AT_JOB}\s+)?(?:V|GE|N|A|E|K|NA|ID)\.?\s?\d{{2}}[-–]\d{{4,6}}"
    rf"(?:\s*(?:\*?\d{{6,7}}\*?|\([A-Z]{{1,3}}\)|\d{{6,8}}|\s{_PAGE_AT_JOB}))*$"
    r"|\*\s?[A-Z]?\d{6,8}\s?\*$|\d{2}-\d{5}(?:\s*(?:\([A-Z]\)|\*\d{7}\*|\d{6}))+$"
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


def is_page_number_or_job(text: str) -> bool:
    """Whether a line is nothing but the number of its page or of the job that printed it.

    >>> [is_page_number_or_job(text) for text in ("3", "- 3 -", "Page 3 of 7", "V.20-01234", "3 Ibid.")]
    [True, True, True, True, False]
    """
    return bool(_NUMBER.match(text) or _PAGE.match(text) or _JOB.match(text))


def mark_furniture(lines: Sequence[Line]) -> None:
    """Give the lines that are not text the kind `furniture`."""
    repeated = _repeated(lines)
    entry_ended = -1
    for n, line in enumerate(lines):
        if line.kind is not None or len(line.text) > _LONGEST:
            continue
        if n in repeated or _is_furniture(lines, n):
            line.kind = "furniture"
        elif (leader := _LEADER.search(line.text)) and leader.start():
            # The leader and the page number of an entry in a contents list are not part of its text.
            line.cuts = (*line.cuts, (line.start + leader.start(), line.end))
            begin = _entry_begin(lines, n, entry_ended + 1)
            for m in range(begin, n + 1):
                lines[m].kind, lines[m].opens = "list item", m == begin
            entry_ended = n


_LONGEST_ENTRY = 12
"""Lines of the longest entry of a contents list."""


def _entry_begin(lines: Sequence[Line], n: int, earliest: int) -> int:
    """The line at which the entry with a leader on line `n` begins: at a label, or at a line that stands apart."""
    begin = n
    in_list = any(lines[m].kind == "list item" for m in range(max(0, n - 2 * _LONGEST_ENTRY), n))
    while begin > max(earliest, n - _LONGEST_ENTRY):
        line, before = lines[begin], lines[begin - 1]
        if before.kind is not None or line.gap or leading_label(line.text) is not None or before.page != line.page:
            break
        if ends_sentence(before.text) or not (in_list or leading_label(before.text)):
            break
        begin -= 1
    return begin


# The note on printing stands at the foot of a first page, in the middle of whatever is being said there.
_PRINTING = re.compile(
    r"出于(?:可持续性|经济|节约|環保|环保|环境)[^，。]{0,6}(?:原因|考虑)|為(?:了)?節約|For reasons of (?:sustainability|economy)\b"
    r"|Pour des raisons d.économie|Por razones de (?:economía|sostenibilidad)|В целях (?:экономии|обеспечения устойчивости)",
    re.IGNORECASE,
)


def mark_printing_note(lines: Sequence[Line]) -> None:
    """Give the lines of the note on printing the kind `paragraph`, so that the sentence it stands in goes on past it."""
    start = next((n for n, line in enumerate(lines[:400]) if line.kind is None and _PRINTING.match(line.text)), None)
    if start is None:
        return
    text = ""
    for line in lines[start : start + 6]:
        if line.kind is not None:
            return
        line.kind, line.opens = "paragraph", not text
        text += line.text + " "
        if ends_sentence(line.text) and len(re.findall(r"[。.](?=\s|[^\x00-\x7f]|$)", text)) >= 2:
            return


def _is_furniture(lines: Sequence[Line], n: int) -> bool:
    line = lines[n]
    text = line.text
    if _LINK.match(text):
        return not (n and _leads_to_link(lines[n - 1], line))
    if is_rule(text) or _PAGE.match(text) or _JOB.match(text):
        return True
    if is_symbol_line(text) or (n < 40 and _in_cover_box(lines, n)):
        return True
    if _NUMBER.match(text):
        return line.breaks_page or (n + 1 < len(lines) and lines[n + 1].breaks_page)
    before = lines[n - 1] if n else None
    if before is None or before.kind != "furniture" or line.gap:
        return False
    return bool(_LINK.match(before.text) and _LINK_TAIL.match(text))


def _in_cover_box(lines: Sequence[Line], n: int) -> bool:
    """Whether a line belongs to the box of distribution, date and original language."""
    text = lines[n].text
    near = [line.text for line in lines[max(0, n - 4) : n + 5]]
    if re.match(r"Distr|Original|分发|原件|原文|Please recycle", text, re.IGNORECASE):
        return is_cover_line(text)
    boxed = any(re.match(r"Distr\.|Original ?:|分发：|原件：|原文：", t) for t in near)
    return boxed and (is_cover_line(text) or is_date_line(text))


def _leads_to_link(before: Line, line: Line) -> bool:
    """Whether the link that is all of `line` belongs to the sentence before it."""
    if before.kind == "furniture" or line.gap > before.gap + 1 or ends_sentence(before.text):
        return False
    return width(before.text) > 40 or bool(_TO_LINK.search(before.text))


def _repeated(lines: Sequence[Line]) -> set[int]:
    """Lines beside page breaks that are repeated, apart from their numbers: running heads and feet."""
    pages = [n for n, line in enumerate(lines) if line.breaks_page]
    if not pages:
        return set()
    edges = {m for n in (0, *pages, len(lines)) for m in range(max(0, n - 3), min(len(lines), n + 3))}
    shape_of = {n: _shape(lines[n].text) for n in edges}
    shapes = Counter(shape_of.values())
    often = max(2, min(4, len(pages)))
    held: dict[str, set[int]] = {}
    for n in edges:
        held.setdefault(shape_of[n], set()).add(lines[n].page or 0)
    found = {
        n
        for n in edges
        if shapes[shape_of[n]] >= often and len(lines[n].text) < 100 and come_together(sorted(held[shape_of[n]]))
    }
    for n in sorted(found, reverse=True):
        if n + 1 < len(lines) and n + 1 not in found and _are_one_block(lines[n], lines[n + 1]):
            found.discard(n)
    for n in sorted(found):
        if n and n - 1 not in found and _are_one_block(lines[n - 1], lines[n]):
            found.discard(n)
    return found


def _are_one_block(line: Line, following: Line) -> bool:
    """Whether two lines of known size are of one size, one below the other: a title that comes again is no running head."""
    if line.size is None or following.size is None or line.page != following.page or following.gap:
        return False
    return line.kind == following.kind and abs(line.size - following.size) < 0.3


def come_together(pages: Sequence[int]) -> bool:
    """Whether most of these pages, in order, are next to each other, those of left and of right hand apart.

    “Note”, which happens to begin some pages of a book, is repeated as well.

    >>> come_together([3, 5, 7, 8, 9]), come_together([3, 9, 10, 31, 40])
    (True, False)
    """
    near = [b - a <= 2 for a, b in pairwise(pages)]
    beside = sum(one or other for one, other in zip([False, *near], [*near, False], strict=True))
    return beside >= 0.75 * len(pages)


def _shape(text: str) -> str:
    # “Article 4” above “Article 5” is no running head, and “Article 4” on every page is one.
    return text if leading_label(text) is not None else re.sub(r"\d+", "0", text)


def mark_footnotes(lines: Sequence[Line], layout: Layout) -> None:
    """Give the lines under a rule that open with a mark, and those that go on from them, the kind `footnote`."""
    n, expected, marked = 0, 1, False
    while n < len(lines):
        line = lines[n]
        if is_rule(line.text) and set(line.text) <= set("_—–―‾─-- ") and n + 1 < len(lines):
            after = _footnotes_from(lines, n + 1, layout)
        elif marked and line.kind is None and _opens_note(line.text, expected):
            # The rule was drawn, and is not in the text; but the mark was.
            after = _footnotes_from(lines, n, layout)
        else:
            marked = marked or (line.kind is None and carries_mark(line.text, expected))
            n += 1
            continue
        labels = [
            found[0] for m in lines[n:after] if m.kind == "footnote" and m.opens and (found := footnote_label(m.text))
        ]
        numbers = [int(label) for label in labels if label.isdecimal()]
        if numbers:
            expected, marked = numbers[-1] + 1, False
        # A page may have carried marks of the next footnotes already, if theirs continue on the next one.
        n = max(after, n + 1)


def carries_mark(text: str, number: int) -> bool:
    """Whether this footnote's mark sticks to a stop, a bracket or a word in the line."""
    return bool(
        re.search(
            rf"(?:(?<=[.。,，;；!?！？)）”’\"»])(?<!\d[.,])|(?<=[a-z]{{3}})|(?<=[\u3400-\u9fff])){number}(?=$|[\s\u3400-\u9fff，。；、,.;])",
            text,
        )
    )


def _opens_note(text: str, number: int) -> bool:
    return bool(re.match(rf"{number}[ \u00a0]*(?=[A-Z\u3400-\u9fff“\"《(（])", text)) and not re.match(
        rf"{number}\s?[年月日时分]", text
    )


def _footnotes_from(lines: Sequence[Line], n: int, layout: Layout) -> int:
    """Mark the footnotes that begin at line `n`; the first line after them."""
    last: Line | None = None
    expected: int | None = None
    while n < len(lines):
        line = lines[n]
        if line.kind == "furniture":
            # The foot of a page ends its footnotes; a link repeated under one does not.
            if last is not None and (line.breaks_page or not (_LINK.match(line.text) or is_rule(line.text))):
                break
            n += 1
            continue
        found = footnote_label(line.text)
        opens = (
            found is not None
            and _is_next(found[0], expected)
            and not (found[0].isdecimal() and line.text[len(found[0])] in ".)）" and last is not None)
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
        if opens and found and found[0].isdecimal():
            expected = int(found[0]) + 1
        last = line
        n += 1
    return n


def _is_next(label: str, expected: int | None) -> bool:
    return not label.isdecimal() or expected is None or int(label) == expected
