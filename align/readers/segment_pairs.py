"""Files of segments with their translations, read as documents: XLIFF, TMX, gettext PO, tables of sentence pairs.

The segments are the file's own and stay as they are, without the markup around and within them. The source of a pair is
a paragraph in column 1, its translation the next one, in column 2; `given` has the pairs themselves.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from align.errors import InvalidExchange, UnreadableInput
from align.types import Bead, Bitext, Document, Paragraph, Segment

__all__ = ["SEGMENT_PAIRS", "given", "one_side", "paragraphs"]

SEGMENT_PAIRS = frozenset({"xliff", "tmx", "po", "table"})
"""Formats of documents, values of `align.readers.FORMATS`, that hold segments with their translations."""


def paragraphs(data: bytes, name: str, format: str) -> tuple[str, tuple[Paragraph, ...], None]:
    """The composed text of the file, its segments with spans of that text, and no encoding."""
    from align.readers.composer import Composer

    composer = Composer()
    for bitext in _bitexts(data, name, format):
        for bead in bitext.beads:
            for column, numbers, side in ((1, bead.src, bitext.src), (2, bead.tgt, bitext.tgt)):
                for number in numbers:
                    composer.add(" ".join(side[number].text.split()), kind="cell", column=column)
    if not composer.text.strip():
        raise UnreadableInput("has no text", where=name, remedy="export it again", code="no_text")
    return composer.text, composer.paragraphs(), None


def given(data: bytes, name: str, format: str, *, src_lang: str | None = None, tgt_lang: str | None = None) -> Bitext:
    """The pairs of a file as one bitext, its segments untouched. Raises InvalidExchange and UnknownLanguage."""
    found = list(_bitexts(data, name, format, src_lang=src_lang, tgt_lang=tgt_lang))
    if not found:
        raise InvalidExchange("holds no translations", where=name)
    whole = found[0]
    if len(found) == 1:
        return whole
    src: list[Segment] = []
    tgt: list[Segment] = []
    beads: list[Bead] = []
    for bitext in found:
        shift = (len(src), len(tgt))
        src += bitext.src
        tgt += bitext.tgt
        beads += [
            replace(bead, src=tuple(n + shift[0] for n in bead.src), tgt=tuple(n + shift[1] for n in bead.tgt))
            for bead in bitext.beads
        ]
    return replace(whole, src=tuple(src), tgt=tuple(tgt), beads=tuple(beads))


def one_side(document: Document, language: str) -> Document:
    """The document with the segments in one of its languages, or unchanged where it has none in that language."""
    for column in (1, 2):
        side = [p for p in document.paragraphs if p.column == column]
        if side and _language(side) == language:
            return replace(document, paragraphs=tuple(side), language=language)
    return document


def both_sides(document: Document) -> tuple[Document, Document] | None:
    """Sources and translations as two documents, or None where the file has only one of them."""
    sides = [[p for p in document.paragraphs if p.column == column] for column in (1, 2)]
    languages = [_language(side) for side in sides]
    if None in languages:
        return None
    source, target = (
        replace(document, paragraphs=tuple(side), language=code or "", script=_script(side, code))
        for side, code in zip(sides, languages, strict=True)
    )
    return source, target


def _language(side: Sequence[Paragraph]) -> str | None:
    from align.errors import UnknownLanguage
    from align.languages import detect

    try:
        return detect("\n".join(p.text for p in side))
    except UnknownLanguage:
        return None


def _script(side: Sequence[Paragraph], language: str | None) -> str | None:
    from align.languages import script_of

    return script_of("\n".join(p.text for p in side)) if language == "zh" else None


def _bitexts(
    data: bytes, name: str, format: str, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> Iterator[Bitext]:
    if not data.strip():
        raise UnreadableInput("the file is empty", where=name, remedy="export it again", code="empty")
    if format == "po":
        from align.formats import po as module
    elif format == "xliff":
        from align.formats import xliff_reading as module  # type: ignore[no-redef]
    elif format == "tmx":
        from align.formats import tmx as module  # type: ignore[no-redef]
    else:
        from align.formats import tsv as module  # type: ignore[no-redef]
    yield from module.read(io.BytesIO(data), name, src_lang=src_lang, tgt_lang=tgt_lang)
