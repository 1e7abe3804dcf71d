"""What all formats share: the beads that go out, what is lost on the way, and beads put together to a Bitext again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath, PureWindowsPath
from types import MappingProxyType
from typing import get_args

from align.errors import InvalidExchange, Message
from align.languages import side_by_side
from align.locales import SRC_LOCALE, TGT_LOCALE, known_locale
from align.types import Bead, Bitext, Judgement, Kind, Segment

__all__ = [
    "JUDGEMENT",
    "KINDS",
    "BitextBuilder",
    "Losses",
    "Numbering",
    "Row",
    "document_name",
    "joined",
    "mark",
    "metadata_of",
    "primary",
    "rows",
    "xml_text",
]

KINDS: frozenset[str] = frozenset(get_args(Kind))

JUDGEMENT = "judgement"
"""Key under which the judgement of a pair of texts travels with their metadata."""

PART = 20_000
"""Beads of a file without documents that make one Bitext, so that a file of any length can be read."""

# What XML 1.0 (section 2.2, Char) does not admit.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Losses:
    """Beads written, and what a format could not carry or was told to leave out, by name.

    >>> losses = Losses(written=10)
    >>> losses.lost["omissions"] += 2
    >>> str(losses)
    '2 omissions'
    """

    written: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in sorted(self.lost.items()) if count)


@dataclass(frozen=True, slots=True)
class Row:
    """A bead on its way out: its number in the bitext, from 0, and the segments of its two sides."""

    number: int
    bead: Bead
    src: tuple[Segment, ...]
    tgt: tuple[Segment, ...]
    kind: str
    paragraph: int

    @property
    def confidence(self) -> float:
        """Rounded to four decimals: more would be noise, and would make files differ that say the same."""
        return round(float(self.bead.confidence), 4)


def rows(bitext: Bitext, losses: Losses, min_confidence: float = 0.0, *, omissions: bool = True) -> Iterator[Row]:
    """The beads of a bitext that are written; `losses` counts them, and those that are left out.

    >>> from align.types import Segment
    >>> bitext = Bitext((Segment("一。"),), (Segment("One."),), (Bead((0,), (0,), 0.4),), "zh", "en")
    >>> losses = Losses()
    >>> [(row.number, row.src[0].text) for row in rows(bitext, losses)], list(rows(bitext, losses, 0.5))
    ([(0, '一。')], [])
    """
    for number, bead in enumerate(bitext.beads):
        src = tuple(bitext.src[n] for n in bead.src)
        tgt = tuple(bitext.tgt[n] for n in bead.tgt)
        if not (omissions or (_says(src) and _says(tgt))):
            losses.lost["omissions"] += 1
        elif bead.confidence < min_confidence:
            losses.lost["beads below the confidence asked for"] += 1
        elif bead.src or bead.tgt:
            losses.written += 1
            yield Row(number, bead, src, tgt, bitext.kind(bead), bitext.paragraph(bead))


def _says(segments: Iterable[Segment]) -> bool:
    """Whether there is any text; an empty line of a file split into lines has none."""
    return any(segment.text.strip() for segment in segments)


def document_name(bitext: Bitext) -> str:
    """What to call the document: its symbol, else the name of its source file or of its translation, else nothing.

    >>> document_name(Bitext((), (), (), "zh", "en", src_path="in/report.zh.txt"))
    'report.zh.txt'
    """
    symbol = bitext.metadata.get("symbol", "")
    path = bitext.src_path or bitext.tgt_path
    return symbol or (PurePath(path).name if path else "")


class Numbering:
    """Numbers of beads through the whole of a document that comes in several bitexts, as a long file does.

    >>> piece = Bitext((), (), (Bead((), ()),) * 3, "zh", "en", src_path="corpus.zh")
    >>> numbering = Numbering()
    >>> numbering.first(piece), numbering.first(piece)
    (0, 3)
    """

    def __init__(self) -> None:
        self._next: dict[tuple[str, str, str], int] = {}

    def first(self, bitext: Bitext) -> int:
        """The number of the bitext's first bead; the next bitext of the document goes on behind its last one."""
        key = document_name(bitext), bitext.src_lang, bitext.tgt_lang
        first = self._next.get(key, 0)
        self._next[key] = first + len(bitext.beads)
        return first


