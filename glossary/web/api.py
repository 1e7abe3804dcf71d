"""The API for programs, such as scripts and plug-ins of CAT tools. Each route only calls a function of `glossary`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from glossary.errors import Conflict
from glossary.exchange import FORMATS, write
from glossary.exchange.filters import select
from glossary.review.drafts import TermDraft, create, revert_entry, written_term
from glossary.search import suggestions
from glossary.search.concordance_pages import Filters, around
from glossary.search.several import concordance_in, concordance_page_in, known_terms_in, search_in
from glossary.search.types import Line
from glossary.statistics import contents
from glossary.types import ReviewStatus
from glossary.web import api_models as models
from glossary.web.changes import changes
from glossary.web.comments import talk
from glossary.web.dependencies import Reader, author, reading, readings, writing
from glossary.web.problems import demand, from_error

__all__ = ["router", "shown_if_overtaken"]

router = APIRouter(prefix="/api", responses=models.ERRORS)

MEDIA = {".tbx": "application/x-tbx+xml", ".csv": "text/csv; charset=utf-8", ".json": "application/json"}
MEDIA |= {".ttl": "text/turtle", ".xml": "application/xml", ".utf8": "text/plain; charset=utf-8"}
MEDIA |= {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

Limit = Annotated[int, Query(ge=1, le=500, description="Most that are given.")]
Subject = Annotated[str | None, Query(max_length=500, description="Entries of this subject only.")]
Document = Annotated[
    str | None, Query(max_length=500, description="What stands in this document only.", examples=["GC.20/14"])
]
Session = Annotated[
    str | None,
    Query(max_length=100, description="What stands in documents of this session only.", examples=["GC.20"]),
]
Candidates = Annotated[bool, Query(description="Also the entries below the glossary's cut, which are not shown else.")]
Minimum = Annotated[float | None, Query(ge=0, le=1, description="Entries with at least this score only.")]
Asked = Annotated[str, Query(max_length=500, description="Chinese, English, pinyin, its initials, or an acronym.")]


@contextmanager
def shown_if_overtaken(request: Request, id: str) -> Iterator[None]:
    """If somebody else has changed the entry first, add its current state, with author and time, to the error."""
    try:
        yield
    except Conflict as error:
        found = writing(request).get_many([id])
        now = models.entry(found[0]).model_dump(mode="json") if found else None
        raise replace(from_error(error), entry=now) from error


@router.get("/glossary", tags=["search"], summary="The glossary at a glance")
def state(request: Request) -> models.State:
    reader: Reader = request.app.state.reader
    found = reader.once(contents)
    return models.State(
        version=reader.glossary().version,
        entries=found.entries,
        proposed=found.proposed,
        approved=found.approved,
        candidates=found.candidates,
        rejected=found.rejected,
        subjects=list(found.subjects),
    )


@router.get("/search", tags=["search"], summary="Look up terms")
def search_terms(
    request: Request,
    q: Annotated[Asked, Query(examples=["工发组织"])],
    limit: Limit = 20,
    status: Annotated[list[ReviewStatus] | None, Query(description="By default all but rejected ones.")] = None,
    subject: Subject = None,
    language: Annotated[list[str] | None, Query(description="Match terms of these languages only.")] = None,
    document: Document = None,
    session: Session = None,
    candidates: Candidates = False,
) -> models.SearchAnswer:
    """Concepts whose terms match, each once, best first, as the look-up page shows them under “Terms”."""
    glossary = reading(request)
    hits = search_in(
        readings(request),
        q,
        limit=limit,
        status=status or None,
        subject=subject,
        languages=language or None,
        document=document,
        session=session,
        candidates=candidates,
    )
    found = [
        models.HitOut(
            kind=hit.kind,
            score=hit.score,
            term=hit.term.text,
            language=hit.term.language,
            spans=list(hit.spans),
            entry=models.entry(hit.concept),
            glossary=hit.glossary,
        )
        for hit in hits
    ]
    return models.SearchAnswer(query=q, hits=found, suggestions=[] if hits else suggestions(glossary, q))


@router.get("/concordance", tags=["search"], summary="Sentences with a term, and their translations")
def sentences(
    request: Request,
    q: Annotated[Asked, Query(examples=["中等收入国家"])],
    limit: Limit = 20,
    document: Document = None,
    session: Session = None,
    page: Annotated[int | None, Query(ge=1, description="Page of all sentences, newest first, with counts.")] = None,
    body: Annotated[str | None, Query(max_length=100, description="With `page`: of this body only.")] = None,
    year: Annotated[
        str | None, Query(max_length=20, description="With `page`: of 2019, or of 2015-2019, only.")
    ] = None,
    equivalent: Annotated[
        str | None, Query(max_length=500, description="With `page`: those with this equivalent only.")
    ] = None,
) -> models.Concordance:
    """Sentence pairs that contain the query, marked on both sides: the best ones, or with `page` all, page by page."""
    if page is None:
        lines = concordance_in(readings(request), q, limit=limit, document=document, session=session)
        return models.Concordance(query=q, lines=[models.LineOut.model_validate(line) for line in lines])
    filters = Filters(document=document, session=session, body=body, year=year, equivalent=equivalent)
    found = concordance_page_in(readings(request), q, page=page, limit=limit, filters=filters)
    return models.Concordance(
        query=q,
        lines=[models.LineOut.model_validate(line) for line in found.lines],
        total=found.total,
        counts=[models.Equivalent(text=text, sentences=count) for text, count in found.counts],
        repeated=list(found.repeated),
    )


@router.get("/around", tags=["search"], summary="The sentences around one")
def sentences_around(
    request: Request,
    document: Annotated[str, Query(max_length=500, description="`document` of the line.", examples=["GC.20/14"])],
    bead: Annotated[int, Query(ge=0, description="`bead` of the line.")],
    src_lang: Annotated[str, Query(max_length=20, description="`src_lang` of the line.")] = "zh",
    tgt_lang: Annotated[str, Query(max_length=20, description="`tgt_lang` of the line.")] = "en",
    sentences: Annotated[int, Query(ge=1, le=20, description="So many before, and so many after.")] = 2,
) -> models.Around:
    """The sentence pairs that come before and after a line of the concordance in its document."""
    line = Line("", "", src_lang, tgt_lang, document=document, bead=bead)
    found = next((got for one in readings(request) if (got := around(one, line, sentences=sentences))), [])
    return models.Around(lines=[models.LineOut.model_validate(one) for one in found])


@router.get("/entries", tags=["entries"], summary="List entries")
def entries(
    request: Request,
    status: Annotated[list[ReviewStatus] | None, Query(description="By default all.")] = None,
    subject: Subject = None,
    document: Document = None,
    minimum_score: Minimum = None,
    candidates: Candidates = False,
    order: Annotated[Literal["score", "id"], Query(description="Best first, or by id.")] = "score",
    limit: Limit = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description="So many are passed over.")] = 0,
) -> models.EntryList:
    """Entries that pass all filters, best first or in order of their ids, one page at a time."""
    found = list(
        reading(request).concepts(
            status=status or None,
            subject=subject,
            document=document,
            minimum_score=minimum_score,
            candidates=candidates,
            order=order,
            limit=limit + 1,
            offset=offset,
        )
    )
    return models.EntryList(
        entries=[models.entry(concept) for concept in found[:limit]],
        next=offset + limit if len(found) > limit else None,
    )


@router.post("/entries", tags=["entries"], summary="Make an entry", status_code=201)
def make(request: Request, body: models.NewEntry) -> models.Entry:
    """Create an entry, or add to the entry that has the same pair of terms already."""
    if body.approved:
        demand(request, "decide")
    id = create(
        writing(request),
        [TermDraft(term.text, term.language, term.type, term.status) for term in body.terms],
        subject=body.subject,
        definition=body.definition,
        notes=body.notes,
        approved=body.approved,
        by=author(request, body.by),
    )
    return models.entry(reading(request).get(id))


@router.get("/entries/{id:path}", tags=["entries"], summary="One entry")
def one(request: Request, id: str) -> models.Entry:
    return models.entry(reading(request).get(id))


@router.post("/entries/{id:path}/edit", tags=["entries"], summary="Change an entry")
def edit(request: Request, id: str, body: models.Edit) -> models.Entry:
    """Fields that are left out stay; an empty text removes a subject or a definition."""
    glossary = writing(request)
    given = body.model_fields_set
    fields: dict[str, Any] = {}
    if body.terms is not None:
        known = {(term.language, term.text): term for term in glossary.get(id).terms}
        drafts = [TermDraft(term.text, term.language, term.type, term.status) for term in body.terms]
        fields["terms"] = tuple(written_term(draft, known.get((draft.language, draft.text))) for draft in drafts)
    if body.notes is not None:
        fields["notes"] = tuple(body.notes)
    if body.status is not None:
        fields["status"] = body.status
    fields |= {name: getattr(body, name) or None for name in ("subject", "definition") if name in given}
    with shown_if_overtaken(request, id):
        glossary.edit(id, by=author(request, body.by), expected=body.expected, note=body.note, **fields)
    return models.entry(reading(request).get(id))


@router.post("/entries/{id:path}/approve", tags=["entries"], summary="Approve an entry")
def approve(request: Request, id: str, body: models.Decision) -> models.Entry:
    with shown_if_overtaken(request, id):
        writing(request).approve(id, by=author(request, body.by), note=body.note, expected=body.expected)
    return models.entry(reading(request).get(id))


@router.post("/entries/{id:path}/reject", tags=["entries"], summary="Reject an entry")
def reject(request: Request, id: str, body: models.Decision) -> models.Entry:
    """From now on its pairs of terms are not proposed again, whichever document they occur in."""
    with shown_if_overtaken(request, id):
        writing(request).reject(id, by=author(request, body.by), note=body.note, expected=body.expected)
    return models.entry(reading(request).get(id))


@router.post("/entries/{id:path}/merge", tags=["entries"], summary="Merge other entries into this one")
def merge(request: Request, id: str, body: models.Merge) -> models.Entry:
    writing(request).merge(id, *body.others, by=author(request, body.by), note=body.note)
    for other in body.others:
        talk(request).move(other, id)
    return models.entry(reading(request).get(id))


@router.post("/entries/{id:path}/undo", tags=["entries"], summary="Take a change of an entry back")
def undo(request: Request, id: str, body: models.Undo) -> models.Entry:
    with shown_if_overtaken(request, id):
        revert_entry(writing(request), id, version=body.version, by=author(request, body.by))
    return models.entry(reading(request).get(id))


@router.get("/history/{id:path}", tags=["entries"], summary="Who changed an entry, and how")
def history(request: Request, id: str) -> models.History:
    found = [
        models.Change(
            version=change.commit.version,
            at=change.commit.at,
            by=change.commit.by,
            operation=change.commit.operation,
            note=change.commit.note,
            what=changes(change.before, change.after, "en"),
        )
        for change in writing(request).history(id)
        if change.commit is not None
    ]
    return models.History(id=id, changes=found)


@router.post("/terms", tags=["texts"], summary="The known terms of a text")
def terms(request: Request, body: models.TextIn) -> models.Known:
    """A word list for a new text: each term of the glossary that occurs in it, with its equivalents and places."""
    from align.languages import detect, normalize_code

    language = normalize_code(body.language) if body.language else detect(body.text)
    found = known_terms_in(
        readings(request), body.text, language=language, status=tuple(body.status), overlapping=body.overlapping
    )
    return models.Known(
        language=language,
        terms=[
            models.KnownOut(
                text=one.text,
                language=one.term.language,
                count=one.count,
                spans=list(one.spans),
                equivalents=[models.TermOut.model_validate(term) for term in one.equivalents],
                entry=one.concept.id,
                status=one.concept.status,
                glossary=one.glossary,
            )
            for one in found
        ],
    )


@router.post("/check", tags=["texts"], summary="Check a translation")
def check(request: Request, body: models.PairIn) -> models.Checked:
    """Align a text with its translation and list what a reviser should look at: terms, numbers, symbols, omissions."""
    from align.alignment.aligner import align
    from align.readers import read_bytes
    from glossary.quality.check import check_bitext

    src, tgt = (
        read_bytes(text.encode("utf-8", "replace"), name, language=language)
        for text, name, language in ((body.src, "src.txt", body.src_lang), (body.tgt, "tgt.txt", body.tgt_lang))
    )
    bitext = align(src, tgt)
    findings = check_bitext(bitext, readings(request))
    return models.Checked(
        src_lang=bitext.src_lang,
        tgt_lang=bitext.tgt_lang,
        beads=len(bitext.beads),
        findings=[models.FindingOut.model_validate(finding) for finding in findings],
    )


@router.get(
    "/export",
    tags=["entries"],
    summary="The glossary as a file",
    response_class=Response,
    responses={200: {"description": "The file.", "content": {"application/octet-stream": {}}}},
)
def export(
    request: Request,
    format: Annotated[models.Format, Query(description="Format of the file.")] = "tbx",
    status: Annotated[ReviewStatus | None, Query(description="Entries of this status only.")] = None,
    subject: Subject = None,
    minimum_score: Minimum = None,
    candidates: Candidates = False,
    style: Annotated[Literal["dca", "dct"], Query(description="How TBX names its data categories.")] = "dca",
) -> Response:
    """A file for CAT tools or spreadsheets. The header `x-duizhao-losses` says what the format could not hold."""
    glossary = reading(request)
    suffix = FORMATS[format].suffix
    with tempfile.NamedTemporaryFile(prefix="duizhao-export-", suffix=suffix, delete=False) as beside:
        path = Path(beside.name)
    try:
        concepts = select(
            glossary.concepts(order="id", status=status),
            subject=subject,
            min_score=minimum_score,
            status=status,
            candidates=candidates,
        )
        with path.open("wb") as out:
            losses = write(concepts, out, format=format, style=style)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    said = str(losses).encode("ascii", "replace").decode().replace("\n", " ")
    return FileResponse(
        path,
        media_type=MEDIA.get(suffix, "application/octet-stream"),
        filename=f"glossary{suffix}",
        headers={"x-duizhao-losses": said},
        background=BackgroundTask(path.unlink, missing_ok=True),
    )
