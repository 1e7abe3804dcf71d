"""Which proposals are decided together: fragments with their longest term, readings and variants, terms of one head.

The proposals of a report overlap: of 绿色氢价值链技能图 the pieces 价值链, 绿色氢 and 技能图 are proposed as well. A family holds what a
reviewer takes in at one look, at most `MOST` entries, and is decided by one key. Families are found in three steps: fragments
go to the longest term that holds them in both languages; families that share a term (中等收入国家 in two longer ones), a
reading or a head are joined, the strongest link first; what is left alone and weak is put side by side, place names and
single words apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from glossary.folding import fold, singular

__all__ = ["LIKELY", "MOST", "Proposal", "families"]

MOST = 12
"""Entries of a family that others may still join; the fragments of one long term stay together, however many."""
LIKELY = 0.5
"""Score from which a proposal is marked to be approved: more likely than not (python -m benchmarks reviewing)."""
WEAK = 0.3
"""Score below which single words and place names that stand alone are put side by side."""
_LONGEST = 24
"""Letters of the longest Chinese term that is looked for in others."""
_SAME, _HEAD = 2 * _LONGEST, 3
_LINKS = frozenset(["of", "for", "on", "with", "from", "to", "in", "by", "and", "between", "among", "under", "through"])
_WORD = re.compile(r"[\w/]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What decides the family of a proposal: its leading terms and its score."""

    id: str
    zh: str
    en: str
    score: float


def families(proposals: Sequence[Proposal]) -> dict[str, str]:
    """The family of each proposal, named by the id of the longest term in it; a proposal without others is its own
    family.

    >>> found = families([Proposal("a", "工作计划", "work plan", 0.9), Proposal("b", "计划", "plans", 0.1),
    ...                   Proposal("c", "方案", "scheme", 0.5), Proposal("d", "方案", "programme", 0.6)])
    >>> found["b"], found["c"] == found["d"], found["a"]
    ('a', True, 'a')
    """
    folded = {one.id: (fold(one.zh, "zh"), _words(one.en)) for one in proposals}
    scores = {one.id: one.score for one in proposals}
    parts = _parts(folded)
    whole = _wholes(folded, parts)
    members: dict[str, list[str]] = defaultdict(list)
    for id in folded:
        members[whole.get(id, id)].append(id)
    joined = _joined(folded, scores, parts, members)
    joined = _ungrouped(folded, scores, members, joined)
    return {id: joined[head] for head, some in members.items() for id in some}


Folded = dict[str, tuple[str, tuple[str, ...]]]


def _parts(folded: Folded) -> dict[str, list[str]]:
    """For each proposal, the others whose Chinese and English both lie in it."""
    by_chinese: dict[str, list[str]] = defaultdict(list)
    for id, (zh, _) in folded.items():
        if 2 <= len(zh) <= _LONGEST:
            by_chinese[zh].append(id)
    found: dict[str, list[str]] = {}
    for id, (zh, en) in folded.items():
        inside: dict[str, None] = {}
        for start in range(len(zh)):
            for end in range(start + 2, min(len(zh), start + _LONGEST) + 1):
                for other in by_chinese.get(zh[start:end], ()):
                    if other != id and other not in inside and _within(folded[other][1], en):
                        inside[other] = None
        found[id] = list(inside)
    return found


def _wholes(folded: Folded, parts: dict[str, list[str]]) -> dict[str, str]:
    """The longest term that contains each fragment; terms that are not fragments are left out."""
    longer: dict[str, list[str]] = defaultdict(list)
    for id, some in parts.items():
        for part in some:
            if len(folded[id][0]) > len(folded[part][0]):
                longer[part].append(id)
    whole: dict[str, str] = {}
    for id in sorted(folded, key=lambda one: (-len(folded[one][0]), one)):
        if longer[id]:
            # Those that hold it are longer, so where they belong is known by now.
            roots = {whole.get(one, one) for one in longer[id]}
            whole[id] = max(roots, key=lambda one: (len(folded[one][0]), one))
    return whole


def _joined(
    folded: Folded, scores: dict[str, float], parts: dict[str, list[str]], members: dict[str, list[str]]
) -> dict[str, str]:
    """Families joined where they share a term, a reading or a head; of each head the head of the family it joined."""
    best = {head: max(scores[id] for id in some) for head, some in members.items()}
    where: dict[object, list[str]] = defaultdict(list)
    joined: dict[str, str] = {}
    size: dict[str, int] = {}
    for head in sorted(members, key=lambda one: (-best[one], one)):
        links = _links(head, folded, parts[head])
        reach: dict[str, int] = {}
        for link, strength in links.items():
            where[link] = [other for other in where[link] if size[other] < MOST]
            for other in where[link]:
                if size[other] + len(members[head]) <= MOST:
                    reach[other] = max(reach.get(other, 0), strength)
        target = max(reach, key=lambda one: (reach[one], best[one], one)) if reach else head
        joined[head] = target
        size[target] = size.get(target, 0) + len(members[head])
        for link in links:
            if target not in where[link]:
                where[link].append(target)
    return joined


def _links(head: str, folded: Folded, parts: Iterable[str]) -> dict[object, int]:
    """What can join two families, each with its strength: the longer a shared term, the stronger."""
    zh, en = folded[head]
    links: dict[object, int] = {(folded[part]): 2 * len(folded[part][0]) for part in parts}
    links[zh, en] = 2 * len(zh)
    links["zh", zh] = links["en", en] = _SAME
    if len(zh) >= 3 and en:
        links["head", zh[-2:], _head(en)] = _HEAD
    return links


def _ungrouped(
    folded: Folded, scores: dict[str, float], members: dict[str, list[str]], joined: dict[str, str]
) -> dict[str, str]:
    """Weak proposals that nothing joined, side by side: place names, and single words, the better ones first."""
    from glossary.extraction.vocabulary import is_place

    count: dict[str, int] = defaultdict(int)
    for head, target in joined.items():
        count[target] += len(members[head])
    alone = [head for head, target in joined.items() if head == target and count[head] == 1]
    batches: dict[str, list[str]] = defaultdict(list)
    weak = (id for id in alone if scores[id] < WEAK)
    for id in sorted(weak, key=lambda one: (-scores[one], one)):
        zh, en = folded[id]
        if is_place(zh):
            batches["place"].append(id)
        elif len(en) == 1:
            batches["word"].append(id)
    for some in batches.values():
        for start in range(0, len(some), MOST):
            batch = some[start : start + MOST]
            for id in batch:
                joined[id] = batch[0]
    return joined


def _words(english: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in _WORD.findall(english.casefold()))


_singular = lru_cache(maxsize=50_000)(singular)


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    many = len(part)
    return many > 0 and any(whole[start : start + many] == part for start in range(len(whole) - many + 1))


def _head(words: tuple[str, ...]) -> str:
    """The word that an English term is about: the last one before “of …”.

    >>> _head(("cooperation", "with", "country")), _head(("twentieth", "session"))
    ('cooperation', 'session')
    """
    end = next((n for n, word in enumerate(words) if n and word in _LINKS), len(words))
    return words[end - 1]
