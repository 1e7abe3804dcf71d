"""Scores of an alignment: the measure of the papers, the same as ../shared/tools/score_alignment.py."""

from __future__ import annotations

import re
import subprocess
import sys

import forked
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import InvalidExchange, InvalidOption, UnreadableInput
from align.evaluate import evaluate, evaluate_files
from align.types import Bead


def ladder(path, *beads):
    path.write_text("".join(f"{list(src)}:{list(tgt)}\n" for src, tgt in beads), encoding="utf-8")
    return path


def random_beads(random, length):
    beads, i, j = [], 0, 0
    while i < length:
        a, b = random.choice([(1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (2, 2)])
        beads.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    return beads


def test_a_perfect_alignment_scores_one():
    beads = [Bead((0,), (0,)), Bead((1,), (1, 2))]
    strict, lax = evaluate([(beads, beads)])
    assert (strict.f1, lax.f1) == (1.0, 1.0)


def test_nothing_found_scores_nought_and_does_not_divide_by_it():
    strict, lax = evaluate([([Bead((0,), (0,))], [])])
    assert (strict.precision, strict.recall, strict.f1, lax.f1) == (0.0, 0.0, 0.0, 0.0)


def test_omissions_count_for_precision_only():
    gold = [Bead((0,), (0,)), Bead((1,), ())]
    strict, _ = evaluate([(gold, [Bead((0,), (0,)), Bead((1,), (1,))])])
    assert (strict.precision, strict.recall) == (0.5, 1.0)


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_strict_is_never_above_lax(random):
    gold, test = ([Bead(*bead) for bead in random_beads(random, 12)] for _ in range(2))
    strict, lax = evaluate([(gold, test)])
    assert strict.precision <= lax.precision
    assert strict.recall <= lax.recall


def test_the_figures_are_those_of_the_shared_tool(shared, tmp_path):
    import random

    generator = random.Random(7)
    paths = []
    for n in range(3):
        paths.append(ladder(tmp_path / f"{n}.gold", *random_beads(generator, 60)))
        paths.append(ladder(tmp_path / f"{n}.test", *random_beads(generator, 60)))
    tool = shared / "tools" / "score_alignment.py"
    done = subprocess.run([sys.executable, tool, *paths], capture_output=True, text=True, check=True)
    figures = re.findall(r"\d\.\d{3}", done.stdout)
    ours = [
        f"{value:.3f}" for scores in evaluate_files(paths) for value in (scores.precision, scores.recall, scores.f1)
    ]
    assert ours == figures
    shown = forked.command("align", "eval", *paths)
    assert shown.returncode == 0
    assert shown.stdout == done.stdout


def test_a_broken_line_and_a_missing_file_are_named(tmp_path):
    gold = ladder(tmp_path / "a.gold", ((0,), (0,)))
    (tmp_path / "b.test").write_text("[0]:[0]\n[1:[1]\n")
    with pytest.raises(InvalidExchange, match=r"b\.test:2: not a bead"):
        evaluate_files([gold, tmp_path / "b.test"])
    with pytest.raises(UnreadableInput, match="no such file"):
        evaluate_files([gold, tmp_path / "c.test"])
    with pytest.raises(InvalidOption, match="pairs of files"):
        evaluate_files([gold])


def test_a_ladder_without_beads_is_refused(tmp_path):
    empty = tmp_path / "empty.ladder"
    empty.touch()
    with pytest.raises(InvalidExchange, match="no beads"):
        evaluate_files([empty, empty])
