"""Whether a bad local minimum is off all breaks, for every rule and kind of evidence by one check.

It is asked of evidence that the check of its condition has accepted: that there is a minimum is known, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import flint

from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.constants import enclosure, loss_jets
from theoremcheck.trusted.minima.copies import core_problem
from theoremcheck.trusted.minima.expansion import box, margin_of
from theoremcheck.trusted.minima.multipliers import NEAR, MultiplierMinimum, narrow_problem
from theoremcheck.trusted.minima.point import Number, Point
from theoremcheck.trusted.minima.reach import formula, layer_pieces
from theoremcheck.trusted.minima.tied import TiedMinimum
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.expr import ZERO, Expr
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import OutOfWork

_BITS: Final = 256


def off_breaks(problem: Problem, shown: Sequence[object]) -> bool:
    """True proves that a bad local minimum which one of ``shown`` stands for is off all breaks; False says nothing.

    Off all breaks: at every sample every neuron of the network, whatever weighs it, is C^1 near what it receives, and
    the loss near the margin. ``shown`` is accepted evidence for the points of one rule, of which one at least is a
    minimum by the rule (of the arms of rule.frozen it may be any); none for a rule that shows existence. Either no
    function of the problem has a break at all; or each of ``shown`` is read by ``_enclosed``, and the clause "is C^1
    near" is shown at all points of the enclosure by ``_check``.
    """
    problem = as_deep(problem)
    if _is_smooth(problem):
        return True
    try:
        for evidence in shown:
            with precision(max(_BITS, getattr(evidence, "precision", 0))):
                _check(*_enclosed(problem, evidence))
    except (Refusal, OutOfWork):
        return False
    return bool(shown)


def _is_smooth(problem: Problem) -> bool:
    """True proves that every neuron of the network and every loss is C^1 on R, in one piece."""
    try:
        for function in problem.functions:
            pieces = split(formula(function, "neuron"))
            if pieces.breaks:
                return False
            check_evident(pieces, 1, 0, closed_interval(pieces, 0))
    except (Refusal, OutOfWork):
        return False
    return True


def _enclosed(problem: Problem, evidence: object) -> tuple[Problem, list[flint.arb]]:
    """A problem and balls for all parameters of its network, (p,): the minimum is that of one of these points.

    It is a narrower problem where units stand in copies: what the copies receive is what the one unit does, and f is
    the same, the outgoing weights being shared. So it is for a ``Point``, whose units are listed once with their
    count; for a box with copies (rule.split, rule.potential) and for ``MultiplierMinimum`` (their proofs). With weight
    decay (rule.split_decay) the copies receive a positive multiple; their neuron is positively homogeneous, its only
    break is 0, and it is differentiable near r z, r > 0, if it is near z. A box holds the minimum, and ``NEAR`` bounds
    how far an ``Enclosed`` one is from the centre: its check asks for that.
    """
    if isinstance(evidence, Box):
        core = core_problem(problem, evidence.shares, evidence.deep_shares) if evidence.split else problem
        return core, list(box(core, evidence.centre, evidence.radius).full)
    if isinstance(evidence, MultiplierMinimum):
        narrow = narrow_problem(problem, evidence.copies)
        return narrow, list(box(narrow, evidence.centre, NEAR).full)
    point = getattr(evidence, "point", None)
    if not isinstance(point, Point) or problem.network.residual:
        raise Refusal("off_breaks.kind")
    return _narrow(problem, point), list(_listed(problem, point, evidence))


def _narrow(problem: Problem, point: Point) -> Problem:
    """The problem with one neuron for each group of the point, and one unit in each layer of deep; all trained."""
    deep = tuple(replace(layer, width=1) for layer in problem.network.deep)
    return replace(problem, network=replace(problem.network, width=len(point.neurons), deep=deep, frozen=()))


def _listed(problem: Problem, point: Point, evidence: object) -> Iterator[flint.arb]:
    """The parameters of the narrow problem in the order of ``layout``: weights from copies are counted together.

    Of ``TiedMinimum`` the free output parameters are within its radius of those of the point.
    """
    constant = getattr(evidence, "constant", None)
    lower, upper = (ZERO, ZERO) if constant is None else enclosure(constant)
    c = _value(lower).union(_value(upper))
    tied = evidence if isinstance(evidence, TiedMinimum) else None
    spread = flint.arb(0) if tied is None else ball(tied.radius).union(-ball(tied.radius))

    def number(entry: Number, place: int | None = None) -> flint.arb:
        require(constant is not None or entry.factor == ZERO, "off_breaks.kind")
        own = spread if tied is not None and place in tied.free else flint.arb(0)
        return _value(entry.base) + _value(entry.factor) * c + own

    network = problem.network
    if point.output_bias is not None:
        yield number(point.output_bias, 0)
    for place, group in enumerate(point.neurons, 1):
        yield group.count * number(group.output_weight, place)
    for group in point.neurons:
        yield from map(ball, group.hidden_weights)
    if network.hidden_bias:
        yield from (ball(group.hidden_bias) for group in point.neurons)
    below = 1
    for layer, units in zip(network.deep, point.deep, strict=True):
        yield from (ball(below * weight) for weight in units.weights)
        if network.biased(layer):
            yield ball(units.bias)
        below = layer.width
    if point.deep_output is not None:
        yield below * number(point.deep_output)


def _value(constant: Expr) -> flint.arb:
    return evaluate(constant, flint.arb(0))


def _check(problem: Problem, full: Sequence[flint.arb]) -> None:
    """Accept if at all points in the balls every unit receives, at every sample, what is no break of its neuron.

    And no margin is one of its loss. ``Jets.at`` to order 1: a ball meets no break, or only those at which the values
    and slopes of both sides agree; pieces are C^1 on their closed intervals, and a ball that meets no break lies
    strictly inside one. So the function is C^1 near all that the ball holds.
    """
    layout, data = Layout.of(problem), samples(problem)
    require(len(full) == layout.size, "off_breaks.kind")
    points, one = [list(map(ball, point)) for point in data.points], flint.arb(1)
    outputs = [full[0] if problem.network.output_bias else flint.arb(0) for _ in points]
    for branch in layout.branches:
        inputs = points
        for number in branch.numbers:
            layer, known, columns = layout.layer(number), dict[int, Jets](), []
            rows = [[*row, one] for row in inputs] if layer.biased else inputs
            for u, pieces in enumerate(layer_pieces(problem, number)):
                unit, jets = Unit(number, u), known.setdefault(id(pieces), Jets(pieces, 1))
                weights = [full[k] for k in layout.wiring(unit).receiving]
                places = [_dot(weights, row) for row in rows]
                if layer.residual:
                    places = [place + point[u] for place, point in zip(places, points, strict=True)]
                columns.append([jets.at(place, unit.at, i)[0] for i, place in enumerate(places)])
            inputs = [list(row) for row in zip(*columns, strict=True)]
        outputs = [f + _dot(full[branch.output], row) for f, row in zip(outputs, inputs, strict=True)]
    losses = loss_jets(problem, 1)
    for i, margin in enumerate(data.margins(outputs)):
        losses[data.labels[i]].at(margin, margin_of, i)


def _dot(weights: Sequence[flint.arb], row: Sequence[flint.arb]) -> flint.arb:
    return sum((w * x for w, x in zip(weights, row, strict=True)), flint.arb(0))
