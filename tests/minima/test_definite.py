"""Positive definiteness in balls: by blocks, with an eigenvalue of either sign however small."""

import random
from fractions import Fraction
from functools import partial

import flint
import pytest

from theoremcheck.trusted.data.forms import is_positive_definite as exact_answer
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.minima.box import Box, check_box
from theoremcheck.trusted.minima.copies import check_convex
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.fibre import FibreMinimum, check_fibre
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, check_multipliers
from theoremcheck.trusted.minima.point import Exact, Neurons, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Reason, Refusal


def product(size, pivots, seed=1):
    """L D L^T with a unit lower triangular L of small rationals: its inertia is that of D."""
    source = random.Random(seed)
    lower = [
        [Fraction(source.randint(-2, 2), 4) if j < i and j > i - 4 else Fraction(int(i == j)) for j in range(size)]
        for i in range(size)
    ]
    return [
        [sum((lower[i][k] * pivots[k] * lower[j][k] for k in range(min(i, j) + 1)), Fraction(0)) for j in range(size)]
        for i in range(size)
    ]


def balls(matrix, radius=0):
    return Symmetric.read([[ball(entry) + flint.arb(0, radius) for entry in row] for row in matrix])


@pytest.mark.parametrize("size", [1, 2, 24, 25, 49])
def test_the_sign_of_one_pivot_decides(size):
    for place in {0, size // 2, size - 1}:
        for value, answer in ((Fraction(1, 10**20), True), (Fraction(-1, 10**20), False), (Fraction(0), False)):
            pivots = [Fraction(1 + k % 3) for k in range(size)]
            pivots[place] = value
            with precision(400):
                assert proves_positive_definite(balls(product(size, pivots))) is answer


@pytest.mark.parametrize("size", [3, 40])
def test_wide_balls_are_not_definite(size):
    matrix = product(size, [Fraction(1)] * size)
    with precision(128):
        assert proves_positive_definite(balls(matrix, 1e-12))
        assert not proves_positive_definite(balls(matrix, 2.0))


def test_a_saddle_across_the_blocks():
    """Both diagonal blocks are definite, the whole is not."""
    size = 50
    matrix = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    matrix[0][size - 1] = matrix[size - 1][0] = Fraction(1) + Fraction(1, 10**20)
    with precision(256):
        assert not proves_positive_definite(balls(matrix))
        matrix[0][size - 1] = matrix[size - 1][0] = Fraction(1) - Fraction(1, 10**20)
        assert proves_positive_definite(balls(matrix))


# --- every size around each boundary of the blocks, and every caller --------------------------------------------------

SIZES = [1, 2, 3, 12, 13, 22, 23, 24, 25, 26, 27, 36, 37, 46, 47, 48, 49, 50, 51, 52]


@pytest.mark.parametrize("size", SIZES)
def test_as_in_exact_arithmetic(size):
    """Couplings of any two rows, inside a block or across blocks, weak and strong: the exact answer each time."""
    source = random.Random(size)
    for _ in range(12):
        matrix = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
        for _ in range(source.choice((1, 2, size))):
            i, j = source.randrange(size), source.randrange(size)
            step = Fraction(source.choice((-1, 1)) * source.choice((2, 5, 8, 11)), 10)
            for a, b in {(i, j), (j, i)}:
                matrix[a][b] += step
        with precision(256):
            assert proves_positive_definite(balls(matrix)) is exact_answer([tuple(row) for row in matrix])


def test_what_is_no_symmetric_matrix():
    one, two = flint.arb(1), flint.arb(2)
    for build, reason in (
        (lambda: Symmetric.read([[one, two], [flint.arb(0), one]]), r"^matrix\.not_symmetric\(name=the matrix\)$"),
        (lambda: Symmetric.read([[one, two]]), r"^matrix\.not_square\(name=the matrix\)$"),
        (lambda: Symmetric([[one, two], [one, two]]), r"^matrix\.not_triangular$"),
        (lambda: Symmetric([[one], [one]]), r"^matrix\.not_triangular$"),
    ):
        with pytest.raises(Refusal, match=reason):
            build()
    mirrored = Symmetric([[one, two], [one]])
    assert mirrored.entry(1, 0) == two == mirrored.entry(0, 1)
    assert mirrored.block(range(2), range(2)).tolist() == [[one, two], [two, one]]


@pytest.mark.parametrize("rank", [2, 22, 23, 24, 25, 26, pytest.param(48, marks=pytest.mark.slow)])
def test_the_fibre_at_every_rank(rank):
    """rule.narrow where the Hessian is rational: accepted where it is definite, and only there."""
    for heavy, definite in ((Fraction(1), True), (Fraction(2), False)):
        problem, evidence, hessian = narrow_case(rank, heavy)
        assert exact_answer(hessian) is definite
        if definite:
            assert check_fibre(problem, evidence)[0] > 0
        else:
            with pytest.raises(Refusal, match=r"^fibre\.hessian$"):
                check_fibre(problem, evidence)


def narrow_case(rank, heavy):
    """s = z^2 + z, a = 1, l = (1 + z)^2, c = 0: class - at +- e_k, class + at +- (e_0 + e_m) of weight ``heavy``.

    In (f, w) the Hessian is sum_i w_i (2 - 4 y_i) x_i x_i^T beside 4 W: 12 on the diagonal, less 4 heavy at 0 and m and
    between them, so it is definite iff heavy < 3/2, though every diagonal entry is positive for heavy = 2.
    """
    zero, middle = (Fraction(0),) * rank, min(rank - 1, 5)
    units = [tuple(Fraction(int(i == k)) for i in range(rank)) for k in range(rank)]
    tied = tuple(a + b for a, b in zip(units[0], units[middle], strict=True))
    rows = [(x, -1, Fraction(1)) for unit in units for x in (unit, opposite(unit))]
    rows += [(x, 1, heavy) for x in (tied, opposite(tied))]
    rows.append((zero, 1, 2 * rank + 8 - 2 * heavy))
    rows.append((zero, -1, Fraction(8)))  # equal class weights, so that c = 0 is the best constant
    points, labels, weights = zip(*rows, strict=True)
    neuron, loss = Function(e.add((e.mul((e.Z, e.Z)), e.Z))), Function(e.power(e.add((e.ONE, e.Z)), 2))
    problem = Problem(Dataset(points, labels, weights), neuron, loss, Network(1, True, True), Objective())
    point = Point(exactly(Fraction(0)), (Neurons(1, exactly(Fraction(1)), zero, Fraction(0)),), (), None)
    hessian = [[Fraction(12 * (i == j)) for j in range(rank)] for i in range(rank)]
    for i in (0, middle):
        for j in (0, middle):
            hessian[i][j] -= 4 * heavy
    return problem, FibreMinimum(point, Exact(e.ZERO), 192), [tuple(row) for row in hessian]


def opposite(vector):
    return tuple(-entry for entry in vector)


@pytest.mark.parametrize("size", [2, 23, 24, 25, 26])
def test_strict_minima_and_fits_at_every_size(size):
    """L = sum of f^2 over orthogonal features of lengths 1 and ``short``: mu and curvature up to 2 short^2, no more."""
    count, short = 2 * (size + 1), Fraction(1, 2)
    features = [tuple(Fraction(int(i == k)) for i in range(size)) for k in range(size)]
    features[-1] = tuple(entry * short for entry in features[-1])
    points = (*(row for row in features for _ in (1, -1)), (Fraction(0),) * size, (Fraction(0),) * size)
    data = Dataset(points, (1, -1) * (size + 1), (Fraction(1),) * count)
    identity = tuple(entry for k in range(size) for entry in (Fraction(int(i == k)) for i in range(size)))
    network = Network(size, False, False, (), (Frozen(Block.HIDDEN_WEIGHTS, identity),))
    problem = Problem(data, Function(e.Z), Function(e.power(e.Z, 2)), network, Objective())
    zero = (Fraction(0),) * size
    for factor, accepted in ((Fraction(99, 100), True), (Fraction(101, 100), False)):
        mu = factor * 4 * short**2 / count  # two samples on each feature, and L is a mean
        strict = Box(zero, Fraction(1, 4), mu, 128, Gauge((), ()), (), Fraction(0), (), ())
        basis = tuple(tuple(Fraction(int(i == k)) for i in range(size)) for k in range(size))
        # The box of a fit is bounded by the one on which pieces are read; it is centred at the minimum, and l'' = 2.
        box = Enclosed(tuple(range(size)), basis, Fraction(1, 2**200), mu * count, 256)
        fit = MultiplierMinimum(zero, (), box)
        frozen_fit = partial(check_multipliers, convex=True, fixed=True)
        for check, evidence in ((check_box, strict), (frozen_fit, fit)):
            try:
                check(problem, evidence)
            except Refusal as refusal:
                shown = refusal.reason.code not in ("box.hessian", "fibre.hessian", "multipliers.hessian")
            else:
                shown = True
            assert shown is accepted, (check, factor)


@pytest.mark.parametrize("size", [2, 23, 24, 25, 26, 49])
def test_copies_at_every_size(size):
    """rule.split asks a full matrix: a coupling of 1 + or - a trifle between the first and some other row decides."""
    for place in {1, size // 2, size - 1}:
        for coupling, keeps in ((Fraction(99, 100), True), (Fraction(101, 100), False)):
            rows = [[ball(Fraction(int(i == j))) for j in range(size)] for i in range(size)]
            rows[0][place] = rows[place][0] = ball(coupling)
            with precision(128):
                if keeps:
                    check_convex(flint.arb_mat(rows), flint.arb(1), Reason.of("copies.neuron", neuron=0))
                else:
                    with pytest.raises(Refusal, match=r"^copies.apart"):
                        check_convex(flint.arb_mat(rows), flint.arb(1), Reason.of("copies.neuron", neuron=0))
