"""Numba, set up once: functions compiled for one signature each, and kept on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

__all__ = ["jit"]

_FAST = {"reassoc", "contract", "arcp", "afn", "nsz"}  # no -0 and no order of sums, but infinities are kept


def jit(signature: str) -> Callable[[Any], Any]:
    """Compile with a given signature, so that it happens once; cached where a folder can be written."""

    def decorate(function: Any) -> Any:
        try:
            return numba.njit(signature, cache=True, fastmath=_FAST, nogil=True)(function)
        except Exception:
            # No folder for the cache, a full disk, a damaged file: Numba raises RuntimeError, OSError, EOFError,
            # UnpicklingError ... What is wrong with the function itself is raised again here.
            return numba.njit(signature, fastmath=_FAST, nogil=True)(function)

    return decorate
