"""Proposes what ``trusted/data/ellipsoids.py`` checks: one or two ellipsoids, or balanced q with S(q) semidefinite.

S(q) = sum_i q_i y_i X_i X_i^T. For one of its signs the question is whether the largest smallest eigenvalue of S(q)
over balanced q, sum q_i = 1, is negative. Kelley's cutting planes (J. SIAM 8 (1960)) find it by linear programs: q and
lambda with v^T S(q) v >= lambda for the eigenvectors v seen so far. A negative lambda ends it with an ellipsoid: the
dual weights mu make P = sum mu v v^T positive semidefinite. A positive smallest eigenvalue of S(q) ends it with q.

Features of constant square (the hidden bias, signs +1 and -1) need care: S(q) has zeros there on its diagonal, so it is
semidefinite only if their whole rows vanish. Those are equations for q, and definiteness is asked of the other
features. Floats propose; the kernel's check decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from flint import fmpq_mat, fmpz_mat

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.case import by_evidence
from theoremcheck.decide.data.lp import linear_program, minimise
from theoremcheck.decide.data.modular import PRIMES, column_basis
from theoremcheck.decide.data.rational import fractions
from theoremcheck.decide.data.scaling import scale
from theoremcheck.decide.data.separation import confirmed, coprime, separate, simple_between
from theoremcheck.decide.data.spans import spans
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.data.ellipsoids import (
    Ellipsoid,
    Ellipsoids,
    IndefiniteFails,
    check_ellipsoid,
    check_ellipsoids,
    check_no_ellipsoid,
    check_no_ellipsoids,
)
from theoremcheck.trusted.data.exact import annihilator, clear, cleared_matrix, dot
from theoremcheck.trusted.data.forms import Matrix, quadratic_values
from theoremcheck.trusted.data.quadrics import products
from theoremcheck.trusted.data.separation import Farkas
from theoremcheck.trusted.data.spans import SpanVectors
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_ELLIPSOID_DIMENSION: Final = 12
"""Length of X_i beyond which ellipsoids are not searched (beyond those that span exclusion gives)."""
MAX_ROUNDS: Final = 300
"""Linear programs for one sign."""
_CUTS: Final = 3
"""Eigenvectors added in one round."""
_PENALTY: Final = 1000.0
_TINY: Final = 1e-7
_CONVERGED: Final = 1e-8
_ROUNDINGS: Final = (6, 12, 20, 32, 44)
"""Binary digits kept of a proposed matrix."""
_DENOMINATORS: Final = (1, 12, 360, 10**4, 2**30)
"""Largest denominators tried for proposed multipliers."""


def ellipsoids(problem: Problem) -> Ellipsoids | IndefiniteFails | None:
    """Evidence for or against data.ellipsoids (T3); None leaves it open."""
    dataset = problem.dataset
    if not isinstance(dataset, Dataset) or len(set(dataset.labels)) < 2:
        return None
    cuts = spans(problem)
    if isinstance(cuts, SpanVectors):
        # negative . X vanishes on class +, so its square is an ellipsoid around class +.
        around = [_enclose(problem, dataset, _square(v), y) for v, y in ((cuts.negative, 1), (cuts.positive, -1))]
        return _both(problem, around[0], around[1])
    if len(problem.inputs[0]) > MAX_ELLIPSOID_DIMENSION:
        return None
    for multipliers in _simple_multipliers(problem, dataset):
        found = _refuted(problem, multipliers)
        if found is not None:
            return found
    sides: list[Ellipsoid] = []
    geometry: _Geometry | None = None
    for inside in (1, -1):
        simple = _simple_ellipsoid(problem, dataset, inside)
        if simple is None:
            geometry = geometry or _Geometry.build(problem.inputs, dataset.labels)
            searched = _Planes(problem, dataset, geometry, inside).run()
            if searched is None or isinstance(searched, IndefiniteFails):
                if searched is not None or inside == -1:
                    return searched
                continue
            simple = searched
        sides.append(simple)
    return _both(problem, sides[0], sides[1]) if len(sides) == 2 else None


def ellipsoid(problem: Problem, inside: int) -> Ellipsoid | IndefiniteFails | None:
    """Evidence for or against one half of data.ellipsoids, with class ``inside`` (+1 or -1) in the ellipsoid."""
    dataset = problem.dataset
    if not isinstance(dataset, Dataset) or len(set(dataset.labels)) < 2:
        return None
    simple = _simple_ellipsoid(problem, dataset, inside)
    if simple is not None or len(problem.inputs[0]) > MAX_ELLIPSOID_DIMENSION:
        return simple
    for multipliers in _simple_multipliers(problem, dataset):
        found = _refuted(problem, multipliers)
        if found is not None and accepts(check_no_ellipsoid, problem, found, inside):
            return found
    geometry = _Geometry.build(problem.inputs, dataset.labels)
    searched = _Planes(problem, dataset, geometry, inside).run()
    if isinstance(searched, IndefiniteFails) and not accepts(check_no_ellipsoid, problem, searched, inside):
        return None
    return searched


def _both(problem: Problem, positive: Ellipsoid | None, negative: Ellipsoid | None) -> Ellipsoids | None:
    if positive is None or negative is None:
        return None
    return confirmed(check_ellipsoids, problem, Ellipsoids(positive, negative))


# --- ellipsoids from a matrix -------------------------------------------------------------------------------------


def _enclose(problem: Problem, dataset: Dataset, matrix: Matrix, inside: int) -> Ellipsoid | None:
    """The ellipsoid of ``matrix`` at a level between the classes, if there is one and the kernel accepts it."""
    values = quadratic_values(problem.inputs, matrix)
    low = max(value for value, y in zip(values, dataset.labels, strict=True) if y == inside)
    high = min(value for value, y in zip(values, dataset.labels, strict=True) if y != inside)
    if low >= high:
        return None
    found = Ellipsoid(matrix, simple_between(low, high))
    return found if accepts(check_ellipsoid, problem, found, inside) else None


def _square(vector: Vector) -> Matrix:
    """The matrix v v^T."""
    return tuple(tuple(a * b for b in vector) for a in vector)


def _simple_ellipsoid(problem: Problem, dataset: Dataset, inside: int) -> Ellipsoid | None:
    """N N^T with N the annihilator of the span of class ``inside``, or the unit matrix."""
    width = len(problem.inputs[0])
    kernel = annihilator(cleared_matrix([problem.inputs[i] for i in dataset.members(inside)], width))
    product = kernel * kernel.transpose()
    projector = tuple(tuple(Fraction(int(product[i, j])) for j in range(width)) for i in range(width))
    unit = tuple(tuple(Fraction(int(i == j)) for j in range(width)) for i in range(width))
    return _enclose(problem, dataset, projector, inside) or _enclose(problem, dataset, unit, inside)


# --- multipliers --------------------------------------------------------------------------------------------------


def _simple_multipliers(problem: Problem, dataset: Dataset) -> Iterator[dict[int, Fraction]]:
    """Class averages, plain and weighted, and q with S(q) = 0 (no quadric separates the classes)."""
    sizes = {label: len(dataset.members(label)) for label in (1, -1)}
    yield {i: Fraction(1, sizes[y]) for i, y in enumerate(dataset.labels)}
    if not dataset.uniform:
        yield dict(enumerate(dataset.shares))
    found = separate([products(point, level=True) for point in problem.inputs], dataset.labels)
    if isinstance(found, Farkas):
        yield dict(zip(found.multipliers.indices, found.multipliers.entries, strict=True))


def _refuted(problem: Problem, multipliers: dict[int, Fraction]) -> IndefiniteFails | None:
    indices = tuple(i for i in sorted(multipliers) if multipliers[i] > 0)
    if not indices:
        return None
    evidence = IndefiniteFails(Sparse(indices, coprime([multipliers[i] for i in indices])))
    return confirmed(check_no_ellipsoids, problem, evidence)


# --- coordinates --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Geometry:
    """Coordinates Y = L X of the samples: the features of constant square first, as signs, then the others, whitened.

    ``columns`` are features that are a basis of all; ``fixed`` counts those of constant square; ``transform`` is L on
    these columns, (r, r), exact; ``fixed_part``, (n, fixed), and ``free_part``, (n, r - fixed), are Y in floats.
    """

    points: tuple[Vector, ...]
    columns: list[int]
    fixed: int
    transform: list[list[Fraction]]
    fixed_part: NDArray[np.float64]
    free_part: NDArray[np.float64]
    labels: NDArray[np.float64]

    @staticmethod
    def build(points: tuple[Vector, ...], labels: Sequence[int]) -> _Geometry:
        width = len(points[0])
        squares = [{point[j] ** 2 for point in points} for j in range(width)]
        fixed = [j for j in range(width) if len(squares[j]) == 1 and squares[j] != {Fraction(0)}]
        constant = [j for j in fixed if len({point[j] for point in points}) == 1]
        ordered = [*constant, *(j for j in fixed if j not in constant), *(j for j in range(width) if j not in fixed)]
        chosen = column_basis(cleared_matrix([tuple(p[j] for j in ordered) for p in points], width), PRIMES[0])
        columns = [ordered[k] for k in chosen]
        count = sum(1 for j in columns if j in fixed)
        first = points[0]
        transform = [[Fraction(int(i == k)) for k in range(len(columns))] for i in range(len(columns))]
        for j in range(count):
            transform[j][j] = 1 / abs(first[columns[j]])
        if constant:
            # Differences to the first sample, exactly: features that vary in late digits only keep them.
            for i in range(count, len(columns)):
                transform[i][0] = -first[columns[i]] / first[columns[0]]
        reduced = _apply(transform, points, columns)
        signs = np.array([[1.0 if row[j] > 0 else -1.0 for j in range(count)] for row in reduced])
        if count < len(columns):
            scaled = scale([row[count:] for row in reduced])
            shrink = [Fraction(2) ** -exponent for exponent in scaled.exponents]
            mixing = _whitening(signs, scaled.matrix, shrink)
            transform = _times(mixing, transform)
        exact = _apply(transform, points, columns)
        floats = np.array([[float(value) for value in row] for row in exact])
        y = np.array(labels, dtype=np.float64)
        return _Geometry(points, columns, count, transform, floats[:, :count], floats[:, count:], y)

    @cached_property
    def face(self) -> list[tuple[int, int]]:
        """Pairs (j, k) of coordinates, j of constant square and k another one: sum q_i y_i Y_j Y_k must be 0."""
        size = len(self.columns)
        within = combinations(range(self.fixed), 2)
        return [*within, *((j, k) for j in range(self.fixed) for k in range(self.fixed, size))]

    def pull_back(self, matrix: Sequence[Sequence[Fraction]]) -> Matrix:
        """L^T P L as a matrix on all features, (d, d): X^T (L^T P L) X = Y^T P Y."""
        transposed = [list(column) for column in zip(*self.transform, strict=True)]
        small = _times(_times(transposed, matrix), self.transform)
        width = len(self.points[0])
        full = [[Fraction(0)] * width for _ in range(width)]
        for i, row in zip(self.columns, small, strict=True):
            for j, value in zip(self.columns, row, strict=True):
                full[i][j] = value
        return tuple(tuple(row) for row in full)


def _apply(
    transform: Sequence[Sequence[Fraction]], points: Sequence[Vector], columns: Sequence[int]
) -> list[tuple[Fraction, ...]]:
    chosen = ([point[j] for j in columns] for point in points)
    return [tuple(dot(row, entries) for row in transform) for entries in chosen]


def _times(left: Sequence[Sequence[Fraction]], right: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    columns = list(zip(*right, strict=True))
    return [[dot(row, column) for column in columns] for row in left]


def _whitening(
    signs: NDArray[np.float64], free: NDArray[np.float64], shrink: Sequence[Fraction]
) -> list[list[Fraction]]:
    """The identity on the features of constant square; the others lose their regression on those and are whitened.

    ``signs``, (n, f), are the features of constant square; ``free``, (n, m), are the others times ``shrink``.
    """
    fixed, count = signs.shape[1], free.shape[1]
    slopes = np.linalg.lstsq(signs, free, rcond=None)[0] if fixed else np.zeros((0, count))
    slopes = np.rint(slopes * 2**12) / 2**12
    rest = free - signs @ slopes
    values, vectors = np.linalg.eigh(rest.T @ rest / len(rest))
    whiten = (vectors / np.sqrt(np.maximum(values, 1e-12 * max(float(values[-1]), 1e-300)))).T
    whiten = _rounded(whiten, 20)
    mixed = whiten @ slopes.T
    rows = [[Fraction(int(i == j)) for j in range(fixed + count)] for i in range(fixed)]
    for i in range(count):
        head = [-Fraction(float(mixed[i, j])) for j in range(fixed)]
        rows.append([*head, *(Fraction(float(whiten[i, j])) * shrink[j] for j in range(count))])
    return rows


def _rounded(matrix: NDArray[np.float64], digits: int) -> NDArray[np.float64]:
    """Entries rounded to ``digits`` binary digits of the largest one."""
    largest = float(np.max(np.abs(matrix), initial=0.0))
    if largest == 0:
        return matrix
    exponent = digits - int(np.ceil(np.log2(largest)))
    rounded: NDArray[np.float64] = np.ldexp(np.rint(np.ldexp(matrix, exponent)), -exponent)
    return rounded


# --- cutting planes -----------------------------------------------------------------------------------------------


@dataclass
class _Planes:
    """Cutting planes for one sign: an ellipsoid around class ``inside``, or q with ``inside`` S(q) semidefinite."""

    problem: Problem
    dataset: Dataset
    geometry: _Geometry
    inside: int
    cuts: list[NDArray[np.float64]] = field(default_factory=list)

    def run(self) -> Ellipsoid | IndefiniteFails | None:
        """The answer, or None where floats do not find it."""
        free, signs = self.geometry.free_part, self.inside * self.geometry.labels
        size = free.shape[1]
        solver = self._program(signs)
        eye = np.eye(size)
        corners = [(eye[i] + s * eye[j]) / np.sqrt(2) for i in range(size) for j in range(i) for s in (1, -1)]
        self._cut(solver, signs, [*eye, *corners])
        due = -_TINY
        for _ in range(MAX_ROUNDS):
            answer = minimise(solver)
            if answer is None:
                return None
            bound = -answer.cost
            if bound <= due:
                found = self._ellipsoid(answer.duals, answer.cost)
                if found is not None:
                    return found
                due = 1.5 * bound
            multipliers = np.maximum(answer.values[: len(signs)], 0)
            spectrum, vectors = np.linalg.eigh(free.T @ ((multipliers * signs)[:, None] * free))
            smallest = float(spectrum[0]) if size else 0.0
            converged = bound - smallest < _CONVERGED
            if smallest > _TINY or converged:
                refuted = self._multipliers(multipliers)
                if refuted is not None or converged:
                    return refuted
            self._cut(solver, signs, [vectors[:, k] for k in range(min(size, _CUTS)) if spectrum[k] < bound])
        return None

    def _program(self, signs: NDArray[np.float64]) -> Any:
        """Minimise -lambda + penalties over q >= 0 with sum q = 1, sum q_i y_i = 0 and the equations of the face.

        Columns are q, lambda, and the positive and negative deviation of every equation of the face.
        """
        geometry = self.geometry
        count, faces = len(signs), len(geometry.face)
        coordinates = np.hstack([geometry.fixed_part, geometry.free_part])
        products = [signs * coordinates[:, j] * coordinates[:, k] for j, k in geometry.face]
        top = np.vstack([signs, np.ones(count), *products])
        deviations = np.vstack([np.zeros((2, 2 * faces)), np.hstack([np.eye(faces), -np.eye(faces)])])
        table = np.hstack([top, np.zeros((2 + faces, 1)), deviations])
        cost = np.concatenate([np.zeros(count), [-1.0], np.full(2 * faces, _PENALTY)])
        lower, upper = np.zeros(len(cost)), np.full(len(cost), np.inf)
        lower[count], upper[count] = -np.inf, 1.0 if geometry.free_part.shape[1] else 0.0
        right = np.concatenate([[0.0, 1.0], np.zeros(faces)])
        tolerances = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
        return linear_program(cost, table, (right, right), (lower, upper), **tolerances)

    def _cut(self, solver: Any, signs: NDArray[np.float64], vectors: Sequence[NDArray[np.float64]]) -> None:
        """Add sum_i q_i y_i (v . z_i)^2 - lambda >= 0 for every v."""
        index = np.arange(len(signs) + 1, dtype=np.int32)
        for vector in vectors:
            row = np.concatenate([signs * (self.geometry.free_part @ vector) ** 2, [-1.0]])
            solver.addRow(0.0, np.inf, len(index), index, row)
            self.cuts.append(vector)

    def _ellipsoid(self, duals: NDArray[np.float64], margin: float) -> Ellipsoid | None:
        """P = sum mu v v^T on the free coordinates, the duals of the face beside it, and a large diagonal on the fixed.

        The latter only moves the level. ``margin`` pays for the multiple of the identity that covers the rounding.
        """
        geometry = self.geometry
        fixed, size = geometry.fixed, len(geometry.columns)
        matrix = np.zeros((size, size))
        for value, (j, k) in zip(duals[2 : 2 + len(geometry.face)], geometry.face, strict=True):
            matrix[j, k] = matrix[k, j] = value / 2
        weights = np.maximum(duals[2 + len(geometry.face) :], 0)
        inner = np.zeros((size - fixed, size - fixed))
        for weight, vector in zip(weights, self.cuts, strict=True):
            if weight > 0:
                inner += weight * np.outer(vector, vector)
        reach = float(np.max(np.sum(geometry.free_part**2, axis=1))) if size > fixed else 1.0
        inner += margin / (4 * reach) * np.eye(size - fixed)
        matrix[fixed:, fixed:] = inner
        beside = matrix[:fixed, fixed:]
        needed = beside @ np.linalg.solve(inner, beside.T) - matrix[:fixed, :fixed]
        largest = float(np.max(np.linalg.eigvalsh(needed))) if fixed else 0.0
        lift = Fraction(2) ** int(np.ceil(np.log2(max(2 * largest, 2**-20)) + 1))
        for digits in _ROUNDINGS:
            rounded = _rounded(matrix, digits)
            exact = [[Fraction(float(value)) for value in row] for row in rounded]
            for j in range(fixed):
                exact[j][j] += lift
            found = _enclose(self.problem, self.dataset, geometry.pull_back(exact), self.inside)
            if found is not None:
                return found
        return None

    def _multipliers(self, proposed: NDArray[np.float64]) -> IndefiniteFails | None:
        """``proposed`` in rationals: the smaller entries are rounded, the larger ones solve the equations exactly."""
        geometry, labels = self.geometry, self.dataset.labels
        largest = float(np.max(proposed, initial=0.0))
        order = [int(i) for i in np.argsort(-proposed, kind="stable") if proposed[i] > _TINY * largest]
        if not order:
            return None
        points = [[geometry.points[i][j] for j in geometry.columns] for i in order]
        rows = [
            tuple(y * value for value in (Fraction(1), *(point[j] * point[k] for j, k in geometry.face)))
            for y, point in zip((labels[i] for i in order), points, strict=True)
        ]
        scales = [clear(row)[1] for row in rows]
        table = cleared_matrix(rows, len(rows[0])).tolist()
        pivots = column_basis(fmpz_mat(table).transpose(), PRIMES[0])
        chosen = column_basis(fmpz_mat([table[k] for k in pivots]), PRIMES[0])
        square = fmpq_mat(fmpz_mat([[table[k][c] for k in pivots] for c in chosen]))
        others = [k for k in range(len(order)) if k not in pivots]
        for limit in _DENOMINATORS:
            values = {k: Fraction(float(proposed[order[k]]) / largest).limit_denominator(limit) for k in others}
            right = [-sum((rows[k][c] * value for k, value in values.items()), Fraction(0)) for c in chosen]
            numerators, common = clear(right)
            solution = fractions(square.solve(fmpq_mat(fmpz_mat([[entry] for entry in numerators]))))
            for k, value in zip(pivots, solution, strict=True):
                values[k] = value * scales[k] / common
            if min(values.values()) >= 0:
                found = _refuted(self.problem, {order[k]: value for k, value in values.items()})
                if found is not None:
                    return found
        return None


PROPOSERS: Final = MappingProxyType(
    {
        "data.ellipsoids": by_evidence(Ellipsoids, lambda case: ellipsoids(case.problem)),
        "data.ellipsoid_positive": by_evidence(Ellipsoid, lambda case: ellipsoid(case.problem, 1)),
        "data.ellipsoid_negative": by_evidence(Ellipsoid, lambda case: ellipsoid(case.problem, -1)),
    }
)
