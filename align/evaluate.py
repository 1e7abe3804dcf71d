"""How good an alignment is against a gold one: strict and lax precision, recall and F1.

The measure is that of Sennrich & Volk (2010), “MT-based sentence alignment for OCR-generated parallel texts”, as
Vecalign and Bertalign report it: a bead is strictly right when the gold alignment has it, laxly right when it shares a
pair of segments with a gold bead. Omissions count for precision and not for recall.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.errors import InvalidExchange, InvalidOption, UnreadableInput
from align.formats.ladder import beads
from align.types import Bead

__all__ = ["Scores", "evaluate", "evaluate_files"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision and recall, each 0 to 1, and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def evaluate(pairs: Iterable[tuple[Iterable[Bead], Iterable[Bead]]]) -> tuple[Scores, Scores]:
    """Strict and lax scores over pairs of gold and test beads, pooled: all beads count the same, whatever document they
    are from.

    >>> gold = [Bead((0,), (0,)), Bead((1, 2), (1,))]
    >>> test = [Bead((0,), (0,)), Bead((1,), (1,)), Bead((2,), ())]
    >>> strict, lax = evaluate([(gold, test)])
    >>> round(strict.precision, 3), strict.recall, round(lax.precision, 3), lax.recall
    (0.333, 0.5, 0.667, 1.0)
    """
    precision, recall = [0, 0, 0], [0, 0, 0]
    for gold_beads, test_beads in pairs:
        gold, test = ([(bead.src, bead.tgt) for bead in side] for side in (gold_beads, test_beads))
        linked_gold, linked_test = ([pair for pair in side if all(pair)] for side in (gold, test))
        for total, hits in ((precision, _hits(test, gold)), (recall, _hits(linked_gold, linked_test))):
            for place, count in enumerate(hits):
                total[place] += count
    strict, lax = (
        Scores(precision[place] / max(1, precision[2]), recall[place] / max(1, recall[2])) for place in (0, 1)
    )
    return strict, lax


def evaluate_files(paths: Sequence[str | os.PathLike[str]]) -> tuple[Scores, Scores]:
    """`evaluate` over ladder files: gold, test, gold, test ... Raises InvalidOption, UnreadableInput, InvalidExchange.

    >>> import tempfile
    >>> from pathlib import Path
    >>> gold, test = (Path(tempfile.mkdtemp(), name) for name in ("gold.ladder", "test.ladder"))
    >>> _ = gold.write_text("[0]:[0]\\n[1]:[1]\\n"), test.write_text("[0]:[0]\\n[1]:[]\\n[]:[1]\\n")
    >>> strict, lax = evaluate_files([gold, test])
    >>> round(strict.precision, 2), strict.recall
    (0.33, 0.5)
    """
    if not paths or len(paths) % 2:
        raise InvalidOption("needs pairs of files", where="align eval", remedy="name them GOLD TEST [GOLD TEST ...]")
    return evaluate((_read(gold), _read(test)) for gold, test in _pairs(paths))


def _pairs(paths: Sequence[str | os.PathLike[str]]) -> Iterator[tuple[Path, Path]]:
    yield from zip(map(Path, paths[::2]), map(Path, paths[1::2]), strict=True)


def _read(path: Path) -> list[Bead]:
    try:
        with path.open("rb") as stream:
            ladder = beads(stream, str(path))
    except FileNotFoundError as error:
        raise UnreadableInput("there is no such file", where=path, code="no_such_file") from error
    except OSError as error:
        raise UnreadableInput("cannot be read: {reason}", where=path, reason=error.strerror) from error
    if not ladder:
        raise InvalidExchange(
            "there are no beads in it", where=path, remedy="name a ladder: one bead a line, such as [0]:[0]"
        )
    return ladder


def _hits(
    found: list[tuple[tuple[int, ...], tuple[int, ...]]], wanted: list[tuple[tuple[int, ...], tuple[int, ...]]]
) -> tuple[int, int, int]:
    """How many beads of `found` are strictly and laxly in `wanted`, and how many there are."""
    exact = set(wanted)
    partners: dict[int, set[int]] = {}
    for src, tgt in wanted:
        for number in src:
            partners.setdefault(number, set()).update(tgt)
    strict = lax = total = 0
    for src, tgt in set(found):
        if not (src or tgt):
            continue
        total += 1
        right = (src, tgt) in exact
        strict += right
        lax += right or any(partners.get(number, set()) & set(tgt) for number in src)
    return strict, lax, total
