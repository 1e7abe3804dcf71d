"""PDF pages: columns, tables, footnotes, heads and feet, and files that hold no text or cannot be opened."""

from __future__ import annotations

from contextlib import suppress

import pytest

from align.errors import UnreadableInput
from align.readers import read_bytes
from align.types import Document

Word = tuple[float, float, float, str]
"""Left edge, base line, size, text."""


def pdf(*pages: list[Word], trailer: str = "", encrypt: str = "", drawn: str = "") -> bytes:
    """A PDF with these words in Times, and on each page what the operators `drawn` draw."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"
    for page in pages:
        escaped = [
            (x, y, size, t.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")) for x, y, size, t in page
        ]
        content = "\n".join(f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET" for x, y, size, text in escaped)
        content = f"{drawn}\n{content}"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F {font} >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    if encrypt:
        objects.append(encrypt)
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    out = b"%PDF-1.4\n"
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return out


def lines(x: float, y: float, size: float, *texts: str) -> list[Word]:
    return [(x, y - n * size * 1.2, size, text) for n, text in enumerate(texts)]


def read(*pages: list[Word]) -> Document:
    return read_bytes(pdf(*pages), "a.pdf", language="en")


LEFT = (
    "The committee met in Vienna for its",
    "fortieth session and considered the",
    "reports that were before it. Members",
    "spoke about the budget and about the",
    "staff of the organization, who were",
    "thanked for their work.",
)
RIGHT = (
    "The second part of the session was",
    "held in the month of June, when all",
    "members came together once more and",
    "took the decisions that are set out",
    "below in the order in which they had",
    "been adopted by the whole committee.",
)


def test_columns_are_read_one_after_the_other():
    rows = [w for pair in zip(lines(72, 700, 10, *LEFT), lines(320, 700, 10, *RIGHT), strict=True) for w in pair]
    assert [p.text for p in read(rows).paragraphs] == [" ".join(LEFT), " ".join(RIGHT)]


def test_table_cells_stay_apart_and_broken_cells_together():
    rows: list[Word] = []
    for n, row in enumerate(
        [
            ("Region", "Offices", "Staff"),
            ("Africa", "18", "212"),
            ("Latin America and", "9", "97"),
            ("Asia", "12", "164"),
        ]
    ):
        y = 600 - 20 * n - (12 if n > 2 else 0)
        rows += (
            [(72, y, 10, row[0])]
            + ([(72, y - 12, 10, "the Caribbean")] if n == 2 else [])
            + [(250, y, 10, row[1]), (350, y, 10, row[2])]
        )
    found = read(
        [*lines(72, 700, 10, "The table below shows the offices of the organization by region in 2024."), *rows]
    ).paragraphs
    assert [p.text for p in found if p.kind == "cell"] == [
        "Region", "Offices", "Staff", "Africa", "18", "212", "Latin America and the Caribbean", "9", "97", "Asia", "12", "164",
    ]  # fmt: skip


def test_heads_feet_and_footnotes_leave_the_flow_and_a_paragraph_goes_on_over_the_page():
    def page(n: int, *texts: str) -> list[Word]:
        return [
            (72, 800, 9, "GC.20/14"),
            *lines(72, 740, 11, *texts),
            (72, 40, 9, "V.23-19212"),
            (500, 40, 9, f"{n}/2"),
        ]

    first = page(
        1,
        "1. The committee took note of the report on the work of the field offices and",
        "recalled its earlier decision, which had been adopted at the session held in the",
    )
    first += [(300, 690, 11, ""), (72, 100, 8, "")]
    raised = [
        (72, 713.6, 11, "city of Vienna."),
        (144, 717.6, 6, "1"),
        (150, 713.6, 11, "It also thanked the Government of Austria for the support that it gave"),
    ]
    note = [(72, 90, 6, "1"), (76, 87, 8, "See document IDB.51/20, para. 14.")]
    second = page(2, "to the office. It asked for a further report.", "2. The committee closed its session.")
    found = read([*first[:3], *raised, *note, *first[3:]], second).paragraphs
    flow = [p for p in found if p.kind == "paragraph"]
    assert [p.number for p in flow] == ["1", "2"]
    assert flow[0].text.startswith("The committee took note")
    assert "gave to the office." in flow[0].text
    assert "Vienna. It also" in flow[0].text
    assert [label for _, label in flow[0].marks] == ["1"]
    assert flow[0].text[: flow[0].marks[0][0]].rstrip().endswith("Vienna.")
    assert [(p.number, p.text) for p in found if p.kind == "footnote"] == [("1", "See document IDB.51/20, para. 14.")]
    assert {p.text for p in found if p.kind == "furniture"} == {"GC.20/14", "V.23-19212", "1/2", "2/2"}


def test_words_broken_at_the_end_of_a_line_are_whole_again():
    text = lines(
        72,
        700,
        10,
        "The report describes the work that was done for the sustain-",
        "able development of middle-",
        "income countries in all regions of the world.",
    )
    assert read(text).paragraphs[0].text == (
        "The report describes the work that was done for the sustainable development of middle-income countries in all regions of the world."
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.4\n", "damaged"),
        (pdf([(72, 700, 10, "Some text.")])[:200], "damaged"),
        (pdf([]), "--ocr"),
        (
            pdf(
                [(72, 700, 10, "x")],
                encrypt=f"<< /Filter /Standard /V 1 /R 2 /O <{'ab' * 32}> /U <{'cd' * 32}> /P -4 >>",
            ),
            "encrypted",
        ),
    ],
)
def test_a_pdf_without_text_or_that_cannot_be_opened_says_what_to_do(data, says):
    with pytest.raises(UnreadableInput, match=says) as caught:
        read_bytes(data, "a.pdf")
    assert ";" in str(caught.value)


def test_a_contents_list_gives_its_entries_without_leaders_and_numbers_however_it_is_drawn():
    entries = [("Chapter I", "General principles", "3"), ("Chapter II", "Rights of the", ""), ("", "residents", "xiv")]
    entries += [(f"Section {n}", "The courts", str(n + 20)) for n in (1, 2, 3)]
    rows = [(700 - 16 * n, *entry) for n, entry in enumerate(entries)]
    labels = [(72.0, y, 10.0, label) for y, label, _, _ in rows if label]
    titles = [(150.0, y, 10.0, title + ("." * 40 + " " + number if number else "")) for y, _, title, number in rows]
    found = read([(250.0, 740.0, 12.0, "Contents"), *labels, *titles]).paragraphs
    assert [(p.kind, p.number, p.text) for p in found[1:]] == [
        ("list item", "chapter 1", "Chapter I General principles"),
        ("list item", "chapter 2", "Chapter II Rights of the residents"),
        *(("list item", f"section {n}", f"Section {n} The courts") for n in (1, 2, 3)),
    ]


def test_roman_page_numbers_are_furniture_and_labels_at_the_head_of_pages_are_not():
    bodies = [
        LEFT,
        RIGHT,
        [line.replace("the", "its") for line in LEFT],
        [line.replace("the", "all") for line in RIGHT],
    ]
    pages = [
        [(250.0, 790.0, 10.0, f"Article {n}"), *lines(72, 700, 10, *body), (290.0, 40.0, 10.0, roman)]
        for n, (roman, body) in enumerate(zip(("xxv", "xxvi", "xxvii", "xxviii"), bodies, strict=True), 4)
    ]
    found = read(*pages).paragraphs
    assert [p.text for p in found if p.kind == "furniture"] == ["xxv", "xxvi", "xxvii", "xxviii"]
    assert [p.number for p in found if p.kind == "heading"] == [f"article {n}" for n in range(4, 8)]


def test_what_was_drawn_out_of_turn_is_read_in_its_place():
    hole = [(72.0, 700.0, 10.0, "The programme"), (160.0, 700.0, 10.0, "(21.1 per cent) goes on.")]
    found = read([*hole, (137.8, 700.0, 10.0, "grew"), (72.0, 680.0, 10.0, "A second line of text.")]).paragraphs
    assert found[0].text.startswith("The programme grew (21.1 per cent) goes on.")
    overlap = [(72.0, 700.0, 10.0, "Industry          for all is an aim."), (110.0, 700.0, 10.0, '"x"')]
    assert '"x" for all is an aim.' in read(overlap).paragraphs[0].text


def test_a_ruled_table_gives_its_cells_though_their_texts_nearly_touch():
    edges = (72, 150, 300)
    rules = [f"{x} 640 m {x} 720 l S" for x in edges] + [f"72 {y} m 300 {y} l S" for y in (640, 660, 700, 720)]
    words = [
        (75.0, 705.0, 10.0, "Region of the wor"),
        (152.0, 705.0, 10.0, "Number of offices"),
        (75.0, 685.0, 10.0, "Latin America"),
        (75.0, 668.0, 10.0, "and Caribbean"),
        (152.0, 685.0, 10.0, "Nineteen field offices in"),
        (152.0, 668.0, 10.0, "eleven countries"),
        (75.0, 645.0, 10.0, "Africa"),
        (152.0, 645.0, 10.0, "Ten"),
    ]
    before, after = lines(72, 780, 10, *LEFT), lines(72, 600, 10, *RIGHT)
    document = read_bytes(pdf([*before, *words, *after], drawn="\n".join(rules)), "a.pdf", language="en")
    cells = [p.text for p in document.paragraphs if p.kind == "cell"]
    assert cells[:2] == ["Region of the wor", "Number of offices"]
    assert cells[2:] == [
        "Latin America and Caribbean",
        "Nineteen field offices in eleven countries",
        "Africa",
        "Ten",
    ]
    assert [p.text for p in document.paragraphs if p.kind == "paragraph"] == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_frame_around_a_paragraph_is_no_table():
    frame = "60 620 300 100 re S"
    found = read_bytes(pdf(lines(72, 700, 10, *LEFT), drawn=frame), "a.pdf", language="en").paragraphs
    assert [p.text for p in found] == [" ".join(LEFT)]


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
def test_a_pdf_that_was_cut_off_is_read_or_refused_on_one_line(share):
    whole = pdf(*([lines(72, 700, 10, *LEFT)] * 3), drawn="60 620 300 100 re S")
    with suppress(UnreadableInput):
        found = read_bytes(whole[: int(share * len(whole))], "a.pdf", language="en")
        assert all(p.text for p in found.paragraphs)
    with pytest.raises(UnreadableInput, match=r"^a\.pdf: [^\n]+$"):
        read_bytes(whole[:20], "a.pdf", language="en")


def test_forms_within_forms_and_a_drawing_of_many_lines_stop_nobody():
    drawing = "\n".join(f"{72 + n % 300} {100 + n % 500} m {80 + n % 300} {100 + n % 500} l S" for n in range(6000))
    assert [p.text for p in read_bytes(pdf(lines(72, 700, 10, *LEFT), drawn=drawing), "a.pdf").paragraphs] == [
        " ".join(LEFT)
    ]
    nested = pdf(lines(72, 700, 10, *LEFT), drawn="/X Do").replace(
        b"/Resources << /Font", b"/Resources << /XObject << /X 3 0 R >> /Font"
    )
    assert " ".join(LEFT) in [p.text for p in read_bytes(nested, "a.pdf", language="en").paragraphs]


def test_a_word_too_wide_for_its_cell_is_not_mixed_with_the_cell_that_it_lies_on():
    rows: list[Word] = []
    for n, (name, command, what) in enumerate(
        [("git", "git(7)", "Git, the fast one"), ("git-email", "git-send-email(1)", "send patches as mail"), ("tig", "tig(1)", "a browser")]
    ):  # fmt: skip
        rows += [(72, 700 - 20 * n, 10, name), (150, 700 - 20 * n, 10, command), (200, 700 - 20 * n, 10, what)]
    ruling = "\n".join(
        [f"{x} 650 m {x} 715 l S" for x in (70, 148, 198, 320)]
        + [f"70 {y} m 320 {y} l S" for y in (655, 675, 695, 715)]
    )
    document = read_bytes(pdf([*rows, *lines(72, 600, 10, *LEFT)], drawn=ruling), "a.pdf", language="en")
    cells = [p.text for p in document.paragraphs if p.kind == "cell"]
    assert cells == [
        "git", "git(7)", "Git, the fast one", "git-email", "git-send-email(1)", "send patches as mail", "tig", "tig(1)", "a browser",
    ]  # fmt: skip


def many_pages(*heads: tuple[Word, ...], count: int = 12) -> list[list[Word]]:
    """Pages of text under a running head, with more at the head of some of them."""
    pages = []
    for n in range(count):
        body = [line.replace("the", f"the {chr(97 + n)}{chr(97 + k)}") for k, line in enumerate(LEFT)]
        more = list(heads[n]) if n < len(heads) else []
        pages.append([(250.0, 800.0, 10.0, "Reference"), *more, *lines(72, 700, 10, *body)])
    return pages


def test_a_word_that_opens_a_page_now_and_then_is_no_running_head():
    note: tuple[Word, ...] = ((72.0, 760.0, 10.0, "Note"),)
    found = read(*many_pages(note, (), (), (), note, (), (), (), note, (), (), note)).paragraphs
    assert [p.text for p in found if p.kind == "furniture"] == ["Reference"] * 12
    assert sum(p.text == "Note" for p in found) == 4


def test_the_same_first_line_of_several_titles_is_no_running_head():
    titles = [
        ("Decision of the Standing Committee of the", f"Congress on the law on the national {matter}")
        for matter in ("flag", "emblem", "anthem", "coasts")
    ]
    pages = many_pages((), *(tuple(lines(72, 780, 14, *title)) for title in titles))
    assert [p.text for p in read(*pages).paragraphs if "Decision" in p.text] == [" ".join(title) for title in titles]
