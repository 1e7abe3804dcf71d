"""From blocks of lines to paragraphs: their reading text, kind, label, number, level and footnote marks.

Every reader ends here, so that the same document gives the same paragraphs whatever file it comes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from align.readers.furniture import footnote_label
from align.readers.letter_bullets import LETTER_BULLET
from align.readers.line_joining import WritingConventions, reading_text, sliced
from align.readers.lines import Block, Line, ends_sentence, width
from align.types import Kind, Paragraph, Run
from align.un_documents.labels import Label, leading_label

__all__ = ["build"]

_HEADINGS = frozenset(
    """
    introduction summary abstract contents conclusion conclusions background overview recommendations references
    annexes preface foreword acknowledgements glossary abbreviations 摘要 提要 概述 导言 引言 前言 目录 目錄 目次 结论 結論 背景 建议 建議
    参考文献 缩略语 简称 résumé sommaire introducción resumen índice введение резюме содержание
    """.split()  # noqa: SIM905
)
_SPEECH = "“「『\"'‘—-–"


@dataclass(slots=True)
class _Draft:
    """A paragraph in the making."""

    block: Block
    text: str
    runs: tuple[Run, ...]
    label: Label | None
    kind: Kind | None
    number: str | None = None
    printed: str | None = None
    level: int = 0
    marks: tuple[tuple[int, str], ...] = ()


def build(text: str, blocks: Sequence[Block], habits: WritingConventions) -> tuple[Paragraph, ...]:
    """The paragraphs that these blocks make; their runs are spans of the document's `text`."""
    notes = frozenset(label for block in blocks if block.kind == "footnote" and (label := _note_label(block)))
    drafts = [d for d in (_draft(text, block, habits, notes) for block in blocks) if d.text or d.printed]
    drafts = _with_own_labels(drafts)
    _classify(drafts)
    _take_marks(drafts)
    # Pages break elsewhere in a translation: footnotes come last in all formats, so that both sides have one order.
    drafts.sort(key=lambda d: d.kind == "footnote")
    return tuple(
        Paragraph(
            text=d.text,
            kind=d.kind or "paragraph",
            runs=d.runs,
            label=d.printed,
            number=d.number,
            level=d.level,
            page=d.block.lines[0].page,
            column=d.block.lines[0].column,
            marks=d.marks,
        )
        for d in drafts
    )


def _note_label(block: Block) -> str | None:
    if block.given is not None:
        return block.given
    found = footnote_label(block.lines[0].text)
    return found[0] if found else None


def _draft(text: str, block: Block, habits: WritingConventions, notes: frozenset[str]) -> _Draft:
    spans = [span for line in block.lines for span in _unmarked(line, notes)]
    reading, runs = reading_text(text, spans, habits)
    draft = _Draft(block, reading, runs, block.label, block.kind, level=block.level)
    raised = [mark for line in block.lines for mark in line.marks if mark[2] in notes]
    draft.marks = tuple((_offset(runs, start), label) for start, _, label in raised)
    if block.given is not None:
        draft.printed = block.given
        draft.number = block.given if block.kind == "footnote" else block.label.number if block.label else None
    elif block.kind == "footnote":
        found = footnote_label(reading)
        if found and found[1] < len(reading):
            draft.printed = draft.number = found[0]
            _behead(draft, found[1])
    elif block.kind not in ("furniture", "cell") and block.label is not None:
        label = _label_again(reading, block.label)
        draft.number = label.number
        if 0 < label.length < len(reading):
            draft.printed = label.text
            _behead(draft, label.length)
    return draft


