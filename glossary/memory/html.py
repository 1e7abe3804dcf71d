"""A page of a new document beside its matches, and of its repeated passages beside their translation."""

from __future__ import annotations

from typing import IO, Any

from align.formats.rows import Losses
from glossary.memory.labels import kind_label, notes, origin, term_notes
from glossary.memory.types import Match, Pretranslation

__all__ = ["shown_match", "write"]


def write(made: Pretranslation, stream: IO[bytes]) -> Losses:
    """Write the page, in UTF-8: style inside, nothing fetched, no script."""
    from glossary.pages import marked, page

    rows = [
        {
            "number": number,
            "paragraph": one.number,
            "text": marked(one.text, one.best.added if one.best else ()),
            "matches": [shown_match(match) for match in one.matches],
            "notes": notes(one),
            "terms": term_notes(one, made.tgt_lang),
        }
        for number, one in enumerate(made.sentences, 1)
    ]
    passages = [
        {
            "passage": one,
            "text": marked(one.text, one.added),
            "source": marked(one.source, one.removed),
        }
        for one in made.passages
    ]
    found = sum(bool(one.matches) for one in made.sentences)
    text = page(
        "pretranslation.html",
        title=made.name or "Pretranslation",
        summary=f"{found} of {len(made.sentences)} sentences have a match of {made.least}% or more",
        language="en",
        rows=rows,
        passages=passages,
        codes=made.tags,
    )
    stream.write(text.encode("utf-8", "replace"))
    return Losses(written=len(made.sentences))


def shown_match(match: Match) -> dict[str, Any]:
    """A match as pages show it, with marks: in its sentence what the new one lacks, in the proposal what was carried
    over.
    """
    from glossary.pages import marked

    return {
        "label": kind_label(match),
        "origin": origin(match),
        "source": marked(match.source, match.removed),
        "proposal": marked(match.proposal, [(one.start, one.end) for one in match.carried]),
        "certain": match.certain,
    }
