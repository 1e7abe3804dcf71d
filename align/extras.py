"""Optional packages: asked for when a feature needs them, with the command that installs them."""

from __future__ import annotations

import importlib.util

from align.errors import MissingExtra

__all__ = ["require"]


def require(package: str, extra: str, what: str) -> None:
    """Raise MissingExtra where `package`, which the extra `extra` installs, is not there; `what` needs it.

    >>> require("json", "none", "this example")
    >>> require("no_such_package", "cluster", "this example")
    Traceback (most recent call last):
    align.errors.MissingExtra: this example needs the package no-such-package; from the checkout: pip install '.[cluster]'
    """
    if importlib.util.find_spec(package) is None:
        raise MissingExtra(
            f"{what} needs the package {package.replace('_', '-')}",
            remedy=f"from the checkout: pip install '.[{extra}]'",
        )
