"""`glossary learn`: refits the weights that order proposals to the decisions of reviewers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli.options import GlossaryFolder
from glossary.cli.outcome import open_glossary, print_json

if TYPE_CHECKING:
    from glossary.learning import Learned


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("learn")(learn)


def learn(
    glossary: GlossaryFolder,
    forget: Annotated[
        bool,
        typer.Option("--forget", help="Remove what was learned: the next build orders pairs as it does by default."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Let later builds learn from your decisions.

    Approved and edited entries count as right, rejected ones as wrong. What is learned is tested on decisions that are
    left out in turn. It is kept with the glossary only if it predicts them better; otherwise nothing changes.
    """
    from glossary.learning import learn as learn_weights
    from glossary.store.weights_file import NAME, forget_weights

    store = open_glossary(glossary)
    if forget:
        there = forget_weights(store.path)
        if as_json:
            print_json({"forgotten": there})
        else:
            typer.echo("Forgotten: builds use the shipped weights again" if there else "Nothing was learned here")
        return
    learned = learn_weights(store)
    if as_json:
        print_json(_record(learned))
    else:
        stays = not learned.kept and (store.path / NAME).exists()
        typer.echo(_summary(learned) + ("; what was learned before stays" if stays else ""))


def _record(learned: Learned) -> dict[str, object]:
    trial = learned.trial
    return {
        "kept": learned.kept,
        "decided": learned.decided,
        "right": learned.right,
        "wrong": learned.wrong,
        "log_loss": None if trial is None else list(trial.log_loss),
        "auc": None if trial is None else list(trial.auc),
    }


def _summary(learned: Learned) -> str:
    from glossary.extraction.review_weights import LEAST_OF_A_KIND, LEAST_OF_ALL

    number = learned.right + learned.wrong
    of = f"{learned.right} approved or edited, {learned.wrong} rejected"
    if learned.trial is None:
        return (
            f"Nothing learned: {number} decisions about pairs in the sentences ({of}); "
            f"it takes {LEAST_OF_ALL}, and {LEAST_OF_A_KIND} of each kind"
        )
    (loss, loss_after), (auc, auc_after) = learned.trial.log_loss, learned.trial.auc
    tried = (
        f"on decisions left out, log loss {loss:.3f} before, {loss_after:.3f} after, AUC {auc:.3f} and {auc_after:.3f}"
    )
    if not learned.kept:
        return f"Nothing learned, since it does not pay: {number} decisions ({of}); {tried}"
    return f"Learned from {number} decisions ({of}); {tried}; later builds use it"
