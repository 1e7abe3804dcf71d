"""Books set by TeX, whose tables stand wherever a page had room for them."""

from __future__ import annotations

from types import MappingProxyType

from align.readers.floats import in_one_order
from align.types import Document, Paragraph


def book(*texts: str, typesetter: str = "TeX") -> Document:
    """`|a` is a cell, `#2.1 Title` a section, `##` a chapter."""
    found = []
    for text in texts:
        if text.startswith("|"):
            found.append(Paragraph(text=text[1:], kind="cell"))
        elif text.startswith("##"):
            found.append(Paragraph(text=text[2:], kind="heading", number=f"chapter {text[2:]}"))
        else:
            found.append(Paragraph(text=text, kind="paragraph"))
    return Document("", tuple(found), "en", format="pdf", metadata=MappingProxyType({"typesetter": typesetter}))


def texts(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs]


TABLES = [["|a", "|b", f"Table 1.{n}: Aims"] for n in (1, 2, 3)]
ONE = ["1", *TABLES[0], "one", "two", *TABLES[1], "three", *TABLES[2], "##2", "end"]
OTHER = ["1", "one", *TABLES[0], *TABLES[1], *TABLES[2], "two", "three", "##2", "end"]


def test_tables_that_float_are_taken_at_the_end_of_their_chapter_in_both_books():
    one, other = in_one_order(book(*ONE), book(*OTHER))
    assert texts(one) == texts(other)
    assert texts(one)[:4] == ["1", "one", "two", "three"]
    assert texts(one)[-2:] == ["2", "end"]


def test_no_table_moves_where_one_side_is_no_such_book_or_has_other_tables():
    src = book(*ONE)
    for tgt in (book(*OTHER, typesetter="Word"), book("one", "two"), book(*TABLES[0], "one")):
        assert in_one_order(src, tgt) == (src, tgt)
