"""Minimisers of the loss over a linear family on the samples: floats propose, rationals or balls settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import flint
import numpy as np

from theoremcheck.decide.data.core import core_of
from theoremcheck.decide.data.lp import linear_program, minimise
from theoremcheck.functions.floats import FloatFunction, compile_float, finite_float, finite_floats
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.data.exact import cleared_matrix, rank, row_basis
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.multipliers import Enclosed
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.problem.expr import Expr, Num, substitute
from theoremcheck.trusted.problem.model import Dataset, Function, Problem, Vector
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_FIT_DIMENSION = 200
"""Coefficients of a fit."""
MAX_FIT_ENTRIES = 400_000
"""Samples times coefficients of a fit."""
_ITERATIONS = 200
_BITS = 640
_RADIUS = Fraction(1, 2**220)
_SHORT = 10**6


@dataclass(frozen=True)
class Fit:
    """Coefficients with multipliers, or a box around them in which the minimiser lies, over all coefficients."""

    coefficients: Vector
    found: Sparse | Enclosed


def fits(problem: Problem, rows: Sequence[Vector]) -> Iterator[Fit]:
    """Candidates for the minimiser of the convex loss over the span of the columns of ``rows``, (n, p)."""
    data, loss = problem.dataset, problem.loss
    if not isinstance(data, Dataset) or not isinstance(loss, Function):
        return
    if len(rows[0]) > MAX_FIT_DIMENSION or len(rows) * len(rows[0]) > MAX_FIT_ENTRIES:
        return
    setting = _Setting(data, rows, loss_pieces(problem))
    if not any(any(row) for row in rows):
        # The family is {0}, so its one member is the best.
        yield Fit((Fraction(0),) * len(rows[0]), Sparse((), ()))
        return
    if _degree(setting.pieces) == 1:
        yield from _polyhedral(setting)
    elif setting.pieces.points and is_zero(nth_derivative(setting.pieces.pieces[0], 1)):
        yield from _on_core(setting, loss)
    else:
        yield from _smooth(setting, loss)


def _on_core(setting: _Setting, loss: Function) -> Iterator[Fit]:
    """A loss that is flat far to the left: fit the core alone, then push all other samples beyond their margin."""
    data, rows = setting.data, setting.rows
    found = core_of(rows, data.labels)
    if found is None:
        return
    members = sorted((*found.positives, *found.negatives))
    if not members:
        return
    inner = replace(
        data,
        points=tuple(data.points[i] for i in members),
        labels=tuple(data.labels[i] for i in members),
        weights=tuple(data.weights[i] for i in members),
    )
    others = sorted(set(range(len(rows))) - set(members))
    for fit in _smooth(_Setting(inner, [rows[i] for i in members], setting.pieces), loss):
        theta = fit.coefficients
        factor = Fraction(1)
        while any(data.labels[i] * dot(rows[i], _plus(theta, found.normal, factor)) <= 1 - setting.pieces.points[0]
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


def _smooth(setting: _Setting, loss: Function) -> Iterator[Fit]:
    """Newton's method, then an exact solution or a box."""
    data, rows, pieces = setting.data, setting.rows, setting.pieces
    frame = _Frame(rows)
    signed = frame.floats * np.array(data.labels, float)[:, None]
    weights = np.array([finite_float(w) for w in data.weights])
    start = _newton(compile_float(loss.expr), signed, weights / weights.sum())
    if start is None:
        return
    margins = -(signed @ start)
    if _degree(pieces) == 2:
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
    """The samples, the values of the family on them, (n, p), and the pieces of the loss."""

    data: Dataset
    rows: Sequence[Vector]
    pieces: Pieces


class _Frame:
    """Columns centred and scaled for floats: theta = offset along ``vectors``, each a rational combination."""

    def __init__(self, rows: Sequence[Vector]) -> None:
        size = len(rows[0])
        constant = all(row[-1] == 1 for row in rows)
        self.vectors: list[Vector] = []
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
            self.vectors.append(tuple(vector))
        self.floats: NDArray[np.float64] = finite_floats([dot(row, vector) for vector in self.vectors] for row in rows)


