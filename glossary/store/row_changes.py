"""Rows of the glossary as editing, merging and splitting entries leave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from glossary.folding import fold
from glossary.store.entry_rules import check
from glossary.store.rows import Row, concept_of, pair_keys, row_of
from glossary.types import Concept, Term

__all__ = ["merged_row", "moved_row", "redirected", "remaining_row", "revised_row", "same_content"]


def same_content(one: Row | None, other: Row | None) -> bool:
    """Whether two rows say the same, whoever changed them last; None is an entry that is not there.

    >>> same_content({"id": "c", "modified": 1}, {"id": "c", "modified": 2}), same_content({"id": "c"}, None)
    (True, False)
    """
    if one is None or other is None:
        return one is other
    return all(one[name] == other[name] for name in one if name not in ("modified", "modified_by"))


def _evidence(row: Row) -> dict[str, int]:
    return {item["document"]: item["frequency"] for item in row["evidence"] or ()}


def revised_row(row: Row, concept: Concept) -> Row:
    """Row of an edited concept; what the glossary knows of the entry beyond the concept stays."""
    check(concept)
    new = row_of(concept, evidence=_evidence(row), curated=True)
    # Pairs that were taken away are remembered: a proposal of them meets this entry, not a new one.
    new["pairs"] = sorted({*(row["pairs"] or ()), *new["pairs"]})
    return new


def merged_row(kept: Row, absorbed: Sequence[Row]) -> Row:
    """Row of an entry into which others are merged: the first of each property stays, evidence is added up.

    >>> from glossary.store.rows import row_of
    >>> rows = [row_of(Concept(id, (Term(text, "en"),))) for id, text in (("c1", "UNIDO"), ("c2", "ONUDI"))]
    >>> [term["text"] for term in merged_row(rows[0], rows[1:])["terms"]]
    ['UNIDO', 'ONUDI']
    """
    one = concept_of(kept)
    others = [concept_of(row) for row in absorbed]
    terms = {(term.language, term.text): term for concept in (*reversed(others), one) for term in concept.terms}
    order = dict.fromkeys((term.language, term.text) for concept in (one, *others) for term in concept.terms)
    evidence = _evidence(kept)
    for row in absorbed:
        for document, count in _evidence(row).items():
            evidence[document] = evidence.get(document, 0) + count
    names = {row["id"] for row in absorbed} | {kept["id"]}
    merged = replace(
        one,
        terms=tuple(terms[key] for key in order),
        subject=next((c.subject for c in (one, *others) if c.subject), None),
        definition=next((c.definition for c in (one, *others) if c.definition), None),
        notes=tuple(dict.fromkeys(note for concept in (one, *others) for note in concept.notes)),
        contexts=tuple(dict.fromkeys(context for concept in (one, *others) for context in concept.contexts)),
        relations=tuple(
            dict.fromkeys(r for concept in (one, *others) for r in concept.relations if r.target not in names)
        ),
    )
    new = row_of(merged, evidence=evidence, curated=True)
    new["pairs"] = sorted({*new["pairs"], *(pair for row in (kept, *absorbed) for pair in row["pairs"])})
    return new


def redirected(relations: Sequence[Mapping[str, str]], merged: set[str], target: str) -> list[dict[str, str]]:
    """Relations that point to the merged entry where they pointed to one of those merged into it, each once.

    >>> redirected([{"type": "related", "target": "a"}, {"type": "related", "target": "b"}], {"a", "b"}, "kept")
    [{'type': 'related', 'target': 'kept'}]
    """
    pairs = [(item["type"], target if item["target"] in merged else item["target"]) for item in relations]
    return [{"type": kind, "target": place} for kind, place in dict.fromkeys(pairs)]


def _shows(context: Mapping[str, Any], terms: Iterable[Term]) -> bool:
    """Whether the context contains any of the terms."""
    sides = {context["src_lang"]: context["src"], context["tgt_lang"]: context["tgt"]}
    return any(
        fold(term.text, term.language) in fold(sides[term.language], term.language)
        for term in terms
        if term.language in sides
    )


def moved_row(row: Row, moved: Sequence[Term], id: str) -> Row:
    """Row of a new entry for terms that were split off, with the contexts that show them."""
    concept = concept_of(row)
    contexts = [item for item in row["contexts"] if _shows(item, moved)]
    shown: dict[str, int] = {}
    for item in contexts:
        shown[item["document"]] = shown.get(item["document"], 0) + 1
    part = replace(concept, id=id, terms=tuple(moved), notes=(), definition=None, relations=())
    new = row_of(part, evidence=shown, curated=True)
    return {**new, "contexts": contexts}


def remaining_row(row: Row, moved: Sequence[Term]) -> Row:
    """Row of an entry without the terms that were split off."""
    concept = concept_of(row)
    rest = tuple(term for term in concept.terms if term not in moved)
    new = row_of(replace(concept, terms=rest), evidence=_evidence(row), curated=True)
    contexts = [item for item in row["contexts"] if _shows(item, rest) or not _shows(item, moved)]
    # Pairs across the split stay with this entry, so that they are not proposed as a third one.
    pairs = sorted({*new["pairs"], *row["pairs"]} - set(pair_keys(moved)))
    return {**new, "contexts": contexts, "pairs": pairs}
