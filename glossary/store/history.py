"""The history of the glossary: who changed what and when, kept in the table's log, and what it was before.

Each commit says in its log entry (key `duizhao`) the operation, the author, the entries, and the rows they were before:
in the log itself when they are few, in `GLOSSARY/_changes/*.parquet` when they are many. What an entry is *after* a
change is what the next change found, or what the table holds now, so new entries cost only their ids. History needs
no old data file: removing those (`glossary compact`) loses nothing of it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import GlossaryError, InvalidOption
from glossary.store.delta_table import changes_files
from glossary.store.rows import Row, concept_of, dump, load
from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.store.delta_table import KeyRangeTable

__all__ = ["Commit", "EntryChange", "Log", "Record", "differences"]

INLINE = 24_000
"""Maximum number of characters of old rows in the log itself; more are written to a separate file."""
PART = 8_000_000
"""Characters of rows that are held before they go into a file; a change of more has several files."""
LISTED = 50
"""Maximum number of ids that a log entry lists."""

_STAMPS = frozenset({"created", "created_by", "modified", "modified_by", "pairs", "evidence"})


@dataclass(frozen=True, slots=True)
class Commit:
    """One version of the glossary: who made it, when, how, of which entries."""

    version: int
    at: datetime
    by: str
    operation: str
    """add, import, approve, reject, edit, merge, split, undo, ...; `outside` for a change by another program."""
    count: int = 0
    """Number of entries changed."""
    ids: tuple[str, ...] = ()
    """The entries, when they are at most 50."""
    note: str | None = None
    undoes: int | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What a change did to one entry; `before` is None for a new entry, `after` for one that went."""

    id: str
    before: Concept | None
    after: Concept | None
    what: tuple[str, ...]
    """The differences, each as a short line of text."""
    commit: Commit | None = None


class Record:
    """The log entry of a change that comes in parts; the rows before it go beside the log when they are many."""

    def __init__(self, path: Path, operation: str, by: str, *, note: str | None = None, **details: Any):
        self._path, self._lines, self._size = path, dict[str, str | None](), 0
        self._files: list[str] = []
        self._seen: set[int] = set()
        self._metadata: dict[str, Any] = {"operation": operation, "by": by, "note": note or None, **details}

    def add(self, before: Mapping[str, Row | None]) -> None:
        """Take in entries of a part, as they were before it; what an earlier part has changed stays as it was there."""
        for key, row in sorted(before.items()):
            mark = hash(key)
            if mark not in self._seen:
                self._seen.add(mark)
                line = None if row is None else dump(row)
                self._lines[key] = line
                self._size += len(key) + len(line or "")
        if self._size > PART:
            self._write()

    def metadata(self) -> dict[str, Any]:
        """The text of the log entry."""
        metadata: dict[str, Any] = {name: value for name, value in self._metadata.items() if value is not None}
        metadata |= {"at": datetime.now(UTC).isoformat(), "count": len(self._seen)}
        if not self._files and len(self._lines) <= LISTED:
            metadata["ids"] = list(self._lines)
        if not self._files and self._size <= INLINE:
            metadata["before"] = self._lines
        else:
            self._write()
            metadata["changes"] = self._files[0] if len(self._files) == 1 else self._files
        return {"duizhao": metadata}

    def discard(self) -> None:
        """Delete the files written for a change that was not committed."""
        for name in self._files:
            (self._path / name).unlink(missing_ok=True)

    def _write(self) -> None:
        if self._lines:
            self._files.append(_write(self._path, self._lines))
        self._lines, self._size = {}, 0


def _write(path: Path, lines: Mapping[str, str | None]) -> str:
    import polars as pl

    from align.files import replacing

    name = f"_changes/{uuid.uuid4()}.parquet"
    frame = pl.DataFrame(
        {"id": list(lines), "before": list(lines.values())}, schema={"id": pl.String, "before": pl.String}
    )
    with replacing(path / name) as beside:
        frame.write_parquet(beside, compression="zstd", row_group_size=20_000)
    return name


