"""Corrections outlive a new run: confirmed beads are carried over, and none is dropped without a word.

A run finds the bitext of an earlier one corrected (a bead is confirmed). Where the documents are the same, it stays. Where
they or the settings have changed, every confirmed bead whose sentences are still there is kept and only the rest is
aligned; if one is gone, the corrected file goes whole to `.batch/corrected/` before the new one takes its place.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from align.correction.journal import journals
from align.errors import AlignError
from align.files import sync_folder
from align.types import Bead, Bitext, Segment

__all__ = ["KEPT", "Carried", "carry_over", "copy_aside", "corrected", "digest", "set_aside"]

KEPT = "corrected"
"""Folder below that of the notes, with corrected bitexts that a changed document has overtaken."""

Aligning = Callable[[Sequence[Segment], Sequence[Segment]], Bitext]


@dataclass(frozen=True, slots=True)
class Carried:
    """A new bitext with the confirmed beads of an old one in it."""

    bitext: Bitext
    kept: int
    lost: int
    """Confirmed beads whose sentences are no longer in the documents."""


def corrected(path: Path) -> Bitext | None:
    """The bitext of a Parquet file where a person has confirmed a bead of it, otherwise None."""
    from align.formats import read_own

    try:
        found = list(read_own(path))
    except (AlignError, OSError):
        return None
    return found[0] if len(found) == 1 and any(bead.confirmed for bead in found[0].beads) else None


def digest(bitext: Bitext) -> str:
    """A digest of the beads as they are, by which the next correction is noticed.

    >>> one = Bitext((Segment("一"),), (Segment("One"),), (Bead((0,), (0,)),), "zh", "en")
    >>> digest(one) == digest(replace(one, beads=(Bead((0,), (0,), confirmed=True),)))
    False
    """
    beads = [(bead.src, bead.tgt, bead.confirmed) for bead in bitext.beads]
    return hashlib.blake2b(repr(beads).encode(), digest_size=8).hexdigest()


def carry_over(old: Bitext, new: Bitext, align: Aligning) -> Carried:
    """The beads confirmed in `old` put into `new`, and what lies between them aligned.

    A bead goes with its sentences: it is kept where each side stands in the new text, word for word and in the same
    order. `new` is a bitext of the new texts; its beads are taken where no correction touches them.
    """
    src, tgt = (_moves(getattr(old, side), getattr(new, side)) for side in ("src", "tgt"))
    fixed: list[Bead] = []
    lost = 0
    done = (0, 0)
    for bead in old.beads:
        if not bead.confirmed:
            continue
        here = _moved(bead.src, src), _moved(bead.tgt, tgt)
        starts = all(not side or side[0] >= at for side, at in zip(here, done, strict=True) if side is not None)
        if here[0] is None or here[1] is None or not starts:
            lost += 1
            continue
        fixed.append(replace(bead, src=here[0], tgt=here[1]))
        done = (here[0][-1] + 1 if here[0] else done[0], here[1][-1] + 1 if here[1] else done[1])
    if not fixed:
        return Carried(new, 0, lost)
    return Carried(replace(new, beads=tuple(_filled(fixed, new, align))), len(fixed), lost)


def set_aside(path: Path, notes: Path) -> str | None:
    """Move a corrected bitext, with its list of corrections, beside the notes; its new name, None where it has none."""
    bitext = corrected(path)
    if bitext is None:
        return None
    return _put_aside(path, notes, bitext, os.replace)


def copy_aside(path: Path, notes: Path) -> str:
    """Like `set_aside`, for a file that is about to be replaced: it stays until then, and need not be corrected."""
    return _put_aside(path, notes, corrected(path), shutil.copy2)


def _put_aside(path: Path, notes: Path, bitext: Bitext | None, put: Callable[[Path, Path], object]) -> str:
    mark = digest(bitext) if bitext is not None else "0"
    name = f"{path.stem}.{mark}.parquet"
    place = notes / KEPT / name
    place.parent.mkdir(parents=True, exist_ok=True)
    for one, other in ((path, place), *zip(journals(path), journals(place), strict=True)):
        if one.exists():
            put(one, other)
    sync_folder(place.parent)
    return f"{notes.name}/{KEPT}/{name}"


def _moves(old: Sequence[Segment], new: Sequence[Segment]) -> dict[int, int]:
    """The place of each old sentence in the new text, in the same order."""
    texts = [segment.text for segment in old], [segment.text for segment in new]
    blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
    return {a + n: b + n for a, b, size in blocks for n in range(size)}


def _moved(numbers: Sequence[int], moves: dict[int, int]) -> tuple[int, ...] | None:
    """The new numbers of the sentences; None where one is gone or another stands between them."""
    there = tuple(moves.get(n, -1) for n in numbers)
    whole = all(n >= 0 for n in there) and all(b == a + 1 for a, b in pairwise(there))
    return there if whole else None


def _filled(fixed: Sequence[Bead], new: Bitext, align: Aligning) -> list[Bead]:
    """The fixed beads and between them the new ones, aligned again where a fixed bead cuts through one."""
    beads: list[Bead] = []
    ends = (len(new.src), len(new.tgt))
    at = [0, 0]
    for number, bead in enumerate(fixed):
        sides = (bead.src, bead.tgt)
        later = fixed[number + 1 :]
        limits = [
            next((side[0] for one in later if (side := (one.src, one.tgt)[which])), ends[which]) for which in (0, 1)
        ]
        guess = [0, 0] if bead.src and bead.tgt else _beside(bead, at, new)
        # An empty side has no place of its own: it goes where the new alignment has it, but before the next fixed bead.
        stops = [
            side[0] if side else max(here, min(there, limit))
            for side, here, there, limit in zip(sides, at, guess, limits, strict=True)
        ]
        beads += [*_between(at, stops, new, align), bead]
        at = [side[-1] + 1 if side else stop for side, stop in zip(sides, stops, strict=True)]
    return beads + _between(at, ends, new, align)


def _beside(bead: Bead, at: Sequence[int], new: Bitext) -> list[int]:
    """Where the gap before an omission ends: on its own side before it, on the other where the new alignment says."""
    own, other = (0, 1) if bead.src else (1, 0)
    start = (bead.src or bead.tgt)[0]
    stops = [at[0], at[1]]
    stops[own] = start
    for one in new.beads:
        sides = (one.src, one.tgt)
        if sides[own] and sides[own][0] >= start:
            break
        if sides[other]:
            stops[other] = max(stops[other], sides[other][-1] + 1)
    return stops


def _between(at: Sequence[int], stops: Sequence[int], new: Bitext, align: Aligning) -> list[Bead]:
    ranges = [range(start, stop) for start, stop in zip(at, stops, strict=True)]
    inside = [
        bead for bead in new.beads if all(n in ranges[0] for n in bead.src) and all(n in ranges[1] for n in bead.tgt)
    ]
    if sum(len(bead.src) for bead in inside) == len(ranges[0]) and sum(len(bead.tgt) for bead in inside) == len(
        ranges[1]
    ):
        return inside
    if not ranges[0] or not ranges[1]:
        return [Bead((n,), ()) for n in ranges[0]] + [Bead((), (n,)) for n in ranges[1]]
    part = align(new.src[at[0] : stops[0]], new.tgt[at[1] : stops[1]])
    return [
        replace(bead, src=tuple(at[0] + n for n in bead.src), tgt=tuple(at[1] + n for n in bead.tgt))
        for bead in part.beads
    ]
