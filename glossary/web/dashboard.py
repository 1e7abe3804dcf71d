"""The dashboard: what there is, how it grew, what wants a look, what was done last."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from fastapi import APIRouter, Request
from starlette.responses import Response

from align.correction.library import BitextFolder
from glossary.statistics import Overview, overview
from glossary.store.glossary import Glossary
from glossary.web.dependencies import reading
from glossary.web.pages import render

__all__ = ["Figures", "bars", "router"]

router = APIRouter(include_in_schema=False)
WORST = 8
CHANGES = 12


class Figures:
    """The figures of the last version, worked out once for each version."""

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
    """A bar of a plot, in units of its drawing."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


def bars(values: list[tuple[str, int]], *, width: float = 640, height: float = 160) -> list[Bar]:
    """Upright bars from left to right, the highest as high as the drawing, none wider than a tenth of it.

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
    shelf: BitextFolder | None = request.app.state.shelf
    shelved = shelf.entries() if shelf else []
    wanting = [entry for entry in shelved if entry.doubtful and not entry.damage]
    wanting.sort(key=lambda entry: (-entry.doubtful / max(1, entry.beads), entry.name))
    growth = figures.growth[-30:]
    return render(
        request,
        "dashboard.html",
        figures=figures,
        growth=growth,
        growth_bars=bars([(day.day.isoformat(), day.entries) for day in growth]),
        approved_bars=_over(growth),
        session_bars=bars([(session.name, session.sentences) for session in figures.sessions[-24:]]),
        wanting=wanting[:WORST],
        damaged=[entry for entry in shelved if entry.damage],
        shelved=len(shelved),
        changes=Glossary.open(glossary.path).log.commits(limit=CHANGES),
    )


def _over(growth: tuple[object, ...]) -> list[Bar]:
    """Bars of the approved entries, on the scale of all entries."""
    from glossary.statistics import Day

    days = [day for day in growth if isinstance(day, Day)]
    most = max([1, *(day.entries for day in days)])
    scaled = bars([(day.day.isoformat(), day.entries) for day in days])
    return [
        Bar(bar.label, day.approved, bar.x, 160 * (1 - day.approved / most), bar.width, 160 * day.approved / most)
        for bar, day in zip(scaled, days, strict=True)
    ]
