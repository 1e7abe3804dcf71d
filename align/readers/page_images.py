"""Pictures of pages as files of their own, PNG, JPEG and TIFF with one or several pages: read by OCR as scans in PDF are."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from align.errors import UnreadableInput
from align.readers.page_columns import arrange
from align.readers.pdf import check_page_count, read_pages
from align.readers.pdf_lines import Page
from align.types import Paragraph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["MOST_DOTS", "paragraphs", "pictures", "recognizing"]

MOST_DOTS = 80_000_000
"""Dots of the largest picture that is read: A3 at 600 dots an inch has 70 million."""

_OCR = "align pair --ocr reads it, after: pip install '.[ocr]'"
_LONGEST_EDGE = 5000
"""Dots of the longer edge of what is given to OCR; a larger picture is drawn smaller."""
_PAGE_HEIGHT = 842.0
"""Points of the longer edge of a page; pictures seldom say how large they were printed."""
_KINDS = ("PNG", "JPEG", "TIFF")


def paragraphs(_data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], str | None]:
    """Always raises UnreadableInput, which suggests OCR: a picture has no text."""
    raise UnreadableInput("is a picture and holds no text", where=name, remedy=_OCR, code="needs_ocr")


def pictures(data: bytes, name: str) -> int:
    """How many pages the file has. Raises UnreadableInput for a damaged file, and for one that is too large."""
    with _opened(data, name) as image:
        count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
        check_page_count(count, name)
        for n in range(count):
            if count > 1:
                image.seek(n)
            _check(image, name)
    return count


def recognizing(data: bytes, name: str) -> Iterator[int | tuple[str, tuple[Paragraph, ...], float | None]]:
    """The number of each page, counted from 1, once it has been read, and at last text, paragraphs and how sure OCR is."""
    from align.readers import ocr

    pages: list[Page] = []
    lines: list[ocr.RecognizedLine] = []
    for n in range(pictures(data, name)):
        with _opened(data, name) as image:
            if n:
                image.seek(n)
            _check(image, name)
            dots = _dots(image)
        found = ocr.read_page(dots)
        lines += found
        high, wide = dots.shape[:2]
        scale = max(high, wide) / _PAGE_HEIGHT
        pieces = arrange(ocr.pieces(found, high / scale, scale))
        pages.append(Page(n + 1, high / scale, pieces=pieces, width=wide / scale))
        yield n + 1
    yield *read_pages(pages, name, tried=True), ocr.mean_confidence(lines)


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Image.Image]:
    """The picture, not decoded yet; what Pillow says of a damaged one becomes one line."""
    from PIL import Image

    try:
        # A large picture is refused below; Pillow only warns of it.
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_KINDS) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error) as error:
        raise UnreadableInput("is damaged or no picture", where=name, remedy="fetch or export it again") from error


def _check(image: Image.Image, name: str) -> None:
    if image.width * image.height > MOST_DOTS:
        raise _too_large(name)


def _too_large(name: str) -> UnreadableInput:
    return UnreadableInput(
        "is a picture of more than {limit} million dots",
        where=name,
        remedy="scan it with 300 dots an inch",
        code="too_large",
        limit=MOST_DOTS // 1_000_000,
    )


def _dots(image: Image.Image) -> NDArray[np.uint8]:
    """The picture upright and on white, as rows, columns and the colours blue, green and red."""
    import numpy as np
    from PIL import Image, ImageOps

    if image.format in ("JPEG", "MPO"):
        image.draft("RGB", (_LONGEST_EDGE, _LONGEST_EDGE))
    drawn = image.copy() if image.format == "TIFF" else ImageOps.exif_transpose(image)
    if drawn.mode.startswith("I;16"):
        # 16 bits a dot: the upper eight are kept.
        drawn = Image.fromarray((np.asarray(drawn) >> 8).astype("uint8"))
    if max(drawn.size) > _LONGEST_EDGE:
        if drawn.mode in ("1", "P"):
            drawn = drawn.convert("RGBA" if "transparency" in drawn.info else "L" if drawn.mode == "1" else "RGB")
        drawn.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
    if drawn.mode in ("RGBA", "LA", "PA") or "transparency" in drawn.info:
        drawn = drawn.convert("RGBA")
        white = Image.new("RGBA", drawn.size, "white")
        drawn = Image.alpha_composite(white, drawn)
    return np.ascontiguousarray(np.asarray(drawn.convert("RGB"))[:, :, ::-1])
