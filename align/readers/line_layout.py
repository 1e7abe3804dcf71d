"""Which lines belong to one paragraph: the layout of a text whose lines are all that is left of its pages.

Every line is broken by hand (a text out of a PDF, a hard-wrapped mail) or none is (a paragraph a line, a sentence a
line); `Layout.of` finds out which, and `gather` puts the lines together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from align.readers.line_joining import HAN
from align.types import Kind
from align.un_documents.cover import is_cover_fact
from align.un_documents.labels import Label, leading_label

__all__ = ["INLINE", "Block", "Layout", "Line", "ends_sentence", "follows_inline", "gather", "lines_of", "width"]

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
_NARROW = 36
"""Columns below which a line tells nothing about where lines end."""
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
    """Where the reader knows it for sure."""
    marks: tuple[tuple[int, int, str], ...] = ()
    """Raised marks: (start, end, label), a span of the document's text that is not read."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Spans of the document's text within it that are no text: signs of markup."""
    raised: bool = False
    """Whether it opens with a raised mark."""
    full: bool | None = None
    """Whether it had no room for the next word, where the reader has measured it."""
    opens: bool = True
    """Whether a line of known kind begins a paragraph of it (a footnote's second line does not)."""
    size: float | None = None
    bold: bool = False
    column: int = 0
    """Column of the page, from 1, where it has two."""


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
        return cls(wrapped, right, apart, indented)

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether `line` had no room for the beginning of `following`."""
        if line.full is not None:
            return line.full
        first = re.match(rf"[{HAN}](?:[，。、；：？！）》”])?|[^\s{HAN}]+", following.text)
        # Marks and a letter's width are not counted by us as by the printer: a tenth of the line is left for that.
        return width(line.text) + (width(first.group()) if first else 1) + min(line.indent, 4) >= 0.9 * self.right


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


# Series of labels in the flow of a sentence, with the label that comes before each.
INLINE = {"(letter)", "(roman)", "(decimal)", "(han)", "circled"}


def gather(lines: Sequence[Line], layout: Layout) -> Iterator[Block]:
    """The lines as blocks, a paragraph each. Lines whose kind is known stay by themselves, and a sentence goes on past them."""
    series: dict[str, int] = {}
    block: Block | None = None
    waiting: list[Block] = []
    crossed, on_cover = False, True
    for n, line in enumerate(lines):
        if line.kind is not None:
            if not line.opens and waiting and waiting[-1].kind == line.kind:
                waiting[-1].lines.append(line)
                continue
            if line.kind == "list item":
                label = leading_label(line.text, series)
                waiting.append(Block([line], label, line.kind))
                continue
            waiting.append(Block([line], kind=line.kind))
            crossed = crossed or line.kind in ("furniture", "footnote", "paragraph")
            continue
        label = _accepted(line, block, layout, series)
        if label is not None and block is not None and label.style in INLINE and _is_inline(label, lines, n, layout):
            label = None
        if block is not None and (block.label is not None or ends_sentence(block.lines[-1].text)):
            on_cover = False
        apart = on_cover and block is not None and _parts_cover(block.lines[-1].text, line.text)
        if (
            block is not None
            and label is None
            and not apart
            and (_is_bare_label(block, line) or _goes_on(block, line, layout, crossed or line.breaks_page))
        ):
            block.lines.append(line)
            continue
        if block is not None:
            yield block
        yield from waiting
        waiting, crossed = [], False
        block = Block([line], label)
        if label is not None:
            series[label.style] = label.value
    if block is not None:
        yield block
    yield from waiting


def _accepted(line: Line, block: Block | None, layout: Layout, series: dict[str, int]) -> Label | None:
    """The label that opens this line, unless it only happens to stand there."""
    label = leading_label(line.text, series)
    if label is None or block is None or not layout.wrapped:
        return label
    last = block.lines[-1]
    parted = line.gap >= layout.apart
    closed = (
        ends_sentence(last.text)
        or last.text[-1] in ":;：；"
        or bool(re.search(r"[;；] ?(and|or|和|以及|或)$", last.text))
    )
    follows = series.get(label.style, 0) + 1 == label.value
    full = layout.is_full(last, line)
    if label.style == "bullet":
        return label if closed or parted or not full or last.text[:1] == line.text[:1] else None
    if label.style in INLINE and not parted:
        if follows_inline(label, block.text):
            return None
        return label if closed or not full or (label.value > 1 and follows) else None
    if label.style in ("decimal", "section"):
        heading = block.label is not None and block.label.style in ("han", "roman", "letter") and len(block.lines) < 3
        if closed or parted or not full or (heading and follows) or _is_next_entry(block, label):
            return label
        return label if follows and label.value > 1 and not re.search(r"[,，、a-z]$", last.text) else None
    if label.style in ("han", "roman", "letter") and follows and label.value > 1 and "、" not in label.text:
        return label
    return label if closed or parted or not full else None


def _is_next_entry(block: Block, label: Label) -> bool:
    """Whether a section's number is the next one after that of the block, in a list of sections without sentences."""
    before = block.label
    if before is None or before.style != "section" or label.style != "section" or len(block.lines) > 1:
        return False
    if re.search(r"[.!?;] |[。！？；]", block.text[before.length :]) or _HOLDS_OPEN.search(block.text):
        return False
    one, other = ([int(part) for part in re.findall(r"\d+", found.number or "")] for found in (before, label))
    # 1.5 goes on with 1.6 or 1.5.1, or one step further up with 2, 2.1.
    return other == [*one, 1] or any(
        other in (upper := [*one[:depth], one[depth] + 1], [*upper, 1]) for depth in range(len(one))
    )


def _parts_cover(before: str, after: str) -> bool:
    """Whether two lines of a cover say different things: session and title, title and author."""
    return len(before) < 90 and len(after) < 90 and (is_cover_fact(before) or is_cover_fact(after))


def _is_inline(label: Label, lines: Sequence[Line], n: int, layout: Layout) -> bool:
    """Whether the label that opens a line belongs to a list within a sentence: the next label stands within a line."""
    if not layout.wrapped or n == 0 or not layout.is_full(lines[n - 1], lines[n]) or lines[n].gap >= layout.apart:
        return False
    following = _following(label)
    for line in lines[n : n + 30]:
        if line is not lines[n] and leading_label(line.text, {label.style: label.value}) is not None:
            return False
        if re.search(rf"(?<=.){following}", line.text):
            return True
    return False


def _following(label: Label) -> str:
    """The pattern of the label that comes after this one."""
    value = label.value + 1
    if label.style == "circled":
        return chr(ord("①") + value - 1)
    if label.style == "(han)":
        return f"(?:{chr(ord('㈠') + value - 1)}|[（(]{'〇一二三四五六七八九十'[min(value, 10)]}[）)])"
    if label.style == "(roman)":
        roman = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
        core = roman[value] if value < len(roman) else "x+[vi]*"
    else:
        core = str(value) if label.style == "(decimal)" else chr(ord("a") + (value - 1) % 26)
    return rf"(?i:[（(]{core}[）)])"


def follows_inline(label: Label, text: str) -> bool:
    """Whether the label before this one stands within the text of the running paragraph."""
    if label.value <= 1:
        return False
    for match in re.finditer(r"(?<=.)(?:[（(][a-zA-Z\d一二三四五六七八九十]{1,5}[)）]|[㈠-㈩①-⑳])", text):
        before = leading_label(match.group() + " x", {label.style: label.value - 2})
        if before and before.style == label.style and before.value == label.value - 1:
            return True
    return False


def _is_bare_label(block: Block, line: Line) -> bool:
    """Whether a block is nothing yet but a label, “1.” or “（一）”, whose text stands on the next line."""
    label, first = block.label, block.lines[0]
    if label is None or len(block.lines) > 1 or label.style in ("word", "bullet") or label.length < len(first.text):
        return False
    return line.gap <= first.gap + 1 and (label.style not in ("roman", "han", "letter") or line.gap == 0)


def _goes_on(block: Block, line: Line, layout: Layout, crossed: bool) -> bool:
    """Whether `line` continues the paragraph of `block`."""
    last = block.lines[-1]
    before, after = last.text, line.text
    if not layout.wrapped or before == after:
        return False
    if _is_link(after):
        return not ends_sentence(before)
    broken = (
        before[-1] in "-\u2010\u00ad\u2011，、,（(《“" or after[0].islower() or after[0] in "，。、；：？！）》”’,;)"
    )
    if before[-1] in "-\u2010\u00ad" and before[-2:-1].isalpha() and after[0].islower() and line.gap < layout.apart:
        return True
    full = layout.is_full(last, line)
    if line.gap < layout.apart and _is_one_title(last, line):
        return True
    if line.gap >= layout.apart and not (crossed and full):
        # Paragraphs stand apart, unless the turn of a page stands between the halves of a sentence.
        return full and not ends_sentence(before) and before[-1] not in ":：;；" and broken
    if (
        block.label is not None
        and block.label.style in ("han", "roman", "letter", "word")
        and len(block.lines) == 1
        and not full
    ):
        return False
    if ends_sentence(before) or before[-1] in ":：;；":
        if layout.indented and line.indent >= last.indent + 2 and not block.label:
            return False
        return full and (len(block.lines) > 1 or not _stands_alone(before, layout))
    if full or (broken and width(before) >= 0.5 * layout.right):
        return True
    return width(before) >= 0.75 * layout.right and not _looks_like_title(after)


_HOLDS_OPEN = re.compile(
    r"\b(?:of|the|in|on|and|or|to|for|with|by|from|at|a|an|its|de|la|le|les|des|du|del|los|las|et|y|und|der|die)$", re.I
)


def _is_one_title(last: Line, line: Line) -> bool:
    """Whether two lines of one font are a title that was broken, however short: “Committee of the / Conference”."""
    if last.size is None or line.size is None or last.bold != line.bold or abs(last.size - line.size) > 0.2:
        return False
    if not (last.text[-1].isalpha() and last.text[-1] < "\u2e80"):
        return False
    return bool(_HOLDS_OPEN.search(last.text)) or (line.bold and line.text[0].islower())


def _stands_alone(text: str, layout: Layout) -> bool:
    return width(text) < 0.6 * layout.right


def _looks_like_title(text: str) -> bool:
    return bool(re.match(r"[A-Z\u0410-\u042f]", text)) and not ends_sentence(text)


def _is_link(text: str) -> bool:
    return bool(re.fullmatch(r"(?:https?://|www\.)\S+", text))
