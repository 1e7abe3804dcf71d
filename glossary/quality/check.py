"""Check a translation: terms, numbers, dates, document symbols, omissions.

Made to be left switched on: what may be a matter of wording is not reported. A number that is spelt out may go
unsaid, an equivalent may be split or shortened to its head, a name may become “the Organization”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Literal

from align.types import Bead, Bitext
from align.un_documents import find_symbols
from glossary.quality.numbers import MONTH, Figure, figures, unanswered
from glossary.search import highlights, keys
from glossary.types import Concept, Term

if TYPE_CHECKING:
    from glossary.search.terms_index import TermIndex
    from glossary.store.glossary import Glossary

__all__ = ["Fault", "FaultKind", "Finding", "check", "check_bitext"]

FaultKind = Literal["term missing", "term to avoid", "number", "symbol", "omission", "addition", "length"]
Span = tuple[int, int]

SURE = 0.5
"""Score from which a proposed entry counts as known; an approved one always does."""
SEEN = 2
"""Beads that must show a proposed entry for it to count as known."""
SHORT = 12
"""Characters of Chinese, or as much of another language, below which a segment alone on its side is no omission worth a word."""
AGAINST = ("deprecated", "superseded", "forbidden")
UNEVEN = 2.6
"""How many times longer or shorter than usual a translation may be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a bead that a reviser should look at.

    Spans are of `Finding.src` and `Finding.tgt`, code points. `expected` says what would have been right, best first.
    """

    kind: FaultKind
    message: str
    src_spans: tuple[Span, ...] = ()
    tgt_spans: tuple[Span, ...] = ()
    expected: tuple[str, ...] = ()
    concept: str | None = None
    """Id of the entry in the glossary."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A bead with its faults; `bead` is its index in the bitext."""

    bead: int
    src: str
    tgt: str
    faults: tuple[Fault, ...]
    paragraph: str = ""
    """Number of the paragraph as printed, where it has one."""


