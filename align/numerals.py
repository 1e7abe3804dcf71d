"""Numerals of Chinese and English, in figures, characters and words, and the numbers that they stand for."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["han_number", "number_of"]

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
