"""The numbers, months, ordinals and document symbols of a sentence, with the form they are written in.

A value can be read in one language and written in the other: 第十九届 and “nineteenth” are the ordinal 19 in two forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from align.numerals import CARDINALS, MONTHS, ORDINALS, TENS, han_number
from align.un_documents import find_symbols

__all__ = ["Value", "ValueKind", "values", "written"]

ValueKind = Literal["symbol", "number", "ordinal", "month"]
Form = Literal["as it is", "digits", "grouped", "ordinal digits", "word", "han", "han digits", "name", "short name"]

_MONTH_OF = {name: n for n, name in enumerate(MONTHS, 1)}
_SHORT_OF = {name[:3]: n for n, name in enumerate(MONTHS, 1) if name != "May"} | {"Sept": 9}
_WORD_OF = {word: n for n, word in enumerate(CARDINALS) if n} | {word: 20 + 10 * n for n, word in enumerate(TENS)}
_ORDINAL_OF = {word: n for n, word in enumerate(ORDINALS) if n} | {
    word[:-1] + "ieth": 20 + 10 * n for n, word in enumerate(TENS)
}
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)?"
_TENS_PART = "|".join(TENS)
_NUMBER_WORD = "|".join(sorted((*_WORD_OF, *_ORDINAL_OF), key=len, reverse=True))
_EN = re.compile(
    rf"(?<![A-Za-z\d.])(?P<digits>{_DIGITS})(?P<suffix>st|nd|rd|th)?(?![A-Za-z\d])"
    rf"(?:[ \u00a0](?P<scale>thousand|million|billion|trillion)\b)?"
    rf"|\b(?P<month>{'|'.join((*MONTHS, 'Sept', *(m for m in _SHORT_OF if m != 'Sept')))})\b"
    rf"|\b(?P<word>(?:(?:{_TENS_PART})[- ])?(?:{_NUMBER_WORD}))\b",
    re.IGNORECASE,
)
_HAN = "〇零○一二三四五六七八九十百千两"
_ZH = re.compile(
    rf"第\s?(?P<ordinal>\d+|[{_HAN}]+)(?=\s?[届屆次号號条條章节節段款项項期轮輪版卷部])"
    rf"|(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])\s?(?=月(?![球亮光饼]))"
    rf"|(?<![A-Za-z\d.])(?P<digits>{_DIGITS})(?![A-Za-z\d])(?:\s?(?P<scale>[万萬亿億]+|百万|千万))?"
    rf"|(?P<year>[〇零○一二三四五六七八九]{{4}})(?=\s?年)"
    rf"|(?P<han>[一二三四五六七八九]?十[一二三四五六七八九]|[二三四五六七八九]十|(?<![〇零○一二三四五六七八九十百千万萬第两])[一二两三四五六七八九])"
    r"(?=\s?[年个個名次项項国國段条條位份])"
)
_SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "百万": 10**6, "千万": 10**7, "万亿": 10**12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text: its span, what it is worth, and how it is written. `scale` is 10**6 for “million”."""

    start: int
    end: int
    kind: ValueKind
    worth: Fraction | str
    form: Form
    text: str
    scale: int = 1


def values(text: str, language: str) -> list[Value]:
    """The values of a sentence in order; of languages other than Chinese and English, digits and symbols.

    >>> [(one.kind, str(one.worth), one.form) for one in values("第十九届会议，2021年11月", "zh")]
    [('ordinal', '19', 'han'), ('number', '2021', 'digits'), ('month', '11', 'digits')]
    >>> [(one.kind, str(one.worth), one.form) for one in values("nineteenth session (GC.19/2), November", "en")]
    [('ordinal', '19', 'word'), ('symbol', 'GC.19/2', 'as it is'), ('month', '11', 'name')]
    """
    found = [
        Value(start, end, "symbol", symbol.text, "as it is", text[start:end])
        for start, end, symbol in find_symbols(text)
    ]
    hidden = text
    for one in found:
        hidden = hidden[: one.start] + "\x00" * (one.end - one.start) + hidden[one.end :]
    found += _chinese(hidden) if language == "zh" else _western(hidden)
    return sorted(found, key=lambda one: one.start)


def written(value: Fraction | str, like: Value) -> str | None:
    """The value written in the form of another; None where that form cannot write it.

    >>> (nineteenth,) = values("Nineteenth", "en")
    >>> written(Fraction(20), nineteenth), written(Fraction(51), nineteenth), written(Fraction(3, 2), nineteenth)
    ('Twentieth', 'Fifty-first', None)
    >>> (million,) = values("3.2 million", "en")
    >>> written(Fraction(3_400_000), million), written(Fraction(1_234), million)
    ('3.4 million', None)
    """
    if isinstance(value, str) or like.kind == "symbol":
        return value if isinstance(value, str) and like.kind == "symbol" else None
    if like.kind == "month":
        return _month(value, like)
    if like.scale > 1:
        mark = like.text[len(_plain_digits(like.text)) :]
        share = value / like.scale
        digits = _decimal(share)
        return None if digits is None or len(digits.partition(".")[2]) > 2 else digits + mark
    if like.form in ("digits", "grouped"):
        return _digits(value, like)
    return _counted(int(value), like) if value.denominator == 1 and value > 0 else None


