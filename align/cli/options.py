"""Options that more than one command takes, under one name and with one help text."""

from __future__ import annotations

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
        help="Sentence vectors to help where words leave it unsure: e5, labse, or a sentence-transformers model.",
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force", help="Take texts for translations of each other though they seem to be none; it is recorded."
    ),
]
Ocr = Annotated[bool, typer.Option("--ocr", help="Read the pages of a PDF that are pictures without text (extra ocr).")]
MinConfidence = Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out beads that are less sure than this.")]
LexiconFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A lexicon learned before (Parquet), used as well.")
]
LearnLexicon = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the lexicon learned from what is aligned (Parquet).")
]
Locales = Annotated[
    list[str] | None,
    typer.Option(
        "--locale",
        metavar="zh-CN,en-GB",
        help="Languages with their region as they go out, for programs that ask for one (Trados); may be repeated.",
    ),
]
