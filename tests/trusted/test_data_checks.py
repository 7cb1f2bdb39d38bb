"""The kernel's data checks: what they accept, and the reason of every refusal."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theoremcheck.trusted import data
from theoremcheck.trusted.evidence import (
    Farkas,
    HullNormals,
    HullPoint,
    InCore,
    InSpan,
    OffCore,
    Partition,
    Separation,
    SpanVectors,
    Violators,
)
from theoremcheck.trusted.expr import Var
from theoremcheck.trusted.model import AbstractDataset, Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.proofs import Sparse
from theoremcheck.trusted.refusal import Refusal


def vector(*entries):
    return tuple(Fraction(entry) for entry in entries)


def sparse(entries):
    return Sparse(tuple(entries), vector(*entries.values()))


def problem(positives, negatives, width=3, bias=False, weights=None):
    points = tuple(vector(*point) for point in (*positives, *negatives))
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    dataset = Dataset(points, labels, vector(*(weights or [1] * len(points))))
    neuron = Function(Var())
    return Problem(dataset, neuron, neuron, Network(width, bias, True), Objective())


XOR = problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)])
"""Rotated XOR: samples 0, 1 of class +, samples 2, 3 of class -."""
LINE = problem([(1,), ("3/2",)], [(-1,), (0,)], bias=True)
"""Separable with bias."""
LINES = problem([(1, 0), (2, 0), (-1, 0)], [(0, 1), (0, 1)], width=3)
"""Sample 4 repeats sample 3; class - is not in the core."""

ALL = {0: 1, 1: 1, 2: 1, 3: 1}
PARTS = Partition(((0,), (1,)), ((2,), (3,)))
CUTS = SpanVectors(vector(1, 0), vector(0, 1))

ACCEPTED = [
    (data.check_separable, LINE, Separation(vector(2, -1))),
    (data.check_affinely_separable, LINE, Separation(vector(2, -1))),
    (data.check_affinely_separable, problem([(1,)], [(0,)]), Separation(vector(2, -1))),
    (data.check_not_separable, XOR, Farkas(sparse({0: 1, 1: 1}))),
    (data.check_not_separable, XOR, Farkas(sparse({0: "1/2", 1: "1/2", 2: 7, 3: 7}))),
    (data.check_not_separable, problem([(0, 0), (1, 0)], [(0, 1)]), Farkas(sparse({0: 1}))),
    (data.check_not_affinely_separable, XOR, Farkas(sparse(ALL))),
    (data.check_span_exclusion, XOR, CUTS),
    (data.check_span_meeting, problem([(1, 1)], [(1, 0), (0, "1/3")]), InSpan(0, sparse({1: 1, 2: 3}))),
    (data.check_span_meeting, problem([(1, 1)], [(2, 2)]), InSpan(1, sparse({0: 2}))),
    (data.check_span_meeting, problem([(0, 0)], [(2, 2)]), InSpan(0, sparse({}))),
    (data.check_origin_outside_hulls, LINE, HullNormals(vector(0, 1), vector(0, 1))),
    (data.check_origin_in_hull, XOR, HullPoint(sparse({2: 1, 3: 1}))),
    (data.check_width, XOR, PARTS),
    (data.check_width, LINES, Partition(((0,), (1,), (2,)), ((3,),))),
    (data.check_width_too_small, problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)], width=2), Violators((0, 1), (2, 3))),
    (data.check_width_too_small, problem([(1, 0), (-1, 0)], [(0, 1)], width=1), Violators((0, 1), ())),
    (data.check_width_too_small, problem([(1, 0)], [(2, 0)], width=99), Violators((0,), ())),
    (data.check_core_in_one_class, LINES, OffCore(vector(0, -1), None)),
    (data.check_core_in_one_class, LINE, OffCore(vector(2, -1), None)),
    (data.check_core_in_both_classes, XOR, InCore(sparse(ALL), None)),
    (data.check_core_span_exclusion, XOR, OffCore(vector(0, 0), CUTS)),
    (data.check_core_span_exclusion, LINES, OffCore(vector(0, -1), SpanVectors(vector(1, 0), vector(0, 0)))),
    (
        data.check_core_span_meeting,
        problem([(1, 0), (-1, 0)], [(2, 0), (-2, 0)]),
        InCore(sparse(ALL), InSpan(0, sparse({2: "1/2"}))),
    ),
    (data.check_core_width, XOR, OffCore(vector(0, 0), PARTS)),
    (
        data.check_core_width_too_small,
        problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)], width=2),
        InCore(sparse(ALL), Violators((0, 1), (2, 3))),
    ),
]

REFUSED = [
    (data.check_separable, LINE, Separation(vector(2, -2)), "y (u . X) is not positive for sample 0"),
    (data.check_separable, LINE, Separation(vector(2, 0)), "y (u . X) is not positive for sample 3"),
    (data.check_separable, LINE, Separation(vector(2, -1, 0)), "the normal has 3 entries, the inputs have 2"),
    (data.check_separable, XOR, Separation(vector()), "the normal has 0 entries, the inputs have 2"),
    (data.check_affinely_separable, LINE, Separation(vector(2, 1)), "y (u . X) is not positive for sample 3"),
    (data.check_not_separable, XOR, Farkas(sparse({0: 1, 1: 2})), "the sum of m y X over the samples is not zero"),
    (data.check_not_separable, XOR, Farkas(sparse({})), "the multipliers are all zero"),
    (data.check_not_separable, XOR, Farkas(sparse({0: 0})), "a multiplier is not positive"),
    (data.check_not_separable, XOR, Farkas(sparse({0: -1, 1: -1})), "a multiplier is not positive"),
    (data.check_not_separable, XOR, Farkas(sparse({0: 1, 4: 1})), "the multipliers: a sample index is out of range"),
    (data.check_not_separable, XOR, Farkas(sparse({-4: 1, 1: 1})), "the multipliers: a sample index is out of range"),
    (data.check_not_separable, XOR, Farkas(sparse({1: 1, 0: 1})), "the multipliers: indices do not increase strictly"),
    (
        data.check_not_separable,
        XOR,
        Farkas(Sparse((0, 0), vector(1, 1))),
        "the multipliers: indices do not increase strictly",
    ),
    (
        data.check_not_separable,
        XOR,
        Farkas(Sparse((0, 1), vector(1))),
        "the multipliers: as many indices as entries are needed",
    ),
    (
        data.check_not_affinely_separable,
        XOR,
        Farkas(sparse({0: 1, 1: 1})),
        "the sum of m y X over the samples is not zero",
    ),
    (
        data.check_span_exclusion,
        XOR,
        SpanVectors(vector(1, 1), vector(0, 1)),
        "the positive vector is not orthogonal to sample 2 of the other class",
    ),
    (
        data.check_span_exclusion,
        XOR,
        SpanVectors(vector(1, 0), vector(0, 0)),
        "the negative vector is orthogonal to sample 2 of its own class",
    ),
    (
        data.check_span_exclusion,
        XOR,
        SpanVectors(vector(1), vector(0, 1)),
        "the positive vector has 1 entries, the inputs have 2",
    ),
    (data.check_span_meeting, XOR, InSpan(0, sparse({2: 1})), "the combination does not equal sample 0"),
    (data.check_span_meeting, XOR, InSpan(0, sparse({})), "the combination does not equal sample 0"),
    (
        data.check_span_meeting,
        XOR,
        InSpan(0, sparse({1: -1})),
        "the combination: sample 1 is not of the other class",
    ),
    (
        data.check_span_meeting,
        XOR,
        InSpan(4, sparse({})),
        "the sample said to lie in the span: a sample index is out of range",
    ),
    (
        data.check_span_meeting,
        XOR,
        InSpan(-1, sparse({})),
        "the sample said to lie in the span: a sample index is out of range",
    ),
    (data.check_span_meeting, XOR, InSpan(0, sparse({9: 1})), "the combination: a sample index is out of range"),
    (
        data.check_origin_outside_hulls,
        XOR,
        HullNormals(vector(1, 0), vector(0, 1)),
        "the positive normal is not positive on sample 1",
    ),
    (
        data.check_origin_outside_hulls,
        LINE,
        HullNormals(vector(0, 1), vector(0, 0)),
        "the negative normal is not positive on sample 2",
    ),
    (data.check_origin_in_hull, XOR, HullPoint(sparse({0: 1, 2: 1})), "the multipliers mix the classes"),
    (
        data.check_origin_in_hull,
        XOR,
        HullPoint(sparse({0: 1})),
        "the sum of m y X over the samples is not zero",
    ),
    (
        data.check_width,
        problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)], width=2),
        PARTS,
        "the width 2 is below the 3 that the partition needs",
    ),
    (data.check_width, XOR, Partition(((0,),), ((2,), (3,))), "no block of class + holds sample 1"),
    (data.check_width, XOR, Partition(((0,), (1,)), ()), "no block of class - holds sample 2"),
    (
        data.check_width,
        XOR,
        Partition(((0, 1),), ((2,), (3,))),
        "block 0 of class + is dependent modulo the span of the other class",
    ),
    (
        data.check_width,
        problem([(1, 0), (1, 1)], [(0, 1)]),
        Partition(((0, 1),), ((2,),)),
        "block 0 of class + is dependent modulo the span of the other class",
    ),
    (
        data.check_width,
        problem([(1, 0)], [(2, 0)]),
        Partition(((0,),), ((1,),)),
        "block 0 of class + is dependent modulo the span of the other class",
    ),
    (data.check_width, XOR, Partition(((0,), (), (1,)), ((2,), (3,))), "block 1 of class + is empty"),
    (
        data.check_width,
        XOR,
        Partition(((0,), (2,)), ((2,), (3,))),
        "block 1 of class +: sample 2 is not a sample of this class in question",
    ),
    (
        data.check_width,
        XOR,
        Partition(((0,), (0,)), ((2,), (3,))),
        "block 1 of class + shares a sample with an earlier block",
    ),
    (
        data.check_width,
        XOR,
        Partition(((0,), (1,)), ((3, 2),)),
        "block 0 of class -: indices do not increase strictly",
    ),
    (
        data.check_width,
        XOR,
        Partition(((0,), (7,)), ((2,), (3,))),
        "block 1 of class +: a sample index is out of range",
    ),
    (
        data.check_width_too_small,
        XOR,
        Violators((0, 1), (2, 3)),
        "the sets show only that a width of 3 is needed, and the width is 3",
    ),
    (
        data.check_width_too_small,
        LINES,
        Violators((0, 1, 2), (3, 4)),
        "the sets show only that a width of 3 is needed, and the width is 3",
    ),
    (
        data.check_width_too_small,
        XOR,
        Violators((0, 2), ()),
        "K of class +: sample 2 is not a sample of this class in question",
    ),
    (data.check_width_too_small, XOR, Violators((0, 0), ()), "K of class +: indices do not increase strictly"),
    (data.check_width_too_small, XOR, Violators((), (4,)), "K of class -: a sample index is out of range"),
    (
        data.check_width_too_small,
        XOR,
        Violators((), ()),
        "the sets show only that a width of 1 is needed, and the width is 3",
    ),
    (data.check_core_in_one_class, XOR, OffCore(vector(0, 0), None), "u vanishes on samples of both classes"),
    (data.check_core_in_one_class, XOR, OffCore(vector(1, 0), None), "y (u . X) is negative for sample 1"),
    (
        data.check_core_in_one_class,
        LINE,
        OffCore(vector(2, -1), CUTS),
        "the core inside one class needs no inner evidence",
    ),
    (data.check_core_in_both_classes, XOR, InCore(sparse({0: 1, 1: 1}), None), "the multipliers lie in one class"),
    (
        data.check_core_in_both_classes,
        XOR,
        InCore(sparse({0: 1, 2: 1}), None),
        "the sum of m y X over the samples is not zero",
    ),
    (
        data.check_core_in_both_classes,
        XOR,
        InCore(sparse(ALL), Violators((), ())),
        "the core in both classes needs no inner evidence",
    ),
    (
        data.check_core_span_exclusion,
        XOR,
        OffCore(vector(0, 0), None),
        "two span vectors are needed as inner evidence",
    ),
    (
        data.check_core_span_exclusion,
        XOR,
        OffCore(vector(0, 0), SpanVectors(vector(0, 1), vector(0, 1))),
        "the positive vector is not orthogonal to sample 2 of the other class",
    ),
    (
        data.check_core_span_meeting,
        XOR,
        InCore(sparse(ALL), None),
        "a sample in the span of the other class is needed as inner evidence",
    ),
    (
        data.check_core_span_meeting,
        problem([(1, 0), (-1, 0)], [(2, 0), (-2, 0), (0, 1)]),
        InCore(sparse(ALL), InSpan(4, sparse({}))),
        "the sample said to lie in the span: sample 4 is not among the samples in question",
    ),
    (
        data.check_core_span_meeting,
        problem([(1, 0), (-1, 0)], [(2, 0), (-2, 0)]),
        InCore(sparse({0: 1, 1: 1}), InSpan(0, sparse({2: "1/2"}))),
        "the combination: sample 2 is not of the other class",
    ),
    (data.check_core_width, LINES, OffCore(vector(0, -1), PARTS), "core in one class"),
    (data.check_core_width, XOR, OffCore(vector(0, 0), CUTS), "a partition is needed as inner evidence"),
    (
        data.check_core_width,
        XOR,
        OffCore(vector(0, 0), Partition(((0,),), ((2,), (3,)))),
        "no block of class + holds sample 1",
    ),
    (
        data.check_core_width_too_small,
        XOR,
        InCore(sparse({0: 1, 1: 1}), Violators((0, 1), ())),
        "core in one class",
    ),
    (
        data.check_core_width_too_small,
        LINES,
        InCore(sparse({0: 1, 2: 1}), None),
        "two crowded sets are needed as inner evidence",
    ),
    (
        data.check_core_width_too_small,
        problem([(1, 0), (-1, 0), (3, 1)], [(0, 1), (0, -1)], width=1),
        InCore(sparse({0: 1, 1: 1, 3: 1, 4: 1}), Violators((0, 2), ())),
        "K of class +: sample 2 is not a sample of this class in question",
    ),
]


@pytest.mark.parametrize(("check", "given", "evidence"), ACCEPTED)
def test_accepts(check, given, evidence):
    assert check(given, evidence) is None


@pytest.mark.parametrize(("check", "given", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given, evidence, reason):
    with pytest.raises(Refusal) as caught:
        check(given, evidence)
    assert str(caught.value) == reason


def test_an_abstract_dataset_is_refused():
    neuron = Function(Var())
    abstract = Problem(AbstractDataset(2, 3, 4, ()), neuron, neuron, Network(3, False, True), Objective())
    with pytest.raises(Refusal, match="the dataset is abstract"):
        data.check_separable(abstract, Separation(vector(1, 0)))
    assert data.width_distinct(abstract) == 6
    unknown = Problem(AbstractDataset(2, 3, None, ()), neuron, neuron, Network(3, False, True), Objective())
    assert data.width_distinct(unknown) is None


def test_distinct_inputs_are_counted_per_class():
    assert data.width_distinct(problem([(1, 0), ("2/2", 0), (3, 0)], [(1, 0), (1, 0)])) == 2
    assert data.width_distinct(XOR) == 3


@pytest.mark.parametrize(
    ("given", "means", "even", "odd"),
    [
        (XOR, True, True, False),
        (problem([(1,)], [(-1,)]), False, False, True),
        (problem([(1,), (2,)], [(-1,), (-2,)]), False, False, True),
        (problem([(1,), (1,)], [(1,)]), True, True, True),
        (problem([(-1,), (1,)], [(0,)]), True, True, False),
        (problem([(-1,), (2,)], [(0,)]), False, False, False),
        (problem([(-1,), (2,)], [(0,)], weights=[2, 1, 5]), True, False, False),
        (problem([(-1,), (1,)], [(0,)], weights=[1, 2, 1]), False, False, False),
    ],
)
def test_class_averages(given, means, even, odd):
    assert (data.equal_means(given), data.even_measure(given), data.odd_measure(given)) == (means, even, odd)


def test_rows_of_very_different_scale_stay_exact():
    tiny, huge = Fraction(1, 10**400), Fraction(10**400)
    given = problem([(huge, tiny)], [(huge, -tiny)])
    data.check_separable(given, Separation(vector(0, 1)))
    with pytest.raises(Refusal):
        data.check_separable(given, Separation((tiny, Fraction(1))))
