"""Proposals for links between words: one generator for each source of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.word_equivalents import LONGEST_RUN, RELATED, Dictionary, Equivalents
from glossary.extraction.word_links import Link, Place

__all__ = ["propose"]

HINT = 0.2
"""Factor for a link to only one word of a gloss that has several."""
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?年?$")
_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {"十": "10", "两": "2"}

Proposal = tuple[Place, float]
"""Chinese characters and English words that may translate each other, and how strongly this is believed."""


def propose(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> list[Link]:
    """Every link for which there is some evidence, with its strength; `word_linking` chooses among them."""
    places: dict[str, list[int]] = {}
    for n in range(en.size):
        if en.weights[n]:
            places.setdefault(en.roots[n], []).append(n)
    best = _from_dictionary(zh, places, lexicon)
    explained = {(start, end) for start, end, _ in best}
    for key, strength in _from_statistics(zh, places, learned):
        if key in best:
            # A dictionary and a count that agree are worth more than either.
            best[key] = 1 - (1 - best[key]) * (1 - strength)
        else:
            best[key] = strength * (0.5 if key[:2] in explained else 1.0)
    best.update(_from_equal_words(zh, en))
    best.update(_from_years(zh, en))
    for key, strength in _from_digits(zh, places):
        best.setdefault(key, strength)
    return [Link(*key, strength) for key, strength in best.items()]


def _from_dictionary(zh: Chinese, places: dict[str, list[int]], lexicon: Dictionary) -> dict[Place, float]:
    """Links from dictionary words to whole glosses, to one word of a longer gloss, and to relatives of a gloss."""
    relatives: dict[str, list[str]] = {}
    for word in places:
        if len(word) >= RELATED:
            relatives.setdefault(word[:RELATED], []).append(word)
    here, near = places.keys(), relatives.keys()
    best: dict[Place, float] = {}
    for start, end, trust in _dictionary_words(zh, lexicon):
        glosses = lexicon.sorted_glosses(zh.simplified[start:end])
        if not here.isdisjoint(glosses.roots):
            for roots, sure in glosses.longer:
                # One word of the gloss without the others is only a hint: “slum”, where the gloss is “slum area”.
                for one in roots:
                    for place in places.get(one, ()):
                        _raise(best, (start, end, (place,)), HINT * (trust * sure))
                if roots[0] in places:
                    for found in _occurrences(roots, places):
                        _raise(best, (start, end, found), trust * sure)
            for root in glosses.single:
                for place in places.get(root, ()):
                    _raise(best, (start, end, (place,)), trust * glosses.single[root])
        if not near.isdisjoint(glosses.openings):
            for root, sure in glosses.single.items():
                for relative in relatives.get(root[:RELATED], ()):
                    if relative != root and _common(relative, root) >= 0.55 * max(len(relative), len(root)):
                        for place in places[relative]:
                            _raise(best, (start, end, (place,)), 0.6 * (trust * sure))
    return best


def _raise(best: dict[Place, float], place: Place, strength: float) -> None:
    if strength > best.get(place, 0.0):
        best[place] = strength


_TRUST = (0.6, 0.8, 1.0)
"""How far a dictionary word is believed if 0, 1 or 2 of its ends are borders of pieces."""
_TRUST_OF_ONE = (0.0, 0.35, 0.6)
"""The same for a word of one character."""


def _dictionary_words(zh: Chinese, lexicon: Dictionary) -> Iterator[tuple[int, int, float]]:
    """The words of the dictionary in the sentence: start, end, and how far each is believed."""
    text, words, lengths = zh.simplified, lexicon.words, lexicon.lengths
    borders = set(zh.bounds)
    size = len(text)
    for start, character in enumerate(text):
        if not "\u4e00" <= character <= "\u9fff":
            continue
        opens = start in borders
        if opens and not zh.weights[start]:
            continue  # 的, which a dictionary also knows as “target”
        ends = opens + (start + 1 in borders)
        if ends and character in words:
            yield start, start + 1, _TRUST_OF_ONE[ends]
        for length in lengths.get(text[start : start + 2], ()):
            end = start + length
            if end <= size and text[start:end] in words:
                yield start, end, _TRUST[opens + (end in borders)]


def _from_statistics(zh: Chinese, places: dict[str, list[int]], learned: Equivalents) -> Iterator[Proposal]:
    """Links between words that often occur together in the batch."""
    for start, end, piece in _stretches(zh, learned):
        for word, strength in learned.of(piece).items():
            for place in places.get(word, ()):
                yield (start, end, (place,)), strength


def _from_equal_words(zh: Chinese, en: English) -> Iterator[Proposal]:
    """Links between Latin words and figures that both sentences have."""
    for n, piece in enumerate(zh.pieces):
        if piece.isascii() and piece.isalnum():
            lower = piece.lower()
            for place in range(en.size):
                if en.lower[place] == lower:
                    yield (zh.bounds[n], zh.bounds[n + 1], (place,)), 1.0


def _from_years(zh: Chinese, en: English) -> Iterator[Proposal]:
    """Links from 2030年 and 2014-2015年 to the figures of the years."""
    for n, piece in enumerate(zh.pieces):
        years = _YEARS.match(piece) if piece[:4].isdigit() else None
        if years is None or (years[2] is None and piece[4:] != "年"):
            continue
        span = zh.bounds[n], zh.bounds[n + 1]
        for place in range(en.size):
            if en.lower[place] != years[1]:
                continue
            if years[2] is None:
                yield (*span, (place,)), 0.9
                continue
            for last in range(place + 1, min(place + 3, en.size)):
                if en.lower[last] == years[2]:
                    yield (*span, (place, last)), 0.9


def _from_digits(zh: Chinese, places: dict[str, list[int]]) -> Iterator[Proposal]:
    """Links from Chinese numerals to the figures that they stand for."""
    for n, piece in enumerate(zh.pieces):
        if piece in _DIGITS:
            for place in places.get(_DIGITS[piece], ()):
                yield (zh.bounds[n], zh.bounds[n + 1], (place,)), 0.4


def _stretches(zh: Chinese, learned: Equivalents) -> Iterator[tuple[int, int, str]]:
    """The pieces of the sentence, and the runs of pieces that the batch taught as one word."""
    bounds = zh.bounds
    for n in range(len(zh)):
        yield bounds[n], bounds[n + 1], zh.simplified[bounds[n] : bounds[n + 1]]
        for m in range(n + 2, min(len(zh), n + LONGEST_RUN) + 1):
            run = zh.simplified[bounds[n] : bounds[m]]
            if run in learned.runs:
                yield bounds[n], bounds[m], run


def _common(one: str, other: str) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def _occurrences(roots: tuple[str, ...], places: dict[str, list[int]]) -> list[tuple[int, ...]]:
    """Where these roots stand together in the English, in any order and with at most two other words between them."""
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