def notes_about(bitext: Bitext) -> dict[str, str]:
    """What the file of one bitext says of it beside its sentences: symbol, target file, judgement, by category.

    >>> notes_about(Bitext((), (), (), "zh", "en", tgt_path="en/report.docx"))
    {'target file': 'en/report.docx', 'no source file': "the name above is the document's"}
    """
    known = {
        "symbol": bitext.metadata.get("symbol"),
        "target file": file_name(bitext.tgt_path),
        "judgement": mark(bitext),
        "no source file": None if bitext.src_path else "the name above is the document's",
    }
    return {category: text for category, text in known.items() if text}


def file_name(path: str | None) -> str | None:
    """The name of a file in what is written for others: the last part of an absolute path, so that it does not tell of
    our folders.

    >>> file_name("/home/li/session/GC20_14_C.pdf"), file_name("zh/GC20_14.pdf"), file_name(r"C:\\Li\\a.docx")
    ('GC20_14_C.pdf', 'zh/GC20_14.pdf', 'a.docx')
    """
    if not path:
        return None
    if re.match(r"[A-Za-z]:[\\/]|\\\\", path):
        return PureWindowsPath(path).name
    return PurePath(path).name if path.startswith("/") else path


def metadata_of(bitext: Bitext) -> dict[str, str]:
    """The metadata as they are written, with the judgement among them.

    >>> metadata_of(Bitext((), (), (), "zh", "en", metadata={"symbol": "GC.20/14"}))
    {'symbol': 'GC.20/14'}
    """
    known = dict(bitext.metadata)
    return known if bitext.judgement is None else known | {JUDGEMENT: str(bitext.judgement)}


def mark(bitext: Bitext) -> str | None:
    """What a format for exchange says of two texts that are not translations of each other; None of all others.

    >>> from align.types import Judgement
    >>> mark(Bitext((), (), (), "zh", "en", judgement=Judgement("unrelated", 0.01)))
    'unrelated 0.0100'
    """
    judgement = bitext.judgement
    return str(judgement) if judgement is not None and (judgement.refused or judgement.forced) else None


def joined(segments: Iterable[Segment], language: str) -> str:
    """Sentences as one text: side by side in Chinese and Japanese, with a space elsewhere.

    >>> joined([Segment("Yes."), Segment("No.")], "en")
    'Yes. No.'
    """
    return side_by_side((segment.text for segment in segments), language)


def xml_text(text: str, losses: Losses) -> str:
    """The text without the control characters that XML does not admit, which are counted.

    >>> losses = Losses()
    >>> xml_text("a\\x0bb", losses), str(losses)
    ('ab', '1 control characters')
    """
    clean, removed = _NOT_XML.subn("", text)
    if removed:
        losses.lost["control characters"] += removed
    return clean


