"""The entries of all parts of a large build, kept in files until those that may become one entry can be merged together.

Each part gives its own entries. Two of them become one entry of the glossary if they share their id, or any pair of
terms. Entries that are linked by such steps are a group, and whole groups go into the glossary in batches, in the order
of their ids: so each file of the glossary is written about once, and the batches do not change the result.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.extraction.spool import Spool
from glossary.hashing import hash_of
from glossary.store.batches import ConceptBatch, MergedBatch
from glossary.store.entry_rules import check_readable
from glossary.store.entry_writer import rows_changed
from glossary.store.merging import merge_concepts
from glossary.store.rows import concept_of, dump, load, row_of

if TYPE_CHECKING:
    from glossary.extraction.parts import FoundInPart
    from glossary.types import Concept

__all__ = ["EntryGroups", "PackedEntries", "PackedEntry", "merged_batch", "pack_entries", "unpack_batch"]

PackedEntry = bytes
"""A row of the glossary's table as JSON, compressed."""

BATCH = 6_000
"""Number of entries of parts in a batch, unless one group has more: 10 to 20 kB each while they are merged."""
TOGETHER = 500_000
"""How many links between ids and pairs of terms are gathered before the same ones are counted together."""
AT_ONCE = 50_000
"""How many links of the glossary's own entries are read at a time."""
_ENTRY = [("id", "<i8"), ("start", "<i8"), ("size", "<i4"), ("order", "<i4")]
"""An entry of a part: its id as a hash, where it is in the file, and its place among the entries of the part."""
_LINK = [("id", "<i8"), ("pair", "<i8"), ("rank", "<i8"), ("times", "<i8")]
"""An id with one of its pairs of terms, both as hashes; the first letters of the id; how many entries have both."""


@dataclass(frozen=True, slots=True)
class PackedEntries:
    """The entries of a part, each packed by itself, and what links them to those of other parts."""

    entries: bytes
    sizes: list[int]
    order: list[int]
    ids: list[int]
    ranks: list[int]
    pairs: list[list[int]]
    contradictions: list[str]


def pack_entries(found: FoundInPart, contradictions: Sequence[str]) -> PackedEntries:
    """Pack the entries of a part, sorted by their ids, with their counts as evidence."""
    packed, rows = [], []
    places = {id(concept): place for place, concept in enumerate(found.concepts)}
    concepts = sorted(found.concepts, key=lambda concept: (concept.id, places[id(concept)]))
    for concept in concepts:
        rows.append(row_of(concept, evidence=found.counts[concept.id]))
        packed.append(zlib.compress(dump(rows[-1]).encode("utf-8", "surrogatepass"), 1))
    return PackedEntries(
        b"".join(packed),
        [len(one) for one in packed],
        [places[id(concept)] for concept in concepts],
        [hash_of(concept.id) for concept in concepts],
        [_rank(concept.id) for concept in concepts],
        [row["pairs"] for row in rows],
        list(contradictions),
    )


def unpack_batch(packed: Iterable[PackedEntry]) -> ConceptBatch:
    """The entries of a batch, with their evidence from all parts."""
    concepts: list[Concept] = []
    pairs: list[list[int]] = []
    counts: dict[str, dict[str, int]] = {}
    for entry in packed:
        row = load(zlib.decompress(entry).decode("utf-8", "surrogatepass"))
        of = counts.setdefault(row["id"], {})
        for item in row["evidence"]:
            of[item["document"]] = of.get(item["document"], 0) + item["frequency"]
        pairs.append(row["pairs"])
        concepts.append(concept_of(row))
    return ConceptBatch(concepts, counts, pairs)


def merged_batch(work: tuple[list[PackedEntry], str, datetime]) -> MergedBatch:
    """A batch merged for a glossary without entries. `work` is the batch, the author and the time."""
    packed, by, at = work
    batch = unpack_batch(packed)
    for concept in batch.concepts:
        check_readable(concept)
    outcome = merge_concepts(batch.concepts, {}, by=by, at=at, counts=batch.counts, pairs=batch.pairs)
    change = rows_changed(outcome.rows)
    again = partial(unpack_batch, packed)
    return MergedBatch(list(change.keys), outcome.new, outcome.rejected, outcome.renamed, change.frame, again)


