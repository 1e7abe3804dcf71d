"""From the bitext of a build to entries of its glossary: terms extracted, their evidence counted, both taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from align.formats.rows import document_name
from align.types import Bitext
from glossary.extraction.weights import WEIGHTS
from glossary.garbage import no_collection
from glossary.store.glossary import Glossary
from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.build import Built
    from glossary.extraction.term_pairs import Sentences
    from glossary.extraction.workers import Workers

__all__ = ["Known", "Taking", "concerned", "contradictions", "lines_about_long_passages", "take_terms"]


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes the entries in, and which processes help to find them."""

    by: str | None
    workers: Workers | None
    forget: tuple[str, ...] = ()
    """Documents to be forgotten in the same change."""
    preview: bool = False
    """Whether nothing is written."""
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    """Weights of the features of a pair: the shipped ones, or those that the glossary has learned."""


@no_collection()
def take_terms(built: Built, bitexts: Sequence[Bitext], taking: Taking, *, sources: Sequence[str] = ()) -> None:
    """Take the terms of bitexts into the glossary, and note it in `built`. `sources` are the marks of what was read."""
    from glossary.extraction.bilingual import extract
    from glossary.extraction.frequency import count_rows
    from glossary.extraction.term_pairs import Sentences

    # What people have approved is known; proposals are not, so that a build does not confirm its own guesses.
    known = concerned(built.glossary, bitexts)
    sentences = Sentences.of(bitexts)
    built.faults += lines_about_long_passages(sentences)
    concepts = extract(sentences, known=known, workers=taking.workers, weights=taking.weights)
    built.contradictions += contradictions(concepts, known)
    rows = (
        (place[0], ("zh", (zh,)), ("en", (en,)))
        for place, zh, en in zip(sentences.places, sentences.zh, sentences.en, strict=True)
    )
    built.added = built.glossary.add(
        concepts,
        by=taking.by,
        counts=count_rows(concepts, rows),
        documents=list(dict.fromkeys(document_name(bitext) for bitext in bitexts)),
        sources=sources,
        forget=taking.forget,
        preview=taking.preview,
    )


def lines_about_long_passages(sentences: Sentences) -> list[str]:
    """A line for each document with passages that are too long to be sentences."""
    from glossary.extraction.term_pairs import LONGEST

    return [
        f"{name}: {beads} of its passages have more than {LONGEST:,} characters; no terms were sought there; align it again"
        for name, beads in sentences.too_long.items()
    ]


def concerned(glossary: Glossary, bitexts: Sequence[Bitext]) -> list[Concept]:
    """The approved entries with a Chinese term that may stand in the texts; of a large glossary few concern a document."""
    sides = ((bitext.src if bitext.src_lang == "zh" else bitext.tgt) for bitext in bitexts)
    return Known(glossary).concerned(segment.text for side in sides for segment in side)


class Known:
    """The approved entries of a glossary as of now: what is known, since people have decided it."""

    def __init__(self, glossary: Glossary):
        import polars as pl

        approved = glossary.frame().filter(pl.col("status") == "approved")
        terms = pl.col("terms").list.eval(
            pl.element().filter(pl.element().struct.field("language") == "zh").struct.field("text")
        )
        rows = approved.select("id", terms.alias("zh")).sort("id").collect()
        self._glossary, self._terms = glossary, rows.rows()
        self._read: dict[str, Concept] = {}

    def concerned(self, texts: Iterable[str]) -> list[Concept]:
        """The concepts with a Chinese term that may occur in the texts."""
        from glossary.extraction.bilingual import CharacterPairs

        if not self._terms:
            return []
        pairs = CharacterPairs(texts)
        ids = [id for id, zh in self._terms if any(map(pairs.may_have, zh))]
        fresh = [id for id in ids if id not in self._read]
        self._read |= {concept.id: concept for concept in (self._glossary.get_many(fresh) if fresh else ())}
        return [self._read[id] for id in ids if id in self._read]


def contradictions(concepts: Sequence[Concept], known: Sequence[Concept]) -> list[str]:
    by_id = {concept.id: concept for concept in (*known, *concepts)}
    found: dict[frozenset[str], str] = {}
    for concept in concepts:
        for relation in concept.relations:
            rival = by_id.get(relation.target)
            if relation.type == "conflict" and rival is not None:
                one, other = (f"{c.texts('zh')[0]} = {c.texts('en')[0]}" for c in (concept, rival))
                found.setdefault(frozenset((concept.id, rival.id)), f"{one} / {other}")
    return list(found.values())
