"""`glossary build` tells which documents are no longer where they came from, and forgets them if asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from align.formats import write
from align.types import Bead, Bitext, Segment
from glossary.build import build
from glossary.cli import app
from glossary.store.glossary import Glossary

TEXTS = {
    "A": (
        ("循环经济很重要。", "The circular economy is important."),
        ("循环经济在发展。", "The circular economy grows."),
    ),
    "B": (("中等收入国家需要技术合作。", "Middle-income countries need technical cooperation."),) * 2,
    "C": (("绿色氢很昂贵。", "Green hydrogen is expensive."), ("绿色氢很干净。", "Green hydrogen is clean.")),
}


def bitext(name: str) -> Bitext:
    src, tgt = (tuple(Segment(text) for text in side) for side in zip(*TEXTS[name], strict=True))
    return Bitext(
        src, tgt, tuple(Bead((n,), (n,), 0.9) for n in range(len(src))), "zh", "en", metadata={"symbol": name}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("A", "B"):
        write(bitext(name), tmp_path / "in" / f"{name}.tmx")
    build([tmp_path / "in"], tmp_path / "g", by="Li")
    return tmp_path / "in"


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_nothing_is_missing_while_all_is_there(folder: Path) -> None:
    assert build([folder], folder.parent / "g").missing == []


def test_a_deleted_file_is_named_with_the_command_that_forgets_it_and_offered_again(folder: Path) -> None:
    (folder / "A.tmx").unlink()
    g = str(folder.parent / "g")
    for _ in range(2):
        shown = run("build", str(folder), "-g", g)
        assert shown.exit_code == 0
        assert f"glossary forget -g {g} -- A\n" in shown.output
    assert "A" in Glossary.open(g).sources()
    assert run("forget", "-g", g, "--", "A").exit_code == 0
    assert "glossary forget" not in run("build", str(folder), "-g", g).output


def test_forgetting_and_taking_in_are_one_change_that_undo_takes_back(folder: Path) -> None:
    (folder / "A.tmx").unlink()
    write(bitext("C"), folder / "C.tmx")
    g = folder.parent / "g"
    version = Glossary.open(g).version
    told = json.loads(run("build", str(folder), "-g", str(g), "--forget-missing", "--json").stdout)
    assert (told["forgotten"], told["missing"], told["documents"]) == (["A"], [], ["C"])
    store = Glossary.open(g)
    assert store.version == version + 1
    assert sorted(store.sources()) == ["B", "C"]
    assert not [c for c in store.concepts() if "循环经济" in c.texts("zh")]
    store.undo()
    assert "A" in store.sources()
    assert [c.documents for c in store.concepts() if "循环经济" in c.texts("zh")] == [("A",)]


def test_without_anything_new_they_are_forgotten_as_well(folder: Path) -> None:
    (folder / "A.tmx").unlink()
    built = build([folder], folder.parent / "g", forget_missing=True)
    assert (built.forgotten, sorted(built.glossary.sources())) == (["A"], ["B"])
    built.glossary.undo()
    assert sorted(built.glossary.sources()) == ["A", "B"]


def test_what_came_from_elsewhere_or_from_elsewhere_as_well_is_not_missing(folder: Path) -> None:
    g, other = folder.parent / "g", folder.parent / "other"
    write(bitext("A"), other / "copy.tmx")
    assert build([other], g).missing == []  # B lies in another folder
    (folder / "A.tmx").unlink()
    assert build([folder], g).missing == []  # A lies in the other as well
    (other / "copy.tmx").unlink()
    write(bitext("C"), other / "C.tmx")
    assert build([other], g).missing == ["A"]


def test_a_renamed_file_and_one_that_cannot_be_read_are_not_missing(folder: Path) -> None:
    g = folder.parent / "g"
    (folder / "A.tmx").rename(folder / "A2.tmx")
    assert build([folder], g).missing == []
    (folder / "B.tmx").write_text("<tmx><broken", encoding="utf-8")
    built = build([folder], g)
    assert (len(built.faults), built.missing) == (1, [])


def test_documents_of_a_bitext_file_that_it_has_no_longer_are_missing(tmp_path: Path) -> None:
    memory = tmp_path / "memory.jsonl"

    def lines(*names: str) -> str:
        return "".join(
            json.dumps({"src": [s], "tgt": [t], "src_lang": "zh", "tgt_lang": "en", "document": name}) + "\n"
            for name in names
            for s, t in TEXTS[name]
        )

    write([bitext("A"), bitext("B")], memory)
    build([memory], tmp_path / "g")
    named = sorted(Glossary.open(tmp_path / "g").sources())
    write([bitext("A")], memory)
    assert build([memory], tmp_path / "g").missing == [name for name in named if name != "A"][:1]


def test_a_pair_that_is_mended_frees_the_wrong_one(tmp_path: Path, seeds: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    zh, en = (seeds / f"gc20-item22.{lang}.txt" for lang in ("zh", "en"))
    (folder / "one_C.txt").write_bytes(zh.read_bytes())
    (folder / "one_E.txt").write_bytes(en.read_bytes())
    manifest = tmp_path / "in" / "pairs.toml"
    manifest.write_text('[[document]]\nsrc = "one_C.txt"\ntgt = "one_E.txt"\nsymbol = "WRONG/1"\n', encoding="utf-8")
    assert build([manifest], tmp_path / "g").documents == ["WRONG/1"]
    manifest.write_text('[[document]]\nsrc = "one_C.txt"\ntgt = "one_E.txt"\nsymbol = "RIGHT/1"\n', encoding="utf-8")
    assert build([manifest], tmp_path / "g").missing == ["WRONG/1"]


def test_a_partner_that_went_is_offered_though_nothing_is_left_to_build_from(tmp_path: Path, seeds: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for lang in ("zh", "en"):
        (folder / f"one.{lang}.txt").write_bytes((seeds / f"gc20-item22.{lang}.txt").read_bytes())
    taken = build([folder], tmp_path / "g").documents
    (folder / "one.en.txt").unlink()
    assert build([folder], tmp_path / "g").missing == taken


def test_a_document_that_left_before_the_batch_of_its_folder_is_missing_too(tmp_path: Path, seeds: Path) -> None:
    from align.batch import batch

    folder = tmp_path / "in"
    folder.mkdir()
    for lang in ("zh", "en"):
        text = "\n".join((seeds / f"gc20-item22.{lang}.txt").read_text(encoding="utf-8").splitlines()[:12])
        (folder / f"one.{lang}.txt").write_text(text, encoding="utf-8")
        (folder / f"two.{lang}.txt").write_text(text.partition("\n")[2], encoding="utf-8")
    batch([folder], tmp_path / "out", formats=())
    taken = build([tmp_path / "out"], tmp_path / "g").documents
    assert len(taken) == 2
    for lang in ("zh", "en"):
        (folder / f"two.{lang}.txt").unlink()
    built = build([tmp_path / "out"], tmp_path / "g", forget_missing=True)
    assert built.forgotten == [name for name in taken if "two" in name]
    again = build([tmp_path / "out"], tmp_path / "g")
    assert (again.documents, again.missing) == ([], [])
    for lang in ("zh", "en"):
        (folder / f"one.{lang}.txt").unlink()
    folder.rmdir()  # a disk that is not there now
    assert build([tmp_path / "out"], tmp_path / "g").missing == []
