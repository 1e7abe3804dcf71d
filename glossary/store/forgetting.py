"""Documents taken out again: their sentences, their evidence, and the entries that only they supported and nobody approved.

The sentences are put aside in `GLOSSARY/_forgotten`, so that undoing the change brings them back with the entries.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.store.leaves import collected

if TYPE_CHECKING:
    from glossary.store.delta_table import Change, Draft
    from glossary.store.segments import SegmentTable

__all__ = ["FOLDER", "Aside", "Forgotten", "Leaving", "bring_back", "close_names", "put_aside", "take_out"]

FOLDER = "_forgotten"


@dataclass(frozen=True, slots=True)
class Aside:
    """Sentence pairs that were put aside."""

    name: str | None = None
    """Name of the file, in FOLDER; None where there were no pairs."""
    count: int = 0
    documents: frozenset[str] = frozenset()
    """The documents that had pairs."""

    def discard(self, glossary: Path) -> None:
        """Delete the file of a change that was not committed."""
        if self.name:
            (glossary / FOLDER / self.name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed with documents: entries, evidence of other entries, sentence pairs; and the version made."""

    removed: int = 0
    changed: int = 0
    sentences: int = 0
    version: int | None = None


class Leaving:
    """Documents on their way out: their sentences are put aside before the change is committed, and go after it.

    A block around the commit: when it ends in an error the sentences stay, and their copy goes.
    """

    def __init__(self, documents: Sequence[str], segments: SegmentTable, glossary: Path):
        self.documents, self._segments, self._glossary = tuple(documents), segments, glossary
        self.aside = Aside()

    def put_aside(self) -> Aside:
        """Put the sentences aside; this is repeated if the change has to be computed again."""
        self.aside.discard(self._glossary)
        self.aside = put_aside(self._segments, self.documents, self._glossary)
        return self.aside

    def details(self) -> dict[str, object]:
        """What the log entry of the change says of it, by which `undo` finds the sentences."""
        return {"forgotten": list(self.documents), "segments": self.aside.name}

    def __enter__(self) -> Leaving:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.aside.discard(self._glossary)
        else:
            take_out(self._segments, sorted(self.aside.documents))


def put_aside(segments: SegmentTable, documents: Sequence[str], glossary: Path) -> Aside:
    """Write the sentence pairs of documents beside the glossary."""
    import polars as pl

    from align.files import replacing

    segments.refresh()
    frame = collected(segments.scan().filter(pl.col("document").is_in(list(documents))), glossary)
    if not frame.height:
        return Aside()
    name = f"{uuid.uuid4()}.parquet"
    (glossary / FOLDER).mkdir(exist_ok=True)
    with replacing(glossary / FOLDER / name) as beside:
        frame.write_parquet(beside, compression="zstd")
    return Aside(name, frame.height, frozenset(frame["document"].to_list()))


def take_out(segments: SegmentTable, documents: Sequence[str]) -> None:
    """Remove the sentence pairs of documents from the table."""
    import polars as pl

    from glossary.store.delta_table import Change
    from glossary.store.segments import segment_schema

    def work(_: Draft) -> Change | None:
        told = {"duizhao": {"operation": "forget", "documents": list(documents)}}
        return Change(list(documents), pl.DataFrame(schema=segment_schema()), told)

    if segments.exists and documents:
        segments.table.commit(work)


def bring_back(segments: SegmentTable, file: Path) -> None:
    """Put the sentence pairs of forgotten documents back, but those of documents that have been taken in anew."""
    import polars as pl

    from glossary.store.delta_table import Change

    def work(table: Draft) -> Change | None:
        if not file.is_file():
            return None
        frame = pl.read_parquet(file)
        documents = frame["document"].unique().to_list()
        again = table.read(documents)["document"].unique().to_list()
        frame = frame.filter(~pl.col("document").is_in(again))
        back = sorted(set(documents) - set(again))
        return Change(back, frame, {"duizhao": {"operation": "undo forget", "documents": back}})

    segments.table.commit(work)


def close_names(document: str, known: list[str]) -> list[str]:
    """The names among `known` that are most like a name.

    >>> close_names("GC.20/4", ["GC.20/14", "IDB.51/3"])
    ['GC.20/14']
    """
    from difflib import get_close_matches

    return get_close_matches(document, known, n=3)
