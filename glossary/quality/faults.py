"""What a check finds: Fault and Finding, and the name by which a finding is known when it comes back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

__all__ = ["Fault", "FaultKind", "Finding", "Span", "fault_id"]

FaultKind = Literal[
    "term missing", "term to avoid", "number", "symbol", "omission", "addition", "length", "untranslated", "place",
    "link", "unit", "bracket", "doubled", "capitals", "inconsistent", "checklist",
]  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a bead that a reviser should look at.

    Spans are of `Finding.src` and `Finding.tgt`, code points. `expected` says what would have been right, best first.
    """

    kind: FaultKind
    message: str
    src_spans: tuple[Span, ...] = ()
    tgt_spans: tuple[Span, ...] = ()
    expected: tuple[str, ...] = ()
    concept: str | None = None
    """Id of the entry in the glossary."""
    id: str = ""
    """Name of the fault, by which it can be accepted; see `fault_id`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A bead with its faults; `bead` is its index in the bitext."""

    bead: int
    src: str
    tgt: str
    faults: tuple[Fault, ...]
    paragraph: str = ""
    """Number of the paragraph as printed, where it has one."""


def fault_id(fault: Fault, src: str, tgt: str) -> str:
    """Ten hex digits that name a fault: the same for the same fault in the same two sentences, blanks aside.

    >>> fault_id(Fault("number", "3 is not in the translation"), "有 3 人。", "Two people.") == fault_id(
    ...     Fault("number", "3 is not in the translation"), "有 3 人。 ", "Two  people.")
    True
    """
    said = "\x1f".join("".join(part.split()) for part in (fault.kind, fault.message, src, tgt))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
