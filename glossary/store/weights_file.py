"""The weights that a glossary has learned from its own decisions: GLOSSARY/_weights.json, beside the tables.

It is no part of the history: `glossary learn` writes it anew, and `glossary learn --forget` removes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from align.files import replacing
from glossary.errors import InvalidOption

__all__ = ["NAME", "LearnedWeights", "forget_weights", "read_weights", "write_weights"]

NAME = "_weights.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """Weights by feature, and what they were learned from."""

    weights: Mapping[str, float]
    shipped: str
    """Mark of the shipped weights that they started from (`glossary.extraction.review_weights.digest`)."""
    right: int
    """Decisions that a pair is right."""
    wrong: int
    date: str
    """Day on which they were learned, as 2026-11-26."""


def write_weights(folder: Path, learned: LearnedWeights) -> None:
    """Keep weights with the glossary in a folder, instead of those of before.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_weights(folder, LearnedWeights({"": -1.0}, "ab", 20, 10, "2026-11-26"))
    >>> read_weights(folder).weights, forget_weights(folder), read_weights(folder)
    ({'': -1.0}, True, None)
    """
    with replacing(folder / NAME) as beside:
        beside.write_text(
            json.dumps({"version": FORMAT, **asdict(learned)}, indent=1) + "\n", encoding="utf-8", newline="\n"
        )


def read_weights(folder: Path) -> LearnedWeights | None:
    """The weights of the glossary in a folder; None where it has none. Raises InvalidOption where the file is damaged."""
    path = folder / NAME
    try:
        row = json.loads(path.read_bytes())
        version = row.pop("version")
        learned = LearnedWeights(**row) if version == FORMAT else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged(path) from error
    if learned is None:
        raise InvalidOption(
            "the learned weights are those of another version of duizhao",
            where=path,
            remedy="the shipped weights are used; run glossary learn again, or glossary learn --forget",
            code="learned_weights",
        )
    if not _is_sound(learned):
        raise _damaged(path)
    return learned


def forget_weights(folder: Path) -> bool:
    """Remove the weights of the glossary in a folder; whether there were any."""
    there = (folder / NAME).exists()
    (folder / NAME).unlink(missing_ok=True)
    return there


def _is_sound(learned: LearnedWeights) -> bool:
    weights: Any = learned.weights
    return (
        isinstance(weights, dict)
        and all(isinstance(value, int | float) and math.isfinite(value) for value in weights.values())
        and isinstance(learned.shipped, str)
        and isinstance(learned.right, int)
        and isinstance(learned.wrong, int)
        and isinstance(learned.date, str)
    )


def _damaged(path: Path) -> InvalidOption:
    return InvalidOption(
        "the learned weights are damaged",
        where=path,
        remedy="the shipped weights are used; run glossary learn again, or glossary learn --forget",
        code="learned_weights",
    )
