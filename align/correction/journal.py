"""Keeps corrections: the bitext's Parquet file always holds the corrected beads, and a journal beside it what was done.

`NAME.parquet` holds the corrected beads, so that every reader of it sees them; `NAME.revision.json` holds the
corrections in order, so that they can be undone after a restart. The journal names the beads it ends in: one that does
not fit the file (the document was aligned anew) is set aside, not applied. While a correction is being kept, the
journal before it lies beside as `.NAME.revision.before.json`, so that whichever of the two a crash leaves fits.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from align.correction.cutting import Cut
from align.correction.revision import Change, Revision
from align.errors import AlignError, InvalidExchange
from align.files import Stamp, locked, replacing, stamp
from align.types import Bead, Bitext, Segment

__all__ = ["JOURNAL", "Stale", "journal_of", "journals", "load", "numbering", "revise", "token"]

JOURNAL = ".revision.json"
"""Stands in the place of the suffix of a bitext file in the name of its journal."""

_writing = threading.Lock()
_OPEN = 4
_open: dict[str, tuple[tuple[Stamp | None, ...], Revision]] = {}
"""The documents used last, with the marks of their files, so that a series of corrections need not read them again."""
_VERSION = 2
"""Version of the journal; a newer one is not read. Version 2 has sentences that were cut; a journal without them is
version 1.
"""
_KEPT = 1000
"""Corrections that can be undone."""


class Stale(AlignError):
    """The correction was made looking at beads that have changed since."""

    code = "stale"


def load(path: str | os.PathLike[str]) -> Revision:
    """The bitext of a Parquet file, with the corrections made to it. Raises what the reader raises."""
    key, seen = str(Path(path).absolute()), _stamp(path)
    known = _open.get(key)
    if known is not None and known[0] == seen:
        return known[1]
    revision = _load(path)
    if seen == _stamp(path):  # nobody wrote while it was read
        _keep_open(key, seen, revision)
    return revision


def _stamp(path: str | os.PathLike[str]) -> tuple[Stamp | None, ...]:
    """Changes with the file or its journal."""
    return stamp(path), stamp(journal_of(path))


def _keep_open(key: str, seen: tuple[Stamp | None, ...], revision: Revision) -> None:
    if seen[0] is None:
        return
    _open.pop(key, None)
    _open[key] = (seen, revision)
    for old in list(_open)[:-_OPEN]:
        _open.pop(old, None)


def _load(path: str | os.PathLike[str]) -> Revision:
    from align.formats import read_own

    found = list(read_own(path))
    if len(found) != 1:
        raise InvalidExchange(
            "holds {count} bitexts", where=path, remedy="open one document at a time", count=len(found)
        )
    plain = Revision(found[0])
    for file in journals(path):
        # A journal that cannot be read costs the undoing, not the corrections.
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            journal = json.loads(file.read_text(encoding="utf-8"))
            if isinstance(journal.get("version"), int) and journal["version"] > _VERSION:
                raise InvalidExchange(
                    "the corrections were written by a newer duizhao (version {written})",
                    where=file,
                    remedy="upgrade duizhao here to the version that wrote it, or a newer one",
                    written=journal["version"],
                )
            if journal["beads"] == _digest(found[0]):
                done, undone = (tuple(_change(change) for change in journal[name]) for name in ("done", "undone"))
                return replace(plain, done=done, undone=undone, number=journal["number"])
    return plain


def revise(path: str | os.PathLike[str], step: Any, *, expected: str | None = None) -> Revision:
    """Apply `step`, a function from Revision to Revision, and keep the result; one correction at a time.

    `expected` is the `token` of the beads that the corrector looked at: Stale when they are others by now. Other
    processes, a batch over the same folder among them, wait, so that neither overwrites what the other has kept: what
    takes long belongs before the call, not into `step`.

    >>> import tempfile
    >>> from align.formats import write
    >>> from align.types import Bead, Bitext, Segment
    >>> file = Path(tempfile.mkdtemp(), "a.parquet")
    >>> sides = (Segment("一。"), Segment("二。")), (Segment("One."), Segment("Two."))
    >>> _ = write([Bitext(*sides, (Bead((0, 1), (0, 1)),), "zh", "en")], file)
    >>> after = revise(file, lambda revision: revision.split(0, 1, 1))
    >>> [(bead.src, bead.tgt) for bead in load(file).bitext.beads], journal_of(file).exists()
    ([((0,), (0,)), ((1,), (1,))], True)
    """
    with _writing, locked(path):
        before = load(path)
        if expected is not None and token(before) != expected:
            raise Stale("somebody has corrected this document meanwhile", remedy="look at it again")
        after: Revision = step(before)
        if after is not before:
            _save(path, before, after)
            _keep_open(str(Path(path).absolute()), _stamp(path), after)
        return after


def token(revision: Revision) -> str:
    """A token of these beads at this step: two pages with the same token show the same."""
    return f"{revision.number}-{_digest(revision.bitext)[:12]}{numbering(revision)}"


def numbering(revision: Revision) -> str:
    """Names the numbers that the sentences have by the cuts that gave them; empty where none was cut."""
    cuts = [(change.cut.side, change.cut.number, change.cut.at) for change in revision.done if change.cut]
    return f"-{hashlib.sha256(json.dumps(cuts).encode()).hexdigest()[:6]}" if cuts else ""


def _save(path: str | os.PathLike[str], previous: Revision, revision: Revision) -> None:
    from align.formats.parquet import rewrite

    journal = {
        "version": _VERSION if any(one.cut for one in (*revision.done, *revision.undone)) else 1,
        "number": revision.number,
        "beads": _digest(revision.bitext),
        "done": [_record(change) for change in revision.done[-_KEPT:]],
        "undone": [_record(change) for change in revision.undone],
    }
    now, before = journals(path)
    # Wherever this is interrupted, one of the two journals fits the file.
    if _fits(now, previous):
        with replacing(before) as beside:
            shutil.copyfile(now, beside)
    with replacing(now) as beside:
        beside.write_text(json.dumps(journal), encoding="utf-8", newline="\n")
    rewrite(revision.bitext, path)
    before.unlink(missing_ok=True)


def _fits(journal: Path, revision: Revision) -> bool:
    """Whether the journal is that of these beads; a crash may have left it one step ahead, and the one before fits."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        return bool(json.loads(journal.read_text(encoding="utf-8"))["beads"] == _digest(revision.bitext))
    return False


