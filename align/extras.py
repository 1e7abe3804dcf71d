"""Optional packages: asked for when a feature needs them, with the command that installs them."""

from __future__ import annotations

import importlib.util

from align.errors import MissingExtra

__all__ = ["require"]


def require(package: str, extra: str, feature: str) -> None:
    """Raise MissingExtra where `package`, which the extra `extra` installs, is not there; `feature` needs it.

    >>> require("json", "none", "this example")
    >>> require("no_such_package", "cluster", "this example")
    Traceback (most recent call last):
    align.errors.MissingExtra: this example needs the package no-such-package; from the checkout: pip install '.[cluster]'
    """
    if importlib.util.find_spec(package) is None:
        raise MissingExtra(
            "{feature} needs the package {package}",
            remedy="from the checkout: pip install '.[{extra}]'",
            feature=feature,
            package=package.replace("_", "-"),
            extra=extra,
        )
