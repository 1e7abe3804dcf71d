"""Jobs that align uploaded files. They are kept in the bitext folder, run one at a time, and survive a restart.

FOLDER/_aligning/ID/ has `job.json` (the request and its state), `files/` (the uploaded files) and `work/` (the output
of `align.batch`). A finished pair is written to FOLDER/uploads/NAME.parquet, and never overwrites another one.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from align.correction.library import UnknownDocument
from align.errors import AlignError, InvalidOption, Message, UnreadableInput
from align.files import file_name_of, make_folder, not_a_device, replacing
from align.process_groups import end_group
from align.readers import LIMIT
from glossary.web.aligning_work import RESULT, packed

__all__ = ["ACTIVE", "Jobs", "UnknownJob", "clean_file_name", "publish", "remember"]

PLACE = "_aligning"
UPLOADS = "uploads"
ACTIVE = frozenset({"waiting", "working"})
"""States of a job that waits or runs. The other states are proposed, done, failed and stopped."""
MOST_WAITING = 20
"""Maximum number of jobs that wait or run: the files of more could fill the disk while one job runs."""
MOST_FILES = 500
LONGEST_NAME = 120
_ID = re.compile(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{4}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


class UnknownJob(UnknownDocument):
    """There is no aligning job with this id."""

    code = "unknown_job"


def clean_file_name(name: str, taken: Iterable[str] = ()) -> str:
    """The last part of a path, made valid for every file system and different from the names in `taken`.

    >>> clean_file_name("../../etc/passwd"), clean_file_name("C:\\\\docs\\\\GC.20 14.docx"), clean_file_name("._a.txt")
    ('passwd', 'GC.20 14.docx', 'a.txt')
    >>> clean_file_name("a.TXT", ["A.txt"]), clean_file_name("\\n"), clean_file_name("con.docx")
    ('a (2).TXT', 'document', 'con-.docx')
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = not_a_device(_FORBIDDEN.sub("_", name).strip().lstrip("._~$ ").rstrip(". ")) or "document"
    suffix = PurePosixPath(name).suffix[:16]
    stem = name.removesuffix(suffix)
    while len((stem + suffix).encode()) > LONGEST_NAME:
        stem = stem[:-1]
    known = {one.casefold() for one in taken}
    found, number = stem + suffix, 1
    while found.casefold() in known:
        number += 1
        found = f"{stem} ({number}){suffix}"
    return found


