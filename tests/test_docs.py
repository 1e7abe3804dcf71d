"""README and docs: what they tell a reader to type works as printed."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import forked
import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")
COMMAND = re.compile(r"^(?:\$ )?((?:align|glossary) [^#…]*)")
PLACEHOLDER = re.compile(r"\[|\.\.\.|\b[A-Z]{4,}\b(?!=)")


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


def commands() -> Iterator[tuple[str, str]]:
    """Command lines of all pages, each with the name of its page; those that describe a syntax are left out."""
    for page in PAGES:
        for block in blocks(page, ""):
            for line in block.splitlines():
                found = COMMAND.match(line)
                if found and not PLACEHOLDER.search(found[1]):
                    yield page.name, found[1].strip()


def pythons() -> list[tuple[str, str]]:
    return [(page.name, block) for page in PAGES for block in blocks(page, "python")]


def test_the_map_of_the_code_names_what_there_is() -> None:
    page = (ROOT / "docs" / "code.md").read_text(encoding="utf-8")
    folders = [
        f"{package}/{path.parent.name}" for package in ("align", "glossary") for path in ROOT.glob(f"{package}/*/*.py")
    ]
    unnamed = {folder for folder in folders if f"`{folder}`" not in page} - {"align/resources", "glossary/pages"}
    assert {folder for folder in unnamed if not folder.endswith("/cli")} == set()
    names = {path.name for path in ROOT.glob("*/**/*.py")}
    for named in re.findall(r"`([\w/]+\.(?:py|json))`", page):
        assert (ROOT / named).is_file() or named in names or (ROOT / "align" / named).is_file(), named


def test_the_files_of_tests_that_the_makefile_names_are_there() -> None:
    listed = re.search(r"test_%\.py,((?:[a-z_]+|\s|\\)+)\)", (ROOT / "Makefile").read_text("utf-8"))
    assert listed
    names = listed[1].replace("\\", " ").split()
    assert len(names) > 20
    assert [name for name in names if not (ROOT / "tests" / f"test_{name}.py").is_file()] == []


def test_modules_that_the_pages_name_are_there() -> None:
    names = {path.name for path in ROOT.glob("*/**/*.py")}
    for page in (*PAGES, *(ROOT / "docs" / "lab").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        lost = [named for named in re.findall(r"`(?:[\w/]+/)?(\w+\.py)`", text) if named not in names]
        lost += [named for named in re.findall(r"`((?:align|glossary)(?:\.\w+)+)`", text) if not is_defined(named)]
        assert set(lost) - {"real.py"} == set(), page.name


def is_defined(dotted: str) -> bool:
    """Whether a dotted name is that of a module, of something that one defines, or of a method."""
    if dotted.endswith(".py"):
        return True
    owner, *rest = dotted.split(".")
    found = importlib.import_module(owner)
    for number, name in enumerate(rest):
        module = ".".join((owner, *rest[: number + 1]))
        if not hasattr(found, name) and importlib.util.find_spec(module) is None:
            return False
        found = getattr(found, name) if hasattr(found, name) else importlib.import_module(module)
    return True


@pytest.mark.parametrize("package", ["align", "glossary"])
def test_every_public_function_has_an_example_that_the_tests_run(package: str) -> None:
    public = importlib.import_module(package)
    functions = [value for name in public.__all__ if inspect.isfunction(value := getattr(public, name))]
    assert functions
    assert [one.__name__ for one in functions if ">>> " not in (inspect.getdoc(one) or "")] == []


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_a_command_of_the_docs_is_one_that_there_is(page: str, line: str) -> None:
    import typer

    from align.cli import app as align_app
    from glossary.cli import app as glossary_app

    name, subcommand, *arguments = shlex.split(line.split(" > ")[0])
    group = typer.main.get_command({"align": align_app, "glossary": glossary_app}[name])
    context = group.make_context(name, [subcommand, *arguments], resilient_parsing=False)
    command = group.get_command(context, subcommand)
    assert command is not None, f"{page}: no command {name} {subcommand}"
    # Raises where an option does not exist, a value is not taken, or an argument is missing.
    command.make_context(subcommand, arguments, parent=context)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages speak of, made of the seed report."""
    import docx

    folder = tmp_path_factory.mktemp("desk")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    (folder / "session20").mkdir()
    for language in ("zh", "en"):
        text = (ROOT / "seeds" / f"gc20-item22.{language}.txt").read_text(encoding="utf-8")
        (folder / f"report.{language}.txt").write_text(text, encoding="utf-8")
        document = docx.Document()
        for paragraph in filter(None, text.split("\n")):
            document.add_paragraph(paragraph)
        names = [f"report.{language}.docx", f"new.{language}.docx", f"session20/GC20_22_{language[0].upper()}.docx"]
        names[2] = names[2].replace("_Z", "_C")
        for name in names:
            document.save(str(folder / name))
    (folder / "new-report.docx").write_bytes((folder / "new.zh.docx").read_bytes())
    for line in (
        "align batch session20/ -o out/",
        "align pair report.zh.docx report.en.docx -o report.tmx",
        "glossary build report.tmx -g unido",
        "glossary export -g unido --to tbx -o unido.tbx",
    ):
        done = run(line, folder)
        assert done.returncode == 0, (line, done.stderr)
    return folder


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    if not set(line) & set("|&;<>$*?`"):
        return forked.command(*shlex.split(line), cwd=folder)
    here = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(line, shell=True, cwd=folder, env=here, capture_output=True, text=True)


@pytest.mark.slow
def test_the_commands_of_the_readme_run_one_after_the_other(desk: Path) -> None:
    (block,) = [block for block in blocks(ROOT / "README.md", "") if "align pair" in block]
    ran = 0
    for line in block.splitlines():
        found = COMMAND.match(line)
        if found is None or " serve " in line:
            continue
        done = run(found[1], desk)
        # 1: done, with faults reported, as `glossary check` does
        assert done.returncode == 0 or (done.returncode == 1 and " check " in line), (line, done.stderr)
        ran += 1
    assert ran > 6


@pytest.mark.slow
@pytest.mark.parametrize(("page", "code"), pythons(), ids=[f"{page}-{n}" for n, (page, _) in enumerate(pythons())])
def test_the_python_of_the_docs_runs_as_printed(page: str, code: str, desk: Path, tmp_path: Path) -> None:
    """Each example stands for itself: pasted into a script, in a folder with the files that it names."""
    script = tmp_path / "example.py"
    script.write_text(code, encoding="utf-8")
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    done = forked.python(
        "import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__')", script, cwd=desk, env=here
    )
    assert done.returncode == 0, f"{page}\n{code}\n{done.stderr}"
