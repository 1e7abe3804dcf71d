"""Many documents on many machines: the same work as tasks of Ray (extra `ray`).

A worker process keeps what it has loaded (dictionary, lexicon, encoder) for its next documents. When a worker or its
machine dies, Ray gives the document to another one; a document that takes down RETRIES workers more is a Failure.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from align.batch.process_pool import Failure, attempt
from align.errors import InvalidOption
from align.extras import require

__all__ = ["RETRIES", "Cluster"]

Item = TypeVar("Item")

RETRIES = 3
_REMEDY = "start one with: ray start --head"
_LOOPBACK = "127.0.0.1"
_AHEAD = 2
"""Documents handed out for each processor, so that no processor waits and the cluster's memory stays bounded."""


def _reach(address: str) -> None:
    """Ray itself goes on trying for minutes where nobody listens."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
    except OSError as error:
        reason = error.strerror or error
        raise InvalidOption(
            "no Ray cluster answers: {reason}", where=address, remedy=_REMEDY, code="no_cluster", reason=reason
        ) from error


class Cluster:
    """Ray on this machine, or the cluster at `address` (“auto”, “ray://host:10001”). Use it as a context manager.

    `jobs` is the number of processors of a local Ray, and of a cluster the most documents at work; 0 is all there are.
    """

    def __init__(self, jobs: int = 0, *, address: str | None = None) -> None:
        require("ray", "ray", "--engine ray")
        # Nothing is reported to anybody; set before Ray looks.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        if address is None:
            # As on Windows and macOS, where Ray keeps to the loopback address; set before Ray looks.
            os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        import ray

        self._ray = ray
        self._own = not ray.is_initialized()
        if self._own:
            options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
            if address:
                _reach(address)
                options["address"] = address
            else:
                # Ray listens on every interface of the machine unless it is told which; nobody else has to reach this one.
                options |= {
                    "num_cpus": jobs or os.cpu_count(),
                    "include_dashboard": False,
                    "_node_ip_address": _LOOPBACK,
                }
            try:
                ray.init(**options)
            except (ConnectionError, ValueError, RuntimeError, OSError) as error:
                raise InvalidOption(
                    "no Ray cluster answers: {reason}",
                    where=address or "--engine ray",
                    remedy=_REMEDY,
                    code="no_cluster",
                    reason=" ".join(str(error).split())[:120],
                ) from error
        self._jobs = jobs
        self._stopped = False

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self._ray.shutdown()

    def stop(self) -> None:
        """Begin no more documents."""
        self._stopped = True

    def run(self, function: Callable[[Item], Any], items: Iterable[Item]) -> Iterator[tuple[Item, Any]]:
        """Each item with its result or Failure, as they come."""
        ray = self._ray
        task = ray.remote(num_cpus=1, max_retries=RETRIES)(attempt)
        most = max(1, self._jobs or int(ray.cluster_resources().get("CPU", 1))) * _AHEAD
        todo = iter(items)
        waiting: dict[Any, Item] = {}
        more = True
        while True:
            while more and not self._stopped and len(waiting) < most:
                try:
                    item = next(todo)
                except StopIteration:
                    more = False
                    break
                waiting[task.remote(function, item)] = item
            if not waiting:
                return
            ready, _ = ray.wait(list(waiting), num_returns=1, timeout=1.0)
            for reference in ready:
                item = waiting.pop(reference)
                try:
                    yield item, ray.get(reference)
                except ray.exceptions.RayError as error:
                    yield item, Failure(_reason(ray, error))


def _reason(ray: Any, error: Exception) -> str:
    errors = ray.exceptions
    if isinstance(error, errors.OutOfMemoryError):
        return "needs more memory than its machine has"
    if isinstance(error, errors.WorkerCrashedError | errors.NodeDiedError):
        return f"its workers died of it {RETRIES + 1} times"
    plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    return f"the cluster failed: {' '.join(plain.split())[:200]}"
