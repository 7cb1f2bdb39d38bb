"""A critical point to many digits: Newton's method, its matrices seldom made. Untrusted.

One inverse of the matrix in floats serves many steps (a chord): each costs one residual and gains about as many digits
as the inverse has. Where floats do not bring the point nearer for some steps, Newton's method in balls takes over.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from functools import cached_property
from math import frexp
from typing import Final, Protocol, TypeAlias

import flint
import numpy.typing as npt

from theoremcheck.decide.minima.derivatives import Derivatives, derivatives
from theoremcheck.decide.minima.inertia import least_sign
from theoremcheck.functions.arrays import np
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.hashes import shared_hashes
from theoremcheck.trusted.minima.expansion import Expansion, expand, slopes
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

Floats: TypeAlias = npt.NDArray[np.float64]

_STEPS: Final = 400
_GUARD: Final = 24
_CHORD_GAIN: Final = 40
_LOWEST: Final = 96
_SETTLED: Final = 1e-7
_STALLED: Final = 0.25
_STALLS: Final = 6
_ERROR: Final = 10
_ROOM: Final = 120
_NOTHING: Final = -(10**9)
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

    @cached_property
    def _quick(self) -> Derivatives | None:
        return derivatives(self.problem)

    def gradient(self, at: Vector) -> Sequence[flint.arb]:
        """That of L."""
        found = self._quick.gradient(at) if self._quick else None
        return slopes(self.problem, at).gradient if found is None else found

    def both(self, at: Vector) -> tuple[Sequence[flint.arb], flint.arb_mat]:
        """Those of L."""
        local = expand(self.problem, at, Fraction(0))
        return local.gradient, local.hessian

    def rough(self, at: Vector) -> tuple[Sequence[flint.arb], Floats] | None:
        """Those of L with the Hessian in floats, where that is less work."""
        return self._quick.both(at) if self._quick else None


def _rough(function: Critical, at: Vector) -> tuple[Sequence[flint.arb], Floats]:
    """The gradient, (N,), and the Hessian in floats, (N, N)."""
    found = function.rough(at) if isinstance(function, Loss) else None
    if found is not None:
        return found
    gradient, hessian = function.both(at)
    return gradient, floats(hessian, range(hessian.nrows()))


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
    with shared_hashes():
        return _ended(_Run(function, moving, start, bits), Fraction(leeway), steps)


def _ended(run: _Run, leeway: Fraction, steps: int) -> Polished:
    for _ in range(steps):
        step = run.step()
        if step is None:
            return Polished(run.point(), End.SINGULAR)
        if not run.move(step, leeway):
            return Polished(run.point(run.start), End.LEFT)
        if run.finished(step):
            return Polished(run.point(), End.SETTLED)
    return Polished(run.point(), End.LOST)


class _Run:
    """A point on its way, in multiples of 2^-bits, and the float inverse of a Hessian close to it."""

    def __init__(self, function: Critical, moving: list[int], start: Sequence[Fraction], bits: int) -> None:
        self.function, self.moving, self.bits = function, moving, bits
        self.unit = 2**bits
        self.start = [round(value * self.unit) for value in start]
        self.at = self.start
        self.reach = self.unit + max((abs(value) for value in self.start[: function.parameters]), default=0)
        self.working = min(bits, _LOWEST)
        self.inverse: Floats | None = None
        self.last = float("inf")
        self.gain: int | None = None  # the bits that the last step with this inverse gained
        self.chord, self.stalls = True, 0

    def point(self, at: Sequence[int] | None = None) -> Vector:
        """Where it is, or what ``at`` stands for."""
        return tuple(Fraction(value, self.unit) for value in at or self.at)

    def step(self) -> list[int] | None:
        """Hessian^(-1) gradient in multiples of 2^-bits, or None where that does not exist."""
        with precision(self.working + _GUARD):
            if self.chord:
                found = self._chord()
                if found is not None:
                    return found
                self.chord, self.working = False, self.bits
            return self._newton()

    def move(self, step: list[int], leeway: Fraction) -> bool:
        """Take the step, unless that leaves the start."""
        moved, dropped = [*self.at], self.bits - self.working
        for k, change in zip(self.moving, step, strict=True):
            moved[k] -= change
        if dropped > 0:
            moved = [_shifted(value, -dropped) << dropped for value in moved]
        far, first = int(leeway * self.reach), self.function.parameters
        if any(abs(own - begun) > far for own, begun in zip(moved[:first], self.start, strict=False)):
            return False
        self.at = moved
        return True

    def finished(self, step: list[int]) -> bool:
        """True if what is left is below the accuracy; else the next step gets the precision that it needs."""
        known = self.bits - max((abs(entry) for entry in step), default=0).bit_length()
        if known >= (self.bits - _GUARD if self.chord else self.bits // 2):
            return True
        gain = self.gain or _CHORD_GAIN
        if self.gain is not None and self.working == self.bits and known + gain >= self.bits:
            return True
        self.working = min(self.bits, max(self.working, 2 * max(gain, _CHORD_GAIN) + known))
        return False

    def _chord(self) -> list[int] | None:
        fresh = self.inverse is None or self.last > _SETTLED
        if fresh:
            gradient, hessian = _rough(self.function, self.point())
            try:
                self.inverse = np.asarray(np.linalg.inv(hessian[np.ix_(self.moving, self.moving)]), dtype=np.float64)
            except np.linalg.LinAlgError:
                return None
        else:
            gradient = self.function.gradient(self.point())
        entries = [gradient[k] for k in self.moving]
        top = max(map(_top, entries), default=_NOTHING)
        if top == _NOTHING:
            return [0] * len(entries)
        unit = flint.arb(2) ** -top
        scaled = self.inverse @ np.array([float(entry * unit) for entry in entries])
        if not np.all(np.isfinite(scaled)):
            return None
        size = float(np.ldexp(np.abs(scaled).max(), max(top, -1000)))
        if size > self.last * _STALLED and size > 2.0 ** (_GUARD - self.bits):
            self.stalls += 1  # far from the point steps need not get shorter yet, and balls would take the same ones
            if not fresh or self.stalls > _STALLS:
                return None
        self.gain = None if fresh or not size > 0.0 else frexp(self.last / size)[1] - 1
        self.last = size
        return [_shifted(int(entry), top + self.bits - _ROOM) for entry in np.ldexp(scaled, _ROOM).tolist()]

    def _newton(self) -> list[int] | None:
        gradient, hessian = self.function.both(self.point())
        matrix = flint.arb_mat([[hessian[i, j].mid() for j in self.moving] for i in self.moving])
        try:
            step = matrix.solve(flint.arb_mat([[gradient[k].mid()] for k in self.moving])).entries()
        except ZeroDivisionError:
            return None
        self.gain = None
        return [round(midpoint(entry) * self.unit) for entry in step] if all(e.is_finite() for e in step) else None


def _top(entry: flint.arb) -> int:
    """About log2 of the absolute value of the midpoint. Refuses what is no number."""
    if not entry.is_finite():
        raise Refusal("rationals.not_finite")
    mantissa, exponent = entry.mid().man_exp()
    return int(mantissa).bit_length() + int(exponent) if mantissa else _NOTHING


def _shifted(value: int, places: int) -> int:
    """The nearest integer to value times 2^places."""
    return value << places if places >= 0 else (value + (1 << (-places - 1))) >> -places


def floats(hessian: flint.arb_mat, moving: Sequence[int]) -> Floats:
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


def on_grid(value: Fraction, bits: int) -> Fraction:
    """The nearest multiple of 2^-bits."""
    return Fraction(round(value * 2**bits), 2**bits)
