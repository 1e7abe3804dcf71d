"""Windows and macOS: no call that they lack stands unguarded; without the calls that Windows lacks, the work is done all the same.

The tests run on Linux, so the second is a simulation: a process in which these calls and modules are not there.
"""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = frozenset(["fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"])
CALLS = {
    "os": frozenset(
        [
            "chown",
            "chroot",
            "ctermid",
            "fork",
            "forkpty",
            "getegid",
            "geteuid",
            "getgid",
            "getloadavg",
            "getpgid",
            "getpgrp",
            "getsid",
            "getuid",
            "initgroups",
            "killpg",
            "lchown",
            "mkfifo",
            "nice",
            "openpty",
            "pread",
            "pwrite",
            "register_at_fork",
            "sched_getaffinity",
            "sched_setaffinity",
            "setgid",
            "setpgid",
            "setpgrp",
            "setsid",
            "setuid",
            "statvfs",
            "sysconf",
            "uname",
            "wait",
            "wait3",
            "wait4",
            "waitid",
            "O_CLOEXEC",
            "O_DIRECTORY",
            "O_NOFOLLOW",
            "O_NONBLOCK",
            "WEXITED",
            "WNOWAIT",
        ]
    ),
    "signal": frozenset(
        [
            "SIGALRM",
            "SIGBUS",
            "SIGCHLD",
            "SIGCONT",
            "SIGHUP",
            "SIGKILL",
            "SIGPIPE",
            "SIGQUIT",
            "SIGSTOP",
            "SIGTSTP",
            "SIGUSR1",
            "SIGUSR2",
            "SIGXCPU",
            "alarm",
            "pause",
            "pthread_kill",
            "pthread_sigmask",
            "setitimer",
            "sigwait",
        ]
    ),
    "socket": frozenset(["AF_UNIX", "SO_REUSEPORT"]),
}
OVERWRITES = frozenset(["rename", "renames"])
"""Of `os`: on Windows they fail where the new name is taken; `os.replace` does not."""


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_guard(test: ast.expr) -> bool:
    """Whether a condition asks what the system has."""
    text = ast.unparse(test)
    return "os.name" in text or "sys.platform" in text or "hasattr(os" in text or "hasattr(signal" in text


def guarded(ancestors: list[ast.AST]) -> bool:
    """Whether the innermost of these nodes stands where a system without the call never comes, or does not mind."""
    for place, node in enumerate(ancestors[:-1]):
        below = ancestors[place + 1]
        if isinstance(node, ast.If | ast.IfExp) and is_guard(node.test):
            return True
        if isinstance(node, ast.BoolOp) and any(is_guard(value) for value in node.values if value is not below):
            return True
        if isinstance(node, ast.With) and any(
            "AttributeError" in (text := ast.unparse(item)) or "ImportError" in text for item in node.items
        ):
            return True
        if isinstance(node, ast.Try) and below in node.body:
            caught = " ".join(ast.unparse(handler.type) for handler in node.handlers if handler.type)
            if "ImportError" in caught or "AttributeError" in caught:
                return True
        # A function that leaves at once where the system has no such thing.
        if isinstance(node, ast.FunctionDef) and below in node.body:
            for earlier in node.body[: node.body.index(below)]:
                if isinstance(earlier, ast.If) and is_guard(earlier.test) and isinstance(earlier.body[-1], ast.Return):
                    return True
                if isinstance(earlier, ast.Try) and "ImportError" in ast.unparse(earlier):
                    return True
    return False


