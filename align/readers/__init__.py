"""Documents in: one module a format, all giving a Document of the same structure."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from align.errors import UnknownLanguage, UnreadableInput, UnsupportedFormat
from align.files import readable
from align.readers.format_detection import FORMATS, format_of
from align.types import Bitext, Document, Paragraph, Segment

__all__ = ["FORMATS", "given_pairs", "read", "read_bytes", "read_lines"]

LIMIT = 256 * 1024 * 1024
"""Bytes of the largest file that is read."""

_MODULES = {
    "pptx": "slides", "xlsx": "sheets", "epub": "epub", "subtitles": "subtitles", "akn": "akoma_ntoso", "html": "html",
    "picture": "page_images",
}  # fmt: skip
"""Readers that take the bytes and the name of a file and give text, paragraphs and, if any, the encoding."""
_PACKED = frozenset({"pdf", "docx", "office", "pptx", "xlsx", "epub", "picture"})


_PICTURED = {"pdf": "pdf", "picture": "page_images"}
"""Readers of pictures of pages, which OCR reads."""


def read(
    path: str | os.PathLike[str],
    *,
    language: str | None = None,
    format: str | None = None,
    convert: str | None = None,
    ocr: bool = False,
) -> Document:
    """The document in a file, `-` for standard input.

    `language` (a code such as zh) and `format` (a value of FORMATS) are found out where they are not given. `convert` is
    a script, Hans or Hant, that the paragraphs of a Chinese document are turned into; the text and the spans stay
    those of the file. `ocr` reads the pages of a PDF that have no text, and files that are pictures, by the extra ocr; `ocr_confidence` of
    the metadata says how sure it is. Raises UnreadableInput, UnknownEncoding, UnsupportedFormat, UnknownLanguage,
    InvalidOption or MissingExtra.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "a.txt")
    >>> _ = file.write_text("一、概述\\n\\n秘书处报告了进展。\\n", encoding="utf-8")
    >>> document = read(file)
    >>> document.language, [(p.kind, p.number, p.text) for p in document.paragraphs]
    ('zh', [('heading', '1', '概述'), ('paragraph', None, '秘书处报告了进展。')])
    """
    name = readable(os.fspath(path))
    return read_bytes(load(path), name, language=language, format=format, convert=convert, ocr=ocr)


def read_bytes(
    data: bytes,
    name: str,
    *,
    language: str | None = None,
    format: str | None = None,
    convert: str | None = None,
    ocr: bool = False,
) -> Document:
    """The document in the bytes of a file called `name`; see `read`.

    >>> document = read_bytes("一. 导言\\n\\n1. 大会通过了决议。".encode(), "gc20-14c.txt")
    >>> document.language, document.metadata["symbol"], [p.text for p in document.paragraphs]
    ('zh', 'GC.20/14', ['导言', '大会通过了决议。'])
    """
    from align.languages import normalize_code

    if format is not None and format not in FORMATS.values():
        raise UnsupportedFormat(
            "there is no reader for {format!r}",
            where=name,
            remedy="one of {formats}",
            format=format,
            formats=", ".join(dict.fromkeys(FORMATS.values())),
        )
    if language:
        normalize_code(language)
    if _is_short_text(data, name, format):
        return parse(data, name, language=language, format=format, convert=convert)
    from align import sandbox

    options: dict[str, Any] = {"language": language, "format": format, "convert": convert}
    if ocr and (reader := _PICTURED.get(format or format_of(data, name))):
        from align.readers.ocr import SECONDS_A_PAGE, needed

        if reader == "page_images" and data:
            needed()
        pictures = import_module(f"align.readers.{reader}").pictures
        if count := sandbox.call(pictures, data, name, where=name, size=len(data)):
            needed()
            return _recognized(data, name, count, len(data) + (count * SECONDS_A_PAGE // 2 << 20), options)
    return sandbox.call(parse, data, name, where=name, size=len(data), **options)


def _recognized(data: bytes, name: str, count: int, size: int, options: dict[str, Any]) -> Document:
    """The document of a PDF with pictures of `count` pages; who watches is told of each page that has been read."""
    from align import sandbox
    from align.readers.ocr import watched

    for done, item in enumerate(sandbox.iterate(parse_by_page, data, name, where=name, size=size, **options), 1):
        if isinstance(item, Document):
            return item
        watched(name, done, count)
    raise AssertionError("no document at the end")


def parse_by_page(
    data: bytes, name: str, *, language: str | None, format: str | None, convert: str | None
) -> Iterator[int | Document]:
    """The number of each page once it has been read by OCR, and then the document, in this very process."""
    reader = import_module(f"align.readers.{_PICTURED[format or format_of(data, name)]}")
    for item in reader.recognizing(data, name):
        if isinstance(item, int):
            yield item
        else:
            yield parse(data, name, language=language, format=format, convert=convert, recognized=item)


IN_PLACE = 256 << 10
"""Bytes of the longest plain text that is read without a reading process; nothing in one can cost much."""


def _is_short_text(data: bytes, name: str, format: str | None) -> bool:
    return len(data) <= IN_PLACE and not data.startswith(b"PK") and (format or format_of(data, name)) == "text"


def parse(
    data: bytes,
    name: str,
    *,
    language: str | None,
    format: str | None,
    convert: str | None,
    recognized: tuple[str, tuple[Paragraph, ...], float | None] | None = None,
) -> Document:
    """The document in bytes, read in this very process, without limits: what `read_bytes` does within them.

    `recognized` is what OCR has made of it already: text, paragraphs and how sure it is.
    """
    from align.languages import detect, normalize_code, script_of
    from align.un_documents.cover import metadata
    from align.un_documents.resolutions import with_clauses

    code = normalize_code(language) if language else None
    format = format or format_of(data, name)
    sure = None
    if recognized is not None:
        (text, found, sure), encoding = recognized, None
    else:
        text, found, encoding = _paragraphs(data, name, format)
    made: dict[str, str] = {}
    if format == "pdf" and (typesetter := import_module("align.readers.pdf").typesetter(data)):
        made["typesetter"] = typesetter
    found = with_clauses(found)
    try:
        code = code or detect(_prose(found) or text)
    except UnknownLanguage as error:
        raise UnknownLanguage(
            "its language cannot be recognized",
            where=name,
            remedy="name the language",
            code="unrecognized_language",
        ) from error
    if convert is not None:
        from align.readers.script_conversion import converted

        found = converted(found, code, convert)
    document = Document(
        text,
        found,
        code,
        path=name,
        format=format,
        encoding=encoding,
        script=script_of(text) if code == "zh" else None,
        metadata=MappingProxyType(
            metadata(found, name) | ({} if sure is None else {"ocr_confidence": f"{sure:.3f}"}) | made
        ),
    )
    if language and format in _pairs_of_segments():
        from align.readers.segment_pairs import one_side

        return one_side(document, code)
    return document


def given_pairs(data: bytes, name: str, *, src_lang: str | None = None, tgt_lang: str | None = None) -> Bitext | None:
    """The pairs of a file that holds segments with their translations (XLIFF, TMX, PO, tables); None of every other.

    >>> bitext = given_pairs("zh\\ten\\n你好。\\tHello.\\n".encode(), "a.tsv")
    >>> [(src, tgt) for _, src, tgt in bitext]
    [(('你好。',), ('Hello.',))]
    """
    format = format_of(data, name)
    if format not in _pairs_of_segments():
        return None
    from align import sandbox
    from align.readers.segment_pairs import given

    options: dict[str, Any] = {"src_lang": src_lang, "tgt_lang": tgt_lang}
    return sandbox.call(given, data, name, format, where=name, size=len(data), **options)


def _pairs_of_segments() -> frozenset[str]:
    from align.readers.segment_pairs import SEGMENT_PAIRS

    return SEGMENT_PAIRS


def _paragraphs(data: bytes, name: str, format: str) -> tuple[str, tuple[Paragraph, ...], str | None]:
    """Text, paragraphs and encoding by the reader of a format; its module is imported only now."""
    if format in _PACKED and not data.strip(b"\x00 \r\n\t"):
        raise UnreadableInput("the file is empty", where=name, remedy="export the document again", code="empty")
    if format == "pdf":
        from align.readers import pdf

        return *pdf.paragraphs(data, name), None
    if format == "docx":
        from align.readers import word

        return *word.paragraphs(data, name), None
    if format == "office":
        from align.readers import office

        return *office.paragraphs(data, name, Path(name).suffix.lower() or ".doc"), None
    if format in _MODULES:
        found: tuple[str, tuple[Paragraph, ...], str | None] = import_module(
            f"align.readers.{_MODULES[format]}"
        ).paragraphs(data, name)
        return found
    if format in _pairs_of_segments():
        from align.readers import segment_pairs

        return segment_pairs.paragraphs(data, name, format)
    from align.readers.decoding import decode

    text, encoding = decode(data, name)
    if format == "markdown":
        from align.readers import markdown

        return text, markdown.paragraphs(text), encoding
    from align.readers import plain

    return text, plain.paragraphs(text), encoding


def _prose(paragraphs: Sequence[Paragraph]) -> str:
    """The text that tells the language: without symbols, links and cover lines that are English in every language."""
    return "\n".join(p.text for p in paragraphs if p.kind != "furniture")


def read_lines(path: str | os.PathLike[str]) -> tuple[Segment, ...]:
    """The lines of a file as segments, one a line, as they stand; an empty line is an empty segment.

    `start` and `end` are positions in the decoded text. Only the line end is taken off.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "a.txt")
    >>> _ = file.write_text("一。\\n\\n二。\\n", encoding="utf-8")
    >>> [(line.text, line.start, line.end) for line in read_lines(file)]
    [('一。', 0, 2), ('', 3, 3), ('二。', 4, 6)]
    """
    return tuple(lines_of(decoded(path)))


def decoded(path: str | os.PathLike[str]) -> str:
    """The text of a file of lines, in whatever encoding it is."""
    from align.readers.decoding import decode

    return decode(load(path), os.fspath(path))[0]


def lines_of(text: str) -> Iterator[Segment]:
    """The lines of a text as segments, one after the other; see `read_lines`.

    >>> [line.text for line in lines_of("a\\r\\nb\\n")]
    ['a', 'b']
    """
    start, number, last = 0, 0, len(text) - text.endswith("\n")
    while start <= last:
        end = text.find("\n", start, last)
        end = last if end < 0 else end
        content = text[start:end].removesuffix("\r")
        yield Segment(content, start, start + len(content), number)
        start, number = end + 1, number + 1


def load(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file, `-` for standard input, or an UnreadableInput that says what is wrong with it."""
    if os.fspath(path) == "-":
        import sys

        data = sys.stdin.buffer.read(LIMIT + 1)
    else:
        file = Path(path)
        try:
            if file.is_dir():
                raise UnreadableInput(
                    "is a folder", where=path, remedy="name a file, or use: align batch", code="is_a_folder"
                )
            if not file.is_file() and file.exists():
                raise UnreadableInput("is not an ordinary file", where=path)
            if file.stat().st_size > LIMIT:
                raise UnreadableInput(
                    "is larger than {megabytes} MB",
                    where=path,
                    remedy="split it",
                    code="too_large",
                    megabytes=LIMIT >> 20,
                )
            data = file.read_bytes()
        except FileNotFoundError as error:
            raise UnreadableInput(
                "there is no such file", where=path, remedy="check the path", code="no_such_file"
            ) from error
        except PermissionError as error:
            raise UnreadableInput("may not be read", where=path, remedy="give yourself read permission") from error
        except (OSError, ValueError) as error:
            raise UnreadableInput("cannot be read: {reason}", where=path, reason=error) from error
    if len(data) > LIMIT:
        raise UnreadableInput(
            "is larger than {megabytes} MB", where=path, remedy="split it", code="too_large", megabytes=LIMIT >> 20
        )
    return data
