"""Runs our commands in this process: for tests of what a command says and does, not of the process that it runs in.

    done = command("glossary", "search", "unido", "-g", folder)   # as forked.command, which runs a process

What a command changes in the process (a folder, a variable) stays changed; tests of that take `forked`.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import subprocess
import sys
from unittest import mock

__all__ = ["command"]


def command(*words: object) -> subprocess.CompletedProcess[str]:
    """A command line of ours, `align` or `glossary` with its arguments, run to its end."""
    line = [str(word) for word in words]
    main = importlib.import_module(f"{line[0]}.cli").main
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    status = 0
    with (
        mock.patch.object(sys, "argv", line),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        else:
            raise AssertionError("a command ends with a status")
    said = (stream.buffer.getvalue().decode("utf-8").replace("\r\n", "\n") for stream in (out, err))
    return subprocess.CompletedProcess(line, status, *said)
