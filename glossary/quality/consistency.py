"""Consistency: one sentence translated in several ways, and several sentences translated as one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from align.errors import Message
from align.languages import side_by_side
from glossary.quality.faults import Fault

if TYPE_CHECKING:
    from align.types import Bitext
    from glossary.search.segments_index import SegmentIndex

__all__ = ["Pair", "inconsistent", "pairs_of", "remembered"]

Pair = tuple[str, str]
SHORT = 4
"""Minimum number of letters of a sentence that is compared: single words have many translations."""


def folded(text: str) -> str:
    """A sentence as it is compared: without case, blanks, punctuation and its own number.

    >>> folded("3. The Board  met.") == folded("12. the Board met")
    True
    """
    text = re.sub(r"^\W*(?:\d{1,3}|[a-zA-Z]|[ivx]+)[.)、）．]\s*", "", text)
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def pairs_of(bitexts: Iterable[Bitext]) -> Iterator[Pair]:
    """The sentence pairs of bitexts, as texts.

    >>> from align.types import Bead, Bitext, Segment
    >>> bitext = Bitext((Segment("一。"),), (Segment("One."),), (Bead((0,), (0,)),), "zh", "en")
    >>> list(pairs_of([bitext]))
    [('一。', 'One.')]
    """
    for bitext in bitexts:
        for bead, src, tgt in bitext:
            if not bead.is_omission and bitext.kind(bead) != "furniture":
                yield side_by_side(src, bitext.src_lang), side_by_side(tgt, bitext.tgt_lang)


def inconsistent(pairs: Sequence[Pair | None], others: Iterable[Pair] = ()) -> dict[int, list[Fault]]:
    """Faults by the place of a pair: the source stands elsewhere with another translation, or the reverse.

    `others` are pairs of other documents, such as the memory's; a None among the pairs is passed over. The first
    translation of a source within the text is not blamed for those that come after it.

    >>> inconsistent([("通过议程。", "Adoption of the agenda."), ("通过议程", "The agenda was passed.")])[1][0].expected
    ('Adoption of the agenda.',)
    """
    found: dict[int, list[Fault]] = defaultdict(list)
    known_others = list(others)
    for side in (0, 1):
        seen: dict[str, dict[str, str]] = defaultdict(dict)
        for other in known_others:
            seen[folded(other[side])].setdefault(folded(other[1 - side]), other[1 - side])
        for number, pair in enumerate(pairs):
            if pair is None:
                continue
            text, counterpart = folded(pair[side]), folded(pair[1 - side])
            if len(text.replace(" ", "")) < SHORT or not re.search(r"[^\W\d_]", text):
                continue
            ways = seen[text]
            if ways and counterpart not in ways:
                found[number].append(_fault(side, pair, tuple(ways.values())))
            ways.setdefault(counterpart, pair[1 - side])
    return dict(found)


def _fault(side: int, pair: Pair, ways: tuple[str, ...]) -> Fault:
    spans = (((0, len(pair[0])),), ((0, len(pair[1])),))
    if side == 0:
        message = Message("the same sentence is translated elsewhere as: {said}", said=_short(ways[0]))
        return Fault("inconsistent", message, *spans, expected=ways)
    return Fault(
        "inconsistent", Message("the same translation is used elsewhere for: {said}", said=_short(ways[0])), *spans
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def remembered(segments: SegmentIndex, pairs: Sequence[Pair | None], src_lang: str, tgt_lang: str) -> list[Pair]:
    """Pairs of the memory whose source or translation is one of these."""
    from glossary.memory.memory import Memory

    found: list[Pair] = []
    for own, other, side in ((src_lang, tgt_lang, 0), (tgt_lang, src_lang, 1)):
        memory = Memory(segments, own, other)
        for text in dict.fromkeys(pair[side] for pair in pairs if pair):
            if len(folded(text).replace(" ", "")) >= SHORT:
                for row in memory.same(text):
                    turned = row.source, row.target
                    found.append(turned if side == 0 else turned[::-1])
    return found
