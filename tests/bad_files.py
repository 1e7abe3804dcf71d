"""What can be wrong with a file that a command is given."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

__all__ = ["BAD"]


def _unreadable(path: Path) -> None:
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser reads everything, but not this
        path.unlink()
        path.symlink_to("/proc/self/mem")


BAD: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "binary": lambda path: path.write_bytes(random.Random(1).randbytes(4000)),
    "wrong encoding": lambda path: path.write_bytes("大会通过了决议。\nfin\x00".encode("utf-16")[3:]),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2 - 1]),
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "missing": lambda path: path.unlink(),
    "unreadable": _unreadable,
}
