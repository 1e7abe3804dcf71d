"""Look-ups in several glossaries at once, in order of priority."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from glossary.search.types import KINDS, Hit, KnownTerm, Line

if TYPE_CHECKING:
    from align.types import Document
    from glossary.store.glossary import Glossary

__all__ = ["concordance_in", "known_terms_in", "search_in"]


def search_in(glossaries: Sequence[Glossary], query: str, *, limit: int = 20, **options: Any) -> list[Hit]:
    """`search` in several glossaries: by kind of match, then by the glossaries' order; the same terms once."""
    from glossary.search.lookup import search

    if len(glossaries) == 1:
        return search(glossaries[0], query, limit=limit, **options)
    every = [
        (KINDS.index(hit.kind), place, hit)
        for place, one in enumerate(glossaries)
        for hit in search(one, query, limit=limit, **options)
    ]
    found: dict[frozenset[tuple[str, str]], Hit] = {}
    for _, _, hit in sorted(every, key=lambda one: (one[0], one[1], -one[2].score)):
        found.setdefault(frozenset((term.language, term.text) for term in hit.concept.terms), hit)
    return list(found.values())[:limit]


def known_terms_in(glossaries: Sequence[Glossary], text: str | Document, **options: Any) -> list[KnownTerm]:
    """`known_terms` of several glossaries: each place of the text is that of the first glossary that knows it."""
    from glossary.search.term_recognition import known_terms

    found: list[KnownTerm] = []
    taken: set[tuple[int, int]] = set()
    for one in glossaries:
        known = known_terms(one, text, **options)
        found += [term for term in known if not taken.issuperset(term.spans)]
        taken |= {span for term in known for span in term.spans}
    return sorted(found, key=lambda term: term.spans[0]) if len(glossaries) > 1 else found


def concordance_in(glossaries: Sequence[Glossary], query: str, *, limit: int = 20, **options: Any) -> list[Line]:
    """`concordance` of several glossaries, one after the other; the same two sentences once."""
    from glossary.search.concordance import concordance

    found: dict[tuple[str, str], Line] = {}
    for one in glossaries:
        for line in concordance(one, query, limit=limit, **options):
            found.setdefault((line.src, line.tgt), line)
    return list(found.values())[:limit]
