"""Drafts of concept entries: which pairs lead one, which join one as variants, and which get an entry of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from glossary.extraction.candidates.english import root
from glossary.extraction.term_pairs import CandidatePair
from glossary.types import Concept

__all__ = ["ConceptDraft", "is_inside", "join_variants", "lead", "second_readings", "settle_capitals"]

SECOND_READING = 0.04
"""Minimum score of a pair that becomes an entry although a better pair has its Chinese or its English term."""
DOUBT = 0.5
"""Factor for the score of such a pair: of two readings of one term, one is usually wrong."""

SECOND = 0.85
"""Minimum quality of a second-choice partner, relative to the first."""

NEARLY = 0.05
"""How far behind the best partner in its sentences a variant may be."""
WELL_PAIRED = 0.8
"""Quality of the pairing from which a pair is a variant of another."""


@dataclass(slots=True, eq=False)
class ConceptDraft:
    """The draft of a concept entry: the pair that leads it, and the pairs that have joined it."""

    lead: CandidatePair
    joined: list[CandidatePair] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    """Terms that occur in the texts but were not paired there: (language, text)."""
    conflicts: list[ConceptDraft | str] = field(default_factory=list)
    short: set[str] = field(default_factory=set)
    """Folded terms that are short forms of other terms of the entry."""
    known: Concept | None = None

    @property
    def items(self) -> list[CandidatePair]:
        return [self.lead, *self.joined]

    @property
    def score(self) -> float:
        return max(item.score for item in self.items)


def settle_capitals(found: Sequence[CandidatePair]) -> None:
    """Take the form that a term has in mid-sentence with other Chinese, where this Chinese has it in titles and openings only.

    申诉 stands in a heading alone, “Complaint”; another sentence has “complaint” for 投诉. Items change in place.
    """
    sure: dict[str, Counter[str]] = {}
    for item in found:
        if forms := item.en_forms - item.doubtful:
            sure.setdefault(item.en, Counter()).update(forms)
    for item in found:
        if not item.known and item.en in sure and item.en_forms <= item.doubtful:
            best = min(sure[item.en], key=lambda form: (-sure[item.en][form], form.swapcase()))
            item.en_forms, item.doubtful = Counter({best: item.times}), Counter()


def lead(found: Sequence[CandidatePair]) -> list[ConceptDraft]:
    """Drafts of entries, one for each pair whose two terms are still free when the pairs are taken best first.

    A term whose better partner is taken accepts only a partner that is nearly as good (SECOND); otherwise it leads
    no entry.
    """
    taken_zh: set[str] = set()
    taken_en: set[str] = set()
    blocked_zh: dict[str, float] = {}
    blocked_en: dict[str, float] = {}
    entries = []
    for item in sorted(found, key=lambda f: (-f.score, -f.total, f.zh, f.en)):
        good = item.mean >= SECOND * max(blocked_zh.get(item.zh, 0.0), blocked_en.get(item.en, 0.0))
        if item.zh not in taken_zh and item.en not in taken_en and good:
            entries.append(ConceptDraft(item))
            taken_zh.add(item.zh)
            taken_en.add(item.en)
        else:
            # One of the two terms has a better partner already. The other is still free, but remembers how good this
            # pair was: it will only accept a partner that is nearly as good.
            if item.zh not in taken_zh and item.mean >= 0.7:
                blocked_zh.setdefault(item.zh, item.mean)
            if item.en not in taken_en and item.mean >= 0.7:
                blocked_en.setdefault(item.en, item.mean)
    return entries


def second_readings(found: Sequence[CandidatePair], entries: Sequence[ConceptDraft]) -> list[ConceptDraft]:
    """Entries for good pairs that neither lead an entry nor joined one: 委员会 can be a commission as well as a committee.

    The scores of these pairs are multiplied by DOUBT, in place.
    """
    taken = {id(item) for entry in entries for item in entry.items}
    out = []
    for item in found:
        if id(item) not in taken and item.score >= SECOND_READING:
            item.score *= DOUBT
            out.append(ConceptDraft(item))
    return out


def join_variants(found: Sequence[CandidatePair], entries: list[ConceptDraft]) -> None:
    """Join pairs with further terms to the entries, in place; a contradiction becomes an entry of its own."""
    by_zh = {entry.lead.zh: entry for entry in entries}
    by_en = {entry.lead.en: entry for entry in entries}
    leads = {id(entry.lead) for entry in entries}
    for item in sorted(found, key=lambda f: (-f.score, -f.total, f.zh, f.en)):
        if id(item) in leads or item.mean < 0.7 or _is_stretched(item):
            continue
        same_zh, same_en = by_zh.get(item.zh), by_en.get(item.en)
        if (same_zh is None) == (same_en is None):
            continue
        entry = same_zh or same_en
        if entry is None:
            continue
        kind = _english_variant(entry.lead, item) if same_zh else _chinese_variant(entry.lead, item)
        if kind == "conflict":
            rival = ConceptDraft(item, conflicts=[entry])
            entry.conflicts.append(rival)
            entries.append(rival)
        elif kind:
            entry.joined.append(item)
            if kind == "short":
                entry.short.add(item.en if same_zh else item.zh)
            elif kind == "full":
                entry.short.add(entry.lead.en)


def _is_stretched(item: CandidatePair) -> bool:
    """Whether a side holds too much or too little for its partner: 恐怖主义活动给予 for terrorist activity."""
    behind = max(item.features.get("behind zh", 0.0), item.features.get("behind en", 0.0))
    return not item.known and (behind > NEARLY or item.mean < WELL_PAIRED)


def _english_variant(lead: CandidatePair, item: CandidatePair) -> str:
    """What the English of `item` is to that of the lead: "full", "short", "variant", "conflict", or "" for nothing."""
    one, other = lead.en.split(), item.en.split()
    apart = {o[0] for o in item.occurrences} - {o[0] for o in lead.occurrences}
    if is_inside(one, other):
        # Either just a longer phrase around the lead's term, or the full name of which the lead is the short form.
        names = item.features.get("en name") and lead.features.get("en name") and one[-1] == other[-1]
        return "full" if apart and names and item.mean >= 0.8 else ""
    if is_inside(other, one):
        name = item.features.get("en name", 0.0) > 0
        return "short" if apart and (name or item.features.get("pair in dictionary")) and one[-1] == other[-1] else ""
    if not apart:
        return ""
    strong = item.total >= 0.2 * lead.total
    roots_one, roots_other = {root(w) for w in one}, {root(w) for w in other}
    if item.features.get("pair in dictionary") or (
        one[-1] == other[-1] and len(roots_one & roots_other) * 2 >= len(roots_one)
    ):
        return "variant" if strong else ""
    return "conflict" if strong and item.mean >= 0.8 and item.score >= 0.1 else ""


def _chinese_variant(lead: CandidatePair, item: CandidatePair) -> str:
    one, other = lead.zh, item.zh
    if one in other:
        return ""
    apart = {o[0] for o in item.occurrences} - {o[0] for o in lead.occurrences}
    if other in one:
        return ""
    if not apart:
        return ""
    strong = item.total >= 0.2 * lead.total
    shared = sum((Counter(one) & Counter(other)).values())
    # A single word that a dictionary has for both may be two terms: deposit is 矿床 in one sentence, 存款 in another.
    listed = item.features.get("pair in dictionary") and (shared or " " in lead.en or one.isascii() or other.isascii())
    if listed or shared * 2 >= max(len(one), len(other)):
        return "variant" if strong else ""
    return "conflict" if strong and item.mean >= 0.8 and item.score >= 0.1 else ""


def is_inside(short: list[str], long: list[str]) -> bool:
    """Whether the words `short` stand in a row inside `long`, which is longer."""
    size = len(short)
    return size < len(long) and any(long[n : n + size] == short for n in range(len(long) - size + 1))
