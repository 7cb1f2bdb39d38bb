"""Evidence written down at a point without asking the part that proposes it: slices and multipliers at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from forging import random_symmetry

from theoremcheck.decide.minima.slices import cell_at, gauge_at
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.minima.box import Box, OnKink
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.gauges import Gauge, Silent
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, exact_outputs, patterns_near
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

RADIUS = Fraction(1, 10**13)
SLOPES = tuple(map(Fraction, (0, 1, -1, 2, "1/2", "-1/2", "3/2", "1/4")))


def direct_evidence(random: Random, problem: Problem, point: Vector) -> Iterator[tuple[str, Any]]:
    """Claims that a forger would make of the point, each with its condition."""
    kinks = _margins_on_breaks(problem, point)
    for _ in range(3):
        chosen = Sparse(tuple(i for i, _ in kinks), tuple(random.choice(SLOPES) for _ in kinks))
        yield "minimum.support", MultiplierMinimum(point, (), chosen)
        yield random.choice(("minimum.hull", "minimum.frozen_fit")), MultiplierMinimum(point, (), chosen)
    for _ in range(2):
        yield "minimum.hull", MultiplierMinimum(point, (), _enclosed(random, len(point)))
    for part in _slices(random, problem, point):
        mu = random.choice((Fraction(1, 10**6), Fraction(1, 100)))
        strict = Box(point, RADIUS, mu, 256, part, (), Fraction(1, 2), (), ())
        yield "minimum.strict", strict
        held = tuple(OnKink(i, place, random.choice(SLOPES)) for i, place in kinks)
        yield "minimum.sharp", replace(strict, kinks=held)


def _enclosed(random: Random, size: int) -> Enclosed:
    """A box along some of the places."""
    moving = tuple(sorted(random.sample(range(size), random.randint(1, min(size, 3)))))
    basis = tuple(tuple(Fraction(int(j == k)) for j in range(len(moving))) for k in range(len(moving)))
    return Enclosed(moving, basis, Fraction(1, 2**170), random.choice((Fraction(1, 10**6), Fraction(1, 100))), 256)


def _margins_on_breaks(problem: Problem, point: Vector) -> list[tuple[int, int]]:
    """(sample, place) of the margins that lie exactly on a break of the loss, where all units are affine."""
    try:
        outputs = exact_outputs(problem, Layout.of(problem).full(point), patterns_near(problem, point))
        breaks = loss_pieces(problem, 1).breaks
    except Refusal:
        return []
    margins = [-label * f for label, f in zip(samples(problem).labels, outputs, strict=True)]
    return [(i, breaks.index(margin)) for i, margin in enumerate(margins) if margin in breaks]


def _slices(random: Random, problem: Problem, point: Vector) -> Iterator[Gauge | Cell]:
    size = len(point)
    gauge = gauge_at(problem, point)
    yield gauge
    yield Gauge(tuple(Silent(k) for k in range(size)), tuple(range(size)))
    cell = cell_at(problem, point)
    yield Cell(()) if cell is None else cell
    yield Cell(tuple(sorted(random.sample(range(size), random.randint(0, min(size, 4))))))
    for count in (1, 1, 2, 3):
        added = tuple(random_symmetry(random) for _ in range(count))
        free = [k for k in range(size) if k not in gauge.held]
        if len(free) >= count:
            yield Gauge((*gauge.symmetries, *added), (*gauge.held, *random.sample(free, count)))
        yield Gauge(added, tuple(random.sample(range(size), min(count, size))))
