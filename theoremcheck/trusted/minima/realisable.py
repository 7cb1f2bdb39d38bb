"""One number from which the network goes on by a fixed function, and parameters that fit all samples (thm.realisable).

f(x_i) = g(u_i) with u_i affine in all that is trained: a unit with frozen output weights, a chain of units of which one
is trained, or (g the identity) a network that is affine in what is trained. A sample of class y costs
c_y(u) = l(-y g(u)), l the loss of its class. Where each c_y falls up to some point and rises from there on, and some
parameters put every sample at a minimum of its cost, no term of L rises on the segment from any point to these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.data.linear import FACTS, frozen_by, frozen_values
from theoremcheck.trusted.functions.composition import Composed, check_composed
from theoremcheck.trusted.functions.extrema import Trough, check_bottom, check_trough
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import SHAPES, Signs, check_shape
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.features import Family, rational_column, simplest
from theoremcheck.trusted.minima.reach import dot, formula, unit_pieces, value_at
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, mul, sub, substitute
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import AnyFunction, Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.work import bounded

_RISING: Final = SHAPES["nondecreasing"]
_LABELS: Final = (1, -1)
MAX_PRODUCTS: Final = 400_000
"""Products of a frozen weight and what it is given, in each layer below the unit."""


@dataclass(frozen=True, slots=True)
class Realisable:
    """Troughs of the costs of both classes, and where all samples are at minima of them: ``base`` + a combination of
    ``directions``, all of them lists of what is trained, (P,).

    No direction: at ``base`` itself. Else u_i is one number on each class, at ``base`` and along each direction. One
    direction: a class that it does not move is at a minimum already; if it moves both, their costs are the same
    function of the step, up to a constant. Two: any two numbers are reached.
    """

    plus: Trough
    minus: Trough
    base: Vector
    directions: tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Descent:
    """Along ``direction``, (P,), the u_i of each class all rise or all fall, and its cost falls weakly to that side."""

    direction: Vector
    plus: Signs | Composed
    minus: Signs | Composed


@dataclass(frozen=True, slots=True)
class Response:
    """f(x_i) = ``outer``(u_i), u_i = ``rows``[i] . t + ``shifts``[i], with t what is trained, (P,)."""

    rows: tuple[Vector, ...]
    shifts: Vector
    outer: Expr


# --- the network ------------------------------------------------------------------------------------------------------


def response(problem: Problem) -> Response:
    """The network as such a function. Raises ``Refusal`` where it is none, or a frozen value is not known."""
    for entry in problem.network.frozen:
        require(entry.value is not None, "layout.frozen_unknown", block=entry.block.value)
    found = _of_unit(problem)
    if found is not None:
        return found
    family, count = Family.of(problem), len(samples(problem).points)
    columns = [rational_column(column) for column in family.columns]
    fixed = [[factor * entry for entry in rational_column(column)] for column, factor in family.fixed]
    rows = tuple(tuple(column[i] for column in columns) for i in range(count))
    return Response(rows, tuple(sum((term[i] for term in fixed), Fraction(0)) for i in range(count)), Z)


def _of_unit(problem: Problem) -> Response | None:
    """A chain of layers all of whose trained parameters lead into one unit, alone in its layer and in those above."""
    layout = Layout.of(problem)
    if len(layout.branches) != 1 or problem.network.residual:
        return None
    (branch,) = layout.branches
    known = {place: value for place, value in layout.frozen.items() if value is not None}
    for number in branch.numbers:
        near = layout.wiring(Unit(number, 0))
        alone = all(layout.layer(upper).width == 1 for upper in branch.numbers if upper >= number)
        if not alone or not set(layout.trained) <= set(near.receiving):
            continue
        inputs = samples(problem).points
        for lower in branch.numbers:
            if lower < number:
                inputs = _handed_on(problem, layout, known, lower, inputs)
        seen = [dict(zip(near.receiving, (*row, Fraction(1)), strict=False)) for row in inputs]
        rows = tuple(tuple(row[place] for place in layout.trained) for row in seen)
        shifts = tuple(sum((known[p] * row[p] for p in near.receiving if p in known), Fraction(0)) for row in seen)
        return Response(rows, shifts, _outer(problem, layout, known, [n for n in branch.numbers if n >= number]))
    return None


def _handed_on(
    problem: Problem, layout: Layout, known: dict[int, Fraction], number: int, inputs: Sequence[Vector]
) -> tuple[Vector, ...]:
    """What the units of a frozen layer hand on for each sample, (n, width). Raises ``Refusal`` of irrational values."""
    layer, columns = layout.layer(number), []
    products = len(inputs) * layer.width * layer.inputs
    bounded(products <= MAX_PRODUCTS, "reach.layer_nodes", bound=f"MAX_PRODUCTS = {MAX_PRODUCTS}")
    for index in range(layer.width):
        near, pieces = layout.wiring(Unit(number, index)), unit_pieces(problem, Unit(number, index))
        weights = tuple(known[place] for place in near.incoming)
        bias = Fraction(0) if near.bias is None else known[near.bias]
        columns.append(rational_column(tuple(simplest(value_at(pieces, dot(weights, row) + bias)) for row in inputs)))
    return tuple(zip(*columns, strict=True))


def _outer(problem: Problem, layout: Layout, known: dict[int, Fraction], numbers: Sequence[int]) -> Expr:
    """F as a function of what the unit in the lowest of these layers receives, which have one unit each."""
    found: Expr = Z
    for number in numbers:
        found = substitute(formula(_neuron(problem, number), "neuron"), found)
        near = layout.wiring(Unit(number, 0))
        (out,), (bias,) = near.outgoing, near.above
        found = mul((Num(known[out]), found))
        found = found if bias is None else add((Num(known[bias]), found))
    return found


def _neuron(problem: Problem, number: int) -> AnyFunction:
    return problem.network.layers[number - 1].neuron if number else problem.neuron


def linear_response(problem: Problem) -> Response:
    """f(x) = v . x + k as a function of (v, k), where a constant is trained, else of v, with the frozen a_0 for k.

    Raises ``Refusal`` where f is no such function of all parameters.
    """
    data, network = problem.samples, problem.network
    constant_trained = FACTS["network.constant_trained"](problem)
    linear = FACTS["network.linear"](problem) and (constant_trained or FACTS["network.homogeneous"](problem))
    require(linear, "realisable.not_linear")
    if constant_trained:
        return Response(data.lifted, (Fraction(0),) * len(data.points), Z)
    entry = frozen_by(problem, Block.OUTPUT_BIAS) if network.output_bias else None
    constant = Fraction(0) if entry is None else frozen_values(problem, entry, Block.OUTPUT_BIAS)[0]
    return Response(data.points, (constant,) * len(data.points), Z)


def cost(problem: Problem, label: int, outer: Expr) -> Expr:
    """l(-y g(u)) for y = ``label`` and the loss of that class, in u; ``outer`` is g."""
    return substitute(formula(problem.loss_of(label), "loss"), mul((Num(Fraction(-label)), outer)))


# --- the checks -------------------------------------------------------------------------------------------------------


def check_fit(problem: Problem, steep: bool, linear: bool, evidence: Realisable) -> None:
    """Accept: both costs have their troughs, and some parameters put every sample at a minimum of its cost.

    "A cost has a least value" where it is at hand, at a rational u (``check_bottom``), or because its trough has two
    finite ends; "at a step where one cost is least the other one is" because they differ by a constant. With
    ``linear`` the parameters are those of a linear function of the features, and need not be the network's.
    """
    require(not problem.parameters, "facts.free_parameters")
    found = linear_response(problem) if linear else response(problem)
    costs = {label: cost(problem, label, found.outer) for label in _LABELS}
    troughs = {1: evidence.plus, -1: evidence.minus}
    for label in _LABELS:
        check_trough(costs[label], troughs[label], steep)
    starts, *moves = _along(found, evidence)
    if not moves:
        for label, own in _members(problem):
            for end in {min(starts[i] for i in own), max(starts[i] for i in own)}:
                check_bottom(costs[label], troughs[label], end)
        return
    levels = {label: _level([starts, *moves], own) for label, own in _members(problem)}
    slopes = [levels[label][1:] for label in _LABELS]
    require(len(moves) <= 2, "realisable.directions")
    if len(moves) == 2:
        (first, second), (third, fourth) = slopes
        require(first * fourth != second * third, "realisable.directions")
    for label in _LABELS:
        if any(levels[label][1:]):
            require(None not in (troughs[label].lower, troughs[label].upper), "realisable.no_end")
        else:
            check_bottom(costs[label], troughs[label], levels[label][0])
    if len(moves) == 1 and all(map(any, slopes)):
        one, other = (
            substitute(costs[label], add((Num(levels[label][0]), mul((Num(levels[label][1]), Z))))) for label in _LABELS
        )
        # Both are continuous, so a difference whose slope is 0 on every piece is one constant.
        require(all(is_zero(nth_derivative(piece)) for piece in split(sub(one, other)).pieces), "realisable.differ")


def _along(found: Response, evidence: Realisable) -> Iterator[Vector]:
    """The u_i at the base, and how they change along each direction, each (n,)."""
    size = len(found.rows[0])
    for vector in (evidence.base, *evidence.directions):
        require(len(vector) == size, "exact.vector_length", name="t", entries=len(vector), width=size)
        check_bits(vector)
    yield tuple(dot(row, evidence.base) + shift for row, shift in zip(found.rows, found.shifts, strict=True))
    for direction in evidence.directions:
        yield tuple(dot(row, direction) for row in found.rows)


def _members(problem: Problem) -> Iterator[tuple[int, tuple[int, ...]]]:
    return ((label, problem.samples.members(label)) for label in _LABELS)


def _level(columns: Sequence[Vector], own: Sequence[int]) -> Vector:
    """The numbers that the columns have on all samples of a class."""
    (*found,) = {tuple(column[i] for column in columns) for i in own}
    require(len(found) == 1, "realisable.levels")
    return found[0]


def check_descent(problem: Problem, evidence: Descent) -> None:
    """Accept: along the direction every u_i goes to infinity, to a side to which the cost of its class falls weakly."""
    require(not problem.parameters, "facts.free_parameters")
    found = response(problem)
    size = len(found.rows[0])
    require(
        len(evidence.direction) == size, "exact.vector_length", name="t", entries=len(evidence.direction), width=size
    )
    check_bits(evidence.direction)
    for (label, own), proof in zip(_members(problem), (evidence.plus, evidence.minus), strict=True):
        function = falling(problem, found, label, [dot(found.rows[i], evidence.direction) for i in own])
        if isinstance(proof, Composed):
            check_composed(function, _RISING)
        else:
            check_shape(function, _RISING, proof)


def falling(problem: Problem, found: Response, label: int, steps: Sequence[Fraction]) -> Expr:
    """The cost of a class, mirrored so that it has to rise. Raises ``Refusal`` if its samples do not go to one side."""
    signs = {(step > 0) - (step < 0) for step in steps}
    require(len(signs) == 1 and 0 not in signs, "realisable.sides")
    (side,) = signs
    return substitute(cost(problem, label, found.outer), mul((Num(Fraction(-side)), Z)))
