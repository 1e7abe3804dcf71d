"""A page for revisers, who give it a document and its translation; it marks the faults in place on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from align.errors import AlignError, UnreadableInput, UnsupportedFormat
from align.types import Bitext
from glossary.quality.accepted import accept, accepted_file, read_accepted
from glossary.quality.faults import Finding
from glossary.web.dependencies import author, reading, readings
from glossary.web.downloads import attachment, refuse_unknown
from glossary.web.messages import say
from glossary.web.pages import language_of, render
from glossary.web.problems import Problem

__all__ = ["MOST", "Checked", "router"]

router = APIRouter(include_in_schema=False)
LONGEST = 1_000_000
"""Maximum number of characters of each text that the page checks; longer texts need the command."""
MOST = 12
"""How many finished checks are kept in memory, so that their reports can be downloaded from the page."""
DOWNLOADS = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """Two aligned texts and the findings of the check."""

    name: str
    bitext: Bitext
    findings: tuple[Finding, ...]


@router.get("/check")
def asked(request: Request) -> Response:
    return render(request, "checking.html", wrong=None, src="", tgt="", most=request.app.state.settings.upload_limit)


@router.post("/check")
def given(
    request: Request,
    src: Annotated[str, Form()] = "",
    tgt: Annotated[str, Form()] = "",
    src_file: Annotated[UploadFile | None, File()] = None,
    tgt_file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    try:
        checked = _check(request, (src, src_file), (tgt, tgt_file))
    except AlignError as error:
        status = 415 if isinstance(error, UnreadableInput | UnsupportedFormat) else 400
        most = request.app.state.settings.upload_limit
        return render(request, "checking.html", status_code=status, wrong=error, src=src, tgt=tgt, most=most)
    return RedirectResponse(f"/check/{request.app.state.checks.keep(checked)}", status_code=303)


@router.get("/check/{id}")
def findings(request: Request, id: str, all: bool = False) -> Response:
    checked = _kept(request, id)
    left = _left(request, checked)
    by_bead = {finding.bead: finding for finding in left}
    judgement = checked.bitext.judgement
    shown = []
    for number, (bead, src, tgt) in enumerate(checked.bitext):
        finding = by_bead.get(number)
        if finding is None and not all:
            continue
        one = finding or Finding(number, " ".join(src), " ".join(tgt), ())
        spans = [
            sorted({span for fault in one.faults for span in getattr(fault, side)})
            for side in ("src_spans", "tgt_spans")
        ]
        shown.append((one, *spans))
        del bead
    return render(
        request,
        "checking_found.html",
        id=id,
        all=all,
        name=checked.name,
        refused=judgement if judgement and judgement.refused else None,
        shown=shown,
        faults=sum(len(finding.faults) for finding in left),
        beads=len(checked.bitext.beads),
        codes=(checked.bitext.src_lang, checked.bitext.tgt_lang),
        formats=list(DOWNLOADS),
    )


@router.post("/check/{id}/accept")
def take(
    request: Request,
    id: str,
    fault: Annotated[str, Form(max_length=40)],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    checked = _kept(request, id)
    file = accepted_file(reading(request))
    if file is not None:
        accept(file, [fault], reason, by=author(request), findings=checked.findings)
    return RedirectResponse(f"/check/{id}", status_code=303)


@router.get("/check/{id}/report")
def download(request: Request, id: str, format: str = "html") -> Response:
    from glossary.quality import report

    checked = _kept(request, id)
    refuse_unknown(format, DOWNLOADS)
    made = report.together([_left(request, checked)], [checked.bitext], format)
    return attachment(made, f"{Path(checked.name).stem or 'text'}.check.{format}", DOWNLOADS[format])


def _left(request: Request, checked: Checked) -> list[Finding]:
    from glossary.quality.accepted import without

    return list(without(checked.findings, read_accepted(accepted_file(reading(request)))))


def _kept(request: Request, id: str) -> Checked:
    checked: Checked | None = request.app.state.checks.get(id)
    if checked is None:
        language = language_of(request)
        raise Problem(404, "not_kept", say("checking.gone", language), say("reading.gone_how", language))
    return checked


def _check(request: Request, *sides: tuple[str, UploadFile | None]) -> Checked:
    from align.alignment.aligner import align
    from align.readers import read_bytes
    from glossary.quality.check import check_bitext

    documents, name = [], ""
    for text, file in sides:
        named = Path((file.filename or "").replace("\\", "/")).name[:200] if file is not None else ""
        if file is not None and named:
            documents.append(read_bytes(file.file.read(), named))
        elif text.strip():
            documents.append(read_bytes(text.encode("utf-8", "replace"), "text.txt"))
        else:
            raise UnreadableInput("give a text and its translation")
        name = named or name or " ".join(text.split())[:40]
        if len(documents[-1].text) > LONGEST:
            raise UnreadableInput("the text is too long to be checked here", remedy="use the command: glossary check")
    bitext = align(*documents)
    return Checked(name, bitext, tuple(check_bitext(bitext, readings(request))))


def window_text(request: Request, text: str) -> dict[str, Any]:
    """The known terms of a sentence or paragraph, and the most similar translated sentences, for the small window."""
    from glossary.memory.memory import Memories, Memory
    from glossary.search.index_refresh import segment_index
    from glossary.search.several import known_terms_in, names_of

    glossaries = readings(request)
    language = "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
    known = known_terms_in(glossaries, text, language=language, minimum_score=0.3)
    other = "en" if language == "zh" else "zh"
    names = names_of([one.path for one in glossaries])
    indexes = [(name, segment_index(one)) for name, one in zip(names, glossaries, strict=True)]
    memories = [(name, Memory(index, language, other)) for name, index in indexes if index is not None]
    near = Memories(memories).near(text, 50)[:3] if memories else []
    return {"known": known, "near": [(round(share * 100), pair) for share, pair in near]}


@router.get("/window")
def window(request: Request, q: str = "") -> Response:
    from glossary.search import equivalents
    from glossary.search.several import search_in

    q = q.strip()[:5000]
    context: dict[str, Any] = {"q": q, "hits": [], "known": [], "near": []}
    if q and len(q) <= 30 and not q.endswith(("。", ".")):
        found = search_in(readings(request), q, limit=6)
        context["hits"] = [(hit, equivalents(hit.concept, hit.term)) for hit in found]
    if q and not context["hits"]:
        context |= window_text(request, q)
    return render(request, "window_found.html" if request.headers.get("hx-request") else "window.html", **context)
