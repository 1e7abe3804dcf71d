"""What reading one file may cost, and the environment variables that say so."""

from __future__ import annotations

import os
from dataclasses import dataclass

from align.errors import InvalidOption

__all__ = ["Limits", "limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on reading one file.

    >>> Limits().seconds_for(10 << 20)
    80
    """

    memory: int = 2048
    """Megabytes of address space of the process (DUIZHAO_READ_MEMORY)."""
    seconds: int = 60
    """Seconds of processor time (DUIZHAO_READ_SECONDS); every megabyte of the file adds two."""
    output: int = 512
    """Megabytes that come of it (DUIZHAO_READ_OUTPUT)."""
    processes: int = 2
    """Reading processes at once, and so conversions by LibreOffice, of one command or server (DUIZHAO_READ_PROCESSES)."""

    def seconds_for(self, size: int) -> int:
        """Seconds of processor time for a file of `size` bytes."""
        return self.seconds + 2 * (size >> 20)


def limits() -> Limits:
    """The limits, with those that the environment sets. Raises InvalidOption for a value that is not a number."""
    found = {}
    for name in ("memory", "seconds", "output", "processes"):
        variable = f"DUIZHAO_READ_{name.upper()}"
        given = os.environ.get(variable)
        if not given:
            continue
        if not (given.isascii() and given.isdigit() and int(given[:9]) > 0 and len(given) < 10):
            raise InvalidOption("is a whole number above 0, not {value!r}", where=variable, value=given[:40])
        found[name] = int(given)
    return Limits(**found)
