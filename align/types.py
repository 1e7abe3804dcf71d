"""The types that travel down the data's way: Document, Segment, Bead, Bitext.

All are immutable. Positions are code points, counted from 0; spans are half-open, `[start, end)`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

__all__ = ["Bead", "Bitext", "Document", "Judgement", "Kind", "Paragraph", "Run", "Segment", "Verdict"]

Kind = Literal["title", "heading", "paragraph", "list item", "cell", "footnote", "furniture"]
"""What a paragraph is. `furniture` (page headers, page numbers, rules, bare links) is kept and not aligned."""

Verdict = Literal["translation", "unrelated", "same language", "too short"]
"""What two texts are to each other. `too short`: there are too few sentences to tell."""

Run = tuple[int, int, int]
"""(offset in the paragraph's text, offset in the document's text, length): code points copied as they stand."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it is read: broken lines joined, stray spaces gone, its label taken off.

    `text` need not stand in the document letter by letter; `runs` says where each part of it does.

    >>> p = Paragraph("工发组织编写", runs=((0, 3, 4), (4, 9, 2)), label="2.", number="2")
    >>> p.locate(2, 6)
    (5, 11)
    """

    text: str
    kind: Kind = "paragraph"
    runs: tuple[Run, ...] = ()
    label: str | None = None
    """The label as printed: “1.”, “一.”, “(a)”, “㈠”; for a footnote, its mark."""
    number: str | None = None
    """The label in a form both languages share: “1”, “1” (for 一 and I), “a”, “1”."""
    level: int = 0
    """Depth of a heading or list item, from 1."""
    page: int | None = None
    """Page of the file, from 1, where the format has pages."""
    column: int = 0
    """Column of its page, 1 on the left and 2 on the right, where the page has two; of formats that hold pairs of segments
    1 for the source and 2 for the target; otherwise 0."""
    marks: tuple[tuple[int, str], ...] = ()
    """Footnote marks taken out of the flow: (offset in `text` they stood at, label of the footnote)."""
    place: str | None = None
    """Where it stands in formats that have places of their own: time of a subtitle (“00:01:02.500”), cell (“Plan!B4”)."""

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Span of the document's text that `text[start:end]` was read from."""
        if not self.runs:
            raise ValueError("this paragraph does not know its place in a document")
        return self._place(start), self._place(max(start, end - 1)) + (end > start)

    def _place(self, offset: int) -> int:
        index = max(0, bisect_right(self.runs, (offset, float("inf"), 0)) - 1)
        at, place, length = self.runs[index]
        return place + max(0, min(offset - at, length - 1))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read: its text, and the paragraphs found in it.

    `metadata` holds what a UN document says of itself, as text: symbol, body, session, agenda_item, date,
    title, original_language; a key is absent when it was not found.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    language: str
    """Primary subtag of BCP 47: zh, en, fr, es, ru, ar, de ..."""
    path: str | None = None
    format: str = "text"
    encoding: str | None = None
    script: str | None = None
    """Hans or Hant for Chinese, otherwise None."""
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def _repr_html_(self) -> str:
        """What a notebook shows: the first paragraphs with their kind and number."""
        from align.notebook import html_table

        caption = " · ".join(filter(None, (self.path, self.language, self.metadata.get("symbol"))))
        rows = ((p.kind, p.number or "", p.text) for p in self.paragraphs)
        return html_table(caption, ("kind", "number", "text"), rows, len(self.paragraphs))


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, heading, list item or cell: the unit that is aligned.

    `start` and `end` are its span in the document's text, None where there is no document (a line of a file
    split already, a side of a TMX). `paragraph` is the index of its paragraph in the document.
    """

    text: str
    start: int | None = None
    end: int | None = None
    paragraph: int = 0
    kind: Kind = "paragraph"
    number: str | None = None
    """The number of its paragraph, on the paragraph's first segment only."""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments that translate each other: numbers of source and target segments, consecutive, from 0.

    One side may be empty: an omission.

    >>> Bead((0, 1), (2,), confidence=0.9).is_omission
    False
    """

    src: tuple[int, ...]
    tgt: tuple[int, ...]
    confidence: float = 1.0
    """Estimated probability, 0 to 1, that exactly these segments belong together."""
    confirmed: bool = False
    """A person has made or checked this bead; nothing automatic changes it any more."""

    @property
    def is_omission(self) -> bool:
        return not (self.src and self.tgt)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two texts are translations of each other.

    >>> Judgement("unrelated", 0.004).refused, Judgement("unrelated", 0.004, forced=True).refused
    (True, False)
    """

    verdict: Verdict
    probability: float | None = None
    """Estimated probability, 0 to 1, that they are; None where it cannot be told."""
    forced: bool = False
    """A person has taken the pair all the same."""

    @property
    def refused(self) -> bool:
        """Whether nothing may be learned from the pair."""
        return self.verdict in ("unrelated", "same language") and not self.forced

    def __str__(self) -> str:
        return (
            self.verdict
            + (f" {self.probability:.4f}" if self.probability is not None else "")
            + " forced" * self.forced
        )

    @classmethod
    def parse(cls, text: str) -> Judgement | None:
        """What `str` has written, None for anything else.

        >>> Judgement.parse("same language forced")
        Judgement(verdict='same language', probability=None, forced=True)
        """
        for verdict in get_args(Verdict):
            if text.startswith(verdict):
                number, _, forced = text.removeprefix(verdict).strip().partition("forced")
                try:
                    value = float(number) if number.strip() else None
                except ValueError:
                    return None
                known = value is None or 0 <= value <= 1
                return cls(verdict, value, forced=text.endswith(" forced")) if known and not forced else None
        return None


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two texts and the beads between them; the beads cover every segment of both sides, in order."""

    src: tuple[Segment, ...]
    tgt: tuple[Segment, ...]
    beads: tuple[Bead, ...]
    src_lang: str
    tgt_lang: str
    src_path: str | None = None
    tgt_path: str | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Metadata of the pair of documents: symbol, body, session, title ... (see Document.metadata)."""
    judgement: Judgement | None = None
    """Whether the two are translations of each other; None where nobody has asked."""

    def __iter__(self) -> Iterator[tuple[Bead, tuple[str, ...], tuple[str, ...]]]:
        """Each bead with the texts of its two sides."""
        for bead in self.beads:
            yield bead, tuple(self.src[n].text for n in bead.src), tuple(self.tgt[n].text for n in bead.tgt)

    def _repr_html_(self) -> str:
        """What a notebook shows: the first beads with their confidence."""
        from align.notebook import html_table

        rows = ((f"{bead.confidence:.2f}", " ".join(src), " ".join(tgt)) for bead, src, tgt in self)
        caption = f"{self.src_lang}-{self.tgt_lang}, {len(self.beads):,} beads"
        return html_table(caption, ("confidence", self.src_lang, self.tgt_lang), rows, len(self.beads))

    def kind(self, bead: Bead) -> Kind:
        """Kind of the bead's first segment."""
        return self.src[bead.src[0]].kind if bead.src else self.tgt[bead.tgt[0]].kind

    def paragraph(self, bead: Bead) -> int:
        """Index of the paragraph that the bead's first segment stands in, on the side that it has."""
        return self.src[bead.src[0]].paragraph if bead.src else self.tgt[bead.tgt[0]].paragraph

    def paragraph_numbers(self) -> list[str]:
        """For each bead, the number of the paragraph that it begins in, as printed; empty where it has none.

        It is what a reader would cite, so that a heading has none: its “II.” numbers no paragraph.

        >>> src = (Segment("甲。", paragraph=4, number="2"), Segment("乙。", paragraph=4))
        >>> Bitext(src, (), (Bead((0,), ()), Bead((1,), ())), "zh", "en").paragraph_numbers()
        ['2', '2']
        """
        src, tgt = (
            {one.paragraph: one.number for one in side if one.number and one.kind not in ("title", "heading")}
            for side in (self.src, self.tgt)
        )
        return [(src if bead.src else tgt).get(self.paragraph(bead), "") for bead in self.beads]
