"""Extraction from more sentence pairs than should be in memory at once, with the evidence of all parts taken together.

First, each part is paired by itself, in any process, and what was found is packed (map). Then the numbers that decide
a score are added up over all parts: counts, totals, rivals, nesting and words (reduce, in `part_totals`). Last, each
part is scored with these totals and assembled into entries, again in any process (map). A pair therefore has the same
score in every part.

A packed part is a gzip file with two members: its numbers as arrays, which the reduce step reads, and its sentences
and pairs as JSON.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from glossary.extraction.batch_features import add_batch_features, count_rivals
from glossary.extraction.bilingual import entries_of, gather, score
from glossary.extraction.frequency import count_rows
from glossary.extraction.part_numbers import DIGITS, PartNumbers, packed_numbers
from glossary.extraction.part_totals import PartTotals
from glossary.extraction.span_pairing import Pair
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.weights import WEIGHTS
from glossary.folding import fold
from glossary.garbage import no_collection
from glossary.types import Concept

__all__ = ["FoundInPart", "concepts_of_part", "found_in_part", "parts_of", "scored_part", "totals_of"]

KEPT = 0.002
"""Minimum score of a pair in its own part to be kept: far below that of an entry, since other parts may raise it."""


@no_collection()
def found_in_part(work: tuple[Sentences, Sequence[Concept], Mapping[str, float]]) -> bytes:
    """The first map: the pairs found in a part, packed. `work` is its sentences, the approved entries, the weights."""
    sentences, known, weights = work
    items, counts = gather(sentences, known=known)
    rivals = count_rivals(items)
    own = frozenset[str](items[0].features if items else ())
    add_batch_features(items, counts, rivals)
    # Features that need the whole batch are computed again later, from all parts together.
    again = frozenset[str](items[0].features if items else ()) - own
    kept = [item for item in items if score(item, weights) >= KEPT]
    lines = [json.dumps([sentences.zh, sentences.en, sentences.places], ensure_ascii=False)]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    lines += [encode(_packed(item, again)) for item in kept]
    members = packed_numbers(kept, counts, rivals, but=again), "\n".join(lines).encode("utf-8", "surrogatepass")
    return b"".join(gzip.compress(member, 1, mtime=0) for member in members)


def _packed(item: CandidatePair, but: Collection[str]) -> list[Any]:
    features = {name: round(value, DIGITS) for name, value in item.features.items() if value and name not in but}
    return [
        item.zh,
        item.en,
        [[number, round(pair.score, DIGITS)] for number, pair in item.occurrences],
        item.zh_forms,
        item.en_forms,
        item.doubtful,
        item.known,
        features,
        item.averaged,
        item.beads,
        round(item.total, DIGITS),
        item.nested,
        sorted(item.hosts),
        item.words,
        item.pieces,
    ]


def _unpacked(row: list[Any]) -> CandidatePair:
    zh, en, occurrences, zh_forms, en_forms, doubtful, known, features, averaged, beads, total, nested, hosts, *rest = (
        row
    )
    item = CandidatePair(zh, en)
    item.occurrences = [(number, Pair(0, 0, 0, 0, value)) for number, value in occurrences]
    item.zh_forms, item.en_forms = Counter(zh_forms), Counter(en_forms)
    item.doubtful, item.known = Counter(doubtful), Counter(known)
    item.features, item.averaged, item.times = features, averaged, len(occurrences)
    item.beads, item.total, item.nested = beads, total, nested
    item.known_times = sum(item.known.values())
    item.hosts = set(hosts)
    item.words, item.pieces = map(tuple, rest)
    return item


def _read(packed: bytes) -> tuple[Sentences, list[CandidatePair]]:
    """The sentences and the pairs of a packed part, which are its second member."""
    first = zlib.decompressobj(31)
    first.decompress(packed)
    head, *rows = gzip.decompress(first.unused_data).decode("utf-8", "surrogatepass").split("\n")
    zh, en, places = json.loads(head)
    return Sentences(zh, en, [tuple(place) for place in places]), [_unpacked(json.loads(row)) for row in rows]


def totals_of(parts: Sequence[bytes], folder: Path | None = None) -> PartTotals:
    """The reduce step: the totals of packed parts, each of which is read three times. Its files go into `folder`."""
    return PartTotals.of(parts, folder)


def concepts_of_part(
    packed: bytes, numbers: PartNumbers, *, known: Sequence[Concept] = (), weights: Mapping[str, float] = WEIGHTS
) -> list[Concept]:
    """The entries of a part, scored with the totals of all parts."""
    return _entries(*_read(packed), numbers, known, weights)


def _entries(
    sentences: Sentences,
    items: list[CandidatePair],
    numbers: PartNumbers,
    known: Sequence[Concept],
    weights: Mapping[str, float],
) -> list[Concept]:
    add_batch_features(items, numbers.counts, numbers.give(items))
    beads = {(item.zh, item.en): item.beads for item in items}
    return [_with_evidence(concept, beads) for concept in entries_of(items, sentences, known=known, weights=weights)]


def _with_evidence(concept: Concept, beads: Mapping[tuple[str, str], int]) -> Concept:
    """The concept with its evidence from all parts; `beads` counts sentence pairs for each pair of folded terms."""
    seen = beads.get((fold(concept.texts("zh")[0], "zh"), fold(concept.texts("en")[0], "en")), 0)
    evidence = max(concept.scores.evidence, round(1 - 1 / (1 + seen), 4))
    if evidence == concept.scores.evidence:
        return concept
    return replace(concept, scores=replace(concept.scores, evidence=evidence))


@dataclass(frozen=True, slots=True)
class FoundInPart:
    """The entries of a part, and for each entry the number of sentence pairs of the part with it, by document."""

    concepts: list[Concept]
    counts: dict[str, dict[str, int]]


@no_collection()
def scored_part(work: tuple[bytes, PartNumbers, Sequence[Concept], Mapping[str, float]]) -> FoundInPart:
    """The second map: the entries of a packed part, and their counts. `work` is what `concepts_of_part` takes."""
    packed, numbers, known, weights = work
    sentences, items = _read(packed)
    concepts = _entries(sentences, items, numbers, known, weights)
    texts = zip(sentences.places, sentences.zh, sentences.en, strict=True)
    rows = ((place[0], ("zh", (one,)), ("en", (other,))) for place, one, other in texts)
    return FoundInPart(concepts, count_rows(concepts, rows))


def parts_of(sentences: Sentences, size: int) -> Iterator[Sentences]:
    """Parts of about equal size, at most `size` sentence pairs each.

    >>> [len(part.zh) for part in parts_of(Sentences(["甲"] * 5, ["a"] * 5, [("", "", n, 1.0) for n in range(5)]), 3)]
    [3, 2]
    """
    many = max(1, -(-len(sentences.zh) // size))
    yield from sentences.parts(max(1, -(-len(sentences.zh) // many)))
