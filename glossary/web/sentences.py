"""The page of all sentences with a term: counted by equivalent, with filters, and with the sentences around each."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from align.errors import AlignError
from glossary.search.concordance_pages import OTHERWISE, Filters, around
from glossary.search.several import concordance_page_in
from glossary.search.types import Line
from glossary.web.dependencies import Reader, document_address, readings
from glossary.web.lookup import bodies_of, places_of
from glossary.web.pages import is_part, render

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
LINES = 25
Text = Annotated[str, Query(max_length=500)]
OTHERS = "-"
"""Value of `equivalent` in an address that stands for the sentences with none of the equivalents."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The query and filters of a concordance, as its address contains them."""

    q: str = ""
    body: str = ""
    year: str = ""
    session: str = ""
    document: str = ""
    equivalent: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.body or self.year or self.session or self.document or self.equivalent)

    def address(self, *, page: int = 1, **changes: str) -> str:
        """The address of this concordance, or of one that differs from it in some fields.

        >>> Asked("UNIDO", year="2019").address(page=2, year="")
        '/sentences?q=UNIDO&page=2'
        """
        given = {name: value for name, value in asdict(replace(self, **changes)).items() if value}
        return f"/sentences?{urlencode(given | ({'page': str(page)} if page > 1 else {}))}"

    def filters(self) -> Filters:
        chosen = {name: getattr(self, name) or None for name in ("document", "session", "body", "year")}
        equivalent = OTHERWISE if self.equivalent == OTHERS else self.equivalent or None
        return Filters(**chosen, equivalent=equivalent)


@router.get("/sentences")
def all_sentences(
    request: Request,
    q: Text = "",
    body: Text = "",
    year: Text = "",
    session: Text = "",
    document: Text = "",
    equivalent: Text = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    asked = Asked(*(one.strip() for one in (q, body, year, session, document, equivalent)))
    reader: Reader = request.app.state.reader
    context: dict[str, Any] = {"asked": asked, "page": page, "wrong": None, "found": None, "others": OTHERS}
    status = 200
    if asked.q:
        try:
            found = concordance_page_in(readings(request), asked.q, page=page, limit=LINES, filters=asked.filters())
            context |= {"found": found, "pages": max(1, -(-found.total // LINES))}
        except AlignError as error:
            context["wrong"], status = error, 400
    context["document_address"] = document_address(request)
    part = is_part(request)
    if not part:
        context |= {"places": reader.once(places_of), "bodies": reader.once(bodies_of)}
    response = render(request, "sentences_found.html" if part else "sentences.html", status_code=status, **context)
    if part:
        response.headers["HX-Push-Url"] = asked.address(page=page)
    return response


@router.get("/sentences/around")
def sentences_around(
    request: Request, document: Text, bead: Annotated[int, Query(ge=0)], src_lang: Text = "zh", tgt_lang: Text = "en"
) -> Response:
    line = Line("", "", src_lang, tgt_lang, document=document, bead=bead)
    lines = next((got for one in readings(request) if (got := around(one, line, sentences=3))), [])
    return render(request, "sentences_around.html", lines=lines, bead=bead)