@dataclass(slots=True)
class EntryGroups:
    """The entries of the parts of one build, in files in `folder`."""

    folder: Path
    _size: int = 0
    _parts: set[int] = field(default_factory=set)
    _waiting: list[Any] = field(default_factory=list)
    _links: Any = None
    _contradictions: dict[int, list[str]] = field(default_factory=dict)
    _sorted: Spool | None = None
    _batches: int = 0

    def take(self, number: int, packed: PackedEntries) -> None:
        """Keep the entries of the part with this number, from 0. Parts may come in any order."""
        import numpy as np

        with (self.folder / "entries").open("ab") as stream:
            stream.write(packed.entries)
        sizes = np.array(packed.sizes, "<i8")
        entries = np.zeros(len(sizes), _ENTRY)
        entries["id"], entries["size"], entries["order"] = packed.ids, sizes, packed.order
        entries["start"] = self._size + np.cumsum(sizes) - sizes
        entries.tofile(self.folder / f"entries-{number}")
        self._size += len(packed.entries)
        self._parts.add(number)
        self._contradictions[number] = packed.contradictions
        each = [len(pairs) for pairs in packed.pairs]
        links = np.zeros(sum(each), _LINK)
        links["id"], links["rank"] = np.repeat(packed.ids, each), np.repeat(packed.ranks, each)
        links["pair"], links["times"] = [pair for pairs in packed.pairs for pair in pairs], 1
        self._link(links)

    def contradictions(self) -> list[str]:
        """The contradictions of all parts, in the order of the parts, each once."""
        return list(dict.fromkeys(line for number in sorted(self._parts) for line in self._contradictions[number]))

    def sort(self, known: Iterable[tuple[str, Sequence[int]]] = ()) -> None:
        """Sort the entries into batches. `known` are ids and pairs of terms of the entries that the glossary has."""
        import numpy as np

        coming = ((hash_of(key), pair, _rank(key), 0) for key, pairs in known for pair in pairs)
        while some := list(islice(coming, AT_ONCE)):
            self._link(np.array(some, dtype=_LINK))
        self._settle()
        ids, batch_of = _batches(self._links)
        self._links = None
        self._batches = int(batch_of.max(initial=-1)) + 1
        self._sorted = Spool(self.folder / "sorted", np.dtype(_ENTRY), max(1, self._batches))
        for number in sorted(self._parts):
            entries = np.fromfile(self.folder / f"entries-{number}", _ENTRY)
            self._sorted.put(entries, batch_of[np.searchsorted(ids, entries["id"])])

    def packed_batches(self) -> Iterator[list[PackedEntry]]:
        """The entries in batches, still packed; within each, in the order of the parts and of the entries of a part."""
        if self._sorted is None:
            raise RuntimeError("the entries have not been sorted yet")
        with (self.folder / "entries").open("rb") as stream:
            for batch in range(self._batches):
                packed: list[PackedEntry] = []
                for entries in self._sorted.get(batch):
                    found = []
                    for start, size, order in entries[["start", "size", "order"]].tolist():
                        stream.seek(start)
                        found.append((order, stream.read(size)))
                    packed += (entry for _, entry in sorted(found))
                if packed:
                    yield packed

    def batches(self) -> Iterator[ConceptBatch]:
        """The entries in batches, as `packed_batches` gives them."""
        return map(unpack_batch, self.packed_batches())

    def end(self) -> None:
        """Close the files."""
        if self._sorted is not None:
            self._sorted.end()

    def _link(self, links: Any) -> None:
        self._waiting.append(links)
        if sum(map(len, self._waiting)) > TOGETHER:
            self._settle()

    def _settle(self) -> None:
        """Count the same links together."""
        import numpy as np

        every = np.concatenate([*([] if self._links is None else [self._links]), *self._waiting])
        _, first, rows = np.unique(every["id"] * 31 + every["pair"], return_index=True, return_inverse=True)
        links = every[first]
        links["times"] = np.bincount(rows, every["times"], len(first))
        self._links, self._waiting = links, []


def _batches(links: Any) -> tuple[Any, Any]:
    """The ids, sorted, and the batch of each: groups sorted by the first letters of their ids, cut into batches."""
    import numpy as np

    ids, of = np.unique(links["id"], return_inverse=True)
    groups = _groups(of, np.unique(links["pair"], return_inverse=True)[1], len(ids))
    rank, times = np.full(len(ids), np.iinfo(np.int64).max), np.zeros(len(ids), np.int64)
    np.maximum.at(times, of, links["times"])
    np.minimum.at(rank, groups[of], links["rank"])
    of_group = np.bincount(groups, times, len(ids)).astype(np.int64)
    order = np.lexsort((np.arange(len(ids)), rank))
    batch_of = np.zeros(len(ids), np.int64)
    batch_of[order] = np.maximum(0, np.cumsum(of_group[order]) - 1) // BATCH
    return ids, batch_of[groups]


def _groups(of: Any, pairs: Any, size: int) -> Any:
    """The group of each id, as the least id in it: ids that share pairs, directly or through others. `of` are the ids of `pairs`.

    >>> import numpy as np
    >>> _groups(np.array([0, 1, 1, 2, 3]), np.array([0, 0, 1, 1, 2]), 4).tolist()
    [0, 0, 0, 3]
    """
    import numpy as np

    groups = np.arange(size)
    if not size:
        return groups
    by_pair, by_id = np.argsort(pairs, kind="stable"), np.argsort(of, kind="stable")
    pair_begins, id_begins = (np.flatnonzero(np.diff(some, prepend=-1)) for some in (pairs[by_pair], of[by_id]))
    while True:
        least = np.minimum.reduceat(groups[of[by_pair]], pair_begins)
        found = np.minimum.reduceat(least[pairs[by_id]], id_begins)
        found = found[found]
        if (found == groups).all():
            return groups
        groups = found


def _rank(key: str) -> int:
    """The first letters of an id as a number that sorts as they do."""
    return int.from_bytes(key.encode("utf-8", "surrogatepass")[:8].ljust(8, b"\0"), "big") >> 1
