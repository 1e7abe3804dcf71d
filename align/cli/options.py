"""Options that more than one command takes, under one name and with one help text."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "EncoderName",
    "Engine",
    "EngineAddress",
    "EngineName",
    "Force",
    "LearnLexicon",
    "LexiconFile",
    "Locales",
    "MinConfidence",
    "Ocr",
    "known_region",
]


class Engine(StrEnum):
    """Where many documents are worked on."""

    local = "local"
    ray = "ray"


EngineName = Annotated[Engine, typer.Option(help="local: this machine. ray: a Ray cluster (extra ray).")]
EngineAddress = Annotated[
    str | None, typer.Option(help="Address of the Ray cluster; without it Ray runs on this machine.")
]

EncoderName = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Model of sentence vectors to use where words leave doubt: e5, labse, or any of sentence-transformers.",
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Treat the texts as translations of each other even if they do not look like it; the result records this.",
    ),
]


def known_region(parameter: typer.CallbackParam, value: str | None) -> str | None:
    """The language that an option names. Raises InvalidOption for one with a region that there is not, zh-XX."""
    from align.locales import with_known_region

    return with_known_region(value, parameter.opts[0])


def _watch_pages(ocr: bool) -> bool:
    """Show on a terminal which page has been read: pictures take some seconds each."""
    if ocr and sys.stderr.isatty():
        from align.readers.ocr import WATCHER

        WATCHER.set(lambda name, done, pages: print(f"align: {name}: page {done} of {pages} read", file=sys.stderr))
    return ocr


Ocr = Annotated[
    bool,
    typer.Option(
        "--ocr",
        callback=_watch_pages,
        help="Recognize the text of PDF pages that are only pictures, and of PNG, JPEG and TIFF files (extra ocr). "
        "If each page is a file of its own, first make one PDF or TIFF of them (img2pdf *.png -o pages.pdf).",
    ),
]
MinConfidence = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Leave out beads with a lower confidence than this.")
]
LexiconFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also use a lexicon that was learned earlier (Parquet).")
]
LearnLexicon = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Learn a lexicon from the aligned texts, and write it to FILE (Parquet)."),
]
Locales = Annotated[
    list[str] | None,
    typer.Option(
        "--locale",
        metavar="zh-CN,en-GB",
        help="Language with region to write in the output, for programs that need one (Trados). May be given more than "
        "once.",
    ),
]
