"""Learns from review: refits the weights that order a glossary's pairs to what people have approved, edited and
rejected.

Nothing is learned unless asked for (`glossary learn`), and weights are kept only if they are better on decisions left
out.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.errors import InvalidOption
from glossary.extraction.weights import WEIGHTS
from glossary.folding import fold
from glossary.store.glossary import Glossary
from glossary.store.weights_file import NAME, LearnedWeights, read_weights, write_weights

if TYPE_CHECKING:
    from glossary.extraction.review_weights import Decision, Trial
    from glossary.extraction.term_pairs import CandidatePair, Sentences
    from glossary.types import Concept

__all__ = ["Learned", "learn", "own_weights"]

SENTENCES = 25_000
"""Sentence pairs that are looked at: as many as a build extracts from at once."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned, or why nothing was."""

    right: int
    """Approved and edited entries whose pair was found in the sentences."""
    wrong: int
    """Rejected entries whose pair was."""
    decided: int
    """Entries that are decided, found or not."""
    trial: Trial | None = None
    """How good the weights are on decisions left out; None where there are too few."""

    @property
    def kept(self) -> bool:
        """Whether the weights are now those of the glossary."""
        return self.trial is not None and self.trial.pays


def learn(glossary: Glossary) -> Learned:
    """Refit the weights to the decisions of a glossary, and keep them with it if they are better; else nothing changes.

    The pairs are those that extraction finds in the sentences of the glossary, of at most SENTENCES, documents with the
    most decided entries first; what is approved is no evidence there, or the decisions would predict themselves.
    """
    from glossary.extraction.bilingual import find
    from glossary.extraction.review_weights import LEAST_OF_A_KIND, LEAST_OF_ALL, digest, refit, try_out

    decided = _decided(glossary)
    kinds = Counter(right for _, right in decided)

    def too_few(right: int, wrong: int) -> bool:
        return right + wrong < LEAST_OF_ALL or min(right, wrong) < LEAST_OF_A_KIND

    if too_few(kinds[True], kinds[False]):
        return Learned(kinds[True], kinds[False], len(decided))
    found = find(_sentences(glossary, Counter(name for concept, _ in decided for name in concept.documents)))
    decisions = _matched(decided, found)
    right = sum(one.right for one in decisions)
    wrong = len(decisions) - right
    if too_few(right, wrong):
        return Learned(right, wrong, len(decided))
    features = [item.features for item in found]
    learned = Learned(right, wrong, len(decided), try_out(decisions, features))
    if learned.kept:
        today = datetime.now(UTC).date().isoformat()
        write_weights(glossary.path, LearnedWeights(refit(decisions, features), digest(), right, wrong, today))
    return learned


def own_weights(folder: str | os.PathLike[str]) -> LearnedWeights | None:
    """The weights that the glossary in a folder has learned; None where it has none.

    Raises InvalidOption where they are damaged or start from other shipped weights than those of this release.
    """
    from glossary.extraction.review_weights import digest

    learned = read_weights(Path(folder))
    if learned is not None and (learned.shipped != digest() or learned.weights.keys() != WEIGHTS.keys()):
        raise InvalidOption(
            "the learned weights belong to another release of duizhao",
            where=Path(folder, NAME),
            remedy="the shipped weights are used; run glossary learn again, or glossary learn --forget",
            code="learned_weights",
        )
    return learned


def _decided(glossary: Glossary) -> list[tuple[Concept, bool]]:
    """The entries that a person has decided, and whether they are right: approved or edited, and not rejected."""
    import polars as pl

    from glossary.store.leaves import collected

    frame = glossary.frame().filter(pl.col("status").ne("proposed") | pl.col("curated")).select("id").sort("id")
    concepts = glossary.get_many(collected(frame, glossary.path)["id"].to_list())
    both = [one for one in concepts if one.texts("zh") and one.texts("en")]
    return [(concept, concept.status != "rejected") for concept in both]


def _sentences(glossary: Glossary, documents: Mapping[str, int]) -> Sentences:
    """Sentence pairs of Chinese and English, by document; those that `documents` count most often first."""
    import polars as pl

    from glossary.extraction.term_pairs import LONGEST, Sentences
    from glossary.store.leaves import collected

    languages = pl.concat_list("src_lang", "tgt_lang").list.sort().list.join("-") == "en-zh"
    short = (pl.col("src").str.len_chars() <= LONGEST) & (pl.col("tgt").str.len_chars() <= LONGEST)
    lazy = glossary.segments().filter(languages & short & pl.col("kind").fill_null("").ne("furniture"))
    where = glossary.path / "_segments"
    sizes = dict(collected(lazy.group_by("document").len(), where).iter_rows())
    chosen, pairs = [], 0
    for name in sorted(sizes, key=lambda name: (-documents.get(name, 0), name)):
        if pairs >= SENTENCES:
            break
        chosen.append(name)
        pairs += sizes[name]
    rows = lazy.filter(pl.col("document").is_in(chosen)).sort("document", "bead").head(SENTENCES)
    wanted = ("src_lang", "src", "tgt", "document", "paragraph", "bead", "confidence")
    out = Sentences()
    for language, src, tgt, *place in collected(rows.select(wanted), where).iter_rows():
        zh, en = (src, tgt) if language == "zh" else (tgt, src)
        out.zh.append(zh)
        out.en.append(en)
        out.places.append((place[0], place[1], place[2], place[3]))
    return out


def _matched(decided: Sequence[tuple[Concept, bool]], found: Sequence[CandidatePair]) -> list[Decision]:
    """The decisions about pairs that were found: one for an entry, about its likeliest pair. A pair is decided once."""
    from glossary.extraction.bilingual import score
    from glossary.extraction.review_weights import Decision

    by_pair = {(item.zh, item.en): item for item in found}
    taken: set[tuple[str, str]] = set()
    decisions = []
    for concept, right in sorted(decided, key=lambda one: (not one[1], one[0].id)):  # right ones first
        sides = ({fold(text, language) for text in concept.texts(language)} for language in ("zh", "en"))
        zh, en = map(sorted, sides)
        pairs = [by_pair[one, other] for one in zh for other in en if (one, other) in by_pair]
        pairs = [item for item in pairs if (item.zh, item.en) not in taken]
        if pairs:
            best = max(pairs, key=lambda item: (score(item), item.zh, item.en))
            taken |= {(item.zh, item.en) for item in pairs}
            decisions.append(Decision(concept.id, best.features, right))
    return decisions
