"""Labels that open a paragraph, and the form of them that all languages share.

一、and I. are both 1, ㈠ and (i) are both 1, (a) is a in Chinese as in English, 附件二 is “annex 2” like Annex II.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Label", "Style", "han_number", "leading_label", "roman_number"]

Style = Literal[
    "decimal",
    "section",
    "han",
    "roman",
    "letter",
    "(letter)",
    "(roman)",
    "(decimal)",
    "(han)",
    "circled",
    "bullet",
    "word",
]
"""How a label is written; labels of one style count on from each other."""

_HAN_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_FORM = re.compile(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.I)


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, in shared form, and its place in its series."""

    text: str
    """As printed: “1.”, “一.”, “(a)”, “㈠”, “•”; of style `word`, the words, which stay in the text: “附件一”."""
    number: str | None
    """Shared by all languages; None for a bullet."""
    style: Style
    value: int
    """Place in its series, from 1; 0 for a bullet."""
    length: int
    """Code points of the paragraph that label and space after it take; 0 where the label stays in the text."""


def han_number(text: str) -> int | None:
    """The value of a Chinese numeral below ten thousand, in words or digit by digit; None if it is none.

    >>> han_number("二十三"), han_number("一百零五"), han_number("二〇二三"), han_number("十一")
    (23, 105, 2023, 11)
    """
    if not text or any(c not in _HAN_DIGITS and c not in "十百千廿卅" for c in text):
        return None
    if not any(c in "十百千廿卅" for c in text):
        return int("".join(str(_HAN_DIGITS[c]) for c in text))
    total = digit = 0
    for c in text:
        if c in _HAN_DIGITS:
            digit = _HAN_DIGITS[c]
        elif c in "廿卅":
            total += 20 if c == "廿" else 30
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
    return total + digit


def roman_number(text: str) -> int | None:
    """The value of a Roman numeral in either case; None if it is none.

    >>> roman_number("XIV"), roman_number("iii"), roman_number("IIX")
    (14, 3, None)
    """
    if not text or not _ROMAN_FORM.fullmatch(text):
        return None
    values = [_ROMAN[c] for c in text.lower()]
    return sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


_HAN = "〇零一二两三四五六七八九十百千廿卅"
_TEXT = r"[\u3400-\u9fff\uf900-\ufaff“”‘’《〈「『【（(\[\"'…]"

# Words that open a part of a document in each UN language, and the key they share.
_PARTS = {
    "annex": r"附件|Annexe|Annex|Anexo|Приложение|المرفق",
    "appendix": r"附录|附錄|Appendix|Appendice|Apéndice|Добавление|التذييل",
    "article": r"Article|Artículo|Статья|المادة",
    "chapter": r"Chapter|Chapitre|Capítulo|Глава|الفصل",
    "part": r"Part|Partie|Parte|Часть|الجزء",
    "section": r"Section|Sección|Раздел|القسم",
    "rule": r"Rule",
    "regulation": r"Regulation",
}
_WORD = re.compile(
    r"(?P<word>" + "|".join(f"(?P<{key}>{words})" for key, words in _PARTS.items()) + r")"
    r"(?:[ \u00a0]*(?P<of>\d{1,3}|[IVXLC]{1,7}|[A-Z]|[" + _HAN + r"]{1,4})(?![\w])|(?=\s*$))",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"第\s?(?P<of>[{_HAN}]{{1,5}}|\d{{1,3}})\s?(?P<unit>[章节節条條部编編款])(?=[\s:：]|$|[^\u3400-\u9fff，。])"
)
_UNITS = {
    "章": "chapter",
    "节": "section",
    "節": "section",
    "条": "article",
    "條": "article",
    "部": "part",
    "编": "part",
    "編": "part",
    "款": "paragraph",
}

_FORMS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    (
        "section",
        # “3.5 per cent” and “1.5 亿” are numbers.
        re.compile(
            r"(\d{1,2}(?:\.\d{1,2}){2,4}|\d{1,2}\.\d{1,2}(?=\.?[\s\u3000]+[^\W\d_a-zà-ÿа-я]|\.?[\u3400-\u9fff]))"
            r"\.?(?=[\s\u3000]+[^\W\d_]|[\u3400-\u9fff])(?!\s*[%％万亿萬億个個倍度])"
        ),
    ),
    ("decimal", re.compile(rf"(\d{{1,4}})(?:[.．](?=\s|{_TEXT}|$)|、(?=\s|\S))")),
    ("(decimal)", re.compile(r"[（(](\d{1,3})[)）]|(\d{1,3})[)）](?=\s|[\u3400-\u9fff])")),
    ("(han)", re.compile(rf"[（(]([{_HAN}]{{1,4}})[)）]|([㈠-㈩])")),
    ("han", re.compile(rf"([{_HAN}]{{1,4}})(?:、|[.．](?=\s|{_TEXT}))")),
    ("circled", re.compile(r"([①-⑳])")),
    ("roman", re.compile(rf"([IVXLC]{{1,6}})(?:[.．](?=\s|{_TEXT})|、)")),
    ("letter", re.compile(rf"([A-Z])(?:[.．](?=\s|{_TEXT})|、)")),
    ("(roman)", re.compile(r"[（(]([ivxl]{1,6}|[IVXL]{1,6})[)）]|([ivx]{1,5})[)）](?=\s|[\u3400-\u9fff])")),
    ("(letter)", re.compile(r"[（(]([a-zA-Z]|([a-z])\2)[)）]|([a-z])[)）](?=\s|[\u3400-\u9fff])")),
    ("bullet", re.compile(r"([•·●○▪■□◦‣▸➢✓◆◇\uf0b7\uf0a7\uf0d8]|[-–—*](?=\s))")),
)
_SPACE = re.compile(r"[\s\u3000]*")


