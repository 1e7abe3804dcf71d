"""Reading XLIFF 1.2 and 2.0 (OASIS 2008, 2014), ours and other tools'.

Each segment with its target is a bead, a segment without one an omission. Inline codes are left out, the text between
them stays; of XLIFF 1.2 the segmentation (`seg-source`, `mrk mtype="seg"`) is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from align.errors import InvalidExchange
from align.formats.rows import JUDGEMENT, KINDS, BitextBuilder
from align.safexml import elements
from align.types import Bitext, Segment

__all__ = ["read"]

_CODES = frozenset({"bpt", "ept", "it", "ph", "sub"})


def read(
    stream: IO[bytes], where: str, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> Iterator[Bitext]:
    """The bitexts of a file, one for each `file` in it. Raises InvalidExchange."""
    gathering = BitextBuilder(where, src_lang=src_lang, tgt_lang=tgt_lang)
    last: etree._Element | None = None
    head: dict[str, Any] = {}
    found = False
    for unit in elements(stream, "{*}unit", "{*}trans-unit", "{*}file", name=where):
        if etree.QName(unit).localname == "file":
            found = True  # its units have been read
            continue
        file = next(unit.iterancestors("{*}file"), None)
        if file is None:
            continue
        # The notes of a file are gone from memory after its first unit; read them with it.
        if file is not last:
            last, head = file, _head(file)
        kind, paragraph, confidence = _properties(unit)
        for number, (source, target, confirmed) in enumerate(_pairs(unit)):
            if not (source or target):
                continue
            yield from gathering.add(
                [Segment(source, paragraph=paragraph, kind=kind)] if source else [],  # type: ignore[arg-type]
                [Segment(target, paragraph=paragraph, kind=kind)] if target else [],  # type: ignore[arg-type]
                confidence,
                number=_number(unit) if number == 0 else None,
                confirmed=confirmed,
                **head,
            )
    if not found:
        raise InvalidExchange("is no XLIFF", where=where)
    yield from gathering.finish()


def _head(file: etree._Element) -> dict[str, Any]:
    root = file.getparent()
    notes = {note.get("category"): note.text for note in file.iterfind("{*}notes/{*}note")}
    notes |= {note.get("from"): note.text for note in file.iterfind("{*}header/{*}note")}
    if root is not None and root.get("srcLang"):
        languages = root.get("srcLang"), root.get("trgLang")
    else:
        languages = file.get("source-language"), file.get("target-language")
    return {
        "src_lang": languages[0],
        "tgt_lang": languages[1],
        "src_path": None if "no source file" in notes else file.get("original"),
        "tgt_path": notes.get("target file"),
        "symbol": notes.get("symbol"),
        "metadata": {JUDGEMENT: notes["judgement"] or ""} if "judgement" in notes else None,
    }


def _properties(unit: etree._Element) -> tuple[str, int, float]:
    kind = (unit.get("type") or "").removeprefix("duizhao:") or (unit.get("restype") or "").removeprefix("x-")
    kind = kind.replace("-", " ")
    paragraph = re.fullmatch(r"paragraph (\d{1,9})", unit.get("name") or unit.get("resname") or "")
    notes = {note.get("category"): note.text for note in unit.iterfind("{*}notes/{*}note")}
    notes |= {note.get("from"): note.text for note in unit.iterfind("{*}note")}
    said = re.fullmatch(r"0?\.\d+|[01](\.0*)?|\d(\.\d+)?e-\d+", notes.get("confidence") or "")
    return (
        kind if kind in KINDS else "paragraph",
        int(paragraph[1]) if paragraph else 0,
        float(said[0]) if said and float(said[0]) <= 1 else 1.0,
    )


def _number(unit: etree._Element) -> int | None:
    own = re.fullmatch(r"b(\d{1,9})", unit.get("id") or "")
    return int(own[1]) if own else None


def _pairs(unit: etree._Element) -> Iterator[tuple[str, str, bool]]:
    if etree.QName(unit).localname == "unit":
        for segment in unit.iterchildren("{*}segment"):
            confirmed = segment.get("state") in ("reviewed", "final")
            yield _side(segment.find("{*}source")), _side(segment.find("{*}target")), confirmed
        return
    source, target = unit.find("{*}source"), unit.find("{*}target")
    confirmed = unit.get("approved") == "yes"
    split = unit.find("{*}seg-source")
    if split is None:
        yield _side(source), _side(target), confirmed
        return
    targets = {mark.get("mid"): _side(mark) for mark in _marks(target)}
    for mark in _marks(split):
        yield _side(mark), targets.get(mark.get("mid"), ""), confirmed


def _marks(element: etree._Element | None) -> Iterator[etree._Element]:
    if element is not None:
        yield from (mark for mark in element.iter("{*}mrk") if mark.get("mtype") == "seg")


def _side(element: etree._Element | None) -> str:
    return "" if element is None else "".join(_text(element))


def _text(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "cp":
            yield _character(child.get("hex") or "")
        elif name and name not in _CODES:
            yield from _text(child)
        yield child.tail or ""


def _character(code: str) -> str:
    number = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0x110000
    return chr(number) if number < 0x110000 else ""
