"""The core: what the kernel accepts and refuses, and the decider against the union of all positive circuits."""

from __future__ import annotations

from fractions import Fraction

import pytest
from data_problems import (
    ALL,
    LINE,
    LINES,
    XOR,
    checked,
    least_partition,
    positive_circuits,
    problem,
    rank,
    refusal,
    sparse,
    subspace_problems,
    vector,
)
from hypothesis import given, settings

from theoremcheck.decide.case import Case
from theoremcheck.decide.data import core as module
from theoremcheck.decide.data.core import core
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.data.core import (
    InCore,
    OffCore,
    check_affinely_balanced,
    check_affinely_weakly_separable,
    check_all_in_core,
    check_balanced,
    check_core_in_both_classes,
    check_core_in_one_class,
    check_core_span_exclusion,
    check_core_span_meeting,
    check_core_width,
    check_core_width_too_small,
    check_not_balanced,
    check_weakly_separable,
)
from theoremcheck.trusted.data.spans import InSpan, SpanVectors
from theoremcheck.trusted.data.widths import Partition, Violators
from theoremcheck.trusted.kernel.logic import Status

core_in_one_class = checked(module.core_in_one_class, "data.core_in_one_class", OffCore)
core_span_exclusion = checked(module.core_span_exclusion, "data.core_span_exclusion", OffCore)
core_width = checked(module.core_width, "network.width_core", OffCore)
# The x_i balance, and so do the (x_i, 1) of the first, but not of the second: 3 - x is 0 on two samples, right on two.
BALANCED = problem([(0,), (3,)], [(1,), (5,)])
TOUCHING = problem([(1,), (3,)], [(5,), (3,)])
PARTS = Partition(((0,), (1,)), ((2,), (3,)))
CUTS = SpanVectors(vector(1, 0), vector(0, 1))

ACCEPTED = [
    (check_affinely_balanced, BALANCED, InCore(sparse({0: 4, 1: 8, 2: 9, 3: 3}), None)),
    (check_balanced, BALANCED, InCore(sparse({0: 1, 1: 2, 2: 1, 3: 1}), None)),
    (check_balanced, TOUCHING, InCore(sparse({0: 2, 1: 2, 2: 1, 3: 1}), None)),
    (check_affinely_weakly_separable, TOUCHING, OffCore(vector(-1, 3), None)),
    (check_not_balanced, problem([(1,), (0,)], [(-1,)]), OffCore(vector(1), None)),
    (check_all_in_core, TOUCHING, InCore(sparse({0: 2, 1: 2, 2: 1, 3: 1}), None)),
    (check_weakly_separable, problem([(1,), (3,)], [(5,), (3,)], bias=True), OffCore(vector(-1, 3), None)),
    (check_core_in_one_class, LINES, OffCore(vector(0, -1), None)),
    (check_core_in_one_class, LINE, OffCore(vector(2, -1), None)),
    (check_core_in_both_classes, XOR, InCore(sparse(ALL), None)),
    (check_core_span_exclusion, XOR, OffCore(vector(0, 0), CUTS)),
    (check_core_span_exclusion, LINES, OffCore(vector(0, -1), SpanVectors(vector(1, 0), vector(0, 0)))),
    (
        check_core_span_meeting,
        problem([(1, 0), (-1, 0)], [(2, 0), (-2, 0)]),
        InCore(sparse(ALL), InSpan(0, sparse({2: "1/2"}))),
    ),
    (check_core_width, XOR, OffCore(vector(0, 0), PARTS)),
    (
        check_core_width_too_small,
        problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)], width=2),
        InCore(sparse(ALL), Violators((0, 1), (2, 3))),
    ),
]

