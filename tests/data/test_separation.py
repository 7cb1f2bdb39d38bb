"""Separability: what the kernel accepts and refuses; deciders against brute force, and where floats see nothing."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from data_problems import (
    ALL,
    LINE,
    XOR,
    abstract,
    checked,
    from_dataset,
    positive_circuits,
    problem,
    real,
    refusal,
    sparse,
    vector,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.data import hulls as hull_module
from theoremcheck.decide.data import separation as module
from theoremcheck.decide.data.separation import separate, simple_between
from theoremcheck.trusted.data.hulls import HullNormals, HullPoint
from theoremcheck.trusted.data.separation import (
    Farkas,
    Separation,
    check_affinely_separable,
    check_not_affinely_separable,
    check_not_separable,
    check_separable,
)
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.model import Dataset
from theoremcheck.trusted.refusal import Refusal

EPSILON = Fraction(1, 10**40)
separation = checked(module.separation, "data.linearly_separable", Separation)
affine_separation = checked(module.affine_separation, "data.affinely_separable", Separation)
hulls = checked(hull_module.hulls, "data.origin_outside_hulls", HullNormals)


@st.composite
def small_problems(draw):
    width = draw(st.integers(1, 3))
    entry = st.one_of(
        st.integers(-2, 2).map(Fraction),
        st.fractions(-2, 2, max_denominator=4),
        st.sampled_from([EPSILON, -EPSILON, 1 + EPSILON, Fraction(10**60), Fraction(1, 10**60)]),
    )
    point = st.tuples(*[entry] * width)
    return problem(
        draw(st.lists(point, min_size=1, max_size=4)),
        draw(st.lists(point, min_size=1, max_size=4)),
        bias=draw(st.booleans()),
    )


def signed(points, labels):
    return [[y * entry for entry in point] for point, y in zip(points, labels, strict=True)]


ACCEPTED = [
    (check_separable, LINE, Separation(vector(2, -1))),
    (check_affinely_separable, LINE, Separation(vector(2, -1))),
    (check_affinely_separable, problem([(1,)], [(0,)]), Separation(vector(2, -1))),
    (check_not_separable, XOR, Farkas(sparse({0: 1, 1: 1}))),
    (check_not_separable, XOR, Farkas(sparse({0: "1/2", 1: "1/2", 2: 7, 3: 7}))),
    (check_not_separable, problem([(0, 0), (1, 0)], [(0, 1)]), Farkas(sparse({0: 1}))),
    (check_not_affinely_separable, XOR, Farkas(sparse(ALL))),
]

REFUSED = [
    (check_separable, LINE, Separation(vector(2, -2)), "separation.wrong_side(sample=0)"),
    (check_separable, LINE, Separation(vector(2, 0)), "separation.wrong_side(sample=3)"),
    (check_separable, LINE, Separation(vector(2, -1, 0)), "exact.vector_length(name=the normal, entries=3, width=2)"),
    (check_separable, XOR, Separation(vector()), "exact.vector_length(name=the normal, entries=0, width=2)"),
    (check_affinely_separable, LINE, Separation(vector(2, 1)), "separation.wrong_side(sample=3)"),
    (check_not_separable, XOR, Farkas(sparse({0: 1, 1: 2})), "sparse.no_relation"),
    (check_not_separable, XOR, Farkas(sparse({})), "sparse.all_zero"),
    (check_not_separable, XOR, Farkas(sparse({0: 0})), "sparse.not_positive"),
    (check_not_separable, XOR, Farkas(sparse({0: -1, 1: -1})), "sparse.not_positive"),
    (check_not_separable, XOR, Farkas(sparse({0: 1, 4: 1})), "sparse.out_of_range(name=the multipliers)"),
    (check_not_separable, XOR, Farkas(sparse({-4: 1, 1: 1})), "sparse.out_of_range(name=the multipliers)"),
    (check_not_separable, XOR, Farkas(sparse({1: 1, 0: 1})), "sparse.not_increasing(name=the multipliers)"),
    (check_not_separable, XOR, Farkas(Sparse((0, 0), vector(1, 1))), "sparse.not_increasing(name=the multipliers)"),
    (check_not_separable, XOR, Farkas(Sparse((0, 1), vector(1))), "sparse.lengths_differ(name=the multipliers)"),
    (check_not_affinely_separable, XOR, Farkas(sparse({0: 1, 1: 1})), "sparse.no_relation"),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED)
def test_accepts(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given_problem, evidence, reason):
    assert refusal(check, given_problem, evidence) == reason


def test_an_abstract_dataset_is_refused():
    assert refusal(check_separable, abstract(2, 3, 4), Separation(vector(1, 0))) == "data.abstract"


def test_rows_of_very_different_scale_stay_exact():
    tiny, huge = Fraction(1, 10**400), Fraction(10**400)
    given_problem = problem([(huge, tiny)], [(huge, -tiny)])
    check_separable(given_problem, Separation(vector(0, 1)))
    with pytest.raises(Refusal):
        check_separable(given_problem, Separation((tiny, Fraction(1))))


@given(small_problems(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_agrees_with_enumeration(given_problem, by_floats):
    dataset = given_problem.dataset
    expected = Farkas if positive_circuits(signed(given_problem.inputs, dataset.labels)) else Separation
    with pytest.MonkeyPatch.context() as patch:
        if by_floats:
            patch.setattr(module, "SMALL_BITS", 0)
        found = separation(given_problem)
    assert isinstance(found, expected)
    if expected is Farkas:
        check_not_separable(given_problem, found)
    else:
        check_separable(given_problem, found)


@given(small_problems())
@settings(max_examples=150, deadline=None)
def test_affine_separation_and_hulls_agree_with_enumeration(given_problem):
    dataset = given_problem.dataset
    crossing = positive_circuits(signed(dataset.lifted, dataset.labels))
    assert isinstance(affine_separation(given_problem), Farkas if crossing else Separation)
    inside = any(positive_circuits([given_problem.inputs[i] for i in dataset.members(label)]) for label in (1, -1))
    assert isinstance(hulls(given_problem), HullPoint if inside else HullNormals)


def near_degenerate(count, width, seed, crossing, scales=(1,)):
    """Samples at a distance of about 1e-40 from a hyperplane, on their side of it except perhaps two."""
    generator = random.Random(seed)

    def number():
        return Fraction(generator.randint(-1000, 1000), 1000)

    slope = [number() for _ in range(width - 1)]
    labels = tuple(generator.choice((1, -1)) for _ in range(count))
    points = []
    for y in labels:
        head = [number() for _ in range(width - 1)]
        height = sum((a * b for a, b in zip(slope, head, strict=True)), y * EPSILON * generator.randint(1, 9))
        points.append([*head, height])
    if crossing:
        # The middle of two samples of one class, a hair beyond, with the label of the other class.
        first, second = [i for i, y in enumerate(labels) if y == labels[0]][1:3]
        points[0] = [(a + b) / 2 for a, b in zip(points[first], points[second], strict=True)]
        labels = (-labels[0], *labels[1:])
    scaled = tuple(tuple(v * scales[j % len(scales)] for j, v in enumerate(point)) for point in points)
    return scaled, labels


@pytest.mark.parametrize("scales", [(1,), (Fraction(1, 10**200), Fraction(10**200), 1)], ids=["plain", "badly scaled"])
@pytest.mark.parametrize("crossing", [False, True], ids=["separable", "crossing"])
@pytest.mark.parametrize(("count", "width"), [(12, 2), (40, 6), (200, 30)])
def test_margins_that_floats_cannot_see(count, width, crossing, scales):
    points, labels = near_degenerate(count, width, seed=count, crossing=crossing, scales=scales)
    found = separation(from_dataset(Dataset(points, labels, (Fraction(1),) * count), bias=False))
    assert isinstance(found, Farkas if crossing else Separation)


def test_the_same_input_gives_the_same_evidence():
    points, labels = near_degenerate(60, 8, seed=3, crossing=True)
    assert separate(points, labels) == separate(points, labels)


def test_a_zero_sample_is_its_own_evidence():
    found = separation(problem([(1, 0), (0, 0)], [(0, 1)]))
    assert isinstance(found, Farkas)
    assert found.multipliers.indices == (1,)


def test_duplicates_and_opposites():
    found = separation(problem([(1, 2)] * 3, [(2, 4)] * 2))
    assert isinstance(found, Farkas)
    assert found.multipliers.entries == (2, 1)
    assert isinstance(separation(problem([(1, 2)] * 3, [(-2, -4)] * 2)), Separation)


def test_three_hundred_digits():
    big = Fraction(10**300 + 7, 10**299 + 9)
    assert isinstance(separation(problem([(big, 1)], [(big - Fraction(1, 10**300), 1)])), Separation)
    assert isinstance(separation(problem([(big, 1), (-big, 1)], [(0, 1)])), Farkas)


def test_beyond_the_budget_the_question_stays_open(monkeypatch):
    points, labels = near_degenerate(200, 30, seed=5, crossing=False)
    monkeypatch.setattr("theoremcheck.decide.data.simplex.MAX_SIMPLEX_WORK", 1)
    assert separate(points, labels) is None


@given(st.fractions(), st.fractions(min_value=EPSILON))
def test_simple_between(low, gap):
    assert low < simple_between(low, low + gap) < low + gap


FACTS = [
    (("wdbc.csv", "diagnosis", "M"), Separation, Separation),
    (("iris.csv", "species", "setosa", "versicolor"), Separation, Separation),
    (("iris.csv", "species", "versicolor", "virginica"), Farkas, Farkas),
    (("digits.csv", "parity", "even", None, ("digit",)), Farkas, Farkas),
    (("digits.csv", "digit", "0", None, ("parity",)), Separation, Separation),
]


@pytest.mark.parametrize(("source", "with_bias", "without_bias"), FACTS)
def test_real_data(source, with_bias, without_bias):
    dataset = real(*source)
    assert isinstance(separation(from_dataset(dataset, bias=True)), with_bias)
    assert isinstance(separation(from_dataset(dataset, bias=False)), without_bias)
    assert isinstance(hulls(from_dataset(dataset, bias=False)), HullNormals)