class BitextBuilder:
    """Beads read one after the other, given out as Bitexts where one document ends and the next begins.

    A new document begins when its languages, symbol or paths change, or when the bead numbers start anew.
    """

    def __init__(self, where: str, *, src_lang: str | None = None, tgt_lang: str | None = None) -> None:
        self._where = where
        self._asked = (src_lang, tgt_lang)
        self._head: tuple[object, ...] | None = None
        self._metadata: dict[str, str] = {}
        self._last = -1
        self._src: list[Segment] = []
        self._tgt: list[Segment] = []
        self._beads: list[Bead] = []

    def add(
        self,
        src: Sequence[Segment],
        tgt: Sequence[Segment],
        confidence: float,
        *,
        number: int | None,
        confirmed: bool = False,
        src_lang: str | None,
        tgt_lang: str | None,
        src_path: str | None = None,
        tgt_path: str | None = None,
        symbol: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Iterator[Bitext]:
        """Add a bead; gives the finished bitext when this bead begins another document."""
        head = (src_lang, tgt_lang, src_path or None, tgt_path or None, symbol or None)
        anew = number is not None and number <= self._last
        part = not any(head[2:]) and len(self._beads) >= PART
        if self._beads and (head != self._head or anew or part):
            yield from self.finish()
        self._head = head
        if metadata:
            self._metadata.update(metadata)
        self._last = -1 if number is None else number
        first_src, first_tgt = len(self._src), len(self._tgt)
        self._src.extend(src)
        self._tgt.extend(tgt)
        self._beads.append(
            Bead(
                tuple(range(first_src, len(self._src))), tuple(range(first_tgt, len(self._tgt))), confidence, confirmed
            )
        )

    def finish(self) -> Iterator[Bitext]:
        """The document gathered so far, if there is one."""
        if self._head is None or not self._beads:
            return
        src_lang, tgt_lang, src_path, tgt_path, symbol = self._head
        metadata = dict(self._metadata)
        judgement = Judgement.parse(metadata.get(JUDGEMENT, ""))
        if judgement is not None:
            del metadata[JUDGEMENT]
        if symbol:
            metadata.setdefault("symbol", str(symbol))
        asked_src, asked_tgt = (primary(code) for code in self._asked)
        for key, code in ((SRC_LOCALE, src_lang), (TGT_LOCALE, tgt_lang)):
            tag = known_locale(code, primary(code) or "")
            if tag:
                metadata.setdefault(key, tag)
        bitext = Bitext(
            tuple(self._src),
            tuple(self._tgt),
            tuple(self._beads),
            primary(src_lang) or asked_src or self._detect(self._src),
            primary(tgt_lang) or asked_tgt or self._detect(self._tgt),
            None if src_path is None else str(src_path),
            None if tgt_path is None else str(tgt_path),
            MappingProxyType(metadata),
            judgement,
        )
        self._src, self._tgt, self._beads, self._metadata, self._last = [], [], [], {}, -1
        if asked_src in (None, bitext.src_lang) and asked_tgt in (None, bitext.tgt_lang):
            yield bitext
        elif asked_src in (None, bitext.tgt_lang) and asked_tgt in (None, bitext.src_lang):
            yield _turned(bitext)
        else:
            raise InvalidExchange(
                "holds {src_lang} and {tgt_lang}, not {asked_src} and {asked_tgt}",
                where=self._where,
                remedy="ask for these two languages",
                src_lang=bitext.src_lang,
                tgt_lang=bitext.tgt_lang,
                asked_src=asked_src or Message("any"),
                asked_tgt=asked_tgt or Message("any"),
            )

    def _detect(self, segments: list[Segment]) -> str:
        from align.languages import detect

        sample = " ".join(segment.text for segment in segments[:200])[:5000]
        if not sample.strip():
            remedy = "give --src-lang and --tgt-lang"
            raise InvalidExchange("does not say its languages", where=self._where, remedy=remedy)
        return detect(sample)


def primary(code: object) -> str | None:
    """The primary subtag of a language code, in small letters.

    >>> primary("zh_CN"), primary("EN-us"), primary(None)
    ('zh', 'en', None)
    """
    return re.split("[-_]", str(code).strip())[0].lower() or None if code else None


def _turned(bitext: Bitext) -> Bitext:
    other = {SRC_LOCALE: TGT_LOCALE, TGT_LOCALE: SRC_LOCALE}
    beads = tuple(replace(bead, src=bead.tgt, tgt=bead.src) for bead in bitext.beads)
    return Bitext(
        bitext.tgt,
        bitext.src,
        beads,
        bitext.tgt_lang,
        bitext.src_lang,
        bitext.tgt_path,
        bitext.src_path,
        MappingProxyType({other.get(key, key): value for key, value in bitext.metadata.items()}),
        bitext.judgement,
    )
