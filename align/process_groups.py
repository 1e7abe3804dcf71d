"""End a process with all that it has started; Windows has neither sessions nor SIGKILL, and ends the process alone."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress

__all__ = ["end_group", "end_own_group"]


def end_group(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a process that was started with `start_new_session=True`, and its children; nothing where it has ended.

    >>> import sys
    >>> process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    >>> end_group(process)
    >>> process.communicate()[0], process.returncode == 0
    (None, False)
    """
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def end_own_group() -> None:
    """End this process and those that it has started, at once."""
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
