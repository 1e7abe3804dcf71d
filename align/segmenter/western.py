"""Sentence ends in scripts with spaces between words: Latin, Cyrillic, Arabic and their like."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from align.segmenter.rules import Rules, folded

__all__ = ["candidates", "sentence_end"]

LONGEST_WORD = 40
"""Longest word, in characters, that is looked at on either side of a stop."""

FOOTNOTE_MARK = r"(?:\[\d{1,3}\]|[¹²³⁰-⁹]{1,3}|[*†‡]{1,3}|\d{1,3}(?:[,–-]\d{1,3})?)"

# What opens the next sentence before its first word: quotes, brackets, dashes, bullets.
_NEXT = re.compile(r"\s+([\"'“‘„«»‹›(\[{¿¡*•·–—―-]{0,6}[\s\u200e\u200f]{0,2}[\"'“‘„«(\[¿¡]{0,3})([^\W_][\w'’-]{0,40})?")
_LETTER_LABEL = re.compile(r"[(\[“\"'«]*(?:\d{1,3}(?:\.\d{1,3})*|[^\W\d_]|[IVXLCivxlc]{1,6}|№)[.)]{0,2}")
_INITIAL = re.compile(r"[^\W\d_](?:-[^\W\d_])?")
_DOTTED = re.compile(r"[^\W\d_](?:\.-?[^\W\d_]){1,5}")
_ROMAN = re.compile(r"[IVXLC]{1,6}$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SYMBOL = re.compile(
    r".*/|[A-Z]{2,}$|(?:Add|Amend|Rev|Corr|Res|Dec|Sub|Conf|Ser|No|Nos|para|paras|art|arts|fig|ver|v|vol|pp?)$"
)
_LABEL_FOLLOWS = (",", ";", ":")
_NUMERAL = re.compile(r"[IVXLC]{1,6}|[A-Z]|\d{1,3}")
_IN_SYMBOL = re.compile(r"/|\.\d")
_OPENER = re.compile(r"([A-ZÀ-ÞА-Я][a-zß-ÿа-яё]{1,14})[ \u00a0]")
_JOINT = re.compile(r"[-/‑–'’]")
_STRIPPED = "([{“‘«„\"'¿¡—–‹"


@cache
def _speech(rules: Rules) -> re.Pattern[str]:
    """“Who goes there?” Wang asked."""
    verbs = "|".join(sorted(rules.speech))
    return re.compile(
        rf"\s+(?:(?:Mr|Mrs|Ms|Dr|Prof)\.\s+)?(?:[A-ZÀ-Þ][\w'’-]{{0,30}}\s+){{1,3}}(?:{verbs})(?:\s+\w{{1,20}}){{0,3}}[.,]"
    )


@cache
def candidates(rules: Rules) -> re.Pattern[str]:
    """Pattern of brackets (groups open, shut) and of stops with what is stuck to them (close, mark)."""
    closers = re.escape(rules.closers)
    # French puts a space before », in German » opens.
    spaced = r"[ \u00a0\u202f]?[»]|" if "«" not in rules.closers else ""
    return re.compile(
        rf"""(?P<open>[(\[（［])|(?P<shut>[)\]）］])
        |(?P<stop>\.(?:[ \u00a0]\.)++ | [.?!…‽؟۔।]++(?:[ \u00a0\u202f][?!]++)?+ | [。！？]++)
        (?P<close>(?:{spaced}[{closers}])*+)
        (?P<mark>{FOOTNOTE_MARK})?+
        (?P<end>)""",
        re.VERBOSE,
    )


def sentence_end(text: str, start: int, end: int, stop: re.Match[str], rules: Rules) -> int | None:
    """Where the sentence that began at `start` ends by this stop; None when it goes on."""
    if not text[stop.end()].isspace() and stop["stop"][0] not in "。！？":
        # Within a word, a number, an address; or the space was lost: “He came.The others left.”
        return stop.end() if _space_was_lost(text, start, end, stop, rules) else None
    sign, closing, mark = stop["stop"], stop["close"], stop["mark"]
    before = _word_before(text, start, stop.start())
    if mark and mark[0].isdecimal() and not _is_footnote(before, sign, closing):
        return None
    following = _NEXT.match(text, stop.end(), end)
    if following is None:
        return stop.end()  # a Chinese stop
    lead, word = following[1], following[2] or ""
    if not word:
        # Only signs follow: they belong to this sentence, unless they begin something.
        return stop.end() if _begins(text, following.end(), end) else None
    small = rules.cased and word[0].islower() and not _is_small_label(lead, word)
    if small and not mark:
        return None
    if closing and sign != "." and rules.speech and word.casefold() not in rules.openers:
        return None if _speech(rules).match(text, stop.end(), end) else stop.end()
    if closing[:1] in (")", "]") and before[:1] in ("(", "[") and stop.start() - len(before) > start:
        return None  # one abbreviated word in brackets: “Gen. (ret.) Smith”
    if sign != "." or closing or mark:
        return stop.end()
    around = _AroundStop(before, lead, word, text[following.end() : following.end() + 2])
    return None if _goes_on(text, start, stop.start(), around, rules) else stop.end()


class _AroundStop(NamedTuple):
    """What stands around a full stop, from left to right: the word before it, signs, the next word, two characters."""

    before: str
    lead: str
    word: str
    followed_by: str


def _goes_on(text: str, start: int, at: int, around: _AroundStop, rules: Rules) -> bool:
    """Whether the word that this full stop ends is an abbreviation, an initial or a label within the sentence."""
    before, lead, word, followed_by = around
    bare = before.lstrip(_STRIPPED)
    if not bare:
        return False
    key = folded(bare + ".")
    next_key = word.casefold()
    # A letter with a stop of its own is another initial: “А. С. Иванов”.
    opens = next_key in rules.openers and not (len(word) == 1 and followed_by[:1] == ".")
    # The label at the head of a paragraph: “1. The Board”, “IV. Conclusions”.
    if at - start <= 8 and _LETTER_LABEL.fullmatch(text, start, at):
        return True
    # What stands before the last word: “annex”, when that is “I”.
    lead_in = text[max(start, at - len(before) - LONGEST_WORD) : at - len(before)].rstrip()
    if lead_in[-1:] in _LABEL_FOLLOWS and lead_in and _LETTER_LABEL.fullmatch(before):
        return True
    if _NUMERAL.fullmatch(bare) and lead_in.split()[-1:] and folded(lead_in.split()[-1]) in rules.lettered:
        # “Goal 9. Build resilient …” is a heading with its label, “see annex I. Table 2 …” two sentences.
        return lead_in == text[start : start + len(lead_in)] and len(lead_in.split()) == 1
    tail = folded(_JOINT.split(bare)[-1] + ".")
    if key in rules.joining or tail in rules.joining:
        return True
    if key in rules.numbered or tail in rules.numbered:
        return (
            word[0].isdecimal()
            or bool(_ROMAN.match(word))
            or bool(_IN_SYMBOL.match(followed_by))
            or (len(word) == 1 and word.isalpha() and not opens)
        )
    if key in rules.after_number:
        return not text[max(start, at - len(before) - 8) : at - len(before)].rstrip()[-1:].isdecimal()
    if key in rules.doubtful:
        return not opens and not _begins_list(lead)
    if next_key in rules.within and (key in rules.within or "." in bare):
        return True
    if rules.ordinals and bare.isdecimal() and len(bare) <= 2:
        return not opens
    if rules.ordinals and _ROMAN.match(bare):
        return not opens
    if _INITIAL.fullmatch(bare) or _DOTTED.fullmatch(bare):
        return bare[0].isupper() and not opens and not _begins_list(lead)
    return False


def _space_was_lost(text: str, start: int, end: int, stop: re.Match[str], rules: Rules) -> bool:
    opener = _OPENER.match(text, stop.end(), end)
    before = text[max(start, stop.start() - 3) : stop.start()]
    return (
        opener is not None
        and opener[1].casefold() in rules.openers
        and len(before) == 3
        and before.isalpha()
        and before.islower()
        and len(stop["stop"]) == 1
    )


def _word_before(text: str, start: int, at: int) -> str:
    piece = text[max(start, at - LONGEST_WORD) : at]
    parts = piece.split()
    return parts[-1] if parts and not piece[-1].isspace() else ""


def _is_footnote(before: str, sign: str, closing: str) -> bool:
    """Whether digits stuck to a stop are a footnote's mark and no decimals or part of a symbol."""
    if closing or sign != ".":
        return True
    word = before.strip(_STRIPPED + ")]}”’»,;")
    if not word:
        return bool(before)
    if word.isdecimal():
        return bool(_YEAR.fullmatch(word))
    # What has figures within (GC.18, 1.2) is a symbol or a number.
    if _SYMBOL.match(word):
        return False
    return word[-1].isalpha() or word[-1] == "%"


def _is_small_label(lead: str, word: str) -> bool:
    """“(a) The first” after a full stop begins a sentence, although in small letters."""
    return bool(lead) and lead[-1] in "([" and (len(word) == 1 or not word.strip("ivx"))


def _begins_list(lead: str) -> bool:
    return any(sign in lead for sign in "•·*([")


def _begins(text: str, at: int, end: int) -> bool:
    """Whether a sign that is neither word nor stop nor closing mark follows: a currency, a Chinese bracket."""
    return at < end and text[at] not in ".?!…‽؟۔。！？,;:، ؛)]}»”’\"'›" and not text[at].isspace()
