"""All sentences in which a term stands, page by page, counted by how it is translated in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glossary.errors import InvalidOption
from glossary.search.concordance import Wanted, add_equivalents, line_of, queries
from glossary.search.lookup import find
from glossary.search.sessions import wanted_documents
from glossary.search.types import Line

if TYPE_CHECKING:
    from glossary.search.segments_index import SegmentIndex
    from glossary.store.glossary import Glossary

__all__ = [
    "MOST",
    "OTHERWISE",
    "ConcordancePage",
    "Filters",
    "Gathered",
    "around",
    "concordance_page",
    "gathered",
    "page_of",
]

MOST = 20_000
"""Maximum number of sentences that are searched."""
OTHERWISE = ""
"""Stands among the equivalents for sentences that show none of them."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is searched: a document, a session, a body, a year or a span of years (2015-2019)."""

    document: str | None = None
    session: str | None = None
    body: str | None = None
    year: str | None = None
    equivalent: str | None = None
    """Only sentences that are counted under this equivalent; `OTHERWISE` for those under none."""


@dataclass(frozen=True, slots=True)
class ConcordancePage:
    """One page of the sentences; `total` are all of them, those that say the same counted once."""

    lines: tuple[Line, ...]
    total: int
    counts: tuple[tuple[str, int], ...] = ()
    """Sentences by the equivalent they show, the most frequent first; duplicates count, as they were written."""
    repeated: tuple[int, ...] = ()
    """How often each of `lines` stands in the documents."""
    cut: bool = False
    """Whether there are more sentences than were searched."""


def concordance_page(
    glossary: Glossary, query: str, *, page: int = 1, limit: int = 20, filters: Filters = Filters()
) -> ConcordancePage:
    """The sentences with the query, newest documents first. Raises InvalidOption for a page below 1 or something that
    is not a year.
    """
    found = gathered(glossary, query, filters=filters)
    return page_of(found.unique, found.counts, found.cut, page=page, limit=limit)


def page_of(
    unique: Mapping[tuple[str, str], tuple[Line, int]], counts: Counter[str], cut: bool, *, page: int, limit: int
) -> ConcordancePage:
    """One page of what was gathered. Raises InvalidOption for a page below 1."""
    if page < 1 or limit < 1:
        raise InvalidOption("no page {page} of {limit} lines", remedy="give 1 or more", page=page, limit=limit)
    every = list(unique.values())
    shown = every[(page - 1) * limit : page * limit]
    return ConcordancePage(
        tuple(line for line, _ in shown),
        len(every),
        tuple(counts.most_common()),
        tuple(times for _, times in shown),
        cut,
    )


@dataclass(frozen=True, slots=True)
class Gathered:
    """All sentences of a query, each once with how often it stands there, and the counts by equivalent."""

    unique: dict[tuple[str, str], tuple[Line, int]]
    counts: Counter[str]
    cut: bool = False


def gathered(glossary: Glossary, query: str, *, filters: Filters = Filters()) -> Gathered:
    """All sentences with the query that the filters let through, newest documents first. Raises InvalidOption for
    something that is not a year.
    """
    from glossary.search.index_refresh import segment_index, term_index

    years = _years(filters.year)
    segments = segment_index(glossary)
    if segments is None or not query.strip():
        return Gathered({}, Counter())
    hits = [hit for hit in find(term_index(glossary), query, limit=5) if hit.kind in ("exact", "acronym")]
    asked, other = Wanted(), Wanted()
    asked.add(query.strip(), "zh" if re.search("[\u3400-\u9fff]", query) else "en")
    add_equivalents(other, hits)
    names = wanted_documents(filters.document, filters.session, lambda: segments.values("document"))
    equivalents = _equivalents(hits)
    unique: dict[tuple[str, str], tuple[Line, int]] = {}
    counts: Counter[str] = Counter()
    looked = 0
    for row in _rows(segments, asked, names):
        looked += 1
        if filters.body and (row.get("body") or "").casefold() != filters.body.casefold():
            continue
        if years and not (row.get("date") or "")[:4].isdigit():
            continue
        if years and not years[0] <= int(row["date"][:4]) <= years[1]:
            continue
        line = line_of(row, asked, other)
        if not (line.src_spans or line.tgt_spans):
            continue
        both = "\n".join((row["src"], row["tgt"]))
        equivalent = next((text for text, wanted in equivalents if wanted.search(both)), OTHERWISE)
        counts[equivalent] += 1
        if filters.equivalent is not None and equivalent != filters.equivalent:
            continue
        key = (" ".join(row["src"].split()), " ".join(row["tgt"].split()))
        known = unique.get(key)
        unique[key] = (known[0] if known else line, known[1] + 1 if known else 1)
    return Gathered(unique, counts, looked == MOST)


