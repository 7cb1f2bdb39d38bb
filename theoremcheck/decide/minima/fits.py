"""Minimisers of the loss over a linear family on the samples: floats propose, rationals or balls settle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import flint

from theoremcheck.decide.data.core import core_of
from theoremcheck.decide.data.lp import linear_program, minimise
from theoremcheck.decide.data.rational import balanced, matrix, solution
from theoremcheck.decide.minima.columns import BITS, DIGITS, MAX_FIT_DIMENSION, MAX_FIT_ENTRIES
from theoremcheck.decide.minima.polishing import Critical, End, floats, polished
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction, compile_losses, finite_float, finite_floats
from theoremcheck.trusted.data.exact import cleared_matrix, rank, row_basis
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.multipliers import Enclosed
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, sub, substitute
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Dataset, Function, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ZERO = Fraction(0)
_ITERATIONS = 200
_LEEWAY = 1e3
_POLISHING = 24
"""Steps of a polish; a fit that runs away, as where the classes can be told apart, is given up after them."""
_RADIUS = Fraction(1, 2**220)
_SHORT = 10**6


@dataclass(frozen=True)
class Fit:
    """Coefficients with multipliers, or a box around them in which the minimiser lies, over all coefficients."""

    coefficients: Vector
    found: Sparse | Enclosed


def fits(
    problem: Problem, rows: Sequence[Vector], *, separated: bool = False, offset: Fraction = _ZERO
) -> Iterator[Fit]:
    """Candidates for the minimiser of the convex loss over ``offset`` and the span of the columns of ``rows``, (n, p).

    ``separated`` asks for one as well where all samples can be put beyond margins at which the loss is flat.
    """
    data, losses = problem.dataset, _formulas(problem)
    if not isinstance(data, Dataset) or losses is None:
        return
    if len(rows[0]) > MAX_FIT_DIMENSION or len(rows) * len(rows[0]) > MAX_FIT_ENTRIES:
        return
    if offset:
        # l(-y (f + c)) = l(-y f - y c): another loss for each class.
        losses = substitute(losses[0], sub(Z, Num(offset))), substitute(losses[-1], add((Z, Num(offset))))
    setting = _Setting(data, rows, losses)
    if not any(any(row) for row in rows):
        # The family is {0}, so its one member is the best.
        yield Fit((Fraction(0),) * len(rows[0]), Sparse((), ()))
        return
    if _degree(setting) == 1:
        yield from _polyhedral(setting)
    elif all(own.points and is_zero(nth_derivative(own.pieces[0], 1)) for own in setting.pieces.values()):
        yield from _on_core(setting, separated=separated)
    else:
        yield from _smooth(setting)


def _formulas(problem: Problem) -> tuple[Expr, ...] | None:
    """The formula of the loss, or those of the two losses; None where one is opaque."""
    found = [loss.expr for loss in problem.losses if isinstance(loss, Function)]
    return tuple(found) if len(found) == len(problem.losses) else None


def _on_core(setting: _Setting, *, separated: bool) -> Iterator[Fit]:
    """A loss that is flat far to the left: fit the core alone, then push all other samples beyond their margin."""
    data, rows = setting.data, setting.rows
    found = core_of(rows, data.labels)
    if found is None:
        return
    members = sorted((*found.positives, *found.negatives))
    if not members and not separated:
        return
    inner = replace(
        data,
        points=tuple(data.points[i] for i in members),
        labels=tuple(data.labels[i] for i in members),
        weights=tuple(data.weights[i] for i in members),
    )
    others = sorted(set(range(len(rows))) - set(members))
    enough = {label: 1 - own.points[0] for label, own in setting.pieces.items()}
    nothing = (Fit((Fraction(0),) * len(rows[0]), Sparse((), ())),)
    for fit in _smooth(_Setting(inner, [rows[i] for i in members], setting.losses)) if members else nothing:
        theta = fit.coefficients
        factor = Fraction(1)
        while any(data.labels[i] * dot(rows[i], _plus(theta, found.normal, factor)) <= enough[data.labels[i]]
                  for i in others):  # fmt: skip
            factor *= 2
        yield replace(fit, coefficients=_plus(theta, found.normal, factor) if others else theta)


def _of_length_one(vector: Vector) -> Vector:
    """The vector times a power of two that makes its largest entry about 1."""
    largest = max(map(abs, vector))
    factor = Fraction(2) ** (largest.denominator.bit_length() - largest.numerator.bit_length())
    return tuple(factor * entry for entry in vector)


def _plus(vector: Vector, direction: Vector, factor: Fraction) -> Vector:
    return tuple(a + factor * b for a, b in zip(vector, direction, strict=True))


def _smooth(setting: _Setting) -> Iterator[Fit]:
    """Newton's method, then an exact solution or a box."""
    data, rows = setting.data, setting.rows
    frame = _frame(rows)
    features = finite_floats([dot(row, vector) for vector in frame] for row in rows)
    signed = features * np.array(data.labels, float)[:, None]
    weights = np.array([finite_float(w) for w in data.weights])
    start = _newton(compile_losses(setting.losses, data.labels), signed, weights / weights.sum())
    if start is None:
        return
    margins = -(signed @ start)
    if _degree(setting) == 2:
        found = _quadratic(setting, margins)
        if found is not None:
            yield found
    box = _box(setting, frame, start, margins)
    if box is not None:
        short = tuple(value.limit_denominator(_SHORT) for value in box.coefficients)
        if all(abs(a - b) < 2 * _RADIUS for a, b in zip(short, box.coefficients, strict=True)):
            yield Fit(short, Sparse((), ()))
        yield box


