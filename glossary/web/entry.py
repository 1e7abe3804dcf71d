"""One concept entry: shown with its evidence, changed in place, its history taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from glossary.errors import Conflict, GlossaryError, Message, UnknownConcept
from glossary.exchange.labels import split_definition, split_region
from glossary.review.drafts import Draft, TermDraft, create, take_back, undoable
from glossary.review.related_entries import neighbours
from glossary.review.subjects import subject_list
from glossary.search import search
from glossary.search.concordance import term_spans
from glossary.store.glossary import Glossary
from glossary.types import Concept, Context, Term
from glossary.web.changes import changes
from glossary.web.comments import talk
from glossary.web.dependencies import Reader, author, document_address, reading, writing
from glossary.web.entry_form import EditForm, asked, form_context
from glossary.web.messages import say
from glossary.web.pages import is_part, language_of, render, stamp
from glossary.web.problems import Problem, demand, from_error

__all__ = ["evidence", "router", "stamped", "when"]

router = APIRouter(include_in_schema=False)

HISTORY = 50
CONTEXTS = 8
"""Contexts of an entry that are open; the others are under a heading that opens."""
Part = Literal["", "edit", "around", "history", "merge", "split"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A context with the entry's terms marked."""

    context: Context
    src_spans: Sequence[tuple[int, int]]
    tgt_spans: Sequence[tuple[int, int]]


def evidence(concept: Concept, most: int | None = None) -> list[Evidence]:
    """The entry's contexts, marked, none twice; those that show both sides come first, headings last."""

    def spans(text: str, language: str) -> list[tuple[int, int]]:
        return term_spans(text, language, [term for term in concept.terms if term.language == language])

    # The title of a document stands on its cover, over its text and in every footer: once is enough.
    seen: dict[tuple[str, str, str], Context] = {}
    for one in concept.contexts:
        seen.setdefault((one.document, _plain(one.src), _plain(one.tgt)), one)
    contexts = list(seen.values())
    found = [Evidence(one, spans(one.src, one.src_lang), spans(one.tgt, one.tgt_lang)) for one in contexts]
    return sorted(found, key=lambda one: (not (one.src_spans and one.tgt_spans), not _is_sentence(one.context)))[:most]


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_sentence(context: Context) -> bool:
    """Whether a context is more than a heading: those say least about a term."""
    return context.src.rstrip("”\"’')） ").endswith((".", "。", "；", ";", "！", "？", "?", "!", "：", ":"))


def stamped(concept: Concept) -> str:
    """The state of an entry that a form was filled in on, for `expected`."""
    return concept.modified.isoformat() if concept.modified else ""


def when(expected: str) -> datetime | None:
    """The moment that `stamped` wrote; None where there is none. Raises Problem."""
    if not expected:
        return None
    try:
        moment = datetime.fromisoformat(expected)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Problem(422, "invalid", "“expected” is no time in ISO 8601 with its zone.")
    return moment


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
    """An entry of a further glossary, which is only read."""
    names = request.app.state.settings.glossary_names
    if name == names[0]:
        return RedirectResponse(f"/entry/{quote(id)}", status_code=303)
    others: dict[str, Reader] = dict(zip(names[1:], request.app.state.others, strict=True))
    found = others[name].glossary().get_many([id]) if name in others else []
    if not found:
        remedy = "Look it up by one of its terms."
        raise Problem(404, "unknown_concept", Message("There is no entry {id}.", id=id[:200]), remedy)
    return render(request, "entry_other.html", glossary=name, **_shown(request, found[0]))


def _of_first(request: Request, id: str, part: Part, q: str, *, review: bool) -> Response:
    glossary = reading(request)
    try:
        concept = glossary.get(id)
    except UnknownConcept:
        target = _merged_into(request, id)
        if target is None:
            remedy = "Look it up by one of its terms."
            raise Problem(404, "unknown_concept", Message("There is no entry {id}.", id=id[:200]), remedy) from None
        return RedirectResponse(f"/entry/{quote(target)}", status_code=303)
    context = _shown(request, concept) | {"part": part, "review": review}
    if part == "edit":
        context |= form_context(request, Draft.of(concept))
    if part == "merge":
        context |= {"q": q, "candidates": _candidates(glossary, concept, q)}
    if part == "history" or (part == "around" and is_part(request)):
        context |= _history(request, id)
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
    doubts = asked(reading(request), form, draft, concept)
    if doubts:
        shown = _shown(request, concept) | form_context(request, draft, doubts) | {"part": "edit", "review": review}
        return _page_or_part(request, "edit", shown | {"expected": form.expected}, 409)
    try:
        fields = draft.fields(concept)
        if form.then == "approve":
            fields["status"] = "approved"
        version = glossary.edit(
            id, by=author(request), expected=when(form.expected), note=form.why.strip() or None, **fields
        )
    except Conflict:
        theirs = glossary.get(id)
        context = (
            _shown(request, theirs)
            | form_context(request, draft)
            | {"part": "edit", "conflict": True, "review": review}
        )
        context["compared"] = _compared(theirs, draft)
        return _page_or_part(request, "edit", context, 409)
    except UnknownConcept:
        raise
    except Exception as error:
        problem = _told(error)
        context = (
            _shown(request, concept)
            | form_context(request, draft)
            | {"part": "edit", "problem": problem, "review": review}
        )
        context["expected"] = form.expected
        return _page_or_part(request, "edit", context, problem.status)
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
    return _decided(request, id, lambda g: take_back(g, id, version=version, by=author(request)), "entry.undone")


@router.post("/entry/{id:path}/restore")
def restore(request: Request, id: str, version: Annotated[int, Form()]) -> Response:
    return _decided(request, id, lambda g: g.restore(id, to=version, by=author(request)), "entry.undone")


