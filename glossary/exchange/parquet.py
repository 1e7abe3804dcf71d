"""Parquet: one file, one row an entry, nested as `glossary.types` is, without loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import polars as pl
from polars.io.plugins import register_io_source

from align.formats.parquet import refuse_too_much
from glossary.errors import InvalidExchange
from glossary.exchange.losses import Losses
from glossary.exchange.records import concept_from, plain, sound
from glossary.types import Concept

__all__ = ["SCHEMA", "read_parquet", "write_parquet"]

_TERM = pl.Struct(
    dict.fromkeys(("text", "language", "script", "type", "part_of_speech", "status", "source", "note"), pl.String())
)
_CONTEXT = pl.Struct(
    dict.fromkeys(("src", "tgt", "src_lang", "tgt_lang", "document", "paragraph"), pl.String())
    | {"bead": pl.Int64(), "confidence": pl.Float64()}
)
_TIME = pl.Datetime("us", "UTC")
SCHEMA = pl.Schema(
    {
        "id": pl.String(),
        "terms": pl.List(_TERM),
        "subject": pl.String(),
        "definition": pl.String(),
        "notes": pl.List(pl.String()),
        "contexts": pl.List(_CONTEXT),
        "relations": pl.List(pl.Struct({"type": pl.String(), "target": pl.String()})),
        "frequency": pl.Int64(),
        "documents": pl.List(pl.String()),
        "scores": pl.Struct(dict.fromkeys(("total", "termhood", "pairing", "evidence"), pl.Float64())),
        "status": pl.String(),
        "created": _TIME,
        "created_by": pl.String(),
        "modified": _TIME,
        "modified_by": pl.String(),
    }
)
"""Columns and their types."""

_ROWS = 10_000
"""Entries held in memory at a time, out and in; also the size of a row group."""


def write_parquet(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> None:
    """Write the entries to an open file that has a name; ten thousand are held at a time."""
    # Closed over, so that an error of the caller's iterator is raised as it is and not as one of Polars.
    failure: list[BaseException] = []

    def batches(
        _columns: list[str] | None, _predicate: object, _count: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        rest = iter(concepts)
        try:
            while rows := [sound(plain(concept), losses) for concept in islice(rest, _ROWS)]:
                losses.entries += len(rows)
                yield pl.DataFrame(rows, schema=SCHEMA)
        except BaseException as error:
            failure.append(error)
            raise

    try:
        register_io_source(batches, schema=SCHEMA).sink_parquet(
            Path(out.name), compression="zstd", row_group_size=_ROWS, statistics=False, maintain_order=True
        )
    except BaseException:
        if failure:
            raise failure[0] from None
        raise


def read_parquet(path: Path, losses: Losses) -> Iterator[Concept]:
    """The entries of a file that `write_parquet` wrote; raises InvalidExchange where it has other columns."""
    try:
        found = pl.read_parquet_schema(path)
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
        if not {"id", "terms"} <= found.keys():
            raise InvalidExchange(
                "has no columns id and terms", where=path, remedy="export it as Parquet from a glossary"
            )
        columns = [name for name in found if name in SCHEMA]
        losses.add("unknown column", len(found) - len(columns))
        for start in range(0, rows, _ROWS):
            batch = pl.scan_parquet(path).select(columns).slice(start, _ROWS).collect()
            refuse_too_much(batch, path)
            for number, row in enumerate(batch.iter_rows(named=True), start + 1):
                try:
                    yield concept_from(row)
                except ValueError as error:
                    raise InvalidExchange("row {number}: {reason}", where=path, number=number, reason=error) from error
                losses.entries += 1
    # Damage may make Polars panic, which is no Exception.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise InvalidExchange(
            "is no Parquet file we can read: {reason}", where=path, reason=str(error).splitlines()[0][:200]
        ) from error
