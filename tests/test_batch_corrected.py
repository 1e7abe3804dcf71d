"""Corrections outlive a new run of the batch, and are never dropped unsaid."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.batch import batch
from align.cli import main
from align.correction import journal
from align.correction.carry_over import carry_over
from align.formats import read
from align.types import Bead, Bitext, Segment

ZH = [
    "本文件介绍了工发组织与中等收入国家合作的情况。",
    "大会于2023年通过了3项决议。",
    "委员会请秘书长提交报告。",
    "完。",
]
EN = [
    "This document presents the cooperation of UNIDO with middle-income countries.",
    "In 2023 the General Conference adopted 3 resolutions.",
    "The Committee requested the Secretary-General to submit a report.",
    "End.",
]


def put(folder, zh=ZH, en=EN):
    folder.mkdir(exist_ok=True)
    for letter, lines in (("C", zh), ("E", en)):
        (folder / f"GC20_1_{letter}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def bitext(place):
    return next((place / "out/bitext").rglob("*.parquet"))


def beads(place):
    (only,) = read(bitext(place))
    return [(bead.src, bead.tgt, bead.confirmed) for bead in only.beads]


@pytest.fixture
def place(tmp_path):
    """One document, aligned, its second and third bead joined by hand."""
    put(tmp_path / "in")
    batch([tmp_path / "in"], tmp_path / "out")
    journal.revise(bitext(tmp_path), lambda revision: revision.join(1))
    return tmp_path


JOINED = ((1, 2), (1, 2), True)


def test_the_same_documents_keep_their_corrections_and_their_undo(place):
    corrected = bitext(place).read_bytes()
    first = batch([place / "in"], place / "out")
    second = batch([place / "in"], place / "out")
    assert (first.corrected, first.new, second.corrected, second.known) == (1, 0, 0, 1)
    assert bitext(place).read_bytes() == corrected
    assert journal.load(bitext(place)).done
    assert journal.load(bitext(place)).undo().bitext.beads[1].src == (1,)


def test_the_other_formats_follow_a_correction(place):
    tmx = place / "out/documents/GC.20-1.zh-en.tmx"
    before = tmx.read_text(encoding="utf-8").count("<tu ")
    batch([place / "in"], place / "out")
    assert tmx.read_text(encoding="utf-8").count("<tu ") == before - 1


def test_a_check_that_leaves_the_size_of_the_file_is_seen_too(place):
    batch([place / "in"], place / "out")
    journal.revise(bitext(place), lambda revision: revision.confirm(0))
    assert batch([place / "in"], place / "out").corrected == 1
    assert batch([place / "in"], place / "out").known == 1


@pytest.mark.parametrize("again", [{"redo": True}, {"formats": ["tsv"]}])
def test_aligned_anew_with_the_same_documents_what_was_confirmed_stays(place, again):
    batch([place / "in"], place / "out", **again)
    assert JOINED in beads(place)
    assert len(beads(place)) == 3


def test_in_a_changed_document_what_was_confirmed_goes_with_its_sentences(place):
    put(place / "in", ["新的一段话。", *ZH], ["A new paragraph.", *EN])
    run = batch([place / "in"], place / "out")
    assert ((2, 3), (2, 3), True) in beads(place)
    assert "set_aside" not in run.documents[0]


def test_where_the_sentences_are_gone_the_corrected_file_is_kept_and_named(place, capfd, monkeypatch):
    put(place / "in", [ZH[0], ZH[3]], [EN[0], EN[3]])
    monkeypatch.setattr("sys.argv", ["align", "batch", str(place / "in"), "-o", str(place / "out")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, None)
    said = capfd.readouterr().err
    assert "1 of 1 corrected passages" in said
    (kept,) = (place / "out/.batch/corrected").glob("*.parquet")
    assert str(kept) in said
    assert journal.load(kept).bitext.beads[1].confirmed
    assert journal.load(kept).done


def test_where_a_document_cannot_be_read_any_more_the_corrected_file_is_kept_and_named(place):
    (place / "in/GC20_1_C.txt").write_bytes(b"")
    run = batch([place / "in"], place / "out")
    (kept,) = (place / "out/.batch/corrected").glob("*.parquet")
    assert kept.name in run.failures[0].reason


def test_a_corrected_document_is_taken_into_the_glossary_again_once(place):
    from glossary.build import build

    build([place / "in"], place / "g", bitext=place / "out2")
    file = next((place / "out2/bitext").rglob("*.parquet"))
    assert build([place / "in"], place / "g", bitext=place / "out2").known == 1
    journal.revise(file, lambda revision: revision.join(1))
    again = build([place / "in"], place / "g", bitext=place / "out2")
    assert (again.known, again.beads) == (0, 3)
    assert journal.load(file).bitext.beads[1].confirmed
    assert build([place / "in"], place / "g", bitext=place / "out2").known == 1


def test_the_report_shows_what_became_of_corrections(place):
    kept = batch([place / "in"], place / "out")
    page = (place / "out/report.html").read_text(encoding="utf-8")
    assert "1 corrected by hand, 0 unchanged" in page
    assert "none lost" in page
    put(place / "in", [ZH[0], ZH[3]], [EN[0], EN[3]])
    batch([place / "in"], place / "out")
    report = json.loads((place / "out/report.json").read_text(encoding="utf-8"))
    assert (report["totals"]["corrections_kept"], report["totals"]["corrections_lost"]) == (0, 1)
    page = (place / "out/report.html").read_text(encoding="utf-8")
    assert report["documents"][0]["set_aside"][0] in page
    assert kept.corrected == 1


BATCHES = """
import sys
from pathlib import Path
from align.batch import batch
place = Path(sys.argv[1])
for turn in range(1000):
    assert not batch([place / "in"], place / "out", redo=turn % 2 == 0).failures
    (place / f"turn-{turn}").touch()
    if (place / "stop").exists():
        break
