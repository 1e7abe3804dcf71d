"""What a glossary holds, at a glance: entries by status, subjects, and what was changed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Contents", "contents"]

RECENT = 8


@dataclass(frozen=True, slots=True)
class Contents:
    """Numbers of entries by review status, the subject fields in use, and the entries that were changed last."""

    proposed: int
    approved: int
    rejected: int
    subjects: tuple[str, ...]
    recent: tuple[Concept, ...]

    @property
    def entries(self) -> int:
        """Number of entries that are looked up: all but the rejected ones."""
        return self.proposed + self.approved


def contents(glossary: Glossary) -> Contents:
    """Read the columns that tell it; entries changed at once come best first.

    >>> import tempfile; from glossary import Glossary; from glossary.types import Term
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")), subject="industry")])
    >>> found = contents(glossary)
    >>> found.proposed, found.subjects, found.recent[0].id
    (1, ('industry',), 'c1')
    """
    import polars as pl

    frame = glossary.frame()
    score = pl.col("scores").struct.field("total").fill_null(0.0)
    lean = frame.select("id", "status", "subject", "modified", score.alias("score")).collect()
    counts = dict(lean.group_by("status").len().iter_rows())
    shown = lean.filter(pl.col("status") != "rejected")
    recent = shown.top_k(RECENT, by=["modified", "score"])["id"].to_list()
    return Contents(
        counts.get("proposed", 0),
        counts.get("approved", 0),
        counts.get("rejected", 0),
        tuple(sorted(subject for subject in lean["subject"].unique().to_list() if subject)),
        tuple(glossary.get_many(recent)),
    )
