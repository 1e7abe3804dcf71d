"""A document taken out again, and brought back by undo."""

from __future__ import annotations

import pytest

from align.types import Bead, Bitext, Segment
from glossary.errors import InvalidOption
from glossary.store.glossary import Glossary
from glossary.types import Concept, Context, Term


def concept(name: str, zh: str, en: str, *documents: str) -> Concept:
    contexts = tuple(Context(f"{zh}。", f"{en}.", document=document) for document in documents)
    return Concept(
        name, (Term(zh, "zh"), Term(en, "en")), contexts=contexts, documents=documents, frequency=len(documents)
    )


def bitext(name: str) -> Bitext:
    return Bitext((Segment("氢。"),), (Segment("Hydrogen."),), (Bead((0,), (0,)),), "zh", "en", name)


@pytest.fixture
def glossary(tmp_path) -> Glossary:
    store = Glossary.open(tmp_path / "g", create=True)
    entries = [
        concept("one", "氢", "hydrogen", "A"),
        concept("both", "氧", "oxygen", "A", "B"),
        concept("kept", "氮", "nitrogen", "A"),
    ]
    store.add(entries, by="Li")
    store.approve("kept", by="Li")
    store.add_segments([bitext("A"), bitext("B")])
    return store


def test_a_document_goes_with_what_only_it_supported_and_comes_back(glossary) -> None:
    before = glossary.frame().drop("modified", "modified_by").sort("id").collect()
    sentences = glossary.segments().sort("document").collect()
    gone = glossary.forget("A", by="Wang")
    glossary.refresh()
    assert (gone.removed, gone.changed, gone.sentences) == (1, 2, 1)
    assert sorted(entry.id for entry in glossary.concepts()) == ["both", "kept"]
    assert glossary.get("both").documents == ("B",)
    assert [context.document for context in glossary.get("both").contexts] == ["B"]
    assert (glossary.get("kept").status, glossary.get("kept").frequency) == ("approved", 0)
    assert list(glossary.sources()) == ["B"]
    glossary.undo(by="Wang")
    glossary.refresh()
    assert glossary.frame().drop("modified", "modified_by").sort("id").collect().equals(before)
    assert glossary.segments().sort("document").collect().equals(sentences)


def test_a_document_that_is_not_there_is_named_with_those_like_it(glossary) -> None:
    version = glossary.version
    glossary.add_segments([bitext("GC20_14.docx")])
    with pytest.raises(InvalidOption, match=r"nothing from a document GC20_4.docx; did you mean GC20_14"):
        glossary.forget("GC20_4.docx")
    with pytest.raises(InvalidOption, match=r"不存在; it has A, B.*; glossary serve lists all"):
        glossary.forget("不存在")
    glossary.refresh()
    assert glossary.version == version


def test_several_documents_go_in_one_change(glossary) -> None:
    before = glossary.segments().sort("document").collect()
    gone = glossary.forget("A", "B", by="Wang")
    assert (gone.removed, gone.sentences) == (2, 2)
    glossary.undo(by="Wang")
    glossary.refresh()
    assert glossary.segments().sort("document").collect().equals(before)
    assert "both" in glossary
    glossary.undo(version=glossary.version, by="Wang")  # undoing the undoing: gone again
    assert glossary.sources() == {}
    assert "both" not in glossary


def test_a_document_without_entries_comes_back_as_well(glossary) -> None:
    glossary.add_segments([bitext("C")])
    assert glossary.forget("C").version == glossary.version
    assert "C" not in glossary.sources()
    glossary.undo()
    assert "C" in glossary.sources()


def test_one_unknown_document_stops_all(glossary) -> None:
    with pytest.raises(InvalidOption, match="nothing from a document Z"):
        glossary.forget("A", "Z")
    assert list(glossary.sources()) == ["A", "B"]
    assert list((glossary.path / "_forgotten").glob("*")) == []