"""


def test_corrections_made_while_a_batch_runs_in_another_process_all_stay(tmp_path):
    count = 12
    zh = [f"委员会请秘书长提交第{n}份报告。" for n in range(count)]
    en = [f"The Committee requested the Secretary-General to submit report {n}." for n in range(count)]
    put(tmp_path / "in", zh, en)
    batch([tmp_path / "in"], tmp_path / "out")
    file = bitext(tmp_path)
    with subprocess.Popen([sys.executable, "-c", BATCHES, str(tmp_path)]) as other:

        def turns(least: int) -> None:
            """Wait until the other process has had so many."""
            while len(list(tmp_path.glob("turn-*"))) < least:
                assert other.poll() is None
                time.sleep(0.02)

        try:
            turns(1)
            for number, text in enumerate(zh):
                if number == count // 2:
                    turns(2)  # however slow it is, one turn is between corrections

                def confirm(revision, text=text):
                    sides = enumerate(revision.bitext)
                    return revision.confirm(next(n for n, (_, src, _) in sides if text in src))

                journal.revise(file, confirm)
                time.sleep(0.03)
        finally:
            (tmp_path / "stop").touch()
        assert other.wait(timeout=600) == 0
    assert [confirmed for _, _, confirmed in beads(tmp_path)] == [True] * count


@st.composite
def bitexts(draw):
    sides = [
        tuple(Segment(f"{name}{n}") for n in draw(st.lists(st.integers(0, 9), unique=True, min_size=1, max_size=8)))
        for name in ("s", "t")
    ]
    pieces = draw(st.integers(1, 6))
    cuts = [
        [0, *sorted(draw(st.lists(st.integers(0, len(side)), min_size=pieces - 1, max_size=pieces - 1))), len(side)]
        for side in sides
    ]
    found = []
    for n in range(pieces):
        src, tgt = (tuple(range(cut[n], cut[n + 1])) for cut in cuts)
        if src or tgt:
            found.append(Bead(src, tgt, 0.5, draw(st.booleans())))
    return Bitext(*sides, tuple(found), "zh", "en")


def whole(src, tgt):
    return Bitext(tuple(src), tuple(tgt), (Bead(tuple(range(len(src))), tuple(range(len(tgt)))),), "zh", "en")


@settings(max_examples=200, deadline=None)
@given(bitexts(), bitexts())
def test_whatever_is_carried_over_every_sentence_stands_in_one_bead_in_order(old, new):
    carried = carry_over(old, new, whole)
    for side in ("src", "tgt"):
        numbers = [n for bead in carried.bitext.beads for n in getattr(bead, side)]
        assert numbers == list(range(len(getattr(new, side))))
    assert carried.kept + carried.lost == sum(bead.confirmed for bead in old.beads)
    assert sum(bead.confirmed for bead in carried.bitext.beads) >= carried.kept


@settings(max_examples=100, deadline=None)
@given(bitexts())
def test_between_the_same_texts_every_confirmed_bead_is_kept(old):
    new = whole(old.src, old.tgt)
    carried = carry_over(old, new, whole)
    assert carried.lost == 0
    assert {(b.src, b.tgt) for b in old.beads if b.confirmed} <= {(b.src, b.tgt) for b in carried.bitext.beads}
