"""Symbols, file names, labels, covers and clauses of UN documents."""

from __future__ import annotations

import json

import pytest
from forked import command
from hypothesis import given
from hypothesis import strategies as st

from align.numerals import han_number, roman_number
from align.readers import read, read_bytes
from align.un_documents import find_symbols, leading_label, parse_file_name, parse_symbol
from align.un_documents.resolutions import clause


@pytest.mark.parametrize(
    ("text", "body", "session", "number"),
    [
        ("GC.20/14", "GC", "20", "14"),
        ("GC.18/Res.9", "GC", "18", "Res.9"),
        ("IDB.51/CRP.4", "IDB", "51", "CRP.4"),
        ("PBC.39/3", "PBC", "39", "3"),
        ("A/RES/70/1", "A", "70", "RES/1"),
        ("A/78/123", "A", "78", "123"),
        ("A/C.3/78/L.5", "A", "78", "C.3/L.5"),
        ("A/HRC/50/12", "A/HRC", "50", "12"),
        ("S/2023/456", "S", "2023", "456"),
        ("S/RES/2231 (2015)", "S", "2015", "RES/2231 (2015)"),
        ("E/2023/12", "E", "2023", "12"),
        ("E/CN.6/2024/3", "E", "2024", "CN.6/3"),
        ("ST/SGB/2017/1", "ST", "2017", "SGB/1"),
    ],
)
def test_symbols_are_taken_apart(text, body, session, number):
    symbol = parse_symbol(text)
    assert symbol is not None
    assert (symbol.text, symbol.body, symbol.session, symbol.number) == (text, body, session, number)


def test_revisions_addenda_and_corrigenda_know_their_document():
    symbol = parse_symbol("IDB.51/20/Add.1/Rev.2/Corr.3")
    assert symbol is not None
    assert (symbol.addendum, symbol.revision, symbol.corrigendum, symbol.base) == (1, 2, 3, "IDB.51/20")


@pytest.mark.parametrize(
    "text", ["", "A", "E/mail", "and/or", "2023/24", "GC20", "A/B testing", "ST.1", "http://undocs.org/GC.19/18x"]
)
def test_what_is_no_symbol_is_none(text):
    assert parse_symbol(text) is None


def test_symbols_are_found_in_running_text():
    text = "见 GC.19/18 和 IDB.51/20/Add.1、A/RES/70/1 号决议；E/mail 不是。"
    assert [s.text for _, _, s in find_symbols(text)] == ["GC.19/18", "IDB.51/20/Add.1", "A/RES/70/1"]
    assert all(text[start:end] == s.text for start, end, s in find_symbols(text))


@pytest.mark.parametrize(
    ("name", "symbol", "language"),
    [
        ("GC20_14_C.pdf", "GC.20/14", "zh"),
        ("gc20-14e.docx", "GC.20/14", "en"),
        ("idb51-20_zh.txt", "IDB.51/20", "zh"),
        ("IDB.51_20_Add.1_F.doc", "IDB.51/20/Add.1", "fr"),
        ("idb51-crp4-es.pdf", "IDB.51/CRP.4", "es"),
        ("GC18_Res9_R.pdf", "GC.18/Res.9", "ru"),
        ("A_RES_78_1-ZH.pdf", "A/RES/78/1", "zh"),
        ("a-78-123-ar.docx", "A/78/123", "ar"),
        ("GC.20-14 (English).pdf", "GC.20/14", "en"),
        ("zh/GC20_14.pdf", "GC.20/14", None),
        ("report.zh.html", None, "zh"),
        ("minutes.pdf", None, None),
        ("bridge.txt", None, None),
    ],
)
def test_file_names_say_symbol_and_language(name, symbol, language):
    found, code = parse_file_name(name)
    assert (found.text if found else None, code) == (symbol, language)


