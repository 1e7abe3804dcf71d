"""The types of a terminological data collection: Concept, Term, Context, as TBX (ISO 30042:2019) sees them.

A concept entry holds everything about one concept; its terms are grouped by language only when they are shown or
exported (language sections of TBX).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

__all__ = [
    "CUT",
    "AdministrativeStatus",
    "Concept",
    "Context",
    "Relation",
    "ReviewStatus",
    "Scores",
    "Term",
    "TermType",
]

ReviewStatus = Literal["proposed", "approved", "rejected"]
AdministrativeStatus = Literal["preferred", "admitted", "deprecated", "superseded", "forbidden"]
TermType = Literal["fullForm", "shortForm", "acronym", "abbreviation", "variant", "symbol"]


@dataclass(frozen=True, slots=True)
class Term:
    """One designation of a concept in one language."""

    text: str
    language: str
    """Primary subtag of BCP 47: zh, en ..."""
    script: str | None = None
    """Hans or Hant for Chinese, otherwise None."""
    type: TermType = "fullForm"
    part_of_speech: str | None = None
    """noun, properNoun, verb, adjective, adverb, other (TBX-Basic's values)."""
    status: AdministrativeStatus | None = None
    source: str | None = None
    """Source of the term: a document symbol, a termbase, a person."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A bead in which the concept's terms stand: evidence that can be looked up."""

    src: str
    tgt: str
    src_lang: str = "zh"
    tgt_lang: str = "en"
    document: str = ""
    """Symbol of the document, or its file name."""
    paragraph: str = ""
    """Number of the paragraph as printed; empty where it has none."""
    bead: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link to another concept: broader or narrower (nested terms), related, or conflict (to be reviewed)."""

    type: Literal["broader", "narrower", "related", "conflict"]
    target: str


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores that order an entry, each 0 to 1. `total` orders the glossary."""

    total: float = 0.0
    termhood: float = 0.0
    pairing: float = 0.0
    evidence: float = 0.0


CUT = 0.01
"""Score below which a proposed entry is only a candidate; docs/lab/extracting.md says what that leaves out."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept entry.

    `id` is stable: extraction derives it from the entry's first pair of terms, an import keeps the file's own.
    """

    id: str
    terms: tuple[Term, ...]
    subject: str | None = None
    definition: str | None = None
    notes: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()
    relations: tuple[Relation, ...] = ()
    frequency: int = 0
    """Number of beads that show a pair of the concept's terms."""
    documents: tuple[str, ...] = ()
    """Symbols of the documents that show it, sorted."""
    scores: Scores = Scores()
    status: ReviewStatus = "proposed"
    created: datetime | None = None
    created_by: str | None = None
    modified: datetime | None = None
    modified_by: str | None = None

    @property
    def is_candidate(self) -> bool:
        """Whether extraction proposed the entry with a score below `CUT`: kept, but shown only where asked for.

        An entry that a person approved, rejected, made or imported is never one.
        """
        return self.status == "proposed" and 0.0 < self.scores.total < CUT

    def texts(self, language: str) -> tuple[str, ...]:
        """Texts of the terms in a language, best first.

        >>> Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en"))).texts("en")
        ('UNIDO',)
        """
        return tuple(term.text for term in self.terms if term.language == language)
