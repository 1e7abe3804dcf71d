"""Plain text, however its lines are set, gives the paragraphs of the report."""

from __future__ import annotations

import re

import pytest
from reports import REPORT, wrapped

from align.readers.plain import paragraphs
from align.types import Paragraph

RULE = "__________________"


def plain_parts(language: str, notes: bool) -> list[tuple[str, str]]:
    """(printed text, kind) of the parts, marks and footnotes with them where `notes`."""
    out, feet = [], []
    for part in REPORT[language]:
        text = part.printed
        if notes and part.note:
            feet.append((f"{len(feet) + 1} {part.note}", "footnote"))
            text += str(len(feet))
        out.append((text, part.kind))
    return [*out, (RULE, "furniture"), *feet] if feet else out


def every_line_followed_by_an_empty_one(language: str) -> str:
    out = []
    for text, kind in plain_parts(language, notes=True):
        lines = wrapped(text, 76 if language == "zh" else 88)
        space = " \n\n" if kind in ("title", "heading") else ""
        out.append(space + "".join(f"{line} \n\n" for line in lines) + space)
    return "".join(out)


def no_empty_lines(language: str) -> str:
    return "".join("\n".join(wrapped(text, 76)) + "\n" for text, _ in plain_parts(language, notes=True))


def hard_wrapped(language: str) -> str:
    return "\n\n".join("\n".join(wrapped(text, 80)) for text, _ in plain_parts(language, notes=True)) + "\n"


def a_paragraph_a_line(language: str) -> str:
    return "\n".join(text for text, _ in plain_parts(language, notes=True)) + "\n"


def a_paragraph_a_line_parted(language: str) -> str:
    return "\r\n\r\n".join(text for text, _ in plain_parts(language, notes=True))


def indented(language: str) -> str:
    space = "　　" if language == "zh" else "    "
    parts = plain_parts(language, notes=True)
    return "".join("\n".join(wrapped(text, 76, space if kind != "heading" else "")) + "\n" for text, kind in parts)


def out_of_word(language: str) -> str:
    return "\r\n".join(
        text.replace(" ", "\t", 1) if re.match(r"\(?\w{1,3}[.)] ", text) else text
        for text, _ in plain_parts(language, notes=True)
    )


def with_pages(language: str) -> str:
    """Form feeds, running heads and page numbers; the break falls into the middle of paragraphs."""
    lines = [line for text, kind in plain_parts(language, notes=False) for line in [*wrapped(text, 80), ""]]
    pages = [lines[n : n + 22] for n in range(0, len(lines), 22)]
    head = "IDB.52/6"
    return "\f".join(
        f"{head}\n\n" + "\n".join(page) + f"\n\n{n}/{len(pages)}\nV.24-12345" for n, page in enumerate(pages, 1)
    )


def close(text: str) -> str:
    return re.sub(r"\s+", "", text)


def expected(language: str, notes: bool = True) -> list[str]:
    found = [close(part.text) for part in REPORT[language]]
    return found + [close(part.note) for part in REPORT[language] if notes and part.note]


def texts(found: tuple[Paragraph, ...]) -> list[str]:
    return [close(p.text) for p in found if p.kind != "furniture"]


