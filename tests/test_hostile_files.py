"""Crafted and damaged files: each ends in one line, soon, and costs nothing else."""

from __future__ import annotations

import io
import itertools
import json
import os
import shutil
import sys
import time
import zipfile
from pathlib import Path

import fuzz_files
import polars as pl
import pytest
import xlsxwriter
from bad_files import BAD

import align.cli
import glossary.cli
from align.errors import DuizhaoError, InvalidExchange, UnreadableInput
from align.extras import require
from align.formats import read as read_bitexts
from align.readers import read, read_bytes
from align.readers.numbering import formatted
from glossary.build import build
from glossary.exchange import Losses
from glossary.exchange import read as read_terms
from glossary.types import Concept, Term

SEEDS = Path(__file__).parent.parent / "seeds"
DOCTYPE = b'<!DOCTYPE a [<!ENTITY e "x">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def is_one_line(error: DuizhaoError) -> bool:
    return len(str(error).splitlines()) == 1


def html(markup: str) -> str:
    return read_bytes(markup.encode(), "a.html", language="en").text


def docx(change) -> bytes:
    """A Word document of which `change(name, content)` makes other parts."""
    whole, out = fuzz_files.documents()["en.docx"], io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_openings_of_links_that_nothing_closes_take_no_time():
    begun = time.process_time()
    assert "[a](" in read_bytes(b"[a](" * 25_000, "a.md", language="en").text
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("style", ["a", "A", "i", "I", "1"])
@pytest.mark.parametrize("start", ["99999999999", "999999999", "-7", "²", "٣", "9" * 5000, ""])
def test_a_list_may_begin_with_any_number(style, start):
    text = html(f'<ol start="{start}" type="{style}"><li>The report of the General Assembly</li></ol>')
    assert "The report" in text
    assert len(text) < 200


def test_labels_in_letters_end_where_those_of_word_do():
    assert formatted(780, "upperLetter") == "Z" * 30
    assert formatted(781, "upperLetter") == "781"
    assert formatted(2_000_000_000, "upperRoman") == "2000000000"


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "unicode_escape", "rot13", "hex", "undefined", "mbcs", "x" * 30]
)
def test_a_page_may_claim_any_encoding(charset):
    assert "The report" in html(f"<meta charset={charset}><p>The report of the General Assembly - 1</p>")


@pytest.mark.parametrize("where", ["long comment", "utf-16"])
def test_a_doctype_in_a_word_document_is_refused_wherever_it_stands(where):
    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        if where == "utf-16":
            return (
                content.decode().replace("UTF-8", "UTF-16").replace("?>", "?>" + DOCTYPE.decode(), 1).encode("utf-16")
            )
        return content.replace(b"?>", b"?><!--" + b"x" * 9000 + b"-->" + DOCTYPE, 1)

    with pytest.raises(UnreadableInput, match="DOCTYPE"):
        read_bytes(docx(change), "a.docx", language="en")


def test_a_workbook_with_a_far_cell_is_refused_before_it_is_opened(tmp_path):
    workbook(tmp_path / "a.xlsx", {(1_048_575, 16_383): "x"})
    with pytest.raises(UnreadableInput, match=r"1,048,57[56] rows and 16,38[34] columns"):
        list(read_terms(tmp_path / "a.xlsx"))


