"""From pairs of terms to concept entries: variants joined, contradictions and nested terms related, best first."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from align.languages import script_of
from glossary.extraction.abbreviations import chinese_definitions, english_definitions
from glossary.extraction.candidates.english import root
from glossary.extraction.no_terms import is_no_term
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.vocabulary import bodies
from glossary.folding import concept_id, fold
from glossary.types import Concept, Context, Relation, Scores, Term, TermType

__all__ = ["assemble", "lead"]

RELATIONS = 12
"""Most relations that an entry carries."""

SECOND_READING = 0.1
"""Score from which a pair stands though a better one has its Chinese or its English."""
DOUBT = 0.5
"""What such a pair's score is multiplied by: of two readings of one term one is wrong more often than not."""

SECOND = 0.85
"""Minimum quality of a second-choice partner, relative to the first."""


@dataclass(slots=True, eq=False)
class Entry:
    """A concept in the making: the pair that leads it, and the pairs that joined."""

    lead: CandidatePair
    joined: list[CandidatePair] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    """Terms that stand in the texts without being paired there: (language, text)."""
    conflicts: list[Entry | str] = field(default_factory=list)
    short: set[str] = field(default_factory=set)
    """Folded forms that are short forms of others of the entry."""
    known: Concept | None = None

    @property
    def items(self) -> list[CandidatePair]:
        return [self.lead, *self.joined]

    @property
    def score(self) -> float:
        return max(item.score for item in self.items)


def assemble(
    found: Sequence[CandidatePair],
    sentences: Sentences,
    *,
    known: Iterable[Concept] = (),
    min_score: float = 0.0,
    contexts: int = 5,
) -> list[Concept]:
    """Concept entries of the pairs found, best first: variants, abbreviations and second readings joined, related by what they share.

    `found` have their scores, 0 to 1; entries below `min_score`, and those that `known` entries reject, are left out. An entry
    shows at most `contexts` of the sentences.
    """
    found = [item for item in found if not is_no_term(item.zh_form, item.en_form)]
    entries = lead(found)
    _join_variants(found, entries)
    entries.extend(_second_readings(found, entries))
    _join_short_forms(entries, sentences)
    _meet_known(entries, known)
    alive = [
        entry
        for entry in entries
        if entry.score >= min_score and not (entry.known and entry.known.status == "rejected")
    ]
    concepts = {id(entry): _concept(entry, sentences, contexts) for entry in alive}
    related = _relations(alive, concepts)
    out: dict[str, Concept] = {}
    for entry in alive:
        concept = concepts[id(entry)]
        concept = replace(concept, relations=tuple(dict.fromkeys(related[id(entry)]))[:RELATIONS])
        # Two entries that fold to one id would be one concept to every reader.
        if concept.id not in out or out[concept.id].scores.total < concept.scores.total:
            out[concept.id] = concept
    return sorted(out.values(), key=lambda c: (-c.scores.total, -c.frequency, c.id))


def lead(found: Sequence[CandidatePair]) -> list[Entry]:
    """One entry for each Chinese term and its best English one, where each is the other's best; best first.

    A term whose better partner is taken waits for one that is nearly as good (SECOND) and otherwise leads no entry.
    """
    taken_zh: set[str] = set()
    taken_en: set[str] = set()
    blocked_zh: dict[str, float] = {}
    blocked_en: dict[str, float] = {}
    entries = []
    for item in sorted(found, key=lambda f: (-f.score, -f.total, f.zh, f.en)):
        good = item.mean >= SECOND * max(blocked_zh.get(item.zh, 0.0), blocked_en.get(item.en, 0.0))
        if item.zh not in taken_zh and item.en not in taken_en and good:
            entries.append(Entry(item))
            taken_zh.add(item.zh)
            taken_en.add(item.en)
        else:
            # The better partner of one of the two has been found; the other is free for a partner of its own
            # only where this one would not do, or where one as good is left.
            if item.zh not in taken_zh and item.mean >= 0.7:
                blocked_zh.setdefault(item.zh, item.mean)
            if item.en not in taken_en and item.mean >= 0.7:
                blocked_en.setdefault(item.en, item.mean)
    return entries


