"""What pretranslation hands on: sentences of the new document, their matches, repeated passages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from align.locales import fitting_locale
from align.types import Document, Kind
from glossary.search.types import KnownTerm, Span

__all__ = ["KINDS", "Carried", "Match", "MatchKind", "Passage", "Pretranslation", "Sentence"]

MatchKind = Literal["context", "same paragraph", "exact", "all but numbers", "all but case", "fuzzy"]
KINDS: tuple[MatchKind, ...] = ("context", "same paragraph", "exact", "all but numbers", "all but case", "fuzzy")
"""Best first. `all but numbers`: the same but for numbers, dates and symbols, all of which could be carried over."""
SURE = 0.7
"""Confidence from which an automatic alignment counts as right without being checked."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Something that was replaced in a proposal; `start` and `end` are its span there."""

    start: int
    end: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence of the memory that matches, its translation, and where it stands.

    `proposal` is `target` with numbers, dates, symbols and names carried over as `carried` says; `score` is from 0 to
    100. `removed` marks what of `source` is not in the new sentence, `added` what of the new sentence is not in `source`.
    """

    kind: MatchKind
    score: int
    source: str
    target: str
    proposal: str
    carried: tuple[Carried, ...] = ()
    document: str = ""
    paragraph: str = ""
    place: int = 0
    """Index of the paragraph in its document, from 0."""
    date: str = ""
    body: str = ""
    session: str = ""
    agenda_item: str = ""
    corrected: bool = False
    """Whether a person has made or checked this pair of sentences."""
    confidence: float = 1.0
    rivals: int = 0
    """How many other translations of the same sentence the memory has."""
    removed: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()
    glossary: str = ""
    """Name of the glossary that keeps it, where several were asked."""

    @property
    def certain(self) -> bool:
        """Whether it can stand in the translation as it is: the same sentence, surely aligned, always translated so."""
        if self.kind not in ("context", "same paragraph", "exact"):
            return False
        return self.corrected or (self.confidence >= SURE and (not self.rivals or self.kind != "exact"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the new document, or several that the memory has as one, with its matches, best first."""

    text: str
    paragraph: int
    """Index of its paragraph in the document, from 0."""
    kind: Kind = "paragraph"
    number: str = ""
    """Number of its paragraph as printed."""
    start: int | None = None
    end: int | None = None
    """Span of the document's text."""
    matches: tuple[Match, ...] = ()
    terms: tuple[KnownTerm, ...] = ()
    repeats: int | None = None
    """Index of the first sentence of the document that says the same, None for the first."""

    @property
    def best(self) -> Match | None:
        return self.matches[0] if self.matches else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the new document that stands in an earlier one, whole or nearly, with its translation.

    `removed` are spans of `source`, the earlier paragraph; `added` are spans of `text`, the new one.
    """

    paragraph: int
    number: str
    text: str
    score: int
    document: str
    old_number: str
    date: str
    source: str
    target: str
    removed: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Pretranslation:
    """A new document with what the memory knows of it."""

    document: Document
    src_lang: str
    tgt_lang: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...] = ()
    least: int = 70
    name: str = ""
    locales: tuple[str, ...] = ()
    """Languages with the region that they go out with."""

    @property
    def tags(self) -> tuple[str, str]:
        """Tags of source and target for what is written: with the region asked for, else zh-Hant for Traditional Chinese."""
        script = self.document.script
        own = f"zh-{script}" if script == "Hant" and self.src_lang == "zh" else self.src_lang
        asked = fitting_locale(self.locales, self.src_lang, script), fitting_locale(self.locales, self.tgt_lang)
        return asked[0] or own, asked[1] or self.tgt_lang

    def above(self, least: int) -> Pretranslation:
        """The same, with only the matches of at least so many per cent."""
        kept = (
            replace(one, matches=tuple(match for match in one.matches if match.score >= least))
            for one in self.sentences
        )
        return replace(self, sentences=tuple(kept), least=least)
