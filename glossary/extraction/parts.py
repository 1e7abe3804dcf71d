"""Extraction of more sentence pairs than are to be held at once, with the evidence of all parts counted together.

Each part is paired by itself, wherever (map); what was found in it is kept as JSON. From all parts together come the
numbers that decide a score: counts, totals, rivals, nesting, words (reduce). Then each part is scored by the numbers of
all and put together into entries, one part at a time; a pair has the same score in every part.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from glossary.extraction.batch_features import BatchCounts, Rivals, add_batch_features, count_rivals
from glossary.extraction.bilingual import entries_of, gather, score
from glossary.extraction.span_pairing import Pair
from glossary.extraction.term_pairs import LOOKED_AT, CandidatePair, Sentences
from glossary.extraction.weights import WEIGHTS
from glossary.folding import fold
from glossary.types import Concept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PartTotals", "concepts_of_part", "found_in_part", "parts_of", "sentences_of_part"]

KEPT = 0.002
"""Score in its own part from which a pair is kept: far enough below that of an entry that other parts may lift it there."""
HOSTS = 15
"""Longer pairs that are told apart; more say no more."""
DIGITS = 6


def found_in_part(work: tuple[Sentences, Sequence[Concept], Mapping[str, float]]) -> bytes:
    """What is found in the sentence pairs of a part, packed: the map. `work` has them, the approved entries and the weights."""
    sentences, known, weights = work
    items, counts = gather(sentences, known=known)
    rivals = count_rivals(items)
    add_batch_features(items, counts, rivals)
    head = {
        "size": counts.size,
        "often_zh": counts.often_zh,
        "often_en": counts.often_en,
        "sentences": [sentences.zh, sentences.en, sentences.places],
    }
    lines = [json.dumps(head, ensure_ascii=False)]
    kept = [item for item in items if score(item, weights) >= KEPT]
    lines.append(
        json.dumps(
            [
                {term: getattr(rivals, name)[term] for term in {getattr(item, side): None for item in items}}
                for side, name in (("zh", "beads_zh"), ("en", "beads_en"), ("zh", "best_zh"), ("en", "best_en"))
            ],
            ensure_ascii=False,
        )
    )
    lines += [json.dumps(_packed(item), ensure_ascii=False, separators=(",", ":")) for item in kept]
    return gzip.compress("\n".join(lines).encode("utf-8", "surrogatepass"), 1, mtime=0)


def _packed(item: CandidatePair) -> list[Any]:
    features = {name: round(value, DIGITS) for name, value in item.features.items() if value}
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


def _lines(packed: bytes) -> list[str]:
    return gzip.decompress(packed).decode("utf-8", "surrogatepass").split("\n")


def sentences_of_part(packed: bytes) -> Sentences:
    """The sentence pairs of a part."""
    zh, en, places = json.loads(_lines(packed)[0])["sentences"]
    return Sentences(zh, en, [tuple(place) for place in places])


@dataclass(slots=True)
class PartTotals:
    """The numbers of all parts together. Pairs are numbered in the order in which they come."""

    counts: BatchCounts = field(default_factory=BatchCounts)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _columns: dict[str, int] = field(default_factory=dict)
    _sums: NDArray[np.float64] | None = None
    """Beads, times, total, known, nested, averaged of each pair."""
    _features: NDArray[np.float32] | None = None
    _hosts: list[frozenset[int] | None] = field(default_factory=list)
    _rivals: list[dict[str, float]] = field(default_factory=lambda: [{}, {}, {}, {}])

    @classmethod
    def of(cls, parts: Iterable[bytes], again: Iterable[bytes]) -> PartTotals:
        """The totals of packed parts, which are gone through twice: the rivals of what is kept anywhere are counted last."""
        out = cls()
        for packed in parts:
            out._add(packed)
        for zh, en in out._numbers:
            for place, term in ((0, zh), (1, en), (2, zh), (3, en)):
                out._rivals[place][term] = 0
        for packed in again:
            out._add_rivals(packed)
        assert out._sums is not None or not out._numbers
        for (zh, en), number in out._numbers.items():
            total = float(out._sums[number, 2]) if out._sums is not None else 0.0
            out._rivals[2][zh] = max(out._rivals[2][zh], total)
            out._rivals[3][en] = max(out._rivals[3][en], total)
        return out

    def _add(self, packed: bytes) -> None:
        lines = _lines(packed)
        head = json.loads(lines[0])
        self.counts.size += head["size"]
        self.counts.often_zh.update(head["often_zh"])
        self.counts.often_en.update(head["often_en"])
        for line in lines[2:]:
            item = _unpacked(json.loads(line))
            number = self._numbers.setdefault((item.zh, item.en), len(self._numbers))
            sums, features = self._room(number)
            before = sums[number, 5]
            if before < LOOKED_AT and item.averaged:
                features[number] *= before / (before + item.averaged)
                for name, value in item.features.items():
                    column = self._columns.setdefault(name, len(self._columns))
                    features[number, column] += value * item.averaged / (before + item.averaged)
                sums[number, 5] += item.averaged
            sums[number, :5] += item.beads, item.times, item.total, item.known_times, item.nested
            if item.hosts:
                both = (self._hosts[number] or frozenset()) | item.hosts
                self._hosts[number] = both if len(both) <= HOSTS + 1 else frozenset(sorted(both)[: HOSTS + 1])

    def _room(self, number: int) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """The arrays, large enough for a pair with this number."""
        import numpy as np

        if self._sums is None or self._features is None:
            self._sums, self._features = np.zeros((1024, 6)), np.zeros((1024, 160), np.float32)
        if number >= len(self._sums):
            more = len(self._sums) // 2
            self._sums = np.concatenate([self._sums, np.zeros((more, self._sums.shape[1]))])
            self._features = np.concatenate([self._features, np.zeros((more, self._features.shape[1]), np.float32)])
        self._hosts.extend([None] * (number + 1 - len(self._hosts)))
        return self._sums, self._features

    def _add_rivals(self, packed: bytes) -> None:
        for place, (mine, theirs) in enumerate(zip(self._rivals, json.loads(_lines(packed)[1]), strict=True)):
            for term, value in theirs.items():
                if term in mine:
                    mine[term] = mine[term] + value if place < 2 else max(mine[term], value)

    def give(self, item: CandidatePair) -> None:
        """Let a pair of a part have the numbers that it has in all parts; what it was found in stays the part's."""
        assert self._sums is not None
        assert self._features is not None
        number = self._numbers[item.zh, item.en]
        beads, times, total, known, nested, averaged = self._sums[number].tolist()
        item.beads, item.times, item.total = int(beads), int(times), total
        item.known_times, item.nested, item.averaged = int(known), int(nested), int(averaged)
        row = self._features[number]
        item.features = {name: float(row[column]) for name, column in self._columns.items() if row[column]}
        item.hosts |= self._hosts[number] or frozenset()

    def rivals(self) -> Rivals:
        """What all pairs with a term have together, in all parts."""
        of_zh, of_en = ({term: int(n) for term, n in some.items()} for some in self._rivals[:2])
        return Rivals(of_zh, of_en, self._rivals[2], self._rivals[3])

    def beads_of(self, zh: str, en: str) -> int:
        """Sentence pairs with this pair of folded terms, in all parts."""
        number = self._numbers.get((zh, en))
        return 0 if number is None or self._sums is None else int(self._sums[number, 0])


