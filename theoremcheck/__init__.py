"""theoremcheck: a formal-numeric companion for deep-learning theory.

``problem(X, y, ...)`` states a problem from arrays, ``load`` and ``loads`` read one; ``check`` gives the verdict on it.
``docs/api.md`` shows each of them. Nothing else is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from theoremcheck._version import __version__

if TYPE_CHECKING:
    from theoremcheck.api.checking import check as check
    from theoremcheck.api.errors import SpecError as SpecError
    from theoremcheck.api.problems import problem as problem
    from theoremcheck.api.specs import Spec as Spec
    from theoremcheck.api.specs import load as load
    from theoremcheck.api.specs import loads as loads

__all__ = ["Spec", "SpecError", "__version__", "check", "load", "loads", "problem"]

_HOMES = {
    "Spec": "specs",
    "SpecError": "errors",
    "check": "checking",
    "load": "specs",
    "loads": "specs",
    "problem": "problems",
}


def __getattr__(name: str) -> Any:
    """A name of the API, imported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'theoremcheck' has no attribute {name!r}")
    return getattr(import_module(f"theoremcheck.api.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
