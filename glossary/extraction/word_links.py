"""Word links: which characters of the Chinese sentence and which words of the English one translate each other."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Link", "Links", "Place"]

Place = tuple[int, int, tuple[int, ...]]


class Link(NamedTuple):
    """Characters [start, end) of the Chinese, and the English words that translate them."""

    start: int
    end: int
    words: tuple[int, ...]
    strength: float
    shared: bool = False
    """Whether the English words are already linked to an equal Chinese word: a coordination says them only once."""


class Links:
    """The links of a sentence pair, and for each character and word what it is linked to."""

    __slots__ = ("entries", "links", "of_char", "of_word")

    def __init__(self, links: list[Link], characters: int, words: int, entries: frozenset[Place] = frozenset()):
        self.links = links
        self.entries = entries
        """Chinese spans and English words that are together, as a whole, an entry of the dictionary."""
        self.of_char: list[Link | None] = [None] * characters
        self.of_word: list[list[Link]] = [[] for _ in range(words)]
        for item in links:
            for c in range(item.start, item.end):
                self.of_char[c] = item
            for w in item.words:
                self.of_word[w].append(item)

    def repeat(self, origins: list[int]) -> None:
        """Give words that repeat others (see `English.origins`) the links of the words that they repeat."""
        for w, origin in enumerate(origins):
            if origin != w and origin >= 0:
                self.of_word[w] = self.of_word[origin]
