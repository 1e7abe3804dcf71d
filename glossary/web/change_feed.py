"""The list of changes to the glossary and the aligned documents, by person, entry or document, each with its undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from align.correction import journal
from align.correction.library import BitextFolder
from glossary.errors import GlossaryError, UnknownConcept
from glossary.web.dependencies import author, reading, writing
from glossary.web.pages import render
from glossary.web.problems import Problem, from_error

__all__ = ["items", "router"]

router = APIRouter(include_in_schema=False)
READ = 2000
"""How many of the latest commits are searched for those of one person."""
SHOWN = 100
DOCUMENTS = 20
"""How many of the documents that were corrected last are searched for corrections."""

Text = Annotated[str, Query(max_length=2000)]


@dataclass(frozen=True, slots=True)
class Item:
    """One change: of the glossary, with its version, or of a document."""

    at: datetime
    by: str
    operation: str
    count: int = 1
    entries: tuple[str, ...] = ()
    note: str | None = None
    version: int | None = None
    undoable: bool = False
    document: str | None = None
    address: str = ""


@router.get("/changes")
def changes_page(request: Request, by: Text = "", entry: Text = "", document: Text = "") -> Response:
    return _page(request, by.strip(), entry.strip(), document.strip())


@router.post("/changes/undo")
def undo(request: Request, version: Annotated[int, Form(ge=1)]) -> Response:
    """Undo a whole change of the glossary."""
    try:
        writing(request).undo(version=version, by=author(request))
    except GlossaryError as error:
        return _page(request, "", "", "", from_error(error))
    return RedirectResponse("/changes", status_code=303)


def _page(request: Request, by: str, entry: str, document: str, problem: Problem | None = None) -> Response:
    found = items(request, by, entry, document)
    return render(
        request,
        "changes.html",
        status_code=problem.status if problem else 200,
        items=found,
        names={one.id: one for one in reading(request).get_many(_entries(found))},
        by=by,
        entry=entry,
        document=document,
        problem=problem,
    )


def items(request: Request, by: str, entry: str, document: str) -> list[Item]:
    """The last changes by a person, or to an entry or document, or all of them if all are empty; newest first."""
    found = [] if document else _of_glossary(request, by, entry)
    if not entry:
        found += _of_documents(request, by, document)
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


def _entries(items: list[Item]) -> list[str]:
    return list(dict.fromkeys(id for one in items for id in one.entries))


def _of_glossary(request: Request, by: str, entry: str) -> list[Item]:
    glossary = writing(request)
    if entry:
        try:
            commits = [one.commit for one in glossary.history(glossary.resolve(entry, deleted=True)) if one.commit]
        except (UnknownConcept, GlossaryError):
            return []
    else:
        commits = glossary.log.commits(limit=READ if by else SHOWN)
    undone = {one.undoes for one in commits}
    return [
        Item(
            one.at,
            one.by,
            one.operation,
            one.count,
            one.ids[:5],
            one.note,
            one.version,
            one.operation != "outside" and one.version not in undone,
        )
        for one in commits
        if not by or one.by.casefold() == by.casefold()
    ][:SHOWN]


def _of_documents(request: Request, by: str, document: str) -> list[Item]:
    folder: BitextFolder | None = request.app.state.bitexts
    if folder is None:
        return []
    kept = []
    for entry in folder.entries():
        if entry.damage is None and (
            not document or document.casefold() in (entry.name.casefold(), entry.document.casefold())
        ):
            path = folder.path(entry.name)
            times = [file.stat().st_mtime for file in journal.journals(path) if file.exists()]
            if times:
                kept.append((max(times), entry, path))
    kept.sort(key=lambda one: -one[0])
    found = []
    for _, entry, path in kept[:DOCUMENTS]:
        for change in journal.load(path).done[-SHOWN:]:
            if change.when and (not by or change.by.casefold() == by.casefold()):
                address = f"/documents/{quote(entry.name)}?bead={change.at}#bead-{change.at}"
                at = datetime.fromisoformat(change.when)
                found.append(Item(at, change.by, f"bead.{change.action}", document=entry.document, address=address))
    return found
