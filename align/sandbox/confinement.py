"""What a reading process takes from itself before it reads anything: network, memory, time."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

__all__ = ["allow_seconds", "confine"]

_CLONE_NEWUSER = 0x1000_0000
_CLONE_NEWNET = 0x4000_0000
_REFUSED = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "socket.sendmsg",
)


def confine(memory: int, output: int) -> None:
    """Give up the network, and all megabytes of memory and of a file beyond these. There is no way back within the process, or for its children.

    Linux: a network of its own, in which there is nothing, where the system lets us (containers may forbid it).
    Everywhere: Python opens no connection. The limit on memory needs POSIX.
    """
    _leave_network()
    sys.addaudithook(_refuse)
    with suppress(ImportError, ValueError, OSError):
        import resource

        for kind, size in ((resource.RLIMIT_AS, memory << 20), (resource.RLIMIT_FSIZE, output << 20)):
            _, hard = resource.getrlimit(kind)
            size = size if hard == resource.RLIM_INFINITY else min(size, hard)
            resource.setrlimit(kind, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_seconds(seconds: int) -> None:
    """Let this process use so many seconds of processor time more; then the system ends it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def _leave_network() -> bool:
    """Whether the kernel gave us a network without interfaces."""
    if not sys.platform.startswith("linux") or os.environ.get("DUIZHAO_READ_NAMESPACE") == "off":
        return False
    import ctypes

    user, group = os.getuid(), os.getgid()
    library = ctypes.CDLL(None, use_errno=True)
    if user == 0 and library.unshare(_CLONE_NEWNET) == 0:
        return True
    # Without the right to it in our own user namespace, we have it in a new one.
    if library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    # The same user as before, or LibreOffice would not know whose its folder is.
    with suppress(OSError):
        for name, content in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 - no heavy import here
                file.write(content)
    return True


def _refuse(event: str, _arguments: Any) -> None:
    if event in _REFUSED:
        raise PermissionError("a file that is read may not cause a connection")
