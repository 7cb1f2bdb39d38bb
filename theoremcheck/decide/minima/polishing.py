"""A critical point to many digits: Newton's method, its matrices seldom made. Untrusted.

One inverse of the matrix in floats serves many steps (a chord): each costs one residual and gains about as many digits
as the inverse has. Where floats do not bring the point nearer, Newton's method in balls takes over.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import Final, Protocol

import flint
import numpy as np
import numpy.typing as npt

from theoremcheck.decide.minima.inertia import least_sign
from theoremcheck.functions.rationals import midpoint, two
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import Expansion, expand, slopes
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

_STEPS: Final = 400
_GUARD: Final = 24
_CHORD_GAIN: Final = 40
_LOWEST: Final = 96
_SETTLED: Final = 1e-7
_STALLED: Final = 0.25
_ERROR: Final = 10
FLAT: Final = 1e-14
"""An eigenvalue below this share of the largest counts as 0."""


class Critical(Protocol):
    """A function whose critical point is sought, by its gradient and its Hessian in all unknowns."""

    @property
    def parameters(self) -> int:
        """How many of the unknowns, from the first one, are parameters of the network."""

    def gradient(self, at: Vector) -> Sequence[flint.arb]:
        """The gradient, (N,)."""

    def both(self, at: Vector) -> tuple[Sequence[flint.arb], flint.arb_mat]:
        """The gradient, (N,), and the Hessian, (N, N)."""


@dataclass(frozen=True)
class Loss:
    """L in the trained parameters."""

    problem: Problem
    parameters: int

    def gradient(self, at: Vector) -> Sequence[flint.arb]:
        """That of L."""
        return slopes(self.problem, at).gradient

    def both(self, at: Vector) -> tuple[Sequence[flint.arb], flint.arb_mat]:
        """Those of L."""
        local = expand(self.problem, at, Fraction(0))
        return local.gradient, local.hessian


class End(Enum):
    """How Newton's method ended."""

    SETTLED = "at a critical point"
    SINGULAR = "at a singular Hessian"
    LEFT = "away from the start"
    LOST = "nowhere"


@dataclass(frozen=True)
class Polished:
    """The last point, on the grid of multiples of 2^-bits; the start where the method left it."""

    at: Vector
    end: End


def polished(
    function: Critical,
    start: Sequence[Fraction],
    bits: int,
    moving: list[int],
    leeway: float,
    *,
    steps: int = _STEPS,
) -> Polished:
    """The critical point near ``start`` to about ``bits`` bits in the unknowns ``moving``, in so many steps at most.

    No parameter moves by more than ``leeway`` times 1 + the largest of them.
    """
    run = _Run(function, moving, tuple(on_grid(value, bits) for value in start), bits)
    for _ in range(steps):
        step = run.step()
        if step is None:
            return Polished(run.at, End.SINGULAR)
        if not run.move(step, Fraction(leeway)):
            return Polished(run.start, End.LEFT)
        if run.finished(step):
            return Polished(run.at, End.SETTLED)
    return Polished(run.at, End.LOST)


