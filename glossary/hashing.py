"""Hashes of texts as whole numbers, where a number has to stand for a text in a table, an index or an array."""

from __future__ import annotations

import hashlib

__all__ = ["hash_of"]


def hash_of(text: str, bits: int = 63) -> int:
    """A hash of a text as a number from 0, of so many bits; those of a million texts are most likely all different.

    The default fits a signed 64-bit number. The hashes are stored: they must stay as they are.

    >>> hash_of("UNIDO") == hash_of("UNIDO"), hash_of("UNIDO") < 2**63, hash_of("UNIDO", bits=56) < 2**56
    (True, True, True)
    """
    size = -(-bits // 8)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
    return int.from_bytes(digest, "big") >> (8 * size - bits)
