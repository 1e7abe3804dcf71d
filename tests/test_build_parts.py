"""Large builds, in parts: the evidence of all counts together, and a build that is stopped or killed goes on."""

from __future__ import annotations

import json
import signal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from forked import python

from align.line_pairs import line_pairs, line_pairs_in_parts
from glossary import build as building
from glossary.building import parts as build_parts
from glossary.building.parts import FOLDER, Parts
from glossary.store.glossary import Glossary
from glossary.types import Concept, Relation, Term

THEMES = ("绿色氢", "green hydrogen"), ("工业发展", "industrial development"), ("可再生能源", "renewable energy")
VERBS = ("支持", "supports"), ("促进", "promotes"), ("审查", "reviews"), ("资助", "finances")


def corpus(folder: Path) -> Path:
    """A file of 48 sentence pairs."""
    lines = [
        f"第{number}届会议{verb_zh}{one_zh}和{other_zh}。\tSession {number} {verb_en} {one_en} and {other_en}."
        for verb_zh, verb_en in VERBS
        for number in (1, 2)
        for one_zh, one_en in THEMES
        for other_zh, other_en in THEMES
        if one_zh != other_zh
    ]
    folder.mkdir(exist_ok=True)
    file = folder / "corpus.tsv"
    file.write_text("".join(f"{line}\n" for line in ["zh\ten", *lines]), "utf-8")
    return file


def in_eight_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BEADS", 10)
    monkeypatch.setattr(building, "HELD", 20)
    monkeypatch.setattr(building, "Parts", partial(Parts, size=6))


@pytest.fixture
def eight_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    in_eight_parts(monkeypatch)


def holds(folder: Path) -> list[dict[str, Any]]:
    """All that a glossary has of its entries but the times at which they were made."""
    rows = Glossary.open(folder).frame().sort("id").collect().to_dicts()
    return [{name: row[name] for name in row if name not in ("created", "modified")} for row in rows]


@pytest.mark.usefixtures("eight_parts")
def test_the_evidence_of_all_parts_counts_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = corpus(tmp_path)
    building.build([file], tmp_path / "parts", by="t")
    monkeypatch.undo()
    building.build([file], tmp_path / "whole", by="t")
    parts, whole = (
        {concept.texts("zh")[0]: concept for concept in Glossary.open(tmp_path / name).concepts()}
        for name in ("parts", "whole")
    )
    for term, _ in THEMES:
        assert parts[term].frequency == whole[term].frequency == 32
        assert parts[term].scores.total == pytest.approx(whole[term].scores.total, abs=0.02)
        assert parts[term].scores.evidence == pytest.approx(whole[term].scores.evidence, abs=0.01)
    assert not (tmp_path / "parts" / FOLDER).exists()


@pytest.mark.usefixtures("eight_parts")
def test_the_number_of_buckets_and_the_size_of_batches_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glossary.building import groups
    from glossary.extraction import part_totals

    file = corpus(tmp_path)
    for parts, batch in ((100, 6000), (1, 7)):
        monkeypatch.setattr(part_totals, "PARTS", parts)
        monkeypatch.setattr(groups, "BATCH", batch)
        building.build([file], tmp_path / str(parts), by="t")
    assert holds(tmp_path / "100") == holds(tmp_path / "1")
    assert len(holds(tmp_path / "1")) > 14


def entry(zh: str, *en: str, relations: tuple[Relation, ...] = ()) -> Concept:
    return Concept(f"{en[0]}-1", (Term(zh, "zh"), *(Term(text, "en") for text in en)), relations=relations)


def test_entries_that_may_become_one_are_merged_together_whatever_parts_they_are_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glossary.building import groups
    from glossary.extraction.parts import FoundInPart

    # Of the second part, both entries belong to the first one; the third part names one of them by its own id.
    parts = [
        [entry("氢", "hydrogen", "H"), entry("水", "water")],
        [entry("氢", "H"), entry("氢", "zinc", "hydrogen")],
        [entry("绿色氢", "green hydrogen", relations=(Relation("broader", "zinc-1"),))],
    ]
    found = []
    for size in (1, 100):
        monkeypatch.setattr(groups, "BATCH", size)
        folder = tmp_path / str(size)
        folder.mkdir()
        kept = groups.EntryGroups(folder)
        for number in (2, 0, 1):
            concepts = parts[number]
            counts = {concept.id: {"a": number + 1} for concept in concepts}
            kept.take(number, groups.pack_entries(FoundInPart(concepts, counts), [f"line {number}"]))
        kept.sort()
        batches = [[concept.id for concept in batch.concepts] for batch in kept.batches()]
        added = Glossary.open(folder / "g", create=True).add_parts(kept.batches, by="t", apart=True)
        kept.end()
        assert kept.contradictions() == ["line 0", "line 1", "line 2"]
        found.append((added.new, holds(folder / "g"), batches))
    assert found[0][:2] == found[1][:2]
    assert len(found[0][2]) == 3
    assert [sorted(batch) for batch in found[0][2]] == [
        ["H-1", "hydrogen-1", "zinc-1"], ["green hydrogen-1"], ["water-1"],
    ]  # fmt: skip
    rows = {row["id"]: row for row in found[0][1]}
    assert set(rows) == {"hydrogen-1", "green hydrogen-1", "water-1"}
    assert rows["hydrogen-1"]["frequency"] == 2
    assert [one["target"] for one in rows["green hydrogen-1"]["relations"]] == ["hydrogen-1"]


