"""The API of comments and questions, and of the threads that wait for somebody. The routes only call the discussion."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from glossary.people.discussion import About, Thread
from glossary.web import api_examples as examples
from glossary.web import api_models as models
from glossary.web.comments import about_bead, about_entry, assignee, overlapping, people_of, talk
from glossary.web.dependencies import author
from glossary.web.problems import Problem

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["comments"], responses=models.ERRORS)
Numbers = Annotated[list[Annotated[int, Field(ge=0, le=10_000_000)]], Field(max_length=1000)]
Asked = Annotated[str, Query(max_length=4000, pattern=r"^[0-9 ]*$", description="Numbers of sentences, with blanks.")]


class AboutIn(BaseModel):
    """An entry, or sentences of an aligned document."""

    entry: str | None = Field(None, max_length=2000, description="Id of the entry.")
    document: str | None = Field(None, max_length=500, description="Name of the document, as /api/bitext gives it.")
    src: Numbers = Field([], description="Numbers of its source sentences, from 0.")
    tgt: Numbers = []


class CommentIn(AboutIn):
    """A comment or question that begins a thread."""

    model_config = models.shown({"entry": examples.ENTRY["id"], "text": "Is this the short form?", "discuss": True})

    text: str = Field(max_length=20_000, description="@NAME names a person, for whom it then waits.")
    assigned: str | None = Field(None, max_length=400, description="Whose turn it is.")
    discuss: bool = Field(False, description="Whether the entry needs discussion.")
    by: str | None = Field(None, max_length=80, description="Who says it; by default the account's name.")


class ReplyIn(BaseModel):
    model_config = models.shown({"text": "Yes, since 1985."})

    text: str = Field(max_length=20_000)
    by: str | None = Field(None, max_length=80)


class AssignIn(BaseModel):
    model_config = models.shown({"to": "Li Wei"})

    to: str | None = Field(max_length=400, description="Whose turn it is; null for nobody in particular.")


class CommentOut(models.Out):
    by: str
    at: datetime
    text: str


class ThreadOut(BaseModel):
    model_config = models.shown(examples.THREAD)

    id: int
    entry: str | None = Field(description="Id of the entry that it is about.")
    document: str | None = Field(description="Else the document, and its sentences.")
    src: list[int]
    tgt: list[int]
    title: str
    discuss: bool
    assigned: str | None
    settled_by: str | None
    comments: list[CommentOut]


class Threads(BaseModel):
    model_config = models.shown({"threads": [examples.THREAD]})

    threads: list[ThreadOut]


@router.get("/comments", summary="The comments on an entry or on sentences")
def of(
    request: Request,
    entry: Annotated[str | None, Query(max_length=2000, description="Id of the entry.")] = None,
    document: Annotated[str | None, Query(max_length=500, description="Name of the document.")] = None,
    src: Asked = "",
    tgt: Asked = "",
) -> Threads:
    """The threads about an entry, about sentences of a document or, without `src` and `tgt`, about a whole document."""
    if (entry is None) == (document is None):
        raise _one_of_both()
    if entry is not None:
        return _shown(talk(request).of("entry", entry))
    assert document is not None
    found = talk(request).of("bead", document)
    if src.strip() or tgt.strip():
        numbers = [tuple(int(n[:9]) for n in side.split()) for side in (src, tgt)]
        found = overlapping(found, About("bead", document, "", numbers[0], numbers[1]))
    return _shown(found)


@router.post("/comments", summary="Comment or ask", status_code=201)
def start(request: Request, body: CommentIn) -> ThreadOut:
    if (body.entry is None) == (body.document is None):
        raise _one_of_both()
    if body.entry is not None:
        about = about_entry(request, body.entry)
    else:
        assert body.document is not None
        about = about_bead(request, body.document, tuple(body.src), tuple(body.tgt))
    once: tuple[str, int] | None = getattr(request.state, "once", None)
    thread = talk(request).start(
        about,
        by=author(request, body.by),
        text=body.text,
        people=people_of(request),
        discuss=body.discuss,
        assigned=assignee(request, body.assigned or ""),
        request=once[0] if once else None,
    )
    return _out(_get(request, thread))


@router.post("/comments/{thread}/reply", summary="Answer")
def reply(request: Request, thread: int, body: ReplyIn) -> ThreadOut:
    _get(request, thread)
    once: tuple[str, int] | None = getattr(request.state, "once", None)
    talk(request).reply(
        thread,
        by=author(request, body.by),
        text=body.text,
        people=people_of(request),
        request=once[0] if once else None,
    )
    return _out(_get(request, thread))


@router.post("/comments/{thread}/assign", summary="Give a thread to somebody")
def assign(request: Request, thread: int, body: AssignIn) -> ThreadOut:
    _get(request, thread)
    talk(request).assign(thread, to=assignee(request, body.to or ""))
    return _out(_get(request, thread))


@router.post("/comments/{thread}/resolve", summary="Settle a thread")
def resolve(request: Request, thread: int) -> ThreadOut:
    _get(request, thread)
    talk(request).resolve(thread, by=author(request))
    return _out(_get(request, thread))


@router.post("/comments/{thread}/reopen", summary="Take a thread up again")
def reopen(request: Request, thread: int) -> ThreadOut:
    _get(request, thread)
    talk(request).reopen(thread)
    return _out(_get(request, thread))


@router.get("/waiting", summary="What waits for me")
def waiting(request: Request) -> Threads:
    """Open threads that wait for the person who sends the request, oldest first."""
    return _shown(talk(request).waiting_for(author(request)))


def _one_of_both() -> Problem:
    return Problem(422, "invalid", "A comment is about an entry or about a document.", "Name one of the two.")


def _get(request: Request, thread: int) -> Thread:
    found = talk(request).get(thread) if 0 <= thread < 2**63 else None
    if found is None:
        raise Problem(404, "no_comment", "There is no such comment.")
    return found


def _shown(threads: list[Thread]) -> Threads:
    return Threads(threads=[_out(one) for one in threads])


def _out(thread: Thread) -> ThreadOut:
    about = thread.about
    return ThreadOut(
        id=thread.id,
        entry=about.id if about.kind == "entry" else None,
        document=about.id if about.kind == "bead" else None,
        src=list(about.src),
        tgt=list(about.tgt),
        title=about.title,
        discuss=thread.discuss,
        assigned=thread.assigned,
        settled_by=thread.resolved_by,
        comments=[CommentOut.model_validate(one) for one in thread.comments],
    )
