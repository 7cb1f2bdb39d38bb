"""Proposes what ``trusted/data/order.py`` checks: is one class a mean-preserving contraction of the other?

Cheap convex functions first (affine ones, tangents of a square), then one linear program for each direction. Floats
propose and rationals check: a vertex of the program is solved again exactly, a convex function has slack for rounding.
Where floats do not settle a small program, the exact simplex method does.

By Strassen the question depends only on the signed measure E_inner - E_outer, so mass on which the classes agree stays
where it is and only the rest (``_Residue``) is coupled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from flint import fmpq_mat, fmpz_mat

from theoremcheck.decide.case import Case, by_evidence
from theoremcheck.decide.data import simplex
from theoremcheck.decide.data.convex_tests import simpler
from theoremcheck.decide.data.lp import Columns, linear_program, minimise
from theoremcheck.decide.data.modular import PRIMES, column_basis
from theoremcheck.decide.data.rational import fractions
from theoremcheck.decide.data.scaling import scale
from theoremcheck.decide.data.separation import confirmed
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.data import order
from theoremcheck.trusted.data.exact import clear, cleared_matrix, dot
from theoremcheck.trusted.data.measures import equal_means, shares_of
from theoremcheck.trusted.data.order import Affine, ConvexTest, Coupling, CouplingEntry
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_COUPLING: Final = 20_000
"""Pairs of (distinct) samples of the two classes that one linear program may couple."""
MAX_ORDERED: Final = 20_000
"""Samples up to which data.convex_order is decided: sums of fractions over all of them are what takes the time."""
MAX_NONZEROS: Final = 500_000
"""Nonzero coefficients of such a program (a pair has one for each feature, and two more)."""
SMALL_PROGRAM: Final = 4_000
"""Entries of a program up to which the exact simplex method starts at once, without floats."""
MAX_EXACT_PROGRAM: Final = 400_000
"""Entries of a program up to which the exact simplex method is tried where floats did not settle it."""
_ROUNDINGS: Final = (8, 16, 32, 48)
"""Binary digits kept of a proposed convex function."""
_NOISE: Final = 1e-9

_Mass = dict[tuple[int, int], Fraction]
"""Masses of pairs (sample of the inner class, sample of the outer class)."""


def convex_order(problem: Problem) -> Coupling | ConvexTest | None:
    """Evidence for or against data.convex_order; None leaves it open."""
    dataset = problem.dataset
    if not isinstance(dataset, Dataset) or len(set(dataset.labels)) < 2:
        return None
    count = len(dataset.points)
    require(count <= MAX_ORDERED, "order.too_many_samples", samples=count, bound=MAX_ORDERED)
    if not equal_means(problem):
        return confirmed(order.check_no_convex_order, problem, _affine_test(dataset))
    tests: list[tuple[Affine, ...]] = []
    for inner in (1, -1):
        found = _direction(dataset, inner)
        if isinstance(found, Coupling):
            found = confirmed(order.check_convex_order, problem, found)
            if found is not None:
                return found
        elif found is not None:
            tests.append(simpler(dataset, inner, found))
    if len(tests) < 2:
        return None
    return confirmed(order.check_no_convex_order, problem, ConvexTest(tests[0], tests[1]))


def _affine_test(dataset: Dataset) -> ConvexTest:
    """One feature has different averages: the one in which the means differ most."""
    difference = [dot(dataset.signed_shares, column) for column in zip(*dataset.points, strict=True)]
    most = max(range(len(difference)), key=lambda k: abs(difference[k]))
    sign = 1 if difference[most] > 0 else -1
    along = tuple(Fraction(sign if k == most else 0) for k in range(len(difference)))
    back = tuple(-value for value in along)
    return ConvexTest((Affine(along, Fraction(0)),), (Affine(back, Fraction(0)),))


def _direction(dataset: Dataset, inner: int) -> Coupling | tuple[Affine, ...] | None:
    """A coupling in which class ``inner`` is the contraction, or a convex function that excludes one."""
    residue = _Residue.build(dataset, inner)
    if not residue.inner:
        return residue.coupling({})
    for square in _squares(residue):
        if order.convex_gap(dataset, inner, square) > 0:
            return square
    if len(residue.inner) * len(residue.outer) > MAX_COUPLING:
        return None
    program = _Program.build(residue)
    if len(residue.inner) * len(residue.outer) * (len(program.columns) + 2) > MAX_NONZEROS:
        return None
    if program.size > SMALL_PROGRAM:
        found = _by_floats(program)
        if found is not None:
            return found
    return _exactly(program) if program.size <= MAX_EXACT_PROGRAM else None


# --- what is left to couple ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Residue:
    """E_inner - E_outer as distinct points: ``inner`` (``outer``) are the points of positive (negative) mass.

    ``shares`` holds, for each distinct point and class, the samples there with their shares of the class.
    """

    label: int
    shares: dict[Vector, tuple[list[tuple[int, Fraction]], list[tuple[int, Fraction]]]]
    inner: list[tuple[Vector, Fraction]]
    outer: list[tuple[Vector, Fraction]]

    @staticmethod
    def build(dataset: Dataset, label: int) -> _Residue:
        shares: dict[Vector, tuple[list[tuple[int, Fraction]], list[tuple[int, Fraction]]]] = {}
        mass: defaultdict[Vector, Fraction] = defaultdict(Fraction)
        for place, sign in ((0, 1), (1, -1)):
            for i, share in shares_of(dataset, sign * label).items():
                point = dataset.points[i]
                shares.setdefault(point, ([], []))[place].append((i, share))
                mass[point] += sign * share
        inner = [(point, value) for point, value in mass.items() if value > 0]
        outer = [(point, -value) for point, value in mass.items() if value < 0]
        return _Residue(label, shares, inner, outer)

    def coupling(self, masses: _Mass) -> Coupling:
        """The coupling of samples: ``masses`` moves the residue, and what the classes share stays in place."""
        entries: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
        pairs = [(self.inner[a][0], self.outer[b][0], mass) for (a, b), mass in masses.items()]
        for point, (own, other) in self.shares.items():
            common = min(sum(share for _, share in own), sum(share for _, share in other))
            if common > 0:
                pairs.append((point, point, Fraction(common)))
        for start, end, mass in pairs:
            own, other = self.shares[start][0], self.shares[end][1]
            for i, k, share in _matched(own, other):
                entries[i, k] += mass * share
        return Coupling(self.label, tuple(CouplingEntry(i, k, m) for (i, k), m in sorted(entries.items()) if m > 0))


def _matched(
    own: Sequence[tuple[int, Fraction]], other: Sequence[tuple[int, Fraction]]
) -> Iterator[tuple[int, int, Fraction]]:
    """Shares of a unit mass from the samples ``own`` to ``other`` in proportion to theirs, by the north-west corner.

    At most one entry more than there are samples, however often a point is repeated.
    """
    totals = _total(own), _total(other)
    left, right = ([(i, share / total) for i, share in side] for side, total in zip((own, other), totals, strict=True))
    a = b = 0
    sent = received = Fraction(0)
    while a < len(left) and b < len(right):
        share = min(left[a][1] - sent, right[b][1] - received)
        yield left[a][0], right[b][0], share
        sent, received = sent + share, received + share
        if sent == left[a][1]:
            a, sent = a + 1, Fraction(0)
        if received == right[b][1]:
            b, received = b + 1, Fraction(0)


def _total(shares: Sequence[tuple[int, Fraction]]) -> Fraction:
    return sum((share for _, share in shares), Fraction(0))


# --- tangents of a square -----------------------------------------------------------------------------------------


def _squares(residue: _Residue) -> Iterator[tuple[Affine, ...]]:
    """The tangents of (v . x)^2 at the inner points, for directions v in which the inner class spreads more.

    Their maximum is the square on the inner points and at most the square elsewhere.
    """
    points = [point for point, _ in (*residue.inner, *residue.outer)]
    masses = np.array([float(m) for _, m in residue.inner] + [-float(m) for _, m in residue.outer])
    scaled = scale([(*point, Fraction(1)) for point in points])
    matrix = scaled.matrix[:, :-1]
    values, vectors = np.linalg.eigh(matrix.T @ (masses[:, None] * matrix))
    if values[-1] <= _NOISE * float(np.max(np.abs(masses))):
        return
    direction = np.rint(vectors[:, -1] / np.max(np.abs(vectors[:, -1])) * 2**10)
    shrunk = [int(entry) * Fraction(2) ** -e for entry, e in zip(direction, scaled.exponents[:-1], strict=True)]
    v = tuple(Fraction(entry) for entry in clear(shrunk)[0])
    products = {dot(v, point) for point, _ in residue.inner}
    yield tuple(Affine(tuple(2 * c * w for w in v), -c * c) for c in sorted(products))


# --- the linear program -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Program:
    """Find m >= 0 with sum_b m_ab = p_a, sum_a m_ab = r_b and sum_b m_ab (x_b - x_a) = 0.

    Its dual is a convex function: if alpha_a + beta_b + gamma_a . (x_b - x_a) <= 0 for all a, b and
    sum p_a alpha_a + sum r_b beta_b > 0, then phi(x) = max_a (alpha_a + gamma_a . (x - x_a)) is at least alpha_a at
    x_a and at most -beta_b at x_b. ``columns`` are features of which all others are affine functions on the residue.
    """

    residue: _Residue
    columns: list[int]

    @staticmethod
    def build(residue: _Residue) -> _Program:
        points = [point for point, _ in (*residue.inner, *residue.outer)]
        differences = [tuple(x - y for x, y in zip(point, points[0], strict=True)) for point in points]
        return _Program(residue, column_basis(cleared_matrix(differences, len(points[0])), PRIMES[0]))

    @property
    def width(self) -> int:
        """The number of equations."""
        inner, outer = len(self.residue.inner), len(self.residue.outer)
        return inner * (1 + len(self.columns)) + outer

    @property
    def size(self) -> int:
        """Entries of the integer rows of all pairs and of the right-hand side."""
        return (len(self.residue.inner) * len(self.residue.outer) + 1) * self.width

    def row(self, pair: int) -> tuple[list[int], int]:
        """The equations' coefficients of the variable m_ab, times a positive integer; pair = a (outer count) + b."""
        a, b = divmod(pair, len(self.residue.outer))
        start, end = self.residue.inner[a][0], self.residue.outer[b][0]
        numerators, common = clear([end[j] - start[j] for j in self.columns])
        row = [0] * self.width
        row[a] = row[len(self.residue.inner) + b] = common
        first = len(self.residue.inner) + len(self.residue.outer) + a * len(self.columns)
        row[first : first + len(self.columns)] = numerators
        return row, common

    def right(self) -> tuple[list[int], int]:
        """The right-hand side (p, r, 0), times a positive integer."""
        numerators, common = clear([mass for _, mass in (*self.residue.inner, *self.residue.outer)])
        return [*numerators, *[0] * (self.width - len(numerators))], common

    def function(self, dual: Sequence[Fraction]) -> tuple[Affine, ...]:
        """The pieces of phi from (alpha, beta, gamma)."""
        inner, count = self.residue.inner, len(self.columns)
        first = len(inner) + len(self.residue.outer)
        pieces: dict[Affine, None] = {}
        for a, (point, _) in enumerate(inner):
            slope = [Fraction(0)] * len(point)
            for j, value in zip(self.columns, dual[first + a * count : first + (a + 1) * count], strict=True):
                slope[j] = value
            pieces[Affine(tuple(slope), dual[a] - dot(slope, point))] = None
        return tuple(pieces)

    def gap(self, pieces: Sequence[Affine]) -> Fraction:
        """E_inner phi - E_outer phi, which the residue determines."""
        masses = [*(m for _, m in self.residue.inner), *(-m for _, m in self.residue.outer)]
        points = tuple(point for point, _ in (*self.residue.inner, *self.residue.outer))
        return dot(masses, order.maxima(points, pieces))

    def coupling(self, masses: dict[int, Fraction]) -> Coupling:
        """The coupling with these masses, by pair."""
        outer = len(self.residue.outer)
        return self.residue.coupling({divmod(pair, outer): mass for pair, mass in masses.items() if mass > 0})