class Jobs:
    """The jobs of one folder. One runs at a time; the others wait in the order in which they came."""

    place = PLACE
    """Name of the folder that the jobs are kept in, inside the bitext folder."""
    worker = "glossary.web.aligning_work"
    """The module that does one step of a job, run in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._home = folder / self.place
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._thread: threading.Thread | None = None
        self._running: tuple[str, subprocess.Popen[str]] | None = None
        self._progress: dict[str, dict[str, Any]] = {}
        self._closed = False

    def resume(self) -> None:
        """Go on with the jobs that an earlier server left unfinished."""
        if any(job["state"] in ACTIVE for job in self.all()):
            self._begin()

    def close(self) -> None:
        """Stop the running job; it is done again from the beginning of its step after the next start."""
        with self._wake:
            self._closed = True
            if self._running is not None:
                end_group(self._running[1])
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def all(self) -> list[dict[str, Any]]:
        """All jobs, newest first."""
        found = []
        for place in sorted(self._home.glob("*/job.json"), reverse=True):
            with suppress(OSError, ValueError):
                found.append(self._with_progress(json.loads(place.read_text(encoding="utf-8"))))
        return found

    def get(self, id: str) -> dict[str, Any]:
        """The job with this id. Raises UnknownJob."""
        return self._with_progress(self._read(id))

    def add(self, files: Sequence[tuple[str, IO[bytes]]], *, by: str, pair: bool) -> str:
        """Save the uploaded files, queue a job for them, and return its id.

        With `pair`, the files are a document and its translation, or one file in both languages. Without it, the job
        proposes pairs among the files.
        Raises UnreadableInput, InvalidOption.
        """
        if not files:
            raise InvalidOption("no file was chosen", remedy="choose a document and its translation")
        if len(files) > MOST_FILES:
            raise InvalidOption("more than {most} files at once", remedy="send them in several parts", most=MOST_FILES)
        self._check_room()
        id, now = self._new()
        beside = self._home / f".{id}"
        make_folder(beside / "files")
        try:
            kept = self._keep(files, beside / "files")
            job: dict[str, Any] = {"id": id, "by": by, "at": now.isoformat(), "state": "waiting", "files": kept}
            job |= {"step": "look", "pairs": [], "problem": None}
            if pair:
                sources = [
                    {"name": one["name"], "path": str(self._file(id, one["name"])), "member": ""} for one in kept
                ]
                job |= {"step": "align", "pairs": [{"src": sources[0], "tgt": sources[-1]}]}
            (beside / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8", newline="\n")
            beside.replace(self._home / id)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        self._begin()
        return id

    def align(self, id: str, pairs: Sequence[dict[str, Any]]) -> None:
        """Align these pairs of a job that has proposed pairs. Raises UnknownJob, InvalidOption."""
        if not pairs:
            raise InvalidOption("no pair was chosen", remedy="choose at least one")
        self._change(id, ("proposed",), state="waiting", step="align", pairs=list(pairs), problem=None)

    def look_again(self, id: str) -> None:
        """Propose the pairs of a job again, after a decision about its files. Raises UnknownJob, InvalidOption."""
        self._change(id, ("proposed",), state="waiting", step="look", problem=None)

    def force(self, id: str, number: int) -> None:
        """Align pair `number` even if the texts do not look like translations. Raises UnknownJob, InvalidOption."""
        with self._lock:
            pairs = self._read(id)["pairs"]
            if not 0 <= number < len(pairs) or pairs[number].get("failure", {}).get("kind", "error") == "error":
                raise InvalidOption("there is no such pair to align all the same")
            pairs[number] = {name: value for name, value in pairs[number].items() if name not in ("failure", "done")}
            pairs[number]["force"] = True
            self._change(id, ("done",), state="waiting", step="align", pairs=pairs)

    def stop(self, id: str) -> None:
        """Stop a job that waits or runs. Raises UnknownJob, InvalidOption."""
        with self._lock:
            self._change(id, tuple(ACTIVE), state="stopped")
            if self._running is not None and self._running[0] == id:
                end_group(self._running[1])

    def again(self, id: str) -> None:
        """Go on with a job that was stopped or has failed. Raises UnknownJob, InvalidOption."""
        self._change(id, ("stopped", "failed"), state="waiting", problem=None)

    def forget(self, id: str) -> None:
        """Delete a job that neither waits nor runs, and its uploaded files; the aligned documents stay.

        Raises UnknownJob, InvalidOption.
        """
        with self._lock:
            if self._read(id)["state"] in ACTIVE:
                raise InvalidOption("the job is at work", remedy="stop it first")
            aside = self._home / f".gone-{id}"
            (self._home / id).replace(aside)
        shutil.rmtree(aside, ignore_errors=True)

    # -- shared with other kinds of jobs
    # ----------------------------------------------------------------------------------------------------------------

    def _check_room(self) -> None:
        """Raise InvalidOption if too many jobs are waiting already."""
        if sum(job["state"] in ACTIVE for job in self.all()) >= MOST_WAITING:
            raise InvalidOption("{most} jobs are waiting already", remedy="wait for one to end", most=MOST_WAITING)

    def _new(self) -> tuple[str, datetime]:
        """A new id, which sorts by time, and the current time."""
        now = datetime.now(UTC)
        return f"{now:%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}", now

    def _file(self, id: str, name: str) -> Path:
        return (self._home / id / "files" / name).absolute()

    def _keep(self, files: Sequence[tuple[str, IO[bytes]]], folder: Path) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = []
        for given, stream in files:
            name = clean_file_name(given, [one["name"] for one in kept])
            with (folder / name).open("wb") as file:
                shutil.copyfileobj(stream, file, 1 << 20)
                size = file.tell()
            if size > LIMIT:
                raise UnreadableInput(
                    "is larger than {megabytes} MB",
                    where=name,
                    remedy="split it",
                    code="too_large",
                    megabytes=LIMIT >> 20,
                )
            kept.append({"name": name, "size": size})
        return kept

    def _read(self, id: str) -> dict[str, Any]:
        if _ID.fullmatch(id):
            with suppress(OSError, ValueError):
                job: dict[str, Any] = json.loads((self._home / id / "job.json").read_text(encoding="utf-8"))
                return job
        raise UnknownJob("there is no such job", remedy="choose one of the list")

    def _with_progress(self, job: dict[str, Any]) -> dict[str, Any]:
        return job | {"progress": self._progress.get(job["id"]) if job["state"] == "working" else None}

    def _change(self, id: str, states: tuple[str, ...], **changes: Any) -> None:
        """Change a job and wake the thread that runs jobs. Raises InvalidOption if the job is in none of `states`."""
        with self._lock:
            job = self._read(id)
            if job["state"] not in states:
                raise InvalidOption("the job has gone on meanwhile", remedy="look at it again")
            self._write(job | changes)
        self._begin()

    def _write(self, job: dict[str, Any]) -> None:
        with replacing(self._home / job["id"] / "job.json") as beside:
            beside.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8", newline="\n")

    def _begin(self) -> None:
        with self._wake:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="aligning", daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def _work(self) -> None:
        """Run the waiting jobs, oldest first. If another server works on this folder, wait until it has ended."""
        from filelock import FileLock

        make_folder(self._home)
        with FileLock(self._home / "lock", thread_local=False):
            for job in self.all():
                if job["state"] == "working":  # left behind by a server that was killed
                    self._write(
                        {name: value for name, value in job.items() if name != "progress"} | {"state": "waiting"}
                    )
            while True:
                with self._wake:
                    waiting = [job for job in reversed(self.all()) if job["state"] == "waiting"]
                    if self._closed:
                        return
                    if not waiting:
                        self._wake.wait()
                        continue
                    job = self._read(waiting[0]["id"]) | {"state": "working"}
                    self._write(job)
                    process = self._start(job["id"])
                self._follow(job["id"], process)

    def _start(self, id: str) -> subprocess.Popen[str]:
        self._progress.pop(id, None)
        (self._home / id / RESULT).unlink(missing_ok=True)
        command = [sys.executable, "-m", self.worker, str(self._home / id)]
        pipe = subprocess.PIPE
        # The process gets a session of its own, so that it can be ended together with all that it has started.
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True)  # noqa: S603
        self._running = (id, process)
        return process

    def _follow(self, id: str, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        assert process.stdin is not None
        for line in process.stdout:
            with suppress(ValueError):
                self._progress[id] = json.loads(line)
        process.wait()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
        with self._lock:
            self._running = None
            self._progress.pop(id, None)
            with suppress(UnknownJob):  # the job was deleted meanwhile
                job = self._read(id)
                if job["state"] == "working":  # else somebody has stopped it
                    self._write(job | ({"state": "waiting"} if self._closed else self._ended(job, process.returncode)))

    def _ended(self, job: dict[str, Any], status: int) -> dict[str, Any]:
        """The fields of a job that change now that its process has ended with `status`."""
        try:
            result = json.loads((self._home / job["id"] / RESULT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            said = Message("the work ended with status {status}, before it was done", status=status)
            return {"state": "failed", "problem": packed(said)}
        if "problem" in result:
            return {"state": "failed", "problem": result["problem"], "remedy": result["remedy"]}
        if job["step"] == "look":
            return {"state": "proposed", **result}
        try:
            return {"state": "done", "pairs": self._with_results(job, result["results"])}
        except (AlignError, OSError) as error:
            return {"state": "failed", "problem": packed(Message("{reason}", reason=str(error)))}

    def _with_results(self, job: dict[str, Any], results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The pairs of a job, each with its result. The bitext of each aligned pair is added to the documents."""
        found = {(one["src"], one["tgt"]): one for one in results}
        pairs = []
        for pair in job["pairs"]:
            result = found.get((pair["src"]["name"], pair["tgt"]["name"]))
            if pair.get("done") or result is None:
                pairs.append(pair if pair.get("done") else pair | {"failure": {"kind": "error", "reason": ""}})
            elif "kind" in result:
                pairs.append(pair | {"failure": result})
            else:
                name = publish(self._home / job["id"] / "work" / result["file"], self.folder, result)
                pairs.append(pair | {"done": result | {"name": name}})
        return pairs


