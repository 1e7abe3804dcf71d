"""The totals of all parts of a large build: the reduce step, which works through files.

Pairs, terms and words are sorted into buckets by ranges of their hashes. Each bucket is added up by itself, and the
totals are sent back to the parts that need them. A bucket is about as large as a few parts, so the memory does not grow
with the text. The number of buckets does not change the result, since numbers are added up in the order of the parts.

A pair that occurs in only one part has all its numbers there. Sums, features and longer pairs are added up here only
for pairs in several parts.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.extraction.batch_features import BatchCounts
from glossary.extraction.part_numbers import HOSTS, SUMS, PartNumbers, UnpackedNumbers, code_of
from glossary.extraction.spool import Spool, bucket_of
from glossary.extraction.term_pairs import LOOKED_AT
from glossary.folding import singular

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Records = NDArray[np.void]

__all__ = ["PartTotals"]

PARTS = 4
"""Number of parts for each bucket."""
_CODE, _PLACE = ("code", "<i8"), ("place", "<i4")
_KINDS: dict[str, list[tuple[Any, ...]]] = {
    "pairs": [_CODE, _PLACE],
    "terms": [_CODE, _PLACE, ("beads", "<f8"), ("best", "<f8")],
    "words": [_CODE, _PLACE, ("often", "<f8")],
    "sums": [_CODE, _PLACE, ("zh", "<i8"), ("en", "<i8"), ("sums", "<f8", SUMS)],
    "features": [_CODE, ("column", "<i2"), ("value", "<f4")],
    "hosts": [_CODE, ("host", "<i8")],
}
"""What the parts send to the buckets; `place` is the place in the arrays of the part."""
_BACK: dict[str, list[tuple[Any, ...]]] = {
    "pairs": [_PLACE],
    "terms": [_PLACE, ("beads", "<f8"), ("best", "<f8")],
    "words": [_PLACE, ("often", "<f8")],
    "sums": [_PLACE, ("sums", "<f8", SUMS)],
    "features": [_PLACE, ("column", "<i2"), ("value", "<f4")],
    "hosts": [_PLACE, ("host", "<i8")],
}
"""What the buckets send back to the parts."""


@dataclass(slots=True)
class PartTotals:
    """The totals of all parts, in files that `end` deletes. Raises OSError if the disk is full."""

    parts: Sequence[bytes]
    """The packed parts."""
    folder: Path
    buckets: int
    size: int = 0
    """Number of sentence pairs of all parts."""
    _words: tuple[int, int] = (0, 0)
    """Number of Chinese and of English words of all parts."""
    _columns: dict[str, int] = field(default_factory=dict)
    """The place of each name of a feature, in the order in which the parts have them."""
    _given: dict[str, Spool] = field(default_factory=dict)
    _back: dict[str, Spool] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: Sequence[bytes], folder: Path | None = None, *, buckets: int | None = None) -> PartTotals:
        """The totals of packed parts, with files in `folder` (default: the folder for temporary files).

        Each part is read twice here, and once more by `of_part`. `buckets` defaults to one for each PARTS parts.
        """
        home = Path(tempfile.mkdtemp(prefix="numbers-", dir=folder))
        out = cls(parts, home, buckets or max(1, -(-len(parts) // PARTS)))
        try:
            out._work_out()
        except BaseException:
            out.end()
            raise
        return out

    def end(self) -> None:
        """Delete the files."""
        for spool in (*self._given.values(), *self._back.values()):
            spool.end()
        self._given, self._back = {}, {}
        shutil.rmtree(self.folder, ignore_errors=True)

    def _work_out(self) -> None:
        for name in ("pairs", "terms", "words"):
            self._open(name)
        for packed in self.parts:
            self._count(UnpackedNumbers.of(packed))
        for bucket in range(self.buckets):
            self._find_shared(bucket)
            self._add_words(bucket)
        self._close("pairs", "words")
        for name in ("sums", "features", "hosts"):
            self._open(name)
        for number, packed in enumerate(self.parts):
            self._send_shared(number, UnpackedNumbers.of(packed))
        for bucket in range(self.buckets):
            self._add_pairs(bucket)
        self._close("sums", "features", "hosts")
        for bucket in range(self.buckets):
            self._add_terms(bucket)
        self._close("terms")

    def _open(self, name: str) -> None:
        import numpy as np

        self._given[name] = Spool(self.folder / name, np.dtype(_KINDS[name]), self.buckets)
        self._back[name] = Spool(self.folder / f"{name}-back", np.dtype(_BACK[name]), len(self.parts))

    def _close(self, *names: str) -> None:
        for name in names:
            self._given.pop(name).end()

    def _give(self, name: str, **columns: Any) -> None:
        records = _records(_KINDS[name], columns)
        self._given[name].put(records, bucket_of(records["code"], self.buckets))

    def _give_back(self, name: str, records: Sequence[Records], columns: dict[str, Any], rows: Any = None) -> None:
        """Send records back to the parts that sent `records`: one for each of these, or for those at the places `rows`."""
        import numpy as np

        to = np.repeat(np.arange(len(self.parts)), [len(one) for one in records[: len(self.parts)]])
        self._back[name].put(_records(_BACK[name], columns), to if rows is None else to[rows])

    def _count(self, part: UnpackedNumbers) -> None:
        """Send the pairs, terms and words of a part to the buckets."""
        import numpy as np

        counts = part.counts
        self.size += counts.size
        zh, en = self._words
        self._words = zh + sum(counts.often_zh.values()), en + sum(counts.often_en.values())
        for name in part.features:
            self._columns.setdefault(name, len(self._columns))
        self._give("pairs", code=part["codes"], place=np.arange(len(part["codes"])))
        both = [np.concatenate([part[f"{name}_zh"], part[f"{name}_en"]]) for name in ("codes", "beads", "best")]
        both[0][len(part["codes_zh"]) :] ^= 1  # UNIDO may be a Chinese term and an English one
        self._give("terms", code=both[0], place=np.arange(len(both[0])), beads=both[1], best=both[2])
        words = [*(("zh", word) for word in counts.often_zh), *(("en", word) for word in _forms(counts))]
        often = [counts.often_zh[word] if code == "zh" else counts.often_en.get(word, 0) for code, word in words]
        codes = [code_of(f"{code} {word}") for code, word in words]
        self._give("words", code=np.array(codes, "<i8"), place=np.arange(len(words)), often=often)

    def _find_shared(self, bucket: int) -> None:
        """Tell the parts which of their pairs occur in several parts."""
        import numpy as np

        given = self._given["pairs"].get(bucket)
        pairs = np.concatenate(given)
        _, rows, parts = np.unique(pairs["code"], return_inverse=True, return_counts=True)
        several = np.flatnonzero(parts[rows] > 1)
        self._give_back("pairs", given, {"place": pairs["place"][several]}, several)

    def _add_words(self, bucket: int) -> None:
        """Add up how often each word occurs, and tell the parts that have it."""
        import numpy as np

        given = self._given["words"].get(bucket)
        words = np.concatenate(given)
        _, rows = np.unique(words["code"], return_inverse=True)
        often = np.bincount(rows, words["often"])
        self._give_back("words", given, {"place": words["place"], "often": often[rows]})

    def _send_shared(self, number: int, part: UnpackedNumbers) -> None:
        """Send all numbers of those pairs of a part that occur in other parts too."""
        import numpy as np

        codes, mine = part["codes"], np.sort(self._back["pairs"].all(number)["place"])
        is_shared = np.zeros(len(codes), bool)
        is_shared[mine] = True
        of_zh, of_en = (part[f"codes_{side}"][part[f"of_{side}"][mine]] for side in ("zh", "en"))
        self._give("sums", code=codes[mine], place=mine, zh=of_zh, en=of_en ^ 1, sums=part["sums"][mine])
        columns = np.array([self._columns[name] for name in part.features], int)
        these = is_shared[part["feature_of"]]
        of, column, value = (part[name][these] for name in ("feature_of", "feature", "value"))
        self._give("features", code=codes[of], column=columns[column], value=value)
        these = is_shared[part["host_of"]]
        self._give("hosts", code=codes[part["host_of"][these]], host=part["host"][these])

    def _add_pairs(self, bucket: int) -> None:
        """Add up the numbers of the pairs of a bucket, for the parts that have them and for their terms."""
        import numpy as np

        given = self._given["sums"].get(bucket)
        every = np.concatenate(given)
        codes, rows = np.unique(every["code"], return_inverse=True)
        first = np.zeros(len(codes), int)
        first[rows] = np.arange(len(rows))
        zh, en = every["zh"][first], every["en"][first]
        sums, features = self._summed(bucket, codes, given)
        self._give_back("sums", given, {"place": every["place"], "sums": sums[rows]})
        of, column = np.nonzero(features[rows])
        self._give_back(
            "features", given, {"place": every["place"][of], "column": column, "value": features[rows[of], column]}, of
        )
        hosts = self._hosts(bucket, codes)
        of, host = _each(rows, hosts)
        self._give_back("hosts", given, {"place": every["place"][of], "host": host}, of)
        # The best total of a term is that of one of its pairs, added up over all parts.
        terms, none = np.concatenate([zh, en]), np.zeros(2 * len(codes))
        self._give("terms", code=terms, place=none, beads=none, best=np.tile(sums[:, 2], 2))

    def _summed(self, bucket: int, codes: Any, given: Sequence[Records]) -> tuple[Any, Any]:
        """The sums of the pairs with these codes, and their features averaged, in the order of the parts."""
        import numpy as np

        sums, features = np.zeros((len(codes), SUMS)), np.zeros((len(codes), len(self._columns)), np.float32)
        for pairs, values in zip(given, self._given["features"].get(bucket), strict=True):
            rows, own = np.searchsorted(codes, pairs["code"]), pairs["sums"]
            before, more = sums[rows, 5], own[:, 5]
            learns = (before < LOOKED_AT) & (more > 0)
            sums[rows, :5] += own[:, :5]
            sums[rows[learns], 5] += more[learns]
            # How much the new features of each pair count, if they are to be averaged in; else 0.
            share = np.zeros(len(codes), np.float32)
            share[rows[learns]] = more[learns] / (before[learns] + more[learns])
            features[rows[learns]] *= (1 - share[rows[learns]])[:, None]
            of = np.searchsorted(codes, values["code"])
            here = share[of] > 0
            of, values = of[here], values[here]
            np.add.at(features, (of, values["column"]), values["value"] * share[of])
        return sums, features

    def _hosts(self, bucket: int, codes: Any) -> tuple[Any, Any]:
        """The row of each pair and the codes of the longer pairs around it, sorted; at most HOSTS + 1 for each pair."""
        import numpy as np

        every = self._given["hosts"].all(bucket)
        both = np.unique(np.column_stack([np.searchsorted(codes, every["code"]), every["host"]]), axis=0)
        begins = np.searchsorted(both[:, 0], both[:, 0])
        both = both[np.arange(len(both)) - begins <= HOSTS]
        return both[:, 0], both[:, 1]

    def _add_terms(self, bucket: int) -> None:
        """Add up the beads of each term, find its best total, and tell the parts that have it."""
        import numpy as np

        given = self._given["terms"].get(bucket)
        every = np.concatenate(given)
        _, rows = np.unique(every["code"], return_inverse=True)
        beads, best = np.bincount(rows, every["beads"]), np.zeros(rows.max(initial=-1) + 1)
        np.maximum.at(best, rows, every["best"])
        # The last records come from `_add_pairs`, not from a part.
        own = slice(sum(map(len, given[: len(self.parts)])))
        told = {"place": every["place"][own], "beads": beads[rows[own]], "best": best[rows[own]]}
        self._give_back("terms", given, told)

    def of_part(self, number: int, packed: bytes | None = None) -> PartNumbers:
        """The totals that the part with this number needs; `packed` saves reading it again."""
        import numpy as np

        part = UnpackedNumbers.of(self.parts[number] if packed is None else packed)
        sums, features, hosts, terms, words = (
            back[np.argsort(back["place"], kind="stable")]
            for name in ("sums", "features", "hosts", "terms", "words")
            for back in (self._back[name].all(number),)
        )
        zh, en = terms[part["of_zh"]], terms[len(part["codes_zh"]) + part["of_en"]]
        rivals = np.column_stack([zh["beads"], zh["best"], en["beads"], en["best"]])
        return PartNumbers(
            self._words_of(part.counts, words["often"]), list(self._columns), sums, features, hosts, rivals
        )

    def _words_of(self, part: BatchCounts, often: Any) -> BatchCounts:
        """The word counts of all parts, but only for the words of one part."""
        counts = iter(often.astype(int).tolist())
        zh = Counter({word: next(counts) for word in part.often_zh})
        en = Counter({word: count for word in _forms(part) if (count := next(counts))})
        return BatchCounts(self.size, zh, en, self._words)


def _forms(part: BatchCounts) -> list[str]:
    """The English words that keyness looks up: those of a part, and their singulars and plurals."""
    return sorted({form for word in part.often_en for form in (word, singular(word), f"{word}s")})


def _records(kind: list[tuple[Any, ...]], columns: dict[str, Any]) -> Records:
    import numpy as np

    records = np.zeros(len(next(iter(columns.values()))), kind)
    for name, values in columns.items():
        records[name] = values
    return records


def _each(rows: Any, several: tuple[Any, Any]) -> tuple[Any, Any]:
    """The values of each of `rows`, in order: the place in `rows`, and the value.

    >>> import numpy as np
    >>> of, values = _each(np.array([1, 0, 1]), (np.array([0, 1, 1]), np.array([7, 8, 9])))
    >>> of.tolist(), values.tolist()
    ([0, 0, 1, 2, 2], [8, 9, 7, 8, 9])
    """
    import numpy as np

    of, values = several
    begins, ends = np.searchsorted(of, rows, "left"), np.searchsorted(of, rows, "right")
    asked = np.repeat(np.arange(len(rows)), ends - begins)
    within = np.arange(len(asked)) - np.repeat(np.cumsum(ends - begins) - (ends - begins), ends - begins)
    return asked, values[begins[asked] + within]
