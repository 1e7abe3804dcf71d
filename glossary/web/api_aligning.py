"""The API of aligning: send documents, see the proposed pairs, align them. Each route only calls the jobs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel, Field

from glossary.web import api_examples as examples
from glossary.web import api_models as models
from glossary.web.aligning import chosen_pairs, jobs_of, named
from glossary.web.aligning_work import unpacked
from glossary.web.dependencies import author

__all__ = ["router"]

router = APIRouter(prefix="/api/aligning", tags=["aligning"], responses=models.ERRORS)


class PairOut(BaseModel):
    """Two documents that form a pair, and the result of aligning them."""

    src: str = Field(description="Name of the document.")
    tgt: str = Field(description="Name of its translation; the same one where one file holds both.")
    how: str | None = Field(None, description="symbol, name, content or one file: by what the pair was found.")
    document: str | None = Field(None, description="Name of the aligned document, for the calls of /api/bitext.")
    beads: int | None = None
    doubtful: int | None = None
    refused: str | None = Field(None, description="Why nothing came of it: error, unrelated or same language.")
    reason: str | None = None


class JobOut(BaseModel):
    """An aligning job."""

    model_config = models.shown(examples.JOB)

    id: str
    by: str
    at: str
    state: Literal["waiting", "working", "proposed", "done", "failed", "stopped"]
    done: int | None = Field(description="So many documents are looked at or aligned; null while it does not work.")
    total: int | None
    files: list[str]
    pairs: list[PairOut]
    apart: list[str] = Field(description="Documents without a partner.")
    faults: list[str] = Field(description="Files that cannot be read, with the reason.")
    problem: str | None


class JobsOut(BaseModel):
    model_config = models.shown({"jobs": [examples.JOB]})

    jobs: list[JobOut]


class Chosen(BaseModel):
    """Which of the proposed pairs are to be aligned."""

    model_config = models.shown({"pairs": [0]})

    pairs: list[Annotated[int, Field(ge=0, le=100_000)]] = Field(
        max_length=1000, description="Places of the proposed pairs in the list, from 0."
    )


class Number(BaseModel):
    """A pair of a job, by its index."""

    model_config = models.shown({"pair": 0})

    pair: int = Field(ge=0, le=100_000, description="Place of the pair in the list, from 0.")


@router.get("", summary="List the jobs of aligning")
def listed(request: Request) -> JobsOut:
    return JobsOut(jobs=[_shown(job) for job in jobs_of(request).all()])


@router.post("", summary="Send documents to align", status_code=202)
def send(
    request: Request,
    files: Annotated[list[UploadFile], File(description="The documents; with kind pair, source first.")],
    kind: Annotated[
        Literal["pair", "many"],
        Form(description="pair: a document and its translation. many: pairs are proposed, and wait to be chosen."),
    ] = "pair",
) -> JobOut:
    """Save the files and queue a job for them. Then ask for the job until it is no longer `waiting` or `working`."""
    jobs = jobs_of(request)
    return _shown(jobs.get(jobs.add(named(files), by=author(request), pair=kind == "pair")))


@router.get("/{id}", summary="One job of aligning")
def job(request: Request, id: str) -> JobOut:
    return _shown(jobs_of(request).get(id))


@router.post("/{id}/align", summary="Align the chosen pairs")
def align(request: Request, id: str, chosen: Chosen) -> JobOut:
    jobs = jobs_of(request)
    jobs.align(id, chosen_pairs(jobs.get(id), [str(number) for number in chosen.pairs]))
    return _shown(jobs.get(id))


@router.post("/{id}/force", summary="Align a refused pair all the same")
def force(request: Request, id: str, pair: Number) -> JobOut:
    """Align two texts that were judged not to be translations of each other, because a person knows that they are."""
    jobs = jobs_of(request)
    jobs.force(id, pair.pair)
    return _shown(jobs.get(id))


@router.post("/{id}/stop", summary="Stop a job")
def stop(request: Request, id: str) -> JobOut:
    jobs = jobs_of(request)
    jobs.stop(id)
    return _shown(jobs.get(id))


@router.post("/{id}/again", summary="Go on with a job that was stopped or failed")
def again(request: Request, id: str) -> JobOut:
    jobs = jobs_of(request)
    jobs.again(id)
    return _shown(jobs.get(id))


@router.post("/{id}/forget", summary="Take a job off the list")
def forget(request: Request, id: str) -> JobsOut:
    """Delete a job and the files that were sent; the aligned documents stay. Returns the remaining jobs."""
    jobs_of(request).forget(id)
    return listed(request)


def _shown(job: dict[str, Any]) -> JobOut:
    progress = job["progress"] or {}
    return JobOut(
        **{name: job[name] for name in ("id", "by", "at", "state")},
        done=progress.get("done"),
        total=progress.get("total"),
        files=[one["name"] for one in job["files"]],
        pairs=[_pair(pair) for pair in job["pairs"]],
        apart=[one["source"]["name"] for one in job.get("apart", ())],
        faults=[str(unpacked(one["reason"])) for one in job.get("faults", ())],
        problem=str(unpacked(job["problem"])) if job["problem"] else None,
    )


def _pair(pair: dict[str, Any]) -> PairOut:
    done, failure = pair.get("done") or {}, pair.get("failure") or {}
    return PairOut(
        src=pair["src"]["name"],
        tgt=pair["tgt"]["name"],
        how=pair.get("how"),
        document=done.get("name"),
        beads=done.get("beads"),
        doubtful=done.get("doubtful"),
        refused=failure.get("kind"),
        reason=str(unpacked(failure["reason"])) if failure else None,
    )
