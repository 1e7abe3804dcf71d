"""Paragraphs of a PDF that go on beside and below a text box."""

from __future__ import annotations

import pytest
from test_read_pdf import LEFT, RIGHT, Word, lines, pdf

from align.readers import read_bytes

ABOVE = (
    "The Organization has continued to support Member States in the formulation of industrial policies, and",
    "carried out forty-two projects in thirty countries.",
)
BESIDE = (
    "Climate change remains the greatest challenge of our time, and",
    "industry is responsible for a large share of the emissions of",
    "greenhouse gases. The Organization therefore helps enterprises",
    "to use energy more efficiently, to replace fossil fuels and to",
    "reuse materials. In the past year the programme for circular",
)
BELOW = (
    "economy was extended to twelve further countries, and the first industrial parks were certified as parks",
    "that are run by the principles of industrial ecology.",
)
BOX = (
    "Hydrogen is made from water with",
    "electricity from renewable sources.",
    "Nine countries take part so far, and",
    "six more have asked to be admitted.",
)
PARAGRAPH = " ".join((*BESIDE, *BELOW))


def page(side: str, *, box_first: bool, box: tuple[str, ...] = BOX) -> list[Word]:
    at, beside = (370, 72) if side == "right" else (76, 240)
    boxed = lines(at, 698, 9, *box)
    text = [*lines(72, 740, 10, *ABOVE), *lines(beside, 700, 10, *BESIDE), *lines(72, 640, 10, *BELOW)]
    return [*boxed, *text] if box_first else [*text, *boxed]


def frame(side: str) -> str:
    return f"{364 if side == 'right' else 70} 656 160 54 re S"


def read(content: list[Word], drawn: str = "") -> list[str]:
    return [p.text for p in read_bytes(pdf(content, drawn=drawn), "a.pdf", language="en").paragraphs]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("box_first", [True, False])
@pytest.mark.parametrize("framed", [True, False])
def test_a_paragraph_goes_on_beside_and_below_a_box_and_the_box_is_read_after_it(
    side: str, box_first: bool, framed: bool
):
    found = read(page(side, box_first=box_first), frame(side) if framed else "")
    assert found == [" ".join(ABOVE), PARAGRAPH, " ".join(BOX)]


def test_a_frame_of_one_line_beside_a_paragraph_is_a_box():
    assert read(page("right", box_first=False, box=("See chapter two.",)), frame("right")) == [
        " ".join(ABOVE),
        PARAGRAPH,
        "See chapter two.",
    ]


def test_two_paragraphs_in_a_box_stay_two():
    boxed = [*lines(370, 698, 9, *BOX[:2]), *lines(370, 670, 9, *BOX[2:])]
    content = [w for w in page("right", box_first=False) if w[2] == 10] + boxed
    assert read(content, frame("right"))[2:] == [" ".join(BOX[:2]), " ".join(BOX[2:])]


def test_each_page_has_its_own_boxes():
    other = [(x, y, size, text.replace("e", "a")) for x, y, size, text in page("left", box_first=True)]
    found = [p.text for p in read_bytes(pdf(page("right", box_first=False), other), "a.pdf", language="en").paragraphs]
    one = [" ".join(ABOVE), PARAGRAPH, " ".join(BOX)]
    assert found == [*one, *(text.replace("e", "a") for text in one)]


def test_columns_and_cells_are_no_boxes():
    # Drawn line by line, as rows of a table are.
    rows = [w for pair in zip(lines(72, 700, 10, *LEFT), lines(320, 700, 10, *RIGHT), strict=True) for w in pair]
    assert read([*lines(72, 740, 10, *ABOVE), *rows]) == [" ".join(ABOVE), " ".join(LEFT), " ".join(RIGHT)]


def test_a_page_full_of_frames_is_read_in_time_and_whole():
    drawn = " ".join(f"{20 + 20 * (n % 25)} {20 + 20 * (n // 25)} 15 15 re S" for n in range(800))
    found = "".join(read(page("right", box_first=False), drawn)).replace(" ", "")
    wanted = "".join((*ABOVE, *BESIDE, *BELOW, *BOX)).replace(" ", "")
    assert sorted(found) == sorted(wanted)
