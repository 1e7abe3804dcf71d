"""Second linking pass, over words left unlinked: each is linked by its place, or joins the link beside it."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.candidates.english_sentence import NOUN
from glossary.extraction.candidates.word_lists import GENERAL_MODIFIERS_EN, GENERIC_EN
from glossary.extraction.word_equivalents import Dictionary
from glossary.extraction.word_links import Link, Links

__all__ = ["complete", "says_something"]

Run = tuple[int, int]
"""A half-open span of English words, or of Chinese characters."""
Edge = Link | None
"""The link beside a run, or None at the end of a clause."""
Groups = list[tuple[list[Run], Edge, Edge]]
"""For each stretch between two links: the unlinked runs in it, the link before it and the link after it."""

WEAK = 0.3
"""Strength of a link for which only its place speaks."""
WELL_KNOWN = 0.95
"""Strength from which a link is not extended to an adjective beside its word."""
_CLAUSE = frozenset("。；;？?！!：:")


def complete(zh: Chinese, en: English, links: Links, lexicon: Dictionary) -> list[Link] | None:
    """The links of a sentence pair, and new ones for words that were left unlinked; None if nothing could be added.

    A new link has the strength WEAK. An existing link that is extended to an unlinked neighbour keeps its strength.
    """
    chinese, english = _chinese_groups(zh, links), _english_groups(en, links)
    found = _between(english, chinese)
    free_zh = {run for runs, _, _ in chinese for run in runs} - {(item.start, item.end) for item in found}
    free_en = {run for runs, _, _ in english for run in runs} - {(i.words[0], i.words[-1] + 1) for i in found}
    grown = {
        **dict(_grown_english(en, links, free_zh, free_en)),
        **_grown_chinese(zh, links, lexicon, free_zh, free_en),
    }
    if not found and not grown:
        return None
    return [grown.get(item, item) for item in links.links] + found


def _english_groups(en: English, links: Links) -> Groups:
    groups: Groups = []
    runs: list[Run] = []
    left: Edge = None
    for w in range(en.size + 1):
        stop = w == en.size or en.tags[w] in (".", ":")
        if stop or links.of_word[w]:
            right = None if stop else links.of_word[w][0]
            if runs:
                groups.append((runs, left, right))
            runs, left = [], right
        elif en.weights[w]:
            if runs and runs[-1][1] == w:
                runs[-1] = (runs[-1][0], w + 1)
            else:
                runs.append((w, w + 1))
    return groups


def _chinese_groups(zh: Chinese, links: Links) -> Groups:
    groups: Groups = []
    runs: list[Run] = []
    left: Edge = None
    for n in range(len(zh) + 1):
        start, end = zh.bounds[n], zh.bounds[min(n + 1, len(zh))]
        stop = n == len(zh) or zh.pieces[n] in _CLAUSE
        right = None if stop else next((item for item in links.of_char[start:end] if item is not None), None)
        if stop or right is not None:
            if runs:
                groups.append((runs, left, right))
            runs, left = [], right
        elif says_something(zh, n):
            if runs and runs[-1][1] == start:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
    return groups


def says_something(zh: Chinese, n: int) -> bool:
    """Whether piece n has a meaning for which the English should have a word."""
    kind = zh.tags[n][0]
    return zh.weights[zh.bounds[n]] > 0 and kind not in "prcf" and (kind != "d" or len(zh.pieces[n]) > 1)


def _between(english: Groups, chinese: Groups) -> list[Link]:
    """Weak links between runs that stand between the same two links, in order: pastoralists for 牧民 in a list."""
    holes: dict[frozenset[Edge], list[list[Run]]] = {}
    for runs, left, right in english:
        holes.setdefault(frozenset((left, right)), []).append(runs)
    found = []
    for runs, left, right in chinese:
        options = holes.get(frozenset((left, right)), [])
        alone = len(chinese) == len(english) == 1  # a heading of which no word is known
        if (left or right or alone) and len(options) == 1 and len(options[0]) == len(runs):
            for (start, end), (k, m) in zip(runs, options[0], strict=True):
                if 2 <= end - start <= 5 and m - k <= 2:
                    found.append(Link(start, end, tuple(range(k, m)), WEAK))
    return found


def _grown_chinese(
    zh: Chinese, links: Links, lexicon: Dictionary, free_zh: set[Run], free_en: set[Run]
) -> dict[Link, Link]:
    """Links extended from a part of a Chinese word to all of it, where no English is left for the rest: 伙伴|关系."""
    free_words = {w for k, m in free_en for w in range(k, m)}
    grown: dict[Link, Link] = {}
    for start, end in free_zh:
        for border, item in (
            (end, links.of_char[end] if end < len(zh.text) else None),
            (start, links.of_char[start - 1] if start else None),
        ):
            if item is None or border not in zh.soft or item in grown or end - start > 4:
                continue
            whole = min(start, item.start), max(end, item.end)
            near = range(item.words[0] - 2, item.words[-1] + 3)
            if zh.simplified[slice(*whole)] in lexicon and free_words.isdisjoint(near):
                grown[item] = item._replace(start=whole[0], end=whole[1])
                break
    return grown


def _grown_english(en: English, links: Links, free_zh: set[Run], free_en: set[Run]) -> Iterator[tuple[Link, Link]]:
    """Links extended to the noun or adjective beside their word, where no Chinese is left for it: old age."""
    free_chars = {c for start, end in free_zh for c in range(start, end)}
    for k, m in free_en:
        if m - k > 1:
            continue
        before = links.of_word[k - 1] if k else []
        after = links.of_word[m] if m < en.size else []
        if before and en.tags[k] in NOUN and en.tags[k - 1] not in ("VB", "VBZ", "VBP", "VBD"):
            item, words = before[0], (k - 1, k)
        elif (
            after
            and not before
            and en.tags[m] in NOUN
            and en.tags[k] in ("JJ", "NN", "NNS")
            and en.lower[k] not in GENERIC_EN
            and en.lower[k] not in GENERAL_MODIFIERS_EN
            # 宪法 means just constitution: if the English has “local constitution”, 宪法 is not linked to “local”.
            and not (en.tags[k] == "JJ" and after[0].strength >= WELL_KNOWN)
        ):
            item, words = after[0], (k, m)
        else:
            continue
        alone = len(item.words) == 1 and not item.shared
        if alone and free_chars.isdisjoint(range(item.start - 2, item.end + 2)):
            yield item, item._replace(words=words)
