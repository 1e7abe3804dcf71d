"""Keeps the latest things in memory between two requests of a person, within a limit."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Latest"]

T = TypeVar("T")


class Latest(Generic[T]):
    """The things last kept; the oldest go when all together are larger than `most`, but never the last one.

    `size` tells how much one thing counts, by default 1.

    >>> texts = Latest[str](8, size=len)
    >>> first, second = texts.keep("12345"), texts.keep("67890")
    >>> texts.get(first) is None, texts.get(second)
    (True, '67890')
    """

    def __init__(self, most: int, *, size: Callable[[T], int] = lambda _: 1) -> None:
        self._most, self._size, self._lock = most, size, Lock()
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def keep(self, thing: T) -> str:
        """Keep it under an address that cannot be guessed, and return that."""
        id = secrets.token_urlsafe(12)
        self.put(id, thing)
        return id

    def put(self, key: Hashable, thing: T) -> None:
        """Keep it under a key of one's own."""
        with self._lock:
            self._kept[key] = thing
            while len(self._kept) > 1 and sum(map(self._size, self._kept.values())) > self._most:
                self._kept.popitem(last=False)

    def get(self, key: Hashable) -> T | None:
        """What is kept under the key; None where it was never kept, or is gone."""
        with self._lock:
            return self._kept.get(key)
