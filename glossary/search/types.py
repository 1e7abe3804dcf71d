"""What a look-up answers with: Hit, Line, KnownTerm. Spans are code points, from 0, half-open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from glossary.types import Concept, Term

__all__ = ["KINDS", "Hit", "KnownTerm", "Line", "MatchKind", "Span"]

Span = tuple[int, int]
MatchKind = Literal["exact", "acronym", "prefix", "all words", "inside", "pinyin", "initials", "fuzzy"]
"""How a query met a term, best first."""

KINDS: tuple[MatchKind, ...] = get_args(MatchKind)


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that a query found, and the term by which it found it.

    `score` is 1 for an exact match and falls with the kind of match, then with the entry's status, its own score and
    its frequency; hits come sorted by it.
    """

    concept: Concept
    term: Term
    kind: MatchKind
    score: float
    spans: tuple[Span, ...] = ()
    """The parts of `term.text` that matched."""
    glossary: str = ""
    """Name of the glossary it comes from, where several were asked."""


@dataclass(frozen=True, slots=True)
class Line:
    """A pair of sentences with the query, or an equivalent of it, marked on either side."""

    src: str
    tgt: str
    src_lang: str
    tgt_lang: str
    src_spans: tuple[Span, ...] = ()
    tgt_spans: tuple[Span, ...] = ()
    document: str = ""
    paragraph: str = ""
    confidence: float | None = None
    bead: int | None = None
    """Number of the bead in the aligned document, from 0."""
    glossary: str = ""


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """A concept of the glossary whose term stands in a text, with every place where it stands.

    `spans` are spans of the text as it was given; of a Document, of `Document.text`. `equivalents` are the concept's
    terms in the other languages, best first, forbidden and deprecated ones left out.
    """

    concept: Concept
    term: Term
    text: str
    """The term as it is written where it first occurs in the text."""
    spans: tuple[Span, ...]
    equivalents: tuple[Term, ...] = ()
    glossary: str = ""

    @property
    def count(self) -> int:
        return len(self.spans)
