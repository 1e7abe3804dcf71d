"""A self-contained page to look through a bitext, side by side: for people, cannot be read back.

No file beside it, nothing fetched: style and script are in the page, and its content security policy admits no other.
How sure a bead is shows as a colour, a sign and a number; the beads worth a look can be gone through with the keys n
and p. Each bead has an anchor, `#b12`, or `#d2-b12` in a page of several documents (from 1).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import IO, Any

from align.formats.rows import Losses, Row, document_name, file_name, rows
from align.locales import locales
from align.page_templates import environment, part
from align.summary import DOUBTFUL, SURE, Summary, summarize
from align.types import Bitext

__all__ = ["anchor", "write"]

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "dv"})


@dataclass(frozen=True, slots=True)
class _Document:
    number: int
    name: str
    title: str
    languages: tuple[str, str]
    language_names: tuple[str, str]
    directions: tuple[str, str]
    paths: tuple[str | None, str | None]
    summary: Summary
    refused: str
    """Why the two texts are not translations of each other; empty where they are."""
    paragraphs: list[list[Row]]


def anchor(bead: int, document: int | None = None) -> str:
    """The name of a bead in the page, for links to it.

    >>> anchor(12), anchor(12, 2)
    ('b12', 'd2-b12')
    """
    return f"b{bead}" if document is None else f"d{document}-b{bead}"


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the page, in UTF-8."""
    losses = Losses()
    todo = list(bitexts)
    documents = [_document(number, bitext, losses, min_confidence) for number, bitext in enumerate(todo, 1)]
    names = [document.name or document.title for document in documents]
    script = part("align.formats", "page/bitext.js")
    page = _template().generate(
        title=names[0] if len(names) == 1 and names[0] else f"{len(names)} documents" if len(names) > 1 else "Bitext",
        documents=documents,
        several=len(documents) > 1,
        total=summarize(todo),
        lost=str(losses),
        anchor=anchor,
        level=_level,
        style=part("align.formats", "page/bitext.css"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    while pieces := list(islice(page, 1000)):
        stream.write("".join(pieces).encode("utf-8", "replace"))
    return losses


def _document(number: int, bitext: Bitext, losses: Losses, min_confidence: float) -> _Document:
    from align.judgement import refusal
    from align.languages import NAMES

    codes = bitext.src_lang, bitext.tgt_lang
    paths = file_name(bitext.src_path), file_name(bitext.tgt_path)
    return _Document(
        number,
        document_name(bitext),
        bitext.metadata.get("title", ""),
        locales(bitext),
        (NAMES.get(codes[0], codes[0]), NAMES.get(codes[1], codes[1])),
        ("rtl" if codes[0] in _RIGHT_TO_LEFT else "ltr", "rtl" if codes[1] in _RIGHT_TO_LEFT else "ltr"),
        paths,
        summarize(bitext),
        refusal(bitext.judgement) if bitext.judgement is not None and bitext.judgement.refused else "",
        list(_paragraphs(bitext, losses, min_confidence)),
    )


def _paragraphs(bitext: Bitext, losses: Losses, min_confidence: float) -> Iterator[list[Row]]:
    """The beads put together by the paragraph that they stand in; an omission stays with those before it."""
    together: list[Row] = []
    place: dict[bool, int] = {}
    for row in rows(bitext, losses, min_confidence):
        here = {bool(row.src): (row.src or row.tgt)[0].paragraph}
        if row.src and row.tgt:
            here = {True: row.src[0].paragraph, False: row.tgt[0].paragraph}
        if together and any(place.get(side, paragraph) != paragraph for side, paragraph in here.items()):
            yield together
            together, place = [], {}
        together.append(row)
        place |= here
    if together:
        yield together


def _level(row: Row) -> str:
    """How sure a bead is, as the name of its style."""
    if row.bead.confirmed:
        return "confirmed"
    return "doubtful" if row.bead.confidence < DOUBTFUL else "likely" if row.bead.confidence < SURE else "sure"


@cache
def _template() -> Any:
    return environment("align.formats", "page").get_template("bitext.html")
