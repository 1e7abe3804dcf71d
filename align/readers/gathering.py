"""Which lines belong to one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from align.readers.letter_bullets import LETTER_BULLET
from align.readers.line_layout import Layout
from align.readers.lines import Block, Line, ends_sentence, has_chinese, width
from align.un_documents.cover import is_cover_fact
from align.un_documents.labels import Label, leading_label

__all__ = ["INLINE", "follows_inline", "gather", "gather_around_boxes"]

# Series of labels in the flow of a sentence, with the label that comes before each.
INLINE = {"(letter)", "(roman)", "(decimal)", "(han)", "circled"}


def gather(lines: Sequence[Line], layout: Layout) -> Iterator[Block]:
    """The lines as blocks, a paragraph each. Lines whose kind is known stay by themselves, and a sentence goes on past them."""
    series: dict[str, int] = {}
    block: Block | None = None
    waiting: list[Block] = []
    crossed = table = False
    on_cover = True
    note: Block | None = None
    for n, line in enumerate(lines):
        if line.kind is not None:
            if not line.opens and waiting and waiting[-1].kind == line.kind:
                waiting[-1].lines.append(line)
                continue
            if line.kind == "footnote" and not line.opens and note is not None:
                # It goes on from the page before, whose foot may stand between.
                note.lines.append(line)
                crossed = True
                continue
            if line.kind == "list item":
                label = leading_label(line.text, series)
                waiting.append(Block([line], label, line.kind))
                continue
            waiting.append(Block([line], kind=line.kind))
            note = waiting[-1] if line.kind == "footnote" else note
            crossed = crossed or line.kind in ("furniture", "footnote", "paragraph")
            table = table or line.kind == "cell"
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
            and not _is_parted(block, line, table, crossed or line.breaks_page)
            and (_is_bare_label(block, line) or _goes_on(block, line, layout, crossed or line.breaks_page))
        ):
            block.lines.append(line)
            continue
        if block is not None:
            yield block
        yield from waiting
        waiting, crossed, table = [], False, False
        block = Block([line], label)
        if label is not None:
            series[label.style] = label.value
    if block is not None:
        yield block
    yield from waiting


def _is_parted(block: Block, line: Line, table: bool, crossed: bool) -> bool:
    """Whether a table or caption separates a line from the block; `crossed` if other lines or a page end intervene."""
    if table and (len(block.lines[-1].text) < 0.5 * len(line.text) or _CAPTION.match(line.text)):
        return True
    return (table or crossed) and _CAPTION.match(block.lines[0].text) is not None


def gather_around_boxes(lines: Sequence[Line], layout: Layout) -> Iterator[Block]:
    """The lines as blocks like those of `gather`, those of text boxes by themselves.

    A paragraph goes on past a box beside it; the box's paragraphs come after the one beside which it begins.
    """
    around: list[Line] = []
    boxes: dict[int, list[Line]] = {}
    after: dict[int, list[int]] = {}
    for line in lines:
        if not line.box:
            around.append(line)
            continue
        if line.box not in boxes:
            after.setdefault(id(around[-1]) if around else 0, []).append(line.box)
        boxes.setdefault(line.box, []).append(line)
    yield from (block for box in after.get(0, ()) for block in _of_box(boxes[box]))
    for block in gather(around, layout):
        yield block
        for line in block.lines:
            yield from (inner for box in after.get(id(line), ()) for inner in _of_box(boxes[box]))


def _of_box(lines: Sequence[Line]) -> Iterator[Block]:
    for line in lines:
        line.kind = None
    return gather(lines, Layout(True, max(width(line.text) for line in lines), 1))


def _accepted(line: Line, block: Block | None, layout: Layout, series: dict[str, int]) -> Label | None:
    """The label that opens this line, unless it only happens to stand there."""
    label = LETTER_BULLET if line.letter_bullet else leading_label(line.text, series)
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


_CAPTION = re.compile(
    r"(?:Table|Figure|Fig\.|Box|Tableau|Graphique|Cuadro|Tabla|Gráfico|Таблица|Рис\.|Рисунок|[表图圖])\s?(?:\d|[IVX])",
    re.IGNORECASE,
)


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
    if not layout.wrapped or before == after or _are_of_two_languages(last, line):
        return False
    if _is_link(after):
        return not ends_sentence(before)
    broken = (
        before[-1] in "-\u2010\u00ad\u2011，、,（(《“" or after[0].islower() or after[0] in "，。、；：？！）》”’,;)"
    )
    if before[-1] in "-\u2010\u00ad" and before[-2:-1].isalpha() and after[0].islower() and line.gap < layout.apart:
        return True
    full = layout.is_full(last, line)
    room = layout.right if last.room is None else last.room
    if line.gap < layout.apart and (_is_one_title(last, line) or _closes_bracket(block, line)):
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
        return full and (len(block.lines) > 1 or not _stands_alone(before, room))
    if full or (broken and width(before) >= 0.5 * room):
        return True
    return width(before) >= 0.75 * room and not _looks_like_title(after)


def _are_of_two_languages(last: Line, line: Line) -> bool:
    """Whether two lines stand in columns of their own, the one in Chinese, the other not."""
    return bool(last.column and line.column and last.column != line.column) and (
        has_chinese(last.text) != has_chinese(line.text)
    )


_HOLDS_OPEN = re.compile(
    r"\b(?:of|the|in|on|and|or|to|for|with|by|from|at|a|an|its|de|la|le|les|des|du|del|los|las|et|y|und|der|die)$",
    re.IGNORECASE,
)


def _is_one_title(last: Line, line: Line) -> bool:
    """Whether two lines of one font are a title that was broken, however short: “Committee of the / Conference”."""
    if last.size is None or line.size is None or last.bold != line.bold or abs(last.size - line.size) > 0.2:
        return False
    if not (last.text[-1].isalpha() and last.text[-1] < "\u2e80"):
        return False
    return bool(_HOLDS_OPEN.search(last.text)) or (line.bold and line.text[0].islower())


_BRACKETS = {"）": "（(", ")": "（(", "》": "《", "〉": "〈", "」": "「", "』": "『", "】": "【"}
_OPENINGS = frozenset("（(《〈「『【")
_INSIDE = 160
"""Characters of the longest text in brackets that is followed over the end of a line."""


def _closes_bracket(block: Block, line: Line) -> bool:
    """Whether the line closes a bracket that its paragraph has opened, however short the line before it is."""
    open_ones: list[str] = []
    for sign in block.text[-_INSIDE:]:
        if sign in _OPENINGS:
            open_ones.append(sign)
        elif sign in _BRACKETS and open_ones and open_ones[-1] in _BRACKETS[sign]:
            open_ones.pop()
    if not open_ones:
        return False
    first = next((sign for sign in line.text if sign in _BRACKETS or sign in _OPENINGS), "")
    return first in _BRACKETS and open_ones[-1] in _BRACKETS[first]


def _stands_alone(text: str, room: int) -> bool:
    return width(text) < 0.6 * room


def _looks_like_title(text: str) -> bool:
    return bool(re.match(r"[A-Z\u0410-\u042f]", text)) and not ends_sentence(text)


def _is_link(text: str) -> bool:
    return bool(re.fullmatch(r"(?:https?://|www\.)\S+", text))
