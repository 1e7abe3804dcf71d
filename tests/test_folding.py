"""Folding: what meets under one key, what stays apart, and the laws of it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.folding import concept_id, fold, fold_all, singular
from glossary.types import Term

MEET_EN = [
    ("middle-income country", "Middle Income Countries"),
    ("the Sustainable Development Goals", "sustainable development goal"),
    ("micro, small and medium-sized enterprises", "micro-, small- and medium-sized enterprise"),
    ("Member States’", "member state"),
    ("women’s empowerment", "women's empowerment"),
    ("per cent", "percent"),
    ("53.9%", "53.9 per cent"),
    ("organisation", "Organization"),
    ("U.N.", "UN"),
    ("multi-stakeholder", "multistakeholder"),
    ("non‑governmental organizations", "nongovernmental organization"),
    ("“One UN” initiative", "One UN initiative"),
    ("ＵＮＩＤＯ", "UNIDO"),
    ("labor program", "labour programmes"),
    ("R&D", "R and D"),
    ("high–level  committee", "high-level committee"),
]
APART_EN = [
    ("analysis", "analyses of"),
    ("goods", "gods"),
    ("policy", "police"),
    ("economics", "economy"),
    ("A/RES/70/1", "RES/70/1"),
    ("GC.20/14", "GC.2014"),
    ("new", "news"),
    ("aid", "AIDS"),
]
MEET_ZH = [
    ("工業發展", "工业发展"),
    ("可持续发展目标 9", "可持续发展目标9"),
    ("衞生", "衛生"),
    ("衛生", "卫生"),
    ("裏面", "裡面"),
    ("臺灣", "台灣"),
    ("羣眾", "群众"),
    ("《巴黎協定》", "巴黎协定"),
    ("ＧＤＰ 增长", "gdp增长"),
    ("拉丁美洲\n和加勒比", "拉丁美洲和加勒比"),
]


@pytest.mark.parametrize(("one", "other"), MEET_EN)
def test_variants_of_an_english_term_meet(one: str, other: str) -> None:
    assert fold(one, "en") == fold(other, "en")


@pytest.mark.parametrize(("one", "other"), APART_EN)
def test_different_english_terms_stay_apart(one: str, other: str) -> None:
    assert fold(one, "en") != fold(other, "en")


@pytest.mark.parametrize(("one", "other"), MEET_ZH)
def test_variants_of_a_chinese_term_meet(one: str, other: str) -> None:
    assert fold(one, "zh") == fold(other, "zh")


def test_words_of_two_regions_are_two_terms() -> None:
    assert fold("軟體", "zh") != fold("软件", "zh")


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("policies", "policy"), ("processes", "process"), ("analyses", "analysis"), ("crises", "crisis"),
        ("boxes", "box"), ("branches", "branch"), ("caches", "cache"), ("shoes", "shoe"), ("vetoes", "veto"),
        ("viruses", "virus"), ("houses", "house"), ("databases", "database"), ("diseases", "disease"),
        ("lives", "life"), ("archives", "archive"), ("women", "woman"), ("children", "child"), ("criteria", "criterion"),
        ("ties", "tie"), ("movies", "movie"), ("sdgs", "sdg"), ("keys", "key"), ("sizes", "size"), ("gases", "gas"),
        ("menus", "menu"), ("peoples", "people"), ("topics", "topic"),
    ],
)  # fmt: skip
def test_plurals_become_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


NO_PLURALS = (
    "analysis status news species series means headquarters business access basis campus statistics economics aids "
    "specimen consensus gas this us is lens progress emphasis census physics"
)


@pytest.mark.parametrize("word", NO_PLURALS.split())
def test_what_is_no_plural_stays(word: str) -> None:
    assert singular(word) == word


@pytest.mark.parametrize("language", ["zh", "en", "fr", "ru", "ar", "ja"])
@given(text=st.text(max_size=60))
def test_a_key_is_its_own_key(language: str, text: str) -> None:
    key = fold(text, language)
    assert fold(key, language) == key


@given(words=st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), min_size=1, max_size=6))
def test_english_words_in_any_case_and_spacing_meet(words: list[str]) -> None:
    text = " ".join(words)
    assert fold(text.upper(), "en") == fold("  ".join(words), "en") == fold(text.title(), "en")


@given(texts=st.lists(st.text(max_size=20), max_size=10), language=st.sampled_from(["zh", "en", "fr"]))
def test_many_fold_as_each(texts: list[str], language: str) -> None:
    assert fold_all(texts, language) == [fold(text, language) for text in texts]


def test_an_arabic_and_a_russian_key_forget_marks() -> None:
    assert fold("مُحَمَّد", "ar") == fold("محمد", "ar")
    assert fold("учёт", "ru") == fold("учет", "ru")


def test_an_id_is_stable_and_fit_for_xml() -> None:
    pair = [Term("可持续发展目标", "zh"), Term("Sustainable Development Goals", "en")]
    variant = [Term("the sustainable development goal", "en"), Term("可持續發展目標", "zh"), Term("ODD", "fr")]
    assert concept_id(pair) == concept_id(variant) == "sustainable-development-goal-kqmm5stzipbs"


def test_other_pairs_have_other_ids() -> None:
    zh, en = Term("绿色氢", "zh"), Term("green hydrogen", "en")
    ids = {concept_id(terms) for terms in ([zh], [en], [zh, en], [zh, Term("clean hydrogen", "en")])}
    assert len(ids) == 4


@given(text=st.text(min_size=1, max_size=40), language=st.sampled_from(["zh", "en", "ar"]))
def test_any_term_gives_an_id_of_ascii_letters_digits_and_hyphens(text: str, language: str) -> None:
    made = concept_id([Term(text, language)])
    assert made.isascii()
    assert made[0].isalpha()
    assert made.replace("-", "").isalnum()
    assert len(made) <= 50


def test_importing_folding_does_not_load_opencc() -> None:
    code = "import sys, glossary.folding; sys.exit('opencc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
