"""The pages of aligned documents: the list, each document side by side, and its corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from align.correction import journal
from align.correction.library import BitextFolder
from align.correction.revision import Change, Revision
from align.formats.rows import document_name
from align.summary import SURE, is_doubtful
from align.types import Bead, Bitext
from glossary.web.comments import open_on_beads
from glossary.web.corrections import DOWNLOADS, Correction, bitexts_of, changed, correct, exported
from glossary.web.dependencies import allowed, author, reading
from glossary.web.messages import say
from glossary.web.pages import language_of, render, stamp

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
PAGE = 1000
"""Beads on one page: so many can be rendered and shown in well under a second. “Next doubt” leads on to later pages."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A bead as a page shows it."""

    number: int
    state: str
    """One of sure, likely, doubt, omission and checked."""
    confidence: float
    src: tuple[tuple[str, Any], ...]
    """The sentences of the source, each with its text and the terms marked in it."""
    tgt: tuple[tuple[str, Any], ...]
    kind: str
    label: str | None
    begins: bool
    """Whether a paragraph begins here."""
    bead: Bead
    made: Change | None = None
    """The correction that made it, if somebody has corrected it."""

    @property
    def when(self) -> str:
        """When it was corrected, in this machine's time zone."""
        return stamp(datetime.fromisoformat(self.made.when)) if self.made and self.made.when else ""


@router.get("/documents")
def listed(request: Request, q: str = "", sort: str = "document", down: bool = False) -> Response:
    folder: BitextFolder | None = request.app.state.bitexts
    entries = folder.entries() if folder else []
    words = q.casefold().split()
    chosen = [e for e in entries if all(w in f"{e.name} {e.document} {e.title}".casefold() for w in words)]
    sorts = ("document", "beads", "confidence", "doubtful", "confirmed")
    chosen.sort(key=lambda entry: getattr(entry, sort if sort in sorts else "document"), reverse=down)
    return render(request, "documents.html", entries=chosen, total=len(entries), q=q, sort=sort, down=down, sorts=sorts)


@router.get("/document-export/{name:path}")
def export(request: Request, name: str, format: str = "tmx") -> Response:
    return exported(request, name, format)


