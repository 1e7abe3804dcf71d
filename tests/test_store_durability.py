"""What was reported as done stays done: through power cuts, kills, full disks and flipped bits."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path

import forked
import polars as pl
import pytest
from power_cuts import Disk, restored

from align.types import Bead, Bitext, Segment
from glossary.cli import main
from glossary.errors import GlossaryError, InvalidOption, NoGlossary
from glossary.store.glossary import Glossary
from glossary.store.verify import verify
from glossary.types import Concept, Term


def concept(id: str) -> Concept:
    return Concept(id, (Term(f"词{id}", "zh"), Term(f"term {id}", "en")))


def state(glossary: Glossary) -> list[tuple[str, str, str | None]]:
    return [(found.id, found.status, found.definition) for found in glossary.concepts(order="id")]


def log_file(path: Path, version: int) -> Path:
    return path / f"_delta_log/{version:020}.json"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A glossary of six versions, its files and its history."""
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([concept(f"c{n}") for n in range(5)], by="Li")
    for n in range(4):
        glossary.edit(f"c{n}", definition=f"of {n}", by="Li")
    glossary.approve("c4", by="Li")
    return glossary.path


@pytest.mark.slow
def test_after_a_power_cut_or_a_kill_at_any_step_the_glossary_is_old_or_new_and_nothing_reported_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("glossary.store.delta_table.CHECKPOINT", 3)
    monkeypatch.setattr("glossary.store.history.PART", 100)
    monkeypatch.setattr("glossary.store.history.INLINE", 100)
    home = tmp_path / "disk"
    home.mkdir()
    with monkeypatch.context() as patch:
        disk = Disk(home, patch)
        glossary = Glossary.open(home / "g", create=True)
        states = [state(glossary)]
        steps = [
            lambda: glossary.add([concept("c1"), concept("c2")], by="x"),
            lambda: glossary.edit("c1", definition="one", by="x"),
            lambda: glossary.add_parts(lambda: ([concept(f"p{n}{m}") for m in "ab"] for n in range(3)), by="x"),
            lambda: glossary.approve("c2", by="x"),
            lambda: glossary.undo(by="x"),
            lambda: glossary.undo(version=3, by="x"),
        ]
        disk.reported = 1
        disk.step()
        for step in steps:
            step()
            states.append(state(glossary))
            disk.reported += 1
            disk.step()
    assert len(disk.images) > 150
    for number, (kind, reported, image) in enumerate(disk.images):
        where = f"image {number} ({kind}), {reported} reported"
        with restored(image, tmp_path / "again"):
            try:
                again = Glossary.open(tmp_path / "again/g")
            except NoGlossary:
                assert reported == 0, where
                again = Glossary.open(tmp_path / "again/g", create=True)
                assert state(again) == [], where
                continue
            assert again.version in (max(0, reported - 1), reported), where
            assert state(again) == states[again.version], where
            if number % 8 == 0:
                assert len(again.log.commits()) == again.version, where
                again.add([concept("late")], by="y")
                left = [str(fault) for fault in verify(again.path, repair=True) if fault.mended is None]
                assert left == [], where
                assert verify(again.path) == [], where
                assert "late" in Glossary.open(again.path)


