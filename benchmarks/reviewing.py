"""Reviewing: how many decisions the proposals of a text take, and how often what they are marked for is right."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import Row
from benchmarks.extracting import ROOT, bitext_of_gold, bitext_of_pairs
from glossary.folding import fold
from glossary.types import CUT, Concept

Gold = set[tuple[str, str]]


def rows(data: Path) -> Iterator[Row]:
    from glossary.build import build
    from glossary.extraction.bilingual import extract
    from glossary.store.glossary import Glossary

    own = ROOT / "tests" / "data"
    texts = {
        "SDG targets": (bitext_of_pairs(data / "sdg-targets" / "sdg-targets.tsv", 1, 2), own / "sdg-targets.gold-terms.tsv"),
        "UDHR": (bitext_of_pairs(own / "udhr.tsv", 0, 1), own / "udhr.gold-terms.tsv"),
        "seed report, gold beads": (
            bitext_of_gold(ROOT / "seeds" / "gc20-item22.gold-alignment.json"),
            ROOT / "seeds" / "gc20-item22.gold-terms.tsv",
        ),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "seeds"], Path(folder, "seeds"))
        yield from _decisions("seed report", Glossary.open(Path(folder, "seeds")), "about 80")
        for number, (name, (bitext, gold)) in enumerate(texts.items()):
            concepts = extract([bitext])
            glossary = Glossary.open(Path(folder, str(number)), create=True)
            glossary.add(concepts)
            yield from _decisions(name, glossary)
            yield from _marks(name, concepts, _gold(gold))


def _decisions(name: str, glossary: object, aim: str = "") -> Iterator[Row]:
    from glossary.review.table import folds, listing
    from glossary.store.glossary import Glossary

    assert isinstance(glossary, Glossary)
    found = listing(glossary, folded=folds(glossary), limit=10_000)
    yield Row(f"{name}: proposals", found.entries)
    yield Row(f"{name}: decisions that they take, one key each", found.total, aim=aim)
    yield Row(f"{name}: entries of the largest family", max(1 + len(row.fragments) for row in found.rows))


def _marks(name: str, concepts: Sequence[Concept], gold: Gold) -> Iterator[Row]:
    """Of the proposals, how many would have to be marked anew, where the list of terms is the truth."""
    shown = [(one.scores.total, _listed(one, gold)) for one in concepts if one.scores.total >= CUT]
    for likely in (0.3, 0.4, 0.5):
        wrong = sum((score >= likely) != good for score, good in shown)
        yield Row(f"{name}: of {len(shown)} marks at {likely}, not as the list of terms says", wrong)


def _listed(concept: Concept, gold: Gold) -> bool:
    pairs = ((fold(zh, "zh"), fold(en, "en")) for zh in concept.texts("zh") for en in concept.texts("en"))
    return any(pair in gold for pair in pairs)


def _gold(path: Path) -> Gold:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return {(fold(zh, "zh"), fold(en, "en")) for zh, forms, *_ in lines for en in forms.split("|")}
