"""A plain text printed to a PDF gives the paragraphs of the text, whatever the page's width."""

from __future__ import annotations

import dataclasses
import re
import textwrap

import pytest

from align.readers.lines import width
from align.readers.page_columns import Piece
from align.readers.plain import paragraphs, paragraphs_from_lines
from align.readers.printed_text import Sheet, printed_lines

ENGLISH = """General Conference

I. Introduction

1. According to the classification of the World Bank, 105 Member States of UNIDO, that is, the
majority of them, are middle-income countries. Against this background, the Conference at its
eighteenth session adopted a strategic framework in resolution GC.18/Res.9. The Conference also
requested the Director General to prepare a workplan.

2. In accordance with the decisions of the Industrial Development Board (IDB.49/Dec.11 and
IDB.50/Dec.6), UNIDO prepared the workplan, which the Board subsequently adopted and
updated. Through the workplan, UNIDO cooperates with its Member States with the aim of
accelerating inclusive and sustainable industrial development.

II. Global trends

3. Accounting for one third of global gross domestic product, one third of global exports of
goods and services and 45 per cent of investment, these countries continue to play an important
role in global development.
"""
LAW = """第一條
本標準依消防法第六條第一項規定訂定之，並適用於各類場所之消防安全設備。其設置基準，由中央主管機關定之。
第二條
未定國家標準或國內無法檢驗之消防安全設備，應檢附國外標準、國外檢驗報告及試驗合格證明，經中央主管機關審核認可後，始准使用。
前項應經認可之消防安全設備項目及應檢附之文件，由中央消防機關另定之。
第二條之一
（刪除）
第三條
本標準用語定義如下：
一、複合用途建築物：一棟建築物中有供各目所列用途二種以上，且該不同用途，在管理及使用形態上，未構成從屬於其中一主用途者。
二、無開口樓層：建築物之各樓層供避難及消防搶救用之有效開口面積未達規定者。
第四條
本標準自發布日施行。
第五條
（刪除）
"""
SIZE = 10.0
LEFT = 50.0


def broken(line: str, columns: int) -> list[str]:
    """A line as a page of so many columns breaks it."""
    if not re.search("[\u3400-\u9fff]", line):
        return textwrap.wrap(line, columns, break_long_words=False) or [""]
    out, row = [], ""
    for part in re.findall(r"[\u3400-\u9fff“‘（][，。、；：？！）”’]*|[^\u3400-\u9fff]", line):
        if width(row + part) > columns:
            out.append(row)
            row = ""
        row += part
    return [*out, row]


def printed(text: str, columns: int, *, rows: int = 40, size: float = SIZE, foot: bool = False) -> list[Sheet]:
    """The pages of a printed text, in a font with letters of one width."""
    lines = [part for line in text.splitlines() for part in broken(line, columns)]
    sheets = []
    for number, start in enumerate(range(0, len(lines), rows), 1):
        pieces = [
            Piece(row.strip(), LEFT, LEFT + width(row.strip()) * size / 2, 800 - n * 1.2 * size, size)
            for n, row in enumerate(lines[start : start + rows])
            if row.strip()
        ]
        running = frozenset[int]()
        if foot:
            pieces.append(Piece(f"page {number}", 200, 230, 30, 8))
            running = frozenset({30})
        sheets.append(Sheet(number, pieces, running, 2 * LEFT + columns * size / 2))
    return sheets


def seen(found: tuple) -> list[tuple[str, str | None, str]]:
    return [(p.kind, p.label, p.text) for p in found if p.kind != "furniture"]


@pytest.mark.parametrize("columns", [44, 60, 76, 84, 100, 130])
@pytest.mark.parametrize("text", [ENGLISH, LAW], ids=["hard-wrapped English", "a Chinese paragraph a line"])
def test_a_page_of_any_width_gives_the_paragraphs_of_the_text(text, columns):
    found = printed_lines(printed(text, columns))
    assert found is not None
    assert seen(paragraphs_from_lines(*found)) == seen(paragraphs(text))


def test_a_mark_that_begins_further_to_the_left_moves_no_margin():
    text = ENGLISH * 8
    [sheet] = printed(text, 60, rows=999)
    pieces = [dataclasses.replace(one, left=one.left + (0 if one is sheet.pieces[0] else 8)) for one in sheet.pieces]
    found = printed_lines([dataclasses.replace(sheet, pieces=pieces)])
    assert found is not None
    assert seen(paragraphs_from_lines(*found)) == seen(paragraphs(text))


def test_addresses_one_under_the_other_stay_lines_of_their_own():
    address = "http://www.unido.org/sites/default/files/unido-publications/2023-04/annual-report-{}.pdf"
    text = ENGLISH + "".join(f"{address.format(n)}\n" for n in (1, 2, 3))
    found = printed_lines(printed(text, 60))
    assert found is not None
    assert [line for line in found[0].splitlines() if line.startswith("http")] == [address.format(n) for n in (1, 2, 3)]


def test_pages_turn_within_a_sentence_and_their_feet_are_set_aside():
    found = printed_lines(printed(ENGLISH, 60, rows=9, foot=True))
    assert found is not None
    assert seen(paragraphs_from_lines(*found)) == seen(paragraphs(ENGLISH))
    assert found[0].count("\f") == 3


def test_spans_of_the_paragraphs_are_those_of_the_text_that_is_given():
    found = printed_lines(printed(LAW, 60))
    assert found is not None
    for paragraph in paragraphs_from_lines(*found):
        for at, start, length in paragraph.runs:
            assert found[0][start : start + length] == paragraph.text[at : at + length]


@pytest.mark.parametrize("change", ["bold", "size", "few"])
def test_what_has_headings_in_another_font_is_no_printed_text(change):
    sheets = printed(ENGLISH, 76)
    piece = sheets[0].pieces[1]
    if change == "bold":
        piece.bold = True
    elif change == "size":
        piece.size = 16
    else:
        sheets = printed("One line.\n\nAnother line.\n", 76)
    assert printed_lines(sheets) is None
