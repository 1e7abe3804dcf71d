"""The engine: one pass over the places where a sentence might end.

The law: a sentence, split by itself, is one sentence. It holds because each decision looks only at text between the
sentence's start and the next possible end, so that cutting the sentence out takes nothing away that was looked at:

- left of the stop, from the sentence's start on, at most some dozens of characters;
- right of the stop, the closing marks and the next word or clause up to its own stop;
- brackets opened since the sentence's start, and whether they close within LONGEST_BRACKET characters: a bracket that
  closes cannot hold a sentence's end, so its end is in the same sentence.

All looks are bounded, so the time grows as the length of the text, whatever is in it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from align.languages import normalize_code
from align.segmenter import han, western
from align.segmenter.rules import NO_RULES, Rules

__all__ = ["rules_of", "split"]

MODULES = frozenset({"ar", "de", "en", "es", "fr", "ru", "zh"})
"""Languages with rules of their own; all others are split by stops and capitals alone."""
LONGEST_BRACKET = 300
"""A bracket that stays open longer is taken for one that nobody closed."""
LOOK_FOR_WORD = 60

_BLANK_LINE = re.compile(r"\n(?:[^\S\n]*\n)+|[\f\v\x1c-\x1e\u2028\u2029]+|\r(?!\n)[^\S\n]*\r")
_CLOSING_BRACKET = re.compile(r"[)\]）］〕]")
_NOT_SPACE = re.compile(r"\S")
_WORD = re.compile(r"\w")


@cache
def rules_of(language: str) -> Rules:
    """Rules of a language, given as a code, a tag or a name; the general rules where it has none of its own. Raises
    UnknownLanguage for anything that is not a language.

    >>> rules_of("zh-Hant") is rules_of("Chinese"), rules_of("en") is rules_of("zh")
    (True, False)
    """
    code = normalize_code(language)
    if code == "ja":
        code = "zh"
    if code not in MODULES:
        return NO_RULES
    rules: Rules = import_module(f"align.segmenter.{code}").RULES
    return rules


def split(text: str, language: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one paragraph, in order: half-open, in code points of `text`.

    With the white space between them they cover the text; none begins or ends with white space, none is empty. A
    line break is white space, a blank line always ends a sentence. Splitting a sentence again gives it back whole.
    Raises UnknownLanguage.

    >>> split("He came. She left.", "en")
    [(0, 8), (9, 18)]
    >>> split("会议通过了决议。会议闭幕。", "zh-CN")
    [(0, 8), (8, 13)]
    """
    rules = rules_of(language)
    spans: list[tuple[int, int]] = []
    at = 0
    for gap in _BLANK_LINE.finditer(text):
        spans.extend(_split_block(text[at : gap.start()], at, rules))
        at = gap.end()
    spans.extend(_split_block(text[at:] if at else text, at, rules))
    return spans


def _split_block(text: str, offset: int, rules: Rules) -> list[tuple[int, int]]:
    first = _NOT_SPACE.search(text)
    if first is None:
        return []
    begin = first.start()
    end = len(text.rstrip())
    family = han if rules.han else western
    spans: list[tuple[int, int]] = []
    start, depth, opened = begin, 0, begin
    for stop in family.candidates(rules).finditer(text, begin, end):
        kind = stop.lastgroup
        if kind == "open":
            if not depth:
                opened = stop.start()
            depth += 1
            continue
        if kind == "shut":
            depth -= depth > 0
            continue
        # Brackets that close right after the stop are closed by then: “(See para. 3.)”.
        inside = depth > 0 and opened > start and stop.start() < opened + LONGEST_BRACKET
        depth = max(0, depth - len(_CLOSING_BRACKET.findall(stop["close"])))
        if stop.end() >= end:
            break
        if inside and not depth and rules.han:
            continue  # “他问（为什么？）并要求答复”: the sentence has its own stop after the bracket
        if depth and opened > start and _CLOSING_BRACKET.search(text, stop.end("close"), opened + LONGEST_BRACKET):
            continue
        if (
            not _WORD.search(text, start, min(stop.start(), start + LOOK_FOR_WORD))
            and stop.start() < start + LOOK_FOR_WORD
        ):
            continue
        cut = family.sentence_end(text, start, end, stop, rules)
        if cut is None or cut >= end:
            continue
        spans.append((start + offset, cut + offset))
        following = _NOT_SPACE.search(text, cut)
        start = following.start() if following else end
        depth = 0
    if start < end:
        spans.append((start + offset, end + offset))
    return spans
