"""What a batch did: the pairs that are done, the failures, the documents without a partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from align.batch.matching import Orphan

__all__ = ["Failed", "Run"]


@dataclass(frozen=True, slots=True)
class Failed:
    """A document, or a pair, that failed, and why."""

    name: str
    reason: str
    files: tuple[str, ...] = ()
    traceback: str | None = None
    kind: Literal["error", "unrelated", "same language"] = "error"
    """`error`: it could not be done. The others: it was done, but the two are not translations of each other."""
    partners: Mapping[str, str] = field(default_factory=dict)
    """For two files that are not translations of each other: each with the document that is most likely its partner."""


@dataclass(slots=True)
class Run:
    """What a batch did."""

    out: Path
    documents: list[dict[str, Any]] = field(default_factory=list)
    """The note of every pair that is done, by name: figures, worst passages, files."""
    new: int = 0
    """Pairs aligned for the first time."""
    again: int = 0
    """Pairs aligned again, because a document, the settings or a result has changed, or because of `redo`."""
    corrected: int = 0
    """Pairs that are unchanged but for corrections by people, of which the other formats were made again."""
    known: int = 0
    """Pairs that were done before and have not changed."""
    failures: list[Failed] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    duplicates: list[Orphan] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    """Files of a kind that is not read: name and reason."""
    passed_over: int = 0
    """Files that are not documents, or are in languages that nobody asked for."""
    seconds: float = 0.0
    interrupted: bool = False
    remaining: int = 0
    """Pairs not begun because the run was interrupted."""

    @property
    def beads(self) -> int:
        return sum(note["beads"] for note in self.documents)
