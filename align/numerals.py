"""Numerals of Chinese and English, in figures, characters, Roman letters and words, and the numbers that they stand for."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "CARDINALS",
    "HAN_DIGITS",
    "HAN_NUMERAL",
    "HAN_UNITS",
    "MONTHS",
    "ORDINALS",
    "TENS",
    "han_number",
    "number_of",
    "roman_number",
]

HAN_NUMERAL = "〇零○一二两兩三四五六七八九十百千廿卅"
"""Characters of Chinese numerals below ten thousand, for use inside a character class."""

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
HAN_DIGITS = {c: k for k, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2, "○": 0}
HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
"""What each character of a Chinese numeral means: a digit, or what the digit before it is multiplied by."""

_HAN_TENS = {"廿": 20, "卅": 30}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_FORM = re.compile(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,4})", re.IGNORECASE)
_HAN_NUMBER = re.compile(r"^第?([〇零○一二两三四五六七八九十百千万亿]+)")
CARDINALS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
ORDINALS = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
"""English numerals: the cardinal and the ordinal words for 0 to 19, by number, and those of the tens from twenty on."""
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip


@lru_cache(maxsize=1)
def _english_numbers() -> dict[str, str]:
    from align.stemming import stem

    found = {stem(w): str(k) for k, w in enumerate(CARDINALS)} | {stem(w): str(k) for k, w in enumerate(ORDINALS)}
    for k, w in enumerate(TENS):
        found[stem(w)] = found[stem(w[:-1] + "ieth")] = str(20 + 10 * k)
    return found | {stem(w.lower()): str(k) for k, w in enumerate(MONTHS, 1)}


def han_number(text: str) -> int | None:
    """The number that Chinese numerals write, or None.

    >>> han_number("二千零一十九"), han_number("二〇一九"), han_number("廿三"), han_number("工发")
    (2019, 2019, 23, None)
    """
    if not text or any(c not in HAN_DIGITS and c not in HAN_UNITS and c not in _HAN_TENS for c in text):
        return None
    if all(c in HAN_DIGITS for c in text):
        return int("".join(str(HAN_DIGITS[c]) for c in text))
    total = part = digit = 0
    for c in text:
        if c in HAN_DIGITS:
            digit = HAN_DIGITS[c]
        elif c in _HAN_TENS:
            part += _HAN_TENS[c]
            digit = 0
        elif (unit := HAN_UNITS[c]) >= 10_000:
            total = (total + part + digit) * unit
            part = digit = 0
        else:
            part += (digit or 1) * unit
            digit = 0
    return total + part + digit


def roman_number(text: str) -> int | None:
    """The value of a Roman numeral in either case, a fourth stroke allowed (VIIII); None if it is not a Roman numeral.

    >>> roman_number("XIV"), roman_number("iii"), roman_number("VIIII"), roman_number("IIX")
    (14, 3, 9, None)
    """
    if not text or not _ROMAN_FORM.fullmatch(text):
        return None
    values = [_ROMAN[c] for c in text.lower()]
    return sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def number_of(word: str, language: str) -> str | None:
    """The number a word means, as digits, or None.

    >>> number_of("第二十", "zh"), number_of("twelfth", "en"), number_of("53.9", "fr")
    ('20', '12', '53.9')
    """
    if word[0].isdecimal():
        match = _DIGITS.match(word)
        return match.group() if match else None
    if language == "zh":
        match = _HAN_NUMBER.match(word)
        value = han_number(match.group(1)) if match else None
        return None if value is None else str(value)
    return _english_numbers().get(word) if language == "en" else None
