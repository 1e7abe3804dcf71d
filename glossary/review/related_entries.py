"""The entries around an entry: those that it names, those with longer and shorter terms, and its duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Neighbours", "neighbours"]

MOST = 8
_WITHIN = ("prefix", "inside", "all words")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Entries around an entry, each named once."""

    related: tuple[tuple[str, Concept], ...] = ()
    """The entries that its relations point to, each with the type of the relation."""
    same_terms: tuple[Concept, ...] = ()
    """Entries with one of its terms, or one that differs in script, case or number only."""
    longer: tuple[Concept, ...] = ()
    shorter: tuple[Concept, ...] = ()


def neighbours(glossary: Glossary, concept: Concept, *, most: int = MOST) -> Neighbours:
    """Find the entries around an entry through its relations and the index of terms; at most `most` of each sort.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> from glossary.types import Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> short = Concept("c1", (Term("green hydrogen", "en"),))
    >>> long = Concept("c2", (Term("green hydrogen strategy", "en"),))
    >>> _ = glossary.add([short, long])
    >>> [[one.id for one in found] for found in (neighbours(glossary, short).longer, neighbours(glossary, long).shorter)]
    [['c2'], ['c1']]
    """
    from glossary.search import known_terms, search

    seen = {concept.id}
    by_target = {relation.target: relation.type for relation in concept.relations}
    related = [(by_target[one.id], one) for one in glossary.get_many(list(by_target)[: most * 2])]
    related = [(kind, one) for kind, one in related if one.status != "rejected"][:most]
    seen.update(one.id for _, one in related)
    same_terms: list[Concept] = []
    longer: list[Concept] = []
    shorter: list[Concept] = []
    leading = {term.language: term.text for term in reversed(concept.terms)}
    for language, text in leading.items():
        for hit in search(glossary, text, limit=most * 2, languages=[language], fuzzy=False):
            if hit.concept.id not in seen and hit.kind in ("exact", *_WITHIN):
                seen.add(hit.concept.id)
                (same_terms if hit.kind == "exact" else longer).append(hit.concept)
    for language, text in leading.items():
        for known in known_terms(glossary, text, language=language, overlapping=True):
            if known.concept.id not in seen:
                seen.add(known.concept.id)
                shorter.append(known.concept)
    return Neighbours(tuple(related), tuple(same_terms[:most]), tuple(longer[:most]), tuple(shorter[:most]))
