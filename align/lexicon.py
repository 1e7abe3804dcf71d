"""What translates what, word by word: the shipped dictionary, numbers, names, cognates, and what was learned."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from align.words import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Lexicon", "Links", "Strengths", "conditional", "links", "merged"]

Links = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.float32]", "NDArray[np.float32]"]
"""Row pointers over the source types; target types; t(target|source); t(source|target)."""
Strengths = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.float32]"]
"""Pairs of types with a strength of 0 to 1: source types, target types, strengths; ordered, each pair once."""

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_HAN_DIGIT = {c: k for k, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_HAN_NUMBER = re.compile(r"^第?([〇零○一二两三四五六七八九十百千万亿]+)")
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ORDINAL = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


class Lexicon:
    """To come."""


@lru_cache(maxsize=1)
def _english_numbers() -> dict[str, str]:
    from align.words import stem

    found = {stem(w): str(k) for k, w in enumerate(_SMALL)} | {stem(w): str(k) for k, w in enumerate(_ORDINAL)}
    for k, w in enumerate(_TENS):
        found[stem(w)] = found[stem(w[:-1] + "ieth")] = str(20 + 10 * k)
    months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    return found | {stem(w): str(k) for k, w in enumerate(months, 1)}


def han_number(text: str) -> int | None:
    """The number that Chinese numerals write, or None.

    >>> han_number("二千零一十九"), han_number("二〇一九"), han_number("工发")
    (2019, 2019, None)
    """
    if not text or any(c not in _HAN_DIGIT and c not in _HAN_UNIT for c in text):
        return None
    if all(c in _HAN_DIGIT for c in text):
        return int("".join(str(_HAN_DIGIT[c]) for c in text))
    total = part = digit = 0
    for c in text:
        if c in _HAN_DIGIT:
            digit = _HAN_DIGIT[c]
        elif (unit := _HAN_UNIT[c]) >= 10_000:
            total = (total + part + digit) * unit
            part = digit = 0
        else:
            part += (digit or 1) * unit
            digit = 0
    return total + part + digit


def number_of(word: str, language: str) -> str | None:
    """The number a word means, as digits, or None.

    >>> number_of("第二十", "zh"), number_of("twelfth", "en"), number_of("53.9", "fr")
    ('20', '12', '53.9')
    """
    if word[0].isdigit():
        match = _DIGITS.match(word)
        return match.group() if match else None
    if language == "zh":
        match = _HAN_NUMBER.match(word)
        value = han_number(match.group(1)) if match else None
        return None if value is None else str(value)
    return _english_numbers().get(word) if language == "en" else None


def _numbers(src: Side, tgt: Side) -> Iterator[tuple[int, int, float]]:
    values = defaultdict(list)
    for k, word in enumerate(tgt.types):
        if value := number_of(word, tgt.language):
            values[value].append(k)
    for k, word in enumerate(src.types):
        if value := number_of(word, src.language):
            for other in values.get(value, ()):
                yield k, other, 0.9


def _identical(src: Side, tgt: Side) -> Iterator[tuple[int, int, float]]:
    place = {word: k for k, word in enumerate(tgt.types)}
    for k, word in enumerate(src.types):
        other = place.get(word)
        if other is None:
            # an English stem is not a word: a name in Latin letters is written in full in a Chinese text
            continue
        yield k, other, 0.9


def _dictionary(src: Side, tgt: Side) -> Iterator[tuple[int, int, float]]:
    from align.resources import FOLDER, read_lexicon

    row, stems, pointers, columns, values = read_lexicon(FOLDER / "zh-en.lexicon")
    import numpy as np

    place = {word: k for k, word in enumerate(tgt.types)}
    local = np.array([place.get(w, -1) for w in stems], dtype=np.int32)

    def entry(word: str, factor: float) -> Iterator[tuple[int, float]]:
        r = row.get(word)
        if r is not None:
            for p in range(pointers[r], pointers[r + 1]):
                if (other := int(local[columns[p]])) >= 0:
                    yield other, factor * float(values[p]) / 255

    for k, word in enumerate(src.types):
        found: dict[int, float] = {}
        for other, value in entry(word, 1.0):
            found[other] = max(found.get(other, 0.0), value)
        if len(word) > 1 and not word.isascii():
            parts = list(_parts(word, row)) if word not in row else list(word)
            for part in parts:
                for other, value in entry(part, 0.6 if word not in row else 0.25):
                    found[other] = max(found.get(other, 0.0), value)
        for other, value in found.items():
            yield k, other, value


def _parts(word: str, known: dict[str, int]) -> Iterator[str]:
    """Longest known parts of an unknown word, from the left."""
    i = 0
    while i < len(word):
        for j in range(len(word) if i else len(word) - 1, i, -1):
            if j == i + 1 or word[i:j] in known:
                yield word[i:j]
                i = j
                break


def links(src: Side, tgt: Side, lexicon: Lexicon | None = None) -> Strengths:
    """What of one text can translate what of the other, with a strength of 0 to 1."""
    import numpy as np

    found: dict[int, float] = {}
    m = len(tgt.types)
    sources = [_numbers(src, tgt), _identical(src, tgt)]
    if (src.language, tgt.language) == ("zh", "en"):
        sources.append(_dictionary(src, tgt))
    for source in sources:
        for i, j, value in source:
            key = i * m + j
            if value > found.get(key, 0.0):
                found[key] = value
    keys = np.fromiter(found, dtype=np.int64, count=len(found))
    order = np.argsort(keys)
    values = np.fromiter(found.values(), dtype=np.float32, count=len(found))
    return (keys[order] // max(1, m)).astype(np.int32), (keys[order] % max(1, m)).astype(np.int32), values[order]


def merged(one: Strengths, other: Strengths, m: int) -> Strengths:
    """Both, the greater strength where both have a pair; `m` is the number of types of the second side."""
    import numpy as np

    keys = np.concatenate([part[0].astype(np.int64) * m + part[1] for part in (one, other)])
    values = np.concatenate([one[2], other[2]])
    order = np.lexsort((-values, keys))
    keys, values = keys[order], values[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    keys = keys[first]
    return (keys // max(1, m)).astype(np.int32), (keys % max(1, m)).astype(np.int32), values[first]


def conditional(strengths: Strengths, n: int, m: int) -> Links:
    """Links as probabilities, both ways: a strength by the sum of those of its word and a little more."""
    import numpy as np

    rows, columns, values = strengths
    pointers = np.zeros(n + 1, dtype=np.int32)
    pointers[1:] = np.cumsum(np.bincount(rows, minlength=n))
    ways = []
    for one, size in ((rows, n), (columns, m)):
        total = np.bincount(one, weights=values, minlength=size) + 0.3
        ways.append((values / total[one]).astype(np.float32))
    return pointers, columns, ways[0], ways[1]