@given(st.sampled_from(["GC", "IDB", "PBC"]), st.integers(1, 99), st.integers(1, 99), st.sampled_from("ACEFRS"))
def test_a_name_made_from_a_symbol_gives_the_symbol(body, session, number, letter):
    symbol, language = parse_file_name(f"{body}{session}_{number}_{letter}.pdf")
    assert symbol is not None
    assert (symbol.text, language) == (
        f"{body}.{session}/{number}",
        {"A": "ar", "C": "zh", "E": "en", "F": "fr", "R": "ru", "S": "es"}[letter],
    )


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("一、总则", "I. General"),
        ("二. 趋势", "II. Trends"),
        ("㈠ 报告", "(i) Report"),
        ("（三）报告", "(iii) Report"),
        ("(a) 报告", "(a) Report"),
        ("12. 报告", "12. Report"),
        ("1.2 报告", "1.2 Report"),
        ("附件二", "Annex II"),
        ("附录 A", "Appendix A"),
        ("第十一条 会议", "Article 11. Meetings"),
        ("第三章　财务", "Chapter III — Finance"),
    ],
)
def test_labels_that_translate_each_other_have_one_number(chinese, english):
    one, other = leading_label(chinese), leading_label(english)
    assert one is not None
    assert other is not None
    assert one.number == other.number


@pytest.mark.parametrize(
    "text",
    [
        "2023 年",
        "3.5 per cent",
        "1.5 亿美元",
        "Part of it",
        "Rule of law",
        "I think",
        "A report",
        "第二十届会议通过了决议",
        "-5 degrees",
        "Part CIVIL  Claims",
    ],
)
def test_what_only_looks_like_a_label_is_none(text):
    assert leading_label(text) is None


@given(st.integers(1, 399))
def test_numerals_are_read_as_they_are_written(value):
    from align.readers.numbering import formatted

    assert han_number(formatted(value, "chineseCounting")) == value
    assert roman_number(formatted(value, "upperRoman")) == value


def test_the_cover_of_the_report_is_read(seeds):
    chinese, english = (read(seeds / f"gc20-item22.{language}.txt") for language in ("zh", "en"))
    assert dict(chinese.metadata) == {
        "body": "GC", "session": "20", "agenda_item": "22", "date": "2023-11-27", "title": "工发组织与中等收入国家合作相关活动",
    }  # fmt: skip
    assert {k: v for k, v in english.metadata.items() if k != "title"} == {
        k: v for k, v in chinese.metadata.items() if k != "title"
    }


COVERS = {
    "zh": ("联合国 IDB.52/6\n\nDistr.: General\n20 September 2024\nChinese\nOriginal: English\n\n工业发展理事会\n\n第五十二届会议\n\n2024 年 11 月 25 日至 27 日，维也纳\n\n临时议程项目 6(a)\n\n外地办事处\n\n总干事的报告\n\n一. 导言\n", "外地办事处"),
    "en": ("United Nations IDB.52/6\n\nDistr.: General\n20 September 2024\nOriginal: English\n\nIndustrial Development Board\n\nFifty-second session\n\nVienna, 25–27 November 2024\n\nItem 6 (a) of the provisional agenda\n\nField offices\n\nReport by the Director General\n\nI. Introduction\n", "Field offices"),
    "fr": ("Nations Unies IDB.52/6\n\nDistr. : générale\n20 septembre 2024\nFrançais\nOriginal : anglais\n\nConseil du développement industriel\n\nCinquante-deuxième session\n\nVienne, 25-27 novembre 2024\n\nPoint 6 a) de l’ordre du jour provisoire\n\nBureaux extérieurs\n\nRapport du Directeur général\n\nI. Introduction\n", "Bureaux extérieurs"),
    "es": ("Naciones Unidas IDB.52/6\n\nDistr.: general\n20 de septiembre de 2024\nEspañol\nOriginal: inglés\n\nJunta de Desarrollo Industrial\n\nQuincuagésimo segundo período de sesiones\n\nViena, 25 a 27 de noviembre de 2024\n\nTema 6 a) del programa provisional\n\nOficinas sobre el terreno\n\nInforme del Director General\n\nI. Introducción\n", "Oficinas sobre el terreno"),
    "ru": ("Организация Объединенных Наций IDB.52/6\n\nDistr.: General\n20 сентября 2024 года\nRussian\nOriginal: English\n\nСовет по промышленному развитию\n\nПятьдесят вторая сессия\n\nВена, 25–27 ноября 2024 года\n\nПункт 6 предварительной повестки дня\n\nМестные отделения\n\nДоклад Генерального директора\n\nI. Введение\n", "Местные отделения"),
}  # fmt: skip


