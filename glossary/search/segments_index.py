"""The index of sentence pairs: one tantivy document a bead, found by letters of Chinese and stems of other words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from glossary.folding import fold
from glossary.search import highlights, keys
from glossary.search.skeleton import exact_token, skeleton_token
from glossary.search.versioned_index import LETTERED, Stamp, StampedIndex
from glossary.store.segments import segment_schema

if TYPE_CHECKING:
    import polars as pl

__all__ = ["COLUMNS", "MEMORY", "SegmentIndex", "place_token", "rank", "roots"]

COLUMNS = ("src", "tgt", "src_lang", "tgt_lang", "document", "paragraph", "confidence", "bead")
MEMORY = (
    *COLUMNS,
    "kind",
    "confirmed",
    "place",
    "src_heading",
    "tgt_heading",
    "src_context",
    "tgt_context",
    "body",
    "session",
    "agenda_item",
    "date",
)
"""Stored fields of a pair: COLUMNS, and those by which the memory ranks its matches."""


class SegmentIndex(StampedIndex):
    """An index of sentence pairs in a folder, open for look-up."""

    FORMAT = f"segments 4; {','.join(MEMORY)}"
    OWNER = "document"
    HEAP = 400_000_000
    PLACED = frozenset({"pairs", "roots"})

    @classmethod
    def build(cls, frames: Iterable[pl.DataFrame], folder: Path, stamp: Stamp) -> Self:
        """Make the index of the rows of sentence pairs in an empty folder."""
        return cls._made(_schema(), _documents(frames), folder, stamp)

    def update(self, before: Iterable[pl.DataFrame], after: Iterable[pl.DataFrame], stamp: Stamp) -> None:
        """Take out the documents of `before` and put in those of `after`, where their content differs, in one commit.

        Raises BlockingIOError where another process is writing the index.
        """
        import polars as pl

        empty = pl.DataFrame(schema=segment_schema())
        old, new = pl.concat([empty, *before]), pl.concat([empty, *after])
        same = (
            old.select("document", "digest")
            .unique()
            .join(new.select("document", "digest").unique(), on=["document", "digest"], how="inner", nulls_equal=True)
        )
        gone = old.join(same, on="document", how="anti")["document"].unique().to_list()
        fresh = new.join(same, on="document", how="anti")
        names = {*gone, *fresh["document"].unique().to_list()}
        self._replace([name or "" for name in names], _documents([fresh]), stamp)

    def pairs(self, query: Any, limit: int) -> Iterator[dict[str, Any]]:
        """The best pairs for a query, as rows of COLUMNS; each is read when it is asked for."""
        for row in self.rows(query, limit):
            yield {name: row[name] for name in COLUMNS}

    def rows(self, query: Any, limit: int, *, newest: bool = False) -> Iterator[dict[str, Any]]:
        """The best pairs for a query, or the corrected and `newest` of them, as rows of MEMORY."""
        order = {"order_by_field": "rank"} if newest else {}
        for _, address in self.searcher.search(query, limit, count=False, **order).hits:
            yield json.loads(self.searcher.doc(address).get_first("body").decode())


def roots(text: str, language: str) -> list[str]:
    """Stems of the words of a sentence that are not Chinese, in order.

    >>> roots("the industrially developed countries", "en")
    ['the', 'industri', 'develop', 'countri']
    """
    language = "en" if language in LETTERED else language
    if "'" in text or "’" in text:  # a possessive is no word
        return keys.stems([one for _, _, one in highlights.word_tokens(text, language)], language)
    return [root for start, end in keys.compound_runs(text) for root in _roots(text[start:end], language)]


@lru_cache(maxsize=200_000)
def _roots(run: str, language: str) -> list[str]:
    return keys.stems([one for _, _, one in highlights.word_tokens(run, language)], language)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("letters", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("pairs", tokenizer_name="plain", index_option="position")
    builder.add_text_field("roots", tokenizer_name="plain", index_option="position")
    builder.add_text_field("skeletons", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("places", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("rank", fast=True)
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def _documents(frames: Iterable[pl.DataFrame]) -> Iterator[Any]:
    import polars as pl

    for rows in frames:
        lean = rows.select(
            *COLUMNS[:5],
            pl.struct(MEMORY).struct.json_encode().alias("encoded"),
            "place",
            "date",
            "confirmed",
            "src_context",
            "tgt_context",
        )
        for row in lean.iter_rows(named=True):
            made = _document(row["src"], row["tgt"], row["src_lang"], row["tgt_lang"], row["document"], row["encoded"])
            made.add_text("places", place_token(row["document"] or "", row["place"] or 0))
            made.add_unsigned("rank", rank(row["date"], row["confirmed"]))
            for side in ("src", "tgt"):
                text, language, context = row[side], row[f"{side}_lang"], row[f"{side}_context"]
                tokens = [skeleton_token(text, language), exact_token(text, language)]
                if context:
                    tokens.append(exact_token(text, language, context))
                made.add_text("skeletons", " ".join(tokens))
            yield made


def place_token(document: str, place: int) -> str:
    """Token of all pairs of one paragraph of a document."""
    return f"{document}\x1f{place}"


def rank(date: str | None, confirmed: bool | None) -> int:
    """Order of pairs that say the same: corrected ones first, then newer ones.

    >>> rank("2023-11-27", False) > rank("2019-11-03", None), rank(None, True) > rank("2023-11-27", False)
    (True, True)
    """
    digits = "".join(char for char in (date or "") if char in "0123456789")[:8].ljust(8, "0")
    return int(digits) + (100_000_000 if confirmed else 0)


def _document(src: str, tgt: str, src_lang: str, tgt_lang: str, document: str | None, body: str) -> Any:
    import tantivy

    made = tantivy.Document()
    made.add_text("document", document or "")
    made.add_bytes("body", body.encode("utf-8", "surrogatepass"))
    for text, language in ((src, src_lang), (tgt, tgt_lang)):
        if language in LETTERED:
            letters = fold(text, "zh").replace(" ", "_")
            made.add_text("pairs", " ".join(map(str.__add__, letters, letters[1:])))
            made.add_text("letters", " ".join(set(letters)))
        if language not in LETTERED or keys.has_latin(text):
            made.add_text("roots", " ".join(roots(text, language)))
    return made
