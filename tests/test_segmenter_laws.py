"""Laws of splitting: spans are ordered, do not overlap, cover the text; a sentence split again is one sentence."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from align.errors import UnknownLanguage
from align.segmenter import split

LANGUAGES = ["zh", "en", "fr", "es", "ru", "ar", "de", "sv"]

PIECES = st.sampled_from(
    [
        *"。！？….?!\"'“”‘’「」『』（）()[]《》«»„；;，,：:、—–-*•¹ \n\t\u00a0\u3000\u200f\r",
        ". ", "。”", "？”", "……", "...", ". . .", "\n\n", "?! ", "!\" ", ".) ", "。1", ".1 ", ".12", "[3]", "2022.1 ", "5.3", "GC.18",
        "A/RES/70/1", "No. ", "para. ", "Mr. ", "H.E. ", "U.S. ", "e.g. ", "etc. ", "a.m. ", "Vol. ", "II", "1. ", "(a) ", "㈠", "St. ",
        "A. ", "B. ", "Smith ", "The ", "the ", "Wang asked. ", "came.The ", "annex I. ", "(ret.) ", "; 2. ", "said", "2022", "3 ", "I ", "Inc. ", "他说。", "他说，", "会议", "的", "一", "一. ",
        "说着", "，", "12 月", "个", "г. ", "ст. ", "Он ", "он ", "т.е. ", "M. ", "n. ", "art. ", "EE. UU. ", "núm. ", "¿Qué", "Nr. ",
        "3. ", "Oktober ", "Der ", "z. B. ", "قال ", "؟", "۔", "د. ", "http://a.b/c?d=1&e=2.html", "www.un.org", "العربية",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=60))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
@example(text="")
@example(text=" \n ")
@example(text="。”。”")
def test_spans_are_ordered_and_with_white_space_cover_the_text(language, text):
    at = 0
    for start, end in split(text, language):
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
@example(text='"一句。二句。"三句。')
@example(text="“什么？”他说。他走了。")
@example(text="2022.1 See. (A. B.) C.")
def test_splitting_a_sentence_gives_it_back_whole(language, text):
    for start, end in split(text, language):
        assert split(text[start:end], language) == [(0, end - start)], (text, text[start:end])


@settings(max_examples=200, deadline=None)
@example(text="came.The ", before="", after=" ")
@given(text=TEXTS, before=st.sampled_from(["", " ", "\n", "  \t"]), after=st.sampled_from(["", " ", "\n", "\u3000"]))
def test_white_space_around_a_text_only_shifts_its_spans(text, before, after):
    for language in ("zh", "en"):
        inner = text.strip()
        shifted = [(start + len(before), end + len(before)) for start, end in split(inner, language)]
        assert split(before + inner + after, language) == shifted


@pytest.mark.parametrize("language", ["zh", "en", "de"])
@pytest.mark.parametrize(
    "hostile",
    [".", "“", '"', "(", "a.b.c. ", "A. ", "! ", "。", "……", "。” ", "？”他", ".1 ", "1.", "(A. ", "A (b", " ", "\n", ". \u00a0", "»", "[1]", ".[1]"],
)  # fmt: skip
def test_hostile_text_keeps_the_laws(language, hostile):
    text = hostile * 3000
    spans = split(text, language)
    assert "".join(text[start:end] for start, end in spans).split() or not text.strip()
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "hostile",
    [".", "…", "“", '"', "(", ".)", ".»", " ", "\n", "\r", "\n ", ". ", "a.b.c.", "(A. ", "。”", '。"', "。1 ", ".1", "A"],
)  # fmt: skip
def test_hostile_text_of_any_length_comes_to_an_end(language, hostile):
    # 100,000 characters: what looks from each place at all others would take minutes here.
    text = hostile * (100_000 // len(hostile)) + "x"
    spans = split(text, language)
    assert sum(len("".join(text[a:b].split())) for a, b in spans) == len("".join(text.split()))


def test_what_is_no_language_is_an_error():
    with pytest.raises(UnknownLanguage):
        split("Text.", "no such language")


def test_a_language_without_rules_of_its_own_is_split_by_stops_and_capitals():
    text = "Mötet antog planen. Den 3 maj kl. åtta öppnades mötet."
    assert [text[a:b] for a, b in split(text, "sv")] == [
        "Mötet antog planen.",
        "Den 3 maj kl. åtta öppnades mötet.",
    ]
