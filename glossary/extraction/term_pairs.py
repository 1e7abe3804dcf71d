"""What extraction works on: the sentence pairs, and the pairs of terms found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from align.types import Bitext
from glossary.extraction.span_pairing import Pair

__all__ = ["CandidatePair", "Sentences"]


@dataclass(slots=True, eq=False)
class CandidatePair:
    """A pair of terms and where it was found. `zh` and `en` are folded."""

    zh: str
    en: str
    occurrences: list[tuple[int, Pair]] = field(default_factory=list)
    """Number of the sentence pair, and the spans."""
    zh_forms: Counter[str] = field(default_factory=Counter)
    en_forms: Counter[str] = field(default_factory=Counter)
    features: dict[str, float] = field(default_factory=dict)
    total: float = 0.0
    """Sum of the scores of its occurrences."""
    score: float = 0.0
    termhood: float = 0.0
    pairing: float = 0.0

    @property
    def mean(self) -> float:
        return self.total / len(self.occurrences)

    @property
    def zh_form(self) -> str:
        """The commonest form; of equally common ones the first in order, so that every run gives the same."""
        return min(self.zh_forms, key=lambda form: (-self.zh_forms[form], form))

    @property
    def en_form(self) -> str:
        return min(self.en_forms, key=lambda form: (-self.en_forms[form], form.swapcase()))


@dataclass(slots=True)
class Sentences:
    """The sentence pairs of bitexts, Chinese first, and the place of each: document, paragraph, bead, confidence."""

    zh: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)
    places: list[tuple[str, str, int, float]] = field(default_factory=list)

    @classmethod
    def of(cls, bitexts: Iterable[Bitext]) -> Sentences:
        """The beads that have both sides. Raises UnsupportedFormat where a bitext is not of Chinese and English."""
        from glossary.errors import UnsupportedFormat
        from glossary.store.segments import document_name

        out = cls()
        for bitext in bitexts:
            if {bitext.src_lang, bitext.tgt_lang} != {"zh", "en"}:
                raise UnsupportedFormat(
                    "terms are extracted from Chinese with English, not from {src_lang} with {tgt_lang}",
                    where=bitext.src_path,
                    remedy="name the languages with --src-lang and --tgt-lang if they were mistaken",
                    src_lang=bitext.src_lang,
                    tgt_lang=bitext.tgt_lang,
                )
            name = document_name(bitext)
            for number, ((bead, src, tgt), paragraph) in enumerate(
                zip(bitext, bitext.paragraph_numbers(), strict=True)
            ):
                if bead.is_omission or bitext.kind(bead) == "furniture":
                    continue
                zh, en = (src, tgt) if bitext.src_lang == "zh" else (tgt, src)
                out.zh.append("".join(zh))
                out.en.append(" ".join(en))
                out.places.append((name, paragraph, number, bead.confidence))
        return out
