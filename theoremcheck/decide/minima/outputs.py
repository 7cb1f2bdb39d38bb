"""Deciders of data.features_separable and data.fit_right: output weights on features that no training moves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.minima.columns import approximate_rows, columns_of
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.outputs import free_features
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector

_LONG: Final = 10**6
_ROUNDINGS: Final = (6, 12, 20, 32, 48)


def _separable(case: Case) -> Iterator[Proposal]:
    """Weights for the features, or multipliers that exclude them; of constants, approximations are separated."""
    problem = case.problem
    if not case.shared(Ground).concrete:
        return
    columns = answer(free_features, problem)
    if columns is None:
        return
    if not columns:
        yield False, Farkas(Sparse((0,), (Fraction(1),)))
        return
    from theoremcheck.decide.data.separation import separate

    found = separate(approximate_rows(columns), problem.samples.labels)
    if isinstance(found, Separation):
        yield from ((True, Separation(normal)) for normal in _short(found.normal))
    if found is not None:
        yield isinstance(found, Separation), found


def _short(normal: Vector) -> Iterator[Vector]:
    """Shorter and longer roundings of a normal whose numbers are long, as where the features are not rational."""
    largest = max(map(abs, normal))
    if largest < _LONG:
        return
    for digits in _ROUNDINGS:
        yield tuple(Fraction(round(entry / largest * 2**digits)) for entry in normal)


def _fits(problem: Problem) -> Iterator[MultiplierMinimum]:
    columns = columns_of(problem)
    if columns is None:
        return
    from theoremcheck.decide.minima.fits import fits, ridge_fit

    rows = approximate_rows(columns)
    squares = Layout.of(problem).squares(problem.objective)
    if any(place in squares for place in Layout.of(problem).trained):
        ridge = ridge_fit(problem, rows)
        if ridge is not None:
            yield MultiplierMinimum(ridge.coefficients, (), ridge.found)
        return
    for fit in fits(problem, rows):
        if isinstance(fit.found, Enclosed):
            yield MultiplierMinimum(fit.coefficients, (), fit.found)


def _fit_right(case: Case) -> Iterator[Proposal]:
    """The best fit of all that is trained, in a box."""
    ground, problem = case.shared(Ground), case.problem
    if not ground.concrete or ground.convexity is None or problem.parameters:
        return
    yield from ((True, evidence) for evidence in _fits(problem))


PROPOSERS: Final = MappingProxyType({"data.features_separable": _separable, "data.fit_right": _fit_right})
