"""The number of a session, written out in the six languages: “Twentieth session”, “第二十届会议”."""

from __future__ import annotations

import re
import unicodedata

from align.numerals import ORDINALS, TENS, han_number

__all__ = ["is_session_line", "ordinal_before"]

_FR = "premier deux trois quatr cinqu six sept huit neuv dix onz douz treiz quatorz quinz seiz dix-sept dix-huit dix-neuv".split()  # noqa: SIM905
_FR_TENS = {"vingt": 20, "trent": 30, "quarant": 40, "cinquant": 50, "soixant": 60, "quatre-vingt": 80}
_ES = "primer segund tercer cuart quint sext septim octav noven decim undecim duodecim decimotercer decimocuart decimoquint decimosext decimoseptim decimoctav decimonoven".split()  # noqa: SIM905
_ES_TENS = {
    "vigesim": 20,
    "trigesim": 30,
    "cuadragesim": 40,
    "quincuagesim": 50,
    "sexagesim": 60,
    "septuagesim": 70,
    "octogesim": 80,
    "nonagesim": 90,
}
_RU = "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат".split()  # noqa: SIM905
_RU_TENS = {
    "двадцат": 20,
    "тридцат": 30,
    "сороков": 40,
    "сорок": 40,
    "пятидесят": 50,
    "пятьдесят": 50,
    "шестидесят": 60,
    "шестьдесят": 60,
    "семидесят": 70,
    "семьдесят": 70,
    "восьмидесят": 80,
    "восемьдесят": 80,
    "девяност": 90,
}
_AR = "الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة".split()  # noqa: SIM905
_AR_TENS = {
    "العشرون": 20,
    "العشرين": 20,
    "الثلاثون": 30,
    "الأربعون": 40,
    "الخمسون": 50,
    "الستون": 60,
    "السبعون": 70,
    "الثمانون": 80,
    "التسعون": 90,
}

_SESSION = re.compile(
    r"第\s?(?P<zh>[〇零一二三四五六七八九十百\d ]{1,9}?)\s?[届屆](?:[会會][议議]|常会|特别会议|$)"
    r"|(?P<word>[^\W\d_]+(?:[- ][^\W\d_]+){0,3}?)\s+(?:(?:resumed|regular|special|extraordinaire|ordinaire|extraordinario)\s+)?(?:session|período de sesiones|periodo de sesiones|сессия)"
    r"|(?P<digits>\d{1,3})(?:st|nd|rd|th|e|ème|er|º|-я|-й)\s+(?:session|período de sesiones|сессия)"
    r"|الدورة\s+(?P<ar>[^\W\d_]+(?:\s+(?:و)?[^\W\d_]+)?)",
    re.IGNORECASE,
)


_LEFT = re.compile(r"\s*(?:$|[,，:：(（–—-].{0,40}$|(?:续会|第[一二三四]期).{0,10}$)")


def is_session_line(text: str) -> bool:
    """Whether a line does nothing but name a session.

    >>> is_session_line("Fifty-second session"), is_session_line("fortieth session and considered the")
    (True, False)
    """
    match = _SESSION.match(text.strip())
    return bool(match and ordinal_before(text) and _LEFT.match(text.strip(), match.end()))


def ordinal_before(text: str) -> int | None:
    """The number of the session that a cover line names; None if it names none.

    >>> [ordinal_before(t) for t in ("第二十届会议", "Twentieth session", "Fifty-first session", "78th session")]
    [20, 20, 51, 78]
    >>> [ordinal_before(t) for t in ("Soixante-dix-huitième session", "Septuagésimo octavo período de sesiones")]
    [78, 78]
    >>> ordinal_before("Семьдесят восьмая сессия"), ordinal_before("الدورة الثامنة والسبعون"), ordinal_before("In session")
    (78, 78, None)
    """
    match = _SESSION.match(text.strip()) if len(text) < 90 else None
    if match is None:
        return None
    if match["zh"]:
        digits = match["zh"].replace(" ", "")
        return int(digits) if digits.isdecimal() else han_number(digits)
    if match["digits"]:
        return int(match["digits"])
    if match["ar"]:
        return _arabic(match["ar"])
    word = match["word"].lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c) or c == "\u0306")
    return _english(word) or _french(plain) or _stems(plain, _ES, _ES_TENS) or _stems(word, _RU, _RU_TENS)


def _english(word: str) -> int | None:
    if word in ORDINALS:
        return ORDINALS.index(word) or None
    for number, tens in enumerate(TENS, 2):
        if word == f"{tens[:-1]}ieth":
            return 10 * number
        match = re.fullmatch(rf"{tens}[- ](\w+)", word)
        if match and match[1] in ORDINALS[1:10]:
            return 10 * number + ORDINALS.index(match[1])
    return None


def _french(word: str) -> int | None:
    if word in ("premiere", "premier"):
        return 1
    if not word.endswith("ieme"):
        return None
    stem = word.removesuffix("ieme").replace(" ", "-")
    units = {s: n for n, s in enumerate(_FR, 1)} | {"un": 1, "et-un": 1}
    if stem in units:
        return units[stem]
    for tens, value in sorted(_FR_TENS.items(), key=lambda t: len(t[0]), reverse=True):
        if stem in (tens, tens + "s", tens + "e"):
            return value
        match = re.fullmatch(rf"{tens}[es]?-(?:et-)?(.+)", stem)
        if match and match[1] in units:
            return value + units[match[1]]
    return None


def _stems(word: str, units: list[str], tens: dict[str, int]) -> int | None:
    """The value of one or two ordinals whose ends are inflected."""
    total = 0
    for part in re.split(r"[- ]", word):
        stem = re.sub(r"(?:ого|ой|ая|ья|ый|ий|ое|[oaиья])$", "", part)
        if stem in tens:
            total += tens[stem]
        elif stem in units:
            total += units.index(stem) + 1
        else:
            return None
    return total or None


def _arabic(words: str) -> int | None:
    total = 0
    for word in words.split():
        word = word.removeprefix("و")
        if word in _AR:
            total += _AR.index(word) + 1
        elif word in _AR_TENS:
            total += _AR_TENS[word]
        elif word in ("عشرة", "عشر"):
            total += 10
        elif not total:
            return None
    return total or None
