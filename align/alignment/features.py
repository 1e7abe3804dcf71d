"""Features of a bead: words, lengths, sizes, punctuation at its boundaries and between its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Places = NDArray[np.int32]
    Columns = Iterator[tuple[str, NDArray[Any]]]

__all__ = ["FEATURES", "PunctuationFeatures", "features", "punctuation_features"]

_CLOSERS = "\"'”’」』》〉)）]】»›"
_OPENERS = "\"'“‘「『《〈(（[【«‹—–- "
_QUOTES_OPEN = "“‘「『«„‚"
_QUOTES_CLOSE = "”’」』»"
_STRAIGHT = "\"'"
_QUOTE = re.compile("[“「『«„”」』»\"'‘’]")
_CLAUSE = re.compile(r"[,，、;；:：—。．.!！?？]")
_LINKING = re.compile(
    r"^\W*(and|but|so|then|or|yet|he|she|it|they|this|that|his|her|their|these|which|who|und|aber|et|mais|er|sie|es|il|elle"
    r"|但|而|却|然后|于是|所以|因此|可是|不过|他|她|它|这|那|又|也|就|便|还|并)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PunctuationFeatures:
    """The signs at the ends of each sentence: bool arrays with one element a sentence, `inside` with one more."""

    question: NDArray[np.bool_]
    exclamation: NDArray[np.bool_]
    ellipsis: NDArray[np.bool_]
    colon: NDArray[np.bool_]
    unfinished: NDArray[np.bool_]
    """Ends in a comma, a dash or a letter."""
    closes: NDArray[np.bool_]
    """Ends in a closing quotation mark."""
    opens: NDArray[np.bool_]
    """Begins with an opening quotation mark."""
    inside: NDArray[np.bool_]
    """Whether a quotation is open before the sentence."""
    linking: NDArray[np.bool_]
    """Begins with a word that leans on what was before: and, but, he."""
    clauses: Array


def punctuation_features(texts: Sequence[str]) -> PunctuationFeatures:
    """Read the ends of each sentence.

    >>> found = punctuation_features(["“走吧，”他说。", "What?"])
    >>> found.opens.tolist(), found.question.tolist(), found.clauses.tolist()
    ([True, False], [False, True], [2.0, 1.0])
    """
    n = len(texts)
    table = np.zeros((8, n), dtype=bool)
    clauses = np.zeros(n, dtype=np.float32)
    inside = np.zeros(n + 1, dtype=bool)
    depth = 0
    for k, raw in enumerate(texts):
        # of a sentence of a megabyte only the ends are examined
        text = (raw if len(raw) < 10_000 else raw[:5_000] + raw[-5_000:]).strip()
        if not text:
            inside[k + 1] = inside[k]
            continue
        core = text.rstrip(_CLOSERS + " ")
        tail = text[len(core) :]
        last = core[-1:]
        table[0, k] = last in "?？؟" and last != ""
        table[1, k] = last in "!！" and last != ""
        table[2, k] = core.endswith(("…", "..", "。。"))
        table[3, k] = last in ":：" and last != ""
        table[4, k] = last in ",，、;；—–-" or last.isalnum()
        closes = any(c in _QUOTES_CLOSE or c in _STRAIGHT for c in tail)
        first = text[0]
        opens = first in _QUOTES_OPEN or first in _STRAIGHT
        table[5, k] = closes
        table[6, k] = opens
        table[7, k] = bool(_LINKING.match(text))
        clauses[k] = len(_CLAUSE.findall(text))
        depth = _depth(text, depth)
        inside[k + 1] = depth > 0
    named = dict(zip(PunctuationFeatures.__slots__[:7], table, strict=False))
    return PunctuationFeatures(**named, inside=inside, linking=table[7], clauses=clauses)


def _depth(text: str, depth: int) -> int:
    """1 when a quotation is open after the text; a paragraph that opens a quotation again closes nothing."""
    for match in _QUOTE.finditer(text):
        k, c = match.start(), match.group()
        if c in "“「『«„":
            depth = 1
        elif c in "”」』»":
            depth = 0
        elif c == '"':
            before = text[k - 1] if k else " "
            depth = 1 if before in " (（—-" else 0
        elif c in "'‘’":
            before, after = (text[k - 1] if k else " "), text[k + 1 : k + 2] or " "
            if before in " (—-" and after.isalnum():
                depth = 1
            elif not before.isalnum() and not after.isalnum():
                depth = 0
    return depth


FEATURES = (
    # words
    "explained tgt", "explained src", "matched", "matched rare", "unmatched src", "unmatched tgt", "density", "chance",
    # lengths
    "length", "spread", "clauses", "empty match",
    # sizes
    "1-1", "1-2", "2-1", "1-3", "3-1", "2-2", "1-many", "many-1", "many-many", "omission", "omission tgt", "extra", "slope",
    "sum", "both many",
    # ends
    "question both", "question src", "question tgt", "exclamation both", "exclamation src", "exclamation tgt",
    "ellipsis both", "ellipsis one", "colon both", "colon one", "unfinished both", "unfinished src", "unfinished tgt",
    "closes both", "closes src", "closes tgt", "opens both", "opens src", "opens tgt", "inside both", "inside src", "inside tgt",
    # junctions within the bead
    "join question src", "join question tgt", "join exclamation src", "join exclamation tgt",
    "join closes src", "join closes tgt", "join opens src", "join opens tgt", "join inside src", "join inside tgt",
    "join linking src", "join linking tgt", "join unfinished src", "join unfinished tgt", "linking src", "linking tgt",
    "join quoted change src", "join quoted change tgt",
)  # fmt: skip
"""Names of the features, in the order of the columns."""


def _within(flags: NDArray[np.bool_], start: NDArray[np.int32], count: NDArray[np.int32]) -> Array:
    """How many of `flags[start:start + count - 1]` are set, one for each junction of a bead."""
    sums = np.concatenate([[0], np.cumsum(flags)])
    before: Array = (sums[np.maximum(start, start + count - 1)] - sums[start]).astype(np.float32)
    return before


class _Beads(NamedTuple):
    """The beads of a text, with the columns that all groups of features need."""

    i: Places
    j: Places
    a: Places
    b: Places
    linked: NDArray[np.bool_]
    """Whether a bead has sentences on both sides."""


def features(
    beads: NDArray[np.int32],
    left: PunctuationFeatures,
    right: PunctuationFeatures,
    ends: Array,
    other_ends: Array,
    shape: Array,
    words: Array,
) -> Array:
    """Features of the beads: words, lengths, sizes, punctuation at their ends and between their sentences.

    `beads` has a row (i, j, a, b) for each bead: the first sentence on either side, 0-based, and how many there are.
    `ends` and `other_ends` are the code points before each sentence and in all; `shape` is the log of the ratio of
    lengths and its variance for long and for short texts; `words` holds the columns from "explained tgt" to "chance".
    Returns float32 of shape (beads, len(FEATURES)).
    """
    i, j, a, b = beads.T
    view = _Beads(i, j, a, b, (a > 0) & (b > 0))
    # a column after the other in memory: they are written one by one
    out = np.zeros((len(FEATURES), len(beads)), dtype=np.float32).T
    column = {name: k for k, name in enumerate(FEATURES)}
    out[:, :8] = words
    groups = (
        _lengths(view, ends, other_ends, shape),
        _clauses(view, left, right, words),
        _sizes(view, len(left.closes), len(right.closes)),
        _last_signs(view, left, right),
        _first_signs(view, left, right),
        _junctions("src", left, i, a),
        _junctions("tgt", right, j, b),
    )
    for name, values in chain.from_iterable(groups):
        out[:, column[name]] = values
    return out


def _lengths(view: _Beads, ends: Array, other_ends: Array, shape: Array) -> Columns:
    i, j, a, b, linked = view
    x, y = ends[i + a] - ends[i] + 4, other_ends[j + b] - other_ends[j] + 4
    variance = shape[1] + shape[2] / np.minimum(x, y)
    ratio = np.log(y / x) - shape[0]
    yield "length", linked * -np.log1p(ratio**2 / (4 * variance))
    yield "spread", linked * -0.5 * np.log(variance)


def _clauses(view: _Beads, left: PunctuationFeatures, right: PunctuationFeatures, words: Array) -> Columns:
    i, j, a, b, linked = view
    sums, other_sums = np.concatenate([[0], np.cumsum(left.clauses)]), np.concatenate([[0], np.cumsum(right.clauses)])
    ratio = (sums[i + a] - sums[i] + 1) / (other_sums[j + b] - other_sums[j] + 1)
    yield "clauses", linked * -np.abs(np.log(ratio))
    yield "empty match", linked & (words[:, 2] == 0)


def _sizes(view: _Beads, n: int, m: int) -> Columns:
    _, _, a, b, linked = view
    for name, x, y in (("1-1", 1, 1), ("1-2", 1, 2), ("2-1", 2, 1), ("1-3", 1, 3), ("3-1", 3, 1), ("2-2", 2, 2)):
        yield name, (a == x) & (b == y)
    yield "1-many", (a == 1) & (b > 3)
    yield "many-1", (b == 1) & (a > 3)
    yield "many-many", (a > 1) & (b > 1) & (a + b > 4)
    yield "omission", ~linked
    yield "omission tgt", a == 0
    yield "extra", linked * np.abs(a - b)
    yield "slope", linked * (b - a) * np.float32(np.log(m / n))
    yield "sum", linked * (a + b - 2)
    yield "both many", linked * (np.minimum(a, b) - 1)


def _last_signs(view: _Beads, left: PunctuationFeatures, right: PunctuationFeatures) -> Columns:
    """What the last sentences of a bead end with, on both sides or on one of them."""
    i, j, a, b, linked = view
    last, other_last = np.maximum(i + a - 1, 0), np.maximum(j + b - 1, 0)
    for name in ("question", "exclamation", "closes", "unfinished"):
        p, q = getattr(left, name)[last], getattr(right, name)[other_last]
        yield f"{name} both", linked & p & q
        yield f"{name} src", linked & p & ~q
        yield f"{name} tgt", linked & ~p & q
    for name in ("ellipsis", "colon"):
        p, q = getattr(left, name)[last], getattr(right, name)[other_last]
        yield f"{name} both", linked & p & q
        yield f"{name} one", linked & (p ^ q)


def _first_signs(view: _Beads, left: PunctuationFeatures, right: PunctuationFeatures) -> Columns:
    """What the first sentences of a bead begin with: a quotation, a word that links to what comes before."""
    i, j, _, _, linked = view
    first, other_first = np.minimum(i, len(left.closes) - 1), np.minimum(j, len(right.closes) - 1)
    p, q = left.opens[first], right.opens[other_first]
    yield "opens both", linked & p & q
    yield "opens src", linked & p & ~q
    yield "opens tgt", linked & ~p & q
    p, q = left.inside[i], right.inside[j]
    yield "inside both", linked & p & q
    yield "inside src", linked & p & ~q
    yield "inside tgt", linked & ~p & q
    yield "linking src", linked & left.linking[first]
    yield "linking tgt", linked & right.linking[other_first]


def _junctions(side: str, signs: PunctuationFeatures, start: Places, count: Places) -> Columns:
    """How often a sign stands where two sentences of one side are joined within the bead."""
    opens_next = np.append(signs.opens[1:], False)
    yield f"join question {side}", _within(signs.question, start, count)
    yield f"join exclamation {side}", _within(signs.exclamation, start, count)
    yield f"join closes {side}", _within(signs.closes, start, count)
    yield f"join unfinished {side}", _within(signs.unfinished, start, count)
    yield f"join opens {side}", _within(opens_next, start, count)
    yield f"join inside {side}", _within(signs.inside[1:], start, count)
    yield f"join linking {side}", _within(np.append(signs.linking[1:], False), start, count)
    yield f"join quoted change {side}", _within(signs.closes & opens_next, start, count)
