"""Proposes data.decay_fit_right: the best fit of a layer of linear neurons under weight decay, in a ball.

Untrusted. For a given beta = sum_j a_j w_j the penalty A |a|^2 + Q(w) is the least A s + Q(beta)/s over s > 0, at best:
floats minimise the loss with that, which is convex in beta, s and all else that is trained.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.minima.columns import MAX_FIT_DIMENSION, MAX_FIT_ENTRIES, approximate_rows
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.data.trained import linear_decay
from theoremcheck.trusted.functions.balls import START_PRECISION, precision
from theoremcheck.trusted.minima.features import Features
from theoremcheck.trusted.minima.linear_decay import DecayFit, Tilted
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theoremcheck.functions.floats import FloatFunction

_STEPS: Final = 300
_HALVINGS: Final = 60
_LARGEST: Final = 1e6
_GRAIN: Final = 2**44
_RADII: Final = tuple(Fraction(1, 2**k) for k in (3, 6, 9, 12, 15, 18))


@dataclass(frozen=True)
class _Setting:
    """f = ``offset`` + ``rows`` (beta, theta) on the samples, (n,) and (n, P), in floats; ``tilted`` says the rest."""

    tilted: Tilted
    labels: NDArray[np.float64]
    shares: NDArray[np.float64]
    loss: FloatFunction
    rows: NDArray[np.float64]
    offset: NDArray[np.float64]

    @classmethod
    def of(cls, problem: Problem) -> _Setting | None:
        """None for what is too large, or not known."""
        from theoremcheck.functions.floats import compile_losses, finite_float, finite_floats

        losses = [loss.expr for loss in problem.losses if isinstance(loss, Function)]
        tilted = Tilted.of(problem)
        size, data = len(Layout.of(tilted.product).trained), problem.samples
        few = size <= MAX_FIT_DIMENSION and len(data.labels) * size <= MAX_FIT_ENTRIES
        reach = answer(Features, tilted.product, (Fraction(0),) * size) if few else None
        if reach is None or len(losses) < len(problem.losses):
            return None
        with precision(START_PRECISION):
            offset = np.array([finite_float(entry.mid()) for entry in reach.outputs()])
        weights = np.array([finite_float(weight) for weight in data.weights])
        rows = finite_floats(approximate_rows(reach.along(range(size))))
        labels = np.array(data.labels, float)
        return cls(tilted, labels, weights / weights.sum(), compile_losses(losses, data.labels), rows, offset)

    @property
    def beta(self) -> slice:
        """The places of beta."""
        return slice(self.tilted.start, self.tilted.start + len(self.tilted.inner))

    def penalties(self) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        """A, the diagonal of Q, and the coefficients of the squares of theta, 0 at beta."""
        from theoremcheck.functions.floats import finite_float, finite_floats

        inner, factors = finite_floats([self.tilted.inner])[0], finite_floats([self.tilted.factors])[0]
        return finite_float(self.tilted.outer), inner, factors

    def jet(self, at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        """F with its gradient, (P,), and Hessian, (P, P)."""
        factors = self.penalties()[2]
        height, slope, curvature = self.loss.jet(-self.labels * (self.offset + self.rows @ at))
        gradient = -(self.rows.T @ (self.shares * self.labels * slope)) + 2 * factors * at
        hessian = (self.rows * (self.shares * np.maximum(curvature, 0.0))[:, None]).T @ self.rows
        return float(self.shares @ height + factors @ at**2), gradient, hessian + np.diag(2 * factors)


def _descend(
    setting: _Setting, start: NDArray[np.float64], free: NDArray[np.bool_], *, layer: bool
) -> NDArray[np.float64] | None:
    """Damped Newton in (beta, theta, s) from ``start``, (P + 1,), in the ``free`` entries; not ``layer``: of F."""
    outer, inner, _ = setting.penalties()

    def jet(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        height, slope, bend = setting.jet(at[:-1])
        gradient, hessian = np.append(slope, 0.0), np.zeros((len(at), len(at)))
        hessian[:-1, :-1] = bend
        if layer:
            beta, s, own = at[setting.beta], at[-1], setting.beta
            height += outer * s + float(inner @ beta**2) / s
            gradient[own] += 2 * inner * beta / s
            gradient[-1] = outer - float(inner @ beta**2) / s**2
            hessian[own, own] += np.diag(2 * inner / s)
            hessian[own, -1] = hessian[-1, own] = -2 * inner * beta / s**2
            hessian[-1, -1] = 2 * float(inner @ beta**2) / s**3
        return height, gradient[free], hessian[np.ix_(free, free)]

    at = start.copy()
    for _ in range(_STEPS):
        height, gradient, hessian = jet(at)
        if not np.isfinite(height) or float(np.linalg.norm(at)) > _LARGEST:
            return None
        ridge = 1e-13 * (1.0 + float(np.trace(hessian)))
        step = -np.linalg.solve(hessian + ridge * np.eye(len(gradient)), gradient)
        descent, length = float(gradient @ step), 1.0
        for _ in range(_HALVINGS):
            moved = at.copy()
            moved[free] += length * step
            if not layer or moved[-1] > at[-1] / 10:
                trial = jet(moved)[0]
                if trial <= height + 1e-4 * length * descent or abs(descent) < 1e-20:
                    break
            length /= 2
        else:
            break
        at = moved
        if float(np.linalg.norm(length * step)) < 1e-15 * (1 + float(np.linalg.norm(at))):
            break
    return at


def _fits(problem: Problem) -> Iterator[DecayFit]:
    setting = _Setting.of(problem)
    if setting is None:
        return
    size, own = setting.rows.shape[1], setting.beta
    outer, inner, _ = setting.penalties()
    rest = np.ones(size + 1, bool)
    rest[own] = rest[-1] = False
    still = _descend(setting, np.zeros(size + 1), rest, layer=False) if rest.any() else np.zeros(size + 1)
    if still is None:
        return
    # All neurons at rest: the slope in beta is one that the penalty outweighs, or a way down.
    direction = -setting.jet(still[:-1])[1][own] / (2 * inner)
    length = float(inner @ direction**2)
    if length <= outer:
        yield from _around(setting, still, 0.0, direction)
        return
    still[-1] = 1.0
    still[own] = direction * np.sqrt(outer / length)
    found = _descend(setting, still, np.ones(size + 1, bool), layer=True)
    if found is not None:
        yield from _around(setting, found, float(found[-1]), found[own] / found[-1])


def _around(
    setting: _Setting, at: NDArray[np.float64], scale: float, direction: NDArray[np.float64]
) -> Iterator[DecayFit]:
    """Balls around a minimiser, the largest first, with half of the least curvature at the centre."""
    from theoremcheck.functions.floats import finite_float

    lowest = float(np.linalg.eigvalsh(setting.jet(at[:-1])[2])[0])
    curvature = Fraction(finite_float(lowest / 2)).limit_denominator(10**6)
    if curvature <= 0:
        return
    u = _shortened(setting.tilted, _rounded(direction))
    rest = _rounded(np.delete(at[:-1], np.arange(setting.beta.start, setting.beta.stop)))
    (s,) = _rounded(np.array([scale]))
    for radius in _RADII:
        yield DecayFit(s, u, rest, radius, curvature)


def _shortened(tilted: Tilted, u: Vector) -> Vector:
    """The vector, or a little less of it, so that Q(u) <= A."""
    square = tilted.square(u)
    if square <= tilted.outer:
        return u
    factor = Fraction(isqrt(int(tilted.outer / square * _GRAIN**2)), _GRAIN)
    return tuple(factor * entry for entry in u)


def _rounded(values: NDArray[np.float64]) -> Vector:
    from theoremcheck.functions.floats import finite_float

    return tuple(Fraction(round(finite_float(value) * _GRAIN), _GRAIN) for value in values)


def _propose(case: Case) -> Iterator[Proposal]:
    ground, problem = case.shared(Ground), case.problem
    if not ground.concrete or ground.convexity is None or problem.parameters or not answer(linear_decay, problem):
        return
    yield from ((True, evidence) for evidence in _fits(problem))


PROPOSERS: Final = MappingProxyType({"data.decay_fit_right": _propose})
