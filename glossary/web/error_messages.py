"""What went wrong, as a sentence in the reader's language: the packages below speak English only."""

from __future__ import annotations

import re
from functools import cache

from glossary.web.messages import areas

__all__ = ["sentence"]


def sentence(message: str, language: str) -> str:
    """The message of an error as a sentence; in English where its Chinese is not known.

    >>> sentence("an entry needs a term", "en"), sentence("An entry needs a term.", "zh")
    ('An entry needs a term.', '条目至少要有一个术语。')
    >>> sentence("has 3 pages, more than 2", "zh")
    '共 3 页，超过 2 页。'
    """
    text = message.strip().removesuffix(".")
    if language == "zh" and (words := _chinese(text)) is not None:
        return words + "。"
    return text if not text else text[0].upper() + text[1:] + ("" if text.endswith(tuple("!?…。！？")) else ".")


def _chinese(text: str) -> str | None:
    for pattern, words in _table():
        if found := pattern.fullmatch(text):
            return words.format(*found.groups())
    return None


@cache
def _table() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of the English messages with their Chinese, the most definite first."""
    found = []
    for english, chinese in sorted(areas()["faults"].values(), key=lambda words: (words[0].count("{"), -len(words[0]))):
        # A sentence may begin with a capital where the error did not.
        first, rest = english[0], english[1:]
        start = f"[{first.lower()}{first.upper()}]" if first.isalpha() else re.escape(first)
        pattern = re.sub(r"\\\{\d\\\}", "(.*?)", start + re.escape(rest))
        found.append((re.compile(pattern, re.DOTALL), chinese))
    return found
