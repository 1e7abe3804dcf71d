"""What an installation brings: packages and megabytes, without the Python files that are compiled on first use."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks import Row

ROOT = Path(__file__).resolve().parent.parent


def rows(data: Path) -> Iterator[Row]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = closure(project["dependencies"])
    own = sum(path.stat().st_size for room in ("align", "glossary") for path in (ROOT / room).rglob("*") if ships(path))
    total = sum(map(size, base.values())) + own
    yield Row("packages of `pip install .`", len(base), aim="fewer than 73")
    yield Row("their size", f"{total / 1e6:.0f}", "MB", "less than 1,030")
    yield Row("duizhao's own part", f"{own / 1e6:.1f}", "MB")
    largest = sorted(base.items(), key=lambda one: -size(one[1]))[:6]
    for name, found in largest:
        yield Row(f"  {name}", f"{size(found) / 1e6:.0f}", "MB")
    for extra, needed in project["optional-dependencies"].items():
        more = {name: one for name, one in closure(needed).items() if name not in base}
        if more and extra != "dev":
            yield Row(
                f"`.[{extra}]` adds, to {len(base)} packages, {len(more)}",
                f"{sum(map(size, more.values())) / 1e6:.0f}",
                "MB",
            )


def closure(requirements: Iterable[str]) -> dict[str, Distribution]:
    """What these requirements install here, with all that it needs in its turn; what is not installed is left out."""
    found: dict[str, Distribution] = {}
    wanted = [(Requirement(one), "") for one in requirements]
    asked: set[tuple[str, str]] = set()
    while wanted:
        requirement, extra = wanted.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        for one in ("", *requirement.extras):
            if (name, one) not in asked:
                asked.add((name, one))
                wanted += [(Requirement(line), one) for line in found[name].requires or ()]
    return found


def size(package: Distribution) -> int:
    """Bytes of a package's files, as its own list names them."""
    return sum(
        Path(str(file.locate())).stat().st_size for file in package.files or () if ships(Path(str(file.locate())))
    )


def ships(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts
