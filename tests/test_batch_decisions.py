"""What people decided about the pairs of a folder holds in later runs: pairs that were named, files that were left out."""

from __future__ import annotations

import json
import shutil

import pytest
from test_batch_run import document

from align.batch import batch
from align.batch.decisions import FILE
from align.batch.runner import propose
from align.errors import InvalidExchange, InvalidOption


@pytest.fixture
def folder(tmp_path):
    """Two pairs by name, and two files whose names say nothing of each other."""
    place = tmp_path / "in"
    for number in (1, 2):
        for letter in ("C", "E"):
            document(place, f"GC20_{number}_{letter}.txt", number)
    document(place, "draft.zh.txt", 7)
    document(place, "final version.txt", 7)
    return place


def run(folder, **options):
    done = batch([folder], folder.parent / "out", formats=(), **options)
    assert done.failures == []
    return done


def names(done):
    return [(note["src"], note["tgt"]) for note in done.documents]


def test_a_pair_that_a_manifest_named_once_holds_without_it(folder):
    manifest = folder / "pairs.csv"
    manifest.write_text("src,tgt\ndraft.zh.txt,GC20_1_E.txt\n", encoding="utf-8")
    batch([manifest], folder.parent / "out", formats=())
    manifest.unlink()
    assert ("draft.zh.txt", "GC20_1_E.txt") in names(run(folder))
    _, matched = propose([folder], folder.parent / "out")
    assert [pair.how for pair in matched.pairs if pair.src.name == "draft.zh.txt"] == ["manifest"]


def test_the_last_decision_about_a_document_and_a_language_counts(folder):
    for partner in ("GC20_1_E.txt", "GC20_2_E.txt"):
        manifest = folder / "pairs.csv"
        manifest.write_text(f"src,tgt\ndraft.zh.txt,{partner}\n", encoding="utf-8")
        batch([manifest], folder.parent / "out", formats=())
        manifest.unlink()
    pairs = names(run(folder))
    assert ("draft.zh.txt", "GC20_2_E.txt") in pairs
    assert ("draft.zh.txt", "GC20_1_E.txt") not in pairs


def test_a_decision_follows_a_file_that_was_renamed(folder):
    manifest = folder / "pairs.csv"
    manifest.write_text("src,tgt\ndraft.zh.txt,GC20_1_E.txt\n", encoding="utf-8")
    batch([manifest], folder.parent / "out", formats=())
    manifest.unlink()
    (folder / "draft.zh.txt").rename(folder / "entwurf.txt")
    assert ("entwurf.txt", "GC20_1_E.txt") in names(run(folder))


def test_what_is_excluded_stays_out_is_named_and_can_come_back(folder):
    first = run(folder, exclude=["GC20_2_*"])
    assert names(first) == [("GC20_1_C.txt", "GC20_1_E.txt"), ("draft.zh.txt", "final version.txt")]
    again = run(folder)
    assert names(again) == names(first)
    assert [name for name, reason in again.unread if "--include" in reason] == ["GC20_2_C.txt", "GC20_2_E.txt"]
    assert ("GC20_2_C.txt", "GC20_2_E.txt") in names(run(folder, include=["GC20_2_*"]))


def test_a_name_that_fits_nothing_is_said_before_anything_is_written(folder):
    for option in ("exclude", "include"):
        with pytest.raises(InvalidOption, match="fits no"):
            run(folder, **{option: ["nothing.txt"]})
    assert not (folder.parent / "out" / FILE).exists()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"pairs": [{}], "excluded": []}', "\x00\xff", '{"pairs": 3, "excluded": 4}']
)
def test_a_broken_file_of_decisions_is_named_and_kept(folder, content):
    out = folder.parent / "out"
    out.mkdir()
    (out / FILE).write_bytes(content.encode("latin-1"))
    with pytest.raises(InvalidExchange, match=r"decisions\.json: is no file of decisions"):
        run(folder)
    assert (out / FILE).read_bytes() == content.encode("latin-1")


def test_decisions_about_files_that_are_gone_do_no_harm(folder):
    run(folder, exclude=["draft.zh.txt"])
    (folder / "draft.zh.txt").unlink()
    shutil.rmtree(folder.parent / "out" / "bitext")
    assert names(run(folder)) == [("GC20_1_C.txt", "GC20_1_E.txt"), ("GC20_2_C.txt", "GC20_2_E.txt")]
    kept = json.loads((folder.parent / "out" / FILE).read_text("utf-8"))
    assert [file["name"] for file in kept["excluded"]] == ["draft.zh.txt"]
