"""The numbers of each part of a large build as arrays, and their totals over all parts: the reduce step.

Pairs and terms are known by hashes of 56 bits, so that millions of them take tens of megabytes. A pair that occurs in
only one part has all its numbers there. Sums, features and longer pairs are kept here only for pairs in several parts.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glossary.extraction.batch_features import BatchCounts, Rivals
from glossary.extraction.term_pairs import LOOKED_AT, CandidatePair
from glossary.folding import singular

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]
    Numbers = NDArray[np.float64]

__all__ = ["DIGITS", "HOSTS", "PartNumbers", "PartTotals", "packed_numbers"]

HOSTS = 15
"""Number of longer pairs from which the features of a pair no longer change."""
DIGITS = 6
"""Decimal places that are kept."""
TOGETHER = 400_000
"""How many rows are gathered before they are added up."""
_SUMS = 6
"""Number of sums of a pair: beads, times, total, known, nested, averaged."""
_ARRAYS = (
    *(("codes", "<i8"), ("sums", "<f8"), ("of_zh", "<i4"), ("of_en", "<i4")),
    *(("codes_zh", "<i8"), ("beads_zh", "<f8"), ("best_zh", "<f8")),
    *(("codes_en", "<i8"), ("beads_en", "<f8"), ("best_en", "<f8")),
    *(("feature_of", "<i4"), ("feature", "<i4"), ("value", "<f4"), ("host_of", "<i4"), ("host", "<i8")),
)
"""The arrays of a part, and the types of their numbers.

