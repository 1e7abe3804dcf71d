"""Labels that open a paragraph, and the form of them that all languages share.

一、and I. are both 1, ㈠ and (i) are both 1, (a) is a in Chinese as in English, 附件二 is “annex 2” like Annex II.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from align.numerals import HAN_NUMERAL, han_number, roman_number

__all__ = ["Label", "Style", "leading_label"]

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


_HAN = HAN_NUMERAL
_TEXT = r"[\u3400-\u9fff\uf900-\ufaff“”‘’《〈「『【（(\[\"'…]"

# Words that open a part of a document in each UN language, and the key they share.
_PARTS = {
    "annex": r"附件|Annexe|Annex|Anexo|Приложение|المرفق",
    "appendix": r"附录|附錄|Appendix|Appendice|Apéndice|Добавление|التذييل",
    "schedule": r"附表|Schedule",
    "article": r"Article|Art\.|Artículo|Статья|المادة",
    "chapter": r"Chapter|Chap\.|Chapitre|Capítulo|Глава|الفصل",
    "part": r"Part|Partie|Parte|Часть|الجزء",
    "section": r"Section|Sect?\.|§|Sección|Раздел|القسم",
    "paragraph": r"Paragraphe|Paragraph|Para\.|Párrafo|Пункт|الفقرة",
    "subparagraph": r"Sub-?paragraph|Sub-?section|Sub-?item|Alinéa|Inciso|Подпункт",
    "clause": r"Clause|Cláusula",
    "rule": r"规则|規則|Rule|Règle|Regla|Правило",
    "regulation": r"条例|條例|Regulation|Règlement",
    "principle": r"原则|原則|Principle|Principe|Principio|Принцип|المبدأ",
}
_WORD = re.compile(
    r"(?P<word>" + "|".join(f"(?P<{key}>{words})" for key, words in _PARTS.items()) + r")"
    r"(?:[ \u00a0]*[（(]?(?P<of>\d{1,4}(?:\.\d{1,3}){0,2}|(?-i:[IVXLC]{1,7}|[ivxl]{1,7}|[A-Z])|[" + _HAN + r"]{1,5}"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|premier|première)\b)(?:[)）]|(?![\w.]\w))"
    r"(?:[ \u00a0]*(?P<more>[-‑–]\d{1,3}|(?:bis|ter|quater|quinquies|sexies|septies|octies)|(?-i:[A-Z]))(?!\w)|(?![\w（(])))?"
    r"(?P<rest>\s*$|\s*[:：．—–\u3000]|\.(?!\w)|\s*-\s|\s+(?-i:[A-ZА-ЯÀ-Þ\u0600-\u06ff\u3400-\u9fff“\"«\[【（(]))?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"第\s?[（(]?(?P<of>[{_HAN}]{{1,6}}|\d{{1,4}})[)）]?\s?(?:[-‑–]\s?(?P<more>\d{{1,3}})\s?)?"
    rf"(?P<unit>部分|[章节節条條部编編款项項目])(?:\s?之\s?(?P<after>[{_HAN}]{{1,3}}|\d{{1,3}}))?"
)
# After “第十五条” of a body the sentence begins; a reference to an article goes on with one of these.
_REFERENCE = re.compile(
    r"[的之所第以至到和與与及或同、，,；;。）)》」”中內内外前後后下上規规各]|(?:應|应|即|且|也|亦|均|是|为|為|等)"
)
_UNITS = {
    "章": "chapter",
    "节": "section",
    "節": "section",
    "条": "article",
    "條": "article",
    "部": "part",
    "部分": "part",
    "编": "part",
    "編": "part",
    "款": "paragraph",
    "项": "subparagraph",
    "項": "subparagraph",
    "目": "item",
}
_WORDS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_LATIN = {"bis": 2, "ter": 3, "quater": 4, "quinquies": 5, "sexies": 6, "septies": 7, "octies": 8}

_FORMS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    (
        "section",
        # “3.5 per cent” and “1.5 亿” are numbers.
        re.compile(
            r"(\d{1,2}(?:\.\d{1,2}){2,4}|\d{1,2}\.\d{1,2}(?=\.?[\s\u3000]+[^\W\d_a-zà-ÿа-я]|\.?[\u3400-\u9fff]))"
            r"\.?(?=[\s\u3000]+[^\W\d_]|[\u3400-\u9fff])(?!\s*[%％万亿萬億个個倍度])"
        ),
    ),
    ("decimal", re.compile(rf"(\d{{1,4}})(?:[.．](?=\s|{_TEXT}|$|[A-Z][a-z])|、(?=\s|\S))")),
    ("(decimal)", re.compile(r"[（(](\d{1,3})[)）]|(\d{1,3})[)）](?=\s|[\u3400-\u9fff])")),
    ("(han)", re.compile(rf"[（(]([{_HAN}]{{1,4}})[)）]|([㈠-㈩])")),
    ("han", re.compile(rf"([{_HAN}]{{1,4}})(?:、|[.．](?=\s|{_TEXT}))")),
    ("circled", re.compile(r"([①-⑳])")),
    ("roman", re.compile(rf"([IVXLC]{{1,6}})(?:[.．](?=\s|{_TEXT})|、)")),
    ("letter", re.compile(rf"([A-Z])(?:[.．](?=\s|{_TEXT})|、)")),
    ("(roman)", re.compile(r"[（(]([ivxl]{1,6}|[IVXL]{1,6})[)）]|([ivx]{1,5})[)）](?=\s|[\u3400-\u9fff])")),
    ("(letter)", re.compile(r"[（(]([a-zA-Z]|([a-z])\2)[)）]|([a-z])[)）](?=\s|[\u3400-\u9fff])")),
    ("bullet", re.compile(r"([•·●○▪■□◦‣▸➢✓◆◇\uf0b7\uf0a7\uf0d8]|[-–—*+](?=\s))")),
)
# What every one of these forms begins with, so that most lines are tried against one pattern and not against eleven.
_BEGINS = re.compile(
    rf"[\d(（㈠-㈩①-⑳{_HAN}•·●○▪■□◦‣▸➢✓◆◇\uf0b7\uf0a7\uf0d8\-–—*+]|[A-Z]{{1,6}}[.．、]|[a-z]{{1,5}}[)）]"
)
_SPACE = re.compile(r"[\s\u3000]*")
_NESTING = ("(letter)", "(roman)", "(decimal)", "(han)")
_SPACES = tuple(" \u00a0\u3000")
_OPENING = tuple("(（㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩")


def leading_label(text: str, series: Mapping[str, int] | None = None) -> Label | None:
    """The label at the start of `text`, or None.

    `series` maps a style to the last value seen in it; it tells (i) after (h) from (i) for 1, and C. after B. from a
    Roman hundred.

    >>> [leading_label(t).number for t in ("12. The", "一、总则", "II. Trends", "㈢组织", "(c) 推动", "附件二", "Annex II")]
    ['12', '1', '2', '3', 'c', 'annex 2', 'annex 2']
    >>> [leading_label(t).number for t in ("第十五条国家实行", "Article 15", "Art. 3 bis", "第三条之二", "(a)(ii)")]
    ['article 15', 'article 15', 'article 3-2', 'article 3-2', 'a.2']
    >>> leading_label("3.5 per cent") is None, leading_label("(i) next", {"(letter)": 8}).number
    (True, 'i')
    """
    known = series is not None
    series = series or {}
    for style, form in _FORMS if _BEGINS.match(text) else ():
        match = form.match(text)
        if match is None:
            continue
        label = _read(style, next(g for g in match.groups() if g), match.group(), series)
        if label is None:
            continue
        if known and style == "letter" and label[3] > 1 and series.get("letter", 0) != label[3] - 1:
            return None  # “J. Smith” after no “I.”
        end = match.end()
        inside = end + (text[end : end + 1] in _SPACES)
        if style in _NESTING and text[inside : inside + 1] in _OPENING:
            inner = leading_label(text[inside:], series)
            if inner is not None and inner.style in _NESTING and inner.style != style:  # “(a)(ii)”, “(a) (ii)”
                printed, number = text[:inside] + inner.text, f"{label[1]}.{inner.number}"
                return Label(printed, number, inner.style, inner.value, inside + inner.length)
        space = _SPACE.match(text, end)
        return Label(label[0], label[1], label[2], label[3], space.end() if space else end)
    return _word_label(text)


def _read(
    style: Style, sign: str, printed: str, series: Mapping[str, int]
) -> tuple[str, str | None, Style, int] | None:
    if style == "bullet":
        return printed, None, style, 0
    if style == "section":
        parts = sign.split(".")
        return printed, ".".join(str(int(p)) for p in parts), style, int(parts[-1])
    if style in ("decimal", "(decimal)"):
        return printed, str(int(sign)), style, int(sign)
    if style in ("han", "(han)"):
        value = ord(sign) - ord("㈠") + 1 if "㈠" <= sign <= "㈩" else han_number(sign)
        return None if value is None else (printed, str(value), style, value)
    if style == "circled":
        return printed, str(ord(sign) - ord("①") + 1), style, ord(sign) - ord("①") + 1
    if style in ("roman", "(roman)"):
        value = roman_number(sign)
        letters = "letter" if style == "roman" else "(letter)"
        if value is None or (len(sign) == 1 and _is_letter(sign, value, style, letters, series)):
            return None
        return printed, str(value), style, value
    place = ord(sign[0].lower()) - ord("a") + 1 + (26 if len(sign) == 2 else 0)
    return printed, sign.lower() if style == "(letter)" else sign.upper(), style, place


def _is_letter(sign: str, value: int, roman: str, letters: str, series: Mapping[str, int]) -> bool:
    place = ord(sign.lower()) - ord("a") + 1
    if series.get(roman, -1) == value - 1 and value > 1:
        return False
    if series.get(letters, -1) == place - 1:
        return True
    return sign.lower() not in "ivx"


def _word_label(text: str) -> Label | None:
    """“Article 3 bis”, “第三条之二”, “附件二”: the words, in the form that languages share (`article 3-2`)."""
    return _ordinal_label(text) or _named_label(text)


def _ordinal_label(text: str) -> Label | None:
    match = _ORDINAL.match(text)
    if match is None:
        return None
    following = text[match.end() :]
    # “第五节课”, “第三项工作”: only an article's number stands close before its sentence, and a title's before it.
    if re.match(r"[\u3400-\u9fff]", following) and (
        match["unit"] not in ("条", "條", "章", "节", "節", "编", "編", "部分") or _REFERENCE.match(following)
    ):
        return None
    if following and re.match(r"[，。、；,;）)》」”]", following):
        return None
    value = _value(match["of"])
    if value is None:
        return None
    more = match["more"] or match["after"]
    return _as_label(match.group(), _UNITS[match["unit"]], value, _value(more) if more else None)


def _named_label(text: str) -> Label | None:
    match = _WORD.match(text)
    if match is None or match["rest"] is None:
        return None
    of, key = match["of"] or "", next(k for k in _PARTS if match[k])
    printed = text[: match.start("rest")].rstrip()
    if not of:
        # “Part of the work” opens a sentence; an annex may have no number.
        alone = not text[match.end() :].strip() and not match["rest"].strip()
        return Label(printed, key, "word", 1, 0) if key in ("annex", "appendix") and alone else None
    if re.match(rf"[{_HAN}]", of) and match["word"][0] < "\u2e80":
        return None
    value = _value(of)
    if value is not None and "." in of:  # “Rule 101.2”
        return Label(printed, f"{key} {'.'.join(str(int(part)) for part in of.split('.'))}", "word", value, 0)
    if value is not None and not (len(of) == 1 and of in "CDLM"):
        more = (match["more"] or "").lower().lstrip("-‑–")
        return _as_label(printed, key, value, _LATIN.get(more) or (int(more) if more.isdecimal() else more or None))
    if len(of) > 1:
        return None  # letters that are no numeral: “Part CIVIL”
    return Label(printed, f"{key} {of.upper()}", "word", ord(of.upper()) - 64, 0)


def _as_label(printed: str, key: str, value: int, more: int | str | None) -> Label:
    return Label(printed, f"{key} {value}" + (f"-{more}" if more else ""), "word", value, 0)


def _value(numeral: str) -> int | None:
    if numeral.isdecimal():
        return int(numeral)
    if numeral.replace(".", "").isdecimal():
        return int(numeral.rpartition(".")[2])
    if numeral.lower() in _WORDS:
        return _WORDS.index(numeral.lower())
    if numeral.lower().startswith("premi"):
        return 1
    return han_number(numeral) or roman_number(numeral)