def journals(path: str | os.PathLike[str]) -> tuple[Path, Path]:
    """The journal of a bitext file, and the place of the one before while a correction is being kept."""
    now = journal_of(path)
    return now, now.with_name(f".{now.stem}.before.json")


def journal_of(path: str | os.PathLike[str]) -> Path:
    """The journal of a bitext file, whether it is there or not.

    >>> journal_of("zh-en/report.parquet").name
    'report.revision.json'
    """
    return Path(path).with_suffix(JOURNAL)


def _digest(bitext: Bitext) -> str:
    beads = [[bead.src, bead.tgt, bead.confirmed] for bead in bitext.beads]
    texts = [[segment.text for segment in side] for side in (bitext.src, bitext.tgt)]
    return hashlib.sha256(json.dumps([beads, texts], ensure_ascii=False).encode()).hexdigest()


def _record(change: Change) -> list[Any]:
    def beads(some: tuple[Bead, ...]) -> list[Any]:
        return [[bead.src, bead.tgt, bead.confidence, bead.confirmed] for bead in some]

    signature = [change.by, change.when, change.request]
    record = [change.action, change.at, beads(change.before), beads(change.after), *signature]
    cut = change.cut
    return [*record, [cut.side, cut.number, cut.at, asdict(cut.whole)]] if cut else record


def _change(record: list[Any]) -> Change:
    def beads(some: list[Any]) -> tuple[Bead, ...]:
        return tuple(Bead(tuple(src), tuple(tgt), float(conf), bool(done)) for src, tgt, conf, done in some)

    action, at, before, after, *signature = record  # one of an older version is not signed
    cut = None
    if len(signature) > 3:
        side, number, place, whole = signature.pop()
        cut = Cut(side, int(number), int(place), Segment(**whole))
    by, when, request = (*map(str, signature), "", "", "")[:3]
    return Change(action, at, beads(before), beads(after), by, when, request, cut)
