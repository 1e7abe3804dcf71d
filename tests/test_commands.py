"""The contract of the command line: help everywhere, one line for an error, the exit status that says what happened."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import forked
import pytest
import typer

import align.cli
import glossary.cli
from align.cli.run import run as run_app

ROOT = Path(__file__).parent.parent
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
CONTRACT = {
    "align": {"pair", "segment", "inspect", "batch", "eval"},
    "glossary": {
        "build", "search", "terms", "export", "import", "approve", "reject", "edit", "merge", "history", "undo", "check", "serve", "pretranslate",
    },
}  # fmt: skip


@functools.cache
def commands(name: str):
    group = typer.main.get_command({"align": align.cli.app, "glossary": glossary.cli.app}[name])
    return group.commands  # type: ignore[attr-defined]


run = forked.command


def started(*arguments: str, **options):
    """A command in a process that starts: variables that Python itself reads are read."""
    code = f"import sys; sys.argv = {list(arguments)!r}; from {arguments[0]}.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, encoding="utf-8", **options)


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


@pytest.mark.parametrize("name", CONTRACT)
def test_the_list_of_commands_cuts_no_sentence_short(name):
    done = run(name, "--help", env={**os.environ, "COLUMNS": "80"})
    assert "..." not in done.stdout.partition("Commands")[2]


@pytest.mark.parametrize(("name", "command"), EVERY)
def test_every_command_is_named_in_the_readme_or_the_docs(name, command):
    assert f"{name} {command}" in DOCS


@pytest.mark.parametrize("name", CONTRACT)
def test_wrong_use_is_one_line_and_status_2(name):
    for wrong in (
        [name, "no-such-command"],
        [name, min(CONTRACT[name]), "--no-such-option"],
        [name, min(CONTRACT[name])],
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


OLD_NAMES = {"--out", "--formats", "--language", "--source-lang", "--target-lang"}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A glossary with one entry."""
    from glossary.store.glossary import Glossary
    from glossary.types import Concept, Term

    folder = tmp_path_factory.mktemp("small") / "g"
    Glossary.open(folder, create=True).add([Concept("unido", (Term("工发组织", "zh"), Term("UNIDO", "en")))], by="test")
    return folder


@pytest.mark.parametrize("name", CONTRACT)
def test_the_version_is_told_by_the_command_and_by_the_module(name):
    done = run(name, "--version")
    assert done.returncode == 0
    assert done.stdout.startswith(f"{name} (duizhao) ")
    for start in ([sys.executable, "-m", name], [str(Path(sys.executable).with_name(name))]):
        again = subprocess.run([*start, "--version"], capture_output=True, text=True, check=True, cwd=ROOT)
        assert again.stdout == done.stdout


@pytest.mark.parametrize("name", CONTRACT)
def test_a_command_alone_shows_its_help_over_several_lines(name):
    done = run(name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"Usage: {name} ")
    shown = {line.split()[0] for line in done.stderr.splitlines() if line.strip()}
    assert shown >= CONTRACT[name]


WITH_JSON = [
    (name, command)
    for name, command in EVERY
    if any("--json" in parameter.opts for parameter in commands(name)[command].params)
]
FAILS_WITH_JSON = {
    "inspect": ("nowhere.txt",),
    "search": ("x", "-g", "nowhere"),
    "history": ("-g", "nowhere"),
    "diff": ("1", "2", "-g", "nowhere"),
}


def test_some_commands_speak_json():
    assert len(WITH_JSON) >= 4


