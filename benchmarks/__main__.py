"""`python -m benchmarks [NAME ...]`: run the benchmarks and print their rows as Markdown tables."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from pathlib import Path

import benchmarks

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def main(names: list[str]) -> int:
    found = sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_"))
    unknown = sorted(set(names) - set(found))
    if unknown:
        print(f"benchmarks: no benchmark {', '.join(unknown)}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    if not DATA.is_dir():
        print(f"benchmarks: needs {DATA}, which is not there", file=sys.stderr)
        return 2
    for name in names or found:
        module = importlib.import_module(f"benchmarks.{name}")
        if not hasattr(module, "rows"):
            continue
        print(f"\n## {name}: {(module.__doc__ or '').splitlines()[0]}\n")
        print("| what | value | aim | published by others |\n| --- | ---: | --- | --- |")
        start = time.perf_counter()
        for row in module.rows(DATA):
            value = row.value if isinstance(row.value, str) else f"{row.value:.3f}".rstrip("0").rstrip(".")
            print(f"| {row.what} | {value} {row.unit} | {row.aim} | {row.published} |", flush=True)
        print(f"\n({time.perf_counter() - start:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
