"""Which entries, and which of their terms, go into an export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from glossary.types import Concept, Term

__all__ = ["select"]


def select(
    concepts: Iterable[Concept],
    *,
    status: str | None = None,
    subject: str | None = None,
    script: str | None = None,
    min_score: float | None = None,
    candidates: bool = True,
) -> Iterator[Concept]:
    """The entries of a review status, of a subject field (case does not matter) and of at least a score.

    `script`, Hans or Hant, leaves out the Chinese terms in the other script, and entries that then have no Chinese
    term; a term that is written alike in both stays. An entry that somebody approved has passed a better judge than
    the score: `min_score` does not leave it out. Without `candidates` the entries below the glossary's cut stay behind
    (see Concept.is_candidate).

    >>> entries = [Concept("c1", (Term("工業", "zh"), Term("工业", "zh"), Term("industry", "en")))]
    >>> [term.text for entry in select(entries, script="Hant") for term in entry.terms]
    ['工業', 'industry']
    """
    wanted = subject.casefold() if subject is not None else None
    for concept in concepts:
        if status is not None and concept.status != status:
            continue
        if not candidates and concept.is_candidate:
            continue
        if wanted is not None and (concept.subject or "").casefold() != wanted:
            continue
        if min_score is not None and concept.status != "approved" and concept.scores.total < min_score:
            continue
        if script is None:
            yield concept
            continue
        terms = tuple(term for term in concept.terms if term.language != "zh" or _written_in(term, script))
        had = any(term.language == "zh" for term in concept.terms)
        if terms and (not had or any(term.language == "zh" for term in terms)):
            yield concept if len(terms) == len(concept.terms) else replace(concept, terms=terms)


def _written_in(term: Term, script: str) -> bool:
    from align.languages import script_of

    return script_of(term.text) in (None, script)
