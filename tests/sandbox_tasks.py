"""What the tests of the reading process let it do."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator

from align.errors import InvalidOption


def ask_for_memory(megabytes: int) -> int:
    return len(b"\1" * (megabytes << 20))


def compute(seconds: float) -> str:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "done"


def text_of_length(length: int) -> str:
    return "x" * length


def fail(how: str) -> None:
    if how == "abort":
        os.abort()
    if how == "sleep":
        time.sleep(60)
    if how == "recursion":
        fail(how)
    raise ZeroDivisionError


def give(count: int, item: str) -> Iterator[str]:
    for _ in range(count):
        yield item.swapcase().swapcase()  # a string of its own


def give_and_fail() -> Iterator[int]:
    yield from range(10)
    raise InvalidOption("after ten")


def print_something() -> int:
    print("this must not come between the frames", flush=True)
    os.write(1, b"nor this")
    return os.getpid()


def connect(address: str) -> None:
    host, _, port = address.partition(":")
    socket.create_connection((host, int(port)), timeout=5).close()


def look_at_network() -> list[str] | None:
    names = [name for _, name in socket.if_nameindex()]
    return None if any(name != "lo" for name in names) else names
