"""Deciders of data.affine_fit_right and data.linear_fit_right: the best affine, or linear, function of the features."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.minima.affine_fit import AffineFit


def _fit_right(case: Case, *, affine: bool) -> Iterator[Proposal]:
    """The fits whose coefficients are exact."""
    from theoremcheck.decide.minima.fits import fits

    ground, problem = case.shared(Ground), case.problem
    if not ground.concrete or ground.convexity is None or problem.parameters:
        return
    rows = problem.samples.lifted if affine else problem.samples.points
    for fit in fits(problem, rows):
        if isinstance(fit.found, Sparse):
            yield True, AffineFit(fit.coefficients)


PROPOSERS: Final = MappingProxyType(
    {
        "data.affine_fit_right": partial(_fit_right, affine=True),
        "data.linear_fit_right": partial(_fit_right, affine=False),
    }
)
