"""The API of pairing: which documents the last batch left without a partner, and the decisions about them.

Each route only calls a function of the page (`glossary.web.pairing`).
"""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from glossary.web import api_models as models
from glossary.web.pairing import What, decide_back, decide_left_out, decide_pair, standing

__all__ = ["router"]

router = APIRouter(prefix="/api/pairing", tags=["aligning"], responses=models.ERRORS)
_LONGEST = 4000


class LikeOut(BaseModel):
    """A document that another one resembles."""

    file: str
    by: Literal["content", "name"]
    sure: float = Field(
        description="By content the probability that it is the translation; by name the share that is the same."
    )


class AloneOut(BaseModel):
    """A document of the last batch that has no partner."""

    file: str
    language: str | None
    reason: str
    likely: list[LikeOut]


class PairOut(BaseModel):
    src: str
    tgt: str
    uploaded: bool = Field(description="Sent to the workbench, and known by its content alone.")


class LeftOut(BaseModel):
    name: str
    uploaded: bool


class PairingOut(BaseModel):
    """The decisions about the pairs of the folder."""

    model_config = models.shown(
        {"alone": [], "pairs": [{"src": "plan.zh.docx", "tgt": "draft 3.docx", "uploaded": False}], "left_out": []}
    )

    alone: list[AloneOut]
    pairs: list[PairOut]
    left_out: list[LeftOut]


class PairIn(BaseModel):
    model_config = models.shown({"src": "plan.zh.docx", "tgt": "draft 3.docx"})

    src: str = Field(max_length=_LONGEST, description="A file by its name in the report of the last batch.")
    tgt: str = Field(max_length=_LONGEST)


class NameIn(BaseModel):
    model_config = models.shown({"name": "draft 2.docx"})

    name: str = Field(max_length=_LONGEST, description="A file by its name in the report of the last batch.")


class BackIn(BaseModel):
    model_config = models.shown({"what": "excluded", "src": "draft 2.docx"})

    what: What
    src: str = Field(max_length=_LONGEST)
    tgt: str = Field("", max_length=_LONGEST)


@router.get("", summary="Decisions about pairs")
def standing_now(request: Request) -> PairingOut:
    """Documents of the last batch without a partner, pairs that somebody has made, and documents that are left out."""
    decisions, _, alone = standing(request)
    return PairingOut(
        alone=[_without_partner(one) for one in alone],
        pairs=[PairOut(src=one.src.name, tgt=one.tgt.name, uploaded=one.src.uploaded) for one in decisions.pairs],
        left_out=[LeftOut(name=file.name, uploaded=file.uploaded) for file in decisions.excluded],
    )


@router.post("/pair", summary="Name the partner of a document")
def pair(request: Request, named: PairIn) -> PairingOut:
    """Holds from the next run of `align batch` into the folder."""
    decide_pair(request, named.src, named.tgt)
    return standing_now(request)


@router.post("/leave-out", summary="Leave a document out")
def leave_out(request: Request, named: NameIn) -> PairingOut:
    """Holds from the next run of `align batch` into the folder."""
    decide_left_out(request, named.name)
    return standing_now(request)


@router.post("/take-back", summary="Take a decision back")
def take_back(request: Request, named: BackIn) -> PairingOut:
    decide_back(request, named.what, named.src, named.tgt)
    return standing_now(request)


def _without_partner(one: dict[str, Any]) -> AloneOut:
    likely = [LikeOut(**like) for like in one.get("likely", ())]
    return AloneOut(file=one["file"], language=one["language"], reason=one["reason"], likely=likely)
