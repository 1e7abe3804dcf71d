"""A bitext in one line: how many beads, how sure they are, how many are worth a look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from align.types import Bead, Bitext

__all__ = ["DOUBTFUL", "SURE", "Summary", "is_doubtful", "summarize"]

DOUBTFUL = 0.7
"""Confidence below which a bead is worth a look."""
SURE = 0.9
"""Confidence from which a bead is shown as sure."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of beads, omissions included; the mean confidence is over all beads, 0 when there are none."""

    beads: int
    omissions: int
    mean_confidence: float
    doubtful: int

    def __str__(self) -> str:
        look = f"{self.doubtful} worth a look" if self.doubtful else "none worth a look"
        return f"{self.beads} beads, {self.omissions} omissions, mean confidence {self.mean_confidence:.2f}, {look}"


def is_doubtful(bead: Bead) -> bool:
    """Whether a bead is worth a look: not sure, and not confirmed by a person.

    >>> is_doubtful(Bead((0,), (0,), 0.4)), is_doubtful(Bead((0,), (0,), 0.4, confirmed=True))
    (True, False)
    """
    return bead.confidence < DOUBTFUL and not bead.confirmed


def summarize(bitexts: Bitext | Iterable[Bitext]) -> Summary:
    """The summary of one bitext, or of several together.

    >>> beads = (Bead((0,), (0,), 0.9), Bead((1,), (), 0.5))
    >>> str(summarize(Bitext((), (), beads, "zh", "en")))
    '2 beads, 1 omissions, mean confidence 0.70, 1 worth a look'
    """
    count = omissions = doubtful = 0
    total = 0.0
    for bitext in [bitexts] if isinstance(bitexts, Bitext) else bitexts:
        for bead in bitext.beads:
            count += 1
            total += float(bead.confidence)
            omissions += bead.is_omission
            doubtful += is_doubtful(bead)
    return Summary(count, omissions, total / count if count else 0.0, doubtful)
