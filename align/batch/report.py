"""The report of a batch: report.json for programs, report.html for people."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from align.files import json_text, replacing
from align.page_templates import environment, part

if TYPE_CHECKING:
    from align.batch.matching import Orphan
    from align.batch.run import Run

__all__ = ["contents", "done", "write_report"]

_WORST = 40
"""Passages that the page shows."""


def write_report(run: Run) -> None:
    """Write report.json and report.html to the run's folder."""
    report = contents(run)
    with replacing(run.out / "report.json") as beside:
        beside.write_text(json_text(report, indent=1) + "\n", encoding="utf-8", newline="\n")
    page = _template().render(
        report=report,
        done=done(run),
        worst=_worst(report),
        found=_ways_of_pairing(report),
        style=part("align.batch", "page/report.css"),
    )
    with replacing(run.out / "report.html") as beside:
        beside.write_text(page, encoding="utf-8", newline="\n", errors="replace")


def done(run: Run) -> str:
    """What was done, for people: how many documents are new, aligned again, only corrected, unchanged.

    >>> from pathlib import Path
    >>> from align.batch.run import Run
    >>> done(Run(Path(), new=2, corrected=1)), done(Run(Path()))
    ('2 new, 1 corrected by hand, 0 unchanged', '0 unchanged')
    """
    counts = ((run.new, "new"), (run.again, "aligned again"), (run.corrected, "corrected by hand"))
    return ", ".join([*(f"{count:,} {what}" for count, what in counts if count), f"{run.known:,} unchanged"])


def contents(run: Run) -> dict[str, Any]:
    """What the report says, ready for JSON."""
    sentences = [sum(note["sentences"][side] for note in run.documents) for side in (0, 1)]
    beads = run.beads
    weighted = sum(note["mean_confidence"] * note["beads"] for note in run.documents)
    return {
        "program": f"duizhao {version('duizhao')}",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 1),
        "interrupted": run.interrupted,
        "totals": {
            "documents": len(run.documents),
            "new": run.new,
            "again": run.again,
            "corrected": run.corrected,
            "unchanged": run.known,
            "corrections_kept": sum(note.get("kept", 0) for note in run.documents),
            "corrections_lost": sum(note.get("lost", 0) for note in run.documents),
            "failed": len(run.failures),
            "no_translations": sum(failed.kind != "error" for failed in run.failures),
            "without_partner": len(run.orphans),
            "duplicates": len(run.duplicates),
            "not_begun": run.remaining,
            "other_files": run.passed_over,
            "sentences": sentences,
            "beads": beads,
            "omissions": sum(note["omissions"] for note in run.documents),
            "doubtful": sum(note["doubtful"] for note in run.documents),
            "mean_confidence": round(weighted / beads, 4) if beads else None,
        },
        "failures": [
            {
                "name": failed.name,
                "kind": failed.kind,
                "files": list(failed.files),
                "reason": failed.reason,
                "partners": dict(failed.partners),
                "traceback": failed.traceback,
            }
            for failed in run.failures
        ],
        "not_read": [{"file": name, "reason": reason} for name, reason in run.unread],
        "without_partner": [_orphan(orphan) for orphan in run.orphans],
        "duplicates": [_orphan(orphan) for orphan in run.duplicates],
        "documents": [
            {key: value for key, value in note.items() if key not in ("fingerprint", "paths")} for note in run.documents
        ],
    }


def _orphan(orphan: Orphan) -> dict[str, Any]:
    return {
        "file": orphan.source.name,
        "language": orphan.language,
        "symbol": orphan.symbol,
        "reason": orphan.reason,
        "likely": [{"file": one.source.name, "by": one.by, "sure": one.sure} for one in orphan.likely],
    }


def _page(note: dict[str, Any]) -> str | None:
    return next((quote(name) for name in note["files"] if name.endswith(".html")), None)


def _worst(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The least sure passages of all documents, each with a link into its page."""
    passages = [
        passage | {"name": note["name"], "languages": note["languages"], "link": page and f"{page}#b{passage['bead']}"}
        for note in report["documents"]
        for page in [_page(note)]
        for passage in note["worst"]
    ]
    return sorted(passages, key=lambda passage: (passage["confidence"], passage["name"], passage["bead"]))[:_WORST]


def _ways_of_pairing(report: dict[str, Any]) -> list[tuple[str, int]]:
    """How the pairs were found, and how many so."""
    return Counter(note["how"] for note in report["documents"]).most_common()


@cache
def _template() -> Any:
    pages = environment("align.batch", "page")
    pages.globals["page"] = _page
    return pages.get_template("report.html")
