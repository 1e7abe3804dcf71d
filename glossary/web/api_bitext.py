"""The API of aligned documents: their list, their beads, and corrections. The routes only call functions of `align`."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from align.correction import journal
from align.correction.library import BitextFolder
from align.correction.revision import Revision
from align.summary import is_doubtful
from align.types import Bitext
from glossary.web import api_examples as examples
from glossary.web import api_models as models
from glossary.web.corrections import Correction, bitexts_of, changed, correct, exported
from glossary.web.dependencies import author

__all__ = ["router"]

router = APIRouter(prefix="/api/bitext", tags=["bitext"], responses=models.ERRORS)

Name = Annotated[
    str, Query(max_length=500, description="Name of the document, as the list gives it.", examples=["gc20-item22"])
]


class DocumentOut(models.Out):
    """One aligned document."""

    name: str = Field(description="Names the document in the other calls.", examples=["gc20-item22"])
    document: str = Field(description="Its symbol, else its file's name.", examples=["GC.20/14"])
    title: str
    session: str
    src_lang: str = Field(examples=["zh"])
    tgt_lang: str = Field(examples=["en"])
    beads: int
    omissions: int = Field(description="Beads with one side only.")
    confidence: float = Field(description="Mean over the beads, 0 to 1.")
    doubtful: int = Field(description="Beads worth a look that nobody has checked.")
    confirmed: int = Field(description="Beads that a person has made or checked.")
    damage: str | None = Field(description="Why it cannot be read; the counts are 0 then.")


class Documents(BaseModel):
    model_config = models.shown(examples.DOCUMENTS)

    documents: list[DocumentOut]


class BeadOut(BaseModel):
    """Sentences that translate each other; one side may be empty."""

    number: int = Field(description="From 0; corrections name the bead by it.")
    src: list[str] = Field(examples=[["大会通过了决议。"]])
    tgt: list[str] = Field(examples=[["The Conference adopted the resolution."]])
    confidence: float
    confirmed: bool
    kind: str = Field(examples=["paragraph"])
    paragraph: str | None = Field(description="Number of the paragraph, as printed.", examples=["12"])


class Beads(BaseModel):
    """Some beads of a document, and the token that a correction of them has to name."""

    model_config = models.shown(examples.BEADS)

    document: str
    token: str = Field(description="To be sent with a correction: it names the beads as they are here.")
    src_lang: str
    tgt_lang: str
    total: int
    beads: list[BeadOut]
    next: int | None = Field(description="`from` of the next page; null on the last one.")
    can_undo: bool
    can_redo: bool


class Corrected(BaseModel):
    """A document after a correction."""

    model_config = models.shown(examples.CORRECTED)

    document: str
    token: str = Field(description="For the next correction.")
    total: int
    at: int = Field(description="Number of the first bead that changed.")
    removed: int = Field(description="So many beads from there on are gone.")
    beads: list[BeadOut] = Field(description="The beads in their place.")
    can_undo: bool
    can_redo: bool


class Realign(BaseModel):
    """A document whose unconfirmed beads are to be aligned again."""

    model_config = models.shown({"document": examples.BEADS["document"], "token": examples.BEADS["token"]})

    document: str = Field(max_length=500)
    token: str = Field(max_length=100, description="Token of the beads that were looked at.")
    by: str | None = Field(None, max_length=80, description="Who does it; by default the account's name.")


class Realigned(BaseModel):
    model_config = models.shown(examples.REALIGNED)

    document: str
    token: str
    total: int
    doubtful: int = Field(description="Beads that are worth a look now.")
    learned: int = Field(description="Pairs of words that the confirmed beads have taught.")
    can_undo: bool
    can_redo: bool


@router.get("", summary="List the aligned documents")
def listed(request: Request) -> Documents:
    """All aligned documents of the folder, by name; an empty list if the workbench was started without a folder."""
    folder: BitextFolder | None = request.app.state.bitexts
    entries = folder.entries() if folder is not None else []
    return Documents(documents=[DocumentOut.model_validate(entry) for entry in entries])


@router.get("/beads", summary="Beads of a document")
def beads(
    request: Request,
    document: Name,
    from_: Annotated[int, Query(alias="from", ge=0, le=10_000_000, description="Number of the first bead.")] = 0,
    limit: Annotated[int, Query(ge=1, le=3000, description="Most beads that are given.")] = 200,
) -> Beads:
    revision = journal.load(bitexts_of(request).path(document))
    total = len(revision.bitext.beads)
    return Beads(
        document=document,
        token=journal.token(revision),
        src_lang=revision.bitext.src_lang,
        tgt_lang=revision.bitext.tgt_lang,
        total=total,
        beads=_beads(revision.bitext, from_, from_ + limit),
        next=from_ + limit if from_ + limit < total else None,
        **_ways(revision),
    )


@router.post("/corrections", summary="Correct an alignment")
def corrections(request: Request, correction: Correction) -> Corrected:
    """Join, split, cut, move, omit, confirm, unconfirm, undo or redo. The correction is saved at once.

    Answers 409 if the beads that the token names have changed. If `sees` names the beads that the correction changes,
    it answers 409 only if these have changed. Undo takes back your own work, and answers 409 `others_work` if none of
    it is left.
    """
    done = correct(request, correction)
    after = done.after
    at, removed, made = changed(done.before, after)
    return Corrected(
        document=correction.document,
        token=journal.token(after),
        total=len(after.bitext.beads),
        at=at,
        removed=removed,
        beads=_beads(after.bitext, at, at + made),
        **_ways(after),
    )


@router.post("/realign", summary="Align the rest of a document again")
def realign(request: Request, body: Realign) -> Realigned:
    """Align again everything that nobody has confirmed, using what was learned from the confirmed beads of the folder.

    Answers 409 if somebody has corrected the document since.
    """
    from align.correction.realign import align_rest

    folder = bitexts_of(request)
    learned = align_rest(folder, body.document, expected=body.token, by=author(request, body.by))
    revision = journal.load(folder.path(body.document))
    return Realigned(
        document=body.document,
        token=journal.token(revision),
        total=len(revision.bitext.beads),
        doubtful=sum(is_doubtful(bead) for bead in revision.bitext.beads),
        learned=learned,
        **_ways(revision),
    )


@router.get(
    "/export",
    summary="A document as a file",
    response_class=Response,
    responses={200: {"description": "The file.", "content": {"application/octet-stream": {}}}},
)
def export(
    request: Request,
    document: Name,
    format: Annotated[
        Literal["tmx", "xliff", "tsv", "html", "jsonl", "parquet"], Query(description="Format of the file.")
    ] = "tmx",
) -> Response:
    """The document in its current state, with all corrections."""
    return exported(request, document, format)


def _ways(revision: Revision) -> dict[str, bool]:
    return {"can_undo": bool(revision.done), "can_redo": bool(revision.undone)}


def _beads(bitext: Bitext, start: int, end: int) -> list[BeadOut]:
    found = []
    paragraphs = bitext.paragraph_numbers()
    for number, bead in enumerate(bitext.beads[start:end], start):
        found.append(
            BeadOut(
                number=number,
                src=[bitext.src[n].text for n in bead.src],
                tgt=[bitext.tgt[n].text for n in bead.tgt],
                confidence=bead.confidence,
                confirmed=bead.confirmed,
                kind=bitext.kind(bead),
                paragraph=paragraphs[number] or None,
            )
        )
    return found
