"""What the constructions share: the constant candidate, the pieces of the neuron, the convexity of the loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import flint

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.case import Case
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.data.order import ConvexTest, Coupling
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.per_class import OfBoth
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import Signs
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.minima.constants import check_minimiser, class_weights
from theoremcheck.trusted.minima.point import Between, Constant, Exact
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.expr import Expr, Fn, Num, Root, add, call, div, mul, num, power, sub
from theoremcheck.trusted.problem.model import Dataset, Function, Problem
from theoremcheck.trusted.problem.samples import samples

if TYPE_CHECKING:
    from theoremcheck.functions.floats import FloatFunction
    from theoremcheck.functions.special import Array
    from theoremcheck.trusted.minima.kinds import Minimum

_DIGITS = 60
_BITS = 7  # for each digit that is sought: twice as many digits
_ROOT_BITS = 256
_REACH = 64
_STEPS = 4096
_CLOSE = Fraction(1, 10**30)
_WIDTH = Fraction(1, 2**64)
_MAX_DENOMINATOR = 10**6
_MOST_CONSTANTS = 4
_NOISE = 1e-12


class Ground:
    """One problem with concrete samples and formulas, and what several constructions need of it."""

    def __init__(self, case: Case) -> None:
        self._case, self.problem = case, as_deep(case.problem)

    def of(self, problem: Problem) -> Ground:
        """The same of another problem, for the same question."""
        return Ground(Case(problem, self._case.question))

    def worst_first(self, outputs: Iterable[Fraction]) -> tuple[Fraction, ...]:
        """Constant outputs; for a claim on the error those at which more samples are wrong come first."""
        if not self._graded:
            return tuple(outputs)
        wrong = {above: samples(self.problem).wrong_at_constant([1 if above else -1])[0] for above in (True, False)}
        return tuple(sorted(outputs, key=lambda output: -wrong[output >= 0]))

    @property
    def _graded(self) -> bool:
        """True if the claim is about how large the error is."""
        return self._case.question.asked is Asked.ERROR_AT_MOST

    @cached_property
    def concrete(self) -> bool:
        """True if there are samples and formulas at all."""
        problem = self.problem
        functions = problem.functions
        return isinstance(problem.dataset, Dataset) and all(isinstance(entry, Function) for entry in functions)

    @cached_property
    def neuron(self) -> Pieces | None:
        """The pieces of the neuron s."""
        return pieces_of(self.problem.neuron)

    @cached_property
    def losses(self) -> Mapping[int, Pieces] | None:
        """The pieces of the loss l by label; None where they are not known."""
        found = {label: pieces_of(self.problem.loss_of(label)) for label in (1, -1)}
        known = {label: own for label, own in found.items() if own is not None}
        return known if len(known) == len(found) else None

    @property
    def loss_points(self) -> tuple[Fraction, ...]:
        """The break points of the loss, or of both losses, in order."""
        pieces = self.losses or {}
        return tuple(sorted({point for own in pieces.values() for point in own.points}))

    @cached_property
    def convexity(self) -> Signs | OfBoth | None:
        """The proof that the loss is convex; of two losses that of both."""
        found = [decide_function(loss.expr, "convex") for loss in self.problem.losses if isinstance(loss, Function)]
        proofs = [own[1] for own in found if own is not None and own[0] and isinstance(own[1], Signs)]
        if len(proofs) < len(self.problem.losses):
            return None
        return proofs[0] if len(proofs) == 1 else OfBoth(*proofs)

    @cached_property
    def nondecreasing(self) -> bool:
        """True if the loss, or each of two, is shown to be nondecreasing."""
        return self._shown("nondecreasing")

    @cached_property
    def smooth(self) -> bool:
        """True if the loss, or each of two, is shown to be C^1."""
        return self._shown("c1")

    def _shown(self, name: str) -> bool:
        losses = self.problem.losses
        found = [decide_function(loss.expr, name) for loss in losses if isinstance(loss, Function)]
        return len(found) == len(losses) and all(own is not None and own[0] for own in found)

    @cached_property
    def order(self) -> Coupling | ConvexTest | None:
        """Evidence for or against data.convex_order."""
        from theoremcheck.decide.data.order import order_of

        return self._case.shared(order_of)

    @cached_property
    def constant(self) -> Constant | None:
        """The constant c: exact where the loss is convex and c is found in closed form, else enclosed."""
        if not self.concrete or self.losses is None:
            return None
        lowest = self._lowest()
        if lowest is None:
            return None
        if self.convexity is not None:
            for value in (*map(Num, self._ends()), *closed_forms(self.problem, lowest)):
                if accepts(check_minimiser, self.problem, Exact(value)):
                    return Exact(value)
        return next((found for found in _enclosures(lowest) if accepts(check_minimiser, self.problem, found)), None)

    def _ends(self) -> tuple[Fraction, ...]:
        """The ends of a valley of h that is level, for a claim on the error: it may be larger on one side of 0."""
        if not self._graded:
            return ()
        lowest = min(valleys(self._heights), key=lambda valley: float(self._heights[valley[0]]), default=(0, 0))
        level = lowest if lowest[0] < lowest[1] else ()
        return self.worst_first(-_REACH + index * Fraction(2 * _REACH, _STEPS) for index in level)

    @cached_property
    def tangent_constants(self) -> tuple[Constant, ...]:
        """Outputs c with W+ l'(-c) = W- l'(c), l convex near both places: exact if in closed form, else enclosed."""
        if not self.concrete or self.losses is None:
            return ()
        heights = self._heights
        lowest = sorted(valleys(heights), key=lambda valley: float(heights[valley[0]]))[:_MOST_CONSTANTS]
        bottoms = self.worst_first(near for valley in lowest for near in self._bottoms(*valley))
        found = map(self._tangent, bottoms)
        return tuple(dict.fromkeys(constant for constant in found if constant is not None))

    def _bottoms(self, first: int, last: int) -> Iterator[Fraction]:
        """Approximate minimisers of h between two points of the grid: the middle where h seems to be level."""
        if last - first > 1:
            yield -_REACH + (first + last) // 2 * Fraction(2 * _REACH, _STEPS)
        yield self._bisected(first)

    def _tangent(self, near: Fraction) -> Constant | None:
        from theoremcheck.trusted.minima.tangent import check_tangents

        check = partial(check_tangents, rising=False)
        candidates: Iterator[Constant] = chain(map(Exact, closed_forms(self.problem, near)), _enclosures(near))
        return next((c for c in candidates if accepts(check, self.problem, c)), None)

    def _lowest(self) -> Fraction | None:
        """An approximate local minimiser of h away from the ends of a wide grid, to many digits."""
        grid = np.linspace(-_REACH, _REACH, _STEPS + 1)
        best = int(np.lexsort((np.abs(grid), self._heights))[0])
        return None if best in (0, _STEPS) else self._bisected(best)

    @cached_property
    def _heights(self) -> Array:
        """H on a wide grid, infinite where it is not known."""
        from theoremcheck.functions.floats import to_float

        plus, minus = map(to_float, class_weights(self.problem))
        grid = np.linspace(-_REACH, _REACH, _STEPS + 1)
        rough = rough_losses(self.problem)
        heights = plus * rough[1].value(-grid) + minus * rough[-1].value(grid)
        return np.where(np.isnan(heights), np.inf, heights)

    def _bisected(self, index: int) -> Fraction:
        """A minimiser of h beside a point of the grid, to many digits."""
        step = Fraction(2 * _REACH, _STEPS)
        return bisected(self.problem, -_REACH + (index - 1) * step, -_REACH + (index + 1) * step, _DIGITS)


Constructions: TypeAlias = "Mapping[str, Callable[[Ground], Iterator[Minimum]]]"
"""By condition (minimum.*): candidates for its evidence, the ones to try first before the others. None is checked."""


def pieces_of(function: object) -> Pieces | None:
    """The pieces of a formula; None for an opaque function or breaks that cannot be named."""
    if not isinstance(function, Function):
        return None
    return answer(split, function.expr)


def rough_losses(problem: Problem) -> Mapping[int, FloatFunction]:
    """The loss in floats, by label."""
    from theoremcheck.functions.floats import compile_float

    return {label: compile_float(formula(problem.loss_of(label), "loss")) for label in (1, -1)}


def valleys(heights: Array) -> list[tuple[int, int]]:
    """Where values on a grid fall, stay level and rise again: the first and the last index on the level."""
    with np.errstate(invalid="ignore"):  # inf - inf, as two values that are not known
        steps = np.diff(heights)
        tolerance = _NOISE * (1 + np.minimum(np.abs(heights[:-1]), np.abs(heights[1:])))
        signs = np.where(steps > tolerance, 1, np.where(steps < -tolerance, -1, 0))
    steep = np.flatnonzero(signs)
    turns = np.flatnonzero((signs[steep[:-1]] < 0) & (signs[steep[1:]] > 0))
    return [(int(steep[k]) + 1, int(steep[k + 1])) for k in turns]


def bisected(problem: Problem, left: Fraction, right: Fraction, digits: int) -> Fraction:
    """A minimiser of h between two points to more than so many digits, by bisection on its slope; it only informs."""
    plus, minus = class_weights(problem)
    slopes = {label: _slope(formula(problem.loss_of(label), "loss")) for label in (1, -1)}
    with precision(_BITS * digits):
        weights = {1: ball(plus), -1: ball(minus)}
        for _ in range(4 * digits):
            middle = (left + right) / 2
            if weights[-1] * slopes[-1](middle) > weights[1] * slopes[1](-middle):
                right = middle
            else:
                left = middle
    return (left + right) / 2


def _slope(expr: Expr) -> Callable[[Fraction], flint.arb]:
    """The derivative of a formula, about, and at a break that on the right of it."""
    from theoremcheck.functions.rationals import root_value

    pieces = split(expr)
    derivatives = [nth_derivative(piece, 1) for piece in pieces.pieces]
    breaks = [root_value(point, _ROOT_BITS) if isinstance(point, Root) else point for point in pieces.breaks]
    return lambda z: evaluate(derivatives[sum(1 for point in breaks if point <= z)], ball(z))


def closed_forms(problem: Problem, near: Fraction) -> Iterator[Expr]:
    """Exact candidates for c: short rationals, and the solutions for the usual losses."""
    plus, minus = class_weights(problem)
    ratio = Num(plus / minus)
    yield Num(Fraction(0))
    short = near.limit_denominator(_MAX_DENOMINATOR)
    if abs(short - near) < _CLOSE:
        yield Num(short)
    logarithm = call(Fn.LOG, ratio)
    yield logarithm
    for factor in (Fraction(1, 2), Fraction(1, 3), Fraction(2), Fraction(1, 4)):
        yield mul((Num(factor), logarithm))
    for degree in (2, 3, 4):
        root = power(ratio, Fraction(1, degree))
        yield div(sub(root, num(1)), add((root, num(1))))


def _enclosures(near: Fraction) -> Iterator[Between]:
    """Intervals around an approximate minimiser, the tightest first."""
    width = _WIDTH
    while width <= 4:
        middle = round(near / width) * width
        yield Between(middle - 2 * width, middle, middle + 2 * width)
        width *= 2**6
