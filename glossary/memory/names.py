"""Names of a new sentence, put into the translation of an earlier one where the glossary has approved both.

Where an earlier sentence names China and the new one Japan in its place, the translation can say Japan, if it says
China once, if either name has one approved equivalent, and if both go with the article that stands there. Common nouns are never
carried over: the words around them depend on them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from glossary.memory.carry_over import replaced
from glossary.memory.score import ratio, tokens
from glossary.memory.types import Carried
from glossary.search.types import KnownTerm
from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.search.terms_index import TermIndex

__all__ = ["Names"]

_WITH_ARTICLE = re.compile(
    r"\b(?:Agency|Assembly|Bank|Board|Commission|Committee|Conference|Congress|Convention|Council|Court|Department|"
    r"Emirates|Federation|Forum|Fund|Group|Institute|Islands|Kingdom|Netherlands|Office|Organi[sz]ation|Philippines|"
    r"Programme|Republic|Secretariat|Service|States|Tribunal|Union)\b"
)
_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


class Names:
    """The approved names of a glossary, from one language to another."""

    def __init__(self, index: TermIndex, src_lang: str, tgt_lang: str):
        self._index, self._src_lang, self._tgt_lang = index, src_lang, tgt_lang
        self._known: dict[str, list[KnownTerm]] = {}

    def rename(
        self, new: str, old: str, proposal: str, carried: tuple[Carried, ...]
    ) -> tuple[str, tuple[Carried, ...]]:
        """The proposal with a name of `new` in place of that of `old`, where exactly one was changed for another."""
        before, after = self._names(old), self._names(new)
        here, there = ({one.concept.id for one in side} for side in (before, after))
        old_name = [one for one in before if one.concept.id not in there]
        new_name = [one for one in after if one.concept.id not in here]
        if len(old_name) != 1 or len(new_name) != 1 or old_name[0].count != new_name[0].count:
            return proposal, carried
        if not self._in_its_place(new, old, old_name[0], new_name[0]):
            return proposal, carried
        names = [self._equivalent(one) for one in (old_name[0], new_name[0])]
        if None in names:
            return proposal, carried
        return self._put(proposal, carried, names[0] or "", names[1] or "", old_name[0].count)

    def _names(self, text: str) -> list[KnownTerm]:
        from glossary.search.term_recognition import known_in

        if text not in self._known:
            found = known_in(self._index, text, language=self._src_lang, wanted=_approved)
            self._known[text] = [one for one in found if self._equivalent(one)]
        return self._known[text]

    def _equivalent(self, known: KnownTerm) -> str | None:
        """The one name that a known term has in the other language; None for a common noun and for several names."""
        wanted = [one for one in known.equivalents if one.language == self._tgt_lang]
        leading = [one for one in wanted if one.status == "preferred"] or wanted
        if len(leading) != 1:
            return None
        concept = known.concept
        english = concept.texts("en")
        return leading[0].text if english and all(map(_is_name, english)) else None

    def _in_its_place(self, new: str, old: str, old_name: KnownTerm, new_name: KnownTerm) -> bool:
        """Whether the earlier sentence with the new name is more like the new sentence than it was."""
        swapped = old.replace(old_name.text, new_name.text)
        asked, language = tokens(new, self._src_lang), self._src_lang
        return swapped != old and ratio(asked, tokens(swapped, language)) > ratio(asked, tokens(old, language))

    def _put(
        self, proposal: str, carried: tuple[Carried, ...], old_name: str, new_name: str, count: int
    ) -> tuple[str, tuple[Carried, ...]]:
        border = r"(?<![^\W_])", r"(?![^\W_])"
        pattern = re.escape(old_name) if self._tgt_lang == "zh" else f"{border[0]}{re.escape(old_name)}{border[1]}"
        places = [found.span() for found in re.finditer(pattern, proposal)]
        if not places or len(places) > count:
            return proposal, carried
        if self._tgt_lang != "zh" and not all(
            _article_fits(proposal[:start], old_name, new_name) for start, _ in places
        ):
            return proposal, carried
        if any(one.start < end and start < one.end for one in carried for start, end in places):
            return proposal, carried
        text, fresh = replaced(proposal, [(start, end, new_name) for start, end in places])
        shift = len(new_name) - len(old_name)
        moved = (
            replace(one, start=one.start + by, end=one.end + by)
            for one in carried
            for by in [shift * sum(start < one.start for start, _ in places)]
        )
        return text, tuple(sorted((*moved, *fresh), key=lambda one: one.start))


def _approved(concept: Concept) -> bool:
    return concept.status == "approved"


def _is_name(text: str) -> bool:
    """Whether every word of an English term but the small ones begins with a capital.

    >>> _is_name("Republic of Korea"), _is_name("green hydrogen")
    (True, False)
    """
    words = re.findall(r"[^\W_]+", text)
    return bool(words) and all(word[0].isupper() for word in words if word not in _SMALL)


def _article_fits(before: str, old_name: str, new_name: str) -> bool:
    """Whether a name can follow the words before another: both with “the”, or both without."""
    has = bool(re.search(r"\bthe\s$", before, re.IGNORECASE))
    needs = bool(_WITH_ARTICLE.search(new_name))
    usual = bool(_WITH_ARTICLE.search(old_name))
    return needs == has and usual == has and not re.search(r"\ban?\s$", before, re.IGNORECASE)