def _rows(segments: SegmentIndex, asked: Wanted, names: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    import tantivy

    occur = tantivy.Occur
    must = queries(segments, asked)
    if not must:
        return
    every = [(occur.Must, tantivy.Query.boolean_query([(occur.Should, one) for one in must]))]
    if names is not None:
        places = [(occur.Should, segments.term("document", name)) for name in names]
        every.append((occur.Must, tantivy.Query.boolean_query(places)))
    yield from segments.rows(tantivy.Query.boolean_query(every), MOST, newest=True)


def _equivalents(hits: Sequence[Any]) -> list[tuple[str, re.Pattern[str]]]:
    """What a sentence may have for the query: the equivalents, longest first, then “the Organization” for a name of several words."""
    texts = dict.fromkeys(term.text for hit in hits for term in hit.concept.terms if term.language != hit.term.language)
    found = []
    for text in sorted(texts, key=len, reverse=True):
        border = "" if re.search("[\u3400-\u9fff]", text) else r"(?<!\w)"
        ending = "" if not border else r"(?:e?s)?(?!\w)"
        found.append(
            (text, re.compile(border + re.escape(text) + ending, re.IGNORECASE if text != text.upper() else 0))
        )
    for text in texts:
        words = re.split(r"\s(?:of|on|for|to|in|and)\s", text, maxsplit=1)[0].split()
        if len(text.split()) > 1 and words and all(word[0].isupper() for word in words):
            found.append((f"the {words[-1]}", re.compile(rf"(?<!\w)(?:[Tt]he|[Ii]ts) {re.escape(words[-1])}(?!\w)")))
    return found


def _years(years: str | None) -> tuple[int, int] | None:
    if not years:
        return None
    match = re.fullmatch(r"(\d{4})(?:\s?[-–]\s?(\d{4}))?", years.strip())
    if not match:
        raise InvalidOption("no year {year}", remedy="write 2019 or 2015-2019", year=years)
    return int(match[1]), int(match[2] or match[1])


def around(glossary: Glossary, line: Line, *, sentences: int = 2) -> list[Line]:
    """The sentence pairs before and after a line in its document, the line itself among them.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> from align.types import Bead, Bitext, Segment
    >>> from glossary.search.concordance import concordance
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> texts = [(Segment(f"第{n}句。"), Segment(f"Sentence {n}.")) for n in (1, 2, 3)]
    >>> sides = tuple(zip(*texts))
    >>> beads = tuple(Bead((n,), (n,)) for n in range(3))
    >>> _ = glossary.add_segments([Bitext(*sides, beads, "zh", "en", src_path="a.zh.txt")])
    >>> [line] = concordance(glossary, "sentence 2")[:1]
    >>> [near.tgt for near in around(glossary, line, sentences=1)]
    ['Sentence 1.', 'Sentence 2.', 'Sentence 3.']
    """
    import polars as pl

    if line.bead is None:
        return [line]
    from glossary.store.leaves import collected

    frame = (
        glossary.segments()
        .filter(
            (pl.col("document") == line.document)
            & (pl.col("src_lang") == line.src_lang)
            & (pl.col("tgt_lang") == line.tgt_lang)
            & pl.col("bead").is_between(line.bead - sentences, line.bead + sentences)
        )
        .select("src", "tgt", "src_lang", "tgt_lang", "document", "paragraph", "confidence", "bead")
        .sort("bead")
    )
    found = collected(frame, glossary.path)
    return [Line(**{**row, "paragraph": row["paragraph"] or ""}) for row in found.iter_rows(named=True)]
