"""Figures in digits, and months, of sentences in any of the languages of the United Nations, as values that can be compared.

Numbers in words (those of Chinese and English are in glossary.quality.numbers) can be counterparts of figures in digits
but need none themselves, so that pairs of other languages are not full of false alarms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from align.numerals import MONTHS, roman_number
from align.un_documents import find_symbols
from glossary.quality.number_words import scale_after, words_for_numbers
from glossary.quality.numbers import MONTH, Figure

__all__ = ["digit_figures"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_NUMBER = re.compile(
    r"(?<![^\W\u3400-\u9fff])(?<![.,/-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
)
_ARABIC = re.compile(
    r"(?<![\w.,/-])\d{3}(?:[.,]\d+)?(?:[ \u00a0\u202f]\d{3})*[ \u00a0\u202f]\d{1,3}(?![\d.,]*\d)"  # from right to left
    r"|(?<![\w.,/-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*(?:-\d{1,3}(?![\d-]))?"
)
_MONTHS = {
    "en": " ".join(MONTHS),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "январ феврал март апрел ма[йя] июн июл август сентябр октябр ноябр декабр",
    "ar": "يناير فبراير مارس أبريل مايو يونيه يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_AGAIN = {"ar": "يناير فبراير مارس نيسان أيار يونيو يوليو آب أيلول تشرين.الأول تشرين.الثاني كانون.الأول"}


_ROMAN = re.compile(r"\b(?=[IVX]+(?:e|er|ème|th)?\b)X{0,3}(?:IX|IV|V?I{0,3})")
_GLUED = re.compile(r"((?:19|20)\d\d)\d{1,2}")
"""A year followed by a footnote mark that is no longer raised."""
_CLOCK = re.compile(
    r"(?<![\d.,/:])(?P<hour>[01]?\d|2[0-4])\s?(?:"
    r"(?:h(?:eures?|oras?|rs?)?|ч(?:\.|ас\w*\.?)?|ساعة)(?![^\W\d_])\.?(?:\s?(?P<minutes>[0-5]?\d)(?![\d.,]\d)(?:\s?(?:м(?:ин)?\.|min\b))?)?"
    r"|[.:](?P<more>[0-5]\d)(?=\s?(?:[ap]\.?\s?m\b|h(?:ora|r)?s?\b|ч|heures))"
    r"|(?P<half>(?=\s?[ap]\.?\s?m\b))"
    r"|:(?P<colon>[0-5]\d)(?![\d:])"
    r"|(?P<joined>[0-5]\d)(?=Z\b|\s(?:hours|horas|hrs)\b))",
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"(?<=\bAt )(?P<hour>[01]\d|2[0-4])(?P<joined>[0-5]\d)(?=,)|(?<=[Bb]etween )(?P<from>[01]\d|2[0-4])00(?= and \d{4} hours)"
)
_ARABIC_CLOCK = re.compile(r"الساعة\s+(?P<joined>[0-5]\d)[/:](?P<hour>[01]?\d|2[0-4])(?!\d)")


def digit_figures(text: str, language: str) -> Iterator[Figure]:
    """The figures in digits; a figure is taken for its readings with a decimal point and without.

    >>> [sorted(map(float, one.values)) for one in digit_figures("1,5 million le 12 mai", "fr") if max(one.values) < MONTH]
    [[1.5, 15.0, 1500000.0, 15000000.0], [12.0], [1000000.0]]
    """
    plain = re.sub(r"https?://\S+|www\.\S+|\S+@\S+", lambda found: " " * len(found[0]), text.translate(_DIGITS))
    for start, end, _ in find_symbols(plain):
        plain = plain[:start] + " " * (end - start) + plain[end:]
    for figure in _clocks(plain, language):
        yield figure
        plain = plain[: figure.start] + " " * (figure.end - figure.start) + plain[figure.end :]
    for found in (_ARABIC if language == "ar" else _NUMBER).finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :]
        values = _values(found[0], language)
        if (scale := scale_after(after, language)) != 1:
            values |= {value * scale for value in values}
        name = re.search(r"[^\W\d_][-‐‑]?$|[A-Z][-‐‑]$", before) or re.match(r"[-‐‑]?[A-Z]", after)
        label = not before.strip() or re.search(r"[(（[]\s?$", before) or re.search(r"[^\W\d_][.,;»”\"]?$", before)
        strong = not name and not (label and len(found[0]) <= 3) and _worth(found[0], language, values) > 12
        yield Figure(*found.span(), frozenset(values), strong)
    for found in _ROMAN.finditer(plain):
        yield Figure(*found.span(), frozenset({Fraction(roman_number(found[0]) or 0)}), False)
    for start, end, meant in words_for_numbers(text, language):
        yield Figure(start, end, meant, False)
    for names in (_MONTHS, _AGAIN):
        for number, month in enumerate(names.get(language, "").split(), 1):
            for found in re.finditer(rf"(?<!\w){month}", text, 0 if language == "en" else re.IGNORECASE):
                yield Figure(*found.span(), frozenset({Fraction(MONTH + number)}), False)


def _worth(digits: str, language: str, values: set[Fraction]) -> Fraction:
    """The value as the language writes figures; the smallest one where it writes them in two ways."""
    point, group = (".", ",") if language in ("en", "zh") else (",", ".")
    if language == "ar" or not re.fullmatch(rf"[\d \u00a0\u202f{re.escape(group)}]+(?:{re.escape(point)}\d+)?", digits):
        return min(values)
    return Fraction(re.sub(rf"[^\d{re.escape(point)}]", "", digits).replace(point, "."))


def _values(digits: str, language: str) -> set[Fraction]:
    """What a figure may stand for: its groups of three digits and its point are written in many ways.

    >>> sorted(map(float, _values("918 483", "ar"))), sorted(map(int, _values("20151", "en")))
    ([483918.0, 918483.0], [2015, 20151])
    """
    values = {Fraction(re.sub(r"\D", "", digits))}
    if point := re.fullmatch(r"([\d \u00a0\u202f]+|\d+(?:[.,]\d{3})*)[.,](\d+)", digits):
        whole = re.sub(r"\D", "", point[1])
        values.add(Fraction(f"{whole}.{point[2]}"))
    if glued := _GLUED.fullmatch(digits):
        values.add(Fraction(glued[1]))
    groups = re.split(r"[ \u00a0\u202f]", digits)
    if language == "ar" and len(groups) > 1:  # the groups stand from right to left
        values.add(Fraction("".join(groups[::-1]).replace(",", ".")))
    if language == "ar" and (halves := re.fullmatch(r"(\d+)-(\d{1,3})", digits)):
        values |= {Fraction(halves[1]), Fraction(f"{halves[1]}.{halves[2]}")}
    return values


def _clocks(text: str, language: str) -> Iterator[Figure]:
    """Hours, which may be counted to twelve or to twenty-four, and their minutes."""
    for pattern in (_CLOCK, _MILITARY, *((_ARABIC_CLOCK,) if language == "ar" else ())):
        for match in pattern.finditer(text):
            known = match.groupdict()
            hour = int(known.get("hour") or known["from"])
            minutes = next((known[name] for name in ("minutes", "more", "colon", "joined") if known.get(name)), "0")
            values = {hour, hour + 12, hour - 12, hour * 100 + int(minutes)}
            yield Figure(match.start(), match.end(), frozenset(map(Fraction, values)), hour > 12)
            yield Figure(match.start(), match.end(), frozenset({Fraction(minutes)}), int(minutes) > 12)
