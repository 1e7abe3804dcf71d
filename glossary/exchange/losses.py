"""What an exchange kept and what it could not keep, counted by kind."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

__all__ = ["Column", "Losses"]

# A damaged file of a million entries must not fill the memory with complaints.
_KEPT_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name in the file, what it was taken for, and some of its cells.

    `meaning` is a field of an entry (`definition`, `status` ...), a language tag for terms, or empty where it is left out;
    `filled` counts the rows that have something in it.
    """

    name: str
    meaning: str
    language: str | None = None
    script: str | None = None
    examples: tuple[str, ...] = ()
    filled: int = 0


@dataclass(slots=True)
class Losses:
    """The report of one export or import: entries that went through, what was lost, what was repaired.

    `lost` counts by kind what the format, or the glossary, cannot hold. `faults` are rules that the file breaks and
    that were repaired: what, how often, and the line of the first; a hundred kinds are kept, `fault_count` counts all.

    >>> losses = Losses(entries=3)
    >>> losses.add("term type", 2)
    >>> losses.add("entry without a term")
    >>> print(losses)
    lost: 2 term types, 1 entry without a term
    >>> print(Losses())
    nothing lost
    """

    entries: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    faults: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    fault_count: int = 0
    dialect: str = ""
    """Of what was read: the name in `glossary.exchange.FORMATS` of the format that holds as much as the file can."""
    columns: tuple[Column, ...] | None = None
    """The columns of a table that was read, as they were understood."""
    identified: bool = True
    """Whether the entries of the file have ids of its own; otherwise theirs were made from their terms."""
    without_status: set[str] = field(default_factory=set)
    """Ids of entries whose row leaves the review status open, in a table that has a column of it."""
    made_ids: set[str] = field(default_factory=set)
    """Ids that were made for entries without one, in a file whose entries have ids."""

    def add(self, kind: str, count: int = 1) -> None:
        """Count what is lost; a count of 0 is not recorded."""
        if count:
            self.lost[kind] += count

    def fault(self, what: str, line: int | None = None) -> None:
        """Note a rule that the file breaks, and what was done about it."""
        self.fault_count += 1
        if what in self.faults or len(self.faults) < _KEPT_FAULTS:
            count, first = self.faults.get(what, (0, line))
            self.faults[what] = count + 1, first

    def news(self) -> Losses:
        """A copy to hand on; of ids it holds only those that are new since the last one.

        >>> losses = Losses(made_ids={"c1"})
        >>> losses.news().made_ids, losses.news().made_ids
        ({'c1'}, set())
        """
        copy = replace(self, lost=self.lost.copy(), faults=self.faults.copy())
        self.without_status, self.made_ids = set(), set()
        return copy

    def follow(self, before: Losses, news: Losses) -> None:
        """Hold what `before` counted, and what another reader has counted since in a process of its own."""
        self.entries = before.entries + news.entries
        self.lost = before.lost + news.lost
        self.faults = before.faults | news.faults
        self.fault_count = before.fault_count + news.fault_count
        self.dialect, self.columns, self.identified = news.dialect, news.columns, news.identified
        self.without_status |= news.without_status
        self.made_ids |= news.made_ids

    def fault_lines(self) -> list[str]:
        """The faults as lines to show, in the order in which they were met.

        >>> losses = Losses()
        >>> losses.fault("no id; it gets one", 7)
        >>> losses.fault("no id; it gets one", 9)
        >>> losses.fault_lines()
        ['line 7: no id; it gets one (2 times)']
        """
        lines = []
        for what, (count, first) in self.faults.items():
            place = f"line {first}: " if first else ""
            lines.append(f"{place}{what}" + (f" ({count:,} times)" if count > 1 else ""))
        return lines

    def __str__(self) -> str:
        if not self.lost:
            return "nothing lost"
        return "lost: " + ", ".join(_counted(kind, count) for kind, count in sorted(self.lost.items(), key=_largest))


_HEAD = re.compile(r"(?:(?! (?:of|to|in|that|without|after|within|longer|outside|forbidden)\b| \(|,).)+")
"""The kind of thing up to the words that describe it: `entry` of `entry without a term`."""


def _counted(kind: str, count: int) -> str:
    """A number of things of a kind.

    >>> _counted("term in an unknown language", 2), _counted("entry without a term", 1), _counted("review status", 3)
    ('2 terms in an unknown language', '1 entry without a term', '3 review statuses')
    """
    head = _HEAD.match(kind)
    if count == 1 or head is None:
        return f"{count:,} {kind}"
    return f"{count:,} {_plural(head[0])}{kind[head.end() :]}"


def _plural(noun: str) -> str:
    if noun.endswith("status"):
        return f"{noun}es"
    if noun.endswith(("s", "data")):
        return noun
    if noun.endswith(("entry", "history")):
        return f"{noun[:-1]}ies"
    return f"{noun[:-1]}ves" if noun.endswith("half") else f"{noun}s"


def _largest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
