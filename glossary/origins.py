"""Where the documents of a glossary came from, so that a build can tell which of them are no longer there.

`GLOSSARY/_origins.json` names, for each document, the folders or files that a build was given and the files in them. It
is a note and no more: without it nothing is offered for forgetting, and nothing is lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from align.files import json_text, locked, replacing

__all__ = ["Origin", "Origins", "Seen", "origin_of"]

_NAME = "_origins.json"


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """The folder or file that a document came from."""

    roots: tuple[str, ...]
    """What the build was given, as absolute paths: one, or one for each side."""
    files: tuple[str, ...]
    """The document's files, named from there; one bitext file, or two documents."""


def origin_of(files: Sequence[str], inputs: Iterable[str | os.PathLike[str]]) -> Origin | None:
    """The origin of a document whose files are named below some of the inputs; None where one of them is not there.

    A file may be a member of an archive below an input, and an input a manifest beside which the files lie.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("a")
    >>> origin_of(["a.txt"], [folder]).files, origin_of(["b.txt"], [folder])
    (('a.txt',), None)
    """
    given = [Path(path) for path in inputs]
    roots: dict[str, None] = {}
    for file in files:
        root = next((path for path in given if _holds(path, file)), None)
        if root is None:
            return None
        roots[str(root.resolve())] = None
    return Origin(tuple(roots), tuple(files))


def _holds(root: Path, file: str) -> bool:
    if root.is_dir():
        below = [root / file, *(root / part for part in Path(file).parents)]
        return any(path.is_file() for path in below)
    return file == root.name or file.startswith(f"{root.name}/") or (root.parent / file).is_file()


@dataclass(slots=True)
class Seen:
    """What a build has found, and which files it could not read."""

    roots: frozenset[str]
    """The inputs of the build, as absolute paths."""
    present: dict[str, set[Origin]] = field(default_factory=dict)
    """The origins of each document."""
    unknown: set[str] = field(default_factory=set)
    """Files that could not be read: they may still be what they were."""

    def add(self, document: str, origin: Origin | None) -> None:
        """Note that a document was found."""
        if origin is not None:
            self.present.setdefault(document, set()).add(origin)

    def misses(self, document: str, origin: Origin) -> bool:
        """Whether the document no longer came from there, though the build went through all of it."""
        found = origin in self.present.get(document, ())
        return not found and self.roots.issuperset(origin.roots) and self.unknown.isdisjoint(origin.files)


class Origins:
    """The origins of a glossary's documents, by name of the document."""

    def __init__(self, glossary: Path):
        self._file = glossary / _NAME

    def read(self) -> dict[str, set[Origin]]:
        """What is noted; a note that cannot be read is as if it were not there."""
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
            return {
                str(name): {Origin(tuple(map(str, roots)), tuple(map(str, files))) for roots, files in origins}
                for name, origins in content.items()
            }
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def note(self, seen: Seen, *, forgotten: Collection[str], known: Collection[str]) -> None:
        """Add what a build has found present, and strike out what it has not found any more.

        A document of which nothing is left stays, so that it is offered again, but not those of `forgotten`, nor those
        that the glossary does not have (`known`).
        """
        with locked(self._file):
            before = self.read()
            after: dict[str, set[Origin]] = {}
            for name in sorted({*before, *seen.present}):
                origins = before.get(name, set())
                left = {one for one in origins if not seen.misses(name, one)} | seen.present.get(name, set())
                if name in known and (left or name not in forgotten):
                    after[name] = left or origins
            if after != before:
                content = {name: [[one.roots, one.files] for one in sorted(after[name])] for name in after}
                with replacing(self._file) as beside:
                    beside.write_text(json_text(content), encoding="utf-8", newline="\n")

    def missing(self, seen: Seen) -> list[str]:
        """Documents all of whose origins a build has not found any more."""
        return [
            name
            for name, origins in sorted(self.read().items())
            if not seen.present.get(name) and all(seen.misses(name, one) for one in origins)
        ]