@pytest.mark.usefixtures("eight_parts")
def test_a_build_that_is_stopped_goes_on_with_the_parts_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glossary.extraction import parts

    file = corpus(tmp_path)
    building.build([file], tmp_path / "whole", by="t")
    find, calls = parts.found_in_part, []

    def stopped(work: Any) -> bytes:
        calls.append(work)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return find(work)

    with monkeypatch.context() as patch:
        patch.setattr(parts, "found_in_part", stopped)
        with pytest.raises(KeyboardInterrupt):
            building.build([file], tmp_path / "g", by="t")
    assert len(Glossary.open(tmp_path / "g")) == 0
    damaged = min((tmp_path / "g" / FOLDER).glob("*.gz"))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    assert building.build([file], tmp_path / "g", by="t").resumed == 2
    assert holds(tmp_path / "g") == holds(tmp_path / "whole")
    assert building.build([file], tmp_path / "g", by="t").known == 1


@pytest.mark.usefixtures("eight_parts")
def test_parts_of_another_text_or_of_other_approved_entries_are_not_taken(tmp_path: Path) -> None:
    file = corpus(tmp_path)
    building.build([file], tmp_path / "g", by="t")
    glossary = Glossary.open(tmp_path / "g")
    best = next(concept for concept in glossary.concepts() if "绿色氢" in concept.texts("zh"))
    (tmp_path / "g" / FOLDER).mkdir()
    (tmp_path / "g" / FOLDER / "other.gz").write_bytes(b"no part")
    glossary.approve(best.id, by="t")
    assert building.build([file], tmp_path / "g", by="t", redo=True).resumed == 0
    assert Glossary.open(tmp_path / "g").get(best.id).status == "approved"


def two_folders(folder: Path) -> list[Path]:
    """The same pairs as one file, and as four small ones and a damaged one."""
    whole, several = folder / "whole.tsv", folder / "several"
    several.mkdir()
    head, *lines = corpus(folder).read_text("utf-8").splitlines()
    for number in range(4):
        part = lines[12 * number : 12 * number + 12]
        (several / f"{number}.tsv").write_text("".join(f"{line}\n" for line in [head, *part]), "utf-8")
    (several / "damaged.tsv").write_text("".join(f"{line}\n" for line in [head, *lines, "one\ttwo\tthree"]), "utf-8")
    whole.write_text("".join(f"{line}\n" for line in [head, *lines]), "utf-8")
    return [whole, several]


@pytest.mark.usefixtures("eight_parts")
def test_small_files_and_a_large_one_give_the_same_terms_and_a_damaged_one_gives_nothing(tmp_path: Path) -> None:
    whole, several = two_folders(tmp_path)
    building.build([whole], tmp_path / "one", by="t")
    built = building.build([several], tmp_path / "four", by="t")
    assert len(built.faults) == 1
    assert "damaged.tsv:50" in built.faults[0]
    assert not (tmp_path / "four" / FOLDER).exists()
    assert built.documents == [f"{number}.tsv" for number in range(4)]
    assert (built.beads, built.read) == (48, 4)
    one, four = (Glossary.open(tmp_path / name) for name in ("one", "four"))
    found = [
        [(row["id"], row["frequency"], [term["text"] for term in row["terms"]]) for row in holds(tmp_path / name)]
        for name in ("one", "four")
    ]
    assert found[0] == found[1]
    texts = [sorted(glossary.segments().select("src", "tgt").collect().rows()) for glossary in (one, four)]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 48


@pytest.mark.usefixtures("eight_parts")
def test_two_files_of_lines_are_read_in_pieces_and_their_beads_numbered_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [line.split("\t") for line in corpus(tmp_path).read_text("utf-8").splitlines()[1:]]
    for number, language in enumerate(("zh", "en")):
        lines = [row[number] for row in rows]
        (tmp_path / f"lines.{language}").write_text("\n".join([*lines[:24], "", *lines[24:]]) + "\n", "utf-8")
    files = [tmp_path / "lines.zh", tmp_path / "lines.en"]
    whole = line_pairs(*files)
    pieces = list(line_pairs_in_parts(*files, 10))
    assert [len(piece.beads) for piece in pieces] == [10, 10, 10, 10, 8]
    assert [texts for piece in pieces for _, *texts in piece] == [texts for _, *texts in whole]
    assert [one.paragraph for piece in pieces for one in piece.src] == [one.paragraph for one in whole.src]
    monkeypatch.setattr("align.formats.rows.PART", 10)
    building.build(files, tmp_path / "g", by="t")
    glossary = Glossary.open(tmp_path / "g")
    assert glossary.segments().sort("bead").select("bead", "src").collect().rows() == list(
        enumerate(zh for zh, _ in rows)
    )
    shown = [context for concept in glossary.concepts() for context in concept.contexts]
    assert shown
    assert all(rows[context.bead][0] == context.src for context in shown)