@pytest.mark.parametrize("language", COVERS)
def test_covers_are_read_in_the_languages_of_the_organization(language):
    text, title = COVERS[language]
    found = read_bytes(text.encode(), "cover.txt", language=language).metadata
    assert (found["symbol"], found["body"], found["session"]) == ("IDB.52/6", "IDB", "52")
    assert (found["date"], found["original_language"], found["title"]) == ("2024-09-20", "en", title)
    assert found["agenda_item"].startswith("6")


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("回顾其第 70/1 号决议，", "Recalling its resolution 70/1,"),
        ("又回顾其决议，", "Recalling also its resolutions,"),
        ("重申其承诺，", "Reaffirming its commitment,"),
        ("赞赏地注意到该报告，", "Noting with appreciation the report,"),
        ("深为关切气候变化，", "Deeply concerned about climate change,"),
        ("审议了秘书长的报告，", "Having considered the report of the Secretary-General,"),
        ("铭记《联合国宪章》，", "Bearing in mind the Charter,"),
        ("欢迎会议的成果，", "Welcoming the outcome of the conference,"),
    ],
)
def test_clauses_that_translate_each_other_have_one_key(chinese, english):
    assert clause(chinese) == clause(english) is not None


def test_clauses_are_keyed_only_in_the_preamble_of_a_resolution():
    text = "大会，\n\n回顾其决议，\n\n1. 注意到报告；\n\n回顾往事，他笑了，\n"
    assert [p.number for p in read_bytes(text.encode(), "a.txt").paragraphs] == [None, "pp:recalling", "1", None]


def test_inspect_shows_what_was_recognized(seeds):
    plain = command("align", "inspect", seeds / "gc20-item22.zh.txt").stdout
    assert "session: 20" in plain
    assert "\nparagraph\t1\t1.\t根据世界银行" in plain
    found = json.loads(command("align", "inspect", seeds / "gc20-item22.zh.txt", "--json").stdout)
    text = (seeds / "gc20-item22.zh.txt").read_text(encoding="utf-8")
    assert found["metadata"]["agenda_item"] == "22"
    assert all(text[p["start"] : p["end"]].startswith(p["text"][:1]) for p in found["paragraphs"])


def test_a_body_is_recognized_in_traditional_characters_too():
    from align.readers import read_bytes

    cover = "大會\n\n第二十屆會議\n\n臨時議程項目 22\n\n工發組織與中等收入國家合作相關活動\n\n總幹事的報告\n\n1. 大會通過了決議。\n"
    metadata = read_bytes(cover.encode(), "x.txt").metadata
    assert (metadata["body"], metadata["session"], metadata["agenda_item"]) == ("GC", "20", "22")


LABELS = [
    ("第十五条", "Article 15", "article 15"),
    ("第 2 條", "Art. 2", "article 2"),
    ("第三条之二", "Article 3 bis", "article 3-2"),
    ("第 2-1 條", "Article 2-1", "article 2-1"),
    ("第二节", "Section II", "section 2"),
    ("规则 5", "Rule 5", "rule 5"),
    ("第三部分", "Part Three", "part 3"),
    ("附件三", "Annex III", "annex 3"),
    ("（一）", "(i)", "1"),
    ("(a)㈡", "(a)(ii)", "a.2"),
    ("1.", "1.", "1"),
    ("第二項", "Subparagraph (2)", "subparagraph 2"),
]


