"""The garbage collector of Python, switched off where many objects are made that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["no_collection"]


@contextmanager
def no_collection() -> Iterator[None]:
    """Switch garbage collection off: where millions of objects stay, it takes a fifth of the time and finds nothing.

    At the end it is as it was before, also where a library has switched it on meanwhile.

    >>> with no_collection():
    ...     gc.isenabled()
    False
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        (gc.enable if collecting else gc.disable)()
