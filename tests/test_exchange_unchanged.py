"""Import of what was exported changes nothing; what a person changed in the file is changed in the glossary, and no more."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from glossary.exchange import TableOptions, write
from glossary.import_terms import Imported, import_file
from glossary.store.glossary import Glossary
from glossary.store.rows import Row
from glossary.types import Concept, Context, Relation, Scores, Term
from tests.test_exchange_laws import FORMATS, glossaries

HYDROGEN = Concept(
    "green-hydrogen-5v3cvfmxhwkn",
    (
        Term("绿色氢", "zh", "Hans", part_of_speech="noun", source="GC.20/1"),
        Term("綠色氫", "zh", "Hant"),
        Term("green hydrogen", "en", type="fullForm", note="a note"),
        Term("GH2", "en", type="acronym", status="admitted"),
        Term("clean hydrogen", "en", status="forbidden"),
        Term("hydrogène vert", "fr"),
    ),
    subject="Energy",
    definition="hydrogen, made\nwith renewable energy",
    notes=("first", "second; with a semicolon"),
    contexts=(
        Context(
            "绿色氢很贵。", "Green hydrogen is expensive.", document="GC.20/1", paragraph="3", bead=4, confidence=0.9
        ),
        Context("绿色氢。", "Green hydrogen.", document="GC.20/2", paragraph="1", bead=0, confidence=0.7),
    ),
    relations=(Relation("conflict", "hydrogen-x"), Relation("broader", "hydrogen-y")),
    frequency=7,
    documents=("GC.20/1", "GC.20/2"),
    scores=Scores(0.912345, 0.5, 0.25, 1 / 3),
    status="approved",
)
UNIDO = Concept(
    "unido-abcdefghijkl",
    (Term("工发组织", "zh"), Term("联合国工业发展组织", "zh"), Term("UNIDO", "en", type="acronym")),
)
REJECTED = replace(UNIDO, id="no-abcdefghijkl", terms=(Term("不", "zh"), Term("no", "en")), status="rejected")
ENTRIES = (HYDROGEN, UNIDO, REJECTED)


def stored(folder: Path, entries) -> Glossary:
    glossary = Glossary.open(folder / "g", create=True)
    glossary.add(entries, by="Li", origin="import")
    return glossary


def rows(glossary: Glossary) -> list[Row]:
    glossary.refresh()
    return glossary.frame().sort("id").collect().to_dicts()


def again(folder: Path, glossary: Glossary, format: str, *, edit=None, options=None, **how) -> Imported:
    """Export, edit the file by a function of its text, import."""
    path = folder / f"a.{format}"
    glossary.refresh()
    write(glossary.concepts(), path, format=format, **(options or {}))
    if edit is not None:
        path.write_text(edit(path.read_text(encoding="utf-8-sig")), encoding="utf-8-sig")
    how |= {"format": "omegat"} if format == "omegat" else {}
    table = TableOptions((options or {}).get("direction", ("zh", "en"))) if format == "omegat" else None
    return import_file(glossary.path, path, by="Wang", table=table, **how)


names = [f"{format}{'-' + '-'.join(map(str, options.values())) if options else ''}" for format, options in FORMATS]


@pytest.mark.parametrize(("format", "options"), FORMATS, ids=names)
@pytest.mark.parametrize("add", [False, True], ids=["", "add"])
def test_import_of_an_export_changes_nothing(tmp_path, format, options, add):
    glossary = stored(tmp_path, ENTRIES)
    before, version = rows(glossary), glossary.version
    done = again(tmp_path, glossary, format, options=options, add=add)
    assert done.changes == []
    assert (done.new, done.merged, done.rejected, done.versions) == (0, 0, 0, [])
    assert done.unchanged == done.losses.entries
    assert rows(glossary) == before
    assert glossary.version == version


@pytest.mark.slow
@pytest.mark.hypothesis  # `make fuzz` tries many where `make test` tries a few
@pytest.mark.parametrize(("format", "options"), FORMATS, ids=names)
def test_import_of_any_export_changes_nothing(format, options):
    @settings(
        max_examples=100 if os.environ.get("DUIZHAO_FUZZ") else 6,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(glossaries)
    @example(list(ENTRIES))
    def law(entries):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            # Only what an import lets in can be in a glossary.
            entries = [UNIDO, *entries]
            write(entries, folder / "first.json", format="json")
            import_file(folder / "g", folder / "first.json", by="Li")
            glossary = Glossary.open(folder / "g")
            before, version = rows(glossary), glossary.version
            done = again(folder, glossary, format, options=options)
            assert done.changes == []
            assert rows(glossary) == before
            assert (done.new, done.merged) == (0, 0)
            assert glossary.version == version

    law()


def test_what_a_person_changed_in_a_sheet_is_replaced_and_the_rest_is_untouched(tmp_path):
    glossary = stored(tmp_path, ENTRIES)

    def edit(text: str) -> str:
        assert "green hydrogen|GH2" in text
        text = text.replace("green hydrogen|GH2", "Green hydrogen|GH2|renewable hydrogen")
        text = text.replace("工发组织|联合国工业发展组织", "联合国工业发展组织")
        return text.replace(",Energy,", ",Environment,").replace("first|second", "second")

    done = again(tmp_path, glossary, "csv", edit=edit)
    assert (done.new, done.merged, done.unchanged, done.removed_terms) == (0, 2, 1, 2)
    glossary.refresh()
    hydrogen, unido = glossary.get(HYDROGEN.id), glossary.get(UNIDO.id)
    assert hydrogen.texts("en") == ("Green hydrogen", "GH2", "renewable hydrogen", "clean hydrogen")
    assert hydrogen.terms[2] == replace(HYDROGEN.terms[2], text="Green hydrogen")
    assert {t for t in hydrogen.terms if t in HYDROGEN.terms} == {*HYDROGEN.terms} - {HYDROGEN.terms[2]}
    assert hydrogen.subject == "Environment"
    assert hydrogen.notes == ("second; with a semicolon",)
    assert (hydrogen.contexts, hydrogen.relations) == (HYDROGEN.contexts, HYDROGEN.relations)
    assert (hydrogen.scores, hydrogen.status, hydrogen.definition) == (HYDROGEN.scores, "approved", HYDROGEN.definition)
    assert unido.texts("zh") == ("联合国工业发展组织",)
    assert unido.terms[-1].type == "acronym"
    assert len(done.versions) == 1
    glossary.undo(by="Li")
    assert glossary.get(UNIDO.id).texts("zh") == UNIDO.texts("zh")


def test_both_terms_of_an_entry_may_be_written_anew(tmp_path):
    glossary = stored(tmp_path, ENTRIES)
    done = again(tmp_path, glossary, "csv", edit=lambda text: text.replace("不,no", "否,not"))
    assert (done.new, done.merged, done.renamed) == (0, 1, 0)
    assert glossary.refresh()
    assert [term.text for term in glossary.get(REJECTED.id).terms] == ["否", "not"]
    assert glossary.get(REJECTED.id).status == "rejected"


def test_with_add_nothing_is_taken_away(tmp_path):
    glossary = stored(tmp_path, ENTRIES)

    def edit(text):
        return text.replace("工发组织|联合国工业发展组织,UNIDO", "联合国工业发展组织,U.N.I.D.O.").replace(
            ",Energy,", ",,"
        )

    done = again(tmp_path, glossary, "csv", edit=edit, add=True)
    assert (done.merged, done.removed_terms) == (1, 0)
    glossary.refresh()
    assert [term.text for term in glossary.get(UNIDO.id).terms] == [
        "工发组织",
        "联合国工业发展组织",
        "UNIDO",
        "U.N.I.D.O.",
    ]
    assert glossary.get(HYDROGEN.id) == glossary.get_many([HYDROGEN.id])[0]
    assert glossary.get(HYDROGEN.id).subject == "Energy"


def test_a_dry_run_names_old_and_new_and_writes_nothing(tmp_path):
    glossary = stored(tmp_path, ENTRIES)
    before = rows(glossary)
    done = again(tmp_path, glossary, "csv", edit=lambda text: text.replace("Energy", "Environment"), dry_run=True)
    assert done.changes == [(HYDROGEN.id, ["subject: Energy → Environment"])]
    assert rows(glossary) == before


def test_a_column_or_language_that_the_file_does_not_have_is_not_touched(tmp_path):
    glossary = stored(tmp_path, ENTRIES)
    before = rows(glossary)
    path = tmp_path / "few.csv"
    path.write_text(
        f"concept_id,zh,en\n{HYDROGEN.id},绿色氢,green hydrogen|GH2\n{UNIDO.id},工发组织|联合国工业发展组织,UNIDO\n",
        encoding="utf-8",
    )
    done = import_file(glossary.path, path)
    assert (done.merged, done.unchanged) == (0, 2)
    assert rows(glossary) == before


@pytest.mark.parametrize("format", ["csv", "tbx", "xlsx", "skos", "json"])
def test_an_export_of_one_script_takes_nothing_of_the_other_away(tmp_path, format):
    from glossary.exchange.filters import select

    glossary = stored(tmp_path, ENTRIES)
    before = rows(glossary)
    write(select(glossary.concepts(), script="Hans"), tmp_path / "a", format=format)
    import_file(glossary.path, tmp_path / "a")
    assert rows(glossary) == before


def test_what_was_decided_after_the_export_stays(tmp_path):
    glossary = stored(tmp_path, ENTRIES)
    path = tmp_path / "a.csv"
    write(glossary.concepts(), path, format="csv")
    glossary.edit(HYDROGEN.id, by="Li", subject="Climate", notes=("later",))
    glossary.approve(UNIDO.id, by="Li")
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("renewable energy", "renewable power"), encoding="utf-8-sig"
    )
    done = import_file(glossary.path, path, by="Wang")
    glossary.refresh()
    assert (done.merged, done.unchanged) == (1, 2)
    assert glossary.get(HYDROGEN.id).definition == "hydrogen, made\nwith renewable power"
    assert (glossary.get(HYDROGEN.id).subject, glossary.get(HYDROGEN.id).notes) == ("Climate", ("later",))
    assert glossary.get(UNIDO.id).status == "approved"


def test_a_tbx_edited_in_a_text_editor_changes_just_that(tmp_path):
    glossary = stored(tmp_path, ENTRIES)

    def edit(text):
        return text.replace("<term>GH2</term>", "<term>GH₂</term>").replace(
            "Green hydrogen is expensive.", "Green hydrogen is dear."
        )

    for format in ("tbx", "tbx2", "multiterm", "skos"):
        done = again(
            tmp_path,
            glossary,
            format,
            edit=edit if format != "skos" else lambda text: text.replace('"GH₂"@en', '"GH2"@en'),
        )
        assert (done.new, done.merged, done.unchanged) == (0, 1, 2), format
        glossary.refresh()
        found = glossary.get(HYDROGEN.id)
        assert found.texts("en")[1] == ("GH2" if format == "skos" else "GH₂")
        assert found.terms[3].type == "acronym"
        assert found.contexts[0].confidence == 0.9
        if format != "skos":
            assert found.contexts[0].tgt == "Green hydrogen is dear."
            glossary.undo(by="Li")
        if format == "multiterm":
            glossary.edit(
                HYDROGEN.id,
                terms=[replace(t, text="GH₂") if t.text == "GH2" else t for t in glossary.get(HYDROGEN.id).terms],
            )


def test_lines_of_omegat_meet_by_their_terms_and_a_changed_comment_is_a_note(tmp_path):
    glossary = stored(tmp_path, ENTRIES)

    def edit(text):
        return text.replace("工发组织\tUNIDO\t", "工发组织\tUNIDO\tin Vienna").replace(
            "with a semicolon", "with; a colon"
        )

    done = again(tmp_path, glossary, "omegat", edit=edit)
    glossary.refresh()
    assert done.new == 0
    assert glossary.get(UNIDO.id).notes == ("in Vienna",)
    assert [t.text for t in glossary.get(UNIDO.id).terms] == [t.text for t in UNIDO.terms]


@pytest.mark.parametrize("format", ["csv", "tbx", "json"])
def test_what_was_changed_on_both_sides_is_told_and_what_was_changed_on_one_is_not(tmp_path: Path, format: str) -> None:
    glossary = stored(tmp_path, ENTRIES)
    path = tmp_path / f"a.{format}"
    write(glossary.concepts(), path, format=format)
    glossary.edit(HYDROGEN.id, by="Chen", definition="hydrogen of our own words", subject="Gas")
    text = path.read_text(encoding="utf-8-sig")
    changed = re.sub(r"hydrogen, made(\\n|\s)with renewable energy", "hydrogen in their words", text)
    assert changed != text
    path.write_text(changed, encoding="utf-8" if format == "json" else "utf-8-sig")
    done = import_file(glossary.path, path, by="Wang", dry_run=True)
    assert done.clashes == {HYDROGEN.id: [("definition", "hydrogen of our own words", "hydrogen in their words")]}
    import_file(glossary.path, path, by="Wang")
    glossary.refresh()
    entry = glossary.get(HYDROGEN.id)
    assert (entry.definition, entry.subject) == ("hydrogen in their words", "Gas")
    assert import_file(glossary.path, path, by="Wang").clashes == {}


def test_the_command_names_what_was_changed_on_both_sides(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from glossary.cli import app

    glossary = stored(tmp_path, ENTRIES)
    path = tmp_path / "a.csv"
    write(glossary.concepts(), path, format="csv")
    glossary.edit(HYDROGEN.id, by="Chen", subject="Gas")
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",Energy,", ",Fuel,"), encoding="utf-8-sig")
    shown = CliRunner().invoke(app, ["import", str(path), "-g", str(glossary.path)])
    assert shown.exit_code == 1
    assert "changed here as well since the file was exported: subject: here 'Gas', in the file 'Fuel'" in shown.stderr
