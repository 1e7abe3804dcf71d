"""PDF: text with its place on the page, read through PDFium.

PDFium gives the characters in the order of the page's drawing and breaks them into lines. Here the lines get their
boxes, wide gaps part table cells, raised small digits become footnote marks, small print at the foot of a page becomes
footnotes, and what comes again on every page becomes furniture; `align.readers.gathering` then does the rest as for text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from align.errors import UnreadableInput
from align.readers.drawing_order import in_place
from align.readers.floats import is_set_by_tex
from align.readers.furniture import mark_furniture, mark_printing_note
from align.readers.gathering import gather_around_boxes
from align.readers.letter_bullets import mark_letter_bullets
from align.readers.ligatures import with_ligatures
from align.readers.line_joining import WritingConventions
from align.readers.line_layout import Layout
from align.readers.lines import Line
from align.readers.page_columns import Piece, arrange
from align.readers.paragraphs import build
from align.readers.pdf_characters import CharacterBoxes, characters_of, halves_at, pieces_of, signs_of
from align.readers.pdf_lines import Page, lines_of_pages, mark_small_print, running_lines
from align.readers.plain import paragraphs_from_lines
from align.readers.printed_text import Sheet, printed_lines
from align.readers.ruled_notes import short_rules
from align.readers.ruled_tables import connected, frames, rulings, tables
from align.readers.split_lines import pieces_across
from align.readers.text_boxes import part_text_boxes, with_boxes
from align.types import Paragraph

__all__ = ["check_page_count", "paragraphs", "pictures", "read_pages", "recognized", "recognizing", "typesetter"]

PAGES = 5000
"""Pages of the longest document that is read."""

_OCR = "align pair --ocr reads it, after: pip install '.[ocr]'"
_AGAIN = "scan it again, upright and with 300 dots an inch"
_BORDER = re.compile("[│┃║|├┼┤┌┐└┘+]")


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...]]:
    """The text of a PDF, with form feeds between pages, and its paragraphs with spans of that text."""
    return read_pages(_pages(data, name), name)


def typesetter(data: bytes) -> str | None:
    """“TeX” of a PDF that says that TeX made it."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        programs = document.get_metadata_dict()
    return "TeX" if is_set_by_tex(programs.get("Creator", ""), programs.get("Producer", "")) else None


def pictures(data: bytes, name: str) -> int:
    """How many pages have no text."""
    return sum(not page.pieces for page in _pages(data, name))


def recognized(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], float | None]:
    """Text and paragraphs as `paragraphs` gives them, pages without text read by OCR, and how sure OCR is on average.

    The last is None where every page has text. Raises MissingExtra where the engine is not installed.
    """
    *_, found = recognizing(data, name)
    assert not isinstance(found, int)
    return found


def recognizing(data: bytes, name: str) -> Iterator[int | tuple[str, tuple[Paragraph, ...], float | None]]:
    """The number of each page without text, counted from 1, once it has been read by OCR, and at last what `recognized` gives."""
    from align.readers import ocr

    pages = _pages(data, name)
    lines: list[ocr.RecognizedLine] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for page in pages:
            if page.pieces or not page.height:
                continue
            drawn = document[page.number - 1]
            picture, scale = ocr.render(drawn)
            drawn.close()
            found = ocr.read_page(picture)
            lines += found
            page.pieces = arrange(ocr.pieces(found, page.height, scale))
            yield page.number
    finally:
        document.close()
    yield *read_pages(pages, name, tried=True), ocr.mean_confidence(lines) if lines else None


