"""Findings that somebody has accepted, each with a reason: they are not reported again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.errors import InvalidOption
from glossary.quality.faults import Finding

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["NAME", "accept", "accepted_file", "read_accepted", "without"]

NAME = "_accepted.jsonl"
"""File beside a glossary's tables that holds what was accepted, one finding a line."""


def accepted_file(glossary: Glossary | None, path: str | os.PathLike[str] | None = None) -> Path | None:
    """The file of the findings accepted: the one named, else the glossary's own; None where there is neither."""
    if path is not None:
        return Path(path)
    return Path(glossary.path) / NAME if glossary is not None else None


def read_accepted(path: str | os.PathLike[str] | None) -> dict[str, str]:
    """The reasons by the id of the fault; empty where the file is not there yet."""
    if path is None or not Path(path).exists():
        return {}
    found = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            found[str(row["id"])] = str(row["reason"])
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidOption(
                "is no accepted finding", where=str(path), line=number, remedy="correct the line or take it out"
            ) from error
    return found


def accept(
    path: str | os.PathLike[str], ids: Sequence[str], reason: str, *, by: str = "", findings: Iterable[Finding] = ()
) -> list[str]:
    """Write down that faults are accepted, and why; returns the ids that were not accepted before, or for another
    reason. `findings` tell what was accepted.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "_accepted.jsonl")
    >>> accept(file, ["0123456789"], "a quotation", by="Li"), read_accepted(file)
    (['0123456789'], {'0123456789': 'a quotation'})
    """
    from filelock import FileLock

    from align.files import replacing

    if not reason.strip():
        raise InvalidOption("accepted without a reason", remedy="say why: --reason TEXT")
    told = {fault.id: (fault, finding) for finding in findings for fault in finding.faults}
    path = Path(path)
    with FileLock(f"{path}.lock"):
        known = read_accepted(path)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        lines, fresh = [], [one for one in dict.fromkeys(ids) if known.get(one) != reason]
        for one in fresh:
            row = {"id": one, "reason": reason, "by": by, "at": datetime.now(UTC).isoformat(timespec="seconds")}
            if one in told:
                fault, finding = told[one]
                row |= {"kind": fault.kind, "message": fault.message, "src": finding.src, "tgt": finding.tgt}
            lines.append(json.dumps(row, ensure_ascii=False) + "\n")
        if lines:
            with replacing(path) as beside:
                beside.write_text(before + "".join(lines), encoding="utf-8", newline="\n")
    return fresh


def without(findings: Iterable[Finding], accepted: Iterable[str]) -> Iterator[Finding]:
    """The findings without the faults that were accepted."""
    known = frozenset(accepted)
    for finding in findings:
        faults = tuple(fault for fault in finding.faults if fault.id not in known)
        if faults:
            yield finding if len(faults) == len(finding.faults) else replace(finding, faults=faults)
