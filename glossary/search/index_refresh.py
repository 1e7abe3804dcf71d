"""Indexes that follow their tables: made when they are missing, brought up to date when the table has moved on.

An index lives in `_index` of the glossary, which readers of Delta ignore; where that cannot be written, in the
user's cache. It remembers the files of the table's version it was made from. A change to the glossary writes new
files and drops old ones, so the entries that differ are found in those files alone, and one edited entry costs one
entry. A first index, or a great change, is built in a folder of its own, which takes its place by one rename; two
processes that do so at once both end with a whole index, and the last one stays.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from align.files import cache_folder, replacing
from glossary.search.versioned_index import Stamp
from glossary.store.leaves import collected

if TYPE_CHECKING:
    from glossary.search.segments_index import SegmentIndex
    from glossary.search.terms_index import TermIndex
    from glossary.store.glossary import Glossary

__all__ = ["Table", "current", "index_home", "segment_index", "term_index"]

_PATIENCE = 60.0
"""Seconds to wait for another process that is updating the index, before the index as it is answers."""
_MOST_CHANGED = 0.4
"""Share of changed files from which building anew is quicker than changing."""
_STALE = 24 * 3600

_open: dict[tuple[str, str], _Open] = {}
_lock = threading.RLock()


class Table:
    """The files of a Delta table as of its last version."""

    def __init__(self, path: str, schema: Any):
        import polars as pl
        from deltalake import DeltaTable

        self.path, self.schema = path, schema
        table = DeltaTable(path)
        files = sorted(pl.DataFrame(table.get_add_actions(flatten=True))["path"].to_list())
        self.stamp = Stamp(str(table.metadata().id), table.version(), tuple(files))

    def rows(self, files: Any = None) -> Iterator[Any]:
        """The rows of these files, all by default, a Polars frame of bounded size at a time."""
        import polars as pl

        files = list(self.stamp.files if files is None else files)
        for start in range(0, len(files), 8):
            paths = [f"{self.path}/{one}" for one in files[start : start + 8]]
            scan = pl.scan_parquet(paths, missing_columns="insert", extra_columns="ignore", schema=self.schema)
            yield from collected(scan, self.path).iter_slices(20_000)

    def has(self, files: Any) -> bool:
        return all(Path(self.path, one).exists() for one in files)


def term_index(glossary: Glossary) -> TermIndex:
    """The index of the glossary's terms, up to date with the last version that anyone has committed."""
    from glossary.search.terms_index import TermIndex
    from glossary.store.rows import schema

    index: TermIndex = current(os.fspath(glossary.path), os.fspath(glossary.path), "terms", TermIndex, schema)
    return index


def segment_index(glossary: Glossary) -> SegmentIndex | None:
    """The index of the glossary's sentence pairs; None where it has none."""
    from glossary.search.segments_index import SegmentIndex
    from glossary.store.segments import segment_schema

    table = f"{os.fspath(glossary.path)}/_segments"
    if "://" not in table and not Path(table, "_delta_log").is_dir():
        return None
    index: SegmentIndex = current(os.fspath(glossary.path), table, "segments", SegmentIndex, segment_schema)
    return index


def current(glossary: str, path: str, name: str, kind: Any, schema: Any) -> Any:
    """The index `name` of the table at `path`, opened once in a process and brought up to date where needed.

    An index that was given out never changes, so that a search under way goes on with the version that it began with.
    """
    key = (path if "://" in path else str(Path(path).absolute()), name)
    found = _open.get(key)
    if found is not None and _is_last(path, found):
        return found.index
    with _lock:
        found = _open.get(key)
        if found is None or not _is_last(path, found):
            # Whoever has waited once for another process that indexes is answered from what is there.
            deadline = time.monotonic() + (0.0 if found and found.waited else _PATIENCE)
            table = Table(path, schema())
            index = _refresh(index_home(glossary), table, name, kind, found and found.index, deadline)
            # The table may have moved on while it was indexed: the next search sees that, and goes on from here.
            written = _written(path, index.stamp.version)
            _open[key] = found = _Open(index, written, index.stamp.version < table.stamp.version)
        return found.index


