"""What is told by its name, and loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TypeVar

_T = TypeVar("_T")


def found(named: _T | str) -> _T:
    """What has this name below ``theoremcheck.trusted``, as ``data.hulls.HullPoint``; what is no name is it itself."""
    if not isinstance(named, str):
        return named
    module, _, own = named.rpartition(".")
    there: _T = getattr(import_module(f"{__package__}.{module}"), own)
    return there
