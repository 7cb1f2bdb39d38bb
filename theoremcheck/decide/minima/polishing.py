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
_APPROACH: Final = 30
_FLOAT_ENDS: Final = 1e-13
"""Steps in floats below this share of the point end the approach: what they could bring is rounding."""
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

    def at(self, point: list[flint.arb]) -> Sequence[flint.arb]:
        """The gradient at exact balls."""
        found = self._quick.slopes(point) if self._quick else None
        return slopes(self.problem, tuple(map(midpoint, point))).gradient if found is None else found

    def in_floats(self, at: Floats) -> tuple[Floats, Floats] | None:
        """Gradient and Hessian in floats, where they are told."""
        return self._quick.in_floats(at) if self._quick else None


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
    run.approach(leeway)
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
    """A point on its way, as exact balls, and the float inverse of a Hessian close to it."""

    def __init__(self, function: Critical, moving: list[int], start: Sequence[Fraction], bits: int) -> None:
        self.function, self.moving, self.bits = function, moving, bits
        self.start = [flint.arb((round(value * 2**bits), -bits)) for value in start]
        self.at = self.start
        self.begun = np.array(list(map(float, self.start)))
        self.reach = 1.0 + float(np.abs(self.begun[: function.parameters]).max(initial=0.0))
        self.working = min(bits, _LOWEST)
        self.inverse: Floats | None = None
        self.last = float("inf")
        self.gain: int | None = None  # the bits that the last step with this inverse gained
        self.chord, self.stalls, self.approached = True, 0, False

    def point(self, at: Sequence[flint.arb] | None = None) -> Vector:
        """Where it is, or ``at``, on the grid of multiples of 2^-bits."""
        return tuple(_on_grid(value, self.bits) for value in at or self.at)

    def approach(self, leeway: Fraction) -> None:
        """Go to the critical point as far as floats lead. Where they do not, or leave the start, stay there.

        Far from it Newton's method in balls would take the same steps, each at many times the cost.
        """
        if not isinstance(self.function, Loss) or not self.moving:
            return
        here, last, stalls = self.begun.copy(), float("inf"), 0
        for _ in range(_APPROACH):
            found = self.function.in_floats(here)
            if found is None:
                return
            gradient, hessian = found
            try:
                inverse = self._inverse(hessian)
            except np.linalg.LinAlgError:
                return
            step = inverse @ gradient[self.moving]
            size = float(np.abs(step).max())
            stalled = not size <= last * _STALLED
            if size <= _SETTLED and (stalled or size <= _FLOAT_ENDS * self.reach):
                self.inverse, self.last, self.approached = inverse, _SETTLED, True
                at = here.tolist()
                moving = set(self.moving)
                self.at = [flint.arb(at[k]) if k in moving else entry for k, entry in enumerate(self.start)]
                return
            stalls += stalled
            here[self.moving] -= step
            if stalls > _STALLS or not self._near(here, leeway):
                return
            last = size

    def _inverse(self, hessian: Floats) -> Floats:
        """That of the Hessian in what moves; raises ``LinAlgError`` where there is none."""
        own = hessian if self.moving == list(range(len(hessian))) else hessian[np.ix_(self.moving, self.moving)]
        return np.asarray(np.linalg.inv(own), dtype=np.float64)

    def _near(self, here: Floats, leeway: Fraction) -> bool:
        """True if no parameter has moved by more than ``leeway`` times 1 + the largest of them."""
        count = self.function.parameters
        with np.errstate(all="ignore"):  # what is beyond floats has not moved if it is there still
            near = (np.abs(here - self.begun) <= float(leeway) * self.reach) | (here == self.begun)
        return bool(near[:count].all())

    def step(self) -> list[flint.arb] | None:
        """Hessian^(-1) gradient as exact balls, or None where that does not exist."""
        with precision(self.working + _GUARD):
            if self.chord:
                found = self._chord()
                if found is not None:
                    return found
                self.chord, self.working = False, self.bits
        with precision(self.working + _GUARD):
            return self._newton()

    def move(self, step: list[flint.arb], leeway: Fraction) -> bool:
        """Take the step, unless that leaves the start."""
        moved = [*self.at]
        with precision(self.working + _GUARD):
            for k, change in zip(self.moving, step, strict=True):
                moved[k] = (moved[k] - change).mid()
        if not self._near(np.array(list(map(float, moved))), leeway):
            return False
        self.at = moved
        return True

    def finished(self, step: list[flint.arb]) -> bool:
        """True if what is left is below the accuracy; else the next step gets the precision that it needs."""
        known = -max(_top(step), -self.bits)
        if known >= (self.bits - _GUARD if self.chord else self.bits // 2):
            return True
        gain = self.gain or _CHORD_GAIN
        if self.gain is not None and self.working == self.bits and known + gain >= self.bits:
            return True
        self.working = min(self.bits, max(self.working, 2 * max(gain, _CHORD_GAIN) + known))
        return False

    def _gradient(self) -> Sequence[flint.arb]:
        return self.function.at(self.at) if isinstance(self.function, Loss) else self.function.gradient(self.point())

    def _fresh(self) -> tuple[Sequence[flint.arb], Floats]:
        """The gradient, (N,), and the Hessian in floats, (N, N)."""
        if isinstance(self.function, Loss):
            found = self.function.in_floats(np.array(list(map(float, self.at))))
            if found is not None:
                return self._gradient(), found[1]
        gradient, hessian = self.function.both(self.point())
        return gradient, floats(hessian, range(hessian.nrows()))

    def _chord(self) -> list[flint.arb] | None:
        fresh = self.inverse is None or self.last > _SETTLED
        if fresh:
            gradient, hessian = self._fresh()
            try:
                self.inverse = self._inverse(hessian)
            except np.linalg.LinAlgError:
                return None
        else:
            gradient = self._gradient()
        entries = [gradient[k].mid() for k in self.moving]
        top = _top(entries)
        if top == _NOTHING:
            return entries
        unit = flint.arb(2) ** -top
        scaled = self.inverse @ np.array([float(entry * unit) for entry in entries])
        if not np.all(np.isfinite(scaled)):
            return None
        size = float(np.ldexp(np.abs(scaled).max(), max(top, -1000)))
        if size > self.last * _STALLED and size > 2.0 ** (_GUARD - self.bits):
            if self.approached:
                return self._again()
            self.stalls += 1  # far from the point steps need not get shorter yet, and balls would take the same ones
            if not fresh or self.stalls > _STALLS:
                return None
        self.approached = False
        self.gain = None if fresh or not size > 0.0 else frexp(self.last / size)[1] - 1
        self.last = size
        unit = flint.arb(2) ** top
        return [flint.arb(entry) * unit for entry in scaled.tolist()]

    def _again(self) -> list[flint.arb] | None:
        """The first step from the start, where balls do not agree with floats that they have come near."""
        self.at, self.inverse, self.last, self.approached = self.start, None, float("inf"), False
        return self._chord()

    def _newton(self) -> list[flint.arb] | None:
        gradient, hessian = self.function.both(self.point())
        matrix = flint.arb_mat([[hessian[i, j].mid() for j in self.moving] for i in self.moving])
        try:
            step = matrix.solve(flint.arb_mat([[gradient[k].mid()] for k in self.moving])).entries()
        except ZeroDivisionError:
            return None
        self.gain = None
        return [entry.mid() for entry in step] if all(entry.is_finite() for entry in step) else None


def _top(entries: Sequence[flint.arb]) -> int:
    """About log2 of the largest absolute value of exact balls. Refuses what is no number."""
    if not all(map(flint.arb.is_finite, entries)):
        raise Refusal("rationals.not_finite")
    mantissa, exponent = max(map(abs, entries), default=flint.arb(0)).mid().man_exp()
    return int(mantissa).bit_length() + int(exponent) if mantissa else _NOTHING


def _on_grid(entry: flint.arb, bits: int) -> Fraction:
    """The multiple of 2^-bits next to an exact ball."""
    mantissa, exponent = entry.man_exp()
    return Fraction(_shifted(int(mantissa), int(exponent) + bits), 2**bits)


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
