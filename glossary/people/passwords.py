"""Passwords, hashed by argon2 with the recommendation of RFC 9106 for little memory (64 MiB, three passes)."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from glossary.errors import InvalidOption

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["hashed", "is_right"]

SHORTEST, LONGEST = 10, 1000
_at_once = threading.Semaphore(2)
"""Each takes 64 MiB: a flood of sign-ins must not take all memory."""


def hashed(password: str) -> str:
    """The hash to keep. Raises InvalidOption for a password of less than 10 characters."""
    if not SHORTEST <= len(password) <= LONGEST or not password.isprintable():
        raise InvalidOption("the password does not do", remedy="use 10 to 1000 characters: four words are enough")
    with _at_once:
        return str(_hasher().hash(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether it is the password of this hash; without a hash it takes as long, and is not.

    >>> is_right("four words are enough", hashed("four words are enough")), is_right("x", None)
    (True, False)
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    with _at_once:
        try:
            right = _hasher().verify(stored or _nobody(), password.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False
    return bool(right) and stored is not None


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher
    from argon2.profiles import RFC_9106_LOW_MEMORY

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _nobody() -> str:
    return str(_hasher().hash("nobody has this password"))
