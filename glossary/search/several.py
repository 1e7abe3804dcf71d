"""Look-ups in several glossaries at once, in order of priority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from glossary.search.types import KINDS, Hit, KnownTerm, Line

if TYPE_CHECKING:
    from align.types import Document
    from glossary.search.concordance_pages import ConcordancePage, Filters
    from glossary.store.glossary import Glossary

__all__ = ["concordance_in", "concordance_page_in", "known_terms_in", "names_of", "search_in"]


def names_of(paths: Sequence[Any]) -> list[str]:
    """Names that distinguish glossaries: those of their folders, with the folder above where two are the same.

    >>> names_of(["/data/unido", "/data/un-system/"]), names_of(["a/terms", "b/terms"])
    (['unido', 'un-system'], ['a/terms', 'b/terms'])
    """
    parts = [PurePath(str(path).rstrip("/")).parts or (str(path),) for path in paths]
    alike = Counter(one[-1] for one in parts)
    names = [one[-1] if alike[one[-1]] == 1 else "/".join(one[-2:]) for one in parts]
    return names if len(set(names)) == len(names) else [f"{name} ({n})" for n, name in enumerate(names, 1)]


def search_in(glossaries: Sequence[Glossary], query: str, *, limit: int = 20, **options: Any) -> list[Hit]:
    """`search` in several glossaries: by kind of match, then by the glossaries' order; the same terms once.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> from glossary.types import Concept, Term
    >>> glossaries = [Glossary.open(tempfile.mkdtemp(), create=True) for _ in range(2)]
    >>> _ = glossaries[0].add([Concept("c1", (Term("UNIDO", "en"),))])
    >>> _ = glossaries[1].add([Concept("c2", (Term("UN", "en"),))])
    >>> [(hit.concept.id, hit.kind) for hit in search_in(glossaries, "un")]
    [('c2', 'exact'), ('c1', 'prefix')]
    """
    from glossary.search.lookup import search

    if len(glossaries) == 1:
        return search(glossaries[0], query, limit=limit, **options)
    names = names_of([one.path for one in glossaries])
    every = [
        (KINDS.index(hit.kind), place, replace(hit, glossary=names[place]))
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

    if len(glossaries) == 1:
        return known_terms(glossaries[0], text, **options)
    found: list[KnownTerm] = []
    taken: set[tuple[int, int]] = set()
    for name, one in zip(names_of([one.path for one in glossaries]), glossaries, strict=True):
        known = known_terms(one, text, **options)
        for term in known:
            free = tuple(span for span in term.spans if not any(a < span[1] and span[0] < b for a, b in taken))
            if free:
                found.append(replace(term, spans=free, glossary=name))
        taken |= {span for term in known for span in term.spans}
    return sorted(found, key=lambda term: term.spans[0])


def concordance_in(glossaries: Sequence[Glossary], query: str, *, limit: int = 20, **options: Any) -> list[Line]:
    """`concordance` of several glossaries, one after the other; the same two sentences once."""
    from glossary.search.concordance import concordance

    if len(glossaries) == 1:
        return concordance(glossaries[0], query, limit=limit, **options)
    found: dict[tuple[str, str], Line] = {}
    for name, one in zip(names_of([one.path for one in glossaries]), glossaries, strict=True):
        for line in concordance(one, query, limit=limit, **options):
            found.setdefault((line.src, line.tgt), replace(line, glossary=name))
    return list(found.values())[:limit]


def concordance_page_in(
    glossaries: Sequence[Glossary], query: str, *, page: int = 1, limit: int = 20, filters: Filters | None = None
) -> ConcordancePage:
    """`concordance_page` of several glossaries as one list, those of the first first; the same two sentences once."""
    from glossary.search.concordance_pages import Filters, concordance_page, gathered, page_of

    filters = filters or Filters()
    if len(glossaries) == 1:
        return concordance_page(glossaries[0], query, page=page, limit=limit, filters=filters)
    names = names_of([one.path for one in glossaries])
    every = [gathered(one, query, filters=filters) for one in glossaries]
    together: dict[tuple[str, str], tuple[Line, int]] = {}
    counts: Counter[str] = Counter()
    for name, part in zip(names, every, strict=True):
        counts.update(part.counts)
        for key, (line, times) in part.unique.items():
            known = together.get(key)
            together[key] = (known[0], known[1] + times) if known else (replace(line, glossary=name), times)
    found: ConcordancePage = page_of(together, counts, any(part.cut for part in every), page=page, limit=limit)
    return found