def replaced(package: Path, before: bytes, after: bytes) -> None:
    """Put one run of bytes in the place of another in all members of a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(before, after))
    package.write_bytes(out.getvalue())


def test_a_workbook_with_a_cell_in_a_row_that_no_sheet_has_is_refused(tmp_path):
    workbook(tmp_path / "a.xlsx", {})
    replaced(tmp_path / "a.xlsx", b'r="A2"', b'r="A99999999999"')
    with pytest.raises(UnreadableInput, match="99,999,999,999 rows"):
        list(read_terms(tmp_path / "a.xlsx"))


def test_a_workbook_that_uses_a_long_text_thousands_of_times_is_refused(tmp_path):
    workbook(tmp_path / "a.xlsx", {(row, 0): "甲" * 30_000 for row in range(2, 9000)})
    with pytest.raises(UnreadableInput, match="more than 512 MB of text"):
        list(read_terms(tmp_path / "a.xlsx"))


def test_a_workbook_that_lies_about_its_texts_is_refused(tmp_path):
    workbook(tmp_path / "a.xlsx", {})
    replaced(tmp_path / "a.xlsx", b'uniqueCount="4"', b'uniqueCount="99999999999"')
    with pytest.raises(UnreadableInput, match="says that it has 99999999999 texts, and has 4"):
        list(read_terms(tmp_path / "a.xlsx"))


def workbook(path: Path, cells: dict[tuple[int, int], str]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["zh", "en"])
        sheet.write_row(1, 0, ["大会", "General Assembly"])
        for (row, column), text in cells.items():
            sheet.write_string(row, column, text)


def test_entities_of_rdf_behind_a_long_comment_are_refused(tmp_path):
    require("pyoxigraph", "rdf", "RDF")
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    (tmp_path / "a.rdf").write_text(
        f'<?xml version="1.0"?><!--{"x" * 70_000}--><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{entities}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x>&j;</x></rdf:RDF>',
        encoding="utf-8",
    )
    with pytest.raises(InvalidExchange, match="entities"):
        list(read_terms(tmp_path / "a.rdf"))


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_small_parquet_file_that_unpacks_to_600_megabytes_is_refused_before_it_is(tmp_path, monkeypatch, wrapped):
    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")  # it does not need the wall
    text = "x" * 1_000_000
    row = {"src": [text] if wrapped else text, "tgt": ["y"] if wrapped else "y", "src_lang": "zh", "tgt_lang": "en"}
    pl.DataFrame([row]).select(pl.all().repeat_by(600).explode()).write_parquet(tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 1_200_000
    with pytest.raises(UnreadableInput, match="more than 512") as caught:
        list(read_bitexts(tmp_path / "a.parquet"))
    assert caught.value.code == "over_limit"


def test_entries_in_parquet_that_unpack_to_gigabytes_are_refused_before_they_are(tmp_path, monkeypatch):
    from glossary.exchange import write

    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")
    monkeypatch.setenv("DUIZHAO_READ_OUTPUT", "20")
    entry = Concept("c1", (Term("是", "zh"), Term("yes", "en", note="x" * 1_000_000)))
    write([entry], tmp_path / "one.parquet", format="parquet")
    frame = pl.read_parquet(tmp_path / "one.parquet")
    pl.concat([frame] * 50).write_parquet(tmp_path / "a.parquet")
    assert len(list(read_terms(tmp_path / "one.parquet"))) == 1
    with pytest.raises(UnreadableInput, match="more than 20"):
        list(read_terms(tmp_path / "a.parquet"))


def nested_forms(depth: int, width: int) -> bytes:
    """A PDF whose page draws a form that draws others, `width` each, `depth` deep."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F0 6 0 R >> >> >>",
        b"<< /Length 6 >>\nstream\n/F0 Do\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n in range(1, depth + 1):
        last = n == depth
        inner = b"/Font << /F1 5 0 R >>" if last else b"/XObject << /F%d %d 0 R >>" % (n, 6 + n)
        body = b"BT /F1 11 Tf 60 780 Td (A sentence.) Tj ET" if last else b" ".join([b"/F%d Do" % n] * width)
        head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %s >> /Length %d" % (inner, len(body))
        objects.append(b"<< %s >>\nstream\n%s\nendstream" % (head, body))
    return (
        b"%PDF-1.4\n"
        + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(objects, 1))
        + (b"trailer << /Size %d /Root 1 0 R >>\n%%%%EOF" % (len(objects) + 1))
    )


def test_forms_nested_in_forms_end_in_one_line_that_names_the_limit(tmp_path, monkeypatch):
    monkeypatch.setenv("DUIZHAO_READ_MEMORY", "700")
    (tmp_path / "few.pdf").write_bytes(nested_forms(3, 2))
    assert "A sentence" in read(tmp_path / "few.pdf", language="en").text
    (tmp_path / "many.pdf").write_bytes(nested_forms(20, 4))
    assert (tmp_path / "many.pdf").stat().st_size < 5000
    with pytest.raises(UnreadableInput) as caught:
        read(tmp_path / "many.pdf", language="en")
    assert caught.value.code == "over_limit"
    assert "700 MB" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_an_entry_of_a_hundred_thousand_terms_is_passed_over_and_counted(tmp_path):
    many = {"id": "c1", "terms": [{"text": f"t{n}", "language": "en"} for n in range(100_000)]}
    few = {"id": "c2", "terms": [{"text": "大会", "language": "zh"}, {"text": "General Assembly", "language": "en"}]}
    (tmp_path / "a.json").write_text(json.dumps([many, few]), encoding="utf-8")
    losses = Losses()
    assert [concept.id for concept in read_terms(tmp_path / "a.json", losses=losses)] == ["c2"]
    assert losses.entries == 1
    assert losses.lost == {"entry of more than 1,000 terms": 1}


