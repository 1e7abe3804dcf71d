"""Reading processes: started when they are needed, kept for the next file, given up with a file that goes too far."""

from __future__ import annotations

import atexit
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar

from align.errors import UnreadableInput
from align.process_groups import end_group
from align.sandbox import wire
from align.sandbox.limits import Limits, limits

__all__ = ["call", "inside", "iterate"]

T = TypeVar("T")

_FILES = 200
"""Files after which a process is replaced: libraries do not give all memory back."""
_PATIENCE = 10
"""Times as long as its processor time that a file may take by the clock: the machine may have other work."""
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from align.sandbox.child import main; main()"
# A thread of a library reserves much address space, and one file is read by one thread.
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"), "1") | {"MALLOC_ARENA_MAX": "2"}  # fmt: skip


_SECRETS = ("DUIZHAO_PASSWORD", "DUIZHAO_TOKEN", "DUIZHAO_SECRET")
"""What a reading process has no use for."""


def call(
    function: Callable[..., T],
    *arguments: object,
    where: object,
    size: int = 0,
    more_seconds: int = 0,
    **options: object,
) -> T:
    """What a function of a module makes of its arguments, in a reading process; `size` is the file's in bytes.

    `more_seconds` of processor time are added to those that a file of this size may have.

    Raises what the function raises of our own errors and OSError, and UnreadableInput, code over_limit, where it needs
    more than `limits()`.
    """
    if not _walled():
        return function(*arguments, **options)
    bounds = limits()
    with _lent(bounds, _pool_for(bounds).turn) as process:
        # Every megabyte of a file has two seconds.
        size += more_seconds // 2 << 20
        process.ask(function, arguments, options, many=False, size=size, where=where)
        return process.answer()[1]  # type: ignore[no-any-return]


def iterate(
    function: Callable[..., Iterator[T]], *arguments: object, where: object, size: int = 0, **options: object
) -> Iterator[T]:
    """The items that a function of a module gives, one after the other, from a reading process; see `call`."""
    if not _walled():
        yield from function(*arguments, **options)
        return
    bounds = limits()
    # No turn is taken: a caller that reads two files side by side would wait for itself.
    with _lent(bounds, nullcontext()) as process:
        process.ask(function, arguments, options, many=True, size=size, where=where)
        while True:
            kind, content = process.answer()
            if kind == "end":
                return
            yield from content


def _folder() -> str | None:
    # A relative name is meant from where the caller is now, who may have moved since the process was started.
    try:
        return str(Path.cwd())
    except OSError:
        return None


def _walled() -> bool:
    # A reading process does not start another one; and a program without an interpreter of its own has none to start.
    return bool(sys.executable) and not inside and os.environ.get("DUIZHAO_READ_IN_PROCESS") != "1"


inside = False
"""Whether this is a reading process; `align.sandbox.child` sets it."""


