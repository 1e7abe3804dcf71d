"""Does one step of an aligning job, in a process of its own: `python -m glossary.web.aligning_work FOLDER`.

It reads and aligns the uploaded files as `align batch` does. It writes its progress to standard output, one JSON object
a line, and its result to FOLDER/result.json. When the process that started it ends, its standard input closes, and it
ends as well.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.errors import DuizhaoError, Message
from align.files import replacing
from align.process_groups import end_own_group

if TYPE_CHECKING:
    from align.batch.discovery import Listed
    from align.batch.run import Failed, Run

__all__ = ["RESULT", "done", "main", "packed", "progress", "run", "unpacked"]

RESULT = "result.json"


def main(folder: Path) -> int:
    """Do the next step of the job in FOLDER/job.json."""
    return done(folder, lambda job: _align(folder, job) if job["step"] == "align" else _proposed(folder))


def done(folder: Path, work: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Call `work` with the job in FOLDER/job.json, and save its result, or what went wrong. Returns the exit status."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        result = work(job)
    except DuizhaoError as error:
        result = {"problem": packed(error.what), "remedy": packed(error.remedy) if error.remedy else None}
    with replacing(folder / RESULT) as beside:
        beside.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8", newline="\n")
    return 0


def packed(text: str) -> Any:
    """A message as a value that JSON can hold, with its template and parameters, so that it can be translated later.

    >>> packed(Message("has {pages} pages", pages=3)), packed("plain")
    ({'template': 'has {pages} pages', 'values': {'pages': 3}}, 'plain')
    """
    if not isinstance(text, Message):
        return text
    values = {name: packed(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return {"template": text.template, "values": values}


def unpacked(kept: Any) -> Any:
    """The message that was given to `packed`.

    >>> unpacked(packed(Message("has {pages} pages", pages=3)))
    'has 3 pages'
    """
    if not isinstance(kept, dict):
        return kept
    return Message.of(kept["template"], {name: unpacked(value) for name, value in kept["values"].items()})


def progress(what: str, done: int, total: int) -> None:
    print(json.dumps({"what": what, "done": done, "total": total}), flush=True)


def _proposed(folder: Path) -> dict[str, Any]:
    """The pairs that `align batch` would make of the uploaded files."""
    from align.batch.decisions import Decisions, results_folder
    from align.batch.runner import propose

    decided = Decisions.load(results_folder(folder.parents[1]))
    found, matched = propose([folder / "files"], folder / "work", decided=decided, progress=progress)
    lonely = [*matched.orphans, *matched.duplicates]
    return {
        "pairs": [asdict(pair) for pair in matched.pairs],
        "apart": [
            {"source": asdict(one.source), "language": one.language, "reason": packed(one.reason)}
            | {"likely": [{"file": like.source.name, "by": like.by, "sure": like.sure} for like in one.likely]}
            for one in lonely
        ],
        "faults": [
            *({"file": name, "reason": packed(reason)} for name, reason in found.faults),
            *({"file": source.name, "reason": packed(reason)} for source, reason in matched.faults),
        ],
        "passed_over": found.passed_over - len(found.unread),
        "not_read": [{"file": name, "reason": packed(reason)} for name, reason in found.unread],
    }


def _align(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Align the chosen pairs that are not aligned yet."""
    from align.batch.runner import batch

    todo = [pair for pair in job["pairs"] if not pair.get("done")]
    done: list[dict[str, Any]] = []
    for force in (False, True):
        listed = [_listed(folder, pair) for pair in todo if bool(pair.get("force")) is force]
        if listed:
            run = batch(listed, folder / "work", formats=(), force=force, progress=progress)
            done += [*_results(run), *(_failed(one) for one in run.failures)]
    return {"results": done}


def _listed(folder: Path, pair: dict[str, Any]) -> Listed:
    from align.batch.discovery import Listed
    from align.batch.sources import Source

    def source(kept: dict[str, str]) -> Source:
        # Only the file name is used: the folder may have been moved, and no path in a job may lead outside of it.
        return Source(kept["name"], str((folder / "files" / Path(kept["path"]).name).absolute()), kept["member"])

    return Listed(
        source(pair["src"]), source(pair["tgt"]), pair.get("src_lang"), pair.get("tgt_lang"), pair.get("symbol")
    )


def _results(run: Run) -> list[dict[str, Any]]:
    names = ("symbol", "src", "tgt", "languages", "beads", "omissions", "doubtful", "mean_confidence", "forced")
    return [
        {name: note.get(name) for name in names}
        | {"file": next(file for file in note["files"] if file.endswith(".parquet"))}
        | {"contradictions": list(note.get("contradictions", ()))}
        for note in run.documents
    ]


def _failed(failed: Failed) -> dict[str, Any]:
    src, tgt = (*failed.files, "", "")[:2]
    return {
        "src": src,
        "tgt": tgt,
        "kind": failed.kind,
        "reason": packed(failed.reason),
        "partners": dict(failed.partners),
    }


def run(main: Callable[[Path], int]) -> None:
    """Run `main` on the folder that the command line names, at low priority, and end when the workbench ends."""
    _end_with_the_parent()
    if hasattr(os, "nice"):  # requests to the workbench come first; Windows has no such call
        os.nice(5)
    sys.exit(main(Path(sys.argv[1])))


def _end_with_the_parent() -> None:
    def wait() -> None:
        while os.read(0, 1):
            pass
        end_own_group()

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    run(main)
