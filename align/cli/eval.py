"""`align eval`: score alignments against gold ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    @app.command("eval")
    def evaluate(
        files: Annotated[
            list[Path],
            typer.Argument(
                metavar="GOLD TEST ...",
                help="Pairs of ladder files, gold first; the scores are for all pairs together.",
            ),
        ],
    ) -> None:
        """Score alignments against gold alignments.

        It prints strict and lax precision, recall and F1 (Sennrich & Volk 2010).
        """
        from align.evaluate import evaluate_files

        for name, scores in zip(("strict", "lax"), evaluate_files(files), strict=True):
            typer.echo(f"{name:6} P {scores.precision:.3f}  R {scores.recall:.3f}  F1 {scores.f1:.3f}")