@router.get("/documents/{name:path}")
def page(
    request: Request, name: str, page: Annotated[int, Query(ge=1)] = 1, terms: bool = False, bead: int | None = None
) -> Response:
    revision = journal.load(bitexts_of(request).path(name))
    bitext = revision.bitext
    pages = max(1, -(-len(bitext.beads) // PAGE))
    if bead is not None:
        page = bead // PAGE + 1
    page = min(page, pages)
    first = (page - 1) * PAGE
    return render(
        request,
        "document.html",
        name=name,
        bitext=bitext,
        title=bitext.metadata.get("title", ""),
        symbol=document_name(bitext) or name.rpartition("/")[2],
        token=journal.token(revision),
        beads=list(_shown(request, revision, first, first + PAGE, terms)),
        counts=_counts(revision),
        told=request.session.pop("told", None),
        first=first,
        page=page,
        pages=pages,
        terms=terms,
        formats=list(DOWNLOADS),
        commented=open_on_beads(request, name),
        taking=request.app.state.takings.of(name) if allowed(request, "decide") else None,
        doubts_after=any(is_doubtful(one) for one in bitext.beads[first + PAGE :]),
    )


@router.post("/document-corrections")
def corrections(request: Request, correction: Correction, terms: bool = False) -> dict[str, Any]:
    """Make a correction, and say what the page has to change: from bead `at` on, `html` replaces `removed` rows."""
    done = correct(request, correction)
    after = done.after
    at, removed, made = changed(done.before, after)
    renumbered = journal.numbering(done.before) != journal.numbering(after)
    rows = [] if renumbered else list(_shown(request, after, at, at + made, terms))
    commented = open_on_beads(request, correction.document)
    html = bytes(
        render(
            request,
            "document_beads.html",
            beads=rows,
            bitext=after.bitext,
            commented=commented,
            name=correction.document,
        ).body
    ).decode()
    # If a correction changes very many rows, as undoing “align the rest” does, the page is loaded again instead.
    whole = removed > PAGE // 10 and not renumbered
    return {
        "token": journal.token(after),
        "at": at,
        "removed": removed,
        "html": "" if whole else html,
        "whole": whole,
        "others": done.others,
        "renumbered": renumbered,
        **_counts(after),
    }


@router.post("/document-rest/{name:path}")
def rest(request: Request, name: str, token: str) -> Response:
    """Align again everything that nobody has confirmed, using what was learned from the confirmed beads."""
    from align.correction.realign import align_rest

    try:
        count = align_rest(bitexts_of(request), name, expected=token, by=author(request))
    except journal.Stale:
        return _again(request, name, "documents.stale")
    return _again(request, name, "documents.learned", count=count)


def _again(request: Request, name: str, key: str, **values: object) -> Response:
    from starlette.responses import RedirectResponse

    request.session["told"] = say(key, language_of(request), **values)
    return RedirectResponse(f"/documents/{quote(name)}", status_code=303)


def _counts(revision: Revision) -> dict[str, Any]:
    beads = revision.bitext.beads
    return {
        "beads": len(beads),
        "doubtful": sum(is_doubtful(bead) for bead in beads),
        "confirmed": sum(bead.confirmed for bead in beads),
        "can_undo": bool(revision.done),
        "can_redo": bool(revision.undone),
    }


def _state(bead: Bead) -> str:
    if bead.confirmed:
        return "checked"
    if is_doubtful(bead):
        return "doubt"
    if bead.is_omission:
        return "omission"
    return "sure" if bead.confidence >= SURE else "likely"


def _shown(request: Request, revision: Revision, start: int, end: int, terms: bool) -> Iterator[Shown]:
    bitext = revision.bitext
    made = {(bead.src, bead.tgt): change for change in revision.done if change.by for bead in change.after}
    beads = bitext.beads[start:end]
    marks = _marks(request, bitext, beads) if terms else {}
    last = bitext.paragraph(bitext.beads[start - 1]) if start else None
    for number, bead in enumerate(beads, start):
        paragraph = bitext.paragraph(bead)
        sides = [
            tuple((side[n].text, marks.get((which, n), ())) for n in numbers)
            for which, side, numbers in (("src", bitext.src, bead.src), ("tgt", bitext.tgt, bead.tgt))
        ]
        opening = bitext.src[bead.src[0]] if bead.src else bitext.tgt[bead.tgt[0]]
        yield Shown(
            number,
            _state(bead),
            bead.confidence,
            sides[0],
            sides[1],
            bitext.kind(bead),
            opening.number,
            paragraph != last,
            bead,
            made.get((bead.src, bead.tgt)) if bead.confirmed else None,
        )
        last = paragraph


def _marks(
    request: Request, bitext: Bitext, beads: Sequence[Bead]
) -> dict[tuple[str, int], list[tuple[int, int, str, str]]]:
    """Known terms by side and sentence: (start, end, concept id, equivalents), in order."""
    from glossary.search import known_terms

    glossary = reading(request)
    found: dict[tuple[str, int], list[tuple[int, int, str, str]]] = {}
    for which, side, language in (("src", bitext.src, bitext.src_lang), ("tgt", bitext.tgt, bitext.tgt_lang)):
        numbers = [n for bead in beads for n in getattr(bead, which)]
        # All sentences are looked up at once; blank lines between them keep terms from running across two sentences.
        starts, text = [], ""
        parts = []
        length = 0
        for n in numbers:
            starts.append(length)
            parts.append(side[n].text)
            length += len(side[n].text) + 2
        text = "\n\n".join(parts)
        places = [
            (start, end, known.concept.id, " | ".join(term.text for term in known.equivalents))
            for known in known_terms(glossary, text, language=language)
            for start, end in known.spans
        ]
        places.sort()
        at = 0
        for start, end, concept, equivalents in places:
            while at + 1 < len(starts) and starts[at + 1] <= start:
                at += 1
            here = found.setdefault((which, numbers[at]), [])
            if not here or here[-1][1] <= start - starts[at]:  # two concepts may share a term, which is marked once
                here.append((start - starts[at], end - starts[at], concept, equivalents))
    return found
