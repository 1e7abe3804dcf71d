"""Cutting a sentence in two: the segments of a side get new numbers, and so do the beads that name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from align.errors import InvalidOption
from align.types import Bead, Bitext, Segment

__all__ = ["Cut", "parts"]

Side = Literal["src", "tgt"]


@dataclass(frozen=True, slots=True)
class Cut:
    """Segment `number` of a side becomes two, the second beginning at code point `at` of its text.

    >>> pair = Bitext((Segment("一；二"),), (Segment("One"), Segment("two")), (Bead((0,), (0, 1)),), "zh", "en")
    >>> cut = Cut("src", 0, 2, pair.src[0])
    >>> done = cut.applied(pair)
    >>> [one.text for one in done.src], done.beads[0].src, cut.mended(done) == pair
    (['一；', '二'], (0, 1), True)
    """

    side: Side
    number: int
    at: int
    whole: Segment
    """The segment as it was, which comes back when the cut is taken back."""

    def applied(self, bitext: Bitext) -> Bitext:
        """The bitext after the cut."""
        segments = getattr(bitext, self.side)
        made = segments[: self.number] + parts(self.whole, self.at) + segments[self.number + 1 :]
        return self._with(bitext, made, self.forward(bitext.beads))

    def mended(self, bitext: Bitext) -> Bitext:
        """The bitext before the cut; the two halves must stand in one bead."""
        segments = getattr(bitext, self.side)
        made = (*segments[: self.number], self.whole, *segments[self.number + 2 :])
        return self._with(bitext, made, self.backward(bitext.beads))

    def forward(self, beads: Iterable[Bead]) -> tuple[Bead, ...]:
        """Beads with the numbers that their segments have after the cut."""
        return self._renumbered(beads, self._after)

    def backward(self, beads: Iterable[Bead]) -> tuple[Bead, ...]:
        """Beads with the numbers that their segments had before the cut."""
        return self._renumbered(beads, self._before)

    def parted(self, beads: Iterable[Bead]) -> bool:
        """Whether one of the beads holds one half without the other."""
        return any(
            (self.number in numbers) != (self.number + 1 in numbers)
            for numbers in (getattr(bead, self.side) for bead in beads)
        )

    def _with(self, bitext: Bitext, segments: tuple[Segment, ...], beads: tuple[Bead, ...]) -> Bitext:
        if self.side == "src":
            return replace(bitext, src=segments, beads=beads)
        return replace(bitext, tgt=segments, beads=beads)

    def _renumbered(self, beads: Iterable[Bead], turned: object) -> tuple[Bead, ...]:
        assert callable(turned)
        if self.side == "src":
            return tuple(replace(bead, src=turned(bead.src)) for bead in beads)
        return tuple(replace(bead, tgt=turned(bead.tgt)) for bead in beads)

    def _after(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        made: list[int] = []
        for n in numbers:
            made += [n, n + 1] if n == self.number else [n + (n > self.number)]
        return tuple(made)

    def _before(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(n - (n > self.number) for n in numbers if n != self.number + 1)


def parts(whole: Segment, at: int) -> tuple[Segment, Segment]:
    """The two halves of a segment, without the blanks between them. Raises InvalidOption where a half would be empty.

    >>> [one.text for one in parts(Segment("One; two", 10, 18), 4)], parts(Segment("One; two", 10, 18), 4)[1].start
    (['One;', 'two'], 15)
    """
    first, second = whole.text[: max(0, at)].rstrip(), whole.text[max(0, at) :].lstrip()
    if not first.strip() or not second.strip():
        raise InvalidOption("a part of the cut would be empty")
    start, end = whole.start, whole.end
    # Where the document has line breaks or blanks that the sentence leaves out, its halves have no span of their own.
    if start is None or end is None or end - start != len(whole.text):
        return replace(whole, text=first, start=None, end=None), replace(
            whole, text=second, start=None, end=None, number=None
        )
    return (
        replace(whole, text=first, end=start + len(first)),
        replace(whole, text=second, start=end - len(second), number=None),
    )