@dataclass(frozen=True)
class _Setting:
    """The samples, the values of the family on them, (n, p), and the loss, or those of class + and class -."""

    data: Dataset
    rows: Sequence[Vector]
    losses: tuple[Expr, ...]

    @cached_property
    def pieces(self) -> Mapping[int, Pieces]:
        """Those of the loss, by label."""
        return {1: split(self.losses[0]), -1: split(self.losses[-1])}


def _frame(rows: Sequence[Vector]) -> tuple[Vector, ...]:
    """A basis of the coefficients in which the columns are centred and scaled: floats work along these."""
    size = len(rows[0])
    constant = all(row[-1] == 1 for row in rows)
    found = []
    for k in range(size):
        column = np.array([finite_float(row[k]) for row in rows])
        centre = Fraction(0)
        if constant and k < size - 1:
            centre = Fraction(finite_float(np.mean(column))).limit_denominator(2**20)
        spread = finite_float(np.sqrt(np.mean((column - float(centre)) ** 2))) or 1.0
        factor = Fraction(2) ** round(-np.log2(spread))
        vector = [Fraction(0)] * size
        vector[k] = factor
        if centre:
            vector[-1] = -factor * centre
        found.append(tuple(vector))
    return tuple(found)


def _degree(setting: _Setting) -> int | None:
    """1 if the loss is piecewise affine, 2 if piecewise quadratic, else None; of two losses the larger."""
    pieces = [piece for own in setting.pieces.values() for piece in own.pieces]
    for degree in (1, 2):
        try:
            if all(is_zero(nth_derivative(piece, degree + 1)) for piece in pieces):
                return degree
        except Refusal:
            return None
    return None


def _newton(
    loss: FloatFunction,
    signed: NDArray[np.float64],
    weights: NDArray[np.float64],
    squares: NDArray[np.float64] | None = None,
    start: NDArray[np.float64] | None = None,
) -> NDArray[np.float64] | None:
    """Damped Newton on the convex loss, with ``squares`` as penalties, from 0 or ``start``; None if it runs away."""
    size = signed.shape[1]
    squares = np.zeros(size) if squares is None else squares
    theta = np.zeros(size) if start is None else start
    value = float("inf")
    for _ in range(_ITERATIONS):
        height, slope, curvature = loss.jet(-(signed @ theta))
        value = float(weights @ height + squares @ theta**2)
        gradient = -(signed.T @ (weights * slope)) + 2 * squares * theta
        if not np.isfinite(value) or not np.all(np.isfinite(gradient)):
            return None
        if float(np.linalg.norm(gradient)) < 1e-15:
            break
        hessian = (signed * (weights * np.maximum(curvature, 0.0))[:, None]).T @ signed + np.diag(2 * squares)
        ridge = 1e-14 * (1.0 + float(np.trace(hessian)))
        try:
            step = -np.linalg.solve(hessian + ridge * np.eye(size), gradient)
        except np.linalg.LinAlgError:
            return None
        length, size_of_step = 1.0, float(np.linalg.norm(step))
        if size_of_step > 1e3:
            step *= 1e3 / size_of_step
        descent = float(gradient @ step)
        while length > 1e-12:
            moved = theta + length * step
            trial = float(weights @ loss.value(-(signed @ moved)) + squares @ moved**2)
            if trial <= value + 1e-4 * length * descent or abs(descent) < 1e-16:
                break
            length /= 2
        theta = theta + length * step
        if float(np.linalg.norm(length * step)) < 1e-15 * (1 + float(np.linalg.norm(theta))):
            break
    return theta if float(np.linalg.norm(theta)) < 1e8 else None


