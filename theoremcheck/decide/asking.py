"""Asking the trusted part what it may refuse: for deciders that have more to propose."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from theoremcheck.trusted.refusal import Refusal

P = ParamSpec("P")
T = TypeVar("T")


def accepts(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """True if the check does not refuse."""
    try:
        check(*args, **kwargs)
    except Refusal:
        return False
    return True


def answer(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What the function says, None where it refuses."""
    try:
        return function(*args, **kwargs)
    except Refusal:
        return None
