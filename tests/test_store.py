"""The glossary on disk: opening, adding, meeting again, growing, and what other programs see of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from duck import rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.types import Bead, Bitext, Segment
from glossary.errors import InvalidEntry, NoGlossary, UnknownConcept
from glossary.folding import concept_id
from glossary.store import delta_table as table_module
from glossary.store.glossary import Glossary
from glossary.store.merging import CONTEXTS
from glossary.store.rows import concept_of, dump, frame_of, load, row_of
from glossary.types import Concept, Context, Relation, Scores, Term


def entry(zh: str, en: str, *, beads: int = 1, documents: tuple[str, ...] = ("A",), **fields: object) -> Concept:
    terms = (Term(zh, "zh"), Term(en, "en"))
    contexts = tuple(
        Context(f"{zh}（{n}）。", f"{en} ({n}).", document=document, paragraph=str(n), bead=n, confidence=0.9)
        for document in documents
        for n in range(beads)
    )
    made = Concept(
        concept_id(terms), terms, contexts=contexts, frequency=beads * len(documents), documents=documents,
        scores=Scores(0.5, 0.4, 0.6, 0.5),
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    return Glossary.open(tmp_path / "glossary", create=True)


def test_an_empty_glossary_has_no_entries(glossary: Glossary) -> None:
    assert (len(glossary), glossary.version, list(glossary.concepts())) == (0, 0, [])
    assert glossary.segments().collect().height == 0
    assert glossary.segments_version == -1


def test_a_folder_without_a_glossary_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoGlossary, match="make one with: glossary build"):
        Glossary.open(tmp_path)


def test_what_is_added_comes_back_whole(glossary: Glossary) -> None:
    concept = entry(
        "绿色氢", "green hydrogen", beads=3, subject="energy", definition="氢\t“made”\nwith renewables", notes=("a", "b"),
        relations=(Relation("broader", "c9"),), created=datetime(2020, 1, 2, tzinfo=UTC), created_by="Li",
        modified=datetime(2021, 1, 2, 3, 4, 5, 678, tzinfo=UTC), modified_by="Wang",
        terms=(
            Term("绿色氢", "zh", "Hans", "fullForm", "noun", "preferred", "GC.20/14", "note"),
            Term("green hydrogen", "en"),
            Term("GH2", "en", type="symbol"),
        ),
    )  # fmt: skip
    glossary.add([concept], by="x")
    assert Glossary.open(glossary.path).get(concept.id) == concept


def test_an_unknown_id_says_so(glossary: Glossary) -> None:
    with pytest.raises(UnknownConcept, match="no entry is or has c9"):
        glossary.get("c9")


def test_an_entry_is_found_by_id_or_by_a_term_of_it(glossary: Glossary) -> None:
    one, other = entry("绿色氢", "Green Hydrogen"), entry("工业", "industry")
    same = entry("工业部门", "industry")
    glossary.add([one, other, same], by="x")
    assert glossary.resolve(one.id) == glossary.resolve("绿色氢") == glossary.resolve("green hydrogen") == one.id
    with pytest.raises(UnknownConcept, match="2 entries have the term"):
        glossary.resolve("industry")


def test_adding_the_same_again_makes_no_version(glossary: Glossary) -> None:
    concepts = [entry("绿色氢", "green hydrogen", beads=2), entry("工业", "industry", documents=("A", "B"))]
    first = glossary.add(concepts, by="x")
    again = glossary.add(concepts, by="y", documents=["A", "B"])
    assert (first.new, again.unchanged, again.version) == (2, 2, None)
    assert glossary.version == first.version


def test_a_variant_of_a_pair_is_the_same_entry(glossary: Glossary) -> None:
    glossary.add([entry("可持续发展目标", "Sustainable Development Goal")], by="x")
    variant = entry("可持續發展目標", "sustainable development goals", documents=("B",), id="imported-7")
    added = glossary.add([variant], by="x")
    assert (added.new, added.changed, len(glossary)) == (0, 1, 1)
    merged = next(glossary.concepts())
    assert merged.documents == ("A", "B")
    assert merged.frequency == 2
    assert merged.texts("zh") == ("可持续发展目标", "可持續發展目標")


def test_two_variants_in_one_batch_are_one_entry(glossary: Glossary) -> None:
    added = glossary.add([entry("目标", "goal"), entry("目標", "Goals", documents=("B",), id="x9")], by="x")
    assert (added.new, len(glossary)) == (1, 1)


def test_a_document_read_again_replaces_its_own_evidence_only(glossary: Glossary) -> None:
    glossary.add([entry("氢", "hydrogen", beads=5, documents=("A", "B"))], by="x")
    glossary.add([entry("氢", "hydrogen", beads=2, documents=("B",))], by="x", documents=["B"])
    grown = next(glossary.concepts())
    assert grown.frequency == 5 + 2
    assert [context.document for context in grown.contexts].count("B") == 2


def test_a_proposal_whose_document_no_longer_shows_it_goes(glossary: Glossary) -> None:
    kept, gone, approved = entry("氢", "hydrogen"), entry("氧", "oxygen"), entry("氮", "nitrogen")
    glossary.add([kept, gone, approved], by="x")
    glossary.approve(approved.id, by="Li")
    added = glossary.add([kept], by="x", documents=["A"])
    assert (added.removed, added.unchanged) == (1, 1)
    assert gone.id not in glossary
    assert glossary.get(approved.id).documents == ()


def test_a_rejected_pair_stays_out_under_any_id_and_spelling(glossary: Glossary) -> None:
    wrong = entry("秘书处应", "the Secretariat")
    glossary.add([wrong], by="x")
    glossary.reject(wrong.id, by="Li")
    added = glossary.add([wrong, entry("秘書處應", "Secretariats", id="other", documents=("C",))], by="x")
    assert (added.rejected, added.version, len(glossary)) == (2, None, 1)
    assert glossary.get(wrong.id).status == "rejected"


def test_a_proposal_loses_only_its_rejected_alternative(glossary: Glossary) -> None:
    wrong = entry("秘书处", "chair")
    glossary.add([wrong], by="x")
    glossary.reject(wrong.id, by="Li")
    better = entry("秘书处", "chair")
    better = replace(better, terms=(*better.terms, Term("secretariat", "en")))
    added = glossary.add([better], by="x")
    assert added.new == 1
    found = next(glossary.concepts(status="proposed"))
    assert found.texts("en") == ("secretariat",)
    assert found.id == concept_id([Term("秘书处", "zh"), Term("secretariat", "en")])


def test_an_approved_entry_gains_evidence_and_nothing_else(glossary: Glossary) -> None:
    mine = entry("氢", "hydrogen")
    glossary.add([mine], by="x")
    glossary.approve(mine.id, by="Li")
    proposal = replace(
        entry("氢", "hydrogen", beads=4, documents=("B",)),
        terms=(Term("氢", "zh"), Term("hydrogen", "en"), Term("hydro", "en")), subject="wrong", scores=Scores(0.99),
    )  # fmt: skip
    glossary.add([proposal], by="x")
    now = glossary.get(mine.id)
    assert (now.terms, now.subject, now.scores, now.status) == (mine.terms, None, mine.scores, "approved")
    assert (now.frequency, now.documents) == (5, ("A", "B"))


def test_an_import_leads_where_extraction_does_not(glossary: Glossary) -> None:
    mine = entry("氢", "hydrogen", beads=3)
    glossary.add([mine], by="x")
    glossary.reject(mine.id, by="x")
    brought = entry("氢", "Hydrogen", beads=0, documents=(), id="tbx-1", status="approved", definition="H")
    glossary.add([brought], by="Li", origin="import")
    now = glossary.get(mine.id)
    assert (now.status, now.definition, now.texts("en"), now.frequency) == (
        "approved",
        "H",
        ("Hydrogen", "hydrogen"),
        3,
    )
    assert glossary.add([brought], by="Li", origin="import").version is None


def test_relations_follow_the_entries_that_concepts_became(glossary: Glossary) -> None:
    glossary.add([entry("氢", "hydrogen")], by="x")
    alias = entry("氫", "hydrogens", id="new-id")
    narrower = entry("绿色氢", "green hydrogen", relations=(Relation("broader", "new-id"),))
    glossary.add([alias, narrower], by="x")
    assert glossary.get(narrower.id).relations == (Relation("broader", entry("氢", "hydrogen").id),)


@given(
    frequency=st.integers(0, 12),
    documents=st.sets(st.sampled_from("ABC")),
    shown=st.lists(st.sampled_from(["A", "D", ""]), max_size=5),
)
def test_evidence_that_is_shared_out_adds_up_to_the_frequency(frequency: int, documents: set, shown: list) -> None:
    contexts = tuple(Context("a", "b", document=name, bead=n) for n, name in enumerate(shown))
    concept = entry("氢", "hydrogen", frequency=frequency, documents=tuple(sorted(documents)), contexts=contexts)
    row = row_of(concept)
    assert (row["frequency"], sum(item["frequency"] for item in row["evidence"])) == (frequency, frequency)
    assert set(row["documents"]) >= documents


def test_an_import_keeps_all_contexts_and_comes_again_without_a_change(glossary: Glossary) -> None:
    brought = entry("氢", "hydrogen", beads=30, frequency=2)
    glossary.add([brought], by="Li", origin="import")
    assert glossary.add([brought], by="Li", origin="import").version is None
    assert glossary.get(brought.id).contexts == brought.contexts
    assert glossary.get(brought.id).frequency == 2


@pytest.mark.parametrize(
    "wrong", [Concept("c1", ()), Concept(" ", (Term("a", "en"),)), Concept("c1", (Term("\ud800", "en"),))]
)
def test_what_cannot_be_stored_is_refused_whole(glossary: Glossary, wrong: Concept) -> None:
    with pytest.raises(InvalidEntry):
        glossary.add([entry("氢", "hydrogen"), wrong], by="x")
    assert len(glossary) == 0


def test_a_glossary_is_not_made_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(NoGlossary, match="has other files in it"):
        Glossary.open(tmp_path, create=True)


def test_contexts_are_bounded_and_documents_take_turns(glossary: Glossary) -> None:
    glossary.add([entry("氢", "hydrogen", beads=30, documents=("A", "B"))], by="x")
    contexts = [context.document for context in next(glossary.concepts()).contexts]
    assert len(contexts) == CONTEXTS
    assert contexts.count("A") == contexts.count("B")


def test_entries_come_best_first_or_by_id_and_filtered(glossary: Glossary) -> None:
    concepts = [
        entry("氢", "hydrogen", scores=Scores(0.2), subject="energy"),
        entry("氧", "oxygen", scores=Scores(0.9), documents=("B",)),
        entry("氮", "nitrogen", scores=Scores(0.5)),
    ]
    glossary.add(concepts, by="x")

    def names(found: Iterator[Concept]) -> list[str]:
        return [concept.texts("en")[0] for concept in found]

    assert names(glossary.concepts()) == ["oxygen", "nitrogen", "hydrogen"]
    assert names(glossary.concepts(order="id")) == ["hydrogen", "nitrogen", "oxygen"]
    assert names(glossary.concepts(limit=1, offset=1)) == ["nitrogen"]
    assert names(glossary.concepts(order="id", limit=1, offset=1)) == ["nitrogen"]
    assert names(glossary.concepts(minimum_score=0.5)) == ["oxygen", "nitrogen"]
    assert names(glossary.concepts(subject="energy")) == ["hydrogen"]
    assert names(glossary.concepts(document="B")) == ["oxygen"]
    glossary.approve(concepts[2].id, by="x")
    assert names(glossary.concepts(status=("approved", "rejected"))) == ["nitrogen"]
    assert (glossary.count(), glossary.count(status="proposed")) == (3, 2)


def test_an_open_glossary_sees_later_versions_when_it_is_told_to(glossary: Glossary) -> None:
    other = Glossary.open(glossary.path)
    glossary.add([entry("氢", "hydrogen")], by="x")
    assert len(other) == 0
    assert other.refresh()
    assert len(other) == 1
    assert not other.refresh()


def test_files_split_as_the_glossary_grows_and_a_change_rewrites_one(tmp_path: Path) -> None:
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary._table._rows = 50
    concepts = [entry(chr(0x4E00 + n), f"word {n:04}") for n in range(430)]
    for start in range(0, 430, 43):
        glossary.add(concepts[start : start + 43], by="x")
    leaves = glossary._table.leaves()
    assert len(leaves) >= 9
    assert all(leaf.rows <= 50 for leaf in leaves)
    assert all(one.last < other.first for one, other in pairwise(leaves))
    before = {leaf.path for leaf in leaves}
    glossary.approve(concepts[77].id, by="x")
    after = {leaf.path for leaf in glossary._table.leaves()}
    assert len(before - after) == len(after - before) == 1
    assert sorted(concept.id for concept in glossary.concepts()) == sorted(concept.id for concept in concepts)
    assert glossary.get(concepts[77].id).status == "approved"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.dictionaries(st.text("abcdé一", min_size=1, max_size=3), st.none() | st.integers(0, 9), max_size=12),
        max_size=8,
    )
)
def test_a_table_of_ranges_is_a_dictionary(tmp_path_factory: pytest.TempPathFactory, steps: list) -> None:
    shape = pl.Schema({"id": pl.String, "n": pl.Int64})
    table = table_module.KeyRangeTable.create(tmp_path_factory.mktemp("t"), shape, key="id", rows=4)
    expected: dict[str, int] = {}
    for step in steps:
        rows = [(key, n) for key, n in step.items() if n is not None]
        frame = pl.DataFrame(rows, schema=shape, orient="row")
        table.commit(lambda _, step=step, frame=frame: table_module.Change(list(step), frame))
        expected = {key: n for key, n in (expected | step).items() if n is not None}
        assert dict(table.scan().collect().rows()) == expected
        assert table.count() == len(expected)
        assert table.read(sorted(step)).rows() == [(k, expected[k]) for k in sorted(step) if k in expected]


def test_a_row_survives_its_change_record() -> None:
    row = row_of(entry("氢", "hydrogen", beads=2, created=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)))
    assert load(dump(row)) == row
    assert concept_of(frame_of([row]).row(0, named=True)) == concept_of(row)


def test_polars_and_duckdb_open_the_folder_as_it_is(glossary: Glossary) -> None:
    glossary.add([entry("氢", "hydrogen"), entry("氧", "oxygen")], by="x")
    glossary.approve(entry("氧", "oxygen").id, by="x")
    frame = pl.scan_delta(str(glossary.path)).filter(pl.col("status") == "approved").collect()
    assert frame["terms"][0][1]["text"] == "oxygen"
    files = glossary._table.delta.file_uris()
    query = "SELECT terms[2].text FROM read_parquet($files) WHERE scores.total > 0.1 ORDER BY id"
    assert rows(query, files=files) == [("hydrogen",), ("oxygen",)]


def test_no_reader_needs_a_feature_that_old_ones_lack(glossary: Glossary) -> None:
    protocol = glossary._table.delta.protocol()
    assert (protocol.min_reader_version, protocol.reader_features) == (1, None)


def test_a_glossary_of_a_newer_version_names_the_remedy(glossary: Glossary) -> None:
    glossary._table.delta.alter.set_table_properties({"duizhao.schema": "99"}, raise_if_not_exists=False)
    with pytest.raises(NoGlossary, match=r"written by a newer duizhao .* upgrade duizhao"):
        Glossary.open(glossary.path)


def test_a_glossary_of_an_older_schema_opens_and_is_written_in_the_new_one(tmp_path: Path) -> None:
    # As schema 1 may look before a column was added: what is missing reads as empty.
    old = frame_of([row_of(entry("氢", "hydrogen"))]).drop("curated", "modified_by")
    properties = {"duizhao.schema": "1"}
    table = table_module.KeyRangeTable.create(tmp_path / "g", old.schema, key="id", properties=properties)
    table.commit(lambda _: table_module.Change(old["id"].to_list(), old))
    glossary = Glossary.open(tmp_path / "g")
    assert glossary.get(old["id"][0]).texts("en") == ("hydrogen",)
    glossary.approve(old["id"][0], by="Li")
    assert Glossary.open(tmp_path / "g").get(old["id"][0]).modified_by == "Li"
    assert pl.read_delta(str(tmp_path / "g"))["modified_by"].to_list() == ["Li"]


def test_another_delta_table_is_no_glossary(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_delta(tmp_path / "t")
    with pytest.raises(NoGlossary, match="no glossary"):
        Glossary.open(tmp_path / "t")


def test_a_damaged_log_says_so(glossary: Glossary) -> None:
    glossary.add([entry("氢", "hydrogen")], by="x")
    (glossary.path / "_delta_log" / "00000000000000000000.json").write_text("{not json")
    with pytest.raises(NoGlossary, match="log cannot be read"):
        Glossary.open(glossary.path)


@pytest.mark.parametrize("damage", ["gap", "half", "cut"])
def test_a_log_with_a_gap_and_a_file_cut_short_say_so(glossary: Glossary, damage: str) -> None:
    glossary.add([entry("氢", "hydrogen")], by="x")
    glossary.edit(entry("氢", "hydrogen").id, definition="d", by="x")
    log = glossary.path / "_delta_log"
    if damage == "gap":
        (log / "00000000000000000001.json").unlink()
    elif damage == "half":
        last = log / "00000000000000000002.json"
        last.write_bytes(last.read_bytes()[:200])
    else:
        for file in glossary.path.glob("part-*.parquet"):
            file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(NoGlossary, match="cannot be read"):
        Glossary.open(glossary.path).get(entry("氢", "hydrogen").id)


def test_a_glossary_whose_making_was_cut_short_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "g" / "_delta_log").mkdir(parents=True)
    assert len(Glossary.open(tmp_path / "g", create=True)) == 0


def test_a_missing_data_file_says_so(glossary: Glossary) -> None:
    glossary.add([entry("氢", "hydrogen")], by="x")
    for file in glossary.path.glob("part-*.parquet"):
        file.unlink()
    with pytest.raises(NoGlossary, match="cannot be read"):
        glossary.get(entry("氢", "hydrogen").id)


def test_compacting_removes_replaced_files_and_keeps_history_and_undo(glossary: Glossary) -> None:
    concept = entry("氢", "hydrogen")
    glossary.add([concept], by="x")
    for n in range(5):
        glossary.edit(concept.id, definition=f"definition {n}", by="x")
    assert glossary.compact(keep_hours=1) == (0, 0)
    count, size = glossary.compact(keep_hours=0, force=True)
    assert count == 5
    assert size > 0
    assert len(glossary.history(concept.id)) == 6
    glossary.restore(concept.id, to=3, by="x")
    assert glossary.get(concept.id).definition == "definition 1"


def pair(name: str, *texts: tuple[str, str]) -> Bitext:
    src, tgt = (tuple(Segment(text, paragraph=n) for n, text in enumerate(side)) for side in zip(*texts, strict=True))
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(texts)))
    return Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": name})


def test_sentence_pairs_are_kept_by_document(glossary: Glossary) -> None:
    first = glossary.add_segments([pair("A", ("你好。", "Hello."), ("再见。", "Bye.")), pair("B", ("好。", "Good."))])
    frame = glossary.segments().collect()
    assert frame.select("document", "bead", "src", "tgt").rows() == [
        ("A", 0, "你好。", "Hello."),
        ("A", 1, "再见。", "Bye."),
        ("B", 0, "好。", "Good."),
    ]
    assert glossary.segments_version == first
    assert glossary.add_segments([pair("B", ("好。", "Good."))]) is None
    second = glossary.add_segments([pair("A", ("早。", "Morning."))])
    assert second is not None
    assert second > (first or 0)
    assert glossary.segments().collect()["src"].to_list() == ["早。", "好。"]
    assert sorted(glossary.sources()) == ["A", "B"]


def test_a_document_in_two_language_pairs_keeps_both(glossary: Glossary) -> None:
    french = replace(pair("A", ("Bonjour.", "Hello.")), src_lang="fr")
    glossary.add_segments([pair("A", ("你好。", "Hello."))])
    glossary.add_segments([french])
    assert sorted(glossary.segments().collect()["src"]) == ["Bonjour.", "你好。"]
    assert glossary.add_segments([french]) is None
    glossary.add_segments([pair("A", ("早。", "Morning."))])
    assert sorted(glossary.segments().collect()["src"]) == ["Bonjour.", "早。"]


def test_other_folders_in_the_glossary_are_not_part_of_the_table(glossary: Glossary) -> None:
    glossary.add([entry("氢", "hydrogen")], by="x")
    glossary.add_segments([pair("A", ("你好。", "Hello."))])
    assert pl.scan_delta(str(glossary.path)).collect().height == 1
    glossary.compact(keep_hours=0, force=True)
    assert glossary.segments().collect().height == 1
