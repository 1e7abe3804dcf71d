"""Excel: .xlsx, the cells of each sheet from left to right and from top to bottom, as the sheet shows them.

Texts, numbers and dates come in, with their cell as place (“Plan!B4”) and the number of the sheet as page. Hidden sheets, rows
and columns stay out, and so do formulas: what a cell shows is its last result. The sheet is read cell by cell, because
a library that lays it out as a table needs memory for a million rows where somebody has written into the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from lxml import etree

from align.errors import UnreadableInput
from align.readers.composer import Composer
from align.readers.packages import Package
from align.types import Paragraph

__all__ = ["paragraphs"]

_MAIN = "xl/workbook.xml"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLAIN_NAME = re.compile(r"(?:sheet|工作表|feuil|hoja|лист|ورقة|tabelle)\s*\d*", re.IGNORECASE)
_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
"""Number formats that Excel itself has for days (ECMA-376 part 1, 18.8.30)."""
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], None]:
    """The composed text of a workbook, its cells with spans of that text, and no encoding."""
    package = Package(data, name)
    composer = Composer()
    strings, dates = _strings(package), _date_styles(package)
    related = package.relations(_MAIN)
    workbook = package.xml(_MAIN)
    properties = workbook.find("{*}workbookPr")
    begin = datetime(1904, 1, 1) if properties is not None and properties.get("date1904") in ("1", "true") else None
    for number, sheet in enumerate(workbook.iterfind("{*}sheets/{*}sheet"), 1):
        _, member = related.get(sheet.get(_RELATION_ID) or "", ("", ""))
        title = sheet.get("name", "")
        if sheet.get("state", "visible") != "visible" or member not in package:
            continue
        if not _PLAIN_NAME.fullmatch(title.strip()):
            composer.add(title, kind="heading", level=1, page=number, place=f"{title}!")
        for place, text in _cells(package.xml(member), strings, dates, begin or datetime(1899, 12, 30)):
            composer.add(text, kind="cell", page=number, place=f"{title}!{place}")
    if not composer.text.strip():
        raise UnreadableInput("has no text", where=name, remedy="text in pictures is not read", code="no_text")
    return composer.text, composer.paragraphs(), None


def _strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package:
        return []
    return [_rich(item) for item in package.xml("xl/sharedStrings.xml").iterfind("{*}si")]


def _rich(item: etree._Element) -> str:
    # Readings above Chinese or Japanese characters (rPh) are not part of the text.
    return "".join(t.text or "" for t in item.iterfind("{*}t")) + "".join(
        t.text or "" for t in item.iterfind("{*}r/{*}t")
    )


def _date_styles(package: Package) -> frozenset[int]:
    """Numbers of the cell styles that show a day."""
    if "xl/styles.xml" not in package:
        return frozenset()
    root = package.xml("xl/styles.xml")
    own = {
        entry.get("numFmtId")
        for entry in root.iterfind("{*}numFmts/{*}numFmt")
        if re.search(r"[yYdD]", re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", entry.get("formatCode", "")))
    }
    known = own | {str(number) for number in _DATES}
    return frozenset(n for n, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")) if style.get("numFmtId") in known)


def _cells(
    root: etree._Element, strings: list[str], dates: frozenset[int], begin: datetime
) -> Iterator[tuple[str, str]]:
    """Place and shown text of each cell that shows one."""
    hidden = [
        range(int(column.get("min", "1")), int(column.get("max", "1")) + 1)
        for column in root.iterfind("{*}cols/{*}col")
        if column.get("hidden") in ("1", "true")
    ]
    for row in root.iterfind("{*}sheetData/{*}row"):
        if row.get("hidden") in ("1", "true"):
            continue
        for cell in row.iterfind("{*}c"):
            place = cell.get("r", "")
            found = _REFERENCE.fullmatch(place)
            if found and any(_column(found[1]) in span for span in hidden):
                continue
            text = _shown(cell, strings, dates, begin)
            if text.strip():
                yield place, " ".join(text.split())


def _column(letters: str) -> int:
    """Number of a column, from 1.

    >>> _column("A"), _column("AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _shown(cell: etree._Element, strings: list[str], dates: frozenset[int], begin: datetime) -> str:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
    if kind == "s":
        return strings[int(value)] if value.isdecimal() and len(value) < 10 and int(value) < len(strings) else ""
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return "" if inline is None else _rich(inline)
    if kind in ("e", "b"):
        return ""
    if kind == "n" and value:
        style = cell.get("s", "0")
        try:
            number = float(value)
            if style.isdecimal() and int(style) in dates:
                return (begin + timedelta(days=number)).date().isoformat()
            return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(round(number, 12))
        except (ValueError, OverflowError):
            return value
    return value
