"""The kernel's checks of data.convex_order and data.ellipsoids: what they accept, and the reason of every refusal."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoremcheck.trusted import ellipsoids, order
from theoremcheck.trusted.ellipsoids import Ellipsoid, Ellipsoids, IndefiniteFails
from theoremcheck.trusted.expr import Var
from theoremcheck.trusted.model import AbstractDataset, Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.order import Affine, ConvexTest, Coupling, CouplingEntry
from theoremcheck.trusted.proofs import Sparse
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.semidefinite import (
    is_positive_definite,
    is_positive_semidefinite,
    moment_matrix,
    quadratic_values,
)

TINY = Fraction(1, 10**30)


def vector(*entries):
    return tuple(Fraction(entry) for entry in entries)


def matrix(*rows):
    return tuple(vector(*row) for row in rows)


def problem(positives, negatives, bias=False, weights=None):
    points = tuple(vector(*point) for point in (*positives, *negatives))
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    dataset = Dataset(points, labels, vector(*(weights or [1] * len(points))))
    neuron = Function(Var())
    return Problem(dataset, neuron, neuron, Network(3, bias, True), Objective())


def coupling(inner, entries):
    return Coupling(inner, tuple(CouplingEntry(i, k, Fraction(mass)) for (i, k), mass in entries.items()))


def pieces(*functions):
    return tuple(Affine(vector(*slope), Fraction(constant)) for *slope, constant in functions)


def sparse(entries):
    return Sparse(tuple(entries), vector(*entries.values()))


def abstract():
    given_problem = problem([(1,)], [(0,)])
    return replace(given_problem, dataset=AbstractDataset(1, 1, 1, ()))


LINE = problem([(-1,), (1,)], [(0,)])
"""Class - (sample 2) is the contraction."""
DIAMONDS = problem([(2, 0), (-2, 0), (0, 2), (0, -2)], [(1, 0), (-1, 0), (0, 1), (0, -1)])
XOR = problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)])
"""Rotated XOR."""
UNEVEN = problem([(0,), (0,)], [(-1,), (2,)], weights=(1, 3, 4, 2))
"""Class + (at 0, weights 1 and 3) is the contraction; class - has weights 4 and 2."""
CIRCLES = problem(
    [("3/5", "4/5"), ("-3/5", "4/5"), ("3/5", "-4/5"), ("-3/5", "-4/5")],
    [(4, 3), (-4, 3), (4, -3), (-4, -3)],
)

SPLIT = {(2, 0): "1/2", (2, 1): "1/2"}
INWARDS = {
    (4, 0): "3/16",
    (4, 1): "1/16",
    (5, 0): "1/16",
    (5, 1): "3/16",
    (6, 2): "3/16",
    (6, 3): "1/16",
    (7, 2): "1/16",
    (7, 3): "3/16",
}
CROSS = ConvexTest(pieces((1, 0, 0), (-1, 0, 0)), pieces((0, 1, 0), (0, -1, 0)))

ACCEPTED = [
    (order.check_convex_order, LINE, coupling(-1, SPLIT)),
    (order.check_convex_order, DIAMONDS, coupling(-1, INWARDS)),
    (
        order.check_convex_order,
        UNEVEN,
        coupling(1, {(0, 2): "1/6", (0, 3): "1/12", (1, 2): "1/2", (1, 3): "1/4"}),
    ),
    (order.check_convex_order, problem([(1,)], [(1,), (1,)]), coupling(1, {(0, 1): "1/2", (0, 2): "1/2"})),
    (order.check_no_convex_order, XOR, CROSS),
    (order.check_no_convex_order, problem([(1,)], [(0,)]), ConvexTest(pieces((1, 0)), pieces((-1, 5)))),
]

REFUSED = [
    (
        order.check_convex_order,
        UNEVEN,
        coupling(1, {(0, 2): "1/3", (0, 3): "1/6", (1, 2): "1/3", (1, 3): "1/6"}),
        "the masses out of sample 0 do not add up to its share",
    ),
    (
        order.check_convex_order,
        LINE,
        coupling(1, SPLIT),
        "row 2 of the coupling is no sample of the inner class",
    ),
    (order.check_convex_order, LINE, coupling(0, SPLIT), "the inner class must be +1 or -1"),
    (
        order.check_convex_order,
        LINE,
        coupling(-1, {(2, 0): "1/2", (2, 1): "1/3"}),
        "the masses into sample 1 do not add up to its share",
    ),
    (
        order.check_convex_order,
        problem([(-1,), (1,), (3,)], [(0,), (2,)]),
        coupling(-1, {(3, 0): "1/3", (3, 1): "1/6", (4, 1): "1/6", (4, 2): "1/3"}),
        "the coupling moves the mean of sample 3",
    ),
    (
        order.check_convex_order,
        problem([(-1,), (1,)], [(TINY,)]),
        coupling(-1, SPLIT),
        "the coupling moves the mean of sample 2",
    ),
    (
        order.check_convex_order,
        LINE,
        coupling(-1, {(2, 0): "1/4", (2, 1): "3/4"}),
        "the masses into sample 0 do not add up to its share",
    ),
    (
        order.check_convex_order,
        LINE,
        Coupling(-1, tuple(CouplingEntry(2, k, Fraction(1, 4)) for k in (0, 0, 1, 1))),
        "the entries of the coupling do not increase strictly",
    ),
    (
        order.check_convex_order,
        LINE,
        coupling(-1, {(2, 1): "1/2", (2, 0): "1/2"}),
        "the entries of the coupling do not increase strictly",
    ),
    (
        order.check_convex_order,
        problem([(-2,), (-1,), (3,)], [(0,)]),
        coupling(-1, {(3, 0): "-1/3", (3, 1): "1/3", (3, 2): "1"}),
        "the mass from sample 3 to sample 0 is not positive",
    ),
    (
        order.check_convex_order,
        LINE,
        coupling(-1, {**SPLIT, (2, 2): 1}),
        "column 2 of the coupling is no sample of the outer class",
    ),
    (
        order.check_convex_order,
        LINE,
        coupling(-1, {(-1, 0): "1/2", (-1, 1): "1/2"}),
        "row -1 of the coupling is no sample of the inner class",
    ),
    (
        order.check_convex_order,
        LINE,
        coupling(-1, {(2, -3): "1/2", (2, 1): "1/2"}),
        "column -3 of the coupling is no sample of the outer class",
    ),
    (order.check_convex_order, LINE, coupling(-1, {}), "the masses into sample 0 do not add up to its share"),
    (order.check_convex_order, problem([(1,)], []), coupling(1, {}), "a class has no samples"),
    (order.check_convex_order, abstract(), coupling(1, {}), "the dataset is abstract: it has no samples"),
    (
        order.check_no_convex_order,
        XOR,
        ConvexTest(CROSS.positive, CROSS.positive),
        "the average of the negative convex function is not larger over its own class",
    ),
    (
        order.check_no_convex_order,
        XOR,
        ConvexTest(pieces((0, 0, 7)), CROSS.negative),
        "the average of the positive convex function is not larger over its own class",
    ),
    (
        order.check_no_convex_order,
        XOR,
        ConvexTest((), CROSS.negative),
        "the positive convex function has no piece",
    ),
    (
        order.check_no_convex_order,
        XOR,
        ConvexTest(CROSS.positive, pieces((0, 1, 1, 0))),
        "a slope of the negative convex function has not 2 entries",
    ),
    (order.check_no_convex_order, abstract(), CROSS, "the dataset is abstract: it has no samples"),
]

ALONG = Ellipsoid(matrix((1, 0), (0, 0)), Fraction(1, 2))
ACROSS = Ellipsoid(matrix((0, 0), (0, 1)), Fraction(1, 2))
BALL = Ellipsoid(matrix((1, 0), (0, 1)), Fraction(2))
ELLIPSOIDS = ellipsoids.check_ellipsoids
NONE = ellipsoids.check_no_ellipsoids

ELLIPSOIDS_ACCEPTED = [
    (ELLIPSOIDS, XOR, Ellipsoids(ACROSS, ALONG)),
    (ELLIPSOIDS, XOR, Ellipsoids(replace(ACROSS, level=1 - TINY), replace(ALONG, level=TINY))),
    (NONE, CIRCLES, IndefiniteFails(sparse(dict.fromkeys(range(8), "1/4")))),
    (NONE, LINE, IndefiniteFails(sparse({0: 1, 1: 1, 2: 2}))),
    (NONE, problem([(1, 2)], [(1, 2)]), IndefiniteFails(sparse({0: 1, 1: 1}))),
]

ELLIPSOIDS_REFUSED = [
    (ELLIPSOIDS, XOR, Ellipsoids(ALONG, ACROSS), "sample 0 is not inside the positive ellipsoid"),
    (ELLIPSOIDS, XOR, Ellipsoids(ACROSS, ACROSS), "sample 0 is not outside the negative ellipsoid"),
    (
        ELLIPSOIDS,
        XOR,
        Ellipsoids(replace(ACROSS, level=Fraction(1)), ALONG),
        "sample 2 is not outside the positive ellipsoid",
    ),
    (
        ELLIPSOIDS,
        XOR,
        Ellipsoids(ACROSS, replace(ALONG, level=Fraction(0))),
        "sample 2 is not inside the negative ellipsoid",
    ),
    (
        ELLIPSOIDS,
        XOR,
        Ellipsoids(Ellipsoid(matrix((-TINY, 0), (0, 1)), Fraction(1, 2)), ALONG),
        "the matrix of the positive ellipsoid is not positive semidefinite",
    ),
    (
        ELLIPSOIDS,
        XOR,
        Ellipsoids(Ellipsoid(matrix((0, TINY), (TINY, 1)), Fraction(1, 2)), ALONG),
        "the matrix of the positive ellipsoid is not positive semidefinite",
    ),
    (
        ELLIPSOIDS,
        XOR,
        Ellipsoids(Ellipsoid(matrix((0, 1), (0, 1)), Fraction(1, 2)), ALONG),
        "the matrix of the positive ellipsoid is not symmetric",
    ),
    (
        ELLIPSOIDS,
        XOR,
        Ellipsoids(ACROSS, Ellipsoid(matrix((1, 0), (0,)), Fraction(1, 2))),
        "the matrix of the negative ellipsoid is not square",
    ),
    (
        ELLIPSOIDS,
        XOR,
        Ellipsoids(ACROSS, Ellipsoid(matrix((1,)), Fraction(1, 2))),
        "the matrix of the negative ellipsoid has 1 rows, the inputs have 2 entries",
    ),
    (
        ELLIPSOIDS,
        replace(XOR, network=replace(XOR.network, hidden_bias=True)),
        Ellipsoids(ACROSS, ALONG),
        "the matrix of the positive ellipsoid has 2 rows, the inputs have 3 entries",
    ),
    (ELLIPSOIDS, abstract(), Ellipsoids(BALL, BALL), "the dataset is abstract: it has no samples"),
    (NONE, XOR, IndefiniteFails(sparse({0: 1, 2: 1})), "the sum of q y X X^T is indefinite"),
    (
        NONE,
        problem([(2, 0)], [(1, TINY)]),
        IndefiniteFails(sparse({0: 1, 1: 1})),
        "the sum of q y X X^T is indefinite",
    ),
    (
        NONE,
        LINE,
        IndefiniteFails(sparse({0: 1, 1: 1, 2: 1})),
        "the multipliers are not balanced: the sum of q y is not zero",
    ),
    (NONE, LINE, IndefiniteFails(sparse({})), "the multipliers are all zero"),
    (NONE, LINE, IndefiniteFails(sparse({0: 0, 2: 0})), "a multiplier is not positive"),
    (NONE, LINE, IndefiniteFails(sparse({0: -1, 2: -1})), "a multiplier is not positive"),
    (NONE, LINE, IndefiniteFails(sparse({0: 1, 3: 1})), "the multipliers: a sample index is out of range"),
    (NONE, LINE, IndefiniteFails(sparse({-1: 1, 0: 1})), "the multipliers: a sample index is out of range"),
    (
        NONE,
        LINE,
        IndefiniteFails(sparse({2: 1, 0: 1})),
        "the multipliers: indices do not increase strictly",
    ),
    (
        NONE,
        LINE,
        IndefiniteFails(Sparse((0, 2), vector(1))),
        "the multipliers: as many indices as entries are needed",
    ),
    (NONE, abstract(), IndefiniteFails(sparse({0: 1})), "the dataset is abstract: it has no samples"),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED + ELLIPSOIDS_ACCEPTED)
def test_accepted(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED + ELLIPSOIDS_REFUSED)
def test_refused(check, given_problem, evidence, reason):
    with pytest.raises(Refusal) as refusal:
        check(given_problem, evidence)
    assert str(refusal.value) == reason


MATRICES = [
    (matrix((0,)), True, False),
    (matrix((TINY,)), True, True),
    (matrix((-TINY,)), False, False),
    (matrix((0, 0), (0, 0)), True, False),
    (matrix((0, 1), (1, 0)), False, False),
    (matrix((0, 0, 0), (0, 1, 1), (0, 1, 1)), True, False),
    (matrix((1, 1, 0), (1, 1, TINY), (0, TINY, 5)), False, False),
    (matrix((1, 1, 0), (1, 1 + TINY, 0), (0, 0, TINY)), True, True),
    (matrix((1, 2), (2, 4)), True, False),
    (matrix((1, 2), (2, 4 - TINY)), False, False),
    (matrix((2, 0, 2, 0), (0, 0, 0, 0), (2, 0, 2, 0), (0, 0, 0, -1)), False, False),
    (matrix(("1/2", "1/3"), ("1/3", "2/9")), True, False),
    ((), True, True),
]


@pytest.mark.parametrize(("given_matrix", "semidefinite", "definite"), MATRICES)
def test_definiteness(given_matrix, semidefinite, definite):
    assert is_positive_semidefinite(given_matrix) is semidefinite
    assert is_positive_definite(given_matrix) is definite


@pytest.mark.parametrize("test", [is_positive_semidefinite, is_positive_definite])
def test_only_symmetric_matrices_are_tested(test):
    with pytest.raises(Refusal, match="the matrix is not symmetric"):
        test(matrix((1, 2), (3, 4)))
    with pytest.raises(Refusal, match="the matrix is not square"):
        test(matrix((1, 2)))


ENTRY = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=5))


def minor(rows, chosen):
    """The determinant by expansion along the first row."""
    if not chosen:
        return Fraction(1)

    def expand(top, columns):
        if not columns:
            return Fraction(1)
        return sum(
            (-1) ** k * rows[top[0]][c] * expand(top[1:], columns[:k] + columns[k + 1 :]) for k, c in enumerate(columns)
        )

    return expand(list(chosen), list(chosen))


@given(st.integers(1, 4).flatmap(lambda d: st.lists(st.lists(ENTRY, min_size=d, max_size=d), min_size=d, max_size=d)))
def test_definiteness_agrees_with_principal_minors(rows):
    size = len(rows)
    symmetric = tuple(tuple(rows[min(i, j)][max(i, j)] for j in range(size)) for i in range(size))
    minors = [minor(symmetric, [i for i in range(size) if mask >> i & 1]) for mask in range(1, 2**size)]
    assert is_positive_semidefinite(symmetric) == all(value >= 0 for value in minors)
    leading = [minor(symmetric, list(range(k + 1))) for k in range(size)]
    assert is_positive_definite(symmetric) == all(value > 0 for value in leading)


@given(
    st.integers(1, 5).flatmap(
        lambda d: st.lists(st.lists(ENTRY, min_size=d, max_size=d).map(tuple), min_size=1, max_size=6)
    ),
    st.integers(0, 4),
)
def test_gram_matrices_lie_on_the_boundary_if_singular(rows, place):
    """A^T A is semidefinite; less a tiny multiple of v v^T it is not, where A v = 0."""
    size = len(rows[0])
    gram = moment_matrix(rows, [Fraction(1)] * len(rows))
    assert is_positive_semidefinite(gram)
    k = place % size
    flat = [(*row[:k], Fraction(0), *row[k + 1 :]) for row in rows]
    singular = moment_matrix(flat, [Fraction(1)] * len(rows))
    lowered = tuple(
        tuple(entry - TINY * (i == j == k) for j, entry in enumerate(row)) for i, row in enumerate(singular)
    )
    assert is_positive_semidefinite(singular)
    assert not is_positive_definite(singular)
    assert not is_positive_semidefinite(lowered)
    assert is_positive_definite(tuple(tuple(e + TINY * (i == j) for j, e in enumerate(r)) for i, r in enumerate(gram)))


@given(st.lists(st.tuples(ENTRY, ENTRY, ENTRY), min_size=1, max_size=5), st.lists(ENTRY, min_size=6, max_size=6))
def test_moments_and_quadratic_values_agree_with_sums(points, entries):
    a, b, c, d, e, f = entries
    form = matrix((a, b, c), (b, d, e), (c, e, f))
    values = quadratic_values(points, form)
    for point, value in zip(points, values, strict=True):
        assert value == sum(form[i][j] * point[i] * point[j] for i in range(3) for j in range(3))
    weights = [a + k for k in range(len(points))]
    moments = moment_matrix(points, weights)
    for i in range(3):
        for j in range(3):
            assert moments[i][j] == sum(w * p[i] * p[j] for w, p in zip(weights, points, strict=True))


MOMENTS = [
    (XOR, matrix((1, 0), (0, -1)), 0, 0),
    (DIAMONDS, matrix(("3/2", 0), (0, "3/2")), 1, 1),
    (CIRCLES, matrix(("-391/25", 0), (0, "-209/25")), -1, -1),
    (problem([(5, 5)], [(6, 5), (4, 5)]), matrix((-1, 0), (0, 0)), -1, -1),
    (problem([(3, 3)], [(3, 3)]), matrix((0, 0), (0, 0)), 0, 1),
    (problem([(2, 1), (-2, -1)], [(1, -1), (-1, 1)]), matrix((3, 3), (3, 0)), 0, 0),
    (problem([(1, 0), (-1, 0)], [(0, 0)]), matrix((1, 0), (0, 0)), 1, 1),
    (problem([(1, 1), (-1, -1)], [(0, 1), (0, -1)]), matrix((1, 1), (1, 0)), 0, 0),
    (problem([(1, 1), (-1, 1), (1, -1), (-1, -1)], [(0, 1), (0, -1)]), matrix((1, 0), (0, 0)), 0, 1),
    (problem([(0, 1), (0, -1)], [(1, 1), (-1, 1), (1, -1), (-1, -1)]), matrix((-1, 0), (0, 0)), 0, -1),
    (UNEVEN, matrix((-2,)), -1, -1),
]


@pytest.mark.parametrize(("given_problem", "expected", "definite", "semidefinite"), MOMENTS)
def test_second_moments(given_problem, expected, definite, semidefinite):
    assert order.second_moments(given_problem) == expected
    assert order.definite_moments(given_problem) == definite
    assert order.semidefinite_moments(given_problem) == semidefinite


@pytest.mark.parametrize("question", [order.second_moments, order.definite_moments, order.semidefinite_moments])
def test_moments_need_equal_means(question):
    with pytest.raises(Refusal, match="the class means differ"):
        question(problem([(0, 1), (0, -1)], [(0, 1), (0, 0)], weights=(1, 1, 1, 10**9)))


def test_duplicate_measure():
    assert order.duplicate_measure(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2), (0, 0)]))
    assert not order.duplicate_measure(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2)]))
    assert order.duplicate_measure(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2)], weights=(1, 1, 2, 1, 1)))
    assert not order.duplicate_measure(problem([(1,)], [(1 + TINY,)]))
    assert not order.duplicate_measure(LINE)


@given(
    st.lists(st.tuples(ENTRY, ENTRY), min_size=2, max_size=6),
    st.tuples(ENTRY, ENTRY),
    st.lists(st.integers(1, 4), min_size=6, max_size=6),
)
def test_moments_do_not_depend_on_the_origin(points, shift, weights):
    """Class - at the mean of class +: S is the covariance, definite along the span of the centred points."""
    weights = weights[: len(points)]
    mean = tuple(sum(w * p[j] for w, p in zip(weights, points, strict=True)) / sum(weights) for j in range(2))
    assume(any(point != mean for point in points))
    here = problem(points, [mean], weights=(*weights, 1))
    there = problem(
        [tuple(map(sum, zip(p, shift, strict=True))) for p in points],
        [tuple(map(sum, zip(mean, shift, strict=True)))],
        weights=(*weights, 7),
    )
    assert order.second_moments(here) == order.second_moments(there)
    assert order.definite_moments(here) == order.definite_moments(there) == 1
    assert order.semidefinite_moments(there) == 1
