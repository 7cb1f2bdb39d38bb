"""Convex order: what the kernel accepts and refuses, and the decider against independent criteria."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from data_problems import XOR, abstract, problem, refusal, vector
from hypothesis import given, settings
from hypothesis import strategies as st
from order_problems import (
    CIRCLE,
    DIAMOND,
    DIAMONDS,
    HUGE,
    INNER,
    TINY,
    UNEVEN,
    WILD,
    contractions,
    ordered,
    weighted,
)

from theoremcheck.decide.data import order as couplings
from theoremcheck.decide.data.order import convex_order
from theoremcheck.trusted.data.measures import equal_classes
from theoremcheck.trusted.data.moments import definite_moments
from theoremcheck.trusted.data.order import (
    Affine,
    ConvexTest,
    Coupling,
    CouplingEntry,
    check_convex_order,
    check_no_convex_order,
)

LINE = problem([(-1,), (1,)], [(0,)])
"""Class - (sample 2) is the contraction."""


def coupling(inner, entries):
    return Coupling(inner, tuple(CouplingEntry(i, k, Fraction(mass)) for (i, k), mass in entries.items()))


def pieces(*functions):
    return tuple(Affine(vector(*slope), Fraction(constant)) for *slope, constant in functions)


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
    (check_convex_order, LINE, coupling(-1, SPLIT)),
    (check_convex_order, DIAMONDS, coupling(-1, INWARDS)),
    (check_convex_order, UNEVEN, coupling(1, {(0, 2): "1/6", (0, 3): "1/12", (1, 2): "1/2", (1, 3): "1/4"})),
    (check_convex_order, problem([(1,)], [(1,), (1,)]), coupling(1, {(0, 1): "1/2", (0, 2): "1/2"})),
    (check_no_convex_order, XOR, CROSS),
    (check_no_convex_order, problem([(1,)], [(0,)]), ConvexTest(pieces((1, 0)), pieces((-1, 5)))),
]

REFUSED = [
    (
        check_convex_order,
        UNEVEN,
        coupling(1, {(0, 2): "1/3", (0, 3): "1/6", (1, 2): "1/3", (1, 3): "1/6"}),
        "order.masses_out(sample=0)",
    ),
    (check_convex_order, LINE, coupling(1, SPLIT), "order.row(sample=2)"),
    (check_convex_order, LINE, coupling(0, SPLIT), "order.inner_class"),
    (check_convex_order, LINE, coupling(-1, {(2, 0): "1/2", (2, 1): "1/3"}), "order.masses_in(sample=1)"),
    (
        check_convex_order,
        problem([(-1,), (1,), (3,)], [(0,), (2,)]),
        coupling(-1, {(3, 0): "1/3", (3, 1): "1/6", (4, 1): "1/6", (4, 2): "1/3"}),
        "order.mean_moved(sample=3)",
    ),
    (check_convex_order, problem([(-1,), (1,)], [(TINY,)]), coupling(-1, SPLIT), "order.mean_moved(sample=2)"),
    (check_convex_order, LINE, coupling(-1, {(2, 0): "1/4", (2, 1): "3/4"}), "order.masses_in(sample=0)"),
    (
        check_convex_order,
        LINE,
        Coupling(-1, tuple(CouplingEntry(2, k, Fraction(1, 4)) for k in (0, 0, 1, 1))),
        "order.not_increasing",
    ),
    (check_convex_order, LINE, coupling(-1, {(2, 1): "1/2", (2, 0): "1/2"}), "order.not_increasing"),
    (
        check_convex_order,
        problem([(-2,), (-1,), (3,)], [(0,)]),
        coupling(-1, {(3, 0): "-1/3", (3, 1): "1/3", (3, 2): "1"}),
        "order.mass_not_positive(sample=3, other=0)",
    ),
    (check_convex_order, LINE, coupling(-1, {**SPLIT, (2, 2): 1}), "order.column(sample=2)"),
    (check_convex_order, LINE, coupling(-1, {(-1, 0): "1/2", (-1, 1): "1/2"}), "order.row(sample=-1)"),
    (check_convex_order, LINE, coupling(-1, {(2, -3): "1/2", (2, 1): "1/2"}), "order.column(sample=-3)"),
    (check_convex_order, LINE, coupling(-1, {}), "order.masses_in(sample=0)"),
    (check_convex_order, problem([(1,)], []), coupling(1, {}), "measures.empty_class"),
    (check_convex_order, abstract(), coupling(1, {}), "data.abstract"),
    (check_no_convex_order, XOR, ConvexTest(CROSS.positive, CROSS.positive), "order.average_not_larger(name=negative)"),
    (
        check_no_convex_order,
        XOR,
        ConvexTest(pieces((0, 0, 7)), CROSS.negative),
        "order.average_not_larger(name=positive)",
    ),
    (check_no_convex_order, XOR, ConvexTest((), CROSS.negative), "order.no_piece(name=positive)"),
    (
        check_no_convex_order,
        XOR,
        ConvexTest(CROSS.positive, pieces((0, 1, 1, 0))),
        "order.slope_length(name=negative, dimension=2)",
    ),
    (check_no_convex_order, abstract(), CROSS, "data.abstract"),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED)
def test_accepts(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given_problem, evidence, reason):
    assert refusal(check, given_problem, evidence) == reason


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
    assert found.inner == -other.inner or equal_classes(given_problem)


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
    assert definite_moments(given_problem) == 1
    assert isinstance(ordered(given_problem), ConvexTest)


def test_too_many_pairs_leave_the_order_open(monkeypatch):
    monkeypatch.setattr(couplings, "MAX_COUPLING", 3)
    assert convex_order(problem(DIAMOND, INNER)) is None
    monkeypatch.undo()
    monkeypatch.setattr(couplings, "MAX_NONZEROS", 3)
    assert convex_order(problem(DIAMOND, INNER)) is None
