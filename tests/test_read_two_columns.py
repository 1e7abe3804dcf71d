"""Two languages in two columns of print: lines of either at their own distance, sentences over the turn of a page."""

from __future__ import annotations

from align.readers.drawing_order import in_place
from align.readers.page_columns import Piece
from align.readers.pdf_lines import Page, lines_of_pages
from align.two_languages import sides
from align.types import Document, Paragraph

ZH = ("大会第二十届会议审议了中等收入国家的情况", "并通过了总干事提交的报告以及关于工作计划", "的决定。")
EN = ("The Conference at its twentieth session", "considered middle-income countries and adopted", "the report.")


def column(texts: tuple[str, ...], left: float, top: float, leading: float, side: int) -> list[Piece]:
    edges = (left, left + 200)
    return [
        Piece(text, left, left + 195, top - n * leading * 10, 10.0, column=edges, side=side)
        for n, text in enumerate(texts)
    ]


def test_each_language_has_its_own_distance_of_lines() -> None:
    cells = range(700, 300, -80)
    zh = [piece for top in cells for piece in column(ZH, 50, top, 1.5, 1)]
    en = [piece for top in cells for piece in column(EN, 300, top, 1.1, 2)]
    _, lines = lines_of_pages([Page(1, 842.0, [*zh, *en], 595.0)])
    gaps = [line.gap for line in lines]
    assert gaps == [1, 0, 0] * (2 * len(cells))


def test_where_one_language_is_rare_all_lines_have_one_distance() -> None:
    en = [piece for top in range(700, 100, -60) for piece in column(EN, 50, top, 1.1, 0)]
    zh = column(ZH[:2], 50, 90, 2.0, 0)
    _, lines = lines_of_pages([Page(1, 842.0, [*en, *zh], 595.0)])
    assert [line.gap for line in lines[-2:]] == [1, 1]


def paragraphs(*texts: tuple[int, int, str]) -> Document:
    whole, out, at = "", [], 0
    for page, side, text in texts:
        out.append(Paragraph(text, runs=((0, at, len(text)),), page=page, column=side))
        whole += text + "\n"
        at = len(whole)
    return Document(whole, tuple(out), "zh", path="both.pdf", format="pdf")


def test_a_sentence_goes_on_in_its_column_of_the_next_page() -> None:
    document = paragraphs(
        (1, 1, "大会通过了关于中等收入国家的决议。"),
        (1, 1, "总干事提交了工发组织的年度报告，"),
        (1, 2, "The Conference adopted a resolution on middle-income countries."),
        (1, 2, "The Director General submitted the annual"),
        (2, 1, "会议审议了该报告。"),
        (2, 1, "会议于五月三日闭幕。"),
        (2, 2, "report of UNIDO, which the meeting considered."),
        (2, 2, "The meeting closed on the third of May."),
    )
    found = sides(document)
    assert found.layout == "columns"
    assert [p.text for p in found.src.paragraphs] == [
        "大会通过了关于中等收入国家的决议。",
        "总干事提交了工发组织的年度报告，会议审议了该报告。",
        "会议于五月三日闭幕。",
    ]
    assert [p.text for p in found.tgt.paragraphs][1] == (
        "The Director General submitted the annual report of UNIDO, which the meeting considered."
    )
    joined = found.tgt.paragraphs[1]
    start, end = joined.locate(len(joined.text) - 11, len(joined.text))
    assert document.text[start:end] == "considered."


def test_a_sentence_that_has_ended_is_not_joined_with_the_next_page() -> None:
    document = paragraphs(
        (1, 1, "大会通过了关于中等收入国家的决议。"),
        (1, 2, "The Conference adopted a resolution on middle-income countries."),
        (2, 1, "会议于五月三日闭幕。"),
        (2, 2, "The meeting closed on the third of May."),
    )
    assert [len(side.paragraphs) for side in (sides(document).src, sides(document).tgt)] == [2, 2]


def test_a_quotation_mark_out_of_turn_comes_to_its_place_in_the_line() -> None:
    drawn = [(0, "更"), (10, "为"), (30, "北"), (40, "马"), (20, "“")]
    piece = Piece("更为 北马 “", 0, 50, 700, 10.0)
    (found,) = in_place([piece], lambda _: [(left, left + 9.5, sign) for left, sign in drawn])
    assert found.text == "更为“北马"


def test_figures_keep_together_though_a_one_is_narrow() -> None:
    drawn = [(0, 5, "2"), (7, 12.5, "0"), (15, 19, "1"), (21.5, 26, "7"), (30, 39, "年"), (40, 49, "“")]
    pieces = [Piece("2017 年", 0, 39, 700, 10.0), Piece("“", 1, 2, 700, 10.0)]
    (found,) = in_place(pieces, lambda piece: drawn[:5] if piece is pieces[0] else drawn[5:])
    assert found.text == "2017 年“"
