"""The name of whoever changes a glossary, where none is given."""

from __future__ import annotations

import getpass
import os
from contextlib import suppress

__all__ = ["current_user"]


def current_user() -> str:
    """Who is at work: DUIZHAO_USER, else the account's name."""
    if os.environ.get("DUIZHAO_USER"):
        return os.environ["DUIZHAO_USER"]
    # Windows has no list of accounts to ask: without USERNAME in the environment, as in a service, that is an ImportError.
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "unknown"
