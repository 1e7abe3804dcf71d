"""Whether two aligned texts are translations of each other at all.

The aligner lays any two texts beside each other. `judge` says how probable it is that they belong together: a logistic
regression over the figures of `align.alignment.evidence`, with weights learned from true pairs and from wrong ones of
the same kind (`python -m benchmarks.training_judging` writes resources/judging.json). A text of which one side has only
a part is a translation as far as it goes; two texts of one subject, or with the same formulae, are none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from align.types import Bead, Bitext, Judgement, Segment

if TYPE_CHECKING:
    from align.lexicon.link_table import Strengths
    from align.words import TokenizedText

__all__ = ["LEAST", "contradictions", "judge", "language_of", "lowered", "probability_of", "refusal", "verdict"]

LEAST = 8
"""Number of sentences of the shorter text from which on it can be told."""
_LETTERS = 100
"""Number of code points from which on the language of a text can be told."""
_SAMPLE = 4000
_SMALL_LETTER = re.compile(r"(?:^|[^A-Za-z])[a-z]$")
"""A single small letter at the end of a name, which by itself says no language against the text."""


def judge(bitext: Bitext) -> Judgement:
    """Whether the two texts of a bitext are translations of each other, by the beads that it has.

    Where they have fewer than LEAST sentences or beads it cannot be told, and the verdict is `too short`.

    >>> from align.alignment.aligner import align
    >>> judge(align(["你好。"], ["Hello."], src_lang="zh", tgt_lang="en")).verdict
    'too short'
    """
    from align.lexicon.links import links
    from align.words import index

    probability = None
    if min(len(bitext.src), len(bitext.tgt)) >= LEAST:
        left = index([segment.text for segment in bitext.src], bitext.src_lang)
        right = index([segment.text for segment in bitext.tgt], bitext.tgt_lang)
        beads: Sequence[Bead] = bitext.beads
        if bitext.tgt_lang == "zh" and bitext.src_lang != "zh":
            left, right = right, left
            beads = [replace(bead, src=bead.tgt, tgt=bead.src) for bead in beads]
        probability = probability_of(beads, left, right, links(left, right))
    found = verdict(bitext.src, bitext.tgt, bitext.src_lang, bitext.tgt_lang, probability)
    return replace(found, forced=True) if bitext.judgement is not None and bitext.judgement.forced else found


def probability_of(
    beads: Sequence[Bead], left: TokenizedText, right: TokenizedText, strengths: Strengths
) -> float | None:
    """Probability that the texts are translations of each other; None where they are too short to tell.

    `strengths` are the links known before the text itself taught any.
    """
    if min(len(left), len(right)) < LEAST:
        return None
    import numpy as np

    from align.alignment.evidence import FEATURES, pair_features
    from align.alignment.repetition import without_copies

    model = _model(left.language, right.language)
    path = np.array(placed(beads), dtype=np.int64).reshape(-1, 4)
    path, left, right = without_copies(path, left, right, least=LEAST)
    values = pair_features(path, left, right, strengths)
    score = model["constant"] + sum(
        model["weights"].get(name, 0.0) * float(value) for name, value in zip(FEATURES, values, strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def placed(beads: Iterable[Bead]) -> list[tuple[int, int, int, int]]:
    """Beads as (i, j, a, b): first segment and number of segments of either side.

    >>> placed([Bead((0, 1), (0,)), Bead((), (1,))])
    [(0, 0, 2, 1), (2, 1, 0, 1)]
    """
    found = []
    i = j = 0
    for bead in beads:
        found.append((i, j, len(bead.src), len(bead.tgt)))
        i, j = i + len(bead.src), j + len(bead.tgt)
    return found


def verdict(
    src: Sequence[Segment], tgt: Sequence[Segment], src_lang: str, tgt_lang: str, probability: float | None
) -> Judgement:
    """The judgement of two texts for which the beads give this probability: first of all their languages must differ.

    >>> texts = ([Segment("工发组织支持工业。")] * 9, [Segment("UNIDO supports industry.")] * 9)
    >>> [verdict(*texts, "zh", "en", probability).verdict for probability in (0.99, 0.001)]
    ['translation', 'unrelated']
    """
    found = language_of(src, src_lang), language_of(tgt, tgt_lang)
    if found[0] == found[1]:
        short = min(sum(len(segment.text) for segment in side[:50]) for side in (src, tgt)) < _LETTERS
        return Judgement("too short") if short else Judgement("same language", 0.0)
    if probability is None:
        return Judgement("too short")
    probability = round(probability, 4)
    accepted = probability >= _model(src_lang, tgt_lang)["threshold"]
    return Judgement("translation" if accepted else "unrelated", probability)


def language_of(segments: Sequence[Segment], declared: str) -> str:
    """The language that the text is in, whatever language is declared; the declared one where the text does not tell.

    A language that cannot be recognized, such as Catalan, is taken as declared.
    """
    from align.errors import UnknownLanguage
    from align.languages import RECOGNIZED, detect

    sample, size = [], 0
    for segment in segments[:: max(1, len(segments) // 40)]:
        sample.append(segment.text[:400])
        size += len(sample[-1])
        if size > _SAMPLE:
            break
    if declared not in RECOGNIZED or size < _LETTERS:
        return declared
    try:
        return detect("\n".join(sample))
    except UnknownLanguage:
        return declared


def contradictions(bitext: Bitext) -> list[str]:
    """Sides whose text is in another language than was assumed, or than the name of the file says."""
    from align.languages import NAMES
    from align.un_documents import parse_file_name

    found = []
    for segments, code, path in (
        (bitext.src, bitext.src_lang, bitext.src_path),
        (bitext.tgt, bitext.tgt_lang, bitext.tgt_path),
    ):
        name = PurePath(path).name if path else ""
        symbol, named = parse_file_name(name) if name else (None, None)
        if symbol is None and _SMALL_LETTER.search(PurePath(name).stem):
            named = None  # the “a” of doc-1-a.txt is more often a number of a document than “Arabic”
        text = language_of(segments, code)
        wording = NAMES.get(text, text)
        if text != code:
            found.append(f"{name or 'a text'}: it was to be {NAMES.get(code, code)}, but the text is {wording}")
        elif named is not None and named != text and language_of(segments, named) != named:
            found.append(f"{name}: its name says {NAMES.get(named, named)}, but the text is {wording}")
    return found


def refusal(judgement: Judgement) -> str:
    """Why a pair is refused, for people.

    >>> refusal(Judgement("unrelated", 0.0021))
    'the two texts are not translations of each other (probability 0.00)'
    """
    if judgement.verdict == "same language":
        return "both texts are in the same language"
    return f"the two texts are not translations of each other (probability {judgement.probability or 0.0:.2f})"


def lowered(beads: Iterable[Bead], judgement: Judgement, src_lang: str, tgt_lang: str) -> tuple[Bead, ...]:
    """The beads with the confidence that the judgement allows: lower for those of a refused pair, omissions included."""
    if not judgement.refused:
        return tuple(beads)
    share = min(1.0, (judgement.probability or 0.0) / float(_model(src_lang, tgt_lang)["threshold"]))
    return tuple(replace(bead, confidence=bead.confidence * share) for bead in beads)


def _model(src_lang: str, tgt_lang: str) -> dict[str, Any]:
    from align.lexicon.dictionary import has_dictionary

    known = has_dictionary(src_lang, tgt_lang) or has_dictionary(tgt_lang, src_lang)
    return _models()["dictionary" if known else "any"]


@lru_cache(maxsize=1)
def _models() -> dict[str, dict[str, Any]]:
    from align.resources import FOLDER

    found: dict[str, dict[str, Any]] = json.loads((FOLDER / "judging.json").read_text(encoding="utf-8"))
    return found
