"""The index follows the glossary: built once, changed where the glossary changed, never in anyone's way."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil

import pytest

from align.types import Bead, Bitext, Segment
from glossary.search import concordance, index_refresh, search
from glossary.search.terms_index import TermIndex
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term


def entry(id, zh, en, **fields):
    return Concept(id, (Term(zh, "zh"), Term(en, "en")), **fields)


@pytest.fixture
def table(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([entry("c1", "绿色氢", "green hydrogen"), entry("c2", "价值链", "value chain")], by="t")
    return glossary


def ids(glossary, query):
    return [hit.concept.id for hit in search(glossary, query)]


def bitext(name, *pairs):
    src, tgt = (tuple(Segment(pair[side]) for pair in pairs) for side in (0, 1))
    return Bitext(src, tgt, tuple(Bead((n,), (n,)) for n in range(len(pairs))), "zh", "en", name)


def test_a_change_is_found_at_once_and_only_it_is_indexed(table, monkeypatch):
    assert ids(table, "绿色氢") == ["c1"]
    written = []
    from glossary.search import terms_index

    original = terms_index.documents
    monkeypatch.setattr(terms_index, "documents", lambda one: written.append(one.id) or original(one))
    monkeypatch.setattr(TermIndex, "build", lambda *_: pytest.fail("built anew for a small change"))
    table.add([entry("c3", "可再生能源", "renewable energy")], by="t")
    assert ids(table, "renewable energies") == ["c3"]
    assert written == ["c3"]
    table.reject("c1", by="t")
    assert ids(table, "绿色氢") == []
    assert [hit.concept.status for hit in search(table, "绿色氢", status="rejected")] == ["rejected"]
    assert written == ["c3", "c1"]


def test_another_process_sees_what_was_written_meanwhile(table):
    assert ids(table, "绿色氢") == ["c1"]
    Glossary.open(table.path).add([entry("c4", "工业园区", "industrial park")], by="t")
    assert ids(table, "工业园区") == ["c4"]


def test_a_change_made_while_the_index_is_brought_up_to_date_is_found_by_the_next_search(table, monkeypatch):
    assert ids(table, "绿色氢") == ["c1"]
    original = TermIndex.update

    def update_beside_a_writer(self, *given):
        original(self, *given)
        monkeypatch.setattr(TermIndex, "update", original)
        Glossary.open(table.path).add([entry("c4", "工业园区", "industrial park")], by="u")

    monkeypatch.setattr(TermIndex, "update", update_beside_a_writer)
    table.add([entry("c3", "可再生能源", "renewable energy")], by="t")
    assert ids(table, "可再生能源") == ["c3"]
    assert ids(table, "工业园区") == ["c4"]


def test_an_index_that_is_being_searched_does_not_change(table):
    begun = index_refresh.term_index(table)
    searcher = begun.searcher
    table.add([entry("c3", "可再生能源", "renewable energy")], by="t")
    assert ids(table, "可再生能源") == ["c3"]
    assert begun.searcher is searcher
    assert begun.concept("c3") is None


def test_who_waited_once_for_another_process_is_answered_from_the_index_as_it_is(table, monkeypatch):
    assert ids(table, "绿色氢") == ["c1"]
    table.add([entry("c3", "可再生能源", "renewable energy")], by="t")
    original = TermIndex.update

    def busy(*_):
        raise BlockingIOError

    monkeypatch.setattr(TermIndex, "update", busy)
    monkeypatch.setattr(index_refresh, "_PATIENCE", 0.1)
    assert ids(table, "可再生能源") == []
    monkeypatch.setattr(index_refresh, "_PATIENCE", 1e9)
    assert ids(table, "可再生能源") == []
    monkeypatch.setattr(TermIndex, "update", original)
    assert ids(table, "可再生能源") == ["c3"]


def test_an_empty_glossary_answers_and_then_fills(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    assert search(glossary, "氢") == []
    assert concordance(glossary, "氢") == []
    glossary.add([entry("c1", "绿色氢", "green hydrogen")], by="t")
    assert ids(glossary, "氢") == ["c1"]


def test_a_glossary_deleted_and_made_again_is_another_one(table):
    assert ids(table, "绿色氢") == ["c1"]
    shutil.rmtree(table.path)
    again = Glossary.open(table.path, create=True)
    again.add([entry("d1", "工业园区", "industrial park")], by="t")
    assert ids(again, "绿色氢") == []
    assert ids(again, "工业园区") == ["d1"]


@pytest.mark.parametrize("damage", ["pointer", "folder", "file", "format"])
def test_a_damaged_index_is_made_again(table, damage):
    assert ids(table, "绿色氢") == ["c1"]
    home = table.path / "_index"
    pointer = home / "terms.json"
    folder = home / json.loads(pointer.read_text())["folder"]
    if damage == "pointer":
        pointer.write_text("{")
    elif damage == "folder":
        shutil.rmtree(folder)
    elif damage == "file":
        (folder / "meta.json").write_text("nonsense")
    else:
        pointer.write_text(json.dumps({"folder": folder.name, "format": "older"}))
    index_refresh._open.clear()
    assert ids(table, "绿色氢") == ["c1"]


def test_where_the_glossary_cannot_be_written_the_index_goes_to_the_cache(table, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # A file in the way of the folder: the superuser of a container may write anywhere.
    (table.path / "_index").write_text("")
    assert ids(table, "绿色氢") == ["c1"]
    assert list((tmp_path / "cache" / "duizhao" / "index").rglob("terms.json"))


def test_readers_of_the_table_do_not_see_the_index(table):
    import polars as pl

    search(table, "绿色氢")
    assert pl.scan_delta(str(table.path)).collect().height == 2


def test_an_old_index_goes_when_a_new_one_is_built(table, monkeypatch):
    search(table, "绿色氢")
    home = table.path / "_index"
    (home / "terms.json").write_text("{}")
    monkeypatch.setattr(index_refresh, "_age", lambda _: 3600.0)
    index_refresh._open.clear()
    search(table, "绿色氢")
    assert len(list(home.glob("terms-*"))) == 1


def test_sentences_follow_as_well(table):
    table.add_segments([bitext("a.txt", ("绿色氢很重要。", "Green hydrogen is important."))])
    assert len(concordance(table, "绿色氢")) == 1
    table.add_segments([bitext("b.txt", ("没有绿色氢。", "There is no green hydrogen."))])
    assert {line.document for line in concordance(table, "绿色氢")} == {"a.txt", "b.txt"}
    table.add_segments([bitext("a.txt", ("别的话。", "Other words."))])
    assert {line.document for line in concordance(table, "绿色氢")} == {"b.txt"}


def _build_and_search(path, results):
    hits = search(Glossary.open(path), "绿色氢")
    results.put((os.getpid(), [hit.concept.id for hit in hits]))


@pytest.mark.slow
def test_processes_that_build_at_once_all_get_the_whole_index(table):
    spawn = multiprocessing.get_context("spawn")
    results = spawn.Queue()
    processes = [spawn.Process(target=_build_and_search, args=(table.path, results)) for _ in range(3)]
    for process in processes:
        process.start()
    answers = [results.get(timeout=600) for _ in processes]
    for process in processes:
        process.join()
    assert [found for _, found in answers] == [["c1"]] * 3
    assert not list((table.path / "_index").glob(".building-*"))
    index_refresh._open.clear()
    assert ids(table, "value chains") == ["c2"]


def test_an_update_waits_for_another_writer_and_takes_over_what_it_wrote(table, monkeypatch):
    search(table, "绿色氢")
    index = index_refresh.term_index(table)
    table.add([entry("c5", "工业园区", "industrial park")], by="t")
    calls = []

    def busy(self, *arguments):
        calls.append(1)
        if len(calls) == 1:
            raise BlockingIOError
        return original(self, *arguments)

    original = TermIndex.update
    monkeypatch.setattr(TermIndex, "update", busy)
    assert ids(table, "工业园区") == ["c5"]
    assert len(calls) == 2
    assert index.stamp.version < index_refresh.term_index(table).stamp.version
