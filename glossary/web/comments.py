"""Comments on entries and sentence pairs, the threads that wait for the user, and who else is viewing an entry."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from align.correction import journal
from align.correction.revision import Revision
from align.types import Bead
from glossary.errors import GlossaryError
from glossary.people.discussion import About, Discussion, Thread
from glossary.web.corrections import bitexts_of
from glossary.web.dependencies import allowed, author, person, reading
from glossary.web.pages import is_part, render
from glossary.web.problems import Problem, from_error

__all__ = [
    "Present",
    "about_bead",
    "about_entry",
    "assignee",
    "open_on_beads",
    "overlapping",
    "people_of",
    "router",
    "talk",
]

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=20_000)]
Name = Annotated[str, Form(max_length=400)]
Id = Annotated[str, Query(max_length=2000)]
Numbers = Annotated[str, Query(max_length=4000, pattern=r"^[0-9 ]*$")]


class Present:
    """Who has viewed which page within the last minute. It is kept in memory only, because it is outdated so soon.

    >>> present = Present()
    >>> present.seen("unido", "Li"), present.seen("unido", "Ana")
    ([], ['Li'])
    """

    LASTS = 60.0

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, float]] = {}

    def seen(self, place: str, name: str) -> list[str]:
        """Record that somebody is viewing a page, and return the names of the others who are."""
        now = time.monotonic()
        if len(self._seen) > 5000:
            self._seen = {p: names for p, names in self._seen.items() if now - max(names.values()) < self.LASTS}
        here = {one: at for one, at in self._seen.get(place, {}).items() if now - at < self.LASTS}
        here[name] = now
        self._seen[place] = here
        return sorted(one for one in here if one != name)


def talk(request: Request) -> Discussion:
    """The comments of this workbench."""
    found: Discussion = request.app.state.discussion
    return found


def people_of(request: Request) -> list[str]:
    """Names that a comment can be assigned to."""
    return [one.name for one in request.app.state.accounts.all()]


@router.get("/comments/entry/{id:path}")
def of_entry(request: Request, id: str) -> Response:
    return _shown(request, about_entry(request, id))


@router.get("/comments/bead/{name:path}")
def of_bead(request: Request, name: str, src: Numbers = "", tgt: Numbers = "") -> Response:
    return _shown(request, _bead(request, name, src, tgt))


@router.post("/comments/entry/{id:path}")
def on_entry(
    request: Request, id: str, text: Text = "", assigned: Name = "", discuss: Annotated[bool, Form()] = False
) -> Response:
    return _start_thread(request, about_entry(request, id), text, assigned, discuss)


@router.post("/comments/bead/{name:path}")
def on_bead(
    request: Request,
    name: str,
    src: Numbers = "",
    tgt: Numbers = "",
    text: Text = "",
    assigned: Name = "",
    discuss: Annotated[bool, Form()] = False,
) -> Response:
    return _start_thread(request, _bead(request, name, src, tgt), text, assigned, discuss)


@router.post("/comment/{thread:int}/{action}")
def act(
    request: Request,
    thread: int,
    action: Literal["reply", "assign", "resolve", "reopen"],
    text: Text = "",
    assigned: Name = "",
) -> Response:
    """Reply to a thread, assign it to somebody, resolve it or reopen it."""
    discussion, me = talk(request), author(request)
    found = discussion.get(thread)
    if found is None:
        raise Problem(404, "no_comment", "There is no such comment.")
    try:
        if action == "reply":
            discussion.reply(thread, by=me, text=text, people=people_of(request), request=_key(request))
        elif action == "assign":
            discussion.assign(thread, to=assignee(request, assigned))
        elif action == "resolve":
            discussion.resolve(thread, by=me)
        else:
            discussion.reopen(thread)
    except GlossaryError as error:
        return _shown(request, found.about, from_error(error))
    return _after(request, found.about)


@router.get("/waiting")
def waiting_page(request: Request) -> Response:
    """The threads that wait for the user."""
    discussion, me = talk(request), author(request)
    decides = allowed(request, "decide")
    return render(
        request,
        "waiting.html",
        mine=discussion.waiting_for(me),
        discuss=discussion.to_discuss() if decides else [],
        me=me,
        address=address_of,
    )


@router.post("/here/{id:path}")
def presence(request: Request, id: str) -> Response:
    """Record that the user is viewing this entry, and return the names of the others who are."""
    present: Present = request.app.state.present
    account = person(request)
    name = account.name if account else author(request)
    return JSONResponse({"others": present.seen(id[:2000], name)})


def address_of(thread: Thread) -> str:
    """The address of the page that shows a thread."""
    about = thread.about
    if about.kind == "entry":
        return f"/entry/{quote(about.id)}#comments"
    return _of(about)


def _of(about: About) -> str:
    if about.kind == "entry":
        return f"/comments/entry/{quote(about.id)}"
    numbers = {"src": " ".join(map(str, about.src)), "tgt": " ".join(map(str, about.tgt))}
    return f"/comments/bead/{quote(about.id)}?{urlencode(numbers)}"


def about_entry(request: Request, id: str) -> About:
    """An entry. Raises UnknownConcept."""
    concept = reading(request).get(id)
    return About("entry", id, " = ".join(term.text for term in concept.terms[:2]))


def _bead(request: Request, name: str, src: str, tgt: str) -> About:
    return about_bead(request, name, *(tuple(int(n) for n in side.split()) for side in (src, tgt)))


def about_bead(request: Request, name: str, src: tuple[int, ...] = (), tgt: tuple[int, ...] = ()) -> About:
    """Sentences of a document, by their numbers. Raises Problem if the document has no such sentences."""
    bitext = journal.load(bitexts_of(request).path(name)).bitext
    numbers = [src, tgt]
    sides = (bitext.src, bitext.tgt)
    if not any(numbers) or any(n >= len(side) for ns, side in zip(numbers, sides, strict=True) for n in ns):
        raise Problem(404, "no_comment", "There is no such pair of sentences.")
    first = sides[0][numbers[0][0]].text if numbers[0] else sides[1][numbers[1][0]].text
    return About("bead", name, first[:80], numbers[0], numbers[1])


def overlapping(threads: list[Thread], about: About) -> list[Thread]:
    """The threads that share a sentence with `about`: beads may have been joined or split since the threads began."""
    return [t for t in threads if set(t.about.src) & set(about.src) or set(t.about.tgt) & set(about.tgt)]


def _start_thread(request: Request, about: About, text: str, assigned: str, discuss: bool) -> Response:
    try:
        talk(request).start(
            about,
            by=author(request),
            text=text,
            people=people_of(request),
            discuss=discuss,
            assigned=assignee(request, assigned),
            request=_key(request),
        )
    except GlossaryError as error:
        return _shown(request, about, from_error(error))
    return _after(request, about)


def assignee(request: Request, name: str) -> str | None:
    """The name of a person, or None if it is empty. Raises Problem if there are accounts, but none has this name."""
    people = people_of(request)
    name = name.strip()
    if people and name and name not in people:
        raise Problem(422, "no_account", "There is no such account any more.")
    return name or None


def _key(request: Request) -> str | None:
    once: tuple[str, int] | None = getattr(request.state, "once", None)
    return once[0] if once else None


def _after(request: Request, about: About) -> Response:
    if is_part(request):
        return _shown(request, about)
    where = f"/entry/{quote(about.id)}#comments" if about.kind == "entry" else _of(about)
    return RedirectResponse(where, status_code=303)


def _shown(request: Request, about: About, problem: Problem | None = None) -> Response:
    threads = talk(request).of(about.kind, about.id)
    sentences: dict[str, list[str]] = {}
    bead = 0
    if about.kind == "bead":
        threads = overlapping(threads, about)
        revision: Revision = journal.load(bitexts_of(request).path(about.id))
        sentences = {
            side: [getattr(revision.bitext, side)[n].text for n in getattr(about, side)] for side in ("src", "tgt")
        }
        beads = enumerate(revision.bitext.beads)
        bead = next((n for n, one in beads if {*one.src} & {*about.src} or {*one.tgt} & {*about.tgt}), 0)
    return render(
        request,
        "comments.html" if is_part(request) else "comments_page.html",
        status_code=problem.status if problem else 200,
        about=about,
        threads=threads,
        here_address=_of(about),
        people=people_of(request),
        me=author(request),
        problem=problem,
        sentences=sentences,
        bead=bead,
    )


def open_on_beads(request: Request, name: str) -> Callable[[Bead], int]:
    """Return a function that counts the open threads about a bead of a document."""
    threads = [thread for thread in talk(request).of("bead", name) if thread.open]

    def count(bead: Bead) -> int:
        return len(overlapping(threads, About("bead", name, "", tuple(bead.src), tuple(bead.tgt)))) if threads else 0

    return count