def _exactly(program: _Program) -> Coupling | tuple[Affine, ...] | None:
    """Gordan: either some m, s >= 0, not all 0, have sum m_ab row_ab = s right, or some u has u . row_ab > 0 for all
    pairs and u . right < 0. In the first case s > 0, since the rows of pairs have entries >= 0 in the first equations.
    """
    pairs = len(program.residue.inner) * len(program.residue.outer)
    right, common = program.right()
    rows = [program.row(pair) for pair in range(pairs)]
    table = fmpz_mat([*(row for row, _ in rows), [-entry for entry in right]])
    for prime in PRIMES:
        answer = simplex.solve(table, [pairs, *range(pairs)], prime)
        if answer is None:
            return None
        if isinstance(answer, simplex.Normal):
            pieces = program.function([Fraction(-entry) for entry in answer.entries])
            if program.gap(pieces) > 0:
                return pieces
            continue
        found = dict(zip(answer.indices, answer.entries, strict=True))
        if found.get(pairs, 0) > 0:
            unit = Fraction(1, found.pop(pairs) * common)
            return program.coupling({pair: mass * rows[pair][1] * unit for pair, mass in found.items()})
    return None


# --- floats -------------------------------------------------------------------------------------------------------


def _by_floats(program: _Program) -> Coupling | tuple[Affine, ...] | None:
    proposal = _propose(program)
    if proposal is None:
        return None
    if proposal.deviation <= _NOISE:
        for support in (proposal.support, proposal.basic):
            masses = _vertex(program, support)
            if masses is not None:
                return program.coupling(masses)
    for digits in _ROUNDINGS:
        pieces = program.function(proposal.rounded(program, digits))
        if program.gap(pieces) > 0:
            return pieces
    return None