@pytest.mark.usefixtures("eight_parts")
def test_a_large_file_taken_in_anew_replaces_its_sentences_and_leaves_those_of_other_languages(tmp_path: Path) -> None:
    file = corpus(tmp_path)
    french = tmp_path / "french" / "corpus.tsv"
    french.parent.mkdir()
    french.write_text("zh\tfr\n绿色氢。\tL’hydrogène vert.\n", "utf-8")
    building.build([file, french], tmp_path / "g", by="t")
    lines = file.read_text("utf-8").splitlines()
    file.write_text("".join(f"{line}\n" for line in lines[:40]), "utf-8")
    building.build([file], tmp_path / "g", by="t")
    kept = Glossary.open(tmp_path / "g").segments().collect()
    assert kept.filter(tgt_lang="en").height == 39
    assert kept.filter(tgt_lang="fr")["src"].to_list() == ["绿色氢。"]
    assert building.build([file], tmp_path / "g", by="t").known == 1


KILLED = """
import os, signal, sys
from functools import partial
from align.line_pairs import line_pairs, line_pairs_in_parts
from glossary import build as building
from glossary.building.parts import Parts
from glossary.store.segments import SegmentTable
from glossary.store.delta_table import KeyRangeTable

def killing(work, at):
    calls = []
    def done(*given, **more):
        calls.append(1)
        if len(calls) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*given, **more)
    return done

where, at, file, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
building.BEADS, building.HELD, building.Parts = 10, 20, partial(Parts, size=6)
if where == "part":
    from glossary.extraction import parts
    parts.found_in_part = killing(parts.found_in_part, at)
elif where == "writing":
    from glossary.building import parts as build_parts
    build_parts.replacing = killing(build_parts.replacing, at)
elif where == "assembling":
    from glossary.extraction import parts
    parts._entries = killing(parts._entries, at)
elif where == "adding up":
    from glossary.extraction.part_totals import PartTotals
    PartTotals._add_pairs = killing(PartTotals._add_pairs, at)
elif where == "sorting":
    from glossary.building.groups import EntryGroups
    EntryGroups.sort = killing(EntryGroups.sort, at)
elif where == "merging":
    from glossary.building import groups
    from glossary.store.leaves import Draft
    groups.BATCH = 10
    Draft.apply = killing(Draft.apply, at)
elif where == "sentences":
    SegmentTable.add_pieces = killing(SegmentTable.add_pieces, at)
elif where == "clearing":
    Parts.clear = killing(Parts.clear, at)
building.build([file], folder, by="t")
"""


@pytest.mark.slow
def test_a_build_that_is_killed_anywhere_gives_the_same_glossary_when_it_is_given_again(tmp_path: Path) -> None:
    file = corpus(tmp_path)

    def run(where: str, at: int, folder: Path) -> int:
        return python(KILLED, where, at, file, folder).returncode

    assert run("nowhere", 0, tmp_path / "whole") == 0
    wanted = holds(tmp_path / "whole")
    assert any("绿色氢" in str(row["terms"]) for row in wanted)
    # The same command again and again, each time killed somewhere else; the last time it comes to its end.
    places = [("part", 2), ("writing", 3), ("part", 4), ("adding up", 2), ("assembling", 3), ("sorting", 1)]
    for where, at in [*places, ("merging", 3), ("sentences", 1), ("clearing", 1)]:
        assert run(where, at, tmp_path / "g") == -signal.SIGKILL
    assert run("nowhere", 0, tmp_path / "g") == 0
    assert holds(tmp_path / "g") == wanted
    whole, again = (Glossary.open(tmp_path / name) for name in ("whole", "g"))
    assert again.sources() == whole.sources()
    assert again.segments().collect().sort("bead").equals(whole.segments().collect().sort("bead"))


def test_the_command_says_that_it_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from glossary.cli import app

    monkeypatch.setattr(building, "BEADS", 10)
    monkeypatch.setattr(building, "Parts", partial(Parts, size=24))
    file = corpus(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(build_parts.Parts, "take_in", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            building.build([file], tmp_path / "g")
    done = CliRunner().invoke(app, ["build", str(file), "-g", str(tmp_path / "g"), "--json"], catch_exceptions=False)
    assert json.loads(done.stdout)["resumed"] == 2
    told = CliRunner().invoke(app, ["build", str(file), "-g", str(tmp_path / "h")], catch_exceptions=False)
    assert "Resumed" not in told.output


@pytest.mark.slow
@pytest.mark.usefixtures("eight_parts")
def test_parts_are_the_same_whoever_works_on_them(tmp_path: Path) -> None:
    # On Ray: test_ray.py
    file = corpus(tmp_path)
    building.build([file], tmp_path / "one", by="t")
    building.build([file], tmp_path / "two", by="t", jobs=2)
    assert holds(tmp_path / "two") == holds(tmp_path / "one")
