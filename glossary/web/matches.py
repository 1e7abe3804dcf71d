"""What was translated before, for a text that somebody reads: its sentences beside their matches and terms."""

from __future__ import annotations

import io
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from align.errors import UnreadableInput
from glossary.errors import UnsupportedFormat
from glossary.memory.types import Pretranslation
from glossary.web.dependencies import readings
from glossary.web.pages import render
from glossary.web.reading import Text, kept

__all__ = ["Made", "router"]

router = APIRouter(include_in_schema=False)
LONGEST = 400_000
"""Characters of a text that is matched while somebody waits; longer ones are for the command."""
DOWNLOADS = {
    "xliff": ("XLIFF 2.1", ".xlf", "application/xliff+xml"),
    "xliff12": ("XLIFF 1.2", ".xlf", "application/xliff+xml"),
    "tmx": ("TMX", ".tmx", "application/x-tmx+xml"),
    "docx": ("DOCX", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": ("HTML", ".html", "text/html"),
}


class Made:
    """The pretranslations last made, so that a download after the page costs nothing; the oldest go."""

    def __init__(self, *, most: int = 8) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[tuple[str | int, ...], Pretranslation] = OrderedDict()

    def get(self, key: tuple[str | int, ...]) -> Pretranslation | None:
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: tuple[str | int, ...], made: Pretranslation) -> None:
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@router.get("/reading/{id}/matches")
def page(request: Request, id: str) -> Response:
    from glossary.memory.analysis import analyse, rows

    text = kept(request, id)
    made = _made(request, id, text)
    (analysis,) = analyse([made])
    return render(
        request,
        "reading_matches.html",
        id=id,
        name=text.name,
        script=text.document.script,
        made=made,
        bands=[row for row in rows([analysis]) if row["segments"]],
        unit=analysis.unit,
        formats=DOWNLOADS,
        found=sum(bool(one.matches) for one in made.sentences),
        spans=lambda match: [(one.start, one.end) for one in match.carried],
    )


@router.get("/reading/{id}/matches/download")
def download(request: Request, id: str, format: str = "xliff") -> Response:
    import importlib

    from glossary.memory.formats import FORMATS

    text = kept(request, id)
    if format not in DOWNLOADS:
        raise UnsupportedFormat(
            "no download in {format!r}",
            remedy="choose one of {formats}",
            format=format[:20],
            formats=", ".join(DOWNLOADS),
        )
    out = io.BytesIO()
    importlib.import_module(f"glossary.memory.{FORMATS[format].module}").write(_made(request, id, text), out)
    _, suffix, kind = DOWNLOADS[format]
    file = quote(f"{Path(text.name).stem or 'text'}.pretranslated{suffix}", safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{file}"}
    return Response(out.getvalue(), media_type=kind, headers=headers)


def _made(request: Request, id: str, text: Text) -> Pretranslation:
    from glossary.memory.pretranslate import Options, pretranslate

    if len(text.document.text) > LONGEST:
        raise UnreadableInput(
            "the text is too long to be matched here", remedy="use the command: glossary pretranslate"
        )
    glossaries = readings(request)
    store: Made = request.app.state.pretranslations
    key: tuple[str | int, ...] = (id,)
    for one in glossaries:
        key += (one.version, one.segments_version)
    made = store.get(key)
    if made is None:
        made = pretranslate(text.document, glossaries, options=Options(least=50), name=text.name)
        store.keep(key, made)
    return made
