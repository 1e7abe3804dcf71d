"""What people have corrected in a bitext outlives crashes: of the correction, of a batch, of the machine."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from power_cuts import Disk, restored

import align
from align.batch import batch, pair_job
from align.correction import journal
from align.errors import InvalidExchange
from align.files import PART, replacing, sweep_unfinished, sync_file, sync_folder
from align.types import Bead, Bitext, Segment

ZH = ["本文件介绍了工发组织的合作情况。", "大会于2023年通过了3项决议。", "委员会请秘书长提交报告。"]
EN = [
    "This document presents the cooperation of UNIDO.",
    "In 2023 the General Conference adopted 3 resolutions.",
    "The Committee requested the Secretary-General to submit a report.",
]


def put(path: Path) -> None:
    src = tuple(Segment(text) for text in ("一。", "二。", "三。"))
    tgt = tuple(Segment(text) for text in ("One.", "Two.", "Three."))
    align.write([Bitext(src, tgt, tuple(Bead((n,), (n,), 0.9) for n in range(3)), "zh", "en")], path)


def test_after_a_crash_at_any_step_of_a_correction_it_is_there_or_not_and_what_came_before_can_be_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "disk"
    put(home / "a.parquet")
    journal.revise(home / "a.parquet", lambda revision: revision.confirm(0))
    with monkeypatch.context() as patch:
        disk = Disk(home, patch)
        # What is there before the disk is watched is on it.
        for name in ("a.parquet", "a.revision.json"):
            sync_file(home / name)
        sync_folder(home)
        disk.images.clear()
        for number in (1, 2):
            journal.revise(home / "a.parquet", lambda revision, number=number: revision.confirm(number))
            disk.reported = number
            disk.step()
    assert len(disk.images) > 20
    for number, (kind, reported, image) in enumerate(disk.images):
        with restored(image, tmp_path / f"again{number}") as folder_again:
            revision = journal.load(folder_again / "a.parquet")
            confirmed = sum(bead.confirmed for bead in revision.bitext.beads)
            assert confirmed in (1 + reported, 2 + reported), (number, kind)
            assert len(revision.done) == confirmed, (number, kind)
            # It goes on from there.
            undone = journal.revise(folder_again / "a.parquet", lambda revision: revision.undo())
            assert len(undone.done) == confirmed - 1
            assert len(journal.load(folder_again / "a.parquet").undone) == 1


def test_corrections_to_what_a_killed_batch_has_left_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for letter, lines in (("C", ZH), ("E", EN)):
        (source / f"GC20_1_{letter}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    batch([source], tmp_path / "out")
    # Killed after the Parquet, before the note.
    for note in (tmp_path / "out" / pair_job.STATE).glob("*.json"):
        note.unlink()
    (file,) = (tmp_path / "out/bitext").rglob("*.parquet")
    journal.revise(file, lambda revision: revision.confirm(0).confirm(1))
    again = batch([source], tmp_path / "out")
    assert not again.failures
    (bitext,) = align.read_bitext(file)
    assert sum(bead.confirmed for bead in bitext.beads) == 2
    assert len(journal.load(file).done) in (0, 2)


def test_what_a_killed_run_left_half_written_is_no_parquet_and_goes_with_the_next_run(tmp_path: Path) -> None:
    put(tmp_path / "out/bitext/body=a/session=1/x.parquet")
    with replacing(tmp_path / "out/bitext/body=a/session=1/y.parquet") as beside:
        assert beside.suffix == PART
        beside.write_bytes(b"PAR1")
        assert sweep_unfinished(tmp_path / "out") == 0, "it is being written"
        assert pl.scan_parquet(tmp_path / "out/bitext/**/*.parquet").select(pl.len()).collect().item() == 3
    dead = tmp_path / "out" / beside.name.replace(beside.name.split("-")[1], "999999999")
    dead.write_bytes(b"PAR1")
    assert sweep_unfinished(tmp_path / "out") == 1
    assert not dead.exists()


def test_a_bitext_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "a.parquet")
    table = pl.read_parquet(tmp_path / "a.parquet")
    table.write_parquet(tmp_path / "b.parquet", metadata={"duizhao.bitext": "2"})
    with pytest.raises(InvalidExchange, match="upgrade"):
        list(align.read_bitext(tmp_path / "b.parquet"))
    table.write_parquet(tmp_path / "c.parquet")
    assert len(list(align.read_bitext(tmp_path / "c.parquet"))) == 1


def test_a_journal_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "a.parquet")
    (tmp_path / "a.revision.json").write_text('{"version": 3}')
    with pytest.raises(InvalidExchange, match="upgrade"):
        journal.load(tmp_path / "a.parquet")


def test_columns_of_others_stay_with_the_beads_that_are_as_they_were(tmp_path: Path) -> None:
    put(tmp_path / "a.parquet")
    table = pl.read_parquet(tmp_path / "a.parquet")
    table.with_columns(pl.Series("reviewer", ["x", "y", "z"])).write_parquet(tmp_path / "a.parquet")
    journal.revise(tmp_path / "a.parquet", lambda revision: revision.join(0))
    assert pl.read_parquet(tmp_path / "a.parquet")["reviewer"].to_list() == [None, "z"]


def test_what_cannot_be_written_is_named_by_the_file_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> tuple[int, str]:
        raise FileNotFoundError(2, "No such file or directory", str(tmp_path / ".z.part"))

    with monkeypatch.context() as patch:
        patch.setattr("tempfile.mkstemp", full)
        with pytest.raises(FileNotFoundError, match=r"z\.tmx'$"), replacing(tmp_path / "z.tmx"):
            raise AssertionError("there is nothing to write to")
    target = tmp_path / "y.tmx"
    with pytest.raises(PermissionError) as met, replacing(target) as beside:
        raise PermissionError(13, "Permission denied", str(beside))
    assert met.value.filename == str(target)
    assert not list(tmp_path.iterdir())
