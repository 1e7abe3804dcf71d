"""Repeated passages: the paragraphs of a new document that stand in an earlier one, whole or nearly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from align.languages import side_by_side
from align.types import Document
from glossary.memory.memory import Memories, Memory, Pair
from glossary.memory.score import differences, percentage, tokens
from glossary.memory.types import Passage, Sentence

__all__ = ["LEAST", "passages_of"]

LEAST = 60
"""Percentage from which a paragraph counts as repeated."""
_SHORTEST = 8
"""Minimum number of tokens of a passage."""
_LOOKED_AT = 4


def passages_of(memory: Memory | Memories, document: Document, sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """For each paragraph of some length, the earlier paragraph most like it, where one is at least `LEAST` per cent."""
    by_paragraph: dict[int, list[Sentence]] = {}
    for one in sentences:
        by_paragraph.setdefault(one.paragraph, []).append(one)
    for paragraph, members in by_paragraph.items():
        text = document.paragraphs[paragraph].text
        if members[0].kind in ("title", "heading") or len(tokens(text, memory.src_lang)) < _SHORTEST:
            continue
        votes: Counter[tuple[str, int]] = Counter()
        for one in members:
            for match in one.matches:
                votes[match.document, match.place] += match.score * len(one.text)
        best = max(
            (_passage(memory, text, members[0], *place) for place, _ in votes.most_common(_LOOKED_AT)),
            key=lambda passage: (passage.score, passage.date) if passage else (0, ""),
            default=None,
        )
        if best is not None and best.score >= LEAST:
            yield best


def _passage(memory: Memory | Memories, text: str, first: Sentence, document: str, place: int) -> Passage | None:
    pairs: list[Pair] = memory.paragraph(document, place)
    if not pairs:
        return None
    source, target = (
        side_by_side(side, language)
        for language, side in (
            (memory.src_lang, [pair.source for pair in pairs]),
            (memory.tgt_lang, [pair.target for pair in pairs]),
        )
    )
    score = percentage(text, source, memory.src_lang)
    if score < LEAST:
        return None
    removed, added = differences(source, text, memory.src_lang)
    row = pairs[0].row
    return Passage(
        first.paragraph,
        first.number,
        text,
        score,
        document,
        row["paragraph"] or "",
        row["date"] or "",
        source,
        target,
        tuple(removed),
        tuple(added),
    )
