"""Links between the words of a sentence pair, from dictionary, batch statistics, numbers and Latin words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from glossary.candidates.chinese import Chinese
from glossary.candidates.english import English
from glossary.equivalents import LONGEST_RUN, LONGEST_WORD, Dictionary, Equivalents

__all__ = ["Link", "Links", "link"]


_Place = tuple[int, int, tuple[int, ...]]


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

    __slots__ = ("entries", "links", "of_char", "of_word")

    def __init__(self, links: list[Link], characters: int, words: int, entries: frozenset[_Place] = frozenset()):
        self.links = links
        self.entries = entries
        """Chinese spans and English words that are, as a whole, an entry of the dictionary."""
        self.of_char: list[Link | None] = [None] * characters
        self.of_word: list[list[Link]] = [[] for _ in range(words)]
        for item in links:
            for c in range(item.start, item.end):
                self.of_char[c] = item
            for w in item.words:
                self.of_word[w].append(item)

    def repeat(self, origins: list[int]) -> None:
        """Give words that repeat others (see English.origins) the links of those."""
        for w, origin in enumerate(origins):
            if origin != w and origin >= 0:
                self.of_word[w] = self.of_word[origin]


_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {"十": "10", "两": "2"}


def link(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> Links:
    """Links of a sentence pair: the strongest first, no word or character in two, neighbours supporting neighbours."""
    links = _link(zh, en, lexicon, learned)
    links.repeat(en.origins)
    return links


def _link(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> Links:
    proposals = _propose(zh, en, lexicon, learned)
    if not proposals:
        return Links([], len(zh.text), len(en))
    scored = _ranked(proposals, max(1, len(zh.text)), max(1, len(en)))
    used_chars = bytearray(len(zh.text))
    used_words = bytearray(len(en))
    taken: list[Link] = []
    for item in scored:
        if any(used_chars[item.start : item.end]) or any(used_words[w] for w in item.words):
            continue
        taken.append(item)
        used_chars[item.start : item.end] = b"\1" * (item.end - item.start)
        for w in item.words:
            used_words[w] = 1
    entries = frozenset(item[:3] for item in taken if item.strength >= 0.75)
    taken = _decomposed(taken, scored)
    kept = {zh.simplified[item.start : item.end]: item.words for item in taken}
    for item in scored:
        if item.strength >= 0.5 and kept.get(zh.simplified[item.start : item.end]) == item.words:
            if any(used_chars[item.start : item.end]):
                continue
            taken.append(item._replace(shared=True))
            used_chars[item.start : item.end] = b"\1" * (item.end - item.start)
    taken = _whole_words(zh, en, taken, used_chars, lexicon)
    links = Links(taken, len(zh.text), len(en), entries)
    filled = _fill(zh, en, links)
    return Links(taken + filled, len(zh.text), len(en), entries) if filled else links


def _decomposed(taken: list[Link], scored: list[Link]) -> list[Link]:
    """Links of whole phrases as links of their words, where these say the same, so that a shorter term is seen too."""
    out = []
    for item in taken:
        if len(item.words) < 2 or item.end - item.start < 4:
            out.append(item)
            continue
        parts: list[Link] = []
        for part in scored:
            if (
                item.start <= part.start
                and part.end <= item.end
                and part.end - part.start < item.end - item.start
                and set(part.words) <= set(item.words)
                and not any(part.start < p.end and p.start < part.end for p in parts)
                and not any(set(part.words) & set(p.words) for p in parts)
            ):
                parts.append(part._replace(strength=max(part.strength, item.strength), shared=item.shared))
        said = {w for part in parts for w in part.words}
        if len(parts) >= 2 and said == set(item.words):
            parts.sort()
            # What lies between the parts goes with the part before it.
            for n, part in enumerate(parts):
                start = item.start if n == 0 else part.start
                end = parts[n + 1].start if n + 1 < len(parts) else item.end
                parts[n] = part._replace(start=start, end=end)
            out.extend(parts)
        else:
            out.append(item)
    return out


def _whole_words(zh: Chinese, en: English, taken: list[Link], used: bytearray, lexicon: Dictionary) -> list[Link]:
    """Links that cover a part of a word take the rest of it, where nothing else has: 伙伴|关系."""
    if not zh.soft:
        return taken
    hard = [bound for bound in zh.bounds if bound not in zh.soft]
    out = []
    for item in taken:
        start = hard[bisect_right(hard, item.start) - 1]
        end = hard[min(len(hard) - 1, bisect_left(hard, item.end))]
        if (start, end) == (item.start, item.end):
            out.append(item)
            continue
        said = {en.roots[w] for w in item.words}
        same = any(not said.isdisjoint(roots) for roots, _ in lexicon.glosses(zh.simplified[start:end]))
        if (
            (same or end - start - (item.end - item.start) == 1)
            and not any(used[start : item.start])
            and not any(used[item.end : end])
        ):
            used[start:end] = b"\1" * (end - start)
            item = item._replace(start=start, end=end)
        out.append(item)
    return out


def _ranked(proposals: list[Link], chars: int, words: int) -> list[Link]:
    """Proposals best first: strong, long, near the diagonal, and beside others that are."""
    by_start: dict[int, list[Link]] = {}
    by_end: dict[int, list[Link]] = {}
    for item in proposals:
        by_start.setdefault(item.start, []).append(item)
        by_end.setdefault(item.end, []).append(item)
    scored = []
    for item in proposals:
        score = item.strength * (0.7 + 0.15 * min(item.end - item.start, 6))
        score -= 0.25 * abs(item.start / chars - item.words[0] / words)
        for table, place, step in ((by_start, item.end, 1), (by_end, item.start, -1)):
            for near in (place, place + step):
                best = 0.0
                for other in table.get(near, ()):
                    gap = abs(other.words[0] - item.words[-1]) if step > 0 else abs(item.words[0] - other.words[-1])
                    if 0 < gap <= 3 and other.strength > best and other.words[0] not in item.words:
                        best = other.strength / (1 + 0.3 * (gap - 1))
                score += 0.25 * best
        scored.append((-score, item.start, -item.end, item.words, item))
    scored.sort()
    return [entry[-1] for entry in scored]


def _propose(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> list[Link]:
    places: dict[str, list[int]] = {}
    for n, (word, weight) in enumerate(zip(en.roots, en.weights, strict=True)):
        if weight and n < en.size:
            places.setdefault(word, []).append(n)
    relatives: dict[str, list[str]] = {}
    for word in places:
        if len(word) >= 5:
            relatives.setdefault(word[:5], []).append(word)
    best: dict[_Place, float] = {}
    text = zh.simplified
    borders = set(zh.bounds)
    size = len(text)
    words, openings = lexicon.words, lexicon.openings
    for start in range(size):
        if not "\u4e00" <= text[start] <= "\u9fff":
            continue
        opens = start in borders
        if opens and not zh.weights[start]:
            continue  # 的, which a dictionary also knows as “target”
        for end in range(start + 1, min(size, start + LONGEST_WORD) + 1):
            word = text[start:end]
            if word not in words:
                if 2 <= end - start <= 3 and word not in openings:
                    break
                continue
            inside = opens + (end in borders)
            if end - start == 1 and not inside:
                continue
            trust = (0.0, 0.35, 0.6)[inside] if end - start == 1 else (0.6, 0.8, 1.0)[inside]
            for roots, sure in lexicon.glosses(word):
                if roots[0] in places:
                    for found in _occurrences(roots, places):
                        key = (start, end, found)
                        if trust * sure > best.get(key, 0.0):
                            best[key] = trust * sure
                elif len(roots) == 1 and roots[0][:5] in relatives:
                    for relative in relatives[roots[0][:5]]:
                        if _common(relative, roots[0]) >= 0.55 * max(len(relative), len(roots[0])):
                            for place in places[relative]:
                                key = (start, end, (place,))
                                if 0.6 * trust * sure > best.get(key, 0.0):
                                    best[key] = 0.6 * trust * sure
    explained = {(start, end) for start, end, _ in best}
    for start, end, piece in _stretches(zh, learned):
        for word, strength in learned.of(piece).items():
            for place in places.get(word, ()):
                key = (start, end, (place,))
                if key in best:
                    # A dictionary and a count that agree are worth more than either.
                    best[key] = 1 - (1 - best[key]) * (1 - strength)
                else:
                    best[key] = strength * (0.5 if (start, end) in explained else 1.0)
    for n, piece in enumerate(zh.pieces):
        start, end = zh.bounds[n], zh.bounds[n + 1]
        if piece.isascii() and piece.isalnum():
            for place, lower in enumerate(en.lower[: en.size]):
                if lower == piece.lower():
                    best[start, end, (place,)] = 1.0
        elif piece[:4].isdigit() and piece[4:] == "年":
            for place, lower in enumerate(en.lower[: en.size]):
                if lower == piece[:4]:
                    best[start, end, (place,)] = 0.9
        elif piece in _DIGITS and _DIGITS[piece] in places:
            for place in places[_DIGITS[piece]]:
                best.setdefault((start, end, (place,)), 0.4)
    return [Link(*key, strength) for key, strength in best.items()]


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


def _fill(zh: Chinese, en: English, links: Links) -> list[Link]:
    """Weak links between what is left over on both sides between the same two links: pastoralists for 牧民 in a list."""
    holes: dict[tuple[Link, Link], list[tuple[int, int]]] = {}
    w, size = 0, en.size
    while w < size:
        if not en.weights[w] or links.of_word[w]:
            w += 1
            continue
        start = w
        while w < size and en.weights[w] and not links.of_word[w]:
            w += 1
        if w - start > 2:
            continue
        before = _nearest_word(en, links, start - 1, -1)
        after = _nearest_word(en, links, w, 1)
        if before and after:
            holes.setdefault((before, after), []).append((start, w))
            holes.setdefault((after, before), []).append((start, w))
    if not holes:
        return []
    found = []
    n, count = 0, len(zh)
    while n < count:
        if not _free(zh, links, n):
            n += 1
            continue
        first = n
        while n < count and _free(zh, links, n):
            n += 1
        start, end = zh.bounds[first], zh.bounds[n]
        if end - start > 5 or end - start < 2:
            continue
        before = _nearest_char(zh, links, start - 1, -1)
        after = _nearest_char(zh, links, end, 1)
        options = holes.get((before, after), []) if before and after else []
        if len(options) == 1:
            found.append(Link(start, end, tuple(range(*options[0])), 0.3))
    return found


def _free(zh: Chinese, links: Links, n: int) -> bool:
    start = zh.bounds[n]
    return (
        zh.weights[start] > 0
        and all(links.of_char[c] is None for c in range(start, zh.bounds[n + 1]))
        and (zh.tags[n][0] not in "prcf" and (zh.tags[n][0] != "d" or len(zh.pieces[n]) > 1))
    )


def _nearest_word(en: English, links: Links, w: int, step: int) -> Link | None:
    for _ in range(4):
        if not 0 <= w < en.size:
            return None
        if links.of_word[w]:
            return links.of_word[w][0]
        if en.weights[w]:
            return None
        w += step
    return None


def _nearest_char(zh: Chinese, links: Links, c: int, step: int) -> Link | None:
    for _ in range(3):
        if not 0 <= c < len(zh.text):
            return None
        item = links.of_char[c]
        if item is not None:
            return item
        if zh.weights[c]:
            return None
        c += step
    return None
