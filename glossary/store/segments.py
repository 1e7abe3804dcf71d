"""The aligned sentences behind the glossary: a Delta table of beads, replaced document by document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.formats.rows import Numbering, document_name
from align.languages import side_by_side
from glossary.errors import NoGlossary
from glossary.hashing import hash_of
from glossary.store.delta_table import Change, Draft, KeyRangeTable

if TYPE_CHECKING:
    import polars as pl

    from align.types import Bitext, Segment

__all__ = ["SegmentTable", "context_hash", "digest_of", "segment_schema", "sentences"]

_HEADING = 200
"""Characters of a heading that are kept with each pair under it."""
VERSION = 1
"""Version of the columns and their meaning; it stands in the log. A newer one is not read."""
_VERSION_KEY = "duizhao.segments"
ROWS = 100_000
"""Beads of a full file: large enough for two million to stand in a few files, small enough to rewrite at once."""


@lru_cache(maxsize=1)
def segment_schema() -> pl.Schema:
    """Columns of the sentence pairs; `bead` counts a document's beads from 0, `digest` is its content hash.

    `place` is the index of the paragraph in its document, `src_heading` and `tgt_heading` what it stands under, `src_context`
    and `tgt_context` the hash of the sentences before and after (see `context_hash`). `body` to `date` are those of the
    document. Pairs that an earlier release kept lack everything from `kind` on; `glossary build --redo` adds it.
    """
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
            "kind": text,
            "confirmed": pl.Boolean(),
            "place": pl.Int32(),
            "src_heading": text,
            "tgt_heading": text,
            "src_context": pl.Int64(),
            "tgt_context": pl.Int64(),
            "body": text,
            "session": text,
            "agenda_item": text,
            "date": text,
        }
    )


class SegmentTable:
    """Sentence pairs in a folder; an empty one stands for a folder that is not there yet."""

    def __init__(self, table: KeyRangeTable | None):
        self._table = table

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> SegmentTable:
        there = next((path / "_delta_log").glob("*.json"), None) is not None
        if not there and not create:
            return cls(None)
        if create:
            properties = {_VERSION_KEY: str(VERSION)}
            table = KeyRangeTable.create(path, segment_schema(), key="document", rows=ROWS, properties=properties)
        else:
            try:
                table = KeyRangeTable.open(path, segment_schema(), key="document", rows=ROWS)
            except NoGlossary:
                if next((path / "_delta_log").glob("*.json"), None) is not None:
                    raise
                return cls(None)  # its making was cut short
        check_version(table, _VERSION_KEY, VERSION, path)
        return cls(table)

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

    def _collected(self, frame: pl.LazyFrame) -> pl.DataFrame:
        return frame.collect() if self._table is None else self._table.collect(frame)

    def digests(self) -> dict[str, str]:
        """Content hash of each document; several, joined by +, of one that is there in several languages."""
        frame = self._collected(self.scan().select("document", "digest").unique().sort("document", "digest"))
        marks: dict[str, str] = {}
        for document, digest in frame.iter_rows():
            marks[document] = f"{marks[document]}+{digest}" if document in marks else digest
        return marks

    def _complete_digests(self) -> dict[str, str]:
        """`digests`, without the documents whose pairs an earlier release kept with fewer columns."""
        import polars as pl

        old = self._collected(self.scan().filter(pl.col("kind").is_null()).select("document").unique())
        left_out = set(old["document"].to_list())
        return {name: digest for name, digest in self.digests().items() if name not in left_out}

    def add(self, bitexts: Iterable[Bitext], *, digests: Mapping[str, str] | None = None) -> int | None:
        """Keep the pairs of bitexts instead of those of the same documents; the version made, None for no change."""
        import polars as pl

        by_document: dict[str, list[Bitext]] = {}
        for bitext in bitexts:
            by_document.setdefault(document_name(bitext), []).append(bitext)
        given = digests or {}
        fresh = {name: given.get(name) or digest_of(parts) for name, parts in by_document.items()}
        rows: dict[str, list[dict[str, Any]]] = {}

        def work(table: Draft) -> Change | None:
            known = self._complete_digests()
            changed = [name for name in fresh if not set(fresh[name].split("+")) <= set(known.get(name, "").split("+"))]
            for name in changed:
                if name not in rows:
                    numbering = Numbering()
                    found = (row for part in by_document[name] for row in sentences(part, numbering.first(part)))
                    rows[name] = [{**row, "digest": fresh[name]} for row in found]
            there = self.digests()
            names = sorted(name for name in changed if rows[name] or name in there)
            frame = pl.DataFrame([row for name in names for row in rows[name]], schema=segment_schema(), orient="row")
            # A document may be there in other languages as well; those stay, and so does their mark.
            others = table.read(names).join(frame, on=["document", "src_lang", "tgt_lang"], how="anti")
            frame = pl.concat([frame, others.select(frame.columns)])
            return Change(names, frame, {"duizhao": {"operation": "add segments", "documents": len(names)}})

        return self.table.commit(work)

    def add_pieces(
        self,
        pieces: Callable[[], Iterable[Bitext]],
        languages: Sequence[tuple[str, str, str]],
        digests: Mapping[str, str],
    ) -> int | None:
        """Like `add`, for documents too large to be held: their bitexts come one after the other.

        `languages` names each document with its source and target language; `pieces` may be asked again.
        """
        import polars as pl

        def work(draft: Draft) -> dict[str, Any] | None:
            known, there = self._complete_digests(), self.digests()
            changed = {
                name
                for name, mark in digests.items()
                if not set(mark.split("+")) <= set(known.get(name, "").split("+"))
            }
            replaced = sorted(changed & set(there))
            if replaced:
                # A document may be there in other languages as well; those stay, and so does their mark.
                ours = pl.LazyFrame(languages, schema=["document", "src_lang", "tgt_lang"], orient="row")
                old = draft.scan().filter(pl.col("document").is_in(replaced))
                draft.apply(
                    Change(replaced, draft.collect(old.join(ours, on=ours.collect_schema().names(), how="anti")))
                )
            found: set[str] = set(replaced)
            waiting: list[pl.DataFrame] = []
            numbering = Numbering()
            for bitext in pieces():
                name, first = document_name(bitext), numbering.first(bitext)
                if name not in changed:
                    continue
                rows = [{**row, "digest": digests[name]} for row in sentences(bitext, first)]
                waiting.append(pl.DataFrame(rows, schema=segment_schema(), orient="row"))
                if sum(frame.height for frame in waiting) >= ROWS:
                    draft.append(pl.concat(waiting))
                    waiting = []
                found |= {name} if rows else set()
            if waiting:
                draft.append(pl.concat(waiting))
            return {"duizhao": {"operation": "add segments", "documents": len(found)}} if found else None

        return self.table.commit_parts(work)


def check_version(table: KeyRangeTable, name: str, known: int, where: Path) -> None:
    """Raise NoGlossary where the log says that a newer version of duizhao has written the table."""
    written = table.properties.get(name) or "1"
    if not written.isdecimal() or int(written) > known:
        raise NoGlossary(
            "written by a newer duizhao (schema {written}, this one reads up to {supported})",
            where=where,
            remedy="upgrade duizhao here to the version that wrote it, or a newer one",
            code="newer_glossary",
            written=written,
            supported=known,
        )


def sentences(bitext: Bitext, first: int = 0) -> Iterator[dict[str, Any]]:
    """Rows of a bitext's beads, numbered from `first`, omissions left out.

    >>> from align.types import Bead, Bitext, Segment
    >>> bitext = Bitext((Segment("你好。"),), (Segment("Hello."),), (Bead((0,), (0,)),), "zh", "en", "a.zh.txt")
    >>> [(row["document"], row["bead"], row["src"], row["tgt"]) for row in sentences(bitext)]
    [('a.zh.txt', 0, '你好。', 'Hello.')]
    """
    known = _of_document(bitext)
    headings = _headings(bitext)
    for number, ((bead, src, tgt), paragraph) in enumerate(zip(bitext, bitext.paragraph_numbers(), strict=True)):
        if not bead.is_omission:
            yield {
                **known,
                "paragraph": paragraph,
                "bead": first + number,
                "src": side_by_side(src, bitext.src_lang),
                "tgt": side_by_side(tgt, bitext.tgt_lang),
                "src_lang": bitext.src_lang,
                "tgt_lang": bitext.tgt_lang,
                "confidence": bead.confidence,
                "kind": bitext.kind(bead),
                "confirmed": bead.confirmed,
                "place": bitext.paragraph(bead),
                "src_heading": headings[number][0],
                "tgt_heading": headings[number][1],
                "src_context": _context(bitext.src, bead.src),
                "tgt_context": _context(bitext.tgt, bead.tgt),
            }


def context_hash(before: str, after: str) -> int:
    """Hash of the sentences that stand before and after another, blanks and case aside; 0 for none on either side.

    >>> context_hash("One.", "Two.") == context_hash("one. ", "Two."), context_hash("", "")
    (True, 0)
    """
    known = "\x1f".join("".join(text.split()).casefold() for text in (before, after))
    return hash_of(known, bits=56) if known != "\x1f" else 0


def _of_document(bitext: Bitext) -> dict[str, str | None]:
    """What all rows of a document share: what its cover says, or what can be read off its symbol."""
    from align.un_documents import parse_symbol

    name = document_name(bitext)
    symbol = parse_symbol(name)
    body = bitext.metadata.get("body") or (symbol.body if symbol else None)
    session = bitext.metadata.get("session") or (str(symbol.session) if symbol and symbol.session else None)
    return {
        "document": name,
        "body": body,
        "session": session,
        "agenda_item": bitext.metadata.get("agenda_item"),
        "date": bitext.metadata.get("date"),
    }


def _headings(bitext: Bitext) -> list[tuple[str, str]]:
    """For each bead, the title or heading that it stands under, on both sides; of a heading, the one before."""
    found, last = [], ("", "")
    for bead, src, tgt in bitext:
        found.append(last)
        if not bead.is_omission and bitext.kind(bead) in ("title", "heading"):
            last = side_by_side(src, bitext.src_lang)[:_HEADING], side_by_side(tgt, bitext.tgt_lang)[:_HEADING]
    return found


def _context(side: tuple[Segment, ...], numbers: tuple[int, ...]) -> int:
    before = side[numbers[0] - 1].text if numbers[0] else ""
    after = side[numbers[-1] + 1].text if numbers[-1] + 1 < len(side) else ""
    return context_hash(before, after)


def digest_of(bitexts: Iterable[Bitext]) -> str:
    """Hash of what bitexts say: the sentences, and how they are joined."""
    digest = hashlib.blake2b(digest_size=16)
    for bitext in bitexts:
        digest.update(f"{bitext.src_lang}\x1d{bitext.tgt_lang}\x1d".encode())
        for bead, src, tgt in bitext:
            digest.update("\x1f".join((*src, "\x1e", *tgt, f"{bead.confidence:.4f}\x1d")).encode())
    return digest.hexdigest()
