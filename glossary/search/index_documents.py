"""Rows of the glossary as documents of the term index: all tokens of a term are made here.

Fields of a term's document: `key` its folded forms, `scan` the first of them (what a text is scanned for) and
`opening` its beginnings, `start` its first letters where they are not Chinese; `pairs` letters with their neighbours, `chars`, `words`, their `heads` (first letters) and `stems`; `syllables` and `initials`
of pinyin, where the readings of one character share a position; `acronym`; `id`, `language`, `status`, `subject`,
`document` to filter and delete by; `rank` to order by; `code` and `number` to tell the concept and the term without
reading the document. The document of a concept's first term also carries the concept: `entry` its id and `body` its row
as JSON; those of the other terms follow it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from glossary.hashing import hash_of
from glossary.search import keys, pinyin
from glossary.search.versioned_index import LETTERED
from glossary.types import CUT

if TYPE_CHECKING:
    import polars as pl

__all__ = ["IndexedEntry", "code", "documents", "entries", "rank", "schema"]

_STATUS = {"approved": 2, "proposed": 1, "rejected": 0}
_ADMINISTRATIVE = {"preferred": 3, None: 2, "admitted": 2, "deprecated": 1, "superseded": 1, "forbidden": 0}


class IndexedEntry(NamedTuple):
    """What the index needs of a row."""

    id: str
    status: str
    subject: str | None
    frequency: int | None
    total: float | None
    texts: list[str]
    languages: list[str]
    statuses: list[str | None]
    documents: list[str] | None
    body: str


def entries(rows: pl.DataFrame) -> Iterator[IndexedEntry]:
    """The rows of a frame in the glossary's schema."""
    import polars as pl

    terms = pl.col("terms").list
    lean = rows.select(
        "id",
        pl.col("status").fill_null("proposed"),
        "subject",
        "frequency",
        total=pl.col("scores").struct.field("total"),
        texts=terms.eval(pl.element().struct.field("text")),
        languages=terms.eval(pl.element().struct.field("language")),
        statuses=terms.eval(pl.element().struct.field("status")),
        shown="documents",
        body=pl.struct(pl.all()).struct.json_encode(),
    )
    return (IndexedEntry(*row) for row in lean.iter_rows())


def rank(status: str, total: float | None, frequency: int | None, term_status: str | None) -> int:
    """One whole number that orders matches of one kind: status, then score, then frequency, then the term's status.

    >>> rank("approved", 0.1, 1, None) > rank("proposed", 0.9, 500, None) > rank("proposed", 0.9, 499, "preferred")
    True
    """
    share = min(max(total, 0.0), 1.0) if total is not None and math.isfinite(total) else 0.0
    value = _STATUS.get(status, 1)
    value = value * 1_000_001 + round(share * 1_000_000)
    value = value * 1_000_000 + min(max(frequency or 0, 0), 999_999)
    return value * 4 + _ADMINISTRATIVE.get(term_status, 2)


def code(id: str) -> int:
    """A number that stands for a concept's id: 63 bits of its hash, so that no two of a million share one."""
    return hash_of(id)


def schema() -> Any:
    """The index's schema for tantivy."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in (
        "id",
        "entry",
        "key",
        "scan",
        "opening",
        "start",
        "acronym",
        "language",
        "status",
        "subject",
        "document",
    ):
        builder.add_text_field(field, stored=field in ("id", "scan"), tokenizer_name="raw", index_option="basic")
    for field in ("chars", "words", "heads", "stems"):
        builder.add_text_field(field, tokenizer_name="plain", index_option="basic")
    for field in ("pairs", "syllables", "initials"):
        builder.add_text_field(field, tokenizer_name="plain", index_option="position")
    for field in ("code", "number", "rank"):
        builder.add_unsigned_field(field, fast=True)
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def documents(entry: IndexedEntry) -> Iterator[Any]:
    """A document for each term of a row."""
    import tantivy

    subject, owner = entry.subject.casefold() if entry.subject else "", code(entry.id)
    candidate = entry.status == "proposed" and 0.0 < (entry.total or 0.0) < CUT
    for number, (text, language, status) in enumerate(zip(entry.texts, entry.languages, entry.statuses, strict=True)):
        document = tantivy.Document()
        if number == 0:
            document.add_text("entry", entry.id)
            document.add_bytes("body", entry.body.encode("utf-8", "surrogatepass"))
        document.add_text("id", entry.id)
        document.add_unsigned("code", owner)
        document.add_unsigned("number", number)
        document.add_unsigned("rank", rank(entry.status, entry.total, entry.frequency, status))
        document.add_text("language", language)
        document.add_text("status", "candidate" if candidate else entry.status)
        for name in entry.documents or ():
            document.add_text("document", name)
        if subject:
            document.add_text("subject", subject)
        _add_keys(document, text, language)
        yield document


def _add_keys(document: Any, text: str, language: str) -> None:
    forms = keys.keys(text, language)
    if not forms:
        return
    first = forms[0]
    add = document.add_text
    add("scan", first)
    for opening in keys.openings(first):
        add("opening", opening)
    for form in forms:
        add("key", form)
    if not keys.has_han(first):
        for start in keys.starts(forms):
            add("start", start)
    if language in LETTERED:
        for form in forms:
            add("pairs", " ".join(keys.pairs(form)))
        add("chars", " ".join(set("".join(forms)) - {" "}))
    if language == "zh":
        document.add_pre_tokenized_text("syllables", _syllables(first))
        document.add_pre_tokenized_text("initials", _initial_pairs(first))
        if not keys.has_latin(first):
            return
    elif acronyms := keys.acronyms(text):
        for acronym in acronyms:
            add("acronym", acronym)
    # “economique” is a word of “économique”, but the run together of all words is not one
    if found := [word for form in forms if form == first or " " in form for word in keys.words(form)]:
        add("words", " ".join(found))
        add("heads", " ".join({word[:length] for word in found for length in keys.HEADS if length <= len(word)}))
        add("stems", " ".join(keys.stems(found, language)))


def _syllables(key: str) -> Any:
    import tantivy

    chars = [char for char in key if pinyin.initials(char)]
    tokens: list[Any] = []
    for place, char in enumerate(chars):
        tokens += _spoken(char, place, place == 0, place == len(chars) - 1)
    return tantivy.PreTokenizedString("", tokens)


@lru_cache(maxsize=1 << 17)
def _spoken(char: str, place: int, first: bool, last: bool) -> tuple[Any, ...]:
    """Readings of a character, at the borders also with the sign of the border: as a token, that is in few terms."""
    texts = [*(pinyin.readings(char) or pinyin.initials(char))]
    texts += [keys.START + one for one in texts] * first
    texts += [one + keys.END for one in texts] * last
    return _placed(tuple(texts), place)


def _initial_pairs(key: str) -> Any:
    import tantivy

    heads = [keys.START, *filter(None, map(_heads, key)), keys.END]
    tokens: list[Any] = []
    for place, (first, second) in enumerate(itertools.pairwise(heads)):
        tokens += _pair(first, second, place)
    return tantivy.PreTokenizedString("", tokens)


@lru_cache(maxsize=65536)
def _heads(char: str) -> str:
    return "".join(pinyin.initials(char))


@lru_cache(maxsize=1 << 17)
def _pair(first: str, second: str, place: int) -> tuple[Any, ...]:
    return _placed(tuple(a + b for a in first for b in second), place)


def _placed(texts: tuple[str, ...], place: int) -> tuple[Any, ...]:
    import tantivy

    return tuple(tantivy.Token(text, place, 0, 0) for text in texts)
