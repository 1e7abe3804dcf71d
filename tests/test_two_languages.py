"""One file in two languages: its sides are told apart and aligned, however they lie among each other."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import docx
import pytest
from forked import command
from test_read_pdf import LEFT, lines, pdf
from typer.testing import CliRunner

from align.batch import batch
from align.cli import app
from align.errors import UnreadableInput
from align.readers import read_bytes
from align.two_languages import sides, two_sides
from align.types import Document

CHINESE = [
    "大会通过了关于中等收入国家的决议。",
    "2023 年，理事会审议了工作计划（IDB.51/CRP.4）。",
    "总干事提交了报告。",
    "会议于 5 月 3 日闭幕。",
]
ENGLISH = [
    "The Conference adopted a resolution on middle-income countries.",
    "In 2023, the Board considered the workplan (IDB.51/CRP.4).",
    "The Director General submitted a report.",
    "The meeting closed on 3 May.",
]
PAIRS = list(zip(CHINESE, ENGLISH, strict=True))


def text(content: str) -> Document:
    return read_bytes(content.encode(), "both.txt")


def html(content: str) -> Document:
    return read_bytes(f"<!doctype html><html><body>{content}</body></html>".encode(), "both.html")


def word() -> Document:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for one, other in PAIRS:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = one, other
    packed = io.BytesIO()
    document.save(packed)
    return read_bytes(packed.getvalue(), "both.docx")


LAYOUTS = {
    "paragraph under paragraph": lambda: text("\n\n".join(f"{one}\n\n{other}" for one, other in PAIRS)),
    "a line each": lambda: text("\n".join(f"{one}\n{other}" for one, other in PAIRS)),
    "within a line": lambda: text("\n".join(f"{one}\t{other}" for one, other in PAIRS)),
    "within a paragraph": lambda: text("\n\n".join(f"{one} {other}" for one, other in PAIRS)),
    "one after the other": lambda: text("\n\n".join([*CHINESE, *ENGLISH])),
    "English first": lambda: text("\n\n".join([*ENGLISH, *CHINESE])),
    "HTML table": lambda: html(
        "<table>" + "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in PAIRS) + "</table>"
    ),
    "HTML paragraphs": lambda: html("".join(f"<p>{one}</p><p>{other}</p>" for one, other in PAIRS)),
    "Word table": word,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_sides_are_told_apart(layout):
    document = LAYOUTS[layout]()
    found = sides(document)
    assert (found.src.language, found.tgt.language) == ("zh", "en")
    assert [p.text for p in found.src.paragraphs] == CHINESE
    assert [p.text for p in found.tgt.paragraphs] == ENGLISH
    for side in (found.src, found.tgt):
        for p in side.paragraphs:
            start, end = p.locate(0, len(p.text))
            assert document.text[start:end] == p.text


@pytest.mark.parametrize(
    ("layout", "called"),
    [
        ("a line each", "paragraph under paragraph"),
        ("one after the other", "one after the other"),
        ("Word table", "table"),
        ("HTML table", "table"),
    ],
)
def test_it_is_said_how_the_sides_lie(layout, called):
    assert sides(LAYOUTS[layout]()).layout == called


FRENCH = (
    "La commission des Nations Unies tient",
    "une session dans la ville de Vienne et",
    "examine les rapports qui sont devant",
    "elle. Les membres parlent du budget et",
    "du personnel qui travaille pour nous",
    "dans le monde entier.",
)


def test_columns_in_one_script_are_told_apart_by_their_place():
    rows = [w for pair in zip(lines(60, 700, 10, *FRENCH), lines(320, 700, 10, *LEFT), strict=True) for w in pair]
    found = sides(read_bytes(pdf(rows), "both.pdf"))
    assert (found.src.language, found.tgt.language, found.layout) == ("fr", "en", "columns")
    assert [p.text for p in found.src.paragraphs] == [" ".join(FRENCH)]
    assert [p.text for p in found.tgt.paragraphs] == [" ".join(LEFT)]


ALONE = [
    "\n\n".join(CHINESE),
    "\n\n".join(ENGLISH),
    "大会通过了决议。\n\n工业发展组织（United Nations Industrial Development Organization，UNIDO）编写了报告。\n\n会议闭幕。",
    "1\n\n2\n\n3",
]


@pytest.mark.parametrize("content", ALONE)
def test_a_text_in_one_language_has_no_sides(content):
    assert two_sides(read_bytes(content.encode(), "a.txt", language="zh")) is None


def test_a_column_of_numbers_belongs_to_both_sides_of_a_table():
    rows = "".join(f"<tr><td>{one}</td><td>{n}</td><td>{other}</td></tr>" for n, (one, other) in enumerate(PAIRS, 17))
    found = sides(html(f"<table>{rows}</table>"))
    assert [p.text for p in found.src.paragraphs][:3] == [CHINESE[0], "17", CHINESE[1]]
    assert [p.text for p in found.tgt.paragraphs][:3] == ["17", ENGLISH[0], "18"]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return command("align", *words)


def test_one_argument_aligns_both_languages_of_a_file(tmp_path: Path):
    file = tmp_path / "both.txt"
    file.write_text("\n\n".join(f"{one}\n\n{other}" for one, other in PAIRS), encoding="utf-8")
    done = run("pair", str(file), "--format", "jsonl", "-o", "-")
    beads = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(bead["src"], bead["tgt"]) for bead in beads] == [([one], [other]) for one, other in PAIRS]
    turned = run("pair", str(file), "--src-lang", "en", "--format", "jsonl", "-o", "-")
    assert json.loads(turned.stdout.splitlines()[0])["src"] == [ENGLISH[0]]
    seen = run("inspect", str(file)).stdout
    assert "two languages: Chinese (4 paragraphs) and English (4 paragraphs), paragraph under paragraph" in seen


def test_a_file_in_one_language_asks_for_its_translation(tmp_path: Path):
    file = tmp_path / "one.txt"
    file.write_text("\n\n".join(CHINESE), encoding="utf-8")
    done = run("pair", str(file))
    assert done.returncode == 2
    assert (
        done.stderr.strip()
        == f"align: {file}: is in one language only; name its translation as well: align pair SRC TGT"
    )
    with pytest.raises(UnreadableInput, match="is in zh and en"):
        sides(LAYOUTS["a line each"](), "fr", "en")


def test_a_batch_takes_files_in_two_languages(tmp_path: Path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "both.txt").write_text("\n".join(f"{one}\n{other}" for one, other in PAIRS), encoding="utf-8")
    (inputs / "report_zh.txt").write_text("\n\n".join(CHINESE), encoding="utf-8")
    (inputs / "report_en.txt").write_text("\n\n".join(ENGLISH), encoding="utf-8")
    done = batch([inputs], tmp_path / "out", formats=("jsonl",))
    assert [(note["name"], note["how"], note["beads"]) for note in done.documents] == [
        ("both.zh-en", "one file", 4),
        ("report.zh-en", "name", 4),
    ]
    assert not done.orphans
    assert not done.failures


def test_a_long_paragraph_in_which_languages_take_turns_ends_in_time():
    turns = " ".join(f"{one} {other}" for one, other in PAIRS * 100)
    found = sides(text(turns))
    assert found.src.paragraphs[0].text == CHINESE[0]
    assert found.tgt.paragraphs[0].text == ENGLISH[0]
    assert two_sides(text("\n\n".join(str(n) for n in range(3000)) + "\n\n" + "大会通过了决议。")) is None


def test_the_refusal_of_one_file_names_it_once_with_its_two_languages(tmp_path):
    zh = "工发组织支持可持续工业发展。大会通过了预算。总干事提交了报告。秘书处印发了文件。成员国缴纳了会费。"
    en = "The cat sat on the mat. It rained for 3 days. She bought apples in the market. He sang. We left early."
    path = tmp_path / "both.txt"
    path.write_text("\n\n".join([zh, en] * 4), encoding="utf-8")
    done = CliRunner().invoke(app, ["pair", str(path), "-o", str(tmp_path / "o.tmx")])
    assert done.exit_code == 1
    assert f"{path}, its text in Chinese and in English: the two texts are not translations" in done.output
    assert done.output.count(str(path)) == 1
