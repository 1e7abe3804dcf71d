"""What DuckDB reads in our files, asked in a process of its own: its objects outlive the interpreter, and nanobind complains."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

import pytest
from forked import python

_ASK = """
import duckdb, json, sys
print(json.dumps(duckdb.execute(sys.argv[1], json.loads(sys.argv[2])).fetchall()))
"""


def rows(query: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query; `$name` in it stands for a value."""
    if find_spec("duckdb") is None:
        pytest.skip("needs duckdb: pip install duckdb")
    done = python(_ASK, query, json.dumps(values))
    assert done.returncode == 0, done.stderr
    return [tuple(row) for row in json.loads(done.stdout)]
