"""Keeps the latest texts, checks and other results in memory, up to a limit, for later requests of the same person."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Latest"]

T = TypeVar("T")


class Latest(Generic[T]):
    """The latest things; the oldest are dropped when their total size exceeds `most`, but the last one always stays.

    `size` gives the size of a thing, by default 1.

    >>> texts = Latest[str](8, size=len)
    >>> first, second = texts.keep("12345"), texts.keep("67890")
    >>> texts.get(first) is None, texts.get(second)
    (True, '67890')
    """

    def __init__(self, most: int, *, size: Callable[[T], int] = lambda _: 1) -> None:
        self._most, self._size, self._lock = most, size, Lock()
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def keep(self, thing: T) -> str:
        """Store a thing under a key that nobody can guess, and return the key."""
        id = secrets.token_urlsafe(12)
        self.put(id, thing)
        return id

    def put(self, key: Hashable, thing: T) -> None:
        """Store a thing under a given key."""
        with self._lock:
            self._kept[key] = thing
            while len(self._kept) > 1 and sum(map(self._size, self._kept.values())) > self._most:
                self._kept.popitem(last=False)

    def get(self, key: Hashable) -> T | None:
        """The thing stored under a key, or None if there is none or it was dropped."""
        with self._lock:
            return self._kept.get(key)
