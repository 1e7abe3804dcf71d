"""Short forms that a text defines itself: United Nations Industrial Development Organization (UNIDO), 全称(以下简称“简称”)."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["chinese_definitions", "english_definitions"]

_SHORT_EN = re.compile(
    r"\(\s*(?:the\s+|hereinafter(?:\s+referred\s+to\s+as)?\s+)?[“\"']?([A-Z][\w/&.-]{1,9})[”\"']?\s*(?:[;,][^()]*)?\)"
)
_SHORT_ZH = re.compile(
    r"[(（](?:以下)?(?:简称)?(?:为)?[:：]?[“\"「《]?([^()（）“”\"「」《》,，;；:：。]{2,12})[”\"」》]?[)）]"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SMALL = {"of", "for", "the", "and", "on", "in", "to", "with", "by", "against", "from"}


def english_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Full and short forms wherever a name is followed by its acronym in brackets (Schwartz and Hearst 2003).

    >>> list(english_definitions("The United Nations Industrial Development Organization (UNIDO) met."))
    [('United Nations Industrial Development Organization', 'UNIDO')]
    >>> list(english_definitions("as decided (see annex) by the Board"))
    []
    """
    for match in _SHORT_EN.finditer(text):
        short = match[1].rstrip(".")
        letters = [c for c in short if c.isalnum()]
        if sum(c.isupper() for c in letters) < 2 or any(c.isdigit() for c in letters[:1]):
            continue
        before = re.split(r"[,;:()“”\"]", text[: match.start()])[-1].split()
        full = _full_form(letters, before[-(len(letters) + 8) :])
        if full:
            yield full, short


def _full_form(letters: list[str], words: list[str]) -> str | None:
    """The shortest run of words at the end of `words` whose initials contain the letters of the acronym in order."""
    for start in range(len(words) - 1, -1, -1):
        if words[start][:1].lower() != letters[0].lower() or words[start].lower() in _SMALL:
            continue
        # The first letter of the acronym begins the name; the others must follow in order among the initials.
        tail = words[start:]
        initials = [w[0].lower() for w in re.split(r"[\s-]+", " ".join(tail)) if w]
        plural = letters[:-1] if letters[-1] == "s" else letters
        if _in_order([c.lower() for c in plural], initials) and len(tail) >= 2:
            return " ".join(tail)
    return None


def _in_order(wanted: list[str], given: list[str]) -> bool:
    rest = iter(given)
    return all(any(letter == other for other in rest) for letter in wanted)


def chinese_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Full and short forms wherever a name is followed in brackets by a short form made of its characters.

    The full form is the shortest text before the bracket that contains the characters of the short form in order.
    An opening such as 联合国 directly before that text belongs to it.

    >>> list(chinese_definitions("联合国工业发展组织(工发组织)与会员国合作"))
    [('联合国工业发展组织', '工发组织')]
    >>> list(chinese_definitions("可持续发展目标(以下简称“目标”)"))
    [('可持续发展目标', '目标')]
    >>> list(chinese_definitions("第350号决议延长的联合国脱离接触观察员部队(观察员部队)"))
    [('联合国脱离接触观察员部队', '观察员部队')]
    """
    for match in _SHORT_ZH.finditer(text):
        short = match[1].strip()
        before = re.split(r"[,，;；:：。、()（）“”《》\s]", text[: match.start()])[-1][-40:]
        if not _HAN.search(short) or not before:
            continue
        full = _shortest(short, before)
        if full == short:
            full = _name_at_end(before, len(before) - len(short))  # the short form is the end of the name
        if full and len(full) > len(short):
            yield full, short


def _shortest(short: str, before: str) -> str | None:
    """The shortest ending of `before` that contains the characters of `short` in order; None if there is none."""
    at = len(before)
    for character in reversed(short):
        at = before.rfind(character, 0, at)
        if at < 0:
            return None
    # 联合国 and other openings of a name may stand before the first character that the short form keeps.
    for opening in _OPENINGS:
        if before[:at].endswith(opening):
            return before[at - len(opening) :]
    return before[at:]


_OPENINGS = ("联合国", "国际", "世界", "全球", "欧洲", "非洲", "政府间", "亚洲")


def _name_at_end(before: str, at: int) -> str:
    """The name that `before` ends with, of which the short form begins at `at`: it opens as names do, or behind 的 or 和."""
    opening = before.rfind("联合国", 0, at)
    if opening >= 0:
        return before[opening:]
    return re.split("[的和与及]", before[:at])[-1] + before[at:]