def _second_readings(found: Sequence[CandidatePair], entries: Sequence[Entry]) -> list[Entry]:
    """Entries of good pairs that neither lead an entry nor joined one: 委员会 is a committee here and a commission there."""
    taken = {id(item) for entry in entries for item in entry.items}
    out = []
    for item in found:
        if id(item) not in taken and item.score >= SECOND_READING:
            item.score *= DOUBT
            out.append(Entry(item))
    return out


def _join_variants(found: Sequence[CandidatePair], entries: list[Entry]) -> None:
    """Further terms of a concept, and contradictions."""
    by_zh = {entry.lead.zh: entry for entry in entries}
    by_en = {entry.lead.en: entry for entry in entries}
    leads = {id(entry.lead) for entry in entries}
    for item in sorted(found, key=lambda f: (-f.score, -f.total, f.zh, f.en)):
        if id(item) in leads or item.mean < 0.7:
            continue
        same_zh, same_en = by_zh.get(item.zh), by_en.get(item.en)
        if (same_zh is None) == (same_en is None):
            continue
        entry = same_zh or same_en
        if entry is None:
            continue
        kind = _english_variant(entry.lead, item) if same_zh else _chinese_variant(entry.lead, item)
        if kind == "conflict":
            rival = Entry(item, conflicts=[entry])
            entry.conflicts.append(rival)
            entries.append(rival)
        elif kind:
            entry.joined.append(item)
            if kind == "short":
                entry.short.add(item.en if same_zh else item.zh)
            elif kind == "full":
                entry.short.add(entry.lead.en)


def _english_variant(lead: CandidatePair, item: CandidatePair) -> str:
    """Whether the English of `item` is another form of the lead's, a rival, or nothing."""
    one, other = lead.en.split(), item.en.split()
    apart = {o[0] for o in item.occurrences} - {o[0] for o in lead.occurrences}
    if _inside(one, other):
        # A longer stretch around the lead's term, or the full name of which the lead is the short form.
        names = item.features.get("en name") and lead.features.get("en name") and one[-1] == other[-1]
        return "full" if apart and names and item.mean >= 0.8 else ""
    if _inside(other, one):
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
    if item.features.get("pair in dictionary") or shared * 2 >= max(len(one), len(other)):
        return "variant" if strong else ""
    return "conflict" if strong and item.mean >= 0.8 and item.score >= 0.1 else ""


def _inside(short: list[str], long: list[str]) -> bool:
    size = len(short)
    return size < len(long) and any(long[n : n + size] == short for n in range(len(long) - size + 1))


def _join_short_forms(entries: list[Entry], sentences: Sentences) -> None:
    """Merge entries that the shipped table, or a bracket in the texts, declares forms of one name."""
    by_zh: dict[str, Entry] = {}
    by_en: dict[str, Entry] = {}
    for entry in entries:
        for item in entry.items:
            by_zh.setdefault(item.zh, entry)
            by_en.setdefault(item.en, entry)

    def merge(group: list[Entry]) -> Entry:
        group = list(dict.fromkeys(group))
        group.sort(key=lambda e: (-e.lead.total, e.lead.zh))
        first = group[0]
        for other in group[1:]:
            first.joined.extend(other.items)
            first.conflicts.extend(other.conflicts)
            first.extra.extend(other.extra)
            first.short |= other.short
            for item in other.items:
                by_zh[item.zh] = by_en[item.en] = first
            entries.remove(other)
        return first

    _meet_bodies(entries, sentences, merge)
    defined = _defined(sentences)
    for language, full, short in defined:
        table = by_zh if language == "zh" else by_en
        long, brief = table.get(fold(full, language)), table.get(fold(short, language))
        if long and brief and long is not brief:
            if language == "en" or _subsequence(brief.lead.zh, long.lead.zh):
                long = merge([long, brief])
        elif long and not brief:
            long.extra.append((language, short))
        elif brief and not long:
            brief.extra.append((language, full))
        owner = long or brief
        if owner:
            owner.short.add(fold(short, language))


