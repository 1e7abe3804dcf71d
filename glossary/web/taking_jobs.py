"""Jobs of taking a document into the glossary: a preview, then the taking in, then perhaps taking it back.

They are kept and done as jobs of aligning are, in GLOSSARY/_taking/ID/job.json; one at a time, surviving a restart.
States: waiting, working, proposed (the preview stands), done, undone, left, failed, stopped.
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
"""Jobs at rest that are kept; older ones go."""


class Takings(Jobs):
    """The jobs of one glossary."""

    place = "_taking"
    worker = "glossary.web.taking_work"

    def preview(self, name: str, file: Path, *, by: str) -> str:
        """Find out what taking in the document `name` would do; the id of the job.

        Where the same is waiting or standing already, nothing new is begun. Raises InvalidOption where too many wait.
        """
        with self._lock:
            latest = self.of(name)
            if latest is not None and latest["state"] in ACTIVE:
                return str(latest["id"])
            self._room()
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
        """The latest job of a document."""
        return next((job for job in self.all() if job["name"] == name), None)

    def take(self, id: str, *, by: str) -> None:
        """Take in what the preview has shown. Raises UnknownJob, InvalidOption."""
        with self._lock:
            found = self._read(id).get("found") or {}
            if found.get("known") or found.get("faults"):
                raise InvalidOption("there is nothing to take in")
            self._change(id, ("proposed",), state="waiting", step="take", problem=None, by=by)

    def leave(self, id: str) -> None:
        """Leave the glossary as it is. Raises UnknownJob, InvalidOption."""
        self._change(id, ("proposed",), state="left")

    def undo(self, id: str, *, by: str) -> None:
        """Take it back: what the document brought goes, what people have approved or edited since stays.

        A document that the glossary had before goes back to what it had brought then. Raises UnknownJob, InvalidOption, Conflict.
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
