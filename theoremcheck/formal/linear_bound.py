"""The proofs, in Coq, of data.linear_bound and data.constant_bound: a function, and bounds of the loss at its margins.

Coq has a number that the training error does not exceed; which training errors there are takes it down to the bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.linear import PARTS
from theoremcheck.formal.points_build import COMPUTE, pair
from theoremcheck.formal.points_loss import loss_function
from theoremcheck.formal.points_multipliers import MAX_LEVELS, over
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import Split, bounded_script
from theoremcheck.formal.text import listed
from theoremcheck.formal.trees import bounded_tree
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.constant_bound import ConstantBound
from theoremcheck.trusted.minima.constants import class_weights
from theoremcheck.trusted.minima.linear_bound import LinearBound
from theoremcheck.trusted.minima.reach import value_at
from theoremcheck.trusted.problem.model import Block, Problem, Vector, cleared_form
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_GRAIN: Final = 10**9
"""Values that are not rational lie between two neighbouring multiples of its inverse, or close to them."""

_MOST_BITS: Final = 10**7
"""Of the sums of weights, all samples together, that coqc is asked to write down."""


def as_real(bound: Fraction) -> str:
    """The bound as Coq has it."""
    return f"(IZR {bound.numerator} / IZR {bound.denominator})"


def bounding_script(
    problem: Problem, evidence: LinearBound | ConstantBound, trainable: Callable[[Problem], str]
) -> tuple[Fraction, str] | None:
    """A number, and the script of ``linear_bound``, or ``constant_bound``, for that; None where there is none."""
    try:
        if isinstance(evidence, ConstantBound):
            return _constant(problem, evidence)
        return _linear(problem, evidence, trainable)
    except (NotTranslated, Refusal):
        return None


def rounding_script(problem: Problem, number: Fraction, bound: Fraction) -> str | None:
    """The script that a training error up to the number is at most the bound; None where that is too much for coqc.

    Else the weights do not allow an error between the two.
    """
    if number <= bound:
        return f"apply Rle_trans with {as_real(number)}; [ | lra ]."
    sizes, _ = cleared_form(problem.samples.weights)
    if samples(problem).next_error(bound) <= number or len(sizes) * sum(sizes) > _MOST_BITS:
        return None
    given = f"{number.numerator} {number.denominator} {bound.numerator} {bound.denominator}"
    return (
        f"apply (errors_by {SUBJECT} {given} samples ltac:({COMPUTE}) t).\n"
        f"  change (training_error {SUBJECT} t <= {as_real(number)})."
    )


def _constant(problem: Problem, evidence: ConstantBound) -> tuple[Fraction, str] | None:
    loss, found = loss_function(problem), evidence.constant
    if loss is None:
        return None
    (least,) = (lower.bound for lower in evidence.least)
    plus, minus = (_near(loss, margin)[1] for margin in (-found, found))
    zero, penalty = _near(loss, Fraction(0))[0], problem.objective.coefficient(Block.OUTPUT_BIAS) * found**2
    below = math.lcm(*(entry.denominator for entry in (least, plus, minus, zero, penalty)))
    weights = class_weights(problem)
    cost = sum(weight * (level + penalty - least) for weight, level in zip(weights, (plus, minus), strict=True))
    bound = Fraction(cost) / (sum(weights) * (zero - least))
    numbers = " ".join(f"({int(entry * below)})" for entry in (plus, minus, penalty, zero, least))
    floor = f"replace (IZR ({int(least * below)}) / IZR (Z.pos {below})) with {rational(least)} by lra"
    mirrored = f"replace (- {rational(found)}) with {rational(-found)} by lra"
    return bound, (
        f"apply (constant_bound_by {SUBJECT} {rational(found)} {numbers} {below} {bound.numerator}"
        f" {bound.denominator});\n"
        f"  [ {COMPUTE}\n"
        f"  | {floor}; change (forall v : R, {rational(least)} <= {loss.text} v); {bounded_script(loss, least)}\n"
        f"  | {_level(loss, Fraction(0), zero, below, upper=False)}\n"
        f"  | {mirrored}; {_level(loss, -found, plus, below)}\n  | {_level(loss, found, minus, below)}\n"
        f"  | unfold constant_penalty; simpl; lra ]."
    )


def _linear(
    problem: Problem, evidence: LinearBound, trainable: Callable[[Problem], str]
) -> tuple[Fraction, str] | None:
    data, loss, found = problem.samples, loss_function(problem), evidence.coefficients
    affine = len(found) > data.dimension
    rows = data.lifted if affine else data.points
    margins = sorted({-label * dot(found, row) for row, label in zip(rows, data.labels, strict=True)})
    constant = PARTS["network.constant_trained"](problem, trainable) if affine else "discriminate H."
    if loss is None or len(margins) > MAX_LEVELS or constant is None:
        return None
    levels = {margin: _near(loss, margin)[1] for margin in margins}
    zero, least = _near(loss, Fraction(0))[0], evidence.least.bound
    below = math.lcm(zero.denominator, least.denominator, *(level.denominator for level in levels.values()))
    common = math.lcm(1, *(entry.denominator for entry in found))
    each = "exact (Forall_nil _)"
    for margin in reversed(margins):
        read = f"replace (real {pair(margin)}) with {rational(margin)} by (unfold real; cbn [fst snd]; lra)"
        each = (
            f"apply Forall_cons; [ cbn [fst snd]; {read}; {_level(loss, margin, levels[margin], below)}\n  | {each} ]"
        )
    entries = listed(f"({pair(margin)}, ({int(levels[margin] * below)})%Z)" for margin in margins)
    numbers = f"{below} ({int(zero * below)}) ({int(least * below)})"
    bound = _cost(problem, rows, evidence, levels) / (sum(data.weights) * (zero - least))
    floor = f"replace (IZR ({int(least * below)}) / IZR (Z.pos {below})) with {rational(least)} by lra"
    return bound, (
        f"assert (constant : {str(affine).lower()} = true -> network_constant_trained {SUBJECT}).\n"
        f"  {{ intros H. {constant} }}\n"
        f"  apply (linear_bound_by {str(affine).lower()} {SUBJECT} {over(found, common)} {common} {entries} {numbers}"
        f" {bound.numerator} {bound.denominator} constant);\n"
        f"  [ {COMPUTE}\n"
        f"  | {floor}; change (forall v : R, {rational(least)} <= {loss.text} v); {bounded_script(loss, least)}\n"
        f"  | {_level(loss, Fraction(0), zero, below, upper=False)}\n  | {each} ]."
    )


def _cost(
    problem: Problem, rows: Sequence[Vector], evidence: LinearBound, levels: Mapping[Fraction, Fraction]
) -> Fraction:
    """What the function costs at most, less the lower bound of l for every sample, times the total weight."""
    data = problem.samples
    margins = (-label * dot(evidence.coefficients, row) for row, label in zip(rows, data.labels, strict=True))
    costs = (weight * (levels[z] - evidence.least.bound) for z, weight in zip(margins, data.weights, strict=True))
    return sum(costs, Fraction(0))


def _near(loss: Split, point: Fraction) -> tuple[Fraction, Fraction]:
    """Rationals below and above the value at a rational: that value itself, where it is one."""
    constant = value_at(loss.pieces, point)
    exact = rational_value(constant)
    if exact is not None:
        return exact, exact
    with precision(128):
        found = evaluate(constant, ball(Fraction(0)))
        lower, upper = math.floor(float(found.lower()) * _GRAIN), math.ceil(float(found.upper()) * _GRAIN)
    return Fraction(lower - 1, _GRAIN), Fraction(upper + 1, _GRAIN)


def _level(loss: Split, point: Fraction, level: Fraction, below: int, *, upper: bool = True) -> str:
    """The script that the loss at a point is at most, or at least, a level."""
    entry = int(level * below)
    constant = value_at(loss.pieces, point)
    value, bound = f"{loss.text} {rational(point)}", f"IZR ({entry}) / IZR (Z.pos {below})"
    goal = f"change ({value} <= {bound})" if upper else f"change ({bound} <= {value})"
    if rational_value(constant) is not None:
        return f"{goal}; replace ({bound}) with {rational(level)} by lra; cbv beta; numbers_compared"
    lemma = "value_below" if upper else "value_above"
    tree = bounded_tree(constant)
    given = f"{loss.text} {tree} {rational(point)} ({entry}) {below}"
    return f"{goal}; apply ({lemma} {given}); [ {COMPUTE} | cbv beta; agrees ]"
