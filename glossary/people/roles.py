"""Roles and what each may do: a ladder, on which each role may do all that those before it may."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["RIGHTS", "ROLES", "Right", "Role", "may"]

Role = Literal["reader", "translator", "reviser", "terminologist", "administrator"]
Right = Literal["read", "propose", "correct", "decide", "administer"]

ROLES: tuple[Role, ...] = get_args(Role)
RIGHTS: tuple[Right, ...] = get_args(Right)
"""What each role in turn adds: reading; proposing and commenting; correcting alignments; deciding; managing accounts."""


def may(role: Role, right: Right) -> bool:
    """Whether somebody with this role has this right.

    >>> may("translator", "propose"), may("translator", "decide"), may("administrator", "correct")
    (True, False, True)
    """
    return ROLES.index(role) >= RIGHTS.index(right)
