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
from theoremcheck.trusted.data.linear import FACTS
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.outputs import MinimaError, free_features, wrong_share
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
    found = sorted(fits(problem, rows), key=lambda fit: isinstance(fit.found, Sparse))
    yield from (MultiplierMinimum(fit.coefficients, (), fit.found) for fit in found)


def _fit_right(case: Case) -> Iterator[Proposal]:
    """The best fit of all that is trained, in a box."""
    ground, problem = case.shared(Ground), case.problem
    if not ground.concrete or ground.convexity is None or problem.parameters:
        return
    yield from ((True, evidence) for evidence in _fits(problem))


def _minima_error(case: Case) -> Iterator[Proposal]:
    """As many samples as are shown to be right at the best fit of what is trained, or of all functions there are."""
    ground, problem = case.shared(Ground), case.problem
    if not ground.concrete or ground.convexity is None or problem.parameters:
        return
    found = [entry for fit in _fits(problem) for entry in _counted(problem, fit, function=False)]
    for name, rows in (("every_affine", problem.samples.lifted), ("every_linear", problem.samples.points)):
        if FACTS[f"network.{name}"](problem) and not problem.objective.penalised:
            from theoremcheck.decide.minima.fits import fits

            for best in fits(problem, rows):
                if isinstance(best.found, Sparse):
                    exact = MultiplierMinimum(best.coefficients, (), best.found)
                    found += _counted(problem, exact, function=True)
    yield from ((True, entry) for entry in sorted(found, key=lambda entry: entry.bound))


def _counted(problem: Problem, fit: MultiplierMinimum, *, function: bool) -> Iterator[MinimaError]:
    """The fit with the share of the weight that is not shown to be right there, if some is."""
    share = answer(wrong_share, problem, fit, function)
    if share is not None and share < 1:
        yield MinimaError(fit, function, share)


PROPOSERS: Final = MappingProxyType(
    {"data.features_separable": _separable, "data.fit_right": _fit_right, "data.minima_error": _minima_error}
)