def _meet_bodies(entries: Sequence[Entry], sentences: Sentences, merge: Callable[[list[Entry]], Entry]) -> None:
    """Merge the entries that the shipped table declares forms of one name, and add the forms that stand in the texts."""
    # A second reading has an entry of its own: the full name with the acronym of the short one.
    all_of_zh: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for zh in dict.fromkeys(item.zh for item in entry.items):
            all_of_zh[zh].append(entry)
    merged: set[int] = set()
    for body in bodies():
        chinese, english = [fold(t, "zh") for t in body.chinese], [fold(t, "en") for t in body.english]
        group = [
            entry
            for zh in chinese
            for entry in all_of_zh.get(zh, ())
            if id(entry) not in merged and any(item.zh == zh and item.en in english for item in entry.items)
        ]
        if not group:
            continue
        entry = merge(group)
        merged.update(id(other) for other in group if other is not entry)
        entry.short |= {*chinese[1:], *english[1:]}
        has = {i.zh for i in entry.items} | {i.en for i in entry.items}
        for language, forms, keys, texts in (
            ("zh", body.chinese, chinese, sentences.zh),
            ("en", body.english, english, sentences.en),
        ):
            for form, key in zip(forms, keys, strict=True):
                longer = [other for other in forms if form != other and form in other]
                if key not in has and len(form) > 2 and _stands_in(form, texts, language, longer):
                    has.add(key)
                    entry.extra.append((language, form))


def _defined(sentences: Sentences) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str, str], None] = {}
    for text in sentences.en:
        if "(" in text:
            found.update(dict.fromkeys(("en", full, short) for full, short in english_definitions(text)))
    for text in sentences.zh:
        if "(" in text or "（" in text:
            found.update(dict.fromkeys(("zh", full, short) for full, short in chinese_definitions(text)))
    return list(found)


def _stands_in(form: str, texts: Iterable[str], language: str, longer: Iterable[str]) -> bool:
    """Whether a form stands in one of the texts other than inside a longer form of the same name."""
    pattern = re.compile(rf"(?<!\w){re.escape(form)}(?!\w)" if language == "en" else re.escape(form))
    for text in texts:
        if form in text:
            for other in longer:
                text = text.replace(other, "\n")
            if pattern.search(text):
                return True
    return False


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


def _meet_known(entries: Sequence[Entry], known: Iterable[Concept]) -> None:
    """Entries that the glossary has take its id and terms; a known term with another equivalent is a contradiction."""
    pairs: dict[tuple[str, str], Concept] = {}
    terms: dict[str, Concept] = {}
    for concept in known:
        chinese = [fold(text, "zh") for text in concept.texts("zh")]
        english = [fold(text, "en") for text in concept.texts("en")]
        pairs.update({(z, e): concept for z in chinese for e in english})
        if concept.status == "approved":
            terms.update(dict.fromkeys(chinese, concept))
    if not pairs:
        return
    for entry in entries:
        entry.known = next((pairs[i.zh, i.en] for i in entry.items if (i.zh, i.en) in pairs), None)
        if entry.known is None and entry.lead.zh in terms:
            entry.conflicts.append(terms[entry.lead.zh].id)


def _concept(entry: Entry, sentences: Sentences, contexts: int) -> Concept:
    items = sorted(entry.items, key=lambda i: (i is not entry.lead, -i.total, i.zh, i.en))
    occurrences = [(o[0], o[1].score, item) for item in items for o in item.occurrences]
    numbers = {number for number, _, _ in occurrences}
    documents = sorted({sentences.places[n][0] for n in numbers} - {""})
    terms: dict[tuple[str, str], Term] = {}
    for item in items:
        for language, form, key in (("zh", item.zh_form, item.zh), ("en", item.en_form, item.en)):
            if (language, key) not in terms:
                terms[language, key] = _term(form, language, item, key in entry.short, sentences)
    for language, form in entry.extra:
        key = fold(form, language)
        if (language, key) not in terms:
            terms[language, key] = _term(form, language, None, key in entry.short, sentences)
    ordered = sorted(terms.values(), key=lambda t: t.language != "zh")
    strength = max(items, key=lambda i: i.score)
    evidence = 1 - 1 / (1 + sum(sentences.places[n][3] for n in numbers))
    scores = Scores(
        round(strength.score, 4), round(strength.termhood, 4), round(min(1.0, strength.pairing), 4), round(evidence, 4)
    )
    shown = _contexts(occurrences, sentences, contexts)
    if entry.known is not None:
        return replace(
            entry.known, contexts=shown, frequency=len(numbers), documents=tuple(documents), scores=scores, relations=()
        )
    first = (Term(entry.lead.zh_form, "zh"), Term(entry.lead.en_form, "en"))
    return Concept(
        concept_id(first),
        tuple(ordered),
        contexts=shown,
        frequency=len(numbers),
        documents=tuple(documents),
        scores=scores,
    )


