"""A box around a strict minimum, from a point close to it (theory: rule.strict). Untrusted: the kernel accepts it.

Newton's method in balls polishes the point; the least eigenvalue in floats suggests mu; the radius shrinks until the
kernel accepts or the precision reaches its bound. Where nothing is accepted the reason is said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.decide.minima.polishing import FLAT, eigenvalues, falls, polished
from theoremcheck.decide.minima.slices import gauge_at, slices_at
from theoremcheck.trusted.balls import precision
from theoremcheck.trusted.expansion import Expansion, expand
from theoremcheck.trusted.minima import Slice, StrictMinimum
from theoremcheck.trusted.model import Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.slices import moving_places
from theoremcheck.trusted.strict import check_strict

_BITS: Final = (128, 256, 512)
_RADII: Final = (4, 7, 10, 14, 20, 28, 40, 60)  # minus log2
_SMALL_RADII: Final = (14, 20, 28, 40, 60)
_SMALL: Final = 60


def certify_strict(problem: Problem, point: Sequence[Fraction]) -> StrictMinimum | str:
    """A box that the kernel accepts around the strict minimum near ``point`` (trained parameters), or why not."""
    reason = "no strict minimum is certified near the point"
    for bits in _BITS:
        try:
            found = _at_precision(problem, point, bits)
        except Refusal as refusal:
            return str(refusal)
        if isinstance(found, StrictMinimum):
            return found
        reason = found
        if reason in _FINAL or "the sign of f" in reason:
            return reason
    return f"{reason} (tried down to a radius of 2^-{_RADII[-1]} at {_BITS[-1]} bits)"


_RIGHT: Final = "every sample is classified correctly there: a minimum, but not a bad one"
_AWAY: Final = "Newton's method leaves the point: there is no critical point close to it"
_UNSETTLED: Final = "Newton's method finds no critical point close to it: L has a flat or falling direction there"
_SADDLE: Final = "the Hessian has a negative eigenvalue there: a saddle, no minimum"
_DEGENERATE: Final = "the Hessian has an eigenvalue close to 0 there: the minimum is not strict, or not shown to be"
_FINAL: Final = frozenset({_RIGHT, _AWAY, _UNSETTLED, _SADDLE, _DEGENERATE})


def _at_precision(problem: Problem, point: Sequence[Fraction], bits: int) -> StrictMinimum | str:
    reason = ""
    for chosen in slices_at(problem, point):
        found = _in_slice(problem, point, bits, chosen)
        if isinstance(found, StrictMinimum):
            return found
        reason = reason or found
        if found == _RIGHT:
            break
    return reason


def _in_slice(problem: Problem, point: Sequence[Fraction], bits: int, chosen: Slice) -> StrictMinimum | str:
    moving = moving_places(chosen, len(point))
    found = polished(problem, point, bits, moving)
    if found is None:
        return _AWAY
    with precision(bits):
        local = expand(problem, found.centre, Fraction(0))
    if not _some_wrong(problem, local):
        return _RIGHT
    least, largest = eigenvalues(local, moving)
    if least <= FLAT * largest:
        if falls(local, moving, bits):
            return _SADDLE
        return _DEGENERATE if found.settled else _UNSETTLED
    mu = Fraction(least / 2)
    reason = ""
    for exponent in _RADII if len(moving) <= _SMALL else _SMALL_RADII:
        candidate = StrictMinimum(found.centre, Fraction(1, 2**exponent), mu, bits, chosen)
        try:
            if check_strict(problem, candidate)[0] > 0:
                return candidate
        except Refusal as refusal:
            reason = str(refusal)
    return reason


def polish(problem: Problem, point: Sequence[Fraction], bits: int) -> Vector | None:
    """The critical point near ``point`` to about ``bits`` bits, or None."""
    found = polished(problem, point, bits, moving_places(gauge_at(problem, point), len(point)))
    return None if found is None or not found.settled else found.centre


def _some_wrong(problem: Problem, local: Expansion) -> bool:
    data = problem.dataset
    if not isinstance(data, Dataset):
        return False
    return any(not label * f > 0 for label, f in zip(data.labels, local.outputs, strict=True))
