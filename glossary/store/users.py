"""The name of the person who changes a glossary, if none is given."""

from __future__ import annotations

import getpass
import os
from contextlib import suppress

__all__ = ["current_user"]


def current_user() -> str:
    """The current user: DUIZHAO_USER if it is set, else the name of the account."""
    if os.environ.get("DUIZHAO_USER"):
        return os.environ["DUIZHAO_USER"]
    # Windows has no list of accounts to ask: without USERNAME in the environment, as in a service, that is an ImportError.
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "unknown"
