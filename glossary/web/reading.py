"""The page for reading a new text: marks its known terms, shows their equivalents, and offers a word list."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from align.errors import AlignError, UnreadableInput, UnsupportedFormat
from align.types import Document
from glossary.folding import fold
from glossary.search import KnownTerm
from glossary.search.several import known_terms_in
from glossary.web.dependencies import readings
from glossary.web.downloads import attachment, refuse_unknown
from glossary.web.messages import say
from glossary.web.pages import AGAINST, language_of, lead, render
from glossary.web.problems import Problem

__all__ = ["KEPT", "Text", "kept", "length", "router", "runs"]

router = APIRouter(include_in_schema=False)
LONGEST = 5_000_000
"""Maximum number of characters of one text: about 2,000 pages."""
KEPT = 40_000_000
"""Maximum number of characters of all texts kept in memory, so that their word lists can be downloaded."""
MINIMUM_SCORE = 0.3
DOWNLOADS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "tbx": "application/x-tbx",
    "csv": "text/csv",
    "html": "text/html",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text that somebody is reading."""

    name: str
    document: Document


def length(text: Text) -> int:
    """The number of characters of a text."""
    return len(text.document.text)


@router.get("/reading")
def asked(request: Request) -> Response:
    return _asked(request)


@router.post("/reading")
def given(
    request: Request, text: Annotated[str, Form()] = "", file: Annotated[UploadFile | None, File()] = None
) -> Response:
    try:
        read = _read(text, file)
    except AlignError as error:
        status = 415 if isinstance(error, UnreadableInput | UnsupportedFormat) else 400
        return _asked(request, status, wrong=error, given=text, file=_name(file))
    return RedirectResponse(f"/reading/{request.app.state.texts.keep(read)}", status_code=303)


def _asked(
    request: Request, status_code: int = 200, *, wrong: AlignError | None = None, given: str = "", file: str = ""
) -> Response:
    most = request.app.state.settings.upload_limit
    context = {"wrong": wrong, "given": given, "file": file, "most": most}
    return render(request, "reading.html", status_code=status_code, **context)


@router.get("/reading/{id}")
def read(request: Request, id: str, all: bool = False) -> Response:
    text = kept(request, id)
    known = _known(request, text, all)
    number = {id_: n for n, id_ in enumerate(dict.fromkeys(one.concept.id for one in known))}
    return render(
        request,
        "reading_text.html",
        id=id,
        all=all,
        name=text.name,
        document=text.document,
        known=known,
        heads=[headed(text.document.text, one) for one in known],
        places=sum(one.count for one in known),
        paragraphs=list(runs(text.document.text, known)),
        number=number,
        formats=list(DOWNLOADS),
        minimum=MINIMUM_SCORE,
        memory=any(one.segments_version >= 0 for one in readings(request)),
    )


@router.get("/reading/{id}/words")
def words(request: Request, id: str, format: str = "xlsx", all: bool = False) -> Response:
    from glossary import term_list
    from glossary.exchange import write

    text = kept(request, id)
    known = _known(request, text, all)
    refuse_unknown(format, DOWNLOADS)
    if format == "tbx":
        stream = io.BytesIO()
        write([one.concept for one in known], stream, format="tbx")
        content = stream.getvalue()
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"words.{format}")
            term_list.write(known, path, format=format, title=text.name)
            content = path.read_bytes()
    return attachment(content, f"{Path(text.name).stem or 'text'}.terms.{format}", DOWNLOADS[format])


_AT_WORK = threading.BoundedSemaphore(8)
"""Limits how many uploaded documents are converted to text at once, or wait for that."""


def _read(text: str, file: UploadFile | None) -> Text:
    from align.readers import read_bytes

    if file is not None and (name := _name(file)):
        # Each document takes one of the threads that answer requests, and may have to wait long.
        if not _AT_WORK.acquire(blocking=False):
            raise Problem(503, "busy", "Many documents are being read; try again in a moment.", retry_after=10)
        try:
            document = read_bytes(file.file.read(), name)
        finally:
            _AT_WORK.release()
    elif text.strip():
        name = shorten(text, 40)
        document = read_bytes(text.encode(), "text.txt")
    else:
        raise UnreadableInput("give a text or a document")
    if len(document.text) > LONGEST:
        raise UnreadableInput("the text is too long to be read here", remedy="use the command: glossary terms")
    return Text(name, document)


