"""The models of the API's requests and answers, from which FastAPI makes the OpenAPI description."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from glossary.search.types import MatchKind
from glossary.types import AdministrativeStatus, Concept, ReviewStatus, TermType
from glossary.web import api_examples as examples

__all__ = ["ERRORS", "ErrorBody", "shown"]

Span = Annotated[
    tuple[int, int], Field(description="Start and end in code points, from 0, the end not included.", examples=[[0, 2]])
]


class Out(BaseModel):
    """A model that can be made from an object of `glossary.types`, by its attributes."""

    model_config = ConfigDict(from_attributes=True)


def shown(example: dict[str, Any]) -> ConfigDict:
    """The configuration of a model with an example, which the OpenAPI description and the page /api show."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class Error(BaseModel):
    code: str = Field(examples=["unknown_concept"])
    message: str = Field(examples=["No entry has the id c-1."])
    remedy: str | None = Field(None, examples=["find it with: glossary search QUERY -g GLOSSARY"])
    where: str | None = Field(None, description="What the message is about; not told to browsers.")
    line: int | None = Field(None, description="The line of the file, where there is one.")


class ErrorBody(BaseModel):
    """The body of every error."""

    error: Error
    entry: dict[str, Any] | None = Field(None, description="With a conflict about an entry: the entry as it is now.")


def _error(description: str) -> dict[str, Any]:
    return {"model": ErrorBody, "description": description}


ERRORS: dict[int | str, dict[str, Any]] = {
    400: _error("The request cannot be done as it stands; the message says why."),
    401: _error("Sign in, or send the token: `Authorization: Bearer TOKEN`."),
    403: _error("Another site tried to send the request."),
    404: _error("There is no such thing."),
    409: _error("Somebody changed it meanwhile: read it again and repeat the change."),
    413: _error("The request is too large."),
    415: _error("This cannot be read."),
    421: _error("The server is not called by this name."),
    422: _error("A parameter or the body does not have the shape that is described."),
}


class TermIn(BaseModel):
    text: str = Field(max_length=2000, examples=["绿色氢"])
    language: str = Field(max_length=20, examples=["zh"], description="A code such as zh or en.")
    type: TermType = "fullForm"
    status: AdministrativeStatus | None = None


class TermOut(Out):
    text: str
    language: str
    script: str | None = None
    type: str = "fullForm"
    part_of_speech: str | None = None
    status: str | None = None
    source: str | None = None
    note: str | None = None


class ContextOut(Out):
    src: str
    tgt: str
    src_lang: str
    tgt_lang: str
    document: str
    paragraph: str
    bead: int | None
    confidence: float | None


class RelationOut(Out):
    type: str
    target: str = Field(description="Id of the other entry.")


class ScoresOut(Out):
    total: float
    termhood: float
    pairing: float
    evidence: float


class Entry(Out):
    """A concept entry."""

    model_config = shown(examples.ENTRY)

    id: str = Field(examples=["unido-gi2td6muaty2"])
    status: ReviewStatus
    terms: list[TermOut] = Field(examples=[examples.TERMS])
    subject: str | None
    definition: str | None
    notes: list[str]
    contexts: list[ContextOut]
    relations: list[RelationOut]
    frequency: int
    documents: list[str]
    scores: ScoresOut
    created: datetime | None
    created_by: str | None
    modified: datetime | None = Field(description="Send it back as `expected`, so that nobody's change is overwritten.")
    modified_by: str | None


class EntryList(BaseModel):
    model_config = shown({"entries": [examples.ENTRY], "next": 50})

    entries: list[Entry]
    next: int | None = Field(description="`offset` of the next page; null on the last one.")


class HitOut(BaseModel):
    kind: MatchKind = Field(description="How the query met the term, best first.")
    score: float
    term: str = Field(description="The term that was found.", examples=["工发组织"])
    language: str = Field(examples=["zh"])
    spans: list[Span] = Field(description="The parts of the term that matched.")
    entry: Entry
    glossary: str = Field(default="", description="Name of its glossary, where the workbench shows several.")


class SearchAnswer(BaseModel):
    model_config = shown(examples.SEARCH)

    query: str
    hits: list[HitOut]
    suggestions: list[str] = Field(description="What may have been meant, where nothing was found.")


class LineOut(Out):
    src: str
    tgt: str
    src_lang: str
    tgt_lang: str
    src_spans: list[Span]
    tgt_spans: list[Span]
    document: str
    paragraph: str
    confidence: float | None
    bead: int | None
    glossary: str = Field(default="", description="Name of its glossary, where the workbench shows several.")


class Equivalent(BaseModel):
    text: str = Field(description="What the sentences have for the query; empty for those that have none of it.")
    sentences: int


class Around(BaseModel):
    model_config = shown(examples.AROUND)

    lines: list[LineOut] = Field(
        description="The sentence pairs before and after, in order, the one asked for among them."
    )


class Concordance(BaseModel):
    model_config = shown(examples.LINES)

    query: str
    lines: list[LineOut]
    total: int | None = Field(default=None, description="All sentences, with `page`; those that say the same are one.")
    counts: list[Equivalent] = Field(
        default=[], description="With `page`: sentences by equivalent, the most frequent first."
    )
    repeated: list[int] = Field(default=[], description="With `page`: how often each line stands in the documents.")