class Log:
    """The commits of a glossary up to the version of its table.

    Cheap to make; what was read of the log is kept as long as the object lives.
    """

    def __init__(self, table: KeyRangeTable, path: Path):
        self._table, self._path, self.version = table, path, table.version
        self._entries: list[tuple[Commit, dict[str, Any]]] | None = None

    def commits(self, *, limit: int | None = None) -> list[Commit]:
        """The commits, latest first; the making of the empty table, version 0, is left out."""
        if limit is not None and self._entries is None:
            # The whole log need not be read; versions that came after this log was opened are passed over.
            late = self._table.version - self.version
            return [commit for commit, _ in self._parsed(limit + late)][:limit]
        return [commit for commit, _ in self._read()][:limit]

    def commit(self, version: int) -> Commit:
        """The commit that made a version. Raises InvalidOption where there is none."""
        return self._find(version)[0]

    def before(self, version: int, ids: Collection[str] | None = None) -> dict[str, Row | None]:
        """Rows of the entries that the commit changed as they were before it; None for those that were new."""
        return self._before(self._find(version)[1], ids)

    def keys(self, version: int) -> list[str]:
        """Ids of the entries that the commit changed."""
        return self._keys(self._find(version)[1])

    def rows_at(self, version: int, ids: Collection[str]) -> dict[str, Row | None]:
        """Rows of entries as of a version; None for those that it does not have."""
        if not 0 <= version <= self.version:
            raise InvalidOption(
                "there is no version {version}",
                where=self._path,
                remedy="0 to {latest}",
                version=version,
                latest=self.version,
            )
        rows: dict[str, Row | None] = {}
        wanted = set(ids)
        for commit, metadata in reversed(self._read()):
            if commit.version > version and wanted:
                for key, row in self._before(metadata, wanted).items():
                    rows[key] = row
                    wanted.discard(key)
        rows.update(dict.fromkeys(wanted))
        rows.update((row["id"], row) for row in self._table.read(list(wanted)).iter_rows(named=True))
        return rows

    def changed(self, start: int, end: int) -> set[str]:
        """Ids of the entries that any commit after `start`, up to `end`, has changed."""
        found: set[str] = set()
        for commit, metadata in self._read():
            if start < commit.version <= end:
                found.update(self._keys(metadata))
        return found

    def of(self, id: str) -> list[EntryChange]:
        """History of an entry, latest first: each change, with the entry before and after it."""
        found: list[EntryChange] = []
        current = self._table.read([id])
        after: Row | None = current.row(0, named=True) if current.height else None
        for commit, metadata in self._read():
            before = self._before(metadata, {id})
            if id in before:
                found.append(_change(id, before[id], after, commit))
                after = before[id]
        return found

    def diff(self, start: int, end: int) -> Iterator[EntryChange]:
        """What differs between two versions, entry by entry, in the order of ids."""
        if start > end:
            raise InvalidOption("version {start} is not before version {end}", where=self._path, start=start, end=end)
        ids = sorted(self.changed(start, end))
        for first in range(0, len(ids), 5000):
            part = ids[first : first + 5000]
            old, new = self.rows_at(start, part), self.rows_at(end, part)
            for key in part:
                change = _change(key, old[key], new[key], None)
                if change.what:
                    yield change

    def undone_sources(self) -> set[str]:
        """Marks of the sources whose build has been undone, and that have not been taken in again since."""
        undone: dict[str, bool] = {}
        commits = {commit.version: commit for commit, _ in self._read()}
        for _, commit in sorted(commits.items()):
            target, back = commit, False
            while target.undoes is not None and target.undoes in commits:
                target, back = commits[target.undoes], not back
            for mark in (target.details or {}).get("sources", ()):
                undone[mark] = back
        return {mark for mark, back in undone.items() if back}

    def last_to_undo(self) -> Commit:
        """The last change that is neither undone nor itself an undo. Raises InvalidOption where there is none."""
        undone: set[int] = set()
        for commit, _ in self._read():
            if commit.undoes is not None:
                if commit.version not in undone:
                    undone.add(commit.undoes)
            elif commit.version not in undone and (commit.count or (commit.details or {}).get("segments")):
                return commit
        raise InvalidOption("there is nothing to undo", where=self._path, code="nothing_to_undo")

    def _read(self) -> list[tuple[Commit, dict[str, Any]]]:
        if self._entries is None:
            self._entries = self._parsed(None)
        return self._entries

    def _parsed(self, limit: int | None) -> list[tuple[Commit, dict[str, Any]]]:
        entries = []
        for info in self._table.delta.history(limit):
            metadata = info.get("duizhao")
            metadata = metadata if isinstance(metadata, dict) else {}
            version = info.get("version", 0)
            if version and version <= self.version:
                entries.append((_commit(version, info, metadata), metadata))
        return sorted(entries, key=lambda entry: -entry[0].version)

    def _find(self, version: int) -> tuple[Commit, dict[str, Any]]:
        for commit, metadata in self._read():
            if commit.version == version:
                return commit, metadata
        raise InvalidOption(
            "there is no change {version}",
            where=self._path,
            remedy="see: glossary history -g GLOSSARY",
            version=version,
        )

    def _keys(self, metadata: Mapping[str, Any]) -> list[str]:
        if "changes" in metadata:
            import polars as pl

            found = self._guarded(metadata, lambda file: pl.scan_parquet(file).select("id").collect())
            return [key for frame in found for key in frame["id"].to_list()]
        return list(metadata.get("before", ()))

    def _before(self, metadata: Mapping[str, Any], ids: Collection[str] | None) -> dict[str, Row | None]:
        lines: Mapping[str, str | None]
        if ids is not None and "ids" in metadata and not set(metadata["ids"]) & set(ids):
            return {}
        if "changes" in metadata:
            import polars as pl

            def read(file: Path) -> pl.DataFrame:
                frame = pl.scan_parquet(file)
                return (frame if ids is None else frame.filter(pl.col("id").is_in(list(ids)))).collect()

            lines = {key: line for frame in self._guarded(metadata, read) for key, line in frame.iter_rows()}
        else:
            lines = metadata.get("before", {})
        return {key: None if line is None else load(line) for key, line in lines.items() if ids is None or key in ids}

    def _guarded(self, metadata: Mapping[str, Any], read: Any) -> list[Any]:
        """The change files that a log entry names, each read."""
        import polars as pl

        found = []
        for name in changes_files(metadata):
            try:
                found.append(read(self._path / name))
            except (OSError, pl.exceptions.ComputeError) as error:
                raise GlossaryError(
                    "this record of a change is missing or damaged",
                    where=self._path / name,
                    remedy="see what can be mended: glossary verify -g GLOSSARY",
                    code="damaged_glossary",
                ) from error
        return found