@pytest.mark.parametrize(("chinese", "english", "number"), LABELS)
def test_a_label_has_its_value_with_and_without_a_line_of_its_own(chinese, english, number):
    assert leading_label(chinese).number == leading_label(english).number == number
    if chinese != "第二項":
        assert leading_label(chinese + " 国家实行社会主义市场经济。").number == number
    assert leading_label(english + " The State practises it.").number == number


@pytest.mark.parametrize(
    "sentence", ["第十五条的规定", "第三条和第四条", "附件一国家", "Section 12 shall apply", "Article 5 of it"]
)
def test_a_reference_at_the_head_of_a_line_is_no_label(sentence):
    assert leading_label(sentence) is None


def test_a_law_reads_alike_whether_its_labels_stand_before_the_text_or_above_it():
    chinese = (
        "第十四條國家厲行節約，反對浪費。\n第十五條國家實行社會主義市場經濟。\n國家加強經濟立法。\n第十六條國家保護。"
    )
    english = "Article 14\nThe State practises thrift.\nArticle 15\nThe State practises it.\nIt makes laws.\nArticle 16\nIt protects."
    one, other = (read_bytes(text.encode(), "a.txt").paragraphs for text in (chinese, english))
    assert [(p.kind, p.number) for p in one] == [(p.kind, p.number) for p in other]
    assert [p.text for p in one][2:4] == ["第十五條", "國家實行社會主義市場經濟。"]
    assert chinese[slice(*one[3].locate(0, 3))] == "國家實"


def test_a_number_alone_on_its_line_belongs_to_the_text_below_it():
    found = read_bytes("（一）\n修改宪法；\n（二）\n监督宪法的实施。".encode(), "a.txt").paragraphs
    assert [(p.number, p.text) for p in found] == [("1", "修改宪法；"), ("2", "监督宪法的实施。")]


@pytest.mark.parametrize(
    "text",
    [
        "CRPD/C/CHN/CO/2-3",
        "CED/C/FRA/CO/1",
        "CMW/C/24/2",
        "NPT/CONF.2015/13",
        "ISBA/21/C/WP.1",
        "CBD/COP/DEC/15/4",
        "UNODC/CCPCJ/2015/EG.6/1",
        "A/ES-10/658",
        "CEDAW/C/URY/8-9",
        "A/CONF.224/PC(III)/L.1",
        "UNEP(DTIE)/Hg/INC.6/24",
        "A/69/308 (Part II)",
        "ST/SG/SER.E/INF/31",
        "CD/1999",
        "XQZ/MSP.14/2014/2",  # a body that is in no list
    ],
)
def test_symbols_of_every_body_are_read_by_their_shape(text):
    symbol = parse_symbol(text)
    assert symbol is not None
    assert symbol.text == text
    assert [s.text for _, _, s in find_symbols(f"根据{text}号文件，")] == [text]


@pytest.mark.parametrize(
    ("text", "session", "number"),
    [
        ("NPT/CONF.2015/13", "2015", "CONF.2015/13"),
        ("A/ES-10/658", "ES-10", "658"),
        ("A/CONF.224/PC(III)/L.1", "III", "CONF.224/PC(III)/L.1"),
        ("ISBA/21/C/WP.1", "21", "C/WP.1"),
        ("A/RES/3314 (XXIX)", "XXIX", "RES/3314 (XXIX)"),
        ("CEDAW/C/URY/8-9", None, "C/URY/8-9"),
    ],
)
def test_the_session_of_a_symbol_is_found_in_its_many_places(text, session, number):
    symbol = parse_symbol(text)
    assert (symbol.session, symbol.number) == (session, number)


def test_a_document_with_two_symbols_has_both():
    symbol = parse_symbol("A/69/793–S/2015/124")
    assert symbol.text == "A/69/793-S/2015/124"
    assert [other.text for other in symbol.others] == ["S/2015/124"]
    assert [s.text for _, _, s in find_symbols("A/69/793-S/2015/124")] == ["A/69/793", "S/2015/124"]


