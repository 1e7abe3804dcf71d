"""Checks between any two of the six languages: figures in words, hours, figures of Arabic, what is left out."""

from __future__ import annotations

import pytest

from align.types import Bead, Bitext, Segment
from glossary.quality.check import check_bitext
from glossary.quality.number_words import words_for_numbers
from glossary.quality.omitted_clauses import omitted_clauses


def numbers(src, tgt, src_lang, tgt_lang):
    pair = Bitext((Segment(src),), (Segment(tgt),), (Bead((0,), (0,)),), src_lang, tgt_lang)
    return [fault.message for one in check_bitext(pair) for fault in one.faults if fault.kind == "number"]


@pytest.mark.parametrize(
    ("src", "tgt", "src_lang", "tgt_lang"),
    [
        ("the 59th session of the Commission", "la cinquante-neuvième session de la Commission", "en", "fr"),
        ("the 75 members of the group", "les soixante-quinze membres du groupe", "en", "fr"),
        ("About 40 experts took part.", "Une quarantaine d'experts ont participé.", "en", "fr"),
        ("the 31st session", "el trigésimo primer período de sesiones", "en", "es"),
        ("a budget of 1,500 million dollars", "un presupuesto de 1.500 millones de dólares", "en", "es"),
        ("per 100 000 births", "por cada 100 mil nacidos", "fr", "es"),
        ("its 60th session", "ее шестидесятой сессии", "en", "ru"),
        ("43 of these countries", "Сорок три из этих стран", "en", "ru"),
        ("the 52nd session", "الدورة الثانية والخمسين", "en", "ar"),
        ("children under 18", "الأطفال دون سن الثامنة عشرة", "en", "ar"),
        ("for 483,918 people", "لـ 918 483 شخصا", "en", "ar"),
        ("on Tuesday, at 3 p.m.", "le mardi, à 15 heures", "en", "fr"),
        ("on Friday, at 12.23 p.m.", "в пятницу, в 12 ч. 23 м.", "en", "ru"),
        ("from 10 a.m. to 6 p.m.", "من الساعة 00/10 حتى الساعة 00/18", "en", "ar"),
        ("有1 690个建筑", "1 690 bâtiments", "zh", "fr"),
        ("21世纪的教育", "l'éducation du XXIe siècle", "zh", "fr"),
    ],
)
def test_a_figure_may_be_written_as_the_language_writes_it(src, tgt, src_lang, tgt_lang):
    assert numbers(src, tgt, src_lang, tgt_lang) == []


@pytest.mark.parametrize(
    ("src", "tgt", "src_lang", "tgt_lang"),
    [
        ("the 59th session of the Commission", "la cinquante-huitième session de la Commission", "en", "fr"),
        ("a budget of 1,500 million dollars", "un presupuesto de 2.500 millones de dólares", "en", "es"),
        ("for 483,918 people", "لـ 918 473 شخصا", "en", "ar"),
        ("at 10.18 a.m.", "à 10 h 20", "en", "fr"),
        ("Of them, 43 are small", "Из них сорок две малые", "en", "ru"),
    ],
)
def test_a_figure_that_differs_is_found(src, tgt, src_lang, tgt_lang):
    assert numbers(src, tgt, src_lang, tgt_lang)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("quatre-vingt-dix-neuf", "fr", 99), ("trois mille deux cents", "fr", 3200), ("veintidós", "es", 22),
        ("шестьдесят девятой", "ru", 69), ("двух тысяч пятисот", "ru", 2500), ("خمسة وسبعين", "ar", 75),
    ],
)  # fmt: skip
def test_numbers_in_words_are_read(text, language, value):
    assert any(value in values for _, _, values in words_for_numbers(text, language))


def test_a_clause_without_answer_is_named_and_a_free_translation_of_the_same_length_is_not():
    whole = "The Committee considered the report of the Executive Director, took note with appreciation of the additional information on the budget, the staff and the buildings of the secretariat, and decided to meet again in the spring."
    short = "委员会审议了执行主任的报告，并决定于春季再次开会。"
    full = "委员会审议了执行主任的报告，赞赏地注意到有关秘书处预算、工作人员和房地的补充资料，并决定于春季再次开会。"
    assert omitted_clauses([(whole, full)], "en", "zh") == {}
    found = omitted_clauses([(whole, short)], "en", "zh")[0]
    assert "additional information" in whole[found.start : found.end]


def test_single_characters_for_states_answer_their_names():
    pair = ("中俄印三国决心合作。", "Russia, India and China are determined to cooperate.")
    made = Bitext((Segment(pair[0]),), (Segment(pair[1]),), (Bead((0,), (0,)),), "zh", "en")
    assert not [fault for one in check_bitext(made) for fault in one.faults if fault.kind == "place"]


@pytest.mark.parametrize(
    ("src", "tgt", "found"),
    [
        ("分别占 45%、30% 和 25%。", "These are 30, 45 and 25 per cent.", True),
        ("分别占 45%、30% 和 25%。", "These are 45, 30 and 25 per cent.", False),
        ("2015年有 12 个国家，2019年有 15 个。", "There were 12 countries in 2015 and 15 in 2019.", False),
        ("第 3、5 和 7 段", "paragraphs 3, 7 and 5", True),
    ],
)
def test_a_list_of_figures_in_another_order_is_found(src, tgt, found):
    assert bool(numbers(src, tgt, "zh", "en")) is found
