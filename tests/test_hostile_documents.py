"""Every reader against files that are empty, cut off, in a wrong encoding, bombs, or named wrongly: a table of both.

Each ends in one line that names the file, or is read; what is packed or XML is refused when a part of it is gone.
"""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import fuzz_files
import pytest

from align.errors import DuizhaoError
from align.readers import FORMATS, read_bytes
from align.types import Document

DOCTYPE = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BINARY = bytes((n * 7919 + 13) % 256 for n in range(4000))
RUSSIAN = "Генеральная Ассамблея приняла резолюцию о мерах. " * 20
PARTS = {"a.docx": "word/document.xml", "a.pptx": "ppt/slides/slide2.xml", "a.xlsx": "xl/worksheets/sheet1.xml", "a.epub": "OEBPS/b.xhtml"}  # fmt: skip
"""The part of each kind of package that is damaged."""
XML = ("a.tmx", "a.xlf", "a.akn")
TEXTS = ("a.txt", "a.md", "a.html", "a.srt", "a.vtt", "a.po", "a.csv", "a.tsv")


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    """A good file of each kind, by name."""
    made = fuzz_files.documents()
    found = {f"a.{name.rpartition('.')[2]}": data for name, data in made.items() if not name.startswith("zh")}
    found |= {f"a.{kind}": made[f"en.{kind}"] for kind in ("txt", "md", "html", "docx")}
    found["a.tsv"] = found["a.csv"].replace(b",", b"\t").replace(b'"yes\t so"', b"yes")
    found["a.rtf"] = b"{\\rtf1\\ansi The Conference adopted the resolution on development.\\par}"
    return found


@pytest.fixture(autouse=True)
def in_process(monkeypatch):
    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")  # no wall is needed


def outcome(data: bytes, name: str) -> Document | DuizhaoError:
    """What comes of reading a file; a refusal is one line with the name of the file, soon."""
    begun = time.process_time()
    found: Document | DuizhaoError
    try:
        found = read_bytes(data, name)
    except DuizhaoError as error:
        found = error
    assert time.process_time() - begun < 20
    assert isinstance(found, Document) or (str(found).startswith(name) and len(str(found).splitlines()) == 1), found
    return found


