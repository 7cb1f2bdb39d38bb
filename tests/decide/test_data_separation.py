"""Separability and hulls: against brute force, and where floats cannot see the answer."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from data_problems import from_dataset, positive_circuits, problem, real
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide import separation as module
from theoremcheck.decide.hulls import hulls
from theoremcheck.decide.separation import affine_separation, separate, separation, simple_between
from theoremcheck.trusted import data
from theoremcheck.trusted.evidence import Farkas, HullNormals, HullPoint, Separation
from theoremcheck.trusted.model import Dataset

EPSILON = Fraction(1, 10**40)


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
        data.check_not_separable(given_problem, found)
    else:
        data.check_separable(given_problem, found)


@given(small_problems())
@settings(max_examples=150, deadline=None)
def test_affine_separation_and_hulls_agree_with_enumeration(given_problem):
    dataset = given_problem.dataset
    crossing = positive_circuits(signed(data.lifted(dataset), dataset.labels))
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
    monkeypatch.setattr("theoremcheck.decide.simplex.MAX_SIMPLEX_WORK", 1)
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
