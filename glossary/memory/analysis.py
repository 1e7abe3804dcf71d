"""The analysis of a document as translators count work: words or characters by band of match.

Each sentence is counted once: in the band of its context or 100% match, else as a repetition where it has stood before
in the document or the batch, else in the band of its best match. Words are counted as word processors do; of Chinese,
characters, with each run of other letters or digits as one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glossary.errors import UnsupportedFormat
from glossary.memory.types import Pretranslation, Sentence
from glossary.search.skeleton import plain

__all__ = ["BANDS", "Analysis", "Count", "analyse", "count_words", "text_of"]

BANDS = (
    "context",
    "100%",
    "repetitions",
    "repetitions across files",
    "95-99%",
    "85-94%",
    "75-84%",
    "50-74%",
    "new",
)
LEAST = 50
"""Percentage that the lowest band begins at."""
_FLOORS = ((95, "95-99%"), (85, "85-94%"), (75, "75-84%"), (50, "50-74%"))
_UNIT = re.compile(
    "[\u3400-\u9fff\u3040-\u30ff\uf900-\ufaff\U00020000-\U0003ffff]"
    "|[^\\W\u3400-\u9fff\u3040-\u30ff\uf900-\ufaff\U00020000-\U0003ffff]+(?:[.,'’-][^\\W\u3400-\u9fff]+)*"
)


@dataclass(slots=True)
class Count:
    """Segments, and their words or characters."""

    segments: int = 0
    units: int = 0

    def add(self, segments: int, units: int) -> None:
        self.segments += segments
        self.units += units


@dataclass(slots=True)
class Analysis:
    """The counts of a document, or of all together, by band."""

    name: str
    language: str
    bands: dict[str, Count] = field(default_factory=lambda: {band: Count() for band in BANDS})

    @property
    def unit(self) -> str:
        return "characters" if self.language in ("zh", "ja") else "words"

    @property
    def total(self) -> Count:
        every = self.bands.values()
        return Count(sum(one.segments for one in every), sum(one.units for one in every))


def count_words(text: str, language: str) -> int:
    """Words of a text; of Chinese and Japanese, characters, with a run of other letters or digits as one.

    >>> count_words("The Board took note of 1,200 reports.", "en"), count_words("工发组织（UNIDO）2030年", "zh")
    (7, 7)
    """
    if language in ("zh", "ja"):
        return len(_UNIT.findall(text))
    return sum(any(char.isalnum() for char in word) for word in text.split())


def analyse(documents: Iterable[Pretranslation]) -> list[Analysis]:
    """The analysis of each document; where there are several of one language, the last one is of all together."""
    found: list[Analysis] = []
    before: dict[str, str] = {}
    for made in documents:
        analysis = Analysis(made.name, made.src_lang)
        for sentence in made.sentences:
            band = _band(sentence, before.get(plain(sentence.text)))
            analysis.bands[band].add(1, count_words(sentence.text, made.src_lang))
        before |= {plain(sentence.text): made.name for sentence in made.sentences}
        found.append(analysis)
    for language in sorted({one.language for one in found}):
        alike = [one for one in found if one.language == language]
        if len(alike) > 1:
            total = Analysis(f"all {len(alike)} documents", language)
            for one in alike:
                for band, count in one.bands.items():
                    total.bands[band].add(count.segments, count.units)
            found.append(total)
    return found


def _band(sentence: Sentence, elsewhere: str | None) -> str:
    best = sentence.best
    if best and best.score == 100:
        return "context" if best.kind == "context" else "100%"
    if sentence.repeats is not None:
        return "repetitions"
    if elsewhere is not None:
        return "repetitions across files"
    score = best.score if best else 0
    return next((band for floor, band in _FLOORS if score >= floor), "new")


def rows(analyses: Sequence[Analysis]) -> list[dict[str, Any]]:
    """A row for each band of each document, its share in per cent of the words or characters."""
    found = []
    for one in analyses:
        total = one.total
        counts = [*one.bands.items(), ("total", total)]
        for band, count in counts:
            share = round(100 * count.units / total.units, 1) if total.units else 0.0
            found.append(
                {
                    "document": one.name,
                    "band": band,
                    "segments": count.segments,
                    one.unit: count.units,
                    "share": share,
                }
            )
    return found


def text_of(analyses: Sequence[Analysis], path: str | Path) -> str:
    """The analysis in the format that the suffix of a file stands for: .csv, .json or .html. Raises UnsupportedFormat."""
    suffix = Path(path).suffix.lower()
    if suffix == ".json":
        return json.dumps([_record(one) for one in analyses], ensure_ascii=False, indent=2) + "\n"
    if suffix == ".csv":
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("document", "language", "counted", "band", "segments", "count", "share"))
        for one in analyses:
            for row in rows([one]):
                cells = (row["band"], row["segments"], row[one.unit], row["share"])
                table.writerow((one.name, one.language, one.unit, *cells))
        return out.getvalue()
    if suffix in (".html", ".htm"):
        from glossary.pages import page

        names = ", ".join(one.name for one in analyses[:3])
        return page(
            "analysis.html",
            title=f"Analysis: {names}",
            summary="Words or characters by band of match",
            language="en",
            tables=[(one, rows([one])) for one in analyses],
        )
    raise UnsupportedFormat(
        "the suffix {suffix!r} is not that of a format for the analysis",
        where=path,
        remedy="take .csv, .json or .html",
        suffix=suffix,
    )


def _record(one: Analysis) -> dict[str, Any]:
    return {
        "document": one.name,
        "language": one.language,
        "counted": one.unit,
        "bands": {band: {"segments": count.segments, one.unit: count.units} for band, count in one.bands.items()},
        "total": {"segments": one.total.segments, one.unit: one.total.units},
    }
