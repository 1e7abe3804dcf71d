"""Numbers, fractions, percentages and months of a sentence, in Chinese and English, as values that can be compared.

A figure is strong if it must have a counterpart in the translation (53.9%, 三分之一, fifty-first), and weak if it may be
reworded (one, 两, half, a second time). A weak figure can be the counterpart of a strong one, but needs none itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from align.numerals import CARDINALS, HAN_DIGITS, HAN_UNITS, MONTHS, ORDINALS, TENS, roman_number
from align.un_documents import find_symbols

__all__ = ["Figure", "figures", "unmatched"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text: its span, what it may be taken for, and whether a translation must show it.

    `values` are numbers; a month is the number `MONTH` plus its place in the year.
    """

    start: int
    end: int
    values: frozenset[Fraction]
    strong: bool = True


MONTH = 10**30
"""Added to a month's number, so that 7 月 and July are one figure and not any 7."""

_ZH_UNITS = {char: value for char, value in HAN_UNITS.items() if value < 10_000}
_ZH_MYRIADS = {char: value for char, value in HAN_UNITS.items() if value >= 10_000}
_ZH_NUMERAL = "〇零○一二三四五六七八九两兩十百千万萬亿億"
_EN_UNITS = {word: value for value, word in enumerate(CARDINALS)}
_EN_TENS = {word: value for value, word in zip(range(20, 100, 10), TENS, strict=True)}
_EN_ORDINALS = {word: value for value, word in enumerate(ORDINALS) if value}
_EN_ORDINALS |= {f"{word[:-1]}ieth": value for word, value in _EN_TENS.items()}
_EN_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EN_SHORT = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_EN_OTHER = {
    "half": Fraction(1, 2), "halves": Fraction(1, 2), "quarter": Fraction(1, 4), "quarters": Fraction(1, 4),
    "twice": Fraction(2), "double": Fraction(2), "doubled": Fraction(2), "both": Fraction(2), "pair": Fraction(2),
    "triple": Fraction(3), "tripled": Fraction(3), "dozen": Fraction(12), "decade": Fraction(10),
    "decades": Fraction(10), "century": Fraction(100), "single": Fraction(1), "once": Fraction(1),
}  # fmt: skip
_MONTH_OF = {name: n for n, name in enumerate(MONTHS, 1)} | {name[:3]: n for n, name in enumerate(MONTHS, 1)}
_MONTH_OF["Sept"] = 9

_SKIPPED = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+"
    # names that one language writes without their number
    r"|COVID-19|2019\s?(?:年)?\s?冠[状狀]病毒病|SARS-CoV-2"
    # digits of a name: CO2, G20, H1N1, ISO 9001-2 keeps its number
    r"|铀[-‐‑]\d+"
    rf"|(?<![A-Za-z$])(?!(?i:post|pre|mid|euro|{'|'.join(MONTHS)})[-‐‑]?\d)[A-Za-z]+[-‐‑]?\d+[A-Za-z\d]*"
    r"|\d+(?!(?:st|nd|rd|th|k|m|mn|bn|tn|s|[ap]m|million|billion|trillion|thousand)\b)[A-Za-z][A-Za-z\d]*"
)
_LONG = r"\d{1,3}(?:[,，\u00a0\u202f ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_ZH = re.compile(
    rf"(?P<century>\d{{1,2}}|[一二三四五六七八九十]+)\s?世[纪紀]\s?(?P<decade>\d0|[一二三四五六七八九]十)\s?年代"
    rf"|(?P<whole>{_LONG}|[{_ZH_NUMERAL}]+)\s?分之\s?(?P<part>{_LONG}|[{_ZH_NUMERAL}]+(?:[点點][{_ZH_NUMERAL}]+)?)"
    rf"|(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?月(?!球|亮|光|饼)"
    rf"|(?P<number>{_LONG})(?:\s?[多余]?(?P<scale>[十百千万萬亿億]+(?![克米瓦])|[十百万萬亿億]+))?"
    rf"|(?P<ordinal>第)?(?!万一)(?P<numeral>[{_ZH_NUMERAL}]+(?:[点點][{_ZH_NUMERAL}]+)?)"
)
_EN_WORDS = "|".join(sorted({*_EN_UNITS, *_EN_TENS, *_EN_ORDINALS, *_EN_SCALES}, key=len, reverse=True))
_EN = re.compile(
    rf"(?P<number>{_LONG})(?P<suffix>st|nd|rd|th|s|k|m|mn|bn|tn|(?=[ap]m\b|(?:hundred|[tmb]r?illion|thousand)\b))?(?:(?<=[a-z\d])(?![a-z])|(?=[ap]m\b)|(?=[a-z]+(?:illion|sand)\b))(?:[ \u00a0-]?(?P<scale>(?:hundred|thousand|million|billion|trillion)\b))?"
    rf"|(?P<month>\b(?:{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})\b)"
    rf"|(?P<words>\b(?:{_EN_WORDS})(?:(?:[ \u00a0]+and[ \u00a0]+|[ \u00a0-]+)(?:{_EN_WORDS}))*s?\b)"
    rf"|(?P<other>\b(?:{'|'.join(sorted(_EN_OTHER, key=len, reverse=True))})\b)"
    rf"|(?P<fold>\b(?:{'|'.join(_EN_UNITS)})-?fold\b)",
    re.IGNORECASE,
)


