"""What people do to entries, what is remembered of it, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glossary.cli import app
from glossary.errors import Conflict, GlossaryError, InvalidEntry, InvalidOption, UnknownConcept
from glossary.folding import concept_id
from glossary.store.entry_rules import check
from glossary.store.glossary import Glossary
from glossary.types import Concept, Context, Relation, Scores, Term


def entry(zh: str, en: str, *, document: str = "A", **fields: object) -> Concept:
    terms = (Term(zh, "zh"), Term(en, "en"))
    context = Context(f"这是{zh}。", f"This is {en}.", document=document, paragraph="1", bead=1)
    made = Concept(
        concept_id(terms), terms, contexts=(context,), frequency=1, documents=(document,), scores=Scores(0.5)
    )
    return replace(made, **fields)  # type: ignore[arg-type]


HYDROGEN, OXYGEN = entry("氢", "hydrogen"), entry("氧", "oxygen", document="B")


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    made = Glossary.open(tmp_path / "g", create=True)
    made.add([HYDROGEN, OXYGEN], by="machine")
    return made


def test_a_change_says_who_and_when(glossary: Glossary) -> None:
    version = glossary.approve(HYDROGEN.id, OXYGEN.id, by="Li", note="as in GC.20/14")
    now = glossary.get(HYDROGEN.id)
    assert (now.status, now.modified_by, now.created_by) == ("approved", "Li", "machine")
    assert now.created is not None
    assert now.modified is not None
    assert now.modified > now.created
    commit = glossary.log.commits()[0]
    assert (commit.version, commit.by, commit.operation, commit.count) == (version, "Li", "approve", 2)
    assert commit.note == "as in GC.20/14"
    assert commit.at >= now.modified


def test_what_is_so_already_makes_no_version(glossary: Glossary) -> None:
    glossary.approve(HYDROGEN.id, by="Li")
    assert glossary.approve(HYDROGEN.id, by="Li") is None
    assert glossary.edit(HYDROGEN.id, status="approved", by="Li") is None


def test_the_author_is_the_account_when_nobody_is_named(glossary: Glossary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_USER", "wang")
    glossary.reject(OXYGEN.id)
    assert glossary.get(OXYGEN.id).modified_by == "wang"


def test_an_unknown_entry_stops_the_whole_change(glossary: Glossary) -> None:
    with pytest.raises(UnknownConcept):
        glossary.approve(HYDROGEN.id, "nonesuch", by="Li")
    assert glossary.get(HYDROGEN.id).status == "proposed"


def test_an_edited_entry_keeps_its_terms_when_extraction_comes_again(glossary: Glossary) -> None:
    glossary.edit(HYDROGEN.id, terms=(Term("氢", "zh"), Term("hydrogen gas", "en")), by="Li")
    glossary.add([replace(HYDROGEN, documents=("C",)), replace(HYDROGEN, id="other", documents=("D",))], by="machine")
    now = glossary.get(HYDROGEN.id)
    assert now.texts("en") == ("hydrogen gas",)
    assert now.documents == ("A", "C", "D")
    assert len(glossary) == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"terms": ()}, "needs a term"),
        ({"terms": (Term(" ", "zh"),)}, "is no term"),
        ({"terms": (Term("a\nb", "en"),)}, "is no term"),
        ({"terms": (Term("a", "English"),)}, "no language code"),
        ({"terms": (Term("a", "en"), Term("a", "en"))}, "twice"),
        ({"terms": (Term("a", "en", status="good"),)}, "administrative status"),  # type: ignore[arg-type]
        ({"terms": (Term("a", "en", type="word"),)}, "term type"),  # type: ignore[arg-type]
        ({"status": "done"}, "review status"),
    ],
)
def test_an_entry_that_breaks_a_rule_is_refused(glossary: Glossary, wrong: dict, message: str) -> None:
    with pytest.raises(InvalidEntry, match=message):
        glossary.edit(HYDROGEN.id, by="Li", **wrong)
    assert len(glossary.log.commits()) == 1


def test_there_is_no_field_but_those_of_an_entry(glossary: Glossary) -> None:
    with pytest.raises(InvalidOption, match="no field id"):
        glossary.edit(HYDROGEN.id, id="x", by="Li")
    check(glossary.get(HYDROGEN.id))


def test_merging_takes_everything_and_redirects_relations(glossary: Glossary) -> None:
    narrower = entry("绿氢", "green hydrogen", relations=(Relation("broader", OXYGEN.id),))
    glossary.add([narrower], by="machine")
    glossary.merge(HYDROGEN.id, OXYGEN.id, by="Li")
    now = glossary.get(HYDROGEN.id)
    assert now.texts("zh") == ("氢", "氧")
    assert now.documents == ("A", "B")
    assert {context.document for context in now.contexts} == {"A", "B"}
    assert OXYGEN.id not in glossary
    assert glossary.get(narrower.id).relations == (Relation("broader", HYDROGEN.id),)
    glossary.add([OXYGEN], by="machine")  # the pair belongs to the merged entry now
    assert len(glossary) == 2


def test_a_split_parts_terms_and_contexts(glossary: Glossary) -> None:
    glossary.merge(HYDROGEN.id, OXYGEN.id, by="Li")
    made, _ = glossary.split(HYDROGEN.id, [Term("氧", "zh"), Term("oxygen", "en")], by="Li")
    assert made == OXYGEN.id
    assert glossary.get(made).contexts == OXYGEN.contexts
    assert glossary.get(HYDROGEN.id).contexts == HYDROGEN.contexts
    assert glossary.get(HYDROGEN.id).texts("zh") == ("氢",)


@pytest.mark.parametrize("terms", [[Term("氧", "zh")], [Term("氢", "zh"), Term("hydrogen", "en")], []])
def test_a_split_leaves_terms_on_both_sides(glossary: Glossary, terms: list[Term]) -> None:
    with pytest.raises(InvalidEntry):
        glossary.split(HYDROGEN.id, terms, by="Li")


def test_the_history_of_an_entry_tells_each_change(glossary: Glossary) -> None:
    glossary.approve(HYDROGEN.id, by="Li")
    glossary.approve(OXYGEN.id, by="Wang")
    glossary.edit(HYDROGEN.id, definition="H", by="Wang")
    changes = glossary.history(HYDROGEN.id)
    assert [(change.commit.by, change.what) for change in changes if change.commit] == [
        ("Wang", ("definition: none → H",)),
        ("Li", ("status: proposed → approved",)),
        ("machine", ("new: 氢 = hydrogen",)),
    ]
    assert changes[0].before is not None
    assert changes[0].after == glossary.get(HYDROGEN.id)


def test_undo_takes_back_the_last_change_and_then_the_one_before(glossary: Glossary) -> None:
    glossary.approve(HYDROGEN.id, by="Li")
    glossary.edit(HYDROGEN.id, definition="H", by="Li")
    glossary.undo(by="Li")
    assert (glossary.get(HYDROGEN.id).definition, glossary.get(HYDROGEN.id).status) == (None, "approved")
    glossary.undo(by="Li")
    assert glossary.get(HYDROGEN.id).status == "proposed"
    glossary.undo(by="Li")
    assert len(glossary) == 0
    with pytest.raises(InvalidOption, match="nothing to undo"):
        glossary.undo(by="Li")
    assert len(glossary.log.commits()) == 6


def test_an_undo_can_be_undone(glossary: Glossary) -> None:
    glossary.edit(HYDROGEN.id, definition="H", by="Li")
    undoing = glossary.undo(by="Li")
    glossary.undo(version=undoing, by="Li")
    assert glossary.get(HYDROGEN.id).definition == "H"
    glossary.undo(by="Li")  # the edit stands again, and can be undone again
    assert glossary.get(HYDROGEN.id).definition is None


def test_merge_and_split_are_undone_whole(glossary: Glossary) -> None:
    before = sorted(glossary.concepts(), key=lambda concept: concept.id)
    glossary.merge(HYDROGEN.id, OXYGEN.id, by="Li")
    glossary.undo(by="Li")
    after = sorted(glossary.concepts(), key=lambda concept: concept.id)
    stamps = {"modified": None, "modified_by": None}
    assert [replace(c, **stamps) for c in after] == [replace(c, **stamps) for c in before]  # type: ignore[arg-type]


def test_undoing_what_was_changed_again_is_a_conflict(glossary: Glossary) -> None:
    first = glossary.approve(HYDROGEN.id, OXYGEN.id, by="Li")
    glossary.edit(HYDROGEN.id, definition="H", by="Wang")
    with pytest.raises(Conflict, match=r"1 of the 2 entries .* changed since"):
        glossary.undo(version=first, by="Li")
    assert glossary.get(OXYGEN.id).status == "approved"


def test_one_entry_goes_back_to_a_version(glossary: Glossary) -> None:
    glossary.approve(HYDROGEN.id, OXYGEN.id, by="Li")
    glossary.edit(HYDROGEN.id, definition="H", by="Wang")
    glossary.restore(HYDROGEN.id, to=1, by="Li")
    assert (glossary.get(HYDROGEN.id).status, glossary.get(HYDROGEN.id).definition) == ("proposed", None)
    assert glossary.get(OXYGEN.id).status == "approved"
    with pytest.raises(InvalidOption, match="no version 99"):
        glossary.restore(HYDROGEN.id, to=99, by="Li")


def test_a_diff_names_what_differs_between_versions(glossary: Glossary) -> None:
    glossary.approve(HYDROGEN.id, by="Li")
    glossary.edit(OXYGEN.id, subject="gases", by="Li")
    glossary.undo(version=2, by="Li")
    differing = {change.id: change.what for change in glossary.log.diff(1, glossary.version)}
    assert differing == {OXYGEN.id: ("subject: none → gases",)}
    assert len(list(glossary.log.diff(0, 1))) == 2


def test_a_large_change_keeps_its_record_beside_the_log(glossary: Glossary) -> None:
    many = [entry(chr(0x4E00 + n), f"word {n}", definition="d" * 100) for n in range(300)]
    glossary.add(many, by="machine")
    glossary.approve(*(concept.id for concept in many), by="Li")
    assert list((glossary.path / "_changes").glob("*.parquet"))
    assert glossary.history(many[7].id)[0].what == ("status: proposed → approved",)
    glossary.undo(by="Li")
    assert glossary.count(status="approved") == 0


def test_a_record_of_a_change_that_is_gone_says_so(glossary: Glossary) -> None:
    many = [entry(chr(0x4E00 + n), f"word {n}", definition="d" * 100) for n in range(300)]
    glossary.add(many, by="machine")
    glossary.approve(*(concept.id for concept in many), by="Li")
    for file in (glossary.path / "_changes").glob("*.parquet"):
        file.unlink()
    with pytest.raises(GlossaryError, match="record of a change is missing"):
        glossary.undo(by="Li")


def test_a_change_by_another_program_stands_in_the_history(glossary: Glossary) -> None:
    glossary._table.delta.delete(f"id = '{OXYGEN.id}'")
    glossary.refresh()
    assert glossary.log.commits()[0].operation == "outside"
    assert len(list(glossary.concepts())) == 1
    glossary.approve(HYDROGEN.id, by="Li")
    assert glossary.get(HYDROGEN.id).status == "approved"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_do_what_the_methods_do(glossary: Glossary) -> None:
    where = ("-g", str(glossary.path), "--by", "Li")
    assert "Approved 1 entry; version 2" in run("approve", "氢", *where)
    assert "Nothing changed" in run("approve", HYDROGEN.id, *where)
    run("reject", "oxygen", *where, "-m", "too general")
    run("edit", "氢", "--add-term", "en:H2", "--term-type", "en:H2=symbol", "--deprecate", "en:H2", *where)
    run("edit", "氢", "--definition", "lightest", "--subject", "chemistry", "--note", "n", *where)
    shown = run("edit", "氢", "-g", str(glossary.path))
    assert "en  H2  (symbol, deprecated)" in shown
    assert "definition: lightest" in shown
    run("edit", "氢", "--remove-term", "en:H2", "--prefer", "en:hydrogen", *where)
    assert "“too general”" in run("history", "-g", str(glossary.path))
    assert "new term: en H2" in run("history", "氢", "-g", str(glossary.path))
    assert "Undid edit of 1 entry" in run("undo", *where)
    run("merge", "氢", "oxygen", *where)
    run("split", "氢", "--term", "zh:氧", "--term", "en:oxygen", *where)
    run("undo", "--entry", HYDROGEN.id, "--to", "1", *where)
    glossary.refresh()
    assert glossary.get(HYDROGEN.id).status == "proposed"
    assert "Removed" in run("compact", "-g", str(glossary.path), "--keep-hours", "0", "--force")


def test_entries_can_come_from_standard_input(glossary: Glossary) -> None:
    ids = f"{HYDROGEN.id}\n{OXYGEN.id}\n"
    result = CliRunner().invoke(app, ["approve", "-", "-g", str(glossary.path)], input=ids)
    assert "Approved 2 entries" in result.output


def test_history_and_diff_speak_json(glossary: Glossary) -> None:
    import json

    glossary.approve(HYDROGEN.id, by="Li")
    where = ("-g", str(glossary.path), "--json")
    assert json.loads(run("history", *where))[0]["by"] == "Li"
    assert json.loads(run("history", HYDROGEN.id, *where))[0]["changes"] == ["status: proposed → approved"]
    assert json.loads(run("diff", "1", *where))[0]["id"] == HYDROGEN.id
