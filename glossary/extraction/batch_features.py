"""Features of a pair of terms that need the whole batch: frequency, rivals, nesting and keyness."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from glossary.extraction.subject_words import subject_features
from glossary.extraction.term_pairs import CandidatePair
from glossary.extraction.termhood import zipf
from glossary.extraction.un_words import chinese_un_features, english_un_features, un_words
from glossary.extraction.word_learning import WordCounts
from glossary.folding import singular

__all__ = ["BatchCounts", "Rivals", "add_batch_features", "count_nesting", "count_rivals"]


@dataclass(slots=True)
class BatchCounts:
    """How many sentence pairs a batch has, and how often each word occurs in it."""

    size: int = 0
    """Number of sentence pairs."""
    often_zh: Counter[str] = field(default_factory=Counter)
    often_en: Counter[str] = field(default_factory=Counter)
    all_words: tuple[int, int] | None = None
    """Number of all Chinese and of all English words, where the counters above hold only some of them."""

    @classmethod
    def of(cls, chunks: Iterable[WordCounts]) -> BatchCounts:
        """The counts of all chunks together."""
        out = cls()
        for chunk in chunks:
            out.size += sum(chunk.times)
            out.often_zh.update(chunk.often_zh)
            out.often_en.update(chunk.often_en)
        return out


@dataclass(slots=True)
class Rivals:
    """For each folded term, what all candidate pairs with that term have together."""

    beads_zh: Mapping[str, int]
    """Number of sentence pairs with any of these candidate pairs."""
    beads_en: Mapping[str, int]
    best_zh: Mapping[str, float]
    """The largest `total` of any of them."""
    best_en: Mapping[str, float]


def count_rivals(found: Sequence[CandidatePair]) -> Rivals:
    """Count the sentence pairs of each term; those of each item are stored in its `beads`."""
    beads_zh: dict[str, set[int]] = defaultdict(set)
    beads_en: dict[str, set[int]] = defaultdict(set)
    best_zh: dict[str, float] = defaultdict(float)
    best_en: dict[str, float] = defaultdict(float)
    for item in found:
        numbers = {number for number, _ in item.occurrences}
        item.beads = len(numbers)
        beads_zh[item.zh] |= numbers
        beads_en[item.en] |= numbers
        best_zh[item.zh] = max(best_zh[item.zh], item.total)
        best_en[item.en] = max(best_en[item.en], item.total)
    of_zh, of_en = ({term: len(some) for term, some in beads.items()} for beads in (beads_zh, beads_en))
    return Rivals(of_zh, of_en, best_zh, best_en)


def count_nesting(found: Sequence[CandidatePair]) -> None:
    """Count for each item how many of its occurrences lie inside a longer pair, and note those longer pairs (C-value).

    `found` must hold all pairs of the sentence pairs that it comes from. Only longer pairs that are mutual, or in a
    vocabulary, count. The items are changed in place.
    """
    # Indexed by first piece: in a bead of thousands of words, comparing each pair with every other would take minutes.
    of_bead: dict[int, dict[int, list[tuple[int, int, int, int]]]] = defaultdict(dict)
    longest = 0
    for item in found:
        code = item.code
        for number, p in item.occurrences:
            if p.mutual or p.known:
                of_bead[number].setdefault(p.i, []).append((p.j, p.k, p.m, code))
                longest = max(longest, p.j - p.i)
    for item in found:
        for number, p in item.occurrences:
            starts, (i, j, k, m) = of_bead[number], p[:4]
            hosts = [
                code
                for start in range(max(0, j - longest), i + 1)
                if start in starts
                for end, first, last, code in starts[start]
                if j <= end and first <= k and m <= last and end - start > j - i and last - first > m - k
            ]
            if hosts:
                item.nested += 1
                item.hosts.update(hosts)


def add_batch_features(found: Iterable[CandidatePair], batch: BatchCounts, rivals: Rivals) -> None:
    """Add the features that need the whole batch to each item of `found`, in place."""
    keyness = _Keyness(batch)
    for item in found:
        _add_counts(item, batch.size, rivals)
        _add_nesting(item)
        keyness.add(item)


def _add_counts(item: CandidatePair, size: int, rivals: Rivals) -> None:
    count, of_zh, of_en = item.beads, rivals.beads_zh[item.zh], rivals.beads_en[item.en]
    rival_zh, rival_en = item.total / rivals.best_zh[item.zh], item.total / rivals.best_en[item.en]
    item.pairing = item.mean * math.sqrt(rival_zh * rival_en)
    item.features.update(
        {
            "pairing": item.mean,
            "share of zh": count / of_zh,
            "share of en": count / of_en,
            "best of zh": rival_zh,
            "best of en": rival_en,
            "pair known": item.known_times / item.times,
            "count": math.log2(count) / 8,
            "count of zh": math.log2(of_zh) / 8,
            "count of en": math.log2(of_en) / 8,
            "text size": math.log10(size + 1) / 4,
            "rate": max(0.0, 1 + math.log10(1000 * count / size) / 3),
        }
    )


def _add_nesting(item: CandidatePair) -> None:
    nested = item.nested / item.times
    cut = max(item.features.get("en name cut left", 0.0), item.features.get("en name cut right", 0.0))
    item.features["nested"] = nested
    item.features["nested and cut"] = cut * nested
    item.features["nested word"] = item.features.get("en one word", 0.0) * nested
    item.features["nested in one"] = float(item.nested == item.times and len(item.hosts) == 1)
    item.features["hosts"] = min(1.0, math.log2(1 + len(item.hosts)) / 4)


class _Keyness:
    """How much more often words occur in a batch than in general language."""

    def __init__(self, batch: BatchCounts):
        self._batch = batch
        counted = sum(batch.often_zh.values()), sum(batch.often_en.values())
        self._total_zh, self._total = batch.all_words or counted
        self._united_nations = un_words()
        self._of_en: dict[str, tuple[float, float]] = {}
        self._of_zh: dict[str, float] = {}
        self._sides_en: dict[tuple[str, ...], tuple[dict[str, float], ...]] = {}
        self._sides_zh: dict[tuple[str, ...], tuple[dict[str, float], ...]] = {}

    def add(self, item: CandidatePair) -> None:
        """Add the keyness of an item's words to its features."""
        # Rivals share the words of one side.
        english, chinese = self._sides_en.get(item.words), self._sides_zh.get(item.pieces)
        if english is None:
            english = self._sides_en[item.words] = self._of_words(item.words)
        if chinese is None:
            chinese = self._sides_zh[item.pieces] = self._of_pieces(item.pieces)
        features = item.features
        for some in (english[0], chinese[0], english[1], subject_features(item.words, item.en), english[2], chinese[1]):
            features.update(some)

    def _of_words(self, words: Sequence[str]) -> tuple[dict[str, float], ...]:
        """Features of English content words: keyness in the batch, level in general language, commonness in documents."""
        english = [self._english(word) for word in words]
        ratios, levels = [ratio for ratio, _ in english], [level for _, level in english]
        return (
            {
                "en keyness": _bounded(max(ratios, default=0.0)),
                "en least keyness": _bounded(min(ratios, default=0.0)),
                "en head keyness": _bounded(ratios[-1]) if ratios else 0.0,
            },
            {
                "en level": sum(levels) / len(levels) / 6 if levels else 0.0,
                "en least level": min(levels, default=0.0) / 6,
            },
            english_un_features(words, self._united_nations),
        )

    def _of_pieces(self, pieces: Sequence[str]) -> tuple[dict[str, float], ...]:
        """Features of Chinese pieces: keyness in the batch, commonness in documents."""
        chinese = [self._chinese(piece) for piece in pieces if self._batch.often_zh[piece]]
        return (
            {
                "zh keyness": _bounded(max(chinese, default=0.0)),
                "zh least keyness": _bounded(min(chinese, default=0.0)),
            },
            chinese_un_features(pieces, self._united_nations),
        )

    def _english(self, word: str) -> tuple[float, float]:
        if word not in self._of_en:
            one, often = singular(word), self._batch.often_en
            level = zipf(one, "en")
            seen = often[word] + (often[one] if one != word else often[word + "s"])
            self._of_en[word] = math.log2(seen / (self._total * 10 ** (level - 9) + 1)), level
        return self._of_en[word]

    def _chinese(self, piece: str) -> float:
        if piece not in self._of_zh:
            expected = self._total_zh * 10 ** (zipf(piece, "zh") - 9)
            self._of_zh[piece] = math.log2(self._batch.often_zh[piece] / (expected + 1))
        return self._of_zh[piece]


def _bounded(ratio: float) -> float:
    return max(-1.5, min(2.0, ratio / 4))
