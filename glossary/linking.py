"""Links between the words of a sentence pair, from dictionary, batch statistics, numbers and Latin words."""

from __future__ import annotations

from typing import NamedTuple

from glossary.candidates.chinese import Chinese
from glossary.candidates.english import English
from glossary.equivalents import LONGEST_WORD, Dictionary, Equivalents

__all__ = ["Link", "Links", "link"]


class Link(NamedTuple):
    """Characters [start, end) of the Chinese stand for these words of the English."""

    start: int
    end: int
    words: tuple[int, ...]
    strength: float
    shared: bool = False
    """The English words already answer to an equal Chinese word elsewhere: coordination says them once."""


class Links:
    """The links of a sentence pair, and for each character and word what it is linked to."""

    __slots__ = ("links", "of_char", "of_word")

    def __init__(self, links: list[Link], characters: int, words: int):
        self.links = links
        self.of_char: list[list[Link]] = [[] for _ in range(characters)]
        self.of_word: list[list[Link]] = [[] for _ in range(words)]
        for item in links:
            for c in range(item.start, item.end):
                self.of_char[c].append(item)
            for w in item.words:
                self.of_word[w].append(item)


_DIGITS = dict(zip("零一二三四五六七八九十", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], strict=True))


def link(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> Links:
    """Links of a sentence pair: the strongest first, no word or character in two, neighbours supporting neighbours."""
    proposals = _propose(zh, en, lexicon, learned)
    if not proposals:
        return Links([], len(zh.text), len(en))
    chars, words = max(1, len(zh.text)), max(1, len(en))
    by_start: dict[int, list[Link]] = {}
    by_end: dict[int, list[Link]] = {}
    for item in proposals:
        by_start.setdefault(item.start, []).append(item)
        by_end.setdefault(item.end, []).append(item)
    scored = []
    for item in proposals:
        score = item.strength * (0.7 + 0.15 * min(item.end - item.start, 6))
        score -= 0.25 * abs(item.start / chars - item.words[0] / words)
        first, last = item.words[0], item.words[-1]
        for near in (item.end, item.end + 1):
            score += max(
                (
                    0.25 * n.strength
                    for n in by_start.get(near, ())
                    if (n.words[0] not in item.words and abs(n.words[0] - last) <= 3) or False
                ),
                default=0.0,
            )
        for near in (item.start, item.start - 1):
            score += max(
                (
                    0.25 * n.strength
                    for n in by_end.get(near, ())
                    if n.words[-1] not in item.words and abs(n.words[-1] - first) <= 3
                ),
                default=0.0,
            )
        scored.append((score, item))
    scored.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].words))
    used_chars = bytearray(len(zh.text))
    used_words = bytearray(len(en))
    taken: list[Link] = []
    kept: dict[str, tuple[int, ...]] = {}
    for _, item in scored:
        if any(used_chars[item.start : item.end]):
            continue
        if any(used_words[w] for w in item.words):
            continue
        taken.append(item)
        kept[zh.simplified[item.start : item.end]] = item.words
        used_chars[item.start : item.end] = b"\1" * (item.end - item.start)
        for w in item.words:
            used_words[w] = 1
    for _, item in scored:
        if any(used_chars[item.start : item.end]):
            continue
        if item.strength >= 0.5 and kept.get(zh.simplified[item.start : item.end]) == item.words:
            taken.append(item._replace(shared=True))
            used_chars[item.start : item.end] = b"\1" * (item.end - item.start)
    return Links(taken, len(zh.text), len(en))


def _propose(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> list[Link]:
    places: dict[str, list[int]] = {}
    for n, (word, weight) in enumerate(zip(en.roots, en.weights, strict=True)):
        if weight:
            places.setdefault(word, []).append(n)
    best: dict[tuple[int, int, tuple[int, ...]], float] = {}
    text = zh.simplified
    borders = set(zh.bounds)
    size = len(text)
    for start in range(size):
        if not "\u4e00" <= text[start] <= "\u9fff":
            continue
        for end in range(start + 1, min(size, start + LONGEST_WORD) + 1):
            word = text[start:end]
            if word not in lexicon:
                continue
            inside = (start in borders) + (end in borders)
            if end - start == 1 and inside < 2:
                continue
            trust = (0.6, 0.8, 1.0)[inside] * (0.6 if end - start == 1 else 1.0)
            for roots, sure in lexicon.glosses(word):
                if roots[0] not in places:
                    continue
                for found in _occurrences(roots, places):
                    key = (start, end, found)
                    value = trust * sure
                    if value > best.get(key, 0.0):
                        best[key] = value
    for n, piece in enumerate(zh.pieces):
        start, end = zh.bounds[n], zh.bounds[n + 1]
        for word, strength in learned.of(piece).items():
            for place in places.get(word, ()):
                key = (start, end, (place,))
                # A dictionary and a count that agree are worth more than either.
                best[key] = 1 - (1 - best.get(key, 0.0)) * (1 - strength)
        if piece.isascii() and piece.isalnum():
            for place, lower in enumerate(en.lower):
                if lower == piece.lower():
                    best[(start, end, (place,))] = 1.0
        elif piece in _DIGITS and _DIGITS[piece] in places:
            for place in places[_DIGITS[piece]]:
                best.setdefault((start, end, (place,)), 0.4)
    return [Link(*key, strength) for key, strength in best.items()]


def _occurrences(roots: tuple[str, ...], places: dict[str, list[int]]) -> list[tuple[int, ...]]:
    """Where these roots stand together in the English, at most two light words between them, in either order."""
    if len(roots) == 1:
        return [(place,) for place in places[roots[0]]]
    if any(r not in places for r in roots[1:]):
        return []
    found = []
    for place in places[roots[0]]:
        chosen = [place]
        for r in roots[1:]:
            near = min(places[r], key=lambda p: abs(p - chosen[-1]))
            if abs(near - chosen[-1]) > 3 or near in chosen:
                break
            chosen.append(near)
        else:
            found.append(tuple(sorted(chosen)))
    return found
