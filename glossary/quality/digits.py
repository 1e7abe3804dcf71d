"""Figures in digits, and months, of sentences in any of the languages of the United Nations, as values that can be compared.

Numbers in words are read in Chinese and English only (see glossary.quality.numbers); here they ask for no answer, so that
a pair of other languages is not full of false alarms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from align.un_documents import find_symbols
from glossary.quality.numbers import MONTH, Figure

__all__ = ["digit_figures"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "январ феврал март апрел ма[йя] июн июл август сентябр октябр ноябр декабр",
    "ar": "يناير فبراير مارس أبريل مايو يونيه يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_AGAIN = {"ar": "يناير فبراير مارس نيسان أيار يونيو يوليو آب أيلول تشرين.الأول تشرين.الثاني كانون.الأول"}


def digit_figures(text: str, language: str) -> Iterator[Figure]:
    """The figures in digits; a figure is taken for its readings with a decimal point and without.

    >>> [sorted(map(float, one.values)) for one in digit_figures("1,5 million le 12 mai", "fr") if max(one.values) < MONTH]
    [[1.5, 15.0], [12.0]]
    """
    plain = re.sub(r"https?://\S+|www\.\S+|\S+@\S+", lambda found: " " * len(found[0]), text.translate(_DIGITS))
    for start, end, _ in find_symbols(plain):
        plain = plain[:start] + " " * (end - start) + plain[end:]
    for found in _NUMBER.finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :]
        values = {Fraction(re.sub(r"\D", "", found[0]))}
        if point := re.fullmatch(r"([\d \u00a0\u202f]+|\d+(?:[.,]\d{3})*)[.,](\d+)", found[0]):
            whole = re.sub(r"\D", "", point[1])
            values.add(Fraction(f"{whole}.{point[2]}"))
        name = re.search(r"[^\W\d_][-‐‑]?$|[A-Z][-‐‑]$", before) or re.match(r"[-‐‑]?[A-Z]", after)
        label = not before.strip() or re.search(r"[(（[]\s?$", before) or re.search(r"[^\W\d_][.,;»”\"]?$", before)
        strong = not name and not (label and len(found[0]) <= 3) and min(values) > 12
        yield Figure(*found.span(), frozenset(values), strong)
    for names in (_MONTHS, _AGAIN):
        for number, month in enumerate(names.get(language, "").split(), 1):
            for found in re.finditer(rf"(?<!\w){month}", text, 0 if language == "en" else re.IGNORECASE):
                yield Figure(*found.span(), frozenset({Fraction(MONTH + number)}), False)
