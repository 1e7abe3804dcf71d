"""Numbers written in words, in French, Spanish, Russian and Arabic, as all values that they may stand for.

They can be the counterpart of a figure of the other language but need none themselves, so one reading too many does no
harm.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from importlib import resources

__all__ = ["LANGUAGES", "scale_after", "words_for_numbers"]

LANGUAGES = ("fr", "es", "ru", "ar")
_LONGEST = 8
"""Words of one number that are read together."""
_AND = frozenset(("et", "y", "e", "и", "de", "des", "du", "partes", "و"))
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_WORD = re.compile(r"[^\W\d_]+")


def words_for_numbers(text: str, language: str) -> Iterator[tuple[int, int, frozenset[Fraction]]]:
    """Spans of numbers in words, half-open, with the values of all their parts that stand together.

    >>> [(start, end, max(map(int, values))) for start, end, values in words_for_numbers("à sa cinquante-huitième session", "fr")]
    [(5, 23, 58)]
    >>> max(max(values) for _, _, values in words_for_numbers("الدورة الثانية والخمسين", "ar"))
    Fraction(52, 1)
    """
    if language not in LANGUAGES:
        return
    run: list[Fraction] = []
    start = end = 0
    for match in _WORD.finditer(text):
        value = _value(match[0], language)
        joined = not text[end : match.start()].strip(" \u00a0-‐‑,") or not run
        if run and (not joined or len(run) == _LONGEST or (value is None and _plain(match[0]) not in _AND)):
            yield start, end, _meanings(run)
            run = []
        if value is not None:
            start = match.start() if not run else start
            run.append(value)
            end = match.end()
        elif run:
            end = match.end()
    if run:
        yield start, end, _meanings(run)


def scale_after(text: str, language: str) -> Fraction:
    """What a figure in digits is multiplied by, told by the word that follows: 1 where there is none.

    >>> int(scale_after(" millones de dólares", "es")), int(scale_after(" casos", "es"))
    (1000000, 1)
    """
    words = re.match(r"[\s\u00a0]{0,2}([^\W\d_]+)\.?(?:[\s\u00a0]([^\W\d_]+))?", text[:40])
    first, second = (_value(word, language) if word else None for word in words.groups()) if words else (None, None)
    if first is None or first < 1000:
        return Fraction(1)
    return first * second if first == 1000 and second is not None and second >= 1_000_000 else first  # mil millones


def _meanings(run: list[Fraction]) -> frozenset[Fraction]:
    """The values of a run of number words and of its parts.

    >>> sorted(map(int, _meanings([Fraction(4), Fraction(20), Fraction(10)])))
    [4, 10, 20, 24, 30, 34, 80, 90]
    """
    found = set(run)
    for first in range(len(run)):
        for last in range(first + 2, len(run) + 1):
            found |= _together(run[first:last])
    return frozenset(found)


def _together(run: list[Fraction]) -> set[Fraction]:
    readings = {_sum(run)}
    if any(one == 4 and two == 20 for one, two in itertools.pairwise(run)):  # quatre-vingt-dix
        place = next(n for n, (one, two) in enumerate(itertools.pairwise(run)) if one == 4 and two == 20)
        readings.add(_sum([*run[:place], Fraction(80), *run[place + 2 :]]))
    if len(run) == 2 and run[1] < 1:  # trois quarts
        readings.add(run[0] * run[1])
    if len(run) == 2 and run[0] < run[1] <= 10:  # tres cuartas partes, два пятых
        readings.add(run[0] / run[1])
    return readings


def _sum(run: list[Fraction]) -> Fraction:
    total = current = Fraction(0)
    for value in run:
        if value == 100:
            current = (current or Fraction(1)) * 100 if current < 10 else current + 100
        elif value >= 1000:
            total, current = total + (current or 1) * value, Fraction(0)
        else:
            current += value
    return total + current


def _plain(word: str) -> str:
    return _MARKS.sub("", word).casefold().replace("ё", "е")


@lru_cache(maxsize=100_000)
def _value(word: str, language: str) -> Fraction | None:
    whole, beginnings = _table(language)
    forms = [_plain(word)]
    if language == "ar":
        bare = forms[0]
        for prefix in ("ال", "و", "وال", "بال", "ب", "لل", "ل", "ول", "وب", "ف", "كال"):
            if bare.startswith(prefix) and len(bare) > len(prefix) + 1:
                forms.append(bare[len(prefix) :])
    for form in forms:
        if form in whole:
            return whole[form]
    if beginnings:
        for size in range(len(forms[0]), 2, -1):
            if forms[0][:size] in beginnings and len(forms[0]) - size <= 5:
                return beginnings[forms[0][:size]]
    return None


@lru_cache(maxsize=8)
def _table(language: str) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    text = (resources.files("glossary") / "resources" / "number_words.tsv").read_text("utf-8")
    whole: dict[str, Fraction] = {}
    beginnings: dict[str, Fraction] = {}
    for line in text.splitlines():
        code, _, rest = line.partition("\t")
        if code == language:
            value, _, words = rest.partition("\t")
            for word in words.split():
                table = beginnings if word.endswith("-") else whole
                table.setdefault(_plain(word.removesuffix("-")), Fraction(value))
    return whole, beginnings
