"""Where a path is to lead: low values of L as a convex function of the outputs, in floats, which propose only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction, compile_losses, finite_float, finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

NEAR: Final = 1e-3
"""How near to the least value is enough, as a share of what can be gained, or of 1 + |L| if that is less.

So the target stays close and its numbers short."""
LEFT: Final = 1e-1
"""Share of ``NEAR`` that may be given up for short numbers."""
_BITS: Final = 128
_REACH: Final = 64.0
_STEPS: Final = 400
_TRIALS: Final = 40
_GAIN: Final = 1e-9
_IDLE: Final = 4
"""After so many steps that gain no more than that it is enough."""
_NARROWINGS: Final = 80
_DIGITS: Final = range(3, 16)


@dataclass(frozen=True)
class Target:
    """L as a convex function of the outputs of a problem."""

    problem: Problem

    @cached_property
    def _loss(self) -> FloatFunction:
        return self._loss_of(samples(self.problem).labels)

    def _loss_of(self, labels: Sequence[int]) -> FloatFunction:
        """The losses of samples with these labels, as one function."""
        return compile_losses([formula(loss, "loss") for loss in self.problem.losses], labels)

    @cached_property
    def _labels(self) -> Array:
        return np.asarray(samples(self.problem).labels, dtype=np.float64)

    @cached_property
    def _shares(self) -> Array:
        return np.asarray(finite_floats([samples(self.problem).shares])[0])

    def value(self, outputs: Array) -> float:
        """L at outputs f(x_i), (n,); infinite beyond floats."""
        found = float(self._shares @ self._loss.value(-self._labels * outputs))
        return found if np.isfinite(found) else float("inf")

    def seen(self, centre: Sequence[Fraction]) -> Array:
        """The outputs f(x_i) at trained parameters, (n,), in floats."""
        with precision(_BITS):
            found = height(self.problem, centre, Fraction(0))[1]
        return np.asarray([finite_float(entry) for entry in found])

    def jet(self, outputs: Array) -> tuple[float, Array]:
        """L, and its derivatives in the outputs, (n,)."""
        values, slopes, _ = self._loss.jet(-self._labels * outputs)
        found = float(self._shares @ values)
        return found if np.isfinite(found) else float("inf"), np.asarray(-self._shares * self._labels * slopes)

    def outputs(self, start: Array, groups: Sequence[Sequence[int]]) -> Array:
        """Outputs (n,), one number for each group of samples, with L near the least there is."""
        found = start.copy()
        for group in groups:
            members = list(group)
            least = _least_of_one(self._restricted(members))
            found[members] = least
        return self._back(start, found)

    def _restricted(self, members: list[int]) -> Callable[[float], float]:
        labels, shares = self._labels[members], self._shares[members]
        loss = self._loss_of([samples(self.problem).labels[i] for i in members])

        def value(output: float) -> float:
            found = float(shares @ loss.value(-labels * output))
            return found if np.isfinite(found) else float("inf")

        return value

    def _back(self, start: Array, end: Array) -> Array:
        """The place on the segment from ``start`` to ``end``, outputs or what they are linear in, (n,)."""
        return start + self._share(lambda t: self.value(start + t * (end - start))) * (end - start)

    def _share(self, value: Callable[[float], float]) -> float:
        """How far to go on a segment of outputs: to where L is as low as asked."""
        high, low = value(0.0), value(1.0)
        wanted = low + NEAR * min(high - low, 1 + abs(low))
        near, far = 0.0, 1.0
        for _ in range(_NARROWINGS):
            middle = (near + far) / 2
            near, far = (near, middle) if value(middle) <= wanted else (middle, far)
        return far

    def combination(self, design: Array, level: Array) -> Array:
        """theta, (p,), so that L at the outputs level + design theta, ``design`` of shape (n, p), is near its least.

        Broyden's method (BFGS), with a line search for the weak conditions of Wolfe: it also comes near the least value
        of a function with kinks (Lewis and Overton, Mathematical Programming 141 (2013)).
        """
        scale = np.maximum(np.abs(design).max(axis=0, initial=0.0), 1e-300)
        place, curvature = np.zeros(design.shape[1]), np.eye(design.shape[1])
        scaled = design / scale
        value, slope = self._jet(scaled, level, place)
        idle = 0
        for _ in range(_STEPS):
            direction = -curvature @ slope
            if not float(direction @ slope) < -1e-22:
                break
            step = _wolfe(_Line(self, level + scaled @ place, scaled @ direction), value, float(direction @ slope))
            if not step:
                break
            moved, before = place + step * direction, value
            value, after = self._jet(scaled, level, moved)
            idle = idle + 1 if before - value <= _GAIN * (1 + abs(value)) else 0
            if idle == _IDLE:
                break
            change, bend = moved - place, after - slope
            product = float(change @ bend)
            if product > 1e-300:
                left = np.eye(len(place)) - np.outer(change, bend) / product
                curvature = left @ curvature @ left.T + np.outer(change, change) / product
            place, slope = moved, after
        share = self._share(lambda t: self.value(level + t * (scaled @ place)))
        return np.asarray(share * place / scale)

    def shortest(self, design: Array, level: Array, theta: Array | None = None) -> tuple[Fraction, ...]:
        """theta, by default that of ``combination``, in the fewest decimals that are about as good."""
        found = self.combination(design, level) if theta is None else theta
        least = self.value(level + design @ found)
        limit = least + LEFT * NEAR * min(self.value(level) - least, 1 + abs(least))
        exact: tuple[Fraction, ...] = ()
        for digits in _DIGITS:
            exact = tuple(Fraction(round(Fraction(float(entry)) * 10**digits), 10**digits) for entry in found)
            if self.value(level + design @ finite_floats([exact])[0]) <= limit:
                break
        return exact

    def _jet(self, design: Array, level: Array, place: Array) -> tuple[float, Array]:
        value, slopes = self.jet(level + design @ place)
        return value, design.T @ slopes


@dataclass(frozen=True)
class _Line:
    """L on a line of outputs: ``begin`` + t ``direction``, both (n,)."""

    target: Target
    begin: Array
    direction: Array

    def at(self, step: float) -> tuple[float, float]:
        """L and its derivative in t."""
        value, slopes = self.target.jet(self.begin + step * self.direction)
        return value, float(slopes @ self.direction)


def _wolfe(line: _Line, value: float, slope: float) -> float:
    """A step that lowers L enough, and after which it falls less steeply; 0 if there is none in floats."""
    low, high, step = 0.0, float("inf"), 1.0
    for _ in range(_TRIALS):
        found, after = line.at(step)
        if not found <= value + 1e-4 * step * slope:
            high = step
        elif after < 0.5 * slope:
            low = step
        else:
            return step
        step = (low + high) / 2 if np.isfinite(high) else 2 * low
    return low


def _least_of_one(value: Callable[[float], float]) -> float:
    """The minimiser of a convex function on [-64, 64], by thirds."""
    low, high = -_REACH, _REACH
    for _ in range(2 * _NARROWINGS):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, second) if value(first) <= value(second) else (first, high)
    return (low + high) / 2
