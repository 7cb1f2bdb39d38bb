"""Spans, widths and the core, against brute force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from data_problems import from_dataset, least_partition, positive_circuits, problem, rank, real
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.core import core, core_in_one_class, core_span_exclusion, core_width
from theoremcheck.decide.spans import spans
from theoremcheck.decide.width_bounds import width_bounds
from theoremcheck.decide.widths import width, widths
from theoremcheck.trusted import data
from theoremcheck.trusted.evidence import InCore, InSpan, OffCore, Partition, SpanVectors, Violators

XOR = problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)])


@st.composite
def subspace_problems(draw):
    """Classes that lie in coordinate subspaces (which may overlap), with many small dependent sets."""
    size = draw(st.integers(2, 5))
    first = draw(st.integers(1, size - 1))
    overlap = draw(st.integers(0, 1))
    entry = st.sampled_from([-1, 0, 0, 1, 2])

    def cut(point, low, high):
        return tuple(value if low <= j < high else 0 for j, value in enumerate(point))

    point = st.tuples(*[entry] * size)
    positives = draw(st.lists(point.map(lambda p: cut(p, 0, first)).filter(any), min_size=1, max_size=7))
    negatives = draw(st.lists(point.map(lambda p: cut(p, first - overlap, size)), min_size=1, max_size=4))
    return problem(positives, negatives, width=draw(st.integers(1, 8)))


def with_width(given_problem, count):
    return replace(given_problem, network=replace(given_problem.network, width=count))


@given(subspace_problems())
@settings(max_examples=200, deadline=None)
def test_spans_agree_with_ranks(given_problem):
    points, dataset = given_problem.inputs, given_problem.dataset
    meets = False
    for label in (1, -1):
        span = [points[i] for i in dataset.members(-label)]
        meets |= any(rank([*span, points[i]]) == rank(span) for i in dataset.members(label))
    assert isinstance(spans(given_problem), InSpan if meets else SpanVectors)


@given(subspace_problems())
@settings(max_examples=200, deadline=None)
def test_widths_agree_with_edmonds_formula(given_problem):
    points, dataset = given_problem.inputs, given_problem.dataset
    positives, negatives = dataset.members(1), dataset.members(-1)
    expected = least_partition(points, positives, negatives), least_partition(points, negatives, positives)
    found = widths(given_problem)
    assert found is not None
    assert (found.positive.count, found.negative.count) == expected
    if found.total is None:
        assert isinstance(width(given_problem), Violators)
        return
    assert isinstance(width(with_width(given_problem, found.total)), Partition)
    if found.total > 1:
        assert isinstance(width(with_width(given_problem, found.total - 1)), Violators)
    bounds = width_bounds(given_problem)
    assert bounds is not None
    assert bounds.general_position is not None
    assert bounds.general_position <= bounds.exact <= bounds.distinct
    if bounds.paper is not None and bounds.paper_independence:
        assert bounds.exact <= bounds.paper


@given(subspace_problems())
@settings(max_examples=200, deadline=None)
def test_the_core_is_the_union_of_all_positive_circuits(given_problem):
    points, dataset = given_problem.inputs, given_problem.dataset
    rows = [[y * entry for entry in point] for point, y in zip(points, dataset.labels, strict=True)]
    expected = {i for circuit in positive_circuits(rows) for i in circuit}
    found = core(given_problem)
    assert found is not None
    assert {*found.positives, *found.negatives} == expected == set(found.multipliers.indices)
    one_class = not found.positives or not found.negatives
    assert isinstance(core_in_one_class(given_problem, found), OffCore if one_class else InCore)
    meets = any(
        rank([*span, points[i]]) == rank(span)
        for own, other in ((found.positives, found.negatives), (found.negatives, found.positives))
        for span in [[points[k] for k in other]]
        for i in own
    )
    assert isinstance(core_span_exclusion(given_problem, found), InCore if meets else OffCore)
    if one_class:
        assert core_width(given_problem, found) is None
        return
    counts = [
        least_partition(points, found.positives, found.negatives),
        least_partition(points, found.negatives, found.positives),
    ]
    enough = None not in counts and given_problem.network.width >= sum(counts) - 1
    assert isinstance(core_width(given_problem, found), OffCore if enough else InCore)


def test_rotated_xor():
    bounds = width_bounds(XOR)
    assert bounds is not None
    assert (bounds.positive, bounds.negative, bounds.exact) == (2, 2, 3)
    assert (bounds.general_position, bounds.distinct, bounds.paper) == (3, 3, 8)
    assert bounds.paper_independence is True
    assert isinstance(width(XOR), Partition)
    assert isinstance(width(with_width(XOR, 2)), Violators)


def test_crowding_is_found_beyond_general_position():
    line = [(k, 0, 0, 0) for k in range(1, 6)]
    bounds = width_bounds(problem([*line, (0, 1, 0, 0), (0, 0, 1, 0)], [(0, 0, 0, 1)]))
    assert bounds is not None
    assert (bounds.exact, bounds.general_position) == (5, 3)


def test_no_width_is_enough_inside_the_other_span():
    inside = problem([(1, 0), (0, 1)], [(1, 1)], width=1000)
    assert width(inside) == Violators((), (2,))
    bounds = width_bounds(inside)
    assert bounds is not None
    assert (bounds.exact, bounds.paper, bounds.known) == (None, None, True)


def test_too_many_samples_leave_the_width_open(monkeypatch):
    monkeypatch.setattr("theoremcheck.decide.widths.MAX_TABLEAU", 1)
    assert width(XOR) is None
    bounds = width_bounds(XOR)
    assert bounds is not None
    assert (bounds.known, bounds.exact) == (False, None)


def test_an_unlucky_prime_is_replaced():
    """Entries that vanish modulo the primes tried first must not change an answer."""
    small, large = 2_147_483_647 * 2_147_483_629, (2**61 - 1) * (2**63 - 25)
    for factor in (small, large, small * large):
        # Primitive rows hide a common factor, so it stands beside a 1.
        given_problem = problem([(1, factor, 0), (1, 0, 0), (1, -factor, 0)], [(0, 0, 1), (0, 0, -1)], width=3)
        found = widths(given_problem)
        assert found is not None
        assert found.total == 3
        assert isinstance(spans(given_problem), SpanVectors)
        assert isinstance(width(given_problem), Partition)
        meeting = problem([(1, 0)], [(1, factor), (1, -factor)])
        assert isinstance(spans(meeting), InSpan)
        assert isinstance(spans(problem([(1, factor)], [(1, 0)])), SpanVectors)
        crossing = problem([(1, factor), (1, -factor), (2, 0)], [(1, 0), (-1, -factor), (-1, factor)])
        assert core(crossing) is not None


def test_a_few_hundred_samples():
    def member(k, low):
        entries = [0] * 20
        for j in range(10):
            entries[low + j] = (k * (j + 3) * (j + 7) + k * k) % 19 - 9
        return entries

    given_problem = problem([member(k, 0) for k in range(1, 301)], [member(k, 10) for k in range(1, 301)], width=200)
    found = width(given_problem)
    assert isinstance(found, Partition)
    assert isinstance(core_width(given_problem), OffCore)


SOURCES = [
    (("wdbc.csv", "diagnosis", "M"), 0),
    (("iris.csv", "species", "versicolor", "virginica"), 100),
    (("iris.csv", "species", "setosa", "versicolor"), 0),
    (("digits.csv", "parity", "even", None, ("digit",)), 1783),
    (("digits.csv", "digit", "0", None, ("parity",)), 0),
]


@pytest.mark.parametrize(("source", "core_size"), SOURCES)
@pytest.mark.parametrize("bias", [True, False])
def test_real_data_span_everything(source, core_size, bias):
    given_problem = from_dataset(real(*source), bias)
    assert isinstance(spans(given_problem), InSpan)
    assert isinstance(width(given_problem), Violators)
    found = core(given_problem)
    assert found is not None
    assert len(found.positives) + len(found.negatives) == core_size
    assert isinstance(core_span_exclusion(given_problem, found), InCore if core_size else OffCore)


def test_core_of_separable_data_is_empty():
    found = core(problem([(1,)], [(-1,)]))
    assert found is not None
    assert found.multipliers.indices == ()
    assert found.normal == (Fraction(1),)


def test_core_beside_separable_samples():
    """Class + has two opposite samples and one that a hyperplane through them splits off."""
    given_problem = problem([(1, 0, 0), (-1, 0, 0), (0, 1, 0)], [(0, -1, 0), (0, -1, 1), (0, -1, -1)])
    found = core(given_problem)
    assert found is not None
    assert (found.positives, found.negatives) == ((0, 1), ())
    evidence = core_in_one_class(given_problem)
    assert isinstance(evidence, OffCore)
    data.check_core_in_one_class(given_problem, evidence)
