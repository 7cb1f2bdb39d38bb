"""A count of work, by sizes only and never by the clock: the same problem and budget end at the same place.

A unit is about a microsecond on a machine of 2024. Loops ask :meth:`Meter.spent` between steps and stop where they
are; what they leave unfinished is judged unresolved.
"""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.records import dataclass

CONFIRMATION: Final = 2_000_000.0
"""The budget of a search whose outcome cannot change the verdict: about two seconds."""
COMPARISON: Final = 300_000.0
"""The budget of the search for a point below a certified bad minimum."""
_CALL: Final = 60.0


@dataclass
class Meter:
    """Units of work done, and the limit (None: no limit)."""

    limit: float | None = None
    used: float = 0.0

    def charge(self, units: float) -> None:
        """Count ``units`` of work."""
        self.used += units

    def spent(self) -> bool:
        """True once the limit is reached."""
        return self.limit is not None and self.used >= self.limit

    def share(self, part: float) -> Meter:
        """A meter of its own for at most that part of what is left; the caller charges what it used."""
        return Meter(None if self.limit is None else max(0.0, part * (self.limit - self.used)))


@dataclass(frozen=True)
class Prices:
    """Units of work for evaluations of one landscape: n samples, P parameters, D of them deep, numbers of units."""

    samples: int
    parameters: int
    units: int
    deep: int = 0
    deep_units: int = 0

    def value(self, starts: int) -> float:
        """One batch of values or outputs."""
        return _CALL + starts * self.samples * (0.03 + 0.02 * (self.units + self.deep_units))

    def gradient(self, starts: int) -> float:
        """One batch of gradients."""
        return self.value(starts) + starts * self.samples * 0.005 * (self.parameters if self.deep else 1)

    def hessian(self, starts: int) -> float:
        """One batch of Hessians, each with its eigenvalues."""
        n, p = self.samples, self.parameters
        each = 0.012 * n * p + 4e-5 * n * p**2 + 0.06 * p**2 + 0.015 * n * self.deep * self.deep_units
        return 2 * _CALL + starts * each

    def solve(self, starts: int) -> float:
        """One batch of Newton steps from Hessians that are known: a linear system each."""
        return starts * 1.4e-4 * self.parameters**3

    def spectrum(self, starts: int) -> float:
        """One batch of eigenvectors: beside the Hessians they cost something only where there are many parameters."""
        return starts * 1e-3 * self.parameters**3

    def precise(self) -> float:
        """One gradient with mpmath."""
        return self.samples * (60.0 + 3.2 * self.parameters)
