"""Benchmarks: `make bench` prints every number that the README and docs state.

A module here that has a function `rows(data)` is a benchmark; `data` is the folder ../shared/data. It yields Row
objects. `python -m benchmarks NAME ...` runs the named ones only.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One measured number: what, how much, what was aimed for, what others published."""

    what: str
    value: float | str
    unit: str = ""
    aim: str = ""
    published: str = ""