def read_pages(pages: Sequence[Page], name: str, *, tried: bool = False) -> tuple[str, tuple[Paragraph, ...]]:
    """Text and paragraphs of these pages. Raises UnreadableInput where they have no text, also after OCR was `tried`."""
    text, lines = lines_of_pages(pages)
    if not text.strip():
        raise UnreadableInput(
            "has no text on its {pages} pages, only images",
            where=name,
            remedy=_AGAIN if tried else _OCR,
            code="needs_ocr",
            pages=len(pages),
        )
    noted = any(line.kind == "footnote" for line in lines)
    if not noted and (printed := _plain_text(pages)) is not None:
        return printed[0], paragraphs_from_lines(*printed)
    mark_small_print(lines)
    mark_furniture(lines)
    mark_letter_bullets(lines)
    mark_printing_note(lines)
    layout = Layout.of(lines)
    wrapped = Layout(True, layout.right, 1, layout.indented)
    return text, build(text, list(gather_around_boxes(lines, wrapped)), WritingConventions.of(text))


def _plain_text(pages: Sequence[Page]) -> tuple[str, list[Line]] | None:
    """Text and lines of the plain text that was printed on these pages, if that is all they hold."""
    if any(len(page.as_drawn) < len(page.pieces) or _has_columns(page) for page in pages):
        return None
    heads = running_lines(pages)
    sizes: Counter[float] = Counter()
    for page in pages:
        for piece in page.as_drawn:
            sizes[piece.size] += len(piece.text)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    sheets = []
    for page in pages:
        running = [page.pieces[n] for n in heads.get(page.number, ())]
        # A browser's own lines, date and address, on the only page of a short text.
        running += [
            piece for piece in page.as_drawn if abs(piece.size - usual) > 0.4 and _at_the_very_edge(page, piece)
        ]
        sheets.append(Sheet(page.number, page.as_drawn, frozenset(round(piece.base) for piece in running), page.width))
    return printed_lines(sheets)


def _at_the_very_edge(page: Page, piece: Piece) -> bool:
    return not 0.06 * page.height < piece.base < 0.94 * page.height


def _has_columns(page: Page) -> bool:
    """Whether a page has columns of text, and not only a table drawn with characters."""
    sides = [piece for piece in page.pieces if piece.side]
    return bool(sides) and sum(bool(_BORDER.search(piece.text)) for piece in page.as_drawn) < 0.25 * len(sides)


def check_page_count(count: int, name: str) -> None:
    """Raises UnreadableInput for a file of more pages than are read.

    >>> check_page_count(3, "a.pdf")
    """
    if count > PAGES:
        raise UnreadableInput(
            "has {pages} pages, more than {limit}",
            where=name,
            remedy="split it",
            code="too_large",
            pages=count,
            limit=PAGES,
        )


def _pages(data: bytes, name: str) -> list[Page]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UnreadableInput(
                "is encrypted", where=name, remedy="save it without a password", code="encrypted"
            ) from error
        raise UnreadableInput("is damaged or no PDF", where=name, remedy="fetch or export it again") from error
    try:
        count = len(document)
        check_page_count(count, name)
        return [_page(document, n) for n in range(count)]
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, n: int) -> Page:
    try:
        page = document[n]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        # A page that cannot be parsed in a file that can: its text is lost, the others are not.
        return Page(n + 1, 0)
    try:
        found = Page(n + 1, page.get_height(), width=page.get_width())
        boxes = CharacterBoxes(textpage.raw)
        text = with_ligatures(characters_of(textpage.raw), boxes)
        pieces = pieces_across(text, boxes)
        if pieces is None:
            pieces = in_place(list(pieces_of(text, boxes)), lambda piece: signs_of(text, piece, boxes))
        drawn = rulings(page.raw)
        groups = connected(drawn)

        def cut(piece: Piece, place: float) -> tuple[Piece, Piece] | None:
            return halves_at(text, piece, place, boxes)

        ruled, pieces = tables(pieces, groups, cut)
        rest, boxed = part_text_boxes(pieces, frames(groups), cut)
        found.as_drawn = [] if ruled or boxed else pieces
        found.rules = short_rules(drawn, [*(table.pieces for table in ruled), *boxed])
        found.pieces = with_boxes(arrange(rest, ruled), boxed)
        return found
    finally:
        textpage.close()
        page.close()
