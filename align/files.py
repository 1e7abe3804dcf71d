"""Files written whole or not at all, and by one process at a time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["Stamp", "locked", "replacing", "stamp"]

Stamp = tuple[int, int, int]


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` when the block ends well, and goes when it does not.

    The file reaches the disk before it takes its name, so that no reader, and no crash, ever meets half of it. The
    folder is made when it is missing.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp(), "a.txt")
    >>> with replacing(target) as beside:
    ...     _ = beside.write_text("whole")
    >>> target.read_text()
    'whole'
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    beside = Path(name)
    try:
        # mkstemp makes files for the owner's eyes only; a result is an ordinary file.
        beside.chmod(0o666 & ~_umask())
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise


def stamp(path: str | os.PathLike[str]) -> Stamp | None:
    """Changes when `replacing` puts another file under the name: time, size and inode; None where there is no file."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[None]:
    """Keep everybody else who asks for the same, in this process or another, from the file under `path`.

    For reading a file, changing it and putting it back with `replacing`, which has to be the last that the block does.
    Where there is no file there is nothing to keep. It is the file itself that is locked, so that nothing stays behind.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp(), "a.txt")
    >>> _ = target.write_text("1")
    >>> with locked(target), replacing(target) as beside:
    ...     _ = beside.write_text(target.read_text() + "2")
    >>> target.read_text()
    '12'
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    while True:
        try:
            held = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            yield
            return
        try:
            with suppress(OSError):  # a file system without locks
                fcntl.flock(held, fcntl.LOCK_EX)
            found = os.fstat(held)
            # While we waited, another file may have taken the name: that one is to be locked.
            if stamp(path) == (found.st_mtime_ns, found.st_size, found.st_ino):
                yield
                return
        finally:
            os.close(held)


def _umask() -> int:
    # The only way to read it is to set it; the window is harmless here.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
