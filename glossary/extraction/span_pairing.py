"""Term pairs of one sentence pair: which English span translates which Chinese span."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from glossary.extraction.candidates import chinese, english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.candidates.word_lists import BODIES_ZH, KINDS_ZH
from glossary.extraction.known_terms import KnownPair
from glossary.extraction.word_linking import Link, Links

__all__ = ["Pair", "pairs"]

EXTEND = 3
"""How many unlinked words an English span may take in on either side."""


ALTERNATIVES = 3
"""How many partners of a span are kept at most."""
BEHIND = 0.3
"""How far the score of a pair may be below that of a better pair with one of its spans."""


class Pair(NamedTuple):
    """Pieces [i, j) of the Chinese and words [k, m) of the English, with a score from 0 to 1."""

    i: int
    j: int
    k: int
    m: int
    score: float
    behind_zh: float = 0.0
    """How much higher the best pair with the same Chinese span scores."""
    behind_en: float = 0.0
    """How much higher the best pair with the same English span scores."""
    known: str = ""
    """The English as the vocabulary writes it, if the pair is in one."""

    @property
    def mutual(self) -> bool:
        """Whether each span is the other's best partner."""
        return not self.behind_zh and not self.behind_en


Span = tuple[int, int]
Scored = dict[tuple[Span, Span], float]


def pairs(zh: Chinese, en: English, links: Links, *, least: float = 0.3, known: Iterable[KnownPair] = ()) -> list[Pair]:
    """Pairs of spans, best first: each other's best partners, pairs of a vocabulary, and pairs that are nearly as good.

    A pair consists of Chinese pieces [i, j) and English words [k, m), half-open and from 0, with a score from 0 to 1
    that is not below `least`. Pairs of `known` are included whatever their score.

    >>> from glossary.extraction.candidates import chinese, english_tagging
    >>> from glossary.extraction.word_equivalents import dictionary
    >>> from glossary.extraction.word_learning import learn
    >>> from glossary.extraction.word_linking import link
    >>> (zh,), (en,) = chinese.annotate(["支持绿色工业"]), english_tagging.annotate(["to support green industry"])
    >>> best = pairs(zh, en, link(zh, en, dictionary(), learn([])))[0]
    >>> "".join(zh.pieces[best.i : best.j]), " ".join(en.words[best.k : best.m])
    ('绿色工业', 'green industry')
    """
    scored: Scored = {}
    phrase: dict[Span, bool] = {}
    sides = _Sides(zh, en, links)
    options_of: dict[tuple[int, ...], list[Span]] = {}
    inside: list[Link] = []
    opening, reached = -1, 0
    for i, j in dict.fromkeys(chinese.spans(zh)):
        end = zh.bounds[j]
        if i != opening or end < reached:
            inside, opening, reached = [], i, zh.bounds[i]
        for item in links.of_char[reached:end]:
            if item is not None and (not inside or inside[-1] is not item):
                inside.append(item)
        reached = end
        if not inside:
            continue
        words = inside[0].words if len(inside) == 1 else tuple({w for item in inside for w in item.words})
        options = options_of.get(words)
        if options is None:
            options = options_of[words] = _options(en, links, sorted(words), phrase)
        for k, m in options:
            score = _score(sides, inside, (i, j), (k, m))
            if score >= least:
                scored[(i, j), (k, m)] = score
    written: dict[tuple[Span, Span], str] = {}
    for pair in known:
        spans = (pair.i, pair.j), (pair.k, pair.m)
        scored[spans] = max(scored.get(spans, 0.0), pair.nearness)
        written.setdefault(spans, pair.english)
    return _chosen(scored, written)


