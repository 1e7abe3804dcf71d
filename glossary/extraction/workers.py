"""Processes that work on the pieces of a build, and what they make of them, as it comes or in order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Protocol, TypeVar

__all__ = ["Workers", "in_order", "open_workers", "outcomes"]

Item = TypeVar("Item")


class Workers(Protocol):
    """An engine of `align.batch`: calls a function on many items in other processes, and yields their outcomes."""

    def run(self, function: Callable[[Any], Any], items: Any) -> Iterator[tuple[Any, Any]]: ...


@contextmanager
def open_workers(engine: str = "local", jobs: int = 1, address: str | None = None) -> Iterator[Workers | None]:
    """Worker processes for extraction, chosen by the options of `align batch`; None if this process is to work alone.

    They are started when the first work arrives. Raises InvalidOption for an unknown engine, for an address that
    the engine does not need, and for a cluster that does not answer.
    """
    from align.batch.engines import open_engine

    with open_engine(engine, jobs, address, imports="glossary.extraction.process_imports") as workers:
        yield None if engine == "local" and (jobs or os.cpu_count() or 1) == 1 else workers


def outcomes(
    workers: Workers | None, function: Callable[[Item], Any], items: Iterable[Item]
) -> Iterator[tuple[Item, Any]]:
    """Each item with what the function makes of it, as they come; without workers, this process does it all.

    >>> list(outcomes(None, str, [1, 2]))
    [(1, '1'), (2, '2')]
    """
    if workers is None:
        yield from ((item, function(item)) for item in items)
        return
    from align.batch.process_pool import Failure

    for item, outcome in workers.run(function, items):
        # An item on which a worker failed is done here, so that the error shows as it would without workers.
        yield item, function(item) if isinstance(outcome, Failure) else outcome


def in_order(workers: Workers | None, function: Callable[[Item], Any], items: Iterable[Item]) -> Iterator[Any]:
    """What the function makes of each item, in the order of the items.

    >>> list(in_order(None, str, [1, 2]))
    ['1', '2']
    """
    early: dict[int, Any] = {}
    turns = count()
    turn = next(turns)
    for (number, _), outcome in outcomes(workers, _Numbered(function), enumerate(items)):
        early[number] = outcome
        while turn in early:
            yield early.pop(turn)
            turn = next(turns)


class _Numbered:
    """Makes a function of an item into one that takes a number and an item, and ignores the number."""

    def __init__(self, function: Callable[[Any], Any]):
        self._function = function

    def __call__(self, item: tuple[int, Any]) -> Any:
        return self._function(item[1])
