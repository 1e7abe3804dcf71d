"""Corrections of an aligned document, as a browser or a program sends them.

Each correction is made only once, even if it is sent twice, and is saved with its author. It finds its bead even if
others have corrected the document meanwhile, by the sentences that its sender has seen.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from align.correction import journal
from align.correction.journal import Stale
from align.correction.library import BitextFolder
from align.correction.revision import Change, Revision
from align.errors import Message
from glossary.people.discussion import Discussion
from glossary.web.api_examples import BEADS
from glossary.web.api_models import shown
from glossary.web.dependencies import author
from glossary.web.downloads import attachment, refuse_unknown
from glossary.web.pages import stamp
from glossary.web.problems import Problem, without_documents

__all__ = ["DOWNLOADS", "Corrected", "Correction", "bitexts_of", "changed", "correct", "exported"]

RECENT = 100
"""How many of the latest corrections are searched for one that was sent before."""

DOWNLOADS = {
    "tmx": "application/x-tmx+xml",
    "xliff": "application/xliff+xml",
    "tsv": "text/tab-separated-values",
    "html": "text/html",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}

Action = Literal["join", "split", "cut", "move", "omit", "confirm", "unconfirm", "undo", "redo"]


class Seen(BaseModel):
    """A bead as the sender has seen it: the numbers of its sentences on each side."""

    src: list[int] = []
    tgt: list[int] = []


class Correction(BaseModel):
    """One correction of an alignment; `token` names the state of the beads that its sender has seen."""

    model_config = shown({"document": BEADS["document"], "token": BEADS["token"], "action": "confirm", "bead": 4})

    document: str = Field(description="Name of the document, as the list gives it.", examples=["gc20-item22"])
    token: str = Field(description="Token of the beads that were looked at.", examples=["0-3f2a9c1d5b7e"])
    action: Action
    bead: int = Field(0, ge=0, description="Number of the bead, from 0; not needed to undo and redo.")
    src: int = Field(0, ge=0, description="split: how many source sentences stay in the first half.")
    tgt: int = Field(0, ge=0, description="split: how many target sentences stay in the first half.")
    side: Literal["src", "tgt"] = Field("src", description="move, cut: whose sentence it is.")
    sentence: int = Field(0, ge=0, description="cut: which sentence of the bead on that side becomes two, from 0.")
    offset: int = Field(0, ge=0, description="cut: the code point of its text at which the second one begins.")
    direction: Literal["up", "down"] = Field("up", description="move: the first one up, or the last one down.")

    sees: list[Seen] = Field(
        default=[],
        max_length=2,
        description="The beads that it changes, as they were seen, in their order (two for a join or a move). "
        "With them, a correction of somebody else to another bead does not stand in its way.",
    )
    others: bool = Field(False, description="undo: take back the last correction even if somebody else made it.")

    def apply(self, revision: Revision, bead: int) -> Revision:
        """The revision after this correction of bead number `bead`. Raises InvalidOption if it is not possible."""
        match self.action:
            case "join":
                return revision.join(bead)
            case "split":
                return revision.split(bead, self.src, self.tgt)
            case "cut":
                return revision.cut(bead, self.side, self.sentence, self.offset)
            case "move":
                return revision.move(bead, self.side, self.direction)
            case "omit":
                return revision.omit(bead)
            case "redo":
                return revision.redo()
            case _:
                return revision.confirm(bead, confirmed=self.action == "confirm")

    def place(self, revision: Revision) -> int:
        """The bead's current number, found by its sentences if others have corrected the document. Raises Stale."""
        if self.action == "redo" or self.token == journal.token(revision):
            return self.bead
        seen = [(tuple(one.src), tuple(one.tgt)) for one in self.sees]
        here = [(bead.src, bead.tgt) for bead in revision.bitext.beads]
        # If a sentence was cut meanwhile, the sentences have new numbers, and the bead cannot be found by the old ones.
        same = self.token.split("-")[2:] == journal.token(revision).split("-")[2:]
        if same and seen and seen[0] in here and here[(at := here.index(seen[0])) :][: len(seen)] == seen:
            return at + (self.action == "move" and self.direction == "up")
        raise self._stale(revision, seen)

    def _stale(self, revision: Revision, seen: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> Stale:
        """The error that says who has corrected these beads and when, as far as that is known."""
        sentences = [{n for side in seen for n in side[which]} for which in (0, 1)]
        for change in reversed(revision.done):
            touched = any(sentences[0].intersection(b.src) or sentences[1].intersection(b.tgt) for b in change.after)
            if touched and change.by:
                return Stale(
                    "{by} has corrected this pair meanwhile ({at})",
                    by=change.by,
                    at=stamp(datetime.fromisoformat(change.when)),
                    remedy="look at it again",
                )
        return Stale("somebody has corrected this document meanwhile", remedy="look at it again")


@dataclass(frozen=True, slots=True)
class Corrected:
    """The document before and after a correction."""

    before: Revision
    after: Revision
    others: bool
    """Whether the page must be loaded again, because others have corrected it or its sentences have new numbers."""


def bitexts_of(request: Request) -> BitextFolder:
    """The folder of aligned documents that the workbench was started with. Raises Problem if there is none."""
    folder: BitextFolder | None = request.app.state.bitexts
    if folder is None:
        raise without_documents()
    return folder


def correct(request: Request, correction: Correction) -> Corrected:
    """Make a correction and save it with author and time. Raises Stale, InvalidOption, UnreadableInput, Problem."""
    by, key = author(request), getattr(request.state, "once", ("",))[0]
    seen: list[Revision] = []

    def step(revision: Revision) -> Revision:
        seen.append(revision)
        if key and any(key == change.request for change in (*revision.done[-RECENT:], *revision.undone[-RECENT:])):
            return revision  # made already, by a server that was killed before it answered
        if correction.action == "undo":
            after = revision.undo(_to_undo(revision, correction, by))
        else:
            after = correction.apply(revision, correction.place(revision))
        return after.signed(revision, by=by, when=datetime.now(UTC).isoformat(), request=key)

    after = journal.revise(bitexts_of(request).path(correction.document), step)
    renumbered = journal.numbering(seen[0]) != journal.numbering(after)
    if renumbered:
        _renumber_comments(request, correction.document, seen[0], after)
    return Corrected(seen[0], after, renumbered or journal.token(seen[0]) != correction.token)


def _renumber_comments(request: Request, document: str, before: Revision, after: Revision) -> None:
    """Renumber the sentences that comments refer to, after a sentence was cut or a cut was undone."""
    discussion: Discussion = request.app.state.discussion
    was, now = ([change for change in one.done if change.cut] for one in (before, after))
    made, back = (now, was) if len(now) > len(was) else (was, now)
    cut = next((one.cut for one in made if not any(_same_cut(one, other) for other in back)), None)
    if cut is not None:
        discussion.renumber(document, cut.side, cut.number, 1 if made is now else -1)


def _same_cut(one: Change, other: Change) -> bool:
    return (one.when, one.by, one.cut and one.cut.whole) == (other.when, other.by, other.cut and other.cut.whole)


def _to_undo(revision: Revision, correction: Correction, by: str) -> Change | None:
    """The correction to undo: the user's own last one or, if `others` is set, the last one that the user has seen."""
    if not revision.done:
        return None
    last = revision.done[-1]
    if correction.others:
        if correction.token != journal.token(revision):
            raise Stale("somebody has corrected this document meanwhile", remedy="look at it again")
        return last
    own = revision.last_of(by)
    if own is None:
        at = stamp(datetime.fromisoformat(last.when)) if last.when else "?"
        what = Message(
            "The last correction is that of {by} ({at}), and none of yours is left to undo.", by=last.by, at=at
        )
        raise Problem(409, "others_work", what, "Undo once more to take it back all the same.")
    return own


def changed(before: Revision, after: Revision) -> tuple[int, int, int]:
    """Where two revisions differ: the number of the first bead, how many beads were removed, how many were added.

    >>> from align.types import Bead, Bitext, Segment
    >>> pair = Bitext((Segment("一"), Segment("二")), (Segment("One two"),), (Bead((0,), (0,)), Bead((1,), ())), "zh", "en")
    >>> changed(Revision(pair), Revision(pair).join(0))
    (0, 2, 1)
    """
    old, new = before.bitext.beads, after.bitext.beads
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - at
    same = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    return at, len(old) - at - same, len(new) - at - same


def exported(request: Request, name: str, format: str) -> Response:
    """The current state of a document as a file. Raises UnsupportedFormat, UnknownDocument."""
    from align.formats import write

    refuse_unknown(format, DOWNLOADS)
    revision = journal.load(bitexts_of(request).path(name))
    stream = io.BytesIO()
    write([revision.bitext], stream, format=format)
    suffix = "xlf" if format == "xliff" else format
    return attachment(stream.getvalue(), f"{name.rpartition('/')[2]}.{suffix}", DOWNLOADS[format])
