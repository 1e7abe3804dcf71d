"""The aligned documents of a folder: which there are, and how sure each is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from align.errors import AlignError, Message, UnreadableInput
from align.summary import DOUBTFUL
from align.types import Judgement

__all__ = ["AlignedDocument", "BitextFolder", "UnknownDocument"]

_COLUMNS = {"src", "tgt", "src_lang", "tgt_lang"}


class UnknownDocument(UnreadableInput):
    """The folder holds no aligned document of this name."""

    code = "unknown_document"


@dataclass(frozen=True, slots=True)
class AlignedDocument:
    """One aligned document of the folder, as a list shows it."""

    name: str
    """Path within the folder, without `.parquet`, with `/` between its parts."""
    document: str = ""
    """Symbol, else the source file's name."""
    title: str = ""
    session: str = ""
    src_lang: str = ""
    tgt_lang: str = ""
    beads: int = 0
    omissions: int = 0
    confidence: float = 0.0
    """Mean over the beads, 0 to 1."""
    doubtful: int = 0
    confirmed: int = 0
    judgement: Judgement | None = None
    """Whether the two texts are translations of each other; None where the file does not say."""
    damage: Message | None = None
    """Why it cannot be read; the counts are 0 then."""


class BitextFolder:
    """The bitext files (Parquet, one document each) of a folder and its folders.

    Left out: what begins with a dot or underscore, and Parquet files that hold no bitext. What was read of a file is
    kept until the file changes.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._known: dict[Path, tuple[tuple[int, int], AlignedDocument | None]] = {}
        self._lock = Lock()

    def entries(self) -> list[AlignedDocument]:
        """Every aligned document, by name."""
        with self._lock:
            found = {}
            for path in sorted(self.folder.rglob("*.parquet")):
                if any(part.startswith((".", "_")) for part in path.relative_to(self.folder).parts):
                    continue
                try:
                    stat = path.stat()
                    stamp = (stat.st_mtime_ns, stat.st_size)
                    known = self._known.get(path)
                    found[path] = known if known and known[0] == stamp else (stamp, self._read(path))
                except FileNotFoundError:
                    continue  # the file was removed meanwhile
            self._known = found
            return [entry for _, entry in found.values() if entry is not None]

    def path(self, name: str) -> Path:
        """The file of an aligned document. Raises UnknownDocument where the folder holds none of this name."""
        path = self.folder / f"{name}.parquet"
        try:
            there = path.resolve().is_relative_to(self.folder.resolve()) and path.is_file()
        except (OSError, ValueError):  # too long for a name, or a null byte in it
            there = False
        if not there or "\\" in name or ".." in Path(name).parts:
            raise UnknownDocument(
                "there is no aligned document of this name", where=name, remedy="choose one of the list"
            )
        return path

    def _read(self, path: Path) -> AlignedDocument | None:
        import polars as pl

        name = path.relative_to(self.folder).with_suffix("").as_posix()
        try:
            schema = pl.read_parquet_schema(path)
            if not set(schema) >= _COLUMNS:
                return None
            wanted = {"document", "confidence", "confirmed", "metadata"} & set(schema)
            table = pl.read_parquet(path, columns=[*sorted(wanted), "src_lang", "tgt_lang", "src", "tgt"])
            return _entry(name, table)
        except FileNotFoundError:
            raise
        except AlignError as error:
            return AlignedDocument(name, damage=error.what)
        # Polars raises several, of no common class but Exception; damage may make it panic, which is not even that.
        except (Exception, pl.exceptions.PanicException) as error:
            why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
            return AlignedDocument(name, damage=Message("the file is damaged or no Parquet: {reason}", reason=why))


def _entry(name: str, table: object) -> AlignedDocument:
    import polars as pl

    from align.formats.rows import JUDGEMENT

    assert isinstance(table, pl.DataFrame)
    if not table.height:
        return AlignedDocument(name, damage=Message("it holds no beads"))
    for column, filling in (("document", ""), ("confidence", 1.0), ("confirmed", False)):
        if column not in table.columns:
            table = table.with_columns(pl.lit(filling).alias(column))
    if table["document"].n_unique() > 1:
        return AlignedDocument(name, damage=Message("it holds several documents; open one document at a time"))
    first = table.row(0, named=True)
    metadata: Mapping[str, str] = {item["key"]: item["value"] for item in first.get("metadata") or ()}
    counts = table.select(
        omissions=((pl.col("src").list.len() == 0) | (pl.col("tgt").list.len() == 0)).sum(),
        confidence=pl.col("confidence").mean(),
        doubtful=((pl.col("confidence") < DOUBTFUL) & ~pl.col("confirmed")).sum(),
        confirmed=pl.col("confirmed").sum(),
    ).row(0, named=True)
    return AlignedDocument(
        name,
        document=first["document"] or name,
        title=metadata.get("title", ""),
        session=metadata.get("session", ""),
        src_lang=first["src_lang"],
        tgt_lang=first["tgt_lang"],
        beads=table.height,
        judgement=Judgement.parse(metadata.get(JUDGEMENT, "")),
        **counts,
    )