def _name(file: UploadFile | None) -> str:
    """The name of an uploaded file, which tells its format and is shown. No file of this name is ever opened."""
    given = (file.filename or "") if file is not None else ""
    return Path(given.replace("\\", "/")).name[:200]


def shorten(text: str, most: int) -> str:
    """The beginning of a text on one line, which serves as its name.

    >>> shorten("大会审议了\\n报告。", 5), shorten("A  report.", 40)
    ('大会审议了…', 'A report.')
    """
    line = " ".join(text[: most * 4].split())
    return line if len(line) <= most else f"{line[:most].rstrip()}…"


def kept(request: Request, id: str) -> Text:
    text: Text | None = request.app.state.texts.get(id)
    if text is None:
        language = language_of(request)
        raise Problem(404, "not_kept", say("reading.gone", language), say("reading.gone_how", language))
    return text


def _known(request: Request, text: Text, all: bool) -> list[KnownTerm]:
    score = 0.0 if all else MINIMUM_SCORE
    return known_terms_in(readings(request), text.document, language=text.document.language, minimum_score=score)


@dataclass(frozen=True, slots=True)
class Headed:
    """The main form of a known term for its row of the word list, and its other forms in the text: (form, status)."""

    term: str
    forms: tuple[tuple[str, str | None], ...]


def headed(text: str, known: KnownTerm) -> Headed:
    """Choose the main form: the longest in the text that may be used, else the term that should be used instead.

    >>> from glossary.types import Concept, Term
    >>> old, new = Term("工业组织", "zh", status="forbidden"), Term("工发组织", "zh")
    >>> headed("工业组织", KnownTerm(Concept("c", (old, new)), old, "工业组织", ((0, 4),)))
    Headed(term='工发组织', forms=(('工业组织', 'forbidden'),))
    """
    language = known.term.language
    standing = {fold(term.text, language): term.status for term in known.concept.terms if term.language == language}
    written = dict.fromkeys(" ".join(text[start:end].split()) for start, end in known.spans) or {known.text: None}
    forms = {form: standing.get(fold(form, language), known.term.status) for form in sorted(written, key=len)[::-1]}
    usable = [form for form, status in forms.items() if status not in AGAINST]
    best = lead(known.concept, language)
    head = usable[0] if usable else best.text if best else known.text
    return Headed(head, tuple((form, status) for form, status in forms.items() if form != head))


def runs(text: str, known: list[KnownTerm]) -> Iterator[list[tuple[str, KnownTerm | None]]]:
    """The lines of a text, each as a list of runs: plain text, or a term of the glossary. Empty lines are left out.

    >>> from glossary.types import Concept, Term
    >>> term = Term("green hydrogen", "en")
    >>> one = KnownTerm(Concept("c1", (term,)), term, "green hydrogen", ((4, 18),))
    >>> [[(run, known is not None) for run, known in line] for line in runs("Buy green hydrogen.", [one])]
    [[('Buy ', False), ('green hydrogen', True), ('.', False)]]
    """
    places = sorted(
        ((start, end, one) for one in known for start, end in one.spans), key=lambda place: (place[0], -place[1])
    )
    chosen: list[tuple[int, int, KnownTerm]] = []
    for start, end, one in places:
        if not chosen or start >= chosen[-1][1]:  # two concepts may share a term, which is marked once
            chosen.append((start, end, one))
    at = n = 0
    for line in text.splitlines(keepends=True):
        stop = at + len(line)
        parts: list[tuple[str, KnownTerm | None]] = []
        while at < stop:
            if n < len(chosen) and chosen[n][0] < stop:
                start, end, one = chosen[n]
                if start > at:
                    parts.append((text[at:start], None))
                parts.append((text[max(at, start) : min(end, stop)], one))
                at = min(end, stop)
                n += end <= stop  # a term that is broken by a line end goes on in the next line
            else:
                parts.append((text[at:stop].rstrip("\r\n"), None))
                at = stop
        if any(part.strip() for part, _ in parts):
            yield parts
