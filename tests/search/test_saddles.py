"""Saddle, degenerate or strict: decided at the precision of the polish where floats cannot tell."""

from fractions import Fraction

import flint
import pytest
from search_problems import problem

from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.inertia import MAX_INERTIA, least_sign
from theoremcheck.functions.precise import context
from theoremcheck.search import Kind
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.polish import precise_kind
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.problem.expr import Z, power
from theoremcheck.trusted.problem.model import Block, Frozen, Function, Penalty
from theoremcheck.trusted.refusal import Reason

SQUARE = Function(power(Z, 2))
TEN = Fraction(10)


def quadratic(least):
    """L(w) at w = 0, a = 1, has the eigenvalues ``least`` and 1 + least: a neuron z^2, the square loss, a penalty.

    The samples (1, 0) of + and (0, 1) of -, weighted equally: the curvature of the data term is -1 and 1 along them
    for l(z) = (1 + z)^2 and f = a0 + w_x^2 x^2 with f = 0; the penalty c |w|^2 adds 2 c.
    """
    frozen = (Frozen(Block.OUTPUT_WEIGHTS, (Fraction(1),)), Frozen(Block.OUTPUT_BIAS, (Fraction(0),)))
    penalty = Penalty((Fraction(2) + least) / 2, (Block.HIDDEN_WEIGHTS,))
    data = ([(1, 0)], [(0, 1)])
    return problem(data, 1, SQUARE, ("square",), hidden_bias=False, frozen=frozen, penalties=(penalty,))


CASES = [
    (Fraction(-5) / TEN**10, Kind.SADDLE),  # the one of the issue, between the thresholds for floats
    (Fraction(-1) / TEN**14, Kind.SADDLE),
    (Fraction(-1) / TEN**20, Kind.SADDLE),
    (Fraction(0), Kind.DEGENERATE),
    (Fraction(-1) / TEN**40, Kind.DEGENERATE),  # below the error that a gradient of 1e-55 leaves
    (Fraction(1) / TEN**40, Kind.DEGENERATE),
    (Fraction(1) / TEN**20, Kind.STRICT),
    (Fraction(5) / TEN**10, Kind.STRICT),
]


@pytest.mark.parametrize("least, kind", CASES, ids=str)
def test_known_eigenvalues(least, kind):
    given = quadratic(least)
    landscape, ctx = make_landscape(given), context(60)
    precise = PreciseLandscape(given, landscape.layout, ctx)
    full = precise.lift([0.0, 1.0, 0.0, 0.0])
    assert max(map(abs, precise.evaluate(full).gradient[2:])) == 0
    assert precise_kind(landscape, precise, full, ctx.mpf(10) ** -55) is kind


@pytest.mark.parametrize("digits, kind", [(20, Kind.DEGENERATE), (50, Kind.SADDLE)])
def test_the_threshold_follows_the_precision(digits, kind):
    """-1e-14 is beyond the error of a polish to 50 digits, and within that of one to 20."""
    given = quadratic(Fraction(-1) / TEN**14)
    landscape, ctx = make_landscape(given), context(digits + 10)
    precise = PreciseLandscape(given, landscape.layout, ctx)
    full = precise.lift([0.0, 1.0, 0.0, 0.0])
    assert precise_kind(landscape, precise, full, ctx.mpf(10) ** -(digits + 5)) is kind


def test_certify_calls_a_saddle_what_is_one_and_nothing_else():
    words = {
        Fraction(-5) / TEN**10: "box.saddle",
        Fraction(-1) / TEN**15: "box.saddle",
        Fraction(0): "box.degenerate",
        Fraction(-1) / TEN**70: "box.degenerate",
    }
    for least, expected in words.items():
        found = certify_strict(quadratic(least), (Fraction(0), Fraction(0)))
        assert found == Reason.of(expected)


@pytest.mark.parametrize(
    "point",
    ["0 0 0 0 0", "-0.6931471805599453 1 0 0 0", "-0.69 1 0 0 0", "-0.6931 1 1/1000 0 0", "1/3 -1 0 0 1/10"],
)
def test_a_point_in_or_near_a_flat_family_is_no_saddle(point):
    """f = c on rotated XOR with one neuron: the minima with w = 0 are a surface; the points are near it."""
    given = problem(([(1, 0), (-1, 0)], [(0, 1), (0, -1)]), 1)
    found = certify_strict(given, tuple(map(Fraction, point.split())))
    assert isinstance(found, Reason)
    assert found != Reason.of("box.saddle")


def matrix(rows):
    return [[flint.arb(flint.fmpq(*Fraction(entry).as_integer_ratio())) for entry in row] for row in rows]


@pytest.mark.parametrize(
    "rows, sign",
    [
        ([[1]], 1),
        ([[-1]], -1),
        ([[0]], 0),
        ([[0, 1], [1, 0]], -1),
        ([[2, 1], [1, 2]], 1),
        ([[1, 1], [1, 1]], 0),
        ([[1, 2], [2, 1]], -1),
        ([[1, 0, 1], [0, 1, 1], [1, 1, 2]], 0),
        ([[1, 0, 1], [0, 1, 1], [1, 1, "19/10"]], -1),
        ([], 1),
    ],
)
def test_least_sign(rows, sign):
    with precision(200):
        assert least_sign(matrix(rows), flint.arb("1e-20")) == sign


def test_least_sign_of_wide_balls_and_large_matrices_is_not_told():
    with precision(100):
        assert least_sign([[flint.arb(1, 2)]], flint.arb("1e-20")) == 0
        assert least_sign([[flint.arb(1)] * (MAX_INERTIA + 1)] * (MAX_INERTIA + 1), flint.arb(0)) == 0
