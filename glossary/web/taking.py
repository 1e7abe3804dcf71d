"""Takes a document into the glossary, for browsers and for programs: shows a preview, takes it in, and undoes that."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from glossary.errors import GlossaryError
from glossary.web import api_examples as examples
from glossary.web import api_models as models
from glossary.web.aligning_jobs import ACTIVE
from glossary.web.aligning_work import unpacked
from glossary.web.corrections import bitexts_of
from glossary.web.dependencies import author
from glossary.web.pages import is_part, render
from glossary.web.problems import Problem, from_error
from glossary.web.taking_jobs import Takings

__all__ = ["api", "router"]

router = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/taking", tags=["taking"], responses=models.ERRORS)


def takings_of(request: Request) -> Takings:
    """The jobs that take documents into the glossary."""
    found: Takings = request.app.state.takings
    return found


@router.post("/document-take-in/{name:path}")
def take_in(request: Request, name: str) -> Response:
    """Begin a job, with a preview of what the glossary would gain from the document in its current state."""
    id = takings_of(request).preview(name, bitexts_of(request).path(name), by=author(request))
    return _to(id)


@router.get("/taking/{id}")
def page(request: Request, id: str) -> Response:
    return _page(request, id)


@router.post("/taking/{id}/{what}")
def change(request: Request, id: str, what: Literal["take", "leave", "undo", "stop", "again"]) -> Response:
    try:
        _do(request, id, what)
    except GlossaryError as error:
        return _page(request, id, from_error(error))
    return _to(id)


def _page(request: Request, id: str, problem: Problem | None = None) -> Response:
    job = takings_of(request).get(id)
    name = "taking_part.html" if is_part(request) else "taking.html"
    status = problem.status if problem else 200
    context = {"job": job, "active": job["state"] in ACTIVE, "unpacked": unpacked, "problem": problem}
    return render(request, name, status_code=status, **context)


def _do(request: Request, id: str, what: Literal["take", "leave", "undo", "stop", "again"]) -> None:
    jobs, by = takings_of(request), author(request)
    match what:
        case "take":
            jobs.take(id, by=by)
        case "undo":
            jobs.undo(id, by=by)
        case _:
            {"leave": jobs.leave, "stop": jobs.stop, "again": jobs.again}[what](id)


def _to(id: str) -> Response:
    return RedirectResponse(f"/taking/{quote(id)}", status_code=303)


# -- for programs ----------------------------------------------------------------------------------------------------


class TakingIn(BaseModel):
    """An aligned document to take in."""

    model_config = models.shown({"document": examples.BEADS["document"]})

    document: str = Field(max_length=500, description="Name of the document, as the list of /api/bitext gives it.")


class Named(BaseModel):
    id: str
    zh: str
    en: str


class TakingOut(BaseModel):
    """What taking a document into the glossary would change, or has changed."""

    model_config = models.shown(examples.TAKING)

    id: str
    document: str
    by: str
    state: Literal["waiting", "working", "proposed", "done", "undone", "left", "failed", "stopped"] = Field(
        description="proposed: the preview stands, and nothing is changed yet."
    )
    new: int = Field(description="Entries that are new.")
    changed: int = Field(description="Entries that gain evidence, terms or contexts.")
    removed: int = Field(description="Proposals that only an earlier state of the document supported.")
    contradict: int = Field(description="Terms with rival equivalents, for review.")
    known: bool = Field(description="Whether the document was taken in before as it stands, so that nothing is new.")
    version: int | None = Field(description="Version of the glossary that it made; null before it is done.")
    entries: list[Named] = Field(description="Some of the new entries.")
    contradictions: list[str]
    problem: str | None


@api.post("", summary="See what taking a document in would do", status_code=202)
def begin(request: Request, body: TakingIn) -> TakingOut:
    """Queue a preview, which changes nothing. Ask for the job until it is `proposed`; then call `take` or `leave`."""
    jobs = takings_of(request)
    return _shown(jobs.get(jobs.preview(body.document, bitexts_of(request).path(body.document), by=author(request))))


@api.get("/{id}", summary="One job of taking in")
def one(request: Request, id: str) -> TakingOut:
    return _shown(takings_of(request).get(id))


@api.post("/{id}/take", summary="Take in what was previewed")
def take(request: Request, id: str) -> TakingOut:
    return _done(request, id, "take")


@api.post("/{id}/leave", summary="Leave the glossary as it is")
def leave(request: Request, id: str) -> TakingOut:
    return _done(request, id, "leave")


@api.post("/{id}/undo", summary="Take back what was taken in")
def undo(request: Request, id: str) -> TakingOut:
    """Undo taking the document in. Entries that people have approved or edited since stay."""
    return _done(request, id, "undo")


def _done(request: Request, id: str, what: Literal["take", "leave", "undo"]) -> TakingOut:
    _do(request, id, what)
    return _shown(takings_of(request).get(id))


def _shown(job: dict[str, Any]) -> TakingOut:
    found = job.get("took") or job.get("found") or {}
    problem = unpacked(job["problem"]) if job["problem"] else next(iter(map(unpacked, found.get("faults", ()))), None)
    return TakingOut(
        id=job["id"],
        document=job["name"],
        by=job["by"],
        state=job["state"],
        **{name: found.get(name, 0) for name in ("new", "changed", "removed", "contradict")},
        known=bool(found.get("known")),
        version=job.get("version"),
        entries=[Named(**one) for one in (job.get("found") or {}).get("entries", {}).get("new", ())],
        contradictions=list(found.get("contradictions", ())),
        problem=None if problem is None else str(problem),
    )