def _chosen(scored: Scored, written: dict[tuple[Span, Span], str]) -> list[Pair]:
    """The pairs that are each other's best partners, and the next best partners of their spans."""
    # A span that the vocabulary pairs gets no other partner in the same sentence.
    sure_zh, sure_en = {left for left, _ in written}, {right for _, right in written}
    of_zh: dict[Span, list[tuple[float, int, Span]]] = {}
    of_en: dict[Span, list[tuple[float, int, Span]]] = {}
    for (left, right), score in scored.items():
        if (left in sure_zh or right in sure_en) and (left, right) not in written:
            continue
        of_zh.setdefault(left, []).append((-score, right[0] - right[1], right))
        of_en.setdefault(right, []).append((-score, left[0] - left[1], left))
    for options in (*of_zh.values(), *of_en.values()):
        options.sort()
    found = []
    for left, options in of_zh.items():
        for number, (negative, _, right) in enumerate(options):
            behind_zh = options[0][0] * -1 + negative
            others = of_en[right]
            behind_en = others[0][0] * -1 + negative
            best = number == 0 and others[0][2] == left
            if best:
                behind_zh = behind_en = 0.0
            elif (left, right) not in written:
                if number >= ALTERNATIVES or max(behind_zh, behind_en) > BEHIND:
                    continue
                behind_zh, behind_en = max(behind_zh, 0.001), max(behind_en, 0.001)
            found.append(Pair(*left, *right, -negative, behind_zh, behind_en, written.get((left, right), "")))
    found.sort(key=lambda p: (-p.score, p.i, p.j, p.k, p.m))
    return found


def _options(en: English, links: Links, words: list[int], phrase: dict[Span, bool]) -> list[Span]:
    """The English spans that may say what the links say."""
    options = _english_spans(en, links, words, phrase)
    if len(en) > en.size:
        options += _spelled_out(en, words, phrase)
    return list(dict.fromkeys(options))


def _english_spans(
    en: English, links: Links, words: list[int], phrase: dict[tuple[int, int], bool]
) -> list[tuple[int, int]]:
    """Noun phrases around the linked words; without the words of links far from the others, which may be wrong."""
    clusters = [words]
    if len(words) > 1 and words[-1] - words[0] > 4:
        groups = [[words[0]]]
        for word in words[1:]:
            if word - groups[-1][-1] > 4:
                groups.append([word])
            else:
                groups[-1].append(word)
        if len(groups) > 1:
            clusters = [max(groups, key=len)]
            if words[-1] - words[0] < english.LONGEST:
                clusters.append(words)
    found = []
    for cluster in clusters:
        low, high = cluster[0], cluster[-1] + 1
        if high - low > english.LONGEST:
            continue
        opening, ending = low, high
        while (
            opening and low - opening < EXTEND and not links.of_word[opening - 1] and en.tags[opening - 1] not in _STOP
        ):
            opening -= 1
        while (
            ending < en.size and ending - high < EXTEND and not links.of_word[ending] and en.tags[ending] not in _STOP
        ):
            ending += 1
        for k in range(low, opening - 1, -1):
            for m in range(high, ending + 1):
                ok = phrase.get((k, m))
                if ok is None:
                    ok = phrase[k, m] = english.is_phrase(en, k, m)
                if ok:
                    found.append((k, m))
    return found


def _spelled_out(en: English, words: list[int], phrase: dict[tuple[int, int], bool]) -> list[tuple[int, int]]:
    """The phrases written out after the sentence (see `coordinations`) whose first and last words are among these."""
    found = []
    n = en.size
    while n < len(en):
        k = n + 1
        n = k
        while n < len(en) and en.origins[n] >= 0:
            n += 1
        if en.origins[n - 1] in words and en.origins[k] in words:
            ok = phrase.get((k, n))
            if ok is None:
                ok = phrase[k, n] = english.is_phrase(en, k, n)
            if ok:
                found.append((k, n))
    return found


_STOP = frozenset({",", ".", ":", "VBZ", "VBP", "VB", "MD", "PRP", "WDT"})


class _Sides:
    """A sentence pair with its links, and sums over its characters and words: what stands between two is a difference."""

    __slots__ = ("and_en", "and_zh", "en", "links", "of_zh", "weight_en", "weight_zh", "words", "zh")

    def __init__(self, zh: Chinese, en: English, links: Links):
        self.zh, self.en, self.links = zh, en, links
        self.weight_zh = list(accumulate(zh.weights, initial=0.0))
        self.weight_en = list(accumulate(en.weights, initial=0.0))
        self.and_zh = list(accumulate((piece in _AND for piece in zh.pieces), initial=0))
        self.of_zh = list(accumulate((piece == "的" for piece in zh.pieces), initial=0))
        self.and_en = list(accumulate((tag == "CC" for tag in en.tags), initial=0))
        self.words = [
            [item[:2] for item in items] if items and weight else None
            for items, weight in zip(links.of_word, en.weights, strict=True)
        ]
        """Of each word with a meaning that is linked, the characters that it is linked to."""