class _Open(NamedTuple):
    index: Any
    written: int | None
    """When the version that the index was made from was written."""
    waited: bool
    """Whether the index is older than the table because another process kept writing it."""


def index_home(glossary: str) -> Path:
    """Folder for the indexes of a glossary: its own `_index`, or one in the user's cache where that is not possible."""
    if "://" not in glossary:
        home = Path(glossary, "_index")
        with suppress(OSError):
            home.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=home):
                return home
    address = glossary if "://" in glossary else str(Path(glossary).absolute())
    home = Path(cache_folder(), "index", hashlib.sha256(address.encode()).hexdigest()[:24])
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        home = Path(tempfile.mkdtemp(prefix="duizhao-index-"))
    return home


def _is_last(path: str, found: _Open) -> bool:
    """Whether the index was made from the table's last version, and from this table, not one that stood here before."""
    version = found.index.stamp.version
    if "://" in path:
        from deltalake import DeltaTable

        return bool(DeltaTable(path).version() <= version)
    # Versions of a Delta table are numbered without a gap: asking for the file of the next one is enough.
    return not _log_file(path, version + 1).exists() and _written(path, version) == found.written


def _written(path: str, version: int) -> int | None:
    try:
        return _log_file(path, version).stat().st_mtime_ns
    except OSError:
        return None


def _log_file(path: str, version: int) -> Path:
    return Path(path, "_delta_log", f"{version:020}.json")


def _refresh(home: Path, table: Table, name: str, kind: Any, opened: Any, deadline: float) -> Any:
    while True:
        index = _pointed(home, name, kind, opened)
        if index is None or index.stamp.table != table.stamp.table:
            return _build(home, table, name, kind)
        if index.stamp.version >= table.stamp.version:
            return index
        before = sorted(set(index.stamp.files) - set(table.stamp.files))
        after = sorted(set(table.stamp.files) - set(index.stamp.files))
        many = len(after) > _MOST_CHANGED * max(len(table.stamp.files), 10)
        if many or not table.has(before):
            return _build(home, table, name, kind)
        try:
            index.update(table.rows(before), table.rows(after), table.stamp)
            return index
        except BlockingIOError:
            if time.monotonic() > deadline:
                return index
            time.sleep(0.05)
            opened = None


def _pointed(home: Path, name: str, kind: Any, opened: Any) -> Any:
    """The index that the pointer file names, None where there is none of this format."""
    try:
        pointer = json.loads((home / f"{name}.json").read_text(encoding="utf-8"))
        folder = home / Path(pointer["folder"]).name
        if pointer["format"] != kind.FORMAT:
            return None
        if opened is not None and opened.folder == folder:
            again = copy.copy(opened)
            again.reload()
            return again
        return kind(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # missing, half deleted, or of another release of tantivy: it is derived, and made again


def _build(home: Path, table: Table, name: str, kind: Any) -> Any:
    beside = home / f".building-{name}-{uuid.uuid4().hex}"
    folder = home / f"{name}-{uuid.uuid4().hex}"
    try:
        kind.build(table.rows(), beside, table.stamp)
        beside.rename(folder)
        with replacing(home / f"{name}.json") as pointer:
            pointer.write_text(
                json.dumps({"folder": folder.name, "format": kind.FORMAT}), encoding="utf-8", newline="\n"
            )
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    index = kind(folder)
    _sweep(home, name)
    return index


def _sweep(home: Path, name: str) -> None:
    """Remove what earlier builds left. Open indexes go on working: their files stay until they are closed."""
    keep = json.loads((home / f"{name}.json").read_text(encoding="utf-8"))["folder"]
    for old in home.glob(f"{name}-*"):
        if old.name != keep and _age(old) > 60:
            shutil.rmtree(old, ignore_errors=True)
    for old in home.glob(f".building-{name}-*"):
        if _age(old) > _STALE:
            shutil.rmtree(old, ignore_errors=True)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
