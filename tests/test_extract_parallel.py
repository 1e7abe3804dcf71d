"""Extraction by many processes: the same entries, byte for byte, as by one. With Ray, see test_ray.py."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from align.errors import InvalidOption
from align.types import Bead, Bitext, Segment
from glossary.cli import app
from glossary.extraction import parallel
from glossary.extraction.bilingual import extract
from glossary.extraction.workers import open_workers

THEMES = ("绿色氢", "green hydrogen"), ("工业发展", "industrial development"), ("可再生能源", "renewable energy")
VERBS = ("支持", "supports"), ("促进", "promotes"), ("审查", "reviews"), ("资助", "finances")


def text(repeat=2):
    """Sentence pairs some of which stand more than once."""
    pairs = [
        (f"工发组织{verb_zh}{one_zh}和{other_zh}。", f"UNIDO {verb_en} {one_en} and {other_en}.")
        for verb_zh, verb_en in VERBS
        for one_zh, one_en in THEMES
        for other_zh, other_en in THEMES
        if one_zh != other_zh
    ]
    if repeat:
        pairs += pairs[::repeat]
    beads = tuple(Bead((n,), (n,)) for n in range(len(pairs)))
    src, tgt = (tuple(Segment(pair[side]) for pair in pairs) for side in (0, 1))
    return Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": "made"})


def in_small_chunks(monkeypatch):
    monkeypatch.setattr(parallel, "CHUNK", 5)
    monkeypatch.setattr(parallel, "SMALL", 5)


@pytest.fixture
def alone(monkeypatch):
    in_small_chunks(monkeypatch)
    return extract([text()])


@pytest.mark.slow
def test_processes_find_what_one_finds(alone):
    with open_workers("local", 3) as workers:
        assert workers is not None
        assert extract([text()], workers=workers) == alone
    assert any("绿色氢" in concept.texts("zh") for concept in alone)


def test_a_chunk_that_a_worker_cannot_do_is_done_here(alone):
    from align.batch.process_pool import Failure

    class Broken:
        def run(self, function, items):
            for number, item in enumerate(reversed(list(items))):
                yield item, Failure("its process died") if number % 2 else function(item)

    assert extract([text()], workers=Broken()) == alone


def test_a_sentence_pair_that_stands_twice_counts_twice():
    once, twice = text(None), text(1)
    counts = [{c.id: c.frequency for c in extract([bitext])} for bitext in (once, twice)]
    hydrogen = next(c.id for c in extract([once]) if "绿色氢" in c.texts("zh"))
    assert counts[1][hydrogen] == 2 * counts[0][hydrogen]


def test_few_sentence_pairs_are_left_to_one_process():
    class Unwanted:
        def run(self, function, items):
            raise AssertionError("started for nothing")

    assert extract([text()], workers=Unwanted())


def test_one_job_needs_no_workers():
    with open_workers("local", 1) as workers:
        assert workers is None


def test_an_engine_that_is_not_there_is_named():
    with pytest.raises(InvalidOption, match="no engine"), open_workers("abacus", 2):
        pass


def test_an_address_without_ray_is_one_clear_line(tmp_path):
    file = tmp_path / "a.tsv"
    file.write_text("zh\ten\n绿色氢很好。\tGreen hydrogen is good.\n", "utf-8")
    done = CliRunner().invoke(app, ["build", str(file), "-g", str(tmp_path / "g"), "--address", "auto"])
    assert done.exit_code == 2 or isinstance(done.exception, InvalidOption)
