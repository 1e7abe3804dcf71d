"""The contract of the command line: help everywhere, one line for an error, the exit status that says what happened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

import align.cli
import glossary.cli

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
CONTRACT = {
    "align": {"pair", "segment", "inspect", "batch", "eval"},
    "glossary": {
        "build", "search", "terms", "export", "import", "approve", "reject", "edit", "merge", "history", "undo", "check", "serve",
    },
}  # fmt: skip


def commands(name: str):
    group = typer.main.get_command({"align": align.cli.app, "glossary": glossary.cli.app}[name])
    return group.commands  # type: ignore[attr-defined]


def run(*arguments: str, **options):
    code = f"import sys; sys.argv = {list(arguments)!r}; from {arguments[0]}.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, **options)


EVERY = [(name, command) for name in CONTRACT for command in sorted(commands(name))]


@pytest.mark.parametrize("name", CONTRACT)
def test_the_commands_that_other_peoples_scripts_call_are_there(name):
    assert set(commands(name)) >= CONTRACT[name]


@pytest.mark.parametrize(("name", "command"), EVERY)
def test_every_command_and_option_says_what_it_is_for(name, command):
    found = commands(name)[command]
    assert found.help
    silent = [p.name for p in found.params if not getattr(p, "help", None) and p.name != "help"]
    assert silent == []


@pytest.mark.parametrize(("name", "command"), EVERY)
def test_every_command_is_shown_in_the_readme(name, command):
    assert f"{name} {command}" in README


@pytest.mark.parametrize("name", CONTRACT)
def test_wrong_use_is_one_line_and_status_2(name):
    for wrong in (
        [name, "no-such-command"],
        [name, sorted(CONTRACT[name])[0], "--no-such-option"],
        [name, sorted(CONTRACT[name])[0]],
    ):
        done = run(*wrong)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["align", "pair", "nowhere.txt", "nowhere.txt"],
        ["align", "segment", "nowhere.txt"],
        ["align", "inspect", "nowhere.txt"],
        ["align", "eval", "nowhere.gold", "nowhere.ladder"],
        ["align", "batch", "nowhere", "-o", "out"],
        ["glossary", "build", "nowhere.tmx", "-g", "g"],
        ["glossary", "search", "x", "-g", "nowhere"],
        ["glossary", "terms", "nowhere.txt", "-g", "nowhere"],
        ["glossary", "export", "-g", "nowhere", "--to", "tbx", "-o", "x.tbx"],
        ["glossary", "import", "nowhere.tbx", "-g", "g"],
        ["glossary", "history", "-g", "nowhere"],
        ["glossary", "check", "nowhere.txt", "nowhere.txt", "-g", "nowhere"],
        ["glossary", "serve", "-g", "nowhere"],
    ],
)
def test_a_missing_file_is_named_on_one_line(tmp_path, arguments):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "nowhere" in done.stderr
    assert list(tmp_path.iterdir()) == []
