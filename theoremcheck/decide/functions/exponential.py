"""Proposes what ``trusted/functions/exponential.py`` checks: the form, or a point at which it fails."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.trusted.functions.exponential import check_form, check_not_form
from theoremcheck.trusted.functions.shape import Asymmetry, Identity
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Function

_PROBES: Final = tuple(Fraction(p) for p in ("0", "-1", "1", "1/2", "-7/2", "1/3"))


def _propose(case: Case) -> Iterator[Proposal]:
    function = case.problem.neuron
    if not isinstance(function, Function):
        return
    if accepts(check_form, function.expr):
        yield True, Identity()
    for probe in _PROBES:
        if accepts(check_not_form, function.expr, Asymmetry(Num(probe))):
            yield False, Asymmetry(Num(probe))


PROPOSERS: Final = MappingProxyType({"neuron.exponential": _propose})
