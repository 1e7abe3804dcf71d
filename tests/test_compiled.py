"""Compiled functions: kept on disk where that is possible, and at work where it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each starts Numba anew, twice

ROOT = Path(__file__).resolve().parent.parent
SOURCE = """
from align.compiled import jit

@jit("int64(int64)")
def doubled(x):
    return 2 * x

print(doubled(21), len(doubled.signatures), sum(doubled.stats.cache_hits.values()))
"""


def run(folder: Path, home: Path) -> str:
    """Run a module with one compiled function; prints its result, its signatures, and how many came from disk."""
    folder.mkdir(exist_ok=True)
    module = folder / "module.py"
    if not module.exists():
        module.write_text(SOURCE, encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA")}
    env |= {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(home), "HOME": str(home), "IPYTHONDIR": str(home)}
    done = subprocess.run([sys.executable, module], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_compiled_function_is_read_from_disk_the_next_time(tmp_path: Path) -> None:
    assert run(tmp_path / "a", tmp_path / "home") == "42 1 0"
    assert run(tmp_path / "a", tmp_path / "home") == "42 1 1"


def test_where_the_package_cannot_be_written_the_users_cache_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__pycache__").touch()  # no folder can be made of it, even by root
    assert run(tmp_path / "a", tmp_path / "home") == "42 1 0"
    assert run(tmp_path / "a", tmp_path / "home") == "42 1 1"
    assert list((tmp_path / "home").rglob("*.nbi"))


def test_where_nothing_can_be_written_functions_are_compiled_each_time(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__pycache__").touch()
    (tmp_path / "home").touch()
    assert run(tmp_path / "a", tmp_path / "home") == "42 1 0"
    assert run(tmp_path / "a", tmp_path / "home") == "42 1 0"


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_a_damaged_cache_is_done_without(tmp_path: Path, suffix: str) -> None:
    run(tmp_path / "a", tmp_path / "home")
    for path in (tmp_path / "a").rglob(f"*.{suffix}"):
        path.write_bytes(path.read_bytes()[:7])
    assert run(tmp_path / "a", tmp_path / "home") == "42 1 0"