def test_a_torn_last_entry_that_was_never_reported_is_left_out_and_said(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for content in (b"", b'{"commitInfo":{"timest', bytes(100)):
        log_file(made, 7).write_bytes(content)
        assert Glossary.open(made).version == 6
        assert not log_file(made, 7).exists()
    code = f"from glossary.store.glossary import Glossary; print(Glossary.open({str(made)!r}).version)"
    log_file(made, 7).write_bytes(b"{")
    done = forked.python(code)
    assert done.stdout == "6\n"
    assert done.stderr.count("\n") == 1
    assert "version 7 had not been finished" in done.stderr


def test_a_damaged_entry_that_was_reported_is_not_passed_over(made: Path) -> None:
    content = log_file(made, 6).read_bytes()
    log_file(made, 6).write_bytes(content[: len(content) // 2])
    with pytest.raises(NoGlossary, match="glossary verify"):
        Glossary.open(made)
    assert log_file(made, 6).exists()


def test_a_damaged_checkpoint_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossary.store.delta_table.CHECKPOINT", 2)
    glossary = Glossary.open(tmp_path / "g", create=True)
    for n in range(3):
        glossary.add([concept(str(n))], by="x")
    (checkpoint,) = (glossary.path / "_delta_log").glob("*.checkpoint.parquet")
    checkpoint.write_bytes(checkpoint.read_bytes()[:50])
    assert len(Glossary.open(glossary.path)) == 3
    assert not checkpoint.exists()


def test_every_flipped_bit_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossary.store.delta_table.CHECKPOINT", 3)
    monkeypatch.setattr("glossary.store.history.INLINE", 100)
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([concept(f"c{n}") for n in range(20)], by="x")
    for n in range(6):
        glossary.edit(f"c{n}", definition="d" * 200, by="x")
    assert verify(glossary.path) == []
    chance = random.Random(3)
    files = [path for path in glossary.path.rglob("*") if path.is_file() and path.stat().st_size]
    assert {path.parent.name for path in files} == {"g", "_delta_log", "_changes"}
    for number in range(200):
        file = files[number % len(files)]
        content = bytearray(file.read_bytes())
        bit = chance.randrange(8 * len(content))
        content[bit // 8] ^= 1 << bit % 8
        whole = file.read_bytes()
        file.write_bytes(content)
        assert verify(glossary.path), (file, bit)
        file.write_bytes(whole)
    assert verify(glossary.path) == []


def test_a_flipped_bit_is_turned_back_wherever_it_is(made: Path) -> None:
    before = state(Glossary.open(made))
    (current,) = [leaf.path for leaf in Glossary.open(made)._table.leaves()]
    chance = random.Random(5)
    for file in [log_file(made, 3), log_file(made, 6), made / current, made / "_checksums.txt"]:
        content = bytearray(file.read_bytes())
        bit = chance.randrange(8 * len(content))
        content[bit // 8] ^= 1 << bit % 8
        file.write_bytes(content)
        faults = verify(made, repair=True)
        assert faults
        assert all(fault.mended for fault in faults), faults
        assert verify(made) == []
    assert state(Glossary.open(made)) == before


def test_a_lost_file_of_entries_is_made_again_from_those_it_replaced(made: Path) -> None:
    (current,) = [leaf.path for leaf in Glossary.open(made)._table.leaves()]
    (made / current).unlink()
    with pytest.raises(GlossaryError, match="verify"):
        list(Glossary.open(made).concepts())
    faults = verify(made, repair=True)
    assert any("before version 6" in (fault.mended or "") for fault in faults)
    again = Glossary.open(made)
    assert [(id, status) for id, status, _ in state(again)] == [(f"c{n}", "proposed") for n in range(5)]
    assert again.get("c3").definition == "of 3"
    assert verify(made) == []


def test_verify_is_a_command(made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*options: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["glossary", "verify", "-g", str(made), *options])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().out

    assert run() == (0, "The log, its files and their checksums are in order\n")
    log_file(made, 7).write_bytes(b"")
    status, said = run()
    assert status == 1
    assert "00000000000000000007.json: this entry of the log was cut short" in said
    assert run("--repair")[0] == 0
    assert run()[0] == 0


def test_tail_entries_that_an_older_version_lost_are_set_aside_by_repair(made: Path) -> None:
    (made / "_checksums.txt").unlink()
    for version in (5, 6):
        log_file(made, version).write_bytes(b"")
    with pytest.raises(NoGlossary, match="verify"):
        Glossary.open(made)
    assert all(fault.mended for fault in verify(made, repair=True))
    assert Glossary.open(made).version == 4
    assert verify(made) == []


def test_files_just_replaced_stay_unless_the_owner_insists(made: Path) -> None:
    glossary = Glossary.open(made)
    with pytest.raises(InvalidOption, match="--force"):
        glossary.compact(keep_hours=0)
    # The age is that since a file was replaced, however old it is itself.
    for file in made.glob("part-*.parquet"):
        os.utime(file, (0, 0))
    assert glossary.compact(keep_hours=1) == (0, 0)
    assert glossary.compact(keep_hours=0, force=True)[0] == 5
    assert verify(made) == []


def test_a_reading_of_all_entries_is_of_one_version(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossary.store.entry_reader.BATCH", 2)
    for order in ("score", "id"):
        reader, writer = Glossary.open(made), Glossary.open(made)
        expected = {found.id: found.definition for found in reader.concepts()}
        reading = reader.concepts(order=order)
        seen = [next(reading)]
        for n in range(5):
            writer.edit(f"c{n}", definition=f"{order} later", by="Wang")
        reader.refresh()
        seen += reading
        assert {found.id: found.definition for found in seen} == expected


def test_columns_of_others_stay(made: Path) -> None:
    from deltalake import DeltaTable, Field
    from deltalake.schema import PrimitiveType

    DeltaTable(made).alter.add_columns([Field("reviewer", PrimitiveType("string"))])
    glossary = Glossary.open(made)
    (leaf,) = glossary._table.leaves()
    frame = pl.read_parquet(made / leaf.path).with_columns(pl.concat_str(pl.lit("r"), "id").alias("reviewer"))
    frame.write_parquet(made / leaf.path)
    glossary.edit("c1", definition="new", by="x")
    glossary.add([concept("c9")], by="x")
    (leaf,) = glossary._table.leaves()
    reviewers = dict(pl.read_parquet(made / leaf.path).select("id", "reviewer").iter_rows())
    assert reviewers == {**{f"c{n}": f"rc{n}" for n in range(5)}, "c9": None}


def test_sentence_pairs_of_a_newer_version_are_not_touched(made: Path) -> None:
    from deltalake import DeltaTable

    from align.types import Bead, Bitext, Segment

    one = Bitext((Segment("是。"),), (Segment("Yes."),), (Bead((0,), (0,)),), "zh", "en", "a")
    Glossary.open(made).add_segments([one])
    DeltaTable(made / "_segments").alter.set_table_properties({"duizhao.segments": "2"}, raise_if_not_exists=False)
    with pytest.raises(NoGlossary, match="upgrade"):
        Glossary.open(made).sources()


FULL = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
# Python itself, also that of reading processes, keeps byte code that it could only half write; later runs would fail.
sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"] = True, "1"
sys.argv[:2] = []
name = sys.argv[0]
from align.cli import main as align
from glossary.cli import main as glossary
(align if name == "align" else glossary)()
"""
ROOT = Path(__file__).parents[1]


def full(most: int, *words: object) -> subprocess.CompletedProcess[str]:
    """A command that can write files of at most so many bytes: to it, the disk is full."""
    return forked.python(FULL, most, *words, cwd=ROOT)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("lock", "_checksums.txt") and path.suffix != ".lock"
    }


@pytest.mark.slow
@pytest.mark.parametrize("most", [64, 1500])
def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(made: Path, tmp_path: Path, most: int) -> None:
    table = tmp_path / "t.csv"
    table.write_text("zh,en\n" + "".join(f"新词{n},new term {n} of a list\n" for n in range(300)), encoding="utf-8")
    pair = [ROOT / f"seeds/gc20-item22.{language}.txt" for language in ("zh", "en")]
    before = files(tmp_path)
    for words in (
        ("glossary", "approve", "c1", "-g", made),
        ("glossary", "edit", "c1", "--subject", "s", "-g", made),
        ("glossary", "undo", "-g", made),
        ("glossary", "import", table, "-g", made),
        *(
            ("glossary", "export", "-g", made, "--status", "proposed", "--to", f, "-o", tmp_path / f"out.{f}")
            for f in ("tbx", "csv", "xlsx", "parquet", "skos")
        ),
        *(
            ("align", "pair", *pair, "--format", f, "-o", tmp_path / f"out.{f}")
            for f in (("tmx", "parquet") if most == 64 else ())
        ),
        ("align", "segment", pair[0], "-o", tmp_path / "out.txt"),
    ):
        done = full(most, *words)
        if most == 64 or done.returncode:  # some results are small enough
            assert done.returncode == 2, (words, done)
            assert done.stderr.count("\n") == 1, (words, done.stderr)
            assert "there is no space left" in done.stderr, (words, done.stderr)
            assert files(tmp_path) == before, (words, set(files(tmp_path)) ^ set(before))
        else:
            before = files(tmp_path)


KILLED = """
import os, signal, sys
from glossary import import_terms
from glossary.store.leaves import Draft
import_terms.BATCH = 200
calls, real = [], getattr(Draft, sys.argv[3])
def step(*arguments):
    calls.append(1)
    if len(calls) == int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
setattr(Draft, sys.argv[3], step)
import_terms.import_file(sys.argv[1], sys.argv[2])
"""


@pytest.mark.slow
def test_an_import_in_parts_is_one_change_and_killed_halfway_it_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glossary.import_terms import import_file

    table = tmp_path / "t.csv"
    table.write_text("zh,en\n" + "".join(f"新词{n},new term {n}\n" for n in range(900)), encoding="utf-8")
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([concept("c1")], by="x")
    for place, call in (("apply", 3), ("finish", 1), ("_store", 4)):
        assert forked.python(KILLED, glossary.path, table, place, call).returncode == -9
        assert len(Glossary.open(glossary.path)) == 1
    monkeypatch.setattr("glossary.import_terms.BATCH", 200)
    monkeypatch.setattr("glossary.store.curation._PART", 100)
    assert import_file(glossary.path, table).versions == [2]
    glossary.refresh()
    assert len(glossary) == 901
    last = glossary.log.commits()[0]
    assert (last.operation, last.count) == ("import", 900)
    glossary.undo()
    assert len(glossary) == 1
    assert list((glossary.path / ".writers").glob("*.part")) == []
    assert verify(glossary.path) == []


def test_after_its_undo_a_build_is_done_again(tmp_path: Path) -> None:
    from align.formats import write
    from align.types import Bead, Bitext, Segment
    from glossary.build import build

    src = tuple(Segment(f"工发组织通过了第{n}号工业发展报告。") for n in range(6))
    tgt = tuple(Segment(f"UNIDO adopted industrial development report {n}.") for n in range(6))
    one = Bitext(src, tgt, tuple(Bead((n,), (n,)) for n in range(6)), "zh", "en", "a")
    write(one, tmp_path / "a.tmx")
    first = build([tmp_path / "a.tmx"], tmp_path / "g")
    assert first.added.new
    assert build([tmp_path / "a.tmx"], tmp_path / "g").known == 1
    first.glossary.undo()
    assert len(first.glossary) == 0
    again = build([tmp_path / "a.tmx"], tmp_path / "g")
    assert (again.known, again.added.new) == (0, first.added.new)
    assert build([tmp_path / "a.tmx"], tmp_path / "g").known == 1
    # The undoing undone, it is taken in as well.
    glossary = again.glossary
    last = glossary.undo()
    assert last is not None
    glossary.undo(version=last)
    assert build([tmp_path / "a.tmx"], tmp_path / "g").known == 1
    assert json.loads(log_file(glossary.path, 1).read_text().splitlines()[0])["commitInfo"]["duizhao"]["sources"]


def test_compact_takes_what_killed_writers_left_beside_the_log_and_nothing_else(made: Path) -> None:
    store = Glossary.open(made)
    big = [Concept(f"n{n}", (Term(f"新词{n}", "zh"), Term(f"new word {n}" * 20, "en"))) for n in range(300)]
    store.add(big, by="Li")
    store.reject(*(concept.id for concept in big), by="Li")
    store.add_segments([Bitext((Segment("是。"),), (Segment("Yes."),), (Bead((0,), (0,)),), "zh", "en", "a")])
    store.forget("a", by="Li")
    named = {path for folder in ("_changes", "_forgotten") for path in (made / folder).glob("*.parquet")}
    assert len(named) >= 2
    for folder in ("_changes", "_forgotten"):
        (made / folder / "left.parquet").write_bytes(b"of a writer that was killed")
    store.compact(keep_hours=0, force=True)
    assert {path for folder in ("_changes", "_forgotten") for path in (made / folder).glob("*")} == named
    assert store.undo() is not None
    assert store.sources() == {"a": store.sources()["a"]}
