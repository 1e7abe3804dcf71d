"""The index of terms: one tantivy document a term, with the concept packed into that of its first term.

All tokens are made here (`glossary.search.keys`, `glossary.search.pinyin`); tantivy stores and finds them as they
are. Fields: `key` the folded forms, `scan` the first of them (what a text is scanned for) and
`opening` its beginnings, `pairs` letters with
their neighbours, `chars`, `words`, `stems`, `syllables` and `initials` of pinyin (readings of one character share a
position), `acronym`; `id`, `language`, `status`, `subject` to filter and delete by; `rank` to order by.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.rows import concept_of
from glossary.search import keys, packing, pinyin
from glossary.search.freshness import Stamp
from glossary.types import Concept, Term

if TYPE_CHECKING:
    import polars as pl

__all__ = ["TermIndex", "rank"]

_STAMP = "\x00stamp"
_HEAP = 256_000_000
_STATUS = {"approved": 2, "proposed": 1, "rejected": 0}
_ADMINISTRATIVE = {"preferred": 3, None: 2, "admitted": 2, "deprecated": 1, "forbidden": 0}


def rank(concept: Concept, term: Term) -> int:
    """One whole number that orders matches of one kind: status, then score, then frequency, then the term's status.

    >>> approved = Concept("a", (Term("x", "en"),), status="approved")
    >>> proposed = Concept("b", (Term("x", "en"),), frequency=900)
    >>> rank(approved, approved.terms[0]) > rank(proposed, proposed.terms[0])
    True
    """
    total = concept.scores.total
    total = min(max(total, 0.0), 1.0) if math.isfinite(total) else 0.0
    value = _STATUS.get(concept.status, 1)
    value = value * 1_000_001 + round(total * 1_000_000)
    value = value * 1_000_000 + min(max(concept.frequency, 0), 999_999)
    return value * 4 + _ADMINISTRATIVE.get(term.status, 2)


class TermIndex:
    """An index of terms in a folder, open for look-up.

    `stamp` says what version of the glossary it was made from.
    """

    FORMAT = f"terms 1; {packing.LAYOUT}"

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
        self._vocabulary: list[tuple[str, int]] | None = None
        found = self.searcher.search(self.term("id", _STAMP), 1, count=False).hits
        if not found:
            raise ValueError("an index without a stamp")
        self.stamp = Stamp.load(self.searcher.doc(found[0][1]).get_first("body").decode())

    @classmethod
    def build(cls, frames: Iterable[pl.DataFrame], folder: Path, stamp: Stamp) -> TermIndex:
        """Make the index of the glossary's rows in an empty folder."""
        return cls.of((concept_of(row) for rows in frames for row in rows.iter_rows(named=True)), folder, stamp)

    @classmethod
    def of(cls, concepts: Iterable[Concept], folder: Path, stamp: Stamp | None = None) -> TermIndex:
        """Make the index of these concepts in an empty folder."""
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        index = _open(tantivy.Index(_schema(), path=str(folder)))
        _write(index, concepts, (), stamp or Stamp("", 0, ()))
        return cls(folder)

    def update(self, before: Iterable[pl.DataFrame], after: Iterable[pl.DataFrame], stamp: Stamp) -> None:
        """Replace the entries in which the rows `after` differ from the rows `before`, in one commit.

        Raises BlockingIOError where another process is writing the index.
        """
        old = {row["id"]: row for rows in before for row in rows.iter_rows(named=True)}
        new = {row["id"]: row for rows in after for row in rows.iter_rows(named=True)}
        changed = [concept_of(row) for id, row in new.items() if old.get(id) != row]
        _write(self.index, changed, [id for id in old if id not in new], stamp)
        self.reload()

    def term(self, field: str, value: str) -> Any:
        """Query: documents with this token in the field."""
        import tantivy

        return tantivy.Query.term_query(self.schema, field, value, "basic")

    def concept(self, id: str) -> Concept | None:
        """The concept of this id as it was indexed."""
        found = self.searcher.search(self.term("entry", id), 1, count=False).hits
        return packing.unpack(self.searcher.doc(found[0][1]).get_first("body")) if found else None

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
        return int(self.searcher.fast_field_values("rank", [address])[0])

    def vocabulary(self) -> list[tuple[str, int]]:
        """Words of the terms that are not Chinese, each with the number of terms it stands in."""
        if self._vocabulary is None:
            self._vocabulary = [
                (word, count) for word, count in self.searcher.terms_with_prefix("words", "") if len(word) > 2
            ]
        return self._vocabulary

    def languages(self) -> list[str]:
        """Languages of the terms."""
        return [language for language, _ in self.searcher.terms_with_prefix("language", "")]


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in ("id", "entry", "key", "scan", "opening", "chars", "acronym", "language", "status", "subject"):
        builder.add_text_field(field, stored=field in ("id", "scan"), tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="plain", index_option="basic")
    for field in ("pairs", "syllables", "initials"):
        builder.add_text_field(field, tokenizer_name="plain", index_option="position")
    builder.add_unsigned_field("number", stored=True)
    builder.add_unsigned_field("rank", fast=True)
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def _open(index: Any) -> Any:
    import tantivy

    index.register_tokenizer("plain", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _write(index: Any, concepts: Iterable[Concept], gone: Iterable[str], stamp: Stamp) -> None:
    import tantivy

    try:
        writer = index.writer(_HEAP, 1)
    except ValueError as error:
        if "LockBusy" not in str(error):
            raise
        raise BlockingIOError("another process is writing the index") from error
    fresh = index.searcher().num_docs == 0
    try:
        writer.delete_documents_by_term("id", _STAMP)
        for id in gone:
            writer.delete_documents_by_term("id", id)
        for concept in concepts:
            if not fresh:
                writer.delete_documents_by_term("id", concept.id)
            for document in _documents(concept):
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


def _documents(concept: Concept) -> Iterator[Any]:
    import tantivy

    for number, term in enumerate(concept.terms):
        document = tantivy.Document()
        if number == 0:
            document.add_text("entry", concept.id)
            document.add_bytes("body", packing.pack(concept))
        document.add_text("id", concept.id)
        document.add_unsigned("number", number)
        document.add_unsigned("rank", rank(concept, term))
        document.add_text("language", term.language)
        document.add_text("status", concept.status)
        if concept.subject:
            document.add_text("subject", concept.subject.casefold())
        _add_keys(document, term)
        yield document


def _add_keys(document: Any, term: Term) -> None:
    forms = keys.keys(term.text, term.language)
    if not forms:
        return
    document.add_text("scan", forms[0])
    for opening in keys.openings(forms[0]):
        document.add_text("opening", opening)
    for form in forms:
        document.add_text("key", form)
    found = keys.words(forms[0])
    if found:
        document.add_text("words", " ".join(found))
        document.add_text("stems", " ".join(keys.stems(found, term.language)))
    if term.language in ("zh", "ja", "ko"):
        for form in forms:
            document.add_text("pairs", " ".join(keys.pairs(form)))
        for char in set("".join(forms)) - {" "}:
            document.add_text("chars", char)
    if term.language == "zh":
        document.add_pre_tokenized_text("syllables", _tokens(_syllables(forms[0])))
        document.add_pre_tokenized_text("initials", _tokens(_initial_pairs(forms[0])))
    else:
        for acronym in keys.acronyms(term.text):
            document.add_text("acronym", acronym)


def _syllables(key: str) -> list[tuple[str, ...]]:
    spoken = [pinyin.readings(char) or pinyin.initials(char) for char in key]
    return [(keys.START,), *(one for one in spoken if one), (keys.END,)]


def _initial_pairs(key: str) -> list[tuple[str, ...]]:
    letters = [(keys.START,), *(one for one in map(pinyin.initials, key) if one), (keys.END,)]
    return [_products(*pair) for pair in itertools.pairwise(letters)]


@lru_cache(maxsize=4096)
def _products(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(a + b for a in first for b in second)


def _tokens(places: list[tuple[str, ...]]) -> Any:
    import tantivy

    token = tantivy.Token
    return tantivy.PreTokenizedString("", [token(one, n, 0, 0) for n, place in enumerate(places) for one in place])
