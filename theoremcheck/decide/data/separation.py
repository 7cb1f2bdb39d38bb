"""Proposes what ``trusted/data/separation.py`` checks: floats propose, integers check, an exact simplex has the rest.

``separate`` works on any labelled vectors, so that the hulls of the classes and the core use it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import gcd
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from flint import fmpz_mat

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.case import Case, by_evidence
from theoremcheck.decide.data import simplex
from theoremcheck.decide.data.modular import PRIMES
from theoremcheck.decide.data.size import LARGE, MAX_PROGRAM
from theoremcheck.decide.data.thinning import thinned
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.data.exact import clear, cleared_matrix, product_signs
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.sparse import Sparse, relates
from theoremcheck.trusted.problem.dataset import Points, clear_all
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theoremcheck.decide.data import lp
    from theoremcheck.decide.data.scaling import Scaled

SMALL_BITS: Final = 40_000
"""Bits of all entries up to which the exact simplex starts at once, without floats."""
_ROUNDINGS: Final = (6, 12, 20, 32, 48)
"""Binary digits kept of a proposed normal; the shortest one that separates is taken."""
_NOISE: Final = 1e-9
_E = TypeVar("_E")


def separation(problem: Problem) -> Separation | Farkas | None:
    """Evidence for or against data.linearly_separable (T1); None leaves it open."""
    return separate(problem.inputs, problem.samples.labels)


def shared_separation(case: Case) -> Separation | Farkas | None:
    """The same, once for all deciders."""
    return separation(case.problem)


def affine_separation(problem: Problem) -> Separation | Farkas | None:
    """Evidence for or against data.affinely_separable, which speaks of the vectors (x_i, 1)."""
    return separate(problem.samples.lifted, problem.samples.labels)


def confirmed(check: Callable[[Problem, _E], None], problem: Problem, evidence: _E) -> _E | None:
    """``evidence`` if the kernel's check accepts it, else None: for deciders that have more to propose."""
    return evidence if accepts(check, problem, evidence) else None


def separate(points: Sequence[Vector], labels: Sequence[int]) -> Separation | Farkas | None:
    """U with y_i (u . X_i) > 0 for all i, or multipliers that exclude it, for n points X_i of length d; verified."""
    first: dict[tuple[int, int], int] = {}
    for i, (point, label) in enumerate(zip(points, labels, strict=True)):
        first.setdefault((id(point), label), i)
    kept = list(first.values())
    thin = thinned(points if len(kept) == len(points) else [points[i] for i in kept])
    signs = [labels[i] for i in kept]
    large = len(thin.points) * len(thin.points[0]) > LARGE
    found = _separate_many(thin.points, signs) if large else None
    if found is None and len(thin.points) * len(thin.points[0]) <= MAX_PROGRAM:
        found = _separate(thin.points, signs)
    if isinstance(found, Separation):
        return Separation(thin.spread(found.normal))
    if found is None:
        return None
    multipliers = found.multipliers
    return Farkas(Sparse(tuple(kept[k] for k in multipliers.indices), multipliers.entries))


def _separate_many(points: Sequence[Vector], labels: Sequence[int]) -> Separation | Farkas | None:
    """The same for many points; None where a linear program has to look closer."""
    from theoremcheck.decide.data import many
    from theoremcheck.decide.data.scaling import scale

    scaled = scale(points)
    signs = np.array(labels, dtype=np.float64)
    norms = _lengths(scaled.matrix)
    candidates: Iterator[Separation | Farkas] = iter(())
    try:
        rows = scaled.matrix * (signs / np.where(norms > 0, norms, 1.0))[:, None]
        found = many.fit(rows)
        del rows
        if isinstance(found, many.Normal):
            candidates = _rounded_normals(
                _Floats(points, scaled, scaled.matrix, signs, scaled.denominators), found.entries
            )
        elif found is not None and np.all(norms[found.rows] > 0):
            candidates = many.balanced(points, labels, found.rows, found.entries / norms[found.rows])
        return next((candidate for candidate in candidates if _holds(points, labels, candidate)), None)
    except (np.linalg.LinAlgError, OverflowError):  # numbers that floats do not hold
        return None


