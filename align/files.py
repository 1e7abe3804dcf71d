"""Files written whole or not at all, that outlive a power cut, and that one process at a time changes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = [
    "PART",
    "Stamp",
    "cache_folder",
    "file_name_of",
    "is_out_of_space",
    "json_text",
    "locked",
    "make_folder",
    "not_a_device",
    "raise_if_full",
    "readable",
    "replacing",
    "stamp",
    "sweep_unfinished",
    "sync_file",
    "sync_folder",
]

Stamp = tuple[int, int, int]

PART = ".part"
"""Suffix of a file that is being written. Not the suffix of the result: Polars, DuckDB and Spark read `*.parquet`."""

_STALE = 24 * 3600
"""Seconds after which an unfinished file of another machine is taken for left behind."""


def cache_folder() -> Path:
    """The folder for what can be made again: `duizhao` in $XDG_CACHE_HOME, in %LOCALAPPDATA% or in ~/.cache."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(caches) / "duizhao"


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` when the block ends well, and goes when it does not.

    The file reaches the disk before it takes its name, and the name before the block is left: no reader ever meets
    half of it, and what was reported as written is there after a power cut. The folder is made when it is missing.
    A device or a pipe, such as /dev/null or /dev/stdout, is written to and stays what it is.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp(), "a.txt")
    >>> with replacing(target) as beside:
    ...     _ = beside.write_text("whole")
    >>> target.read_text()
    'whole'
    """
    target = Path(path)
    if _is_stream(target):
        with tempfile.TemporaryDirectory() as folder:
            beside = Path(folder, "written")
            beside.touch()
            yield beside
            with beside.open("rb") as whole, target.open("wb") as stream:
                shutil.copyfileobj(whole, stream)
        return
    make_folder(target.parent)
    prefix = f".{_shortened(target.name)}.{_writer()}-"
    try:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=PART, dir=target.parent)
    except OSError as error:
        error.filename = str(target)
        raise
    os.close(handle)
    beside = Path(name)
    try:
        # mkstemp makes files for the owner's eyes only; a result is an ordinary file.
        beside.chmod(0o666 & ~_umask())
        yield beside
        sync_file(beside)
        beside.replace(target)
    except BaseException as error:
        if not isinstance(error, OSError):
            raise_if_full(beside)
        elif error.filename == str(beside):
            # The caller knows the file that was asked for, not the one beside it.
            error.filename, error.filename2 = str(target), None
        with suppress(FileNotFoundError):
            beside.unlink()
        raise
    sync_folder(target.parent)


def _is_stream(path: Path) -> bool:
    """Whether a path is a device or a pipe: the superuser could replace even /dev/null by an ordinary file."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, and let their names reach the disk."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):
            folder.mkdir()
        sync_folder(folder.parent)
    if missing and not missing[0].is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(missing[0]))


def sync_file(path: str | os.PathLike[str]) -> None:
    """Let the content of a file reach the disk."""
    # Windows syncs only what is open for writing.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: str | os.PathLike[str]) -> None:
    """Let the names in a folder reach the disk; does nothing where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot, and have no need to.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


_UNFINISHED = re.compile(
    r"\..+\.(?:(?P<host>[0-9a-f]{6})-(?P<pid>\d+)-\w+\.part|[a-z0-9_]{8}\.(?:parquet|json|html|tmx))"
)


def sweep_unfinished(folder: str | os.PathLike[str]) -> int:
    """Delete what killed processes left half written in a folder and below; returns how many files.

    Those of a process that is still at work stay. Files with the names that earlier versions gave go as well, after
    a day.
    """
    count = 0
    for path in Path(folder).rglob(".*"):
        match = _UNFINISHED.fullmatch(path.name)
        with suppress(OSError):
            if match and path.is_file() and _left_behind(path, match):
                path.unlink()
                count += 1
    return count


def _left_behind(path: Path, match: re.Match[str]) -> bool:
    if match["host"] == _host() and os.name != "nt":
        return not _alive(int(match["pid"]))
    return time.time() - path.stat().st_mtime > _STALE


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


@lru_cache(maxsize=1)
def _host() -> str:
    # A container may have its neighbour's host name; the process ids of both are then judged by age alone.
    return hashlib.blake2b(socket.gethostname().encode(), digest_size=3).hexdigest()


def _writer() -> str:
    return f"{_host()}-{os.getpid()}"


def _shortened(name: str) -> str:
    r"""The beginning of a name: with what is added to it, it has to stay below 255 bytes.

    >>> _shortened("报告.tmx"), _shortened(os.fsdecode(b"a\xff.tmx"))
    ('报告.tmx', 'a.tmx')
    """
    return os.fsencode(name)[:180].decode(errors="ignore")


_DEVICES = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)


def not_a_device(name: str) -> str:
    """The name of a file, changed where Windows would take it for a device, whatever its suffix.

    >>> [not_a_device(name) for name in ("aux.zh-en.tmx", "CON", "console.txt", "com1 .txt")]
    ['aux-.zh-en.tmx', 'CON-', 'console.txt', 'com1- .txt']
    """
    found = _DEVICES.match(name)
    return f"{found[0]}-{name[found.end() :]}" if found else name


def file_name_of(text: str, longest: int = 100) -> str:
    """A file name made of a symbol or a title, as every system takes it; “document” where nothing is left of it.

    >>> file_name_of("GC.20/14"), file_name_of("财务报告: 2023?"), file_name_of("Aux.1"), file_name_of("..")
    ('GC.20-14', '财务报告-2023', 'Aux-.1', 'document')
    """
    slug = re.sub(r"[^\w.()-]+", "-", text.replace("/", "-")).strip("-._")[:longest]
    return not_a_device(slug) or "document"


def is_out_of_space(error: BaseException | None) -> bool:
    """Whether an error, or what it arose from, says that the disk, the quota or the allowed size of a file is used up.

    >>> is_out_of_space(OSError(28, "No space left on device")), is_out_of_space(ValueError("no"))
    (True, False)
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        # Polars, deltalake, tantivy and lxml have errors of their own, with the system's words in them.
        if re.search(r"No space left on device|Disk quota exceeded|File too large|os error (28|122|27)\b", str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def raise_if_full(path: Path) -> None:
    """Raise the system's error where a file cannot grow: the libraries that write it do not all hand that on."""
    try:
        with path.open("ab") as stream:
            stream.write(bytes(4_000_000))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        if is_out_of_space(error):
            with suppress(OSError):
                path.unlink()
            raise


def readable(name: str) -> str:
    r"""A file name as text, even where its bytes are not UTF-8: Chinese archives unpacked on Linux have names in
    GB18030.

    >>> readable(os.fsdecode("报告_C.txt".encode("gb18030"))), readable(os.fsdecode(b"a\xff.txt"))
    ('报告_C.txt', 'a\\xff.txt')
    """
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def stamp(path: str | os.PathLike[str]) -> Stamp | None:
    """Time, size and inode of a file, which change when `replacing` puts another file in its place; None where there is
    no file.
    """
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[None]:
    """Keep everybody else who asks for the same, in this process or another, from the file under `path`.

    For reading a file, changing it and putting it back with `replacing`. The lock is an empty file `.NAME.lock` beside
    it, which stays; it goes with the process that holds it, however that ends. In a folder where nothing can be
    written there is nothing to keep others from.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp(), "a.txt")
    >>> _ = target.write_text("1")
    >>> with locked(target), replacing(target) as beside:
    ...     _ = beside.write_text(target.read_text() + "2")
    >>> target.read_text()
    '12'
    """
    from filelock import FileLock

    target = Path(path)
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        yield
        return
    with FileLock(target.parent / f".{_shortened(target.name)}.lock", thread_local=False, poll_interval=0.01):
        yield


def _umask() -> int:
    # The only way to read it is to set it; the window is harmless here.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def json_text(value: object, **options: Any) -> str:
    """A value as JSON that UTF-8 can hold: written plainly, or in escapes where a file's name is no UTF-8.

    >>> json_text({"name": "报告"}), json_text(["\\udcff"])
    ('{"name": "报告"}', '["\\\\udcff"]')
    """
    text = json.dumps(value, ensure_ascii=False, **options)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, **options)
    return text
