"""The index of terms: one tantivy document a term, as `glossary.search.entries` makes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.rows import SCHEMA_VERSION, concept_of, frame_of, row_of
from glossary.search.entries import Entry, documents, entries
from glossary.search.entries import schema as index_schema
from glossary.search.freshness import Stamp
from glossary.types import Concept

if TYPE_CHECKING:
    import polars as pl

__all__ = ["TermIndex"]

_STAMP = "\x00stamp"
_HEAP = 512_000_000
_BATCH = 10_000


class TermIndex:
    """An index of terms in a folder, open for look-up.

    `stamp` says what version of the glossary it was made from.
    """

    FORMAT = f"terms 4; rows {SCHEMA_VERSION}"

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
        self._vocabulary: dict[tuple[int, str], dict[str, int]] | None = None
        self._languages: list[str] | None = None
        self._named: dict[str, list[str]] = {}
        found = self.searcher.search(self.term("id", _STAMP), 1, count=False).hits
        if not found:
            raise ValueError("an index without a stamp")
        self.stamp = Stamp.load(self.searcher.doc(found[0][1]).get_first("body").decode())

    @classmethod
    def build(cls, frames: Iterable[pl.DataFrame], folder: Path, stamp: Stamp) -> TermIndex:
        """Make the index of the glossary's rows in an empty folder."""
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        index = _open(tantivy.Index(index_schema(), path=str(folder)))
        _write(index, (entry for rows in frames for entry in entries(rows)), (), stamp)
        return cls(folder)

    @classmethod
    def of(cls, concepts: Iterable[Concept], folder: Path) -> TermIndex:
        """Make an index of these concepts, of no table, in an empty folder."""
        return cls.build(_frames(concepts), folder, Stamp("", 0, ()))

    def update(self, before: Iterable[pl.DataFrame], after: Iterable[pl.DataFrame], stamp: Stamp) -> None:
        """Replace the entries in which the rows `after` differ from the rows `before`, in one commit.

        Raises BlockingIOError where another process is writing the index.
        """
        old = {entry.id: entry for rows in before for entry in entries(rows)}
        new = {entry.id: entry for rows in after for entry in entries(rows)}
        changed = [entry for id, entry in new.items() if old.get(id) != entry]
        gone = [entry.id for entry in changed] + [id for id in old if id not in new]
        _write(self.index, changed, gone, stamp)
        self.reload()

    def term(self, field: str, value: str) -> Any:
        """Query: documents with this token in the field."""
        import tantivy

        return tantivy.Query.term_query(self.schema, field, value, "basic")

    def concept(self, id: str) -> Concept | None:
        """The concept of this id as it was indexed."""
        found = self.searcher.search(self.term("entry", id), 1, count=False).hits
        if not found:
            return None
        row = json.loads(self.searcher.doc(found[0][1]).get_first("body"))
        for name in ("created", "modified"):
            row[name] = row[name] and datetime.fromisoformat(row[name])
        return concept_of(row)

    def has(self, field: str, value: str) -> bool:
        """Whether a document has, or lately had, this token."""
        return self.searcher.doc_freq(field, value) > 0

    def matches(self, query: Any, limit: int) -> list[tuple[int, str, int]]:
        """Best matches by rank: (rank, concept id, number of the term in the concept)."""
        found = self.searcher.search(query, limit, count=False, order_by_field="rank").hits
        out = []
        for value, address in found:
            document = self.searcher.doc(address)
            out.append((value, document.get_first("id"), document.get_first("number")))
        return out

    def rank_of(self, address: Any) -> int:
        """Rank of the document at an address."""
        return int(self.searcher.fast_field_values("rank", [address])[0] or 0)

    def words_like(self, word: str, slips: int) -> dict[str, int]:
        """Words of the terms, of about this length, that begin or end as `word` does; each with its number of terms.

        A slip hits both the first and the last letter too seldom to pay for looking at every word.
        """
        if self._vocabulary is None:
            self._vocabulary = {}
            for one, count in self.searcher.terms_with_prefix("words", ""):
                for end in (one[0], one[-1:] + "$"):
                    self._vocabulary.setdefault((len(one), end), {})[one] = count
        found: dict[str, int] = {}
        for length in range(len(word) - slips, len(word) + slips + 1):
            for end in (word[0], word[-1] + "$"):
                found |= self._vocabulary.get((length, end), {})
        return found

    def languages(self) -> list[str]:
        """Languages of the terms."""
        if self._languages is None:
            self._languages = [language for language, _ in self.searcher.terms_with_prefix("language", "")]
        return self._languages

    def values(self, field: str) -> list[str]:
        """What stands in a field that is filtered by (document, subject), sorted; lately deleted values included."""
        if field not in self._named:
            self._named[field] = sorted(value for value, _ in self.searcher.terms_with_prefix(field, ""))
        return self._named[field]


def _open(index: Any) -> Any:
    import tantivy

    index.register_tokenizer("plain", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _frames(concepts: Iterable[Concept]) -> Iterator[pl.DataFrame]:
    rows = []
    for concept in concepts:
        rows.append(row_of(concept))
        if len(rows) == _BATCH:
            yield frame_of(rows)
            rows = []
    yield frame_of(rows)


def _write(index: Any, found: Iterable[Entry], gone: Iterable[str], stamp: Stamp) -> None:
    import tantivy

    try:
        writer = index.writer(_HEAP, 1)
    except ValueError as error:
        if "LockBusy" not in str(error):
            raise
        raise BlockingIOError("another process is writing the index") from error
    try:
        writer.delete_documents_by_term("id", _STAMP)
        for id in gone:
            writer.delete_documents_by_term("id", id)
        for entry in found:
            for document in documents(entry):
                writer.add_document(document)
        stamped = tantivy.Document()
        stamped.add_text("id", _STAMP)
        stamped.add_bytes("body", stamp.dump().encode())
        writer.add_document(stamped)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()
