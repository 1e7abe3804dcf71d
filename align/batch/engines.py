"""Where the documents of a batch are worked on: in processes of this machine, or on a Ray cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from align.batch.process_pool import IMPORTS, Local
from align.errors import InvalidOption
from align.extras import require

__all__ = ["ENGINES", "Engine", "check_engine", "open_engine"]

ENGINES = ("local", "ray")


class Engine(Protocol):
    """Calls a function of a module for many items, here or elsewhere, and gives the result of each."""

    def run(self, function: Callable[[Any], Any], items: Any) -> Iterator[tuple[Any, Any]]: ...
    def stop(self) -> None: ...


def check_engine(engine: str, jobs: int) -> None:
    """Raise InvalidOption for an engine that does not exist, or a negative number of jobs; MissingExtra for Ray without Ray."""
    if engine not in ENGINES:
        raise InvalidOption(
            "no engine {engine!r}",
            where="--engine",
            remedy="there are: {engines}",
            engine=engine,
            engines=", ".join(ENGINES),
        )
    if jobs < 0:
        raise InvalidOption("at least one job, not {jobs}", where="--jobs", jobs=jobs)
    if engine == "ray":
        require("ray", "ray", "--engine ray")


@contextmanager
def open_engine(
    name: str, jobs: int, address: str | None = None, timeout: float = 3600.0, *, imports: str = IMPORTS
) -> Iterator[Engine]:
    """The processes of this machine (“local”) or of a Ray cluster (“ray”); `jobs` of 0 is as many as processors.

    `imports` is a module that loads what processes of this machine need, once for all of them.

    Raises InvalidOption for another name, fewer jobs, an address without a cluster, a cluster that does not answer.
    """
    check_engine(name, jobs)
    if name == "ray":
        from align.batch.ray_cluster import Cluster

        with Cluster(jobs, address=address) as cluster:
            yield cluster
        return
    if address is not None:
        raise InvalidOption("an address is for --engine ray", where="--address")
    with Local(jobs or os.cpu_count() or 1, timeout=timeout, imports=imports) as local:
        yield local
