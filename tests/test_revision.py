"""Corrections keep the law of an alignment: every segment of both sides, once, in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.correction.revision import Revision
from align.errors import InvalidOption
from align.types import Bead, Bitext, Segment


def bitext(*shapes: tuple[int, int]) -> Bitext:
    beads, s, t = [], 0, 0
    for a, b in shapes:
        beads.append(Bead(tuple(range(s, s + a)), tuple(range(t, t + b)), confidence=0.5))
        s, t = s + a, t + b
    src = tuple(Segment(f"s{n}") for n in range(s))
    return Bitext(src, tuple(Segment(f"t{n}") for n in range(t)), tuple(beads), "zh", "en")


def one_to_one(src, tgt):
    """An aligner plain enough to foresee: first with first, and what is left over is an omission."""
    pairs = min(len(src), len(tgt))
    beads = [Bead((n,), (n,), confidence=0.7) for n in range(pairs)]
    beads += [Bead((n,), ()) for n in range(pairs, len(src))] + [Bead((), (n,)) for n in range(pairs, len(tgt))]
    return Bitext(tuple(src), tuple(tgt), tuple(beads), "zh", "en")


shapes = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), min_size=1, max_size=6)
steps = st.lists(
    st.tuples(
        st.sampled_from(["join", "split", "cut", "cut", "move", "omit", "confirm", "rest", "undo", "redo"]),
        st.integers(0, 9),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=12,
)


def take(revision: Revision, step: tuple[str, int, int, int]) -> Revision:
    action, bead, a, b = step
    try:
        match action:
            case "join":
                return revision.join(bead)
            case "split":
                return revision.split(bead, a, b)
            case "move":
                return revision.move(bead, "src" if a % 2 else "tgt", "up" if b % 2 else "down")
            case "omit":
                return revision.omit(bead)
            case "confirm":
                return revision.confirm(bead, confirmed=bool(a % 2))
            case "rest":
                return revision.align_rest(one_to_one)
            case "cut":
                return revision.cut(bead, "src" if a % 2 else "tgt", b % 2, 1 + a % 2)
            case "undo":
                return revision.undo()
            case _:
                return revision.redo()
    except InvalidOption:
        return revision


@given(shapes, steps)
def test_every_correction_keeps_both_sides_whole_and_in_order(shapes, steps):
    revision = Revision(bitext(*shapes))
    for step in steps:
        revision = take(revision, step)
        now = revision.bitext
        assert [n for bead in now.beads for n in bead.src] == list(range(len(now.src)))
        assert [n for bead in now.beads for n in bead.tgt] == list(range(len(now.tgt)))
        assert all(bead.src or bead.tgt for bead in now.beads)


@given(shapes, steps)
def test_undoing_everything_gives_back_the_beginning_and_redoing_the_end(shapes, steps):
    start = Revision(bitext(*shapes))
    end = start
    for step in steps:
        end = take(end, step)
    back = end
    while back.done:
        back = back.undo()
    assert back.bitext == start.bitext
    forth = back
    for _ in end.done:
        forth = forth.redo()
    assert forth.bitext == end.bitext


def test_a_sentence_moves_up_and_down():
    revision = Revision(bitext((1, 1), (2, 1)))
    up = revision.move(1, "src", "up")
    assert [(b.src, b.tgt) for b in up.bitext.beads] == [((0, 1), (0,)), ((2,), (1,))]
    assert up.move(0, "src", "down").bitext.beads[1].src == (1, 2)


def test_moving_the_last_sentence_away_leaves_no_empty_bead():
    revision = Revision(bitext((1, 1), (0, 1))).move(1, "tgt", "up")
    assert [(b.src, b.tgt) for b in revision.bitext.beads] == [((0,), (0, 1))]


def test_what_was_confirmed_stays_when_the_rest_is_aligned_again():
    revision = Revision(bitext((2, 2), (1, 1), (1, 2))).confirm(1).align_rest(one_to_one)
    assert [(b.src, b.tgt) for b in revision.bitext.beads] == [
        ((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3,)), ((), (4,)),
    ]  # fmt: skip
    assert [b.confirmed for b in revision.bitext.beads] == [False, False, True, False, False]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda r: r.join(1),
        lambda r: r.split(0, 0, 0),
        lambda r: r.split(0, 5, 0),
        lambda r: r.omit(9),
        lambda r: r.move(0, "src", "up"),
    ],
)
def test_what_cannot_be_done_says_so_and_changes_nothing(wrong):
    revision = Revision(bitext((1, 1), (1, 1)))
    with pytest.raises(InvalidOption):
        wrong(revision)
    assert revision.done == ()


def test_every_step_has_a_number_of_its_own():
    first = Revision(bitext((1, 1), (1, 1))).join(0)
    other = first.undo().omit(0)
    assert (first.number, first.undo().number, other.number) == (1, 2, 3)
