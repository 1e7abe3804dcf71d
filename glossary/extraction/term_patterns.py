"""Names that United Nations documents build by rule: 安全理事会第1325(2000)号决议, 第六十九届会议, 可持续发展目标9, 越南常驻联合国代表."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from align.numerals import ORDINALS, TENS, han_number
from glossary.extraction.vocabulary import place_names

__all__ = ["pattern_equivalents", "pattern_matches"]

_BODIES = {
    "安全理事会": "Security Council",
    "安理会": "Security Council",
    "大会": "General Assembly",
    "联大": "General Assembly",
    "人权理事会": "Human Rights Council",
    "经济及社会理事会": "Economic and Social Council",
    "经社理事会": "Economic and Social Council",
}
_DOCUMENTS = {"决议": "resolution", "决定": "decision"}
_BODY = "|".join(sorted(_BODIES, key=len, reverse=True))


def _resolution(match: re.Match[str]) -> Sequence[str]:
    kind = _DOCUMENTS[match["kind"]]
    number = match["number"].replace(" ", "").replace("(", " (")
    named = f"{kind} {number}"
    if match["body"] is None:
        return (named,)
    return f"{_BODIES[match['body']]} {named}", named


def _session(match: re.Match[str]) -> Sequence[str]:
    number = han_number(match["number"])
    if number is None or not 0 < number < 100:
        return ()
    return (f"{_ordinal(number)} {'special ' if match['special'] else ''}session",)


def _ordinal(number: int) -> str:
    """An ordinal below a hundred in words.

    >>> _ordinal(69), _ordinal(12), _ordinal(70)
    ('sixty-ninth', 'twelfth', 'seventieth')
    """
    if number < 20:
        return ORDINALS[number]
    tens, ones = divmod(number, 10)
    ten = TENS[tens - 2]
    return f"{ten}-{ORDINALS[ones]}" if ones else f"{ten[:-1]}ieth"


def _goal(match: re.Match[str]) -> Sequence[str]:
    number = match["number"]
    if match["full"]:
        return f"Sustainable Development Goal {number}", f"SDG {number}", f"Goal {number}"
    return (f"Goal {number}",)


def _representative(match: re.Match[str]) -> Sequence[str]:
    post = "Deputy Permanent Representative" if match["deputy"] else "Permanent Representative"
    names = place_names(match["place"])
    return tuple(f"{post} of {article}{name} to the United Nations" for name in names for article in ("", "the "))


def _government(match: re.Match[str]) -> Sequence[str]:
    names = place_names(match["place"])
    return tuple(f"Government of {article}{name}" for name in names for article in ("", "the "))


def _mission(match: re.Match[str]) -> Sequence[str]:
    names = place_names(match["place"])
    return tuple(
        f"Permanent Mission of {article}{name} to the United Nations" for name in names for article in ("", "the ")
    )


_OF_A_PLACE = (_representative, _mission, _government)
"""Rules with the name of a country: the longest that the vocabulary has directly before the rest of the name."""

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Sequence[str]]]
_RULES: tuple[_Rule, ...] = (
    (
        re.compile(rf"(?P<body>{_BODY})?第(?P<number>\d+(?: ?\(\d{{4}}\)|/\d+))号(?P<kind>决议|决定)"),
        _resolution,
    ),
    (re.compile(r"第(?P<number>[一二三四五六七八九十]+)届(?P<special>特别)?会议"), _session),
    (re.compile(r"(?P<full>可持续发展)?目标(?P<number>\d{1,2})(?!\d)"), _goal),
    (re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12}?)常驻联合国(?P<deputy>副)?代表(?!团)"), _representative),
    (re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12}?)常驻联合国代表团"), _mission),
    (re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12}?)政府(?!间)"), _government),
)
_SIGNS = re.compile(r"号决|届|目标|常驻联合国|政府")


@lru_cache(maxsize=20_000)
def pattern_equivalents(term: str) -> tuple[str, ...]:
    """English equivalents of a Chinese name that is built by rule, in simplified characters; empty for any other text.

    >>> pattern_equivalents("安理会第1325(2000)号决议")
    ('Security Council resolution 1325 (2000)', 'resolution 1325 (2000)')
    >>> pattern_equivalents("第六十九届会议"), pattern_equivalents("目标9")
    (('sixty-ninth session',), ('Goal 9',))
    """
    for pattern, english in _RULES:
        if match := pattern.fullmatch(term):
            return tuple(english(match))
    return ()


def pattern_matches(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of such names in a text; a name that begins with its body is also found without the body.

    >>> text = "依照大会第70/1号决议"
    >>> [text[i:j] for i, j in pattern_matches(text)]
    ['大会第70/1号决议', '第70/1号决议']
    """
    if not _SIGNS.search(text):
        return
    for pattern, english in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if english in _OF_A_PLACE:
                place = match["place"]
                begin = next((n for n in range(len(place)) if place_names(place[n:])), None)
                if begin is None:
                    continue
                start += begin
            yield start, end
            inner = match.groupdict().get("body") or match.groupdict().get("full")
            if inner:
                yield start + len(inner), end
