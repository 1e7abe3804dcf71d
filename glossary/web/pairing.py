"""The page of decisions about pairs: which files of the last batch have no partner, what was decided, and its undo.

The decisions are kept in `decisions.json` in the folder of the results. They apply to every later run of `align batch`
into that folder, and to files that are uploaded to the workbench (`align.batch.decisions`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from align.batch.decisions import Decisions, File, Pairing, changing, results_folder
from align.batch.pairs import in_order
from align.errors import InvalidOption
from glossary.web.aligning import jobs_of
from glossary.web.pages import render

__all__ = ["What", "decide_back", "decide_left_out", "decide_pair", "router", "standing"]

router = APIRouter(include_in_schema=False)

What = Literal["pair", "excluded"]
Name = Annotated[str, Form(max_length=4000)]


@router.get("/pairing")
def page(request: Request) -> Response:
    decisions, files, alone = standing(request)
    return render(request, "pairing.html", decisions=decisions, alone=alone, files=sorted(files.items()))


@router.post("/pairing/pair")
def pair(request: Request, src: Name, tgt: Name) -> Response:
    decide_pair(request, src, tgt)
    return _back()


@router.post("/pairing/leave-out")
def leave_out(request: Request, name: Name) -> Response:
    decide_left_out(request, name)
    return _back()


@router.post("/pairing/take-back")
def withdraw(request: Request, what: Annotated[What, Form()], src: Name, tgt: Name = "") -> Response:
    decide_back(request, what, src, tgt)
    return _back()


def standing(request: Request) -> tuple[Decisions, dict[str, str | None], list[dict[str, Any]]]:
    """The decisions; the files of the last batch with their languages; the files without a partner or a decision."""
    folder = _folder(request)
    decisions = Decisions.load(folder)
    files, alone = _reported(folder)
    gone = {file.name for file in decisions.excluded if not file.uploaded}
    gone |= {file.name for one in decisions.pairs for file in (one.src, one.tgt) if not file.uploaded}
    return decisions, files, [one for one in alone if one["file"] not in gone]


def decide_pair(request: Request, src: str, tgt: str) -> None:
    """Decide that two files of the last batch are a pair. Raises InvalidOption."""
    folder = _folder(request)
    files = _reported(folder)[0]
    if src == tgt or not {src, tgt} <= set(files):
        raise InvalidOption("a pair by hand needs a document and its translation", remedy="choose both")
    one, other = _source_first((src, files[src]), (tgt, files[tgt]))
    with changing(folder) as decisions:
        decisions.pair(Pairing(File(one[0]), File(other[0]), one[1], other[1]))


def decide_left_out(request: Request, name: str) -> None:
    """Decide that a file of the last batch is left out. Raises InvalidOption."""
    folder = _folder(request)
    if name not in _reported(folder)[0]:
        raise InvalidOption("there is no such file in the last batch", remedy="choose one of the list")
    with changing(folder) as decisions:
        decisions.exclude(File(name))


def decide_back(request: Request, what: What, src: str, tgt: str = "") -> None:
    """Withdraw a decision."""
    with changing(_folder(request)) as decisions:
        decisions.withdraw(what, src, tgt)


def _folder(request: Request) -> Path:
    return results_folder(jobs_of(request).folder)


def _back() -> Response:
    return RedirectResponse("/pairing", status_code=303)


def _source_first(*sides: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Two files with their languages, in the usual order of the languages: Chinese before English."""
    languages = in_order({language for _, language in sides if language})
    if len(languages) < 2:
        return list(sides)
    return sorted(sides, key=lambda side: languages.index(side[1] or ""))


def _reported(folder: Path) -> tuple[dict[str, str | None], list[dict[str, Any]]]:
    """The files in the report of the last batch, each with its language, and those that have no partner."""
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        alone = list(report["without_partner"])
        files: dict[str, str | None] = {
            note[side]: language
            for note in report["documents"]
            for side, language in zip(("src", "tgt"), note["languages"], strict=True)
        }
        files |= {one["file"]: one["language"] for one in (*report["duplicates"], *alone)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}, []
    return files, alone
