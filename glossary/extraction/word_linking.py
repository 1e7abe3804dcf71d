"""Links the words of a sentence pair by the dictionary, the statistics of the batch, numbers and Latin words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import itemgetter

from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.gap_linking import complete
from glossary.extraction.link_proposals import propose
from glossary.extraction.word_equivalents import Dictionary, Equivalents
from glossary.extraction.word_links import Link, Links

__all__ = ["Link", "Links", "link"]


NEAR_CHARS = 8
NEAR_WORDS = 5
"""How far away a link may be, in characters and in words, to support another."""
SUPPORT = 0.5
"""How much the support of neighbouring links counts beside the score of a proposal."""
ACROSS = 0.3
"""Factor for the support of a neighbour where only the Chinese has an “and” or a comma in between."""
_JOINS = frozenset("和与及或、,")


def link(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> Links:
    """Link the words of a sentence pair: strong proposals win over weak ones, and neighbours support each other.

    A link joins characters [start, end) of the Chinese to words of the English, with a strength from 0 to 1. No
    character is in two links; a word is only if one of these is `shared`. Words that are repeated after the sentence
    (see `coordinations`) have the links of the words that they repeat.

    >>> from glossary.extraction.candidates import chinese, english_tagging
    >>> from glossary.extraction.word_equivalents import dictionary
    >>> from glossary.extraction.word_learning import learn
    >>> (zh,), (en,) = chinese.annotate(["绿色工业"]), english_tagging.annotate(["green industry"])
    >>> links = link(zh, en, dictionary(), learn([]))
    >>> [(zh.text[one.start : one.end], [en.words[n] for n in one.words]) for one in links.links]
    [('绿色', ['green']), ('工业', ['industry'])]
    """
    links = _link(zh, en, lexicon, learned)
    links.repeat(en.origins)
    return links


def _link(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> Links:
    proposals = propose(zh, en, lexicon, learned)
    if not proposals:
        nothing = Links([], len(zh.text), len(en))
        return Links(complete(zh, en, nothing, lexicon) or [], len(zh.text), len(en))
    scored = _ranked(proposals, zh, en)
    taken = _strongest(scored)
    scored = _supported(scored, taken, zh, en)
    taken = _strongest(scored)
    used_chars = bytearray(len(zh.text))
    for item in taken:
        used_chars[item.start : item.end] = b"\1" * (item.end - item.start)
    ranked = [item for _, item in scored]
    entries = frozenset(item[:3] for item in taken if item.strength >= 0.75)
    taken = _decomposed(taken, ranked)
    kept = {zh.simplified[item.start : item.end]: item.words for item in taken}
    for item in ranked:
        if item.strength >= 0.5 and kept.get(zh.simplified[item.start : item.end]) == item.words:
            if any(used_chars[item.start : item.end]):
                continue
            taken.append(item._replace(shared=True))
            used_chars[item.start : item.end] = b"\1" * (item.end - item.start)
    taken = _whole_words(zh, en, taken, used_chars, lexicon)
    links = Links(taken, len(zh.text), len(en), entries)
    all_links = complete(zh, en, links, lexicon) or links.links
    return Links(_with_prefixes(zh, en, all_links), len(zh.text), len(en), entries)


def _decomposed(taken: list[Link], scored: list[Link]) -> list[Link]:
    """Replace links of whole phrases by links of their words where these agree, so that shorter terms are found too."""
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
        rest = tuple(w for w in item.words if w not in said)
        if len(parts) == 1 and rest and parts[0].strength >= 0.75:
            # One end of the phrase is linked, so the rest of both sides is the other end: 全面彻底|裁军.
            part = parts[0]
            if part.end == item.end and part.start - item.start >= 2:
                parts.insert(0, item._replace(end=part.start, words=rest))
            elif part.start == item.start and item.end - part.end >= 2:
                parts.append(item._replace(start=part.end, words=rest))
            said = {w for part in parts for w in part.words}
        if len(parts) >= 2 and said == set(item.words):
            parts.sort()
            # Characters between two parts are added to the part before them.
            for n, part in enumerate(parts):
                start = item.start if n == 0 else part.start
                end = parts[n + 1].start if n + 1 < len(parts) else item.end
                parts[n] = part._replace(start=start, end=end)
            out.extend(parts)
        else:
            out.append(item)
    return out


def _whole_words(zh: Chinese, en: English, taken: list[Link], used: bytearray, lexicon: Dictionary) -> list[Link]:
    """Extend links that cover a part of a word to the whole word, if no other link has the rest of it: 伙伴|关系."""
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
        same = not said.isdisjoint(lexicon.sorted_glosses(zh.simplified[start:end]).roots)
        if (
            (same or end - start - (item.end - item.start) == 1)
            and not any(used[start : item.start])
            and not any(used[item.end : end])
        ):
            used[start:end] = b"\1" * (end - start)
            item = item._replace(start=start, end=end)
        out.append(item)
    return out


def _with_prefixes(zh: Chinese, en: English, links: list[Link]) -> list[Link]:
    """Extend links to a character before them that makes a word a participle: 有|组织 organized, 受|威胁 threatened."""
    borders = set(zh.bounds)
    ends = {item.end for item in links}
    out = []
    for item in links:
        before = item.start - 1
        if (
            before >= 0
            and zh.simplified[before] in _PREFIXES
            and item.start not in ends
            and before in borders
            and item.start in borders
            and en.tags[item.words[-1]] in ("VBN", "JJ", "VBD")
        ):
            item = item._replace(start=before)
        out.append(item)
    return out


_PREFIXES = frozenset("有受被无非不未")


def _strongest(scored: list[tuple[float, Link]]) -> list[Link]:
    """The best proposals, none of which shares a character or a word with a better one."""
    used_chars = used_words = 0  # a bit for each
    taken = []
    for _, item in scored:
        start, end, words = item[:3]
        chars = (1 << end) - (1 << start)
        if used_chars & chars:
            continue
        said = 0
        for word in words:
            said |= 1 << word
        if not used_words & said:
            taken.append(item)
            used_chars |= chars
            used_words |= said
    return taken


def _supported(
    scored: list[tuple[float, Link]], taken: list[Link], zh: Chinese, en: English
) -> list[tuple[float, Link]]:
    """Rank the proposals again, with the support of links near them in both languages: which of three debts is 债务?"""
    zh_clause = list(accumulate(c in "。；;！？" for c in zh.simplified))
    en_clause = list(accumulate(tag in (".", ":") for tag in en.tags))
    ends = [
        (start, end, words[0], words[-1], strength, zh_clause[start], en_clause[words[0]])
        for start, end, words, strength, _ in sorted(taken)
    ]
    starts = [end[0] for end in ends]
    out = []
    for score, item in scored:
        start, end, words = item[:3]
        first, last = words[0], words[-1]
        clause, said_in = zh_clause[start], en_clause[first]
        support = 0.0
        low = bisect_left(starts, start - NEAR_CHARS)
        high = bisect_right(starts, end + NEAR_CHARS)
        for begins, stops, one, other, strength, its_clause, its_said_in in ends[low:high]:
            if its_clause != clause or its_said_in != said_in or (begins < end and start < stops):
                continue
            gap = max(first - other, one - last)
            if 0 < gap <= NEAR_WORDS:
                away = max(start - stops, begins - end)
                support += strength / (1.0 + 0.5 * (gap - 1) + 0.25 * away)
        out.append((score - SUPPORT * min(2.0, support), start, end, words, item))
    out.sort(key=itemgetter(0, 1, 2, 3))
    return [(entry[0], entry[-1]) for entry in out]


def _ranked(proposals: list[Link], zh: Chinese, en: English) -> list[tuple[float, Link]]:
    """Rank the proposals: first those that are strong, long, near the diagonal, and beside other good ones.

    A neighbour on the other side of an “and” counts less: in 母语教育和双语教育, only the second is bilingual education.
    """
    chars, words_in_all = max(1, len(zh.text)), max(1, len(en))
    text, tags = zh.simplified, en.tags
    by_start: dict[int, list[tuple[int, int, float]]] = {}
    by_end: dict[int, list[tuple[int, int, float]]] = {}
    for start, end, words, strength, _ in proposals:
        neighbour = words[0], words[-1], strength
        by_start.setdefault(start, []).append(neighbour)
        by_end.setdefault(end, []).append(neighbour)
    nobody: tuple[tuple[int, int, float], ...] = ()
    scored = []
    for item in proposals:
        start, end, words, strength, _ = item
        first, last = words[0], words[-1]
        score = strength * (0.7 + 0.15 * min(end - start, 6))
        score -= 0.25 * abs(start / chars - first / words_in_all)
        for table, place, step in ((by_start, end, 1), (by_end, start, -1)):
            for near in (place, place + step):
                best = 0.0
                for one, other, its_strength in table.get(near, nobody):
                    gap = one - last if step > 0 else first - other
                    if gap < 0:
                        gap = -gap
                    if not 0 < gap <= 3 or one in words:
                        continue
                    value = its_strength / (1 + 0.3 * (gap - 1))
                    if near != place and value > best and text[min(place, near)] in _JOINS:
                        between = tags[first:one] if first <= one else tags[one:first]
                        if "CC" not in between and "," not in between:
                            value *= ACROSS
                    if value > best:
                        best = value
                score += 0.25 * best
        scored.append((-score, start, -end, words, item))
    scored.sort()
    return [(entry[0], entry[-1]) for entry in scored]
