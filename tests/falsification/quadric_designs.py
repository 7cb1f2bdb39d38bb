"""Points of neurons c z^2 + gamma and data for which they are critical, whatever they look like: mostly no minima."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

from attacks import Attack, changed
from designs import Design, point_of, slices, weighted
from material import function
from objective import Objective

from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Function, Network, Problem
from theoremcheck.trusted.problem.model import Objective as Penalties

Q = Fraction
LOSSES = ("hinge", "hinge", "slope", "distance", "perceptron", "square", "square", "squared_hinge", "logistic")


def squares(random: Random) -> Design | None:
    """A network of squares at a point, and samples whose slopes are orthogonal to the gradients of f there."""
    d, width = random.choice((1, 1, 2)), random.choice((1, 2, 2, 3))
    neuron = function("neuron", "quadratic")
    if random.random() < 0.4:
        lifted = e.add((e.mul((e.num(random.choice((1, -1, 2))), e.power(e.Z, 2))), e.num(random.choice((1, -1, 0)))))
        neuron = Function(lifted, "lifted")
    network = Network(width, random.random() < 0.6, random.random() < 0.6, ())
    loss = function("loss", random.choice(LOSSES))
    shell = Problem(Dataset(((Q(0),) * d,) * 2, (1, -1), (Q(1),) * 2), neuron, loss, network, Penalties())
    plan = Objective(shell)
    values = point_of(random, plan)
    for block in sorted(set(plan.block), key=lambda b: b.value):
        if random.random() < 0.15 and block is not Block.OUTPUT_WEIGHTS:
            own = tuple(v for v, b in zip(values, plan.block, strict=True) if b is block)
            network = replace(network, frozen=(*network.frozen, Frozen(block, own)))
    shell = replace(shell, network=network)
    count = random.randint(3, 8)
    inputs = list(dict.fromkeys(tuple(Q(random.randint(-3, 3), random.choice((1, 1, 2))) for _ in range(d))
                                for _ in range(count)))  # fmt: skip
    return weighted(random, shell, values, inputs, affine=random.random() < 0.8, kinked=False)


def attacked(random: Random, changes: int) -> Iterator[Attack]:
    """The point under the labels that ask for multipliers, enclosed as well, and as a box whose slice reaches all."""
    found = squares(random)
    if found is None:
        return
    kinks = sorted(found.kinks)
    exact = MultiplierMinimum(found.centre, (), Sparse(tuple(k for k, _ in kinks), tuple(g for _, g in kinks)))
    for condition in ("minimum.hull", "minimum.support"):
        first = Attack(condition, found.problem, exact, "squares")
        yield first
        yield from changed(random, first, changes)
    size = len(found.centre)
    moving = tuple(sorted(random.sample(range(size), random.randint(1, min(size, 6)))))
    basis = tuple(tuple(Q(i == k) for i in range(len(moving))) for k in range(len(moving)))
    box = Enclosed(moving, basis, Q(1, 2**200), Q(1, 10 ** random.choice((1, 3, 6))), 640)
    yield Attack("minimum.hull", found.problem, replace(exact, multipliers=box), "squares, enclosed")
    for chosen in slices(random, found.problem, found.centre, changes):
        mu, radius = Q(1, 10 ** random.choice((2, 4, 6))), Q(1, 2 ** random.choice((6, 12, 20)))
        strict = Box(found.centre, radius, mu, 128, chosen, (), Q(0), (), ())
        yield Attack("minimum.strict", found.problem, strict, "squares")
