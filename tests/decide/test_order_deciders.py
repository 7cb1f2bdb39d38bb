"""Deciders of data.convex_order and data.ellipsoids, against independent criteria and constructed answers."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from data_problems import from_dataset, problem, real
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from theoremcheck.decide import couplings, separation
from theoremcheck.decide import ellipsoids as planes
from theoremcheck.decide.couplings import convex_order
from theoremcheck.decide.ellipsoids import ellipsoids
from theoremcheck.trusted import order
from theoremcheck.trusted.ellipsoids import Ellipsoids, IndefiniteFails, check_ellipsoids, check_no_ellipsoids
from theoremcheck.trusted.evidence import Separation
from theoremcheck.trusted.model import AbstractDataset
from theoremcheck.trusted.order import ConvexTest, Coupling

HUGE, TINY = Fraction(10**60), Fraction(1, 10**40)
ENTRY = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=4))
WILD = st.one_of(ENTRY, st.sampled_from([TINY, -TINY, 1 + TINY, HUGE, 1 / HUGE]))


def weighted(given_problem, weights):
    dataset = replace(given_problem.dataset, weights=tuple(Fraction(w) for w in weights))
    return replace(given_problem, dataset=dataset)


def ordered(given_problem):
    """``convex_order`` with its answer checked."""
    found = convex_order(given_problem)
    if isinstance(found, Coupling):
        order.check_convex_order(given_problem, found)
    elif found is not None:
        order.check_no_convex_order(given_problem, found)
    return found


def enclosed(given_problem):
    """``ellipsoids`` with its answer checked."""
    found = ellipsoids(given_problem)
    if isinstance(found, Ellipsoids):
        check_ellipsoids(given_problem, found)
    elif found is not None:
        check_no_ellipsoids(given_problem, found)
    return found


@pytest.fixture(params=["exact", "floats", "floats without squares"])
def route(request, monkeypatch):
    """Each way to the answer alone: the exact simplex, floats with exact vertices, and these without a cheap test."""
    if request.param == "exact":
        monkeypatch.setattr(couplings, "SMALL_PROGRAM", 10**9)
    else:
        monkeypatch.setattr(couplings, "SMALL_PROGRAM", 0)
        monkeypatch.setattr(couplings, "MAX_EXACT_PROGRAM", 0)
    if request.param != "floats":
        monkeypatch.setattr(couplings, "_squares", lambda _: iter(()))
    return request.param


# --- data.convex_order --------------------------------------------------------------------------------------------

DIAMOND = [(2, 0), (-2, 0), (0, 2), (0, -2)]
INNER = [(1, 0), (-1, 0), (0, 1), (0, -1)]
CIRCLE = [(Fraction(3 * a, 5), Fraction(4 * b, 5)) for a in (1, -1) for b in (1, -1)]
CIRCLE += [(y, x) for x, y in CIRCLE]
ANNULUS = [(9, 1), (-9, 1), (0, -1), (0, -1)]

ORDERS = [
    ("one dimension", problem([(-1,), (1,)], [(0,)]), -1),
    ("one dimension, swapped", problem([(0,)], [(-1,), (1,)]), 1),
    ("diamonds", problem(DIAMOND, INNER), -1),
    ("concentric circles", problem(CIRCLE, [(2 * x, 2 * y) for x, y in CIRCLE]), 1),
    ("a turned square outside", problem([(2, 1), (-2, -1), (-1, 2), (1, -2)], INNER), -1),
    ("a square too small", problem(INNER, [(Fraction(4, 5) * x, Fraction(4, 5) * y) for x, y in CIRCLE]), None),
    ("rotated XOR", problem(*[[(x, y), (-x, -y)] for x, y in ((1, 0), (0, 1))]), None),
    ("duplicates", problem([(1, 2), (3, 4)], [(1, 2), (3, 4), (3, 4), (1, 2)]), 1),
    ("partly shared", problem([(0,), (7,), (-7,)], [(7,), (-7,), (1,), (-1,), (0,), (0,)]), -1),
    ("different means", problem([(0, 0)], [(1, 1), (-1, 0)]), None),
    ("a distance of 1e-40", problem([(0,)], [(TINY,), (-TINY,)]), 1),
    ("means 1e-40 apart", problem([(TINY,)], [(1,), (-1,)]), None),
    ("huge", problem([(0,)], [(HUGE,), (-HUGE,)]), 1),
    ("out of the hull by 1e-40", problem([(1 + TINY,), (-1 - TINY,), (0,), (0,)], [(1,), (1,), (-1,), (-1,)]), None),
    ("two scales", problem([(0, HUGE + 1), (0, HUGE - 1)], [(TINY, HUGE + 1), (-TINY, HUGE - 1)]), None),
    ("weights", weighted(problem([(-1,), (2,)], [(0,), (0,)]), (4, 2, 1, 3)), -1),
    ("weights that move the mean", weighted(problem([(-1,), (1,)], [(0,)]), (1, 2, 1)), None),
]


@pytest.mark.parametrize(("given_problem", "inner"), [case[1:] for case in ORDERS], ids=[case[0] for case in ORDERS])
def test_convex_order(given_problem, inner):
    found = ordered(given_problem)
    assert isinstance(found, ConvexTest if inner is None else Coupling)
    assert inner is None or found.inner == inner


@pytest.mark.parametrize(("given_problem", "inner"), [case[1:] for case in ORDERS[:10]])
def test_every_route_gives_the_same_answer(route, given_problem, inner):
    found = ordered(given_problem)
    assert isinstance(found, ConvexTest if inner is None else Coupling)


def contracted_on_the_line(inner, outer):
    """On the line: E_inner max(0, x - t) <= E_outer max(0, x - t) at every point t, and the means agree."""

    def call(points, t):
        return sum((max(x - t, Fraction(0)) for (x,) in points), Fraction(0)) / len(points)

    def mean(points):
        return sum(x for (x,) in points) / len(points)

    return mean(inner) == mean(outer) and all(call(inner, t) <= call(outer, t) for (t,) in (*inner, *outer))


def balanced(points):
    """The points and one more, so that their mean is 0."""
    return [*points, tuple(-sum(column) for column in zip(*points, strict=True))]


@given(
    st.lists(st.tuples(WILD), min_size=1, max_size=5).map(balanced),
    st.lists(st.tuples(WILD), min_size=1, max_size=5).map(balanced),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_agrees_with_the_criterion_on_the_line(positives, negatives, by_exact):
    expected = contracted_on_the_line(positives, negatives) or contracted_on_the_line(negatives, positives)
    with pytest.MonkeyPatch.context() as patch:
        if not by_exact:
            patch.setattr(couplings, "SMALL_PROGRAM", 0)
        found = ordered(problem(positives, negatives))
    # Floats alone may leave late digits open; they never contradict the criterion.
    assert isinstance(found, Coupling if expected else ConvexTest) or (found is None and not by_exact)


@st.composite
def contractions(draw):
    """Class - splits into groups whose (weighted) means are the samples of class +, with the weights of the groups."""
    size = draw(st.integers(1, 3))
    point = st.tuples(*[ENTRY] * size)
    groups = draw(st.lists(st.lists(point, min_size=1, max_size=3), min_size=1, max_size=4))
    weights = [[Fraction(draw(st.integers(1, 3))) for _ in group] for group in groups]
    totals = [sum(group) for group in weights]
    means = [
        tuple(sum(w * p[j] for w, p in zip(ws, group, strict=True)) / total for j in range(size))
        for group, ws, total in zip(groups, weights, totals, strict=True)
    ]
    outer = [p for group in groups for p in group]
    return weighted(problem(means, outer), [*totals, *(w for ws in weights for w in ws)])


@given(contractions(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_random_contraction_is_recognised(given_problem, by_exact):
    with pytest.MonkeyPatch.context() as patch:
        if not by_exact:
            patch.setattr(couplings, "SMALL_PROGRAM", 0)
        found = ordered(given_problem)
    assert isinstance(found, Coupling)


@given(contractions())
@settings(max_examples=100, deadline=None)
def test_both_directions_only_if_the_measures_agree(given_problem):
    dataset = given_problem.dataset
    swapped = replace(given_problem, dataset=replace(dataset, labels=tuple(-y for y in dataset.labels)))
    found, other = ordered(given_problem), ordered(swapped)
    assert isinstance(found, Coupling)
    assert isinstance(other, Coupling)
    assert found.inner == -other.inner or order.duplicate_measure(given_problem)


def mixture(count, parts, size, seed):
    """``count`` samples, and ``parts`` samples around each of them with the same mean."""
    generator = random.Random(seed)
    inner, outer = [], []
    for _ in range(count):
        centre = [Fraction(generator.randint(-50, 50), 10) for _ in range(size)]
        shifts = [[Fraction(generator.randint(-20, 20), 10) for _ in range(size)] for _ in range(parts)]
        mean = [sum(column) / parts for column in zip(*shifts, strict=True)]
        inner.append(tuple(centre))
        outer += [tuple(c + s - m for c, s, m in zip(centre, shift, mean, strict=True)) for shift in shifts]
    return outer, inner


@pytest.mark.parametrize(("count", "parts", "size"), [(40, 2, 2), (60, 3, 2), (30, 3, 15)])
def test_a_few_hundred_samples(count, parts, size):
    assert ordered(problem(*mixture(count, parts, size, seed=1))).inner == -1


def test_an_inner_sample_outside_the_hull():
    """The spread of class + is larger in every direction, yet one pair of class - lies outside its hull."""
    given_problem = problem([(10,), (-10,)] * 2, [(12,), (-12,)] + [(0,)] * 6)
    assert order.definite_moments(given_problem) == 1
    assert isinstance(ordered(given_problem), ConvexTest)


def test_too_many_pairs_leave_the_order_open(monkeypatch):
    monkeypatch.setattr(couplings, "MAX_COUPLING", 3)
    assert convex_order(problem(DIAMOND, INNER)) is None
    monkeypatch.undo()
    monkeypatch.setattr(couplings, "MAX_NONZEROS", 3)
    assert convex_order(problem(DIAMOND, INNER)) is None


# --- data.ellipsoids ----------------------------------------------------------------------------------------------

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
