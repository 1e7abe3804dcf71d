"""The numbers of the parts of a large text as arrays, and what they come to together: the reduce.

Pairs and terms go by hashes of 56 bits, so that millions take tens of megabytes. Of a pair that stands in one part only the
part knows everything; sums, features and longer pairs are kept of those that stand in several.
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
"""Longer pairs that are told apart; more say no more."""
DIGITS = 6
"""Decimals of what is kept."""
TOGETHER = 400_000
"""Numbers of terms that are gathered before they are added up."""
_SUMS = 6
"""Beads, times, total, known, nested, averaged of a pair."""
_ARRAYS = (
    *(("codes", "<i8"), ("sums", "<f8"), ("of_zh", "<i4"), ("of_en", "<i4")),
    *(("codes_zh", "<i8"), ("beads_zh", "<f8"), ("best_zh", "<f8")),
    *(("codes_en", "<i8"), ("beads_en", "<f8"), ("best_en", "<f8")),
    *(("feature_of", "<i4"), ("feature", "<i4"), ("value", "<f4"), ("host_of", "<i4"), ("host", "<i8")),
)
"""Of each pair kept its code, sums, and the places of its terms; of each term of a language its code, beads and best; of each
feature the place of its pair, its own among the names, its value; of each longer pair the place of the one inside, and its code."""


def packed_numbers(
    kept: Sequence[CandidatePair], counts: BatchCounts, rivals: Rivals, *, but: Collection[str] = ()
) -> bytes:
    """The numbers of a part: of the pairs `kept`, of their terms among all pairs of the part, and of its words.

    Features in `but` are left out.
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

        # Only the first member of the file: what is behind it is not unpacked.
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
    """Numbers by code, in the order of the codes; what is added is gathered, and now and then added up."""

    codes: Any = None
    sums: Any = None
    """Added up: beads of a term, parts of a pair."""
    best: Any = None
    """The largest."""
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
        """The place of each code, and which of them are there at all."""
        import numpy as np

        places = np.minimum(np.searchsorted(self.codes, codes), max(0, len(self.codes) - 1))
        there = self.codes[places] == codes if len(self.codes) else np.zeros(len(codes), bool)
        return places, there


@dataclass(slots=True)
class PartNumbers:
    """What a part needs of the numbers of all: of each pair that it keeps, in their order."""

    counts: BatchCounts
    """The size of all parts, and how often the words of this one stand in them."""
    shared: Any
    """Places of those of its pairs that stand in other parts too."""
    sums: Any
    """Of these: beads, times, total, known, nested, averaged."""
    features: Any
    columns: list[str]
    hosts: list[bytes]
    """Codes of longer pairs."""
    rivals: Any
    """Of every pair: beads and best of its Chinese term, beads and best of its English one."""

    def give(self, items: Sequence[CandidatePair]) -> Rivals:
        """Let the pairs have the numbers that they have in all parts; what they were found in stays the part's."""
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
    """The numbers of all parts together."""

    counts: BatchCounts = field(default_factory=BatchCounts)
    _words: tuple[int, int] = (0, 0)
    _pairs: _ByCode = field(default_factory=_ByCode)
    """First in how many parts each pair stands; then only those of several."""
    _zh: _ByCode = field(default_factory=_ByCode)
    _en: _ByCode = field(default_factory=_ByCode)
    _sums: Any = None
    _features: Any = None
    _columns: dict[str, int] = field(default_factory=dict)
    _hosts: dict[int, bytes] = field(default_factory=dict)
    """The codes of longer pairs, as bytes: a set of numbers takes five times as much."""

    @classmethod
    def of(cls, parts: Callable[[], Iterable[bytes]]) -> PartTotals:
        """The totals of packed parts, which are gone through twice."""
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
        """Count a part: its words, the parts of each pair, the beads and the best of each term."""
        import numpy as np

        self.counts.size += part.counts.size
        self.counts.often_zh.update(part.counts.often_zh)
        self.counts.often_en.update(part.counts.often_en)
        ones = np.ones(len(part["codes"]))
        self._pairs.add(part["codes"], ones, ones)
        self._zh.add(part["codes_zh"], part["beads_zh"], part["best_zh"])
        self._en.add(part["codes_en"], part["beads_en"], part["best_en"])

    def _add(self, part: _Part) -> None:
        """Add up the numbers of those pairs of a part that stand in others too."""
        import numpy as np

        places, there = self._pairs.places(part["codes"])
        rows, mine = places[there], np.flatnonzero(there)
        sums = part["sums"][mine]
        before, more = self._sums[rows, 5], sums[:, 5]
        learns = (before < LOOKED_AT) & (more > 0)
        self._sums[rows, :5] += sums[:, :5]
        self._sums[rows[learns], 5] += more[learns]
        # Of each pair of the part: its row, where it is learned from, else -1; and how much what is new counts.
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
        # The best of a term is that of a pair in all parts together.
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
        """What a part needs of them."""
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
        """The counts of all parts, of the words of one."""
        often_zh, often_en = self.counts.often_zh, self.counts.often_en
        english = {form for word in part.often_en for form in (word, singular(word), f"{word}s")}
        return BatchCounts(
            self.counts.size,
            Counter({word: often_zh[word] for word in part.often_zh}),
            Counter({word: often_en[word] for word in sorted(english) if word in often_en}),
            self._words,
        )
