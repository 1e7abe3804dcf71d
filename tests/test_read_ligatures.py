"""Ligatures of PDF fonts that do not say which letters they are: put back where one word is meant, and nowhere else."""

from __future__ import annotations

from importlib.resources import files

import pytest
from made_files import LIGATURE_WIDTHS, named_glyphs_pdf

from align.readers import read_bytes
from align.readers.ligatures import ligature_words
from align.resources import FOLDER

ROWS = (
    "The oﬃcers of the aﬀairs bureau raised the ﬂags at the ﬁrst",
    "meeting. It made a diﬀerent eﬀort and had no conﬂict.",
)
WHOLE = "The officers of the affairs bureau raised the flags at the first meeting. It made a different effort and had no conflict."
SIGNS = "ﬀﬁﬂﬃﬄ"


def text_of(*rows: str, name: str | None, widths: dict[str, int] = LIGATURE_WIDTHS) -> str:
    data = named_glyphs_pdf(*rows, names={} if name is None else dict.fromkeys(SIGNS, name), widths=widths)
    return " ".join(p.text for p in read_bytes(data, "a.pdf", language="en").paragraphs)


@pytest.mark.parametrize(
    "name",
    [None, "f", "", "\ue001", "\ufffd", "\x00", "\x1f"],
    ids=["named", "an f", "none", "private", "replacement", "zero", "control"],
)
def test_ligatures_are_read_as_their_letters_whatever_the_font_says(name: str | None) -> None:
    assert text_of(*ROWS, name=name) == WHOLE


def test_words_with_a_bare_f_stay_as_they_are() -> None:
    # A real f, too narrow for a ligature, in what is no word: names, and a misprint that belongs to the text.
    row = "Mr. Ofer sent afairs, Saf and fnd to the offices of Rafat."
    assert text_of(row, name=None) == row


def test_a_capital_is_no_ligature_however_wide() -> None:
    row = "FOSS in jedem Feld"
    assert text_of(row, name=None, widths=LIGATURE_WIDTHS | {"F": 610}) == row


def test_a_typewriters_f_is_as_wide_as_every_letter_and_no_ligature() -> None:
    row = "the afairs of the ofice"
    assert text_of(row, name=None, widths=dict.fromkeys(row, 600)) == row


def test_where_two_words_are_possible_none_is_chosen() -> None:
    # “_at” is flat or fiat, “_ve” only five.
    found = text_of("ﬂat ﬁve", name="\ue001")
    assert found == "\ue001at five"


def test_the_list_is_made_of_the_words_that_are_shipped() -> None:
    text = (files("glossary") / "resources" / "frequency.en.txt").read_text("utf-8")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()[1:]]
    lines = (FOLDER / "ligatures.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ligature_words(words)
    assert len(lines) > 800
