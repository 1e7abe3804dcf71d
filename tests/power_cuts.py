"""A disk that can lose its power: what of a folder would be left at every step of what a test does.

Between two steps lies one call that changes the disk. What a power cut leaves is worked out, not hoped for: content that
was not synced is lost, torn or zeroed, and a name in a folder that was not synced is lost or kept, whichever is asked.
deltalake and Polars write without syncing; should they begin to, the pictures here are only too dark.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Image = dict[str, bytes]

KINDS = ("killed", "names lost", "empty", "half", "zeros")


class Disk:
    """Watches a folder; `images` holds what would be left of it at each step, with what had been reported by then."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch):
        self.root, self.reported = root, 0
        self.images: list[tuple[str, int, Image]] = []
        self._content: dict[int, list[bytes]] = {}
        self._names: dict[Path, dict[str, list[bytes] | None]] = {}
        self._seen: set[tuple[int, str]] = set()
        self._patch(monkeypatch)

    def _patch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import deltalake

        def around(owner: Any, name: str, before: Callable[..., None] | None = None) -> None:
            real = getattr(owner, name)

            def step(*args: Any, **named: Any) -> Any:
                self.step()
                if before is not None:
                    before(*args)
                result = real(*args, **named)
                if name == "fsync":
                    self._synced(args[0])
                self.step()
                return result

            monkeypatch.setattr(owner, name, step)

        around(os, "fsync")
        for name in ("replace", "rename"):
            around(os, name, lambda source, target, **_: self._gone(target))
        around(os, "unlink", lambda path, **_: self._gone(path))
        for name in ("create_write_transaction", "create_checkpoint"):
            around(deltalake.DeltaTable, name)

    def _gone(self, path: Any) -> None:
        # The number of its inode may be given to another file.
        if Path(path).exists():
            self._content.pop(Path(path).stat().st_ino, None)

    def _synced(self, handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if path.is_dir():
            self._names[path] = {
                entry.name: None if entry.is_dir() else self._content.setdefault(entry.stat().st_ino, [b""])
                for entry in path.iterdir()
            }
        else:
            self._content.setdefault(path.stat().st_ino, [b""])[0] = path.read_bytes()

    def step(self) -> None:
        """Keep what would be left now."""
        files = [file for file in self.root.rglob("*") if file.is_file()]
        now = {str(file.relative_to(self.root)): (file.stat().st_ino, file.read_bytes()) for file in files}
        for kind in KINDS:
            image = dict(self._left(kind, now))
            mark = hashlib.sha256(repr(sorted(image.items())).encode()).hexdigest()
            if (self.reported, mark) not in self._seen:
                self._seen.add((self.reported, mark))
                self.images.append((kind, self.reported, image))

    def _named(self, folder: Path) -> bool:
        """Whether the name of a folder is on the disk, and those of the folders above it."""
        if folder == self.root:
            return True
        return folder.is_relative_to(self.root) and (
            folder.name in self._names.get(folder.parent, {}) and self._named(folder.parent)
        )

    def _left(self, kind: str, now: dict[str, tuple[int, bytes]]) -> Iterator[tuple[str, bytes]]:
        if kind == "names lost":
            for folder, names in self._names.items():
                if self._named(folder):
                    yield from (
                        (str((folder / name).relative_to(self.root)), content[0])
                        for name, content in names.items()
                        if content is not None
                    )
            return
        for name, (inode, content) in now.items():
            safe = self._content.get(inode, [b""])[0]
            if kind == "killed" or content == safe:
                yield name, content
            elif kind == "empty":
                yield name, safe
            elif kind == "half":
                yield name, content[: (len(safe) + len(content)) // 2]
            else:
                yield name, safe + bytes(len(content) - len(safe))


@contextmanager
def restored(image: Image, folder: Path) -> Iterator[Path]:
    """The image, laid out in an empty folder."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    yield folder