def _western(text: str) -> Iterator[Value]:
    for match in _EN.finditer(text):
        start, end = match.span()
        shown = match[0]
        if match["month"]:
            name = match["month"]
            known = _MONTH_OF.get(name.capitalize()) or _SHORT_OF.get(name.capitalize())
            # “may” and “march” are verbs as well
            if name[0].isupper() and known and _beside_a_day(text, start, end, name):
                form: Form = "name" if name.capitalize() in _MONTH_OF else "short name"
                yield Value(start, end, "month", Fraction(known), form, shown)
        elif match["word"]:
            yield from _word(match["word"].lower(), start, end, shown)
        elif match["suffix"]:
            yield Value(start, end, "ordinal", _fraction(match["digits"]), "ordinal digits", shown)
        else:
            yield _number(match, start, end, shown)


def _beside_a_day(text: str, start: int, end: int, name: str) -> bool:
    if name.lower() not in ("may", "march", "mar"):
        return True
    return bool(re.search(r"\d\s?$|\b(?:in|of|since|until|by)\s$", text[:start]) or re.match(r"\s\d", text[end:]))


def _word(word: str, start: int, end: int, shown: str) -> Iterator[Value]:
    tens, _, last = word.replace(" ", "-").rpartition("-")
    base = _WORD_OF[tens] if tens else 0
    small = _WORD_OF.get(last, _ORDINAL_OF.get(last, 0))
    if base and small > 9:
        return
    kind: ValueKind = "ordinal" if last in _ORDINAL_OF else "number"
    yield Value(start, end, kind, Fraction(base + small), "word", shown)


def _chinese(text: str) -> Iterator[Value]:
    for match in _ZH.finditer(text):
        for group in ("ordinal", "month", "year", "han"):
            shown = match[group]
            if not shown:
                continue
            start, end = match.span(group)
            worth = int(shown) if shown.isascii() else han_number(shown)
            kind: ValueKind = "number" if group in ("year", "han") else "ordinal" if group == "ordinal" else "month"
            if worth is not None:
                form: Form = "digits" if shown.isascii() else "han digits" if group == "year" else "han"
                yield Value(start, end, kind, Fraction(worth), form, shown)
        if match["digits"]:
            yield _number(match, *match.span(), match[0])


def _number(match: re.Match[str], start: int, end: int, shown: str) -> Value:
    scale = _SCALES.get((match["scale"] or "").lower(), 1)
    form: Form = "grouped" if re.search("[,\u00a0\u202f]", match["digits"]) else "digits"
    return Value(start, end, "number", _fraction(match["digits"]) * scale, form, shown, scale)


def _fraction(digits: str) -> Fraction:
    return Fraction(re.sub("[,\u00a0\u202f]", "", digits))


def _plain_digits(shown: str) -> str:
    match = re.match(_DIGITS, shown)
    return match[0] if match else ""


def _month(value: Fraction, like: Value) -> str | None:
    if value.denominator != 1 or not 1 <= value <= 12:
        return None
    number = int(value)
    if like.form == "digits":
        return str(number)
    if like.form == "han":
        return _han(number)
    name = MONTHS[number - 1]
    name = name if like.form == "name" else name[:3]
    return name.upper() if like.text.isupper() else name


def _digits(value: Fraction, like: Value) -> str | None:
    digits = _decimal(value)
    if digits is None:
        return None
    whole, dot, part = digits.partition(".")
    separator = re.search("[,\u00a0\u202f]", like.text)
    if separator and len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", separator[0])
    elif not separator and len(whole) > 4 and like.worth < 1000:  # type: ignore[operator]
        return None  # the form does not show whether digits are grouped
    return whole + dot + part


def _decimal(value: Fraction) -> str | None:
    """The value in digits where at most three decimals write it exactly."""
    if (value * 1000).denominator != 1:
        return None
    return f"{float(value):.3f}".rstrip("0").rstrip(".") if value < 10**12 else None


def _counted(number: int, like: Value) -> str | None:
    if like.form == "ordinal digits":
        suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{suffix}"
    if like.form == "han digits":
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    if like.form == "han":
        return "两" if number == 2 and like.kind == "number" else _han(number)
    if number > 99:
        return None
    if like.kind == "number" and number > 9:
        return str(number)  # what is spelt out up to nine is in digits from ten, by the UN's rules
    word = _in_words(number, ordinal=like.kind == "ordinal")
    if like.text.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if like.text[0].isupper() else word


def _in_words(number: int, *, ordinal: bool) -> str:
    small = ORDINALS if ordinal else CARDINALS
    if number < 20:
        return small[number]
    tens, unit = TENS[number // 10 - 2], number % 10
    if not unit:
        return tens[:-1] + "ieth" if ordinal else tens
    return f"{tens}-{small[unit]}"


def _han(number: int) -> str | None:
    """A number below a thousand in Chinese numerals.

    >>> [_han(n) for n in (7, 10, 19, 20, 51, 105, 110, 1000)]
    ['七', '十', '十九', '二十', '五十一', '一百零五', '一百一十', None]
    """
    digits = "零一二三四五六七八九"
    if not 0 < number < 1000:
        return None
    hundreds, rest = divmod(number, 100)
    tens, unit = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and unit:
        text += "零"
    return text + (digits[unit] if unit else "")
