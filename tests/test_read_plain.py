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
