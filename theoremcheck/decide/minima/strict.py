"""A box around a strict minimum, from a point close to it (theory: rule.strict). Untrusted: the kernel accepts it.

Newton's method in balls polishes the point; the least eigenvalue in floats suggests mu; the radius shrinks until the
kernel accepts or the precision reaches its bound. Where nothing is accepted the reason is said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import flint
import numpy as np
import numpy.typing as npt

from theoremcheck.trusted.balls import ball, precision
from theoremcheck.trusted.minima import StrictMinimum
from theoremcheck.trusted.model import Block, Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.strict import Expansion, check_strict, expand, moving_places

_BITS: Final = (128, 256, 512)
_RADII: Final = (4, 7, 10, 14, 20, 28, 40, 60)
_STEPS: Final = 24
_FLOAT_BITS: Final = 256
_GUARD: Final = 24
_SETTLED: Final = 1e-7
_MOVED: Final = 0.25
_FLAT: Final = 1e-14


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
            break
    return reason


_RIGHT: Final = "every sample is classified correctly there: a minimum, but not a bad one"
_AWAY: Final = "Newton's method leaves the point: there is no critical point close to it"
_SADDLE: Final = "the Hessian has a negative eigenvalue there: a saddle, no minimum"
_DEGENERATE: Final = "the Hessian has an eigenvalue close to 0 there: the minimum is not strict, or not shown to be"
_FINAL: Final = frozenset({_RIGHT, _AWAY, _SADDLE, _DEGENERATE})


def _scalable(problem: Problem, point: Sequence[Fraction]) -> tuple[int, ...]:
    """The neurons whose scale changes nothing, because s is positively homogeneous, as far as the kernel allows it."""
    network = problem.network
    first = 1 if network.output_bias and network.trains(Block.OUTPUT_BIAS) else 0
    if not network.width or not network.trains(Block.OUTPUT_WEIGHTS):
        return ()
    held = tuple(j for j in range(network.width) if point[first + j] != 0)
    try:
        moving_places(problem, point, held)
    except Refusal:
        return ()
    return held


def _at_precision(problem: Problem, point: Sequence[Fraction], bits: int) -> StrictMinimum | str:
    held = _scalable(problem, point)
    moving = moving_places(problem, point, held)
    with precision(bits):
        polished = _polished(problem, point, bits, moving)
        if polished is None:
            return _AWAY
        centre, local = polished
        if not _some_wrong(problem, local):
            return _RIGHT
        least, largest = _eigenvalues(local, moving)
    if least < -_FLAT * largest:
        return _SADDLE
    if least <= _FLAT * largest:
        return _DEGENERATE
    mu = Fraction(least / 2)
    reason = ""
    for exponent in _RADII:
        candidate = StrictMinimum(centre, Fraction(1, 2**exponent), mu, bits, held)
        try:
            if check_strict(problem, candidate)[0] > 0:
                return candidate
        except Refusal as refusal:
            reason = str(refusal)
    return reason


def polish(problem: Problem, point: Sequence[Fraction], bits: int) -> Vector | None:
    """The critical point near ``point`` to about ``bits`` bits, the precision doubling on the way, or None."""
    moving = moving_places(problem, point, _scalable(problem, point))
    found: Vector = tuple(point)
    for level in sorted({min(bits, _FLOAT_BITS * 2**k) for k in range(12)}):
        with precision(level):
            polished = _polished(problem, found, level, moving)
        if polished is None:
            return None
        found = polished[0]
    return found


def _polished(
    problem: Problem, point: Sequence[Fraction], bits: int, moving: list[int]
) -> tuple[Vector, Expansion] | None:
    """Newton's method from the point until the step is below the accuracy, or None if it goes elsewhere."""
    start = _rounded([ball(value) for value in point], bits)
    centre = start
    reach = 1 + max((abs(value) for value in start), default=Fraction(0))
    chord = _Chord(moving) if bits <= _FLOAT_BITS else None
    for _ in range(_STEPS):
        local = expand(problem, centre, Fraction(0))
        step = chord.step(local) if chord is not None else None
        if step is None:
            chord, step = None, _newton_step(local, moving)
        if step is None:
            return centre, local
        steps = dict(zip(moving, step, strict=True))
        moved = tuple(_on_grid(value - steps.get(k, 0), bits) for k, value in enumerate(centre))
        if any(abs(a - b) > _MOVED * reach for a, b in zip(moved, start, strict=True)):
            return (start, expand(problem, start, Fraction(0))) if _far_from_strict(local, moving) else None
        centre = moved
        size = max((abs(entry) for entry in step), default=Fraction(0))
        if size < Fraction(1, 2 ** (bits - _GUARD if chord is not None else bits // 2)):
            return centre, expand(problem, centre, Fraction(0))
    return None


def _newton_step(local: Expansion, moving: list[int]) -> list[Fraction] | None:
    """Hessian^(-1) gradient at the working precision, or None where it does not exist."""
    slopes = flint.arb_mat([[local.gradient[k].mid()] for k in moving])
    try:
        step = _middle(local.hessian, moving).solve(slopes).entries()
    except ZeroDivisionError:
        return None
    return [_exact(entry) for entry in step] if all(entry.is_finite() for entry in step) else None


class _Chord:
    """Newton steps with the inverse of the float Hessian, kept once the steps are small: ten digits or so a step."""

    def __init__(self, moving: list[int]) -> None:
        self.moving = moving
        self.inverse: npt.NDArray[np.float64] | None = None
        self.last = float("inf")

    def step(self, local: Expansion) -> list[Fraction] | None:
        """The step, or None if floats do not bring the point nearer."""
        gradient = [_exact(local.gradient[k].mid()) for k in self.moving]
        top = max((abs(entry) for entry in gradient), default=Fraction(0))
        if not top:
            return [Fraction(0)] * len(gradient)
        if self.inverse is None or self.last > _SETTLED:
            try:
                self.inverse = np.asarray(np.linalg.inv(_floats(local, self.moving)), dtype=np.float64)
            except np.linalg.LinAlgError:
                return None
        scaled = self.inverse @ np.array([float(entry / top) for entry in gradient])
        if not np.all(np.isfinite(scaled)):
            return None
        size = float(top) * float(np.abs(scaled).max())
        if size > self.last / 4 and size > _SETTLED:
            return None
        self.last = size
        return [Fraction(float(entry)) * top for entry in scaled]


def _far_from_strict(local: Expansion, moving: list[int]) -> bool:
    least, largest = _eigenvalues(local, moving)
    return least <= _FLAT * largest


def _middle(matrix: flint.arb_mat, moving: list[int]) -> flint.arb_mat:
    return flint.arb_mat([[matrix[i, j].mid() for j in moving] for i in moving])


def _exact(value: flint.arb) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _on_grid(value: Fraction, bits: int) -> Fraction:
    return Fraction(round(value * 2**bits), 2**bits)


def _rounded(values: Sequence[flint.arb], bits: int) -> Vector:
    """The midpoints on the grid of multiples of 2^-bits."""
    return tuple(_on_grid(_exact(value), bits) for value in values)


def _some_wrong(problem: Problem, local: Expansion) -> bool:
    data = problem.dataset
    if not isinstance(data, Dataset):
        return False
    return any(not label * f > 0 for label, f in zip(data.labels, local.outputs, strict=True))


def _floats(local: Expansion, moving: list[int]) -> npt.NDArray[np.float64]:
    return np.array([[float(local.hessian[i, j].mid()) for j in moving] for i in moving], dtype=np.float64)


def _eigenvalues(local: Expansion, moving: list[int]) -> tuple[float, float]:
    """The least eigenvalue and the largest absolute one of the Hessian in the moving parameters, in floats."""
    entries = _floats(local, moving)
    values = np.linalg.eigvalsh((entries + entries.T) / 2)
    return float(values[0]), float(np.abs(values).max())
