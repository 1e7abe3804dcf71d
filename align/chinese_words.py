"""Chinese text cut into words, with parts of speech: by rjieba, or by jieba where rjieba has no wheel.

rjieba is jieba's algorithm and dictionary in Rust, some 16 times as fast. jieba itself is pure Python and runs everywhere,
so it takes over on a machine that rjieba is not built for. Both use jieba's word frequencies; their models of unknown
words differ a little, so that with `hmm` some 3 sentences of 100 are cut otherwise, and without it none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

__all__ = ["Cutter", "JiebaCutter", "cut", "new_cutter"]


_FIGURES = re.compile(r"[\d.]+%?")


class Cutter(Protocol):
    """A word cutter with a dictionary of its own, so that what one part of the program teaches it changes no other."""

    def cut(self, text: str, hmm: bool = True) -> list[str]:
        """Words that make up the text, in order; with `hmm` unknown words are guessed from their characters."""
        ...

    def tag(self, text: str, hmm: bool = True) -> list[tuple[str, str]]:
        """The same words, each with its part of speech as an ICTCLAS tag (n, v, a, m, ...)."""
        ...

    def has_word(self, word: str) -> bool:
        """Whether the dictionary has the word."""
        ...

    def add_word(self, word: str, freq: int | None, tag: str | None) -> int:
        """Teach a word, and return its frequency: how often it is taken to stand where jieba's dictionary was counted."""
        ...


class JiebaCutter:
    """jieba itself, with rjieba's interface.

    >>> JiebaCutter().cut("工业发展组织", False)
    ['工业', '发展', '组织']
    """

    def __init__(self) -> None:
        import logging

        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.WARNING)
        self._words = jieba.Tokenizer()
        self._tags = jieba.posseg.POSTokenizer(self._words)

    def cut(self, text: str, hmm: bool = True) -> list[str]:
        return [word for word in self._words.cut(text, HMM=hmm) if word]

    def tag(self, text: str, hmm: bool = True) -> list[tuple[str, str]]:
        # jieba calls figures English where it does not guess
        return [
            (pair.word, "m" if pair.flag == "eng" and _FIGURES.fullmatch(pair.word) else pair.flag)
            for pair in self._tags.cut(text, HMM=hmm)
        ]

    def has_word(self, word: str) -> bool:
        self._words.check_initialized()
        return bool(self._words.FREQ.get(word))

    def add_word(self, word: str, freq: int | None, tag: str | None) -> int:
        self._words.add_word(word, freq, tag)
        if tag:
            self._tags.word_tag_tab[word] = tag
        return int(self._words.FREQ[word])


def new_cutter() -> Cutter:
    """A cutter that knows jieba's dictionary and can be taught more."""
    try:
        import rjieba
    except ImportError:
        return JiebaCutter()
    return rjieba.Jieba()


@lru_cache(maxsize=1)
def _untaught() -> Callable[[str, bool], list[str]]:
    try:
        import rjieba
    except ImportError:
        return JiebaCutter().cut
    return rjieba.cut  # the module's own cutter, which is there already: another one takes a fifth of a second


def cut(text: str, hmm: bool = True) -> list[str]:
    """Words of a Chinese text by jieba's own dictionary; joined, they are the text.

    >>> cut("工发组织的任务")
    ['工发', '组织', '的', '任务']
    """
    return _untaught()(text, hmm)
