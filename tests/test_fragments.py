"""A pair that is found only inside a longer term does not come before it, and is shown only on demand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from glossary.extraction.bilingual import LEAST, UNDER, demote_nested_pairs, extract
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.types import CUT, Concept


def pair(zh: str, en: str, score: float, *, inside: tuple[CandidatePair, ...] = (), alone: int = 0) -> CandidatePair:
    item = CandidatePair(zh, en, score=score, times=2, nested=2 - alone if inside else 0)
    item.zh_forms[zh] = item.en_forms[en] = 2
    item.hosts = {host.code for host in inside}
    return item


@pytest.mark.parametrize(
    ("score", "host", "alone", "demoted"),
    [
        (0.08, 0.8, 0, 0.008),  # political forum
        (0.19, 0.8, 0, UNDER),  # a better one becomes a candidate all the same
        (0.3, 0.8, 0, 0.3),  # perhaps a term of its own: it stands behind the longer one anyway
        (0.9, 0.8, 0, 0.792),  # as good as the longer one: stands behind it
        (0.05, 0.8, 0, LEAST),  # kept all the same
        (0.9, 0.1, 0, 0.9),  # the longer one is no term
        (0.2, 0.8, 1, 0.2),  # it stands by itself somewhere
    ],
)
def test_a_pair_that_stands_only_inside_a_term_does_not_stand_before_it(
    score: float, host: float, alone: int, demoted: float
) -> None:
    longer = pair("高级别政治论坛", "high-level political forum", host)
    shorter = pair("政治论坛", "political forum", score, inside=(longer,), alone=alone)
    demote_nested_pairs([longer, shorter])
    assert shorter.score == pytest.approx(demoted)
    assert longer.score == host


def test_what_a_vocabulary_has_stands_by_itself() -> None:
    longer = pair("可持续发展目标", "sustainable development goal", 0.9)
    shorter = pair("可持续发展", "sustainable development", 0.3, inside=(longer,))
    shorter.known["sustainable development"] = 1
    listed = pair("发展", "development", 0.1, inside=(longer,))
    listed.features["known word"] = 1.0
    demote_nested_pairs([longer, shorter, listed])
    assert (shorter.score, listed.score) == (0.3, 0.1)


def test_what_is_demoted_to_a_candidate_is_kept_below_the_cut() -> None:
    assert LEAST < UNDER < CUT


def _pieces(concepts: list[Concept]) -> dict[str, Concept]:
    return {text.lower(): concept for concept in concepts for text in concept.texts("en")}


def test_fragments_of_the_seed_report_are_candidates(seeds: Path) -> None:
    from benchmarks.extracting import bitext_of_gold

    found = _pieces(extract([bitext_of_gold(seeds / "gc20-item22.gold-alignment.json")]))
    for fragment, whole in (
        ("political forum", "high-level political forum"),
        ("social council", "economic and social council"),
    ):
        assert found[whole].scores.total >= 0.3
        assert fragment not in found or found[fragment].scores.total < CUT
    assert not any("://" in text or "www." in text for text in found)


def _before_their_terms(found: Sequence[CandidatePair]) -> list[str]:
    """The pairs that are found only inside longer ones, which are terms, and score higher than these."""
    from glossary.extraction.bilingual import WHOLE

    by_code = {item.code: item for item in found}
    before = []
    for item in found:
        if item.nested == item.times and not item.known and item.score >= LEAST:
            wholes = [by_code[host].score for host in item.hosts if by_code[host].score >= WHOLE]
            # A tenth more is as good: traffic regulation, in two longer terms, is a term itself.
            if wholes and item.score > 1.1 * max(wholes):
                before.append(item.en_form)
    return before


@pytest.mark.slow
def test_no_fragment_of_united_nations_sentences_stands_before_its_term(shared: Path) -> None:
    from glossary.extraction import bilingual

    folder = shared / "data" / "real" / "unpc-dev"
    zh, en = ((folder / f"unpc.{code}").read_text("utf-8").split("\n")[:600] for code in ("zh", "en"))
    found = bilingual.find(Sentences(zh, en, [("", "", number, 1.0) for number in range(600)]))
    for item in found:
        item.score = bilingual.score(item)
    assert len(_before_their_terms(found)) >= 8  # there is something to demote
    demote_nested_pairs(found)
    assert _before_their_terms(found) == []
