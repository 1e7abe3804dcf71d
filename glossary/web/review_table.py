"""The proposals as a table, in which many are decided at once, and the contradictions, which are decided in pairs.

Every decision can be undone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from glossary.errors import Conflict, GlossaryError
from glossary.review.families import LIKELY
from glossary.review.table import SORTS, Contradiction, Gathered, contradictions, folds, gathered, listing
from glossary.statistics import contents, documents_of
from glossary.store.glossary import Glossary
from glossary.types import Concept, Relation
from glossary.web.dependencies import Reader, author, document_address, reading, shows_candidates, writing
from glossary.web.entry_form import subject_choices
from glossary.web.entry_view import evidence, stamped, when
from glossary.web.lookup import CHOICES
from glossary.web.pages import language_of, render, stamp
from glossary.web.problems import Problem, from_error, in_words
from glossary.web.review import SHOWN, Score, Text, Wanted

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
ROWS = 100
"""Rows of one page; half as many if each row may stand for a family of a dozen proposals."""
PAIRS = 20
"""Contradictions on one page."""
TRIES = 5
_FINDING = threading.Lock()

Id = Annotated[str, Field(max_length=2000)]
Page = Annotated[int, Query(ge=1, le=100_000)]


class Seen(BaseModel):
    """An entry, and the stamp of the state in which the user has seen it."""

    id: Id
    expected: str = Field(max_length=64)


class Many(BaseModel):
    """One decision about many entries."""

    action: Literal["approve", "reject"]
    entries: list[Seen] = Field(min_length=1, max_length=2000)


class Merged(BaseModel):
    """Two entries, of which the second is to be merged into the first."""

    one: Seen
    other: Seen


class Apart(BaseModel):
    """An entry that does not contradict `other`, because it belongs to a different subject."""

    one: Seen
    other: Id
    subject: str = Field(min_length=1, max_length=2000)


class Undone(BaseModel):
    """A change to undo."""

    version: int = Field(ge=1)
    ids: list[Id] = Field(default=[], max_length=4000)


@router.get("/review/table")
def table(
    request: Request,
    subject: Text = "",
    document: Text = "",
    minimum: Score = 0.0,
    sort: Annotated[str, Query(max_length=20)] = "score",
    down: bool = True,
    fold: bool = True,
    page: Page = 1,
) -> Response:
    wanted = Wanted(subject.strip(), document.strip(), minimum)
    reader: Reader = request.app.state.reader
    rows = ROWS // 2 if fold else ROWS
    found = listing(
        reader.glossary(),
        among=_gathered(request, wanted, fold),
        sort=next((one for one in SORTS if one == sort), "score"),
        down=down,
        start=(page - 1) * rows,
        limit=rows,
    )
    query = {"subject": wanted.subject, "document": wanted.document, "minimum": minimum or ""}
    query |= {} if fold else {"fold": "false"}
    return render(
        request,
        "review_table.html",
        wanted=wanted,
        found=found,
        stamped=stamped,
        marked_good=marked_good,
        sorts=SORTS,
        sort=sort,
        down=down,
        fold=fold,
        page=page,
        pages=max(1, -(-found.total // rows)),
        narrowing=urlencode({name: value for name, value in query.items() if value}),
        rivals=len(reader.once(contradictions)),
        contents=reader.once(contents),
        documents=reader.once(documents_of)[:CHOICES],
    )


@router.get("/review/contexts/{id:path}")
def contexts(request: Request, id: str) -> Response:
    """The sentences that show an entry in use, to be inserted below its row."""
    concept = reading(request).get(id)
    found = evidence(concept, SHOWN)
    return render(
        request, "contexts_row.html", concept=concept, evidence=found, document_address=document_address(request)
    )


def _families(request: Request) -> dict[str, str]:
    """The families of the proposals, kept between requests until the glossary changes."""
    state, reader, candidates = request.app.state, request.app.state.reader, shows_candidates(request)
    name = "families_with_candidates" if candidates else "families"
    kept: tuple[Glossary, dict[str, str]] | None = getattr(state, name, None)
    glossary = reader.glossary()
    if kept is None or kept[0] is not glossary:
        with _FINDING:  # takes seconds for a large glossary; other requests wait for the result
            kept = getattr(state, name, None)
            if kept is None or kept[0] is not glossary:
                kept = (glossary, folds(glossary, kept[1] if kept else None, candidates=candidates))
                setattr(state, name, kept)
    return kept[1]


def _gathered(request: Request, wanted: Wanted, fold: bool) -> Gathered:
    """The proposals of the table, kept between requests while the user turns its pages and sorts it."""
    state, glossary = request.app.state, request.app.state.reader.glossary()
    candidates = shows_candidates(request)
    asked = (wanted, fold, candidates)
    kept: tuple[Glossary, object, Gathered] | None = getattr(state, "table_gathered", None)
    if kept is None or kept[0] is not glossary or kept[1] != asked:
        found = gathered(
            glossary,
            subject=wanted.subject or None,
            document=wanted.document or None,
            minimum_score=wanted.minimum or None,
            folded=_families(request) if fold else None,
            candidates=candidates,
        )
        state.table_gathered = kept = (glossary, asked, found)
    return kept[2]


def marked_good(concept: Concept) -> bool:
    """Whether the table marks a proposal for approval. One without a score is marked too: a person has written it."""
    return concept.scores.total <= 0 or concept.scores.total >= LIKELY


@router.get("/review/contradictions")
def rivals(request: Request, page: Page = 1) -> Response:
    reader: Reader = request.app.state.reader
    pairs = reader.once(contradictions)
    shown = pairs[(page - 1) * PAIRS : page * PAIRS]
    concepts = {one.id: one for one in reader.glossary().get_many([id for pair in shown for id in pair])}
    found = [Contradiction(concepts[a], concepts[b]) for a, b in shown if a in concepts and b in concepts]
    return render(
        request,
        "review_contradictions.html",
        found=found,
        total=len(pairs),
        page=page,
        pages=max(1, -(-len(pairs) // PAIRS)),
        evidence=lambda concept: evidence(concept, 2),
        stamped=stamped,
        subjects=[name for some in subject_choices(request).values() for name, _ in some],
        document_address=document_address(request),
    )


@router.post("/review/many")
def many(request: Request, decision: Many) -> dict[str, Any]:
    """Decide, in one change, the entries that are still as the user has seen them; list the others undecided."""
    by = author(request)

    def work(glossary: Glossary, ids: list[str], seen: Mapping[str, datetime | None]) -> int | None:
        decide = glossary.approve if decision.action == "approve" else glossary.reject
        return decide(*ids, by=by, expected=seen)

    return _apply(request, decision.entries, work)


@router.post("/review/merge")
def merge(request: Request, pair: Merged) -> dict[str, Any]:
    """Merge the second entry into the first."""
    by = author(request)

    def work(glossary: Glossary, ids: list[str], _: object) -> int | None:
        return glossary.merge(ids[0], ids[1], by=by)

    return _apply(request, [pair.one, pair.other], work, together=True)


@router.post("/review/apart")
def apart(request: Request, decision: Apart) -> dict[str, Any]:
    """Give an entry its subject, and remove its contradiction with the other one."""
    by = author(request)

    def work(glossary: Glossary, ids: list[str], seen: Mapping[str, datetime | None]) -> int | None:
        kept = tuple(r for r in glossary.get(ids[0]).relations if r != Relation("conflict", decision.other))
        subject = " ".join(decision.subject.split())
        return glossary.edit(ids[0], subject=subject, relations=kept, by=by, expected=seen[ids[0]])

    return _apply(request, [decision.one], work)


@router.post("/review/undo-many")
def undo(request: Request, undone: Undone) -> dict[str, Any]:
    """Undo a whole change. Answers 409 if somebody has changed one of its entries since."""
    glossary = writing(request)
    try:
        version = glossary.undo(version=undone.version, by=author(request))
    except Conflict as error:
        problem = from_error(error)
        raise Problem(409, problem.code, problem.message, "Look at the entries one by one.") from error
    return {"version": version, "expected": _stamps(glossary, undone.ids), "conflicts": []}


Work = Callable[[Glossary, list[str], Mapping[str, datetime | None]], int | None]


def _apply(request: Request, entries: Iterable[Seen], work: Work, *, together: bool = False) -> dict[str, Any]:
    """Do `work` on the entries that are still as the user has seen them; with `together`, on all of them or none."""
    seen = {one.id: when(one.expected) for one in entries}
    for _ in range(TRIES):
        glossary = writing(request)
        now = {one.id: one for one in glossary.get_many(list(seen))}
        changed = [id for id, moment in seen.items() if id not in now or now[id].modified != moment]
        ids = [] if together and changed else [id for id in seen if id not in changed]
        try:
            version = work(glossary, ids, seen) if ids else None
        except Conflict:
            continue  # somebody has changed an entry between our reading and our change
        except GlossaryError as error:
            raise in_words(from_error(error), language_of(request)) from error
        stamps = _stamps(glossary, ids)
        return {
            "version": version,
            "expected": stamps,
            "conflicts": [_current_state(id, now.get(id)) for id in changed],
        }
    raise Problem(409, "conflict", "Others are at work on these entries.", "Look at them again.")


def _stamps(glossary: Glossary, ids: Iterable[str]) -> dict[str, str]:
    return {one.id: stamped(one) for one in glossary.get_many(list(ids))}


def _current_state(id: str, now: Concept | None) -> dict[str, str]:
    """The current state of an entry that has changed since the user saw it."""
    if now is None:
        return {"id": id, "name": id, "status": "gone", "by": "", "at": ""}
    name = " = ".join(term.text for term in now.terms[:2])
    return {"id": id, "name": name, "status": now.status, "by": now.modified_by or "", "at": stamp(now.modified)}
