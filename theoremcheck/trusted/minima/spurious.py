"""Points with a smaller L (theory: rule.spurious, rule.spurious_bad, rule.spurious_constant, rule.basin)."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import LowerBound, check_lower_bound
from theoremcheck.trusted.minima.box import Box, check_minimum
from theoremcheck.trusted.minima.constants import class_weights, constant_loss
from theoremcheck.trusted.minima.expansion import height, margin_of
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Spurious:
    """The box ``minimum`` holds a local minimum, and L is smaller at ``lower``, a point of all trained parameters."""

    minimum: Box
    lower: Vector
    precision: int


@dataclass(frozen=True, slots=True)
class Low:
    """At ``lower`` L is smaller than wherever a sample is wrong; l is at least the bound that ``bound`` shows."""

    lower: Vector
    bound: LowerBound
    precision: int


@dataclass(frozen=True, slots=True)
class Below:
    """At ``lower`` L is smaller than wherever f is one number on all samples; ``bound`` is one of h, below all h(c)."""

    lower: Vector
    bound: LowerBound
    precision: int


def check_spurious(problem: Problem, evidence: Spurious) -> tuple[int, int]:
    """Accept a local minimum that is not global; the least and the greatest number of wrong samples there, maybe 0.

    "The box holds a local minimum" by ``check_minimum``, which asks of no sample that it is wrong; "L is at least its
    enclosure on the box there, and smaller at the other point": L with its penalties, the frozen parameters at their
    values.
    """
    wrong = check_minimum(problem, evidence.minimum)
    check_bits(evidence.lower)
    with precision(evidence.precision):
        here, _ = height(problem, evidence.minimum.centre, evidence.minimum.radius)
        there, _ = height(problem, evidence.lower, Fraction(0))
        require(bool(there < here), "spurious.not_lower")
    return wrong


def check_basin(problem: Problem, evidence: Spurious) -> tuple[int, int]:
    """Accept a spurious basin: a ball around the centre of a box in which every trained parameter moves.

    "On the sphere L is larger than its minimum on the ball" is what the proof of ``check_minimum`` shows on the way, of
    the parameters that move: here of all, with nothing held by lemma.slice. "L is less elsewhere": ``check_spurious``.
    """
    chosen = evidence.minimum.slice
    require(isinstance(chosen, Gauge) and not chosen.held, "spurious.held")
    return check_spurious(problem, evidence)


def check_low(problem: Problem, evidence: Low) -> None:
    """Accept a point at which L is smaller than m + c (l(0) - m): m a lower bound of l, c the least share of a sample.

    "No penalty is negative": the coefficients of every parameter, trained or frozen, sum to 0 or more.
    """
    if not isinstance(problem.loss, Function):
        raise Refusal("facts.opaque", block="loss")
    _check_unrewarded(problem)
    require(bool(samples(problem).shares), "facts.needs_samples")
    check_bits(evidence.lower)
    check_lower_bound(problem.loss.expr, evidence.bound)
    with precision(evidence.precision):
        least, share = ball(evidence.bound.bound), ball(min(samples(problem).shares))
        at_zero = Jets(split(problem.loss.expr), 0).at(flint.arb(0), margin_of, 0)[0]
        there, _ = height(problem, evidence.lower, Fraction(0))
        require(bool(there < least + share * (at_zero - least)), "spurious.not_low")


def check_below_constants(problem: Problem, evidence: Below) -> None:
    """Accept a point at which W L is smaller than a lower bound of h(c) = W+ l(-c) + W- l(c), W = W+ + W-.

    "No penalty is negative" as in ``check_low``: so W L >= h(c) wherever f = c on all samples. Of a loss for each class
    h has both, each at the margins of its own samples (``constant_loss``).
    """
    _check_unrewarded(problem)
    check_bits(evidence.lower)
    check_lower_bound(constant_loss(problem), evidence.bound)
    plus, minus = class_weights(problem)
    with precision(evidence.precision):
        there, _ = height(problem, evidence.lower, Fraction(0))
        require(bool(there * ball(plus + minus) < ball(evidence.bound.bound)), "spurious.not_below")


def _check_unrewarded(problem: Problem) -> None:
    """Accept if no penalty is negative."""
    require(all(factor > 0 for factor in Layout.of(problem).squares(problem.objective).values()), "spurious.rewarded")


CONDITIONS: Final = (
    ("minimum.spurious", Spurious, check_spurious),
    ("minimum.basin", Spurious, check_basin),
    ("objective.low", Low, check_low),
    ("objective.below_constants", Below, check_below_constants),
)
"""The conditions with their evidence, and the check of that."""
