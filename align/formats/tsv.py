"""Tab-separated values with a header: a table that a spreadsheet opens and that `cut` and `grep` can read.

One bead a line. The sentences of a side are separated by ` ‖ `. In a text, tab, line break, other control
characters, `\\` and `‖` are written with a backslash (`\\t`, `\\n`, `\\u0007`, `\\\\`, `\\‖`). A text that a spreadsheet
would take for a formula (it begins with = + - @, or their full-width forms) has a `'` before it, as OWASP advises
(“CSV Injection”); reading takes it off. Lost: as in JSON Lines, and all metadata but the symbol.
Other people's tables need a header with src and tgt, or with two language codes.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from align.errors import InvalidExchange
from align.formats.delimited import delimiter_of, records
from align.formats.rows import KINDS, BitextBuilder, Losses, file_name, rows
from align.locales import locales
from align.types import Bitext, Segment

__all__ = ["COLUMNS", "read", "write"]

COLUMNS = (
    *("id", "src", "tgt", "kind", "paragraph", "confidence"),
    *("src_lang", "tgt_lang", "symbol", "src_path", "tgt_path", "confirmed"),
)
SEPARATOR = " ‖ "
_YES = "yes"

_ESCAPED = re.compile(r"[\\‖\x00-\x1f\x7f\ud800-\udfff]")
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\", "‖": r"\‖"}
_LONG = {short[1]: char for char, short in _SHORT.items()}
_TOKEN = re.compile(rf"\\u([0-9a-f]{{4}})|\\(.)|({SEPARATOR})")
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


def write(
    bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0, delimiter: str = "\t"
) -> Losses:
    """Write the table, in UTF-8."""
    losses = Losses()
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        table = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        table.writerow(COLUMNS)
        for bitext in bitexts:
            tail = (
                *locales(bitext),
                _cell([bitext.metadata.get("symbol", "")]),
                _cell([file_name(bitext.src_path) or ""]),
                _cell([file_name(bitext.tgt_path) or ""]),
            )
            for row in rows(bitext, losses, min_confidence):
                src, tgt = (_cell([segment.text for segment in side]) for side in (row.src, row.tgt))
                table.writerow(
                    (
                        row.number,
                        src,
                        tgt,
                        row.kind,
                        row.paragraph,
                        row.confidence,
                        *tail,
                        _YES if row.bead.confirmed else "",
                    )
                )
    finally:
        text.detach()  # the stream is the caller's to close
    return losses


def read(
    stream: IO[bytes], where: str, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> Iterator[Bitext]:
    """The bitexts of a table. Raises InvalidExchange with the line of the fault."""
    gathering = BitextBuilder(where, src_lang=src_lang, tgt_lang=tgt_lang)
    # Excel's “Unicode text” is UTF-16.
    mark = stream.read(2)
    stream.seek(0)
    encoding = "utf-16" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    line = 1
    try:
        first = text.readline()
        delimiter = delimiter_of(first)
        header = [name.strip().lower() for name in next(csv.reader([first.rstrip("\r\n")], delimiter=delimiter), [])]
        columns, languages = _columns(header, where)
        own = {"id", "src", "tgt", "kind", "confidence"} <= set(header)
        for line, cells in records(text, delimiter, len(header), 1):
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise InvalidExchange(
                    "{count} columns where the header has {expected}",
                    where=where,
                    line=line,
                    remedy="separate columns with one tab"
                    if delimiter == "\t"
                    else "put a text with commas in quotation marks",
                    count=len(cells),
                    expected=len(header),
                )
            row = {name: cells[index] for name, index in columns.items()}
            try:
                yield from _add(gathering, row, languages, own)
            except ValueError as error:
                raise InvalidExchange("{reason}", where=where, line=line, reason=error) from error
    except csv.Error as error:
        raise InvalidExchange("not a table: {reason}", where=where, line=line, reason=error) from error
    except UnicodeError as error:
        raise InvalidExchange("not UTF-8", where=where, line=line + 1, remedy="save it as UTF-8") from error
    finally:
        text.detach()
    yield from gathering.finish()


def _columns(header: list[str], where: str) -> tuple[dict[str, int], tuple[str | None, str | None]]:
    """Number of each column by our name, and the languages where the header names them."""
    columns = {name: header.index(name) for name in COLUMNS if name in header}
    if "src" in columns and "tgt" in columns:
        return columns, (None, None)
    named = [n for n, name in enumerate(header) if re.fullmatch(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", name)]
    if len(named) != 2:
        remedy = "name the columns src and tgt, or with two language codes such as zh and en"
        raise InvalidExchange("the header names no two texts", where=where, line=1, remedy=remedy)
    columns |= {"src": named[0], "tgt": named[1]}
    return columns, (header[named[0]], header[named[1]])


def _add(
    gathering: BitextBuilder, row: dict[str, str], languages: tuple[str | None, str | None], own: bool
) -> Iterator[Bitext]:
    kind = row["kind"] if row.get("kind") in KINDS else "paragraph"
    paragraph = int(row["paragraph"]) if row.get("paragraph", "").isdecimal() else 0
    try:
        confidence = float(row.get("confidence") or 1.0)
    except ValueError:
        confidence = -1.0
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence {row['confidence']!r} is not a number from 0 to 1")
    if own:
        src, tgt = _sentences(row["src"]), _sentences(row["tgt"])
        tail: dict[str, Any] = {
            name: "".join(_sentences(row[name])) for name in ("symbol", "src_path", "tgt_path") if name in row
        }
    else:
        src, tgt = ([row[name]] if row[name].strip() else [] for name in ("src", "tgt"))
        tail = {}
    yield from gathering.add(
        [Segment(text, paragraph=paragraph, kind=kind) for text in src],  # type: ignore[arg-type]
        [Segment(text, paragraph=paragraph, kind=kind) for text in tgt],  # type: ignore[arg-type]
        confidence,
        number=int(row["id"]) if row.get("id", "").isdecimal() else None,
        src_lang=row.get("src_lang") or languages[0],
        tgt_lang=row.get("tgt_lang") or languages[1],
        confirmed=row.get("confirmed") == _YES,
        **tail,
    )


def _cell(sentences: list[str]) -> str:
    text = SEPARATOR.join(_ESCAPED.sub(_escape, sentence) for sentence in sentences)
    return f"'{text}" if _FORMULA.match(text) else text


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _SHORT.get(char) or f"\\u{ord(char):04x}"


def _sentences(cell: str) -> list[str]:
    if cell.startswith("'") and _FORMULA.match(cell):
        cell = cell[1:]
    sentences, at = [""], 0
    for match in _TOKEN.finditer(cell):
        sentences[-1] += cell[at : match.start()]
        at = match.end()
        if match[3]:
            sentences.append("")
        elif match[1]:
            sentences[-1] += chr(int(match[1], 16))
        else:
            # A backslash that is not one of our escapes stands for itself: somebody edited the table.
            sentences[-1] += _LONG.get(match[2], match[0])
    sentences[-1] += cell[at:]
    return [text for text in sentences if text]
