"""Hits, lines and known terms as plain values for programs: what `--json` prints and the web application answers.

The shapes are documented in docs/searching.md and do not lose fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from glossary.search.types import Hit, KnownTerm, Line
from glossary.types import Concept, Term

__all__ = ["hit_record", "known_record", "line_record", "terms_of"]


def hit_record(hit: Hit) -> dict[str, Any]:
    """A hit as values that JSON has; spans are pairs of code points, half-open."""
    return {
        "id": hit.concept.id,
        "kind": hit.kind,
        "score": hit.score,
        "term": hit.term.text,
        "language": hit.term.language,
        "spans": [list(span) for span in hit.spans],
        **_concept(hit.concept),
        **_from(hit.glossary),
    }


def line_record(line: Line) -> dict[str, Any]:
    """A line of the concordance as values that JSON has."""
    return {
        "src": line.src,
        "tgt": line.tgt,
        "src_lang": line.src_lang,
        "tgt_lang": line.tgt_lang,
        "src_spans": [list(span) for span in line.src_spans],
        "tgt_spans": [list(span) for span in line.tgt_spans],
        "document": line.document,
        "paragraph": line.paragraph,
        "confidence": line.confidence,
        "bead": line.bead,
        **_from(line.glossary),
    }


def known_record(known: KnownTerm) -> dict[str, Any]:
    """A known term of a text as values that JSON has."""
    return {
        "id": known.concept.id,
        "text": known.text,
        "term": known.term.text,
        "language": known.term.language,
        "count": known.count,
        "spans": [list(span) for span in known.spans],
        "equivalents": [_term(term) for term in known.equivalents],
        **_concept(known.concept),
        **_from(known.glossary),
    }


def _from(glossary: str) -> dict[str, str]:
    """The glossary that it comes from, where several were asked."""
    return {"glossary": glossary} if glossary else {}


def terms_of(concept: Concept, languages: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Texts of a concept's terms by language; Chinese, then English, then the others.

    >>> terms_of(Concept("c", (Term("UNIDO", "en"), Term("工发组织", "zh"))))
    {'zh': ['工发组织'], 'en': ['UNIDO']}
    """
    found = languages or sorted({t.language for t in concept.terms}, key=lambda one: (one != "zh", one != "en", one))
    return {language: list(concept.texts(language)) for language in found}


def _concept(concept: Concept) -> dict[str, Any]:
    return {
        "status": concept.status,
        "subject": concept.subject,
        "definition": concept.definition,
        "frequency": concept.frequency,
        "documents": list(concept.documents),
        "total": concept.scores.total,
        "terms": [_term(term) for term in concept.terms],
    }


def _term(term: Term) -> dict[str, Any]:
    return {"text": term.text, "language": term.language, "type": term.type, "status": term.status}
