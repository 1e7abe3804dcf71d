"""Whether two texts are translations of each other: how well that is told, by weights that do not know the kind of text.

Every source (laws, novels, the Bible, news, the targets of the Sustainable Development Goals, UN documents, the seed
report) is left out of the training in its turn, of pairs of languages without a dictionary each pair of languages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks import Row
from benchmarks.training_judging import Table, auc, crossed, measured, model, sampled

COUNTS = {"Chinese and English": (True, 1600), "other pairs of languages": (False, 1200)}
LAWS = 40


def rows(data: Path) -> Iterator[Row]:
    """AUC, then what is refused at the threshold, by kind of case and by source; then whole laws crossed at random."""
    for name, (dictionary, count) in COUNTS.items():
        table = measured(sampled(dictionary, count, data))
        yield from _rows(name, table, dictionary=dictionary)
    yield from _laws(data)


def _rows(name: str, table: Table, *, dictionary: bool) -> Iterator[Row]:
    out = crossed(table)
    chance = model(table)["threshold"]
    refused = out < np.log(chance / (1 - chance))
    kinds = np.array([case.kind for case in table.cases])
    yield Row(f"{name}: cases", len(out))
    yield Row("AUC", auc(out, table.true), "", ".995")
    yield Row("wrong pairs refused", 100 * float(refused[~table.true].mean()), "%", "98 %" if dictionary else "")
    whole = table.true & (kinds != "third")
    yield Row("true pairs refused, whole or each lacking a fifth", 100 * float(refused[whole].mean()), "%", "0.5 %")
    for kind in sorted(set(kinds)):
        here = kinds == kind
        yield Row(
            f"  {kind}, {'true' if table.true[here].all() else 'wrong'}: refused",
            100 * float(refused[here].mean()),
            "%",
        )
    for group in sorted(set(table.groups)):
        here = table.groups == group
        for true in (True, False):
            some = here & (table.true == true) & (kinds != "third")
            if some.any():
                said = "true" if true else "wrong"
                yield Row(f"  {group}, {said}: refused", 100 * float(refused[some].mean()), f"% of {int(some.sum())}")


def _laws(data: Path) -> Iterator[Row]:
    """Whole files as they are published, by the command's own way and with the shipped weights, which know them."""
    laws = sorted(path.name.split(".")[0] for path in (data / "real/laws").glob("*.zh.txt"))
    chance = random.Random(7)
    wrong = [(a, chance.choice([b for b in laws if b != a])) for a in chance.choices(laws, k=LAWS)]
    for what, pairs in (
        (f"{LAWS} laws crossed at random", wrong),
        (f"the {len(laws)} laws themselves", [(a, a) for a in laws]),
    ):
        yield Row(f"{what}: refused", _refused(data, pairs))


def _refused(data: Path, pairs: Sequence[tuple[str, str]]) -> int:
    from align.align_files import pair

    folder = data / "real/laws"
    found = (pair(folder / f"{one}.zh.txt", folder / f"{other}.en.txt").judgement for one, other in pairs)
    return sum(judgement is not None and judgement.refused for judgement in found)
