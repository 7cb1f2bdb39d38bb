"""The spans of the classes: what the kernel accepts and refuses, and the decider against ranks."""

from __future__ import annotations

import pytest
from data_problems import XOR, checked, problem, rank, refusal, sparse, subspace_problems, vector
from hypothesis import given, settings

from theoremcheck.decide.data import spans as module
from theoremcheck.trusted.data.spans import InSpan, SpanVectors, check_span_exclusion, check_span_meeting

spans = checked(module.spans, "data.span_exclusion", SpanVectors)
CUTS = SpanVectors(vector(1, 0), vector(0, 1))

ACCEPTED = [
    (check_span_exclusion, XOR, CUTS),
    (check_span_meeting, problem([(1, 1)], [(1, 0), (0, "1/3")]), InSpan(0, sparse({1: 1, 2: 3}))),
    (check_span_meeting, problem([(1, 1)], [(2, 2)]), InSpan(1, sparse({0: 2}))),
    (check_span_meeting, problem([(0, 0)], [(2, 2)]), InSpan(0, sparse({}))),
]

REFUSED = [
    (
        check_span_exclusion,
        XOR,
        SpanVectors(vector(1, 1), vector(0, 1)),
        "spans.meets_other(name=the positive vector, sample=2)",
    ),
    (
        check_span_exclusion,
        XOR,
        SpanVectors(vector(1, 0), vector(0, 0)),
        "spans.misses_own(name=the negative vector, sample=2)",
    ),
    (
        check_span_exclusion,
        XOR,
        SpanVectors(vector(1), vector(0, 1)),
        "exact.vector_length(name=the positive vector, entries=1, width=2)",
    ),
    (check_span_meeting, XOR, InSpan(0, sparse({2: 1})), "spans.not_the_combination(sample=0)"),
    (check_span_meeting, XOR, InSpan(0, sparse({})), "spans.not_the_combination(sample=0)"),
    (check_span_meeting, XOR, InSpan(0, sparse({1: -1})), "spans.not_of_other(name=the combination, sample=1)"),
    (check_span_meeting, XOR, InSpan(4, sparse({})), "sparse.out_of_range(name=the sample said to lie in the span)"),
    (check_span_meeting, XOR, InSpan(-1, sparse({})), "sparse.out_of_range(name=the sample said to lie in the span)"),
    (check_span_meeting, XOR, InSpan(0, sparse({9: 1})), "sparse.out_of_range(name=the combination)"),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED)
def test_accepts(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given_problem, evidence, reason):
    assert refusal(check, given_problem, evidence) == reason


@given(subspace_problems())
@settings(max_examples=200, deadline=None)
def test_spans_agree_with_ranks(given_problem):
    points, dataset = given_problem.inputs, given_problem.dataset
    meets = False
    for label in (1, -1):
        span = [points[i] for i in dataset.members(-label)]
        meets |= any(rank([*span, points[i]]) == rank(span) for i in dataset.members(label))
    assert isinstance(spans(given_problem), InSpan if meets else SpanVectors)
