"""Numbers, months, ordinals and symbols of a new sentence, put into the translation of an earlier one.

A value is carried over only where nothing else can be meant: where it became another, it did so everywhere in the
source, and the translation says the old one as often as the source does and no more. What cannot be written in the form of
the translation, or would change the words around it (one report, two reports), stays as it is. Nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from align.numerals import MONTHS
from glossary.memory.types import Carried
from glossary.memory.values import Value, values, written
from glossary.search.skeleton import plain

__all__ = ["carry_over", "replaced"]

Key = tuple[str, Fraction | str]

_WORD = re.compile(r"[^\W\d_]+|[^\w\s]")
_LABELLED = re.compile(
    r"(?:paragraph|paras?\.|item|article|section|chapter|annex|part|phase|goal|target|table|figure|rule|no\.|nos?\.|"
    r"decision|resolution|module|group|level|tier|page|pp?\.)\s$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\ban?\s$", re.IGNORECASE)
_UNCOUNTED = re.compile(rf"^\s?(?:per cent|percent|%|\)|{'|'.join(MONTHS)})")


def carry_over(
    new: str, old: str, target: str, *, src_lang: str, tgt_lang: str
) -> tuple[str, tuple[Carried, ...], bool]:
    """The translation of `old` with the values of `new` in it, what was carried, and whether all that differ were.

    >>> carry_over("第二十届会议，2023年", "第十九届会议，2021年", "Nineteenth session, 2021", src_lang="zh", tgt_lang="en")[0]
    'Twentieth session, 2023'
    >>> carry_over("5 and 5", "4 and 5", "四和五，5", src_lang="en", tgt_lang="zh")[2]
    False
    """
    changes, complete = _changes(new, old, src_lang)
    if not changes:
        return target, (), complete
    before = values(old, src_lang)
    there = values(target, tgt_lang)
    replacements: list[tuple[int, int, str]] = []
    for key, fresh in changes.items():
        places = [one for one in there if _key(one) == key]
        said = sum(_key(one) == key for one in before)
        if not places or len(places) > said or any(not _free(target, one, fresh, tgt_lang) for one in places):
            complete = False
            continue
        texts = [written(fresh, one) for one in places]
        if None in texts:
            complete = False
            continue
        replacements += [(one.start, one.end, text) for one, text in zip(places, texts, strict=True) if text]
    proposal, carried = replaced(target, replacements)
    return proposal, carried, complete


def replaced(text: str, replacements: Sequence[tuple[int, int, str]]) -> tuple[str, tuple[Carried, ...]]:
    """A text with spans replaced, and what was carried.

    >>> replaced("in 2021", [(3, 7, "2023")])
    ('in 2023', (Carried(start=3, end=7, old='2021', new='2023'),))
    """
    pieces: list[str] = []
    carried: list[Carried] = []
    at = length = 0
    for start, end, fresh in sorted(replacements):
        pieces += [text[at:start], fresh]
        length += start - at
        carried.append(Carried(length, length + len(fresh), text[start:end], fresh))
        length += len(fresh)
        at = end
    return "".join([*pieces, text[at:]]), tuple(carried)


def _key(value: Value) -> Key:
    """An ordinal may be a cardinal in the other language: 第 5 段 is paragraph 5."""
    return ("number" if value.kind == "ordinal" else value.kind, value.worth)


def _changes(new: str, old: str, language: str) -> tuple[dict[Key, Fraction | str], bool]:
    """Values that became others, and whether the two differ in such values only."""
    sides = [_sequence(text, language) for text in (old, new)]
    shapes = [[shape for shape, _ in side] for side in sides]
    matcher = SequenceMatcher(None, shapes[0], shapes[1], autojunk=False)
    pairs: list[tuple[Value, Value]] = []
    complete = True
    for tag, a, b, c, d in matcher.get_opcodes():
        left, right = ([value for _, value in side[x:y]] for side, (x, y) in zip(sides, ((a, b), (c, d)), strict=True))
        if tag == "equal":
            pairs += [(x, y) for x, y in zip(left, right, strict=True) if x is not None and y is not None]
        else:
            complete = False
    became: dict[Key, set[Fraction | str]] = {}
    for before, after in pairs:
        became.setdefault(_key(before), set()).add(after.worth)
    changes: dict[Key, Fraction | str] = {}
    for key, fresh in became.items():
        if fresh != {key[1]}:
            if len(fresh) == 1:
                changes[key] = next(iter(fresh))
            else:
                complete = False  # 5 became 6 here and stayed 5 there: which is which cannot be told
    return changes, complete


def _sequence(text: str, language: str) -> list[tuple[str, Value | None]]:
    """The sentence as words and marks; for a value its kind stands."""
    found: list[tuple[str, Value | None]] = []
    at = 0
    for value in [*values(text, language), None]:
        stop = len(text) if value is None else value.start
        for word in _WORD.findall(plain(text[at:stop]).casefold()):
            found += [(one, None) for one in (word if language == "zh" else [word])]
        if value is not None:
            found.append((f"\x00{value.kind}", value))
            at = value.end
    return found


def _free(text: str, place: Value, fresh: Fraction | str, language: str) -> bool:
    """Whether the words around a value in the translation do not depend on it."""
    if isinstance(fresh, str) or place.kind != "number" or language == "zh":
        return True
    before, after = text[: place.start], text[place.end :]
    if _ARTICLE.search(before):
        return False
    if place.worth != 1 and fresh != 1:
        return True
    return bool(_LABELLED.search(before) or _UNCOUNTED.match(after) or (place.start == 0 and after[:1] in ".)"))