def _commit(version: int, info: Mapping[str, Any], metadata: Mapping[str, Any]) -> Commit:
    stamp = datetime.fromtimestamp(info.get("timestamp", 0) / 1000, UTC)
    known = {"operation", "by", "at", "count", "ids", "note", "undoes", "before", "changes"}
    return Commit(
        version,
        datetime.fromisoformat(metadata["at"]) if "at" in metadata else stamp,
        metadata.get("by", ""),
        metadata.get("operation", "outside"),
        metadata.get("count", 0),
        tuple(metadata.get("ids", ())),
        metadata.get("note"),
        metadata.get("undoes"),
        {name: value for name, value in metadata.items() if name not in known},
    )


def _change(id: str, before: Row | None, after: Row | None, commit: Commit | None) -> EntryChange:
    one, other = before and concept_of(before), after and concept_of(after)
    return EntryChange(id, one or None, other or None, tuple(differences(before, after)), commit)


def differences(before: Row | None, after: Row | None) -> Iterator[str]:
    """What differs between two rows of an entry, each difference a line of text.

    >>> list(differences(None, None))
    []
    """
    if before is None or after is None:
        if before is not after:
            row = after or before
            terms = " = ".join(term["text"] for term in row["terms"]) if row else ""
            yield f"{'new' if before is None else 'removed'}: {terms}"
        return
    for name in before:
        if name in _STAMPS or before[name] == after.get(name):
            continue
        old, new = before[name], after.get(name)
        if name == "terms":
            yield from _term_differences(old, new)
        elif name in ("contexts", "notes", "documents", "relations"):
            gone, come = _only(old, new), _only(new, old)
            if come:
                yield f"{name}: {len(come)} more" + (f" ({_brief(come)})" if name != "contexts" else "")
            if gone:
                yield f"{name}: {len(gone)} fewer" + (f" ({_brief(gone)})" if name != "contexts" else "")
        elif name == "scores":
            yield f"score: {(old or {}).get('total') or 0:.3f} → {(new or {}).get('total') or 0:.3f}"
        elif name != "curated":
            yield f"{name}: {_shown(old)} → {_shown(new)}"


def _term_differences(old: Any, new: Any) -> Iterator[str]:
    was = {(term["language"], term["text"]): term for term in old}
    now = {(term["language"], term["text"]): term for term in new}
    for language, text in was.keys() - now.keys():
        yield f"term removed: {language} {text}"
    for language, text in now.keys() - was.keys():
        yield f"new term: {language} {text}"
    for key in now.keys() & was.keys():
        for name, value in now[key].items():
            if was[key][name] != value:
                yield f"term {key[0]} {key[1]}: {name.replace('_', ' ')} {_shown(was[key][name])} → {_shown(value)}"
    if list(was) != list(now) and was.keys() == now.keys():
        yield f"terms in another order: {', '.join(text for _, text in now)}"


def _only(some: list[Any] | None, others: list[Any] | None) -> list[Any]:
    return [item for item in some or () if item not in (others or ())]


def _brief(items: list[Any]) -> str:
    shown = [f"{item['type']} {item['target']}" if isinstance(item, dict) else str(item) for item in items[:3]]
    return ", ".join(shown) + (" ..." if len(items) > 3 else "")


def _shown(value: object) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
