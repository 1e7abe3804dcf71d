"""Does one step of a job that takes a document into the glossary: `python -m glossary.web.taking_work FOLDER`.

The step is either the preview, which changes nothing in the glossary, or the taking in. aligning_work.py describes how
such a process works.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.web.aligning_work import done, packed, progress, run

if TYPE_CHECKING:
    from glossary.build import Built
    from glossary.store.glossary import Glossary

__all__ = ["main"]

SHOWN = 300
"""How many new, changed and removed entries a preview lists, each."""


def main(folder: Path) -> int:
    """Do the next step of the job in FOLDER/job.json."""
    return done(folder, _take if _step(folder) == "take" else _preview)


def _step(folder: Path) -> str:
    import json

    return str(json.loads((folder / "job.json").read_text(encoding="utf-8"))["step"])


def _preview(job: Mapping[str, Any]) -> dict[str, Any]:
    from glossary.build import build
    from glossary.store.glossary import Glossary

    glossary = Glossary.open(job["glossary"])
    before = frozenset(glossary.sources())
    built = build([job["file"]], job["glossary"], by=job["by"], preview=True, progress=progress)
    changes = built.added.changes
    return {
        **_counts(built),
        "document": (built.documents or [""])[0],
        "again": bool(before.intersection(built.documents)),
        "entries": {
            "new": _named(after for before, after in changes.values() if before is None and after is not None),
            "changed": _named(after for before, after in changes.values() if before is not None and after is not None),
            "removed": _named(before for before, after in changes.values() if before is not None and after is None),
        },
    }


def _take(job: Mapping[str, Any]) -> dict[str, Any]:
    from glossary.build import build
    from glossary.store.glossary import Glossary

    built = build([job["file"]], job["glossary"], by=job["by"], progress=progress)
    version = built.added.version
    if version is None:  # nothing was new, or an earlier process had done it, but the server was killed
        version = _version_taken(Glossary.open(job["glossary"]), job)
    return {**_counts(built), "version": version}


def _counts(built: Built) -> dict[str, Any]:
    added = built.added
    return {
        "new": added.new,
        "changed": added.changed,
        "removed": added.removed,
        "unchanged": added.unchanged,
        "rejected": added.rejected,
        "beads": built.beads,
        "known": built.known,
        "contradictions": built.contradictions[:SHOWN],
        "contradict": len(built.contradictions),
        "sentences_only": bool(built.sentences_only),
        "faults": [packed(fault) for fault in built.faults],
    }


def _named(rows: Iterable[Mapping[str, Any] | None]) -> list[dict[str, str]]:
    """The ids and terms of the SHOWN entries with the best scores."""
    found: list[dict[str, str]] = []
    known = [row for row in rows if row is not None]
    for row in sorted(known, key=lambda row: -((row["scores"] or {}).get("total") or 0.0))[:SHOWN]:
        lead: dict[str, str] = {}
        for term in row["terms"]:
            lead.setdefault(term["language"], term["text"])
        found.append({"id": row["id"], "zh": lead.get("zh", ""), "en": lead.get("en", "")})
    return found


def _version_taken(glossary: Glossary, job: Mapping[str, Any]) -> int | None:
    """The version in which this job has taken in this very file, or None if there is none, or it was undone."""
    from glossary.store.log_files import checksum

    digest = checksum(Path(job["file"]))
    commits = glossary.log.commits(limit=200)
    undone, begun = {one.undoes for one in commits}, datetime.fromisoformat(job["at"])
    for one in commits:
        marks = (one.details or {}).get("sources") or ()
        if digest in marks and one.by == job["by"] and one.version not in undone and one.at > begun:
            return one.version
    return None


if __name__ == "__main__":
    run(main)
