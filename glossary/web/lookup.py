"""The look-up page: a search field that shows terms and sentences while the user types; every query has an address."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from glossary.exchange.labels import split_definition
from glossary.search import Hit, equivalents, search, suggestions
from glossary.search.index_refresh import segment_index, term_index
from glossary.search.sessions import sessions
from glossary.search.several import concordance_in, search_in
from glossary.statistics import contents
from glossary.store.glossary import Glossary
from glossary.web.dependencies import Reader, document_address, reading, readings, shows_candidates
from glossary.web.pages import AGAINST, is_part, render

__all__ = ["Filters", "bodies_of", "places_of", "router", "statuses"]

router = APIRouter(include_in_schema=False)

HITS, LINES = 16, 15
MOST = 200
"""Maximum number of hits after “show more”."""
WEAK = 0.2
"""Score below which proposals are shown in a group of their own, after the others."""
CHOICES = 300
"""Maximum number of documents that the filter suggests; others can be typed."""

Status = Literal["", "approved", "proposed", "rejected", "any"]
Text = Annotated[str, Query(max_length=500)]


@dataclass(frozen=True, slots=True)
class Filters:
    """The query and filters of a look-up, as its address contains them."""

    q: str = ""
    status: str = ""
    subject: str = ""
    document: str = ""
    session: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.status or self.subject or self.document or self.session)

    def address(self, **changes: str) -> str:
        """The address of this look-up, or of one that differs from it in some fields.

        >>> Filters("工发", status="approved").address(status="")
        '/?q=%E5%B7%A5%E5%8F%91'
        """
        given = {name: value for name, value in asdict(replace(self, **changes)).items() if value}
        return "/" + (f"?{urlencode(given)}" if given else "")


def statuses(status: str) -> tuple[str, ...] | None:
    """The review statuses that a filter lets through; None stands for the default, all but rejected."""
    if status == "any":
        return ("approved", "proposed", "rejected")
    return (status,) if status else None


@router.get("/")
def lookup_page(
    request: Request,
    q: Text = "",
    status: Status = "",
    subject: Text = "",
    document: Text = "",
    session: Text = "",
    more: bool = False,
) -> Response:
    filters = Filters(q.strip(), status, subject.strip(), document.strip(), session.strip())
    part = is_part(request)
    glossary = reading(request)
    context: dict[str, Any] = {"filters": filters, "part": part, "more": more}
    if filters.q:
        context |= _results(request, glossary, filters, MOST if more else HITS)
    else:
        reader: Reader = request.app.state.reader
        context["contents"] = reader.once(contents)
    if not part:
        reader = request.app.state.reader
        context["contents"] = reader.once(contents)
        context["places"] = reader.once(places_of)
    response = render(request, "lookup_results.html" if part else "lookup.html", **context)
    if part:
        # Typing replaces the address; choosing a filter adds a step to the history, so that “back” removes the filter.
        typed = request.headers.get("hx-trigger-name") == "q"
        response.headers["HX-Replace-Url" if typed else "HX-Push-Url"] = filters.address()
    return response


def _results(request: Request, glossary: Glossary, filters: Filters, most: int) -> dict[str, Any]:
    document, session = filters.document or None, filters.session or None
    glossaries = readings(request)
    narrowing: dict[str, Any] = {
        "status": statuses(filters.status),
        "subject": filters.subject or None,
        "document": document,
        "session": session,
    }
    hits = search_in(
        glossaries,
        filters.q,
        limit=most + 1,
        **narrowing,
        candidates=shows_candidates(request),
    )
    lines = concordance_in(
        glossaries,
        filters.q,
        limit=LINES,
        document=document,
        session=session,
        hits=None if filters.narrowed or len(glossaries) > 1 else hits,
    )
    shown = [_shown(hit) for hit in hits[:most]]
    found: dict[str, Any] = {
        "hits": shown,
        "groups": [[one for one in shown if not one["weak"]], [one for one in shown if one["weak"]]],
        "further": len(hits) > most,
        "lines": lines,
        "document_address": document_address(request),
    }
    if not hits:
        # Filters may have hidden what was meant, so the page then offers to clear them instead of suggesting spellings.
        found["suggestions"] = [] if filters.narrowed else suggestions(glossary, filters.q)
        if not filters.status:
            found["rejected"] = len(search(glossary, filters.q, status="rejected", subject=filters.subject or None))
        if not shows_candidates(request):
            found["below"] = len(search_in(glossaries, filters.q, limit=MOST, candidates=True, **narrowing))
    return found


def _shown(hit: Hit) -> dict[str, Any]:
    """A hit as the page shows it: its terms by language, Chinese and English first, and the equivalent to copy."""
    concept = hit.concept
    columns: dict[str, list[Any]] = {}
    order = sorted(concept.terms, key=lambda one: (one.language != "zh", one.language != "en", one.status in AGAINST))
    for term in order:
        spans = hit.spans if (term.text, term.language) == (hit.term.text, hit.term.language) else ()
        columns.setdefault(term.language, []).append((term, spans))
    others = equivalents(concept, hit.term)
    preferred = sorted(others, key=lambda term: term.status != "preferred")
    return {
        "hit": hit,
        "concept": concept,
        "columns": columns,
        "equivalent": preferred[0] if preferred else hit.term,
        "weak": hit.kind not in ("exact", "acronym")
        and concept.status == "proposed"
        and 0 < concept.scores.total < WEAK,
        "definition": split_definition(concept.definition or ""),
        "sources": list(dict.fromkeys([*filter(None, (term.source for term in concept.terms)), *concept.documents])),
    }


def places_of(glossary: Glossary) -> dict[str, Any]:
    """The documents and sessions that the filters offer."""
    index = segment_index(glossary)
    names = sorted({*(index.values("document") if index else ()), *term_index(glossary).values("document")})
    return {"documents": names[:CHOICES], "sessions": list(sessions(names))}


def bodies_of(glossary: Glossary) -> list[str]:
    """The United Nations bodies whose documents the sentences come from."""
    from glossary.store.leaves import collected

    frame = collected(glossary.segments().select("body").unique(), glossary.path)
    return sorted(frame["body"].drop_nulls().to_list())
