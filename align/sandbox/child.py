"""The reading process: takes one request after the other, and answers each with frames."""

from __future__ import annotations

import importlib
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from align.errors import DuizhaoError
from align.sandbox import process, wire
from align.sandbox.confinement import allow_seconds, confine

__all__ = ["main"]

_AT_ONCE = 200
"""Items of a sequence in one frame."""


def main() -> None:
    """Serve requests from standard input until it ends."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the frames, nor wait for anybody's input.
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    process.inside = True
    confine(int(sys.argv[2]), int(sys.argv[3]))
    while True:
        try:
            request = wire.receive(requests, careful=False)
        except (wire.EndOfStream, OSError):
            return
        try:
            _serve(answers, request)
        except (BrokenPipeError, ConnectionError):
            return


def _serve(answers: IO[bytes], request: dict[str, Any]) -> None:
    allow_seconds(request["seconds"])
    left = request["output"]
    if request["folder"] is not None:
        with suppress(OSError):
            os.chdir(request["folder"])
    try:
        module, name = request["function"]
        result = getattr(importlib.import_module(module), name)(*request["arguments"], **request["options"])
        if not request["many"]:
            wire.send(answers, ("value", result), most=left)
            return
        for block in _blocks(iter(result)):
            left -= wire.send(answers, ("items", block), most=left)
        wire.send(answers, ("end", None))
    except wire.TooLong:
        wire.send(answers, ("limit", "output"))
    except MemoryError:
        result = block = None
        wire.send(answers, ("limit", "memory"))
    except DuizhaoError as error:
        wire.send(answers, ("error", _plain(error)))
    except RecursionError:
        wire.send(answers, ("limit", "nesting"))
    except OSError as error:
        wire.send(answers, ("system", (error.errno, error.strerror or str(error), _name(error.filename))))
    except BaseException as error:  # a panic of a Rust library is no Exception
        if isinstance(error, BrokenPipeError | KeyboardInterrupt):
            raise
        if type(error).__name__ == "PanicException" and _is_near_limit():
            wire.send(answers, ("limit", "memory"))  # a Rust library panics where Python raises MemoryError
            return
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        wire.send(answers, ("fault", (_printable(what), _printable(traceback.format_exc()))))


def _is_near_limit() -> bool:
    try:
        import resource
    except ImportError:  # Windows
        return False
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    return most != resource.RLIM_INFINITY and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > most / 2


_SLOW = 0.5
"""Seconds after which an item goes without waiting for more."""


def _blocks(items: Iterator[Any]) -> Iterator[list[Any]]:
    """Items together, so that not every one waits for a frame of its own; the first goes at once."""
    block: list[Any] = []
    most, sent = 1, time.monotonic()
    try:
        for item in items:
            block.append(item)
            # What comes slowly is waited for one by one.
            slow = time.monotonic() - sent > _SLOW
            if len(block) >= most or slow:
                yield block
                block, most, sent = [], 1 if slow else min(_AT_ONCE, most * 2), time.monotonic()
    except BaseException:
        # What was read before the fault is handed out before the fault, as it would be without this process.
        if block:
            yield block
        raise
    if block:
        yield block


def _plain(error: DuizhaoError) -> DuizhaoError:
    error.where = None if error.where is None else str(error.where)
    error.__cause__ = error.__context__ = None
    return error


def _name(name: object) -> str | None:
    return None if name is None else os.fsdecode(name) if isinstance(name, str | bytes) else str(name)


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
