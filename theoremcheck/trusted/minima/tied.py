"""Minima at which samples of both classes are tied: every neuron receives the same from them (theory: rule.tied).

In a group of tied samples f is one number, where the slopes of l balance the classes, and so are the means of the
classes in the group. What is left when the weights untie the group is of second order, and a definite form.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.data.exact import dot, row_basis
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import loss_jets
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.point import Number, Point
from theoremcheck.trusted.minima.reach import check_reachable, neuron_pieces, pre_activations, value_at
from theoremcheck.trusted.minima.regimes import check_shortcut_continuous, smooth_piece
from theoremcheck.trusted.minima.tied_groups import Group, Tied, check_groups, classes, read, weight
from theoremcheck.trusted.problem.expr import ZERO, Expr, Num, substitute
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import spend


@dataclass(frozen=True, slots=True)
class TiedMinimum:
    """Hidden parameters that tie each of the ``groups``; samples of no group are where l is constant.

    The output parameters in ``free`` (0: a_0; j: those of the j-th entry of the neurons) are determined by f on the
    groups; the numbers that ``point`` has for them are within ``radius`` of that.
    """

    point: Point
    groups: tuple[Tied, ...]
    free: tuple[int, ...]
    radius: Fraction
    precision: int


def check_tied(problem: Problem, evidence: TiedMinimum) -> tuple[int, int]:
    """Accept: a reachable point with tied groups as rule.tied asks for; the numbers of wrong samples.

    The network is a shortcut alone, and L carries no penalty: premises of the rule, as is that l and s are defined. The
    proof's sentences: "f has the outputs c_G" by the solution of the linear equations for the free output parameters;
    "l lies above its tangents" and "h_G has a local minimum" by ``read``; "the first order vanishes for all t'" by the
    means inside the loose groups, exactly; "the second order is positive" by a definite form for every neuron. Frozen
    parameters, and biases that differ, only leave fewer t'.
    """
    point = evidence.point
    check_reachable(problem, point)
    check_shortcut_continuous(problem, point)  # "all outputs stay near f(x_i; t)"
    received = [pre_activations(problem, entry.hidden_weights, entry.hidden_bias) for entry in point.neurons]
    check_groups(problem, evidence.groups, received)
    with precision(evidence.precision):
        groups = [read(problem, group) for group in evidence.groups]
        loose = [group for group in groups if group.loose]
        outputs, weights = _outputs(problem, evidence, received, groups)
        _check_idle(problem, evidence, outputs)
        basis = _untying(problem, loose)
        for j, values in enumerate(received) if basis else ():
            _check_form(problem, j, _form(problem, loose, values, basis, weights[j]))
        least = sum(_least_wrong(problem, group) for group in groups if group.mixed)
        return samples(problem).some_wrong(outputs, least)


def _outputs(
    problem: Problem, evidence: TiedMinimum, received: Sequence[Vector], groups: Sequence[Group]
) -> tuple[list[flint.arb], list[flint.arb]]:
    """f(x_i; t), (n,), and a_j, by entry of the neurons: the point with f = c_G, by the invertible equations."""
    zero, columns = flint.arb(0), _features(problem, evidence.point, received)
    given, found = _given(evidence.point), _determined(problem, evidence, columns, [group.output for group in groups])
    for near, number in zip(given, found, strict=True):
        require(bool(abs(number - near) <= ball(evidence.radius)), "tied.radius")
    outputs = [
        sum((number * column[i] for number, column in zip(found, columns, strict=True)), zero)
        for i in range(len(samples(problem).points))
    ]
    for group in groups:
        for i in group.members:
            outputs[i] = group.output
    require(all(f.is_finite() for f in outputs), "tied.output")
    return outputs, found[1:]


def determined(problem: Problem, evidence: TiedMinimum) -> list[flint.arb]:
    """(a_0, a_1, ..), by entry of the neurons, as the outputs on the groups determine them, at the current precision.

    It proves nothing of the point; whoever makes evidence takes its numbers from here.
    """
    received = [pre_activations(problem, entry.hidden_weights, entry.hidden_bias) for entry in evidence.point.neurons]
    outputs = [read(problem, group).output for group in evidence.groups]
    return _determined(problem, evidence, _features(problem, evidence.point, received), outputs)


def _determined(
    problem: Problem, evidence: TiedMinimum, columns: Sequence[Sequence[flint.arb]], outputs: Sequence[flint.arb]
) -> list[flint.arb]:
    """The given numbers, with the solution of f = c_G on all groups in the places of the free ones."""
    _check_free(problem, evidence)
    found, free = _given(evidence.point), evidence.free
    fixed = [k for k in range(len(found)) if k not in free]
    matrix, right = [], []
    for group, output in zip(evidence.groups, outputs, strict=True):
        place = group.samples[0]
        matrix.append([columns[k][place] for k in free])
        right.append(output - sum((found[k] * columns[k][place] for k in fixed), flint.arb(0)))
    for k, number in zip(free, _solved(matrix, right), strict=True):
        found[k] = number
    return found


def _given(point: Point) -> list[flint.arb]:
    """(a_0, a_1, ..) of the point; a_0 = 0 where there is no output bias."""
    numbers = [entry.output_weight for entry in point.neurons]
    return [flint.arb(0) if point.output_bias is None else _constant(point.output_bias), *map(_constant, numbers)]


def _features(problem: Problem, point: Point, received: Sequence[Vector]) -> list[list[flint.arb]]:
    """The columns 1 and count s(u_j), (n,) each: f is their combination with a_0 and the a_j."""
    pieces = neuron_pieces(problem)
    columns = [[flint.arb(1)] * len(samples(problem).points)]
    for entry, values in zip(point.neurons, received, strict=True):
        known = {value: entry.count * evaluate(value_at(pieces, value), flint.arb(0)) for value in set(values)}
        columns.append([known[value] for value in values])
    return columns


def _constant(number: Number) -> flint.arb:
    """A number of the point, which refers to no constant c."""
    require(number.factor == ZERO, "tied.number")
    return evaluate(number.base, flint.arb(0))


def _check_free(problem: Problem, evidence: TiedMinimum) -> None:
    """The free output parameters are trained, and as many as the groups."""
    free, network = evidence.free, problem.network
    sound = len(set(free)) == len(free) == len(evidence.groups)
    require(sound and all(0 <= k <= len(evidence.point.neurons) for k in free), "tied.free")
    for k in free:
        require(network.trains(Block.OUTPUT_WEIGHTS if k else Block.OUTPUT_BIAS), "tied.free")


def _solved(matrix: list[list[flint.arb]], right: list[flint.arb]) -> list[flint.arb]:
    """The solution in balls; ``Refusal`` if the matrix is not shown to be invertible."""
    if not right:
        return []
    spend(len(right) ** 3)
    try:
        solution = flint.arb_mat(matrix).solve(flint.arb_mat(len(right), 1, right))
    except ZeroDivisionError:
        raise Refusal("tied.equations") from None
    return [solution[k, 0] for k in range(len(right))]


def _check_idle(problem: Problem, evidence: TiedMinimum, outputs: Sequence[flint.arb]) -> None:
    """The margins of all samples of no group are strictly inside flat pieces of l."""
    named = {i for group in evidence.groups for i in group.samples}
    jets, labels = loss_jets(problem, 0), samples(problem).labels
    for i, margin in enumerate(samples(problem).margins(outputs)):
        require(i in named or jets[labels[i]].flat(margin), "tied.idle", sample=i)


def _untying(problem: Problem, loose: Sequence[Group]) -> tuple[Vector, ...]:
    """A basis of D, the span of x_i - x_k over the pairs of each loose group, whose class means agree."""
    points, differences = samples(problem).points, []
    for group in loose:
        plus, minus = (_mean(problem, members) for members in classes(problem, group.members))
        require(plus == minus, "tied.means")
        first = points[group.members[0]]
        differences += [_minus(points[i], first) for i in group.members[1:]]
    rows = [row for row in differences if any(row)]
    return row_basis(rows) if rows else ()


def _mean(problem: Problem, members: Sequence[int]) -> Vector:
    data, total = samples(problem), weight(problem, members)
    return tuple(
        sum((data.weights[i] * data.points[i][k] for i in members), Fraction(0)) / total for k in range(data.dimension)
    )


def _minus(left: Vector, right: Vector) -> Vector:
    return tuple(a - b for a, b in zip(left, right, strict=True))


def _form(
    problem: Problem, loose: Sequence[Group], values: Vector, basis: Sequence[Vector], weight: flint.arb
) -> Symmetric:
    """a_j sum_G K_G s''(u_jG) (E_G- (e . x)^2 - E_G+ (e . x)^2) for e in D, in the basis; s is C^2 at every u_jG."""
    zero, pieces = flint.arb(0), neuron_pieces(problem)
    bends = []
    for group in loose:
        place = values[group.members[0]]
        second = nth_derivative(smooth_piece(pieces, place, 2), 2)
        bends.append(weight * group.slope * evaluate(_at(second, place), zero))
    spreads = [_spread(problem, group, basis) for group in loose]
    return Symmetric.of(
        len(basis),
        lambda p, q: sum((bend * ball(s[p][q]) for bend, s in zip(bends, spreads, strict=True)), zero),
    )


def _at(expr: Expr, place: Fraction) -> Expr:
    return substitute(expr, Num(place))


def _spread(problem: Problem, group: Group, basis: Sequence[Vector]) -> list[list[Fraction]]:
    """E_G- (e . x)^2 - E_G+ (e . x)^2 as a matrix in the basis."""
    data, size = samples(problem), range(len(basis))
    spend(len(group.members) * len(basis) * (data.dimension + len(basis)))
    found = [[Fraction(0)] * len(basis) for _ in size]
    for members, sign in zip(classes(problem, group.members), (-1, 1), strict=True):
        total = weight(problem, members)
        for i in members:
            row, share = [dot(e, data.points[i]) for e in basis], sign * data.weights[i] / total
            for p in size:
                for q in size:
                    found[p][q] += share * row[p] * row[q]
    return found


def _check_form(problem: Problem, j: int, form: Symmetric) -> None:
    """The form is positive definite, so it is near t, whatever a_0, a_j, b_j and the tied part of w_j do there."""
    require(proves_positive_definite(form), "tied.form", neuron=j)


def _least_wrong(problem: Problem, group: Group) -> int:
    """One output and both labels: so many members at least are wrong, whatever its sign is."""
    return min(map(len, classes(problem, group.members)))


CONDITIONS: Final = (("minimum.tied", TiedMinimum, check_tied),)
"""The condition with its evidence, and the check of that."""