def _decided(request: Request, id: str, work: Callable[[Glossary], object], done: str) -> Response:
    """Do it and show the entry; where that is refused, or somebody was first, show it as it is now and say so."""
    try:
        work(writing(request))
    except GlossaryError as error:
        return _refused(request, id, error)
    return _after(request, id, done)


def _refused(request: Request, id: str, error: GlossaryError, part: Part = "") -> Response:
    """The entry as it is now, what was refused above it, and the part that it was asked with still open."""
    glossary = reading(request)
    concept, problem = glossary.get(id), from_error(error)
    if isinstance(error, Conflict) and concept.modified_by:
        by, at = concept.modified_by, stamp(concept.modified)
        words = say("entry.conflict.decided", language_of(request), by=by, at=at)
        problem = Problem(problem.status, problem.code, words)
    context = _shown(request, concept) | {"part": part, "problem": problem}
    if part == "merge":
        context |= {"q": "", "candidates": _candidates(glossary, concept, "")}
    return _page_or_part(request, "card", context, problem.status)


def _after(
    request: Request, id: str, done: str, *, made: str | None = None, review: bool = False, version: int | None = None
) -> Response:
    if not is_part(request):
        return RedirectResponse(f"/entry/{quote(id)}", status_code=303)
    try:
        context = _shown(request, reading(request).get(id)) | {"part": "", "made": made}
    except UnknownConcept:  # the entry went with what was undone
        return Response(status_code=204, headers={"HX-Redirect": "/"})
    name = "review_card.html" if review else "entry_card.html"
    response = render(request, name, **context)
    told = {"toast": say(done, language_of(request)), "entry-changed": {"id": id, "version": version}}
    response.headers["HX-Trigger"] = json.dumps(told)
    if not review:  # the page no longer shows the form that its address may name
        response.headers["HX-Replace-Url"] = f"/entry/{quote(id)}"
    return response


def _page_or_part(request: Request, part: str, context: dict[str, Any], status: int) -> Response:
    name = f"entry_{part}.html" if is_part(request) else "entry.html"
    return render(request, name, status_code=status, **context)


def _told(error: Exception) -> Problem:
    from align.errors import AlignError

    if isinstance(error, Problem):
        return error
    if isinstance(error, GlossaryError | AlignError):
        return from_error(error)
    raise error


def _shown(request: Request, concept: Concept) -> dict[str, Any]:
    languages: dict[str, list[tuple[int, Term]]] = {}
    ordered = sorted(enumerate(concept.terms), key=lambda one: (one[1].language != "zh", one[1].language != "en"))
    for number, term in ordered:
        languages.setdefault(term.language, []).append((number, term))
    rivals = [relation.target for relation in concept.relations if relation.type == "conflict"]
    return {
        "concept": concept,
        "languages": languages,
        "me": author(request),
        "evidence": evidence(concept),
        "against": [one for one in reading(request).get_many(rivals[:4]) if one.status != "rejected"],
        "first_contexts": CONTEXTS,
        "said": split_definition(concept.definition or ""),
        "region_of": lambda term: split_region(term.note),
        "subject_names": subject_list(request.app.state.settings.glossary),
        "expected": stamped(concept),
        "document_address": document_address(request),
        "discussed": talk(request).discussed([concept.id]),
    }


def _candidates(glossary: Glossary, concept: Concept, query: str) -> list[Concept]:
    """Entries that may be merged into this one: what was searched for, else those with its terms."""
    if query.strip():
        hits = search(glossary, query.strip(), limit=12, status=("approved", "proposed", "rejected"))
        return [hit.concept for hit in hits if hit.concept.id != concept.id][:10]
    around = neighbours(glossary, concept, most=5)
    return [*(one for _, one in around.related), *around.alike, *around.longer]


def _line(term: TermDraft) -> str:
    """A term on one line: what somebody else may have changed of it stands there too."""
    more = [part for part in (term.status, term.region, term.source, term.note) if part]
    return f"{term.language}: {term.text}" + (f" ({'; '.join(more)})" if more else "")


def _compared(theirs: Concept, mine: Draft) -> list[dict[str, Any]]:
    """The entry as it is now beside what was written, line by line."""
    other = Draft.of(theirs)

    def terms(draft: Draft) -> list[str]:
        return [_line(one) for one in draft.terms if one.text.strip()]

    rows = [
        ("terms", terms(other), terms(mine)),
        ("subject", [other.subject or ""], [(mine.subject or "").strip()]),
        ("definition", [other.written() or ""], [mine.written() or ""]),
        ("notes", list(other.notes), [note.strip() for note in mine.notes if note.strip()]),
    ]
    return [{"what": what, "theirs": one, "mine": two, "differs": one != two} for what, one, two in rows]


def _history(request: Request, id: str) -> dict[str, Any]:
    """Changes of an entry, latest first, each with what it did; and the one that undo takes back next."""
    try:
        history = writing(request).history(id)
    except UnknownConcept:  # another program has put the entry into the table
        history = []
    following = undoable(history)
    shown = []
    for number, change in enumerate(history[:HISTORY]):
        commit = change.commit
        shown.append(
            {
                "commit": commit,
                "what": changes(change.before, change.after, language_of(request)),
                "undo": change is following,
                "restore": number > 0 and change.after is not None and change is not following,
            }
        )
    return {"changes": shown, "following": following.commit if following else None}


def _merged_into(request: Request, id: str) -> str | None:
    """The entry that took this one in, where a merge did."""
    try:
        latest = writing(request).history(id)[0]
    except UnknownConcept:
        return None
    details = latest.commit.details if latest.commit else None
    into = (details or {}).get("into")
    return into if latest.after is None and isinstance(into, str) and into != id else None
