"""`glossary pretranslate`: what it writes, what it counts, and one line for what is wrong."""

from __future__ import annotations

import sys

import pytest

from align.types import Bead, Bitext, Segment
from glossary.cli import main
from glossary.store.glossary import Glossary

ZH, EN = "大会注意到该报告。", "The Conference took note of the report."


@pytest.fixture(scope="module")
def glossary(tmp_path_factory):
    folder = tmp_path_factory.mktemp("command")
    made = Glossary.open(folder / "g", create=True)
    made.add_segments([Bitext((Segment(ZH),), (Segment(EN),), (Bead((0,), (0,)),), "zh", "en", "a.txt")])
    Glossary.open(folder / "empty", create=True)
    (folder / "new.txt").write_text(f"{ZH}\n", encoding="utf-8")
    (folder / "in" / "sub").mkdir(parents=True)
    (folder / "in" / "a.txt").write_text(f"{ZH}\n", encoding="utf-8")
    (folder / "in" / "sub" / "b.txt").write_text("全新的句子。\n", encoding="utf-8")
    (folder / "in" / "broken.docx").write_bytes(b"no document")
    return folder


@pytest.fixture
def run(glossary, monkeypatch, capfdbinary):
    def run(*arguments):
        monkeypatch.chdir(glossary)
        monkeypatch.setattr(sys, "argv", ["glossary", "pretranslate", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return ended.value.code, out.decode(), err.decode()

    return run


def test_a_document_goes_out_with_its_analysis(glossary, run):
    status, out, err = run("new.txt", "-g", "g", "-o", "out.xlf", "--analysis", "a.csv")
    assert status == 0, err
    assert EN in (glossary / "out.xlf").read_text(encoding="utf-8")
    assert "new.txt,zh,characters,100%,1,8,100.0" in (glossary / "a.csv").read_text(encoding="utf-8")
    assert "1 of 1 sentences with a match" in err
    assert "characters" in out


def test_a_folder_goes_out_file_by_file_and_what_cannot_be_read_is_named(glossary, run):
    status, out, err = run("in", "-g", "g", "-o", "out", "--format", "tmx")
    assert status == 1
    assert sorted(path.relative_to(glossary / "out").as_posix() for path in (glossary / "out").rglob("*.tmx")) == [
        "a.txt.tmx",
        "sub/b.txt.tmx",
    ]
    assert "broken.docx" in err
    assert "all 2 documents" in out


def test_standard_output_takes_the_file_and_nothing_else(glossary, run):
    _, out, _ = run("new.txt", "-g", "g", "-o", "-", "--format", "tmx")
    assert out.startswith("<?xml")
    assert out.rstrip().endswith("</tmx>")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["none.txt", "-g", "g", "-o", "x.xlf"], "none.txt: there is no such file"),
        (["new.txt", "-g", "none", "-o", "x.xlf"], "no glossary here"),
        (["new.txt", "-g", "empty", "-o", "x.xlf"], "no sentences are kept here"),
        (["new.txt", "-g", "g", "-o", "x.odt"], "'.odt' is not that of a known format"),
        (["new.txt", "-g", "g", "-o", "x.xlf", "--analysis", "a.xls"], "format for the analysis"),
        (["new.txt", "-g", "g", "-o", "x.xlf", "--least", "20"], "greater than or equal to 50"),
        (["new.txt", "-g", "g", "-o", "x.xlf", "--prefer", "nonsense"], "no year, body or subject"),
        (["new.txt", "-g", "g", "-o", "x.xlf", "--tgt-lang", "fr"], "no sentences in zh and fr"),
        (["new.txt", "-g", "g", "-o", "x.xlf", "--lang", "fr"], "the document is in fr"),
        (["new.txt", "-g", "g", "-o", "x.docx", "--in-place"], "--in-place takes a .docx"),
        (["in", "-g", "g", "-o", "new.txt"], "NEW is a folder"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_nothing_behind(glossary, run, arguments, named):
    status, _, err = run(*arguments)
    assert status == 2
    assert err.count("\n") == 1
    assert named in err
    assert not any(glossary.glob("x.*"))