def test_a_symbol_is_the_same_with_chinese_brackets_and_other_hyphens():
    assert parse_symbol("S/RES/2231（2015）") == parse_symbol("S/RES/2231(2015)") == parse_symbol("S/RES/2231 (2015)")
    assert parse_symbol("A/ES\u201110/658") == parse_symbol("A/ES-10/658")


@pytest.mark.parametrize(
    "text",
    [
        "TCP/IP",
        "OS/2",
        "CAT/5",
        "A/4",
        "PC/104",
        "AC/DC",
        "HIV/AIDS",
        "FEB/12/2014",
        "ISO/IEC/27001",
        "GPRS/3G/4G",
        "S/2015",
    ],
)
def test_what_only_looks_like_a_symbol_is_not_found_in_a_text(text):
    assert list(find_symbols(f"见 {text} 。")) == []


@pytest.mark.parametrize(
    ("name", "symbol", "language"),
    [
        ("A_CONF.224_PC(III)_L.1-EN.pdf", "A/CONF.224/PC(III)/L.1", "en"),
        ("CEDAW_C_URY_8-9-ZH.docx", "CEDAW/C/URY/8-9", "zh"),
        ("A_ES-10_658-FR.doc", "A/ES-10/658", "fr"),
        ("NPT_CONF.2015_13_C.pdf", "NPT/CONF.2015/13", "zh"),
        ("GC20_14_C (1).docx", "GC.20/14", "zh"),
        ("A_69_308 (Part II)-EN.pdf", "A/69/308 (Part II)", "en"),
    ],
)
def test_file_names_with_the_symbols_of_any_body_are_read(name, symbol, language):
    found, code = parse_file_name(name)
    assert (found.text, code) == (symbol, language)


@given(st.text(alphabet="AGCS/.-–()0123IVX Rev", max_size=40))
def test_a_symbol_that_is_found_can_be_parsed_and_stays_the_same(text):
    for start, end, symbol in find_symbols(text):
        assert parse_symbol(text[start:end]) == symbol
        assert parse_symbol(symbol.text) == symbol


@pytest.mark.parametrize(
    ("text", "body", "session", "number"),
    [
        ("FCCC/IDR.7/CHN", "FCCC", None, "IDR.7/CHN"),
        ("CMS/COP13/DOC.4", "CMS", None, "COP13/DOC.4"),
        ("ATT/CSP8/2022", "ATT", None, "CSP8/2022"),
        ("LC/G.2681-P", "LC", None, "G.2681-P"),
        ("INFCIRC/540", "INFCIRC", None, "540"),
        ("UNEP/OzL.Pro/ExCom/86/100", "UNEP", "86", "OzL.Pro/ExCom/100"),
        ("UNEP/OzL.Conv.12(I)/9", "UNEP", None, "OzL.Conv.12(I)/9"),
        ("BWC/AD HOC GROUP/56", "BWC", None, "AD HOC GROUP/56"),
        ("S/AC.44/2004/(02)/55", "S", "2004", "AC.44/(02)/55"),
        ("CTBT-ART.XIV/2023/1", "CTBT-ART.XIV", "2023", "1"),
    ],
)
def test_symbols_of_rarer_shapes_are_read(text, body, session, number):
    symbol = parse_symbol(text)
    assert symbol is not None
    assert (symbol.text, symbol.body, symbol.session, symbol.number) == (text, body, session, number)
    assert [found.text for _, _, found in find_symbols(f"见{text}号文件。")] == [text]


@pytest.mark.parametrize(
    "text", ["GPRS/3G/4G", "DDR4/2022", "Example.Com/a", "README.Md/3", "CPU/DDR4/2022", "AD HOC GROUP/5", "IDR/CHN"]
)
def test_what_looks_like_such_a_shape_is_no_symbol(text):
    assert list(find_symbols(f"见 {text} 。")) == []
