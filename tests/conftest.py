"""Fixtures shared by the tests: the seeds, and ../shared where it is there."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from align.batch.process_pool import THREADS

# Tests never depend on time, since the machine may be busy, nor on chance: `make test` tries the same examples each time.
# `make fuzz` searches at random; what it finds becomes an example of the test that it broke.
settings.register_profile(
    "test", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "fuzz", deadline=None, derandomize=False, print_blob=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("fuzz" if os.environ.get("DUIZHAO_FUZZ") else "test")

# A shell starts what goes to the background with SIGINT ignored, and what we start inherits that. Some tests send SIGINT to
# a command of ours and wait for it to end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests start some hundred processes of ours. Where bytecode may not be kept, each of them would compile all our modules.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# One thread of each library in each of several processes of tests for two processors, as in the processes of a batch: those
# of BLAS wait for work by running in circles.
for _variable in THREADS:
    os.environ.setdefault(_variable, "1")

# What is collected and imported stays to the end: the garbage collector need not go through it again and again, which was
# a twelfth of all processor time.
gc.disable()

# Tests make and delete many small files, and our stores wait for the disk with every change. Where there is a file system
# in memory with room enough, they wait for none; set TMPDIR to have them elsewhere.
_MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2 << 30:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_MEMORY)  # the files of a test that failed stay there
    os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="dz-", dir=_MEMORY)  # short: Ray puts sockets into it
    tempfile.tempdir = None  # it may have been looked up already
    # After multiprocessing has removed its own folder in there (priority -100).
    Finalize(None, shutil.rmtree, args=(os.environ["TMPDIR"],), kwargs={"ignore_errors": True}, exitpriority=-200)

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the files of tests, they begin with those that take long, and end together."""
    if not hasattr(config, "workerinput"):
        return
    work: dict[Path, int] = defaultdict(int)
    for item in items:
        work[item.path] += 20 if item.get_closest_marker("slow") else 1
    items.sort(key=lambda item: -work[item.path])


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seed_glossary(seeds: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the `glossary` and the `bitext` built of the seed report, to copy from and never to change.

    The processes of one run share it: the first to ask builds it. What that one leaves when it is killed is not taken.
    """
    from filelock import FileLock

    from glossary.build import build

    place = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        place = place.parent  # of the run; what is in it are the folders of its processes
    folder = place / "seed-glossary"
    with FileLock(place / "seed-glossary.lock"):
        if not folder.exists():
            made = Path(tempfile.mkdtemp(prefix="seed-glossary-", dir=place))
            build([seeds], made / "glossary", bitext=made / "bitext", by="builder")
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs ../shared, which is not beside this checkout")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash passwords at the least cost: each takes a tenth of a second otherwise, as it should outside of tests.

    Processes of their own are not touched; test_accounts.py looks at what they store.
    """
    from glossary.people import passwords

    def quick() -> Any:
        from argon2 import PasswordHasher
        from argon2.profiles import CHEAPEST

        return PasswordHasher.from_parameters(CHEAPEST)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cache(quick))
        yield
