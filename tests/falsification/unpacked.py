"""The point that evidence for a minimum speaks of, as one list of numbers: written anew from what the evidence says.

Where the evidence encloses a number only (a constant c, a fit, a centre) ``slack`` bounds how much higher than the
minimum L is at the point that stands for it here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from objective import CONTEXT, Exact, Objective, scalar, wide

from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.copies import Shares
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.point import Between, Number, Point, Units
from theoremcheck.trusted.minima.tied import TiedMinimum
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.model import Block, Dataset, Function, Problem

EXACT = CONTEXT.mpf(10) ** -80


@dataclass(frozen=True)
class Unpacked:
    """All parameters in the order of ``Objective``, and what L there may exceed the minimum by."""

    values: list[Exact]
    slack: Any


def unpack(problem: Problem, evidence: Minimum) -> Unpacked:
    """The point of the evidence."""
    match evidence:
        case MultiplierMinimum():
            return _numbers(problem, _copied(problem, evidence), _enclosed_slack(problem, evidence.multipliers))
        case Box(kinks=()):
            core = narrow(problem, evidence)
            start = [Objective(core).convert(v) for v in with_frozen(core, evidence.centre)]
            return _numbers(problem, _split(problem, evidence), _strict_slack(core, evidence, start))
        case Box():
            return _numbers(problem, _split(problem, evidence), wide(evidence.mu * evidence.radius**2))
        case TiedMinimum():
            found = _point(problem, evidence.point, None)
            # At a kink of the loss L grows like the distance, and like its square elsewhere.
            kinked = any(group.lower == group.upper for group in evidence.groups)
            near = 10**3 * evidence.radius if kinked else 10**6 * evidence.radius**2
            slack = max(wide(found.slack), wide(near), EXACT)
            return Unpacked([v if not isinstance(v, Fraction) else wide(v) for v in found.values], slack)
        case _:
            constant = getattr(evidence, "constant", None)
            return _point(problem, evidence.point, constant)


def _numbers(problem: Problem, values: Sequence[Fraction], slack: Any) -> Unpacked:
    convert = Objective(problem).convert
    return Unpacked([convert(Fraction(v)) for v in values], slack)


def _constant(problem: Problem, constant: Any) -> tuple[Any, Any]:
    """(c, an error bound of L)."""
    if constant is None:
        return None, 0
    if not isinstance(constant, Between):
        return scalar(constant.value, rational=False)(CONTEXT.mpf(0)), 0
    loss, data = problem.loss, problem.dataset
    assert isinstance(loss, Function)
    assert isinstance(data, Dataset)
    height = scalar(loss.expr, rational=False)
    plus, minus = (sum(w for w, y in zip(data.weights, data.labels, strict=True) if y == s) for s in (1, -1))
    low, high = wide(constant.lower), wide(constant.upper)
    tiny = CONTEXT.mpf(10) ** -70
    for _ in range(260):
        c = (low + high) / 2
        rise = wide(minus) * (height(c + tiny) - height(c)) + wide(plus) * (height(-c - tiny) - height(-c))
        low, high = (low, c) if rise > 0 else (c, high)
    return (low + high) / 2, CONTEXT.mpf(10) ** -60


def _point(problem: Problem, point: Point, constant: Any) -> Unpacked:
    c, slack = _constant(problem, constant)
    zero = CONTEXT.mpf(0)

    def value(number: Number) -> Any:
        plain = getattr(number.base, "value", None)
        none = getattr(number.factor, "value", None) == 0
        if isinstance(plain, Fraction) and none:
            return plain
        base, factor = (scalar(part, rational=False)(zero) for part in (number.base, number.factor))
        return base if c is None else base + factor * c

    network = problem.network
    weights, rows, biases = [], [], []
    for group in point.neurons:
        weights += [value(group.output_weight)] * group.count
        rows += list(group.hidden_weights) * group.count
        biases += [group.hidden_bias] * group.count
    found = [] if point.output_bias is None else [value(point.output_bias)]
    found += [*weights, *rows, *(biases if network.hidden_bias else [])]
    if network.deep and point.deep_output is not None:
        found += _layers(problem, point.deep)
        found += [value(point.deep_output)] * network.deep[-1].width
    objective = Objective(problem)
    if objective.rational and all(isinstance(v, Fraction) for v in found):
        return Unpacked(found, slack)
    return Unpacked([wide(v) for v in found], max(slack, EXACT))


def _layers(problem: Problem, layers: Sequence[Units]) -> list[Fraction]:
    found: list[Fraction] = []
    inputs = 1
    for k, (layer, units) in enumerate(zip(problem.network.deep, layers, strict=True)):
        row = list(units.weights) * (1 if k == 0 else inputs)
        found += row * layer.width
        found += [units.bias] * layer.width if problem.network.hidden_bias else []
        inputs = layer.width
    return found


def _enclosed_slack(problem: Problem, found: Any) -> Any:
    if not isinstance(found, Enclosed):
        return 0
    data = problem.dataset
    assert isinstance(data, Dataset)
    return wide(found.curvature * found.radius**2 / sum(data.weights))


def without_copies(problem: Problem, evidence: MultiplierMinimum) -> Problem:
    """The problem with one unit for each entry of ``copies``; a branch beside that is alone is called deep."""
    if not evidence.copies:
        return problem
    problem = as_deep(problem)
    width, *others = map(len, evidence.copies)
    deep = tuple(replace(layer, width=count) for layer, count in zip(problem.network.deep, others, strict=True))
    return replace(problem, network=replace(problem.network, width=width, deep=deep))


def _copied(problem: Problem, evidence: MultiplierMinimum) -> list[Fraction]:
    """The parameters, each unit repeated, with equal shares of the weights that lead out of it."""
    core = without_copies(problem, evidence)
    values, plan = with_frozen(core, evidence.centre), Objective(core)
    if not evidence.copies:
        return values
    counts, *others = evidence.copies
    a, w, b = (plan.part(values, name) for name in ("a", "w", "b"))
    d = plan.dimension
    found = [*plan.part(values, "a0"), *(a[k] / c for k, c in enumerate(counts) for _ in range(c))]
    found += [x for k, c in enumerate(counts) for _ in range(c) for x in w[k * d : (k + 1) * d]]
    found += [b[k] for k, c in enumerate(counts) for _ in range(c) if b]
    below: Sequence[int] = (1,) * d
    for k, own in enumerate(others):
        rows, shifts = plan.part(values, f"W{k}"), plan.part(values, f"B{k}")
        for u, c in enumerate(own):
            row = rows[u * len(below) : (u + 1) * len(below)]
            found += [x / n for x, n in zip(row, below, strict=True) for _ in range(n)] * c
        found += [shifts[u] for u, c in enumerate(own) for _ in range(c) if shifts]
        below = own
    if others:
        v = plan.part(values, "V")
        found += [v[u] / c for u, c in enumerate(below) for _ in range(c)]
    return found


def _frozen(problem: Problem) -> dict[Block, Sequence[Fraction] | None]:
    return {entry.block: entry.value for entry in problem.network.frozen}


def with_frozen(problem: Problem, centre: Sequence[Fraction]) -> list[Fraction]:
    objective, frozen = Objective(problem), _frozen(problem)
    own, rest = iter(centre), {block: iter(value or ()) for block, value in frozen.items()}
    found = [next(rest.get(block, own), None) for block in objective.block]
    if None in found:
        raise ValueError("the centre has too few entries")
    return [value for value in found if value is not None]


def _strict_slack(problem: Problem, evidence: Box, values: Sequence[Exact]) -> Any:
    """|grad L|^2 / mu at the centre, in what moves: where L'' >= mu, L is less than that above its minimum."""
    objective = Objective(problem)
    chosen = evidence.slice
    moving = chosen.moving if isinstance(chosen, Cell) else set(range(len(evidence.centre))).difference(chosen.held)
    h, total = objective.convert(Fraction(1, 10**25)), CONTEXT.mpf(10) ** -48
    for place in moving:
        up, down = list(values), list(values)
        k = objective.trained[place]
        up[k], down[k] = up[k] + h, down[k] - h
        total += wide((objective.value(up) - objective.value(down)) / (2 * h)) ** 2
    return total / wide(evidence.mu) + CONTEXT.mpf(10) ** -48


def narrow(problem: Problem, evidence: Box) -> Problem:
    """The problem without the copies."""
    network = problem.network
    deep = network.deep
    if deep:
        deep = (*deep[:-1], replace(deep[-1], width=len(_shares(evidence.deep_shares, deep[-1].width))))
    return replace(problem, network=replace(network, width=len(_shares(evidence.shares, network.width)), deep=deep))


def _shares(given: Shares, width: int) -> list[list[Fraction]]:
    """The share of every copy of every neuron; without any each neuron is its only copy."""
    listed = [[entry.value for entry in own for _ in range(entry.count)] for own in given]
    return listed or [[Fraction(1)]] * width


def _split(problem: Problem, evidence: Box) -> list[Fraction]:
    """The core's parameters, its neurons and last units repeated with their shares of the output weight."""
    core = narrow(problem, evidence)
    deep = core.network.deep
    values, plan = with_frozen(core, evidence.centre), Objective(core)
    d, found, all_shares = plan.dimension, [], _shares(evidence.shares, core.network.width)
    last = _shares(evidence.deep_shares, deep[-1].width) if deep else []
    found += plan.part(values, "a0")
    a, w, b = (plan.part(values, name) for name in ("a", "w", "b"))
    found += [a[k] * share for k, shares in enumerate(all_shares) for share in shares]
    found += [x for k, shares in enumerate(all_shares) for _ in shares for x in w[k * d : (k + 1) * d]]
    found += [b[k] for k, shares in enumerate(all_shares) for _ in shares if b]
    for k in range(len(deep)):
        rows, shifts = plan.part(values, f"W{k}"), plan.part(values, f"B{k}")
        if k < len(deep) - 1:
            found += [*rows, *shifts]
            continue
        size = len(rows) // len(last)
        copies = [u for u, shares in enumerate(last) for _ in shares]
        found += [x for u in copies for x in rows[u * size : (u + 1) * size]]
        found += [shifts[u] for u in copies if shifts]
        v = plan.part(values, "V")
        found += [v[u] * share for u, shares in enumerate(last) for share in shares]
    return found
