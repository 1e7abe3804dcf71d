"""The README's table of formats names every file that is read, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from align.readers import FORMATS

README = Path(__file__).resolve().parent.parent / "README.md"


def rows() -> list[list[str]]:
    text = README.read_text(encoding="utf-8").split("## What it reads", 1)[1].split("\n## ", 1)[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]
    assert cells[0] == ["format", "read by", "what else is kept"]
    return cells[2:]


def test_every_extension_that_a_reader_is_for_stands_in_the_table_and_no_other():
    named = {extension for row in rows() for extension in re.findall(r"\.[a-z]+", row[0])}
    # XML is known by its first element, an archive by what is in it.
    assert named == {*FORMATS, ".xml", ".zip"}


def test_a_row_names_formats_of_one_sort_and_says_what_is_kept():
    for formats, by, kept in rows():
        assert by
        assert kept
        readers = {FORMATS[extension] for extension in re.findall(r"\.[a-z]+", formats) if extension in FORMATS}
        # Text with and without marks, a scan in either shape, and files of segments stand together.
        assert (
            len(readers) <= 1
            or readers <= {"text", "markdown"}
            or readers <= {"pdf", "picture"}
            or readers <= {"xliff", "tmx", "po", "table"}
        )