class NewEntry(BaseModel):
    model_config = shown(examples.NEW)

    terms: list[TermIn] = Field(min_length=1, max_length=200, examples=[examples.TERMS])
    subject: str | None = Field(None, max_length=2000)
    definition: str | None = Field(None, max_length=20_000)
    notes: list[Annotated[str, Field(max_length=20_000)]] = Field([], max_length=200)
    approved: bool = Field(False, description="Whether it is approved at once.")
    by: str | None = Field(None, max_length=80, description="Who does it; by default the account's name.")


class Decision(BaseModel):
    """Who decides, and which state of the entry they have seen."""

    model_config = shown({"by": "li.wei", "note": "as in GC.20/14"})

    expected: datetime | None = Field(
        None, description="`modified` of the entry as it was read; 409 where it has changed since."
    )
    by: str | None = Field(None, max_length=80, description="Who does it; by default the account's name.")
    note: str | None = Field(None, max_length=2000, description="Why; kept in the history.")


class Edit(Decision):
    """Fields that are left out stay as they are; `terms` replaces all of them."""

    model_config = shown(examples.EDIT)

    terms: list[TermIn] | None = Field(None, max_length=200, examples=[examples.TERMS])
    subject: str | None = Field(None, max_length=2000, examples=["industrial development"])
    definition: str | None = Field(None, max_length=20_000)
    notes: list[Annotated[str, Field(max_length=20_000)]] | None = Field(None, max_length=200)
    status: ReviewStatus | None = None


class Merge(BaseModel):
    model_config = shown({"others": ["c-2030-agenda-yztez3qkwblm"], "by": "li.wei"})

    others: list[Annotated[str, Field(max_length=2000)]] = Field(
        min_length=1, max_length=100, description="Ids of the entries that are merged into this one."
    )
    by: str | None = Field(None, max_length=80)
    note: str | None = Field(None, max_length=2000)


class Undo(BaseModel):
    model_config = shown({"version": 3, "by": "li.wei"})

    version: int = Field(ge=0, le=2**31, description="The change to take back, from the entry's history.", examples=[3])
    by: str | None = Field(None, max_length=80)


class Change(BaseModel):
    version: int
    at: datetime
    by: str
    operation: str = Field(examples=["approve"])
    note: str | None
    what: list[str] = Field(
        description="The differences, each as a short line.", examples=[["status: proposed → approved"]]
    )


class History(BaseModel):
    model_config = shown(examples.HISTORY)

    id: str
    changes: list[Change] = Field(description="Latest first.")


class TextIn(BaseModel):
    model_config = shown({"text": "工发组织与中等收入国家合作。"})

    text: str = Field(max_length=2_000_000, examples=["工发组织与中等收入国家合作。"])
    language: str | None = Field(None, max_length=20, description="Recognized where it is left out.", examples=["zh"])
    status: list[ReviewStatus] = Field(["approved", "proposed"], max_length=3, description="Entries to look for.")
    overlapping: bool = Field(False, description="All terms, not only the longest where they overlap.")


class KnownOut(BaseModel):
    text: str = Field(description="As it stands in the text the first time.")
    language: str
    count: int
    spans: list[Span] = Field(description="Every place where it stands.")
    equivalents: list[TermOut]
    entry: str = Field(description="Id of the entry.")
    status: ReviewStatus
    glossary: str = Field(default="", description="Name of its glossary, where the workbench shows several.")


class Known(BaseModel):
    model_config = shown(examples.KNOWN)

    language: str
    terms: list[KnownOut] = Field(description="In order of their first appearance.")


class PairIn(BaseModel):
    model_config = shown({"src": "占投资的 45%。", "tgt": "54 per cent of investment."})

    src: str = Field(max_length=500_000, examples=["占投资的 45%。"])
    tgt: str = Field(max_length=500_000, examples=["54 per cent of investment."])
    src_lang: str | None = Field(None, max_length=20, examples=["zh"])
    tgt_lang: str | None = Field(None, max_length=20, examples=["en"])


class FaultOut(Out):
    kind: str = Field(examples=["number"])
    message: str = Field(examples=["45 is not in the translation"])
    src_spans: list[Span]
    tgt_spans: list[Span]
    expected: list[str]
    concept: str | None


class FindingOut(Out):
    bead: int
    src: str
    tgt: str
    paragraph: str
    faults: list[FaultOut]


class Checked(BaseModel):
    model_config = shown(examples.CHECKED)

    src_lang: str
    tgt_lang: str
    beads: int
    findings: list[FindingOut]


class State(BaseModel):
    """The glossary at a glance."""

    model_config = shown(
        {
            "version": 3,
            "entries": 444,
            "proposed": 442,
            "approved": 2,
            "rejected": 0,
            "candidates": 17,
            "subjects": ["industrial development"],
        }
    )

    version: int = Field(description="Grows with every change.")
    entries: int
    proposed: int
    approved: int
    rejected: int
    candidates: int = Field(description="Proposals below the glossary's cut, which the other numbers leave out.")
    subjects: list[str]


Format = Literal["tbx", "tbx-min", "tbx2", "csv", "xlsx", "omegat", "multiterm", "skos", "json", "parquet"]


def entry(concept: Concept) -> Entry:
    """The entry as the API answers it."""
    return Entry.model_validate(concept)
