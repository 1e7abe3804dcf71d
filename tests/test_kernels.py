"""Compiled functions: kept on disk where that is possible, and at work where it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from align.alignment.sparse_lattice import best_path

pytestmark = pytest.mark.slow  # each starts Numba anew, twice

ROOT = Path(__file__).resolve().parent.parent
SOURCE = """
import sys
from typing import NamedTuple
import numpy as np
from align.kernels import Bools, Float64Table, Int32s, kernel

def twice(x):
    return 2 * x

class Flagged(NamedTuple):
    numbers: Int32s
    flags: Bools

class Factors(NamedTuple):
    k: int
    x: float
    on: bool

class Given(NamedTuple):
    flagged: Flagged
    factors: Factors

@kernel
def doubled(given: Given, table: Float64Table) -> float:
    numbers, flags = given.flagged
    k, x, on = given.factors
    total = 0.0
    for i in range(len(numbers)):
        if on and flags[i]:
            total += twice(numbers[i])
        table[i, 1] = k * x
    return total

numbers, table = np.arange(7, dtype=np.int32), np.zeros((7, 2))
given = Given(Flagged(numbers, numbers > 0), Factors(3, 0.5, True))
print(doubled(given, table), table.sum(), doubled.origin, "numba" in sys.modules)
"""
TOLD = SOURCE.replace(
    "import sys\n",
    "import sys\nfrom align.kernels import when_compiling\nwhen_compiling(lambda: print('compiling'))\n",
    1,
)
"""The same, which says so when it compiles."""


def run(folder: Path, home: Path, source: str = SOURCE) -> str:
    """Run a module with a kernel; prints its results, where the code came from, and whether Numba was needed."""
    folder.mkdir(exist_ok=True)
    module = folder / "module.py"
    if not module.exists():
        module.write_text(source, encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA")}
    env |= {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(home), "HOME": str(home), "IPYTHONDIR": str(home)}
    done = subprocess.run([sys.executable, module], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the module, whose kernels have been compiled, to copy from."""
    folder = tmp_path_factory.mktemp("compiled")
    assert run(folder / "a", folder / "home", TOLD) == "compiling\n42.0 10.5 compiled True"
    return folder


def test_a_kernel_is_read_from_disk_the_next_time_numba_left_alone_and_no_compiling_announced(
    compiled: Path, tmp_path: Path
) -> None:
    shutil.copytree(compiled, tmp_path, dirs_exist_ok=True)
    assert run(tmp_path / "a", tmp_path / "home") == "42.0 10.5 disk False"


def test_changed_source_is_compiled_again(compiled: Path, tmp_path: Path) -> None:
    shutil.copytree(compiled, tmp_path, dirs_exist_ok=True)
    module = tmp_path / "a" / "module.py"
    module.write_text(TOLD.replace("2 * x", "3 * x"), encoding="utf-8")
    assert run(tmp_path / "a", tmp_path / "home") == "compiling\n63.0 10.5 compiled True"


def test_where_the_package_cannot_be_written_the_users_cache_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__pycache__").touch()  # no folder can be made of it, even by root
    assert run(tmp_path / "a", tmp_path / "home") == "42.0 10.5 compiled True"
    assert run(tmp_path / "a", tmp_path / "home") == "42.0 10.5 disk False"
    assert list((tmp_path / "home").rglob("*.kernels"))


def test_where_nothing_can_be_written_kernels_are_compiled_each_time(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__pycache__").touch()
    (tmp_path / "home").touch()
    assert run(tmp_path / "a", tmp_path / "home") == "42.0 10.5 compiled True"
    assert run(tmp_path / "a", tmp_path / "home") == "42.0 10.5 compiled True"


def test_damaged_code_is_not_run_but_compiled_again(compiled: Path, tmp_path: Path) -> None:
    shutil.copytree(compiled, tmp_path, dirs_exist_ok=True)
    (path,) = (tmp_path / "a").rglob("*.kernels")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert run(tmp_path / "a", tmp_path / "home") == "compiling\n42.0 10.5 compiled True"
    path.write_bytes(content[:7])
    assert run(tmp_path / "a", tmp_path / "home") == "compiling\n42.0 10.5 compiled True"
    assert run(tmp_path / "a", tmp_path / "home") == "42.0 10.5 disk False"


def test_what_needs_numbas_own_runtime_is_run_by_numba(tmp_path: Path) -> None:
    source = SOURCE.replace("    total = 0.0\n", "    total = np.zeros(3).sum()\n")
    assert run(tmp_path / "a", tmp_path / "home", source) == "42.0 10.5 numba True"


def test_a_kernel_refuses_an_array_of_another_kind() -> None:
    for beads in (np.zeros((1, 4)), np.zeros(4, dtype=np.int32), np.zeros((1, 8), dtype=np.int32)[:, ::2]):
        with pytest.raises(TypeError, match=r"_best_path.* got an array"):
            best_path(beads, np.zeros(1, dtype=np.float32), 1, 1)
