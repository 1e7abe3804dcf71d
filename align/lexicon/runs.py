"""Arrays that hold runs of different lengths, one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["run_positions"]


def run_positions(sizes: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every element of runs of these sizes: the number of its run, and its place in the run, both from 0.

    >>> run, place = run_positions(np.array([2, 0, 3]))
    >>> run.tolist(), place.tolist()
    ([0, 0, 2, 2, 2], [0, 1, 0, 1, 2])
    """
    run = np.repeat(np.arange(len(sizes)), sizes)
    return run, np.arange(len(run)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
