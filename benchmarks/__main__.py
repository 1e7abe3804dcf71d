"""`python -m benchmarks [NAME ...] [--write FILE]`: run the benchmarks and print their rows as Markdown tables.

With --write the tables also go into FILE (docs/figures.md): those of the benchmarks that were run are replaced, the
others stay as they were.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import time
from pathlib import Path

import benchmarks

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

HEAD = """# Figures

Written by `make bench` (one benchmark: `make bench ONLY=aligning`), on two cores of a shared server. Each section names its
benchmark. The aims are our own; figures that others have published are in the last column. Times depend on the machine, and on
what else it does.
"""


def main(arguments: list[str]) -> int:
    target = None
    if "--write" in arguments:
        place = arguments.index("--write")
        target = Path(arguments[place + 1])
        arguments = arguments[:place] + arguments[place + 2 :]
    found = sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_"))
    unknown = sorted(set(arguments) - set(found))
    if unknown:
        print(f"benchmarks: no benchmark {', '.join(unknown)}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    if not DATA.is_dir():
        print(f"benchmarks: needs {DATA}, which is not there", file=sys.stderr)
        return 2
    for name in arguments or found:
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "rows"):
            section = run(name, module)
            if target is not None:
                write(target, name, section)
    return 0


def run(name: str, module: object) -> str:
    """The section of one benchmark; each row is printed as soon as it is measured."""
    lines: list[str] = []

    def show(line: str) -> None:
        lines.append(line)
        print(line, flush=True)

    show(f"\n## {name}: {(module.__doc__ or '').splitlines()[0]}\n")
    show("| what | value | aim | published by others |\n| --- | ---: | --- | --- |")
    start = time.perf_counter()
    for row in module.rows(DATA):  # type: ignore[attr-defined]
        value = row.value if isinstance(row.value, str) else f"{row.value:.3f}".rstrip("0").rstrip(".")
        show(f"| {row.what} | {value} {row.unit} | {row.aim} | {row.published} |")
    show(f"\nMeasured on {time.strftime('%Y-%m-%d')}, in {time.perf_counter() - start:.0f} s.")
    return "\n".join(lines).strip() + "\n"


def write(target: Path, name: str, section: str) -> None:
    """Put a section into the file in place of the one of the same name, or in its alphabetical place."""
    old = target.read_text(encoding="utf-8") if target.is_file() else HEAD
    sections = {match[2]: match[1] for match in re.finditer(r"(?ms)^(## (\w+): .*?)(?=^## |\Z)", old)}
    sections[name] = section
    target.write_text(HEAD + "".join(f"\n{sections[key].strip()}\n" for key in sorted(sections)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
