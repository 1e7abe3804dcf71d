"""Check a translation: terms, numbers, dates, document symbols, omissions.

Made to be left switched on: what may be a matter of wording is not reported. A number that is spelt out may go
unsaid, an equivalent may be split or shortened to its head, a name may become “the Organization”.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from align.errors import Message
from align.languages import side_by_side
from align.types import Bead, Bitext
from align.un_documents import find_symbols
from glossary.quality.accepted import without
from glossary.quality.checklist import Rule, checklist_faults
from glossary.quality.consistency import Pair, inconsistent, remembered
from glossary.quality.digits import digit_figures
from glossary.quality.faults import Fault, FaultKind, Finding, fault_id
from glossary.quality.form import form_faults
from glossary.quality.numbers import MONTH, Figure, figures, unmatched
from glossary.quality.omitted_clauses import SHORT, OmittedClause, omitted_clauses, size, usual_ratio
from glossary.quality.order import order_faults
from glossary.quality.places import place_faults

if TYPE_CHECKING:
    from glossary.search.terms_index import TermIndex
    from glossary.store.glossary import Glossary

__all__ = ["Fault", "FaultKind", "Finding", "Options", "check", "check_bitext"]

UNEVEN = 2.6
"""How many times longer or shorter than usual a translation may be."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is checked besides the form of the sentences."""

    proposed: bool = True
    """The terms of proposed entries too, those that are probably right."""
    checklist: Sequence[Rule] = ()
    memory: bool = False
    """Compare with the translations of the same sentences that the glossary keeps."""
    others: Sequence[Pair] = ()
    """Sentence pairs of the other documents of a folder, to be consistent with."""
    accepted: Collection[str] = ()
    """Ids of faults that somebody has accepted."""


def check(
    src: Any,
    tgt: Any,
    glossary: Glossary | Sequence[Glossary] | None = None,
    *,
    src_lang: str | None = None,
    tgt_lang: str | None = None,
) -> list[Finding]:
    """Align a text with its translation and check every bead; `src` and `tgt` are as `align.alignment.aligner.align` takes them.

    >>> findings = check(["2019年批准了12个项目。"], ["In 2019 it approved 21 projects."], src_lang="zh", tgt_lang="en")
    >>> [(fault.kind, fault.message) for finding in findings for fault in finding.faults]
    [('number', '12 is not in the translation'), ('number', '21 is not in the source')]
    """
    from align.alignment.aligner import align

    return check_bitext(align(src, tgt, src_lang=src_lang, tgt_lang=tgt_lang), glossary)


def check_bitext(
    bitext: Bitext,
    glossary: Glossary | Sequence[Glossary] | None = None,
    *,
    proposed: bool = True,
    options: Options | None = None,
) -> list[Finding]:
    """Check every bead of an aligned text; the beads with faults, in order.

    Terms are those of the glossary's approved entries and, with `proposed`, of its well-founded proposed ones; of
    several glossaries, the first that knows a term says how it is translated.

    >>> from align.types import Bead, Bitext, Segment
    >>> bitext = Bitext((Segment("占投资的 45%。"),), (Segment("54 per cent of investment."),), (Bead((0,), (0,)),), "zh", "en")
    >>> [fault.message for finding in check_bitext(bitext) for fault in finding.faults]
    ['45 is not in the translation', '54 is not in the source']
    """
    options = options or Options(proposed=proposed)
    glossaries = [] if glossary is None else [glossary] if not isinstance(glossary, Sequence) else list(glossary)
    paragraphs = bitext.paragraph_numbers()
    pairs = [(side_by_side(src, bitext.src_lang), side_by_side(tgt, bitext.tgt_lang)) for _, src, tgt in bitext]
    compared = [
        None if bead.is_omission or bitext.kind(bead) == "furniture" else pair
        for bead, pair in zip(bitext.beads, pairs, strict=True)
    ]
    languages = bitext.src_lang, bitext.tgt_lang
    work = _Check(
        bitext, options, _indexes(glossaries), usual_ratio(compared, *languages), omitted_clauses(compared, *languages)
    )
    known = [*options.others, *(_memory(glossaries, compared, bitext) if options.memory else ())]
    elsewhere = inconsistent(compared, known)
    found = []
    for number, (bead, sides) in enumerate(zip(bitext.beads, pairs, strict=True)):
        faults = [*work.faults(number, bead, *sides), *elsewhere.get(number, ())]
        if faults:
            named = tuple(replace(fault, id=fault_id(fault, *sides)) for fault in faults)
            found.append(Finding(number, *sides, named, paragraphs[number]))
    return list(without(found, options.accepted))


def _indexes(glossaries: Sequence[Glossary]) -> list[TermIndex]:
    if not glossaries:
        return []
    from glossary.search.index_refresh import term_index

    return [term_index(one) for one in glossaries]


def _memory(glossaries: Sequence[Glossary], pairs: Sequence[Pair | None], bitext: Bitext) -> Iterator[Pair]:
    from glossary.search.index_refresh import segment_index

    for glossary in glossaries:
        segments = segment_index(glossary)
        if segments is not None:
            yield from remembered(segments, pairs, bitext.src_lang, bitext.tgt_lang)


