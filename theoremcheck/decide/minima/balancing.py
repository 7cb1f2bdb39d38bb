"""What points on a kink of the loss share: which classes can stand on it, and what balances them. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.data.lp import maximise_slack
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import finite_float, finite_floats
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.constants import class_weights, subgradients
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

BITS: Final = 256
"""Of the balls of a check."""
MAX_KINK_WIDTH: Final = 64
"""Units up to which rule.kink is tried."""
MAX_KINK_SAMPLES: Final = 2_000
"""Samples up to which rule.kink is tried."""
_SHARES: Final = (4, 10, 100, 10**6)


@dataclass(frozen=True)
class Setting:
    """The classes ``labels`` on a kink of l where f = ``place``: its slopes there, and the one of the other class."""

    problem: Problem
    place: Fraction
    labels: tuple[int, ...]
    ends: tuple[Fraction, Fraction]
    steep: Fraction

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """The samples, (n, d)."""
        return finite_floats(samples(self.problem).points)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """(n,)."""
        (found,) = finite_floats([samples(self.problem).weights])
        return np.asarray(found, dtype=np.float64)

    @cached_property
    def signs(self) -> NDArray[np.float64]:
        """The labels, (n,)."""
        return np.array(samples(self.problem).labels, dtype=np.float64)

    @cached_property
    def members(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The samples on the kink, and the others."""
        own = np.isin(self.signs, self.labels)
        return np.flatnonzero(own), np.flatnonzero(~own)

    @cached_property
    def means(self) -> NDArray[np.float64]:
        """Those of the two classes, (2, d)."""
        classes = [self.signs > 0, self.signs < 0]
        return np.array([np.average(self.points[k], axis=0, weights=self.weights[k]) for k in classes])


def settings(problem: Problem, place: Fraction) -> Iterator[Setting]:
    """The classes that stand on a kink where f = ``place`` and can balance the other one, or both at once."""
    plus, minus = class_weights(problem)
    slopes = {label: ends for label in (1, -1) if (ends := _slopes(problem, label, -label * place)) is not None}
    for label in (1, -1) if len(slopes) == 2 else ():
        (low, high), (steep, other_end) = slopes[label], slopes[-label]
        own, other = (plus, minus) if label > 0 else (minus, plus)
        if steep == other_end and low < high and low * own < steep * other < high * own:
            yield Setting(problem, place, (label,), (low, high), steep)
    if len(slopes) == 2 and slopes[1] == slopes[-1] and slopes[1][0] < slopes[1][1]:
        yield Setting(problem, place, (1, -1), slopes[1], Fraction(0))


def _slopes(problem: Problem, label: int, margin: Fraction) -> tuple[Fraction, Fraction] | None:
    """The left and the right slope of the loss of a class, if they are rational."""
    try:
        low, high = map(rational_value, subgradients(problem, label, Num(margin)))
    except Refusal:
        return None
    return None if low is None or high is None else (low, high)


def balanced(setting: Setting, features: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Subgradients well inside the kink for these features, (n, m), if there are any."""
    members, others = setting.members
    signed = features * (setting.weights * setting.signs)[:, None]
    return _multipliers(signed, members, others, finite_float(setting.steep), setting.ends)


def given(
    setting: Setting, features: NDArray[np.float64], multipliers: NDArray[np.float64]
) -> Iterator[tuple[tuple[int, ...], Sparse]]:
    """A basis, the samples with the best conditioned features, (n, m), and what the others are given, rounded."""
    members = setting.members[0]
    basis = independent_rows(features[members])
    if len(basis) == features.shape[1]:
        rest = [k for k in range(len(members)) if k not in basis]
        for grain in _SHARES:
            entries = tuple(Fraction(round(float(multipliers[k]) * grain), grain) for k in rest)
            yield tuple(int(members[k]) for k in basis), Sparse(tuple(int(members[k]) for k in rest), entries)


def _multipliers(
    features: NDArray[np.float64],
    members: NDArray[np.intp],
    others: NDArray[np.intp],
    steep: float,
    ends: tuple[Fraction, Fraction],
) -> NDArray[np.float64] | None:
    """Subgradients well inside the kink that balance the other class; the features bear the labels and the weights."""
    if not np.all(np.isfinite(features)):
        return None
    matrix = features[members].T
    right = -features[others].sum(axis=0) * steep
    low, high = (finite_float(end) for end in ends)
    found = maximise_slack(matrix, right, low, high)
    return None if found is None or found[1] < 1e-7 * (high - low) else found[0]


def independent_rows(features: NDArray[np.float64]) -> list[int]:
    """As many rows as columns, chosen greedily by the largest part orthogonal to those chosen before."""
    rest = features.copy()
    chosen: list[int] = []
    for _ in range(features.shape[1]):
        lengths = np.linalg.norm(rest, axis=1)
        best = int(np.argmax(lengths))
        if lengths[best] < 1e-9:
            return chosen
        chosen.append(best)
        direction = rest[best] / lengths[best]
        rest = rest - np.outer(rest @ direction, direction)
    return chosen