def leading_label(text: str, series: Mapping[str, int] | None = None) -> Label | None:
    """The label at the start of `text`, or None.

    `series` maps a style to the last value seen in it; it tells (i) after (h) from (i) for 1, and C. after B. from a
    Roman hundred.

    >>> [leading_label(t).number for t in ("12. The", "一、总则", "II. Trends", "㈢组织", "(c) 推动", "附件二", "Annex II")]
    ['12', '1', '2', '3', 'c', 'annex 2', 'annex 2']
    >>> leading_label("3.5 per cent") is None, leading_label("(i) next", {"(letter)": 8}).number
    (True, 'i')
    """
    known = series is not None
    series = series or {}
    for style, form in _FORMS:
        match = form.match(text)
        if match is None:
            continue
        label = _read(style, next(g for g in match.groups() if g), match.group(), series)
        if label is None:
            continue
        if known and style == "letter" and label[3] > 1 and series.get("letter", 0) != label[3] - 1:
            return None  # “J. Smith” after no “I.”
        end = _SPACE.match(text, match.end())
        return Label(label[0], label[1], label[2], label[3], end.end() if end else match.end())
    return _word_label(text)


def _read(
    style: Style, core: str, printed: str, series: Mapping[str, int]
) -> tuple[str, str | None, Style, int] | None:
    if style == "bullet":
        return printed, None, style, 0
    if style == "section":
        parts = core.split(".")
        return printed, ".".join(str(int(p)) for p in parts), style, int(parts[-1])
    if style in ("decimal", "(decimal)"):
        return printed, str(int(core)), style, int(core)
    if style in ("han", "(han)"):
        value = ord(core) - ord("㈠") + 1 if "㈠" <= core <= "㈩" else han_number(core)
        return None if value is None else (printed, str(value), style, value)
    if style == "circled":
        return printed, str(ord(core) - ord("①") + 1), style, ord(core) - ord("①") + 1
    if style in ("roman", "(roman)"):
        value = roman_number(core)
        letters = "letter" if style == "roman" else "(letter)"
        if value is None or (len(core) == 1 and _is_letter(core, value, style, letters, series)):
            return None
        return printed, str(value), style, value
    place = ord(core[0].lower()) - ord("a") + 1 + (26 if len(core) == 2 else 0)
    return printed, core.lower() if style == "(letter)" else core.upper(), style, place


def _is_letter(core: str, value: int, roman: str, letters: str, series: Mapping[str, int]) -> bool:
    place = ord(core.lower()) - ord("a") + 1
    if series.get(roman, -1) == value - 1 and value > 1:
        return False
    if series.get(letters, -1) == place - 1:
        return True
    return core.lower() not in "ivx"


def _word_label(text: str) -> Label | None:
    match = _ORDINAL.match(text)
    if match:
        of, key = match["of"], _UNITS[match["unit"]]
    else:
        match = _WORD.match(text)
        if match is None:
            return None
        of, key = match["of"] or "", next(k for k in _PARTS if match[k])
        # “Part of the work”, “Rule 5 states that ...” open sentences, not parts.
        rest = text[match.end() :]
        if rest and not re.match(r"\s*($|[.:：—–\-\u3000]|[\s]+[A-ZА-Я\u3400-\u9fff“])", rest):
            return None
        if not of and key not in ("annex", "appendix"):
            return None
    value = int(of) if of.isdigit() else han_number(of) or roman_number(of)
    if value is not None and not (len(of) == 1 and of in "CDLM"):
        return Label(match.group(), f"{key} {value}", "word", value, 0)
    if len(of) > 1:
        return None  # letters that are no numeral: “Part CIVIL”
    return Label(match.group(), f"{key} {of.upper()}".strip(), "word", ord(of.upper()) - 64 if of else 1, 0)
