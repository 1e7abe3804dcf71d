"""Many documents on one machine: processes of our own, so that a document that kills its process is known by name.

`concurrent.futures.ProcessPoolExecutor` gives up the whole pool when one process dies, and does not say over what.
Pebble says it, but not more: see docs/decisions.md.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from align.errors import AlignError, Message
from align.readers.ocr import WATCHER, watched

__all__ = ["Failure", "Local", "attempt", "reason"]

Item = TypeVar("Item")

THREADS = ("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""Environment variables that say how many threads a library may start."""
IMPORTS = "align.batch.process_imports"
"""What processes that align need."""
_STARTING = 60
"""Seconds that a process may take to start and to import what it needs, beside the timeout."""


class _Begun(Enum):
    """What a process sends when it begins to work on an item."""

    BEGUN = "begun"


_BEGUN = _Begun.BEGUN


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document failed: one line, and the traceback when the fault is the program's."""

    reason: str
    traceback: str | None = None


def attempt(function: Callable[[Any], Any], item: Any) -> Any:
    """The result of `function(item)`, or the Failure that it ended in."""
    try:
        return function(item)
    except AlignError as error:
        return Failure(reason(error))
    except MemoryError:
        return Failure("needs more memory than there is")
    except RecursionError:
        return Failure("is nested too deeply")
    except OSError as error:
        return Failure(f"{error.filename or 'file'}: {error.strerror or error}")
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return Failure(f"a fault of the program, please report it: {what}", traceback.format_exc())


def reason(error: AlignError) -> str:
    """The error on one line, as a Message where it can be, so that it can be said in other languages."""
    line = " ".join(str(error).split())
    told = error.what
    if error.where is not None and error.line is None and error.remedy:
        told = Message("{where}: {what}; {remedy}", where=error.where, what=error.what, remedy=error.remedy)
    elif error.where is not None and error.line is None:
        told = Message("{where}: {what}", where=error.where, what=error.what)
    elif error.remedy:
        told = Message("{what}; {remedy}", what=error.what, remedy=error.remedy)
    return told if told == line else line


@dataclass(frozen=True, slots=True)
class _PageRead:
    """What a process tells while it works: a page of this document has been read by OCR."""

    name: str
    done: int
    pages: int


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    item: Any = None
    since: float = 0.0
    """When the item was handed over, and then when work on it began: to start a process takes time of its own."""
    begun: bool = False


class Local:
    """Processes that take one document after the other. Use it as a context manager.

    `stop()` lets the documents at work end and begins no others. A document that takes longer than `timeout` seconds,
    without the start of its process, is given up together with it. `imports` is a module that loads what all of them need,
    where these are the first processes that this program starts.
    """

    def __init__(self, jobs: int, *, timeout: float = 3600.0, imports: str = IMPORTS) -> None:
        self._jobs = jobs
        self._imports = imports
        self._timeout = timeout
        self._workers: list[_Worker] = []
        self._stopped = False

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(timeout=0.5 if worker.item is None else 0)
            self._end(worker)
        self._workers.clear()

    def stop(self) -> None:
        """Begin no more documents."""
        self._stopped = True

    def run(self, function: Callable[[Item], Any], items: Iterable[Item]) -> Iterator[tuple[Item, Any]]:
        """Each item with its result or Failure, as they come. `function` is one that a module names.

        The items are asked for as they are needed, one before a process is free for it.
        """
        coming, todo = iter(items), deque[Item]()
        while True:
            # A process is started only when there is something for it to do.
            while not self._stopped and (todo or _take(coming, todo)) and (worker := self._idle()) is not None:
                worker.item = todo.popleft()
                worker.since, worker.begun = time.monotonic(), False
                with suppress(OSError):  # it died while it was idle; that is noticed below
                    worker.connection.send((function, worker.item))
            busy = [worker for worker in self._workers if worker.item is not None]
            if not busy:
                return
            if not todo and not self._stopped:
                _take(coming, todo)
            wait([worker.connection for worker in busy], timeout=1.0)
            for worker in busy:
                outcome = self._outcome(worker)
                if outcome is not None:
                    item, worker.item = worker.item, None
                    yield item, outcome[0]

    def _idle(self) -> _Worker | None:
        for worker in self._workers:
            if worker.item is None:
                return worker
        if len(self._workers) < self._jobs:
            self._workers.append(_start(self._imports))
            return self._workers[-1]
        return None

    def _outcome(self, worker: _Worker) -> tuple[Any] | None:
        """What a process has to say; None while it works."""
        try:
            while worker.connection.poll():
                told = worker.connection.recv()
                if isinstance(told, _PageRead):
                    watched(told.name, told.done, told.pages)
                elif told is not _BEGUN:
                    return (told,)
                else:
                    worker.since, worker.begun = time.monotonic(), True
        except (EOFError, OSError):
            worker.process.join(timeout=5)
            self._replace(worker)
            return (Failure(_death(worker.process.exitcode)),)
        if time.monotonic() - worker.since > self._timeout + (0 if worker.begun else _STARTING):
            self._replace(worker)
            return (Failure(f"took longer than {self._timeout:g} seconds and was given up"),)
        return None

    def _replace(self, worker: _Worker) -> None:
        self._end(worker)
        self._workers.remove(worker)

    def _end(self, worker: _Worker) -> None:
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.connection.close()


def _take(coming: Iterator[Item], todo: deque[Item]) -> bool:
    """Take the next item, if there is one, and say whether there was."""
    for item in coming:
        todo.append(item)
        return True
    return False


def _start(imports: str) -> _Worker:
    # A fork of this process may hang, for it runs threads (Polars). A server of forks imports what all processes need
    # once, and runs none; Windows has no forks, and every process imports for itself.
    forks = hasattr(os, "fork")
    context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload([imports])
    ours, theirs = context.Pipe()
    # The server has the environment of the time when it was started.
    process = context.Process(target=_serve, args=(theirs, dict(os.environ)), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(connection: Connection, environment: dict[str, str]) -> None:
    """Take one item after the other until the other end is gone."""
    # Ctrl-C goes to all processes of a terminal; the one that started us says when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.environ != environment:
        os.environ.clear()
        os.environ.update(environment)
    # As many processes as jobs: a pool of threads in each would only get in each other's way.
    for name in THREADS:
        os.environ.setdefault(name, "1")
    WATCHER.set(lambda name, done, pages: connection.send(_PageRead(name, done, pages)))
    while True:
        try:
            function, item = connection.recv()
        except (EOFError, OSError):
            return
        try:
            connection.send(_BEGUN)
            connection.send(attempt(function, item))
        except (BrokenPipeError, OSError):
            return


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        why = " (perhaps for want of memory)" if name == "SIGKILL" else ""
        return f"its process died of {name}{why}"
    return f"its process ended with status {code}"