def unguarded(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines and names of what Windows lacks."""

    def walk(node: ast.AST, ancestors: list[ast.AST]) -> Iterator[tuple[int, str]]:
        ancestors = [*ancestors, node]
        if isinstance(node, ast.Import):
            names = [f"import {alias.name}" for alias in node.names if alias.name in MODULES]
        elif isinstance(node, ast.ImportFrom):
            names = [f"from {node.module}"] if node.module in MODULES else []
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner, name = node.value.id, node.attr
            names = (
                [f"{owner}.{name}"] if name in CALLS.get(owner, ()) or (owner == "os" and name in OVERWRITES) else []
            )
        else:
            names = []
        if names and not guarded(ancestors):
            yield from ((getattr(node, "lineno", 0), name) for name in names)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, ancestors)

    yield from walk(tree, [])


@pytest.mark.parametrize("package", ["align", "glossary"])
def test_what_only_unix_has_is_used_only_where_it_was_asked_for(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert len(files) > 100
    assert [f"{path.relative_to(ROOT)}:{line}: {name}" for path in files for line, name in unguarded(tree(path))] == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import fcntl", ["import fcntl"]),
        ("try:\n    import fcntl\nexcept ImportError:\n    fcntl = None", []),
        ("os.killpg(1, signal.SIGKILL)", ["os.killpg", "signal.SIGKILL"]),
        ("if hasattr(os, 'killpg'):\n    os.killpg(1, signal.SIGKILL)", []),
        ("def f():\n    if os.name == 'nt':\n        return\n    os.nice(5)", []),
        ("def f():\n    if x:\n        return\n    os.nice(5)", ["os.nice"]),
        ("os.rename(a, b)", ["os.rename"]),
        ("os.replace(a, b); signal.signal(signal.SIGTERM, f)", []),
    ],
)
def test_the_walk_sees_what_is_guarded_and_what_is_not(code: str, names: list[str]) -> None:
    assert [name for _, name in unguarded(ast.parse(code))] == names


def test_files_are_opened_as_utf_8_and_texts_are_written_with_the_same_line_ends_everywhere() -> None:
    """What Windows would choose by itself is its own code page and CR LF."""
    left_open = []
    for path in [file for package in ("align", "glossary") for file in (ROOT / package).rglob("*.py")]:
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            named = {keyword.arg for keyword in node.keywords}
            if node.func.attr == "read_text" and "encoding" not in named and not node.args:
                left_open.append(f"{path.relative_to(ROOT)}:{node.lineno}: read_text without encoding")
            if node.func.attr == "write_text" and ast.unparse(node.func.value) == "beside" and "newline" not in named:
                left_open.append(f"{path.relative_to(ROOT)}:{node.lineno}: write_text without newline")
    assert left_open == []


TAKEN = {
    "os": ["fork", "forkpty", "killpg", "nice", "setpgid", "setsid", "waitid"],
    "signal": ["SIGALRM", "SIGHUP", "SIGXCPU", "alarm", "setitimer"],
}
"""Calls taken from the process of the simulation. Others are wanted by libraries, which ask for Linux by name."""
WITHOUT = f"""
import os, signal, sys
import multiprocessing, subprocess, tempfile

for name in ("grp", "pwd", "resource"):
    sys.modules[name] = None
for module, names in ((os, {TAKEN["os"]!r}), (signal, {TAKEN["signal"]!r})):
    for name in names:
        delattr(module, name)
"""


@pytest.mark.slow
def test_the_commands_work_without_the_calls_that_windows_lacks(tmp_path: Path) -> None:
    """The script for other systems, in processes without these calls: documents are read in processes of their own, and
    two processes are started by spawn, since nothing forks.
    """
    (tmp_path / "sitecustomize.py").write_text(WITHOUT, encoding="utf-8")
    environment = {
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "USERNAME": "li",
    }
    command = [sys.executable, str(ROOT / ".ci/elsewhere.py"), "--together"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=300)
    assert (done.returncode, "FAILED" in done.stdout) == (0, False), done.stdout + done.stderr
    assert done.stdout.endswith("all of it went well\n")


def test_the_simulation_has_taken_the_calls_away(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT, encoding="utf-8")
    code = "import os, signal; print(hasattr(os, 'fork'), hasattr(signal, 'SIGALRM'))"
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "False False\n"
