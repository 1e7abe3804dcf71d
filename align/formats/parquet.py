"""Parquet, one row a bead: the store of bitext, which keeps everything; opens in Polars, DuckDB and Spark.

The columns are SCHEMA. The same bitext gives the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import polars as pl

from align.errors import InvalidExchange, UnreadableInput
from align.files import replacing
from align.formats.rows import KINDS, BitextBuilder, Losses, Row, document_name, file_name, metadata_of, rows
from align.types import Bitext, Segment

__all__ = ["SCHEMA", "VERSION", "frame", "read", "refuse_too_much", "rewrite", "write"]

_SEGMENT = pl.Struct(
    {
        "start": pl.Int64,
        "end": pl.Int64,
        "paragraph": pl.Int32,
        "kind": pl.String,
        "number": pl.String,
        "level": pl.Int32,
    }
)

_COLUMNS: dict[str, Any] = {
    "document": pl.String,  # symbol, else the source file's name
    "bead": pl.Int32,  # from 0
    "src_lang": pl.String,
    "tgt_lang": pl.String,
    "src": pl.List(pl.String),  # sentences
    "tgt": pl.List(pl.String),
    "kind": pl.String,  # of the first segment
    "paragraph": pl.Int32,  # of the first segment
    "confidence": pl.Float64,
    "confirmed": pl.Boolean,  # by a person
    "src_segments": pl.List(_SEGMENT),  # place (code points of the document's text), paragraph ... of each sentence
    "tgt_segments": pl.List(_SEGMENT),
    "src_path": pl.String,
    "tgt_path": pl.String,
    "metadata": pl.List(pl.Struct({"key": pl.String, "value": pl.String})),
}

SCHEMA = pl.Schema(_COLUMNS)
"""Columns of the bitext store."""

_PROPERTIES = ("start", "end", "paragraph", "kind", "number", "level")
VERSION = 1
"""Version of the columns and their meaning; it stands in the file, under `duizhao.bitext`. A newer one is not read."""
_VERSION_KEY = "duizhao.bitext"
_NEEDED = ("src", "tgt", "src_lang", "tgt_lang")
_ROWS_READ = 20_000


def frame(bitext: Bitext, losses: Losses | None = None, *, min_confidence: float = 0.0) -> pl.DataFrame:
    """A bitext as a table with the columns of SCHEMA.

    >>> from align.types import Bead
    >>> one = Bitext((Segment("是。"),), (Segment("Yes."),), (Bead((0,), (0,)),), "zh", "en")
    >>> frame(one)["tgt"].to_list()
    [['Yes.']]
    """
    going = list(rows(bitext, Losses() if losses is None else losses, min_confidence))
    beads = pl.DataFrame(
        {
            "bead": [row.number for row in going],
            "kind": [row.kind for row in going],
            "paragraph": [row.paragraph for row in going],
            "confidence": [float(row.bead.confidence) for row in going],
            "confirmed": [row.bead.confirmed for row in going],
        },
        schema={name: SCHEMA[name] for name in ("bead", "kind", "paragraph", "confidence", "confirmed")},
    )
    for side in ("src", "tgt"):
        beads = beads.join(_segments(going, side), on="bead", how="left", maintain_order="left")
    same = {
        "document": document_name(bitext),
        "src_lang": bitext.src_lang,
        "tgt_lang": bitext.tgt_lang,
        "src_path": file_name(bitext.src_path),
        "tgt_path": file_name(bitext.tgt_path),
    }
    metadata = [{"key": key, "value": value} for key, value in sorted(metadata_of(bitext).items())]
    return beads.with_columns(
        *(pl.lit(value, dtype=pl.String).alias(name) for name, value in same.items()),
        pl.lit(pl.Series([metadata], dtype=SCHEMA["metadata"])).first().alias("metadata"),
        *(pl.col(side, f"{side}_segments").fill_null([]) for side in ("src", "tgt")),
    ).select(SCHEMA.names())


def _segments(going: list[Row], side: str) -> pl.DataFrame:
    """Number of each bead that has segments on a side, with their texts and what is known of them beside."""
    places = [(row.number, segment) for row in going for segment in getattr(row, side)]
    # Column by column: Polars takes ten times as long over a list of dictionaries, or a list of lists.
    flat = pl.DataFrame(
        {"bead": [number for number, _ in places]}
        | {name: [getattr(segment, name) for _, segment in places] for name in ("text", *_PROPERTIES)},
        schema={"bead": pl.Int32, "text": pl.String} | dict(_SEGMENT.to_schema()),
    )
    return flat.group_by("bead", maintain_order=True).agg(
        pl.col("text").alias(side), pl.struct(_PROPERTIES).alias(f"{side}_segments")
    )


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the beads of all bitexts to one Parquet file, compressed with zstd."""
    losses = Losses()
    frames = [frame(bitext, losses, min_confidence=min_confidence) for bitext in bitexts]
    _write(pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA), stream)
    return losses


def _write(table: pl.DataFrame, stream: IO[bytes]) -> None:
    table.write_parquet(stream, compression="zstd", row_group_size=50_000, metadata={_VERSION_KEY: str(VERSION)})


