"""Writers at once, and writers killed: nothing is lost, and the last committed version always opens."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from align.files import make_folder
from glossary.errors import Conflict
from glossary.store import writers
from glossary.store.glossary import Glossary
from glossary.store.rows import row_of
from glossary.types import Concept, Term

WRITER = """
import sys
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
glossary = Glossary.open(path)
print("ready", flush=True)
for n in range(count):
    terms = Term(f"{name}词{n}", "zh"), Term(f"{name} term {n:05}", "en")
    glossary.add([Concept(f"{name}-{n:05}", terms)], by=name)
    glossary.edit("shared", notes=[*glossary.get("shared").notes, f"{name} {n}"], by=name)
    print(n, flush=True)
"""


def concept(id: str) -> Concept:
    return Concept(id, (Term(f"词{id}", "zh"), Term(f"term {id}", "en")))


def write(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait(writers: Sequence[subprocess.Popen[str]]) -> None:
    for writer in writers:
        _, errors = writer.communicate(timeout=600)
        assert writer.returncode == 0, errors


def test_two_writers_of_different_entries_both_succeed(tmp_path: Path) -> None:
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([concept("shared")], by="x")
    wait([write(glossary.path, name, 8) for name in ("a", "b")])
    glossary.refresh()
    ids = {found.id for found in glossary.concepts()}
    assert ids == {"shared", *(f"{name}-{n:05}" for name in "ab" for n in range(8))}
    # 1 + 8 + 8 additions and every edit that was not the same as what it found: one version each.
    assert len(glossary.log.commits()) == glossary.version


def test_an_edit_of_what_somebody_else_changed_is_a_conflict_and_changes_nothing(tmp_path: Path) -> None:
    mine, theirs = Glossary.open(tmp_path / "g", create=True), None
    mine.add([concept("c1")], by="x")
    theirs = Glossary.open(tmp_path / "g")
    read = mine.get("c1")
    theirs.edit("c1", definition="theirs", by="Wang", expected=theirs.get("c1").modified)
    with pytest.raises(Conflict, match="Wang changed this entry"):
        mine.edit("c1", definition="mine", by="Li", expected=read.modified)
    mine.refresh()
    assert mine.get("c1").definition == "theirs"
    mine.edit("c1", subject="both", by="Li", expected=mine.get("c1").modified)
    assert (mine.get("c1").definition, mine.get("c1").subject) == ("theirs", "both")


def test_a_change_worked_out_on_an_old_state_is_worked_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the other one were a program that does not know that writers queue.
    monkeypatch.setattr("glossary.store.delta_table.writing", nullcontext)
    monkeypatch.setattr(
        "glossary.store.delta_table.KeyRangeTable._clear_away", lambda table: make_folder(tmp_path / "g/.writers")
    )
    glossary, other = Glossary.open(tmp_path / "g", create=True), None
    glossary.add([concept("c1")], by="x")
    other = Glossary.open(tmp_path / "g")
    asked = 0

    def work(table):
        nonlocal asked
        asked += 1
        row = glossary._row(table, "c1")
        if asked == 1:
            other.edit("c1", definition="came between", by="y")
        after = {"c1": {**row, "subject": "late"}}
        return glossary._change("edit", "x", {"c1": row}, after)

    glossary._commit(work)
    assert asked == 2
    assert (glossary.get("c1").definition, glossary.get("c1").subject) == ("came between", "late")


@pytest.mark.parametrize("shared", [True, False])
def test_threads_write_through_one_glossary_or_each_through_its_own(tmp_path: Path, shared: bool) -> None:
    one = Glossary.open(tmp_path / "g", create=True)

    def add(name: str) -> None:
        mine = one if shared else Glossary.open(tmp_path / "g")
        for n in range(5):
            mine.add([concept(f"{name}{n}")], by=name)

    threads = [threading.Thread(target=add, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = Glossary.open(tmp_path / "g")
    assert len(again) == len(list(again.concepts())) == again.version == 15


def test_two_processes_that_make_the_same_glossary_share_it(tmp_path: Path) -> None:
    code = (
        "import sys; from glossary import Glossary; from glossary.types import *;"
        "Glossary.open(sys.argv[1], create=True).add([Concept(sys.argv[2], (Term(sys.argv[2], 'en'),))], by='x')"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "g")]
    wait([subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True) for name in ("one", "two", "three")])
    assert len(Glossary.open(tmp_path / "g")) == 3


KILLER = """
import os, random, signal, sys, time
import deltalake, polars  # once, before the forks; neither starts a thread before it is used
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term