def _degree(pieces: Pieces) -> int | None:
    """1 if the loss is piecewise affine, 2 if piecewise quadratic, else None."""
    for degree in (1, 2):
        try:
            if all(is_zero(nth_derivative(piece, degree + 1)) for piece in pieces.pieces):
                return degree
        except Refusal:
            return None
    return None


def _newton(
    loss: FloatFunction, signed: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Damped Newton on the convex loss; None if it runs away."""
    size = signed.shape[1]
    theta = np.zeros(size)
    value = float("inf")
    for _ in range(_ITERATIONS):
        height, slope, curvature = loss.jet(-(signed @ theta))
        value = float(weights @ height)
        gradient = -(signed.T @ (weights * slope))
        if not np.isfinite(value) or not np.all(np.isfinite(gradient)):
            return None
        if float(np.linalg.norm(gradient)) < 1e-15:
            break
        hessian = (signed * (weights * np.maximum(curvature, 0.0))[:, None]).T @ signed
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
            trial = float(weights @ loss.value(-(signed @ (theta + length * step))))
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
    size = len(rows[0])
    forms = [_quadratic_form(piece) for piece in pieces.pieces]
    normal = flint.fmpq_mat(size, size)
    right = flint.fmpq_mat(size, 1)
    for row, label, weight, margin in zip(rows, data.labels, data.weights, margins, strict=True):
        index = sum(1 for point in pieces.points if finite_float(point) < margin - 1e-9)
        form = forms[index]
        if form is None:
            return None
        curvature, slope = form
        # l'(z) = curvature z + slope at z = -y f: sum weight y (slope - curvature y row . theta) row = 0.
        for i in range(size):
            if row[i]:
                right[i, 0] += _q(weight * label * slope * row[i])
                if curvature:
                    for j in range(size):
                        normal[i, j] += _q(weight * curvature * row[i] * row[j])
    solution = _solve(normal, right)
    return None if solution is None else Fit(solution, Sparse((), ()))


def _quadratic_form(piece: Expr) -> tuple[Fraction, Fraction] | None:
    """(curvature, slope at 0) of a quadratic piece, if rational."""
    zero = Num(Fraction(0))
    curvature = rational_value(substitute(nth_derivative(piece, 2), zero))
    slope = rational_value(substitute(nth_derivative(piece, 1), zero))
    return None if curvature is None or slope is None else (curvature, slope)


def _q(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def _solve(matrix: flint.fmpq_mat, right: flint.fmpq_mat) -> Vector | None:
    """A rational solution (free variables 0), None if there is none."""
    size, columns = matrix.nrows(), matrix.ncols()
    table = flint.fmpq_mat(size, columns + 1, [
        matrix[i, j] if j < columns else right[i, 0] for i in range(size) for j in range(columns + 1)
    ])  # fmt: skip
    reduced, found = table.rref()
    solution = [Fraction(0)] * columns
    for i in range(found):
        pivot = next(j for j in range(columns + 1) if reduced[i, j] != 0)
        if pivot == columns:
            return None
        value = reduced[i, columns]
        solution[pivot] = Fraction(int(value.p), int(value.q))
    return tuple(solution)


def _polyhedral(setting: _Setting) -> Iterator[Fit]:
    """A piecewise affine convex loss: a linear program proposes the fit and the subgradients at kinks."""
    data, rows, pieces = setting.data, setting.rows, setting.pieces
    count, size = len(rows), len(rows[0])
    lines = [_line(piece) for piece in pieces.pieces]
    if None in lines:
        return
    floats = finite_floats(rows)
    labels = np.array(data.labels, float)
    weights = np.array([finite_float(w) for w in data.weights])
    # min sum weight_i t_i with t_i >= slope (-y_i row . theta) + intercept for every line of the loss.
    table, lower = [], []
    for line in lines:
        if line is None:
            return
        slope, intercept = (finite_float(entry) for entry in line)
        table.append(np.hstack([slope * labels[:, None] * floats, np.eye(count)]))
        lower.append(np.full(count, intercept))
    cost, above = np.concatenate([np.zeros(size), weights]), np.concatenate(lower)
    proposed = minimise(linear_program(cost, np.vstack(table), (above, np.full(len(above), np.inf)), (-np.inf, np.inf)))
    if proposed is None:
        return
    theta = proposed.values[:size]
    duals = proposed.duals.reshape(len(lines), count)
    slopes = np.array([finite_float(line[0]) for line in lines if line is not None])
    multipliers = (duals * slopes[:, None]).sum(axis=0) / weights
    margins = -labels * (floats @ theta)
    kinks = [(i, point) for i, margin in enumerate(margins) for point in pieces.points
             if abs(margin - finite_float(point)) < 1e-7 * (1 + abs(margin))]  # fmt: skip
    matrix_q = flint.fmpq_mat(len(kinks), size, [_q(entry) for i, _ in kinks for entry in rows[i]])
    right = flint.fmpq_mat(len(kinks), 1, [_q(-data.labels[i] * point) for i, point in kinks])
    exact = _solve(matrix_q, right) if kinks else None
    if exact is None:
        return
    found = _kink_multipliers(setting, dict(kinks), exact, multipliers)
    if found is not None:
        yield Fit(exact, found)


def _line(piece: Expr) -> tuple[Fraction, Fraction] | None:
    slope = rational_value(nth_derivative(piece, 1))
    intercept = rational_value(substitute(piece, Num(Fraction(0))))
    return None if slope is None or intercept is None else (slope, intercept)


def _kink_multipliers(
    setting: _Setting, kinks: dict[int, Fraction], theta: Vector, floats: NDArray[np.float64]
) -> Sparse | None:
    """Exact subgradients at the kinks: those strictly inside are solved for, the others sit at an end."""
    data, rows, pieces = setting.data, setting.rows, setting.pieces
    size = len(rows[0])
    slopes = [line[0] for line in map(_line, pieces.pieces) if line is not None]
    right = [Fraction(0)] * size
    inner: list[int] = []
    chosen: dict[int, Fraction] = {}
    for index, (row, label, weight) in enumerate(zip(rows, data.labels, data.weights, strict=True)):
        margin = -label * dot(row, theta)
        if index in kinks and margin == kinks[index]:
            place = pieces.points.index(kinks[index])
            low, high = slopes[place], slopes[place + 1]
            value = float(floats[index])
            if finite_float(low) + 1e-7 < value < finite_float(high) - 1e-7:
                inner.append(index)
                continue
            chosen[index] = low if abs(value - finite_float(low)) <= abs(value - finite_float(high)) else high
            multiplier = chosen[index]
        else:
            multiplier = slopes[sum(1 for point in pieces.points if point < margin)]
        for k, entry in enumerate(row):
            right[k] -= weight * label * multiplier * entry
    matrix = flint.fmpq_mat(size, len(inner), [
        _q(data.weights[i] * data.labels[i] * rows[i][k]) for k in range(size) for i in inner
    ]) if inner else None  # fmt: skip
    if matrix is not None:
        solved = _solve(matrix, flint.fmpq_mat(size, 1, [_q(entry) for entry in right]))
        if solved is None:
            return None
        chosen.update(zip(inner, solved, strict=True))
    elif any(right):
        return None
    ordered = sorted(chosen)
    return Sparse(tuple(ordered), tuple(chosen[i] for i in ordered))


@dataclass(frozen=True)
class _Start:
    """Where the polishing starts: theta = offset + sum_k tau_k vectors_k, tau from ``begin``."""

    vectors: tuple[Vector, ...]
    offset: Vector
    begin: list[Fraction]


def _box(setting: _Setting, frame: _Frame, start: NDArray[np.float64], margins: NDArray[np.float64]) -> Fit | None:
    """Polish in balls' midpoints, then state a small box around the result."""
    rows, pieces = setting.rows, setting.pieces
    size = len(rows[0])
    indices = [sum(1 for point in pieces.points if finite_float(point) < margin) for margin in margins]
    quiet = {k for k, piece in enumerate(pieces.pieces) if is_zero(nth_derivative(piece, 1))}
    active = [i for i in range(len(rows)) if indices[i] not in quiet]
    if not active:
        return None
    kept = [rows[i] for i in active]
    full = rank(cleared_matrix(kept, size))
    vectors = tuple(frame.vectors) if full == size else tuple(map(_of_length_one, row_basis(kept)))
    offset = (Fraction(0),) * size
    if full == 0:
        return None
    if full < size:
        # What the active samples do not see is kept from the float solution.
        offset = tuple(
            sum((Fraction(float(t)).limit_denominator(2**30) * v[k] for t, v in zip(start, frame.vectors, strict=True)),
                Fraction(0)) for k in range(size)
        )  # fmt: skip
        begin = [Fraction(0)] * len(vectors)
    else:
        begin = [Fraction(float(t)) for t in start]
    derivatives = {k: (nth_derivative(pieces.pieces[k], 1), nth_derivative(pieces.pieces[k], 2)) for k in set(indices)}
    place = _Start(vectors, offset, begin)
    return _polished(setting, place, [(i, derivatives[indices[i]]) for i in active])


def _polished(setting: _Setting, start: _Start, active: list[tuple[int, tuple[Expr, Expr]]]) -> Fit | None:
    data, rows = setting.data, setting.rows
    vectors, offset, begin = start.vectors, start.offset, start.begin
    count = len(vectors)
    with precision(_BITS):
        features = flint.arb_mat([[ball(dot(rows[i], v)) for v in vectors] for i, _ in active])
        base = [ball(dot(rows[i], offset)) for i, _ in active]
        tau = flint.arb_mat(count, 1, [ball(value) for value in begin])
        hessian = flint.arb_mat(count, count)
        for _ in range(12):
            values = features * tau
            slopes, scaled = [], []
            for k, (i, (first, second)) in enumerate(active):
                place = (-data.labels[i] * (base[k] + values[k, 0])).mid()
                weight = ball(data.weights[i])
                slopes.append(-weight * data.labels[i] * evaluate(first, place).mid())
                curvature = (weight * evaluate(second, place)).mid()
                scaled.append([curvature * features[k, j] for j in range(count)])
            gradient = features.transpose() * flint.arb_mat(len(active), 1, slopes)
            hessian = flint.arb_mat(scaled).transpose() * features
            try:
                step = hessian.mid().solve(gradient.mid())
            except ZeroDivisionError:
                return None
            tau = (tau - step).mid()
            if all(abs(step[k, 0]) < ball(_RADIUS / 2**40) for k in range(count)):
                break
        floats = np.array([[float(hessian[i, j].mid()) for j in range(count)] for i in range(count)])
        centre = tuple(_short(tau[k, 0]) for k in range(count))
    if not np.all(np.isfinite(floats)):
        return None
    lowest = float(np.linalg.eigvalsh(floats)[0])
    if lowest <= 0:
        return None
    curvature_bound = Fraction(lowest / 2).limit_denominator(10**12) or Fraction(lowest / 2)
    theta = tuple(o + dot(centre, along) for o, along in zip(offset, zip(*vectors, strict=True), strict=True))
    return Fit(theta, Enclosed(tuple(range(len(theta))), vectors, _RADIUS, curvature_bound, _BITS))


def approximate_rows(columns: Sequence[Sequence[Fraction | Expr]]) -> tuple[Vector, ...]:
    """Rows of the features in ``columns``, constants rounded far beyond the radius of a box: a proposal is enough."""
    constants = {entry for column in columns for entry in column if not isinstance(entry, Fraction)}
    with precision(_BITS):
        known = {entry: _short(evaluate(entry, flint.arb(0))) for entry in constants}
    return tuple(tuple(e if isinstance(e, Fraction) else known[e] for e in row) for row in zip(*columns, strict=True))


def _short(value: flint.arb) -> Fraction:
    """A binary fraction close to a midpoint."""
    return Fraction(round(midpoint(value) * 2**320), 2**320)
