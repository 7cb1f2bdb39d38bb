"""A box around a minimum that need not be bad. Untrusted: the trusted check accepts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.box import widest_box
from theoremcheck.decide.minima.polishing import End, Loss, polished
from theoremcheck.decide.minima.slices import slices_at
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.box import Box, check_minimum
from theoremcheck.trusted.minima.expansion import expand
from theoremcheck.trusted.minima.slices import moving_places
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = 192
_LEEWAY: Final = 0.25
_EXPONENTS: Final = (60, 40, 28, 20, 14, 10)
"""Minus log2 of the radii that are tried: the smallest says best how far the minimum is."""


def certify_minimum(problem: Problem, point: Sequence[Fraction]) -> Box | None:
    """A box near the point (trained parameters) that holds a local minimum without errors; None if none is accepted."""
    return _first(problem, point, lambda wrong: wrong == (0, 0))


def any_minimum(problem: Problem, point: Sequence[Fraction]) -> Box | None:
    """A box near the point (trained parameters) that holds a local minimum, bad or not; None if none is accepted."""
    return _first(problem, point, lambda wrong: wrong is not None)


def _first(problem: Problem, point: Sequence[Fraction], good: Callable[[tuple[int, int] | None], bool]) -> Box | None:
    try:
        return next((box for box in _boxes(problem, point) if good(answer(check_minimum, problem, box))), None)
    except Refusal:
        return None


def _boxes(problem: Problem, point: Sequence[Fraction]) -> Iterator[Box]:
    for chosen in slices_at(problem, point):
        moving = moving_places(chosen, len(point))
        found = polished(Loss(problem, len(point)), point, _BITS, moving, _LEEWAY)
        if found.end is not End.SETTLED:
            continue
        with precision(_BITS):
            widest = widest_box(expand(problem, found.at, Fraction(0)), chosen, _BITS)
        if widest is not None:
            yield from (replace(widest, radius=Fraction(1, 2**exponent)) for exponent in _EXPONENTS)
