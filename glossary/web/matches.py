"""The page of translation memory matches for a text: shows its sentences beside earlier translations and terms."""

from __future__ import annotations

import io
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from align.errors import UnreadableInput
from glossary.memory.types import Pretranslation
from glossary.web.dependencies import readings
from glossary.web.downloads import attachment, refuse_unknown
from glossary.web.latest import Latest
from glossary.web.pages import render
from glossary.web.reading import Text, kept

__all__ = ["MOST", "router"]

router = APIRouter(include_in_schema=False)
LONGEST = 400_000
"""Maximum number of characters of a text that the page matches; longer texts need the command."""
MOST = 8
"""How many pretranslations are kept in memory, so that they need not be made again for a download."""
DOWNLOADS = {
    "xliff": ("XLIFF 2.1", ".xlf", "application/xliff+xml"),
    "xliff12": ("XLIFF 1.2", ".xlf", "application/xliff+xml"),
    "tmx": ("TMX", ".tmx", "application/x-tmx+xml"),
    "docx": ("DOCX", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": ("HTML", ".html", "text/html"),
}


@router.get("/reading/{id}/matches")
def page(request: Request, id: str) -> Response:
    from glossary.memory.analysis import analyse, rows

    text = kept(request, id)
    made = _pretranslation(request, id, text)
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
    refuse_unknown(format, DOWNLOADS)
    out = io.BytesIO()
    importlib.import_module(f"glossary.memory.{FORMATS[format].module}").write(_pretranslation(request, id, text), out)
    _, suffix, kind = DOWNLOADS[format]
    return attachment(out.getvalue(), f"{Path(text.name).stem or 'text'}.pretranslated{suffix}", kind)


def _pretranslation(request: Request, id: str, text: Text) -> Pretranslation:
    from glossary.memory.pretranslate import Options, pretranslate

    if len(text.document.text) > LONGEST:
        raise UnreadableInput(
            "the text is too long to be matched here", remedy="use the command: glossary pretranslate"
        )
    glossaries = readings(request)
    store: Latest[Pretranslation] = request.app.state.pretranslations
    key: tuple[str | int, ...] = (id,)
    for one in glossaries:
        key += (one.version, one.segments_version)
    made = store.get(key)
    if made is None:
        made = pretranslate(text.document, glossaries, options=Options(least=50), name=text.name)
        store.put(key, made)
    return made
