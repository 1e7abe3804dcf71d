"""Batches: aligns folders of documents, writes a data set and a report, and repeats no work that is done.

    run = batch(["session20/"], "out/")
    run.failures, run.orphans

`discovery` and `file_names` find the documents, `matching` and `profiles` decide which is the translation of which,
`pair_job` aligns one pair, `engines` does that for many, `runner` is the whole batch, `run` is its result, and `report`
shows the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from align.batch.run import Run
    from align.batch.runner import batch

__all__ = ["Run", "batch"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from align.batch import run, runner

        return run.Run if name == "Run" else runner.batch
    raise AttributeError(name)
