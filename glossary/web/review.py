"""The review queue: proposed entries, best first, each decided by one key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import JSONResponse, Response

from glossary.review.drafts import take_back
from glossary.review.queue import Waiting, next_proposals
from glossary.search.index_refresh import term_index
from glossary.statistics import contents
from glossary.types import Concept
from glossary.web.dependencies import Reader, author, document_address, reading, writing
from glossary.web.entry import evidence, stamped, when
from glossary.web.lookup import CHOICES
from glossary.web.pages import render

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

BATCH = 12
"""Entries that a page holds ready."""
SHOWN = 4
"""Contexts beside an entry: what one takes in at a glance."""
Text = Annotated[str, Query(max_length=500)]
Score = Annotated[float, Query(ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is reviewed."""

    subject: str = ""
    document: str = ""
    minimum: float = 0.0

    @property
    def query(self) -> str:
        return urlencode({"subject": self.subject, "document": self.document, "minimum": self.minimum})

    @property
    def narrowed(self) -> bool:
        return bool(self.subject or self.document or self.minimum)


@router.get("/review")
def review_page(request: Request, subject: Text = "", document: Text = "", minimum: Score = 0.0) -> Response:
    wanted = Wanted(subject.strip(), document.strip(), minimum)
    found = _batch(request, wanted)
    reader: Reader = request.app.state.reader
    documents = term_index(reader.glossary()).values("document")[:CHOICES]
    return render(
        request,
        "review.html",
        wanted=wanted,
        cards=[_card(concept) for concept in found.concepts],
        left=found.left,
        contents=reader.once(contents),
        documents=documents,
        document_address=document_address(request),
    )


@router.get("/review/more")
def more(
    request: Request,
    score: float,
    id: Annotated[str, Query(max_length=2000)],
    subject: Text = "",
    document: Text = "",
    minimum: Score = 0.0,
) -> Response:
    found = _batch(request, Wanted(subject, document, minimum), after=(score, id))
    return render(
        request,
        "review_cards.html",
        cards=[_card(concept) for concept in found.concepts],
        document_address=document_address(request),
    )


@router.get("/review/card/{id:path}")
def card(request: Request, id: str) -> Response:
    concept = reading(request).get(id)
    return render(request, "review_card.html", **_card(concept), document_address=document_address(request))


@router.post("/review/decide")
def decide(
    request: Request,
    id: Annotated[str, Form(max_length=2000)],
    action: Annotated[Literal["approve", "reject"], Form()],
    expected: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    glossary = writing(request)
    work = glossary.approve if action == "approve" else glossary.reject
    return JSONResponse({"id": id, "version": work(id, by=author(request), expected=when(expected))})


@router.post("/review/undo")
def undo(
    request: Request, id: Annotated[str, Form(max_length=2000)], version: Annotated[int | None, Form()] = None
) -> Response:
    """Take a decision back, by its version or, where the page does not know it, the entry's last change."""
    glossary = writing(request)
    if version is None:
        commit = glossary.history(id)[0].commit
        version = commit.version if commit else 0
    return JSONResponse({"id": id, "version": take_back(glossary, id, version=version, by=author(request))})


def _batch(request: Request, wanted: Wanted, after: tuple[float, str] | None = None) -> Waiting:
    return next_proposals(
        reading(request),
        subject=wanted.subject or None,
        document=wanted.document or None,
        minimum_score=wanted.minimum or None,
        after=after,
        limit=BATCH,
    )


def _card(concept: Concept) -> dict[str, Any]:
    return {"concept": concept, "evidence": evidence(concept, SHOWN), "expected": stamped(concept)}