def _unmarked(line: Line, notes: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The spans of a line without signs of markup, and without raised marks that a footnote answers."""
    at = line.start
    marks = [(start, end) for start, end, label in line.marks if label in notes]
    for start, end in sorted((*line.cuts, *marks)):
        if start >= at:
            yield at, start
            at = end
    yield at, line.end


def _offset(runs: Sequence[Run], place: int) -> int:
    """The place in the reading text at which the text before `place` in the document ends."""
    return max((at + length for at, origin, length in runs if origin < place), default=0)


def _label_again(reading: str, label: Label) -> Label:
    """The label as it stands in the reading text, where spaces may have gone."""
    if label == LETTER_BULLET:
        return label
    return leading_label(reading, {label.style: label.value - 1}) or label


def _behead(draft: _Draft, length: int) -> None:
    draft.marks = tuple((max(0, at - length), label) for at, label in draft.marks)
    draft.runs = sliced(draft.runs, length, len(draft.text))
    draft.text = draft.text[length:]


# Parts of a law whose label one language sets on a line of its own, and another before the text.
_BEFORE_TEXT = frozenset(
    {"article", "rule", "regulation", "principle", "section", "paragraph", "subparagraph", "clause"}
)
_AFTER_LABEL = re.compile(r"[.．:：]?[\s\u3000]*(?:[-–—]+[\s\u3000]*)?")
_SERIES = 3
"""Different numbers from which labels of one kind are taken to divide the text."""


def _with_own_labels(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The drafts, with “Article 15” before its text made a heading, as it is where it has a line of its own."""
    numbers: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.label is not None and draft.label.style == "word" and draft.label.number:
            numbers.setdefault(draft.label.number.split()[0], set()).add(draft.label.number)
    out: list[_Draft] = []
    for draft in drafts:
        cut = _end_of_label(draft, numbers)
        if cut:
            head = _Draft(draft.block, draft.text[:cut].rstrip(), (), draft.label, "heading", draft.number, level=1)
            head.runs = sliced(draft.runs, 0, len(head.text))
            out.append(head)
            _behead(draft, cut)
            draft.label = draft.number = None
        out.append(draft)
    return out


def _end_of_label(draft: _Draft, numbers: Mapping[str, set[str]]) -> int:
    """Where the text after a label that is words begins; 0 where the label stays: it has a title or nothing after it."""
    label = draft.label
    if draft.kind is not None or draft.printed is not None or label is None or label.style != "word":
        return 0
    label = _label_again(draft.text, label)
    key = (label.number or "").split()[0]
    if key not in _BEFORE_TEXT or not draft.text.startswith(label.text) or _like_heading(draft.text):
        return 0
    space = _AFTER_LABEL.match(draft.text, len(label.text))
    end = space.end() if space else len(label.text)
    if end >= len(draft.text):
        return 0
    # “Article 5 Parties” may open a sentence where nothing else is an article.
    clear = label.text[0] == "第" or end > len(label.text) + 1 or len(numbers.get(key, ())) >= _SERIES
    return end if clear else 0


def _classify(drafts: list[_Draft]) -> None:
    """Kind and level of every draft that has none yet."""
    flow = [d for d in drafts if d.kind is None]
    # The cover ends where the text begins: at the first sentence, label or known heading.
    body = next((n for n, d in enumerate(flow) if _opens_body(d)), len(flow))
    # A text of short lines without a sentence is a list, not a cover.
    if body == len(flow) > 12:
        body = 1
    for n, draft in enumerate(flow):
        following = flow[n + 1] if n + 1 < len(flow) else None
        if n < body and draft.label is None:
            draft.kind = "title"
            continue
        draft.kind, level = _kind(draft, following)
        draft.level = draft.level or level


def _opens_body(draft: _Draft) -> bool:
    if draft.label is not None:
        return True
    if draft.text[-1:] in (",", "，", ";", "；", ":", "："):
        return True
    return ends_sentence(draft.text) or width(draft.text) > 160 or draft.text.lower().rstrip(":：") in _HEADINGS


def _kind(draft: _Draft, following: _Draft | None) -> tuple[Kind, int]:
    text, label = draft.text, draft.label
    heading = _like_heading(text)
    if label is None:
        return ("heading", 1) if heading and following is not None else ("paragraph", 0)
    style = label.style
    if style == "word":
        return ("heading", 1) if heading else ("paragraph", 0)
    if style == "bullet":
        return "list item", 1
    if style in ("han", "roman", "letter"):
        return ("heading", 2 if style == "letter" else 1) if heading else ("paragraph", 0)
    if style == "section":
        depth = (label.number or "").count(".") + 1
        return ("heading", depth) if heading else ("paragraph", 0)
    if style == "decimal":
        siblings = following is not None and following.label is not None and following.label.style == "decimal"
        return ("heading", 1) if heading and not siblings and following is not None else ("paragraph", 0)
    if style in ("(letter)", "circled"):
        return "list item", 1
    if (
        style == "(han)"
        and heading
        and following is not None
        and following.label is not None
        and following.label.style == "decimal"
    ):
        return "heading", 2
    return "list item", 2 if style == "(roman)" else 1


def _like_heading(text: str) -> bool:
    """Whether a text could be a heading: short, and no sentence.

    >>> [_like_heading(t) for t in ("全球趋势", "大会，", "The Conference may take note.", "Global trends")]
    [True, False, False, True]
    """
    if not text or width(text) > 160 or text[0] in _SPEECH:
        return False
    return not ends_sentence(text) and text[-1] not in ',;:，；：、”"' and not text[0].islower()


# A mark stands after a stop or bracket (not within 21.1), or stuck to a word before a stop or space.
_MARK_AT = re.compile(
    r"(?<=[.。,，;；:：!！?？)）”’\"»\]】])(?<!\d[.,:])(?:\d{1,3}|[*†‡]{1,3})(?=$|[\s\u3400-\u9fff，。；、（“])"
    r"|(?<=[\u3400-\u9fff])\d{1,3}(?=[，。；：、）]|$)"
    r"|(?<=[a-z]{3})\d{1,3}(?=[.,;:)]|\s|$)"
    r"|[¹²³⁰⁴-⁹]{1,3}"
)
_RAISED = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")


def _take_marks(drafts: Sequence[_Draft]) -> None:
    """Take the marks of the document's footnotes out of the flow: each label once, in the footnotes' order."""
    labels = [d.number for d in drafts if d.kind == "footnote" and d.number]
    raised = {label for d in drafts for _, label in d.marks}
    wanted = [label for label in dict.fromkeys(labels) if label not in raised]
    for draft in drafts:
        if draft.kind in ("footnote", "furniture") or draft.marks or not wanted:
            continue
        cuts: list[tuple[int, int, str]] = []
        for match in _MARK_AT.finditer(draft.text):
            label = match.group().translate(_RAISED)
            if label in wanted[:2]:
                del wanted[: wanted.index(label) + 1]
                cuts.append((match.start(), match.end(), label))
        if cuts:
            _cut(draft, cuts)


def _cut(draft: _Draft, cuts: Sequence[tuple[int, int, str]]) -> None:
    text, runs, marks, done, at = "", [], [], 0, 0
    for start, end, label in [*cuts, (len(draft.text), len(draft.text), "")]:
        runs += [(r[0] + at, r[1], r[2]) for r in sliced(draft.runs, done, start)]
        text += draft.text[done:start]
        at, done = len(text), end
        if label:
            marks.append((at, label))
    draft.text, draft.runs, draft.marks = text, tuple(runs), tuple(marks)
