"""What an exchange kept and what it could not keep, counted by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Losses"]

# A damaged file of a million entries must not fill the memory with complaints.
_KEPT_FAULTS = 100


@dataclass(slots=True)
class Losses:
    """The report of one export or import: entries that went through, what was lost, what was repaired.

    `lost` counts by kind what the format, or the glossary, cannot hold. `faults` are rules that the file breaks and
    that were repaired, each with its line; the first hundred are kept, `fault_count` counts all.

    >>> losses = Losses(entries=3)
    >>> losses.add("term type", 2)
    >>> losses.add("entry without a term")
    >>> print(losses)
    lost: 2 term type, 1 entry without a term
    >>> bool(losses), bool(Losses())
    (True, False)
    """

    entries: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0

    def add(self, kind: str, count: int = 1) -> None:
        """Count what is lost; a count of 0 leaves no trace."""
        if count:
            self.lost[kind] += count

    def fault(self, what: str, line: int | None = None) -> None:
        """Note a rule that the file breaks, and what was done about it."""
        self.fault_count += 1
        if len(self.faults) < _KEPT_FAULTS:
            self.faults.append(f"line {line}: {what}" if line else what)

    def __bool__(self) -> bool:
        return bool(self.lost) or bool(self.fault_count)

    def __str__(self) -> str:
        if not self.lost:
            return "nothing lost"
        return "lost: " + ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.lost.items(), key=_largest))


def _largest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
