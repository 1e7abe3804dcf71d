"""A tantivy index in a folder that remembers which version of a table it was made from; base of all indexes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

__all__ = ["LETTERED", "Stamp", "StampedIndex"]

LETTERED = frozenset({"zh", "ja", "ko"})
"""Languages that are looked up by letter; others by word."""
_STAMP = "\x00stamp"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was made from: the table, its version, its files."""

    table: str
    version: int
    files: tuple[str, ...]

    def dump(self) -> str:
        return json.dumps([self.table, self.version, self.files])

    @classmethod
    def load(cls, text: str) -> Stamp:
        table, version, files = json.loads(text)
        return cls(table, version, tuple(files))


class StampedIndex:
    """An index in a folder, open for look-up. `stamp` says what it was made from."""

    FORMAT: ClassVar[str]
    """Version of the format; indexes of another version are made anew."""
    OWNER: ClassVar[str]
    """Field of what documents are taken out by: the id of a concept, the name of an aligned document."""
    HEAP: ClassVar[int]
    """Bytes that the writer gathers before it writes a segment: the fewer segments, the faster the look-up."""
    PLACED: ClassVar[frozenset[str]]
    """Fields that keep the places of their tokens."""

    def __init__(self, folder: Path):
        import tantivy

        self.folder = folder
        self.index = _with_tokenizer(tantivy.Index.open(str(folder)))
        self.schema = self.index.schema
        self.reload()

    def reload(self) -> None:
        """See what has been committed since."""
        self.index.reload()
        self.searcher = self.index.searcher()
        self._values: dict[str, list[str]] = {}
        found = self.searcher.search(self.term(self.OWNER, _STAMP), 1, count=False).hits
        if not found:
            raise ValueError("an index without a stamp")
        self.stamp = Stamp.load(self.searcher.doc(found[0][1]).get_first("body").decode())

    @classmethod
    def _made(cls, schema: Any, documents: Iterable[Any], folder: Path, stamp: Stamp) -> Self:
        """Make an index of these documents in an empty folder."""
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        cls._write(_with_tokenizer(tantivy.Index(schema, path=str(folder))), documents, (), stamp)
        return cls(folder)

    def _replace(self, owners: Iterable[str], documents: Iterable[Any], stamp: Stamp) -> None:
        """Take out the documents of these owners and put in others, in one commit.

        Raises BlockingIOError where another process is writing the index.
        """
        self._write(self.index, documents, owners, stamp)
        self.reload()

    @classmethod
    def _write(cls, index: Any, documents: Iterable[Any], owners: Iterable[str], stamp: Stamp) -> None:
        import tantivy

        try:
            writer = index.writer(cls.HEAP, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise BlockingIOError("another process is writing the index") from error
        try:
            for owner in (_STAMP, *owners):
                writer.delete_documents_by_term(cls.OWNER, owner)
            for document in documents:
                writer.add_document(document)
            stamped = tantivy.Document()
            stamped.add_text(cls.OWNER, _STAMP)
            stamped.add_bytes("body", stamp.dump().encode())
            writer.add_document(stamped)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    def term(self, field: str, value: str) -> Any:
        """Query: documents with this token in the field."""
        import tantivy

        return tantivy.Query.term_query(self.schema, field, value, "position" if field in self.PLACED else "basic")

    def phrase(self, field: str, tokens: list[str]) -> Any:
        """Query: documents in which these tokens follow each other."""
        import tantivy

        if len(tokens) == 1:
            return self.term(field, tokens[0])
        return tantivy.Query.phrase_query(self.schema, field, list(tokens))

    def values(self, field: str) -> list[str]:
        """What stands in a field that is filtered by (document, subject), sorted; lately deleted values included."""
        if field not in self._values:
            found = (value for value, _ in self.searcher.terms_with_prefix(field, ""))
            self._values[field] = sorted(value for value in found if value and value != _STAMP)
        return self._values[field]


def _with_tokenizer(index: Any) -> Any:
    import tantivy

    index.register_tokenizer("plain", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index
