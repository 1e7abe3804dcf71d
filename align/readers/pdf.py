"""PDF: text with its place on the page, read through PDFium.

PDFium gives the characters in the order of the page's drawing and breaks them into lines. Here the lines get their
boxes, wide gaps part table cells, raised small digits become footnote marks, small print at the foot of a page becomes
footnotes, and what comes again on every page becomes furniture; `align.readers.line_layout` then does the rest as for text.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2
import pypdfium2.raw as pdfium

from align.errors import UnreadableInput
from align.readers.drawing_order import in_place
from align.readers.furniture import footnote_label, mark_furniture, mark_printing_note
from align.readers.line_joining import WritingConventions
from align.readers.line_layout import Layout, Line, gather, width
from align.readers.page_columns import Piece, arrange
from align.readers.paragraphs import build
from align.readers.plain import paragraphs_from_lines
from align.readers.printed_text import Sheet, printed_lines
from align.readers.ruled_tables import rulings, tables
from align.types import Paragraph
from align.un_documents.labels import leading_label

__all__ = ["paragraphs", "pictures", "recognized"]

PAGES = 5000
"""Pages of the longest document that is read."""

_OCR = "align pair --ocr reads it, after: pip install '.[ocr]'"
_AGAIN = "scan it again, upright and with 300 dots an inch"
_FORMS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_BORDER = re.compile("[│┃║|├┼┤┌┐└┘+]")
_WORDS = re.compile(r"\w")
_SPACES = re.compile(r"[\s\u3000\u200b]+")
_NARROW = re.compile(r"[iljtfrI.,;:'()\[\]|/-]")
_WIDE = re.compile(r"[mwMWA-HJ-Z]")
_RAISED = re.compile(
    r"(?<=[^\d.,/])(?<![\d][ .,/])(?:\d{1,3}|\*{1,3})(?=[^\w.,/]|[.,](?!\d)|$|[\u3400-\u9fff])|(?<=[^\s\w])[a-z](?=[^\w]|$)"
)


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...]]:
    """The text that a PDF holds, pages parted by form feeds, and its paragraphs with spans of that text."""
    return _read(_pages(data, name), name)


def pictures(data: bytes, name: str) -> int:
    """How many pages have no text."""
    return sum(not page.pieces for page in _pages(data, name))


def recognized(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], float | None]:
    """Text and paragraphs as `paragraphs` gives them, pages without text read by OCR, and how sure OCR is on average.

    The last is None where every page has text. Raises MissingExtra where the engine is not installed.
    """
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
    finally:
        document.close()
    return *_read(pages, name, tried=True), ocr.mean_confidence(lines) if lines else None


def _read(pages: Sequence[_Page], name: str, *, tried: bool = False) -> tuple[str, tuple[Paragraph, ...]]:
    text, lines = _lines(pages)
    if not text.strip():
        raise UnreadableInput(
            "has no text on its {pages} pages, only images",
            where=name,
            remedy=_AGAIN if tried else _OCR,
            code="needs_ocr",
            pages=len(pages),
        )
    if (printed := _plain_text(pages)) is not None:
        return printed[0], paragraphs_from_lines(*printed)
    _mark_small_print(lines)
    mark_furniture(lines)
    mark_printing_note(lines)
    layout = Layout.of(lines)
    wrapped = Layout(True, layout.right, 1, layout.indented)
    return text, build(text, list(gather(lines, wrapped)), WritingConventions.of(text))


def _plain_text(pages: Sequence[_Page]) -> tuple[str, list[Line]] | None:
    """Text and lines of the plain text that was printed on these pages, if that is all they hold."""
    if any(len(page.drawn) < len(page.pieces) or _has_columns(page) for page in pages):
        return None
    heads = _running(pages)
    sizes: Counter[float] = Counter()
    for page in pages:
        for piece in page.drawn:
            sizes[piece.size] += len(piece.text)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    sheets = []
    for page in pages:
        running = [page.pieces[n] for n in heads.get(page.number, ())]
        # A browser's own lines, date and address, on the only page of a short text.
        running += [piece for piece in page.drawn if abs(piece.size - usual) > 0.4 and _at_the_very_edge(page, piece)]
        sheets.append(Sheet(page.number, page.drawn, frozenset(round(piece.base) for piece in running), page.width))
    return printed_lines(sheets)


def _at_the_very_edge(page: _Page, piece: Piece) -> bool:
    return not 0.06 * page.height < piece.base < 0.94 * page.height


def _has_columns(page: _Page) -> bool:
    """Whether a page has columns of text, and not only a table drawn with characters."""
    sides = [piece for piece in page.pieces if piece.side]
    return bool(sides) and sum(bool(_BORDER.search(piece.text)) for piece in page.drawn) < 0.25 * len(sides)


@dataclass(slots=True)
class _Page:
    number: int
    height: float
    pieces: list[Piece] = field(default_factory=list)
    width: float = 0.0
    drawn: list[Piece] = field(default_factory=list)
    """The pieces before columns and cells are made of them; empty where rulings are drawn on the page."""


def _pages(data: bytes, name: str) -> list[_Page]:
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
        if count > PAGES:
            raise UnreadableInput(
                "has {pages} pages, more than {limit}",
                where=name,
                remedy="split it",
                code="too_large",
                pages=count,
                limit=PAGES,
            )
        return [_page(document, n) for n in range(count)]
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, n: int) -> _Page:
    try:
        page = document[n]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        # A page that cannot be parsed in a file that can: its text is lost, the others are not.
        return _Page(n + 1, 0)
    try:
        found = _Page(n + 1, page.get_height(), width=page.get_width())
        boxes = _Boxes(textpage.raw)
        text = _characters(textpage.raw)
        pieces = in_place(list(_pieces(text, boxes)), lambda piece: _signs(text, piece, boxes))
        ruled, pieces = tables(pieces, rulings(page.raw), lambda piece, place: _halves(text, piece, place, boxes))
        found.drawn = [] if ruled else pieces
        found.pieces = arrange([replace(piece) for piece in pieces], ruled)
        return found
    finally:
        textpage.close()
        page.close()


class _Boxes:
    """Boxes, origins and sizes of the characters of a page; asked for one by one, because each costs a call."""

    def __init__(self, raw: object):
        self._raw = raw
        self._values = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(v) for v in self._values]

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, right, bottom, top."""
        pdfium.FPDFText_GetCharBox(self._raw, index, *self._refs)
        left, right, bottom, top = (v.value for v in self._values)
        return left, right, bottom, top

    def advance(self, index: int) -> tuple[float, float]:
        """Left and right edge of the room that a character takes, which its shape need not fill."""
        room = pdfium.FS_RECTF()
        if pdfium.FPDFText_GetLooseCharBox(self._raw, index, room):
            return room.left, room.right
        left, right, _, _ = self.box(index)
        return left, right

    def origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._raw, index, *self._refs[:2])
        return self._values[0].value, self._values[1].value

    def size(self, index: int) -> float:
        """Height of the font as it stands on the page, which a matrix may have scaled."""
        matrix = pdfium.FS_MATRIX()
        size = pdfium.FPDFText_GetFontSize(self._raw, index)
        if pdfium.FPDFText_GetMatrix(self._raw, index, matrix):
            scale = (matrix.b**2 + matrix.d**2) ** 0.5
            return float(size * scale if scale else size)
        return float(size)

    def bold(self, index: int) -> bool:
        return bool(pdfium.FPDFText_GetFontWeight(self._raw, index) >= 600)

    def upright(self, index: int) -> bool:
        angle = pdfium.FPDFText_GetCharAngle(self._raw, index)
        return bool(abs(angle) < 0.1 or abs(angle - 6.2832) < 0.1)


