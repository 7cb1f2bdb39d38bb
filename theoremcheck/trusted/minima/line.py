"""What all samples see along one line (theory: objective.line_right and its relatives, objective.signed_chain).

Where all that is trained enters as one real number v, L(v) is a formula in v, as are all outputs. All zeros of the
slope of each smooth piece of L are found, or it is refused (``functions/regions``). So L is known to rise, to fall or
to be constant between finitely many numbers, and its local minima are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from theoremcheck.trusted.bounds import MAX_NODES
from theoremcheck.trusted.functions.affine import vanishes_at_zero
from theoremcheck.trusted.functions.breaks import Break, between, compare, exact, ordered, within
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.regions import isolated_zeros, never_differ, sign_regions
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval
from theoremcheck.trusted.minima.reach import formula, value_there
from theoremcheck.trusted.problem.expr import (
    ONE,
    ZERO,
    Call,
    Expr,
    Num,
    Z,
    add,
    is_constant,
    mul,
    neg,
    size,
    sub,
    substitute,
    walk,
)
from theoremcheck.trusted.problem.layout import Layout, Parameters
from theoremcheck.trusted.problem.model import AnyFunction, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import bounded, spend

_MAX_SAMPLES: Final = 100


@dataclass(frozen=True, slots=True)
class Signs:
    """A function has the sign ``signs[k]`` on all of the open interval between ``cuts[k - 1]`` and ``cuts[k]``."""

    cuts: tuple[Break, ...]
    signs: tuple[int, ...]

    @property
    def ends(self) -> tuple[Break | None, ...]:
        """The ends of the intervals, (k + 2,); None: infinite."""
        return (None, *self.cuts, None)


@dataclass(frozen=True, slots=True)
class Line:
    """L up to a constant, and f at the samples, each with its label; as continuous functions of v.

    ``step`` are the trained parameters at v = 1, in their order: at v they are v times that.
    """

    step: Vector
    height: Pieces
    outputs: tuple[tuple[int, Pieces], ...]


def line_right(problem: Problem) -> bool:
    """objective.line_right: wherever L(v) has a local minimum, f(x_i) < 0 for class -, and f(x_i) >= 0 for class +.

    The local minima are the cuts before which L does not rise and after which it does not fall, and all numbers between
    two cuts where it is constant.
    """
    line = line_of(problem)
    if line is None:
        return False
    slopes = slopes_of(line.height)
    for label, pieces in line.outputs:
        if not all(_right_at(pieces, label, cut) for cut in minima_of(slopes)):
            return False
        if 0 in slopes.signs and not _right_between(pieces, label, slopes):
            return False
    return True


def line_lowest(problem: Problem) -> bool:
    """objective.line_lowest: no local minimum of L(v) is larger than another value of L.

    There is none, or L falls, is constant and rises in this order. Else it is compared at its minima: where it falls
    before the first cut, or is constant, and rises after the last, or is constant, it is least at one of them.
    """
    line = line_of(problem)
    if line is None:
        return False
    slopes = slopes_of(line.height)
    minima = minima_of(slopes)
    if tuple(sorted(slopes.signs)) == slopes.signs or (not minima and 0 not in slopes.signs):
        return True
    require(0 not in slopes.signs, "line.plateau")
    values = [_value_at(line.height, cut) for cut in minima]
    if not all(_equal(values[0], value) for value in values[1:]):
        return False
    require(slopes.signs[0] < 0 < slopes.signs[-1], "line.tail")
    return True


def line_trough(problem: Problem) -> bool:
    """objective.line_trough: L(v) nowhere falls after it has risen."""
    line = line_of(problem)
    if line is None:
        return False
    signs = [sign for sign in slopes_of(line.height).signs if sign]
    return sorted(signs) == signs


def signed_chain(problem: Problem) -> bool:
    """objective.signed_chain: a chain of single units, of which every sample sees the product of weights with its sign.

    The clauses: "f(x) = p_k s(p_(k-1) s(.. s(w . x)))" by the network, what else could add a constant being absent or
    frozen at 0, and s(0) = 0; "x_i = t_i u with y_i t_i > 0" by the samples; "each factor is trained, or frozen and not
    0, w . u among them, and one is trained" by the blocks; "no penalty on what is trained" by the coefficients.
    """
    require(not problem.parameters, "facts.free_parameters")
    network, layout, points = problem.network, Layout.of(problem), samples(problem).points
    if network.residual or len(layout.branches) != 1 or any(layer.width > 1 for layer in layout.layers):
        return False
    (branch,) = layout.branches
    if network.width > 1 or not all(unit == problem.neuron for layer in network.layers for unit in layer.neurons):
        return False
    constants = [0] if network.output_bias else []
    constants += [place for layer in branch.layers for place in range(layer.bias.start, layer.bias.stop)]
    if any(place not in layout.frozen or _known(layout, place) for place in constants):
        return False
    if any(place not in layout.frozen for place in layout.squares(problem.objective)):
        return False
    along, label = points[0], problem.samples.labels[0]
    signs = [_multiple(along, point) for point in points] if any(along) else [None]
    sides = zip(problem.samples.labels, signs, strict=False)
    if not all(sign is not None and y * label * sign > 0 for y, sign in sides):
        return False
    first, *above = [layer.weights for layer in branch.layers]
    factors = [own.start for own in (*above, branch.output)]
    trained = [place for place in factors if place not in layout.frozen]
    if not all(_known(layout, place) for place in factors if place in layout.frozen):
        return False
    if first.start in layout.frozen:
        weights = [_known(layout, place) for place in range(first.start, first.stop)]
        if not trained or not sum((w * x for w, x in zip(weights, along, strict=True)), Fraction(0)):
            return False
    return vanishes_at_zero(problem.neuron)


# --- L as a formula -----------------------------------------------------------------------------------------------


def line_of(problem: Problem) -> Line | None:
    """The formulas, or None where more than one number is trained.

    One parameter is trained, and v is that; or the weights w into one unit of a first layer, in no penalty, with all
    x_i = t_i u on a line: then v = w . u, and w . x_i = t_i v, for which w = v u / |u|^2 stands. All else is frozen.
    """
    require(not problem.parameters, "facts.free_parameters")
    layout, data = Layout.of(problem), samples(problem)
    squares = layout.squares(problem.objective)
    direction = _direction(problem, layout, data.points, squares)
    if direction is None or problem.network.residual:
        return None
    bounded(len(data.points) <= _MAX_SAMPLES, "line.samples", bound=f"_MAX_SAMPLES = {_MAX_SAMPLES}")
    full = [mul((Num(direction[k]), Z)) if k in direction else Num(_known(layout, k)) for k in range(layout.size)]
    weights: dict[tuple[int, Vector], Fraction] = {}
    for label, point, share in zip(data.labels, data.points, data.shares, strict=True):
        weights[label, point] = weights.get((label, point), Fraction(0)) + share
    named = layout.named(full)
    outputs = {point: _output(problem, named, point) for _, point in weights}
    terms = [_composed(problem.loss_of(label), "loss", _opposite(outputs[point]) if label > 0 else outputs[point])
             for label, point in weights]  # fmt: skip
    decay = sum((squares.get(k, Fraction(0)) * factor**2 for k, factor in direction.items()), Fraction(0))
    height = _weighted((*map(Num, weights.values()), mul((Num(decay), Z))), (*terms, _smooth(Z)))
    bounded(max(map(size, height.pieces)) <= MAX_NODES, "line.nodes", bound=f"MAX_NODES = {MAX_NODES}")
    return Line(tuple(direction.values()), height, tuple((label, outputs[point]) for label, point in weights))


def _known(layout: Layout, place: int) -> Fraction:
    """The value of a frozen parameter. Raises ``Refusal`` where the spec gives none."""
    value = layout.frozen[place]
    if value is None:
        raise Refusal("line.frozen_unknown")
    return value


def _direction(
    problem: Problem, layout: Layout, points: Sequence[Vector], squares: Mapping[int, Fraction]
) -> dict[int, Fraction] | None:
    """What each trained parameter is as a multiple of v; None where there is more than one number."""
    count = layout.size - sum(layout.count(entry.block) for entry in problem.network.frozen)
    if count not in (1, layout.dimension):
        return None
    trained = layout.trained
    if count == 1:
        return {trained[0]: Fraction(1)}
    if any(place in squares for place in trained) or not _one_unit(layout, trained):
        return None
    along = next((point for point in points if any(point)), None)
    if along is None or any(_multiple(along, point) is None for point in points):
        return None
    length = sum((x * x for x in along), Fraction(0))
    return {place: x / length for place, x in zip(trained, along, strict=True)}


def _one_unit(layout: Layout, trained: tuple[int, ...]) -> bool:
    """True if these are the weights into the only unit of a layer that receives the features."""
    firsts = (layout.layer(number) for number in range(len(layout.layers) + 1) if layout.is_first(number))
    return any(own.width == 1 and tuple(range(own.weights.start, own.weights.stop)) == trained for own in firsts)


def _multiple(along: Vector, point: Vector) -> Fraction | None:
    """The number by which ``along``, which is not 0, becomes the point; None if there is none."""
    k = next(k for k, x in enumerate(along) if x)
    factor = point[k] / along[k]
    return factor if all(x == factor * y for x, y in zip(point, along, strict=True)) else None


# --- continuous functions, piece by piece ---------------------------------------------------------------------------


def _output(problem: Problem, named: Parameters[Expr], point: Vector) -> Pieces:
    """The output at a sample, unit by unit."""
    network = problem.network
    neurons = [[(problem.neuron,) * network.width]] if network.width else []
    neurons += [[layer.neurons for layer in layers] for layers in network.branches.values()]
    weights, units = [named.output_bias or ZERO], [_smooth(ONE)]
    for branch, kinds in zip(named.branches, neurons, strict=True):
        values = [_smooth(Num(x)) for x in point]
        for (rows, biases), layer in zip(branch.layers, kinds, strict=True):
            shifts = biases if biases is not None else (ZERO,) * len(rows)
            received = [_weighted((*row, shift), (*values, _smooth(ONE)))
                        for row, shift in zip(rows, shifts, strict=True)]  # fmt: skip
            values = [_composed(neuron, "neuron", inner) for neuron, inner in zip(layer, received, strict=True)]
        weights += branch.output
        units += values
    return _weighted(weights, units)


def _smooth(expr: Expr) -> Pieces:
    return Pieces((), (), (expr,), (frozenset(),))


def _opposite(function: Pieces) -> Pieces:
    return replace(function, pieces=tuple(map(neg, function.pieces)))


def _weighted(weights: Sequence[Expr], functions: Sequence[Pieces]) -> Pieces:
    """The sum of these multiples of continuous functions."""
    breaks = ordered(point for function in functions for point in function.breaks)
    inside = [between(lower, upper) for lower, upper in pairwise((None, *breaks, None))]
    spend(len(inside) * len(functions))
    found = [[function.index_at(point) for function in functions] for point in inside]
    pieces = (
        add(mul((weight, function.pieces[k])) for weight, function, k in zip(weights, functions, own, strict=True))
        for own in found
    )
    demands = (frozenset().union(*(function.demands[k] for function, k in zip(functions, own, strict=True)))
               for own in found)  # fmt: skip
    return Pieces(breaks, (0,) * len(breaks), tuple(pieces), tuple(demands))


def _composed(function: AnyFunction, what: str, inner: Pieces) -> Pieces:
    """A neuron or a loss of a continuous function; it has to be continuous itself."""
    expr = formula(function, what)
    outer = split(expr)
    require(not any(outer.owner), "line.jump")
    for index in range(len(outer.pieces)):
        check_evident(outer, 0, index, closed_interval(outer, index))
    breaks: list[Break] = []
    pieces: list[Expr] = []
    demands: list[frozenset[Expr]] = []
    for index, piece in enumerate(inner.pieces):
        lower, upper = inner.interval(index)
        own = _smooth(value_there(outer, piece)) if is_constant(piece) else split(substitute(expr, piece))
        cuts = [point for point in own.breaks if within(point, lower, upper)]
        places = [own.index_at(between(a, b)) for a, b in pairwise((lower, *cuts, upper))]
        breaks += [*cuts, *(() if upper is None else (upper,))]
        pieces += [own.pieces[k] for k in places]
        demands += [own.demands[k] | inner.demands[index] for k in places]
    return Pieces(tuple(breaks), (0,) * len(breaks), tuple(pieces), tuple(demands))


# --- where it rises and falls --------------------------------------------------------------------------------------


def slopes_of(height: Pieces) -> Signs:
    """Where L falls (-1), is constant (0) and rises (1).

    As L is continuous, it is strictly monotone, or constant, on a closed interval inside which its slope has one sign.
    """
    return _signs(height, 1)


def _signs(pieces: Pieces, order: int) -> Signs:
    """The signs of a derivative of a function with analytic pieces between all its breaks and all zeros there."""
    cuts: list[Break] = []
    signs: list[int] = []
    for index, piece in enumerate(pieces.pieces):
        check_evident(pieces, None, index, closed_interval(pieces, index))
        lower, upper = pieces.interval(index)
        zeros, found = _sign_regions(nth_derivative(piece, order), lower, upper)
        cuts += [*zeros, *(() if upper is None else (upper,))]
        signs += found
    return Signs(tuple(cuts), tuple(signs))


def _sign_regions(expr: Expr, lower: Break | None, upper: Break | None) -> tuple[tuple[Break, ...], tuple[int, ...]]:
    """All zeros inside the interval of a function that is analytic on its closure, and the signs between them.

    By its normal form where no elementary function is in it; else as it stands, if that is not refused.
    """
    if not any(isinstance(node, Call) for node in walk(expr)):
        return sign_regions(expr, lower, upper)
    try:
        if never_differ(expr, ZERO, lower, upper):
            return (), (0,)
    except Refusal:  # of a long normal form: zeros of what is 0 everywhere are not found, either
        pass
    try:
        zeros = isolated_zeros(expr, lower, upper)
    except Refusal:
        return sign_regions(expr, lower, upper)
    ends = pairwise((lower, *zeros, upper))
    return zeros, tuple(_sign(substitute(expr, Num(between(start, end)))) for start, end in ends)


def _sign(constant: Expr) -> int:
    """The sign of a number that is not 0."""
    sign = sign_of(constant)
    require(sign != 0, "line.zero")
    return sign


def minima_of(slopes: Signs) -> tuple[Break, ...]:
    """The cuts before which L does not rise, and after which it does not fall."""
    sides = zip(slopes.cuts, pairwise(slopes.signs), strict=True)
    return tuple(cut for cut, (before, after) in sides if before <= 0 <= after)


def _value_at(pieces: Pieces, cut: Break) -> Expr:
    """The value of the function there: at a break its limit from the left."""
    index = sum(1 for point in pieces.breaks if compare(point, cut) < 0)
    check_evident(pieces, 0, index, closed_interval(pieces, index))
    return substitute(pieces.pieces[index], exact(cut))


def _equal(left: Expr, right: Expr) -> bool:
    difference = sub(left, right)
    return is_zero(difference) or sign_of(difference) == 0


def _right_at(pieces: Pieces, label: int, cut: Break) -> bool:
    """True if a sample with this label and output is right there: sgn(0) = +1."""
    return (1 if sign_of(_value_at(pieces, cut)) >= 0 else -1) == label


def _right_between(pieces: Pieces, label: int, slopes: Signs) -> bool:
    """True if it is right wherever L is constant between two cuts."""
    found = _signs(pieces, 0)
    for sign, (start, end) in zip(slopes.signs, pairwise(slopes.ends), strict=True):
        if sign:
            continue
        if not all(_right_at(pieces, label, cut) for cut in found.cuts if _before(start, cut) and _before(cut, end)):
            return False
        for own, (lower, upper) in zip(found.signs, pairwise(found.ends), strict=True):
            if _before(lower, end) and _before(start, upper) and (1 if own >= 0 else -1) != label:
                return False
    return True


def _before(left: Break | None, right: Break | None) -> bool:
    """True if ``left`` is less than ``right``; None is infinite on its own side."""
    return left is None or right is None or compare(left, right) < 0
