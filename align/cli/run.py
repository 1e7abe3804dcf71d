"""Running a command line by the contract: one clear line for an error, and the exit status that says what happened.

0 done, 1 done with faults reported, 2 wrong use or unreadable input. `glossary` uses this as well.
"""

from __future__ import annotations

import os
import sys

import typer
from typer.exceptions import TyperException

from align.errors import DuizhaoError

__all__ = ["FAULTS", "run"]

FAULTS = 1
"""Exit status of a run that finished and reports faults: documents that failed, checks that found something."""


def run(app: typer.Typer, name: str, *errors: type[Exception]) -> None:
    """Run `app` on the process's arguments and exit. Errors of `align` and of the classes `errors` become one line."""
    command = typer.main.get_command(app)
    try:
        status = command.main(prog_name=name, standalone_mode=False)
    except TyperException as error:
        # Typer shows wrong use on several lines; the contract wants one.
        context = getattr(error, "ctx", None)
        where = context.command_path if context else name
        if not context or not error.format_message():
            sys.exit(2)  # no arguments: the help has been shown
        _fail(where, f"{error.format_message().rstrip('.')}; see: {where} --help")
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): leave quietly, and keep Python from flushing into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(name, f"{error.filename}: {error.strerror or error}" if error.filename else str(error.strerror or error))
    except Exception as error:
        if not isinstance(error, (DuizhaoError, *errors)):
            raise  # a fault of ours: the traceback is what we need to mend it
        _fail(name, str(error))
    sys.exit(status if isinstance(status, int) else 0)


def _fail(where: str, message: str) -> None:
    print(f"{where}: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)