def _quadratic(setting: _Setting, margins: NDArray[np.float64]) -> Fit | None:
    """Given the piece of every margin, the stationary point solves a linear system over the rationals."""
    data, rows, pieces = setting.data, setting.rows, setting.pieces
    forms = {label: [_quadratic_form(piece) for piece in own.pieces] for label, own in pieces.items()}
    # l'(z) = curvature z + slope at z = -y f: sum weight y (slope - curvature y row . theta) row = 0.
    scaled, factors = [], []
    for row, label, weight, margin in zip(rows, data.labels, data.weights, margins, strict=True):
        form = forms[label][sum(1 for point in pieces[label].points if finite_float(point) < margin - 1e-9)]
        if form is None:
            return None
        curvature, slope = form
        scaled.append([weight * curvature * entry for entry in row])
        factors.append(weight * label * slope)
    size = len(rows[0])
    normal = matrix(scaled, size).transpose() * matrix(rows, size)
    found = solution(normal, [dot(factors, column) for column in zip(*rows, strict=True)])
    return None if found is None else Fit(found, Sparse((), ()))


def _quadratic_form(piece: Expr) -> tuple[Fraction, Fraction] | None:
    """(curvature, slope at 0) of a quadratic piece, if rational."""
    zero = Num(Fraction(0))
    curvature = rational_value(substitute(nth_derivative(piece, 2), zero))
    slope = rational_value(substitute(nth_derivative(piece, 1), zero))
    return None if curvature is None or slope is None else (curvature, slope)


def _polyhedral(setting: _Setting) -> Iterator[Fit]:
    """A piecewise affine convex loss: a linear program proposes the fit and the subgradients at kinks."""
    data, rows, pieces = setting.data, setting.rows, setting.pieces
    count, size = len(rows), len(rows[0])
    lines = {
        label: [line for k in range(len(own.pieces)) if (line := affine_on(own, k)) is not None]
        for label, own in pieces.items()
    }
    if any(len(lines[label]) < len(own.pieces) for label, own in pieces.items()):
        return
    most = max(map(len, lines.values()))
    features = finite_floats(rows)
    labels = np.array(data.labels, float)
    weights = np.array([finite_float(w) for w in data.weights])
    # Of each sample as many lines, its last one repeated: (lines, n).
    floats = {label: finite_floats([*own, *[own[-1]] * (most - len(own))]) for label, own in lines.items()}
    slopes, heights = np.array([floats[label] for label in data.labels]).T
    # min sum weight_i t_i with t_i >= slope (-y_i row . theta) + intercept for every line of the loss.
    table = np.vstack([np.hstack([(slope * labels)[:, None] * features, np.eye(count)]) for slope in slopes])
    cost, above = np.concatenate([np.zeros(size), weights]), heights.ravel()
    found = minimise(linear_program(cost, table, (above, np.full(len(above), np.inf)), (-np.inf, np.inf)))
    if found is None:
        return
    multipliers = (slopes * found.duals.reshape(most, count)).sum(axis=0) / weights
    margins = -labels * (features @ found.values[:size])
    kinks = {i: point for i, margin in enumerate(margins) for point in pieces[data.labels[i]].points
             if abs(margin - finite_float(point)) < 1e-7 * (1 + abs(margin))}  # fmt: skip
    on_kinks = matrix([rows[i] for i in kinks], size)
    theta = solution(on_kinks, [-data.labels[i] * point for i, point in kinks.items()]) if kinks else None
    if theta is not None:
        own = {label: [slope for slope, _ in forms] for label, forms in lines.items()}
        subgradients = _subgradients(setting, theta, own, multipliers)
        if subgradients is not None:
            yield Fit(theta, subgradients)


