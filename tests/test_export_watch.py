"""A file that is kept fresh while the glossary is worked on."""

from __future__ import annotations

import signal
import subprocess
import sys

import forked

from align.types import Bead, Bitext, Segment
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term


def pairs(symbol, *sides):
    zh, en = (tuple(Segment(one[side]) for one in sides) for side in (0, 1))
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(sides)))
    return Bitext(zh, en, beads, "zh", "en", metadata={"symbol": symbol})


def test_the_file_is_written_again_when_an_entry_is_added(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([Concept("a", (Term("工发组织", "zh"), Term("UNIDO", "en")))], by="t", origin="import")
    out = tmp_path / "glossary.txt"
    code = "import sys; sys.argv = ['glossary', *sys.argv[1:]]; from glossary.cli import main; main()"
    arguments = ["export", "-g", str(tmp_path / "g"), "--to", "omegat", "-o", str(out), "--watch"]
    running = subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, text=True)
    try:
        assert running.stderr is not None
        assert "1 entries" in running.stderr.readline()
        glossary.add([Concept("b", (Term("绿色氢", "zh"), Term("green hydrogen", "en")))], by="t", origin="import")
        assert "2 entries" in running.stderr.readline()
        assert "green hydrogen" in out.read_text(encoding="utf-8")
        running.send_signal(signal.SIGINT)
        assert running.wait(120) == 0
    finally:
        running.kill()
        running.wait()
        if running.stderr is not None:
            running.stderr.close()


def test_a_project_of_omegat_has_its_terms_and_its_memory_kept_fresh(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([Concept("a", (Term("工发组织", "zh"), Term("UNIDO", "en")), status="approved")], by="t")
    glossary.add_segments([pairs("GC.19/1", ("工发组织支持发展中国家。", "UNIDO supports developing countries."))])
    new, project = tmp_path / "new.txt", tmp_path / "project"
    new.write_text("工发组织支持发展中国家。\n\n绿色氢很重要。", encoding="utf-8")
    code = "import sys; sys.argv = ['glossary', *sys.argv[1:]]; from glossary.cli import main; main()"
    command = [sys.executable, "-c", code]
    made = ("pretranslate", new, "-g", tmp_path / "g", "-o", project, "--format", "omegat")
    assert forked.command("glossary", *made).returncode == 0
    before = (project / "tm" / "matches.tmx").stat().st_mtime_ns
    watching = ["export", "-g", str(tmp_path / "g"), "--to", "omegat", "-o", str(project), "--watch"]
    running = subprocess.Popen([*command, *watching], stderr=subprocess.PIPE, text=True)
    try:
        assert running.stderr is not None
        assert "1 terms and 1 matches" in running.stderr.readline()
        assert (
            project / "tm" / "matches.tmx"
        ).stat().st_mtime_ns == before  # nothing has changed, nothing is read again
        glossary.add([Concept("b", (Term("绿色氢", "zh"), Term("green hydrogen", "en")), status="approved")], by="t")
        assert "2 terms" in running.stderr.readline()
        glossary.add_segments([pairs("GC.20/1", ("绿色氢很重要。", "Green hydrogen matters."))])
        assert "2 terms and 2 matches" in running.stderr.readline()
        assert "green hydrogen" in (project / "glossary" / "terms.utf8").read_text(encoding="utf-8")
        assert "Green hydrogen matters." in (project / "tm" / "auto" / "certain.tmx").read_text(encoding="utf-8")
        assert not [path for path in project.rglob("*") if path.name.endswith((".tmp", ".part"))]
        running.send_signal(signal.SIGINT)
        assert running.wait(120) == 0
    finally:
        running.kill()
        running.wait()
        if running.stderr is not None:
            running.stderr.close()


def test_a_folder_that_is_no_project_is_refused_in_one_line(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    (tmp_path / "folder").mkdir()
    words = ("glossary", "export", "-g", tmp_path / "g", "--to", "omegat", "-o", tmp_path / "folder")
    refused = forked.command(*words)
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    (tmp_path / "folder" / "omegat.project").write_text("no xml", encoding="utf-8")
    refused = forked.command(*words)
    assert refused.returncode == 2
    assert "is no project of OmegaT" in refused.stderr
