"""The index of terms: one tantivy document a term, as `glossary.search.index_documents` makes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from glossary.search.index_documents import code, documents, entries, schema
from glossary.search.versioned_index import Stamp, StampedIndex
from glossary.store.rows import SCHEMA_VERSION, concept_of, frame_of, row_of
from glossary.types import Concept

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Match", "TermIndex"]

_BATCH = 10_000
_HASH = "\x00hash"


class Match(NamedTuple):
    """A term that a query met: its rank, its concept's code, its number in the concept, and where its document is."""

    rank: int
    code: int
    number: int
    address: Any


class TermIndex(StampedIndex):
    """An index of terms in a folder, open for look-up."""

    FORMAT = f"terms 7; rows {SCHEMA_VERSION}"
    OWNER = "id"
    HEAP = 512_000_000
    PLACED = frozenset({"pairs", "syllables", "initials"})

    def reload(self) -> None:
        """See what has been committed since."""
        super().reload()
        vars(self).pop("_vocabulary", None)

    @classmethod
    def build(cls, frames: Iterable[pl.DataFrame], folder: Path, stamp: Stamp) -> Self:
        """Make the index of the glossary's rows in an empty folder."""
        return cls._made(
            schema(), (one for rows in frames for entry in entries(rows) for one in documents(entry)), folder, stamp
        )

    @classmethod
    def of(cls, concepts: Iterable[Concept], folder: Path) -> Self:
        """Make an index of these concepts, of no table, in an empty folder."""
        return cls.build(_frames(concepts), folder, Stamp("", 0, ()))

    def update(self, before: Iterable[pl.DataFrame], after: Iterable[pl.DataFrame], stamp: Stamp) -> None:
        """Replace the entries in which the rows `after` differ from the rows `before`, in one commit.

        Raises BlockingIOError where another process is writing the index.
        """
        lost, gained = _differing(list(before), list(after))
        old = {entry.id: entry for entry in entries(lost)} if lost is not None else {}
        new = {entry.id: entry for entry in entries(gained)} if gained is not None else {}
        changed = [entry for id, entry in new.items() if old.get(id) != entry]
        gone = [entry.id for entry in changed] + [id for id in old if id not in new]
        self._replace(gone, (one for entry in changed for one in documents(entry)), stamp)

    def matches(self, query: Any, limit: int) -> list[Match]:
        """Best matches by rank."""
        found = self.searcher.search(query, limit, count=False, order_by_field="rank").hits
        return self._matches_at([rank for rank, _ in found], [address for _, address in found])

    def at(self, addresses: list[Any]) -> list[Match]:
        """The terms whose documents are at these addresses, in their order."""
        return self._matches_at(self.searcher.fast_field_values("rank", addresses), addresses)

    def _matches_at(self, ranks: list[Any], addresses: list[Any]) -> list[Match]:
        if not addresses:
            return []
        values = (self.searcher.fast_field_values(field, addresses) for field in ("code", "number"))
        return [Match(*one) for one in zip(ranks, *values, addresses, strict=True)]

    def concept(self, id: str) -> Concept | None:
        """The concept of this id as it was indexed."""
        found = self.searcher.search(self.term("entry", id), 1, count=False).hits
        return _concept(self.searcher.doc(found[0][1])) if found else None

    def concept_of(self, match: Match) -> Concept | None:
        """The concept that a match belongs to."""
        from tantivy import DocAddress

        # The documents of a concept follow each other, but for one that a full writer broke off in the midst of.
        here = match.address
        if here.doc >= match.number:
            found = _concept(self.searcher.doc(DocAddress(here.segment_ord, here.doc - match.number)))
            if found is not None and code(found.id) == match.code:
                return found
        return self.concept(self.searcher.doc(here).get_first("id"))

    def key(self, match: Match) -> str:
        """Folded form of the term of a match."""
        return str(self.searcher.doc(match.address).get_first("scan"))

    def has(self, field: str, value: str) -> bool:
        """Whether a document has, or lately had, this token."""
        return bool(self.searcher.doc_freq(field, value) > 0)

    def words_like(self, word: str, slips: int) -> dict[str, int]:
        """Words of the terms, of about this length, that begin or end as `word` does; each with its number of terms.

        A slip so seldom changes both the first and the last letter that the other words are not examined.
        """
        found: dict[str, int] = {}
        for length in range(len(word) - slips, len(word) + slips + 1):
            for end in (word[0], word[-1] + "$"):
                found |= self._vocabulary.get((length, end), {})
        return found

    @cached_property
    def _vocabulary(self) -> dict[tuple[int, str], dict[str, int]]:
        made: dict[tuple[int, str], dict[str, int]] = {}
        for one, count in self.searcher.terms_with_prefix("words", ""):
            for end in (one[0], one[-1:] + "$"):
                made.setdefault((len(one), end), {})[one] = count
        return made


def _differing(
    before: list[pl.DataFrame], after: list[pl.DataFrame]
) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """The rows that only the files before have, and those that only the files after have, by a hash of each row.

    A file holds thousands of rows, of which one decision changes one: only those are made into entries.
    """
    import polars as pl

    sides = [pl.concat(frames) if frames else None for frames in (before, after)]
    hashed = [None if side is None else side.with_columns(side.hash_rows().alias(_HASH)) for side in sides]
    if hashed[0] is None or hashed[1] is None:
        return sides[0], sides[1]
    lost = hashed[0].join(hashed[1], on=["id", _HASH], how="anti").drop(_HASH)
    return lost, hashed[1].join(hashed[0], on=["id", _HASH], how="anti").drop(_HASH)


def _concept(document: Any) -> Concept | None:
    body = document.get_first("body")
    if body is None:
        return None
    row = json.loads(body.decode())
    for name in ("created", "modified"):
        row[name] = row[name] and datetime.fromisoformat(row[name])
    return concept_of(row)


def _frames(concepts: Iterable[Concept]) -> Iterator[pl.DataFrame]:
    rows = []
    for concept in concepts:
        rows.append(row_of(concept))
        if len(rows) == _BATCH:
            yield frame_of(rows)
            rows = []
    yield frame_of(rows)
