"""The skeleton of a sentence: its words without case, blanks, numbers, dates and symbols, which sentences share that are nearly the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["exact_token", "plain", "skeleton", "skeleton_token"]

_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
)
_MONTHS = "january february march april may june july august september october november december"
_NUMBERS = frozenset(f"{_UNITS} {_TENS} {_ORDINALS} {_MONTHS}".split())
_ZH = re.compile(
    r"(?:[a-z]+(?:[./][a-z]+)*[./]?)?\d+(?:[.,/:-]?[a-z]{0,5}[.,/]?\d+)*%?|[〇零○一二三四五六七八九十百千万萬亿億]+"
)
_DIGIT = re.compile(r"\d")
_EDGES = "()[]{},.;:!?\"'"
_BLANKS = re.compile(r"\s+")
_BETWEEN_HAN = re.compile("(?<=[\u2e80-\u9fff\uff00-\uffef]) | (?=[\u2e80-\u9fff\uff00-\uffef])")
_ALIKE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})


def plain(text: str) -> str:
    """The text with single blanks, and with one form of quotation marks, dashes and width.

    >>> plain("the  Board’s\\xa0report") == plain("the Board's report"), plain("第 20 届") == plain("第20届")
    (True, True)
    """
    text = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    text = _BLANKS.sub(" ", text).strip()
    return text if text.isascii() else _BETWEEN_HAN.sub("", text)


def skeleton(text: str, language: str) -> str:
    """The text that sentences share which differ in case, blanks, numbers, dates and symbols only.

    >>> skeleton("See GC.19/CRP.4 of 30 November 2021.", "en") == skeleton("see IDB.51/20 of 3 May 2023.", "en")
    True
    >>> skeleton("第十九届会议于2021年11月30日开幕。", "zh")
    '第0届会议于0年0月0日开幕。'
    """
    text = plain(text).lower()
    if language in ("zh", "ja"):
        return _ZH.sub("0", text)
    return " ".join([_english(word) for word in text.split(" ")])


def _english(word: str) -> str:
    if word.isalpha():
        return "0" if word in _NUMBERS else word
    core = word.strip(_EDGES)
    if _DIGIT.search(core) or core in _NUMBERS or all(part in _NUMBERS for part in core.split("-")):
        return word.replace(core, "0", 1)
    return word


def skeleton_token(text: str, language: str) -> str:
    """A token of 16 letters for the skeleton of a sentence in its language."""
    return _hash(language, skeleton(text, language))


def exact_token(text: str, language: str, context: int = 0) -> str:
    """A token for the sentence itself, blanks and width aside; with `context`, for it between its neighbours.

    >>> exact_token("Article 3", "en") == exact_token("Article  3", "en") != exact_token("Article 3", "en", 7)
    True
    """
    return _hash(language, str(context), plain(text))


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