def rewrite(bitext: Bitext, path: str | os.PathLike[str], *, min_confidence: float = 0.0) -> None:
    """Write a bitext in the place of an older one of the same document, whole or not at all.

    Columns that somebody has added to the old file stay, with their values at the beads that are as they were.
    """
    table = frame(bitext, min_confidence=min_confidence)
    others = _others(path)
    if others is not None:
        table = _numbered(table).join(others, on=["_texts", "_turn"], how="left", maintain_order="left")
        table = table.drop("_texts", "_turn")
    with replacing(path) as beside, beside.open("wb") as stream:
        _write(table, stream)


def _others(path: str | os.PathLike[str]) -> pl.DataFrame | None:
    """The columns of a file that others have added, by the texts of their beads; None where there are none."""
    try:
        names = [name for name in pl.read_parquet_schema(Path(path)) if name not in SCHEMA]
        if not names:
            return None
        return _numbered(pl.read_parquet(Path(path), columns=["src", "tgt", *names], use_pyarrow=False)).drop(
            "src", "tgt"
        )
    except (Exception, pl.exceptions.PanicException):
        return None  # no file, or none that can be read


def _numbered(table: pl.DataFrame) -> pl.DataFrame:
    """The table with what names a bead in it: its texts, and which of the beads with these texts it is."""
    texts = [pl.col(side).cast(pl.List(pl.String)).list.join("\x1f") for side in ("src", "tgt")]
    table = table.with_columns(pl.concat_str(*texts, separator="\x1e").alias("_texts"))
    return table.with_columns(pl.int_range(pl.len()).over("_texts").alias("_turn"))


def read(
    stream: IO[bytes], where: str, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> Iterator[Bitext]:
    """The bitexts of a Parquet file that has at least src, tgt (lists of text, or text), src_lang and tgt_lang.

    Raises InvalidExchange when it is no Parquet, or other columns.
    """
    try:
        content = stream.read()  # Polars takes an open file from where the system has it, not from where Python has
        written = pl.read_parquet_metadata(content).get(_VERSION_KEY, "")
        table = None if written.isdecimal() and int(written) > VERSION else pl.read_parquet(content, use_pyarrow=False)
    # Polars raises several, of no common class but Exception; damage may make it panic, which is not even that.
    except (Exception, pl.exceptions.PanicException) as error:
        what = str(error).splitlines()[0][:120] if str(error) else "damaged"
        raise InvalidExchange("not Parquet: {reason}", where=where, remedy="export it again", reason=what) from error
    if table is None:
        raise InvalidExchange(
            "written by a newer duizhao (bitext version {written}, this one reads up to {supported})",
            where=where,
            remedy="upgrade duizhao here to the version that wrote it, or a newer one",
            written=written,
            supported=VERSION,
        )
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise InvalidExchange(
            "has no column {columns}", where=where, remedy="see docs/formats.md", columns=", ".join(missing)
        )
    refuse_too_much(table, where)
    gathering = BitextBuilder(where, src_lang=src_lang, tgt_lang=tgt_lang)
    for part in table.iter_slices(_ROWS_READ):
        for number, row in enumerate(part.iter_rows(named=True), 1):
            try:
                yield from _add(gathering, row)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                raise InvalidExchange(
                    "row {number} is no bead: {reason}", where=where, number=number, reason=error
                ) from error
    yield from gathering.finish()


def refuse_too_much(table: pl.DataFrame, where: object) -> None:
    """Raise UnreadableInput where the texts of a table are more than may come of a file.

    A text that occurs in a million rows takes the space of one in the file and in Polars, but that of a million in
    Python.
    """
    from align.sandbox.limits import limits

    found, limit = sum(_text_bytes(table[name]) for name in table.columns) >> 20, limits().output
    if found > limit:
        raise UnreadableInput(
            "unpacks to {megabytes} MB of text, more than {limit}",
            where=where,
            remedy="split it; or set DUIZHAO_READ_OUTPUT higher, if you trust it",
            code="over_limit",
            megabytes=found,
            limit=limit,
        )


def _text_bytes(column: pl.Series) -> int:
    if column.dtype == pl.String:
        return int(column.str.len_bytes().cast(pl.Int64).sum() or 0)
    if isinstance(column.dtype, pl.List):
        return _text_bytes(column.list.explode(keep_nulls=False, empty_as_null=False))
    if isinstance(column.dtype, pl.Struct):
        return sum(_text_bytes(field) for field in column.struct.unnest())
    return 0


def _add(gathering: BitextBuilder, row: dict[str, Any]) -> Iterator[Bitext]:
    confidence = row.get("confidence")
    confidence = 1.0 if confidence is None else float(confidence)
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence {confidence} is not from 0 to 1")
    metadata = {entry["key"]: entry["value"] for entry in row.get("metadata") or ()}
    yield from gathering.add(
        _side(row, "src"),
        _side(row, "tgt"),
        confidence,
        number=row.get("bead"),
        src_lang=row["src_lang"],
        tgt_lang=row["tgt_lang"],
        src_path=row.get("src_path"),
        tgt_path=row.get("tgt_path"),
        symbol=metadata.get("symbol"),
        confirmed=bool(row.get("confirmed")),
        metadata=metadata,
    )


def _side(row: dict[str, Any], side: str) -> list[Segment]:
    texts = row[side] or []
    texts = [texts] if isinstance(texts, str) else texts
    kind = row.get("kind") if row.get("kind") in KINDS else "paragraph"
    plain = {"paragraph": row.get("paragraph") or 0, "kind": kind}
    properties = row.get(f"{side}_segments") or [plain] * len(texts)
    return [Segment(text, **known) for text, known in zip(texts, properties, strict=True)]
