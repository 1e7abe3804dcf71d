"""Learns a lexicon from the confirmed beads of a folder, for the documents still to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from align.correction import journal
from align.correction.library import BitextFolder
from align.errors import AlignError
from align.lexicon.learned import Lexicon
from align.types import Bitext

__all__ = ["LEXICON", "align_rest", "confirmed"]

LEXICON = "lexicon.parquet"
"""Where the folder keeps what was learned; `align pair --lexicon` and `align batch` take it as well."""


def confirmed(bitexts: Iterable[Bitext]) -> Iterator[Bitext]:
    """The bitexts with nothing but the beads that a person has confirmed, where there are any.

    >>> from align.types import Bead, Segment
    >>> beads = (Bead((0,), (0,), 0.6, confirmed=True), Bead((1,), (1,), 0.9))
    >>> bitext = Bitext((Segment("一。"), Segment("二。")), (Segment("One."), Segment("Two.")), beads, "zh", "en")
    >>> [one.beads for one in confirmed([bitext])]
    [(Bead(src=(0,), tgt=(0,), confidence=1.0, confirmed=True),)]
    """
    for bitext in bitexts:
        sure = (replace(bead, confidence=1.0) for bead in bitext.beads if bead.confirmed and not bead.is_omission)
        beads = tuple(sure)
        if beads:
            yield replace(bitext, beads=beads)


def align_rest(bitexts: BitextFolder, name: str, *, expected: str | None = None, by: str = "") -> int:
    """Align again what nobody has confirmed in a document, and return how many word pairs helped.

    The lexicon is learned from every confirmed bead of the folder and kept there. Raises Stale as `journal.revise` does.
    """
    from align.alignment.aligner import align

    path = bitexts.path(name)
    before = journal.revise(path, lambda revision: revision, expected=expected)
    here = before.bitext
    taught = list(confirmed(_same_languages(bitexts, here)))
    lexicon: Lexicon | None = None
    if taught:
        lexicon = Lexicon.learn(taught)
        lexicon.write(Path(bitexts.folder, LEXICON))
    again = partial(align, src_lang=here.src_lang, tgt_lang=here.tgt_lang, lexicon=lexicon)
    after = before.align_rest(again).signed(before, by=by, when=datetime.now(UTC).isoformat())
    journal.revise(path, lambda _: after, expected=journal.token(before))
    return len(lexicon.entries) if lexicon is not None else 0


def _same_languages(bitexts: BitextFolder, like: Bitext) -> Iterator[Bitext]:
    for entry in bitexts.entries():
        if entry.confirmed and (entry.src_lang, entry.tgt_lang) == (like.src_lang, like.tgt_lang):
            try:
                yield journal.load(bitexts.path(entry.name)).bitext
            except AlignError:
                continue  # it was damaged or taken away since it was listed; the list says so
