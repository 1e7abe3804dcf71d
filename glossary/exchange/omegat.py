"""Writes OmegaT's glossary: UTF-8, one pair of terms a line, three columns separated by tabs, no header.

`glossary.exchange.csv` reads it back. OmegaT trims the columns and passes over lines that begin with #.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO

from glossary.exchange.illegal_characters import TABLE, clean
from glossary.exchange.losses import Losses
from glossary.exchange.table import AVOIDED
from glossary.types import Concept

__all__ = ["write_omegat"]

_BREAK = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")


def write_omegat(
    concepts: Iterable[Concept], out: IO[bytes], losses: Losses, *, direction: tuple[str, str] = ("zh", "en")
) -> None:
    """Write every pair of a source and a target term; the comment says subject, definition and notes.

    Terms to be avoided are left out: OmegaT would offer them like any other.

    >>> import io
    >>> from glossary.types import Term
    >>> file = io.BytesIO()
    >>> write_omegat([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")), subject="bodies")], file, Losses())
    >>> file.getvalue().decode("utf-8-sig")
    '工发组织\\tUNIDO\\tbodies\\n'
    """
    source, target = direction
    for concept in concepts:
        usable = [term for term in concept.terms if term.status not in AVOIDED]
        losses.add("term to be avoided", len(concept.terms) - len(usable))
        losses.add("term in a third language", sum(term.language not in direction for term in usable))
        sides = [
            [text for term in usable if term.language == language if (text := _flat(term.text, losses))]
            for language in direction
        ]
        hidden = sum(text.startswith("#") for text in sides[0])
        losses.add("source term that begins with #, which OmegaT takes for a comment", hidden)
        sides[0] = [text for text in sides[0] if not text.startswith("#")]
        if not all(sides):
            losses.add(f"entry without a term in {source} and in {target}")
            continue
        parts = [concept.subject or "", concept.definition or "", *concept.notes]
        comment = "; ".join(flat for part in parts if (flat := _flat(part, losses)))
        lines = dict.fromkeys(f"{src}\t{tgt}\t{comment}\n" for src in sides[0] for tgt in sides[1])
        out.write("".join(lines).encode())
        losses.entries += 1
        _count_rest(concept, losses)


def _flat(text: str, losses: Losses) -> str:
    kept, count = _BREAK.subn(" ", clean(text, losses, TABLE))
    losses.add("tab or line break (written as a space)", count)
    return kept.strip()


def _count_rest(concept: Concept, losses: Losses) -> None:
    losses.add("context", len(concept.contexts))
    losses.add("relation", len(concept.relations))
    losses.add("review status", concept.status != "proposed")
    losses.add("counts and scores", bool(concept.frequency or concept.scores.total))
    details = sum(
        bool(term.type != "fullForm" or term.part_of_speech or term.status or term.source or term.note)
        for term in concept.terms
    )
    losses.add("detail of a term", details)
