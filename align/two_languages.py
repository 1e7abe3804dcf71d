"""Two languages in one file: which paragraphs belong to which side.

The sides may stand on facing pages, in two columns, in two columns of a table, paragraph under paragraph, one after
the other, or one after the other within a paragraph. In all of them the paragraphs of one language, in their order,
are one side; only how they lie among each other differs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align.bilingual_paragraphs import LETTERS, parted, script_in, weight
from align.errors import UnknownLanguage, UnreadableInput
from align.readers.line_joining import WritingConventions, glue, sliced
from align.types import Document, Paragraph

__all__ = ["Sides", "sides", "two_sides"]

LEAST = 0.2
"""Smallest share of the text that a side can have; a Chinese character counts as three letters."""
PARAGRAPHS = 2
"""Smallest number of paragraphs that a side can have."""
_LONG = 60
"""Number of letters from which on the language of a paragraph in Latin script is determined."""
_ORDER = ("zh", "ja", "ko", "ru", "ar", "fr", "es", "de", "en")


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a file, source first, and how they lie among each other."""

    src: Document
    tgt: Document
    layout: str
    """`facing pages`, `columns`, `table`, `paragraph under paragraph`, `one after the other`, or `pairs of segments`."""


def sides(document: Document, src_lang: str | None = None, tgt_lang: str | None = None) -> Sides:
    """The sides of a document in two languages; those asked for, else Chinese before English.

    Raises UnreadableInput where it is in one language, or not in those two.

    >>> from align.readers import read_bytes
    >>> text = "大会通过了决议。\\n\\nThe Conference adopted a resolution.\\n\\n会议闭幕。\\n\\nThe meeting closed."
    >>> found = sides(read_bytes(text.encode(), "both.txt"))
    >>> [p.text for p in found.src.paragraphs], found.tgt.language, found.layout
    (['大会通过了决议。', '会议闭幕。'], 'en', 'paragraph under paragraph')
    """
    found = two_sides(document)
    if found is None:
        raise UnreadableInput(
            "is in one language only",
            where=document.path,
            remedy="name its translation as well: align pair SRC TGT",
        )
    languages = (found.src.language, found.tgt.language)
    if any(code and code not in languages for code in (src_lang, tgt_lang)):
        raise UnreadableInput(
            "is in {src} and {tgt}",
            where=document.path,
            remedy="name these, or neither, with --src-lang and --tgt-lang",
            src=languages[0],
            tgt=languages[1],
        )
    turned = src_lang == languages[1] or tgt_lang == languages[0]
    return Sides(found.tgt, found.src, found.layout) if turned else found


def two_sides(document: Document) -> Sides | None:
    """The sides of a document, or None where it is in one language."""
    from align.readers.segment_pairs import SEGMENT_PAIRS, both_sides

    if document.format in SEGMENT_PAIRS:
        both = both_sides(document)
        return None if both is None or both[0].language == both[1].language else Sides(*both, "pairs of segments")
    whole = [p for p in document.paragraphs if p.kind != "furniture"]
    beside = _by_column(document, whole)
    if beside is not None:
        return beside
    weights: Counter[str] = Counter()
    for p in whole:
        for script in LETTERS:
            weights[script] += weight(script, p.text)
    (first, most), (second, least) = weights.most_common(2)
    if least >= LEAST * (most + least):
        parts = [part for p in whole for part in parted(p, first, second)]
        keys = [script_in(part.text, first, second) for part in parts]
    else:
        # One script, perhaps two languages of it.
        parts, keys = whole, _languages(whole)
    return _sides(document, parts, keys)


_ALIKE = 0.7
"""Share of the paragraphs of a column that the other one has as well where the text was not translated."""
_MOST = 0.8
"""Share of the pages in columns, and of the text in them, that makes a document one of two columns."""


