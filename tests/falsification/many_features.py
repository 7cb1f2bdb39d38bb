"""Problems with many features: Hessians of about 24 rows and more, minima and saddles at the edge of definiteness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
from attacks import Attack
from material import function
from objective import CONTEXT, scalar

from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.fibre import FibreMinimum
from theoremcheck.trusted.minima.gauges import Gauge, Silent
from theoremcheck.trusted.minima.point import Exact, Neurons, Number, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Network, Problem
from theoremcheck.trusted.problem.model import Objective as Penalties

Q = Fraction


def large(random: Random) -> Iterator[Attack]:
    """rule.narrow and rule.strict where the Hessian has about 24 rows and more, minima and saddles."""
    d = random.choice((21, 22, 23, 24, 25, 26, 30))
    points, labels, weights = [], [], []
    for x, y, weight in _coupled(random, d) if random.random() < 0.7 else _sparse(random, d):
        for sign in (1, -1):
            points.append(tuple(sign * v for v in x))
            labels.append(y)
            weights.append(weight)
    gap = sum(w * y for w, y in zip(weights, labels, strict=True))
    points += [(Q(0),) * d] * 2
    labels += [1, -1]
    weights += [1 + max(-gap, Q(0)), 1 + max(gap, Q(0))]
    network = Network(1, random.random() < 0.7, random.random() < 0.8)
    neuron = function(
        "neuron", random.choice(("square_shift", "softplus", "exp", "expm1", "sigmoid", "silu", "linear"))
    )
    loss = function("loss", random.choice(("logistic", "exponential", "square", "polynomial_hinge:3")))
    data = Dataset(tuple(points), tuple(labels), tuple(weights))
    about = Problem(data, neuron, loss, network, Penalties())
    bias = Q(random.choice((0, 0, 1, -1))) if network.hidden_bias else Q(0)
    value = scalar(neuron.expr, rational=False)(CONTEXT.mpf(bias.numerator))
    for weight in (Q(random.choice((8, -8, 64, -64))), *_at_the_edge(data, neuron.expr, loss.expr, bias)):
        group = Neurons(1, exactly(weight), (Q(0),) * d, bias)
        level = e.mul((Num(-weight), e.substitute(neuron.expr, Num(bias))))
        if not network.output_bias and abs(value) > 1e-20:
            return
        offset = Number(level, e.ZERO) if network.output_bias else None
        narrow = FibreMinimum(Point(offset, (group,), (), None), Exact(e.ZERO), 192)
        yield Attack("minimum.narrow", about, narrow, "designed, many features")
        if network.output_bias and abs(value) < 1e-20:
            held = Gauge((), ()) if random.random() < 0.5 else Gauge((Silent(1),), (1,))
            size = 2 + d + int(network.hidden_bias)
            centre = (Q(0), weight, *(Q(0),) * (size - 2))
            strict = Box(centre, Q(1, 2**12), Q(1, 10**6), 128, held, (), Q(0), (), ())
            yield Attack("minimum.strict", about, strict, "designed, many features")
        if network.output_bias and not network.hidden_bias:
            still = (Frozen(Block.OUTPUT_WEIGHTS, (weight,)),)
            about_w = replace(about, network=replace(network, frozen=still))
            start = Q(CONTEXT.nstr(-value * weight.numerator, 60))
            centre = (start, *(Q(0),) * d)
            evidence = Box(centre, Q(1, 2**14), Q(1, 10**5), 128, Gauge((), ()), (), Q(0), (), ())
            yield Attack("minimum.strict", about_w, evidence, "designed, many features, a frozen")


def _sparse(random: Random, d: int) -> Iterator[tuple[list[Fraction], int, Fraction]]:
    """Samples with few entries."""
    for k in range(d + random.randint(0, 6)):
        x = [Q(0)] * d
        for place in {k % d, *random.sample(range(d), random.choice((0, 1, 1, 2, 3)))}:
            x[place] = Q(random.choice((1, -1, 2, -2, 1)), random.choice((1, 2)))
        yield x, random.choice((1, -1)), Q(random.choice((1, 1, 2, 8)), random.choice((1, 2)))


def _coupled(random: Random, d: int) -> Iterator[tuple[list[Fraction], int, Fraction]]:
    """Three features that are coupled with each other, two in one half and one in the other, or anywhere."""
    half = d // 2
    i, j = random.sample(range(half) if random.random() < 0.7 else range(d), 2)
    rest = [k for k in range(d) if k not in (i, j)]
    last = random.choice([k for k in rest if k > half] if random.random() < 0.7 else rest)

    def near(value: Fraction) -> Fraction:
        return value * Q(random.randint(90, 110), 100)

    def row(entries: dict[int, Fraction | int]) -> list[Fraction]:
        return [Q(entries.get(k, 0)) for k in range(d)]

    scale = Q(random.choice((307, 300, 310, 320)), 1000)
    yield row({i: scale}), 1, near(Q(319, 40))
    yield row({j: scale}), 1, near(Q(319, 40))
    yield row({i: 1, j: -1}), -1, near(Q(9, 20))
    yield row({i: 1, last: 1}), -1, near(Q(1, 2))
    yield row({j: 1, last: 1}), -1, near(Q(1, 2))
    yield row({last: 1}), -1, near(Q(4))
    for k in rest:
        if k != last:
            yield row({k: 1}), -1, near(Q(1, 2))


def _at_the_edge(data: Dataset, neuron: e.Expr, loss: e.Expr, bias: Fraction) -> Iterator[Fraction]:
    """Output weights a little below and above where the Hessian of rule.narrow in w turns singular."""
    slope, bend = _derivatives(neuron, float(bias))
    rise, curve = _derivatives(loss, 0.0)
    points = np.array([[float(v) for v in x] for x in data.points])
    weights = np.array([float(w) for w in data.weights])
    signed = weights * np.array(data.labels)
    spread, tilt = (points.T * weights) @ points, (points.T * signed) @ points
    if abs(bend) < 1e-9 or abs(slope) < 1e-9 or abs(curve) < 1e-9 or np.linalg.eigvalsh(spread)[0] < 1e-9:
        return
    edges = np.linalg.eigvals(np.linalg.solve(spread, tilt)).real * rise * bend / (curve * slope**2)
    for edge in (edges.max(), edges.min()):
        for factor in (0.5, 0.8, 0.97, 1.03):
            if abs(edge) > 1e-6:
                yield Q(float(edge * factor)).limit_denominator(1000)


def _derivatives(expr: e.Expr, z: float) -> tuple[float, float]:
    """The first two derivatives, about."""
    height, h = scalar(expr, rational=False), CONTEXT.mpf(10) ** -20
    at = CONTEXT.mpf(z)
    up, down = height(at + h), height(at - h)
    return float((up - down) / (2 * h)), float((up - 2 * height(at) + down) / h**2)