def _subgradients(
    setting: _Setting, theta: Vector, slopes: Mapping[int, Sequence[Fraction]], proposed: NDArray[np.float64]
) -> Sparse | None:
    """Exact subgradients close to the proposed ones at the samples on kinks; the others have that of their piece."""
    data, rows = setting.data, setting.rows
    ends, shares = [], []
    for row, label, value in zip(rows, data.labels, proposed, strict=True):
        margin, points = -label * dot(row, theta), setting.pieces[label].points
        place = sum(1 for point in points if point < margin)
        low, high = slopes[label][place], slopes[label][place + (margin in points)]
        ends.append((low, high))
        shares.append((float(value) - finite_float(low)) / finite_float(high - low) if low < high else 0.0)
    factors = [weight * label for weight, label in zip(data.weights, data.labels, strict=True)]
    columns = [[f * entry for f, entry in zip(factors, column, strict=True)] for column in zip(*rows, strict=True)]
    found = balanced(columns, ends, shares)
    kinks = tuple(i for i, (low, high) in enumerate(ends) if low < high)
    return None if found is None else Sparse(kinks, tuple(found[i] for i in kinks))


@dataclass(frozen=True)
class _Family:
    """The loss of the ``active`` samples, each with l' and l'' of its piece, along ``vectors`` from ``offset``."""

    setting: _Setting
    active: tuple[tuple[int, tuple[Expr, Expr]], ...]
    vectors: tuple[Vector, ...]
    offset: Vector

    @property
    def parameters(self) -> int:
        """How many vectors there are, P."""
        return len(self.vectors)

    def gradient(self, at: Vector) -> list[flint.arb]:
        """That of the loss in the coefficients, (P,)."""
        return list((flint.arb_mat([self._derivatives(at, 0)]) * self._features).entries())

    def both(self, at: Vector) -> tuple[list[flint.arb], flint.arb_mat]:
        """The gradient, (P,), and the Hessian, (P, P)."""
        rows = zip(self._derivatives(at, 1), self._features.tolist(), strict=True)
        scaled = flint.arb_mat([[factor * entry for entry in row] for factor, row in rows])
        return self.gradient(at), scaled.transpose() * self._features

    def _derivatives(self, at: Vector, order: int) -> list[flint.arb]:
        """The derivative of order 1 + ``order`` in the value on each active sample."""
        labels, weights = self.setting.data.labels, self.setting.data.weights
        moved = (self._features * flint.arb_mat([[ball(value)] for value in at])).entries()
        found = []
        for (i, derivatives), start, change in zip(self.active, self._base, moved, strict=True):
            value = evaluate(derivatives[order], -labels[i] * (start + change))
            found.append(ball(weights[i] * (-labels[i]) ** (order + 1)) * value)
        return found

    @cached_property
    def _features(self) -> flint.arb_mat:
        with precision(BITS):
            return flint.arb_mat([[ball(dot(self.setting.rows[i], v)) for v in self.vectors] for i, _ in self.active])

    @cached_property
    def _base(self) -> list[flint.arb]:
        with precision(BITS):
            return [ball(dot(self.setting.rows[i], self.offset)) for i, _ in self.active]


def _box(
    setting: _Setting, frame: tuple[Vector, ...], start: NDArray[np.float64], margins: NDArray[np.float64]
) -> Fit | None:
    """Polish, then state a small box around the result."""
    rows = setting.rows
    size = len(rows[0])
    active = _active(setting, margins)
    kept = [rows[i] for i, _ in active]
    full = rank(cleared_matrix(kept, size)) if active else 0
    if full == 0:
        return None
    begin = [Fraction(float(value)) for value in start]
    vectors, offset = frame, (Fraction(0),) * size
    if full < size:
        # What the active samples do not see is kept from the float solution.
        vectors = tuple(map(_of_length_one, row_basis(kept)))
        offset = _along(frame, [value.limit_denominator(2**30) for value in begin])
        begin = [Fraction(0)] * full
    family = _Family(setting, active, vectors, offset)
    return _enclosed(family, begin, family)


