"""Fixtures shared by the tests: the seeds, and ../shared where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Tests never depend on time, since the machine may be busy, nor on chance: `make test` tries the same examples each time.
# `make fuzz` searches at random; what it finds becomes an example of the test that it broke.
settings.register_profile(
    "test", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "fuzz", deadline=None, derandomize=False, print_blob=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("fuzz" if os.environ.get("DUIZHAO_FUZZ") else "test")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs ../shared, which is not beside this checkout")
    return folder
