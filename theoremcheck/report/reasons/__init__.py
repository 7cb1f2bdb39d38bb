"""Reasons in words: the one place that has the sentence of every code (see ``trusted.refusal.Reason``).

A sentence is a template with the names of the values in braces. A value that is itself a reason becomes its sentence,
an exact number a short text. Indices of samples, neurons and units count from 0 in a reason, from 1 in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.report.numbers import constant, rational
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.refusal import Reason, Refusal

if TYPE_CHECKING:
    from theoremcheck.trusted.certificate import Unreadable

_PARTS: Final = ("search", "functions", "data", "minima", "kernel", "relabelling", "paths", "work")
"""The modules that have the sentences; what most reports need is in the first."""


class _Sentences(Mapping[str, str]):
    """The template of every code, from the modules in turn until one has it."""

    def __getitem__(self, code: str) -> str:
        for part in self._parts():
            if code in part:
                return part[code]
        raise KeyError(code)

    def __iter__(self) -> Iterator[str]:
        return (code for part in self._parts() for code in part)

    def __len__(self) -> int:
        return sum(map(len, self._parts()))

    def _parts(self) -> Iterator[Mapping[str, str]]:
        return (import_module(f"{__name__}.{name}").SENTENCES for name in _PARTS)


SENTENCES: Final[Mapping[str, str]] = _Sentences()
"""The template of every code."""

_MAX_SHOWN: Final = 1000
"""A text in a sentence is cut there."""

_COUNTED: Final = frozenset({"sample", "other", "neuron", "unit", "block"})
"""Names of values that are indices."""


def sentence(reason: Reason | Refusal | Unreadable) -> str:
    """The reason in words, with no full stop at the end."""
    found = reason if isinstance(reason, Reason) else reason.reason
    return str.format(SENTENCES[found.code], **{name: _shown(name, value) for name, value in found.values})


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
    return constant(value) if isinstance(value, Expr) else _legible(str(value))


def _legible(text: str) -> str:
    """Text of a foreign file, cut, and with no character that could end the line or command a terminal."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[:_MAX_SHOWN])
    return clean + "..." if len(text) > _MAX_SHOWN else clean