def test_deep_nesting_of_a_manifest_or_of_json_is_one_line(tmp_path):
    (tmp_path / "a.toml").write_text("a = " + "[" * 100_000, encoding="utf-8")
    (tmp_path / "a.json").write_text("[" * 100_000, encoding="utf-8")
    for reading in (lambda: fuzz_files.find_pairs(tmp_path / "a.toml"), lambda: list(read_terms(tmp_path / "a.json"))):
        with pytest.raises(DuizhaoError) as caught:
            reading()
        assert is_one_line(caught.value)


def test_half_of_a_surrogate_pair_does_not_come_in(tmp_path):
    bead = r'{"src": ["\ud800"], "tgt": ["a"], "src_lang": "zh", "tgt_lang": "en"}'
    (tmp_path / "a.jsonl").write_text(bead, encoding="ascii")
    with pytest.raises(InvalidExchange, match="surrogate"):
        list(read_bitexts(tmp_path / "a.jsonl"))


def test_half_of_a_surrogate_pair_in_a_term_is_named_as_a_fault(tmp_path):
    from glossary.import_terms import import_file

    terms = r'{"language": "zh", "text": "\ud800"}, {"language": "en", "text": "half"}'
    (tmp_path / "a.json").write_text(f'{{"concepts": [{{"id": "x", "terms": [{terms}]}}]}}', encoding="ascii")
    (tmp_path / "b.jsonl").write_text(f'{{"id": "x", "terms": [{terms}]}}\n', encoding="ascii")
    for name, place in (("a.json", "concept 1 holds"), ("b.jsonl", "line 1: an entry holds")):
        done = import_file(tmp_path / "g", tmp_path / name, format="json")
        assert place in done.losses.fault_lines()[0]
        assert done.losses.lost["term without text"] == 1


def test_a_memory_with_a_segment_of_over_a_million_characters_does_not_end_a_build(tmp_path):
    unit = '<tu><tuv xml:lang="zh"><seg>{}</seg></tuv><tuv xml:lang="en"><seg>{}</seg></tuv></tu>'
    long = unit.format("大会通过决议。" * 200_000, "The Assembly adopted it. " * 60_000)
    for name, units in (("good", unit.format("绿色氢很重要。", "Green hydrogen is important.")), ("long", long)):
        (tmp_path / f"{name}.tmx").write_text(
            f'<tmx version="1.4"><header srclang="zh"/><body>{units}</body></tmx>', encoding="utf-8"
        )
    built = build([tmp_path / "good.tmx", tmp_path / "long.tmx"], tmp_path / "g")
    assert built.added.new > 0
    assert any("more than 10,000 characters" in fault for fault in built.faults)


def test_names_that_are_no_utf8_do_not_end_a_batch(tmp_path, monkeypatch, capsys):
    for side, letter in (("zh", "C"), ("en", "E")):
        name = os.fsencode(tmp_path) + "/报告".encode("gb18030") + f"_{letter}.txt".encode()
        try:
            shutil.copyfile(SEEDS / f"gc20-item22.{side}.txt", os.fsdecode(name))
        except OSError:
            pytest.skip("this file system takes UTF-8 only")
    status, out, said = command(monkeypatch, capsys, "align", "batch", str(tmp_path), "-o", str(tmp_path / "out"))
    assert (status, said) == (0, "")
    assert out.startswith("1 document")
    assert list((tmp_path / "out").rglob("报告.zh-en.tmx"))


def test_an_argument_that_is_no_utf8_is_one_line(monkeypatch, capsys):
    status, _, said = command(monkeypatch, capsys, "glossary", "search", "-g", "g", "\udcb1\udcff")
    assert status == 2
    assert "is no UTF-8" in said
    assert len(said.splitlines()) == 1


def command(monkeypatch, capsys, *words: str) -> tuple[int, str, str]:
    """Exit status, output and what is said of a command, run in this process."""
    monkeypatch.setattr(sys, "argv", list(words))
    with pytest.raises(SystemExit) as caught:
        {"align": align.cli.main, "glossary": glossary.cli.main}[words[0]]()
    out, said = capsys.readouterr()
    assert "Traceback" not in said
    return int(caught.value.code or 0), out, said


