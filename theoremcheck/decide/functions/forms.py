"""Proposes that a neuron has a closed form, or a point at which it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.case import Case, Proposal, Proposer
from theoremcheck.trusted.functions.shape import Asymmetry, Identity
from theoremcheck.trusted.problem.expr import Expr, Num
from theoremcheck.trusted.problem.model import Function


def by_form(
    holds: Callable[[Expr], None], fails: Callable[[Expr, Asymmetry], None], probes: Sequence[Fraction]
) -> Proposer:
    """A proposer from the two checks of the kernel, and the points that are tried against the form."""
    return partial(_propose, holds, fails, probes)


def _propose(
    holds: Callable[[Expr], None],
    fails: Callable[[Expr, Asymmetry], None],
    probes: Sequence[Fraction],
    case: Case,
) -> Iterator[Proposal]:
    function = case.problem.neuron
    if not isinstance(function, Function):
        return
    if accepts(holds, function.expr):
        yield True, Identity()
    for probe in probes:
        if accepts(fails, function.expr, Asymmetry(Num(probe))):
            yield False, Asymmetry(Num(probe))
