"""theoremcheck: a formal-numeric companion for deep-learning theory.

``problem(X, y, ...)`` states a problem from arrays, ``load`` and ``loads`` read one; ``check`` gives the verdict on it.
``docs/api.md`` shows each of them. Nothing else is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from theoremcheck._version import __version__

if TYPE_CHECKING:
    from theoremcheck.api.certifying import PointReport as PointReport
    from theoremcheck.api.certifying import certify as certify
    from theoremcheck.api.checking import check as check
    from theoremcheck.api.checking import verify as verify
    from theoremcheck.api.errors import CertificateError as CertificateError
    from theoremcheck.api.errors import SpecError as SpecError
    from theoremcheck.api.evaluation import Gradient as Gradient
    from theoremcheck.api.families import check_family as check_family
    from theoremcheck.api.intervals import Intervals as Intervals
    from theoremcheck.api.points import Point as Point
    from theoremcheck.api.problems import problem as problem
    from theoremcheck.api.specs import Spec as Spec
    from theoremcheck.api.specs import load as load
    from theoremcheck.api.specs import loads as loads
    from theoremcheck.api.verdicts import Verdict as Verdict
    from theoremcheck.doors.imports import Import as Import
    from theoremcheck.doors.keras.door import from_keras as from_keras
    from theoremcheck.doors.onnx.door import from_onnx as from_onnx
    from theoremcheck.doors.pytorch.door import from_torch as from_torch
    from theoremcheck.doors.refusals import ImportMismatch as ImportMismatch
    from theoremcheck.doors.refusals import ImportRefused as ImportRefused
    from theoremcheck.doors.scikit_learn.estimators import from_sklearn as from_sklearn
    from theoremcheck.functions.enclosure import Enclosure as Enclosure
    from theoremcheck.language.diagnostics import Diagnostic as Diagnostic
    from theoremcheck.sweep.rows import Row as Row
    from theoremcheck.trusted.certificate import Certificate as Certificate
    from theoremcheck.trusted.kernel.facts import Fact as Fact
    from theoremcheck.trusted.kernel.facts import Outcome as Outcome
    from theoremcheck.verdict.values import Finding as Finding

__all__ = [
    "Certificate",
    "CertificateError",
    "Diagnostic",
    "Enclosure",
    "Fact",
    "Finding",
    "Gradient",
    "Import",
    "ImportMismatch",
    "ImportRefused",
    "Intervals",
    "Outcome",
    "Point",
    "PointReport",
    "Row",
    "Spec",
    "SpecError",
    "Verdict",
    "__version__",
    "certify",
    "check",
    "check_family",
    "from_keras",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "load",
    "loads",
    "problem",
    "verify",
]

_HOMES: Final = MappingProxyType(
    {
        "Certificate": "trusted.certificate",
        "CertificateError": "api.errors",
        "Diagnostic": "language.diagnostics",
        "Enclosure": "functions.enclosure",
        "Fact": "trusted.kernel.facts",
        "Finding": "verdict.values",
        "Gradient": "api.evaluation",
        "Import": "doors.imports",
        "ImportMismatch": "doors.refusals",
        "ImportRefused": "doors.refusals",
        "Intervals": "api.intervals",
        "Outcome": "trusted.kernel.facts",
        "Point": "api.points",
        "PointReport": "api.certifying",
        "Row": "sweep.rows",
        "Spec": "api.specs",
        "SpecError": "api.errors",
        "Verdict": "api.verdicts",
        "certify": "api.certifying",
        "check": "api.checking",
        "check_family": "api.families",
        "from_keras": "doors.keras.door",
        "from_onnx": "doors.onnx.door",
        "from_sklearn": "doors.scikit_learn.estimators",
        "from_torch": "doors.pytorch.door",
        "load": "api.specs",
        "loads": "api.specs",
        "problem": "api.problems",
        "verify": "api.checking",
    }
)
"""The module of each name of the API, below this package."""


def __getattr__(name: str) -> Any:
    """A name of the API, imported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'theoremcheck' has no attribute {name!r}")
    return getattr(import_module(f"theoremcheck.{_HOMES[name]}"), name)


def load_ipython_extension(shell: Any) -> None:
    """Add the magics to a notebook: what ``%load_ext theoremcheck`` calls."""
    from theoremcheck.notebook.magic import register

    register(shell)


def __dir__() -> list[str]:
    return sorted(__all__)
