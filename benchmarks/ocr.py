"""Pictures of pages: character error rates of a page of the seed report, in both languages, by resolution and noise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from align.readers import read_bytes
from benchmarks import Row

NOISE = 40
"""Standard deviation of the grey of every dot, of 255: a bad copy."""


def rows(data: Path) -> Iterator[Row]:
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from ocr_pages import FONT, error_rate, pdf_of, picture

    from align.readers.ocr import needed

    if not FONT.is_file():
        yield Row("pictures of pages", "cannot be measured: no fonts-noto-cjk")
        return
    needed()
    for code, language in (("zh", "Chinese"), ("en", "English")):
        text = (data / f"gc20-item22/{code}.txt").read_text(encoding="utf-8")
        for dpi in (150, 200, 300):
            for noise, paper in ((0, "clean"), (NOISE, "noisy")):
                page, wanted = picture(text, dpi, noise=noise)
                found = read_bytes(pdf_of(page, dpi=dpi), "page.pdf", language=code, ocr=True)
                aim = "0.01" if (code, dpi, noise) == ("zh", 300, 0) else ""
                rate = f"{error_rate(found.text, wanted):.4f}"
                yield Row(f"{language}, {dpi} dpi, {paper}: share of characters in error", rate, aim=aim)
                if code == "en":
                    words, kept = len(wanted.split()), len(found.text.split())
                    yield Row(f"{language}, {dpi} dpi, {paper}: words found, of {words}", kept)