def _lengths(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The Euclidean norm of each row, (n,), without a copy of the matrix."""
    found: NDArray[np.float64] = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
    return found


def _separate(points: Sequence[Vector], labels: Sequence[int]) -> Separation | Farkas | None:
    """The same for points of which none is repeated as one and the same object with one label."""
    system = _System.build(points, labels)
    found = system.trivial()
    if found is not None:
        return found
    small = sum(abs(entry).bit_length() + 1 for row in system.rows for entry in row) <= SMALL_BITS
    margin = None
    if not small:
        from theoremcheck.decide.data import lp
        from theoremcheck.decide.data.scaling import scale, unit_rows

        scaled, signs = scale(points), np.array(system.labels, dtype=np.float64)
        margin = lp.maximise_margin(unit_rows(scaled.matrix[system.samples] * signs[:, None]))
    if margin is not None:
        members, commons = zip(*((points[i], scaled.denominators[i]) for i in system.samples), strict=True)
        own = _Floats(members, scaled, scaled.matrix[system.samples], signs, commons)
        for candidate in _float_candidates(system, own, margin):
            if _holds(points, labels, candidate):
                return candidate
    order = _order(system, margin)
    for prime in PRIMES:
        answer = simplex.solve(fmpz_mat(system.rows), order, prime)
        if answer is None:
            return None
        exact = system.normal(answer.entries) if isinstance(answer, simplex.Normal) else system.farkas(answer)
        if _holds(points, labels, exact):
            return exact
    return None


def _holds(points: Sequence[Vector], labels: Sequence[int], evidence: Separation | Farkas) -> bool:
    if isinstance(evidence, Separation):
        return product_signs(points, evidence.normal) == list(labels)
    return all(m > 0 for m in evidence.multipliers.entries) and relates(points, labels, evidence.multipliers)


@dataclass(frozen=True)
class _System:
    """The distinct primitive integer rows Z = y f X C, each with the first sample X that has it and its f > 0.

    C is diagonal and positive: ``contents`` are the greatest common divisors that were divided out of the columns, so
    that columns of very different units do not inflate the integers.
    """

    points: Sequence[Vector]
    rows: list[tuple[int, ...]]
    samples: list[int]
    factors: list[Fraction]
    contents: tuple[int, ...]
    labels: tuple[int, ...]
    zero: int | None

    @staticmethod
    def build(points: Sequence[Vector], labels: Sequence[int]) -> _System:
        cleared = clear_all(points)
        contents = tuple(gcd(*column) or 1 for column in zip(*(row for row, _ in cleared), strict=True))
        first: dict[tuple[int, ...], int] = {}
        factors: list[Fraction] = []
        zero: int | None = None
        for index, ((numerators, denominator), label) in enumerate(zip(cleared, labels, strict=True)):
            reduced = [entry // content for entry, content in zip(numerators, contents, strict=True)]
            common = gcd(*reduced)
            if common == 0:
                zero = index if zero is None else zero
                continue
            row = tuple(label * (entry // common) for entry in reduced)
            if row not in first:
                first[row] = index
                factors.append(Fraction(denominator, common))
        samples = list(first.values())
        signs = tuple(labels[i] for i in samples)
        return _System(points, list(first), samples, factors, contents, signs, zero)

    def trivial(self) -> Farkas | None:
        """A sample X = 0, or two samples with opposite y X."""
        if self.zero is not None:
            return Farkas(Sparse((self.zero,), (Fraction(1),)))
        numbers = {row: k for k, row in enumerate(self.rows)}
        for k, row in enumerate(self.rows):
            other = numbers.get(tuple(-entry for entry in row))
            if other is not None:
                return self.farkas(simplex.Ray((k, other), (1, 1)))
        return None

    def normal(self, entries: Sequence[int]) -> Separation:
        """A normal for the rows turned into one for the samples."""
        return Separation(coprime([Fraction(e, content) for e, content in zip(entries, self.contents, strict=True)]))

    def farkas(self, ray: simplex.Ray) -> Farkas:
        """Multipliers of rows turned into multipliers of samples, scaled to coprime integers."""
        weights = {self.samples[k]: m * self.factors[k] for k, m in zip(ray.indices, ray.entries, strict=True)}
        indices = sorted(weights)
        return Farkas(Sparse(tuple(indices), coprime([weights[i] for i in indices])))


def coprime(vector: Sequence[Fraction]) -> Vector:
    """The positive multiple of ``vector`` that has coprime integer entries."""
    numerators, _ = clear(vector)
    common = gcd(*numerators) or 1
    return tuple(Fraction(entry // common) for entry in numerators)


def _order(system: _System, margin: lp.Margin | None) -> list[int]:
    """All rows, those in the support of the float multipliers first (largest first)."""
    if margin is None:
        return list(range(len(system.rows)))
    return [int(k) for k in np.argsort(-margin.multipliers, kind="stable")]


@dataclass(frozen=True)
class _Floats:
    """Samples with their rows of the scaled matrix, (n, d), labels as floats and least common denominators, (n,)."""

    points: Sequence[Vector]
    scaled: Scaled
    matrix: NDArray[np.float64]
    labels: NDArray[np.float64]
    denominators: Sequence[int]


def _float_candidates(system: _System, own: _Floats, margin: lp.Margin) -> Iterator[Separation | Farkas]:
    if margin.margin > _NOISE:
        yield from _rounded_normals(own, margin.normal)
        yield from _circuit(system, margin)
    else:
        yield from _circuit(system, margin)
        yield from _rounded_normals(own, margin.normal)


def _circuit(system: _System, margin: lp.Margin) -> Iterator[Farkas]:
    """The rows in the support of the float multipliers satisfy exactly one linear relation, of one sign."""
    largest = float(np.max(margin.multipliers))
    support = [int(k) for k in np.flatnonzero(margin.multipliers > _NOISE * largest)]
    if len(support) > len(system.rows[0]) + 1:
        return
    if simplex.elimination_work([system.rows[k] for k in support]) > simplex.MAX_SIMPLEX_WORK:
        return
    kernel, nullity = fmpz_mat([system.rows[k] for k in support]).transpose().nullspace()
    if nullity != 1:
        return
    relation = [int(kernel[i, 0]) for i in range(len(support))]
    if sum(relation) < 0:
        relation = [-entry for entry in relation]
    if all(entry >= 0 for entry in relation):
        kept = [(k, m) for k, m in zip(support, relation, strict=True) if m > 0]
        yield system.farkas(simplex.Ray(tuple(k for k, _ in kept), tuple(m for _, m in kept)))


def _rounded_normals(own: _Floats, proposed: NDArray[np.float64]) -> Iterator[Separation]:
    largest = float(np.max(np.abs(proposed)))
    if largest == 0:
        return
    scaled, constant = own.scaled, own.scaled.constant
    for digits in _ROUNDINGS:
        rounded = np.rint(np.ldexp(proposed / largest, digits))
        if constant is not None:
            rounded[constant] = 0
        scores = own.matrix @ rounded
        if constant is None:
            if float(np.min(scores * own.labels)) <= 0:
                continue
        elif float(np.min(scores[own.labels > 0], initial=np.inf)) <= float(
            np.max(scores[own.labels < 0], initial=-np.inf)
        ):
            continue
        normal = [
            int(entry) * Fraction(2) ** -exponent for entry, exponent in zip(rounded, scaled.exponents, strict=True)
        ]
        if constant is not None:
            bias = _bias(own, normal, constant)
            if bias is None:
                continue
            normal[constant] = bias
        yield Separation(coprime(normal))


def _bias(own: _Floats, normal: Sequence[Fraction], constant: int) -> Fraction | None:
    """The entry of the constant column that separates the exact scores of the classes, as short as possible."""
    numerators, denominator = clear(normal)
    if isinstance(own.points, Points) and own.points.are_single:
        scores = own.points.times(numerators)
    else:
        vector = fmpz_mat(len(numerators), 1, list(numerators))
        scores = [*map(int, (cleared_matrix(own.points, len(numerators)) * vector).entries())]
    least: dict[tuple[bool, int], list[int]] = {}
    for score, common, label in zip(scores, own.denominators, own.labels > 0, strict=True):
        least.setdefault((bool(label), common), []).append(score)
    above = [Fraction(min(values), common) for (positive, common), values in least.items() if positive]
    below = [Fraction(max(values), common) for (positive, common), values in least.items() if not positive]
    if above and below and min(above) <= max(below):
        return None
    low = max(below) if below else min(above) - 2
    high = min(above) if above else low + 2
    cut = simple_between(low, high) / denominator
    return -cut / own.points[0][constant]


def simple_between(low: Fraction, high: Fraction) -> Fraction:
    """A binary fraction of few digits strictly between ``low`` < ``high``; 0 if that lies between."""
    if low < 0 < high:
        return Fraction(0)
    gap = high - low
    digits = (gap.denominator // gap.numerator).bit_length()
    shifted = low * 2**digits
    return Fraction(shifted.numerator // shifted.denominator + 1, 2**digits)


PROPOSERS: Final = MappingProxyType(
    {
        "data.linearly_separable": by_evidence(Separation, lambda case: case.shared(shared_separation)),
        "data.affinely_separable": by_evidence(Separation, lambda case: affine_separation(case.problem)),
        "data.separable_through_origin": by_evidence(
            Separation, lambda case: separate(case.problem.samples.points, case.problem.samples.labels)
        ),
    }
)
