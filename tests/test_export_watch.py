"""A file that is kept fresh while the glossary is worked on."""

from __future__ import annotations

import signal
import subprocess
import sys

from glossary.store.glossary import Glossary
from glossary.types import Concept, Term


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
        assert running.wait(20) == 0
    finally:
        running.kill()
        running.wait()
        if running.stderr is not None:
            running.stderr.close()