class _Run:
    """A point on its way, and the float inverse of a Hessian close to it."""

    def __init__(self, function: Critical, moving: list[int], start: Vector, bits: int) -> None:
        self.function, self.moving, self.start, self.bits = function, moving, start, bits
        self.at = start
        self.reach = 1 + max((abs(value) for value in start[: function.parameters]), default=Fraction(0))
        self.working = min(bits, _LOWEST)
        self.inverse: npt.NDArray[np.float64] | None = None
        self.last = float("inf")
        self.chord = True

    def step(self) -> list[Fraction] | None:
        """Hessian^(-1) gradient, or None where that does not exist or is 0."""
        with precision(self.working + _GUARD):
            if self.chord:
                found = self._chord()
                if found is not None:
                    return found
                self.chord, self.working = False, self.bits
            return self._newton()

    def move(self, step: list[Fraction], leeway: Fraction) -> bool:
        """Take the step, unless that leaves the start."""
        steps = dict(zip(self.moving, step, strict=True))
        moved = tuple(on_grid(value - steps.get(k, 0), self.working) for k, value in enumerate(self.at))
        far = leeway * self.reach
        if any(abs(moved[k] - self.start[k]) > far for k in range(self.function.parameters)):
            return False
        self.at = moved
        return True

    def finished(self, step: list[Fraction]) -> bool:
        """True if the step is below the accuracy; else the next one gets the precision that it needs."""
        size = max((abs(entry) for entry in step), default=Fraction(0))
        known = -_magnitude(size)
        if known >= (self.bits - _GUARD if self.chord else self.bits // 2):
            return True
        self.working = min(self.bits, max(self.working, 2 * _CHORD_GAIN + known))
        return False

    def _chord(self) -> list[Fraction] | None:
        if self.inverse is None or self.last > _SETTLED:
            gradient, hessian = self.function.both(self.at)
            try:
                self.inverse = np.asarray(np.linalg.inv(floats(hessian, self.moving)), dtype=np.float64)
            except np.linalg.LinAlgError:
                return None
        else:
            gradient = self.function.gradient(self.at)
        entries = [gradient[k].mid() for k in self.moving]
        top = max((_magnitude(midpoint(entry)) for entry in entries if entry != 0), default=None)
        if top is None:
            return [Fraction(0)] * len(entries)
        unit = flint.arb(2) ** -top
        scaled = self.inverse @ np.array([float((entry * unit).mid()) for entry in entries])
        if not np.all(np.isfinite(scaled)):
            return None
        size = float(np.ldexp(np.abs(scaled).max(), max(top, -1000)))
        if size > self.last * _STALLED and size > 2.0 ** (_GUARD - self.bits):
            return None
        self.last = size
        return [Fraction(float(entry)) * two(top) for entry in scaled]

    def _newton(self) -> list[Fraction] | None:
        gradient, hessian = self.function.both(self.at)
        matrix = flint.arb_mat([[hessian[i, j].mid() for j in self.moving] for i in self.moving])
        try:
            step = matrix.solve(flint.arb_mat([[gradient[k].mid()] for k in self.moving])).entries()
        except ZeroDivisionError:
            return None
        return [midpoint(entry) for entry in step] if all(entry.is_finite() for entry in step) else None


def floats(hessian: flint.arb_mat, moving: list[int]) -> npt.NDArray[np.float64]:
    """The Hessian in the moving unknowns."""
    table = np.array([float(entry) for entry in hessian.mid().entries()], dtype=np.float64)
    size = hessian.nrows()
    return table.reshape(size, size)[np.ix_(moving, moving)]


def eigenvalues(local: Expansion, moving: list[int]) -> tuple[float, float]:
    """The least eigenvalue and the largest absolute one of the Hessian in the moving parameters, in floats.

    Both are 1 where nothing moves; the least is 0 where floats do not tell.
    """
    if not moving:
        return 1.0, 1.0
    entries = floats(local.hessian, moving)
    try:
        values = np.linalg.eigvalsh((entries + entries.T) / 2)
    except np.linalg.LinAlgError:
        return 0.0, 1.0
    if not np.all(np.isfinite(values)):
        return 0.0, 1.0
    return float(values[0]), float(np.abs(values).max())


def falls(local: Expansion, moving: list[int], bits: int) -> bool:
    """True if the Hessian has an eigenvalue that is negative beyond the error, shown in balls: a saddle is near.

    A gradient g that is not 0 leaves an error of about sqrt(g times the curvature) in the eigenvalues, as on z^3: in a
    flat family that much may be negative at a point beside it.
    """
    if not moving:
        return False
    with precision(2 * bits):
        rows = [[local.hessian[i, j] for j in moving] for i in moving]
        top = max((abs(entry).mid() for row in rows for entry in row), default=flint.arb(0))
        slope = max((abs(local.gradient[k]).mid() for k in moving), default=flint.arb(0))
        return least_sign(rows, _ERROR * (slope * top).sqrt() + top / flint.arb(2) ** (bits // 2)) < 0


def _magnitude(value: Fraction) -> int:
    """About log2 abs(value); large and negative for 0."""
    return value.numerator.bit_length() - value.denominator.bit_length() if value else -(10**9)


def on_grid(value: Fraction, bits: int) -> Fraction:
    """The nearest multiple of 2^-bits."""
    return Fraction(round(value * 2**bits), 2**bits)