def figures(text: str, language: str) -> list[Figure]:
    """The figures of a sentence in order; of other languages than Chinese, those in digits and in English words.

    >>> [int(v) for f in figures("拥有 3.2亿人口，第五十一届会议", "zh") for v in f.values]
    [320000000, 51]
    >>> [int(v) for f in figures("320 million people, fifty-first session", "en") for v in f.values]
    [320000000, 51]
    """
    hidden = _SKIPPED.sub(lambda found: " " * len(found[0]), text)
    for start, end, _ in find_symbols(hidden):
        hidden = hidden[:start] + " " * (end - start) + hidden[end:]
    found = _chinese(hidden) if language == "zh" and re.search("[\u3400-\u9fff]", text) else _english(hidden)
    return [_unlabelled(text, figure) for figure in found]


def unmatched(checked: list[Figure], counterparts: list[Figure]) -> list[Figure]:
    """The strong figures of one side that have no counterpart on the other.

    >>> zh = figures("2023 年 7 月 12 日，占三分之一", "zh")
    >>> [f.values for f in unmatched(zh, figures("on 13 July 2023, one third", "en"))]
    [frozenset({Fraction(12, 1)})]
    """
    known = {value for figure in counterparts for value in figure.values}
    known |= {value - MONTH for value in known if value > MONTH}
    known |= {value + MONTH for value in known if 1 <= value <= 12}
    # 50 per cent and half are one
    known |= {value * 100 for value in known if value < 1} | {value / 100 for value in known if value <= 100}
    return [figure for figure in checked if figure.strong and known.isdisjoint(figure.values)]


def _unlabelled(text: str, figure: Figure) -> Figure:
    """The figure, weak where it only counts items, as (1), or is the mark of a footnote, as in “cent.1”."""
    before, after = text[: figure.start], text[figure.end :]
    label = before[-1:] in "(（[［" and before[-1:] and after[:1] in ")）]］" and figure.end - figure.start <= 2
    mark = re.search(r"[^\W\d_][.,;。，；”\"）)]$|[。”]$", before) and (not after.strip() or after[:1].isspace())
    alone = not before.strip() and re.match(r"[.、．]\s?", after)
    if figure.strong and (label or (mark and figure.end - figure.start <= 2) or alone):
        return Figure(figure.start, figure.end, figure.values, False)
    return figure


