"""Tables of other people: what their columns are called, tables of one term a row, and what is refused as unsure."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.errors import InvalidExchange, InvalidOption
from glossary.exchange import Losses, TableOptions, read
from glossary.exchange.columns import Meaning, meaning_of, named_columns, review_status
from glossary.types import Concept


def table(folder: Path, text: str, **options) -> tuple[list[Concept], Losses]:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    losses = Losses()
    return list(read(path, losses=losses, table=TableOptions(**options))), losses


def texts(entries: list[Concept]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(entry.texts("zh"), entry.texts("en")) for entry in entries]


NAMES = {
    "Term (ZH)": ("term", "zh"),
    "zh_definition": ("definition", "zh"),
    "English_Def": ("definition", "en"),
    "中文术语": ("term", "zh"),
    "英文定义": ("definition", "en"),
    "中文": ("term", "zh"),
    "阿拉伯文": ("term", "ar"),
    "西文": ("term", "es"),
    "领域": ("subject", None),
    "来源": ("source", None),
    "备注": ("notes", None),
    "定义（英文）": ("definition", "en"),
    "Terme (FR)": ("term", "fr"),
    "Définition": ("definition", None),
    "Anglais": ("term", "en"),
    "Domaine": ("subject", None),
    "Término (ES)": ("term", "es"),
    "Inglés": ("term", "en"),
    "Observaciones": ("notes", None),
    "Термин (RU)": ("term", "ru"),
    "Английский": ("term", "en"),
    "Примечание": ("notes", None),
    "المصطلح (AR)": ("term", "ar"),
    "الإنجليزية": ("term", "en"),
    "تعريف": ("definition", None),
    "Englische Benennung": ("term", "en"),
    "Fachgebiet": ("subject", None),
    "Source term": ("source_term", None),
    "TL": ("target_term", None),
    "Entry_ID": ("concept_id", None),  # memoQ
    "Entry_Note": ("notes", None),
    "Chinese_PRC": ("term", "zh"),
    "Chinese_PRC_Def": ("definition", "zh"),
    "English_United_States": ("term", "en"),
    "Chinese (Simplified, China)": ("term", "zh"),  # Trados, MultiTerm Convert
    "English::Definition": ("definition", "en"),
    "zh-TW": ("term", "zh"),
    "E_ID": ("concept_id", None),  # IATE
    "E_DOMAINS": ("subject", None),
    "L_CODE": ("language", None),
    "T_TERM": ("term", None),
    "Record ID": ("concept_id", None),  # UNTERM
    "English: Term": ("term", "en"),
    "Colour": None,
    "联合国": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_columns_are_known(name: str) -> None:
    found = meaning_of(name)
    assert (found and found[:2]) == NAMES[name]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *(("approve", "approved"), ("OK", "approved"), ("批准", "approved"), ("批准 / approved", "approved")),
        *(("approuvé", "approved"), ("待审", "proposed"), ("Neu", "proposed"), ("否决", "rejected"), ("perhaps", None)),
    ],
)
def test_words_for_a_review_status(word: str, status: str | None) -> None:
    assert review_status(word) == status


@pytest.mark.parametrize(
    "header",
    [
        "Term (ZH),Term (EN)",
        "中文,英文",
        "术语（中文）,术语（英文）",
        "Source term,Target term",
        "SL,TL",
        "原文,译文",
        "Term,Translation",
        "Terme source,Terme cible",
        "Quellterm,Zielterm",
        "Chinese_PRC,English_United_States",
        "китайский,английский",
        "الصينية,الإنجليزية",
    ],
)
def test_a_header_is_no_entry(tmp_path, header: str) -> None:
    entries, losses = table(tmp_path, f"{header}\n绿色氢,green hydrogen\n工发组织,the industrial organization\n")
    assert texts(entries) == [(("绿色氢",), ("green hydrogen",)), (("工发组织",), ("the industrial organization",))]
    assert not losses.lost


def test_all_columns_of_a_chinese_table_come_in(tmp_path) -> None:
    entries, losses = table(
        tmp_path, "中文,英文,定义,领域,来源,备注\n绿色氢,green hydrogen,用可再生能源制取的氢,能源,GC.20/1,新词\n"
    )
    entry = entries[0]
    assert (entry.definition, entry.subject, entry.notes) == ("用可再生能源制取的氢", "能源", ("新词",))
    assert [term.source for term in entry.terms] == ["GC.20/1", "GC.20/1"]
    assert not losses.lost


def test_definitions_of_two_languages_are_no_terms(tmp_path) -> None:
    entries, _ = table(tmp_path, "id,zh,zh_definition,en,English_Def\n1,氢,气体,hydrogen,a gas\n")
    assert texts(entries) == [(("氢",), ("hydrogen",))]
    assert entries[0].definition == "(zh) 气体"
    assert entries[0].notes == ("definition (en): a gas",)


def test_what_is_left_out_is_named_and_counted(tmp_path) -> None:
    _, losses = table(tmp_path, "zh,en,Colour,Shape\n氢,hydrogen,blue,\n氧,oxygen,red,round\n")
    assert losses.lost == {"cell of the column 'Colour'": 2, "cell of the column 'Shape'": 1}
    assert losses.columns is not None
    assert [(column.name, column.meaning, column.examples) for column in losses.columns][2] == (
        "Colour",
        "",
        ("blue", "red"),
    )


def test_rows_of_one_term_are_gathered_by_their_id(tmp_path) -> None:
    text = (
        "CONCEPT,LANGUAGE,TERM,DEFINITION\n7,en,hydrogen,a gas\n7,zh,氢,\n8,en,oxygen,\n7,en,H₂,\n8,Chinese,氧,气体\n"
    )
    entries, losses = table(tmp_path, text)
    assert texts(entries) == [(("氢",), ("hydrogen", "H₂")), (("氧",), ("oxygen",))]
    assert [entry.id for entry in entries] == ["7", "8"]
    assert [entry.definition for entry in entries] == ["(en) a gas", "(zh) 气体"]
    assert not losses.fault_count
    iate = "E_ID|E_DOMAINS|L_CODE|T_TERM\n".replace("|", ";") + "1;energy;en;hydrogen\n1;energy;fr;hydrogène\n"
    assert [(e.texts("en"), e.texts("fr"), e.subject) for e in table(tmp_path, iate)[0]] == [
        (("hydrogen",), ("hydrogène",), "energy")
    ]


def test_a_column_of_languages_may_be_named(tmp_path) -> None:
    text = "Group,L1,Text\n7,en,hydrogen\n7,zh,氢\n"
    with pytest.raises(InvalidExchange, match="--column"):
        table(tmp_path, text)
    entries, _ = table(tmp_path, text, language_column="L1", columns={"term": "Text", "concept_id": "Group"})
    assert texts(entries) == [(("氢",), ("hydrogen",))]
    with pytest.raises(InvalidExchange, match="--column concept_id=NAME"):
        table(tmp_path, "LANGUAGE,TERM\nen,hydrogen\nzh,氢\n")


def test_columns_are_chosen_by_name_or_number(tmp_path) -> None:
    text = "术语,Term,Def,X\n氢,hydrogen,a gas,3\n"
    entries, losses = table(tmp_path, text, columns={"zh": "术语", "en": "Term", "definition.en": "Def"})
    assert texts(entries) == [(("氢",), ("hydrogen",))]
    assert entries[0].definition == "(en) a gas"
    assert losses.lost == {"cell of the column 'X'": 1}
    entries, _ = table(tmp_path, "a gas,hydrogen,氢\n", columns={"zh": "3", "en": "2", "definition": "1"})
    assert texts(entries) == [(("氢",), ("hydrogen",))]
    with pytest.raises(InvalidOption, match="its columns: 术语, Term, Def, X"):
        table(tmp_path, text, columns={"zh": "Chinese"})
    with pytest.raises(InvalidOption, match="no meaning 'colour'"):
        table(tmp_path, text, columns={"colour": "X"})


def test_an_id_before_the_terms_is_no_term(tmp_path) -> None:
    rows = "".join(f"{n},术语{n},common term {n}\n" for n in range(1, 8))
    entries, losses = table(tmp_path, rows)
    assert texts(entries)[0] == (("术语1",), ("common term 1",))
    assert [entry.id for entry in entries][:2] == ["1", "2"]
    assert losses.identified


@pytest.mark.parametrize(
    "text",
    [
        "hydrogen,Wasserstoff\noxygen,Sauerstoff\n",  # two languages in Latin letters, which terms alone do not tell
        "氢,氫\n氧,氧氣\n",
        "氢,hydrogen,a gas,energy,GC.20/1\n氧,oxygen,a gas,energy,GC.20/2\n",
        "".join(f"氢{n},hydrogen {n},hydrogène {n}\n" for n in range(6)),
    ],
)
def test_a_table_that_does_not_say_enough_is_refused_with_the_choice_to_make(tmp_path, text: str) -> None:
    with pytest.raises(InvalidExchange, match="--column zh=1 --column en=2"):
        table(tmp_path, text)


def test_a_source_and_a_target_whose_languages_are_unsure_are_refused(tmp_path) -> None:
    text = "Source term,Target term\nhydrogen,Wasserstoff\n"
    with pytest.raises(InvalidExchange, match="--src-lang and --tgt-lang"):
        table(tmp_path, text)
    entries, _ = table(tmp_path, text, languages=("en", "de"))
    assert [(entry.texts("en"), entry.texts("de")) for entry in entries] == [(("hydrogen",), ("Wasserstoff",))]


def test_a_source_alone_says_where_a_term_is_from() -> None:
    assert named_columns(["zh", "en", "Source"]) == [Meaning("term", "zh"), Meaning("term", "en"), Meaning("source")]


def test_a_workbook_offers_the_statuses_of_both_languages_and_holds_numbers(tmp_path) -> None:
    import zipfile

    from glossary.exchange import write
    from glossary.exchange.xlsx import _STATUS_WORDS
    from glossary.types import Scores, Term

    entry = Concept(
        "c1", (Term("氢", "zh"), Term("hydrogen", "en")), frequency=7, scores=Scores(0.5), status="approved"
    )
    path = tmp_path / "a.xlsx"
    write([entry], path, format="xlsx")
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<v>0.5</v>" in sheet
    assert "<v>7</v>" in sheet
    assert ",".join(_STATUS_WORDS) in sheet
    assert [review_status(word) for word in _STATUS_WORDS] == ["proposed", "approved", "rejected"] * 2
    again = next(iter(read(path)))
    assert (again.frequency, again.scores.total, again.status) == (7, 0.5, "approved")


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidExchange, match="never closed") as met:
        table(tmp_path, 'zh,en\n绿氢,green hydrogen\n碳足迹,"carbon footprint\n排放,emission\n')
    assert met.value.line == 3
    entries, _ = table(tmp_path, 'zh,en\n绿氢,"green\nhydrogen"\n碳足迹,"carbon ""footprint"""')
    assert texts(entries)[1] == (("碳足迹",), ('carbon "footprint"',))