def concepts_of_part(
    packed: bytes,
    totals: PartTotals,
    rivals: Rivals,
    *,
    known: Sequence[Concept] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Concept]:
    """The entries of a part, scored by the numbers of all parts."""
    items = []
    for line in _lines(packed)[2:]:
        item = _unpacked(json.loads(line))
        totals.give(item)
        items.append(item)
    add_batch_features(items, totals.counts, rivals)
    concepts = entries_of(items, sentences_of_part(packed), known=known, weights=weights)
    return [_with_evidence(concept, totals) for concept in concepts]


def _with_evidence(concept: Concept, totals: PartTotals) -> Concept:
    beads = totals.beads_of(fold(concept.texts("zh")[0], "zh"), fold(concept.texts("en")[0], "en"))
    evidence = max(concept.scores.evidence, round(1 - 1 / (1 + beads), 4))
    return replace(concept, scores=replace(concept.scores, evidence=evidence))


def parts_of(sentences: Sentences, size: int) -> Iterator[Sentences]:
    """Parts of about equal size, at most `size` sentence pairs each.

    >>> [len(part.zh) for part in parts_of(Sentences(["甲"] * 5, ["a"] * 5, [("", "", n, 1.0) for n in range(5)]), 3)]
    [3, 2]
    """
    many = max(1, -(-len(sentences.zh) // size))
    yield from sentences.parts(max(1, -(-len(sentences.zh) // many)))
