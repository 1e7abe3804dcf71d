"""Assembles pairs of terms into concept entries: joins variants, and relates contradictory and nested terms."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from align.languages import script_of
from glossary.extraction.concept_entries import ConceptDraft, join_variants, lead, second_readings, settle_capitals
from glossary.extraction.concept_relations import relations_of
from glossary.extraction.no_terms import is_no_term
from glossary.extraction.short_forms import join_short_forms
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.folding import concept_id, fold
from glossary.types import Concept, Context, Scores, Term, TermType

__all__ = ["assemble"]

RELATIONS = 12
"""Maximum number of relations of an entry."""


def assemble(
    found: Sequence[CandidatePair],
    sentences: Sentences,
    *,
    known: Iterable[Concept] = (),
    min_score: float = 0.0,
    contexts: int = 5,
) -> list[Concept]:
    """Assemble the pairs found into concept entries, best first.

    Variants and short forms join the entry that they belong to; a second reading gets an entry of its own. Entries
    with nested or contradictory terms are related to each other. The items of `found` must have their scores, from 0
    to 1. Entries below `min_score`, and pairs that `known` entries reject, are left out. An entry shows at most
    `contexts` sentence pairs.
    """
    found = [item for item in found if not is_no_term(item.zh_form, item.en_form)]
    settle_capitals(found)
    entries = lead(found)
    join_variants(found, entries)
    entries.extend(second_readings(found, entries))
    join_short_forms(entries, sentences)
    _merge_known(entries, known)
    alive = [
        entry
        for entry in entries
        if entry.score >= min_score and not (entry.known and entry.known.status == "rejected")
    ]
    concepts = {id(entry): _concept(entry, sentences, contexts) for entry in alive}
    related = relations_of(alive, concepts)
    out: dict[str, Concept] = {}
    for entry in alive:
        concept = concepts[id(entry)]
        if relations := related[id(entry)]:
            concept = replace(concept, relations=tuple(dict.fromkeys(relations))[:RELATIONS])
        # Readers would take two entries with the same id for one concept, so only the better one stays.
        if concept.id not in out or out[concept.id].scores.total < concept.scores.total:
            out[concept.id] = concept
    return sorted(out.values(), key=lambda c: (-c.scores.total, -c.frequency, c.id))


def _merge_known(entries: Sequence[ConceptDraft], known: Iterable[Concept]) -> None:
    """Note which entries the glossary already has; an approved term with another equivalent is a contradiction."""
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


def _concept(entry: ConceptDraft, sentences: Sentences, contexts: int) -> Concept:
    items = sorted(entry.items, key=lambda i: (i is not entry.lead, -i.total, i.zh, i.en))
    occurrences = [(o[0], o[1].score, item) for item in items for o in item.occurrences]
    numbers = {number for number, _, _ in occurrences}
    documents = sorted({sentences.places[n][0] for n in numbers} - {""})
    terms: dict[tuple[str, str], Term] = {}
    written: set[tuple[str, str]] = set()
    for item in items:
        for language, form, key in (("zh", item.zh_form, item.zh), ("en", item.en_form, item.en)):
            # Two ways of writing may have one form in the vocabulary: taking action and took action.
            if (language, key) not in terms and (language, form) not in written:
                written.add((language, form))
                terms[language, key] = _term(form, language, item, key in entry.short, sentences)
    for language, form in entry.extra:
        key = fold(form, language)
        if (language, key) not in terms:
            terms[language, key] = _term(form, language, None, key in entry.short, sentences)
    # The full name before its acronym, unless the Chinese is the short form as well.
    full_first = entry.lead.zh not in entry.short
    ordered = sorted(terms.values(), key=lambda t: (t.language != "zh", full_first and t.type == "acronym"))
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
        # A term whose characters are the same in both scripts is in the script of its sentence.
        script = script_of(sentences.zh[item.occurrences[0][0]])
    return Term(form, language, script=script, type=kind, part_of_speech=speech, source=source or None)


def _contexts(
    occurrences: Sequence[tuple[int, float, CandidatePair]], sentences: Sentences, most: int
) -> tuple[Context, ...]:
    """The best sentence pairs: well paired and of a readable length, taken from each document in turn."""

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
