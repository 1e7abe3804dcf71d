"""What to run on a system on which the tests do not: `python .ci/elsewhere.py` with the Python in which duizhao is installed.

It aligns, builds, looks up, exports, imports and checks in a folder whose name has a blank and Chinese characters, under
a code page that has no Chinese, with several processes, and opens the workbench where its packages are installed. The
exit status is 0 when all of it went well. With `--together`, commands in a row that start no processes share one, which
is quicker. On Windows and macOS nothing of this project has been run yet but in a simulation on Linux
(tests/test_other_systems.py); this is the way to find out.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
ENVIRONMENT = os.environ | {"PYTHONIOENCODING": "cp1252"}
STEPS = (
    ("align --version", "align (duizhao)"),
    ("align pair report.zh.html report.en.html -o 报告.tmx", "beads"),
    ("align pair crlf.zh.txt crlf.en.txt -o beads.ladder", "49 beads"),
    ("align batch . -o aligned --jobs 2 --format tmx", "2 documents"),
    ("glossary build aligned -g 词库 --jobs 2", "entries"),
    ("glossary search 工發組織 -g 词库", "UNIDO"),
    ("glossary approve 工发组织 -g 词库", "Approved 1 entry"),
    ("glossary export -g 词库 --to tbx -o 词表.tbx", "entries as TBX"),
    ("glossary export -g 词库 --to xlsx -o 词表.xlsx", "entries as a workbook"),
    ("glossary import 词表.xlsx -g second", "entries read"),
    ("glossary undo -g 词库", "version"),
    ("glossary verify -g 词库", "in order"),
)
"""Commands, and words that stand in what they print."""
END = "-- end of a command --\n"
ONE_AFTER_THE_OTHER = f"""
import importlib, sys
for line in sys.argv[1:]:
    sys.argv = line.split()
    try:
        importlib.import_module(sys.argv[0] + ".cli").main()
    except SystemExit as ended:
        if ended.code:
            raise
    for stream in (sys.stdout, sys.stderr):
        stream.write({END!r})
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="duizhao 对照 ", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for language in ("zh", "en"):
            text = (SEEDS / f"gc20-item22.{language}.txt").read_text(encoding="utf-8")
            (folder / f"crlf.{language}.txt").write_text(text, encoding="utf-8", newline="\r\n")
            page = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
            (folder / f"report.{language}.html").write_text(page, encoding="utf-8", newline="\n")
        together = "--together" in sys.argv[1:]
        failed = sum(not did(folder, *steps) for steps in grouped(together=together))
        if importlib.util.find_spec("uvicorn"):
            failed += not opened(folder)
    print(f"{failed} failed" if failed else "all of it went well")
    return 1 if failed else 0


def grouped(*, together: bool) -> list[list[tuple[str, str]]]:
    """The steps by the process that they are run in: each in its own, or those in a row that start no processes in one."""
    groups: list[list[tuple[str, str]]] = []
    alone = True
    for step in STEPS:
        before, alone = alone, not together or "--jobs" in step[0]
        if before or alone:
            groups.append([])
        groups[-1].append(step)
    return groups


def did(folder: Path, *steps: tuple[str, str]) -> bool:
    """Whether commands, run in one process one after the other, end with status 0 and say what they should."""
    start = time.perf_counter()
    lines = [command for command, _ in steps]
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *(["-m", *lines[0].split()] if len(lines) == 1 else ["-c", ONE_AFTER_THE_OTHER, *lines])],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    said = [out + err for out, err in zip(done.stdout.split(END), done.stderr.split(END), strict=True)]
    missing = [words for n, (_, words) in enumerate(steps) if n >= len(said) or words not in said[n]]
    well = done.returncode == 0 and not missing
    told = f"{'ok    ' if well else 'FAILED'} {time.perf_counter() - start:5.1f} s  {'; '.join(lines)}"
    print(told.encode(errors="replace").decode())
    if not well:
        print(f"status {done.returncode}, without {missing}:\n{done.stdout}{done.stderr}")
    return well


def opened(folder: Path) -> bool:
    """Whether the workbench answers."""
    command = [sys.executable, "-m", "glossary", "serve", "-g", "词库", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE, encoding="utf-8") as server:  # noqa: S603
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            address = next((word for word in line.split() if word.startswith("http")), "")
            if not address:
                print(f"FAILED glossary serve: {line}{server.stderr.read()}")
                return False
            with urllib.request.urlopen(f"{address}api/search?q=unido", timeout=60) as answer:  # noqa: S310
                well = "工发组织" in answer.read().decode()
            print(f"{'ok    ' if well else 'FAILED'}          glossary serve")
            return well
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
