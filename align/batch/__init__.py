"""Batches: a folder of documents in, aligned bitext, a data set and a report out; what is done is not done again.

    run = batch(["session20/"], "out/")
    run.failures, run.orphans

`discovery` and `file_names` say what is there, `matching` and `profiles` which document is whose translation, `pair_job`
aligns one pair, `engines` does that for many, `runner` holds it together, `run` says what was done and `report` shows it.
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
