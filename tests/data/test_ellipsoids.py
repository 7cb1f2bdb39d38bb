"""Ellipsoids around the classes: what the kernel accepts and refuses, and the decider on constructed answers."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from data_problems import XOR as ROTATED
from data_problems import abstract, from_dataset, matrix, problem, real, refusal, sparse, vector
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from order_problems import CIRCLE, CIRCLES, DIAMOND, ENTRY, HUGE, INNER, TINY, WILD, contractions, ordered, weighted

from theoremcheck.decide.data import ellipsoids as planes
from theoremcheck.decide.data import separation
from theoremcheck.decide.data.ellipsoids import ellipsoid, ellipsoids
from theoremcheck.decide.data.order import convex_order
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.ellipsoids import (
    Ellipsoid,
    Ellipsoids,
    IndefiniteFails,
    check_ellipsoids,
    check_no_ellipsoid,
    check_no_ellipsoids,
)
from theoremcheck.trusted.data.order import ConvexTest
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.model import AbstractDataset
from theoremcheck.trusted.refusal import Refusal

LINE = problem([(-1,), (1,)], [(0,)])
"""Class - (sample 2) is the contraction."""


ALONG = Ellipsoid(matrix((1, 0), (0, 0)), Fraction(1, 2))


ACROSS = Ellipsoid(matrix((0, 0), (0, 1)), Fraction(1, 2))


BALL = Ellipsoid(matrix((1, 0), (0, 1)), Fraction(2))


ACCEPTED = [
    (check_ellipsoids, ROTATED, Ellipsoids(ACROSS, ALONG)),
    (check_ellipsoids, ROTATED, Ellipsoids(replace(ACROSS, level=1 - TINY), replace(ALONG, level=TINY))),
    (check_no_ellipsoids, CIRCLES, IndefiniteFails(sparse(dict.fromkeys(range(8), "1/4")))),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({0: 1, 1: 1, 2: 2}))),
    (check_no_ellipsoids, problem([(1, 2)], [(1, 2)]), IndefiniteFails(sparse({0: 1, 1: 1}))),
]

REFUSED = [
    (check_ellipsoids, ROTATED, Ellipsoids(ALONG, ACROSS), "ellipsoids.not_inside(name=positive, sample=0)"),
    (check_ellipsoids, ROTATED, Ellipsoids(ACROSS, ACROSS), "ellipsoids.not_outside(name=negative, sample=0)"),
    (
        check_ellipsoids,
        ROTATED,
        Ellipsoids(replace(ACROSS, level=Fraction(1)), ALONG),
        "ellipsoids.not_outside(name=positive, sample=2)",
    ),
    (
        check_ellipsoids,
        ROTATED,
        Ellipsoids(ACROSS, replace(ALONG, level=Fraction(0))),
        "ellipsoids.not_inside(name=negative, sample=2)",
    ),
    (
        check_ellipsoids,
        ROTATED,
        Ellipsoids(Ellipsoid(matrix((-TINY, 0), (0, 1)), Fraction(1, 2)), ALONG),
        "ellipsoids.not_semidefinite(name=positive)",
    ),
    (
        check_ellipsoids,
        ROTATED,
        Ellipsoids(Ellipsoid(matrix((0, TINY), (TINY, 1)), Fraction(1, 2)), ALONG),
        "ellipsoids.not_semidefinite(name=positive)",
    ),
    (
        check_ellipsoids,
        ROTATED,
        Ellipsoids(Ellipsoid(matrix((0, 1), (0, 1)), Fraction(1, 2)), ALONG),
        "matrix.not_symmetric(name=ellipsoids.matrix(name=positive))",
    ),
    (
        check_ellipsoids,
        ROTATED,
        Ellipsoids(ACROSS, Ellipsoid(matrix((1, 0), (0,)), Fraction(1, 2))),
        "matrix.not_square(name=ellipsoids.matrix(name=negative))",
    ),
    (
        check_ellipsoids,
        ROTATED,
        Ellipsoids(ACROSS, Ellipsoid(matrix((1,)), Fraction(1, 2))),
        "ellipsoids.size(name=negative, rows=1, width=2)",
    ),
    (
        check_ellipsoids,
        replace(ROTATED, network=replace(ROTATED.network, hidden_bias=True)),
        Ellipsoids(ACROSS, ALONG),
        "ellipsoids.size(name=positive, rows=2, width=3)",
    ),
    (check_ellipsoids, abstract(), Ellipsoids(BALL, BALL), "data.abstract"),
    (check_no_ellipsoids, ROTATED, IndefiniteFails(sparse({0: 1, 2: 1})), "ellipsoids.indefinite"),
    (
        check_no_ellipsoids,
        problem([(2, 0)], [(1, TINY)]),
        IndefiniteFails(sparse({0: 1, 1: 1})),
        "ellipsoids.indefinite",
    ),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({0: 1, 1: 1, 2: 1})), "ellipsoids.not_balanced"),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({})), "sparse.all_zero"),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({0: 0, 2: 0})), "sparse.not_positive"),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({0: -1, 2: -1})), "sparse.not_positive"),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({0: 1, 3: 1})), "sparse.out_of_range(name=the multipliers)"),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({-1: 1, 0: 1})), "sparse.out_of_range(name=the multipliers)"),
    (check_no_ellipsoids, LINE, IndefiniteFails(sparse({2: 1, 0: 1})), "sparse.not_increasing(name=the multipliers)"),
    (
        check_no_ellipsoids,
        LINE,
        IndefiniteFails(Sparse((0, 2), vector(1))),
        "sparse.lengths_differ(name=the multipliers)",
    ),
    (check_no_ellipsoids, abstract(), IndefiniteFails(sparse({0: 1})), "data.abstract"),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED)
def test_accepts(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given_problem, evidence, reason):
    assert refusal(check, given_problem, evidence) == reason


def enclosed(given_problem):
    """``ellipsoids`` with its answer checked."""
    found = ellipsoids(given_problem)
    if isinstance(found, Ellipsoids):
        check_ellipsoids(given_problem, found)
    elif found is not None:
        check_no_ellipsoids(given_problem, found)
    return found


XOR = ([(1, 0), (-1, 0)], [(0, 1), (0, -1)])


SQUARE = ([(1, 1), (-1, -1)], [(1, -1), (-1, 1)])


FAR = ([(11, 1), (9, -1)], [(11, -1), (9, 1)])


STRIPS = ([(10, 0, 1), (-7, 1, 0), (8, -1, 1)], [(0, 9, 1), (1, -8, 7), (1, 1, -9)])


SHAPES = [
    ("rotated XOR", XOR, False, True),
    ("rotated XOR with bias", XOR, True, True),
    ("XOR, which is rotated XOR in other coordinates", SQUARE, False, True),
    ("XOR with bias", SQUARE, True, True),
    ("XOR far from the origin", FAR, False, False),
    ("XOR far from the origin, with bias", FAR, True, True),
    ("scattered around subspaces", STRIPS, False, True),
    ("scattered around subspaces, with bias", STRIPS, True, True),
    ("one dimension", ([(-1,), (1,)], [(0,)]), False, False),
    ("one dimension with bias", ([(-1,), (1,)], [(0,)]), True, False),
    ("half-lines with bias", ([(1,), (2,), (3,)], [(-1,), (0,)]), True, True),
    ("half-lines", ([(1,), (2,), (3,)], [(-1,), (0,)]), False, False),
    ("diamonds", (DIAMOND, INNER), False, False),
    ("diamonds with bias", (DIAMOND, INNER), True, False),
    ("one circle", (INNER, CIRCLE), False, False),
    ("one circle with bias", (INNER, CIRCLE), True, False),
    ("equal samples", ([(1, 2), (5, 5)], [(1, 2), (7, -3)]), False, False),
    ("opposite samples", ([(1, 2), (5, 5)], [(-1, -2), (7, -3)]), False, False),
    ("opposite samples with bias", ([(1, 2)], [(-1, -2)]), True, True),
    ("a singular S(q)", ([(1, -2), (-1, 2), (-2, 2), (2, 2), (2, 1)], [(0, -2), (1, 2)]), False, False),
    ("a dependent feature", ([(1, 0, 1), (-1, 0, -1)], [(0, 1, 1), (0, -1, -1)]), True, True),
    ("two scales", ([(HUGE, TINY), (-HUGE, -TINY)], [(HUGE, -TINY), (-HUGE, TINY)]), True, True),
    ("late digits", ([(1 + TINY,), (1 - TINY,)], [(1,)]), True, False),
    ("late digits, half-lines", ([(1 + TINY,), (1 + 2 * TINY,)], [(1,), (1 - TINY,)]), True, True),
]


@pytest.mark.parametrize(("classes", "bias", "expected"), [s[1:] for s in SHAPES], ids=[s[0] for s in SHAPES])
def test_ellipsoids(classes, bias, expected):
    found = enclosed(problem(*classes, bias=bias))
    assert isinstance(found, Ellipsoids if expected else IndefiniteFails)


def test_weights_do_not_matter_for_ellipsoids():
    assert isinstance(enclosed(weighted(problem(*FAR), (1, 2, 3, 4))), IndefiniteFails)
    assert isinstance(enclosed(weighted(problem(*XOR), (1, 2, 3, 4))), Ellipsoids)


@given(
    st.integers(1, 4).flatmap(
        lambda d: st.tuples(*[st.lists(st.tuples(*[ENTRY] * d), min_size=1, max_size=5) for _ in range(2)])
    )
)
@settings(max_examples=100, deadline=None)
def test_with_bias_a_hyperplane_gives_two_ellipsoids(classes):
    """Large balls approach half-spaces; so linear separability implies data.ellipsoids where there is a bias."""
    given_problem = problem(*classes, bias=True)
    assume(isinstance(separation.separation(given_problem), Separation))
    assert isinstance(enclosed(given_problem), Ellipsoids)


@given(
    st.lists(st.lists(ENTRY, min_size=2, max_size=2), min_size=2, max_size=2),
    st.tuples(ENTRY, ENTRY),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_linear_images_of_rotated_xor(rows, shift, bias):
    (a, b), (c, d) = rows
    assume(a * d != b * c)
    centre = shift if bias else (Fraction(0), Fraction(0))

    def image(point):
        x, y = point
        return (a * x + b * y + centre[0], c * x + d * y + centre[1])

    classes = [[image(point) for point in points] for points in XOR]
    assert isinstance(enclosed(problem(*classes, bias=bias)), Ellipsoids)


@given(contractions(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_contraction_refutes_ellipsoids(given_problem, bias):
    """The coupling orders the second moments of the class averages, at equal means."""
    network = replace(given_problem.network, hidden_bias=bias)
    assert isinstance(enclosed(replace(given_problem, network=network)), IndefiniteFails)


@given(
    st.integers(1, 3).flatmap(
        lambda d: st.tuples(*[st.lists(st.tuples(*[WILD] * d), min_size=1, max_size=5) for _ in range(2)])
    ),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_answers_hold_however_wild_the_data(classes, bias):
    enclosed(problem(*classes, bias=bias))
    ordered(problem(*classes, bias=bias))


def test_few_small_problems_stay_open():
    generator = random.Random(5)

    def sample(size):
        return [tuple(generator.randint(-2, 2) for _ in range(size)) for _ in range(generator.randint(1, 6))]

    sizes = [generator.randint(1, 4) for _ in range(300)]
    found = [enclosed(problem(sample(size), sample(size), bias=size % 2 == 0)) for size in sizes]
    assert sum(answer is None for answer in found) <= 3
    assert {type(answer) for answer in found} >= {Ellipsoids, IndefiniteFails}


def test_dimensions_beyond_the_bound_stay_open_unless_the_spans_settle_it():
    size = planes.MAX_ELLIPSOID_DIMENSION + 1

    def unit(k, other=0):
        return tuple(int(j == k) + int(j == other) * 2 for j in range(size))

    apart = problem([unit(0), unit(1)], [unit(2, 3), unit(4, 3)])
    assert isinstance(enclosed(apart), Ellipsoids)
    assert enclosed(problem([unit(0), unit(1)], [unit(0, 1), unit(3)])) is None


REAL = [
    (("iris.csv", "species", "setosa", "versicolor"), True, Ellipsoids),
    (("iris.csv", "species", "versicolor", "virginica"), True, IndefiniteFails),
    (("wdbc.csv", "diagnosis", "M"), True, type(None)),
]


@pytest.mark.parametrize(("source", "bias", "expected"), REAL)
def test_real_data(source, bias, expected):
    given_problem = from_dataset(real(*source), bias=bias)
    assert isinstance(enclosed(given_problem), expected)
    assert isinstance(ordered(given_problem), ConvexTest)


def test_abstract_data_stay_open():
    given_problem = problem(*XOR)
    hidden = replace(given_problem, dataset=AbstractDataset(2, 2, 2, ()))
    assert convex_order(hidden) is None
    assert ellipsoids(hidden) is None
    one_class = replace(given_problem, dataset=replace(given_problem.dataset, labels=(1, 1, 1, 1)))
    assert convex_order(one_class) is None
    assert ellipsoids(one_class) is None


# --- one ellipsoid ------------------------------------------------------------------------------------------------

small = st.tuples(st.integers(-3, 3), st.integers(-3, 3))
INSIDE = {1: "data.ellipsoid_positive", -1: "data.ellipsoid_negative"}


@pytest.mark.parametrize(
    "positives, negatives, expected",
    [
        ([(-1,), (1,)], [(0,)], {-1}),
        ([(0,)], [(-1,), (1,)], {1}),
        ([(1,)], [(2,)], {1}),
        ([(1, 0), (-2, 0)], [(0, 1), (0, -3)], {1, -1}),
        ([(1, 1), (-1, -1)], [(1, -1), (-1, 1)], {1, -1}),
        ([(1, 2)], [(-1, -2)], set()),
        ([(2, 1), (-2, -1), (2, -1), (-2, 1)], [(1, 1), (-1, -1), (1, -1), (-1, 1)], {-1}),
        ([(1, 0), (5, 0)], [(2, 0)], set()),
    ],
)
@pytest.mark.parametrize("inside", [1, -1])
def test_one_ellipsoid(positives, negatives, expected, inside):
    given_problem = problem(positives, negatives)
    found = ellipsoid(given_problem, inside)
    assert isinstance(found, Ellipsoid if inside in expected else IndefiniteFails)
    check_claim(given_problem, Claim(INSIDE[inside], inside in expected, found))
    if expected:
        with pytest.raises(Refusal):
            check_claim(given_problem, Claim(INSIDE[-inside], inside in expected, found))


def test_the_sign_of_the_moments_tells_the_ellipsoids_apart():
    """On - at 0, + at 1 and -1: q = (1/2, 1/2, 1) has S(q) > 0, which excludes an ellipsoid around + and no other."""
    multipliers = IndefiniteFails(sparse({0: 1, 1: 1, 2: 2}))
    check_no_ellipsoid(problem([(-1,), (1,)], [(0,)]), multipliers, 1)
    with pytest.raises(Refusal, match=r"^ellipsoids\.not_of_one_sign$"):
        check_no_ellipsoid(problem([(-1,), (1,)], [(0,)]), multipliers, -1)


@given(st.lists(small, min_size=1, max_size=4), st.lists(small, min_size=1, max_size=4), st.booleans())
@settings(max_examples=100, deadline=None)
def test_two_ellipsoids_are_one_of_each_kind(positives, negatives, bias):
    given_problem = problem(positives, negatives, bias=bias)
    halves = [ellipsoid(given_problem, inside) for inside in (1, -1)]
    both = ellipsoids(given_problem)
    for inside, found in zip((1, -1), halves, strict=True):
        if found is not None:
            check_claim(given_problem, Claim(INSIDE[inside], isinstance(found, Ellipsoid), found))
    if isinstance(both, Ellipsoids):
        assert not any(isinstance(found, IndefiniteFails) for found in halves)
    if all(isinstance(found, Ellipsoid) for found in halves):
        assert not isinstance(both, IndefiniteFails)