class _Process:
    """One reading process."""

    def __init__(self, bounds: Limits) -> None:
        self.bounds = bounds
        self.files = 0
        self.idle = True
        path = json.dumps([place or str(Path.cwd()) for place in sys.path])
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", _START, path, str(bounds.memory), str(bounds.output)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name not in _SECRETS} | _THREADS,
            start_new_session=True,
        )
        self._where: object = None
        self._seconds = 0
        self._late = False

    @property
    def usable(self) -> bool:
        return self.idle and self.files < _FILES and self._process.poll() is None

    def ask(
        self, function: Callable[..., Any], arguments: Any, options: Any, *, many: bool, size: int, where: object
    ) -> None:
        self.idle, self._where, self._late = False, where, False
        self.files += 1
        self._seconds = self.bounds.seconds_for(size)
        request = {
            "function": (function.__module__, function.__qualname__),
            "arguments": arguments,
            "options": options,
            "many": many,
            "folder": _folder(),
            "seconds": self._seconds,
            "output": self.bounds.output << 20,
        }
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has died; that is noticed when it is to answer
            wire.send(self._process.stdin, request)

    def answer(self) -> tuple[str, Any]:
        """The next frame; raises where it is an error, or none comes."""
        assert self._process.stdout is not None
        watch = threading.Timer(self._seconds * _PATIENCE, self._give_up)
        watch.daemon = True
        watch.start()
        try:
            kind, content = wire.receive(self._process.stdout, most=self.bounds.output << 20)
        except (wire.EndOfStream, OSError, ValueError):
            raise self._death() from None
        except (wire.TooLong, pickle.UnpicklingError, TypeError, AttributeError, ImportError) as error:
            self.end()
            raise self._over("output") if isinstance(error, wire.TooLong) else self._fault(str(error), "") from error
        finally:
            watch.cancel()
        self.idle = kind != "items"
        if kind == "limit":
            raise self._over(content)
        if kind == "error":
            if content.code == "over_limit":  # a LibreOffice that took too long is still at work in its group
                self.files = _FILES
            raise content
        if kind == "system":
            number, reason, name = content
            # A file that opens and cannot be read is an error without its name.
            raise OSError(number, reason, name or str(self._where))
        if kind == "fault":
            raise self._fault(*content)
        return kind, content

    def end(self) -> None:
        """End the process, and what it has started."""
        self._kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        self._process.wait()

    def _kill(self) -> None:
        if self._process.returncode is not None:
            return  # its number may be somebody else's by now
        end_group(self._process)

    def _give_up(self) -> None:
        self._late = True
        self._kill()

    def _death(self) -> UnreadableInput:
        with suppress(AttributeError, ChildProcessError):  # Windows
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        self.end()  # a LibreOffice that it started is left over
        code = self._process.returncode
        if self._late:
            return self._over("clock")
        if code == -getattr(signal, "SIGXCPU", 0):
            return self._over("time")
        name = signal.Signals(-code).name if code < 0 and -code in set(signal.Signals) else f"status {code}"
        return UnreadableInput(
            "cannot be read: its reading process ended with {signal}, perhaps for want of memory (it may use {megabytes} MB)",
            where=self._where,
            remedy="split the file or save it again; or set DUIZHAO_READ_MEMORY higher, if you trust it",
            code="over_limit",
            signal=name,
            megabytes=self.bounds.memory,
        )

    def _over(self, limit: str) -> UnreadableInput:
        if limit == "memory":
            return UnreadableInput(
                "needs more than {megabytes} MB of memory to be read",
                where=self._where,
                remedy="split it; or set DUIZHAO_READ_MEMORY higher, if you trust it",
                code="over_limit",
                megabytes=self.bounds.memory,
            )
        if limit == "output":
            return UnreadableInput(
                "gives more than {megabytes} MB of text",
                where=self._where,
                remedy="split it; or set DUIZHAO_READ_OUTPUT higher, if you trust it",
                code="over_limit",
                megabytes=self.bounds.output,
            )
        if limit == "nesting":
            return UnreadableInput(
                "is nested too deeply",
                where=self._where,
                remedy="save it again with another program",
                code="over_limit",
            )
        return UnreadableInput(
            "takes more than {seconds} s to be read",
            where=self._where,
            remedy="split it; or set DUIZHAO_READ_SECONDS higher, if you trust it",
            code="over_limit",
            seconds=self._seconds * (_PATIENCE if limit == "clock" else 1),
        )

    def _fault(self, reason: str, trace: str) -> UnreadableInput:
        error = UnreadableInput(
            "is damaged in a way that its reader does not know ({reason})",
            where=self._where,
            remedy="save it again with another program, and please report it",
            code="reader_fault",
            reason=reason,
        )
        error.add_note(trace)
        return error


class _Pool:
    """The reading processes of this process; `turn` holds as many as there may be."""

    def __init__(self, bounds: Limits) -> None:
        self.owner = os.getpid()
        self.bounds = bounds
        self.turn = threading.BoundedSemaphore(bounds.processes)
        self.lock = threading.Lock()
        self.free: list[_Process] = []

    def close(self) -> None:
        if self.owner == os.getpid():  # those of the process that we were forked from are not ours
            while self.free:
                self.free.pop().end()


_pool: _Pool | None = None
_pool_lock = threading.Lock()


def _pool_for(bounds: Limits) -> _Pool:
    global _pool
    with _pool_lock:
        if _pool is None or _pool.owner != os.getpid() or _pool.bounds != bounds:
            if _pool is not None:
                _pool.close()
            else:
                atexit.register(_close)
            _pool = _Pool(bounds)
        return _pool


def _close() -> None:
    if _pool is not None:
        _pool.close()


@contextmanager
def _lent(bounds: Limits, turn: AbstractContextManager[Any]) -> Iterator[_Process]:
    """A reading process for one file. One that has not come to its end with the file is not used again."""
    pool = _pool_for(bounds)
    with turn:
        with pool.lock:
            while pool.free and not pool.free[-1].usable:
                pool.free.pop().end()
            process = pool.free.pop() if pool.free else None
        process = process or _Process(bounds)
        try:
            yield process
        finally:
            if process.usable and pool is _pool:
                with pool.lock:
                    pool.free.append(process)
            else:
                process.end()
