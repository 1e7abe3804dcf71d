"""Pictures of pages, made from text: for the tests of OCR and for its measure."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
"""Of Debian's package fonts-noto-cjk; its third face is the simplified Chinese one."""


def picture(text: str, dpi: int = 300, *, noise: float = 0.0, seed: int = 1, lines: int = 34) -> tuple[Any, str]:
    """An A4 page of 11-point lines as a picture, and the text that is on it; `noise` is the standard deviation of grey."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    scale = dpi / 72
    font = ImageFont.truetype(str(FONT), round(11 * scale), index=2)
    page = Image.new("L", (round(595 * scale), round(842 * scale)), 255)
    draw = ImageDraw.Draw(page)
    shown: list[str] = []
    for paragraph in text.split("\n"):
        rest = paragraph.strip()
        while rest and len(shown) < lines:
            end = len(rest)
            while font.getlength(rest[:end]) > 451 * scale:
                # A line of letters is broken between words.
                space = rest.rfind(" ", 0, end)
                end = space if space > 0 and rest[end - 1 : end + 1].isascii() else end - 1
            draw.text((72 * scale, (72 + 20 * len(shown)) * scale), rest[:end], font=font, fill=0)
            shown.append(rest[:end])
            rest = rest[end:].strip()
    if noise:
        grey = np.asarray(page, dtype=float) + np.random.default_rng(seed).normal(0, noise, (page.height, page.width))
        page = Image.fromarray(np.clip(grey, 0, 255).astype("uint8"))
    return page, "\n".join(shown)


def upper(page: Any) -> Any:
    """The upper quarter of a page, which holds six lines of text: an empty rest takes as long to look at as the lines."""
    return page.crop((0, 0, page.width, page.height // 4))


def pdf_of(*pages: Any, dpi: int = 300) -> bytes:
    """A PDF of pictures alone."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=pages[1:])
    return out.getvalue()


def error_rate(found: str, wanted: str) -> float:
    """Levenshtein distance by character, white space and width of punctuation left aside."""
    import unicodedata

    from rapidfuzz.distance import Levenshtein

    left, right = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (found, wanted))
    return Levenshtein.distance(left, right) / max(1, len(right))
