"""Recognizes pairs that are never terms, whatever their context."""

from __future__ import annotations

import re

from align.un_documents import parse_symbol
from glossary.extraction.vocabulary import places

__all__ = ["is_no_term"]


def is_no_term(zh: str, en: str) -> bool:
    """Whether the pair cannot be a term: a symbol, a web address, a letter, a Roman numeral, a person, a day, a month.

    Neither is a list of countries a term.

    >>> is_no_term("秘鲁、南非和越南", "Peru, South Africa and Viet Nam"), is_no_term("波斯尼亚和黑塞哥维那", "Bosnia and Herzegovina")
    (True, False)
    >>> is_no_term("牙买加及特立尼达和多巴哥", "Jamaica and Trinidad and Tobago")
    True
    >>> is_no_term("星期四", "Thursday"), is_no_term("辛哈中将", "Lieutenant General Singha"), is_no_term("中将", "Lieutenant General")
    (True, True, False)
    """
    if _DAY.fullmatch(zh) or _PERSON.match(en) or (_RANKED.search(zh) and _OFFICER.match(en)):
        return True
    if any(_MARKS.search(text) and (parse_symbol(text) is not None or _ADDRESS.search(text)) for text in (en, zh)):
        return True
    if _is_list_of_places(en):
        return True
    return zh.isascii() and (len(zh) < 3 or _ROMAN.fullmatch(zh) is not None)


def _is_list_of_places(en: str) -> bool:
    if " and " not in en and ", " not in en:
        return en.startswith("the ") and en not in places() and en.removeprefix("the ") in places()
    return en not in places() and _is_made_of_places(_LIST.split(en))


def _is_made_of_places(parts: list[str]) -> bool:
    """Whether the parts of a list are places, two of them together where one has an “and” in its name."""
    if not parts:
        return True
    for many in (1, 2):
        name = " and ".join(parts[:many]).removeprefix("the ")
        if len(parts) >= many and name in places() and _is_made_of_places(parts[many:]):
            return True
    return False


_LIST = re.compile(r",? and |, ")
_MARKS = re.compile(r"[/.:@]")
"""A symbol has a stroke; an address has one of these."""
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:org|com|net|int|html?|pdf|gov)\b")
_ROMAN = re.compile(r"[IVXLC]+")
_DAY = re.compile(r"(?:星期|礼拜|周)[一二三四五六日天]|[一二三四五六七八九十]{1,2}月")
_PERSON = re.compile(r"(?:H\.? ?E\.|Mrs?\.?|Ms\.?|Dr\.?|Sir|Messrs\.?)\s")
_RANKED = re.compile(r".[中上少大准](?:将|校|尉)$")
_OFFICER = re.compile(
    r"(?:(?:Lieutenant|Major|Brigadier|Rear|Vice)[ -])?(?:General|Admiral|Colonel|Major|Captain|Lieutenant) [A-Z]"
)
