"""The aligned sentences behind the glossary: a Delta table of beads, replaced document by document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import NoGlossary
from glossary.store.delta_table import Change, KeyRangeTable

if TYPE_CHECKING:
    import polars as pl

    from align.types import Bitext

__all__ = ["SegmentTable", "digest_of", "document_name", "segment_schema", "sentences"]

ROWS = 100_000
"""Beads of a full file: large enough for two million to stand in a few files, small enough to rewrite at once."""


@lru_cache(maxsize=1)
def segment_schema() -> pl.Schema:
    """Columns of the sentence pairs; `bead` counts a document's beads from 0, `digest` is its content hash."""
    import polars as pl

    text = pl.String()
    return pl.Schema(
        {
            "document": text,
            "paragraph": text,
            "bead": pl.Int32(),
            "src": text,
            "tgt": text,
            "src_lang": text,
            "tgt_lang": text,
            "confidence": pl.Float64(),
            "digest": text,
        }
    )


class SegmentTable:
    """Sentence pairs in a folder; an empty one stands for a folder that is not there yet."""

    def __init__(self, table: KeyRangeTable | None):
        self._table = table

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> SegmentTable:
        if next((path / "_delta_log").glob("*.json"), None) is not None:
            return cls(KeyRangeTable.open(path, segment_schema(), key="document", rows=ROWS))
        if not create:
            return cls(None)
        return cls(KeyRangeTable.create(path, segment_schema(), key="document", rows=ROWS))

    @property
    def exists(self) -> bool:
        return self._table is not None

    @property
    def table(self) -> KeyRangeTable:
        """The table; only where it exists."""
        if self._table is None:
            raise NoGlossary("there are no sentence pairs yet")
        return self._table

    @property
    def version(self) -> int:
        return -1 if self._table is None else self._table.version

    def refresh(self) -> bool:
        return self._table is not None and self._table.refresh()

    def scan(self) -> pl.LazyFrame:
        import polars as pl

        return pl.LazyFrame(schema=segment_schema()) if self._table is None else self._table.scan()

    def digests(self) -> dict[str, str]:
        """Content hash of each document; several, joined by +, of one that is there in several languages."""
        frame = self.scan().select("document", "digest").unique().sort("document", "digest").collect()
        marks: dict[str, str] = {}
        for document, digest in frame.iter_rows():
            marks[document] = f"{marks[document]}+{digest}" if document in marks else digest
        return marks

    def add(self, bitexts: Iterable[Bitext], *, digests: Mapping[str, str] | None = None) -> int | None:
        """Keep the pairs of bitexts instead of those of the same documents; the version made, None for no change."""
        import polars as pl

        by_document: dict[str, list[Bitext]] = {}
        for bitext in bitexts:
            by_document.setdefault(document_name(bitext), []).append(bitext)
        given = digests or {}
        fresh = {name: given.get(name) or digest_of(parts) for name, parts in by_document.items()}
        rows: dict[str, list[dict[str, Any]]] = {}

        def work(table: KeyRangeTable) -> Change | None:
            known = self.digests()
            changed = [name for name in fresh if not set(fresh[name].split("+")) <= set(known.get(name, "").split("+"))]
            for name in changed:
                if name not in rows:
                    found = (row for part in by_document[name] for row in sentences(part))
                    rows[name] = [{**row, "digest": fresh[name]} for row in found]
            names = sorted(name for name in changed if rows[name] or name in known)
            frame = pl.DataFrame([row for name in names for row in rows[name]], schema=segment_schema(), orient="row")
            # A document may be there in other languages as well; those stay, and so does their mark.
            others = table.read(names).join(frame, on=["document", "src_lang", "tgt_lang"], how="anti")
            frame = pl.concat([frame, others.select(frame.columns)])
            return Change(names, frame, {"duizhao": {"operation": "add segments", "documents": len(names)}})

        return self.table.commit(work)


def sentences(bitext: Bitext) -> Iterator[dict[str, Any]]:
    """Rows of a bitext's beads, omissions left out.

    >>> from align.types import Bead, Bitext, Segment
    >>> bitext = Bitext((Segment("你好。"),), (Segment("Hello."),), (Bead((0,), (0,)),), "zh", "en", "a.zh.txt")
    >>> [(row["document"], row["bead"], row["src"], row["tgt"]) for row in sentences(bitext)]
    [('a.zh.txt', 0, '你好。', 'Hello.')]
    """
    name = document_name(bitext)
    for number, ((bead, src, tgt), paragraph) in enumerate(zip(bitext, bitext.paragraph_numbers(), strict=True)):
        if not bead.is_omission:
            yield {
                "document": name,
                "paragraph": paragraph,
                "bead": number,
                "src": _joined(src, bitext.src_lang),
                "tgt": _joined(tgt, bitext.tgt_lang),
                "src_lang": bitext.src_lang,
                "tgt_lang": bitext.tgt_lang,
                "confidence": bead.confidence,
            }


def document_name(bitext: Bitext) -> str:
    """Name of a bitext's document: its symbol, else the name of its file."""
    path = bitext.src_path or bitext.tgt_path
    return bitext.metadata.get("symbol") or (Path(path).name if path else "")


def digest_of(bitexts: Iterable[Bitext]) -> str:
    """Hash of what bitexts say: the sentences, and how they are joined."""
    digest = hashlib.blake2b(digest_size=16)
    for bitext in bitexts:
        digest.update(f"{bitext.src_lang}\x1d{bitext.tgt_lang}\x1d".encode())
        for bead, src, tgt in bitext:
            digest.update("\x1f".join((*src, "\x1e", *tgt, f"{bead.confidence:.4f}\x1d")).encode())
    return digest.hexdigest()


def _joined(texts: Iterable[str], language: str) -> str:
    return ("" if language in ("zh", "ja") else " ").join(texts)
