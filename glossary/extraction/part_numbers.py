"""The numbers of each part of a large build as arrays, and the totals that a part gets back.

Pairs and terms are known by hashes of 56 bits.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glossary.extraction.batch_features import BatchCounts, Rivals
from glossary.extraction.term_pairs import CandidatePair
from glossary.hashing import hash_of

__all__ = ["DIGITS", "HOSTS", "SUMS", "PartNumbers", "UnpackedNumbers", "code_of", "packed_arrays", "packed_numbers"]

HOSTS = 15
"""Number of longer pairs from which the features of a pair no longer change."""
DIGITS = 6
"""Decimal places that are kept."""
SUMS = 6
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
    arrays: dict[str, Any] = {
        "codes": [item.code for item in kept],
        "sums": [
            (one.beads, one.times, round(one.total, DIGITS), one.known_times, one.nested, one.averaged) for one in kept
        ],
    }
    for side, beads, best in (("zh", rivals.beads_zh, rivals.best_zh), ("en", rivals.beads_en, rivals.best_en)):
        places = {term: place for place, term in enumerate(beads)}
        arrays[f"of_{side}"] = [places[getattr(item, side)] for item in kept]
        arrays[f"codes_{side}"] = [code_of(term) for term in beads]
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
    return packed_arrays(counts, list(names), arrays)


def packed_arrays(counts: BatchCounts, features: Sequence[str], arrays: Mapping[str, Any]) -> bytes:
    """The numbers of a part as `UnpackedNumbers` reads them: its words, the names of its features, its arrays."""
    import numpy as np

    blocks = [np.asarray(arrays[name], kind).tobytes() for name, kind in _ARRAYS]
    head = {
        "size": counts.size,
        "often": [counts.often_zh, counts.often_en],
        "features": list(features),
        "bytes": [len(block) for block in blocks],
    }
    return b"".join([json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass"), b"\n", *blocks])


def code_of(term: str) -> int:
    """A hash of 56 bits that identifies a term."""
    return hash_of(term, bits=56)


@dataclass(slots=True)
class UnpackedNumbers:
    """The numbers of a part, unpacked."""

    counts: BatchCounts
    features: list[str]
    """Names of its features."""
    arrays: dict[str, Any]

    @classmethod
    def of(cls, packed: bytes) -> UnpackedNumbers:
        import numpy as np

        # Only the first member of the gzip file is unpacked.
        line, _, rest = zlib.decompressobj(31).decompress(packed).partition(b"\n")
        head = json.loads(line.decode("utf-8", "surrogatepass"))
        arrays, at = {}, 0
        for (name, kind), size in zip(_ARRAYS, head["bytes"], strict=True):
            arrays[name] = np.frombuffer(rest, kind, size // np.dtype(kind).itemsize, at)
            at += size
        arrays["sums"] = arrays["sums"].reshape(-1, SUMS)
        zh, en = head["often"]
        return cls(BatchCounts(head["size"], Counter(zh), Counter(en)), head["features"], arrays)

    def __getitem__(self, name: str) -> Any:
        return self.arrays[name]


@dataclass(slots=True)
class PartNumbers:
    """The totals that one part needs to score the pairs that it keeps, in the order of these pairs."""

    counts: BatchCounts
    """The size of all parts together, and how often the words of this part occur in all of them."""
    columns: list[str]
    """Names of features."""
    sums: Any
    """For each pair that occurs in other parts too: its place, and beads, times, total, known, nested, averaged."""
    features: Any
    """For each value of a feature of these pairs: the place of the pair, the place of the name, and the value."""
    hosts: Any
    """For each longer pair around these pairs: the place of the pair inside, and the code of the longer one."""
    rivals: Any
    """For every pair: beads and best total of its Chinese term, then of its English term."""

    def give(self, items: Sequence[CandidatePair]) -> Rivals:
        """Give the pairs the numbers that they have over all parts, but not their occurrences; return their rivals."""
        for place, sums in zip(self.sums["place"].tolist(), self.sums["sums"].tolist(), strict=True):
            item = items[place]
            beads, times, total, known, nested, averaged = sums
            item.beads, item.times, item.total = int(beads), int(times), total
            item.known_times, item.nested, item.averaged = int(known), int(nested), int(averaged)
            item.features = {}
        for place, column, value in self.features.tolist():
            items[place].features[self.columns[column]] = value
        for place, code in self.hosts.tolist():
            items[place].hosts.add(code)
        rivals = Rivals({}, {}, {}, {})
        for item, row in zip(items, self.rivals.tolist(), strict=True):
            rivals.beads_zh[item.zh], rivals.best_zh[item.zh] = int(row[0]), row[1]  # type: ignore[index]
            rivals.beads_en[item.en], rivals.best_en[item.en] = int(row[2]), row[3]  # type: ignore[index]
        return rivals