path, rounds = sys.argv[1], int(sys.argv[2])
chance = random.Random(7)

def write(name, pipe):
    glossary = Glossary.open(path)
    for n in range(100_000):
        id = f"{name}-{n:05}"
        terms = Term(f"词{id}", "zh"), Term(f"term {id}", "en")
        glossary.add([Concept(id, terms)], by=name)
        os.write(pipe, f"{id} ".encode())
        glossary.edit("shared", definition=id, by=name)

def check(reported):
    glossary = Glossary.open(path)
    ids = [concept.id for concept in glossary.concepts()]
    assert len(ids) == len(set(ids)) == len(glossary)
    assert reported <= set(ids), reported - set(ids)
    versions = {commit.version for commit in glossary.log.commits()}
    assert versions == set(range(1, glossary.version + 1)), versions
    assert glossary.get("shared").definition in {None, *ids}

def fork(call, *arguments):
    pid = os.fork()
    if pid:
        return pid
    try:
        call(*arguments)
        os._exit(0)
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)

reported = set()
for number in range(rounds):
    read, pipe = os.pipe()
    pid = fork(write, f"w{number:03}", pipe)
    os.close(pipe)
    os.read(read, 1)  # it has made its first version, and is at work on the next
    time.sleep(chance.uniform(0, 0.12))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    said = b""
    while block := os.read(read, 65536):
        said += block
    os.close(read)
    # A line cut short is one that was not reported.
    reported |= {id for id in ("w" + said.decode()).split(" ")[:-1]}
    if os.waitpid(fork(check, reported), 0)[1]:
        sys.exit(f"round {number}")
print(len(reported))
"""


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_the_last_version_readable(tmp_path: Path) -> None:
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([concept("shared")], by="x")
    command = [sys.executable, "-c", KILLER, str(glossary.path), "20"]
    killer = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert killer.returncode == 0, killer.stderr
    assert int(killer.stdout) >= 20
    glossary = Glossary.open(glossary.path)
    glossary.compact(keep_hours=0, force=True)
    assert len(list(glossary.path.glob("part-*.parquet"))) == len(glossary._table.leaves())
    glossary.edit("shared", definition="still writable", by="x")
    assert Glossary.open(glossary.path).get("shared").definition == "still writable"


def test_the_log_gets_checkpoints_and_keeps_its_history(tmp_path: Path) -> None:
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([concept("c1")], by="x")
    for n in range(45):
        glossary.edit("c1", definition=str(n), by="x")
    assert len(list((glossary.path / "_delta_log").glob("*.checkpoint.parquet"))) == 2
    again = Glossary.open(glossary.path)
    assert len(again.log.commits()) == 46
    assert again.log.rows_at(1, ["c1"])["c1"] == row_of(again.log.of("c1")[-1].after)  # type: ignore[arg-type]


def test_a_large_writer_beside_small_ones_has_its_turn(tmp_path: Path) -> None:
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([concept("shared")], by="x")
    writers = [write(glossary.path, name, 1000) for name in ("a", "b")]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        asked = 0

        def parts() -> list[list[Concept]]:
            nonlocal asked
            asked += 1
            time.sleep(0.5)  # far longer than a small writer takes
            return [[concept(f"large{n}") for n in range(20)]]

        glossary.refresh()
        before = glossary.version
        version = glossary.add_parts(parts, by="large").version
        assert version is not None
        assert asked == 1
        # Each of the others is before it once or twice, not for as long as it likes: they would write 2,000 times. What a
        # busy machine lets them write between this line's version and the asking for a turn counts as well.
        assert version - before <= 100
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert len([found for found in Glossary.open(glossary.path).concepts() if found.id.startswith("large")]) == 20


def test_a_glossary_that_one_may_only_read_is_named_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder / "0001.ticket"))

    monkeypatch.setattr(writers, "make_folder", refuse)
    with pytest.raises(PermissionError) as met, writers.writing(tmp_path):
        pass
    assert met.value.filename == str(tmp_path)
