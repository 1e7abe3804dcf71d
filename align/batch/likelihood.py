"""How likely two documents are translations of each other, among all that could be: a small model of five features.

The features of two documents are how much of what survives translation they share (`profiles.scores`), how far their
lengths differ from what is usual for the two languages, how far their numbers of paragraphs differ, and how differently
their text is spread over their paragraphs. Each document chooses among all documents of the other language and none at all
(a softmax with a null); two belong together as surely as the less sure of the two chooses the other. The weights are
learned by `python -m benchmarks.pairing`, which leaves out one collection after the other to say how well they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from align.batch.profiles import DocumentProfile, scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float64]

__all__ = [
    "FEATURES",
    "GONE",
    "PAIRED",
    "features",
    "likely_pairs",
    "most_like",
    "probabilities",
    "same_formats",
    "weighed",
]

FEATURES = 5
SAME_FORMAT = (1.78, 6.96, -4.45, -10.24, -10.8, -5.36)
"""Weights of the features, and of having no partner, for two documents of one format."""
OTHER_FORMAT = (2.7, 8.99, -7.16, 0.0, 0.0, -5.02)
"""The same for two files of different formats, whose paragraphs cannot be compared."""
PAIRED = 0.5
"""Probability from which two documents are a pair."""

GONE = -1e3
"""Weight of a pair that cannot be."""
_PRIOR = 3.0
"""Number of pairs of a batch that weigh as much as what is known of the two languages."""
_CHARACTERS = {"zh": 0.31, "ja": 0.45, "ko": 0.5, "ar": 0.87, "ru": 1.06, "fr": 1.13, "es": 1.1, "de": 1.1, "it": 1.07}
"""Characters for each one of English."""


def features(
    sources: Sequence[DocumentProfile], targets: Sequence[DocumentProfile], among: Sequence[DocumentProfile]
) -> Table:
    """The features of every source with every target: an array of FEATURES × sources × targets.

    `among` are all documents that are compared. What is not known of two documents counts as the same.
    """
    import numpy as np

    shared = scores(sources, targets, among).astype(np.float64)
    characters = _log_ratio([one.characters for one in sources], [one.characters for one in targets])
    paragraphs = _log_ratio([one.paragraphs for one in sources], [one.paragraphs for one in targets])
    usual = _usual(shared, characters, sources[0].language, targets[0].language)
    characters = np.where(np.isnan(characters), usual, characters)
    return np.stack(
        [
            np.log(shared + 0.01),
            shared,
            np.minimum(np.abs(characters - usual), 1.5),
            np.minimum(np.abs(np.nan_to_num(paragraphs)), 1.5),
            _largest_gap(sources, targets),
        ]
    )


def _log_ratio(ones: Sequence[int], others: Sequence[int]) -> Table:
    """Logarithms of the ratios of counts; NaN where a count is not known."""
    import numpy as np

    left, right = (np.array([np.log(n + 3) if n else np.nan for n in side]) for side in (ones, others))
    ratios: Table = left[:, None] - right[None, :]
    return ratios


def _usual(shared: Table, characters: Table, src_lang: str, tgt_lang: str) -> float:
    """The usual ratio of lengths: that of the two languages, corrected by the documents that are each other's most
    similar.
    """
    import numpy as np

    prior = float(np.log(_CHARACTERS.get(src_lang, 1.0) / _CHARACTERS.get(tgt_lang, 1.0)))
    best = shared.argmax(1)
    seen = [characters[a, b] for a, b in enumerate(best) if shared[a, b] > 0 and shared[:, b].argmax() == a]
    seen = [ratio for ratio in seen if not np.isnan(ratio)]
    if not seen:
        return prior
    return prior + len(seen) / (len(seen) + _PRIOR) * (float(np.median(seen)) - prior)


def _largest_gap(sources: Sequence[DocumentProfile], targets: Sequence[DocumentProfile]) -> Table:
    """The largest difference between two documents in the share of text before a place, 0 where it is not known."""
    import numpy as np

    empty = [np.nan] * max((len(one.curve) for one in (*sources, *targets)), default=1)
    left, right = (np.array([one.curve or empty for one in side], dtype=np.float64) for side in (sources, targets))
    if not left.shape[1]:
        return np.zeros((len(sources), len(targets)))
    return np.stack([np.nan_to_num(np.abs(row[None, :] - right)).max(1) for row in left])


def weighed(table: Table, same_format: NDArray[np.bool_]) -> Table:
    """The weighted features of documents, less the weight of having no partner."""
    import numpy as np

    same, other = (
        np.tensordot(np.array(weights[:-1]), table, 1) - weights[-1] for weights in (SAME_FORMAT, OTHER_FORMAT)
    )
    values: Table = np.where(same_format, same, other)
    return values


def same_formats(sources: Sequence[str], targets: Sequence[str]) -> NDArray[np.bool_]:
    """Which files have the same suffix: rows are sources, columns targets."""
    import numpy as np

    suffixes = [np.array([PurePath(name).suffix.lower() for name in side], dtype=object) for side in (sources, targets)]
    table: NDArray[np.bool_] = suffixes[0][:, None] == suffixes[1][None, :]
    return table


def probabilities(values: Table) -> Table:
    """How surely each source and each target choose each other, from the sums of their weighted features; 0 to 1."""
    import numpy as np

    most = max(float(values.max()), 0.0)
    shares, none = np.exp(values - most), np.exp(-most)
    by_source, by_target = (shares / (none + shares.sum(axis, keepdims=True)) for axis in (1, 0))
    table: Table = np.minimum(by_source, by_target)
    return table


def likely_pairs(values: Table, least: float = PAIRED) -> Iterator[tuple[int, int, float]]:
    """Rows and columns of those that belong together, with the probability; the table of weighted features is used up.

    What has found its partner is no rival any more, so that others may be sure after it.
    """
    while values.size:
        table = probabilities(values)
        best = table.argmax(1)
        found = [
            (a, int(b), float(table[a, b]))
            for a, b in enumerate(best)
            if table[a, b] >= least and int(table[:, b].argmax()) == a
        ]
        yield from found
        if not found:
            return
        for a, b, _ in found:
            values[a, :] = GONE
            values[:, b] = GONE


def most_like(
    own: tuple[str, DocumentProfile],
    others: Sequence[tuple[str, DocumentProfile]],
    among: Sequence[DocumentProfile],
) -> tuple[str, float] | None:
    """The name of the document in another language that one is most like, and the probability that it is its translation.

    Each document is given with its name; None where there is none in another language, or none that shares anything.
    """
    name, profile = own
    best: tuple[str, float] | None = None
    for language in sorted({other.language for _, other in others} - {profile.language}):
        mine = [(title, other) for title, other in others if other.language == language and title != name]
        if not mine:
            continue
        table = features([profile], [other for _, other in mine], among)
        values = weighed(table, same_formats([name], [title for title, _ in mine]))
        sure = probabilities(values)[0]
        place = int(values[0].argmax())
        if table[1, 0, place] > 0 and (best is None or sure[place] > best[1]):
            best = mine[place][0], float(sure[place])
    return best