def _by_column(document: Document, whole: Sequence[Paragraph]) -> Sides | None:
    """The left and the right columns as sides, where they are in two languages or, not translated, the same."""
    pages: dict[int, tuple[list[Paragraph], list[Paragraph]]] = {}
    beside = 0
    for p in whole:
        if p.column and p.page is not None:
            pages.setdefault(p.page, ([], []))[p.column - 1].append(p)
            beside += len(p.text)
    if beside < _MOST * sum(len(p.text) for p in whole):
        return None
    spoken: tuple[list[str], list[str]] = ([], [])
    same = 0
    for left, right in pages.values():
        texts = [re.sub(r"\W", "", p.text) for p in left], [re.sub(r"\W", "", p.text) for p in right]
        if texts[0] and sum(text in texts[1] for text in texts[0]) >= _ALIKE * len(texts[0]):
            same += 1
            continue
        for side, mine in zip(spoken, (left, right), strict=True):
            side += [p.text for p in mine]
    languages = [_language("\n".join(side)) for side in spoken]
    if None in languages or languages[0] == languages[1]:
        return None
    different = sum(
        _language(" ".join(p.text for p in left)) != _language(" ".join(p.text for p in right))
        for left, right in pages.values()
    )
    if different + same < _MOST * len(pages):
        return None
    codes = (languages[0] or "", languages[1] or "")
    owned = [(part, owner) for p in whole for part, owner in _owned(p, codes)]
    habits = WritingConventions.of(document.text)
    columns = ([part for part, owner in owned if owner == code] for code in codes)
    found = [_side(document, _over_pages(c, habits), code) for c, code in zip(columns, codes, strict=True)]
    found.sort(key=_place)
    return Sides(found[0], found[1], "columns")


_SCRIPT_OF = {
    "zh": "han",
    "ja": "han",
    "ru": "cyrillic",
    "uk": "cyrillic",
    "bg": "cyrillic",
    "ar": "arabic",
    "fa": "arabic",
}


def _owned(paragraph: Paragraph, languages: tuple[str, str]) -> Iterator[tuple[Paragraph, str | None]]:
    """The parts of a paragraph with the languages of the sides they belong to.

    A column that ends in the middle of a sentence is read on in what the next page begins with, which is the other column's.
    """
    if not paragraph.column:
        yield paragraph, _language(paragraph.text)
        return
    own = languages[paragraph.column - 1]
    scripts = [_SCRIPT_OF.get(language, "latin") for language in languages]
    if scripts[0] == scripts[1]:
        yield paragraph, own
        return
    mine, others = scripts if own == languages[0] else scripts[::-1]
    for part in parted(paragraph, mine, others):
        turned = script_in(part.text, mine, others) == others and part.text != paragraph.text
        yield part, languages[2 - paragraph.column] if turned else own


def _over_pages(paragraphs: Sequence[Paragraph], habits: WritingConventions) -> list[Paragraph]:
    """The paragraphs of a column, a sentence that goes on in the same column of the next page in one piece again.

    A page is read to its end before the next one, so that the other column stands between the halves.
    """
    from align.readers.lines import ends_sentence

    out: list[Paragraph] = []
    for p in paragraphs:
        last = out[-1] if out else None
        if (
            last is not None
            and (last.kind in ("paragraph", "list item") or (last.kind == "heading" and _is_cut_off(last.text, p.text)))
            and (p.kind, p.label) == ("paragraph", None)
            and (p.page, p.column) != (last.page, last.column)
            and not ends_sentence(last.text)
            and last.text[-1] not in ":：;；"
        ):
            out[-1] = _together(last, p, habits)
        else:
            out.append(p)
    return out


def _is_cut_off(before: str, after: str) -> bool:
    """Whether what looks like a heading, a line by itself at the foot of a column, is the head of a sentence."""
    return after[0].islower() or bool(re.search("[，、；]", before))


def _together(one: Paragraph, other: Paragraph, habits: WritingConventions) -> Paragraph:
    between, dropped = glue(one.text, other.text, habits)
    kept = len(one.text) - dropped
    at = kept + len(between)
    return replace(
        one,
        text=one.text[:kept] + between + other.text,
        runs=sliced(one.runs, 0, kept) + tuple((at + start, place, length) for start, place, length in other.runs),
        marks=one.marks + tuple((at + start, label) for start, label in other.marks),
    )