def _vertex(program: _Program, support: Sequence[int]) -> dict[int, Fraction] | None:
    """The exact solution of the equations with the variables ``support`` only, if it is unique and nonnegative."""
    if not support:
        return None
    rows = [program.row(pair) for pair in support]
    columns = column_basis(fmpz_mat([row for row, _ in rows]), PRIMES[0])
    if len(columns) < len(support):
        return None
    square = fmpz_mat([[row[j] for row, _ in rows] for j in columns])
    right, common = program.right()
    solution = fractions(fmpq_mat(square).solve(fmpq_mat(fmpz_mat([[right[j]] for j in columns]))))
    masses = [value * scaling / common for value, (_, scaling) in zip(solution, rows, strict=True)]
    return dict(zip(support, masses, strict=True)) if min(masses) >= 0 else None


@dataclass(frozen=True)
class _Proposal:
    """A float vertex of: minimise sum_a abs(sum_b m_ab (z_b - z_a))_1 over the couplings m, z the scaled points.

    ``deviation`` is that sum; ``support`` and ``basic`` list pairs; ``dual`` is (alpha, beta, gamma) for z, whose
    column j is 2^-exponents_j times that of x.
    """

    deviation: float
    support: list[int]
    basic: list[int]
    dual: NDArray[np.float64]
    exponents: list[int]

    def rounded(self, program: _Program, digits: int) -> list[Fraction]:
        """The dual solution with ``digits`` binary digits, in the units of x."""
        rounded = np.rint(np.ldexp(self.dual / max(float(np.max(np.abs(self.dual))), 1e-300), digits))
        exact = [Fraction(int(entry)) for entry in rounded]
        first = len(exact) - len(program.residue.inner) * len(program.columns)
        for k in range(first, len(exact)):
            exact[k] *= Fraction(2) ** -self.exponents[(k - first) % len(program.columns)]
        return exact


