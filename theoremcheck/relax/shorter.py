"""Ways to have less to write: smaller and shorter numbers in the data, the penalties and a point that is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain, count
from typing import Final, TypeAlias

from theoremcheck.language.spec import Candidate
from theoremcheck.relax.attempts import Shrinking
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import Dataset, Objective, Penalty, Vector

_Way: TypeAlias = Callable[[Fraction], Fraction]
"""What makes of a number one with less to write."""


def smaller_numbers(work: Shrinking) -> None:
    """Equal weights, integers instead of fractions, and smaller ones; all entries of the data at once, then each."""
    data = work.problem.dataset
    if isinstance(data, Dataset):
        ones = (Fraction(1),) * len(data.weights)
        _attempt_data(work, data.points, ones if data.weights != ones else None)
        for way in _WAYS:
            points = tuple(tuple(map(way, point)) for point in data.points)
            if _attempt_data(work, points):
                break
        for i, k in ((i, k) for i in range(len(data.points)) for k in range(data.dimension)):
            _smaller_entry(work, i, k)
    for index, term in enumerate(work.problem.objective.penalties):
        for value in filter(None, _less(term.coefficient)):
            terms = work.problem.objective.penalties
            new = (*terms[:index], Penalty(value, term.blocks), *terms[index + 1 :])
            if work.attempt(replace(work.problem, objective=Objective(new))):
                break


def shorter_point(work: Shrinking) -> None:
    """Fewer digits of the point that is given: of all its entries at once, then of each."""
    roundings: tuple[_Way, ...] = tuple(partial(_rounded, digits=digits) for digits in _DIGITS)
    any(_attempt_entries(work, rounding) for rounding in roundings)
    ways: tuple[_Way, ...] = (_zero, _sign, _integer, *roundings[:2])
    size = 0 if work.candidate is None else sum(len(entries) for _, entries in work.candidate.values)
    for index in range(size):
        any(_attempt_entries(work, way, index) for way in ways)


def _attempt_entries(work: Shrinking, way: _Way, index: int | None = None) -> bool:
    """Attempt the point with other entries, or one of them, if there is less to write then."""
    if work.candidate is None:
        return False
    places = count()
    made = Candidate(
        tuple(
            (block, tuple(way(value) if next(places) == index or index is None else value for value in entries))
            for block, entries in work.candidate.values
        )
    )
    return _length(made) < _length(work.candidate) and work.attempt_point(made)


def _length(candidate: Candidate) -> int:
    return sum(len(rational_text(value)) for _, entries in candidate.values for value in entries)


def _smaller_entry(work: Shrinking, i: int, k: int) -> None:
    """Entry k of sample i as small as it can be; sample and feature may be gone meanwhile."""
    data = work.problem.dataset
    if not isinstance(data, Dataset) or i >= len(data.points) or k >= data.dimension:
        return
    for value in _less(data.points[i][k]):
        point = (*data.points[i][:k], value, *data.points[i][k + 1 :])
        if _attempt_data(work, (*data.points[:i], point, *data.points[i + 1 :])):
            return


def _attempt_data(work: Shrinking, points: tuple[Vector, ...], weights: tuple[Fraction, ...] | None = None) -> bool:
    data = work.problem.dataset
    if not isinstance(data, Dataset) or (points == data.points and weights is None):
        return False
    return work.attempt(replace(work.problem, dataset=replace(data, points=points, weights=weights or data.weights)))


def _zero(value: Fraction) -> Fraction:
    return 0 * value


def _rounded(value: Fraction, digits: int) -> Fraction:
    """To so many significant digits, to nearest."""
    scale = Fraction(10) ** (digits - 1)
    while value and abs(value) * scale >= 10**digits:
        scale /= 10
    while value and abs(value) * scale < 10 ** (digits - 1):
        scale *= 10
    return round(value * scale) / scale


def _sign(value: Fraction) -> Fraction:
    return Fraction((value > 0) - (value < 0))


def _integer(value: Fraction) -> Fraction:
    return Fraction(int(value))


def _tenth(value: Fraction) -> Fraction:
    """To one significant digit, downward."""
    scale, size = Fraction(1), abs(value)
    while size and size * scale < 1:
        scale *= 10
    while size * scale >= 10:
        scale /= 10
    return Fraction(int(value * scale)) / scale


_DIGITS: Final = (1, 2, 3, 4, 6, 8)
_WAYS: Final = (_sign, _integer, _tenth)


def _less(value: Fraction) -> Iterator[Fraction]:
    """Numbers with less to write, the least first."""
    made = chain((Fraction(0), _sign(value)), (_sign(value) * small for small in (2, 3)), (_integer(value / 2),))
    size = abs(value.numerator) + value.denominator
    seen = {value}
    for new in chain(made, (_integer(value), _tenth(value))):
        if new not in seen and abs(new.numerator) + new.denominator < size:
            seen.add(new)
            yield new
