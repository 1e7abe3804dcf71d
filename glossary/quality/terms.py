"""The glossary's terms in a translation: those that are missing, and those that should be avoided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from align import chinese_words
from align.errors import Message
from glossary.quality.faults import Fault
from glossary.search import highlights, keys
from glossary.types import Concept, Term

if TYPE_CHECKING:
    from glossary.search.terms_index import TermIndex

__all__ = ["term_faults"]

SURE = 0.5
"""Calibrated probability from which a proposed entry counts as known; an approved one always does."""
SEEN, SURE_ONCE = 2, 0.7
"""An entry that fewer beads show must be as sure as this."""
AGAINST = ("deprecated", "superseded", "forbidden")
EXACT, CASE = "exact form", "case-sensitive"
"""The note of a term of which no other form, or no other capitals, is right."""


def term_faults(
    index: TermIndex, src: str, tgt: str, src_lang: str, tgt_lang: str, *, proposed: bool = True
) -> Iterator[Fault]:
    """Terms of the source without an equivalent in the translation, and terms of the translation to avoid."""
    from glossary.search.term_recognition import known_in

    standing = known_in(index, src, language=src_lang, wanted=lambda concept: counts(concept, proposed))
    concepts = {known.concept.id for known in standing}
    for known in standing:
        concept = known.concept
        wanted = [term for term in known.equivalents if term.language == tgt_lang]
        if not wanted or known.term.language != src_lang or len(known.term.text) < 2:
            continue
        every = [term for term in concept.terms if term.language == tgt_lang]
        # another concept of the same name may be meant
        homonyms = [one for one in standing if one.spans == known.spans and one.concept.id != concept.id]
        every += [term for one in homonyms for term in one.concept.terms if term.language == tgt_lang]
        if not any(_occurs(term, tgt, tgt_lang) for term in every):
            expected = tuple(term.text for term in wanted)
            yield Fault(
                "term missing",
                Message(
                    "{said}: the translation has no {expected}", said=known.text, expected=" or ".join(expected[:3])
                ),
                src_spans=known.spans,
                expected=expected,
                concept=concept.id,
            )
    yield from _to_avoid(index, tgt, src_lang, tgt_lang, concepts, proposed)


def _to_avoid(
    index: TermIndex, tgt: str, src_lang: str, tgt_lang: str, concepts: set[str], proposed: bool
) -> Iterator[Fault]:
    from glossary.search.term_recognition import known_in

    for known in known_in(
        index, tgt, language=tgt_lang, apart=True, wanted=lambda one: counts(one, proposed) or _avoids(one)
    ):
        concept = known.concept
        if known.term.language != tgt_lang or known.term.status not in AGAINST:
            continue
        if CASE in (known.term.note or "") and known.term.text not in tgt:
            continue
        # a word to avoid for one concept may be right for another
        if concept.texts(src_lang) and concept.id not in concepts and known.term.status != "forbidden":
            continue
        better = tuple(
            term.text
            for term in sorted(concept.terms, key=lambda term: term.status != "preferred")
            if term.language == tgt_lang and term.status not in AGAINST
        )
        yield Fault(
            "term to avoid",
            _against(known.text, known.term.status, better),
            tgt_spans=known.spans,
            expected=better,
            concept=concept.id,
        )


def _against(term: str, status: str, better: tuple[str, ...]) -> Message:
    if better:
        return Message("{said} is {status}; better: {better}", said=term, status=status, better=better[0])
    return Message("{said} is {status}", said=term, status=status)


def counts(concept: Concept, proposed: bool) -> bool:
    """Whether an entry is checked: approved, or with `proposed` one that is probably right."""
    if concept.status == "approved":
        return True
    least = SURE if concept.frequency >= SEEN else SURE_ONCE
    return proposed and concept.status == "proposed" and concept.scores.total >= least


def _avoids(concept: Concept) -> bool:
    return concept.status != "rejected" and any(term.status in AGAINST for term in concept.terms)


def _occurs(term: Term, text: str, language: str) -> bool:
    """Whether a term occurs in a text: whole, in parts, or by the head of a name; as it stands where its note asks for that."""
    note = (term.note or "").lower()
    if EXACT in note or CASE in note:
        flags = 0 if CASE in note else re.IGNORECASE
        border = "" if language in ("zh", "ja", "ko") else r"\b"
        return bool(re.search(border + re.escape(term.text) + border, text, flags))
    if language in ("zh", "ja", "ko"):
        forms = keys.keys(term.text, "zh")
        return bool(highlights.letter_spans(text, forms)) or _occurs_in_parts(forms[0] if forms else "", text)
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


def _occurs_in_parts(form: str, text: str) -> bool:
    letters = highlights.chinese_letters(text)[0]
    parts = [part for part in chinese_words.cut(form, False) if part not in "的和及与或"]
    return len(parts) > 1 and all(part in letters for part in parts)


def _head(name: str) -> str | None:
    """Last word of a name before its first preposition; None for a term that is no name.

    >>> _head("Industrial Development Board"), _head("Committee on Programmes"), _head("green hydrogen")
    ('Board', 'Committee', None)
    """
    words = re.split(r"\s(?:of|on|for|to|in|and)\s", name, maxsplit=1)[0].split()
    return words[-1] if len(name.split()) > 1 and words and all(word[0].isupper() for word in words) else None
