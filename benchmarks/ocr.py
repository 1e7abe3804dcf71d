"""Pictures of pages: character error rates of a page of the seed report, in both languages, by resolution and noise."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
                    there, kept = len(wanted.split()), len(found.text.split())
                    yield Row(f"{language}, {dpi} dpi, {paper}: words found, of {there}", kept)
                if (other := tesseract(page, code, dpi)) is not None:
                    words = f" ({len(other.split())} words)" if code == "en" else ""
                    yield Row(f"  the same by Tesseract{words}", f"{error_rate(other, wanted):.4f}")


def tesseract(page: Any, code: str, dpi: int) -> str | None:
    """What Tesseract reads on a page, for comparison; None where it or its Chinese is not installed."""
    if shutil.which("tesseract") is None:
        return None
    picture = io.BytesIO()
    page.save(picture, "PNG", dpi=(dpi, dpi))
    language = {"zh": "chi_sim", "en": "eng"}[code]
    command = ["tesseract", "stdin", "stdout", "-l", language, "--dpi", str(dpi)]
    done = subprocess.run(command, input=picture.getvalue(), capture_output=True, check=False, timeout=600)
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
