"""Batches: a folder of documents in, aligned bitext, a data set and a report out; what is done is not done again.

    run = batch(["session20/"], "out/")
    run.failures, run.orphans

`finding` and `names` say what is there, `matching` and `contents` which document is whose translation, `documents`
aligns one pair, `local` and `cluster` do that for many, `running` holds it together, `report` shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from align.batch.runner import Run, batch

__all__ = ["Run", "batch"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from align.batch import runner

        return getattr(runner, name)
    raise AttributeError(name)