def _propose(program: _Program) -> _Proposal | None:
    """The program in HiGHS; columns are (m, s, t) with s - t the deviation, which enters the cost as s + t."""
    import highspy

    residue, dimension = program.residue, len(program.columns)
    inner, outer = len(residue.inner), len(residue.outer)
    points = [tuple(point[j] for j in program.columns) for point, _ in (*residue.inner, *residue.outer)]
    scaled = scale([(*point, Fraction(1)) for point in points])
    matrix, exponents = scaled.matrix[:, :dimension], list(scaled.exponents[:dimension])
    pairs, deviations = inner * outer, inner * dimension
    # By column: m_ab has 1 in the rows a and inner + b, and z_b - z_a in the rows of block a.
    a, b = np.divmod(np.arange(pairs), outer)
    blocks = inner + outer + a[:, None] * dimension + np.arange(dimension)
    index = np.hstack([a[:, None], inner + b[:, None], blocks])
    value = np.hstack([np.ones((pairs, 2)), matrix[inner + b] - matrix[a]])
    slack_rows = np.tile(np.arange(inner + outer, program.width), 2)
    slack_values = np.repeat([-1.0, 1.0], deviations)
    unit = max(inner, outer)
    right = [float(unit * mass) for _, mass in (*residue.inner, *residue.outer)]
    starts = np.concatenate(
        [np.arange(pairs) * (dimension + 2), pairs * (dimension + 2) + np.arange(2 * deviations + 1)]
    )
    columns = Columns(
        starts, np.concatenate([index.ravel(), slack_rows]), np.concatenate([value.ravel(), slack_values])
    )
    cost = np.concatenate([np.zeros(pairs), np.ones(2 * deviations)])
    sums = np.concatenate([right, np.zeros(deviations)])
    solver = linear_program(cost, columns, (sums, sums), presolve="choose")
    found = minimise(solver)
    if found is None:
        return None
    status = solver.getBasis().col_status[:pairs]
    basic = [k for k, entry in enumerate(status) if entry == highspy.HighsBasisStatus.kBasic]
    support = [int(k) for k in np.flatnonzero(found.values[:pairs] > _NOISE)]
    return _Proposal(found.cost / unit, support, basic, found.duals, exponents)


def order_of(case: Case) -> Coupling | ConvexTest | None:
    """:func:`convex_order` of the problem of a case."""
    return convex_order(case.problem)


PROPOSERS: Final = MappingProxyType({"data.convex_order": by_evidence(Coupling, lambda case: case.shared(order_of))})