def _active(setting: _Setting, margins: NDArray[np.float64]) -> tuple[tuple[int, tuple[Expr, Expr]], ...]:
    """The samples whose margin is in no constant piece of l, with l' and l'' of its piece."""
    found = []
    for i, (label, margin) in enumerate(zip(setting.data.labels, margins, strict=True)):
        own = setting.pieces[label]
        piece = own.pieces[sum(1 for point in own.points if finite_float(point) < margin)]
        if not is_zero(nth_derivative(piece, 1)):
            found.append((i, (nth_derivative(piece, 1), nth_derivative(piece, 2))))
    return tuple(found)


def _enclosed(function: Critical, begin: list[Fraction], family: _Family) -> Fit | None:
    """The minimum of ``function`` along the vectors of ``family``, polished, and a small box around it."""
    moving, vectors = list(range(len(family.vectors))), family.vectors
    polish = polished(function, begin, DIGITS, moving, _LEEWAY, steps=_POLISHING)
    if polish.end is not End.SETTLED:
        return None
    with precision(DIGITS):
        hessian = floats(function.both(polish.at)[1], moving)
    lowest = float(np.linalg.eigvalsh(hessian)[0]) if np.all(np.isfinite(hessian)) else 0.0
    if lowest <= 0:
        return None
    curvature = Fraction(lowest / 2).limit_denominator(10**12) or Fraction(lowest / 2)
    theta = _plus(family.offset, _along(vectors, polish.at), Fraction(1))
    return Fit(theta, Enclosed(tuple(range(len(theta))), vectors, _RADIUS, curvature, BITS))


@dataclass(frozen=True)
class _Ridge:
    """``family`` with the penalties sum_k ``factors``_k at_k^2 on the coefficients."""

    family: _Family
    factors: Vector

    @property
    def parameters(self) -> int:
        """How many coefficients there are, P."""
        return self.family.parameters

    def gradient(self, at: Vector) -> list[flint.arb]:
        """That of both, (P,)."""
        pairs = zip(self.family.gradient(at), self.factors, at, strict=True)
        return [slope + ball(2 * factor * value) for slope, factor, value in pairs]

    def both(self, at: Vector) -> tuple[list[flint.arb], flint.arb_mat]:
        """The gradient, (P,), and the Hessian, (P, P)."""
        hessian = self.family.both(at)[1]
        for k, factor in enumerate(self.factors):
            hessian[k, k] += ball(2 * factor)
        return self.gradient(at), hessian


def ridge_fit(problem: Problem, rows: Sequence[Vector]) -> Fit | None:
    """The minimiser of the convex loss with the penalties of L over the span of the columns of ``rows``, (n, p).

    The coefficients are the trained parameters, in order.
    """
    data, losses, layout = problem.samples, _formulas(problem), Layout.of(problem)
    squares, total = layout.squares(problem.objective), sum(data.weights, Fraction(0))
    factors = tuple(squares.get(place, Fraction(0)) * total for place in layout.trained)
    size = len(rows[0])
    small = size <= MAX_FIT_DIMENSION and len(rows) * size <= MAX_FIT_ENTRIES
    if losses is None or not small or any(factor < 0 for factor in factors):
        return None
    setting, labels = _Setting(data, rows, losses), np.array(data.labels, float)
    start = lowest_point(data, losses, rows, factors)
    if start is None:
        return None
    vectors = tuple(tuple(Fraction(k == j) for k in range(size)) for j in range(size))
    margins = -labels * (finite_floats(rows) @ start)
    family = _Family(setting, _active(setting, margins), vectors, (Fraction(0),) * size)
    return (
        _enclosed(_Ridge(family, factors), [Fraction(float(value)) for value in start], family)
        if family.active
        else None
    )


def lowest_point(
    data: Dataset,
    losses: Sequence[Expr],
    rows: Sequence[Vector],
    squares: Sequence[Fraction],
    start: NDArray[np.float64] | None = None,
) -> NDArray[np.float64] | None:
    """In floats: where sum_i weight_i l(-y_i theta . row_i) + sum_k squares_k theta_k^2 is least, if it is convex."""
    signed = finite_floats(rows) * np.array(data.labels, float)[:, None]
    weights, factors = (np.array([finite_float(entry) for entry in own]) for own in (data.weights, squares))
    return _newton(compile_losses(losses, data.labels), signed, weights, factors, start)


def _along(vectors: Sequence[Vector], factors: Sequence[Fraction]) -> Vector:
    """sum_k factors_k vectors_k."""
    return tuple(dot(factors, column) for column in zip(*vectors, strict=True))