_CAPITALS = re.compile(r"[A-Z][A-Za-z&/.-]*[A-Z][A-Za-z0-9]*$|[A-Z]+[0-9]+$")


def _term(form: str, language: str, item: CandidatePair | None, short: bool, sentences: Sentences) -> Term:
    acronym = " " not in form and _CAPITALS.match(form) is not None and sum(c.isupper() for c in form) * 2 > len(form)
    kind: TermType = "acronym" if acronym else "shortForm" if short else "fullForm"
    speech = "noun"
    if item is not None:
        if item.features.get("en name") or item.features.get("zh title"):
            speech = "properNoun"
        elif item.features.get("en adjective"):
            speech = "adjective"
    source = sentences.places[item.occurrences[0][0]][0] if item is not None else None
    script = script_of(form) if language == "zh" else None
    if language == "zh" and script is None and item is not None:
        # A term of characters that both scripts share is written in the script of its sentence.
        script = script_of(sentences.zh[item.occurrences[0][0]])
    return Term(form, language, script=script, type=kind, part_of_speech=speech, source=source or None)


def _contexts(
    occurrences: Sequence[tuple[int, float, CandidatePair]], sentences: Sentences, most: int
) -> tuple[Context, ...]:
    """The best sentence pairs: well paired, of a length that reads well, each document in turn."""

    def quality(entry: tuple[int, float, CandidatePair]) -> float:
        number, score, _ = entry
        length = len(sentences.zh[number])
        return score * sentences.places[number][3] - 0.3 * (length < 12) - 0.3 * max(0.0, math.log2(length / 120))

    best: dict[int, float] = {}
    for entry in occurrences:
        best[entry[0]] = max(best.get(entry[0], -9.0), quality(entry))
    rounds: dict[str, list[int]] = defaultdict(list)
    for number in sorted(best, key=lambda n: (-best[n], n)):
        rounds[sentences.places[number][0]].append(number)
    order = sorted((turn, -best[number], number) for numbers in rounds.values() for turn, number in enumerate(numbers))
    shown = []
    for _, _, number in order[:most]:
        name, paragraph, bead, confidence = sentences.places[number]
        zh, en = sentences.zh[number], sentences.en[number]
        shown.append(Context(zh, en, document=name, paragraph=paragraph, bead=bead, confidence=confidence))
    return tuple(shown)


def _relations(entries: Sequence[Entry], concepts: dict[int, Concept]) -> dict[int, list[Relation]]:
    """Nested terms: one that another ends with is broader, one that another holds otherwise is related; contradictions."""
    related: dict[int, list[Relation]] = {id(entry): [] for entry in entries}
    by_zh: dict[str, Entry] = {}
    by_item: dict[int, Entry] = {}
    for entry in entries:
        for item in entry.items:
            by_zh.setdefault(item.zh, entry)
            by_item[id(item)] = entry
    for entry in entries:
        for rival in entry.conflicts:
            # A rival may have joined another entry meanwhile, or fallen out.
            if isinstance(rival, str):
                related[id(entry)].append(Relation("conflict", rival))
            elif (other := by_item.get(id(rival.lead))) is not None and other is not entry:
                related[id(entry)].append(Relation("conflict", concepts[id(other)].id))
    for entry in entries:
        whole, words = entry.lead.zh, entry.lead.en.split()
        for start in range(len(whole)):
            for end in range(start + 2, len(whole) + 1):
                if end - start == len(whole):
                    continue
                inner = by_zh.get(whole[start:end])
                if inner is None or inner is entry or not _inside(inner.lead.en.split(), words):
                    continue
                here, there = concepts[id(entry)].id, concepts[id(inner)].id
                if end == len(whole):
                    related[id(entry)].append(Relation("broader", there))
                    related[id(inner)].append(Relation("narrower", here))
                else:
                    related[id(entry)].append(Relation("related", there))
                    related[id(inner)].append(Relation("related", here))
    return related
