"""The point that evidence describes, as numbers: every parameter to many digits. It only informs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, TypeVar

import flint

from theoremcheck.decide.minima.ground import bisected
from theoremcheck.decide.minima.simple import sharpened
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.functions.balls import ball, evaluate, hull, precision, rational_bounds
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import split_centre
from theoremcheck.trusted.minima.idle import IdleOutputs
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, narrow_problem
from theoremcheck.trusted.minima.point import Between, Constant, Exact, Number, Point, Units
from theoremcheck.trusted.minima.tied import TiedMinimum
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters, flat
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

DIGITS: Final = 60
_BITS: Final = 640
_LEAST: Final = Fraction(1, 2**600)
_T = TypeVar("_T")


def constant_of(evidence: Minimum) -> Constant | None:
    """The constant c that the point refers to, if it does."""
    return getattr(evidence, "constant", None)


def constant_value(problem: Problem, constant: Constant) -> Fraction:
    """C to more than DIGITS digits: evaluated, or found inside its interval by bisection on the slope of h."""
    if isinstance(constant, Exact):
        return evaluated(constant.value)
    if not problem.loss_known:
        return constant.middle
    return bisected(problem, constant.lower, constant.upper, DIGITS)


def evaluated(expr: Expr) -> Fraction:
    """A constant expression to more than DIGITS digits. Raises ``Refusal`` where it has no value."""
    plain = rational_value(expr)
    if plain is not None:
        return plain
    with precision(_BITS):
        return midpoint(evaluate(expr, flint.arb(0)))


def parameters(problem: Problem, evidence: Minimum, *, sharp: bool = False) -> Parameters[Fraction]:
    """The parameters of the point that the evidence describes, by its kind.

    Of a box its centre, which has as many digits as the radius needs; with ``sharp`` the minimum in it, to many digits.
    The checks read an only branch as deep (``as_deep``): here it has the name that it has in the problem.
    """
    return _own_names(problem, _read(as_deep(problem), evidence, sharp=sharp))


def centre_at(problem: Problem, evidence: Minimum) -> Vector:
    """The trained parameters of that point, (P,), in the order of a centre."""
    return Layout.of(problem).centre(flat(parameters(problem, evidence)))


def parameters_at(problem: Problem, point: Vector) -> Parameters[Fraction]:
    """The parameters of a point of all trained parameters, (P,), in the order of a centre."""
    return _own_names(problem, _at_centre(as_deep(problem), point))


def _own_names(problem: Problem, found: Parameters[Fraction]) -> Parameters[Fraction]:
    alone = problem.network.beside and not problem.network.deep
    return replace(found, deep=None, beside=found.deep) if alone else found


def _read(problem: Problem, evidence: Minimum, *, sharp: bool) -> Parameters[Fraction]:
    match evidence:
        case MultiplierMinimum():
            return _copied(problem, evidence)
        case IdleOutputs():
            return _at_centre(problem, evidence.centre)
        case Box():
            centre = sharpened(problem, evidence) if sharp else evidence.centre
            return _at_centre(problem, split_centre(problem, centre, evidence.shares, evidence.deep_shares))
        case _:
            constant = constant_of(evidence)
            value = None if constant is None else constant_value(problem, constant)
            return _at_point(problem, evidence.point, value)


def _at_centre(problem: Problem, centre: Vector) -> Parameters[Fraction]:
    layout = Layout.of(problem)
    return layout.named(layout.full(centre))


def uncertainty(problem: Problem, evidence: Minimum) -> Fraction:
    """By how much a number of :func:`parameters` may be off at most; of a box its radius.

    A number that is no rational is written to many digits, and so is another one. Raises ``Refusal`` where no ball
    holds one of them.
    """
    match evidence:
        case Box():
            return evidence.radius
        case MultiplierMinimum(_, _, Enclosed(moving, basis, radius)):
            return radius * max(
                (sum((abs(row[k]) for row in basis), Fraction(0)) for k in range(len(moving))), default=Fraction(0)
            )
        case MultiplierMinimum() | IdleOutputs():
            return Fraction(0)
        case TiedMinimum():
            return evidence.radius
        case _:
            return _off(problem, evidence.point, constant_of(evidence))


def _off(problem: Problem, point: Point, constant: Constant | None) -> Fraction:
    near = None if constant is None else constant_value(problem, constant)
    numbers = [group.output_weight for group in point.neurons]
    numbers += [number for number in (point.output_bias, point.deep_output) if number is not None]
    with precision(_BITS):
        errors = (
            _error(_value(number, near), number, None if is_zero(number.factor) else constant)
            for number in set(numbers)
        )
        return max(errors, default=Fraction(0))


def _error(value: Fraction, number: Number, constant: Constant | None) -> Fraction:
    """How far the number may be from the value that stands for it; ``constant`` is None where it does not occur."""
    exact = [number.base, *((number.factor,) if constant is not None else ())]
    exact += [constant.value] if isinstance(constant, Exact) else []
    if not isinstance(constant, Between) and all(rational_value(part) is not None for part in exact):
        return Fraction(0)
    found = evaluate(number.base, flint.arb(0))
    if constant is not None:
        found += evaluate(number.factor, flint.arb(0)) * _ball(constant)
    off = abs(found - ball(value)).abs_upper()
    if off < ball(_LEAST):
        return _LEAST
    bounds = rational_bounds(off)
    if bounds is None:
        raise Refusal("functions.no_enclosure")
    return bounds[1]


def _ball(constant: Constant) -> flint.arb:
    if isinstance(constant, Exact):
        return evaluate(constant.value, flint.arb(0))
    return hull(constant.lower, constant.upper)


def _value(number: Number, constant: Fraction | None) -> Fraction:
    """A number of a point, with more than DIGITS digits."""
    base = evaluated(number.base)
    return base if constant is None or is_zero(number.factor) else base + evaluated(number.factor) * constant


def _at_point(problem: Problem, point: Point, constant: Fraction | None) -> Parameters[Fraction]:
    weights, rows, biases = [], [], []
    for group in point.neurons:
        weights += [_value(group.output_weight, constant)] * group.count
        rows += [group.hidden_weights] * group.count
        biases += [group.hidden_bias] * group.count
    deep = None
    if point.deep_output is not None:
        deep = _deep(problem, point.deep, _value(point.deep_output, constant))
    return Parameters(
        None if point.output_bias is None else _value(point.output_bias, constant),
        tuple(weights),
        tuple(rows),
        tuple(biases) if problem.network.hidden_bias else None,
        deep,
    )


def _deep(problem: Problem, layers: Sequence[Units], output: Fraction) -> Branch[Fraction]:
    found = []
    inputs = 0
    for index, (layer, units) in enumerate(zip(problem.network.deep, layers, strict=True)):
        row = units.weights if index == 0 else units.weights * inputs
        bias = (units.bias,) * layer.width if problem.network.biased(layer) else None
        found.append(((row,) * layer.width, bias))
        inputs = layer.width
    return Branch(tuple(found), (output,) * problem.network.deep[-1].width)


def _copied(problem: Problem, evidence: MultiplierMinimum) -> Parameters[Fraction]:
    """The point with all copies: they have equal shares of what leads out of the one unit."""
    found = _at_centre(narrow_problem(problem, evidence.copies), evidence.centre)
    if not evidence.copies:
        return found
    counts, *others = evidence.copies

    def shared(row: Vector, counts: Sequence[int]) -> Vector:
        return tuple(entry / count for entry, count in zip(row, counts, strict=True) for _ in range(count))

    def repeated(entries: Sequence[_T], counts: Sequence[int]) -> tuple[_T, ...]:
        return tuple(entry for entry, count in zip(entries, counts, strict=True) for _ in range(count))

    deep, biases = None, found.hidden_bias
    if found.deep is not None:
        layers, below = [], (1,) * samples(problem).dimension
        for (rows, shifts), own in zip(found.deep.layers, others, strict=True):
            spread = repeated([shared(row, below) for row in rows], own)
            layers.append((spread, None if shifts is None else repeated(shifts, own)))
            below = own
        deep = Branch(tuple(layers), shared(found.deep.output, below))
    return Parameters(
        found.output_bias,
        shared(found.output_weights, counts),
        repeated(found.hidden_weights, counts),
        None if biases is None else repeated(biases, counts),
        deep,
    )