For each pair that is kept: its code, its sums, and the places of its two terms. For each term of a language: its code,
its beads, and the best total of its pairs. For each value of a feature: the place of its pair, the place of its name,
and the value. For each longer pair: the place of the pair inside it, and its own code.
"""


def packed_numbers(
    kept: Sequence[CandidatePair], counts: BatchCounts, rivals: Rivals, *, but: Collection[str] = ()
) -> bytes:
    """The numbers of a part: of the pairs `kept`, of all terms of the part, and of its words.

    Features whose names are in `but` are left out.
    """
    import numpy as np

    arrays: dict[str, Any] = {
        "codes": [item.code for item in kept],
        "sums": [
            (one.beads, one.times, round(one.total, DIGITS), one.known_times, one.nested, one.averaged) for one in kept
        ],
    }
    for side, beads, best in (("zh", rivals.beads_zh, rivals.best_zh), ("en", rivals.beads_en, rivals.best_en)):
        places = {term: place for place, term in enumerate(beads)}
        arrays[f"of_{side}"] = [places[getattr(item, side)] for item in kept]
        arrays[f"codes_{side}"] = [_code(term) for term in beads]
        arrays[f"beads_{side}"] = list(beads.values())
        arrays[f"best_{side}"] = [round(best[term], DIGITS) for term in beads]
    names: dict[str, int] = {}
    features = [
        (place, names.setdefault(name, len(names)), value)
        for place, item in enumerate(kept)
        for name, value in item.features.items()
        if value and name not in but
    ]
    hosts = [(place, code) for place, item in enumerate(kept) for code in sorted(item.hosts)[: HOSTS + 1]]
    arrays |= zip(
        ("feature_of", "feature", "value"), zip(*features, strict=True) if features else ((), (), ()), strict=True
    )
    arrays |= zip(("host_of", "host"), zip(*hosts, strict=True) if hosts else ((), ()), strict=True)
    blocks = [np.asarray(arrays[name], kind).tobytes() for name, kind in _ARRAYS]
    head = {
        "size": counts.size,
        "often": [counts.often_zh, counts.often_en],
        "features": list(names),
        "bytes": [len(block) for block in blocks],
    }
    return b"".join([json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass"), b"\n", *blocks])


def _codes(packed: bytes) -> array[int]:
    return array("q", packed)


def _code(term: str) -> int:
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=7).digest()
    return int.from_bytes(digest, "big")


@dataclass(slots=True)
class _Part:
    """The numbers of a part, unpacked."""

    counts: BatchCounts
    features: list[str]
    """Names of its features."""
    arrays: dict[str, Any]

    @classmethod
    def of(cls, packed: bytes) -> _Part:
        import numpy as np

        # Only the first member of the gzip file is unpacked.
        line, _, rest = zlib.decompressobj(31).decompress(packed).partition(b"\n")
        head = json.loads(line.decode("utf-8", "surrogatepass"))
        arrays, at = {}, 0
        for (name, kind), size in zip(_ARRAYS, head["bytes"], strict=True):
            arrays[name] = np.frombuffer(rest, kind, size // np.dtype(kind).itemsize, at)
            at += size
        arrays["sums"] = arrays["sums"].reshape(-1, _SUMS)
        zh, en = head["often"]
        return cls(BatchCounts(head["size"], Counter(zh), Counter(en)), head["features"], arrays)

    def __getitem__(self, name: str) -> Any:
        return self.arrays[name]


@dataclass(slots=True)
class _ByCode:
    """Sums and maxima for each code, sorted by code; new numbers are gathered, and added up from time to time."""

    codes: Any = None
    sums: Any = None
    """The sums: the beads of a term, or how many parts have a pair."""
    best: Any = None
    """The maxima: the best total of a term."""
    _waiting: list[tuple[Any, Any, Any]] = field(default_factory=list)
    _size: int = 0

    def add(self, codes: Codes, sums: Numbers, best: Numbers) -> None:
        self._waiting.append((codes, sums, best))
        self._size += len(codes)
        if self._size > TOGETHER:
            self.settle()

    def settle(self) -> None:
        """Add up what was gathered."""
        import numpy as np

        before = [] if self.codes is None else [(self.codes, self.sums, self.best)]
        codes, sums, best = (
            (np.concatenate(some) if some else np.zeros(0) for some in zip(*before, *self._waiting, strict=True))
            if before or self._waiting
            else (np.zeros(0, "<i8"), np.zeros(0), np.zeros(0))
        )
        self.codes, places = np.unique(codes, return_inverse=True)
        self.sums = np.bincount(places, sums, len(self.codes))
        self.best = np.zeros(len(self.codes))
        np.maximum.at(self.best, places, best)
        self._waiting, self._size = [], 0

    def keep(self, these: Any) -> None:
        self.codes, self.sums, self.best = self.codes[these], self.sums[these], self.best[these]

    def places(self, codes: Codes) -> tuple[Any, Any]:
        """The place of each code, and whether it is there at all."""
        import numpy as np

        places = np.minimum(np.searchsorted(self.codes, codes), max(0, len(self.codes) - 1))
        there = self.codes[places] == codes if len(self.codes) else np.zeros(len(codes), bool)
        return places, there


@dataclass(slots=True)
class PartNumbers:
    """The totals that one part needs to score the pairs that it keeps, in the order of these pairs."""

    counts: BatchCounts
    """The size of all parts together, and how often the words of this part occur in all of them."""
    shared: Any
    """Places of the pairs that occur in other parts too."""
    sums: Any
    """For each of these pairs: beads, times, total, known, nested, averaged."""
    features: Any
    columns: list[str]
    hosts: list[bytes]
    """For each of these pairs: the codes of longer pairs, as bytes."""
    rivals: Any
    """For every pair: beads and best total of its Chinese term, then of its English term."""

    def give(self, items: Sequence[CandidatePair]) -> Rivals:
        """Give the pairs the numbers that they have over all parts, but not their occurrences; return their rivals."""
        for place, sums, row, hosts in zip(
            self.shared.tolist(), self.sums.tolist(), self.features.tolist(), self.hosts, strict=True
        ):
            item = items[place]
            beads, times, total, known, nested, averaged = sums
            item.beads, item.times, item.total = int(beads), int(times), total
            item.known_times, item.nested, item.averaged = int(known), int(nested), int(averaged)
            item.features = {name: value for name, value in zip(self.columns, row, strict=True) if value}
            item.hosts.update(_codes(hosts))
        rivals = Rivals({}, {}, {}, {})
        for item, row in zip(items, self.rivals.tolist(), strict=True):
            rivals.beads_zh[item.zh], rivals.best_zh[item.zh] = int(row[0]), row[1]  # type: ignore[index]
            rivals.beads_en[item.en], rivals.best_en[item.en] = int(row[2]), row[3]  # type: ignore[index]
        return rivals


@dataclass(slots=True)
class PartTotals:
    """The totals of all parts."""

    counts: BatchCounts = field(default_factory=BatchCounts)
    _words: tuple[int, int] = (0, 0)
    _pairs: _ByCode = field(default_factory=_ByCode)
    """At first in how many parts each pair occurs; after the first pass, only pairs in several parts are left."""
    _zh: _ByCode = field(default_factory=_ByCode)
    _en: _ByCode = field(default_factory=_ByCode)
    _sums: Any = None
    _features: Any = None
    _columns: dict[str, int] = field(default_factory=dict)
    _hosts: dict[int, bytes] = field(default_factory=dict)
    """The codes of longer pairs, as bytes: sets of numbers would take five times the memory."""

    @classmethod
    def of(cls, parts: Callable[[], Iterable[bytes]]) -> PartTotals:
        """The totals of packed parts; `parts` is called twice, since there are two passes."""
        import numpy as np

        out = cls()
        for packed in parts():
            out._count(_Part.of(packed))
        for numbers in (out._pairs, out._zh, out._en):
            numbers.settle()
        out._words = sum(out.counts.often_zh.values()), sum(out.counts.often_en.values())
        out._pairs.keep(out._pairs.sums > 1)
        many = len(out._pairs.codes)
        out._sums, out._features = np.zeros((many, _SUMS)), np.zeros((many, 64), np.float32)
        for packed in parts():
            out._add(_Part.of(packed))
        return out

    def _count(self, part: _Part) -> None:
        """First pass: count the words of a part, the part for each of its pairs, and what its terms have."""
        import numpy as np

        self.counts.size += part.counts.size
        self.counts.often_zh.update(part.counts.often_zh)
        self.counts.often_en.update(part.counts.often_en)
        ones = np.ones(len(part["codes"]))
        self._pairs.add(part["codes"], ones, ones)
        self._zh.add(part["codes_zh"], part["beads_zh"], part["best_zh"])
        self._en.add(part["codes_en"], part["beads_en"], part["best_en"])

    def _add(self, part: _Part) -> None:
        """Second pass: add up the numbers of those pairs of a part that occur in other parts too."""
        import numpy as np

        places, there = self._pairs.places(part["codes"])
        rows, mine = places[there], np.flatnonzero(there)
        sums = part["sums"][mine]
        before, more = self._sums[rows, 5], sums[:, 5]
        learns = (before < LOOKED_AT) & (more > 0)
        self._sums[rows, :5] += sums[:, :5]
        self._sums[rows[learns], 5] += more[learns]
        # For each pair of the part: its row if its features are to be averaged in, else -1; and how much they count.
        row_of = np.full(len(there), -1)
        row_of[mine[learns]] = rows[learns]
        share = np.zeros(len(there), np.float32)
        share[mine[learns]] = more[learns] / (before[learns] + more[learns])
        self._learn(part, row_of, share)
        row_of[mine] = rows
        number_of = row_of.tolist()
        known = row_of[part["host_of"]] >= 0
        of_number: dict[int, set[int]] = {}
        for place, code in zip(part["host_of"][known].tolist(), part["host"][known].tolist(), strict=True):
            of_number.setdefault(number_of[place], set()).add(code)
        for number, hosts in of_number.items():
            both = sorted(hosts.union(_codes(self._hosts.get(number, b""))))[: HOSTS + 1]
            self._hosts[number] = array("q", both).tobytes()
        # The best total of a term is that of one of its pairs, added up over all parts.
        for terms, side in ((self._zh, "zh"), (self._en, "en")):
            of, _ = terms.places(part[f"codes_{side}"][part[f"of_{side}"][mine]])
            np.maximum.at(terms.best, of, self._sums[rows, 2])

    def _learn(self, part: _Part, row_of: Any, share: Any) -> None:
        """Average the features of pairs with those of the parts before."""
        import numpy as np

        columns = np.array([self._columns.setdefault(name, len(self._columns)) for name in part.features], int)
        if len(self._columns) > self._features.shape[1]:
            more = np.zeros((len(self._features), len(self._columns) + 16 - self._features.shape[1]), np.float32)
            self._features = np.concatenate([self._features, more], axis=1)
        learned = row_of >= 0
        self._features[row_of[learned]] *= (1 - share[learned])[:, None]
        here = learned[part["feature_of"]]
        places = part["feature_of"][here]
        np.add.at(self._features, (row_of[places], columns[part["feature"][here]]), part["value"][here] * share[places])

    def of_part(self, packed: bytes) -> PartNumbers:
        """The totals that this packed part needs."""
        import numpy as np

        part = _Part.of(packed)
        places, there = self._pairs.places(part["codes"])
        rows = places[there]
        zh, en = (
            terms.places(part[f"codes_{side}"][part[f"of_{side}"]])[0]
            for terms, side in ((self._zh, "zh"), (self._en, "en"))
        )
        rivals = [self._zh.sums[zh], self._zh.best[zh], self._en.sums[en], self._en.best[en]]
        return PartNumbers(
            self._words_of(part.counts),
            np.flatnonzero(there),
            self._sums[rows],
            self._features[rows, : len(self._columns)],
            list(self._columns),
            [self._hosts.get(number, b"") for number in rows.tolist()],
            np.column_stack(rivals),
        )

    def _words_of(self, part: BatchCounts) -> BatchCounts:
        """The word counts of all parts, but only for the words of one part."""
        often_zh, often_en = self.counts.often_zh, self.counts.often_en
        english = {form for word in part.often_en for form in (word, singular(word), f"{word}s")}
        return BatchCounts(
            self.counts.size,
            Counter({word: often_zh[word] for word in part.often_zh}),
            Counter({word: often_en[word] for word in sorted(english) if word in often_en}),
            self._words,
        )
