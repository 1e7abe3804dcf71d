"""The review queue: proposed entries, best first, each approved or rejected with a single key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from pydantic import BeforeValidator
from starlette.responses import JSONResponse, Response

from glossary.errors import Conflict, GlossaryError, UnknownConcept
from glossary.review.drafts import revert_entry
from glossary.review.queue import NextProposals, next_proposals
from glossary.review.table import contradictions
from glossary.statistics import contents, documents_of
from glossary.store.glossary import Glossary
from glossary.types import Concept
from glossary.web.comments import talk
from glossary.web.dependencies import Reader, author, document_address, reading, shows_candidates, writing
from glossary.web.entry_view import evidence, stamped, when
from glossary.web.lookup import CHOICES
from glossary.web.pages import language_of, render, stamp
from glossary.web.problems import Problem, from_error, in_words

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

BATCH = 12
"""How many entries the page loads at once."""
SHOWN = 4
"""How many contexts are shown beside an entry: as many as can be read at a glance."""
Text = Annotated[str, Query(max_length=500)]
Score = Annotated[float, BeforeValidator(lambda given: given or 0), Query(ge=0, le=1)]
"""A minimum score. A field that is left empty is sent as an empty text, which means 0."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which proposals the user wants to review."""

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
    documents = reader.once(documents_of)[:CHOICES]
    discussed = talk(request).discussed([concept.id for concept in found.concepts])
    return render(
        request,
        "review.html",
        discussed=discussed,
        wanted=wanted,
        cards=[_card(concept) for concept in found.concepts],
        left=found.left,
        contents=reader.once(contents),
        rivals=len(reader.once(contradictions)),
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
        discussed=talk(request).discussed([concept.id for concept in found.concepts]),
        cards=[_card(concept) for concept in found.concepts],
        document_address=document_address(request),
    )


@router.get("/review/card/{id:path}")
def card(request: Request, id: str) -> Response:
    concept = reading(request).get(id)
    return render(
        request,
        "review_card.html",
        **_card(concept),
        document_address=document_address(request),
        discussed=talk(request).discussed([id]),
    )


@router.post("/review/decide")
def decide(
    request: Request,
    id: Annotated[str, Form(max_length=2000)],
    action: Annotated[Literal["approve", "reject", "propose"], Form()],
    expected: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Approve or reject an entry, or propose it again. `expected` is the stamp of the entry that the reviewer has seen.

    Answers 409 if the entry has been changed since.
    """
    glossary = writing(request)
    # An entry that another program has written has no stamp until it is changed here.
    if not expected and any(one.modified for one in glossary.get_many([id])):
        raise Problem(422, "invalid", "A decision names the state of the entry that was seen.", "Read it again.")
    work = {"approve": glossary.approve, "reject": glossary.reject, "propose": glossary.propose}[action]
    try:
        version = work(id, by=author(request), expected=when(expected))
    except (Conflict, UnknownConcept) as error:
        return _overtaken(request, id, error)
    return _decided(glossary, id, version, expected)


@router.post("/review/undo")
def undo(request: Request, id: Annotated[str, Form(max_length=2000)], version: Annotated[int, Form(ge=1)]) -> Response:
    """Undo the decision that made `version`. Answers 409 if somebody has changed the entry since."""
    glossary = writing(request)
    try:
        made = revert_entry(glossary, id, version=version, by=author(request))
    except (Conflict, UnknownConcept) as error:
        return _overtaken(request, id, error)
    return _decided(glossary, id, made, "")


def _decided(glossary: Glossary, id: str, version: int | None, expected: str) -> Response:
    """The version that was made and the entry's stamp in it, which the reviewer's next decision sends as `expected`."""
    if version is not None:
        # If others have changed the glossary since, the stamp must be that of this version, not of theirs.
        if glossary.version == version:
            expected = stamped(glossary.get(id)) if id in glossary else ""
        else:
            row = glossary.log.rows_at(version, [id])[id]
            expected = row["modified"].isoformat() if row and row["modified"] else ""
    return JSONResponse({"id": id, "version": version, "expected": expected})


def _overtaken(request: Request, id: str, error: GlossaryError) -> Response:
    """The refusal, with the current entry and who changed it in `now`, which is null if the entry no longer exists."""
    now = None
    glossary = writing(request)
    if id in glossary:
        concept = glossary.get(id)
        now = {
            "name": " = ".join(term.text for term in concept.terms[:2]),
            "status": concept.status,
            "by": concept.modified_by or "",
            "at": stamp(concept.modified),
            "expected": stamped(concept),
        }
    problem = in_words(from_error(error), language_of(request))
    return JSONResponse(problem.as_json() | {"now": now}, status_code=409)


def _batch(request: Request, wanted: Wanted, after: tuple[float, str] | None = None) -> NextProposals:
    return next_proposals(
        reading(request),
        subject=wanted.subject or None,
        document=wanted.document or None,
        minimum_score=wanted.minimum or None,
        after=after,
        limit=BATCH,
        candidates=shows_candidates(request),
    )


def _card(concept: Concept) -> dict[str, Any]:
    return {"concept": concept, "evidence": evidence(concept, SHOWN), "expected": stamped(concept)}
