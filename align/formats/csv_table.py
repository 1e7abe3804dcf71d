"""Comma-separated values with a header: like `tsv`, with commas. Reading recognizes other separators as well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from align.formats import tsv
from align.formats.rows import Losses
from align.types import Bitext

__all__ = ["read", "write"]

read = tsv.read


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the table, in UTF-8."""
    return tsv.write(bitexts, stream, min_confidence=min_confidence, delimiter=",")