READING = {
    ("align", "inspect", "a.parquet"): "a.parquet",
    ("glossary", "import", "g-xlsx.xlsx", "-g", "g"): "g-xlsx.xlsx",
    ("glossary", "import", "g-parquet.parquet", "-g", "g"): "g-parquet.parquet",
}


@pytest.fixture(scope="module")
def good_files() -> dict[str, bytes]:
    documents = fuzz_files.documents()
    return (
        {"a.docx": documents["zh.docx"], "b.docx": documents["en.docx"]}
        | fuzz_files.bitexts()
        | fuzz_files.glossaries()
    )


@pytest.mark.parametrize("words", READING, ids=lambda words: " ".join(words[:3]))
@pytest.mark.parametrize("kind", BAD)
def test_other_formats_of_the_commands_say_in_one_line_what_is_wrong_with_a_file(  # see test_command_laws
    words, kind, good_files, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    bad = READING[words]
    for name in {word for word in words if word in good_files}:
        (tmp_path / name).write_bytes(good_files[name])
    BAD[kind](tmp_path / bad)
    status, _, said = command(monkeypatch, capsys, *words)
    lines = [line for line in said.splitlines() if line.strip()]
    assert status in (1, 2)
    assert lines
    assert len(lines) <= (1 if status == 2 else 3), said
    assert Path(bad).stem in said
    assert not list(tmp_path.glob("*out*")), "something was written"
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".") and path.is_file()], (
        "half a file is left"
    )


def test_damaged_files_end_in_one_line_with_every_reader(tmp_path, monkeypatch):
    monkeypatch.setenv("DUIZHAO_READ_SECONDS", "20")
    for name, text in (("zh.txt", fuzz_files.ZH), ("en.txt", fuzz_files.EN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    cases = fuzz_files.cases()
    ends = [
        (cases[which][0], fuzz_files.run(cases[which], data, tmp_path))
        for _, which, data in itertools.islice(fuzz_files.rounds(4, cases), 8 * len(cases))
    ]
    assert [end for end in ends if end[1].startswith("FELL")] == []
    assert {end for _, end in ends} > {"read", "invalid_exchange", "unreadable_input"}


def test_every_reader_and_importer_has_damaged_files():
    from align.formats import FORMATS as BITEXTS
    from align.readers import FORMATS
    from glossary.exchange import READABLE

    given = {path.suffix for path in map(Path, fuzz_files.documents())}
    # LibreOffice reads one, OCR the other: tests/test_read_page_images.py damages pictures.
    others = {"office", "picture"}
    lacking = set(FORMATS.values()) - {FORMATS[suffix] for suffix in given if suffix in FORMATS} - others
    assert lacking <= {"table"} if ".csv" in given else lacking == set()
    assert {f"a.{name}" for name, format in BITEXTS.items() if format.reads} == set(fuzz_files.bitexts())
    # TSV and JSON Lines are read by what reads CSV and JSON.
    assert {name.split("-")[1].split(".")[0] for name in fuzz_files.glossaries()} >= set(READABLE) - {
        "tsv",
        "jsonl",
        "tmx",
    }


def test_whole_files_are_read_by_every_reader(tmp_path):
    (tmp_path / "zh.txt").write_text(fuzz_files.ZH, encoding="utf-8")
    (tmp_path / "en.txt").write_text(fuzz_files.EN, encoding="utf-8")
    for case in fuzz_files.cases():
        assert (case[0], fuzz_files.run(case, case[1], tmp_path)) == (case[0], "read")
    assert read(tmp_path / "en.txt").language == "en"


@pytest.mark.parametrize(
    "words",
    [
        ("align", "pair", "a.docx", "b.docx", "-o", "file/out.tmx"),
        ("align", "segment", "a.docx", "-o", "file/out.txt"),
        ("align", "batch", "a.docx", "b.docx", "-o", "file/out"),
        ("glossary", "import", "g-tbx.tbx", "-g", "file/g"),
        ("glossary", "build", "a.tmx", "-g", "file/g"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_an_output_that_cannot_be_written_is_one_line(words, good_files, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in {word for word in words if word in good_files}:
        (tmp_path / name).write_bytes(good_files[name])
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    status, _, said = command(monkeypatch, capsys, *words)
    assert status == 2
    assert len(said.splitlines()) == 1, said
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"
