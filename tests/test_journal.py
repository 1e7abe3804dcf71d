"""Corrections outlive the process that made them, and never the document they were made to."""

from __future__ import annotations

import pytest

import align
from align.correction.journal import Stale, load, revise, token
from align.errors import AlignError
from align.types import Bead, Bitext, Segment


@pytest.fixture
def file(tmp_path):
    src = tuple(Segment(text) for text in ("一。", "二。", "三。"))
    tgt = tuple(Segment(text) for text in ("One.", "Two.", "Three."))
    beads = (Bead((0,), (0,), 0.9), Bead((1, 2), (1,), 0.4), Bead((), (2,), 0.2))
    path = tmp_path / "a.parquet"
    align.write([Bitext(src, tgt, beads, "zh", "en")], path)
    return path


def shapes(revision):
    return [(bead.src, bead.tgt) for bead in revision.bitext.beads]


def test_a_correction_is_in_the_file_that_everybody_reads(file):
    revise(file, lambda r: r.move(1, "src", "down"))
    (bitext,) = align.read_bitext(file)
    assert [(b.src, b.tgt) for b in bitext.beads] == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]
    assert [b.confirmed for b in bitext.beads] == [False, True, True]


def test_it_can_be_undone_after_a_restart(file):
    before = load(file)
    revise(file, lambda r: r.move(1, "src", "down"))
    revise(file, lambda r: r.confirm(0))
    revise(file, lambda r: r.undo())
    assert shapes(revise(file, lambda r: r.undo())) == shapes(before)
    assert load(file).bitext.beads == before.bitext.beads
    assert len(load(file).undone) == 2


def test_a_page_that_shows_old_beads_cannot_correct(file):
    seen = token(load(file))
    revise(file, lambda r: r.confirm(0), expected=seen)
    with pytest.raises(Stale):
        revise(file, lambda r: r.omit(1), expected=seen)
    assert shapes(load(file))[1] == ((1, 2), (1,))


def test_a_document_aligned_anew_keeps_no_old_corrections(file):
    revise(file, lambda r: r.confirm(0))
    (bitext,) = align.read_bitext(file)
    align.write([Bitext(bitext.src, bitext.tgt, (Bead((0, 1, 2), (0, 1, 2)),), "zh", "en")], file)
    assert load(file).done == ()


@pytest.mark.parametrize("damage", ["", "{", '{"beads": 1}', "[]"])
def test_a_damaged_journal_costs_the_undoing_and_nothing_else(file, damage):
    revise(file, lambda r: r.confirm(0))
    file.with_suffix(".revision.json").write_text(damage)
    assert load(file).bitext.beads[0].confirmed
    assert load(file).done == ()


def test_a_document_that_somebody_else_has_written_is_read_again(file):
    revise(file, lambda revision: revision.confirm(0))
    assert load(file).bitext.beads[0].confirmed
    pair = load(file).bitext
    align.write([Bitext(pair.src, (Segment("Other."), *pair.tgt[1:]), pair.beads, "zh", "en")], file)
    assert load(file).bitext.tgt[0].text == "Other."
    assert not load(file).done
    file.unlink()
    with pytest.raises(AlignError):
        load(file)
