"""Relations between entries: nested terms and contradictions."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.extraction.concept_entries import ConceptDraft, is_inside
from glossary.types import Concept, Relation

__all__ = ["relations_of"]


def relations_of(entries: Sequence[ConceptDraft], concepts: dict[int, Concept]) -> dict[int, list[Relation]]:
    """The relations of each draft, by its `id()`: to entries with nested terms, and to contradictory ones.

    A term that another term ends with is broader than that term; one that stands elsewhere inside it is related.
    """
    related: dict[int, list[Relation]] = {id(entry): [] for entry in entries}
    by_zh: dict[str, ConceptDraft] = {}
    by_item: dict[int, ConceptDraft] = {}
    for entry in entries:
        for item in entry.items:
            by_zh.setdefault(item.zh, entry)
            by_item[id(item)] = entry
    for entry in entries:
        for rival in entry.conflicts:
            # By now a rival may have joined another entry, or been dropped.
            if isinstance(rival, str):
                related[id(entry)].append(Relation("conflict", rival))
            elif (other := by_item.get(id(rival.lead))) is not None and other is not entry:
                related[id(entry)].append(Relation("conflict", concepts[id(other)].id))
    openings = {zh[:2] for zh in by_zh}
    for entry in entries:
        whole, words = entry.lead.zh, entry.lead.en.split()
        for start in range(len(whole) - 1):
            if whole[start : start + 2] not in openings:
                continue
            for end in range(start + 2, len(whole) + (start > 0)):
                inner = by_zh.get(whole[start:end])
                if inner is None or inner is entry or not is_inside(inner.lead.en.split(), words):
                    continue
                here, there = concepts[id(entry)].id, concepts[id(inner)].id
                if end == len(whole):
                    related[id(entry)].append(Relation("broader", there))
                    related[id(inner)].append(Relation("narrower", here))
                else:
                    related[id(entry)].append(Relation("related", there))
                    related[id(inner)].append(Relation("related", here))
    return related