def _score(sides: _Sides, inside: list[Link], zh_span: Span, en_span: Span) -> float:
    (i, j), (k, m) = zh_span, en_span
    zh, en, links = sides.zh, sides.en, sides.links
    start, end = zh.bounds[i], zh.bounds[j]
    zh_total = sides.weight_zh[end] - sides.weight_zh[start]
    en_total = sides.weight_en[m] - sides.weight_en[k]
    if not zh_total or not en_total:
        return 0.0
    of_char, of_word = links.of_char, links.of_word
    first, last = of_char[start], of_char[end - 1]
    if j - i > 1 and last is None and zh.pieces[j - 1] in KINDS_ZH:
        zh_total -= 0.7 * (end - zh.bounds[j - 1])
    linked = outside = strength = 0.0
    covered = range(k, m) if m <= en.size else en.origins[k:m]
    for begins, stops, words, strong, shared in inside:
        weight = float((min(end, stops)) - (max(start, begins)))
        if len(words) == 1:
            share = 1.0 if words[0] in covered else 0.0
        else:
            share = sum(w in covered for w in words) / len(words)
        linked += weight * share
        strength += weight * share * strong * (0.6 if shared else 1.0)
        outside += weight * (1 - share) * (0.5 if shared else 1.0)
        if begins < start or stops > end:
            outside += 0.5  # the border cuts a word that has one translation
    if not linked:
        return 0.0
    en_linked, en_outside = _linked_words(sides.words[k:m], start, end)
    zh_free = max(0.0, zh_total - linked - outside) / zh_total
    en_free = max(0.0, en_total - en_linked - en_outside) / en_total
    score = 1.0 - 1.1 * outside / zh_total - 1.1 * en_outside / en_total
    score -= 0.35 * min(zh_free, en_free) + 0.65 * abs(zh_free - en_free)
    score *= 0.75 + 0.25 * strength / linked
    if m > en.size:
        score -= 0.03
    # An unlinked word at an edge probably does not belong there, unless the other language has one too.
    towards = zh.pieces[i] in _TOWARDS and _has_preposition(en, k, m)
    strange_zh = (first is None and not towards) + (last is None) if j - i > 1 else 0
    strange_en = (not of_word[k]) + (not of_word[m - 1]) if m - k > 1 else 0
    score -= 0.03 * min(strange_zh, strange_en) + 0.07 * abs(strange_zh - strange_en)
    if j - i > 1 and first is None and zh.tags[i][0] in "vpd" and zh.tags[i] != "vn" and not towards:
        score -= 0.08
    if zh.pieces[i] == "被" and j - i > 1 and en.tags[k] not in ("VBN", "VBD") and not en.lower[k].endswith("ed"):
        score -= 0.12  # 被国际边界: the verb comes after this
    if english.is_name(en, k, m):
        # Chinese adds what kind of body a bare name is; without that word, the Chinese name is incomplete.
        if zh.pieces[j - 1] in BODIES_ZH and _is_free(links, end - 1) and j - i > 1:
            score += 0.07 + 0.65 * (end - zh.bounds[j - 1]) / zh_total
        elif j < len(zh) and zh.pieces[j] in BODIES_ZH and _is_free(links, end):
            score -= 0.1
    joined = sides.and_zh[j] > sides.and_zh[i]
    if joined != (sides.and_en[m] > sides.and_en[k]):
        score -= 0.2 if joined else 0.08
    if sides.of_zh[j] > sides.of_zh[i]:
        score -= 0.04
    return max(0.0, min(1.0, score))


def _linked_words(words: list[list[Span] | None], start: int, end: int) -> tuple[float, float]:
    """How many of the words are linked to characters [start, end), and how many only to others."""
    linked = outside = 0.0
    for places in words:
        if places:
            for begins, stops in places:
                if begins < end and stops > start:
                    linked += 1.0
                    break
            else:
                outside += 1.0
    return linked, outside


_TOWARDS = frozenset({"对", "对于", "针对"})


def _has_preposition(en: English, k: int, m: int) -> bool:
    """Whether words [k, m) have a preposition for 对, as in 对妇女的暴力, violence against women; “of” answers to 的."""
    return any(en.tags[n] in ("IN", "TO") and en.lower[n] != "of" for n in range(k, m))


def _is_free(links: Links, character: int) -> bool:
    """Whether a character has no link, or only a shared one (see `Link.shared`)."""
    item = links.of_char[character]
    return item is None or item.shared


_AND = frozenset({"和", "及", "与", "或", "、", "以及"})
