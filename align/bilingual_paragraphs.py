"""Paragraphs in which one language follows the other, parted where the language changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from align.readers.line_joining import sliced
from align.types import Paragraph

__all__ = ["LETTERS", "parted", "script_in", "weight"]

PURE = 0.93
"""Share of the letters of a paragraph's two halves that must be in the half's own script for it to be parted there."""
PARTS = 2000
"""Largest number of parts that a paragraph is cut into; the rest stays whole."""
_LONGEST = 2000
"""Number of characters of the longest paragraph that is cut into two halves; a longer one is cut between sentences only."""
_HAN_WEIGHT = 3

LETTERS = {
    "han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"),
    "latin": re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "arabic": re.compile("[\u0620-\u06d3\ufb50-\ufdff\ufe70-\ufefc]"),
}
# The same in all languages: symbols, addresses, what is written in capitals or with figures.
_UNSPOKEN = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b[A-Z]+[./-][\w./-]*\d[\w./-]*|\b[A-Z][A-Z\d./-]+\b|\w*\d\w*")
_SENTENCE = re.compile(r"(?<=[。！？；：])\s*(?=[A-ZА-Я“\"(])|(?<=[.!?;:])\s+(?=[\d\u3400-\u9fff（《“「])")


def weight(script: str, text: str) -> int:
    """Number of letters of a script in a text, without names and figures that are the same in all languages.

    A Chinese character counts as three letters. `script` is a key of LETTERS.

    >>> weight("han", "大会 (GC.20/7)"), weight("latin", "the Conference (GC.20/7)")
    (6, 13)
    """
    return len(LETTERS[script].findall(_UNSPOKEN.sub(" ", text))) * (_HAN_WEIGHT if script == "han" else 1)


def script_in(text: str, first: str, second: str) -> str | None:
    """Which of two scripts a text is in; None where it has no letters of either, or as many of both.

    >>> script_in("大会（UNIDO）", "han", "latin")
    'han'
    """
    one, other = weight(first, text), weight(second, text)
    if one == other:
        return None
    return first if one > other else second


def parted(paragraph: Paragraph, first: str, second: str) -> Iterator[Paragraph]:
    """The paragraph, or its parts where one language follows the other in it. Their `runs` and `marks` are kept.

    >>> text = "大会通过了决议。The Conference adopted the resolution."
    >>> [part.text for part in parted(Paragraph(text), "han", "latin")]
    ['大会通过了决议。', 'The Conference adopted the resolution.']
    """
    waiting, parts = [paragraph], 1
    while waiting:
        part = waiting.pop()
        cut = _cut(part.text, first, second) if parts < PARTS else None
        if cut is None:
            yield part
        else:
            parts += 1
            waiting += reversed(_halves(part, cut))


def _halves(paragraph: Paragraph, cut: int) -> tuple[Paragraph, Paragraph]:
    text = paragraph.text
    head = len(text[:cut].rstrip())
    tail = len(text) - len(text[cut:].lstrip())
    low = replace(
        paragraph,
        text=text[:head],
        runs=sliced(paragraph.runs, 0, head),
        marks=tuple(mark for mark in paragraph.marks if mark[0] <= head),
    )
    high = replace(
        paragraph,
        text=text[tail:],
        runs=sliced(paragraph.runs, tail, len(text)),
        marks=tuple((at - tail, label) for at, label in paragraph.marks if at > head),
    )
    return low, high


def _cut(text: str, first: str, second: str) -> int | None:
    """Where one language ends and the other begins, if the halves are nearly pure; None where they are not."""
    if len(text) > _LONGEST:
        return _cut_at_sentence(text, first, second)
    bare = _UNSPOKEN.sub(lambda match: " " * len(match.group()), text)
    one, other = ({m.start() for m in LETTERS[script].finditer(bare)} for script in (first, second))
    if any(len(found) < (2 if script == "han" else 4) for found, script in ((one, first), (other, second))):
        return None
    weights = [(_HAN_WEIGHT if script == "han" else 1) for script in (first, second)]
    total = len(one) * weights[0] + len(other) * weights[1]
    best: tuple[float, int] | None = None
    left = depth = 0  # `left`: weight of the first script before the place, less that of the second
    for at, sign in enumerate(text):
        if at and not depth and _may_turn(text, at):
            pure = max(len(other) * weights[1] + left, len(one) * weights[0] - left) / total
            if best is None or pure > best[0]:
                best = (pure, at)
        depth = max(0, depth + (sign in "（([《“「『") - (sign in "）)]》”」』"))
        left += weights[0] * (at in one) - weights[1] * (at in other)
    if best is None or best[0] < PURE:
        return _cut_at_sentence(text, first, second)
    return best[1]


def _may_turn(text: str, at: int) -> bool:
    """Whether a language may begin at `at`: after space or a stop, not before what belongs to the text before it."""
    before, after = text[at - 1], text[at]
    if after.isspace() or after in "。．，、；：？！）」』”’》】.,;:!?)]—–-":
        return False
    return before.isspace() or before in "。！？；：.!?;:）)”»"


def _cut_at_sentence(text: str, first: str, second: str) -> int | None:
    """The first change of language that falls between two sentences."""
    begin = 0
    for match in _SENTENCE.finditer(text):
        before = script_in(text[begin : match.start()], first, second)
        following = _SENTENCE.search(text, match.end())
        after = script_in(text[match.end() : following.start() if following else len(text)], first, second)
        if before is not None and after is not None and before != after:
            return match.end()
        begin = match.end()
    return None
