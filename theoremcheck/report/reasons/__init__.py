"""Reasons in words: the one place that has the sentence of every code (see ``trusted.refusal.Reason``).

A sentence is a template with the names of the values in braces. A value that is itself a reason becomes its sentence,
an exact number a short text. Indices of samples, neurons and units count from 0 in a reason, from 1 in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.report.numbers import constant, rational
from theoremcheck.report.reasons import data, functions, kernel, minima, paths, relabelling, search, work
from theoremcheck.trusted.certificate import Unreadable
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.refusal import Reason, Refusal

SENTENCES: Final = MappingProxyType(
    {
        code: text
        for part in (functions, data, minima, kernel, search, relabelling, paths, work)
        for code, text in part.SENTENCES.items()
    }
)
"""The template of every code."""

_COUNTED: Final = frozenset({"sample", "other", "neuron", "unit", "block"})
"""Names of values that are indices."""


def sentence(reason: Reason | Refusal | Unreadable) -> str:
    """The reason in words, with no full stop at the end."""
    found = reason if isinstance(reason, Reason) else reason.reason
    template: str = SENTENCES[found.code]
    return str.format(template, **{name: _shown(name, value) for name, value in found.values})


def sentences(reasons: Iterable[Reason]) -> str:
    """Several reasons in words."""
    return "; ".join(map(sentence, reasons))


def _shown(name: str, value: Any) -> str:
    if isinstance(value, Reason):
        return sentence(value)
    if isinstance(value, Fraction):
        return rational(value)
    if name in _COUNTED and isinstance(value, int):
        return str(value + 1)
    return constant(value) if isinstance(value, Expr) else str(value)
