"""Term pairs of one sentence pair: which English span says what a Chinese span says."""

from __future__ import annotations

from typing import NamedTuple

from glossary.candidates import chinese, english
from glossary.candidates.chinese import Chinese
from glossary.candidates.english import English
from glossary.linking import Links

__all__ = ["Pair", "pairs"]

EXTEND = 3
"""How many unlinked words an English span may take on at either side."""


class Pair(NamedTuple):
    """Pieces [i, j) of the Chinese and words [k, m) of the English, with a score from 0 to 1."""

    i: int
    j: int
    k: int
    m: int
    score: float


def pairs(zh: Chinese, en: English, links: Links, *, least: float = 0.3) -> list[Pair]:
    """Pairs of spans that are each other's best partner, best first."""
    forward: dict[tuple[int, int], Pair] = {}
    backward: dict[tuple[int, int], Pair] = {}
    for i, j in dict.fromkeys(chinese.spans(zh)):
        start, end = zh.bounds[i], zh.bounds[j]
        words = sorted({w for c in range(start, end) for item in links.of_char[c] for w in item.words})
        if not words:
            continue
        for k, m in _english_spans(en, links, words):
            score = _score(zh, en, links, start, end, k, m)
            if score < least:
                continue
            found = Pair(i, j, k, m, score)
            if _better(found, forward.get((i, j))):
                forward[i, j] = found
            if _better(found, backward.get((k, m))):
                backward[k, m] = found
    mutual = [found for found in forward.values() if backward.get((found.k, found.m)) == found]
    mutual.sort(key=lambda p: (-p.score, p.i, p.j))
    return mutual


def _better(one: Pair, other: Pair | None) -> bool:
    return other is None or (one.score, one.i - one.j, one.k - one.m) > (
        other.score,
        other.i - other.j,
        other.k - other.m,
    )


def _english_spans(en: English, links: Links, words: list[int]) -> list[tuple[int, int]]:
    """Noun phrases around the linked words; a link far off is taken for a slip, and tried without."""
    clusters = [words]
    if words[-1] - words[0] >= english.LONGEST or len(words) > 2:
        groups = [[words[0]]]
        for word in words[1:]:
            if word - groups[-1][-1] > 4:
                groups.append([word])
            else:
                groups[-1].append(word)
        if len(groups) > 1:
            clusters = [max(groups, key=len)] + ([words] if words[-1] - words[0] < english.LONGEST else [])
    found = []
    for cluster in clusters:
        low, high = cluster[0], cluster[-1] + 1
        if high - low > english.LONGEST:
            continue
        for k in range(low, max(-1, low - EXTEND - 1), -1):
            if k < low and (links.of_word[k] or en.tags[k] in (",", ".", "VBZ", "VBP", "VB", "MD")):
                break
            for m in range(high, min(len(en), high + EXTEND) + 1):
                if m > high and (links.of_word[m - 1] or en.tags[m - 1] in (",", ".", "VBZ", "VBP", "VB", "MD")):
                    break
                if english.is_phrase(en, k, m):
                    found.append((k, m))
    return found


def _score(zh: Chinese, en: English, links: Links, start: int, end: int, k: int, m: int) -> float:
    zh_total = sum(zh.weights[start:end])
    en_total = sum(en.weights[k:m])
    if not zh_total or not en_total:
        return 0.0
    inside = outside = strength = 0.0
    c = start
    while c < end:
        items = links.of_char[c]
        if not items:
            c += 1
            continue
        item = items[0]
        stop = min(item.end, end)
        weight = sum(zh.weights[c:stop])
        share = sum(k <= w < m for w in item.words) / len(item.words)
        inside += weight * share
        strength += weight * share * item.strength
        outside += weight * (1 - share) * (0.5 if item.shared else 1.0)
        if item.start < start or item.end > end:
            outside += 0.5  # the border cuts a word that has one translation
        c = stop
    en_inside = en_outside = 0.0
    for w in range(k, m):
        if not en.weights[w]:
            continue
        linked = links.of_word[w]
        if not linked:
            continue
        if any(item.start < end and item.end > start for item in linked):
            en_inside += 1.0
        else:
            en_outside += 1.0
    if not inside:
        return 0.0
    zh_free = max(0.0, zh_total - inside - outside) / zh_total
    en_free = max(0.0, en_total - en_inside - en_outside) / en_total
    both = min(zh_free, en_free)
    score = 1.0 - 1.1 * outside / zh_total - 1.1 * en_outside / en_total
    score -= 0.3 * both + 0.65 * abs(zh_free - en_free)
    score *= 0.75 + 0.25 * strength / inside
    return max(0.0, min(1.0, score))
