"""Conditions on the class averages E+ and E-, on weights and on lines, which the kernel computes exactly.

All of this is about the points x_i, never about X_i. Sample weights make E+ and E- weighted averages, which is what L
and its first-order conditions see; what counts is the signed measure E+ - E- (``Dataset.measure``).
"""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.data.exact import cleared_combination_vanishes
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.refusal import require


def equal_means(problem: Problem) -> bool:
    """data.equal_means: E+ - E- has the mean 0, so it annihilates affine functions (rule.affine)."""
    measure = problem.samples.measure
    return cleared_combination_vanishes(list(measure), list(measure.values()))


def balanced_classes(problem: Problem) -> bool:
    """data.balanced_classes: both classes have the same weight, C+ = C- (thm.separable.kink)."""
    samples = problem.samples
    return sum(label * weight for label, weight in zip(samples.labels, samples.weights, strict=True)) == 0


def collinear(problem: Problem) -> bool:
    """data.collinear: x_i = p + r_i v for all i (thm.separable.kink); in dimension 1 whatever the samples are."""
    if problem.dataset.dimension == 1:
        return True
    points = problem.samples.points
    first = points[0]
    other = next((point for point in points if point != first), None)
    if other is None:
        return True
    direction = [end - start for start, end in zip(first, other, strict=True)]
    pivot = next(k for k, entry in enumerate(direction) if entry)
    return all(
        (end - start) * direction[pivot] == (point[pivot] - first[pivot]) * entry
        for point in points
        for start, end, entry in zip(first, point, direction, strict=True)
    )


def equal_classes(problem: Problem) -> bool:
    """data.equal_classes: E+ = E-, every point has the same share in both classes (rule.duplicate)."""
    return not any(problem.samples.measure.values())


def even_measure(problem: Problem) -> bool:
    """data.even: E+ - E- is even under x -> -x, so it annihilates odd functions (rule.parity)."""
    return _symmetric(problem, 1)


def odd_measure(problem: Problem) -> bool:
    """data.odd: E+ - E- is odd under x -> -x, so it annihilates even functions (rule.parity)."""
    return _symmetric(problem, -1)


def _symmetric(problem: Problem, parity: int) -> bool:
    mass = problem.samples.measure
    return all(
        value == parity * mass.get((tuple(-entry for entry in numerators), denominator), Fraction(0))
        for (numerators, denominator), value in mass.items()
    )


def shares_of(dataset: Dataset, label: int) -> dict[int, Fraction]:
    """The sample weights of one class, divided by their sum, by sample index; refuses a class without samples."""
    members = dataset.members(label)
    require(len(members) > 0, "measures.empty_class")
    return {i: dataset.shares[i] for i in members}
