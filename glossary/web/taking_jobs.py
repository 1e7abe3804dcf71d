"""Jobs that take a document into the glossary: first a preview, then the taking in, then perhaps its undo.

Like aligning jobs, they run one at a time and survive a restart; they are kept in GLOSSARY/_taking/ID/job.json.
Their states are waiting, working, proposed (the preview is ready), done, undone, left, failed and stopped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from align.errors import InvalidOption
from align.files import make_folder
from glossary.store.glossary import Glossary
from glossary.web.aligning_jobs import ACTIVE, Jobs
from glossary.web.aligning_work import RESULT

__all__ = ["Takings"]

KEPT = 20
"""How many jobs that neither wait nor run are kept; older ones are deleted."""


class Takings(Jobs):
    """The jobs of one glossary."""

    place = "_taking"
    worker = "glossary.web.taking_work"

    def preview(self, name: str, file: Path, *, by: str) -> str:
        """Queue a preview of what taking in the document `name` would change, and return the job's id.

        If a job for this document waits or runs already, no new one is made, and its id is returned. Raises
        InvalidOption if too many jobs are waiting.
        """
        with self._lock:
            latest = self.of(name)
            if latest is not None and latest["state"] in ACTIVE:
                return str(latest["id"])
            self._check_room()
            id, now = self._new()
            make_folder(self._home / id)
            job = {"id": id, "by": by, "at": now.isoformat(), "state": "waiting", "step": "preview", "problem": None}
            job |= {"name": name, "file": str(file.absolute()), "glossary": str(self.folder.absolute())}
            self._write(job)
            for old in [one for one in self.all() if one["state"] not in ACTIVE][KEPT:]:
                self.forget(old["id"])
        self._begin()
        return id

    def of(self, name: str) -> dict[str, Any] | None:
        """The latest job for a document, or None."""
        return next((job for job in self.all() if job["name"] == name), None)

    def take(self, id: str, *, by: str) -> None:
        """Take in the document after its preview. Raises UnknownJob, InvalidOption."""
        with self._lock:
            found = self._read(id).get("found") or {}
            if found.get("known") or found.get("faults"):
                raise InvalidOption("there is nothing to take in")
            self._change(id, ("proposed",), state="waiting", step="take", problem=None, by=by)

    def leave(self, id: str) -> None:
        """End the job after its preview, without changing the glossary. Raises UnknownJob, InvalidOption."""
        self._change(id, ("proposed",), state="left")

    def undo(self, id: str, *, by: str) -> None:
        """Undo taking in the document: remove what it brought, except entries that people have approved or edited since.

        An earlier state of the document in the glossary is restored. Raises UnknownJob, InvalidOption, Conflict.
        """
        with self._lock:
            job = self._read(id)
            if job["state"] != "done":
                raise InvalidOption("the job has gone on meanwhile", remedy="look at it again")
            glossary = Glossary.open(self.folder)
            if job["again"] and job["version"] is not None:
                glossary.undo(version=job["version"], by=by)
            elif not job["again"]:
                glossary.forget(job["document"], by=by)
            self._write(job | {"state": "undone", "undone_by": by})

    def _ended(self, job: dict[str, Any], status: int) -> dict[str, Any]:
        try:
            result = json.loads((self._home / job["id"] / RESULT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return super()._ended(job, status)
        if "problem" in result:
            return super()._ended(job, status)
        if job["step"] == "preview":
            return {"state": "proposed", "found": result, "document": result["document"], "again": result["again"]}
        return {"state": "done", "took": result, "version": result["version"]}
