"""Languages are told by code, by name and by their text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import UnknownLanguage
from align.languages import NAMES, detect, normalize_code, script_of

TEXTS = {
    "zh": "大会第十八届会议经由 GC.18/Res.9 号决议通过了工发组织与中等收入国家建立伙伴关系战略框架。",
    "en": "The General Conference adopted the strategic framework in resolution GC.18/Res.9.",
    "fr": "La Conférence générale a adopté le cadre stratégique dans la résolution GC.18/Res.9.",
    "es": "La Conferencia General aprobó el marco estratégico en la resolución GC.18/Res.9.",
    "ru": "Генеральная конференция приняла стратегические рамки в резолюции GC.18/Res.9.",
    "ar": "اعتمد المؤتمر العام الإطار الاستراتيجي في القرار م ع-18/ق-9.",
    "de": "Die Generalkonferenz hat den strategischen Rahmen in der Resolution GC.18/Res.9 angenommen.",
    "it": "La Conferenza generale ha adottato il quadro strategico nella risoluzione, che è stata approvata.",
    "pt": "A Conferência Geral adotou o quadro estratégico na resolução e não foi mais discutida.",
    "nl": "De Algemene Conferentie heeft het strategisch kader in de resolutie aangenomen.",
    "ja": "総会は決議において戦略的枠組みを採択した。",
    "ko": "총회는 결의안에서 전략적 틀을 채택했다.",
    "uk": "Генеральна конференція ухвалила стратегічні рамки в резолюції, її підтримали всі країни.",
    "el": "Η Γενική Διάσκεψη ενέκρινε το στρατηγικό πλαίσιο.",
    "fa": "مجمع عمومی چارچوب راهبردی را در قطعنامه تصویب کرد و به کشورها پیشنهاد کرد.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_enough_to_tell_its_language(language):
    assert detect(TEXTS[language]) == language


@pytest.mark.parametrize("title", ["Report of the Director General", "Introduction to the workplan", "What is new?"])
def test_a_title_with_a_function_word_is_enough(title):
    assert detect(title) == "en"


def test_the_reports_are_told_apart(seeds):
    assert detect((seeds / "gc20-item22.zh.txt").read_text(encoding="utf-8")) == "zh"
    assert detect((seeds / "gc20-item22.en.txt").read_text(encoding="utf-8")) == "en"


def test_names_of_another_script_do_not_outweigh_the_text():
    assert detect("工发组织 (United Nations Industrial Development Organization) 的报告已经提交大会审议。") == "zh"
    assert detect("The name of the organization is 工发组织 in Chinese, and it is short.") == "en"


@pytest.mark.parametrize("nothing", ["", "   \n", "2023 / 45 %", "IDB.51/CRP.4", "http://undocs.org/the/of", "Xqzt"])
def test_a_text_with_nothing_to_go_on_is_an_error(nothing):
    with pytest.raises(UnknownLanguage):
        detect(nothing)


@given(st.text())
def test_detection_answers_with_a_known_code_or_its_error(text):
    with suppress(UnknownLanguage):
        assert detect(text) in NAMES


@pytest.mark.parametrize(
    ("given_code", "code"),
    [
        ("zh", "zh"), ("zh-CN", "zh"), ("zh_TW", "zh"), ("zh-Hant-HK", "zh"), ("zho", "zh"), ("CHI", "zh"),
        ("Chinese", "zh"), ("中文", "zh"), ("Traditional Chinese", "zh"), ("en-GB", "en"), ("eng", "en"),
        (" English ", "en"), ("fre", "fr"), ("Français", "fr"), ("es-419", "es"), ("rus", "ru"), ("العربية", "ar"),
        ("ger", "de"), ("Deutsch", "de"),
    ],
)  # fmt: skip
def test_codes_tags_and_names_come_down_to_one_code(given_code, code):
    assert normalize_code(given_code) == code


@pytest.mark.parametrize("code", ["", "x", "klingon", "C", "../etc"])
def test_a_code_that_is_none_is_an_error_that_says_so(code):
    with pytest.raises(UnknownLanguage, match="give a code"):
        normalize_code(code)


def test_every_name_and_code_finds_itself():
    assert all(normalize_code(name) == code and normalize_code(code) == code for code, name in NAMES.items())


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("联合国工业发展组织", "Hans"), ("聯合國工業發展組織", "Hant"), ("大会", "Hans"), ("大會", "Hant"),
        ("中文", None), ("台湾里程", "Hans"), ("著名皇后", None), ("United Nations", None), ("", None),
    ],
)  # fmt: skip
def test_the_script_of_even_a_short_chinese_text_is_told(text, script):
    assert script_of(text) == script


def test_the_two_scripts_of_parallel_news_are_told_apart(shared):
    rows = (shared / "data" / "ntrex" / "ntrex.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [row.split("\t")[2:4] for row in rows]
    wrong = sum((script_of(hans) == "Hant") + (script_of(hant) == "Hans") for hans, hant in pairs)
    assert wrong <= len(pairs) * 2 * 0.002
