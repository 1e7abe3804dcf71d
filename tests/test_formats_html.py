"""The page to look through: complete in one file, doubtful beads marked by more than colour, omissions said."""

from __future__ import annotations

import io

import pytest
from lxml import html

from align.formats import write
from align.types import Bead, Bitext, Segment


@pytest.fixture
def page():
    src = (
        Segment("标题", kind="title"),
        Segment("甲。", paragraph=1),
        Segment("乙。", paragraph=1),
        Segment("丙。", paragraph=2),
    )
    tgt = (
        Segment("Title", kind="title"),
        Segment("A.", paragraph=1),
        Segment("C.", paragraph=2),
        Segment("D.", paragraph=2),
    )
    beads = (
        Bead((0,), (0,), 0.99),
        Bead((1,), (1,), 0.8),
        Bead((2,), (), 0.3),
        Bead((3,), (2,), 0.5),
        Bead((), (3,), 0.2, confirmed=True),
    )
    file = io.BytesIO()
    write(Bitext(src, tgt, beads, "zh", "ar", metadata={"symbol": "GC.20/14"}), file, format="html")
    return html.fromstring(file.getvalue().decode())


def test_each_bead_stands_in_a_row_with_sign_and_number(page):
    rows = page.xpath("//main//div[starts-with(@id, 'b')]")
    assert [row.get("id") for row in rows] == ["b0", "b1", "b2", "b3", "b4"]
    signs = ["".join(row.xpath(".//b[@class='sign']/text()")) for row in rows]
    assert signs == ["●", "◐", "?∅", "?", "✓∅"]
    assert rows[1].xpath("string(.//*[@class='number'])") == "0.80"


def test_omissions_say_where_the_text_is_missing(page):
    assert page.xpath("//*[@class='nothing']/text()") == ["not in the Arabic", "not in the Chinese"]


def test_beads_of_one_paragraph_stand_together(page):
    assert [len(section.xpath("./div")) for section in page.xpath("//section")] == [1, 2, 2]


def test_the_head_sums_up(page):
    assert page.xpath("//dl//dd/text()") == ["5", "2", "0.56", "2"]


def test_sides_carry_their_language_and_direction(page):
    sides = page.xpath("//*[@id='b1']/div[contains(@class, 'side')]")
    assert [(side.get("lang"), side.get("dir")) for side in sides] == [("zh", "ltr"), ("ar", "rtl")]


def test_nothing_is_fetched(page):
    assert page.xpath("//@src | //link | //*[@href and not(starts-with(@href, '#'))]") == []