def check(
    src: Any, tgt: Any, glossary: Glossary | None = None, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> list[Finding]:
    """Align a text with its translation and check every bead; `src` and `tgt` are as `align.alignment.aligner.align` takes them."""
    from align.alignment.aligner import align

    return check_bitext(align(src, tgt, src_lang=src_lang, tgt_lang=tgt_lang), glossary)


def check_bitext(bitext: Bitext, glossary: Glossary | None = None, *, proposed: bool = True) -> list[Finding]:
    """Check every bead of an aligned text; the beads with faults, in order.

    Terms are those of the glossary's approved entries and, with `proposed`, of its well-founded proposed ones.

    >>> from align.types import Bead, Bitext, Segment
    >>> bitext = Bitext((Segment("占投资的 45%。"),), (Segment("54 per cent of investment."),), (Bead((0,), (0,)),), "zh", "en")
    >>> [fault.message for finding in check_bitext(bitext) for fault in finding.faults]
    ['45 is not in the translation', '54 is not in the source']
    """
    index = None
    if glossary is not None:
        from glossary.search.index_refresh import term_index

        index = term_index(glossary)
    usual = _usual_ratio(bitext)
    found = []
    paragraphs = bitext.paragraph_numbers()
    for number, (bead, sources, targets) in enumerate(bitext):
        sides = _joined(sources, bitext.src_lang), _joined(targets, bitext.tgt_lang)
        faults = tuple(_faults(bitext, bead, *sides, index, usual, proposed))
        if faults:
            found.append(Finding(number, *sides, faults, paragraphs[number]))
    return found


def _faults(
    bitext: Bitext, bead: Bead, src: str, tgt: str, index: TermIndex | None, usual: float, proposed: bool
) -> Iterator[Fault]:
    if bitext.kind(bead) == "furniture":
        return
    if bead.is_omission:
        yield from _omission(bead, src, tgt)
        return
    yield from _length(src, tgt, usual)
    yield from _symbols(src, tgt)
    yield from _figures(src, tgt, bitext.src_lang, bitext.tgt_lang)
    if index is not None:
        yield from _terms(index, src, tgt, bitext.src_lang, bitext.tgt_lang, proposed)


def _omission(bead: Bead, src: str, tgt: str) -> Iterator[Fault]:
    text = src or tgt
    if _size(text) < SHORT or not re.search(r"[^\W\d_]", text):
        return
    if bead.src:
        yield Fault("omission", "has no translation", src_spans=((0, len(src)),))
    else:
        yield Fault("addition", "has no source", tgt_spans=((0, len(tgt)),))


def _usual_ratio(bitext: Bitext) -> float:
    """Length of a translation against its source, in the middle of this text's longer beads."""
    ratios = []
    for bead, src, tgt in bitext:
        length = _size(" ".join(src))
        if not bead.is_omission and length >= SHORT:
            ratios.append(_size(" ".join(tgt)) / length)
    return median(ratios) if len(ratios) >= 5 else 1.0


def _length(src: str, tgt: str, usual: float) -> Iterator[Fault]:
    expected, actual = _size(src) * usual, _size(tgt)
    if expected > UNEVEN * actual and expected - actual > 2 * SHORT:
        yield Fault("length", "the translation is much shorter than usual; is a part left out?")
    elif actual > UNEVEN * expected and actual - expected > 2 * SHORT:
        yield Fault("length", "the translation is much longer than usual; is a part added?")


_UNIT = re.compile("[\u3400-\u9fff\u3040-\u30ff]|[^\\W_\u3400-\u9fff\u3040-\u30ff]+")


def _size(text: str) -> float:
    """Length in Chinese characters, of which a word or number of another script is worth about 1.7; links aside.

    >>> round(_size("绿色氢 2030"), 1), round(_size("green hydrogen 2030"), 1)
    (4.7, 5.1)
    """
    units = _UNIT.findall(re.sub(r"(?:https?://|www\.)\S+", " ", text))
    return sum(1.0 if unit > "\u3040" else 1.7 for unit in units)


def _symbols(src: str, tgt: str) -> Iterator[Fault]:
    sides = [[(start, end, symbol) for start, end, symbol in find_symbols(text)] for text in (src, tgt)]
    known = [{symbol.key for _, _, symbol in side} for side in sides]
    for start, end, symbol in sides[0]:
        if symbol.key not in known[1]:
            yield Fault("symbol", f"{symbol.text} is not in the translation", src_spans=((start, end),))
    for start, end, symbol in sides[1]:
        if symbol.key not in known[0]:
            yield Fault("symbol", f"{symbol.text} is not in the source", tgt_spans=((start, end),))


def _figures(src: str, tgt: str, src_lang: str, tgt_lang: str) -> Iterator[Fault]:
    left, right = figures(src, src_lang), figures(tgt, tgt_lang)
    for figure in _once(unanswered(left, right)):
        shown = src[figure.start : figure.end].strip()
        yield Fault("number", f"{shown} is not in the translation", src_spans=((figure.start, figure.end),))
    for figure in _once(unanswered(right, left)):
        shown = tgt[figure.start : figure.end].strip()
        yield Fault("number", f"{shown} is not in the source", tgt_spans=((figure.start, figure.end),))


def _once(found: Iterable[Figure]) -> Iterator[Figure]:
    """Each value once; of a date, its month only where day and year are right."""
    seen: set[Any] = set()
    every = list(found)
    for figure in every:
        month = any(value > MONTH for value in figure.values)
        if figure.values not in seen and not (month and any(min(one.values) < MONTH for one in every if one != figure)):
            seen.add(figure.values)
            yield figure


def _terms(index: TermIndex, src: str, tgt: str, src_lang: str, tgt_lang: str, proposed: bool) -> Iterator[Fault]:
    from glossary.search.term_recognition import known_in

    standing = known_in(index, src, language=src_lang, wanted=lambda concept: _counts(concept, proposed))
    here = {known.concept.id for known in standing}
    for known in standing:
        concept = known.concept
        wanted = [term for term in known.equivalents if term.language == tgt_lang]
        if not wanted or known.term.language != src_lang or len(known.term.text) < 2:
            continue
        every = [term for term in concept.terms if term.language == tgt_lang]
        # another concept of the same name may be meant
        homonyms = [one for one in standing if one.spans == known.spans and one.concept.id != concept.id]
        every += [term for one in homonyms for term in one.concept.terms if term.language == tgt_lang]
        if not any(_said(term, tgt, tgt_lang) for term in every):
            expected = tuple(term.text for term in wanted)
            yield Fault(
                "term missing",
                f"{known.text}: the translation has no {' or '.join(expected[:3])}",
                src_spans=known.spans,
                expected=expected,
                concept=concept.id,
            )
    for known in known_in(
        index, tgt, language=tgt_lang, apart=True, wanted=lambda one: _counts(one, proposed) or _avoids(one)
    ):
        concept = known.concept
        if known.term.language != tgt_lang or known.term.status not in AGAINST:
            continue
        # a word to avoid for one concept may be right for another
        if concept.texts(src_lang) and concept.id not in here and known.term.status != "forbidden":
            continue
        better = tuple(
            term.text
            for term in sorted(concept.terms, key=lambda term: term.status != "preferred")
            if term.language == tgt_lang and term.status not in AGAINST
        )
        instead = f"; better: {better[0]}" if better else ""
        yield Fault(
            "term to avoid",
            f"{known.text} is {known.term.status}{instead}",
            tgt_spans=known.spans,
            expected=better,
            concept=concept.id,
        )


def _counts(concept: Concept, proposed: bool) -> bool:
    if concept.status == "approved":
        return True
    return proposed and concept.scores.total >= SURE and concept.frequency >= SEEN


def _avoids(concept: Concept) -> bool:
    return concept.status != "rejected" and any(term.status in AGAINST for term in concept.terms)


def _said(term: Term, text: str, language: str) -> bool:
    """Whether a text says a term: whole, in parts, or by the head of a name."""
    if language in ("zh", "ja", "ko"):
        forms = keys.keys(term.text, "zh")
        return bool(highlights.letter_spans(text, forms)) or _said_in_parts(forms[0] if forms else "", text)
    phrase = [one for _, _, one in highlights.word_tokens(term.text, language)]
    if not phrase or highlights.phrase_spans(text, [phrase], language):
        return True
    roots = set(keys.stems([one for _, _, one in highlights.word_tokens(text, language)], language))
    wanted = [root for root in keys.stems(phrase, language) if root not in keys.SMALL_WORDS]
    if len(wanted) > 1 and roots.issuperset(wanted):
        return True
    head = _head(term.text)
    # “the Industrial Development Board”, then “the Board”
    return bool(head and re.search(rf"\b[Tt]he {re.escape(head)}\b|\b[Ii]ts {re.escape(head)}\b", text))


def _said_in_parts(form: str, text: str) -> bool:
    import rjieba

    letters = highlights.chinese_letters(text)[0]
    parts = [part for part in rjieba.cut(form, False) if part not in "的和及与或"]
    return len(parts) > 1 and all(part in letters for part in parts)


def _head(name: str) -> str | None:
    """Last word of a name before its first preposition; None for a term that is no name.

    >>> _head("Industrial Development Board"), _head("Committee on Programmes"), _head("green hydrogen")
    ('Board', 'Committee', None)
    """
    words = re.split(r"\s(?:of|on|for|to|in|and)\s", name, maxsplit=1)[0].split()
    return words[-1] if len(name.split()) > 1 and words and all(word[0].isupper() for word in words) else None


def _joined(texts: Sequence[str], language: str) -> str:
    return ("" if language in ("zh", "ja") else " ").join(texts)
