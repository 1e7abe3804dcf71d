"""The API of curating: what the pages for entries, review and changes do, for programs. It only calls the glossary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from glossary.errors import Conflict, UnknownConcept
from glossary.review.table import contradictions
from glossary.web import api_examples as examples
from glossary.web import api_models as models
from glossary.web.api import shown_if_overtaken
from glossary.web.change_feed import items
from glossary.web.dependencies import Reader, author, reading, writing
from glossary.web.problems import Problem

__all__ = ["router"]

router = APIRouter(prefix="/api", responses=models.ERRORS)
TRIES = 5
Id = Annotated[str, Field(max_length=2000)]
By = Annotated[str | None, Field(max_length=80, description="Who does it; by default the account's name.")]


class Named(BaseModel):
    text: str = Field(max_length=2000)
    language: str = Field(max_length=20)


class Split(BaseModel):
    """Terms that become an entry of their own."""

    model_config = models.shown({"terms": [{"text": "成员", "language": "zh"}, {"text": "member", "language": "en"}]})

    terms: list[Named] = Field(min_length=1, max_length=200)
    by: By = None
    note: str | None = Field(None, max_length=2000)


class SplitOut(BaseModel):
    model_config = models.shown({"entry": examples.ENTRY, "made": examples.ENTRY})

    entry: models.Entry = Field(description="The entry without these terms.")
    made: models.Entry = Field(description="The new entry.")


class SeenEntry(BaseModel):
    """An entry, and the state in which it was read."""

    id: Id
    expected: datetime | None = Field(None, description="`modified` as it was read; a newer state is left alone.")


class Decisions(BaseModel):
    """One decision about many entries, saved as one change."""

    model_config = models.shown(
        {"action": "approve", "entries": [{"id": examples.ENTRY["id"], "expected": examples.ENTRY["modified"]}]}
    )

    action: Literal["approve", "reject", "propose"]
    entries: list[SeenEntry] = Field(min_length=1, max_length=2000)
    by: By = None
    note: str | None = Field(None, max_length=2000)


class Decided(BaseModel):
    model_config = models.shown({"version": 7, "decided": [examples.ENTRY["id"]], "conflicts": []})

    version: int | None = Field(description="The version made, which undo takes; null where nothing changed.")
    decided: list[str]
    conflicts: list[models.Entry] = Field(description="Entries that somebody has changed since: as they are now.")


class Forget(BaseModel):
    model_config = models.shown({"document": "GC.20/14"})

    document: str = Field(max_length=2000, description="Name of the document, as contexts give it.")
    by: By = None
    note: str | None = Field(None, max_length=2000)


class ForgottenOut(models.Out):
    model_config = models.shown({"removed": 12, "changed": 30, "sentences": 49, "version": 8}) | {
        "from_attributes": True
    }

    removed: int = Field(description="Entries that only this document supported.")
    changed: int = Field(description="Entries that lost evidence.")
    sentences: int
    version: int | None


class Version(BaseModel):
    model_config = models.shown({"version": 7})

    version: int = Field(ge=1, le=2**31, description="The change to take back, whole.")
    by: By = None


class Made(BaseModel):
    model_config = models.shown({"version": 8})

    version: int | None = Field(description="The version made; null where nothing changed.")


class ItemOut(models.Out):
    """One change: of the glossary, with its version, or of a document."""

    at: datetime
    by: str
    operation: str = Field(examples=["approve"])
    count: int = Field(description="Entries changed.")
    entries: list[str] = Field(description="Their ids, as far as they are few.")
    note: str | None
    version: int | None
    undoable: bool
    document: str | None


class Changes(BaseModel):
    model_config = models.shown({"changes": [examples.CHANGE]})

    changes: list[ItemOut] = Field(description="Latest first.")


class Pair(BaseModel):
    """Two entries, by their ids."""

    one: str
    other: str


class Rivals(BaseModel):
    model_config = models.shown({"pairs": [{"one": examples.ENTRY["id"], "other": "unido-2"}], "total": 1})

    pairs: list[Pair] = Field(description="Entries that contradict each other, best scored first.")
    total: int


@router.post("/entries/{id:path}/propose", tags=["entries"], summary="Put an entry back among the proposals")
def propose(request: Request, id: str, body: models.Decision) -> models.Entry:
    with shown_if_overtaken(request, id):
        writing(request).edit(
            id, status="proposed", by=author(request, body.by), note=body.note, expected=body.expected
        )
    return models.entry(reading(request).get(id))


@router.post("/entries/{id:path}/split", tags=["entries"], summary="Make terms of an entry one of their own")
def split(request: Request, id: str, body: Split) -> SplitOut:
    """Move the terms to an entry of their own. A context goes to the entry whose terms it contains, or to both."""
    glossary = writing(request)
    named = {(term.language, term.text) for term in body.terms}
    chosen = [term for term in glossary.get(id).terms if (term.language, term.text) in named]
    if len(chosen) != len(named):
        raise Problem(400, "invalid_entry", "The entry does not have all of these terms.", "Read it again.")
    made, _ = glossary.split(id, chosen, by=author(request, body.by), note=body.note)
    now = reading(request)
    return SplitOut(entry=models.entry(now.get(id)), made=models.entry(now.get(made)))


@router.post("/entries/{id:path}/restore", tags=["entries"], summary="Put an entry back to what it was in a version")
def restore(request: Request, id: str, body: models.Undo) -> models.Entry:
    with shown_if_overtaken(request, id):
        writing(request).restore(id, to=body.version, by=author(request, body.by))
    return models.entry(reading(request).get(id))


@router.post("/decisions", tags=["review"], summary="Decide many entries at once")
def decide(request: Request, body: Decisions) -> Decided:
    """Decide the entries that nobody has changed since they were read, in one change; list the others undecided."""
    by, seen = author(request, body.by), {one.id: one.expected for one in body.entries}
    for _ in range(TRIES):
        glossary = writing(request)
        now = {one.id: one for one in glossary.get_many(list(seen))}
        for id in seen:
            if id not in now:
                raise UnknownConcept("no entry has the id {id}", id=id[:200])
        met = [id for id, moment in seen.items() if moment is not None and now[id].modified != moment]
        ids = [id for id in seen if id not in met]
        work: dict[str, Callable[..., int | None]] = {"approve": glossary.approve, "reject": glossary.reject}
        work["propose"] = glossary.propose
        expected = {id: now[id].modified for id in ids}
        try:
            version = work[body.action](*ids, by=by, note=body.note, expected=expected) if ids else None
        except Conflict:
            continue  # somebody has changed an entry between our reading and our change
        return Decided(version=version, decided=ids, conflicts=[models.entry(now[id]) for id in met])
    raise Problem(409, "conflict", "Others are at work on these entries.", "Look at them again.")


@router.get("/contradictions", tags=["review"], summary="Entries that contradict each other")
def rivals(
    request: Request, limit: Annotated[int, Query(ge=1, le=1000, description="Most that are given.")] = 100
) -> Rivals:
    reader: Reader = request.app.state.reader
    found = reader.once(contradictions)
    return Rivals(pairs=[Pair(one=one, other=other) for one, other in found[:limit]], total=len(found))


@router.post("/forget", tags=["changes"], summary="Take a document out of the glossary")
def forget(request: Request, body: Forget) -> ForgottenOut:
    """Remove a document's sentences, its evidence, and the entries that only it supported.

    Entries that people have approved or edited stay.
    """
    found = writing(request).forget(body.document, by=author(request, body.by), note=body.note)
    return ForgottenOut.model_validate(found)


@router.get("/changes", tags=["changes"], summary="The last changes of the glossary and of the documents")
def changes(
    request: Request,
    by: Annotated[str, Query(max_length=400, description="Of this person only.")] = "",
    entry: Annotated[str, Query(max_length=2000, description="Of this entry only.")] = "",
    document: Annotated[str, Query(max_length=2000, description="Of this aligned document only.")] = "",
) -> Changes:
    found = items(request, by.strip(), entry.strip(), document.strip())
    return Changes(changes=[ItemOut.model_validate(one) for one in found])


@router.post("/changes/undo", tags=["changes"], summary="Take a change of the glossary back, whole")
def undo(request: Request, body: Version) -> Made:
    """Undo a whole change. If somebody has changed one of its entries since, answers 409 and changes nothing."""
    return Made(version=writing(request).undo(version=body.version, by=author(request, body.by)))