def remember(folder: Path, pairs: list[dict[str, Any]], left_out: list[dict[str, Any]]) -> None:
    """Save what somebody has decided about uploaded documents: which are pairs, and which are to be left out.

    `folder` is the bitext folder. A document is a dictionary with `name`, `path` and `member`.
    """
    from align.batch.decisions import File, Pairing, changing, results_folder
    from align.batch.sources import Source

    def file(kept: dict[str, Any]) -> File:
        return File(kept["name"], Source(kept["name"], kept["path"], kept["member"]).digest(), uploaded=True)

    if pairs or left_out:
        with changing(results_folder(folder)) as decisions:
            for one in pairs:
                decisions.pair(Pairing(file(one["src"]), file(one["tgt"]), one["src_lang"], one["tgt_lang"]))
            for document in left_out:
                decisions.exclude(file(document))


def publish(file: Path, folder: Path, note: dict[str, Any]) -> str:
    """Add a bitext to the documents of a folder, without overwriting another one, and return its name there."""
    from align.batch.file_names import read_name
    from align.batch.sources import Source

    stem = note["symbol"] or read_name(Source(note["src"], "")).stem.rpartition("/")[2]
    slug = file_name_of(stem, 80)
    languages = "-".join(note["languages"])
    make_folder(folder / UPLOADS)
    # Copied first to a hidden name on the same file system, then linked to its name, which fails if that is taken.
    beside = folder / UPLOADS / f".{secrets.token_hex(8)}.parquet"
    shutil.copyfile(file, beside)
    try:
        for number in range(1, 10_000):
            name = f"{slug}{'' if number == 1 else f'-{number}'}.{languages}"
            with suppress(FileExistsError):
                _take_name(beside, folder / UPLOADS / f"{name}.parquet")
                return f"{UPLOADS}/{name}"
        raise InvalidOption("every name for {name} is taken", name=slug)
    finally:
        beside.unlink(missing_ok=True)


def _take_name(beside: Path, target: Path) -> None:
    """Move the file `beside` to the name `target`. Raises FileExistsError if that name is taken."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise
    except OSError:  # exFAT and some network drives have no links: the name is reserved first, then filled
        target.open("xb").close()
        beside.replace(target)
