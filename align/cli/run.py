"""Running a command line by the contract: one clear line for an error, and the exit status that says what happened.

0 done, 1 done with faults reported, 2 wrong use or unreadable input. `glossary` uses this as well.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from functools import cache
from typing import Any, NoReturn

import typer
from typer.exceptions import TyperException

from align.errors import DuizhaoError
from align.files import is_out_of_space, readable

__all__ = ["FAULTS", "GLOSSARY", "run"]

WRONG_USE = 2
"""Exit status of wrong use and of input that cannot be read."""

FAULTS = 1
"""Exit status of a run that finished and reports faults: documents that failed, checks that found something."""

GLOSSARY = "DUIZHAO_GLOSSARY"
"""Environment variable that stands in for -g of `glossary`."""

_NO_ACCESS = "ask its owner for access, or name another place"
"""What to do about a file or folder that belongs to somebody else."""


def run(app: typer.Typer, name: str) -> None:
    """Run `app` on the process's arguments and exit. What goes wrong becomes one line on standard error.

    With `--json` it is printed on standard output as well, as a JSON object: {"error": {"code", "message", "remedy",
    "where", "line"}}.
    """
    _speak_utf8()
    command = _command(app)
    try:
        _refuse_bytes(sys.argv[1:])
        status = command.main(prog_name=name, standalone_mode=False)
    except TyperException as error:
        # Typer shows wrong use on several lines; the contract wants one.
        context = getattr(error, "ctx", None)
        where = context.command_path if context else name
        if type(error).__name__ == "NoArgsIsHelpError" or not context:
            print(error.format_message(), file=sys.stderr)  # the command alone: the help, as Typer has it
            sys.exit(WRONG_USE)
        wrong = _reason(error)
        if wrong.endswith(("is not readable", "is not writable")):  # the help has nothing about that
            _fail(where, WrongUse("{reason}", remedy=_NO_ACCESS, reason=wrong))
        _fail(where, WrongUse("{reason}", remedy="see: {command} --help", reason=wrong, command=where))
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): leave quietly, and keep Python from flushing into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except DuizhaoError as error:
        _fail(name, _full(error) if is_out_of_space(error) else error)
    except OSError as error:
        if is_out_of_space(error):
            _fail(name, _full(error))
        reason = error.strerror or error
        remedy = _NO_ACCESS if isinstance(error, PermissionError) or error.errno == errno.EROFS else None
        _fail(name, SystemRefusal("{reason}", where=error.filename or None, remedy=remedy, reason=reason))
    except BaseException as error:  # Polars panics where it cannot write, which is no Exception
        if is_out_of_space(error):
            _fail(name, _full(error))
        raise  # any other exception is a fault of ours: the traceback is what we need to mend it
    sys.exit(status if isinstance(status, int) else 0)


@cache
def _command(app: typer.Typer) -> Any:
    """The commands of `app` with their options, which Typer reads from the signatures of some thirty functions."""
    return typer.main.get_command(app)


def _full(error: BaseException) -> SystemRefusal:
    """A disk, a quota or an allowed size of files that is used up."""
    # Writers that are left half done complain once more when Python clears them away.
    sys.unraisablehook = lambda _: None
    where = getattr(error, "filename", None)
    return SystemRefusal(
        "there is no space left to write it", where=where, remedy="free some and run it again", code="disk_full"
    )


def _refuse_bytes(words: list[str]) -> None:
    """Only a file that is there may be named in bytes that are no UTF-8: nothing else that we take or write can be.

    Where Python was told to take the command line for something else, we would look up and write what nobody typed.
    """
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8" and not all(map(str.isascii, (*words, os.environ.get(GLOSSARY, "")))):
        raise WrongUse(
            "the command line is read as {encoding}, not as UTF-8",
            remedy="set LC_ALL=C.UTF-8 in the environment, or PYTHONUTF8=1",
            encoding=encoding,
        )
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            if not any(os.path.lexists(path) for path in (word, word.partition("=")[2])):
                raise WrongUse(
                    "is no UTF-8",
                    where=readable(word),
                    remedy="set your terminal to UTF-8, or rename the file",
                ) from None


class WrongUse(DuizhaoError):
    """The command line is not one that the command takes."""

    code = "wrong_use"


class SystemRefusal(DuizhaoError):
    """The operating system refuses to read or write: the disk is full, a folder is not ours."""

    code = "system"


def _speak_utf8() -> None:
    """Let standard input, output and error be UTF-8, whatever the console's code page or PYTHONIOENCODING.

    Our texts are Chinese and English at once, which few code pages hold, and our files are UTF-8. What is no text at
    all, such as a file name in other bytes, is printed with escapes.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8")


def _reason(error: TyperException) -> str:
    return error.format_message().rstrip(".")


def _fail(where: str, error: DuizhaoError) -> NoReturn:
    print(f"{where}: {' '.join(str(error).split())}", file=sys.stderr)
    words = sys.argv[1:]
    if "--json" in words[: words.index("--")] if "--" in words else "--json" in words:
        import json

        print(json.dumps(error.as_json(), ensure_ascii=False))
    sys.exit(WRONG_USE)
