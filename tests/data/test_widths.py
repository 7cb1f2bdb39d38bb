"""The widths that T2 asks for: what the kernel accepts and refuses, and the decider against Edmonds' formula."""

from __future__ import annotations

from dataclasses import replace

import pytest
from data_problems import (
    LINES,
    XOR,
    abstract,
    checked,
    from_dataset,
    least_partition,
    problem,
    real,
    refusal,
    subspace_problems,
)
from hypothesis import given, settings

from theoremcheck.decide.data import core as core_module
from theoremcheck.decide.data import spans as span_module
from theoremcheck.decide.data import widths as module
from theoremcheck.decide.data.core import core
from theoremcheck.decide.data.width_bounds import width_bounds
from theoremcheck.decide.data.widths import widths
from theoremcheck.trusted.data.core import InCore, OffCore
from theoremcheck.trusted.data.spans import InSpan, SpanVectors
from theoremcheck.trusted.data.widths import (
    Partition,
    Violators,
    check_width,
    check_width_fewer,
    check_width_too_small,
    width_distinct,
)

width_fewer = checked(lambda given: module.width_fewer(given, widths(given)), "network.width_fewer", Partition)
width = checked(lambda given: module.width(given, widths(given)), "network.width", Partition)
spans = checked(span_module.spans, "data.span_exclusion", SpanVectors)
core_width = checked(core_module.core_width, "network.width_core", OffCore)
core_span_exclusion = checked(core_module.core_span_exclusion, "data.core_span_exclusion", OffCore)
PARTS = Partition(((0,), (1,)), ((2,), (3,)))
ACCEPTED = [
    (check_width, XOR, PARTS),
    (check_width, LINES, Partition(((0,), (1,), (2,)), ((3,),))),
    (check_width_too_small, problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)], width=2), Violators((0, 1), (2, 3))),
    (check_width_too_small, problem([(1, 0), (-1, 0)], [(0, 1)], width=1), Violators((0, 1), ())),
    (check_width_too_small, problem([(1, 0)], [(2, 0)], width=99), Violators((0,), ())),
]

REFUSED = [
    (check_width, problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)], width=2), PARTS, "widths.too_small(needed=3, width=2)"),
    (check_width, XOR, Partition(((0,),), ((2,), (3,))), "widths.not_covered(sign=+, sample=1)"),
    (check_width, XOR, Partition(((0,), (1,)), ()), "widths.not_covered(sign=-, sample=2)"),
    (check_width, XOR, Partition(((0, 1),), ((2,), (3,))), "widths.dependent(name=widths.block(block=0, sign=+))"),
    (
        check_width,
        problem([(1, 0), (1, 1)], [(0, 1)]),
        Partition(((0, 1),), ((2,),)),
        "widths.dependent(name=widths.block(block=0, sign=+))",
    ),
    (
        check_width,
        problem([(1, 0)], [(2, 0)]),
        Partition(((0,),), ((1,),)),
        "widths.dependent(name=widths.block(block=0, sign=+))",
    ),
    (
        check_width,
        XOR,
        Partition(((0,), (), (1,)), ((2,), (3,))),
        "widths.empty_block(name=widths.block(block=1, sign=+))",
    ),
    (
        check_width,
        XOR,
        Partition(((0,), (2,)), ((2,), (3,))),
        "widths.not_in_class(name=widths.block(block=1, sign=+), sample=2)",
    ),
    (check_width, XOR, Partition(((0,), (0,)), ((2,), (3,))), "widths.blocks_meet(name=widths.block(block=1, sign=+))"),
    (check_width, XOR, Partition(((0,), (1,)), ((3, 2),)), "sparse.not_increasing(name=widths.block(block=0, sign=-))"),
    (
        check_width,
        XOR,
        Partition(((0,), (7,)), ((2,), (3,))),
        "sparse.out_of_range(name=widths.block(block=1, sign=+))",
    ),
    (check_width_too_small, XOR, Violators((0, 1), (2, 3)), "widths.not_too_small(needed=3, width=3)"),
    (check_width_too_small, LINES, Violators((0, 1, 2), (3, 4)), "widths.not_too_small(needed=3, width=3)"),
    (check_width_too_small, XOR, Violators((0, 2), ()), "widths.not_in_class(name=widths.crowded(sign=+), sample=2)"),
    (check_width_too_small, XOR, Violators((0, 0), ()), "sparse.not_increasing(name=widths.crowded(sign=+))"),
    (check_width_too_small, XOR, Violators((), (4,)), "sparse.out_of_range(name=widths.crowded(sign=-))"),
    (check_width_too_small, XOR, Violators((), ()), "widths.not_too_small(needed=1, width=3)"),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED)
def test_accepts(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given_problem, evidence, reason):
    assert refusal(check, given_problem, evidence) == reason


def test_distinct_inputs_are_counted_per_class():
    assert width_distinct(problem([(1, 0), ("2/2", 0), (3, 0)], [(1, 0), (1, 0)])) == 2
    assert width_distinct(XOR) == 3
    assert width_distinct(abstract(2, 3, 4)) == 6
    assert width_distinct(abstract(2, 3, None)) is None


def with_width(given_problem, count):
    return replace(given_problem, network=replace(given_problem.network, width=count))


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


def test_rotated_xor():
    bounds = width_bounds(XOR)
    assert bounds is not None
    assert (bounds.positive, bounds.negative, bounds.exact) == (2, 2, 3)
    assert (bounds.general_position, bounds.distinct, bounds.paper) == (3, 3, 8)
    assert bounds.paper_independence is True
    assert isinstance(width(XOR), Partition)
    assert isinstance(width(with_width(XOR, 2)), Violators)


def test_one_neuron_fewer():
    """Enough where a set of each class has a single sample; open where every set has two."""
    assert isinstance(width_fewer(XOR), Partition)
    assert isinstance(width_fewer(with_width(XOR, 2)), Violators)
    pairs = problem([(1, k, 0, 0) for k in range(6)], [(0, 0, 1, k) for k in range(4)], width=3)
    assert width_fewer(pairs) is None
    found = width(with_width(pairs, 4))
    assert isinstance(found, Partition)
    assert refusal(check_width_fewer, pairs, found) == "widths.no_single_sample(sign=+)"
    assert width_fewer(problem([(1, k, 0, 0) for k in range(8)], [(0, 0, 1, 0)] * 2, width=3)) is None
    assert isinstance(width_fewer(problem([(1, k, 0, 0) for k in range(9)], [(0, 0, 1, 0)] * 2, width=3)), Violators)
    assert isinstance(width_fewer(problem([(1, k, 0, 0) for k in range(7)], [(0, 0, 1, 0)] * 2, width=3)), Partition)


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
    monkeypatch.setattr("theoremcheck.decide.data.widths.MAX_TABLEAU", 1)
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
