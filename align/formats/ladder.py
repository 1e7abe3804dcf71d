"""The ladder: one bead a line, `[0,1]:[2]`, segment numbers from 0, an empty list for an omission."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO

from align.errors import InvalidExchange, UnsupportedFormat
from align.formats.rows import Losses
from align.types import Bead, Bitext

__all__ = ["beads", "write"]


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the bead numbers of one bitext. Raises UnsupportedFormat when there are several."""
    losses = Losses()
    for number, bitext in enumerate(bitexts):
        if number:
            raise UnsupportedFormat("a ladder holds one document", where="ladder", remedy="write one file for each")
        lines = []
        for bead in bitext.beads:
            if bead.confidence < min_confidence:
                losses.lost["beads below the confidence asked for"] += 1
                continue
            lines.append(f"[{','.join(map(str, bead.src))}]:[{','.join(map(str, bead.tgt))}]\n")
        losses.written = len(lines)
        stream.write("".join(lines).encode("ascii"))
    return losses


def beads(stream: IO[bytes], where: str) -> list[Bead]:
    """The beads of a ladder. Raises InvalidExchange, naming the line, where a line is not a bead.

    >>> import io
    >>> beads(io.BytesIO(b"[0,1]:[0]\\n[]:[1]\\n"), "a.ladder")[0].src
    (0, 1)
    """
    found = []
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            source, target = line.decode("utf-8-sig").split(":")[:2]
            found.append(Bead(_numbers(source), _numbers(target)))
        except (ValueError, RecursionError) as error:
            shown = line.decode("utf-8", "replace").strip()[:60]
            remedy = "write beads as [0,1]:[2]"
            raise InvalidExchange(
                "not a bead: {shown!r}", where=where, line=number, remedy=remedy, shown=shown
            ) from error
    return found


def _numbers(side: str) -> tuple[int, ...]:
    numbers = json.loads(side)
    if not isinstance(numbers, list) or not all(type(n) is int and n >= 0 for n in numbers):
        raise ValueError(side)
    return tuple(numbers)
