"""OmegaT itself opens what we write for it: a project with matches, and the translation memory of an alignment."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from align.cli import app as align_app
from glossary.cli import app as glossary_app

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("omegat") is None, reason="needs OmegaT: apt-get install omegat"),
]
CERTAIN = "工发组织与中等收入国家合作相关活动"
TRANSLATED = "UNIDO activities related to cooperation with middle-income countries"
NEW = "本句从未译过，没有任何参考。"


@pytest.fixture(scope="module")
def glossary(seed_glossary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(seed_glossary / "glossary", tmp_path_factory.mktemp("unido") / "glossary"))


def translated_by_omegat(project: Path, home: Path) -> Path:
    """Let OmegaT open the project and write its target files, as its menu does; gives their folder."""
    home.mkdir()
    command = ["omegat", str(project), "--mode=console-translate"]
    place = os.environ | {"HOME": str(home), "_JAVA_OPTIONS": f"-Duser.home={home}"}
    done = subprocess.run(command, env=place, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Translated document created" in done.stdout
    return project / "target"


def pretranslated(new: Path, glossary: Path, project: Path, *options: str) -> None:
    given = ["pretranslate", str(new), "-g", str(glossary), "--format", "omegat", "-o", str(project), *options]
    done = CliRunner().invoke(glossary_app, given)
    assert done.exit_code == 0, done.output


def test_a_project_opens_with_what_is_certain_filled_in_and_nothing_else(glossary: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.zh.txt"
    new.write_text(f"{CERTAIN}\n{NEW}\n", encoding="utf-8")
    pretranslated(new, glossary, tmp_path / "project")
    [written] = translated_by_omegat(tmp_path / "project", tmp_path / "home").iterdir()
    text = written.read_text(encoding="utf-8")
    assert f"<target>{TRANSLATED}</target>" in text
    assert f"<target>{NEW}</target>" in text  # OmegaT writes the source where nothing is translated


def test_a_word_document_comes_back_with_its_styles(glossary: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading(CERTAIN, 1)
    document.add_paragraph(NEW)
    document.save(str(tmp_path / "new.docx"))
    pretranslated(tmp_path / "new.docx", glossary, tmp_path / "project")
    target = translated_by_omegat(tmp_path / "project", tmp_path / "home")
    back = docx.Document(str(target / "new.docx"))
    assert [(one.style.name, one.text) for one in back.paragraphs] == [("Heading 1", TRANSLATED), ("Normal", NEW)]


def test_the_memory_of_an_alignment_translates_its_own_source(glossary: Path, seeds: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.zh.txt"
    new.write_text(f"{CERTAIN}\n", encoding="utf-8")
    pretranslated(new, glossary, tmp_path / "project")
    for memory in (tmp_path / "project" / "tm").rglob("*.tmx"):
        memory.unlink()
    sides = [str(seeds / f"gc20-item22.{language}.txt") for language in ("zh", "en")]
    memory = tmp_path / "project" / "tm" / "auto" / "report.tmx"
    assert CliRunner().invoke(align_app, ["pair", *sides, "-o", str(memory)]).exit_code == 0
    [written] = translated_by_omegat(tmp_path / "project", tmp_path / "home").iterdir()
    assert f"<target>{TRANSLATED}</target>" in written.read_text(encoding="utf-8")


def test_a_project_of_two_regions_is_written_and_kept_up_in_them(glossary: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (tmp_path / "new.zh.txt").write_text(f"{CERTAIN}\n", encoding="utf-8")
    pretranslated(tmp_path / "new.zh.txt", glossary, project, "--locale", "zh-CN,en-GB")
    settings = (project / "omegat.project").read_text(encoding="utf-8")
    assert "<source_lang>zh-CN</source_lang>" in settings
    assert "<target_lang>en-GB</target_lang>" in settings
    for memory in (project / "tm").rglob("*.tmx"):
        memory.unlink()
    done = CliRunner().invoke(glossary_app, ["export", "-g", str(glossary), "--to", "omegat", "-o", str(project)])
    assert done.exit_code == 0, done.output
    text = (project / "tm/auto/certain.tmx").read_text(encoding="utf-8")
    assert 'srclang="zh-CN"' in text
    assert 'xml:lang="en-GB"' in text
    [written] = translated_by_omegat(project, tmp_path / "home").iterdir()
    assert f"<target>{TRANSLATED}</target>" in written.read_text(encoding="utf-8")
