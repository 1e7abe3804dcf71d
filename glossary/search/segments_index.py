"""The index of sentence pairs: one tantivy document a bead, found by letters of Chinese and stems of other words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.folding import fold
from glossary.search import keys, marks
from glossary.search.freshness import Stamp
from glossary.segments import segment_schema as schema

if TYPE_CHECKING:
    import polars as pl

__all__ = ["COLUMNS", "SegmentIndex", "roots", "schema"]

COLUMNS = ("src", "tgt", "src_lang", "tgt_lang", "document", "paragraph", "confidence", "bead")
_STAMP = "\x00stamp"
_HEAP = 400_000_000
_LETTERED = ("zh", "ja", "ko")


class SegmentIndex:
    """An index of sentence pairs in a folder, open for look-up. `stamp` says what it was made from."""

    FORMAT = f"segments 1; {','.join(COLUMNS)}"

    def __init__(self, folder: Path):
        import tantivy

        self.folder = folder
        self.index = _open(tantivy.Index.open(str(folder)))
        self.schema = self.index.schema
        self.reload()

    def reload(self) -> None:
        """See what has been committed since."""
        self.index.reload()
        self.searcher = self.index.searcher()
        found = self.searcher.search(self.term("document", _STAMP), 1, count=False).hits
        if not found:
            raise ValueError("an index without a stamp")
        self.stamp = Stamp.load(self.searcher.doc(found[0][1]).get_first("body").decode())
        self._documents: list[str] | None = None

    @classmethod
    def build(cls, frames: Iterable[pl.DataFrame], folder: Path, stamp: Stamp) -> SegmentIndex:
        """Make the index of the rows of sentence pairs in an empty folder."""
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        index = _open(tantivy.Index(_schema(), path=str(folder)))
        _write(index, _rows(frames), (), stamp)
        return cls(folder)

    def update(self, before: Iterable[pl.DataFrame], after: Iterable[pl.DataFrame], stamp: Stamp) -> None:
        """Take out the documents of `before` and put in those of `after`, where their content differs, in one commit.

        Raises BlockingIOError where another process is writing the index.
        """
        import polars as pl

        empty = pl.DataFrame(schema=schema())
        old, new = pl.concat([empty, *before]), pl.concat([empty, *after])
        same = (
            old.select("document", "digest")
            .unique()
            .join(new.select("document", "digest").unique(), on=["document", "digest"], how="inner", nulls_equal=True)
        )
        gone = old.join(same, on="document", how="anti")["document"].unique().to_list()
        fresh = new.join(same, on="document", how="anti")
        names = {*gone, *fresh["document"].unique().to_list()}
        _write(self.index, _rows([fresh]), [name or "" for name in names], stamp)
        self.reload()

    def term(self, field: str, value: str) -> Any:
        """Query: pairs with this token in the field."""
        import tantivy

        option = "position" if field in ("pairs", "roots") else "basic"
        return tantivy.Query.term_query(self.schema, field, value, option)

    def phrase(self, field: str, tokens: list[str]) -> Any:
        """Query: pairs in which these tokens follow each other."""
        import tantivy

        if len(tokens) == 1:
            return self.term(field, tokens[0])
        return tantivy.Query.phrase_query(self.schema, field, list(tokens))

    def documents(self) -> list[str]:
        """Names of the documents, sorted; lately deleted ones included."""
        if self._documents is None:
            names = (name for name, _ in self.searcher.terms_with_prefix("document", ""))
            self._documents = sorted(name for name in names if name and name != _STAMP)
        return self._documents

    def pairs(self, query: Any, limit: int) -> list[tuple[Any, ...]]:
        """The best pairs for a query, values of COLUMNS each."""
        found = self.searcher.search(query, limit, count=False).hits
        return [tuple(json.loads(self.searcher.doc(address).get_first("body"))) for _, address in found]


def roots(text: str, language: str) -> list[str]:
    """Stems of the words of a sentence that are not Chinese, in order.

    >>> roots("the industrially developed countries", "en")
    ['the', 'industri', 'develop', 'countri']
    """
    language = "en" if language in _LETTERED else language
    return keys.stems([one for _, _, one in marks.word_tokens(text, language)], language)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("letters", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("pairs", tokenizer_name="plain", index_option="position")
    builder.add_text_field("roots", tokenizer_name="plain", index_option="position")
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def _open(index: Any) -> Any:
    import tantivy

    index.register_tokenizer("plain", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _rows(frames: Iterable[pl.DataFrame]) -> Iterator[tuple[Any, ...]]:
    for rows in frames:
        yield from rows.select(COLUMNS).iter_rows()


def _write(index: Any, rows: Iterable[tuple[Any, ...]], gone: Iterable[str], stamp: Stamp) -> None:
    import tantivy

    try:
        writer = index.writer(_HEAP, 1)
    except ValueError as error:
        if "LockBusy" not in str(error):
            raise
        raise BlockingIOError("another process is writing the index") from error
    try:
        for document in (_STAMP, *gone):
            writer.delete_documents_by_term("document", document)
        for row in rows:
            writer.add_document(_document(row))
        stamped = tantivy.Document()
        stamped.add_text("document", _STAMP)
        stamped.add_bytes("body", stamp.dump().encode())
        writer.add_document(stamped)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()


def _document(row: tuple[Any, ...]) -> Any:
    import tantivy

    src, tgt, src_lang, tgt_lang, document, *_ = row
    made = tantivy.Document()
    made.add_text("document", document or "")
    made.add_bytes("body", json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for text, language in ((src, src_lang), (tgt, tgt_lang)):
        if language in _LETTERED:
            letters = fold(text, "zh").replace(" ", "_")
            made.add_text("pairs", " ".join(map(str.__add__, letters, letters[1:])))
            made.add_text("letters", " ".join(set(letters)))
        if language not in _LETTERED or not text.isalpha():
            made.add_text("roots", " ".join(roots(text, language)))
    return made
