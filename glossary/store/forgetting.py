"""A document taken out again: its sentences, its evidence, and the entries that only it supported and nobody approved.

The sentences are put aside in `GLOSSARY/_forgotten`, so that undoing the change brings them back with the entries.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glossary.store.delta_table import Change, Draft
    from glossary.store.segments import SegmentTable

__all__ = ["Forgotten", "bring_back", "close_names", "put_aside", "take_out"]

FOLDER = "_forgotten"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went with a document: entries, entries that only lost evidence, sentence pairs; and the version made."""

    removed: int = 0
    changed: int = 0
    sentences: int = 0
    version: int | None = None


def put_aside(segments: SegmentTable, document: str, glossary: Path) -> tuple[str | None, int]:
    """Write the sentence pairs of a document beside the glossary: the file's name, and how many they are."""
    import polars as pl

    from align.files import replacing

    frame = segments.scan().filter(pl.col("document") == document).collect()
    if not frame.height:
        return None, 0
    name = f"{uuid.uuid4()}.parquet"
    (glossary / FOLDER).mkdir(exist_ok=True)
    with replacing(glossary / FOLDER / name) as beside:
        frame.write_parquet(beside, compression="zstd")
    return name, frame.height


def take_out(segments: SegmentTable, document: str) -> None:
    """Remove the sentence pairs of a document from the table."""
    import polars as pl

    from glossary.store.delta_table import Change
    from glossary.store.segments import segment_schema

    def work(_: Draft) -> Change | None:
        told = {"duizhao": {"operation": "forget", "document": document}}
        return Change([document], pl.DataFrame(schema=segment_schema()), told)

    if segments.exists:
        segments.table.commit(work)


def bring_back(segments: SegmentTable, document: str, file: Path) -> None:
    """Put the sentence pairs of a forgotten document back, unless it has been taken in anew."""
    import polars as pl

    from glossary.store.delta_table import Change

    def work(table: Draft) -> Change | None:
        if table.read([document]).height or not file.is_file():
            return None
        told = {"duizhao": {"operation": "undo forget", "document": document}}
        return Change([document], pl.read_parquet(file), told)

    segments.table.commit(work)


def close_names(document: str, known: list[str]) -> list[str]:
    """The names among `known` that are most like a name.

    >>> close_names("GC.20/4", ["GC.20/14", "IDB.51/3"])
    ['GC.20/14']
    """
    from difflib import get_close_matches

    return get_close_matches(document, known, n=3)
