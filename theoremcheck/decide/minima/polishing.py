"""A critical point to many digits: Newton's method, its Hessians seldom made. Untrusted.

One inverse of the Hessian in floats serves many steps (a chord): each costs one gradient and gains about as many
digits as the inverse has. Where floats do not bring the point nearer, Newton's method in balls takes over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import flint
import numpy as np
import numpy.typing as npt

from theoremcheck.trusted.balls import precision
from theoremcheck.trusted.expansion import Expansion, expand, slopes
from theoremcheck.trusted.model import Problem, Vector

_STEPS: Final = 400
_GUARD: Final = 24
_CHORD_GAIN: Final = 40
_LOWEST: Final = 96
_SETTLED: Final = 1e-7
_STALLED: Final = 0.25
_MOVED: Final = 0.25
FLAT: Final = 1e-14
"""An eigenvalue below this share of the largest counts as 0."""


@dataclass(frozen=True)
class Polished:
    """A critical point on the grid of multiples of 2^-bits; ``settled`` is False where the start is not near one."""

    centre: Vector
    settled: bool


def polished(problem: Problem, point: Sequence[Fraction], bits: int, moving: list[int]) -> Polished | None:
    """The critical point near ``point`` to about ``bits`` bits in the parameters ``moving``, or None if there is none.

    A start with a flat or falling direction that Newton's method leaves comes back unsettled.
    """
    run = _Run(problem, moving, tuple(on_grid(value, bits) for value in point), bits)
    for _ in range(_STEPS):
        step = run.step()
        if step is None:
            return Polished(run.centre, True)
        if not run.move(step):
            start = tuple(run.start)
            return Polished(start, False) if run.flat_or_falling() else None
        if run.finished(step):
            return Polished(run.centre, True)
    return None


class _Run:
    """A point on its way, and the float inverse of a Hessian close to it."""

    def __init__(self, problem: Problem, moving: list[int], start: Vector, bits: int) -> None:
        self.problem, self.moving, self.start, self.bits = problem, moving, start, bits
        self.centre = start
        self.reach = 1 + max((abs(value) for value in start), default=Fraction(0))
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

    def move(self, step: list[Fraction]) -> bool:
        """Take the step, unless that leaves the start."""
        steps = dict(zip(self.moving, step, strict=True))
        moved = tuple(on_grid(value - steps.get(k, 0), self.working) for k, value in enumerate(self.centre))
        if any(abs(a - b) > _MOVED * self.reach for a, b in zip(moved, self.start, strict=True)):
            return False
        self.centre = moved
        return True

    def finished(self, step: list[Fraction]) -> bool:
        """True if the step is below the accuracy; else the next one gets the precision that it needs."""
        size = max((abs(entry) for entry in step), default=Fraction(0))
        known = -_magnitude(size)
        if known >= (self.bits - _GUARD if self.chord else self.bits // 2):
            return True
        self.working = min(self.bits, max(self.working, 2 * _CHORD_GAIN + known))
        return False

    def flat_or_falling(self) -> bool:
        """True if the Hessian at the start has an eigenvalue that is not clearly positive."""
        with precision(_LOWEST):
            least, largest = eigenvalues(expand(self.problem, self.centre, Fraction(0)), self.moving)
        return least <= FLAT * largest

    def _chord(self) -> list[Fraction] | None:
        if self.inverse is None or self.last > _SETTLED:
            local = expand(self.problem, self.centre, Fraction(0))
            try:
                self.inverse = np.asarray(np.linalg.inv(floats(local, self.moving)), dtype=np.float64)
            except np.linalg.LinAlgError:
                return None
            gradient = local.gradient
        else:
            gradient = slopes(self.problem, self.centre).gradient
        entries = [gradient[k].mid() for k in self.moving]
        top = max((_magnitude(rational(entry)) for entry in entries if entry != 0), default=None)
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
        return [Fraction(float(entry)) * _two(top) for entry in scaled]

    def _newton(self) -> list[Fraction] | None:
        local = expand(self.problem, self.centre, Fraction(0))
        table = local.hessian.tolist()
        matrix = flint.arb_mat([[table[i][j].mid() for j in self.moving] for i in self.moving])
        try:
            step = matrix.solve(flint.arb_mat([[local.gradient[k].mid()] for k in self.moving])).entries()
        except ZeroDivisionError:
            return None
        return [rational(entry) for entry in step] if all(entry.is_finite() for entry in step) else None


def floats(local: Expansion, moving: list[int]) -> npt.NDArray[np.float64]:
    """The Hessian in the moving parameters."""
    table = np.array([float(entry) for entry in local.hessian.mid().entries()], dtype=np.float64)
    size = local.hessian.nrows()
    return table.reshape(size, size)[np.ix_(moving, moving)]


def eigenvalues(local: Expansion, moving: list[int]) -> tuple[float, float]:
    """The least eigenvalue and the largest absolute one of the Hessian in the moving parameters, in floats.

    Both are 1 where nothing moves; the least is 0 where floats do not tell.
    """
    if not moving:
        return 1.0, 1.0
    entries = floats(local, moving)
    try:
        values = np.linalg.eigvalsh((entries + entries.T) / 2)
    except np.linalg.LinAlgError:
        return 0.0, 1.0
    if not np.all(np.isfinite(values)):
        return 0.0, 1.0
    return float(values[0]), float(np.abs(values).max())


def rational(value: flint.arb) -> Fraction:
    """The midpoint, exactly."""
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * _two(int(exponent))


def _two(exponent: int) -> Fraction:
    return Fraction(2**exponent) if exponent >= 0 else Fraction(1, 2**-exponent)


def _magnitude(value: Fraction) -> int:
    """About log2 abs(value); large and negative for 0."""
    return value.numerator.bit_length() - value.denominator.bit_length() if value else -(10**9)


def on_grid(value: Fraction, bits: int) -> Fraction:
    """The nearest multiple of 2^-bits."""
    return Fraction(round(value * 2**bits), 2**bits)
