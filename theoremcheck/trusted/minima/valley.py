"""A spurious valley that the sign of one weight cuts off (theory: rule.valley).

f = c + v h with one trained weight v and h of one sign, as for a network with one last unit: the points with v = 0
all have the output c. A component of the points where L is smaller than there keeps the sign of v.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.functions.shape import LowerBound, check_lower_bound
from theoremcheck.trusted.minima.constants import loss_jets
from theoremcheck.trusted.minima.expansion import height, margin_of
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.expr import Expr, Max, Min, Num, Var, mul, num, substitute
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import AnyFunction, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class SpuriousValley:
    """At ``start`` L is smaller than at the output c, at ``lower`` than what the sign of v at ``start`` allows.

    Both are points of all trained parameters. ``floor`` shows that the neuron of the last unit, or its negative where
    ``negative``, is at least 0. ``own`` bounds l of the class that this sign serves not, on the margins from that at c
    on: it is a bound of l(max(z, z_c)); ``least`` bounds l of the other class up to its margin at c: l(min(z, z_c)).
    """

    start: Vector
    lower: Vector
    floor: LowerBound
    negative: bool
    own: LowerBound
    least: LowerBound
    precision: int


def check_valley(problem: Problem, evidence: SpuriousValley) -> tuple[int, int]:
    """Accept two points that show a spurious valley of L; the least and the greatest number of wrong samples at start.

    The clauses of the proof: "f = c + v h, h >= 0" by the structure of the network and ``floor``; "where v = 0 every
    output is c, so L is at least the mean of the l(-y_i c)" and "with this sign of v the margins of one class are at
    least those at c, and its losses at least g; those of the other at most those at c, and its losses at least m", as
    no penalty is negative; "L(t) is below the first, and L(t') below the second" in balls, the penalties included.
    """
    layout = Layout.of(problem)
    place, neuron = last_unit(problem, layout)
    sign = -1 if evidence.negative else 1
    _check_bound(neuron, evidence.floor, "neuron", sign)
    require(evidence.floor.bound >= 0, "valley.floor")
    require(all(factor > 0 for factor in layout.squares(problem.objective).values()), "spurious.rewarded")
    check_bits(evidence.start)
    check_bits(evidence.lower)
    side = sign * layout.full(evidence.start)[place]
    require(side != 0, "valley.no_side")
    # With v h < 0 the class + is worse off than at c, with v h > 0 the class -.
    own, constant = (1 if side < 0 else -1), constant_output(problem, layout)
    for label, part in ((own, evidence.own), (-own, evidence.least)):
        check_lower_bound(half_loss(problem, label, own, constant), part)
    with precision(evidence.precision):
        wall, bound = levels_of(problem, constant, own, evidence)
        start, outputs = height(problem, evidence.start, Fraction(0))
        require(bool(start < wall), "valley.not_below_wall")
        lower, _ = height(problem, evidence.lower, Fraction(0))
        require(bool(lower < bound), "valley.not_lower")
        return samples(problem).wrong(outputs)


def last_unit(problem: Problem, layout: Layout) -> tuple[int, AnyFunction]:
    """The place of the one output weight, and the neuron that it weighs. ``Refusal`` of other networks."""
    require(len(layout.branches) == 1, "valley.several_units")
    (branch,) = layout.branches
    require(branch.layers[-1].width == 1 and not branch.layers[-1].residual, "valley.several_units")
    place = branch.output.start
    require(place not in layout.frozen, "valley.frozen_weight")
    return place, problem.network.layers[-1].neurons[0] if problem.network.layers else problem.neuron


def constant_output(problem: Problem, layout: Layout) -> Fraction:
    """The output c where v = 0: 0, or that of a frozen output bias."""
    if not problem.network.output_bias:
        return Fraction(0)
    require(0 in layout.frozen, "valley.output_bias")
    value = layout.frozen[0]
    if value is None:
        raise Refusal("layout.frozen_unknown", block="a0")
    return value


def _check_bound(function: AnyFunction, bound: LowerBound, what: str, sign: int) -> None:
    """Accept if the function, or its negative, is at least the bound."""
    expr: Expr = formula(function, what)
    check_lower_bound(expr if sign > 0 else mul((num(-1), expr)), bound)


def half_loss(problem: Problem, label: int, own: int, constant: Fraction) -> Expr:
    """The loss of the class ``label`` at the nearest margin that is one of outputs f with own (f - c) <= 0.

    The margin -label f is at least -own c for the class ``own``, and at most own c for the other one.
    """
    ends = (Var(), Num(-label * constant))
    return substitute(formula(problem.loss_of(label), "loss"), Max(ends) if label == own else Min(ends))


def levels_of(problem: Problem, constant: Fraction, own: int, evidence: SpuriousValley) -> tuple[flint.arb, flint.arb]:
    """L without penalties at the output c, and the bound of it with the sign of v that does not serve ``own``."""
    data, jets = samples(problem), loss_jets(problem, 0)
    at = {label: jets[label].at(ball(-label * constant), margin_of, 0)[0] for label in (1, -1)}
    shares = {label: ball(sum((data.shares[i] for i in data.members(label)), Fraction(0))) for label in (1, -1)}
    return (
        shares[1] * at[1] + shares[-1] * at[-1],
        shares[own] * ball(evidence.own.bound) + shares[-own] * ball(evidence.least.bound),
    )


CONDITIONS: Final = (("objective.valley", SpuriousValley, check_valley),)
"""The condition with its evidence, and the check of that."""
