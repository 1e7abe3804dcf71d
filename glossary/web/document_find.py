"""Finding a place in an aligned document: by words on either side, or by the number of a pair."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from align.correction import journal
from align.types import Bitext
from glossary.search.keys import simplified
from glossary.web.corrections import bitexts_of

__all__ = ["beads_with", "router"]

router = APIRouter(include_in_schema=False)
MOST = 2000


@router.get("/document-find/{name:path}")
def find(request: Request, name: str, q: Annotated[str, Query(max_length=500)] = "") -> Response:
    """The numbers of the matching beads; for a browser without scripts, a redirect to the first of them."""
    bitext = journal.load(bitexts_of(request).path(name)).bitext
    numbers = beads_with(bitext, q)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"found": numbers[:MOST], "count": len(numbers)})
    place = f"?bead={numbers[0]}#bead-{numbers[0]}" if numbers else ""
    return RedirectResponse(f"/documents/{quote(name)}{place}", status_code=303)


def beads_with(bitext: Bitext, query: str) -> list[int]:
    """Beads with a sentence that contains the query, in either script and any case; 12 or #12 means the 12th bead.

    >>> from align.types import Bead, Segment
    >>> pair = Bitext((Segment("綠色氫"),), (Segment("Green Hydrogen"),), (Bead((0,), (0,)),), "zh", "en")
    >>> beads_with(pair, "绿色氢"), beads_with(pair, "green h"), beads_with(pair, "1"), beads_with(pair, "blue")
    ([0], [0], [0], [])
    """
    wanted = " ".join(query.split())
    number = wanted.removeprefix("#")
    if number.isascii() and number.isdecimal() and 1 <= int(number) <= len(bitext.beads):
        return [int(number) - 1]
    if not wanted:
        return []
    key = _key(wanted)
    sides = [[key in _key(segment.text) for segment in side] for side in (bitext.src, bitext.tgt)]
    return [
        number
        for number, bead in enumerate(bitext.beads)
        if any(sides[0][n] for n in bead.src) or any(sides[1][n] for n in bead.tgt)
    ]


@lru_cache(maxsize=100_000)
def _key(text: str) -> str:
    return simplified(text).casefold()
