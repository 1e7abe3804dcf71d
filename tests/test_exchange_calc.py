"""Spreadsheets in a real LibreOffice Calc: what it opens, runs nothing of and saves again is the same glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from libreoffice import office

from align.readers.office import program
from glossary.exchange import read, write
from glossary.types import Concept, Context, Term

CONCEPTS = (
    Concept(
        "c1",
        (Term("绿色氢", "zh"), Term("绿氢", "zh"), Term("green hydrogen", "en"), Term("=1+1", "en")),
        definition="hydrogen, made\nwith renewable energy",
        contexts=(Context("绿色氢很贵。", "Green hydrogen is expensive; “very”.", document="GC.20/1", paragraph="3"),),
    ),
    Concept("67", (Term("@工发组织", "zh"), Term("007", "en"))),
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path, str], Path]]:
    """Open a file in Calc, by the settings a double click has, and save it in a format; the new file."""
    command = program()
    if command is None or not (Path(command).resolve().parent / "libsclo.so").is_file():
        pytest.skip("needs LibreOffice Calc (apt install libreoffice-calc-nogui)")

    with office(command, tmp_path_factory.mktemp("calc")) as convert:

        def save(path: Path, suffix: str) -> Path:
            folder = path.parent / "saved"
            # 44,34,76: commas, double quotes, UTF-8, which Calc offers for a file that begins with the mark of UTF-8
            filters = ("--infilter=CSV:44,34,76,1",) if path.suffix == ".csv" else ()
            convert(suffix, path, into=folder, options=filters)
            return folder / f"{path.stem}.{suffix}"

        yield save


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_calc_opens_the_export_and_saves_the_same_entries(tmp_path: Path, calc, format: str) -> None:
    path = tmp_path / f"unido.{format}"
    write(CONCEPTS, path, format=format)
    again = list(read(calc(path, "xlsx")))
    assert [concept.id for concept in again] == ["c1", "67"]
    assert [concept.texts("zh") for concept in again] == [("绿色氢", "绿氢"), ("@工发组织",)]
    assert again[0].texts("en") == ("green hydrogen", "=1+1")
    assert again[0].definition == CONCEPTS[0].definition
    assert again[0].contexts[0].tgt == "Green hydrogen is expensive; “very”."
    # A number's zeros are kept where a cell has a type; a CSV has none, and Calc reads 007 as a number.
    assert again[1].texts("en") == (("007",) if format == "xlsx" else ("7",))


def test_a_workbook_saved_by_calc_changes_nothing_in_the_glossary(tmp_path: Path, calc) -> None:
    from glossary.import_terms import import_file
    from glossary.store.glossary import Glossary

    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add(CONCEPTS, by="Li", origin="import")
    version = glossary.version
    path = tmp_path / "unido.xlsx"
    write(glossary.concepts(), path, format="xlsx")
    done = import_file(tmp_path / "g", calc(path, "xlsx"))
    assert (done.changes, done.new, done.unchanged) == ([], 0, 2)
    glossary.refresh()
    assert glossary.version == version