def _language(text: str) -> str | None:
    from align.languages import detect

    try:
        return detect(text)
    except UnknownLanguage:
        return None


def _side(document: Document, paragraphs: Sequence[Paragraph], language: str) -> Document:
    from align.languages import script_of

    script = script_of("\n".join(p.text for p in paragraphs)) if language == "zh" else None
    return replace(document, paragraphs=tuple(paragraphs), language=language, script=script)


def _place(side: Document) -> float:
    return _ORDER.index(side.language) if side.language in _ORDER else 6.5


def _sides(document: Document, parts: Sequence[Paragraph], keys: Sequence[str | None]) -> Sides | None:
    totals: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for part, key in zip(parts, keys, strict=True):
        if key is not None:
            totals[key] += sum(weight(script, part.text) for script in LETTERS)
            counts[key] += 1
    if len(totals) < 2:
        return None
    (one, most), (other, least) = totals.most_common(2)
    if least < LEAST * (most + least) or min(counts[one], counts[other]) < PARAGRAPHS:
        return None
    keys = [key if key in (one, other) else None for key in keys]
    layout = _layout(parts, keys)
    chosen = _filled(keys)
    found = []
    for key in (one, other):
        mine = [part for part, owners in zip(parts, chosen, strict=True) if key in owners]
        mine = _once(mine)
        language = _language("\n".join(part.text for part in mine))
        if language is None:
            return None
        found.append(_side(document, mine, language))
    if found[0].language == found[1].language:
        return None
    found.sort(key=_place)
    return Sides(found[0], found[1], layout)


def _languages(paragraphs: Sequence[Paragraph]) -> list[str | None]:
    """Languages of paragraphs in one script; None for a short one."""
    return [_language(p.text) if len(p.text) >= _LONG else None for p in paragraphs]


def _filled(keys: Sequence[str | None]) -> list[frozenset[str]]:
    """To which sides each paragraph belongs: one of no language, as a number, to both where it stands between them."""
    before, after = list(keys), list(keys)
    for n in range(1, len(keys)):
        before[n] = before[n] or before[n - 1]
    for n in range(len(keys) - 2, -1, -1):
        after[n] = after[n] or after[n + 1]
    return [frozenset(filter(None, pair)) for pair in zip(before, after, strict=True)]


def _once(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The document without the second copy of pages whose two halves are the same, because they were not translated."""
    pages: dict[int | None, list[Paragraph]] = {}
    for p in paragraphs:
        pages.setdefault(p.page, []).append(p)
    out: list[Paragraph] = []
    for page, mine in pages.items():
        half = len(mine) // 2
        texts = [re.sub(r"\W", "", p.text) for p in mine]
        again = sum(text in texts[:n] for n, text in enumerate(texts))
        if page is not None and half >= 2 and again >= 0.7 * half:
            mine = [p for n, p in enumerate(mine) if texts[n] not in texts[:n]]
        out += mine
    return out


def _layout(parts: Sequence[Paragraph], keys: Sequence[str | None]) -> str:
    known = [(part, key) for part, key in zip(parts, keys, strict=True) if key is not None]
    turns = sum(a[1] != b[1] for a, b in pairwise(known))
    cells = sum(part.kind == "cell" for part, _ in known)
    if cells > 0.5 * len(known):
        return "table"
    if turns == 1:
        return "one after the other"
    pages: dict[int, list[str]] = {}
    for part, key in known:
        if part.page is not None:
            pages.setdefault(part.page, []).append(key)
    if len(pages) > 1 and turns <= 2.5 * len(pages):
        alone = sum(len(set(found)) == 1 for found in pages.values())
        return "facing pages" if alone > 0.7 * len(pages) else "columns"
    if len(pages) == 1 and turns <= 2:
        return "columns"
    return "paragraph under paragraph"
