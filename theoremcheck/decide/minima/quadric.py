"""Points for rule.quadric, and for boxes of rule.strict: units c z^2 + gamma that output the best quadric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Final

from flint import fmpz_mat, nmod_mat

from theoremcheck.decide.data.rational import fractions, matrix
from theoremcheck.decide.minima.columns import MAX_FIT_DIMENSION, MAX_FIT_ENTRIES
from theoremcheck.decide.minima.fits import Fit, fits
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.data.exact import cleared_matrix
from theoremcheck.trusted.data.quadrics import products
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.reach import dot, value_at
from theoremcheck.trusted.minima.squares import squares_alone
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

_ZERO, _ONE = Fraction(0), Fraction(1)
_GRID: Final = 2**40
_MOST: Final = 120
"""Parameters of a network around which a box is tried."""
_PRIME: Final = 2**61 - 1


@dataclass(frozen=True)
class _Setting:
    """The network: s(z) = alpha z^2 + gamma; what its units see, X = (x, 1) if ``biased``, else x, (n, m)."""

    problem: Problem
    alpha: Fraction
    gamma: Fraction
    inputs: tuple[Vector, ...]

    @property
    def biased(self) -> bool:
        """True if the last entry of every X is the 1 of a hidden bias."""
        return self.problem.network.hidden_bias

    @property
    def levelled(self) -> bool:
        """True if the products are followed by a 1 of their own, that of a_0 or of gamma."""
        return not self.biased and bool(self.problem.network.output_bias or self.gamma)

    @cached_property
    def rows(self) -> tuple[Vector, ...]:
        """The functions of which quadrics are combinations, on the samples, (n, p)."""
        return tuple(products(point, level=self.levelled) for point in self.inputs)

    def values(self, weights: Vector, inputs: Sequence[Vector]) -> Vector:
        """A unit on some inputs; ``weights`` are w and b, or w."""
        return tuple(self.alpha * dot(weights, point) ** 2 + self.gamma for point in inputs)


@dataclass(frozen=True)
class _Outputs:
    """a_0, and units with w (and b), (m,), and output weights."""

    constant: Fraction
    units: tuple[tuple[Vector, Fraction], ...]


def quadrics(ground: Ground) -> Iterator[MultiplierMinimum]:
    """The best quadric, as few squares as are seen to do, or as many output weights as quadrics have dimensions."""
    setting = _setting(ground)
    if setting is None:
        return
    for fit in fits(setting.problem, setting.rows):
        if not isinstance(fit.found, Enclosed):
            found = _squares(setting, fit.coefficients)
            if found is not None:
                yield _evidence(setting, found, fit)
        yield from _over_units(setting, fit)


def near_squares(ground: Ground) -> Iterator[Vector]:
    """Points near the best quadric as a sum of squares, where that is enclosed and needs more output weights."""
    setting = _setting(ground)
    if setting is None or len(Layout.of(setting.problem).trained) > _MOST:
        return
    for fit in fits(setting.problem, setting.rows):
        found = _squares(setting, fit.coefficients) if isinstance(fit.found, Enclosed) else None
        if found is not None and next(_over_units(setting, fit), None) is None:
            start = _evidence(setting, found, replace(fit, found=Sparse((), ())))
            yield tuple(map(_rounded, start.centre))


def _rounded(value: Fraction) -> Fraction:
    return Fraction(round(value * _GRID), _GRID)


def _setting(ground: Ground) -> _Setting | None:
    problem = ground.problem
    network, pieces = problem.network, ground.neuron
    plain = ground.concrete and not network.frozen and not problem.objective.penalties
    if not plain or ground.convexity is None or pieces is None or not squares_alone(problem):
        return None
    size = problem.samples.dimension + network.hidden_bias
    count = size * (size + 1) // 2
    if count > MAX_FIT_DIMENSION or count * len(problem.samples.labels) > MAX_FIT_ENTRIES:
        return None
    ends = [rational_value(value_at(pieces, place)) for place in (_ZERO, _ONE)]
    if ends[0] is None or ends[1] is None:
        return None
    inputs = problem.samples.lifted if network.hidden_bias else problem.samples.points
    return _Setting(problem, ends[1] - ends[0], ends[0], tuple(inputs))


# --- squares ------------------------------------------------------------------------------------------------------


def _squares(setting: _Setting, theta: Vector) -> _Outputs | None:
    """The quadric as a sum of squares of linear functions of X, Lagrange's way; None if there are too few units.

    A constant is what is left when all else is squares: that is what a_0 adds, or one unit.
    """
    size = len(setting.inputs[0])
    level = theta[-1] if setting.levelled else _ZERO
    rest = _symmetric(theta, size)
    units = [(vector, factor / setting.alpha) for vector, factor in _terms(rest, size - setting.biased)]
    if setting.biased:
        level = rest[-1][-1]
    level -= setting.gamma * sum((output for _, output in units), _ZERO)
    if level and not setting.problem.network.output_bias:
        # A unit that gives one number: gamma, or alpha by its bias.
        last = _ZERO if setting.gamma else _ONE
        units.append(((*(_ZERO,) * (size - 1), last), level / (setting.gamma or setting.alpha)))
    if len(units) > setting.problem.network.width:
        return None
    return _Outputs(level if setting.problem.network.output_bias else _ZERO, tuple(units))


def _symmetric(theta: Vector, size: int) -> list[list[Fraction]]:
    """The matrix Q with X^T Q X the combination of the products."""
    found = [[_ZERO] * size for _ in range(size)]
    entries = iter(theta)
    for k in range(size):
        for m in range(k, size):
            share = next(entries)
            found[k][m] += share / 2
            found[m][k] += share / 2
    return found


def _terms(form: list[list[Fraction]], count: int) -> Iterator[tuple[Vector, Fraction]]:
    """Vectors v and factors c, and ``form`` is less sum c v v^T in the end: 0 but for what lies beyond ``count``.

    With u^T Q u != 0 the form Q - (Q u) (Q u)^T / u^T Q u has one rank less. Only the entry in the corner may be left.
    """
    size = len(form)
    units = [tuple(Fraction(k == m) for k in range(size)) for m in range(size)]
    pairs = [tuple(a + b for a, b in zip(units[k], units[m], strict=True)) for k, m in combinations(range(size), 2)]
    ways = [*units[:count], *pairs]
    while any(form[k][m] for k in range(count) for m in range(size)):
        for way in ways:
            seen = tuple(dot(row, way) for row in form)
            height = dot(seen, way)
            # A pair helps only where no unit does; else the corner would be taken for a square.
            if height and any(seen[:count]):
                break
        else:
            return
        yield seen, 1 / height
        for k in range(size):
            for m in range(size):
                form[k][m] -= seen[k] * seen[m] / height


# --- output weights of units that are given -----------------------------------------------------------------------


def _over_units(setting: _Setting, fit: Fit) -> Iterator[MultiplierMinimum]:
    """The fit by output weights of simple units, if there are as many as the quadrics need; f is affine in them.

    Quadrics are known by their values on as many samples as they have dimensions.
    """
    rows, network = setting.rows, setting.problem.network
    known = _pivots(cleared_matrix(rows, len(rows[0])).transpose())
    inputs = [setting.inputs[i] for i in known]
    simple = list(_simple(len(inputs[0])))
    columns = [(_ONE,) * len(known)] if network.output_bias else []
    first = len(columns)
    columns += [setting.values(weights, inputs) for weights in simple]
    taken = _pivots(cleared_matrix(columns, len(known)).transpose())
    chosen = [simple[k - first] for k in taken if k >= first]
    if len(taken) < len(known) or len(chosen) > network.width:
        return
    vectors = (fit.coefficients, *(fit.found.basis if isinstance(fit.found, Enclosed) else ()))
    right = matrix([rows[i] for i in known], len(rows[0])) * matrix(vectors, len(rows[0])).transpose()
    try:
        solved = matrix([columns[k] for k in taken], len(known)).transpose().solve(right)
    except ZeroDivisionError:
        return
    entries, size = fractions(solved.transpose()), len(taken)
    start, *basis = (entries[k * size : (k + 1) * size] for k in range(len(vectors)))
    constant, outputs = (start[0], start[1:]) if first else (_ZERO, start)  # the column of a_0 comes first
    design = _Outputs(constant, tuple(zip(chosen, outputs, strict=True)))
    yield _evidence(setting, design, fit, tuple(basis))


def _pivots(table: fmpz_mat) -> list[int]:
    """The first columns of the table that are independent of those before, modulo a prime: nearly always all such."""
    reduced, found = nmod_mat(table, _PRIME).rref()
    places: list[int] = []
    for row in range(found):
        start = places[-1] + 1 if places else 0
        places.append(next(k for k in range(start, table.ncols()) if int(reduced[row, k])))
    return places


def _simple(size: int) -> Iterator[Vector]:
    """Weights whose squares span all products of ``size`` entries: one entry, the sum of two, or (for gamma) none."""
    units = [tuple(Fraction(k == m) for k in range(size)) for m in range(size)]
    yield from units
    yield (_ZERO,) * size
    for left, right in combinations(units, 2):
        yield tuple(a + b for a, b in zip(left, right, strict=True))


def _evidence(setting: _Setting, design: _Outputs, fit: Fit, basis: Sequence[Vector] = ()) -> MultiplierMinimum:
    """The point, in the order of a centre; units that are not needed rest with output weight 0."""
    problem, found = setting.problem, fit.found
    network, size = problem.network, len(setting.inputs[0])
    units = [*design.units, *[((_ZERO,) * size, _ZERO)] * (network.width - len(design.units))]
    start = [design.constant] if network.output_bias else []
    rows = [weights[:-1] if setting.biased else weights for weights, _ in units]
    centre = [*start, *(output for _, output in units), *(entry for row in rows for entry in row)]
    centre += [weights[-1] for weights, _ in units] if setting.biased else []
    if isinstance(found, Enclosed):
        moving = tuple(range(len(start) + len(design.units)))
        found = Enclosed(moving, tuple(basis), found.radius, found.curvature, found.precision)
    return MultiplierMinimum(tuple(centre), (), found)
