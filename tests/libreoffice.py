"""LibreOffice started once for several conversions: each costs a second otherwise, most of it for the start."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol


class Convert(Protocol):
    """Convert files into a format, with further options of the command; the new ones stand in `into`."""

    def __call__(self, format: str, *files: Path, into: Path, options: tuple[str, ...] = ()) -> None: ...


@contextmanager
def office(command: str, folder: Path) -> Iterator[Convert]:
    """Start LibreOffice with a profile in this folder; it ends with the block.

    A second command with the same profile hands its work to the first and waits until it is done. The first would end
    after each conversion if it had no document open.
    """
    opened = folder / "open.txt"
    opened.write_text("open\n", encoding="utf-8")
    start = [command, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    with subprocess.Popen(
        [*start, str(opened)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            _wait_for(folder / ".~lock.open.txt#", server)

            def convert(format: str, *files: Path, into: Path, options: tuple[str, ...] = ()) -> None:
                words = [*start, "--convert-to", format, "--outdir", str(into), *options, *map(str, files)]
                done = subprocess.run(words, capture_output=True, text=True, timeout=170)
                made = [into / f"{file.stem}.{format}" for file in files]
                assert done.returncode == 0, done.stdout + done.stderr
                assert [path for path in made if not path.is_file()] == [], done.stdout + done.stderr
                assert server.poll() is None

            yield convert
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # the command is a script, and the program its child


def _wait_for(lock: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait until LibreOffice has opened its document, beside which it lays this file."""
    end = time.monotonic() + 170
    while not lock.exists():
        assert server.poll() is None, "LibreOffice has ended"
        assert time.monotonic() < end, "LibreOffice does not start"
        time.sleep(0.02)
