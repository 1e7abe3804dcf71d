"""Training of the judgement of pairs: `python -m benchmarks.training_judging` writes align/resources/judging.json.

A logistic regression over the figures of `align.alignment.evidence`, one for Chinese with English, of which a dictionary
is shipped, and one for all other pairs of languages. True and wrong cases of every source weigh the same. The threshold
is set on cases of sources that the weights do not know. Of the texts nothing is kept but the weights.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from align.alignment.evidence import FEATURES, pair_features
from align.judgement import placed
from align.resources import FOLDER
from benchmarks.judging_texts import Case, cases

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PENALTY = 1.0
USED = tuple(name for name in FEATURES if name not in ("one to one", "taught gap total"))
SEED = 3
PARDONED = {"dictionary": {"whole": 0.003}, "any": {"whole": 0.002, "partial": 0.05}}
"""Share of the true cases of each kind that may be refused. Without a dictionary two short texts that each lack a part
are often laid beside each other wrongly, and nothing tells them from others."""


@dataclass
class Table:
    """The figures of some cases: a row each, whether it is true, and its group, which is left out as a whole."""

    rows: np.ndarray
    true: np.ndarray
    groups: np.ndarray
    cases: list[Case]


def figures(case: Case) -> np.ndarray:
    """Align a case and look at it as `align.align` does."""
    from align.alignment.aligner import align
    from align.lexicon.links import links
    from align.words import index

    bitext = align(case.src, case.tgt, src_lang=case.languages[0], tgt_lang=case.languages[1])
    left, right = (
        index([segment.text for segment in side], code)
        for side, code in zip((case.src, case.tgt), case.languages, strict=True)
    )
    path = placed(bitext.beads)
    if case.languages[1] == "zh":
        left, right = right, left
        path = [(j, i, b, a) for i, j, a, b in path]
    strengths = links(left, right)
    if case.bare:
        kept = np.array([left.types[a] == right.types[b] for a, b in zip(*strengths[:2], strict=True)], dtype=bool)
        strengths = strengths[0][kept], strengths[1][kept], strengths[2][kept]
    return pair_features(path, left, right, strengths)


def measured(found: Sequence[Case], *, processes: int = 2) -> Table:
    """The figures of all cases. A group is a source or, of the UN documents, a pair of languages."""
    with ProcessPoolExecutor(processes) as pool:
        rows = np.array(list(pool.map(figures, found, chunksize=16)), dtype=np.float64)
    groups = np.array([case.source if set(case.languages) == {"zh", "en"} else group(case) for case in found])
    return Table(rows, np.array([case.true for case in found]), groups, list(found))


def group(case: Case) -> str:
    """The two languages of a case, whichever is first."""
    return "-".join(sorted(case.languages))


def weights(table: Table) -> np.ndarray:
    """What each case weighs: each group as much as another, and in it the true ones as much as the wrong ones."""
    found = np.zeros(len(table.true))
    names = sorted(set(table.groups))
    for name in names:
        for true in (True, False):
            here = (table.groups == name) & (table.true == true)
            if here.any():
                found[here] = len(found) / len(names) / 2 / here.sum()
    return found


def fit(rows: np.ndarray, true: np.ndarray, weight: np.ndarray, penalty: float = PENALTY) -> np.ndarray:
    """Weights of the figures USED and the constant, by logistic regression; the penalty is on standardized figures."""
    from sklearn.linear_model import LogisticRegression

    rows = rows[:, [FEATURES.index(name) for name in USED]]
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-8)
    model.fit((rows - mean) / spread, true, sample_weight=weight)
    found = model.coef_[0] / spread
    return np.append(found, model.intercept_[0] - found @ mean)


def scored(rows: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Log odds of each row."""
    return rows[:, [FEATURES.index(name) for name in USED]] @ found[:-1] + found[-1]


def crossed(table: Table) -> np.ndarray:
    """Log odds of every case by weights that do not know its group."""
    out, weight = np.zeros(len(table.true)), weights(table)
    for name in sorted(set(table.groups)):
        here = table.groups == name
        out[here] = scored(table.rows[here], fit(table.rows[~here], table.true[~here], weight[~here]))
    return out


def auc(scores: np.ndarray, true: np.ndarray) -> float:
    """Probability that a true case has a greater score than a wrong one; ties count half.

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    0.75
    """
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(true, scores))


def sampled(dictionary: bool, count: int, data: Path = DATA) -> list[Case]:
    """As many cases, sampled evenly from all that can be made."""
    found = cases(data, dictionary=dictionary)
    random.Random(SEED).shuffle(found)
    return found[:count]


def model(table: Table) -> dict[str, Any]:
    """Weights of all cases, and the threshold: where of cases of unknown groups 98% of the wrong are refused, or as
    many as can be without refusing more of the true ones than PARDONED says."""
    found, out = fit(table.rows, table.true, weights(table)), crossed(table)
    kinds = np.array([case.kind for case in table.cases])
    pardoned = PARDONED["dictionary" if "laws" in table.groups else "any"]
    limits = [float(np.quantile(out[kinds == kind], share)) for kind, share in pardoned.items()]
    threshold = min(float(np.quantile(out[~table.true], 0.98)), *limits)
    return {
        "weights": {name: round(float(value), 5) for name, value in zip(USED, found, strict=False)},
        "constant": round(float(found[-1]), 5),
        "threshold": round(float(1 / (1 + np.exp(-threshold))), 5),
    }


def main() -> None:
    found = {}
    for name, dictionary, count in (("dictionary", True, 3600), ("any", False, 2600)):
        table = measured(sampled(dictionary, count))
        found[name] = model(table)
        print(f"{name}: {len(table.true)} cases, AUC {auc(crossed(table), table.true):.4f} by group left out")
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (FOLDER / "judging.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
