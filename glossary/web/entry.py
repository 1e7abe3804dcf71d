"""The page of a concept entry: shows its evidence, edits it in place, and undoes changes of its history."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from glossary.errors import Conflict, GlossaryError, Message, UnknownConcept
from glossary.review.before_saving import Doubt
from glossary.review.drafts import Draft, TermDraft, create, revert_entry
from glossary.review.related_entries import neighbours
from glossary.store.glossary import Glossary
from glossary.types import Concept
from glossary.web.comments import talk
from glossary.web.dependencies import Reader, author, reading, writing
from glossary.web.entry_form import EditForm, asked, form_context
from glossary.web.entry_view import compared, merge_candidates, merged_into, shown, shown_history, when
from glossary.web.messages import say
from glossary.web.pages import is_part, language_of, render, stamp
from glossary.web.problems import Problem, demand, from_error

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

Part = Literal["", "edit", "around", "history", "merge", "split"]


@router.get("/new")
def new_page(request: Request, q: Annotated[str, Query(max_length=500)] = "") -> Response:
    han = any("\u4e00" <= letter <= "\u9fff" for letter in q)
    terms = (TermDraft(q if han else "", "zh"), TermDraft("" if han else q, "en"))
    return render(request, "entry_new.html", **form_context(request, Draft(terms)))


@router.post("/new")
def new_entry(request: Request, form: Annotated[EditForm, Form()]) -> Response:
    draft = form.draft()
    if form.then == "approve":
        demand(request, "decide")
    doubts = asked(reading(request), form, draft)
    if doubts:
        name = "entry_new_form.html" if is_part(request) else "entry_new.html"
        return render(request, name, status_code=409, **form_context(request, draft, doubts))
    try:
        id = create(
            writing(request),
            draft.terms,
            subject=draft.subject,
            definition=draft.written(),
            notes=draft.notes,
            approved=form.then == "approve",
            by=author(request),
        )
    except GlossaryError as error:
        problem = from_error(error)
        name = "entry_new_form.html" if is_part(request) else "entry_new.html"
        return render(request, name, status_code=problem.status, problem=problem, **form_context(request, draft))
    if is_part(request):
        return Response(status_code=204, headers={"HX-Redirect": f"/entry/{quote(id)}"})
    return RedirectResponse(f"/entry/{quote(id)}", status_code=303)


@router.get("/entry/{id:path}")
def entry_page(
    request: Request,
    id: str,
    part: Part = "",
    q: Annotated[str, Query(max_length=500)] = "",
    review: bool = False,
    glossary: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    if glossary:
        return _of_another(request, id, glossary)
    return _of_first(request, id, part, q, review=review)


def _of_another(request: Request, id: str, name: str) -> Response:
    """The page of an entry of a further glossary, which cannot be changed here."""
    names = request.app.state.settings.glossary_names
    if name == names[0]:
        return RedirectResponse(f"/entry/{quote(id)}", status_code=303)
    others: dict[str, Reader] = dict(zip(names[1:], request.app.state.others, strict=True))
    found = others[name].glossary().get_many([id]) if name in others else []
    if not found:
        remedy = "Look it up by one of its terms."
        raise Problem(404, "unknown_concept", Message("There is no entry {id}.", id=id[:200]), remedy)
    return render(request, "entry_other.html", glossary=name, **shown(request, found[0]))


def _of_first(request: Request, id: str, part: Part, q: str, *, review: bool) -> Response:
    glossary = reading(request)
    try:
        concept = glossary.get(id)
    except UnknownConcept:
        target = merged_into(request, id)
        if target is None:
            remedy = "Look it up by one of its terms."
            raise Problem(404, "unknown_concept", Message("There is no entry {id}.", id=id[:200]), remedy) from None
        return RedirectResponse(f"/entry/{quote(target)}", status_code=303)
    context = shown(request, concept) | {"part": part, "review": review}
    if part == "edit":
        context |= form_context(request, Draft.of(concept))
    if part == "merge":
        context |= {"q": q, "candidates": merge_candidates(glossary, concept, q)}
    if part == "history" or (part == "around" and is_part(request)):
        context |= shown_history(request, id)
    if part == "around":
        context |= {"around": neighbours(glossary, concept), "oob": is_part(request)}
    if not is_part(request):
        return render(request, "entry.html", **context)
    return render(request, f"entry_{part or 'card'}.html", **context)


@router.post("/entry/{id:path}/approve")
def approve(request: Request, id: str, expected: Annotated[str, Form(max_length=64)] = "") -> Response:
    return _decided(request, id, lambda g: g.approve(id, by=author(request), expected=when(expected)), "entry.approved")


@router.post("/entry/{id:path}/reject")
def reject(request: Request, id: str, expected: Annotated[str, Form(max_length=64)] = "") -> Response:
    return _decided(request, id, lambda g: g.reject(id, by=author(request), expected=when(expected)), "entry.rejected")


@router.post("/entry/{id:path}/propose")
def propose(request: Request, id: str, expected: Annotated[str, Form(max_length=64)] = "") -> Response:
    def work(glossary: Glossary) -> object:
        return glossary.edit(id, status="proposed", by=author(request), expected=when(expected))

    return _decided(request, id, work, "entry.proposed")


@router.post("/entry/{id:path}/edit")
def edit(request: Request, id: str, form: Annotated[EditForm, Form()], review: bool = False) -> Response:
    draft, glossary = form.draft(), writing(request)
    concept = glossary.get(id)

    def form_again(concept: Concept, status: int, doubts: list[Doubt] | None = None, **more: object) -> Response:
        context = shown(request, concept) | form_context(request, draft, doubts) | {"part": "edit", "review": review}
        return _page_or_part(request, "edit", context | more, status)

    doubts = asked(reading(request), form, draft, concept)
    if doubts:
        return form_again(concept, 409, doubts, expected=form.expected)
    try:
        fields = draft.fields(concept)
        if form.then == "approve":
            fields["status"] = "approved"
        note = form.why.strip() or None
        version = glossary.edit(id, by=author(request), expected=when(form.expected), note=note, **fields)
    except Conflict:
        theirs = glossary.get(id)
        return form_again(theirs, 409, conflict=True, compared=compared(theirs, draft))
    except UnknownConcept:
        raise
    except Exception as error:
        problem = _problem_of(error)
        return form_again(concept, problem.status, problem=problem, expected=form.expected)
    return _after(request, id, "entry.saved", review=review, version=version)


@router.post("/entry/{id:path}/merge")
def merge(request: Request, id: str, other: Annotated[str, Form(max_length=2000)]) -> Response:
    try:
        writing(request).merge(id, other, by=author(request))
    except GlossaryError as error:
        return _refused(request, id, error, "merge")
    talk(request).move(other, id)
    return _after(request, id, "entry.merged")


@router.post("/entry/{id:path}/split")
def split(request: Request, id: str, term: Annotated[list[int] | None, Form()] = None) -> Response:
    glossary = writing(request)
    terms = glossary.get(id).terms
    chosen = [terms[n] for n in term or () if 0 <= n < len(terms)]
    try:
        made, _ = glossary.split(id, chosen, by=author(request))
    except GlossaryError as error:
        return _refused(request, id, error, "split")
    return _after(request, id, "entry.split_done", made=made)


@router.post("/entry/{id:path}/undo")
def undo(request: Request, id: str, version: Annotated[int, Form()]) -> Response:
    return _decided(request, id, lambda g: revert_entry(g, id, version=version, by=author(request)), "entry.undone")


@router.post("/entry/{id:path}/restore")
def restore(request: Request, id: str, version: Annotated[int, Form()]) -> Response:
    return _decided(request, id, lambda g: g.restore(id, to=version, by=author(request)), "entry.undone")


def _decided(request: Request, id: str, work: Callable[[Glossary], object], done: str) -> Response:
    """Do `work` and show the entry. If it is refused, or somebody was faster, show the current entry and say why."""
    try:
        work(writing(request))
    except GlossaryError as error:
        return _refused(request, id, error)
    return _after(request, id, done)


def _refused(request: Request, id: str, error: GlossaryError, part: Part = "") -> Response:
    """The current entry, with the refusal above it, and with the part that the request came from still open."""
    glossary = reading(request)
    concept, problem = glossary.get(id), from_error(error)
    if isinstance(error, Conflict) and concept.modified_by:
        by, at = concept.modified_by, stamp(concept.modified)
        words = say("entry.conflict.decided", language_of(request), by=by, at=at)
        problem = Problem(problem.status, problem.code, words)
    context = shown(request, concept) | {"part": part, "problem": problem}
    if part == "merge":
        context |= {"q": "", "candidates": merge_candidates(glossary, concept, "")}
    return _page_or_part(request, "card", context, problem.status)


def _after(
    request: Request, id: str, done: str, *, made: str | None = None, review: bool = False, version: int | None = None
) -> Response:
    if not is_part(request):
        return RedirectResponse(f"/entry/{quote(id)}", status_code=303)
    try:
        context = shown(request, reading(request).get(id)) | {"part": "", "made": made}
    except UnknownConcept:  # the undone change had created the entry
        return Response(status_code=204, headers={"HX-Redirect": "/"})
    name = "review_card.html" if review else "entry_card.html"
    response = render(request, name, **context)
    told = {"toast": say(done, language_of(request)), "entry-changed": {"id": id, "version": version}}
    response.headers["HX-Trigger"] = json.dumps(told)
    if not review:  # the address may still name a form, which the page no longer shows
        response.headers["HX-Replace-Url"] = f"/entry/{quote(id)}"
    return response


def _page_or_part(request: Request, part: str, context: dict[str, Any], status: int) -> Response:
    name = f"entry_{part}.html" if is_part(request) else "entry.html"
    return render(request, name, status_code=status, **context)


def _problem_of(error: Exception) -> Problem:
    from align.errors import AlignError

    if isinstance(error, Problem):
        return error
    if isinstance(error, GlossaryError | AlignError):
        return from_error(error)
    raise error