SETTINGS = [
    every_line_followed_by_an_empty_one,
    no_empty_lines,
    hard_wrapped,
    a_paragraph_a_line,
    a_paragraph_a_line_parted,
    indented,
    out_of_word,
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.__name__)
def test_a_report_gives_its_paragraphs_however_its_lines_are_set(setting, language):
    assert texts(paragraphs(setting(language))) == expected(language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_breaks_heads_and_numbers_do_not_part_paragraphs(language):
    found = paragraphs(with_pages(language))
    assert texts(found) == expected(language, notes=False)
    assert {close(p.text) for p in found if p.kind == "furniture"} >= {"IDB.52/6", "V.24-12345"}


def test_a_table_drawn_with_characters_gives_its_cells_row_by_row():
    drawn = "\n".join(
        [
            "依下表選擇：",
            "┌─────┬───┐",
            "│離開距離  │電壓  │",
            "│（公分）  │      │",
            "├──┬──┼───┤",
            "│最低│標準│      │",
            "├──┼──┤7 以下│",
            "│150 │250 │      │",
            "└──┴──┴───┘",
            "前項依規定。",
        ]
    )
    typed = "| Region | Staff |\n|--------|-------|\n| Africa | 12    |\n| Asia   | 15    |"
    cells = [p.text for p in paragraphs(drawn) if p.kind == "cell"]
    assert cells == ["離開距離（公分）", "電壓", "最低", "標準", "7 以下", "150", "250"]
    assert [p.text for p in paragraphs(typed) if p.kind == "cell"] == ["Region", "Staff", "Africa", "12", "Asia", "15"]
    assert all(p.kind != "cell" for p in paragraphs("a | b and c | d\n\n| one\n\n-- two"))


def test_a_broken_drawing_of_a_table_stops_nobody():
    torn = "┌──┬──\n│甲 │\n├─\n乙 │丙│\n││││\n└"
    assert {p.text for p in paragraphs(torn) if p.kind == "cell"} == {"甲", "乙", "丙"}
    assert all(p.kind != "cell" for p in paragraphs("│" * 5000 + "\n" + "─" * 5000))


def test_entries_of_a_list_of_sections_stay_apart_however_full_their_lines_are():
    entries = (
        "1.2.4. Control of permissions for newly created files: umask",
        "1.2.5. Permissions for groups of users and for their members",
        "1.2.6. Timestamps of files and of folders and what they mean",
        "1.3. Midnight Commander and its ways of working with folders",
        "2.1. Debian package management prerequisites for the system",
        "2.1.1. Package configuration and its questions to everybody",
    )
    prose = (
        "The programs included with the system are free software; the",
        "exact distribution terms for each program are described in the",
        "individual files that come with it, and there is no warranty of",
        "any kind, to the extent that is permitted by applicable law.",
    )
    text = "\n".join(entries) + "\n\n" + "\n".join(prose) + "\n"
    found = [p.label + " " + p.text if p.label else p.text for p in paragraphs(text)]
    assert found == [*entries, " ".join(prose)]


def test_a_number_of_a_section_at_the_head_of_a_full_line_is_read_as_a_reference():
    text = (
        "1.2.4. The committee decided what was to be done with all of\n"
        "this, and the members agreed on the text as it stands in part\n"
        "1.2.5. It also requested the secretariat to submit a report on\n"
        "its work, which was to be considered at its next session.\n"
    )
    assert len(paragraphs(text)) == 1


def test_cells_in_the_middle_of_their_height_keep_their_place_in_the_row():
    text = (
        "+------+------+----------+\n| name | size | what     |\n|------+------+----------|\n|      | V:1, | a module |\n"
        "| ldap | I:10 | for it   |\n|------+------+----------|\n|      |      | another  |\n| doc  | I:1  | of them  |\n+------+------+----------+\n"
    )
    cells = [p.text for p in paragraphs(text) if p.kind == "cell"]
    assert cells == ["name", "size", "what", "ldap", "V:1, I:10", "a module for it", "doc", "I:1", "another of them"]


def test_a_caption_does_not_go_on_behind_its_table():
    text = (
        "The tools that can be used for the disk are these, which were shown by\nall of the members who had seen them before at work.\n\n"
        "Table 9.19. List of the disk partition management packages\n\n+---+---+\n| a | b |\n|---+---|\n| c | d |\n+---+---+\n\n"
        "Caution\n\nAlthough it claims to create the disk and to resize it, it is safer to\ndo such things by others.\n"
    )
    assert [p.text for p in paragraphs(text) if p.kind not in ("cell", "furniture")][1:3] == [
        "Table 9.19. List of the disk partition management packages",
        "Caution",
    ]


def test_bullets_that_are_a_letter_are_labels_and_the_word_is_none():
    text = "Aims:\n\n  + files that are set\n\n      o a job of the user that runs at night and\n        restarts what is there\n\n      o a timer\n"
    assert [(p.label, p.text) for p in paragraphs(text)][1:] == [
        ("+", "files that are set"),
        ("o", "a job of the user that runs at night and restarts what is there"),
        ("o", "a timer"),
    ]
    spanish = "El comité examinó el informe que la secretaría había preparado este año\no el año anterior, según el caso, y decidió aplazar el examen del asunto\no remitirlo a la asamblea para que lo examine en su próximo período de\nsesiones.\n"
    assert [p.label for p in paragraphs(spanish)] == [None]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (
            "（1996年12月30日第八屆全國人民代表大會\n常務委員會第二十三次會議通過）",
            "（1996年12月30日第八屆全國人民代表大會常務委員會第二十三次會議通過）",
        ),
        ("關於《中華人民共和國香港特別行政\n區基本法》附件", "關於《中華人民共和國香港特別行政區基本法》附件"),
    ],
)
def test_what_stands_in_brackets_goes_on_in_the_next_line(broken, whole):
    body = "第九屆全國人民代表大會常務委員會第五次會議決定在中華人民共和國香港特別行政區基本\n法附件三中增加全國性法律中華人民共和國專屬經濟區和大陸架法並自即日起在香港特別行\n政區公布或立法實施。\n"
    assert [p.text for p in paragraphs(f"{body}\n\n{broken}\n\n{body}")][1] == whole
