"""Pages to upload and align documents (two files, or many files whose pairs are proposed), and to follow the jobs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import IO, Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from align.batch.pairs import in_order
from align.errors import InvalidOption
from align.readers import FORMATS, LIMIT
from glossary.web.aligning_jobs import ACTIVE, MOST_FILES, Jobs, remember
from glossary.web.aligning_work import unpacked
from glossary.web.dependencies import author
from glossary.web.pages import is_part, render
from glossary.web.problems import without_documents

__all__ = ["chosen_pairs", "jobs_of", "router", "sources"]

router = APIRouter(include_in_schema=False)
_HOW = frozenset({"manifest", "symbol", "name", "content", "one file"})
_PAIR = re.compile(r"(\d{1,5})-(\d{1,5})")


def jobs_of(request: Request) -> Jobs:
    """The aligning jobs of the folder that the workbench was started with. Raises Problem if it has no folder."""
    jobs: Jobs | None = request.app.state.jobs
    if jobs is None:
        raise without_documents()
    return jobs


@router.get("/aligning")
def listed(request: Request) -> Response:
    jobs = jobs_of(request).all() if request.app.state.jobs is not None else None
    name = "aligning_list.html" if is_part(request) else "aligning.html"
    accepted = ",".join([*FORMATS, ".zip"])
    return render(
        request, name, jobs=jobs, active=ACTIVE, accepted=accepted, megabytes=LIMIT >> 20, most_files=MOST_FILES
    )


@router.post("/aligning")
def upload(
    request: Request,
    kind: Annotated[Literal["pair", "many"], Form()] = "pair",
    src: Annotated[UploadFile | None, File()] = None,
    tgt: Annotated[UploadFile | None, File()] = None,
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    given = [src, tgt] if kind == "pair" else files or []
    id = jobs_of(request).add(named(given), by=author(request), pair=kind == "pair")
    return RedirectResponse(f"/aligning/{id}", status_code=303)


def named(given: Sequence[UploadFile | None]) -> list[tuple[str, IO[bytes]]]:
    """Names and contents of the chosen files. A field left empty sends a file without a name, which is skipped."""
    return [(one.filename, one.file) for one in given if one is not None and one.filename]


@router.get("/aligning/{id}")
def page(request: Request, id: str) -> Response:
    job = jobs_of(request).get(id)
    name = "aligning_job_part.html" if is_part(request) else "aligning_job.html"
    context: dict[str, Any] = {"job": job, "active": job["state"] in ACTIVE, "unpacked": unpacked, "hows": _HOW}
    if job["state"] == "proposed":
        context |= {"sources": sources(job)}
    return render(request, name, **context)


@router.post("/aligning/{id}/align")
def align(
    request: Request,
    id: str,
    pair: Annotated[list[str] | None, Form()] = None,
    extra_src: Annotated[list[str] | None, Form()] = None,
    extra_tgt: Annotated[list[str] | None, Form()] = None,
    leave_out: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Align the chosen pairs. Pairs made by hand and documents left out are remembered for later uploads."""
    jobs = jobs_of(request)
    job = jobs.get(id)
    extra = [f"{a}-{b}" for a, b in zip(extra_src or (), extra_tgt or (), strict=False) if b]
    by_hand = chosen_pairs(job, extra)
    documents = sources(job)
    left_out = [documents[n] for n in leave_out or () if 0 <= n < len(documents)]
    chosen = chosen_pairs(job, [*(pair or ()), *extra])
    if chosen:
        jobs.align(id, chosen)
    elif left_out:
        remember(jobs.folder, [], left_out)
        jobs.look_again(id)
        return _back(id)
    else:
        jobs.align(id, ())
    remember(jobs.folder, by_hand, left_out)
    return _back(id)


@router.post("/aligning/{id}/force")
def force(request: Request, id: str, number: Annotated[int, Form()]) -> Response:
    jobs_of(request).force(id, number)
    return _back(id)


@router.post("/aligning/{id}/{what}")
def change(request: Request, id: str, what: Literal["stop", "again", "forget"]) -> Response:
    jobs = jobs_of(request)
    work: dict[str, Callable[[str], None]] = {"stop": jobs.stop, "again": jobs.again, "forget": jobs.forget}
    work[what](id)
    return _back("" if what == "forget" else id)


def _back(id: str) -> Response:
    return RedirectResponse(f"/aligning/{quote(id)}" if id else "/aligning", status_code=303)


def sources(job: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents of a job whose pairs were proposed, each listed once. Forms refer to them by their index here."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for pair in job["pairs"]:
        for side, language in ((pair["src"], pair["src_lang"]), (pair["tgt"], pair["tgt_lang"])):
            found.setdefault((side["path"], side["member"]), side | {"language": language})
    for one in job["apart"]:
        source = one["source"]
        found.setdefault((source["path"], source["member"]), source | {"language": one["language"]})
    return list(found.values())


def chosen_pairs(job: dict[str, Any], chosen: Sequence[str]) -> list[dict[str, Any]]:
    """The pairs that somebody chose: `4` is the proposed pair 4, and `2-7` are the documents 2 and 7 of `sources`.

    Two documents whose languages are known are put in the usual order, Chinese first, whichever was chosen first.
    Raises InvalidOption.

    >>> a, b = ({"name": n, "path": n, "member": ""} for n in "ab")
    >>> job = {"pairs": [{"src": a, "tgt": b, "src_lang": "zh", "tgt_lang": "en", "symbol": None}], "apart": []}
    >>> [(pair["src"]["name"], pair["tgt"]["name"]) for pair in chosen_pairs(job, ["0", "1-0"])]
    [('a', 'b'), ('a', 'b')]
    """
    documents = sources(job)
    pairs = []
    for one in dict.fromkeys(chosen):
        if one.isascii() and one.isdecimal() and int(one[:6]) < len(job["pairs"]):
            pair = job["pairs"][int(one)]
            pairs.append({name: pair[name] for name in ("src", "tgt", "src_lang", "tgt_lang", "symbol")})
            continue
        match = _PAIR.fullmatch(one)
        places = [int(number) for number in match.groups()] if match else []
        if len(places) != 2 or max(places) >= len(documents):
            raise InvalidOption("a pair by hand needs a document and its translation", remedy="choose both")
        both = [documents[n] for n in places]
        order = in_order({side["language"] for side in both if side["language"]})
        if len(order) == 2:
            both.sort(key=lambda side: order.index(side["language"]))
        sides = [{key: side[key] for key in ("name", "path", "member")} for side in both]
        languages = [side["language"] for side in both]
        pairs.append({"src": sides[0], "tgt": sides[1], "src_lang": languages[0], "tgt_lang": languages[1]})
    return pairs
