"""Sentences that contain a term, with their translations, both marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glossary.errors import InvalidOption
from glossary.search import highlights, keys
from glossary.search.lookup import find
from glossary.search.segments_index import COLUMNS, SegmentIndex, roots
from glossary.search.sessions import wanted_documents
from glossary.search.types import Hit, Line, Span
from glossary.search.versioned_index import LETTERED
from glossary.types import Term

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Wanted", "add_equivalents", "concordance", "line_of", "lines", "queries", "term_spans"]

_MOST_HITS = 5
_MOST_EQUIVALENTS = 6
_MOST_LETTERS = 60


def concordance(
    glossary: Glossary,
    query: str,
    *,
    limit: int = 20,
    document: str | None = None,
    session: str | None = None,
    hits: Sequence[Hit] | None = None,
) -> list[Line]:
    """Sentence pairs in which the query stands, the query marked on its side and its equivalents on the other.

    Equivalents are the terms that the glossary gives for the query. A query that occurs in no sentence as it was typed
    (pinyin, initials, a slip) is replaced by the term that `search` finds for it. Pairs that show an equivalent come
    first, then short ones. `document` and `session` (see `session_of`) limit which sentences are searched. `hits` are
    what `search` found for the query in the whole glossary, where that is known already. An empty list where the
    glossary keeps no sentences.

    >>> import tempfile
    >>> from align.types import Bead, Bitext, Segment
    >>> from glossary.store.glossary import Glossary
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> pair = (Segment("工发组织支持。"),), (Segment("UNIDO supports it."),)
    >>> _ = glossary.add_segments([Bitext(*pair, (Bead((0,), (0,)),), "zh", "en", src_path="a.zh.txt")])
    >>> [(line.src, line.tgt, line.src_spans) for line in concordance(glossary, "工發組織")]
    [('工发组织支持。', 'UNIDO supports it.', ((0, 4),))]
    """
    from glossary.search.index_refresh import segment_index, term_index

    segments = segment_index(glossary)
    if segments is None:
        return []
    names = wanted_documents(document, session, lambda: segments.values("document"))
    if hits is None:
        hits = find(term_index(glossary), query, limit=_MOST_HITS)
    return lines(segments, query, hits=hits, limit=limit, documents=names)


@dataclass
class Wanted:
    """Folded forms to look for on either side, Chinese and other."""

    forms: list[str] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)

    def add(self, text: str, language: str) -> None:
        if language in LETTERED and keys.has_han(text):
            self.forms += [one for one in keys.keys(text, "zh") if one not in self.forms]
            return
        phrase = [one for _, _, one in highlights.word_tokens(text, "en" if language in LETTERED else language)]
        if phrase and phrase not in self.phrases:
            self.phrases.append(phrase)

    def spans(self, text: str, language: str) -> list[Span]:
        if language in LETTERED:
            found = highlights.letter_spans(text, self.forms)
            return found or highlights.phrase_spans(text, self.phrases, "en")
        return highlights.phrase_spans(text, self.phrases, language)


def lines(
    segments: SegmentIndex,
    query: str,
    *,
    hits: Sequence[Hit] = (),
    limit: int = 20,
    documents: Sequence[str] | None = None,
) -> list[Line]:
    """`concordance` in an open index, in these documents; without hits no equivalents are marked."""
    if limit < 1:
        raise InvalidOption("a limit of {limit}", remedy="give 1 or more", limit=limit)
    query = query.strip()
    if not query:
        return []
    asked, other = Wanted(), Wanted()
    asked.add(query, "zh" if keys.has_han(query) else "en")
    near = hits[:_MOST_HITS]
    add_equivalents(other, [hit for hit in near if hit.kind in ("exact", "acronym")])
    found = _lines(segments, asked, other, limit, documents)
    if not found and near:
        best = near[0]
        asked, other = Wanted(), Wanted()
        asked.add(best.term.text, best.term.language)
        add_equivalents(other, [best])
        found = _lines(segments, asked, other, limit, documents)
    return found


def add_equivalents(other: Wanted, hits: Sequence[Hit]) -> None:
    """Also search for the equivalents of the concepts found, in the other languages."""
    for hit in hits:
        for term in hit.concept.terms:
            if term.language != hit.term.language and len(other.forms) + len(other.phrases) < _MOST_EQUIVALENTS:
                other.add(term.text, term.language)


def _lines(
    segments: SegmentIndex, asked: Wanted, other: Wanted, limit: int, documents: Sequence[str] | None
) -> list[Line]:
    """Lines with a mark on both sides first, then those with one; no more are read than that takes."""
    import tantivy

    must = queries(segments, asked)
    if not must:
        return []
    should = queries(segments, other)
    occur = tantivy.Occur
    every = [(occur.Must, tantivy.Query.boolean_query([(occur.Should, one) for one in must]))]
    every += [(occur.Should, one) for one in should]
    if documents is not None:
        places = [(occur.Should, segments.term("document", name)) for name in documents]
        every.append((occur.Must, tantivy.Query.boolean_query(places)))
    both: list[Line] = []
    single: list[Line] = []
    for row in segments.pairs(tantivy.Query.boolean_query(every), limit * 2):
        line = line_of(row, asked, other)
        if line.src_spans and line.tgt_spans:
            both.append(line)
            if len(both) == limit:
                break
        elif line.src_spans or line.tgt_spans:
            single.append(line)
    return [*both, *single][:limit]


def queries(segments: SegmentIndex, wanted: Wanted) -> list[Any]:
    """Queries of which a sentence has to meet one."""
    queries = []
    for form in wanted.forms:
        letters = form[:_MOST_LETTERS].replace(" ", "_")
        twos = [letters[n : n + 2] for n in range(len(letters) - 1)]
        queries.append(segments.phrase("pairs", twos) if twos else segments.term("letters", letters))
    for phrase in wanted.phrases:
        queries.append(segments.phrase("roots", roots(" ".join(phrase[:_MOST_LETTERS]), "en")))
    return queries


def line_of(row: dict[str, Any], asked: Wanted, other: Wanted) -> Line:
    """A row of the index as a line, what is asked or an equivalent of it marked on either side."""
    spans = [
        tuple(asked.spans(text, language) or other.spans(text, language))
        for text, language in ((row["src"], row["src_lang"]), (row["tgt"], row["tgt_lang"]))
    ]
    row |= {"document": row["document"] or "", "paragraph": row["paragraph"] or ""}
    return Line(**{name: row[name] for name in COLUMNS}, src_spans=spans[0], tgt_spans=spans[1])


def term_spans(text: str, language: str, terms: Sequence[Term]) -> list[Span]:
    """The places of the terms in a sentence, however they are written there.

    >>> term_spans("綠色氫很好。", "zh", [Term("绿色氢", "zh")])
    [(0, 3)]
    """
    wanted = Wanted()
    for term in terms:
        wanted.add(term.text, term.language)
    return sorted(wanted.spans(text, language))
