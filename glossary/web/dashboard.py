"""The dashboard: the size of the glossary, its growth, what needs attention, and the latest changes."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from fastapi import APIRouter, Request
from starlette.responses import Response

from align.correction.library import BitextFolder
from glossary.statistics import Decided, Overview, overview
from glossary.store.glossary import Glossary
from glossary.types import Concept
from glossary.web.dependencies import reading
from glossary.web.pages import render

__all__ = ["Figures", "bars", "router"]

router = APIRouter(include_in_schema=False)
WORST = 8
CHANGES = 12
SESSIONS = 24
NAMED = 3
"""How many entries of a change are named."""


class Figures:
    """The statistics of the latest version, computed once for each version."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[tuple[int, int], Overview] | None = None

    def of(self, glossary: Glossary) -> Overview:
        with self._lock:
            versions = (glossary.version, glossary.segments_version)
            if self._known is None or self._known[0] != versions:
                self._known = (versions, overview(glossary))
            return self._known[1]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, in the units of its drawing."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


def bars(values: list[tuple[str, int]], *, width: float = 640, height: float = 160) -> list[Bar]:
    """Vertical bars from left to right; the tallest is as high as the drawing, and none is wider than a tenth of it.

    >>> [(bar.x, bar.height) for bar in bars([("a", 1), ("b", 2)], width=100, height=50)]
    [(1.0, 25.0), (11.0, 50.0)]
    """
    if not values:
        return []
    step = width / max(10, len(values))
    most = max(1, *(value for _, value in values))
    return [
        Bar(label, value, n * step + 0.1 * step, height * (1 - value / most), 0.8 * step, height * value / most)
        for n, (label, value) in enumerate(values)
    ]


@router.get("/dashboard")
def dashboard(request: Request) -> Response:
    glossary = reading(request)
    figures: Overview = request.app.state.figures.of(glossary)
    folder: BitextFolder | None = request.app.state.bitexts
    aligned = folder.entries() if folder else []
    wanting = [entry for entry in aligned if entry.doubtful and not entry.damage]
    wanting.sort(key=lambda entry: (-entry.doubtful / max(1, entry.beads), entry.name))
    growth = figures.growth[-30:]
    changes = Glossary.open(glossary.path).log.commits(limit=CHANGES)
    return render(
        request,
        "dashboard.html",
        figures=figures,
        growth=growth,
        growth_bars=bars([(day.day.isoformat(), day.entries) for day in growth]),
        approved_bars=_approved_bars(growth),
        sessions=figures.sessions[-SESSIONS:],
        most=max([1, *(one.entries + one.rejected for one in figures.sessions[-SESSIONS:])]),
        decided=_decision_bars(figures),
        wanting=wanting[:WORST],
        damaged=[entry for entry in aligned if entry.damage],
        doubts=max([1, *(entry.doubtful for entry in wanting[:WORST])]),
        changes=changes,
        named=_named(glossary, [id for change in changes for id in change.ids[:NAMED]]),
    )


def _named(glossary: Glossary, ids: list[str]) -> dict[str, Concept]:
    return {one.id: one for one in glossary.get_many(list(dict.fromkeys(ids)))}


def _decision_bars(figures: Overview) -> list[tuple[Decided, Bar, Bar]]:
    """The bands of the score, each with a bar for the approved entries and, on top of it, one for the rejected ones."""
    most = max([1, *(one.approved + one.rejected for one in figures.decided)])
    step, height = 64.0, 160.0
    found = []
    for n, one in enumerate(figures.decided):
        label = f"{one.low:.1f}"
        low, high = height * one.approved / most, height * one.rejected / most
        approved = Bar(label, one.approved, n * step + 6, height - low, step - 12, low)
        found.append((one, approved, Bar(label, one.rejected, n * step + 6, height - low - high, step - 12, high)))
    return found


def _approved_bars(growth: tuple[object, ...]) -> list[Bar]:
    """Bars of the approved entries, on the scale of all entries."""
    from glossary.statistics import Day

    days = [day for day in growth if isinstance(day, Day)]
    most = max([1, *(day.entries for day in days)])
    scaled = bars([(day.day.isoformat(), day.entries) for day in days])
    return [
        Bar(bar.label, day.approved, bar.x, 160 * (1 - day.approved / most), bar.width, 160 * day.approved / most)
        for bar, day in zip(scaled, days, strict=True)
    ]
