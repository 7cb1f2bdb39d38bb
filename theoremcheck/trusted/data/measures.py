"""Conditions on the class averages E+ and E-, which the kernel computes exactly.

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
