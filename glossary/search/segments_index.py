"""The index of sentence pairs: one tantivy document a bead, found by letters of Chinese and stems of other words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from glossary.folding import fold
from glossary.search import highlights, keys
from glossary.search.versioned_index import LETTERED, Stamp, StampedIndex
from glossary.store.segments import segment_schema

if TYPE_CHECKING:
    import polars as pl

__all__ = ["COLUMNS", "SegmentIndex", "roots"]

COLUMNS = ("src", "tgt", "src_lang", "tgt_lang", "document", "paragraph", "confidence", "bead")


class SegmentIndex(StampedIndex):
    """An index of sentence pairs in a folder, open for look-up."""

    FORMAT = f"segments 2; {','.join(COLUMNS)}"
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
        for _, address in self.searcher.search(query, limit, count=False).hits:
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
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def _documents(frames: Iterable[pl.DataFrame]) -> Iterator[Any]:
    import polars as pl

    for rows in frames:
        lean = rows.select(*COLUMNS[:5], body=pl.struct(COLUMNS).struct.json_encode())
        for row in lean.iter_rows():
            yield _document(*row)


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