def _characters(raw: object) -> str:
    """One code point for each character of the page, so that both count alike."""
    count = pdfium.FPDFText_CountChars(raw)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer).decode("utf-16-le", "replace")[:count]
        if len(text) == count:
            return text
    return "".join(_one(pdfium.FPDFText_GetUnicode(raw, n)) for n in range(count))


def _one(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" if code else "\u200b"


def _signs(text: str, piece: Piece, boxes: _Boxes) -> list[tuple[float, float, str]]:
    """The characters of a piece without spaces, with their left and right edges."""
    start, end = piece.span
    signs = [(boxes.box(n), _plain(text[n])) for n in range(start, end) if not text[n].isspace()]
    return [(box[0], box[1], sign) for box, sign in signs]


def _halves(text: str, piece: Piece, place: float, boxes: _Boxes) -> tuple[Piece, Piece] | None:
    """The parts of a piece left and right of a ruling; None where no character stands on one side."""
    start, end = piece.span
    if end - start != len(piece.text):
        return None  # put together of several
    edges = [boxes.advance(n) for n in range(start, end)]
    # A word that is too long for its cell goes over the ruling; what begins after it, apart from it, is the next cell.
    apart = 0.12 * piece.size
    at = next(
        (
            n
            for n in range(1, end - start)
            if edges[n][0] >= place - 1
            and not text[start + n].isspace()
            and (text[start + n - 1].isspace() or abs(edges[n][0] - edges[n - 1][1]) > apart)
        ),
        0,
    )
    low = start + len(text[start : start + at].rstrip())
    if not start < low:
        return None
    return _piece(text, start, low, piece.size, boxes), _piece(text, start + at, end, piece.size, boxes)


def _pieces(text: str, boxes: _Boxes) -> Iterator[Piece]:
    """The lines of a page as PDFium has them, taken apart at wide gaps."""
    # PDFium writes U+FFFE for a hyphen at the end of a line, and no line end after it.
    for match in re.finditer(r"[^\r\n\ufffe]+\ufffe?", text):
        start, end = match.start(), match.end()
        while start < end and text[start].isspace():
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] == "\u200b"):
            end -= 1
        if start == end or not boxes.upright(start):
            continue
        size = max(boxes.size(start), boxes.size((start + end) // 2))
        begin = word = start
        x = boxes.origin(start)[0]
        for space in _SPACES.finditer(text, start, end):
            low, high = space.span()
            after = boxes.origin(high)[0]
            # A guess from the letters first: exact boxes cost more than all the rest.
            guess = (_ems(text[word:low]) * 0.9 + 0.25 * (high - low) + 0.6) * size
            if after - x > guess or after < x:
                gap = boxes.box(high)[0] - boxes.box(low - 1)[1]
                if gap > 1.8 * size or gap < -4 * size:
                    yield _piece(text, begin, low, size, boxes)
                    begin = high
            word, x = high, after
        yield _piece(text, begin, end, size, boxes)


def _ems(word: str) -> float:
    """About how wide a word is, in heights of its font."""
    narrow = len(_NARROW.findall(word))
    return width(word) * 0.5 - narrow * 0.22 + len(_WIDE.findall(word)) * 0.2


def _piece(text: str, start: int, end: int, size: float, boxes: _Boxes) -> Piece:
    own = max(boxes.size(start), boxes.size((start + end) // 2)) or size
    left, _, bottom, top = boxes.box(start)
    right = boxes.box(end - 1)[1] or boxes.box(max(start, end - 2))[1]
    _, base = boxes.origin((start + end) // 2)
    raised = []
    content = text[start:end]
    for match in _RAISED.finditer(content):
        at = start + match.start()
        if boxes.origin(at)[1] > base + 0.15 * own and not re.search(r"(?:\b[kcm]?m|10)$", content[: match.start()]):
            raised.append((match.start(), match.end()))
    opens = content[0] in "0123456789*" and len(content) > 1 and boxes.size(start) < 0.8 * own
    return Piece(
        text=_plain(content),
        left=left,
        right=right,
        base=base,
        size=own,
        bold=boxes.bold(start) and boxes.bold(end - 1),
        raised=tuple(raised),
        raised_start=opens,
        top=top,
        bottom=bottom,
        span=(start, end),
    )


def _plain(text: str) -> str:
    """Without the forms that only PDF has: radicals for characters; each stays one code point."""
    if text.isascii():
        return text.replace("\x02", "-")
    text = text.replace("\x02", "-").replace("\ufffe", "-").replace("\xa0", " ")

    def form(match: re.Match[str]) -> str:
        plain = unicodedata.normalize("NFKC", match.group())
        return plain if len(plain) == 1 else match.group()

    return _FORMS.sub(form, text)


def _lines(pages: Sequence[_Page]) -> tuple[str, list[Line]]:
    """The text of the pages and its lines, with gaps and fullness taken from the boxes."""
    out: list[str] = []
    lines: list[Line] = []
    at = 0
    leading = _leading(pages)
    heads = _running(pages)
    for page in pages:
        if page.number > 1:
            out.append("\f")
            at += 1
        fresh = page.number > 1
        left, right = _margins(page.pieces)
        before: Piece | None = None
        for n, piece in enumerate(page.pieces):
            following = page.pieces[n + 1] if n + 1 < len(page.pieces) else None
            line = Line(
                at,
                at + len(piece.text),
                piece.text,
                page=page.number,
                breaks_page=fresh,
                size=piece.size,
                bold=piece.bold,
                column=piece.side,
            )
            column_left, column_right = piece.column if piece.column else (left, right)
            line.indent = max(0, round((piece.left - column_left) / (piece.size * 0.5))) if piece.size else 0
            if before is not None and piece.cell == before.cell:
                drop = before.base - piece.base
                usual = leading * max(piece.size, before.size)
                line.gap = 0 if 0 < drop < 1.25 * usual else 1
            else:
                line.gap = 0 if fresh else 1
            need = _first_width(following.text, piece.size) if following else piece.size
            line.full = piece.right + need > column_right - 0.5 * piece.size
            line.marks = tuple((at + low, at + high, piece.text[low:high]) for low, high in piece.raised)
            line.raised = piece.raised_start
            if piece.cell is not None:
                line.kind = "cell"
                line.opens = before is None or before.cell != piece.cell
            if n in heads.get(page.number, ()):
                line.kind = "furniture"
            lines.append(line)
            out += [piece.text, "\n"]
            at += len(piece.text) + 1
            before, fresh = piece, False
    return "".join(out), lines


def _first_width(text: str, size: float) -> float:
    match = re.match(r"[\u2e80-\uffff][，。、；：？！）》”]?|[^\s\u2e80-\uffff]+", text)
    return (width(match.group()) if match else 1) * size * 0.5 + 0.25 * size


def _leading(pages: Sequence[_Page]) -> float:
    """The usual distance of two lines, in heights of their font."""
    drops = Counter(
        round((a.base - b.base) / a.size, 1)
        for page in pages
        for a, b in zip(page.pieces, page.pieces[1:], strict=False)
        if a.size and abs(a.size - b.size) < 0.5 and 0.9 < (a.base - b.base) / a.size < 2.6
    )
    if not drops:
        return 1.2
    # The commonest distance; of those nearly as common the smallest, which parts lines and not paragraphs.
    most = max(drops.values())
    return min(value for value, count in drops.items() if count >= 0.5 * most)


def _margins(pieces: Sequence[Piece]) -> tuple[float, float]:
    prose = [p for p in pieces if p.cell is None and len(p.text) > 20] or list(pieces)
    if not prose:
        return 0.0, 0.0
    rights = sorted(p.right for p in prose)
    return min(p.left for p in prose), rights[min(len(rights) - 1, int(len(rights) * 0.9))]


def _running(pages: Sequence[_Page]) -> dict[int, set[int]]:
    """Numbers of the pieces that are running heads and feet, by page: at an edge, and again on other pages."""
    shapes: Counter[tuple[str, bool]] = Counter()
    edges: dict[int, list[tuple[int, tuple[str, bool]]]] = {}
    for page in pages:
        order = _downwards(page.pieces)
        ends = dict.fromkeys(order[:8], True) | dict.fromkeys(order[-8:], False)
        found = [(n, (_shape(page.pieces[n].text), top)) for n, top in ends.items() if _near_edge(page, n)]
        edges[page.number] = found
        shapes.update({shape for _, shape in found})
    often = max(2, min(4, round(len(pages) * 0.3)))
    return {
        number: {n for n, shape in found if shapes[shape] >= often and len(shape[0]) < 120 and _WORDS.search(shape[0])}
        for number, found in edges.items()
    }


def _shape(text: str) -> str:
    """A running line without its page number, Arabic or Roman. “Article 4” at the head of a page is no such line."""
    if leading_label(text) is not None:
        return text
    return re.sub(r"\d+|(?<![^\W\d_])[ivxlc]{1,8}$|^[ivxlc]{1,8}(?![^\W\d_])", "0", text)


def _downwards(pieces: Sequence[Piece]) -> list[int]:
    return sorted(range(len(pieces)), key=lambda n: -pieces[n].base)


def _near_edge(page: _Page, n: int) -> bool:
    base = page.pieces[n].base
    return not page.height or base > 0.86 * page.height or base < 0.14 * page.height


def _mark_small_print(lines: Sequence[Line]) -> None:
    """Give the small print at the foot of each page, from its first mark on, the kind `footnote`."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size or 0, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0
    by_page: dict[int | None, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for page in by_page.values():
        free = [line for line in page if line.kind is None]
        # From the foot upwards while the print is small.
        foot = len(free)
        while foot and (free[foot - 1].size or body) < 0.94 * body:
            foot -= 1
        notes = free[foot:]
        first = next((n for n, line in enumerate(notes) if line.raised or footnote_label(line.text)), None)
        if first is None:
            continue
        last: int | None = None
        for n, line in enumerate(notes[first:]):
            found = footnote_label(line.text)
            opens = (
                n == 0
                or line.raised
                or (found is not None and found[0].isdecimal() and last is not None and int(found[0]) == last + 1)
            )
            if found and opens and found[0].isdecimal():
                last = int(found[0])
            line.kind, line.opens, line.marks = "footnote", opens, ()
