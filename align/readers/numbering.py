"""The numbers that Word shows before paragraphs, which stand in no paragraph's text (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import overload

from lxml import etree

__all__ = ["Numbering", "W", "formatted", "whole_number"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    """Level (from 1) after which it begins anew; None for any higher one, 0 for never."""
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    _abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _num: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    _starts: dict[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """Read the definitions from the root of numbering.xml; empty where there is none."""
        found = cls()
        if root is None:
            return found
        links: dict[str, str] = {}
        styles: dict[str, str] = {}
        for abstract in root.iter(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            found._abstract[key] = {_integer(lvl, "ilvl"): _level(lvl) for lvl in abstract.iter(f"{W}lvl")}
            if (link := _value(abstract, "numStyleLink")) is not None:
                links[key] = link
            if (style := _value(abstract, "styleLink")) is not None:
                styles[style] = key
        for key, link in links.items():
            if link in styles:
                found._abstract[key] = found._abstract[styles[link]]
        for num in root.iter(f"{W}num"):
            key = num.get(f"{W}numId", "")
            abstract_id = _value(num, "abstractNumId") or ""
            overrides: dict[int, _Level] = {}
            for override in num.iter(f"{W}lvlOverride"):
                level = _integer(override, "ilvl")
                own = override.find(f"{W}lvl")
                if own is not None:
                    overrides[level] = _level(own)
                start = _value(override, "startOverride")
                if (first := whole_number(start)) is not None:
                    found._starts[key, level] = first
            found._num[key] = (abstract_id, overrides)
        return found

    def level_of_style(self, number: str, style: str) -> int:
        """The level of a list that is tied to a paragraph style; 0 where none is."""
        levels = self._levels(number)
        return next((n for n, level in levels.items() if level.style == style), 0)

    def next(self, number: str, level: int) -> str:
        """The label of the next paragraph of list `number` at `level` (from 0); empty for one without a label."""
        levels = self._levels(number)
        if level not in levels:
            return ""
        abstract, _ = self._num[number]
        # Lists of one definition count on together, unless one has a start of its own.
        key = abstract
        if (number, level) in self._starts:
            start = self._starts.pop((number, level))
            self._counts[key, level] = start
        elif (key, level) in self._counts:
            self._counts[key, level] += 1
        else:
            self._counts[key, level] = levels[level].start
        for deeper in levels:
            if (
                deeper > level
                and levels[deeper].restart != 0
                and (levels[deeper].restart is None or level < (levels[deeper].restart or 0))
            ):
                self._counts.pop((key, deeper), None)
        for higher in range(level):
            if higher in levels:
                self._counts.setdefault((key, higher), levels[higher].start)
        own = levels[level]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels or at > level:
                return ""
            style = "decimal" if own.legal and levels[at].format != "bullet" else levels[at].format
            return formatted(self._counts.get((key, at), levels[at].start), style)

        if own.format == "none":
            return re.sub(r"%\d", "", own.text)
        return own.text if own.format == "bullet" else re.sub(r"%(\d)", shown, own.text)

    def _levels(self, number: str) -> dict[int, _Level]:
        if number not in self._num:
            return {}
        abstract, overrides = self._num[number]
        return self._abstract.get(abstract, {}) | overrides


def _level(element: etree._Element) -> _Level:
    start, restart = _value(element, "start"), _value(element, "lvlRestart")
    legal = element.find(f"{W}isLgl")
    return _Level(
        start=0 if start is None else whole_number(start, 1),
        format=_format(element),
        text=_value(element, "lvlText") or "",
        restart=whole_number(restart),
        legal=legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
        style=_value(element, "pStyle"),
    )


def _format(element: etree._Element) -> str:
    # Newer formats stand in an AlternateContent with an older one to fall back on.
    formats = [f for f in element.iter(f"{W}numFmt") if f.get(f"{W}val") not in (None, "custom")]
    return formats[-1].get(f"{W}val", "decimal") if formats else "decimal"


def _value(element: etree._Element, tag: str) -> str | None:
    child = element.find(f"{W}{tag}")
    return None if child is None else child.get(f"{W}val")


def _integer(element: etree._Element, name: str) -> int:
    return whole_number(element.get(f"{W}{name}"), 0)


@overload
def whole_number(text: str | None) -> int | None: ...
@overload
def whole_number(text: str | None, default: int) -> int: ...
def whole_number(text: str | None, default: int | None = None) -> int | None:
    """The number that an attribute holds, or `default` where it holds none, or one that nobody counts to.

    >>> whole_number("-3"), whole_number("²", 1), whole_number("99999999999"), whole_number(None)
    (-3, 1, None, None)
    """
    return int(text) if text is not None and _WHOLE.fullmatch(text.strip()) else default


_WHOLE = re.compile(r"-?[0-9]{1,9}")
_MOST = 32_767
"""The largest number that Word counts to."""
_MOST_LETTERS = 780
"""The largest that it writes in letters: thirty times z."""


def formatted(value: int, style: str) -> str:
    """A number as a list level of this `w:numFmt` shows it; one beyond Word's own bounds in plain digits.

    >>> [formatted(n, s) for n, s in ((3, "lowerLetter"), (28, "upperLetter"), (4, "lowerRoman"), (23, "chineseCounting"))]
    ['c', 'BB', 'iv', '二十三']
    >>> formatted(999_999_999, "lowerLetter")
    '999999999'
    """
    if not 0 <= value <= (_MOST_LETTERS if style in ("lowerLetter", "upperLetter") else _MOST):
        return str(value)
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value else ""
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman"):
        return _roman(value) if style == "upperRoman" else _roman(value).lower()
    if style == "decimalZero":
        return f"{value:02}"
    if style == "decimalFullWidth":
        return "".join(chr(ord("０") + int(d)) for d in str(value))
    if style in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if style == "decimalEnclosedParen" and 1 <= value <= 20:
        return chr(ord("⑴") + value - 1)
    if style == "ideographEnclosedCircle" and 1 <= value <= 10:
        return chr(ord("㊀") + value - 1)
    if style in ("ideographDigital", "chineseLegalSimplified", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(_DIGITS[int(d)] for d in str(value))
    if (
        style.startswith(("chineseCounting", "taiwaneseCounting", "japaneseCounting"))
        or style == "ideographLegalTraditional"
    ):
        return _han(value)
    return str(value)


def _roman(value: int) -> str:
    out = ""
    for number, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        out += sign * (value // number)
        value %= number
    return out


def _han(value: int) -> str:
    if value < 10:
        return _DIGITS[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        tail = "" if not rest else f"零{_DIGITS[rest]}" if rest < 10 else ("一" if rest < 20 else "") + _han(rest)
        return _DIGITS[hundreds] + "百" + tail
    return "".join(_DIGITS[int(d)] for d in str(value))
