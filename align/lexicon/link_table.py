"""Tables of word links as arrays: pairs of types with a strength, and the probabilities made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Links", "Strengths", "conditional", "merged", "strongest"]


class Links(NamedTuple):
    """Links between types as a sparse matrix: source type w has those of `pointers[w]` up to `pointers[w + 1]`."""

    pointers: NDArray[np.int32]
    columns: NDArray[np.int32]
    """The target type of each link."""
    forward: NDArray[np.float32]
    """t(target|source)."""
    backward: NDArray[np.float32]
    """t(source|target)."""


Strengths = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.float32]"]
"""Pairs of types with a strength of 0 to 1: source types, target types, strengths; ordered, each pair once."""


def merged(one: Strengths, other: Strengths, m: int) -> Strengths:
    """Merge two sets of links, with the greater strength for pairs in both; `m` is the number of target types.

    >>> import numpy as np
    >>> one = np.array([0, 1]), np.array([0, 2]), np.array([0.5, 0.6], dtype=np.float32)
    >>> other = np.array([1]), np.array([2]), np.array([0.9], dtype=np.float32)
    >>> merged(one, other, 3)
    (array([0, 1], dtype=int32), array([0, 2], dtype=int32), array([0.5, 0.9], dtype=float32))
    """
    import numpy as np

    keys = np.concatenate([part[0].astype(np.int64) * m + part[1] for part in (one, other)])
    return strongest(keys, np.concatenate([one[2], other[2]]), m)


def strongest(keys: NDArray[np.int64], values: NDArray[np.floating], m: int) -> Strengths:
    """Each pair of types once, with its greatest strength. A key is the source type times `m` plus the target type.

    >>> import numpy as np
    >>> strongest(np.array([5, 1, 5]), np.array([0.2, 0.9, 0.7], dtype=np.float32), 4)
    (array([0, 1], dtype=int32), array([1, 1], dtype=int32), array([0.9, 0.7], dtype=float32))
    """
    import numpy as np

    order = np.lexsort((-values, keys))
    keys, values = keys[order], values[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    keys = keys[first]
    return (keys // max(1, m)).astype(np.int32), (keys % max(1, m)).astype(np.int32), values[first].astype(np.float32)


def conditional(strengths: Strengths, n: int, m: int) -> Links:
    """Turn links into probabilities in both directions: each strength divided by the smoothed sum for its word.

    >>> import numpy as np
    >>> table = conditional((np.array([0, 0]), np.array([0, 1]), np.array([0.9, 0.3], dtype=np.float32)), 1, 2)
    >>> table.pointers.tolist(), table.columns.tolist(), table.forward.round(2).tolist()
    ([0, 2], [0, 1], [0.6000000238418579, 0.20000000298023224])
    """
    import numpy as np

    rows, columns, values = strengths
    pointers = np.zeros(n + 1, dtype=np.int32)
    pointers[1:] = np.cumsum(np.bincount(rows, minlength=n))
    ways = []
    for one, size in ((rows, n), (columns, m)):
        total = np.bincount(one, weights=values, minlength=size) + 0.3
        ways.append((values / total[one]).astype(np.float32))
    return Links(pointers, columns, ways[0], ways[1])
