"""Candidates in one sentence: borders, parts of speech, forms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.extraction.abbreviations import chinese_definitions, english_definitions
from glossary.extraction.candidates import chinese, english


def english_sentence(text: str) -> english.English:
    return next(english.annotate([text]))


def english_spans(text: str) -> set[str]:
    s = english_sentence(text)
    return {s.text[s.starts[k] : s.ends[m - 1]] for k, m in english.spans(s)}


def chinese_spans(text: str) -> set[str]:
    s = next(chinese.annotate([text]))
    return {s.text[s.bounds[i] : s.bounds[j]] for i, j in chinese.spans(s)}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (
            "We support inclusive and sustainable industrial development.",
            "inclusive and sustainable industrial development",
        ),
        ("It helps micro, small and medium-sized enterprises.", "micro, small and medium-sized enterprises"),
        ("The High-Level Committee on Programmes met.", "High-Level Committee on Programmes"),
        ("It advances the 2030 Agenda.", "2030 Agenda"),
    ],
)
def test_phrases_with_inner_words_are_phrases(text: str, phrase: str) -> None:
    s = english_sentence(text)
    found = {
        s.text[s.starts[k] : s.ends[m - 1]]
        for k in range(s.size)
        for m in range(k + 1, s.size + 1)
        if english.is_phrase(s, k, m)
    }
    assert phrase in found


def test_a_phrase_begins_with_no_article_verb_or_loose_adjective() -> None:
    for span in english_spans("The Board adopted several new green hydrogen plans in May 2023."):
        assert span.split()[0].lower() not in ("the", "adopted", "several", "new", "in")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Member States met", "Member State"),
        ("The United Nations met", "United Nations"),
        ("It sets norms and standards", "norms and standards"),
        ("African countries met", "African country"),
        ("Value chains grow", "value chain"),
    ],
)
def test_forms_are_those_of_a_dictionary(text: str, form: str) -> None:
    s = english_sentence(text)
    forms = {
        english.form(s, k, m) for k in range(s.size) for m in range(k + 1, s.size + 1) if english.is_phrase(s, k, m)
    }
    assert form in forms


def test_terms_are_not_bound_to_the_cutters_words() -> None:
    assert {"中等收入国家", "最不发达国家", "绿色氢价值链"} <= chinese_spans("中等收入国家和最不发达国家的绿色氢价值链")


def test_titles_are_candidates_as_a_whole() -> None:
    assert "2030年议程" in chinese_spans("推进《2030 年议程》方面的挑战")


def test_no_candidate_begins_or_ends_with_a_particle() -> None:
    for span in chinese_spans("工发组织在与中等收入国家合作方面取得的进展"):
        assert span[0] not in "的了在与"
        assert span[-1] not in "的了在与"


def test_a_word_before_a_verbal_particle_is_no_noun() -> None:
    assert not any(span.endswith("报告") for span in chinese_spans("总干事报告了进展"))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="工发组织的和、《》（）2030年 ABC-。臺灣", max_size=40))
def test_pieces_cover_the_text(text: str) -> None:
    s = next(chinese.annotate([text]))
    assert "".join(s.pieces) == s.simplified
    assert len(s.simplified) == len(s.text)
    assert all(0 <= i < j <= len(s) for i, j in chinese.spans(s))


def test_without_a_model_noun_phrases_are_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from glossary.extraction.candidates import english_tagging

    monkeypatch.setattr(english_tagging, "_model", lambda: None)
    assert "digital transformation" in english_spans("Governments support the digital transformation of industry.")


def test_definitions_are_read_in_both_languages() -> None:
    assert list(english_definitions("the World Health Organization (WHO) and others (see below)")) == [
        ("World Health Organization", "WHO")
    ]
    assert list(chinese_definitions("世界卫生组织（世卫组织）和其他（见下文）")) == [("世界卫生组织", "世卫组织")]