def repacked(data: bytes, member: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return out.getvalue()


def test_every_reader_has_a_file_in_the_table(whole):
    assert {FORMATS[Path(name).suffix] for name in whole if Path(name).suffix in FORMATS} >= {*FORMATS.values()} - {
        "picture"
    }  # tests/test_read_page_images.py
    assert {*PARTS, *XML, *TEXTS, "a.pdf", "a.rtf"} <= set(whole)


@pytest.mark.parametrize("name", [*PARTS, *XML, *TEXTS, "a.pdf", "a.rtf"])
def test_an_empty_file_is_refused_by_every_reader(name):
    for data in (b"", b" \n\n", b"\0" * 400):
        assert isinstance(outcome(data, name), DuizhaoError)


@pytest.mark.parametrize("name", [*PARTS, *XML, *TEXTS, "a.pdf"])
def test_bytes_without_any_form_are_refused_by_every_reader(name):
    assert isinstance(outcome(BINARY, name), DuizhaoError)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("name", [*PARTS, *XML])
def test_a_package_or_xml_file_that_was_cut_off_is_refused(whole, name, share):
    assert isinstance(outcome(whole[name][: int(len(whole[name]) * share)], name), DuizhaoError)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("name", [*TEXTS, "a.pdf"])
def test_a_text_that_was_cut_off_gives_what_is_there_or_is_refused(whole, name, share):
    found = outcome(whole[name][: int(len(whole[name]) * share)], name)
    assert isinstance(found, DuizhaoError) or found.paragraphs


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251"])
@pytest.mark.parametrize("name", [*XML, *TEXTS])
def test_an_encoding_that_is_not_read_is_refused(name, encoding):
    assert isinstance(outcome(RUSSIAN.encode(encoding), name), DuizhaoError)


@pytest.mark.parametrize("name", [*XML, *TEXTS])
def test_utf_16_is_read_with_its_mark_and_refused_where_a_byte_of_it_is_gone(whole, name):
    text = whole[name].decode()
    found = outcome(text.replace('charset="utf-8"', "").encode("utf-16"), name)
    assert isinstance(found, Document)
    assert isinstance(outcome(text.encode("utf-16")[3:], name), DuizhaoError)


@pytest.mark.parametrize("name", XML)
def test_entities_and_depth_without_end_are_refused(whole, name):
    data = whole[name]
    assert "entities" in str(outcome(b'<?xml version="1.0"?>' + DOCTYPE + data, name))
    begin = data.index(b"<body>") + 6
    assert isinstance(outcome(data[:begin] + b"<p>" * 50_000 + data[begin:], name), DuizhaoError)


@pytest.mark.parametrize("damage", ["cut", "gone", "deep", "bomb"])
@pytest.mark.parametrize("name", PARTS)
def test_a_package_with_a_damaged_part_is_refused(whole, name, damage):
    part = zipfile.ZipFile(io.BytesIO(whole[name])).read(PARTS[name])
    content = {
        "cut": lambda: part[: len(part) // 2],
        "gone": lambda: b"",
        "deep": lambda: part[: part.rindex(b"</")] + b"<div>" * 50_000 + b"x" + b"</div>" * 50_000 + part[part.rindex(b"</") :],
        "bomb": lambda: part + b" " * (260 << 20),
    }[damage]()  # fmt: skip
    assert isinstance(outcome(repacked(whole[name], PARTS[name], content), name), DuizhaoError)


@pytest.mark.parametrize("name", [*(part for part in PARTS if part != "a.epub")])
def test_a_package_that_declares_entities_is_refused(whole, name):
    part = zipfile.ZipFile(io.BytesIO(whole[name])).read(PARTS[name])
    head = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
    with_doctype = part[:head] + DOCTYPE + part[head:]
    assert isinstance(outcome(repacked(whole[name], PARTS[name], with_doctype), name), DuizhaoError)


def test_entities_of_a_chapter_are_not_expanded(whole):
    part = zipfile.ZipFile(io.BytesIO(whole["a.epub"])).read(PARTS["a.epub"])
    found = outcome(repacked(whole["a.epub"], PARTS["a.epub"], DOCTYPE + part.replace(b"<p>", b"<p>&b;")), "a.epub")
    assert isinstance(found, DuizhaoError) or "aaaaaaaaaa" not in found.text


def test_text_deeper_than_the_parser_goes_is_not_lost_without_a_word():
    deep = b"<html><body><p>The first report was adopted.</p>" + b"<div>" * 1000 + b"<p>The second.</p></body></html>"
    assert "deep" in str(outcome(deep, "a.html"))


@pytest.mark.parametrize("name", TEXTS)
def test_a_field_of_a_million_characters_is_read_or_refused(whole, name):
    found = outcome(whole[name] + b"x" * 1_000_000, name)
    assert isinstance(found, Document | DuizhaoError)


@pytest.mark.parametrize("wrong", ["a.docx", "a.pdf", "a.pptx", "a.txt", "a.srt", "a.po", "a.tmx", "a.csv", "a.epub"])
@pytest.mark.parametrize("name", [*PARTS, "a.pdf"])
def test_what_a_file_is_counts_for_more_than_its_name(whole, name, wrong):
    found = outcome(whole[name], wrong)
    assert isinstance(found, Document)
    assert found.format == FORMATS[Path(name).suffix]


@pytest.mark.parametrize("wrong", ["a.docx", "a.pdf", "a.pptx", "a.xlsx", "a.epub", "a.po", "a.xlf", "a.akn", "a.srt"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_text_with_the_name_of_another_format_is_refused(whole, name, wrong):
    assert isinstance(outcome(whole[name], wrong), DuizhaoError)


@pytest.mark.parametrize("name", [*XML, "a.srt", "a.vtt"])
def test_formats_with_a_form_of_their_own_are_known_under_the_name_of_a_text(whole, name):
    found = outcome(whole[name], "a.txt")
    assert isinstance(found, Document)
    assert found.format == FORMATS[Path(name).suffix]


@pytest.mark.parametrize("name", [*PARTS, *XML, "a.pdf"])
def test_nothing_is_written_for_a_damaged_document(whole, name, tmp_path, monkeypatch, capsys):
    import sys

    import align.cli

    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(whole[name][: len(whole[name]) // 2])
    Path("good.txt").write_bytes(whole["a.txt"])
    monkeypatch.setattr(sys, "argv", ["align", "pair", name, "good.txt", "-o", "out.tmx"])
    with pytest.raises(SystemExit) as caught:
        align.cli.main()
    said = capsys.readouterr().err
    assert caught.value.code == 2
    assert said.startswith(f"align: {name}")
    assert len(said.splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {name, "good.txt"}
