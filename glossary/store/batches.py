"""Batches of concepts that go into the glossary together, and what is put right when the last one has gone in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from glossary.store.merging import with_new_targets
from glossary.store.rows import Row
from glossary.types import Concept

if TYPE_CHECKING:
    import polars as pl

    from glossary.store.leaves import Draft

__all__ = ["ConceptBatch", "MergedBatch", "as_batch", "with_new_ids"]

AT_ONCE = 5_000
"""Maximum number of entries whose relations are changed at a time."""


@dataclass(frozen=True, slots=True)
class ConceptBatch:
    """Concepts that are merged together, with the number of beads of each by document, by its id."""

    concepts: Sequence[Concept]
    counts: Mapping[str, Mapping[str, int]] | None = None
    pairs: Sequence[list[int]] | None = None
    """The keys of the pairs of terms of each concept, if they are known already."""


@dataclass(frozen=True, slots=True)
class MergedBatch:
    """What a batch of concepts comes to in a glossary that has no entries yet, worked out by any process."""

    ids: list[str]
    new: int
    rejected: int
    renamed: dict[str, str]
    """The id of the entry that a concept with another id has become part of, by the id of the concept."""
    frame: pl.DataFrame
    batch: Callable[[], ConceptBatch]
    """The concepts themselves, for a glossary that has got entries meanwhile."""


def as_batch(part: Sequence[Concept] | ConceptBatch | MergedBatch) -> ConceptBatch:
    """The concepts of a part, in whatever form they come."""
    if isinstance(part, MergedBatch):
        return part.batch()
    return part if isinstance(part, ConceptBatch) else ConceptBatch(part)


def with_new_ids(
    draft: Draft, renamed: Mapping[str, str], author: str
) -> Iterator[Mapping[str, tuple[Row | None, Row | None]]]:
    """The rows whose relations name concepts that went into entries with other ids, some rows at a time, before and after."""
    import polars as pl

    if not renamed:
        return
    targets = pl.LazyFrame({"target": list(renamed)}, schema={"target": pl.String})
    named = draft.scan().select("id", target="relations").explode("target").unnest("target")
    ids = draft.collect(named.join(targets, on="target", how="semi").select("id").unique().sort("id"))["id"]
    for start in range(0, len(ids), AT_ONCE):
        rows = draft.read(ids[start : start + AT_ONCE].to_list()).iter_rows(named=True)
        if changes := with_new_targets(rows, renamed, by=author, at=datetime.now(UTC)):
            yield dict(changes)
