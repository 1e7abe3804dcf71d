"""Memory and processor time of a process and of all that it starts, watched while it works (Linux)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Watch"]


class Watch(threading.Thread):
    """Looks at a process (this one, unless another is named) and those below it, from `start` to `end`."""

    def __init__(self, process: int | None = None, *, every: float = 2) -> None:
        super().__init__(daemon=True)
        self._process = process or os.getpid()
        self._every = every  # seconds; what a process works after the last look at it is not counted
        self.together = 0.0
        """The most megabytes that all had at one time; what several share counts once."""
        self.most: dict[int, float] = {}
        """The most megabytes of each, shared ones included."""
        self.seconds: dict[int, float] = {}
        """Processor time of each."""
        self.parents: dict[int, int] = {}
        self._over = threading.Event()

    def run(self) -> None:
        """Look until the end."""
        while not self._over.wait(self._every):
            self._look()

    def end(self) -> None:
        """Look once more, and then no longer."""
        self._over.set()
        self.join()
        self._look()

    def _look(self) -> None:
        together = 0.0
        for process in _family(self._process):
            where = Path("/proc", str(process))
            try:
                fields = (where / "stat").read_text().rsplit(")")[1].split()
                ticks = fields[11:13]
                together += _kilobytes(where / "smaps_rollup", "Pss:") / 1024
                self.most[process] = _kilobytes(where / "status", "VmHWM:") / 1024
            except (OSError, IndexError, ValueError):
                continue  # it has ended
            self.parents[process] = int(fields[1])
            self.seconds[process] = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        self.together = max(self.together, together)

    @property
    def shared_out(self) -> float:
        """Processor time of the processes that a server of forks has made."""
        servers = {parent for parent in self.parents.values() if self.parents.get(parent) == self._process}
        return sum(seconds for one, seconds in self.seconds.items() if self.parents.get(one) in servers)


def _kilobytes(file: Path, name: str) -> int:
    return int(file.read_text().split(name)[1].split()[0])


def _family(process: int) -> Iterator[int]:
    yield process
    for file in Path("/proc", str(process), "task").glob("*/children"):
        try:
            children = file.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))