def _chinese(text: str) -> Iterator[Figure]:
    for match in _ZH.finditer(text):
        start, end = match.span()
        if match["century"]:
            year = (_chinese_number(match["century"]) - 1) * 100 + _chinese_number(match["decade"])
            yield Figure(start, end, frozenset({year, _chinese_number(match["decade"])}))
        elif match["whole"]:
            whole, part = _chinese_number(match["whole"]), _chinese_number(match["part"])
            if whole:
                yield Figure(start, end, frozenset({part / whole, part} if whole == 100 else {part / whole}))
        elif match["month"]:
            month = _chinese_number(match["month"])
            if 1 <= month <= 12:
                yield Figure(start, end, frozenset({month + MONTH}), match["month"].isdigit())
        elif match["number"]:
            value = _plain(match["number"])
            for char in match["scale"] or "":
                value *= HAN_UNITS[char]
            values = {value}
            if re.match(r"\s?年代", text[end:]) and value < 100:
                values |= {value + 1900, value + 2000}
            if re.match(r"\s?[时時点點]", text[end:]) and value <= 24:
                minutes = re.match(r"\s?[时時]\s?(\d{1,2})\s?分", text[end:])
                # 1310 and 0300 hours
                values |= {value - 12, value + 12, value * 100 + int(minutes[1] if minutes else 0)}
            if re.search(r"\d\s?[時时]\s?$", text[:start]) and re.match(r"\s?分", text[end:]):
                hour = re.search(r"(\d{1,2})\s?[時时]\s?$", text[:start])
                values |= {value + 100 * int(hour[1])} if hour else set()
            # “1 个小时” is “an hour”
            yield Figure(start, end, frozenset(values), value != 1 or text[end : end + 1] in "%％")
        else:
            yield from _numeral(match)


def _numeral(found: re.Match[str]) -> Iterator[Figure]:
    numeral = found["numeral"]
    try:
        value = _chinese_number(numeral)
    except ValueError:
        return
    digits = sum(char in HAN_DIGITS for char in numeral)
    units = sum(char in HAN_UNITS for char in numeral)
    # 一, 十, 千万 are parts of words too often; 五十一 and 二〇二三 are not
    plain = numeral[-1] not in "万萬亿億千百" or digits > 1
    strong = (digits >= 1 and units >= 1 and value >= 13 and plain) or digits >= 4
    yield Figure(found.start(), found.end(), frozenset({value}), strong)


def _chinese_number(text: str) -> Fraction:
    """Value of 3.2, 53, 三百二十, 二〇二三, 五十三点九, 三千二百万. Raises ValueError for what is no number, as 三四五十."""
    if text[0].isdigit() and text[0].isascii():
        return _plain(text)
    whole, _, part = text.replace("點", "点").partition("点")
    if part:
        decimals = "".join(str(HAN_DIGITS[char]) for char in part if char in HAN_DIGITS)
        return _chinese_number(whole) + Fraction(int(decimals or 0), 10 ** len(decimals))
    if all(char in HAN_DIGITS for char in whole):
        return Fraction(int("".join(str(HAN_DIGITS[char]) for char in whole)))
    total, section, digit = 0, 0, None
    for char in whole:
        if char in HAN_DIGITS:
            if digit:
                raise ValueError(text)
            digit = HAN_DIGITS[char]
        elif char in _ZH_UNITS:
            section += (1 if digit is None else digit or 1) * _ZH_UNITS[char]
            digit = None
        else:
            total = (total + section + (digit or 0) or 1) * _ZH_MYRIADS[char]
            section, digit = 0, None
    return Fraction(total + section + (digit or 0))