REFUSED = [
    (check_affinely_balanced, TOUCHING, InCore(sparse({0: 2, 1: 2, 2: 1, 3: 1}), None), "sparse.no_relation"),
    (check_affinely_balanced, TOUCHING, InCore(sparse({1: 1, 3: 1}), None), "core.not_all"),
    (check_affinely_balanced, BALANCED, InCore(sparse({0: 4, 1: 8, 2: 9, 3: 0}), None), "sparse.not_positive"),
    (check_affinely_balanced, BALANCED, InCore(sparse({0: 4, 1: 8, 2: 9, 3: 3}), CUTS), "core.inner_not_needed"),
    (check_balanced, BALANCED, InCore(sparse({1: 1, 2: 3}), None), "core.not_all"),
    (check_balanced, BALANCED, InCore(sparse({0: 1, 1: 1, 2: 1, 3: 1}), None), "sparse.no_relation"),
    (check_affinely_weakly_separable, TOUCHING, OffCore(vector(-1, 2), None), "core.wrong_side(sample=1)"),
    (check_affinely_weakly_separable, TOUCHING, OffCore(vector(0, 0), None), "core.all_zero"),
    (
        check_affinely_weakly_separable,
        TOUCHING,
        OffCore(vector(-1), None),
        "exact.vector_length(name=the normal, entries=1, width=2)",
    ),
    (check_not_balanced, BALANCED, OffCore(vector(0), None), "core.all_zero"),
    (check_not_balanced, BALANCED, OffCore(vector(1), None), "core.wrong_side(sample=2)"),
    (check_not_balanced, BALANCED, OffCore(vector(1), PARTS), "core.inner_not_needed"),
    (check_core_in_one_class, XOR, OffCore(vector(0, 0), None), "core.zeros_in_both_classes"),
    (check_core_in_one_class, XOR, OffCore(vector(1, 0), None), "core.wrong_side(sample=1)"),
    (check_core_in_one_class, LINE, OffCore(vector(2, -1), CUTS), "core.inner_not_needed"),
    (check_core_in_both_classes, XOR, InCore(sparse({0: 1, 1: 1}), None), "core.multipliers_in_one_class"),
    (check_core_in_both_classes, XOR, InCore(sparse({0: 1, 2: 1}), None), "sparse.no_relation"),
    (check_core_in_both_classes, XOR, InCore(sparse(ALL), Violators((), ())), "core.inner_not_needed"),
    (check_core_span_exclusion, XOR, OffCore(vector(0, 0), None), "core.inner_evidence(kind=SpanVectors)"),
    (
        check_core_span_exclusion,
        XOR,
        OffCore(vector(0, 0), SpanVectors(vector(0, 1), vector(0, 1))),
        "spans.meets_other(name=the positive vector, sample=2)",
    ),
    (check_core_span_meeting, XOR, InCore(sparse(ALL), None), "core.inner_evidence(kind=InSpan)"),
    (
        check_core_span_meeting,
        problem([(1, 0), (-1, 0)], [(2, 0), (-2, 0), (0, 1)]),
        InCore(sparse(ALL), InSpan(4, sparse({}))),
        "spans.not_in_question(name=the sample said to lie in the span, sample=4)",
    ),
    (
        check_core_span_meeting,
        problem([(1, 0), (-1, 0)], [(2, 0), (-2, 0)]),
        InCore(sparse({0: 1, 1: 1}), InSpan(0, sparse({2: "1/2"}))),
        "spans.not_of_other(name=the combination, sample=2)",
    ),
    (check_core_width, LINES, OffCore(vector(0, -1), PARTS), "core.in_one_class"),
    (check_core_width, XOR, OffCore(vector(0, 0), CUTS), "core.inner_evidence(kind=Partition)"),
    (
        check_core_width,
        XOR,
        OffCore(vector(0, 0), Partition(((0,),), ((2,), (3,)))),
        "widths.not_covered(sign=+, sample=1)",
    ),
    (check_core_width_too_small, XOR, InCore(sparse({0: 1, 1: 1}), Violators((0, 1), ())), "core.in_one_class"),
    (check_core_width_too_small, LINES, InCore(sparse({0: 1, 2: 1}), None), "core.inner_evidence(kind=Violators)"),
    (
        check_core_width_too_small,
        problem([(1, 0), (-1, 0), (3, 1)], [(0, 1), (0, -1)], width=1),
        InCore(sparse({0: 1, 1: 1, 3: 1, 4: 1}), Violators((0, 2), ())),
        "widths.not_in_class(name=widths.crowded(sign=+), sample=2)",
    ),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED)
def test_accepts(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given_problem, evidence, reason):
    assert refusal(check, given_problem, evidence) == reason


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
    check_core_in_one_class(given_problem, evidence)


@pytest.mark.parametrize(
    "condition, vectors, kind",
    [
        ("data.affinely_weakly_separable", "lifted", OffCore),
        ("data.affinely_balanced", "lifted", InCore),
        ("data.balanced", "points", InCore),
    ],
)
@given(subspace_problems())
@settings(max_examples=60, deadline=None)
def test_all_samples_balance_iff_each_lies_on_a_positive_circuit(condition, vectors, kind, given_problem):
    data = given_problem.samples
    rows = [[y * v for v in point] for point, y in zip(getattr(data, vectors), data.labels, strict=True)]
    balanced = {i for circuit in positive_circuits(rows) for i in circuit} == set(range(len(rows)))
    found = settle(Case(given_problem), condition)
    assert (found.status is Status.HOLDS) == (balanced == (kind is InCore))
    assert isinstance(found.evidence, InCore if balanced else OffCore)