@pytest.mark.parametrize(("name", "command"), WITH_JSON)
def test_with_json_wrong_use_and_failures_are_json_with_a_code(name, command, tmp_path):
    tries = [(("--no-such-option",), "wrong_use")]
    if command in FAILS_WITH_JSON:
        tries.append((FAILS_WITH_JSON[command], None))
    for arguments, code in tries:
        done = run(name, command, "--json", *arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        error = json.loads(done.stdout)["error"]
        assert list(error) == ["code", "message", "remedy", "where", "line"]
        assert error["code"] == code or (code is None and error["code"] in ("no_such_file", "no_glossary"))
        assert error["message"] in done.stderr


@pytest.mark.parametrize(("name", "command"), EVERY)
def test_options_have_one_name_over_all_commands(name, command):
    options = {option for parameter in commands(name)[command].params for option in parameter.opts}
    assert not options & OLD_NAMES
    assert ("-o" in options) == ("--output" in options)
    assert ("-g" in options) == ("--glossary" in options)
    for parameter in commands(name)[command].params:
        if "-g" in parameter.opts:
            assert parameter.envvar == "DUIZHAO_GLOSSARY"


def test_the_former_name_of_an_option_still_works(tmp_path, seeds):
    pair = (str(seeds / "gc20-item22.zh.txt"), str(seeds / "gc20-item22.en.txt"))
    for option in (("--output", "new.ladder"), ("--out", "old.ladder"), ("--out=older.ladder",)):
        assert run("align", "pair", *pair, "--format", "ladder", *option, cwd=tmp_path).returncode == 0
    assert len({(tmp_path / f"{name}.ladder").read_text() for name in ("new", "old", "older")}) == 1
    # After `--` there are no options, only names.
    assert "--out" in run("align", "inspect", "--", "--out", cwd=tmp_path).stderr


def test_the_glossary_can_be_named_in_the_environment(small, tmp_path):
    env = {**os.environ, "DUIZHAO_GLOSSARY": str(small)}
    assert "工发组织" in run("glossary", "search", "unido", env=env, cwd=tmp_path).stdout
    assert run("glossary", "search", "unido", "-g", "nowhere", env=env, cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gbk"])
def test_output_is_utf8_whatever_the_code_page(small, encoding):
    env = {**os.environ, "PYTHONIOENCODING": encoding, "DUIZHAO_GLOSSARY": str(small)}
    done = started("glossary", "search", "unido", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "工发组织" in done.stdout
    failed = started("glossary", "search", "绿色氢", env=env)
    assert "绿色氢" in failed.stderr


def test_of_several_glossaries_in_the_environment_the_first_is_the_one_that_is_changed(small, tmp_path):
    env = {**os.environ, "DUIZHAO_GLOSSARY": os.pathsep.join([str(small), str(tmp_path / "other")])}
    done = run("glossary", "history", "-n", "1", env=env, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    new = {**env, "DUIZHAO_GLOSSARY": os.pathsep.join([str(tmp_path / "new one"), str(small)])}
    (tmp_path / "terms.tsv").write_text("zh\ten\n绿氢\tgreen hydrogen\n", encoding="utf-8")
    done = run("glossary", "import", "terms.tsv", env=new, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new one" / "_delta_log").is_dir()
    assert {path.name for path in tmp_path.iterdir()} == {"new one", "terms.tsv"}


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_command_line_that_is_not_read_as_utf8_is_refused_in_one_line(small, locale):
    env = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "DUIZHAO_GLOSSARY": str(small)}
    command = [sys.executable, "-m", "glossary", "search"]
    told = {"env": env, "cwd": ROOT, "capture_output": True, "encoding": "utf-8", "check": False}
    refused = subprocess.run([*command, "工发组织"], **told)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "glossary: the command line is read as ascii, not as UTF-8; set LC_ALL=C.UTF-8 in the environment, or PYTHONUTF8=1\n"
    )
    done = subprocess.run([*command, "unido"], **told)
    assert (done.returncode, done.stderr) == (0, "")
    assert "工发组织" in done.stdout


@pytest.mark.parametrize("name", CONTRACT)
def test_the_shell_completes_commands_and_options(name):
    command = min(CONTRACT[name])

    def completed(words: str) -> list[str]:
        env = {**os.environ, f"_{name.upper()}_COMPLETE": "complete_bash"}
        return run(name, env={**env, "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}).stdout.split()

    assert command in completed(f"{name} {command[:2]}")
    assert "--help" in completed(f"{name} {command} --he")
    if name == "glossary":
        assert completed("glossary export --to tbx-") == ["tbx-min"]
        assert completed("glossary search unido --status ") == ["proposed", "approved", "rejected"]
    assert f"_{name}_completion" in run(name, "--show-completion", "bash").stdout


def test_the_public_names_stay():
    import align
    import glossary

    assert align.__all__ == [
        "AlignError", "Bead", "Bitext", "Document", "DuizhaoError", "Judgement", "Paragraph", "Segment", "align", "judge", "read",
        "read_bitext", "segment", "split", "write",
    ]  # fmt: skip
    assert glossary.__all__ == [
        "Concept", "Context", "Glossary", "GlossaryError", "Relation", "Scores", "Term", "export", "read_terms",
    ]  # fmt: skip
    for package in (align, glossary):
        assert all(getattr(package, name) is not None for name in package.__all__)
        assert issubclass(align.DuizhaoError, Exception)
    assert issubclass(align.AlignError, align.DuizhaoError)
    assert issubclass(glossary.GlossaryError, align.DuizhaoError)


@pytest.mark.parametrize("met", ["writing", "an argument"])
def test_what_belongs_to_somebody_else_is_named_with_what_to_do(met, tmp_path, monkeypatch, capsys):
    app = typer.Typer()

    @app.command()
    def copy(file: Path) -> None:
        raise PermissionError(13, "Permission denied", "theirs.tmx")

    (tmp_path / "a.txt").touch()
    if met == "an argument":
        allowed = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: mode != os.R_OK and allowed(path, mode))
    monkeypatch.setattr(sys, "argv", ["copy", str(tmp_path / "a.txt")])
    with pytest.raises(SystemExit) as ended:
        run_app(app, "copy")
    (said,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == 2
    assert said.endswith("; ask its owner for access, or name another place")
    assert ("a.txt" if met == "an argument" else "theirs.tmx: Permission denied") in said