@dataclass(frozen=True, slots=True)
class _Check:
    """What the check of one bead needs to know about the whole text."""

    bitext: Bitext
    options: Options
    indexes: Sequence[TermIndex]
    usual: float
    gaps: Mapping[int, OmittedClause]

    def faults(self, number: int, bead: Bead, src: str, tgt: str) -> Iterator[Fault]:
        kind = self.bitext.kind(bead)
        if kind == "furniture":
            return
        if bead.is_omission:
            yield from _omission(bead, src, tgt)
            return
        languages = self.bitext.src_lang, self.bitext.tgt_lang
        formal = list(form_faults(src, tgt, *languages, title=kind in ("title", "heading")))
        yield from formal
        if any(fault.kind == "untranslated" and fault.src_spans for fault in formal):
            return  # nothing of it is translated, so nothing more need be said
        yield from _length(src, tgt, self.usual, self.gaps.get(number))
        yield from _symbols(src, tgt)
        yield from _figures(src, tgt, *languages)
        yield from order_faults(src, tgt)
        places = list(place_faults(src, tgt, *languages))
        yield from places
        marked = {place for fault in places for span in fault.src_spans for place in range(*span)}
        yield from self._terms(src, tgt, marked)
        yield from checklist_faults(self.options.checklist, src, tgt, self.bitext.tgt_lang)

    def _terms(self, src: str, tgt: str, marked: set[int]) -> Iterator[Fault]:
        """The terms that the glossaries know; of a term that several know, what the first says."""
        if not self.indexes:
            return
        from glossary.quality.terms import term_faults

        languages = self.bitext.src_lang, self.bitext.tgt_lang
        for index in self.indexes:
            for fault in term_faults(index, src, tgt, *languages, proposed=self.options.proposed):
                span = {place for one in fault.src_spans for place in range(*one)}
                if not span or not span & marked:
                    marked |= span
                    yield fault


def _omission(bead: Bead, src: str, tgt: str) -> Iterator[Fault]:
    text = src or tgt
    if size(text) < SHORT or not re.search(r"[^\W\d_]", text):
        return
    if bead.src:
        yield Fault("omission", Message("has no translation"), src_spans=((0, len(src)),))
    else:
        yield Fault("addition", Message("has no source"), tgt_spans=((0, len(tgt)),))


def _length(src: str, tgt: str, usual: float, gap: OmittedClause | None) -> Iterator[Fault]:
    expected, actual = size(src) * usual, size(tgt)
    if expected > UNEVEN * actual and expected - actual > 2 * SHORT:
        yield Fault("length", Message("the translation is much shorter than usual; is a part left out?"))
    elif gap is not None:
        said = src[gap.start : gap.end].strip(_AROUND_A_CLAUSE)  # the message ends with a stop of its own
        message = Message("the translation is short, and has nothing for this: {said}", said=_short(said))
        yield Fault("length", message, src_spans=((gap.start, gap.end),))
    elif actual > UNEVEN * expected and actual - expected > 2 * SHORT:
        yield Fault("length", Message("the translation is much longer than usual; is a part added?"))


_AROUND_A_CLAUSE = " \u3000\n，、；：。,;:."


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _symbols(src: str, tgt: str) -> Iterator[Fault]:
    sides = [[(start, end, symbol) for start, end, symbol in find_symbols(text)] for text in (src, tgt)]
    known = [{symbol.key for _, _, symbol in side} for side in sides]
    for start, end, symbol in sides[0]:
        if symbol.key not in known[1]:
            yield Fault(
                "symbol", Message("{said} is not in the translation", said=symbol.text), src_spans=((start, end),)
            )
    for start, end, symbol in sides[1]:
        if symbol.key not in known[0]:
            yield Fault("symbol", Message("{said} is not in the source", said=symbol.text), tgt_spans=((start, end),))


def _figures(src: str, tgt: str, src_lang: str, tgt_lang: str) -> Iterator[Fault]:
    source_figures, target_figures = figures(src, src_lang), figures(tgt, tgt_lang)
    source_checked, target_checked = source_figures, target_figures
    if not {src_lang, tgt_lang} <= {"zh", "en"}:  # numbers in words are read in these two only
        source_checked, target_checked = list(digit_figures(src, src_lang)), list(digit_figures(tgt, tgt_lang))
        source_figures, target_figures = [*source_checked, *source_figures], [*target_checked, *target_figures]
    for figure in _once(unmatched(source_checked, target_figures)):
        shown = src[figure.start : figure.end].strip()
        yield Fault(
            "number", Message("{said} is not in the translation", said=shown), src_spans=((figure.start, figure.end),)
        )
    for figure in _once(unmatched(target_checked, source_figures)):
        shown = tgt[figure.start : figure.end].strip()
        yield Fault(
            "number", Message("{said} is not in the source", said=shown), tgt_spans=((figure.start, figure.end),)
        )


def _once(found: Iterable[Figure]) -> Iterator[Figure]:
    """Each value once; of a date, its month only where day and year are right."""
    seen: set[Any] = set()
    every = list(found)
    for figure in every:
        month = any(value > MONTH for value in figure.values)
        if figure.values not in seen and not (month and any(min(one.values) < MONTH for one in every if one != figure)):
            seen.add(figure.values)
            yield figure