def _english(text: str) -> Iterator[Figure]:
    for match in _EN.finditer(text):
        start, end = match.span()
        if match["number"]:
            value = _plain(match["number"])
            if match["scale"]:
                value *= _EN_SCALES[match["scale"].lower()]
            values = {value * _EN_SHORT.get(match["suffix"] or "", 1)}
            clock = re.match(r"(\d{1,2})[.:](\d{2})$", match["number"])
            if clock and re.match(r"\s?[ap]\.?m\b", text[end:]):
                hour = int(clock[1])
                yield Figure(start, end, frozenset({Fraction(hour), Fraction(hour + 12)}))
                yield Figure(start, end, frozenset({Fraction(int(clock[2]))}), clock[2] != "00")
                continue
            if match["suffix"] == "s" and value >= 1900:
                values.add(value % 100)
            yield Figure(start, end, frozenset(values))
        elif match["month"]:
            # “may” and “march” are verbs as well
            if match["month"][0].isupper():
                strong = (match["month"] in MONTHS and match["month"] not in ("May", "March")) or bool(
                    re.search(r"\d\s?$|\b(?:in|of|since|until|by)\s$", text[:start]) or re.match(r"\s\d", text[end:])
                )
                yield Figure(start, end, frozenset({Fraction(MONTH + _MONTH_OF[match["month"].title()])}), strong)
        elif match["words"]:
            yield from _in_words(match["words"], start, end)
        elif match["other"]:
            yield Figure(start, end, frozenset({_EN_OTHER[match["other"].lower()]}), False)
        else:
            yield Figure(
                start, end, frozenset({Fraction(_EN_UNITS[re.sub("-?fold$", "", match["fold"].lower())])}), False
            )
    yield from _fractions(text)
    for match in _ONE_IN.finditer(text):
        part, whole = (Fraction(_EN_UNITS.get(one.lower()) or int(one)) for one in match.groups())
        if whole:
            yield Figure(*match.span(), frozenset({part / whole}), False)
    for match in _DECADES.finditer(text):
        yield Figure(*match.span(), frozenset({Fraction(_EN_UNITS[match[1].lower()] * 10)}), False)
    for match in _ROMAN.finditer(text):
        yield Figure(*match.span(), frozenset({Fraction(roman_number(match[0]) or 0)}), False)


_FRACTION = re.compile(
    r"\b(?P<part>one|two|three|four|five|six|seven|eight|nine|a)[ \u00a0-]"
    r"(?P<whole>half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?\b(?! (?:session|meeting|time|of \w+ \d))",
    re.IGNORECASE,
)


_SMALL_NUMBER = rf"({'|'.join(word for word in _EN_UNITS if word != 'zero')}|[1-9]\d?)"
_ONE_IN = re.compile(rf"\b{_SMALL_NUMBER} (?:in|out of)(?: every)? {_SMALL_NUMBER}\b", re.IGNORECASE)
_DECADES = re.compile(rf"\b({'|'.join(_EN_UNITS)}) decades\b", re.IGNORECASE)
_ROMAN = re.compile(r"\b(?=[IVX]+\b)X{0,3}(?:IX|IV|V?I{0,3})\b")


def _fractions(text: str) -> Iterator[Figure]:
    for match in _FRACTION.finditer(text):
        part = _EN_UNITS.get(match["part"].lower(), 1)
        whole = {"half": 2, "quarter": 4}.get(match["whole"].lower()) or _EN_ORDINALS[match["whole"].lower()]
        strong = whole in (3, 4, 5, 10) and match["part"].lower() != "a"
        yield Figure(match.start(), match.end(), frozenset({Fraction(part, whole)}), strong)


def _in_words(words: str, start: int, end: int) -> Iterator[Figure]:
    total, current, scaled = 0, 0, False
    parts = re.findall("[a-z]+", words.lower())
    values = []
    for word in parts:
        word = word if word in _EN_SCALES or word in _EN_UNITS or word in _EN_ORDINALS else word.removesuffix("s")
        small = _EN_UNITS.get(word, _EN_TENS.get(word, _EN_ORDINALS.get(word)))
        if word == "and":
            continue
        if word in _EN_SCALES:
            scaled = True
            if word == "hundred":
                current = (current or 1) * 100
            else:
                total, current = total + (current or 1) * _EN_SCALES[word], 0
        elif small is not None:
            # “twenty five” goes on, “one two” and “third and fourth” are two numbers
            joins = (
                current == 0
                or (current % 100 == 0 and current)
                or (current % 100 >= 20 and current % 10 == 0 and small < 10)
            )
            if not joins:
                values.append(total + current)
                total, current = 0, 0
            current += small
    values.append(total + current)
    strong = len(values) == 1 and values[0] >= 13 and (not scaled or parts[0].removesuffix("s") not in _EN_SCALES)
    yield from (Figure(start, end, frozenset({Fraction(value)}), strong) for value in values)


def _plain(digits: str) -> Fraction:
    return Fraction(re.sub("[,，\u00a0\u202f ]", "", digits))
