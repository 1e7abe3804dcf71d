"""Chinese turned from one script into the other on the way in, without losing its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from align.errors import InvalidOption
from align.types import Paragraph

__all__ = ["converted"]

_CONFIGURATIONS = {"Hans": "t2s", "Hant": "s2t"}


def converted(paragraphs: Sequence[Paragraph], language: str, script: str) -> tuple[Paragraph, ...]:
    """The paragraphs in the script `Hans` or `Hant`; those of another language as they are. Runs and marks stay right.

    >>> converted([Paragraph("工業發展", runs=((0, 2, 4),))], "zh", "Hans")[0]
    Paragraph(text='工业发展', kind='paragraph', runs=((0, 2, 4),), ...)
    """
    if script not in _CONFIGURATIONS:
        raise InvalidOption("no script {script!r} to convert to", remedy="Hans or Hant", script=script)
    if language != "zh":
        return tuple(paragraphs)
    return tuple(replace(p, text=_same_length(p.text, script)) for p in paragraphs)


def _same_length(text: str, script: str) -> str:
    """OpenCC's conversion where it gives character for character, else each character by itself."""
    converter = _converter(script)
    whole = str(converter.convert(text))
    if len(whole) == len(text):
        return whole
    single = (converter.convert(c) for c in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, single, strict=True))


@cache
def _converter(script: str) -> Any:
    import opencc

    return opencc.OpenCC(_CONFIGURATIONS[script])
