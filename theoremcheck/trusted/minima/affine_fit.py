"""The best affine, or linear, function of the features (theory: data.affine_fit_right, thm.linear_fit).

Nothing here asks what the network can compute: the theorem compares a local minimum with this function.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.minima.multipliers import rational_subgradients
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class AffineFit:
    """g(x) = v . x + k by (v, k), (d + 1,), or g(x) = v . x by v, (d,)."""

    coefficients: Vector


def least_slope(problem: Problem, label: int, margin: Fraction) -> Fraction:
    """The subgradient nearest to 0 of a class's convex l: its slope, and at a kink where l is least, 0."""
    low, high = rational_subgradients(problem, label, margin)
    return min(max(low, _ZERO), high)


def check_fit_right(problem: Problem, affine: bool, evidence: AffineFit) -> None:
    """Accept: g is a best fit, and its slopes are below that at 0, for a convex l (data.affine_fit_right, or linear).

    With s_i a subgradient of l at -y_i g(x_i), and d one at 0, l the loss of the class: sum_i weight_i s_i y_i X = 0
    for X = (x_i, 1), or X = x_i, exactly, and s_i < d for all i. Of the subgradients at a kink the one nearest to 0 is
    taken.
    """
    require(not problem.parameters, "facts.free_parameters")
    data, found = samples(problem), evidence.coefficients
    require(len(found) == data.dimension + affine, "multipliers.entries")
    check_bits(found)
    rows = problem.samples.lifted if affine else data.points
    margins = [-label * dot(found, row) for row, label in zip(rows, data.labels, strict=True)]
    pairs = list(zip(data.labels, margins, strict=True))
    known = {pair: least_slope(problem, *pair) for pair in {*pairs, (1, _ZERO), (-1, _ZERO)}}
    slopes = [known[pair] for pair in pairs]
    for i, (slope, label) in enumerate(zip(slopes, data.labels, strict=True)):
        require(slope < known[label, _ZERO], "outputs.not_right", sample=i)
    factors = [w * y * s for w, y, s in zip(data.weights, data.labels, slopes, strict=True)]
    for column in zip(*rows, strict=True):
        require(dot(factors, column) == 0, "multipliers.annihilate")
